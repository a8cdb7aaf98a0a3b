package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/parallel"
	"presync/sim/source"
	"presync/sim/syncrule"
)

// rounds is how often each version runs, one after the other.
const rounds = 5

// comparison is what probe core prints: the seconds of each round, and how many
// pairs there are of a person and a cloud object with the same anchor, SID,
// object identifier, address or name.
type comparison struct {
	Presync, Obvious []float64
	Pairs            int
}

// core indexes a tenant and looks every person up in it, as presync does and as
// one would write it without a thought: structs, maps and ToLower. Both find
// the same pairs.
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
		if out.Pairs = ours; ours != theirs {
			return out, fmt.Errorf("presync finds %d pairs of a person and a cloud object, the obvious version %d", ours, theirs)
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

// related counts the pairs of a person and a related cloud object, on all
// processors as a run does.
func related(tenant []*directory.CloudObject, people []*directory.Candidate) int {
	base := match.NewBase(&directory.Tenant{Objects: tenant})
	var pairs atomic.Int64
	parallel.Ranges(len(people), func(from, to int) {
		var names []string
		var room directory.CloudObject
		list, n := make([]int32, 32), 0
		for _, u := range people[from:to] {
			names = match.AppendNames(names[:0], u)
			base.RelatedTo(u, names, list, &room, func(int32, *directory.CloudObject) { n++ })
		}
		pairs.Add(int64(n))
	})
	return int(pairs.Load())
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

// obvious counts the pairs of a person and a related cloud object.
func obvious(tenant, people []*simple) int {
	anchors, sids, guids, names := index{}, index{}, index{}, index{}
	for _, c := range tenant {
		anchors.put(c.anchor, c)
		sids.put(c.sid, c)
		guids.put(c.guid, c)
		names.put(strings.ToLower(c.upn), c)
		names.put(strings.ToLower(c.mail), c)
		for _, a := range c.addresses {
			names.put(strings.ToLower(a), c)
		}
	}
	n := 0
	for _, u := range people {
		var found []*simple
		found = anchors.add(found, u.anchor)
		found = sids.add(found, u.sid)
		found = guids.add(found, u.guid)
		found = names.add(found, strings.ToLower(u.upn))
		found = names.add(found, strings.ToLower(u.mail))
		for _, a := range u.addresses {
			found = names.add(found, strings.ToLower(a))
		}
		n += len(found)
	}
	return n
}

// index finds the users with a key; several can have the same.
type index map[string][]*simple

func (x index) put(key string, c *simple) {
	if list := x[key]; key != "" && !slices.Contains(list, c) {
		x[key] = append(list, c)
	}
}

// add adds the users with a key who are not in the list yet.
func (x index) add(list []*simple, key string) []*simple {
	for _, c := range x[key] {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
