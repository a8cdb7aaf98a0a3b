package source

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestAnAnswerAboutSomethingElseIsNoListOfUsers(t *testing.T) {
	for context, found := range map[string]string{
		"https://graph.microsoft.com/v1.0/$metadata#groups(id,displayName)":                               "groups",
		"https://graph.microsoft.com/beta/$metadata#contacts":                                             "contacts",
		"https://graph.microsoft.com/v1.0/$metadata#organization":                                         "organization",
		"https://graph.microsoft.com/v1.0/$metadata#domains/$entity":                                      "domains",
		"https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/roleAssignments":             "roleAssignments",
		"https://graph.microsoft.com/v1.0/$metadata#devices":                                              "devices",
		"https://graph.microsoft.com/v1.0/$metadata#directory/onPremisesSynchronization(id,features)":     "onPremisesSynchronization",
		"https://graph.microsoft.com/v1.0/$metadata#directoryRoles(members(id,displayName))/$entity/more": "directoryRoles",
	} {
		fsys := fstest.MapFS{"users.json": {Data: []byte(`{"@odata.context":"` + context + `","value":[{"id":"1","displayName":"x"}]}`)}}
		_, _, _, err := ReadCloudFS(t.Context(), fsys, "users.json", CloudOptions{})
		require.EqualError(t, err, "users.json: is a Graph answer about "+found+", as its @odata.context says; want one about users")
	}
	for _, context := range []string{
		"https://graph.microsoft.com/v1.0/$metadata#users(id,mail)",
		"https://graph.microsoft.com/v1.0/$metadata#Users/$entity",
		"https://graph.microsoft.com/v1.0/$metadata#directoryObjects/microsoft.graph.user",
		"https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.user)",
		"about:blank",
	} {
		c := readUsers(t, `{"@odata.context":"`+context+`","value":[{"id":"1"}]}`)
		require.Equal(t, []string{"1"}, c.ids(), context)
	}
}

func TestAFileOfASnapshotThatIsAboutSomethingElseCountsAsMissing(t *testing.T) {
	users := `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[{"id":"1","userPrincipalName":"ann@contoso.com"}]}`
	tenant, inputs, gaps, err := ReadCloudFS(t.Context(), fstest.MapFS{
		"t/users.json": {Data: []byte(users)}, "t/domains.json": {Data: []byte(users)}, "t/Groups.json": {Data: []byte(users)}, "t/contacts.json": {},
	}, "t", CloudOptions{})
	require.NoError(t, err)
	require.False(t, tenant.Known.Domains)
	require.False(t, tenant.Known.Groups)
	require.Equal(t, []string{"t/Groups.json: is a Graph answer about users, as its @odata.context says; want one about groups"}, inputs[1].Problems)
	require.Equal(t, []string{"t/contacts.json: is empty; want the answer of the Graph request, saved as it is"}, inputs[2].Problems)
	require.Equal(t, []string{"t/domains.json: is a Graph answer about users, as its @odata.context says; want one about domains"}, inputs[3].Problems)
	var ids []string
	for _, g := range gaps {
		ids = append(ids, g.ID)
	}
	require.Contains(t, ids, "tenant-unusable-file")
	require.Contains(t, ids, "groups-unknown")
	require.Contains(t, ids, "contacts-unknown")
}

func TestACloudExportIsNoADExport(t *testing.T) {
	ldif := "dn: id=1\nid: 1\nuserPrincipalName: ann@contoso.com\nonPremisesSyncEnabled: true\n"
	_, _, _, err := ReadAD(t.Context(), []ADSource{{Name: "ad", Path: "cloud.ldif", Reader: strings.NewReader(ldif)}}, Options{})
	require.ErrorContains(t, err, "cloud.ldif is an export of Entra ID")
	require.ErrorContains(t, err, "give it to --cloud")
}

func TestJSONOfOlderModulesNamesTheSameProperties(t *testing.T) {
	o := one(t, `{"ObjectId":"1","UserPrincipalName":"ann@contoso.com","ImmutableId":"abc","DirSyncEnabled":true,"UserType":"Member"}`)
	require.Equal(t, "1", o.ID)
	require.Equal(t, directory.Anchor("abc"), o.ImmutableID)
	require.Equal(t, directory.True, o.SyncEnabled)
	o = one(t, `{"Id":"1","OnPremisesImmutableId":"abc","ImmutableId":null,"OnPremisesSyncEnabled":false,"DirSyncEnabled":null}`)
	require.Equal(t, directory.Anchor("abc"), o.ImmutableID)
	require.Equal(t, directory.False, o.SyncEnabled)
}

func TestAddressesInBracesAreTakenApart(t *testing.T) {
	require.Equal(t, []string{"SMTP:a@b.c", "smtp:d@e.f"}, splitAddresses(string(withoutBraces([]byte(" {SMTP:a@b.c, smtp:d@e.f} ")))))
	require.Equal(t, "{a@b.c", string(withoutBraces([]byte("{a@b.c"))))
}

func TestAnOUIsADN(t *testing.T) {
	_, err := ParseTenantFile("tenant.yaml", []byte("filter:\n  ous: [Staff]\n"))
	require.EqualError(t, err, `tenant.yaml:2: filter.ous is "Staff", want the DN of the OU, such as OU=Staff,DC=contoso,DC=com`)
	_, err = ParseTenantFile("tenant.yaml", []byte("filter: {excludeOUs: [\"OU=A,DC=contoso,DC=com\", Old]}\n"))
	require.ErrorContains(t, err, `filter.excludeOUs is "Old"`)
}

func TestLinesThatEndWithCRAloneAreNamed(t *testing.T) {
	ldif := "dn: CN=Ann,DC=contoso,DC=com\robjectClass: user\rsAMAccountName: ann\r"
	table := "id,userPrincipalName\r1,ann@contoso.com\r"
	for _, text := range []string{ldif, "DistinguishedName,SamAccountName\r\"CN=Ann,DC=contoso,DC=com\",ann\r"} {
		_, _, _, err := ReadAD(t.Context(), []ADSource{{Name: "ad", Path: "ad.txt", Reader: strings.NewReader(text)}}, Options{})
		require.ErrorContains(t, err, "ad.txt ends its lines with CR alone")
	}
	for _, text := range []string{ldif, table} {
		_, _, _, err := ReadCloudFS(t.Context(), fstest.MapFS{"cloud": {Data: []byte(text)}}, "cloud", CloudOptions{})
		require.ErrorContains(t, err, "cloud: ends its lines with CR alone")
	}
	require.Equal(t, []string{"1"}, readUsers(t, strings.ReplaceAll(table, "\r", "\r\n")).ids())
	require.Empty(t, readUsers(t, "id,userPrincipalName\r").ids())
}

func TestAFileOfNoUseIsNotReadToItsEnd(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c := &cloudSource{ctx: ctx, open: func(string) (io.ReadCloser, error) { return io.NopCloser(endless{}), nil }}
	_, _, _, err := c.readSingle("/dev/zero")
	require.ErrorContains(t, err, "/dev/zero: looks like binary data")
}

// endless is a device that gives NUL bytes for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
