package source

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// contractFile is the tenant file of CONTRACT section 1.
const contractFile = `initialDomain: contoso.onmicrosoft.com
verifiedDomains: [contoso.com, fabrikam.com]
federatedDomains: []
client: connect-sync            # or cloud-sync
sourceAnchor: auto              # auto | objectGUID | ms-DS-ConsistencyGuid | any attribute name
previousSourceAnchor: ""        # what the tenant remembers from an earlier installation
userMatching: once              # once | mail | objectSID | sAMAccountName | ATTRIBUTE   (several forests)
alternateLoginID: ""            # an AD attribute used instead of userPrincipalName
crossMatch: true                # the founding document's two cross matches (SEED-4)
features: {blockSoftMatchEnabled: false}   # Graph onPremisesDirectorySynchronizationFeature field names
deletionThreshold: 500          # 0 = off
filter: {domains: [], ous: [], excludeOUs: [], group: "", attribute: ""}
roles:
  - {user: admin@contoso.com, role: Global Administrator, state: active}   # active | eligible
exchangeLicensed: []            # users (UPN or id) to treat as Exchange Online licensed, beside assignedPlans
`

// apply parses a tenant file and applies it to a tenant with some users.
func apply(t *testing.T, text string, users ...*directory.CloudObject) *directory.Tenant {
	t.Helper()
	f, err := ParseTenantFile("tenant.yaml", []byte(text))
	require.NoError(t, err)
	tenant := &directory.Tenant{Settings: directory.DefaultSettings(), Objects: users}
	require.NoError(t, f.Apply(tenant))
	return tenant
}

func cloudUser(id, upn string) *directory.CloudObject {
	return &directory.CloudObject{ID: id, UserPrincipalName: directory.UPN(upn), Type: directory.TypeUser}
}

func TestTheTenantFileOfTheContract(t *testing.T) {
	tenant := apply(t, contractFile, cloudUser("1", "Admin@contoso.com"))
	want := directory.DefaultSettings()
	want.InitialDomain = "contoso.onmicrosoft.com"
	want.VerifiedDomains = []string{"contoso.com", "fabrikam.com"}
	want.FederatedDomains, want.ExchangeLicensed = []string{}, []string{}
	want.Filter = directory.Filter{Domains: []string{}, OUs: []string{}, ExcludeOUs: []string{}}
	want.Roles = []directory.RoleAssignment{{User: "admin@contoso.com", Role: "Global Administrator", State: "active"}}
	require.Equal(t, want, tenant.Settings)
	require.Equal(t, directory.Known{Roles: true, Eligible: true, Features: true, Domains: true, Initial: true, Anchor: true, Licences: true}, tenant.Known)
	require.Equal(t, []directory.Role{{Name: "Global Administrator", TemplateID: globalAdmin, Privileged: directory.True,
		Origin: directory.Origin{Source: "tenant.yaml", Line: 14}}}, tenant.Objects[0].Roles)
}

func TestOnlyKeysThatAreThereCount(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "initialDomain:\nfeatures:\nroles:\nverifiedDomains: ~\n"} {
		f, err := ParseTenantFile("tenant.yaml", []byte(text))
		require.NoError(t, err, text)
		tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
		tenant.Settings.InitialDomain = "kept.onmicrosoft.com"
		before := *tenant
		require.NoError(t, f.Apply(tenant))
		require.Equal(t, before, *tenant, text)
		require.False(t, f.Has("initialDomain"))
		require.False(t, f.Has("features"))
	}
	var none *TenantFile
	require.NoError(t, none.Apply(&directory.Tenant{}))
	require.False(t, none.Has("roles"))
	require.Empty(t, none.Features())
	require.Nil(t, none.Gaps(&directory.Tenant{}, nil))
}

