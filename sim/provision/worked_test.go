package provision_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/provision"
)

const initial = "contoso.onmicrosoft.com"

// settings is a tenant with the given verified domains.
func settings(verified ...string) *directory.Settings {
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains = initial, verified
	return &s
}

// person is a user of AD with an anchor and nothing else.
func person(upn string) *directory.Candidate {
	return &directory.Candidate{
		Source:         &directory.Object{DN: "CN=" + upn, Type: directory.TypeUser},
		Anchor:         directory.Anchor("anchor-of-" + upn),
		GUID:           directory.GUID{1},
		UPN:            directory.UPN(upn),
		UPNFrom:        "userPrincipalName",
		SAMAccountName: directory.UPN(upn).Prefix(),
	}
}

func addresses(values ...string) []directory.Address {
	var list []directory.Address
	for _, v := range values {
		list = append(list, directory.ParseAddress(v))
	}
	return list
}

func texts(list []directory.Address) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.String())
	}
	return out
}

// tenant holds what one test has exported so far.
type tenant struct{ objects []*directory.CloudObject }

// export runs one cycle for a user, in which no rule quarantines anything.
func (n *tenant) export(t *testing.T, u *directory.Candidate, s *directory.Settings) *directory.CloudObject {
	t.Helper()
	var before *directory.CloudObject
	at := len(n.objects)
	for i, o := range n.objects {
		if o.ImmutableID == u.Anchor {
			before, at = o, i
		}
	}
	plan := provision.Compute(u, before, s, n.taken(before))
	after, result := provision.Finish(u, before, plan, nil, "")
	require.Equal(t, string(after.UserPrincipalName), result.UserPrincipalName)
	require.Equal(t, texts(after.ProxyAddresses), result.Proxies())
	n.objects = append(n.objects[:at:at], append([]*directory.CloudObject{after}, n.objects[min(at+1, len(n.objects)):]...)...)
	return after
}

// taken reports whether another object holds a value.
func (n *tenant) taken(own *directory.CloudObject) func(directory.Key) bool {
	return func(k directory.Key) bool {
		for _, o := range n.objects {
			if o == own {
				continue
			}
			if o.UserPrincipalName.Key() == k {
				return true
			}
			for _, a := range o.ProxyAddresses {
				if a.IsSMTP() && a.Key() == k {
					return true
				}
			}
		}
		return false
	}
}

// step is one cycle of a worked example: what changes, and what Entra ID then
// shows. A want that is "-" means null, an empty one is not asserted.
type step struct {
	name    string
	ad      func(*directory.Candidate)
	cloud   func(*directory.CloudObject)
	tenant  func(*directory.Settings)
	upn     string
	nick    string
	mail    string
	proxies []string
	noProxy bool
}

func (s step) check(t *testing.T, o *directory.CloudObject) {
	t.Helper()
	same := func(want, got, what string) {
		if want == "-" {
			want = ""
		} else if want == "" {
			return
		}
		require.Equal(t, want, got, what)
	}
	same(s.upn, string(o.UserPrincipalName), "userPrincipalName")
	same(s.nick, o.MailNickname, "mailNickname")
	same(s.mail, o.Mail, "mail")
	if s.proxies != nil {
		require.ElementsMatch(t, s.proxies, texts(o.ProxyAddresses))
	}
	if s.noProxy {
		require.Empty(t, o.ProxyAddresses)
	}
}

func licence(on bool) func(*directory.CloudObject) {
	return func(o *directory.CloudObject) { o.ExchangePlan = on }
}

// run carries the steps out one after another on one user.
func run(t *testing.T, u *directory.Candidate, s *directory.Settings, steps []step) {
	t.Helper()
	var n tenant
	for i, st := range steps {
		if st.ad != nil {
			st.ad(u)
		}
		if st.tenant != nil {
			st.tenant(s)
		}
		if st.cloud != nil {
			st.cloud(n.objects[0])
		}
		t.Run(fmt.Sprintf("%d %s", i+1, st.name), func(t *testing.T) {
			st.check(t, n.export(t, u, s))
			again := n.export(t, u, s)
			st.check(t, again)
		})
	}
}

