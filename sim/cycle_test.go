package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// claimants makes n users who all want the same name.
func claimants(n int) []*directory.Object {
	var out []*directory.Object
	for i := range n {
		out = append(out, user(i+1, "userPrincipalName: joe@contoso.com"))
	}
	return out
}

func TestLargeGroupsAreSampledAndSaySo(t *testing.T) {
	p := predict(t, input(claimants(6)))
	first := p.Decisions[0]
	require.Equal(t, match.OutcomeCreate, first.Outcome)
	require.True(t, first.OrderDependent)
	last := first.Alternatives[len(first.Alternatives)-1]
	require.Equal(t, match.OutcomeCreateDuplicate, last.Outcome)
	require.Contains(t, last.Because, "orders of 6 users were tried")
	for _, d := range p.Decisions[1:] {
		require.True(t, d.OrderDependent, d.Object.DN)
		require.Equal(t, match.OutcomeCreate, d.Alternatives[len(d.Alternatives)-1].Outcome)
	}
}

func TestUsersWhoTouchOneCloudUserFormAGroup(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: new@contoso.com", "mail: x@contoso.com"), user(2, "userPrincipalName: y@contoso.com")},
		cloudUser("c1", "y@contoso.com", func(c *directory.CloudObject) { c.ProxyAddresses = proxies("SMTP:x@contoso.com") }))
	p := predict(t, in)
	require.Equal(t, match.OutcomeSoftMatch, p.Decisions[0].Outcome)
	require.Equal(t, match.OutcomeCreate, p.Decisions[1].Outcome, "the cloud user has given the name up")
	require.True(t, p.Decisions[1].OrderDependent)
}

func TestNothingDependsOnTheOrderOfRulesOrCloudUsers(t *testing.T) {
	in := forest(200)
	want := outcomes(predict(t, in))
	turned := rules.All()
	slices.Reverse(turned)
	in.Rules = turned
	require.Equal(t, want, outcomes(predict(t, in)))
	in.Tenant.Objects = slices.Clone(in.Tenant.Objects)
	slices.Reverse(in.Tenant.Objects)
	require.Equal(t, want, outcomes(predict(t, in)))
}

func outcomes(p *sim.Prediction) []string {
	var out []string
	for _, d := range p.Decisions {
		target := ""
		if d.Target != nil {
			target = d.Target.ID
		}
		out = append(out, fmt.Sprint(d.Object.DN, d.Outcome, d.Rule.ID, target, d.Reason))
	}
	return out
}

func synced(n int) *directory.CloudObject {
	return cloudUser(fmt.Sprintf("s%d", n), fmt.Sprintf("s%d@contoso.com", n), func(c *directory.CloudObject) {
		c.ImmutableID, c.SyncEnabled = anchorOf(n), directory.True
	})
}

func TestDeletionsNeedAFullImport(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: s1@contoso.com")}, synced(1), synced(2), synced(3))
	require.Empty(t, predict(t, in).Deletions)
	in.FullImport = true
	p := predict(t, in)
	require.Len(t, p.Deletions, 2)
	require.False(t, p.DeletionThresholdExceeded)
	require.True(t, p.After.Objects[1].Deleted)
	require.Equal(t, directory.False, p.After.Objects[1].SyncEnabled)

	in.Tenant.Settings.DeletionThreshold = 2
	require.False(t, predict(t, in).DeletionThresholdExceeded, "the threshold itself is allowed")
	in.Tenant.Settings.DeletionThreshold = 1
	p = predict(t, in)
	require.True(t, p.DeletionThresholdExceeded)
	require.False(t, p.After.Objects[1].Deleted, "nothing is exported at all")
	in.Tenant.Settings.DeletionThreshold = 0
	require.False(t, predict(t, in).DeletionThresholdExceeded, "0 is off")
}

