package provision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
)

func quarantined(property, value string) match.Quarantined {
	return match.Quarantined{Property: property, Value: value, HeldBy: match.Holder{ID: "other"}}
}

const placeholder = directory.UPN("joe1234@" + initial)

// quarantineCase is a new user joe@contoso.com of whom values are set aside.
type quarantineCase struct {
	name     string
	user     func(*directory.Candidate)
	aside    []match.Quarantined
	replaced directory.UPN
	upn      string
	mail     string
	proxies  []string
}

func (tt quarantineCase) run(t *testing.T) {
	u := person("joe@contoso.com")
	if tt.user != nil {
		tt.user(u)
	}
	plan := provision.Compute(u, nil, settings("contoso.com"), nil)
	after, result := provision.Finish(u, nil, plan, tt.aside, tt.replaced)
	require.Equal(t, tt.upn, result.UserPrincipalName)
	require.Equal(t, tt.mail, result.Mail)
	require.ElementsMatch(t, tt.proxies, result.Proxies())
	require.Equal(t, tt.aside, result.Quarantined)
	require.Equal(t, tt.aside[0].Value, after.Quarantined[0].Value)
	require.Equal(t, u.UPN, after.OnPremUPN, "the shadow keeps the AD value")
	require.Empty(t, result.Overwrites)
}

