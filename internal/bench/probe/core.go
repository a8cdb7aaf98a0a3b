package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/source"
	"presync/sim/syncrule"
)

// rounds is how often each version runs, one after the other.
const rounds = 5

// comparison is what probe core prints: the seconds of each round, and how many
// people have a cloud object with their anchor, address or name.
type comparison struct {
	Presync, Obvious []float64
	Matched          int
}

// core indexes a tenant and looks every person up in it, as presync does and as
// one would write it without a thought: structs, maps and ToLower. Both find
// the same people.
func core(ad []string, cloud string) (comparison, error) {
	people, tenant, err := load(ad, cloud)
	if err != nil {
		return comparison{}, err
	}
	plainPeople, plainTenant := plain(people, tenant.Objects)
	var out comparison
	for range rounds {
		runtime.GC()
		start := time.Now()
		ours := related(tenant.Objects, people)
		out.Presync = append(out.Presync, time.Since(start).Seconds())
		runtime.GC()
		start = time.Now()
		theirs := obvious(plainTenant, plainPeople)
		out.Obvious = append(out.Obvious, time.Since(start).Seconds())
		if out.Matched = ours; ours != theirs {
			return out, fmt.Errorf("presync finds %d people with a cloud object, the obvious version %d", ours, theirs)
		}
	}
	return out, nil
}

func load(ad []string, cloud string) ([]*directory.Candidate, *directory.Tenant, error) {
	sources := make([]source.ADSource, 0, len(ad))
	for _, f := range ad {
		sources = append(sources, source.ParseADSource(f))
	}
	snap, _, _, err := source.ReadAD(context.Background(), sources, source.Options{})
	if err != nil {
		return nil, nil, err
	}
	tenant, _, _, err := source.ReadCloud(context.Background(), cloud, source.CloudOptions{})
	if err != nil {
		return nil, nil, err
	}
	people := slices.DeleteFunc(slices.Clone(snap.Objects), func(o *directory.Object) bool { return !o.Type.IsPerson() })
	return syncrule.Project(snap, people, &tenant.Settings, syncrule.ConsistencyGUID), tenant, nil
}

// related counts the people who have a related cloud object.
func related(tenant []*directory.CloudObject, people []*directory.Candidate) int {
	w, n := match.NewWorld(tenant), 0
	for _, u := range people {
		if len(w.Related(u)) > 0 {
			n++
		}
	}
	return n
}

// simple is a user as the obvious version has it.
type simple struct {
	anchor, sid, guid, upn, mail string
	addresses                    []string
}

// plain copies both sides into structs with texts of their own.
func plain(people []*directory.Candidate, tenant []*directory.CloudObject) (ad, cloud []*simple) {
	for _, u := range people {
		s := &simple{anchor: strings.Clone(string(u.Anchor)), sid: strings.Clone(string(u.SID)), upn: strings.Clone(string(u.UPN)), mail: strings.Clone(u.Mail)}
		if !u.GUID.IsZero() {
			s.guid = u.GUID.String()
		}
		s.add(u.ProxyAddresses)
		ad = append(ad, s)
	}
	for _, o := range tenant {
		s := &simple{anchor: strings.Clone(string(o.ImmutableID)), sid: strings.Clone(string(o.SecurityID)),
			upn: strings.Clone(string(o.UserPrincipalName)), mail: strings.Clone(o.Mail)}
		if !o.ObjectIdentifier.IsZero() {
			s.guid = o.ObjectIdentifier.String()
		}
		s.add(o.ProxyAddresses)
		cloud = append(cloud, s)
	}
	return ad, cloud
}

func (s *simple) add(list []directory.Address) {
	for _, a := range list {
		if a.IsSMTP() {
			s.addresses = append(s.addresses, strings.Clone(a.Local))
		}
	}
}

// obvious counts the people who have a related cloud object.
func obvious(tenant, people []*simple) int {
	anchors, sids, guids, names := map[string]*simple{}, map[string]*simple{}, map[string]*simple{}, map[string]*simple{}
	for _, c := range tenant {
		put(anchors, c.anchor, c)
		put(sids, c.sid, c)
		put(guids, c.guid, c)
		put(names, strings.ToLower(c.upn), c)
		put(names, strings.ToLower(c.mail), c)
		for _, a := range c.addresses {
			put(names, strings.ToLower(a), c)
		}
	}
	n := 0
	for _, u := range people {
		found := anchors[u.anchor] != nil || sids[u.sid] != nil || guids[u.guid] != nil ||
			names[strings.ToLower(u.upn)] != nil || names[strings.ToLower(u.mail)] != nil
		for _, a := range u.addresses {
			found = names[strings.ToLower(a)] != nil || found
		}
		if found {
			n++
		}
	}
	return n
}

func put(index map[string]*simple, key string, c *simple) {
	if key != "" {
		index[key] = c
	}
}
