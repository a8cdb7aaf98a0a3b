package anonymize

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// inMemory is a file with a text.
func inMemory(name, text string, role Role) File {
	return File{Name: name, Role: role, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// result learns all files and gives the first one replaced.
func result(t *testing.T, opt Options, files ...File) (string, *Replacer, *Report) {
	t.Helper()
	if opt.Salt == nil {
		opt.Salt = []byte("salt")
	}
	r := New(opt)
	for _, f := range files {
		require.NoError(t, r.LearnFile(f))
	}
	var out bytes.Buffer
	report := &Report{}
	require.NoError(t, r.WriteFile(files[0], &out, report))
	return out.String(), r, report
}

// opened gives a text with all Base64 of LDIF decoded beside it, in lower case.
func opened(text string) string {
	unfolded := strings.ReplaceAll(text, "\n ", "")
	all := unfolded
	for line := range strings.Lines(unfolded) {
		for _, word := range strings.Fields(line) {
			if raw, err := base64.StdEncoding.DecodeString(strings.Trim(word, `",`)); err == nil {
				all += "\n" + string(raw)
			}
		}
	}
	return strings.ToLower(all)
}

const hostileLDIF = `# exported by Anna Bergson for
#  the Contoso audit
version: 1

dn: CN=Bergson\, Anna,OU=Vertriebsleitung,DC=contoso,DC=com
objectClass: top
objectClass: person
objectClass: contosoEmployee
cn: Bergson, Anna
sn: Bergson
givenName: Anna
displayName: ANNA BERGSON (Contoso)
initials: AB
userAccountControl: 512
countryCode: Bergson
preferredLanguage: de-Berg
c: Bergson
sAMAccountName: abergson
mailNickname: annabergson
userPrincipalName: anna.bergson@contoso.com
mail: Anna.Bergson@Contoso.com
telephoneNumber: +49 (30) 5559871
employeeID: 4711007
description: Bergsonstrasse, TeamBergson, xbergsonx, ask bergson's deputy
info:: ` + "UGFzc3dvcnQgdm9uIEFubmEgQmVyZ3Nvbg==" + `
comment: UGFzc3dvcnQgdm9uIEFubmEgQmVyZ3Nvbg==
extensionAttribute1: NoSync
extensionAttribute2: 6a96A794-ccbc-5b66-9d1d-cebdf26d8832
extensionAttribute3: CN={616E6D6D6C4C7A4D5A6C75644863363938 6D32494D673D3D}
extensionAttribute4: 416E6E612042657267736F6E
manager: CN=J\C3\BCrgen Bergson,OU=Vertriebsleitung,DC=contoso,DC=com
member: CN=Zoe Bergson,OU=Vertriebsleitung,DC=contoso,DC=com
proxyAddresses: SMTP:anna.bergson@contoso.com
proxyAddresses: X500:/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna.bergson
proxyAddresses: x400:c=DE;a= ;p=Contoso;s=Bergson;g=Anna;
proxyAddresses: smtp:anna.bergson@contoso.mail.onmicrosoft.com
objectGUID:: anmmlLzMZludHc698m2IMg==
msExchMailboxGuid: 6a79a694bccc665b9d1dcebdf26d8832
objectSid:: AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoUAQAAA==
thumbnailPhoto:: /9j/4AAQSkZJRkFubmEgQmVyZ3Nvbg==
contosoBadge: Anna Bergson
whenCreated: 20190312080000.0Z
jpegPhoto:< file:///home/bergson.jpg
sn;lang-de:: QsOkcmdzb24=
`

func TestNothingOfAHostileRecordIsLeft(t *testing.T) {
	out, r, report := result(t, Options{}, inMemory("ad.ldif", hostileLDIF, Export))
	found, err := r.Survivors("ad.ldif", strings.NewReader(out))
	require.NoError(t, err)
	require.Empty(t, found, "%v", found)
	seen := opened(out)
	guid := directory.GUID(must(base64.StdEncoding.DecodeString("anmmlLzMZludHc698m2IMg==")))
	for _, original := range []string{
		"anna", "bergson", "contoso", "vertriebsleitung", "jürgen", "zoe", "bärgson", "5559871", "4711007", "1004336348",
		guid.String(), "6a96a794", strings.ToLower(string(guid.Anchor())), hex.EncodeToString(guid[:]), string(guid[:]),
		"616e6d6d", "416e6e61", "qmvyz3nvbg", "20190312", "exported by",
	} {
		require.NotContains(t, seen, original)
	}
	dropped := ""
	for _, d := range report.Dropped() {
		dropped += d.What + "\n"
	}
	for _, what := range []string{"# comment", "thumbnailPhoto", "contosoBadge", "whenCreated", "jpegPhoto"} {
		require.Contains(t, dropped, what)
	}
	for _, stays := range []string{"objectClass: person\n", "userAccountControl: 512\n", "extensionAttribute1: NoSync\n", "SMTP:",
		"/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=", ".mail.onmicrosoft.com", "DC=com", "+", "x400:c="} {
		require.Contains(t, strings.ReplaceAll(out, "\n ", ""), stays)
	}
}

func must(raw []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return raw
}

const hostileJSON = `{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(anna.bergson@contoso.com)",
"@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=QW5uYSBCZXJnc29u",
"value": [{"id": "2675f0e5-13e5-51e8-8ad7-6cc75bd6d980", "userPrincipalName": "anna.bergson_contoso.com#EXT#@fabrikam.onmicrosoft.com",
"displayName": "Anna B\u00e4rgson", "surname": "B\u00e4rgson", "givenName": "Anna", "otherMails": ["private.bergson@gmail.com"], "mobilePhone": "+49 170 5559871",
"businessPhones": ["030 5559871"], "aboutMe": "Anna Bergson likes tea", "birthday": "1975-03-12T00:00:00Z",
"onPremisesExtensionAttributes": {"extensionAttribute7": "Kostenstelle Bergson", "customBergson": "x"},
"securityIdentifier": "S-1-12-1-645263589-1374163941-3345799050-2161759835",
"identities": [{"issuer": "contoso.com", "issuerAssignedId": "anna"}],
"assignedPlans": [{"servicePlanId": "efb87545-963c-4e0d-99df-69c6916d9eb0", "service": "exchange", "capabilityStatus": "Enabled"}],
"deletedDateTime": "call 0170 5559871", "userType": "Bergson", "usageLocation": "DE", "employeeId": 4711007,
"onPremisesImmutableId": "anmmlLzMZludHc698m2IMg==", "accountEnabled": true, "onPremisesSyncEnabled": null,
"onPremisesProvisioningErrors": [{"category": "PropertyConflict", "propertyCausingError": "UserPrincipalName", "value": "anna.bergson@contoso.com"}],
"additionalProperties": {"onPremisesObjectIdentifier": "94a6796a-ccbc-5b66-9d1d-cebdf26d8832", "hobby": "Bergson"}}]}
{"value": [{"id": "lAPpYvVpN0KRkAEhdxReEJC2sEqbR_9Hr48lds9SGHI-1", "principalId": "2675f0e5-13e5-51e8-8ad7-6cc75bd6d980",
"roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "directoryScopeId": "/administrativeUnits/94a6796a-ccbc-5b66-9d1d-cebdf26d8833"},
{"id": "62e90394-69f5-4237-9190-012177145e10", "displayName": "Global Administrator", "isPrivileged": true}]}`

func TestNothingOfAHostileAnswerIsLeft(t *testing.T) {
	out, r, report := result(t, Options{}, inMemory("users.json", hostileJSON, Export), inMemory("ad.ldif", hostileLDIF, Export))
	found, err := r.Survivors("users.json", strings.NewReader(out))
	require.NoError(t, err)
	require.Empty(t, found, "%v", found)
	seen := opened(out)
	for _, original := range []string{"anna", "bergson", "bärgson", "contoso", "fabrikam", "gmail", "private", "kostenstelle", "5559871",
		"4711007", "likes", "1975", "qw5uysbc", "2675f0e5", "645263589", "94a6796a", "lappyvv", "hobby", "custom", "issuer", "anmmll"} {
		require.NotContains(t, seen, original)
	}
	for _, stays := range []string{`"servicePlanId": "efb87545-963c-4e0d-99df-69c6916d9eb0"`, `"roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10"`,
		`"displayName": "Global Administrator"`, "#EXT#@", ".onmicrosoft.com", `"usageLocation": "DE"`, `"accountEnabled": true`, "/administrativeUnits/",
		`"@odata.nextLink"`} {
		require.Contains(t, out, stays)
	}
	dropped := ""
	for _, d := range report.Dropped() {
		dropped += d.What + "\n"
	}
	for _, what := range []string{"aboutMe", "birthday", "identities", "hobby", "customBergson"} {
		require.Contains(t, dropped, what)
	}
}

func TestATenantFileIsReplacedAndItsCommentsGo(t *testing.T) {
	out, r, _ := result(t, Options{Extra: []string{"contosoKey"}}, inMemory("tenant.yaml", `# Contoso, by Anna Bergson
initialDomain: contoso.onmicrosoft.com # ours
verifiedDomains: [contoso.com, sub.contoso.co.uk]
sourceAnchor: contosoKey
filter:
  ous: ["OU=Vertriebsleitung,DC=contoso,DC=com"]
  attribute: "(&(department=Vertriebsleitung)(extensionAttribute1=Berg*))"
  group: "CN=Bergson Pilot,OU=Vertriebsleitung,DC=contoso,DC=com"
roles:
  - {user: anna.bergson@contoso.com, role: Global Administrator, state: active}
  - {user: 2675f0e5-13e5-51e8-8ad7-6cc75bd6d980, role: Bergson Special, state: eligible}
exchangeLicensed: [anna.bergson@contoso.com]
deletionThreshold: 500
features: {blockSoftMatchEnabled: true}
`, TenantFile))
	for _, original := range []string{"bergson", "vertriebsleitung", "anna", "2675f0e5", "special", "pilot", "ours"} {
		require.NotContains(t, strings.ToLower(out), original)
	}
	for _, stays := range []string{".onmicrosoft.com", ".co.uk", "role: Global Administrator", "deletionThreshold: 500", "blockSoftMatchEnabled: true", "department="} {
		require.Contains(t, out, stays)
	}
	found, err := r.Survivors("tenant.yaml", strings.NewReader(out))
	require.NoError(t, err)
	require.Len(t, found, 1, "the name of a custom attribute stays, and is told: %v", found)
	require.Contains(t, found[0].String(), `tenant.yaml:3: the word contoso in contosoKey`)
}

func TestAnOriginalThatIsLeftIsFoundInEveryEncoding(t *testing.T) {
	_, r, _ := result(t, Options{}, inMemory("ad.ldif", hostileLDIF, Export))
	guid := "anmmlLzMZludHc698m2IMg=="
	raw := must(base64.StdEncoding.DecodeString(guid))
	g := directory.GUID(raw)
	for what, line := range map[string]string{
		"word":           "title: head of bergson",
		"capitals":       "title: BERGSON",
		"inside":         "title: prebergsonian",
		"Base64 value":   "title:: " + base64.StdEncoding.EncodeToString([]byte("a Bergson")),
		"Base64 in text": "title: see " + base64.StdEncoding.EncodeToString([]byte("for Anna")) + " there",
		"twice":          "title:: " + base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte("for Anna Bergson")))),
		"hex":            "title: " + hex.EncodeToString([]byte("Anna Bergson")),
		"escaped":        `title: \42\65\72\67\73\6f\6e`,
		"percent":        "title: %42ergson",
		"JSON":           `"title": "\u0042ergson"`,
		"GUID":           "title: {" + strings.ToUpper(g.String()) + "}",
		"swapped GUID":   "title: " + swapped(g).String(),
		"GUID in hex":    "title: " + hex.EncodeToString(raw),
		"GUID in Base64": "title: " + guid,
		"GUID in LDIF":   "title:: " + guid,
		"GUID in pairs":  "title: 6A-79-A6-94-BC-CC-66-5B-9D-1D-CE-BD-F2-6D-88-32",
		"GUID in more":   "title:: " + base64.StdEncoding.EncodeToString(append([]byte{0xff, 1}, raw...)),
		"SID":            "title: S-1-5-21-1004336348-1177238915-682003330-1104",
		"binary SID":     "objectSid:: AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoUAQAAA==",
		"number":         "title: 4711007",
		"folded":         "title: head of berg\n son",
		"other spelling": "title: bergsøn",
	} {
		found, err := r.Survivors("x", strings.NewReader(line+"\n"))
		require.NoError(t, err)
		if what == "other spelling" { // the letter is another one
			continue
		}
		require.NotEmpty(t, found, what)
	}
}

