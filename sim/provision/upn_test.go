package provision_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/provision"
)

func TestWhatMakesANameUnusable(t *testing.T) {
	s := settings("contoso.com")
	s.FederatedDomains = []string{"fed.contoso.com"}
	tests := []struct{ upn, want string }{
		{"john@contoso.com", ""},
		{"JOHN.O'Neil-1_2!#^~@CONTOSO.COM", ""},
		{"john@fed.contoso.com", ""},
		{"john@contoso.onmicrosoft.com", ""},
		{"", "no userPrincipalName"},
		{"john", "prefix@domain"},
		{"@contoso.com", "prefix@domain"},
		{"john@contoso.local", `"contoso.local" is not verified`},
		{"john@sub.contoso.com", `"sub.contoso.com" is not verified`},
		{"john doe@contoso.com", "U+0020"},
		{"john@contoso.com ", "suffix contains the character U+0020"},
		{"jöhn@contoso.com", "U+00F6"},
		{"john%@contoso.com", `'%'`},
		{"john@x@contoso.com", `'@'`},
	}
	for _, tt := range tests {
		got := provision.Unusable(directory.UPN(tt.upn), s)
		if tt.want == "" {
			require.Empty(t, got, tt.upn)
		} else {
			require.Contains(t, got, tt.want, tt.upn)
		}
	}
}

func TestWhenTheNameOfAnExistingObjectChanges(t *testing.T) {
	const verified = "contoso.com"
	type row struct {
		name   string
		ad     directory.UPN
		cloud  directory.CloudObject
		change func(*directory.Settings)
		upn    directory.UPN
		rule   string
	}
	synced := func(upn, shadow directory.UPN) directory.CloudObject {
		return directory.CloudObject{UserPrincipalName: upn, OnPremUPN: shadow, SyncEnabled: directory.True, MailNickname: "nick"}
	}
	licensed := func(o directory.CloudObject) directory.CloudObject { o.ExchangePlan = true; return o }
	freeze := func(s *directory.Settings) { s.Features.SynchronizeUpnForManagedUsers = false }
	tests := []row{
		{"take-over sets the AD name", "ad@contoso.com", directory.CloudObject{UserPrincipalName: "cloud@contoso.com", MailNickname: "nick"}, nil, "ad@contoso.com", "UP-2"},
		{"take-over with an unverified suffix loses the cloud name", "ad@corp.local", directory.CloudObject{UserPrincipalName: "cloud@contoso.com", MailNickname: "nick"}, nil, "nick@" + initial, "UP-2"},
		{"take-over keeps a name on the initial domain", "ad@corp.local", directory.CloudObject{UserPrincipalName: "cloud@" + initial, MailNickname: "nick"}, nil, "cloud@" + initial, "UP-4"},
		{"restored user gets the AD name", "ad@contoso.com", directory.CloudObject{UserPrincipalName: "other@contoso.com", OnPremUPN: "ad@contoso.com", SyncEnabled: directory.False, Deleted: true}, nil, "ad@contoso.com", "UP-2"},
		{"unchanged AD name leaves a name that was changed in the cloud", "ad@contoso.com", synced("renamed@contoso.com", "ad@contoso.com"), nil, "renamed@contoso.com", "UP-4"},
		{"a placeholder asks for the name again", "john@contoso.com", synced("john1234@contoso.onmicrosoft.com", "john@contoso.com"), nil, "john@contoso.com", "DAR-4"},
		{"changed AD name flows", "new@contoso.com", synced("ad@contoso.com", "ad@contoso.com"), nil, "new@contoso.com", "UP-2"},
		{"changed AD name to an unverified suffix", "new@corp.local", synced("ad@contoso.com", "ad@contoso.com"), nil, "nick@" + initial, "UP-2"},
		{"changed AD name with a blank", "ne w@contoso.com", synced("ad@contoso.com", "ad@contoso.com"), nil, "nick@" + initial, "UP-5"},
		{"domain verified since", "ad@contoso.com", synced("nick@"+initial, "ad@contoso.com"), nil, "ad@contoso.com", "UP-7"},
		{"domain removed since", "ad@gone.com", synced("ad@gone.com", "ad@gone.com"), nil, "nick@" + initial, "UP-8"},
		{"shadow not known, usable", "ad@contoso.com", synced("cloud@contoso.com", ""), nil, "ad@contoso.com", "UP-2"},
		{"shadow not known, on the initial domain", "ad@corp.local", synced("cloud@"+initial, ""), nil, "cloud@" + initial, "UP-4"},
		{"shadow not known, elsewhere", "ad@corp.local", synced("cloud@contoso.com", ""), nil, "nick@" + initial, "UP-2"},
		{"managed and licensed, feature off", "new@contoso.com", licensed(synced("ad@contoso.com", "ad@contoso.com")), freeze, "ad@contoso.com", "UP-6"},
		{"feature off stays off in the next cycle", "new@contoso.com", licensed(synced("ad@"+initial, "new@contoso.com")), freeze, "ad@" + initial, "UP-6"},
		{"feature off, not licensed", "new@contoso.com", synced("ad@contoso.com", "ad@contoso.com"), freeze, "new@contoso.com", "UP-2"},
		{"feature off, federated", "new@contoso.com", licensed(synced("ad@fed.com", "ad@fed.com")), func(s *directory.Settings) {
			freeze(s)
			s.FederatedDomains = []string{"fed.com"}
		}, "new@contoso.com", "UP-2"},
		{"feature off, take-over", "ad@contoso.com", directory.CloudObject{UserPrincipalName: "cloud@contoso.com", ExchangePlan: true}, freeze, "ad@contoso.com", "UP-2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := settings(verified)
			if tt.change != nil {
				tt.change(s)
			}
			u := person(string(tt.ad))
			if tt.cloud.SyncEnabled == directory.True {
				tt.cloud.ImmutableID = u.Anchor
			}
			plan := provision.Compute(u, &tt.cloud, s, nil)
			require.Equal(t, tt.upn, plan.UPN)
			require.Equal(t, tt.rule, plan.UPNRule)
			require.Equal(t, tt.upn.Key() != tt.cloud.UserPrincipalName.Key(), plan.UPNChanged)
			require.Equal(t, plan.Fallback, strings.HasPrefix(string(plan.UPN), "nick@"))
		})
	}
}

