package hardmatch_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/hardmatch"
)

// other is an anchor that no AD user of the tests has.
var other = guid(200).Anchor()

// kim is the AD user of most tests, number 1.
func kim(pairs ...string) []*directory.Object { return one(adUser(1, "kim", pairs...)) }

func anchored(a directory.Anchor, sync directory.Tristate) func(*directory.CloudObject) {
	return func(c *directory.CloudObject) { c.ImmutableID, c.SyncEnabled = a, sync }
}

// second is what an earlier sync made for kim beside the cloud user.
func second(sync directory.Tristate, deleted bool) *directory.CloudObject {
	return cloud(id(2), "kim1234", func(c *directory.CloudObject) {
		c.UserPrincipalName, c.Mail, c.ProxyAddresses = "kim1234@contoso.onmicrosoft.com", "", nil
		c.ImmutableID, c.SyncEnabled, c.Deleted = guid(1).Anchor(), sync, deleted
		c.Quarantined = []directory.QuarantinedValue{{Property: "UserPrincipalName", Value: "kim@contoso.com"}}
	})
}

var admin = directory.Role{Name: "Global Administrator", TemplateID: "62e90394-69f5-4237-9190-012177145e10", Privileged: directory.True}

func TestEachSituationHasItsSideAndItsBlockersInOrder(t *testing.T) {
	mine := guid(1).Anchor()
	for _, c := range []struct {
		name     string
		ad       []*directory.Object
		tenant   []*directory.CloudObject
		settings func(*directory.Settings)
		side     hardmatch.Side
		status   hardmatch.Status
		blockers []string
		before   string
		after    string
		doable   bool
	}{
		{"an admin role stops the soft match", kim(), []*directory.CloudObject{cloud(id(1), "kim", func(c *directory.CloudObject) { c.Roles = []directory.Role{admin} })}, nil,
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"admin-role"}, "create-duplicate", "hard-match", true},
		{"soft match is blocked, and nothing else is in the way", kim(), []*directory.CloudObject{cloud(id(1), "kim", nil)},
			func(s *directory.Settings) { s.Features.BlockSoftMatch = true },
			hardmatch.SideCloud, hardmatch.StatusReady, []string{}, "create-duplicate", "hard-match", true},
		{"both matches are blocked", kim(), []*directory.CloudObject{cloud(id(1), "kim", nil)},
			func(s *directory.Settings) {
				s.Features.BlockSoftMatch, s.Features.BlockCloudObjectTakeoverThroughHardMatch = true, true
			},
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"hard-match-blocked"}, "create-duplicate", "hard-match", true},
		{"an orphan that AD mastered is taken over by its anchor", kim(), []*directory.CloudObject{cloud(id(1), "kim", anchored(other, directory.True))}, nil,
			hardmatch.SideAD, hardmatch.StatusReady, []string{}, "error", "update", true},
		{"an orphan with objectGUID as anchor can be written on neither side", kim(), []*directory.CloudObject{cloud(id(1), "kim", anchored(other, directory.True))},
			func(s *directory.Settings) { s.SourceAnchor = "objectGUID" },
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"on-premises-mastered!", "other-anchor"}, "error", "hard-match", false},
		{"another anchor on a user out of scope is taken over", kim(), []*directory.CloudObject{cloud(id(1), "kim", anchored(other, directory.False))}, nil,
			hardmatch.SideAD, hardmatch.StatusReady, []string{}, "error", "hard-match", true},
		{"another anchor is cleared where AD cannot be written", kim(), []*directory.CloudObject{cloud(id(1), "kim", anchored(other, directory.Null))},
			func(s *directory.Settings) { s.SourceAnchor = "objectGUID" },
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"other-anchor"}, "error", "hard-match", true},
		{"an anchor that is no Base64 is cleared", kim(), []*directory.CloudObject{cloud(id(1), "kim", anchored("E-1234", directory.Null))}, nil,
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"other-anchor"}, "error", "hard-match", true},
		{"an anchor that is Base64 of too few bytes is cleared", kim(), []*directory.CloudObject{cloud(id(1), "kim", anchored("E100", directory.Null))}, nil,
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"other-anchor"}, "error", "hard-match", true},
		{"a federated name is changed meanwhile", kim(), []*directory.CloudObject{cloud(id(1), "kim", nil)},
			func(s *directory.Settings) {
				s.Features.BlockSoftMatch, s.FederatedDomains = true, []string{"contoso.com"}
			},
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"federated-suffix"}, "create-duplicate", "hard-match", true},
		{"the mapping to another AD object is cleared", kim(), []*directory.CloudObject{cloud(id(1), "kim", func(c *directory.CloudObject) {
			c.ImmutableID, c.SyncEnabled, c.ObjectIdentifier = mine, directory.False, guid(77)
		})}, nil, hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"object-identifier"}, "error", "hard-match", true},
		{"a second account is deleted first", kim(), []*directory.CloudObject{cloud(id(1), "kim", nil), second(directory.True, false)}, nil,
			hardmatch.SideCloud, hardmatch.StatusBlocked, []string{"quarantined-duplicate"}, "update", "hard-match", true},
		{"everything at once is cleared in order", kim(), []*directory.CloudObject{
			cloud(id(1), "kim", func(c *directory.CloudObject) {
				c.Roles, c.ObjectIdentifier = []directory.Role{admin}, guid(77)
			}), second(directory.True, false)},
			func(s *directory.Settings) {
				s.FederatedDomains, s.Features.BlockCloudObjectTakeoverThroughHardMatch = []string{"contoso.com"}, true
			},
			hardmatch.SideCloud, hardmatch.StatusBlocked,
			[]string{"quarantined-duplicate", "federated-suffix", "object-identifier", "admin-role", "hard-match-blocked"}, "update", "hard-match", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(c.ad, c.tenant...)
			if c.settings != nil {
				c.settings(&in.Tenant.Settings)
			}
			plan := planAll(t, in)
			require.Len(t, plan.Rows, 1)
			r := &plan.Rows[0]
			require.Equal(t, id(1), r.CloudUser.ID)
			require.Equal(t, c.blockers, blocked(r))
			require.Equal(t, c.side, r.Side, r.SideReason)
			require.Equal(t, c.status, r.Status, r.Problem)
			require.Equal(t, []string{c.before, c.after}, []string{r.Before, r.After}, r.Problem)
			require.Equal(t, c.doable, r.Doable())
			require.Equal(t, !c.doable, plan.Findings())
			require.NotEmpty(t, r.SideReason)
			proved(t, in, r)
		})
	}
}