func TestAFilteredUserIsDeletedOnFullImport(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: s1@contoso.com", "adminDescription: User_NoSync")}, synced(1))
	in.FullImport = true
	p := predict(t, in)
	require.Equal(t, match.OutcomeNotSynced, p.Decisions[0].Outcome)
	require.Len(t, p.Deletions, 1)
}

func TestUnclaimedAreThoseNobodyTouches(t *testing.T) {
	p := predict(t, input([]*directory.Object{user(1, "userPrincipalName: a@contoso.com")},
		cloudUser("c1", "a@contoso.com", nil), cloudUser("c2", "b@contoso.com", nil), synced(9)))
	require.Len(t, p.Unclaimed, 1)
	require.Equal(t, "c2", p.Unclaimed[0].ID)
}

func TestTheNextCycleUpdates(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: a@contoso.com")}, cloudUser("c1", "a@contoso.com", nil))
	first := predict(t, in)
	require.Equal(t, match.OutcomeSoftMatch, first.Decisions[0].Outcome)
	in.Tenant = first.After
	second := predict(t, in)
	require.Equal(t, match.OutcomeUpdate, second.Decisions[0].Outcome)
	require.Equal(t, "c1", second.Decisions[0].Target.ID)
	require.Empty(t, second.Decisions[0].Result.Overwrites)
}

func TestInputIsNotChanged(t *testing.T) {
	c := cloudUser("c1", "a@contoso.com", nil)
	in := input([]*directory.Object{user(1, "userPrincipalName: a@contoso.com", "displayName: New")}, c)
	predict(t, in)
	require.Empty(t, c.ImmutableID)
	require.Empty(t, c.DisplayName)
}

func TestTraceAndQuietRunAgree(t *testing.T) {
	in := forest(100)
	want := outcomes(predict(t, in))
	in.Trace = true
	p := predict(t, in)
	require.Equal(t, want, outcomes(p))
	require.NotEmpty(t, p.Decisions[0].Trace)
}

func TestNearCertainNamesakeIsADuplicate(t *testing.T) {
	p := predict(t, input([]*directory.Object{user(1, "userPrincipalName: robin.pradhan@corp.local", "givenName: Robin", "sn: Pradhan", "displayName: Robin Pradhan")},
		cloudUser("c1", "robin.pradhan@contoso.com", func(c *directory.CloudObject) {
			c.DisplayName, c.Profile = "Robin Pradhan", directory.MakeProfile(map[string]string{"givenName": "Robin", "surname": "Pradhan"})
		})))
	d := p.Decisions[0]
	require.Equal(t, match.OutcomeCreateDuplicate, d.Outcome)
	require.Equal(t, "ND001", d.Rule.ID)
	require.Len(t, d.Candidates, 1)
	require.Equal(t, match.Inferred, d.Confidence)
}

func TestGapsNameTheirConsequence(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: a@contoso.com")}, synced(1))
	in.Snapshot.Objects[0].Attrs.Set("objectGUID")
	p := predict(t, in)
	ids := map[string]bool{}
	for _, g := range p.Gaps {
		ids[g.ID] = true
		require.NotEmpty(t, g.Text)
	}
	require.True(t, ids["anchors-unknown"])
	require.True(t, ids["source-anchor-chosen"])
}

func TestAnIdentifierWithSeveralValuesIsNamed(t *testing.T) {
	in := input([]*directory.Object{
		user(1, "userPrincipalName: a@contoso.com", "labeledURI: one"),
		user(2, "userPrincipalName: b@contoso.com", "labeledURI: one", "labeledURI: two"),
		user(3, "userPrincipalName: c@contoso.com", "labeledURI: three", "labeledURI: four"),
	})
	told := func() (texts []string) {
		for _, g := range predict(t, in).Gaps {
			if g.ID == "several-values" {
				texts = append(texts, g.Text)
			}
		}
		return texts
	}
	require.Empty(t, told(), "nobody is identified by it")
	in.Tenant.Settings.SourceAnchor = "labeledURI"
	require.Len(t, told(), 1)
	require.Contains(t, told()[0], "2 users have several values of labeledURI")
	require.Contains(t, told()[0], "CN=u2,OU=Staff,DC=contoso,DC=com (ad.ldif:22)")
	in.Tenant.Settings.SourceAnchor, in.Tenant.Settings.AlternateLoginID = "objectGUID", "labeledURI"
	require.Len(t, told(), 1)
}

