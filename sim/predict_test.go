package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// user makes an on-premises user from "attribute: value" lines; the objectGUID
// is made of the number.
func user(n int, lines ...string) *directory.Object {
	o := &directory.Object{DN: fmt.Sprintf("CN=u%d,OU=Staff,DC=contoso,DC=com", n), Forest: "ad", Type: directory.TypeUser,
		Origin: directory.Origin{Source: "ad.ldif", Line: n * 10}}
	o.Attrs.Add("objectGUID", string(append(make([]byte, 15), byte(n))), n*10)
	o.Attrs.Add("sAMAccountName", fmt.Sprintf("u%d", n), n*10)
	o.Attrs.Add("userAccountControl", "512", n*10)
	for i, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		o.Attrs.Add(name, value, n*10+i+1)
	}
	return o
}

func anchorOf(n int) directory.Anchor {
	return directory.AnchorFromBytes(append(make([]byte, 15), byte(n)))
}

func cloudUser(id, upn string, change func(*directory.CloudObject)) *directory.CloudObject {
	c := &directory.CloudObject{ID: id, Type: directory.TypeUser, UserPrincipalName: directory.UPN(upn), SyncEnabled: directory.Null,
		AccountEnabled: directory.True, UserType: "Member"}
	if change != nil {
		change(c)
	}
	return c
}

func proxies(values ...string) []directory.Address {
	var out []directory.Address
	for _, v := range values {
		out = append(out, directory.ParseAddress(v))
	}
	return out
}

func input(objects []*directory.Object, cloud ...*directory.CloudObject) sim.Input {
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains = "contoso.onmicrosoft.com", []string{"contoso.com"}
	known := directory.Known{Roles: true, Eligible: true, Features: true, Deleted: true, Groups: true, Contacts: true, Domains: true, LastPage: true}
	names := map[string]bool{}
	for _, o := range objects {
		for _, a := range o.Attrs.All() {
			names[strings.ToLower(a.Name)] = true
		}
	}
	return sim.Input{
		Snapshot: &directory.Snapshot{Forests: []string{"ad"}, Objects: objects, Attributes: names},
		Tenant:   &directory.Tenant{Objects: cloud, Settings: s, Known: known},
		AsOf:     time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
	}
}

func predict(t *testing.T, in sim.Input) *sim.Prediction {
	t.Helper()
	p, err := sim.Predict(in)
	require.NoError(t, err)
	return p
}

func TestEachWayOfMatching(t *testing.T) {
	ad := func(lines ...string) []*directory.Object { return []*directory.Object{user(1, lines...)} }
	for name, c := range map[string]struct {
		ad      []*directory.Object
		cloud   []*directory.CloudObject
		outcome match.Outcome
		rule    string
		code    string
	}{
		"hard match": {ad("userPrincipalName: a@contoso.com"), []*directory.CloudObject{
			cloudUser("c1", "other@contoso.com", func(c *directory.CloudObject) { c.ImmutableID = anchorOf(1) })}, match.OutcomeHardMatch, "HM001", ""},
		"update": {ad("userPrincipalName: a@contoso.com"), []*directory.CloudObject{
			cloudUser("c1", "a@contoso.com", func(c *directory.CloudObject) { c.ImmutableID, c.SyncEnabled = anchorOf(1), directory.True })}, match.OutcomeUpdate, "LK005", ""},
		"soft match by primary": {ad("userPrincipalName: a@contoso.com", "mail: x@contoso.com"), []*directory.CloudObject{
			cloudUser("c1", "other@contoso.com", func(c *directory.CloudObject) { c.ProxyAddresses = proxies("SMTP:X@contoso.com") })}, match.OutcomeSoftMatch, "SM001", ""},
		"soft match by upn": {ad("userPrincipalName: a@contoso.com"), []*directory.CloudObject{cloudUser("c1", "A@contoso.com", nil)}, match.OutcomeSoftMatch, "SM002", ""},
		"create":            {ad("userPrincipalName: a@contoso.com"), nil, match.OutcomeCreate, "CR001", ""},
		"upn of a synced user": {ad("userPrincipalName: a@contoso.com"), []*directory.CloudObject{
			cloudUser("c1", "a@contoso.com", func(c *directory.CloudObject) { c.ImmutableID, c.SyncEnabled = "other", directory.True })}, match.OutcomeCreateDuplicate, "DAR001", ""},
		"address of a synced user": {ad("userPrincipalName: a@contoso.com", "proxyAddresses: SMTP:x@contoso.com"), []*directory.CloudObject{
			cloudUser("c1", "b@contoso.com", func(c *directory.CloudObject) {
				c.ImmutableID, c.SyncEnabled, c.ProxyAddresses = "other", directory.True, proxies("SMTP:x@contoso.com")
			})}, match.OutcomeError, "CF002", "AttributeValueMustBeUnique"},
		"no at sign": {ad("userPrincipalName: joe"), nil, match.OutcomeError, "VD001", "IdentityDataValidationFailed"},
		"admin role": {ad("userPrincipalName: a@contoso.com"), []*directory.CloudObject{
			cloudUser("c1", "a@contoso.com", func(c *directory.CloudObject) {
				c.Roles = []directory.Role{{Name: "Global Administrator", Privileged: directory.True}}
			})}, match.OutcomeCreateDuplicate, "SM022", "ExistingAdminRoleConflict"},
		"critical object": {ad("userPrincipalName: a@contoso.com", "isCriticalSystemObject: TRUE"), nil, match.OutcomeNotSynced, "FLT001", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := predict(t, input(c.ad, c.cloud...))
			require.Len(t, p.Decisions, 1)
			d := p.Decisions[0]
			require.Equal(t, c.outcome, d.Outcome, "%s: %s", d.Rule.ID, d.Reason)
			require.Equal(t, c.rule, d.Rule.ID)
			if c.code != "" {
				require.Equal(t, c.code, d.Error.Code)
			}
			require.NotContains(t, d.Reason, "{")
		})
	}
}

