package hardmatch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/hardmatch"
)

// guid gives the objectGUID number n.
func guid(n int) directory.GUID {
	var g directory.GUID
	for i := range g {
		g[i] = byte(n)
	}
	g[0], g[1] = byte(n>>8), byte(n>>16)
	return g
}

// adUser makes the AD user number n with an address of their own.
func adUser(n int, name string, pairs ...string) *directory.Object {
	o := &directory.Object{DN: "CN=" + name + ",OU=Staff,DC=contoso,DC=com", Forest: "ad", Type: directory.TypeUser, Origin: directory.Origin{Source: "ad.ldif", Line: n}}
	g := guid(n)
	o.Attrs.Set("objectGUID", string(g[:]))
	o.Attrs.Set("sAMAccountName", name)
	o.Attrs.Set("userAccountControl", "512")
	o.Attrs.Set("displayName", name)
	o.Attrs.Set("userPrincipalName", name+"@contoso.com")
	o.Attrs.Set("mail", name+"@contoso.com")
	o.Attrs.Set("proxyAddresses", "SMTP:"+name+"@contoso.com")
	for _, p := range pairs {
		key, value, _ := strings.Cut(p, ": ")
		if value == "" {
			o.Attrs.Set(key)
		} else {
			o.Attrs.Set(key, value)
		}
	}
	return o
}

// cloud makes the cloud user that has the name and the address of an AD user.
func cloud(id, name string, change func(*directory.CloudObject)) *directory.CloudObject {
	c := &directory.CloudObject{ID: id, Type: directory.TypeUser, DisplayName: name, UserPrincipalName: directory.UPN(name + "@contoso.com"),
		Mail: name + "@contoso.com", ProxyAddresses: []directory.Address{directory.ParseAddress("SMTP:" + name + "@contoso.com")},
		UserType: "Member", AccountEnabled: directory.True, SyncEnabled: directory.Null}
	if change != nil {
		change(c)
	}
	return c
}

func input(objects []*directory.Object, tenant ...*directory.CloudObject) sim.Input {
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains = "contoso.onmicrosoft.com", []string{"contoso.com"}
	s.SourceAnchor = "mS-DS-ConsistencyGuid"
	attributes := map[string]bool{}
	for _, a := range []string{"objectguid", "samaccountname", "userprincipalname", "mail", "proxyaddresses", "displayname", "ms-ds-consistencyguid", "objectsid"} {
		attributes[a] = true
	}
	return sim.Input{
		Snapshot: &directory.Snapshot{Forests: []string{"ad"}, Objects: objects, Attributes: attributes, ForestAttributes: map[string]map[string]bool{"ad": attributes}},
		Tenant: &directory.Tenant{Objects: tenant, Settings: s, Known: directory.Known{Roles: true, Eligible: true, Features: true, Deleted: true,
			Groups: true, Contacts: true, Domains: true, Initial: true, Anchor: true, LastPage: true, Licences: true}},
		AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	}
}

func planner(t testing.TB, in sim.Input) (*hardmatch.Planner, *sim.Prediction) {
	t.Helper()
	p, err := sim.Predict(in)
	require.NoError(t, err)
	pl, err := hardmatch.NewPlanner(in, p)
	require.NoError(t, err)
	return pl, p
}

func planAll(t testing.TB, in sim.Input) *hardmatch.Plan {
	t.Helper()
	pl, _ := planner(t, in)
	return pl.All()
}

// blocked names the blockers of a row, with "!" behind those to be cleared by
// hand.
func blocked(r *hardmatch.Row) []string {
	out := []string{}
	for _, b := range r.Blockers {
		id := b.ID
		if b.Manual {
			id += "!"
		}
		out = append(out, id)
	}
	return out
}

func one(objects ...*directory.Object) []*directory.Object { return objects }

func id(n int) string { return fmt.Sprintf("00000000-0000-0000-0000-%012d", n) }
