package source

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestPropertiesAreReadAsGraphMeansThem(t *testing.T) {
	o := one(t, `{"ID":"1","USERPRINCIPALNAME":"ann@contoso.com","displayname":"Ann","mail":"ann@contoso.com","mailNickname":"ann",
		"proxyAddresses":["SMTP:ann@contoso.com"," smtp:a@contoso.com ","X500:/o=Contoso/cn=ann"],"userType":"Guest","accountEnabled":false,
		"onPremisesImmutableId":"abc","onPremisesSyncEnabled":false,"onPremisesSecurityIdentifier":"s-1-5-21-1-2-3-1104",
		"onPremisesUserPrincipalName":"ann@corp.local","onPremisesSamAccountName":"ann","onPremisesDistinguishedName":"CN=Ann,DC=corp",
		"isCloudManaged":true,"unknownProperty":{"deep":[1,{"x":"y"}]},"postalCode":12345,"givenName":"Ann","surname":"","jobTitle":null,
		"businessPhones":[],"onPremisesProvisioningErrors":[{"value":"SMTP:x@contoso.com","category":"PropertyConflict","propertyCausingError":"ProxyAddresses"}]}`)
	require.Equal(t, &directory.CloudObject{
		ID: "1", Type: directory.TypeUser, Origin: directory.Origin{Source: "users.json", Line: 1},
		DisplayName: "Ann", UserPrincipalName: "ann@contoso.com", Mail: "ann@contoso.com", MailNickname: "ann",
		ProxyAddresses: []directory.Address{{Type: "SMTP", Local: "ann@contoso.com"}, {Type: "smtp", Local: "a@contoso.com"}, {Type: "X500", Local: "/o=Contoso/cn=ann"}},
		UserType:       "Guest", AccountEnabled: directory.False,
		ImmutableID: "abc", SyncEnabled: directory.False, SecurityID: "S-1-5-21-1-2-3-1104",
		OnPremUPN: "ann@corp.local", OnPremSAM: "ann", OnPremDN: "CN=Ann,DC=corp", CloudMastered: true,
		Profile:     directory.MakeProfile(map[string]string{"givenName": "Ann", "postalCode": "12345"}),
		Quarantined: []directory.QuarantinedValue{{Property: "ProxyAddresses", Value: "SMTP:x@contoso.com"}},
		Missing:     []string{"assignedPlans", "onPremisesObjectIdentifier"},
	}, withoutOrder(o))
}

// withoutOrder sorts what has no order of its own.
func withoutOrder(o *directory.CloudObject) *directory.CloudObject {
	c := o.Clone()
	if len(c.Missing) == 2 && c.Missing[0] > c.Missing[1] {
		c.Missing[0], c.Missing[1] = c.Missing[1], c.Missing[0]
	}
	return c
}

func TestObjectIdentifierIsTextOrBase64(t *testing.T) {
	want, err := directory.ParseGUID("30475e40-e7ae-4af3-af75-8b143c81daf5")
	require.NoError(t, err)
	for _, text := range []string{"30475e40-e7ae-4af3-af75-8b143c81daf5", "{30475E40-E7AE-4AF3-AF75-8B143C81DAF5}", "QF5HMK7n80qvdYsUPIHa9Q=="} {
		o := one(t, `{"id":"1","onPremisesObjectIdentifier":"`+text+`"}`)
		require.Equal(t, want, o.ObjectIdentifier, text)
		require.False(t, o.Lacks("onPremisesObjectIdentifier"))
	}
}