// proved carries a row out on the whole input and predicts again.
func proved(t *testing.T, in sim.Input, r *hardmatch.Row) {
	t.Helper()
	for i, o := range in.Snapshot.Objects {
		if o.DN == r.ADUser.DN && r.Side == hardmatch.SideAD {
			in.Snapshot.Objects[i] = o.Clone()
			g, ok := directory.Anchor(r.NewImmutableID).GUID()
			require.True(t, ok)
			in.Snapshot.Objects[i].Attrs.Set("mS-DS-ConsistencyGuid", string(g[:]))
		}
	}
	var left []*directory.CloudObject
	for _, o := range in.Tenant.Objects {
		if o.ID == r.CloudUser.ID {
			o = o.Clone()
			o.ImmutableID, o.Roles, o.ObjectIdentifier, o.Deleted, o.CloudMastered = directory.Anchor(r.NewImmutableID), nil, directory.GUID{}, false, false
			if r.Side == hardmatch.SideCloud {
				o.SyncEnabled = directory.Null
			}
			left = append(left, o)
		}
	}
	in.Tenant.Objects = left
	in.Tenant.Settings.Features.BlockCloudObjectTakeoverThroughHardMatch = false
	d := sim.DecisionAbout(in, r.ADUser.DN)
	require.NotNil(t, d)
	require.Equal(t, r.After, string(d.Outcome), d.Reason)
	require.Equal(t, r.CloudUser.ID, d.Target.ID)
}

func TestWhoMatchesIsLeftAloneUnlessChosen(t *testing.T) {
	in := input(one(adUser(1, "kim"), adUser(2, "lee"), adUser(3, "new")),
		cloud(id(1), "kim", nil), cloud(id(2), "lee", anchored(guid(2).Anchor(), directory.True)))
	pl, p := planner(t, in)
	require.Empty(t, pl.All().Rows)

	rows := pl.Users(p.Decisions).Rows
	require.Len(t, rows, 3)
	require.Equal(t, hardmatch.StatusReady, rows[0].Status, "a chosen soft match becomes a hard match")
	require.Equal(t, []string{"soft-match", "hard-match"}, []string{rows[0].Before, rows[0].After})
	require.Equal(t, hardmatch.StatusLinked, rows[1].Status)
	require.True(t, rows[1].Doable())
	require.False(t, rows[2].Doable(), "nobody is in reach")
	require.Contains(t, rows[2].Problem, "--pairs")
}