func TestTheLineOfAnAnswerIsNamed(t *testing.T) {
	_, r, _ := result(t, Options{}, inMemory("ad.ldif", hostileLDIF, Export))
	found, err := r.Survivors("users.json", strings.NewReader("{\"value\": [\n  {\"id\": \"x\"},\n  {\"displayName\": \"Bergson\"}\n]}\n"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "users.json:3: the word bergson", found[0].String())
}

func TestWhatIsKeptStaysAndIsNoSurvivor(t *testing.T) {
	out, r, _ := result(t, Options{Keep: []string{"Contoso", "Vertriebsleitung"}}, inMemory("ad.ldif", hostileLDIF, Export))
	require.Contains(t, out, "OU=Vertriebsleitung,DC=contoso,DC=com")
	require.NotContains(t, opened(out), "bergson")
	found, err := r.Survivors("ad.ldif", strings.NewReader(out))
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestNamesOfAllScriptsAreReplaced(t *testing.T) {
	r := New(Options{Salt: []byte("salt")})
	list := []string{"서연", "최민준", "李雷", "أحمد", "Дмитрий", "Ελένη", "ดวงใจ", "Nguyễn", "Øßłđ", "ßßßßßß", "ＡＮＮＡ", "Zoe\u0308", "יעל", "ÑÑÑ"}
	for _, name := range list {
		r.Learn("givenName", name)
	}
	seen := map[string]bool{}
	for _, name := range list {
		to, keep := r.Replace("givenName", name)
		require.True(t, keep)
		require.NotEqual(t, name, to)
		require.False(t, seen[to], to)
		seen[to] = true
	}
}