func TestAValueThatCannotBeUsedIsToldAndTheUserKept(t *testing.T) {
	c := readUsers(t, `[{"id":"0","onPremisesObjectIdentifier":null,"onPremisesSecurityIdentifier":null},
	{"id":"1","userPrincipalName":"ann@contoso.com",
	 "onPremisesObjectIdentifier":"nonsense",
	 "onPremisesSecurityIdentifier":"admin","deletedDateTime":"yesterday"}]`)
	require.Equal(t, []string{"0", "1"}, c.ids())
	require.Equal(t, []string{
		`users.json:3: onPremisesObjectIdentifier is "nonsense", want a GUID or the Base64 of 16 bytes; the value is not used`,
		`users.json:4: onPremisesSecurityIdentifier is "admin", want a SID such as S-1-5-21-1-2-3-1104; the value is not used`,
		`users.json:4: deletedDateTime is "yesterday", want a date such as 2026-07-01T08:30:00Z; the date is not used`,
	}, c.inputs[0].Problems)
	require.Zero(t, c.inputs[0].Skipped)
	require.True(t, c.Objects[1].Lacks("onPremisesObjectIdentifier"))
	require.True(t, c.Objects[1].Lacks("onPremisesSecurityIdentifier"))
	require.True(t, c.Objects[1].Deleted)
	require.False(t, c.Objects[0].Lacks("onPremisesObjectIdentifier"))
}

func TestRecordsThatCannotBeUsedAreSkippedAndToldWithTheirLine(t *testing.T) {
	c := readUsers(t, `{"value":[
{"id":"1","userPrincipalName":"ann@contoso.com"},
{"userPrincipalName":"bob@contoso.com"},
{"id":null,"displayName":"Carl"},
{"id":"1","userPrincipalName":"dora@contoso.com"},
"text", null, true, [1], 12,
{"id":"5","userPrincipalName":5},
{"id":"6","userPrincipalName":"f@contoso.com",
 "onPremisesSyncEnabled":1},
{"id":"7","proxyAddresses":"SMTP:a@contoso.com smtp:b@contoso.com"},
{"id":"8","proxyAddresses":["SMTP:a@contoso.com",null]},
{"id":"9","accountEnabled":{}},
{"id":"10","mail":["a"],"assignedPlans":7},
{"id":"11","assignedPlans":[3]},
{"id":"12","userPrincipalName":"last@contoso.com"}]}`)
	require.Equal(t, []string{"1", "12"}, c.ids())
	require.Equal(t, []string{
		`users.json:3: user without id; record skipped: "bob@contoso.com"`,
		`users.json:4: user without id; record skipped: "Carl"`,
		`users.json:5: id "1" occurs again, it was first on line 2; record skipped: "dora@contoso.com"`,
		`users.json:6: the element is text, want an object; record skipped`,
		`users.json:6: the element is null, want an object; record skipped`,
		`users.json:6: the element is true or false, want an object; record skipped`,
		`users.json:6: the element is a number, want an object; record skipped`,
		`users.json:6: the element is a number, want an object; record skipped`,
		`users.json:7: userPrincipalName is a number, want text; record skipped: "5"`,
		`users.json:9: onPremisesSyncEnabled is a number, want true, false or null; record skipped: "f@contoso.com"`,
		`users.json:10: proxyAddresses is text, want a list of texts (ConvertTo-Json cuts lists off: use -Depth 5); record skipped: "7"`,
		`users.json:11: proxyAddresses has an element that is null, want a list of texts; record skipped: "8"`,
		`users.json:12: accountEnabled is an object, want true, false or null; record skipped: "9"`,
		`users.json:13: mail is a list, want text; record skipped: "10"`,
		`users.json:14: assignedPlans has an element that is a number, want a list of objects; record skipped: "11"`,
	}, c.inputs[0].Problems)
	require.Equal(t, 15, c.inputs[0].Skipped)
	require.Equal(t, 2, c.inputs[0].Objects)
}

func TestATextThatIsCutOffKeepsWhatWasBefore(t *testing.T) {
	for name, tt := range map[string]struct{ text, where string }{
		"in a record":     {"[{\"id\":\"1\"},\n{\"id\":\"2\"},\n{\"id\":\"3\",\"displayN", "users.json:3: the text ends in the middle of a value"},
		"between records": {"{\"value\":[{\"id\":\"1\"},\n{\"id\":\"2\"},\n", "users.json:3: the text ends in the middle of a value"},
		"by other text":   {"[{\"id\":\"1\"},\n{\"id\":\"2\"},\n<html>", "users.json:3: found '<', want a value"},
	} {
		c := readUsers(t, tt.text)
		require.Equal(t, []string{"1", "2"}, c.ids(), name)
		require.Equal(t, []string{tt.where + "; everything from here on is not read"}, c.inputs[0].Problems, name)
		require.Contains(t, c.gap("cloud-truncated"), "line 3", name)
		require.Contains(t, c.gap("cloud-truncated"), "2 users", name)
		require.False(t, c.Known.LastPage, name)
	}
}