func TestNobodyIsChosenAmongSeveral(t *testing.T) {
	t.Run("two cloud users for one AD user", func(t *testing.T) {
		in := input(kim("userPrincipalName: kim@contoso.com", "mail: k2@contoso.com", "proxyAddresses: SMTP:k2@contoso.com"),
			cloud(id(1), "kim", anchored("abc", directory.Null)), cloud(id(2), "k2", anchored("def", directory.Null)))
		plan := planAll(t, in)
		require.Len(t, plan.Rows, 1)
		require.Equal(t, hardmatch.StatusAmbiguous, plan.Rows[0].Status)
		require.Empty(t, plan.Rows[0].CloudUser.ID)
		require.Len(t, plan.Rows[0].Candidates, 2)
		require.True(t, plan.Findings())
	})
	t.Run("two AD users for one cloud user", func(t *testing.T) {
		in := input(one(adUser(1, "kim"), adUser(2, "kim2", "userPrincipalName: kim@contoso.com", "mail: kim@contoso.com", "proxyAddresses: SMTP:kim@contoso.com")),
			cloud(id(1), "kim", func(c *directory.CloudObject) { c.Roles = []directory.Role{admin} }))
		plan := planAll(t, in)
		require.NotEmpty(t, plan.Rows)
		for _, r := range plan.Rows {
			require.NotEqual(t, hardmatch.StatusReady, r.Status)
			require.False(t, r.Doable(), "%+v", r)
		}
	})
	t.Run("the cloud user is linked to somebody else", func(t *testing.T) {
		in := input(one(adUser(1, "kim"), adUser(2, "lee")), cloud(id(1), "kim", anchored(guid(2).Anchor(), directory.True)))
		pl, _ := planner(t, in)
		plan := pl.All()
		require.Len(t, plan.Rows, 1)
		require.Equal(t, hardmatch.StatusAmbiguous, plan.Rows[0].Status)
		require.Contains(t, plan.Rows[0].Problem, "CN=lee,")

		chosen := pl.Pairs([]hardmatch.Pair{{AD: in.Snapshot.Objects[0], Cloud: in.Tenant.Objects[0]}})
		require.Contains(t, blocked(&chosen.Rows[0]), "on-premises-mastered!", "whoever is taken out of scope is named")
		require.Contains(t, chosen.Rows[0].Blockers[0].Text, "CN=lee,")
		require.False(t, chosen.Rows[0].Doable())
	})
	t.Run("a deleted user would be restored beside a live one", func(t *testing.T) {
		in := input(kim(), cloud(id(1), "kim", nil), second(directory.False, true))
		pl, _ := planner(t, in)
		plan := pl.All()
		require.Len(t, plan.Rows, 1)
		require.Equal(t, hardmatch.StatusAmbiguous, plan.Rows[0].Status)

		chosen := pl.Pairs([]hardmatch.Pair{{AD: in.Snapshot.Objects[0], Cloud: in.Tenant.Objects[0]}})
		require.Equal(t, []string{"recycle-bin-duplicate"}, blocked(&chosen.Rows[0]))
		require.Equal(t, "hard-match", chosen.Rows[0].After)
		require.True(t, chosen.Rows[0].Doable())
	})
}

func TestAPairThatCannotWorkSaysWhy(t *testing.T) {
	group := cloud(id(9), "team", func(c *directory.CloudObject) { c.Type = directory.TypeGroup })
	for _, c := range []struct {
		name   string
		ad     *directory.Object
		cloud  *directory.CloudObject
		anchor string
		want   string
	}{
		{"a group is no user", adUser(1, "kim"), group, "", "only users"},
		{"a user out of scope is never exported", adUser(1, "kim", "adminDescription: User_x"), cloud(id(1), "kim", nil), "", "never exported"},
		{"there is no anchor", adUser(1, "kim"), cloud(id(1), "kim", nil), "employeeID", "never exported"},
		{"Graph refuses the anchor", adUser(1, "kim", "employeeID: a_1"), cloud(id(1), "kim", nil), "employeeID", "$ or _"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(one(c.ad), c.cloud)
			if c.anchor != "" {
				in.Tenant.Settings.SourceAnchor = c.anchor
			}
			pl, _ := planner(t, in)
			plan := pl.Pairs([]hardmatch.Pair{{AD: c.ad, Cloud: c.cloud}})
			require.Len(t, plan.Rows, 1)
			require.Contains(t, plan.Rows[0].Problem, c.want)
			require.True(t, plan.Findings())
		})
	}
}

