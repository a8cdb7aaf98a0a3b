package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// cloud is what a read gave.
type cloud struct {
	*directory.Tenant
	inputs []directory.Input
	gaps   []directory.Gap
}

// read reads files that are in memory. root is a file, or "." for a folder.
func read(root string, files map[string]string) (*cloud, error) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tenant, inputs, gaps, err := ReadCloudFS(context.Background(), fsys, root, CloudOptions{})
	return &cloud{tenant, inputs, gaps}, err
}

// readUsers reads a single file.
func readUsers(t *testing.T, text string) *cloud {
	t.Helper()
	c, err := read("users.json", map[string]string{"users.json": text})
	require.NoError(t, err)
	return c
}

// one reads a file with one user.
func one(t *testing.T, text string) *directory.CloudObject {
	t.Helper()
	c := readUsers(t, text)
	require.Len(t, c.Objects, 1, "%v", c.inputs[0].Problems)
	return c.Objects[0]
}

func (c *cloud) ids() []string {
	var ids []string
	for _, o := range c.Objects {
		ids = append(ids, o.ID)
	}
	return ids
}

// gap gives the text of a gap, "" when it is not there.
func (c *cloud) gap(id string) string {
	for _, g := range c.gaps {
		if g.ID == id {
			return g.Text
		}
	}
	return ""
}

func (c *cloud) gapIDs() []string {
	var ids []string
	for _, g := range c.gaps {
		ids = append(ids, g.ID)
	}
	return ids
}

func TestReadCloudTakesGraphJSONInEveryShape(t *testing.T) {
	const ann, bob = `{"id":"1","userPrincipalName":"ann@contoso.com"}`, `{"id":"2","userPrincipalName":"bob@contoso.com"}`
	for name, text := range map[string]string{
		"a page":                            `{"@odata.context":"https://graph/$metadata#users","@odata.count":2,"value":[` + ann + `,` + bob + `]}`,
		"a page, value first":               `{"value":[` + ann + `,` + bob + `],"@odata.context":"x"}`,
		"a bare list":                       `[` + ann + `,` + bob + `]`,
		"pages one after another":           `{"@odata.nextLink":"https://next","value":[` + ann + `]}` + "\n" + `{"value":[` + bob + `]}`,
		"pages without anything between":    `{"value":[` + ann + `],"@odata.nextLink":"https://next"}{"value":[` + bob + `]}`,
		"a list of pages":                   `[{"value":[` + ann + `],"@odata.nextLink":"https://next"},{"value":[` + bob + `]}]`,
		"a list of lists":                   `[[` + ann + `],[` + bob + `]]`,
		"JSON Lines":                        ann + "\n" + bob + "\n",
		"JSON Lines with CR LF and a blank": ann + "\r\n\r\n" + bob,
		"a page of Windows PowerShell":      `{"value":[` + ann + `,` + bob + `],"Count":2}`,
		"pretty printed":                    "{\n  \"value\": [\n    " + ann + ",\n    " + bob + "\n  ]\n}\n",
		"with a byte order mark":            "\uFEFF[" + ann + "," + bob + "]",
		"UTF-16 little-endian with a mark":  utf16Text("\uFEFF["+ann+","+bob+"]", false),
		"UTF-16 big-endian with a mark":     utf16Text("\uFEFF["+ann+","+bob+"]", true),
		"UTF-16 without a mark":             utf16Text("["+ann+","+bob+"]", false),
	} {
		t.Run(name, func(t *testing.T) {
			c := readUsers(t, text)
			require.Equal(t, []string{"1", "2"}, c.ids())
			require.EqualValues(t, "bob@contoso.com", c.Objects[1].UserPrincipalName)
			require.Empty(t, c.inputs[0].Problems)
			require.Equal(t, 2, c.inputs[0].Objects)
			require.True(t, c.Known.LastPage)
			require.Empty(t, c.gap("cloud-first-page-only"))
		})
	}
}

func utf16Text(text string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			u = u<<8 | u>>8
		}
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestReadCloudTakesASingleUser(t *testing.T) {
	o := one(t, `{"@odata.context":"https://graph/$metadata#users/$entity","id":"1","userPrincipalName":"ann@contoso.com"}`)
	require.Equal(t, "1", o.ID)
	require.Equal(t, directory.TypeUser, o.Type)
}

