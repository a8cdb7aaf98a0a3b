package check

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// pairsOf gives "ID attribute: other attribute other place" of the findings
// about uniqueness.
func pairsOf(r *Result) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Other != nil {
			out = append(out, fmt.Sprintf("%s %s %s: %s %s", f.Check.ID, f.Origin, f.Attribute, f.Other.Attribute, f.Other.Origin))
		}
	}
	return out
}

func TestBothObjectsOfADuplicateAreNamedAcrossAttributesAndForests(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b []string
		want []string
	}{
		{"name and name", []string{"userPrincipalName", "x@contoso.com"}, []string{"userPrincipalName", "X@contoso.com"},
			[]string{"DU001 ad.ldif:5 userPrincipalName: userPrincipalName b.ldif:55", "DU001 b.ldif:55 userPrincipalName: userPrincipalName ad.ldif:5"}},
		{"mail and proxy", []string{"mail", "x@contoso.com"}, []string{"proxyAddresses", "smtp:X@contoso.com"},
			[]string{"DU002 ad.ldif:5 mail: proxyAddresses b.ldif:55", "DU003 b.ldif:55 proxyAddresses: mail ad.ldif:5"}},
		{"proxy and proxy", []string{"proxyAddresses", "SMTP:x@contoso.com"}, []string{"proxyAddresses", "smtp:x@contoso.com"},
			[]string{"DU003 ad.ldif:5 proxyAddresses: proxyAddresses b.ldif:55", "DU003 b.ldif:55 proxyAddresses: proxyAddresses ad.ldif:5"}},
		{"X.500", []string{"proxyAddresses", "X500:/o=c/cn=x"}, []string{"proxyAddresses", "x500:/o=c/cn=X"},
			[]string{"DU003 ad.ldif:5 proxyAddresses: proxyAddresses b.ldif:55", "DU003 b.ldif:55 proxyAddresses: proxyAddresses ad.ldif:5"}},
		{"name and proxy", []string{"userPrincipalName", "x@contoso.com"}, []string{"proxyAddresses", "smtp:x@contoso.com"},
			[]string{"DU004 ad.ldif:5 userPrincipalName: proxyAddresses b.ldif:55", "DU005 b.ldif:55 proxyAddresses: userPrincipalName ad.ldif:5"}},
		{"alias", []string{"mailNickname", "x"}, []string{"mailNickname", "X"},
			[]string{"DU006 ad.ldif:5 mailNickname: mailNickname b.ldif:55", "DU006 b.ldif:55 mailNickname: mailNickname ad.ldif:5"}},
		{"account name", []string{"sAMAccountName", "x"}, []string{"sAMAccountName", "X"},
			[]string{"DU007 ad.ldif:5 sAMAccountName: sAMAccountName b.ldif:55", "DU007 b.ldif:55 sAMAccountName: sAMAccountName ad.ldif:5"}},
		{"SIP is no e-mail address", []string{"proxyAddresses", "SIP:x@contoso.com"}, []string{"mail", "x@contoso.com"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := object("A", 3, c.a[0], c.a[1]), object("B", 53, c.b[0], c.b[1])
			b.Forest, b.Origin.Source = "b", "b.ldif"
			require.Equal(t, c.want, pairsOf(look(Input{Profile: Service}, a, b)))
		})
	}
}