// The user of WE-50 to WE-54: contoso.com is not verified.
func TestNameOfAUserOnAnUnverifiedDomain(t *testing.T) {
	u := person("user3@contoso.com")
	u.ProxyAddresses, u.Mail = addresses("SMTP:user1@contoso.com"), "user2@contoso.com"
	run(t, u, settings("verified.contoso.com"), []step{
		{name: "WE-50 the first sync makes it of the primary address",
			nick: "user1", upn: "user1@contoso.onmicrosoft.com"},
		{name: "WE-51 mailNickname alone changes nothing but itself",
			ad:   func(u *directory.Candidate) { u.MailNickname = "user4" },
			nick: "user4", upn: "user1@contoso.onmicrosoft.com"},
		{name: "WE-52 a new AD name recomputes it",
			ad:   func(u *directory.Candidate) { u.UPN = "user5@contoso.com" },
			nick: "user4", upn: "user4@contoso.onmicrosoft.com"},
		{name: "WE-53 addresses do not",
			ad: func(u *directory.Candidate) {
				u.ProxyAddresses, u.Mail = addresses("SMTP:user6@contoso.com"), "user7@contoso.com"
			},
			nick: "user4", upn: "user4@contoso.onmicrosoft.com"},
		{name: "WE-54 a verified suffix takes the AD name",
			ad:   func(u *directory.Candidate) { u.UPN = "user5@verified.contoso.com" },
			nick: "user4", upn: "user5@verified.contoso.com"},
	})
}

// WE-55 and WE-91: the verified domains change and the user does not.
func TestNameFollowsTheVerifiedDomains(t *testing.T) {
	u := person("lee.sperry@fabrikam.com")
	u.MailNickname = "lee.sperry"
	run(t, u, settings(), []step{
		{name: "WE-55 not verified", upn: "lee.sperry@contoso.onmicrosoft.com"},
		{name: "WE-55 verified later",
			tenant: func(s *directory.Settings) { s.VerifiedDomains = []string{"fabrikam.com"} },
			upn:    "lee.sperry@fabrikam.com"},
		{name: "WE-91 removed again",
			tenant: func(s *directory.Settings) { s.VerifiedDomains = nil },
			upn:    "lee.sperry@contoso.onmicrosoft.com"},
		{name: "WE-91 and back",
			tenant: func(s *directory.Settings) { s.VerifiedDomains = []string{"fabrikam.com"} },
			upn:    "lee.sperry@fabrikam.com"},
	})
}

func TestInvisibleCharacterInTheName(t *testing.T) {
	for _, c := range []string{"\u200b", "\u00a0", " ", "\n", "\t", "\u202a", "é"} {
		u := person("John.Smith" + c + "@Contoso.com")
		u.MailNickname = "smithj"
		s := settings("contoso.com")
		s.InitialDomain = "Contoso.onmicrosoft.com"
		run(t, u, s, []step{{name: fmt.Sprintf("WE-56 %+q", c), upn: "smithj@Contoso.onmicrosoft.com"}})
	}
}

func TestSpaceInThePrimaryAddress(t *testing.T) {
	u := person("John.Smith@Contoso.com")
	u.MailNickname, u.Mail = "smithj", "John.Smith@Contoso.com"
	u.ProxyAddresses = addresses("SMTP: John.Smith@Contoso.com")
	run(t, u, settings("contoso.com"), []step{
		{name: "WE-57 dropped, and the MOERA is the address", mail: "smithj@contoso.onmicrosoft.com",
			proxies: []string{"SMTP:smithj@contoso.onmicrosoft.com", "smtp:John.Smith@Contoso.com"}},
	})
	plan := provision.Compute(u, nil, settings("contoso.com"), nil)
	require.Equal(t, []provision.Dropped{{Attribute: "proxyAddresses", Value: "SMTP: John.Smith@Contoso.com", Why: provision.Malformed}}, plan.Dropped)
}

func TestUnverifiedSuffixBecomesTheInitialDomain(t *testing.T) {
	run(t, person("john@contoso.com"), settings(), []step{
		{name: "WE-58", upn: "john@contoso.onmicrosoft.com", nick: "john"},
	})
}