func TestReadCloudTakesObjectsOfThePowerShellSDK(t *testing.T) {
	o := one(t, `[{
		"Id": "1", "UserPrincipalName": "ann@contoso.com", "DisplayName": "Ann", "AccountEnabled": true, "UserType": "Member",
		"Mail": null, "OnPremisesImmutableId": "QF5HMK7n80qvdYsUPIHa9Q==", "OnPremisesSyncEnabled": true,
		"ProxyAddresses": ["SMTP:ann@contoso.com"],
		"AssignedPlans": [{"AssignedDateTime": "\/Date(1593599797000)\/", "CapabilityStatus": "Enabled", "Service": "exchange", "ServicePlanId": "efb87545-963c-4e0d-99df-69c6916d9eb0"}],
		"OnPremisesSyncBehavior": {"Id": null, "IsCloudManaged": true},
		"OnPremisesProvisioningErrors": [{"Category": "PropertyConflict", "PropertyCausingError": "ProxyAddress", "Value": "smtp:a@contoso.com"}],
		"DeletedDateTime": null, "BusinessPhones": ["+1 555", "+1 556"], "OtherMails": ["ann@home.example", "a@home.example"],
		"AdditionalProperties": {"@odata.context": "x", "onPremisesObjectIdentifier": "30475e40-e7ae-4af3-af75-8b143c81daf5", "mail": "ann@contoso.com"}
	}]`)
	guid, err := directory.ParseGUID("30475e40-e7ae-4af3-af75-8b143c81daf5")
	require.NoError(t, err)
	require.Equal(t, directory.True, o.AccountEnabled)
	require.Equal(t, directory.True, o.SyncEnabled)
	require.EqualValues(t, "QF5HMK7n80qvdYsUPIHa9Q==", o.ImmutableID)
	require.Equal(t, []directory.Address{{Type: "SMTP", Local: "ann@contoso.com"}}, o.ProxyAddresses)
	require.True(t, o.ExchangePlan)
	require.True(t, o.CloudMastered)
	require.False(t, o.Deleted)
	require.Equal(t, guid, o.ObjectIdentifier)
	require.Equal(t, "ann@contoso.com", o.Mail, "AdditionalProperties fills what the class leaves null")
	require.Equal(t, []directory.QuarantinedValue{{Property: "ProxyAddresses", Value: "smtp:a@contoso.com"}}, o.Quarantined)
	require.Equal(t, "+1 555; +1 556", o.Profile[directory.BusinessPhones])
	require.Equal(t, "ann@home.example; a@home.example", o.Profile[directory.OtherMails])
}

func TestAPropertyThatIsNullForEveryPowerShellObjectWasNotAskedFor(t *testing.T) {
	const text = `[{"Id":"1","UserPrincipalName":"a@contoso.com","OnPremisesImmutableId":null,"OnPremisesSyncEnabled":null,"AdditionalProperties":{}},
		{"Id":"2","UserPrincipalName":"b@contoso.com","OnPremisesImmutableId":"x","OnPremisesSyncEnabled":null,"AdditionalProperties":{}}]`
	c := readUsers(t, text)
	require.True(t, c.Known.UserColumns["onPremisesImmutableId"])
	require.False(t, c.Known.UserColumns["onPremisesSyncEnabled"])
	require.Equal(t, directory.Unknown, c.Objects[0].SyncEnabled)
	require.True(t, c.Objects[0].Lacks("onPremisesSyncEnabled"))
	require.Contains(t, c.gap("cloud-no-syncEnabled"), "Get-MgUser that were fetched without -Property onPremisesSyncEnabled")
}

func TestLinesAreThoseOfTheRecords(t *testing.T) {
	c := readUsers(t, "\n{\"value\": [\n  {\n    \"id\": \"1\"},\n\n  {\"id\": \"2\"}, {\"id\":\n\"3\"}\n]}")
	var lines []int
	for _, o := range c.Objects {
		require.Equal(t, "users.json", o.Origin.Source)
		lines = append(lines, o.Origin.Line)
	}
	require.Equal(t, []int{3, 6, 6}, lines)
}