func TestEveryKeyIsRead(t *testing.T) {
	s := apply(t, `client: CLOUD-SYNC
sourceAnchor: MS-ds-consistencyGUID
previousSourceAnchor: OBJECTguid
userMatching: employeeid
alternateLoginID: Mail
crossMatch: false
deletionThreshold: 0
federatedDomains: [fabrikam.com]
filter:
  domains: ["DC=corp,DC=contoso,DC=com"]
  ous:
    - OU=Staff,DC=corp,DC=contoso,DC=com
  excludeOUs: ['OU=Old,DC=corp,DC=contoso,DC=com']
  group: CN=Pilot,DC=corp,DC=contoso,DC=com
  attribute: extensionAttribute15=NoSync
features:
  blockSoftMatchEnabled: true
  softMatchOnUpnEnabled: FALSE
  passwordSyncEnabled: true
`).Settings
	want := directory.DefaultSettings()
	want.Client, want.SourceAnchor, want.PreviousSourceAnchor = directory.CloudSync, "mS-DS-ConsistencyGuid", "objectGUID"
	want.UserMatching, want.AlternateLoginID, want.CrossMatch, want.DeletionThreshold = "employeeID", "mail", false, 0
	want.FederatedDomains = []string{"fabrikam.com"}
	want.Filter = directory.Filter{
		Domains: []string{"DC=corp,DC=contoso,DC=com"}, OUs: []string{"OU=Staff,DC=corp,DC=contoso,DC=com"},
		ExcludeOUs: []string{"OU=Old,DC=corp,DC=contoso,DC=com"}, Group: "CN=Pilot,DC=corp,DC=contoso,DC=com", Attribute: "extensionAttribute15=NoSync",
	}
	want.Features.BlockSoftMatch, want.Features.SoftMatchOnUpn = true, false
	require.Equal(t, want, s)
}

func TestFeaturesThatDoNotChangeMatchingAreKept(t *testing.T) {
	f, err := ParseTenantFile("tenant.yaml", []byte("features: {passwordSyncEnabled: true, groupWriteBackEnabled: false}"))
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"passwordSyncEnabled": true, "groupWriteBackEnabled": false}, f.Features())
	require.True(t, f.Has("features"))
	require.True(t, f.Has("features.passwordSyncEnabled"))
}

func TestEveryFeatureWithAFieldIsAKey(t *testing.T) {
	var f directory.Features
	found := 0
	for _, name := range featureNames() {
		if field := featureField(&f, name); field != nil {
			*field = true
			found++
		}
	}
	require.Equal(t, 7, found)
	require.Equal(t, directory.Features{AllowOnPremUpdateOfOnPremisesObjectIdentifier: true, BlockCloudObjectTakeoverThroughHardMatch: true, BlockSoftMatch: true,
		QuarantineUponProxyAddressesConflict: true, QuarantineUponUpnConflict: true, SoftMatchOnUpn: true, SynchronizeUpnForManagedUsers: true}, f)
}