// With an alternate login ID onPremisesUserPrincipalName holds the AD
// userPrincipalName, so that it is no shadow of the sign-in name.
func TestAlternateLoginID(t *testing.T) {
	u := person("jane@contoso.com")
	u.UPNFrom = "mail"
	u.Source.Attrs.Add("userPrincipalName", "jane@corp.local", 1)
	before := &directory.CloudObject{ImmutableID: u.Anchor, SyncEnabled: directory.True,
		UserPrincipalName: "jane@" + initial, OnPremUPN: "jane@corp.local", MailNickname: "jane"}
	plan := provision.Compute(u, before, settings("contoso.com"), nil)
	require.Equal(t, directory.UPN("jane@contoso.com"), plan.UPN)
	after, _ := provision.Finish(u, before, plan, nil, "")
	require.Equal(t, directory.UPN("jane@corp.local"), after.OnPremUPN)
}

func TestFallbackName(t *testing.T) {
	tests := []struct {
		name   string
		change func(*directory.Candidate)
		upn    directory.UPN
	}{
		{"characters that a name cannot have", func(u *directory.Candidate) { u.MailNickname = "Jürgen (IT)." }, "J_rgen__IT_@" + initial},
		{"no name at all: the common name", func(u *directory.Candidate) {
			u.UPN = ""
			u.Source.Attrs.Add("cn", "Jane Doe", 1)
		}, "Jane_Doe@" + initial},
		{"no common name in the export", func(u *directory.Candidate) { u.UPN, u.SAMAccountName = "", "jdoe" }, "jdoe@" + initial},
		{"prefix of mail", func(u *directory.Candidate) { u.Mail = "j.doe@x.com" }, "j.doe@" + initial},
		{"prefix of the name before a secondary address", func(u *directory.Candidate) { u.ProxyAddresses = addresses("smtp:alias@x.com") }, "jane@" + initial},
		{"secondary address last", func(u *directory.Candidate) { u.UPN, u.ProxyAddresses = "", addresses("smtp:alias@x.com") }, "alias@" + initial},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := with(person("jane@corp.local"), tt.change)
			plan := provision.Compute(u, nil, settings(), nil)
			require.Equal(t, tt.upn, plan.UPN)
			require.True(t, plan.Fallback)
			require.NotEmpty(t, plan.FallbackWhy)
		})
	}
	s := settings()
	s.InitialDomain = ""
	require.Empty(t, provision.Compute(person("jane@corp.local"), nil, s, nil).UPN, "the initial domain is not known")
}

func TestFallbackNameThatIsTaken(t *testing.T) {
	taken := func(k directory.Key) bool { return k == directory.Fold("jane@"+initial) }
	u := person("jane@corp.local")
	plan := provision.Compute(u, nil, settings(), taken)
	require.True(t, provision.IsPlaceholder(plan.UPN, "jane", initial), plan.UPN)
	require.Equal(t, plan.UPN, provision.Compute(u, nil, settings(), taken).UPN)

	before := &directory.CloudObject{UserPrincipalName: "jane@contoso.com", MailNickname: "jane",
		ProxyAddresses: addresses("SMTP:jane@contoso.com", "smtp:jane0042@"+initial)}
	require.Equal(t, directory.UPN("jane0042@"+initial), provision.Compute(u, before, settings("contoso.com"), taken).UPN, "its own digits stay")
}

func TestPlaceholder(t *testing.T) {
	first := provision.Placeholder("User", initial, "seed", nil)
	require.Regexp(t, `^User[0-9]{4}@contoso\.onmicrosoft\.com$`, first)
	require.NotEqual(t, first, provision.Placeholder("User", initial, "another seed", nil))

	next := provision.Placeholder("User", initial, "seed", func(k directory.Key) bool { return k == first.Key() })
	require.True(t, provision.IsPlaceholder(next, "User", initial))
	require.NotEqual(t, first, next)

	last := provision.Placeholder("User", initial, "seed", func(k directory.Key) bool { return k != "user0042@"+initial })
	require.Equal(t, directory.UPN("User0042@"+initial), last, "every other number is taken")
	all := func(directory.Key) bool { return true }
	require.Equal(t, first, provision.Placeholder("User", initial, "seed", all), "all are taken: the first")
}

func TestIsPlaceholder(t *testing.T) {
	tests := []struct {
		name, prefix string
		want         bool
	}{
		{"user1234@contoso.onmicrosoft.com", "user", true},
		{"USER1234@CONTOSO.onmicrosoft.com", "user", true},
		{"user123@contoso.onmicrosoft.com", "user", false},
		{"user12345@contoso.onmicrosoft.com", "user", false},
		{"user123x@contoso.onmicrosoft.com", "user", false},
		{"user1234@contoso.com", "user", false},
		{"resu1234@contoso.onmicrosoft.com", "user", false},
		{"1234@contoso.onmicrosoft.com", "", false},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, provision.IsPlaceholder(directory.UPN(tt.name), tt.prefix, initial), tt.name)
	}
}