func TestAnObjectDoesNotStandInItsOwnWay(t *testing.T) {
	o := user("Pat", 1, "userPrincipalName", "pat@contoso.com", "mail", "Pat@contoso.com",
		"proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "smtp:PAT@contoso.com", "mailNickname", "pat", "targetAddress", "SMTP:pat@contoso.com")
	for _, p := range Profiles {
		require.Empty(t, pairsOf(look(Input{Profile: p}, o)), p)
	}
}

func TestObjectsOfOnePersonAreNoDuplicates(t *testing.T) {
	a := user("A", 1, "userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com")
	b := user("B", 50, "userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com")
	joined := []Person{{Objects: []*directory.Object{a, b}}}
	for _, p := range Profiles {
		require.Empty(t, pairsOf(look(Input{Profile: p, People: joined}, a, b)), p)
		require.NotEmpty(t, pairsOf(look(Input{Profile: p}, a, b)), p)
	}
}

func TestWhoIsLeftOutHoldsNothing(t *testing.T) {
	a, b := user("A", 1, "mail", "x@contoso.com"), user("B", 50, "mail", "x@contoso.com")
	r := look(Input{Profile: Service, People: []Person{{Objects: []*directory.Object{b}, Left: true}}}, a, b)
	require.Empty(t, pairsOf(r))
	require.Equal(t, 1, r.Left)
}

func TestGroupsAndContactsHoldAddresses(t *testing.T) {
	a, g := user("A", 1, "userPrincipalName", "a@contoso.com", "mail", "x@contoso.com"), object("G", 50, "mail", "x@contoso.com")
	g.Type = directory.TypeGroup
	r := look(Input{Profile: Service}, a, g)
	require.Equal(t, []string{"DU002 ad.ldif:6 mail: mail ad.ldif:52", "DU002 ad.ldif:52 mail: mail ad.ldif:6"}, pairsOf(r))
	require.Equal(t, []string{"DU002 mail", "DU002 mail"}, ids(r), "nothing else is asked of a group")
}

func TestTheTenantHoldsValues(t *testing.T) {
	cloud := tenant()
	cloud.Objects = []*directory.CloudObject{
		{ID: "1", Type: directory.TypeUser, UserPrincipalName: "pat@contoso.com", Mail: "pat@contoso.com", MailNickname: "pat",
			ProxyAddresses: []directory.Address{{Type: "SMTP", Local: "pat@contoso.com"}}, Origin: directory.Origin{Source: "users.json", Line: 7}},
		{ID: "2", Type: directory.TypeUser, Deleted: true, UserPrincipalName: "gone@contoso.com"},
	}
	pat := user("Pat", 1, "userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "mailNickname", "pat")
	gone := user("Gone", 50, "userPrincipalName", "gone@contoso.com")
	in := Input{Profile: Service, Tenant: cloud}
	require.Equal(t, []string{"DU012 ad.ldif:6 mail: mail users.json:7", "DU016 ad.ldif:7 mailNickname: mailNickname users.json:7",
		"DU011 ad.ldif:5 userPrincipalName: userPrincipalName users.json:7"}, pairsOf(look(in, pat, gone)))

	in.People = []Person{{Objects: []*directory.Object{pat}, Cloud: cloud.Objects[0]}}
	require.Empty(t, pairsOf(look(in, pat, gone)), "the cloud object is the user's own")

	kim := user("Kim", 90, "userPrincipalName", "kim@contoso.com", "mail", "pat@contoso.com")
	require.Equal(t, []string{"DU002 ad.ldif:6 mail: mail ad.ldif:95", "DU004 ad.ldif:5 userPrincipalName: mail ad.ldif:95", "DU002 ad.ldif:95 mail: mail ad.ldif:6"},
		pairsOf(look(in, pat, kim)), "a pair that is on premises is not found again in the tenant")
	for _, f := range look(in, pat, kim).Findings {
		require.True(t, f.Other == nil || f.Other.Cloud == nil)
	}
}

func TestASuggestionIsNeverAValueThatSomebodyHolds(t *testing.T) {
	a := user("A", 1, "userPrincipalName", "x@contoso.com ")
	b := user("B", 50, "userPrincipalName", "b@contoso.com", "proxyAddresses", "SMTP:x@contoso.com")
	for _, f := range look(Input{Profile: Service}, a, b).Findings {
		require.Nil(t, f.Suggestion)
	}
	two := []*directory.Object{user("A", 1, "proxyAddresses", "SMTP:x@ contoso.com"), user("B", 50, "proxyAddresses", "smtp:x @contoso.com")}
	for _, p := range []Profile{Service, IdFix} {
		for _, f := range look(Input{Profile: p}, two...).Findings {
			require.Nil(t, f.Suggestion, "the same value for two people")
		}
	}
	own := user("A", 1, "userPrincipalName", "a@contoso.com", "proxyAddresses", "SMTP:x@contoso.com", "proxyAddresses", "smtp: x@contoso.com")
	for _, f := range look(Input{Profile: Service}, own).Findings {
		require.Nil(t, f.Suggestion, "the object has the value already")
	}
	cloud := tenant()
	cloud.Objects = []*directory.CloudObject{{ID: "1", Type: directory.TypeUser, Mail: "x@contoso.com"}}
	for _, f := range look(Input{Profile: Service, Tenant: cloud}, a).Findings {
		require.Nil(t, f.Suggestion, "the tenant has the value")
	}
}

// TestWhatTheToolLeavesOut has VAL-2 with its two broken tests corrected.
func TestWhatTheToolLeavesOut(t *testing.T) {
	critical := object("Built in", 1, "isCriticalSystemObject", "TRUE")
	conflict := object("Pat", 1, "", "")
	conflict.DN = `CN=Pat\0ACNF:30475e40-e7ae-4af3-af75-8b143c81daf5,DC=contoso,DC=com`
	hidden := object("x", 1, "msExchHideFromAddressLists", "TRUE")
	hidden.Attrs.Add("displayName", "MSOL account", 4)
	group := object("Group", 1, "groupType", "-2147483646")
	group.Type = directory.TypeGroup
	list := object("List", 1, "groupType", "2")
	list.Type = directory.TypeGroup
	for _, o := range []*directory.Object{
		critical, conflict, hidden, group, list, object("Administrator", 1, "", ""), object("PC1$", 1, "", ""), object("HealthMailbox1", 1, "", ""),
		object("x", 1, "sAMAccountName", "MSOL_1"), object("x", 1, "mailNickname", "SystemMailbox{1}"), object("x", 1, "msExchRecipientTypeDetails", "8388608"),
	} {
		r := look(Input{Profile: IdFix}, o)
		require.Equal(t, 1, r.Left, o.DN)
		require.Empty(t, r.Findings)
	}
	mailGroup := object("Group", 1, "groupType", "-2147483646")
	mailGroup.Type = directory.TypeGroup
	mailGroup.Attrs.Add("mail", "g@contoso.com", 4)
	require.Zero(t, look(Input{Profile: IdFix}, mailGroup, object("x", 1, "msExchRecipientTypeDetails", "1")).Left)
}

func TestAnAlternateLoginTakesTheNamesPlace(t *testing.T) {
	alternate := tenant()
	alternate.Settings.AlternateLoginID = "mail"
	o := user("Pat", 1, "userPrincipalName", "bad%@corp.local", "mail", "pat@home@contoso.com")
	require.Contains(t, ids(look(Input{Profile: Service, Tenant: alternate}, o)), "CK004 mail")
	require.Empty(t, ids(look(Input{Profile: IdFix, Tenant: alternate}, o)), "the tool leaves the name alone then")
}

// crowd makes so many users; every tenth has a value of the one before.
func crowd(n int) []*directory.Object {
	random := rand.New(rand.NewPCG(1, 2))
	all := make([]*directory.Object, n)
	for i := range all {
		address := fmt.Sprintf("user%06d@contoso.com", i)
		if i%10 == 9 {
			address = fmt.Sprintf("user%06d@contoso.com", i-1)
		}
		all[i] = user(fmt.Sprintf("User%06d", i), 20*i, "userPrincipalName", fmt.Sprintf("user%06d@contoso.com", i), "mail", address,
			"proxyAddresses", "SMTP:"+address, "proxyAddresses", fmt.Sprintf("smtp:u%d.%d@contoso.com", i, random.IntN(9)), "mailNickname", fmt.Sprintf("user%06d", i))
	}
	return all
}

func TestInACrowdBothSidesOfEachDuplicateAreNamed(t *testing.T) {
	all := crowd(3000)
	r := look(Input{Profile: Service, Only: []string{"DU002", "DU003"}}, all...)
	require.Len(t, r.Findings, 300*2*2)
	for _, f := range r.Findings {
		require.NotSame(t, f.Object, f.Other.Object)
		require.NotZero(t, f.Other.Origin.Line)
	}
}

func TestOneValueThatEverybodyHolds(t *testing.T) {
	all := make([]*directory.Object, 20000)
	for i := range all {
		all[i] = user(fmt.Sprintf("User%06d", i), 20*i, "userPrincipalName", fmt.Sprintf("u%d@contoso.com", i), "mail", "all@contoso.com")
	}
	require.Len(t, look(Input{Profile: Service}, all...).Findings, len(all), "and it takes no time that grows with the square")
}

func BenchmarkRun100000(b *testing.B) {
	all := crowd(100000)
	for _, p := range Profiles {
		b.Run(string(p), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				look(Input{Profile: p}, all...)
			}
		})
	}
}
