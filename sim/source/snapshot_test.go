package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

const (
	annUser = `{"id":"1","userPrincipalName":"ann@contoso.com","onPremisesSyncEnabled":true}`
	bobUser = `{"id":"2","userPrincipalName":"bob@contoso.onmicrosoft.com","onPremisesSyncEnabled":null}`
)

// tenant reads a snapshot folder that has users.json with Ann and Bob, and
// files beside it.
func tenant(t *testing.T, files map[string]string) *cloud {
	t.Helper()
	all := map[string]string{"users.json": `{"value":[` + annUser + `,` + bobUser + `]}`}
	for name, text := range files {
		all[name] = text
	}
	c, err := read(".", all)
	require.NoError(t, err)
	return c
}

func TestASnapshotHasAllKindsOfObjects(t *testing.T) {
	c := tenant(t, map[string]string{
		"deletedUsers.json": `{"value":[{"id":"3","userPrincipalName":"3cleo@contoso.com","deletedDateTime":"2026-07-01T00:00:00Z","onPremisesImmutableId":"x"}]}`,
		"groups.json":       `{"value":[{"id":"4","displayName":"All","proxyAddresses":["SMTP:all@contoso.com"]}]}`,
		"contacts.json":     `{"value":[{"id":"5","displayName":"Dora","mail":"dora@fabrikam.com","proxyAddresses":[]}]}`,
	})
	require.Equal(t, []string{"1", "2", "3", "4", "5"}, c.ids())
	require.True(t, c.Objects[2].Deleted)
	require.Equal(t, directory.TypeUser, c.Objects[2].Type)
	require.Equal(t, directory.TypeGroup, c.Objects[3].Type)
	require.Equal(t, directory.TypeContact, c.Objects[4].Type)
	require.Equal(t, directory.Origin{Source: "contacts.json", Line: 1}, c.Objects[4].Origin)
	require.True(t, c.Known.Deleted && c.Known.Groups && c.Known.Contacts)
	for _, id := range []string{"deleted-users-unknown", "groups-unknown", "contacts-unknown", "deleted-no-immutableId", "peers-no-proxyAddresses"} {
		require.Empty(t, c.gap(id))
	}
	require.Len(t, c.inputs, 4)
}

func TestAFolderWithoutUsersSaysWhatIsThere(t *testing.T) {
	_, err := read(".", map[string]string{"groups.json": "[]", "readme.txt": "x"})
	require.EqualError(t, err, ".: a tenant snapshot needs users.json, the answer of GET /v1.0/users; it holds groups.json, readme.txt")
	_, err = read("tenant", map[string]string{"tenant/groups.json": "[]"})
	require.ErrorContains(t, err, "tenant: a tenant snapshot needs users.json")
}

func TestFilesOfASnapshotAreFoundWithoutCaseAndOthersNamed(t *testing.T) {
	c, err := read("t", map[string]string{
		"t/Users.JSON": "[" + annUser + "]", "t/README.md": "x", "t/notes.txt": "x", "t/export.ps1": "x", "t/.hidden.json": "x",
		"t/deletedUser.json": "[]", "t/devices.json": "[]", "t/users.csv": "id", "t/more/users.json": "[]",
	})
	require.NoError(t, err)
	require.Equal(t, []string{"1"}, c.ids())
	require.Equal(t, "t/Users.JSON", c.inputs[0].Source)
	require.Contains(t, c.gap("tenant-unknown-file"), "not read because a snapshot has no such file: .hidden.json, deletedUser.json (did you mean deletedUsers.json?), devices.json, users.csv (did you mean users.json?).")
	require.NotContains(t, c.gap("tenant-unknown-file"), "README")
}

func TestAnObjectOfTwoFilesCountsOnce(t *testing.T) {
	c := tenant(t, map[string]string{"deletedUsers.json": "[{\"id\":\"3\",\"onPremisesImmutableId\":null},\n{\"id\":\"2\",\"userPrincipalName\":\"bob@contoso.com\"}]"})
	require.Equal(t, []string{"1", "2", "3"}, c.ids())
	require.Equal(t, 1, c.inputs[1].Skipped)
	require.Equal(t, 1, c.inputs[1].Objects)
	require.Equal(t, []string{`deletedUsers.json:2: id "2" is also that of users.json:1; record skipped: "bob@contoso.com"`}, c.inputs[1].Problems)
}

