package sim

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

// town makes a few users and cloud objects with few names between them, so that
// much of what can happen to one depends on another.
func town(seed uint64) Input {
	random := rand.New(rand.NewPCG(seed, 7))
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	maybe := func(n int) bool { return random.IntN(n) == 0 }
	prefixes := []string{"a", "b", "a b", "a_b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}[:4+random.IntN(10)]
	name := func() string {
		return pick(prefixes...) + "@" + pick("contoso.com", "contoso.com", "fabrikam.com", "other.local", "contoso.onmicrosoft.com")
	}
	var objects []*directory.Object
	for i := range 8 {
		o := &directory.Object{DN: fmt.Sprintf("CN=u%d,DC=contoso,DC=com", i), Forest: "ad", Type: directory.TypeUser}
		add := func(name, value string) { o.Attrs.Add(name, value, 0) }
		add("objectGUID", string(append(make([]byte, 15), byte(i+1))))
		add("sAMAccountName", fmt.Sprint("u", i))
		add("userAccountControl", "512")
		add("userPrincipalName", name())
		if maybe(2) {
			add("mailNickname", pick(prefixes...))
		}
		if maybe(3) {
			add("mail", name())
		}
		if maybe(2) {
			add("proxyAddresses", "SMTP:"+pick(name(), "no address"))
		}
		if maybe(3) {
			add("proxyAddresses", "smtp:"+name())
		}
		if maybe(4) {
			add("msExchRemoteRecipientType", "4")
		}
		objects = append(objects, o)
	}
	var cloud []*directory.CloudObject
	for i := range 8 {
		c := &directory.CloudObject{ID: fmt.Sprint("c", i), Type: directory.TypeUser, UserType: "Member", AccountEnabled: directory.True,
			SyncEnabled: directory.Null, UserPrincipalName: directory.UPN(name()), ExchangePlan: maybe(2)}
		if maybe(2) {
			c.MailNickname = pick(prefixes...)
		}
		if maybe(2) {
			c.ProxyAddresses = []directory.Address{directory.ParseAddress("SMTP:" + name()), directory.ParseAddress("smtp:" + name())}
		}
		if maybe(2) {
			c.ImmutableID = directory.AnchorFromBytes(append(make([]byte, 15), byte(random.IntN(8)+1)))
			c.SyncEnabled = []directory.Tristate{directory.Null, directory.True, directory.False}[random.IntN(3)]
		}
		cloud = append(cloud, c)
	}
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains, s.SourceAnchor = "contoso.onmicrosoft.com", []string{"contoso.com", "fabrikam.com"}, "objectGUID"
	if maybe(3) {
		s.ExchangeLicensed = []string{"c1", "c2", name()}
	}
	return Input{Snapshot: &directory.Snapshot{Forests: []string{"ad"}, Objects: objects}, Tenant: &directory.Tenant{Objects: cloud, Settings: s}}
}

// fate is what an export made of a person, in words that are equal when it is.
func fate(d *match.Decision) string {
	text := string(d.Outcome) + " " + d.Rule.ID
	if d.Target != nil {
		text += " " + d.Target.ID
	}
	if d.Error != nil {
		text += " " + d.Error.Code
	}
	if d.Result != nil {
		text += fmt.Sprintf(" %+v", *d.Result)
	}
	return text
}

// TestGroupsAreWhatOneAfterAnotherGives exports everybody one after another in a
// single world, which is how the service works, and each group on its own.
func TestGroupsAreWhatOneAfterAnotherGives(t *testing.T) {
	parts := 0
	for seed := range uint64(2000) {
		c, err := newCycle(town(seed))
		require.NoError(t, err)
		all := c.base.Fork()
		want := make([]string, c.people.Len())
		for i := range want {
			want[i] = fate(c.exportOne(c.quietly, all, c.people.Candidate(i), &match.Record{}, nil))
		}
		for i := range want {
			if c.group.parent[i] != int32(i) {
				continue
			}
			members := c.group.members(int32(i))
			if len(members) < len(want) {
				parts++
			}
			w := c.base.Fork()
			for _, m := range members {
				require.Equal(t, want[m], fate(c.exportOne(c.quietly, w, c.people.Candidate(int(m)), &match.Record{}, nil)), "seed %d, person %d of group %v", seed, m, members)
			}
		}
	}
	require.Greater(t, parts, 1000, "where everybody is in one group nothing is shown")
}