func TestWhatIsWrongInATenantFileIsToldWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"verifedDomains: [a.com]":                    `tenant.yaml:1: unknown key "verifedDomains"; did you mean verifiedDomains?`,
		"\nVERIFIEDDOMAINS: [a.com]":                 `tenant.yaml:2: unknown key "VERIFIEDDOMAINS"; did you mean verifiedDomains?`,
		"blockSoftMatchEnabled: true":                `tenant.yaml:1: unknown key "blockSoftMatchEnabled"; did you mean features.blockSoftMatchEnabled?`,
		"features: {blockSoftMatch: true}":           `tenant.yaml:1: unknown key "features.blockSoftMatch"; did you mean blockSoftMatchEnabled?`,
		"filter: {ou: []}":                           `tenant.yaml:1: unknown key "filter.ou"; did you mean`,
		"xyzzy: 1":                                   `tenant.yaml:1: unknown key "xyzzy"; the keys are features, filter, roles, initialDomain,`,
		"filter:\n  xyzzyxyzzy: 1":                   `tenant.yaml:2: unknown key "filter.xyzzyxyzzy"; the keys of filter are domains, ous, excludeOUs, group, attribute`,
		"crossMatch: true\ncrossMatch: false":        `tenant.yaml:2: key "crossMatch" occurs again, it was first on line 1`,
		"crossMatch: yes":                            `tenant.yaml:1: crossMatch is "yes", want true or false`,
		"crossMatch: 1":                              `tenant.yaml:1: crossMatch is 1, want true or false`,
		"features: {blockSoftMatchEnabled: no}":      `tenant.yaml:1: features.blockSoftMatchEnabled is "no", want true or false`,
		"features: [a]":                              `tenant.yaml:1: features is a list, want keys with values`,
		"features: true":                             `tenant.yaml:1: features is true, want keys with values`,
		"deletionThreshold: -1":                      `tenant.yaml:1: deletionThreshold is -1, want a whole number from 0 on`,
		"deletionThreshold: \"500\"":                 `tenant.yaml:1: deletionThreshold is "500", want a whole number from 0 on`,
		"deletionThreshold: 1.5":                     `tenant.yaml:1: deletionThreshold is 1.5, want a whole number from 0 on`,
		"deletionThreshold: off":                     `tenant.yaml:1: deletionThreshold is "off", want a whole number from 0 on`,
		"verifiedDomains: contoso.com":               `tenant.yaml:1: verifiedDomains is "contoso.com", want a list such as [contoso.com]`,
		"verifiedDomains: [1]":                       `tenant.yaml:1: verifiedDomains is 1, want text (in quotes: "1")`,
		"verifiedDomains: [[a.com]]":                 `tenant.yaml:1: verifiedDomains is a list, want text`,
		"verifiedDomains: ['@contoso.com']":          `tenant.yaml:1: verifiedDomains is "@contoso.com", want a domain without @, such as contoso.com`,
		"initialDomain: contoso":                     `tenant.yaml:1: initialDomain is "contoso", want a domain such as contoso.com`,
		"initialDomain: {a: b}":                      `tenant.yaml:1: initialDomain is a section with keys, want text`,
		"client: aadconnect":                         `tenant.yaml:1: client is "aadconnect", want connect-sync or cloud-sync`,
		"client: cloudsync":                          `tenant.yaml:1: client is "cloudsync", want connect-sync or cloud-sync; did you mean cloud-sync?`,
		"sourceAnchor: object GUID":                  `tenant.yaml:1: sourceAnchor is "object GUID", which is not the name of an attribute`,
		"userMatching: ''":                           `tenant.yaml:1: userMatching is "", which is not the name of an attribute`,
		"filter: {ous: [OU=Staff,DC=corp,DC=com]}":   `tenant.yaml:1: filter.ous has "DC=corp" behind "OU=Staff"; put a DN in quotes, because it has commas`,
		"roles: admin":                               `tenant.yaml:1: roles is "admin", want a list of {user: ..., role: ..., state: active}`,
		"roles:\n- admin":                            `tenant.yaml:2: an entry of roles is "admin", want {user: ..., role: ..., state: active}`,
		"roles:\n- {user: a}":                        `tenant.yaml:2: an entry of roles needs a user and a role`,
		"roles:\n- {user: a, role: b, state: on}":    `tenant.yaml:2: roles.state is "on", want active or eligible`,
		"roles:\n- {user: a, role: b, stat: active}": `tenant.yaml:2: unknown key "stat" in an entry of roles; did you mean state?`,
		"roles:\n- {user: a, role: b, user: c}":      `tenant.yaml:2: key "user" occurs again in an entry of roles`,
		"roles:\n- {user: 5, role: b}":               `tenant.yaml:2: roles.user is 5, want text (in quotes: "5")`,
		"- a\n- b":                                   `tenant.yaml:1: the tenant file is a list, want keys with values`,
		"just text":                                  `tenant.yaml:1: the tenant file is "just text", want keys with values`,
		"crossMatch: true\n---\nclient: x":           `tenant.yaml:2: a second document begins, want one`,
		"crossMatch: true\n--- [":                    `tenant.yaml:3: is not YAML`,
		"client: [a\nroles: b":                       `tenant.yaml:2: is not YAML: did not find expected ',' or ']'`,
		"\tclient: x":                                `tenant.yaml:1: is not YAML`,
		"client: *nothing":                           `tenant.yaml:1: is not YAML: unknown anchor 'nothing' referenced`,
		"[a]: b":                                     `tenant.yaml:1: the tenant file has a key that is a list, want a name`,
	} {
		_, err := ParseTenantFile("tenant.yaml", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	_, err := ParseTenantFile("t.yaml", []byte("clint: x\ncrossMatch: maybe\ndeletionThreshold: 5\n"))
	require.EqualError(t, err, "t.yaml:1: unknown key \"clint\"; did you mean client?\nt.yaml:2: crossMatch is \"maybe\", want true or false")
}

func TestTenantFilesOfWindowsToolsAreRead(t *testing.T) {
	for _, text := range []string{"\uFEFFclient: cloud-sync\r\n", utf16Text("\uFEFFclient: cloud-sync\r\n", false)} {
		f, err := ParseTenantFile("tenant.yaml", []byte(text))
		require.NoError(t, err)
		require.True(t, f.Has("client"))
	}
}

func TestReadTenantFileReadsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.yaml")
	require.NoError(t, os.WriteFile(path, []byte("crossMatch: no way"), 0o600))
	_, err := ReadTenantFile(path)
	require.EqualError(t, err, path+`:1: crossMatch is "no way", want true or false`)
	_, err = ReadTenantFile(path + ".none")
	require.ErrorContains(t, err, "no such file")
}

func TestAliasesStandForWhatTheyName(t *testing.T) {
	s := apply(t, "verifiedDomains: &d [contoso.com]\nfederatedDomains: *d\n").Settings
	require.Equal(t, []string{"contoso.com"}, s.FederatedDomains)
}