func TestABrokenLineOfJSONLinesIsSkipped(t *testing.T) {
	c := readUsers(t, "{\"id\":\"1\"}\n{\"id\":\"2\", oops}\n{\"id\":\"3\"}\n{\"id\":\"4")
	require.Equal(t, []string{"1", "3"}, c.ids())
	require.Equal(t, []string{
		`users.json:2: not JSON: found 'o', want the name of a property in quotes; record skipped`,
		`users.json:4: the text ends in the middle of a value; everything from here on is not read`,
	}, c.inputs[0].Problems)
	require.NotEmpty(t, c.gap("cloud-truncated"))
}

func TestAnErrorAnswerAmongPagesIsAGap(t *testing.T) {
	c := readUsers(t, `{"value":[{"id":"1"}],"@odata.nextLink":"x"} {"error":{"code":"TooManyRequests","message":"Slow down."}}`)
	require.Equal(t, []string{"1"}, c.ids())
	require.Contains(t, c.gap("cloud-truncated"), "TooManyRequests: Slow down.")
}

func TestTheLastPageTellsWhetherThereIsMore(t *testing.T) {
	for text, complete := range map[string]bool{
		`{"value":[{"id":"1"}]}`:                                                        true,
		"{\"@odata.nextLink\":\"x\",\n\"value\":[{\"id\":\"1\"}]}":                      false,
		`{"value":[{"id":"1"}],"@odata.nextLink":"x"}`:                                  false,
		`{"value":[{"id":"1"}],"@odata.nextLink":"x"}{"value":[{"id":"2"}]}`:            true,
		`{"value":[{"id":"1"}]}{"value":[{"id":"2"}],"@odata.nextLink":"x"}`:            false,
		`{"@odata.count":3,"value":[{"id":"1"},{"id":"2"}]}`:                            false,
		`{"@odata.count":2,"value":[{"id":"1"},{"id":"2"}]}`:                            true,
		`{"value":[{"id":"1"}],"@odata.nextLink":null}`:                                 true,
		`[{"value":[{"id":"1"}],"@odata.nextLink":"x"},{"value":[{"id":"2"}]}]`:         true,
		`[{"value":[{"id":"1"}]},{"value":[{"id":"2"}],"@odata.nextLink":"https://x"}]`: false,
	} {
		c := readUsers(t, text)
		require.Equal(t, complete, c.Known.LastPage, text)
		require.Equal(t, complete, c.gap("cloud-first-page-only") == "", text)
	}
}

func TestAMissingPropertyIsNullWhenOtherUsersHaveIt(t *testing.T) {
	c := readUsers(t, `[{"id":"1","onPremisesSyncEnabled":true},{"id":"2"},{"id":"3","onPremisesSyncEnabled":null},{"id":"4","onPremisesSyncEnabled":false}]`)
	var got []directory.Tristate
	for _, o := range c.Objects {
		got = append(got, o.SyncEnabled)
		require.False(t, o.Lacks("onPremisesSyncEnabled"))
		require.True(t, o.Lacks("accountEnabled"))
		require.Equal(t, directory.Unknown, o.AccountEnabled)
	}
	require.Equal(t, []directory.Tristate{directory.True, directory.Null, directory.Null, directory.False}, got)
	require.Equal(t, map[string]bool{"id": true, "onPremisesSyncEnabled": true}, c.Known.UserColumns)
	require.Same(t, &c.Objects[0].Missing[0], &c.Objects[1].Missing[0], "all users share the list")
}