func TestReadCloudReadsFilesAndFoldersOfTheDisk(t *testing.T) {
	dir := t.TempDir()
	text := []byte(`[{"id":"1","userPrincipalName":"ann@contoso.com"}]`)
	file := filepath.Join(dir, "users.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	sum := sha256.Sum256(text)
	for path, label := range map[string]string{file: file, dir: file} {
		tenant, inputs, _, err := ReadCloud(context.Background(), path, CloudOptions{})
		require.NoError(t, err)
		require.Len(t, tenant.Objects, 1)
		require.Equal(t, directory.Origin{Source: label, Line: 1}, tenant.Objects[0].Origin)
		require.Equal(t, []directory.Input{{Source: label, SHA256: hex.EncodeToString(sum[:]), Objects: 1}}, inputs)
	}
	_, _, _, err := ReadCloud(context.Background(), filepath.Join(dir, "none"), CloudOptions{})
	require.ErrorContains(t, err, "none\": no such file")
}

func TestLabelNamesTheSource(t *testing.T) {
	fsys := fstest.MapFS{"cloud.json": {Data: []byte("\n\n[{\"id\":\"1\"},{}]")}}
	tenant, inputs, _, err := ReadCloudFS(context.Background(), fsys, "cloud.json", CloudOptions{Label: func(string) string { return "HM001.txtar" }})
	require.NoError(t, err)
	require.Equal(t, directory.Origin{Source: "HM001.txtar", Line: 3}, tenant.Objects[0].Origin)
	require.Equal(t, "HM001.txtar", inputs[0].Source)
	require.Equal(t, []string{"HM001.txtar:3: user without id; record skipped"}, inputs[0].Problems)
}

func TestReadingEndsWhenTheContextDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	fsys := fstest.MapFS{"users.json": {Data: []byte(`[{"id":"1"}]`)}}
	_, _, _, err := ReadCloudFS(ctx, fsys, "users.json", CloudOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestAnEmptyTenantIsAGapAndNoError(t *testing.T) {
	for _, text := range []string{`{"value":[]}`, `[]`} {
		c, err := read("users.json", map[string]string{"users.json": text})
		require.NoError(t, err, text)
		require.Empty(t, c.Objects)
		require.NotEmpty(t, c.gap("cloud-empty"), text)
	}
}

func TestWhatIsNoCloudExportIsAnError(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"empty":             {"", "users.json: is empty; want users as Graph JSON, CSV or LDIF"},
		"blank":             {" \r\n\n", "is empty"},
		"HTML":              {"<!DOCTYPE html><html><body>Sign in</body></html>", "looks like an HTML page; a sign-in page or a proxy may have answered"},
		"Excel":             {"PK\x03\x04\x14\x00", "Excel"},
		"prose":             {"hello world\n", "is neither Graph JSON nor CSV nor LDIF"},
		"an error answer":   {`{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation.","innerError":{"date":"2026"}}}`, "Graph answered with an error: Authorization_RequestDenied: Insufficient privileges to complete the operation."},
		"broken JSON":       {`{"value": [nonsense]}`, "is not JSON"},
		"only a next link":  {`{"@odata.nextLink":"https://graph","value":[]}`, "only an @odata.nextLink; follow it"},
		"groups alone":      {`[{"@odata.type":"#microsoft.graph.group","id":"1"}]`, "holds 1 objects and no user"},
		"all unusable":      {`[{"id":1},{"id":2}]`, "the first problem is: users.json:1: id is a number, want text"},
		"AD as LDIF":        {"dn: CN=Ann,DC=contoso,DC=com\nobjectClass: user\nsAMAccountName: ann\nobjectGUID:: QF5HMK7n80qvdYsUPIHa9Q==\n", "give it to --ad"},
		"AD as CSV":         {"DistinguishedName,ObjectGUID,SamAccountName,UserPrincipalName\nx,y,ann,ann@contoso.com\n", "has the columns of an Active Directory export; give it to --ad"},
		"a table of others": {"name,price\napple,1\n", "none of its columns is known"},
		"a screen list":     {"\nDisplayName : Ann\nMail        : ann@contoso.com\n", "PowerShell's list on the screen"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read("users.json", map[string]string{"users.json": tt.text})
			require.ErrorContains(t, err, tt.want)
			require.ErrorContains(t, err, "users.json")
		})
	}
}
