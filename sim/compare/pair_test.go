package compare_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/compare"
	"presync/sim/match"
)

func TestUsersArePairedByGUIDThenDNThenName(t *testing.T) {
	fails := outcome(match.OutcomeError)
	otherGUID := func(v *compare.Verdict) { v.User.GUID = guid(99) }
	otherDN := func(v *compare.Verdict) { v.User.DN = "CN=moved" }
	otherUPN := func(v *compare.Verdict) { v.User.UserPrincipalName = "renamed@contoso.com" }
	for _, c := range []struct {
		name       string
		base, head []*compare.Verdict
		want       []string
	}{
		{"renamed and moved", list(person(0)), list(person(0, fails, otherDN, otherUPN)), []string{"renamed@contoso.com worse by objectGUID"}},
		{"made anew in its place", list(person(0)), list(person(0, fails, otherGUID, otherUPN)), []string{"renamed@contoso.com worse by dn"}},
		{"made anew elsewhere", list(person(0)), list(person(0, fails, otherGUID, otherDN)), []string{"a@contoso.com worse by userPrincipalName"}},
		{"export without objectGUID", list(person(0, withoutGUID)), list(person(0, fails, withoutGUID)), []string{"a@contoso.com worse by dn"}},
		{"nothing in common", list(person(0)), list(person(1)), []string{"b@contoso.com added by ", "a@contoso.com removed by "}},
		{"forests named after files", list(person(0, forest("old"))), list(person(0, fails, forest("new"))), []string{"a@contoso.com worse by objectGUID"}},
		{"the same GUID in two forests",
			list(person(0, forest("x")), person(0, forest("y"), fails)), list(person(0, forest("y"), fails), person(0, forest("x"))), nil},
		{"moved to a forest that is there already",
			list(person(0, forest("x")), person(1, forest("y"))), list(person(0, forest("y"), fails), person(1, forest("y"))), []string{"a@contoso.com worse by objectGUID"}},
		{"two have the name, so nobody is meant",
			list(person(0, withoutGUID, otherDN), person(0, withoutGUID)), list(person(0, fails, otherGUID, func(v *compare.Verdict) { v.User.DN = "CN=third" })),
			[]string{"a@contoso.com added by ", "a@contoso.com removed by ", "a@contoso.com removed by "}},
		{"in the order of the head", list(person(0), person(1), person(2)), list(person(2, fails), person(3), person(0, fails), person(1)),
			[]string{"c@contoso.com worse by objectGUID", "d@contoso.com added by ", "a@contoso.com worse by objectGUID"}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, said(run(t, c.base, c.head))) })
	}
}

func list(all ...*compare.Verdict) []*compare.Verdict { return all }

func TestTheMatrixCountsEveryUserOnce(t *testing.T) {
	c := run(t, list(person(0), person(1), person(2)), list(person(0), person(1, outcome(match.OutcomeError)), person(3, outcome(match.OutcomeCreate))))
	require.Equal(t, map[compare.Step]int{
		{From: "update", To: "update"}: 1, {From: "update", To: "error"}: 1, {From: "update"}: 1, {To: "create"}: 1,
	}, c.Matrix)
	require.Equal(t, map[compare.Severity]int{compare.Worse: 1, compare.Added: 1, compare.Removed: 1}, c.Counts)
	require.Equal(t, 1, c.Same)
	require.True(t, c.Worse())
}

func TestAVerdictComesBackAsItWas(t *testing.T) {
	full := person(3, outcome(match.OutcomeError), func(v *compare.Verdict) {
		v.Error = compare.Error{Code: "InvalidSoftMatch", Attribute: "ProxyAddresses", Conflict: "id-x"}
		v.Result = compare.Result{
			UserPrincipalName: "u", MailNickname: "n", Mail: "m", ProxyAddresses: "SMTP:a\nsmtp:b",
			ImmutableID: "i", Quarantined: "q", Overwrites: "o",
		}
		v.OrderDependent, v.Alternatives, v.TargetName, v.Reason = true, "create by CR001", "name", "because"
		v.User.Origin.Line = -1
	})
	all := changes(run(t, nil, list(full)))
	require.Len(t, all, 1)
	require.Equal(t, full, all[0].Head)
	require.Nil(t, all[0].Base)

	all = changes(run(t, list(full), nil))
	want := *full
	want.TargetName, want.Reason = "", ""
	require.Equal(t, &want, all[0].Base, "the base keeps what is compared")
}

func TestManyUsersSpanBlocks(t *testing.T) {
	var base, head []*compare.Verdict
	const users = 20000
	for n := range users {
		base = append(base, person(n))
		change := nothing
		if n%1000 == 0 {
			change = outcome(match.OutcomeNotSynced)
		}
		head = append(head, person(n, change))
	}
	c := run(t, base, head)
	require.Equal(t, users/1000, c.Counts[compare.Worse])
	require.Equal(t, users-users/1000, c.Same)
	require.Equal(t, *base[5000], *changes(c)[5].Base)
}