func TestOptionalFilesThatAreOfNoUseCountAsMissing(t *testing.T) {
	for name, text := range map[string]string{
		"an error answer": `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}`,
		"HTML":            "<html>sign in</html>",
		"empty":           "",
		"CSV":             "id,displayName\n1,x\n",
	} {
		for _, file := range []string{"roleAssignments.json", "groups.json"} {
			if name == "CSV" && file == "groups.json" {
				continue // a table of groups is as good
			}
			c := tenant(t, map[string]string{file: text})
			require.Contains(t, c.gap("tenant-unusable-file"), file+": ", name)
			require.False(t, c.Known.Roles, name)
			require.False(t, c.Known.Groups, name)
			require.Equal(t, file, c.inputs[1].Source, name)
			require.Len(t, c.inputs[1].Problems, 1, name)
		}
	}
}

func TestAnOptionalFileThatCannotBeReadIsAnError(t *testing.T) {
	for _, file := range []string{"groups.json", "roleAssignments.json"} {
		for name, broken := range map[string]fs.FS{
			"not opened":    brokenFS{fstest.MapFS{"users.json": {Data: []byte("[" + annUser + "]")}, file: {}}, file, nil},
			"disk on fire":  brokenFS{fstest.MapFS{"users.json": {Data: []byte("[" + annUser + "]")}, file: {}}, file, strings.NewReader(`[{"id":"1"},`)},
			"while opening": brokenFS{fstest.MapFS{"users.json": {Data: []byte("[" + annUser + "]")}, file: {}}, file, strings.NewReader("")},
		} {
			_, _, _, err := ReadCloudFS(context.Background(), broken, ".", CloudOptions{})
			require.ErrorIs(t, err, errFire, name)
			require.ErrorContains(t, err, file, name)
		}
	}
}

var errFire = errors.New("disk on fire")

// brokenFS has one file that cannot be opened, or that breaks off.
type brokenFS struct {
	fs.FS
	file string
	head io.Reader
}

func (b brokenFS) Open(name string) (fs.File, error) {
	f, err := b.FS.Open(name)
	if name != b.file {
		return f, err
	}
	if b.head == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errFire}
	}
	return brokenFile{f, io.MultiReader(b.head, iotest.ErrReader(errFire))}, nil
}

type brokenFile struct {
	fs.File
	r io.Reader
}

func (b brokenFile) Read(p []byte) (int, error) { return b.r.Read(p) }

func TestIncompleteFilesAreNamed(t *testing.T) {
	c := tenant(t, map[string]string{
		"groups.json":          `{"value":[{"id":"4","proxyAddresses":[]}],"@odata.nextLink":"x"}`,
		"roleAssignments.json": `{"value":[{"id":"a","principalId":"1","roleDefinitionId":"r"},`,
	})
	require.False(t, c.Known.Groups)
	require.True(t, c.Known.LastPage)
	require.Contains(t, c.gap("cloud-first-page-only"), "groups.json:1: the last page ends in an @odata.nextLink, so the 1 groups are not all")
	require.Contains(t, c.gap("cloud-truncated"), "roleAssignments.json: the text stops being JSON")
	require.NotEmpty(t, c.gap("groups-unknown"))
}

func TestColumnsOfDeletedUsersAndGroupsAreMissed(t *testing.T) {
	c := tenant(t, map[string]string{"deletedUsers.json": `[{"id":"3"}]`, "groups.json": `[{"id":"4"}]`})
	require.Contains(t, c.gap("deleted-no-immutableId"), "deletedUsers.json: no deleted user has onPremisesImmutableId")
	require.Contains(t, c.gap("peers-no-proxyAddresses"), "groups.json: no record has proxyAddresses")
}

