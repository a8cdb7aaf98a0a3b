package source

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestSetTakesAnyKey(t *testing.T) {
	for _, tt := range []struct {
		set  string
		want func(*directory.Settings)
	}{
		{"features.blockSoftMatchEnabled=true", func(s *directory.Settings) { s.Features.BlockSoftMatch = true }},
		{"features={blockSoftMatchEnabled: true}", func(s *directory.Settings) { s.Features.BlockSoftMatch = true }},
		{"features.passwordSyncEnabled=true", func(*directory.Settings) {}},
		{"initialDomain=contoso.onmicrosoft.com", func(s *directory.Settings) { s.InitialDomain = "contoso.onmicrosoft.com" }},
		{"verifiedDomains=contoso.com, fabrikam.com", func(s *directory.Settings) { s.VerifiedDomains = []string{"contoso.com", "fabrikam.com"} }},
		{"verifiedDomains=[contoso.com, fabrikam.com]", func(s *directory.Settings) { s.VerifiedDomains = []string{"contoso.com", "fabrikam.com"} }},
		{"verifiedDomains=", func(s *directory.Settings) { s.VerifiedDomains = []string{} }},
		{"filter.ous=OU=A,DC=x;OU=B,DC=x", func(s *directory.Settings) { s.Filter.OUs = []string{"OU=A,DC=x", "OU=B,DC=x"} }},
		{`filter.ous=["OU=A,DC=x"]`, func(s *directory.Settings) { s.Filter.OUs = []string{"OU=A,DC=x"} }},
		{"filter={group: pilots}", func(s *directory.Settings) { s.Filter.Group = "pilots" }},
		{"filter.group=CN=Pilot,DC=x", func(s *directory.Settings) { s.Filter.Group = "CN=Pilot,DC=x" }},
		{" deletionThreshold =0", func(s *directory.Settings) { s.DeletionThreshold = 0 }},
		{"crossMatch=false", func(s *directory.Settings) { s.CrossMatch = false }},
		{"client=cloud-sync", func(s *directory.Settings) { s.Client = directory.CloudSync }},
		{"sourceAnchor=objectguid", func(s *directory.Settings) { s.SourceAnchor = "objectGUID" }},
		{"previousSourceAnchor=", func(*directory.Settings) {}},
		{"exchangeLicensed=a@contoso.com,b@contoso.com", func(s *directory.Settings) { s.ExchangeLicensed = []string{"a@contoso.com", "b@contoso.com"} }},
		{"roles=[{user: a@contoso.com, role: User Administrator}]", func(s *directory.Settings) {
			s.Roles = []directory.RoleAssignment{{User: "a@contoso.com", Role: "User Administrator", State: "active"}}
		}},
	} {
		var f TenantFile
		require.NoError(t, f.Set(tt.set), tt.set)
		tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
		require.NoError(t, f.Apply(tenant))
		want := directory.DefaultSettings()
		tt.want(&want)
		require.Equal(t, want, tenant.Settings, tt.set)
	}
}

func TestSetRefusesWhatIsNoSetting(t *testing.T) {
	for set, want := range map[string]string{
		"crossMatch":                          "--set crossMatch: want KEY=VALUE, for example features.blockSoftMatchEnabled=true",
		"=true":                               "want KEY=VALUE",
		"crosMatch=true":                      "--set crosMatch: unknown key; did you mean crossMatch?",
		"features.xyzzy=true":                 "--set features.xyzzy: unknown key; the keys of features are allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled,",
		"filter.xyzzy=1":                      "--set filter.xyzzy: unknown key; the keys of filter are domains, ous, excludeOUs, group, attribute",
		"xyzzy=1":                             "--set xyzzy: unknown key; the keys are those of the tenant file: features, filter, roles, initialDomain,",
		"blockSoftMatchEnabled=true":          "--set blockSoftMatchEnabled: unknown key; did you mean features.blockSoftMatchEnabled?",
		"features.blockSoftMatch=true":        "--set features.blockSoftMatch: unknown key; did you mean features.blockSoftMatchEnabled?",
		"crossMatch=maybe":                    `--set crossMatch: crossMatch is "maybe", want true or false`,
		"crossMatch=":                         `--set crossMatch: "" is not a value`,
		"crossMatch=[":                        `--set crossMatch: "[" is not a value`,
		"deletionThreshold=-5":                "--set deletionThreshold: deletionThreshold is -5, want a whole number from 0 on",
		"client=x":                            `--set client: client is "x", want connect-sync or cloud-sync`,
		"features=true":                       "--set features: features is true, want keys with values",
		"filter={x: y}":                       `--set filter: unknown key "filter.x"; the keys of filter are`,
		"roles=admin":                         `--set roles: roles is "admin", want a list`,
		"verifiedDomains=contoso.com;foo.com": "--set verifiedDomains: verifiedDomains is",
	} {
		var f TenantFile
		require.ErrorContains(t, f.Set(set), want, set)
	}
}

func TestSetWinsOverTheFile(t *testing.T) {
	f, err := ParseTenantFile("tenant.yaml", []byte("crossMatch: true\nverifiedDomains: [a.com]\n"))
	require.NoError(t, err)
	require.NoError(t, f.Set("crossMatch=false"))
	require.NoError(t, f.Set("verifiedDomains=b.com"))
	require.NoError(t, f.Set("verifiedDomains=c.com"))
	tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
	require.NoError(t, f.Apply(tenant))
	require.False(t, tenant.Settings.CrossMatch)
	require.Equal(t, []string{"c.com"}, tenant.Settings.VerifiedDomains)
}