func TestOrderDecidesWhoKeepsTheName(t *testing.T) {
	p := predict(t, input([]*directory.Object{
		user(1, "userPrincipalName: joe@contoso.com"), user(2, "userPrincipalName: joe@contoso.com"), user(3, "userPrincipalName: ann@contoso.com"),
	}))
	require.Equal(t, match.OutcomeCreate, p.Decisions[0].Outcome)
	require.True(t, p.Decisions[0].OrderDependent)
	require.Equal(t, match.OutcomeCreateDuplicate, p.Decisions[1].Outcome)
	require.True(t, p.Decisions[1].OrderDependent)
	require.Regexp(t, `^joe[0-9]{4}@contoso\.onmicrosoft\.com$`, p.Decisions[1].Result.UserPrincipalName)
	require.False(t, p.Decisions[2].OrderDependent)
}

func TestRulesAreValid(t *testing.T) {
	require.NoError(t, match.Validate(rules.All()))
}

func TestWhatWouldChangeIsChecked(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: a@contoso.com")},
		cloudUser("c1", "a@contoso.com", func(c *directory.CloudObject) {
			c.Roles = []directory.Role{{Name: "Global Administrator", Privileged: directory.True}}
		}))
	changes := sim.WhatWouldChange(in, in.Snapshot.Objects[0].DN)
	require.NotEmpty(t, changes)
	require.Equal(t, "remove the roles of cloud user \"a@contoso.com\", sync, and give them back", changes[0].Edit)
	require.Equal(t, match.OutcomeSoftMatch, changes[0].Outcome)
}

func TestANameThatIsTakenIsNotPromised(t *testing.T) {
	moved := cloudUser("2", "joe@contoso.onmicrosoft.com", func(c *directory.CloudObject) {
		c.SyncEnabled, c.ImmutableID, c.OnPremUPN = directory.True, anchorOf(1), "joe@contoso.com"
	})
	in := input([]*directory.Object{user(1, "userPrincipalName: joe@contoso.com")}, moved)
	d := predict(t, in).Decisions[0]
	require.Equal(t, []string{`the cloud name becomes "joe@contoso.com": its domain has been verified since the last export`}, d.Notes)

	in.Tenant.Objects = append(in.Tenant.Objects, cloudUser("3", "joe@contoso.com", nil))
	d = predict(t, in).Decisions[0]
	require.Regexp(t, `^joe[0-9]{4}@contoso\.onmicrosoft\.com$`, d.Result.UserPrincipalName)
	require.Empty(t, d.Notes, "somebody else has the name")
}