func TestAnEmptyTenantHasNoGapsAboutColumns(t *testing.T) {
	c := readUsers(t, `{"value":[]}`)
	require.Equal(t, []string{"cloud-empty", "domains-unknown", "initial-domain-unknown", "features-unknown", "roles-unknown", "eligibility-unknown",
		"deleted-users-unknown", "groups-unknown", "contacts-unknown"}, c.gapIDs())
}

func TestDomains(t *testing.T) {
	const organization = `{"value":[{"id":"t","displayName":"Contoso","verifiedDomains":[
		{"capabilities":"Email","isDefault":false,"isInitial":true,"name":"contoso.onmicrosoft.com","type":"Managed"},
		{"isDefault":true,"isInitial":false,"name":"contoso.com","type":"Federated"}]}]}`
	const domains = `{"value":[{"id":"contoso.onmicrosoft.com","authenticationType":"Managed","isInitial":true,"isVerified":true},
		{"id":"Contoso.com","authenticationType":"Federated","isInitial":false,"isVerified":true},
		{"id":"fabrikam.com","authenticationType":"Managed","isInitial":false,"isVerified":false},
		{"id":"example.com","authenticationType":"Managed","isInitial":false,"isVerified":true}]}`
	for name, tt := range map[string]struct {
		files                     map[string]string
		initial                   string
		verified, federated       []string
		knowsDomains, knowInitial bool
	}{
		"organization": {map[string]string{"organization.json": organization}, "contoso.onmicrosoft.com",
			[]string{"contoso.onmicrosoft.com", "contoso.com"}, []string{"contoso.com"}, true, true},
		"domains": {map[string]string{"domains.json": domains}, "contoso.onmicrosoft.com",
			[]string{"contoso.onmicrosoft.com", "Contoso.com", "example.com"}, []string{"Contoso.com"}, true, true},
		"both": {map[string]string{"organization.json": organization, "domains.json": domains}, "contoso.onmicrosoft.com",
			[]string{"contoso.onmicrosoft.com", "contoso.com", "example.com"}, []string{"contoso.com"}, true, true},
		"a single organization without isInitial": {map[string]string{"organization.json": `{"Id":"t","VerifiedDomains":[{"Name":"contoso.com"}]}`},
			"contoso.onmicrosoft.com", []string{"contoso.com", "contoso.onmicrosoft.com"}, nil, true, false},
		"neither": {nil, "contoso.onmicrosoft.com", []string{"contoso.com", "contoso.onmicrosoft.com"}, nil, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := tenant(t, tt.files)
			require.Equal(t, tt.initial, c.Settings.InitialDomain)
			require.Equal(t, tt.verified, c.Settings.VerifiedDomains)
			require.Equal(t, tt.federated, c.Settings.FederatedDomains)
			require.Equal(t, tt.knowsDomains, c.Known.Domains)
			require.Equal(t, tt.knowsDomains, c.gap("domains-unknown") == "")
			require.Equal(t, tt.knowInitial, c.Known.Initial)
			require.Equal(t, tt.knowInitial, c.gap("initial-domain-unknown") == "")
		})
	}
}

func TestTheInitialDomainIsThatOfMostUsers(t *testing.T) {
	user := func(id, upn, kind string) string {
		return `{"id":"` + id + `","userPrincipalName":"` + upn + `","userType":"` + kind + `"}`
	}
	for name, tt := range map[string]struct {
		users []string
		want  string
	}{
		"most":              {[]string{user("1", "a@old.onmicrosoft.com", ""), user("2", "b@new.onmicrosoft.com", ""), user("3", "c@NEW.onmicrosoft.com", "")}, "new.onmicrosoft.com"},
		"the first of two":  {[]string{user("1", "a@b.onmicrosoft.com", ""), user("2", "b@a.onmicrosoft.com", "")}, "b.onmicrosoft.com"},
		"no hybrid routing": {[]string{user("1", "a@contoso.mail.onmicrosoft.com", "")}, ""},
		"no guests":         {[]string{user("1", "x_y.com#EXT#@guest.onmicrosoft.com", "Member"), user("2", "b@guest.onmicrosoft.com", "Guest")}, ""},
		"a national cloud":  {[]string{user("1", "a@contoso.onmicrosoft.us", "")}, "contoso.onmicrosoft.us"},
	} {
		c := readUsers(t, "["+strings.Join(tt.users, ",")+"]")
		require.Equal(t, tt.want, c.Settings.InitialDomain, name)
		if tt.want == "" {
			require.Contains(t, c.gap("initial-domain-unknown"), "none is found", name)
		}
	}
}