func TestQuarantine(t *testing.T) {
	tests := []quarantineCase{
		{name: "WE-41 a name is replaced",
			aside: []match.Quarantined{quarantined("UserPrincipalName", "joe@contoso.com")}, replaced: placeholder,
			upn: string(placeholder)},
		{name: "WE-20 a secondary address is set aside",
			user: func(u *directory.Candidate) {
				u.ProxyAddresses = addresses("SMTP:joe@contoso.com", "smtp:bob@contoso.com")
			},
			aside: []match.Quarantined{quarantined("ProxyAddresses", "smtp:BOB@contoso.com")},
			upn:   "joe@contoso.com", mail: "joe@contoso.com", proxies: []string{"SMTP:joe@contoso.com"}},
		{name: "a primary address is set aside: no mail",
			user: func(u *directory.Candidate) {
				u.ProxyAddresses = addresses("SMTP:bob@contoso.com", "smtp:b2@contoso.com")
			},
			aside: []match.Quarantined{quarantined("proxyAddresses", "SMTP:bob@contoso.com")},
			upn:   "joe@contoso.com", proxies: []string{"smtp:b2@contoso.com"}},
		{name: "a primary address is set aside: the MOERA of a recipient takes its place",
			user: func(u *directory.Candidate) {
				u.ProxyAddresses, u.ExchangePlan = addresses("SMTP:bob@contoso.com", "smtp:b2@contoso.com"), true
			},
			aside: []match.Quarantined{quarantined("ProxyAddresses", "SMTP:bob@contoso.com")},
			upn:   "joe@contoso.com", mail: "bob@" + initial,
			proxies: []string{"SMTP:bob@" + initial, "smtp:b2@contoso.com", "smtp:joe@contoso.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, tt.run)
	}
}

func TestQuarantinedNameAndTheAddressesMadeOfIt(t *testing.T) {
	tests := []quarantineCase{
		{name: "the address made of a replaced name follows it",
			user:  func(u *directory.Candidate) { u.ExchangePlan, u.Mail = true, "j@contoso.com" },
			aside: []match.Quarantined{quarantined("UserPrincipalName", "joe@contoso.com")}, replaced: placeholder,
			upn: string(placeholder), mail: "j@contoso.com",
			proxies: []string{"SMTP:j@contoso.com", "smtp:j@" + initial, "smtp:" + string(placeholder)}},
		{name: "the primary address made of a replaced name gives way to the MOERA",
			user:  func(u *directory.Candidate) { u.ExchangePlan = true },
			aside: []match.Quarantined{quarantined("UserPrincipalName", "joe@contoso.com")}, replaced: placeholder,
			upn: string(placeholder), mail: "joe@" + initial,
			proxies: []string{"SMTP:joe@" + initial, "smtp:" + string(placeholder)}},
		{name: "an AD address that equals the replaced name stays unless it is set aside too",
			user:  func(u *directory.Candidate) { u.ExchangePlan, u.Mail = true, "Joe@contoso.com" },
			aside: []match.Quarantined{quarantined("UserPrincipalName", "joe@contoso.com")}, replaced: placeholder,
			upn: string(placeholder), mail: "Joe@contoso.com",
			proxies: []string{"SMTP:Joe@contoso.com", "smtp:Joe@" + initial}},
	}
	for _, tt := range tests {
		t.Run(tt.name, tt.run)
	}
}

func TestNameOfAnExistingObjectInConflict(t *testing.T) {
	u := person("joe@contoso.com")
	before := &directory.CloudObject{ImmutableID: u.Anchor, SyncEnabled: directory.True, OnPremUPN: "joe@contoso.com",
		UserPrincipalName: "joe0007@" + initial, Quarantined: []directory.QuarantinedValue{{Property: "UserPrincipalName", Value: "joe@contoso.com"}}}
	plan := provision.Compute(u, before, settings("contoso.com"), nil)
	require.Equal(t, directory.UPN("joe@contoso.com"), plan.UPN, "DAR-4: the value is tried again")

	aside := []match.Quarantined{quarantined("UserPrincipalName", "joe@contoso.com")}
	after, _ := provision.Finish(u, before, plan, aside, "joe1234@"+initial)
	require.Equal(t, directory.UPN("joe0007@"+initial), after.UserPrincipalName, "the placeholder stays")
	after, _ = provision.Finish(u, before, plan, aside, "")
	require.Equal(t, directory.UPN("joe0007@"+initial), after.UserPrincipalName, "without a placeholder the name stays")
	after, _ = provision.Finish(u, before, plan, nil, "")
	require.Equal(t, directory.UPN("joe@contoso.com"), after.UserPrincipalName)
	require.Empty(t, after.Quarantined, "and is released")
}

func TestNewObject(t *testing.T) {
	u := person("joe@contoso.com")
	u.DisplayName, u.Enabled, u.SID = "Joe", directory.False, "S-1-5-21-1"
	u.Profile = directory.MakeProfile(map[string]string{"givenName": "Joe", "surname": ""})
	u.Source.Origin = directory.Origin{Source: "ad.ldif", Line: 3}
	after, result := provision.Finish(u, nil, provision.Compute(u, nil, settings("contoso.com"), nil), nil, "")
	require.True(t, after.IsNew())
	require.Equal(t, "new:"+string(u.Anchor), after.ID)
	require.Equal(t, &directory.CloudObject{
		ID: after.ID, Type: directory.TypeUser, Origin: u.Source.Origin, UserType: "Member",
		DisplayName: "Joe", UserPrincipalName: "joe@contoso.com", MailNickname: "joe", AccountEnabled: directory.False,
		ImmutableID: u.Anchor, SyncEnabled: directory.True, ObjectIdentifier: u.GUID, SecurityID: u.SID,
		OnPremUPN: u.UPN, OnPremSAM: "joe", OnPremDN: u.Source.DN, Profile: directory.MakeProfile(map[string]string{"givenName": "Joe"}),
	}, after)
	require.Equal(t, u.Anchor, result.ImmutableID)

	u.Anchor = ""
	after, _ = provision.Finish(u, nil, provision.Compute(u, nil, settings("contoso.com"), nil), nil, "")
	require.Equal(t, "new:CN=joe@contoso.com", after.ID, "no anchor: the distinguished name")
}

func TestTakeOverOverwritesWhatADHas(t *testing.T) {
	u := person("joe@contoso.com")
	u.DisplayName, u.Enabled, u.MailNickname = "Joe AD", directory.False, "joead"
	u.ProxyAddresses = addresses("SMTP:joe@contoso.com", "smtp:JOE.2@contoso.com")
	u.Profile = directory.MakeProfile(map[string]string{"givenName": "Joe", "department": "IT", "surname": "", "employeeId": "7"})
	before := &directory.CloudObject{
		ID: "cloud", Type: directory.TypeUser, Origin: directory.Origin{Source: "users.json", Line: 1},
		DisplayName: "Joe Cloud", UserPrincipalName: "joe.old@contoso.com", MailNickname: "joe", Mail: "joe.old@contoso.com",
		ProxyAddresses: addresses("smtp:zoe@contoso.com", "SMTP:joe.old@contoso.com", "smtp:joe.2@contoso.com", "smtp:lost@contoso.com", "smtp:joe@"+initial, "SPO:spo@x"),
		AccountEnabled: directory.True, Missing: []string{"onPremisesSyncEnabled", "assignedPlans"},
		Profile: directory.MakeProfile(map[string]string{"givenName": "Joe", "surname": "Cloud", "department": "Sales", "jobTitle": "Boss"}),
		Roles:   []directory.Role{{Name: "Reader"}},
	}
	untouched := before.Clone()
	plan := provision.Compute(u, before, settings("contoso.com"), nil)
	after, result := provision.Finish(u, before, plan, nil, "")
	require.Equal(t, []match.Overwrite{
		{Property: "displayName", Before: "Joe Cloud", After: "Joe AD"},
		{Property: "department", Before: "Sales", After: "IT"},
		{Property: "accountEnabled", Before: "true", After: "false"},
		{Property: "mail", Before: "joe.old@contoso.com", After: "joe@contoso.com"},
		{Property: "mailNickname", Before: "joe", After: "joead"},
		{Property: "userPrincipalName", Before: "joe.old@contoso.com", After: "joe@contoso.com"},
		{Property: "proxyAddresses", Before: "SMTP:joe.old@contoso.com", After: "SMTP:joe@contoso.com"},
		{Property: "proxyAddresses", Before: "smtp:lost@contoso.com"},
		{Property: "proxyAddresses", Before: "smtp:zoe@contoso.com"},
	}, result.Overwrites)
	require.Equal(t, "Cloud", after.Profile[directory.Surname], "no value in AD: the cloud value stays")
	require.Equal(t, "Boss", after.Profile[directory.JobTitle])
	require.Equal(t, "7", after.Profile[directory.EmployeeID])
	require.Contains(t, texts(after.ProxyAddresses), "SPO:spo@x")
	require.Equal(t, []string{"assignedPlans"}, after.Missing)
	require.Equal(t, before.ID, after.ID)
	require.Equal(t, before.Origin, after.Origin)
	require.Equal(t, before.Roles, after.Roles)
	require.Equal(t, untouched, before.Clone(), "before is not changed")
}

func TestTakeOverWithoutAddressesInADKeepsThoseOfTheCloud(t *testing.T) {
	u := person("joe@contoso.com")
	before := &directory.CloudObject{UserPrincipalName: "joe@contoso.com", Mail: "j@contoso.com", MailNickname: "j",
		ProxyAddresses: addresses("SMTP:j@contoso.com", "smtp:j2@contoso.com", "smtp:j@"+initial)}
	plan := provision.Compute(u, before, settings("contoso.com"), nil)
	require.Equal(t, texts(before.ProxyAddresses), texts(plan.Proxies))
	before.ExchangePlan = true
	plan = provision.Compute(u, before, settings("contoso.com"), nil)
	require.Equal(t, append(texts(before.ProxyAddresses), "smtp:joe@contoso.com"), texts(plan.Proxies))

	before.ExchangePlan, before.ProxyAddresses = false, nil
	require.Equal(t, "j@contoso.com", provision.Compute(u, before, settings("contoso.com"), nil).Mail)
}

func TestPrimaryAddressThatIsLostAltogether(t *testing.T) {
	u := person("joe@contoso.com")
	u.ProxyAddresses = addresses("smtp:joe@contoso.com")
	before := &directory.CloudObject{UserPrincipalName: "joe@contoso.com", ProxyAddresses: addresses("SMTP:old@contoso.com")}
	_, result := provision.Finish(u, before, provision.Compute(u, before, settings("contoso.com"), nil), nil, "")
	require.Equal(t, []match.Overwrite{{Property: "proxyAddresses", Before: "SMTP:old@contoso.com"}}, result.Overwrites)
}

// A user without a licence who holds an address made of the name can be a shared
// mailbox. Only a cycle that saw the licence knows that it was removed.
func TestLicenceThatNoCycleSawWasNotRemoved(t *testing.T) {
	u := person("joe@contoso.com")
	before := &directory.CloudObject{ImmutableID: u.Anchor, SyncEnabled: directory.True, OnPremUPN: u.UPN, MailNickname: "joe",
		UserPrincipalName: "joe@contoso.com", ProxyAddresses: addresses("SMTP:joe@contoso.com", "smtp:joe@"+initial, "sip:joe@contoso.com")}
	require.Equal(t, texts(before.ProxyAddresses), texts(provision.Compute(u, before, settings("contoso.com"), nil).Proxies))
	before.WasRecipient = true
	require.Equal(t, []string{"SMTP:joe@" + initial, "sip:joe@contoso.com"}, texts(provision.Compute(u, before, settings("contoso.com"), nil).Proxies))
}

func TestObjectIdentifier(t *testing.T) {
	one, two := directory.GUID{1}, directory.GUID{2}
	for _, tt := range []struct {
		name              string
		before, user, now directory.GUID
		allow             bool
	}{
		{"stamped when null", directory.GUID{}, one, one, false},
		{"follows the object that contributes", two, one, one, false},
		{"also where the tenant allows it", two, one, one, true},
		{"not cleared", two, directory.GUID{}, two, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := person("joe@contoso.com")
			u.GUID = tt.user
			s := settings("contoso.com")
			s.Features.AllowOnPremUpdateOfOnPremisesObjectIdentifier = tt.allow
			before := &directory.CloudObject{ObjectIdentifier: tt.before}
			after, _ := provision.Finish(u, before, provision.Compute(u, before, s, nil), nil, "")
			require.Equal(t, tt.now, after.ObjectIdentifier)
		})
	}
}

func TestDeleteAndComeBack(t *testing.T) {
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	u := person("joe@contoso.com")
	live, _ := provision.Finish(u, nil, provision.Compute(u, nil, settings("contoso.com"), nil), nil, "")

	gone := provision.Delete(live, day)
	require.True(t, gone.Deleted)
	require.Equal(t, day, gone.DeletedAt)
	require.Equal(t, directory.False, gone.SyncEnabled)
	require.Equal(t, u.Anchor, gone.ImmutableID)
	require.False(t, live.Deleted)

	restored, _ := provision.Finish(u, gone, provision.Compute(u, gone, settings("contoso.com"), nil), nil, "")
	require.Equal(t, live, restored, "LC-2: the same anchor brings it back as it was")

	byHand := provision.Restore(gone)
	require.False(t, byHand.Deleted)
	require.Equal(t, directory.False, byHand.SyncEnabled)
	require.Equal(t, u.Anchor, byHand.ImmutableID)

	cloudOnly := &directory.CloudObject{Deleted: true, SyncEnabled: directory.Null}
	require.Equal(t, directory.Null, provision.Restore(cloudOnly).SyncEnabled)
	require.Equal(t, directory.False, provision.Restore(&directory.CloudObject{Deleted: true, SyncEnabled: directory.True}).SyncEnabled)
	require.Nil(t, provision.Delete(&directory.CloudObject{Type: directory.TypeGroup}, day))
	require.Nil(t, provision.Delete(&directory.CloudObject{Type: directory.TypeContact}, day))
}