func TestWithoutAnyIDTheUserPrincipalNameStandsForIt(t *testing.T) {
	c := readUsers(t, "[{\"userPrincipalName\":\"ann@contoso.com\"},\n{\"userPrincipalName\":\"ANN@contoso.com\"},\n{\"displayName\":\"x\"}]")
	require.Equal(t, []string{"ann@contoso.com"}, c.ids())
	require.Contains(t, c.gap("cloud-no-ids"), "no user has an id")
	require.Equal(t, []string{
		`users.json:2: userPrincipalName occurs again, it was first on line 1; record skipped: "ANN@contoso.com"`,
		`users.json:3: user without id; record skipped: "x"`,
	}, c.inputs[0].Problems)
}

func TestTypesOfMixedListsAreTold(t *testing.T) {
	c := readUsers(t, `[{"@odata.type":"#microsoft.graph.user","id":"1"},{"@odata.type":"#microsoft.graph.group","id":"2","proxyAddresses":["SMTP:g@contoso.com"]},
		{"@odata.type":"#microsoft.graph.orgContact","id":"3"},{"@odata.type":"#microsoft.graph.device","id":"4"},{"@odata.type":"#microsoft.graph.device","id":"5"},
		{"Id":"6","AdditionalProperties":{"@odata.type":"#microsoft.graph.group"}}]`)
	var kinds []directory.ObjectType
	for _, o := range c.Objects {
		kinds = append(kinds, o.Type)
	}
	require.Equal(t, []directory.ObjectType{directory.TypeUser, directory.TypeGroup, directory.TypeContact, directory.TypeGroup}, kinds)
	require.Equal(t, map[string]int{"device": 2}, c.inputs[0].Ignored)
	require.NotContains(t, c.Objects[1].Missing, "proxyAddresses")
}

func TestExchangePlans(t *testing.T) {
	const mailbox = "efb87545-963c-4e0d-99df-69c6916d9eb0"
	for _, tt := range []struct {
		service, status, plan string
		want                  bool
	}{
		{"exchange", "Enabled", mailbox, true},
		{"Exchange", "warning", mailbox, true},
		{"exchange", "Enabled", "", true},
		{"exchange", "Deleted", mailbox, false},
		{"exchange", "Suspended", mailbox, false},
		{"SharePoint", "Enabled", mailbox, false},
		{"exchange", "Enabled", "199a5c09-e0ca-4e37-8f7c-b05d533e1ea2", false},
		{"exchange", "Enabled", "34C0D7A0-A70F-4668-9238-47F9FC208882", false},
		{"exchange", "Enabled", "33c4f319-9bdd-48d6-9c4d-410b750a4a5a", false},
		{"exchange", "Enabled", "617b097b-4b93-4ede-83de-5f075bb5fb2f", false},
		{"exchange", "Enabled", "113feb6c-3fe4-4440-bddc-54d774bf0318", false},
	} {
		o := one(t, `{"id":"1","assignedPlans":[{"service":"x"},{"assignedDateTime":null,"servicePlanId":"`+tt.plan+`","capabilityStatus":"`+tt.status+`","service":"`+tt.service+`"}]}`)
		require.Equal(t, tt.want, o.ExchangePlan, "%v", tt)
	}
}

func TestPlansThatAreOnlyTypeNamesAreNotKnown(t *testing.T) {
	c := readUsers(t, `[{"id":"1","AssignedPlans":["Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan"]},{"id":"2","AssignedPlans":[]}]`)
	require.False(t, c.Known.Licences)
	require.Contains(t, c.gap("licences-unknown"), "holds only type names")
	require.Empty(t, c.inputs[0].Problems)
}

func TestDeletedDates(t *testing.T) {
	at := time.Date(2026, time.July, 1, 8, 30, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-07-01T08:30:00Z": at, "2026-07-01T10:30:00+02:00": at, "2026-07-01T08:30:00.000Z": at, "2026-07-01T08:30:00": at,
		"2026-07-01 08:30:00": at, "2026-07-01 08:30:00Z": at, "7/1/2026 8:30:00 AM": at, `\/Date(1782894600000)\/`: at, `/Date(1782894600000+0200)/`: at,
		"2026-07-01": at.Truncate(24 * time.Hour),
	} {
		o := one(t, `{"id":"1","deletedDateTime":"`+text+`"}`)
		require.True(t, o.Deleted, text)
		require.Equal(t, want, o.DeletedAt, text)
	}
	for _, none := range []string{`null`, `""`, `"0001-01-01T00:00:00Z"`} {
		o := one(t, `{"id":"1","deletedDateTime":`+none+`}`)
		require.False(t, o.Deleted, none)
	}
}