func TestARuleThatIsNotInForceBlocksNobody(t *testing.T) {
	in := input(kim(), cloud(id(1), "kim", func(c *directory.CloudObject) {
		c.ImmutableID, c.SyncEnabled, c.ObjectIdentifier = guid(1).Anchor(), directory.False, guid(77)
	}))
	in.AsOf = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	require.Empty(t, planAll(t, in).Rows)
}

func TestEqualInputsGiveEqualPlans(t *testing.T) {
	in := input(one(adUser(1, "kim"), adUser(2, "lee")), cloud(id(1), "kim", anchored("abc", directory.Null)), cloud(id(2), "lee", anchored("def", directory.Null)))
	require.Equal(t, planAll(t, in), planAll(t, in))
}

// refused makes n users whom an anchor of another kind stops.
func refused(n int) sim.Input {
	var objects []*directory.Object
	var tenant []*directory.CloudObject
	for i := range n {
		name := fmt.Sprintf("user%06d", i)
		objects = append(objects, adUser(i+1, name))
		g := directory.GUID{1, byte(i), byte(i >> 8), byte(i >> 16)}
		objects[i].Attrs.Set("objectGUID", string(g[:]))
		tenant = append(tenant, cloud(id(i), name, anchored(directory.Anchor(fmt.Sprintf("E%d", i)), directory.Null)))
	}
	return input(objects, tenant...)
}

func TestTheWorkGrowsWithTheRowsAndNotWithTheirSquare(t *testing.T) {
	took := func(n int) time.Duration {
		in := refused(n)
		pl, _ := planner(t, in)
		start := time.Now()
		require.Len(t, pl.All().Rows, n)
		return time.Since(start)
	}
	small := max(took(500), 20*time.Millisecond)
	require.Less(t, took(4000), 40*small, "eight times the rows")
}

func BenchmarkPlan(b *testing.B) {
	in := refused(20_000)
	for b.Loop() {
		planAll(b, in)
	}
}

func TestAChangedAnchorIsPutBack(t *testing.T) {
	guid := directory.GUID{1, 2, 3}
	old, changed := directory.GUID{9}, directory.GUID{8}
	o := &directory.Object{DN: "CN=Petra,DC=contoso,DC=com", Forest: "ad", Type: directory.TypeUser}
	for name, value := range map[string]string{"objectGUID": string(guid[:]), "sAMAccountName": "petra", "userPrincipalName": "petra@contoso.com",
		"userAccountControl": "512", "mS-DS-ConsistencyGuid": string(changed[:])} {
		o.Attrs.Add(name, value, 1)
	}
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains, s.SourceAnchor = "contoso.onmicrosoft.com", []string{"contoso.com"}, "mS-DS-ConsistencyGuid"
	in := sim.Input{AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		Snapshot: &directory.Snapshot{Forests: []string{"ad"}, Objects: []*directory.Object{o}, Attributes: map[string]bool{"ms-ds-consistencyguid": true}},
		Tenant: &directory.Tenant{Settings: s, Objects: []*directory.CloudObject{{ID: "c1", Type: directory.TypeUser, UserPrincipalName: "petra@contoso.com",
			SyncEnabled: directory.True, ImmutableID: old.Anchor(), ObjectIdentifier: guid}}}}
	p, err := sim.Predict(in)
	require.NoError(t, err)
	planner, err := hardmatch.NewPlanner(in, p)
	require.NoError(t, err)
	plan := planner.All()
	require.Len(t, plan.Rows, 1)
	require.Equal(t, hardmatch.SideAD, plan.Rows[0].Side)
	require.Equal(t, hardmatch.StatusReady, plan.Rows[0].Status)
	require.EqualValues(t, "update", plan.Rows[0].After)
	var change, undo bytes.Buffer
	require.NoError(t, hardmatch.WriteLDIF(&change, plan))
	require.NoError(t, hardmatch.WriteUndo(&undo, plan))
	const swap = "delete: mS-DS-ConsistencyGuid\nmS-DS-ConsistencyGuid:: %s\n-\nadd: mS-DS-ConsistencyGuid\nmS-DS-ConsistencyGuid:: %s\n-\n"
	require.Contains(t, change.String(), fmt.Sprintf(swap, changed.Anchor(), old.Anchor()))
	require.Contains(t, undo.String(), fmt.Sprintf(swap, old.Anchor(), changed.Anchor()))
}
