package match_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

func cloud(id, upn string, addresses ...string) *directory.CloudObject {
	c := &directory.CloudObject{ID: id, Type: directory.TypeUser, UserPrincipalName: directory.UPN(upn)}
	for _, a := range addresses {
		c.ProxyAddresses = append(c.ProxyAddresses, directory.ParseAddress(a))
	}
	return c
}

func person(upn string, anchor directory.Anchor, addresses ...string) *directory.Candidate {
	u := &directory.Candidate{UPN: directory.UPN(upn), Anchor: anchor, Source: &directory.Object{DN: "CN=" + upn}}
	for _, a := range addresses {
		u.ProxyAddresses = append(u.ProxyAddresses, directory.ParseAddress(a))
	}
	return u
}

func ids(list []*directory.CloudObject) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.ID)
	}
	return out
}

func TestRelatedFindsEveryKey(t *testing.T) {
	anchored := cloud("1", "x@contoso.com")
	anchored.ImmutableID = "A"
	sid := cloud("2", "y@contoso.com")
	sid.SecurityID = "S-1-5-21-1"
	byMail := cloud("3", "z@contoso.com")
	byMail.Mail = "M@contoso.com"
	w := match.NewWorld([]*directory.CloudObject{anchored, sid, byMail, cloud("4", "pat@contoso.com"), cloud("5", "q@contoso.com", "smtp:alias@contoso.com"), cloud("6", "n@contoso.com")})
	u := person("PAT@contoso.com", "A", "SMTP:m@contoso.com", "smtp:ALIAS@contoso.com", "X500:n@contoso.com")
	u.SID = "S-1-5-21-1"
	require.Equal(t, []string{"1", "2", "3", "4", "5"}, ids(w.Related(u)))
}

func TestAForkKeepsItsChangesToItself(t *testing.T) {
	old := cloud("1", "a@contoso.com")
	w := match.NewWorld([]*directory.CloudObject{old})
	f := w.Fork()
	renamed := cloud("1", "b@contoso.com")
	u := person("b@contoso.com", "A")
	f.Put(old, renamed, u)
	f.Put(nil, cloud("new:2", "c@contoso.com"), person("c@contoso.com", "B"))

	require.Empty(t, f.Holders("a@contoso.com"))
	require.Equal(t, []string{"1"}, ids(f.Holders("b@contoso.com")))
	require.Equal(t, []string{"new:2"}, ids(f.Holders("c@contoso.com")))
	require.Equal(t, u, f.ExportedAs(renamed))
	require.Equal(t, renamed, f.Now(old))

	require.Equal(t, []string{"1"}, ids(w.Holders("a@contoso.com")))
	require.Empty(t, w.Holders("b@contoso.com"))
	require.Empty(t, w.Holders("c@contoso.com"))
	require.Nil(t, w.ExportedAs(old))
}

func TestARemovedObjectIsGone(t *testing.T) {
	a, b := cloud("1", "a@contoso.com"), cloud("2", "b@contoso.com")
	w := match.NewWorld([]*directory.CloudObject{a, b})
	f := w.Fork()
	f.Remove(a)
	require.Empty(t, f.Holders("a@contoso.com"))
	require.NotEmpty(t, w.Holders("a@contoso.com"))
	require.Equal(t, []match.Change{{Number: 0}}, f.Changes())
}

func TestTakenLeavesOutTheObjectItselfAndTheRecycleBin(t *testing.T) {
	a := cloud("1", "a@contoso.com")
	bin := cloud("2", "b@contoso.com")
	bin.Deleted = true
	w := match.NewWorld([]*directory.CloudObject{a, bin})
	require.True(t, w.Taken("a@contoso.com", nil))
	require.False(t, w.Taken("a@contoso.com", a))
	require.False(t, w.Taken("b@contoso.com", nil))
}

// TestIndexAgreesWithAScan compares lookups with a scan over all objects while
// names move about in a world and its forks.
func TestIndexAgreesWithAScan(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		name := func() string { return fmt.Sprintf("n%d@contoso.com", random.IntN(8)) }
		var all []*directory.CloudObject
		for i := range 12 {
			all = append(all, cloud(fmt.Sprint(i), name(), "SMTP:"+name(), "smtp:"+name()))
		}
		w := match.NewWorld(all)
		for range 20 {
			if random.IntN(5) == 0 {
				w = w.Fork()
			}
			if i := random.IntN(len(all) + 1); i == len(all) {
				o := cloud(fmt.Sprint(i), name(), "SMTP:"+name())
				w.Put(nil, o, person(name(), "A"))
				all = append(all, o)
			} else {
				o := cloud(all[i].ID, name(), "smtp:"+name())
				w.Put(all[i], o, person(name(), "A"))
				all[i] = o
			}
			key := directory.Fold(name())
			var want []string
			for _, o := range all {
				if slices.Contains(match.NamesOf(o), key) {
					want = append(want, o.ID)
				}
			}
			require.Equal(t, want, ids(w.Holders(key)), "seed %d", seed)
		}
	}
}