func TestTextThatIsNotUTF8IsAGap(t *testing.T) {
	c := readUsers(t, "[{\"id\":\"1\",\"displayName\":\"M\xfcller\"}]")
	require.Equal(t, "M\uFFFDller", c.Objects[0].DisplayName)
	require.Contains(t, c.gap("cloud-encoding"), "users.json:1: the text is not UTF-8")
}

func TestProblemsAreListedUpToALimit(t *testing.T) {
	c := readUsers(t, `[{"id":"1"}`+strings.Repeat(",5", mostProblems+7)+"]")
	problems := c.inputs[0].Problems
	require.Len(t, problems, mostProblems+1)
	require.Equal(t, "users.json: 7 more problems are not listed", problems[mostProblems])
	require.Equal(t, mostProblems+7, c.inputs[0].Skipped)
}

func TestGapsAboutUsersNameWhatToAskFor(t *testing.T) {
	c := readUsers(t, `[{"id":"1","displayName":"Ann"}]`)
	for _, id := range []string{"cloud-no-userPrincipalName", "cloud-no-immutableId", "cloud-no-syncEnabled", "cloud-no-proxyAddresses", "cloud-no-mail", "cloud-no-objectIdentifier", "licences-unknown"} {
		require.Contains(t, c.gap(id), "users.json: no user has ", id)
		require.Contains(t, c.gap(id), "GET /beta/users?$top=999&$select=id,", id)
	}
	full := readUsers(t, `[{"id":"1","userPrincipalName":null,"onPremisesImmutableId":null,"onPremisesSyncEnabled":null,"proxyAddresses":[],"mail":null,"onPremisesObjectIdentifier":null,"assignedPlans":[]}]`)
	require.Equal(t, []string{"domains-unknown", "initial-domain-unknown", "features-unknown", "roles-unknown", "eligibility-unknown",
		"deleted-users-unknown", "groups-unknown", "contacts-unknown"}, full.gapIDs())
}

func TestAUserWithAnAnchorThatIsNotSyncedMayHaveBeenHandedOver(t *testing.T) {
	const user = `{"id":"1","onPremisesImmutableId":"x","onPremisesSyncEnabled":null`
	require.Contains(t, readUsers(t, `[`+user+`}]`).gap("cloud-no-syncBehavior"), "1 user has an immutable ID and is not synced")
	require.Empty(t, readUsers(t, `[`+user+`,"onPremisesSyncBehavior":{"isCloudManaged":false}}]`).gap("cloud-no-syncBehavior"))
	require.Empty(t, readUsers(t, `[`+user+`,"isCloudManaged":false}]`).gap("cloud-no-syncBehavior"))
}

// The last SID is remembered; that must not show in the next one.
func TestASIDIsReadTheSameBehindAnyOther(t *testing.T) {
	sids := []string{"S-1-5-21-1-2-3-4", "S-1-5-21-1-2-3-", "S-1-5-21-1-2-3-4-5", "S-1-5-21-1-2-3-4a", "s-1-5-21-1-2-3-4 ", "S-1-5", "S-1-0X00AB", "S-1-", "S-", "none",
		"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16", "S-1-0X00AB-5", "S-1-5-21-1-2-3-12345678901"}
	read := func(sids ...string) (string, int) {
		b := newCloudBuilder("users.json", directory.TypeUser)
		for i, sid := range sids {
			b.begin(i)
			b.problems = nil
			b.text(propSecurityIdentifier, []byte(sid), i)
		}
		return string(b.cur.Texts[directory.SecurityIDText]), len(b.problems)
	}
	for _, first := range sids {
		for _, sid := range sids {
			want, problems := read(sid)
			got, told := read(first, sid)
			require.Equal(t, want, got, "%q behind %q", sid, first)
			require.Equal(t, problems, told, "%q behind %q", sid, first)
		}
	}
}