func TestAFilterThatNamesNobodyIsNamed(t *testing.T) {
	in := input([]*directory.Object{
		user(1, "userPrincipalName: a@contoso.com", "department: Sales", "memberOf: CN=Pilot,DC=contoso,DC=com"),
		user(2, "userPrincipalName: b@contoso.com"),
	})
	told := func(f directory.Filter) (texts []string) {
		in.Tenant.Settings.Filter = f
		for _, g := range predict(t, in).Gaps {
			if g.ID == "filter-names-nobody" {
				name, _, _ := strings.Cut(strings.TrimPrefix(g.Text, "no user of the exports falls under "), ". ")
				texts = append(texts, name)
			}
		}
		return texts
	}
	require.Empty(t, told(directory.Filter{}))
	require.Empty(t, told(directory.Filter{Domains: []string{"Contoso.com"}, OUs: []string{"ou=staff, dc=contoso,dc=com"},
		ExcludeOUs: []string{"CN=u2,OU=Staff,DC=contoso,DC=com"}, Group: "CN=Pilot,DC=contoso,DC=com", Attribute: "department=Sales"}))
	require.Equal(t, []string{"filter.domains other.com", "filter.ous OU=Stuff,DC=contoso,DC=com", "filter.excludeOUs OU=Old,DC=contoso,DC=com",
		"filter.group Pilots", "filter.attribute department=Salse"},
		told(directory.Filter{Domains: []string{"contoso.com", "other.com"}, OUs: []string{"OU=Staff,DC=contoso,DC=com", "OU=Stuff,DC=contoso,DC=com"},
			ExcludeOUs: []string{"OU=Old,DC=contoso,DC=com"}, Group: "Pilots", Attribute: "department=Salse"}))
}

func TestALicenceForNobodyIsNamed(t *testing.T) {
	named := user(1, "userPrincipalName: a@contoso.com", "employeeID: e1@contoso.com")
	in := input([]*directory.Object{named, user(2)}, synced(7))
	told := func(names ...string) (texts []string) {
		in.Tenant.Settings.ExchangeLicensed = names
		for _, g := range predict(t, in).Gaps {
			if g.ID == "exchange-licensed-unknown" {
				texts = append(texts, g.Text)
			}
		}
		return texts
	}
	cloud := in.Tenant.At(0)
	require.Empty(t, told())
	require.Empty(t, told("A@contoso.com", cloud.ID, string(cloud.UserPrincipalName)))
	require.Len(t, told("A@contoso.com", "x@contoso.com", "e1@contoso.com"), 1)
	require.Contains(t, told("A@contoso.com", "x@contoso.com", "e1@contoso.com")[0], "names nobody that the exports hold: x@contoso.com, e1@contoso.com.")
	in.Tenant.Settings.AlternateLoginID = "employeeID"
	require.Empty(t, told("e1@contoso.com"))
}

func TestWithoutAnchorsTheSameNamesMeanTheLinkedUser(t *testing.T) {
	ad := user(1, "userPrincipalName: s1@contoso.com")
	ad.Attrs.Set("objectGUID")
	d := predict(t, input([]*directory.Object{ad}, synced(1))).Decisions[0]
	require.Equal(t, match.OutcomeUpdate, d.Outcome)
	require.Equal(t, match.Inferred, d.Confidence)
	require.Equal(t, match.OutcomeError, d.Alternatives[0].Outcome)
}