func TestUnusableDomainRecordsAreTold(t *testing.T) {
	c := tenant(t, map[string]string{"organization.json": `[{"id":"t"}]`, "domains.json": `[{"isVerified":true},{"id":5}]`})
	require.Equal(t, []string{"organization.json:1: organization without verifiedDomains; record skipped"}, c.inputs[1].Problems)
	require.Equal(t, []string{"domains.json:1: domain without id; record skipped", "domains.json:1: ID is number, which it cannot be; record skipped"}, c.inputs[2].Problems)
	require.False(t, c.Known.Domains)
}

func TestSynchronizationFeatures(t *testing.T) {
	c := tenant(t, map[string]string{"onPremisesSynchronization.json": `{"value":[{"id":"t","configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"enabledForCount","alertThreshold":50}},
		"features":{"blockSoftMatchEnabled":true,"BlockCloudObjectTakeoverThroughHardMatchEnabled":true,"quarantineUponUpnConflictEnabled":false,"softMatchOnUpnEnabled":null,
		"passwordSyncEnabled":true,"AdditionalProperties":{"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled":true}}}]}`})
	want := directory.DefaultSettings().Features
	want.BlockSoftMatch, want.BlockCloudObjectTakeoverThroughHardMatch, want.QuarantineUponUpnConflict = true, true, false
	want.AllowOnPremUpdateOfOnPremisesObjectIdentifier = true
	require.Equal(t, want, c.Settings.Features)
	require.True(t, c.Known.Features)
	require.Equal(t, 50, c.Settings.DeletionThreshold)
	require.Empty(t, c.gap("features-unknown"))
}

func TestDeletionThreshold(t *testing.T) {
	for name, tt := range map[string]struct {
		prevention string
		want       int
		gap        string
	}{
		"count":          {`{"synchronizationPreventionType":"enabledForCount","alertThreshold":7}`, 7, ""},
		"disabled":       {`{"synchronizationPreventionType":"Disabled","alertThreshold":7}`, 0, ""},
		"percent":        {`{"synchronizationPreventionType":"enabledForPercentage","alertThreshold":60}`, 6, "deletion-threshold-percent"},
		"little percent": {`{"synchronizationPreventionType":"enabledForPercentage","alertThreshold":1}`, 1, "deletion-threshold-percent"},
		"no number":      {`{"synchronizationPreventionType":"enabledForCount"}`, 500, ""},
		"something new":  {`{"synchronizationPreventionType":"unknownFutureValue","alertThreshold":7}`, 500, "deletion-threshold-unknown"},
		"null":           {`null`, 500, ""},
	} {
		users := []string{bobUser}
		for _, id := range "abcdefghijk" {
			users = append(users, strings.Replace(annUser, `"1"`, `"`+string(id)+`"`, 1))
		}
		c := tenant(t, map[string]string{
			"users.json":                     "[" + strings.Join(users, ",") + "]",
			"onPremisesSynchronization.json": `{"id":"t","configuration":{"accidentalDeletionPrevention":` + tt.prevention + `},"features":{}}`,
		})
		require.Equal(t, tt.want, c.Settings.DeletionThreshold, name)
		require.Equal(t, tt.gap != "", c.gap("deletion-threshold-percent")+c.gap("deletion-threshold-unknown") != "", name)
		if tt.gap != "" {
			require.NotEmpty(t, c.gap(tt.gap), name)
		}
	}
}