func TestRolesOfTheFileAreAllTheRoles(t *testing.T) {
	ann, bob, gone := cloudUser("1", "ann@contoso.com"), cloudUser("2", "bob@contoso.com"), cloudUser("3", "Bob@contoso.com")
	gone.Deleted = true
	ann.Roles = []directory.Role{{Name: "Contoso Helpdesk", TemplateID: "h", Privileged: directory.True}}
	tenant := apply(t, `roles:
  - {user: BOB@contoso.com, role: user administrator, state: eligible}
  - {user: "2", role: `+globalAdmin+`}
  - {user: bob@contoso.com, role: Global Administrator}
  - {user: "3", role: Contoso Helpdesk}
  - {user: nobody@contoso.com, role: Global Administrator}
`, gone, ann, bob)
	at := func(line int) directory.Origin { return directory.Origin{Source: "tenant.yaml", Line: line} }
	require.Empty(t, tenant.Objects[1].Roles, "the file has no role for Ann")
	require.Equal(t, []directory.Role{
		{Name: "User Administrator", TemplateID: userAdmin, Privileged: directory.True, Eligible: true, Origin: at(2)},
		{Name: "Global Administrator", TemplateID: globalAdmin, Privileged: directory.True, Origin: at(3)},
	}, tenant.Objects[2].Roles)
	require.Equal(t, []directory.Role{{Name: "Contoso Helpdesk", TemplateID: "h", Privileged: directory.True, Origin: at(5)}}, tenant.Objects[0].Roles,
		"what the snapshot knows of a custom role is kept")
	require.Len(t, ann.Roles, 1, "the objects of before stay as they were")
	require.Empty(t, bob.Roles)
}

func TestLicencesOfTheFileAreAddedAndTakenAgain(t *testing.T) {
	ann, bob, cleo := cloudUser("1", "ann@contoso.com"), cloudUser("2", "bob@contoso.com"), cloudUser("3", "cleo@contoso.com")
	cleo.ExchangePlan = true
	tenant := apply(t, "exchangeLicensed: [Ann@contoso.com, '2', new@contoso.com]", ann, bob, cleo)
	plans := func() (got []bool) {
		for _, o := range tenant.Objects {
			got = append(got, o.ExchangePlan)
		}
		return got
	}
	require.Equal(t, []bool{true, true, true}, plans())
	require.False(t, ann.ExchangePlan)
	next, err := ParseTenantFile("cycle2/tenant.yaml", []byte("exchangeLicensed: [ann@contoso.com]"))
	require.NoError(t, err)
	require.NoError(t, next.Apply(tenant))
	require.Equal(t, []bool{true, false, true}, plans())
}

func TestTheInitialDomainCannotBeFederated(t *testing.T) {
	f, err := ParseTenantFile("tenant.yaml", []byte("\nfederatedDomains: [contoso.com, Contoso.onmicrosoft.com]"))
	require.NoError(t, err)
	tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
	tenant.Settings.InitialDomain = "contoso.onmicrosoft.com"
	require.EqualError(t, f.Apply(tenant), "tenant.yaml:2: federatedDomains names the initial domain contoso.onmicrosoft.com, which cannot be federated")
}

func TestGapsThatTheFileCloses(t *testing.T) {
	c := readUsers(t, `[{"id":"1","userPrincipalName":"ann@contoso.com"}]`)
	for key, closed := range map[string][]string{
		"roles: []": {"roles-unknown", "eligibility-unknown"},
		"features: {blockSoftMatchEnabled: true}": {"features-unknown"},
		"verifiedDomains: [contoso.com]":          {"domains-unknown"},
		"initialDomain: contoso.onmicrosoft.com":  {"initial-domain-unknown"},
		"exchangeLicensed: []":                    {"licences-unknown"},
		"crossMatch: false":                       nil,
	} {
		f, err := ParseTenantFile("tenant.yaml", []byte(key))
		require.NoError(t, err)
		left := &cloud{gaps: f.Gaps(c.Tenant, c.gaps)}
		for _, id := range c.gapIDs() {
			if left.gap(id) == "" {
				require.Contains(t, closed, id, key)
			} else {
				require.NotContains(t, closed, id, key)
			}
		}
	}
}

func TestGapsThatTheFileBrings(t *testing.T) {
	ann := cloudUser("1", "ann@contoso.com")
	ann.Roles = []directory.Role{{Name: "Global Administrator"}}
	tenant := &directory.Tenant{Objects: []*directory.CloudObject{ann}}
	f, err := ParseTenantFile("tenant.yaml", []byte("roles:\n- {user: nobody@contoso.com, role: User Administrator}\n- {user: ann@contoso.com, role: Global Adminstrator}\n"))
	require.NoError(t, err)
	c := &cloud{gaps: f.Gaps(tenant, nil)}
	require.Equal(t, []string{"tenant-file-roles-win", "tenant-file-unknown-user", "tenant-file-unknown-role"}, c.gapIDs())
	require.Contains(t, c.gap("tenant-file-roles-win"), "tenant.yaml:2: the roles of the tenant file replace 1 role assignments")
	require.Contains(t, c.gap("tenant-file-unknown-user"), "nobody@contoso.com (tenant.yaml:2)")
	require.Contains(t, c.gap("tenant-file-unknown-role"), `"Global Adminstrator" (tenant.yaml:3); did you mean Global Administrator?`)
}
