package provision_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/provision"
)

// The users of WE-70 to WE-75. Each step is checked after a second cycle too:
// a sync without a change changes nothing.
func TestAddressesOfOneUserOverTime(t *testing.T) {
	proxies := func(values ...string) func(*directory.Candidate) {
		return func(u *directory.Candidate) { u.ProxyAddresses = addresses(values...) }
	}
	tests := []struct {
		name  string
		user  *directory.Candidate
		steps []step
	}{
		{"WE-70 no mail attribute", person("user1upn@Contoso.com"), []step{
			{name: "without a licence only mailNickname", nick: "user1upn", mail: "-", noProxy: true},
			{name: "licensed", cloud: licence(true), nick: "user1upn", mail: "user1upn@Contoso.com",
				proxies: []string{"smtp:user1upn@contoso.onmicrosoft.com", "SMTP:user1upn@Contoso.com"}},
		}},
		{"WE-71 mail only", with(person("user2upn@Contoso.com"), func(u *directory.Candidate) { u.Mail = "user2mail@Contoso.com" }), []step{
			{name: "without a licence", nick: "user2mail", mail: "user2mail@Contoso.com", proxies: []string{"SMTP:user2mail@Contoso.com"}},
			{name: "licensed", cloud: licence(true), nick: "user2mail", mail: "user2mail@Contoso.com",
				proxies: []string{"SMTP:user2mail@Contoso.com", "smtp:user2upn@Contoso.com", "smtp:user2mail@contoso.onmicrosoft.com"}},
		}},
		{"WE-72 reserved suffixes", with(person("user3upn@Contoso.com"), func(u *directory.Candidate) { u.ExchangePlan = true }), []step{
			{name: "dropped", nick: "user3pa1", mail: "user3pa1@Contoso.com",
				ad:      proxies("smtp:user3pa3@Fabrikam.microsoftonline.com", "smtp:user3pa2@Contoso.onmicrosoft.com", "SMTP:user3pa1@Contoso.com"),
				proxies: []string{"smtp:user3upn@Contoso.com", "smtp:user3pa1@contoso.onmicrosoft.com", "SMTP:user3pa1@Contoso.com"}},
			{name: "WE-73 other addresses keep mailNickname and MOERA", nick: "user3pa1", mail: "user3new1@Contoso.com",
				ad:      proxies("smtp:user3new3@Fabrikam.microsoftonline.com", "smtp:user3new2@Contoso.onmicrosoft.com", "SMTP:user3new1@Contoso.com"),
				proxies: []string{"SMTP:user3new1@Contoso.com", "smtp:user3upn@Contoso.com", "smtp:user3pa1@contoso.onmicrosoft.com"}},
		}},
		{"WE-74 the licence goes", with(person("user4upn@Contoso.com"), func(*directory.Candidate) {}), []step{
			{name: "created", nick: "user4upn"},
			{name: "licensed", cloud: licence(true), mail: "user4upn@Contoso.com",
				proxies: []string{"smtp:user4upn@contoso.onmicrosoft.com", "SMTP:user4upn@Contoso.com"}},
			{name: "removed", cloud: licence(false), mail: "user4upn@contoso.onmicrosoft.com", nick: "user4upn",
				proxies: []string{"SMTP:user4upn@contoso.onmicrosoft.com"}},
			{name: "AD adds a secondary address", mail: "user4upn@contoso.onmicrosoft.com",
				ad:      proxies("smtp:user4new@Contoso.com"),
				proxies: []string{"smtp:user4upn@Contoso.com", "smtp:user4new@Contoso.com", "SMTP:user4upn@contoso.onmicrosoft.com"}},
			{name: "licensed again: the name is there, the primary address stays", cloud: licence(true),
				mail:    "user4upn@contoso.onmicrosoft.com",
				proxies: []string{"smtp:user4upn@Contoso.com", "smtp:user4new@Contoso.com", "SMTP:user4upn@contoso.onmicrosoft.com"}},
		}},
		{"WE-75 mailNickname changes", with(person("user5upn@Contoso.com"), func(u *directory.Candidate) { u.ExchangePlan = true }), []step{
			{name: "licensed", nick: "user5upn"},
			{name: "addresses stay", ad: func(u *directory.Candidate) { u.MailNickname = "user5new1" },
				nick: "user5new1", mail: "user5upn@Contoso.com",
				proxies: []string{"smtp:user5upn@contoso.onmicrosoft.com", "SMTP:user5upn@Contoso.com"}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { run(t, tt.user, settings("contoso.com"), tt.steps) })
	}
}

func with(u *directory.Candidate, change func(*directory.Candidate)) *directory.Candidate {
	change(u)
	return u
}

func TestTwoUsersWithOneMailNickname(t *testing.T) { // WE-76
	var n tenant
	var made []*directory.CloudObject
	for _, name := range []string{"user6a@Contoso.com", "user6b@Contoso.com"} {
		u := person(name)
		u.MailNickname, u.ExchangePlan = "user6mnn", true
		made = append(made, n.export(t, u, settings("contoso.com")))
	}
	require.ElementsMatch(t, []string{"smtp:user6mnn@contoso.onmicrosoft.com", "SMTP:user6a@Contoso.com"}, texts(made[0].ProxyAddresses))
	require.Equal(t, "user6mnn", made[1].MailNickname)
	require.Len(t, made[1].ProxyAddresses, 2)
	require.Equal(t, "SMTP:user6b@Contoso.com", made[1].ProxyAddresses[0].String())
	require.Regexp(t, regexp.MustCompile(`^smtp:user6mnn[0-9]{4}@contoso\.onmicrosoft\.com$`), made[1].ProxyAddresses[1].String())

	u := person("user6b@Contoso.com")
	u.MailNickname, u.ExchangePlan = "user6mnn", true
	require.Equal(t, texts(made[1].ProxyAddresses), texts(n.export(t, u, settings("contoso.com")).ProxyAddresses), "the digits stay")
}

// WE-77 lists what Exchange Online shows. The SIP address there is Exchange's
// own work, and T8, which lists what Entra ID computes, has none; one that the
// object holds stays.
func TestUnverifiedAddressOfAMailboxUser(t *testing.T) {
	ad := addresses("SMTP:abbie.spencer@fabrikamonline.com", "smtp:abbie.spencer@fabrikam.com", "smtp:abbie@fabrikamonline.com")
	tests := []struct {
		name   string
		change func(*directory.Candidate)
		gone   bool
	}{
		{"licensed", func(u *directory.Candidate) { u.ExchangePlan = true }, true},
		{"remote recipient", func(u *directory.Candidate) { u.Recipient, u.RemoteRecipient = true, true }, true},
		{"mail user of another organisation", func(u *directory.Candidate) { u.Recipient = true }, false},
		{"no recipient", func(*directory.Candidate) {}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := with(person("abbie.spencer@fabrikamonline.com"), tt.change)
			u.ProxyAddresses = ad
			before := &directory.CloudObject{ImmutableID: u.Anchor, SyncEnabled: directory.True,
				OnPremUPN: u.UPN, UserPrincipalName: u.UPN, ProxyAddresses: addresses("SIP:abbie.spencer@fabrikamonline.com")}
			plan := provision.Compute(u, before, settings("fabrikamonline.com"), nil)
			require.Equal(t, "abbie.spencer@fabrikamonline.com", plan.Mail)
			require.Subset(t, texts(plan.Proxies), []string{"SMTP:abbie.spencer@fabrikamonline.com", "smtp:abbie@fabrikamonline.com", "SIP:abbie.spencer@fabrikamonline.com"})
			if tt.gone {
				require.NotContains(t, texts(plan.Proxies), "smtp:abbie.spencer@fabrikam.com")
				require.Equal(t, provision.UnverifiedDomain, plan.Dropped[0].Why)
			} else {
				require.Contains(t, texts(plan.Proxies), "smtp:abbie.spencer@fabrikam.com")
				require.Empty(t, plan.Dropped)
			}
		})
	}
}

func TestPrimaryAddressOfAMailboxUser(t *testing.T) { // WE-78
	tests := []struct {
		name    string
		mail    string
		proxies []string
		primary string
		rest    []string
	}{
		{"primary", "", []string{"SMTP:user1@contoso.com"}, "user1@contoso.com", []string{"smtp:user1@contoso.onmicrosoft.com"}},
		{"secondary only", "", []string{"smtp:user1@contoso.com"}, "user1@contoso.onmicrosoft.com", []string{"smtp:user1@contoso.com"}},
		{"both", "", []string{"SMTP:user1@contoso.com", "smtp:user1@sub.contoso.com"}, "user1@contoso.com",
			[]string{"smtp:user1@sub.contoso.com", "smtp:user1@contoso.onmicrosoft.com"}},
		{"mail", "User1@contoso.com", nil, "User1@contoso.com", []string{"smtp:User1@contoso.onmicrosoft.com"}},
		{"mail, masked by proxyAddresses", "other@contoso.com", []string{"smtp:user1@contoso.com"}, "user1@contoso.onmicrosoft.com",
			[]string{"smtp:user1@contoso.com"}},
		{"name", "", nil, "user1@contoso.com", []string{"smtp:user1@contoso.onmicrosoft.com"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := person("user1@contoso.com")
			u.Mail, u.ProxyAddresses, u.ExchangePlan = tt.mail, addresses(tt.proxies...), true
			if tt.name == "mail, masked by proxyAddresses" {
				u.MailNickname = "user1"
			}
			plan := provision.Compute(u, nil, settings("contoso.com", "sub.contoso.com"), nil)
			require.Equal(t, tt.primary, plan.Mail)
			require.Equal(t, "SMTP:"+tt.primary, plan.Proxies[0].String())
			require.ElementsMatch(t, tt.rest, texts(plan.Proxies[1:]))
		})
	}
}
