package source

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// guidBytes are the octets of 30475e40-e7ae-4af3-af75-8b143c81daf5 (WE-60).
const guidBytes = "\x40\x5e\x47\x30\xae\xe7\xf3\x4a\xaf\x75\x8b\x14\x3c\x81\xda\xf5"

const getADUser = `#TYPE Microsoft.ActiveDirectory.Management.ADUser
"DistinguishedName","Enabled","GivenName","Name","ObjectClass","ObjectGUID","SamAccountName","SID","Surname","UserPrincipalName","EmailAddress","Office","City","State","Country","proxyAddresses"
"CN=Pat,OU=Staff,DC=contoso,DC=com","True","Pat","Pat","user","30475e40-e7ae-4af3-af75-8b143c81daf5","pat","S-1-5-21-1-2-3-1104","O'Hara","pat@contoso.com","pat@contoso.com","2.14","Berlin","BE","DE","SMTP:pat@contoso.com;smtp:p@contoso.com"
"CN=Kim,OU=Staff,DC=contoso,DC=com","False","Kim","Kim","user","88666888-0101-1111-bbbb-1234567890ab","kim","S-1-5-21-1-2-3-1105","Lee","kim@contoso.com","","","","","",""
`

func TestGetADUserIsReadUnderTheNamesOfTheAttributes(t *testing.T) {
	snap, input, gaps := readText(t, getADUser)
	require.Empty(t, input.Problems)
	require.Len(t, snap.Objects, 2)
	require.Equal(t, []string{"ad-no-mS-DS-ConsistencyGuid", "ad-no-scope-columns"}, gapIDs(gaps))
	o := snap.Objects[0]
	require.Equal(t, "CN=Pat,OU=Staff,DC=contoso,DC=com", o.DN)
	require.Equal(t, directory.TypeUser, o.Type)
	require.Equal(t, "ad.ldif:3", o.Origin.String())
	require.Equal(t, "QF5HMK7n80qvdYsUPIHa9Q==", string(o.GUID().Anchor()))
	require.Equal(t, directory.SID("S-1-5-21-1-2-3-1104"), o.SID())
	require.Equal(t, []string{"SMTP:pat@contoso.com", "smtp:p@contoso.com"}, o.Attrs.Values("proxyAddresses"))
	for attribute, want := range map[string]string{"userAccountControl": "512", "sn": "O'Hara", "mail": "pat@contoso.com",
		"physicalDeliveryOfficeName": "2.14", "l": "Berlin", "st": "BE", "c": "DE", "givenName": "Pat", "name": "Pat"} {
		require.Equal(t, want, o.Attrs.First(attribute), attribute)
	}
	require.Equal(t, "514", snap.Objects[1].Attrs.First("userAccountControl"))
	require.False(t, snap.Objects[1].Attrs.Has("mail"))
	require.True(t, snap.Attributes["mail"], "the column is there, so an empty cell is an empty attribute")
	require.True(t, snap.Attributes["useraccountcontrol"])
}

func TestATableIsReadWithAnyDelimiterAndEncoding(t *testing.T) {
	want, _, _ := readText(t, getADUser)
	semicolons := strings.ReplaceAll(strings.ReplaceAll(getADUser, ";smtp:", " smtp:"), `","`, `";"`)
	for name, text := range map[string]string{
		"semicolon":       semicolons,
		"tab":             strings.ReplaceAll(getADUser, `","`, "\"\t\""),
		"UTF-16":          string(toUTF16(getADUser, binary.LittleEndian, true)),
		"byte order":      "\uFEFF" + getADUser,
		"CR LF":           strings.ReplaceAll(getADUser, "\n", "\r\n"),
		"small letters":   strings.Replace(getADUser, strings.Split(getADUser, "\n")[1], strings.ToLower(strings.Split(getADUser, "\n")[1]), 1),
		"no type line":    strings.SplitN(getADUser, "\n", 2)[1],
		"sep line":        "sep=,\n" + strings.SplitN(getADUser, "\n", 2)[1],
		"blank lines":     strings.ReplaceAll(getADUser, "\n", "\n\n"),
		"rows of nothing": getADUser + strings.Repeat(",", 15) + "\n",
	} {
		snap, input, _ := readText(t, text)
		require.Empty(t, input.Problems, name)
		require.Len(t, snap.Objects, 2, name)
		for i, o := range snap.Objects {
			require.Equal(t, want.Objects[i].DN, o.DN, name)
			for _, a := range want.Objects[i].Attrs.All() {
				require.Equal(t, a.Values, o.Attrs.Values(a.Name), "%s: %s", name, a.Name)
			}
		}
	}
}

func TestCsvdeIsReadWithItsEscapes(t *testing.T) {
	text := `DN,objectClass,cn,displayName,memberOf,proxyAddresses,objectGUID,objectSid,userAccountControl,mS-DS-ConsistencyGuid,whenChanged,otherMobile
"CN=O'Brien\, Pat,DC=contoso,DC=com",user,"O'Brien, Pat",X'53c3b872656e',"CN=a\, b,DC=contoso,DC=com;CN=c,DC=contoso,DC=com",SMTP:pat@contoso.com;X400:C=us\;A= \;P=Contoso\;;smtp:p@contoso.com,X'405e4730aee7f34aaf758b143c81daf5',X'010100000000000515000000',512,X'405e4730aee7f34aaf758b143c81daf5',20260101,+49 1;+49 2
`
	snap, input, _ := readText(t, text)
	require.Empty(t, input.Problems)
	o := snap.Objects[0]
	require.Equal(t, `CN=O'Brien\, Pat,DC=contoso,DC=com`, o.DN)
	require.Equal(t, "Søren", o.Attrs.First("displayName"))
	require.Equal(t, []string{`CN=a\, b,DC=contoso,DC=com`, "CN=c,DC=contoso,DC=com"}, o.Attrs.Values("memberOf"))
	require.Equal(t, []string{"SMTP:pat@contoso.com", "X400:C=us;A= ;P=Contoso;", "smtp:p@contoso.com"}, o.Attrs.Values("proxyAddresses"))
	require.Equal(t, []string{"+49 1", "+49 2"}, o.Attrs.Values("otherMobile"))
	require.Equal(t, guidBytes, o.Attrs.First("objectGUID"))
	require.Equal(t, guidBytes, o.Attrs.First("mS-DS-ConsistencyGuid"))
	require.Equal(t, directory.SID("S-1-5-21"), o.SID())
}

func TestTheBulkToolsReportHasAnAnchorAndNoDN(t *testing.T) {
	text := `UserPrincipalName,SamAccountName,DisplayName,CanonicalName,EmailAddress,ImmutableID
pat@contoso.com,pat,Pat,"corp.contoso.com/Staff/Sales\/East/O'Hara, Pat",pat@contoso.com,QF5HMK7n80qvdYsUPIHa9Q==
kim@contoso.com,kim,Kim,corp.contoso.com/Users/Kim,,iGhmiAEBERG7uxI0VniQqw==
`
	snap, input, gaps := readText(t, text)
	require.Empty(t, input.Problems)
	require.Equal(t, `CN=O'Hara\, Pat,OU=Sales/East,OU=Staff,DC=corp,DC=contoso,DC=com`, snap.Objects[0].DN)
	require.Equal(t, "CN=Kim,CN=Users,DC=corp,DC=contoso,DC=com", snap.Objects[1].DN)
	require.Equal(t, directory.TypeUser, snap.Objects[0].Type)
	require.Equal(t, "30475e40-e7ae-4af3-af75-8b143c81daf5", snap.Objects[0].GUID().String())
	require.Equal(t, "pat@contoso.com", snap.Objects[0].Attrs.First("mail"))
	require.Equal(t, []string{"ad-no-objectSid", "ad-no-userAccountControl", "ad-no-proxyAddresses", "ad-no-objectClass",
		"ad-no-mS-DS-ConsistencyGuid", "ad-no-scope-columns", "ad-no-DN"}, gapIDs(gaps))
}

func TestATableOfSelectedColumnsSaysThatScopeIsUnknown(t *testing.T) {
	scope := func(text string) string {
		_, _, gaps := readText(t, text)
		for _, g := range gaps {
			if g.ID == "ad-no-scope-columns" {
				return g.Text
			}
		}
		return ""
	}
	row := "\n\"CN=Pat,DC=contoso,DC=com\",pat,\n"
	require.Equal(t, "ad.ldif: there is no column isCriticalSystemObject or adminDescription, so users that the standard rules leave out of scope by it "+
		"are predicted as if they were in scope. Export again with isCriticalSystemObject and adminDescription.",
		scope("DistinguishedName,SamAccountName,Title"+row))
	require.Contains(t, scope("DistinguishedName,SamAccountName,AdminDescription"+row), "no column isCriticalSystemObject, so")
	require.Empty(t, scope("DistinguishedName,SamAccountName,AdminDescription,IsCriticalSystemObject"+strings.Replace(row, ",\n", ",,\n", 1)))
	require.Empty(t, scope("DN,sAMAccountName,title"+row), "csvde has a column for whatever some object has")
}

func TestATableWithoutAnyDNNamesItsRowsByWhatIsUnique(t *testing.T) {
	snap, input, gaps := readText(t, "SamAccountName,UserPrincipalName,Name\npat,pat@contoso.com,Pat\n,\"a,b@contoso.com\",Pat\n")
	require.Empty(t, input.Problems)
	require.Equal(t, "CN=pat", snap.Objects[0].DN)
	require.Equal(t, `CN=a\,b@contoso.com`, snap.Objects[1].DN)
	require.Contains(t, gapIDs(gaps), "ad-no-DN")
}

func TestAnAnchorIsReadInEveryFormThatTablesHave(t *testing.T) {
	for form, cell := range map[string]string{
		"GUID":                "30475e40-e7ae-4af3-af75-8b143c81daf5",
		"GUID in braces":      "{30475E40-E7AE-4AF3-AF75-8B143C81DAF5}",
		"Base64":              base64.StdEncoding.EncodeToString([]byte(guidBytes)),
		"csvde":               "X'405E4730AEE7F34AAF758B143C81DAF5'",
		"hex digits":          "405e4730aee7f34aaf758b143c81daf5",
		"hex with hyphens":    "40-5E-47-30-AE-E7-F3-4A-AF-75-8B-14-3C-81-DA-F5",
		"numbers":             "64 94 71 48 174 231 243 74 175 117 139 20 60 129 218 245",
		"numbers with commas": "64, 94, 71, 48, 174, 231, 243, 74, 175, 117, 139, 20, 60, 129, 218, 245",
	} {
		text := "UserPrincipalName;mS-DS-ConsistencyGuid;ObjectGUID\npat@contoso.com;\"" + cell + "\";\"" + cell + "\"\n"
		snap, input, _ := readText(t, text)
		require.Empty(t, input.Problems, form)
		require.Equal(t, guidBytes, snap.Objects[0].Attrs.First("mS-DS-ConsistencyGuid"), form)
		require.Equal(t, guidBytes, snap.Objects[0].Attrs.First("objectGUID"), form)
	}
}

func TestABrokenRowIsNamedAndTheRestIsRead(t *testing.T) {
	header := "DistinguishedName,SamAccountName,Enabled,mS-DS-ConsistencyGuid,ObjectGUID\n"
	good := "\"CN=Kim,DC=contoso,DC=com\",kim,True,,\n"
	for row, want := range map[string]string{
		"\"CN=Pat,DC=contoso,DC=com\",pat,True\n":                "ad.ldif:2: row has 3 fields, want 5 as in the header; record skipped",
		"\"CN=Pat,DC=contoso,DC=com\",pat,perhaps,,\n":           `ad.ldif:2: Enabled is "perhaps", want True or False; record skipped: "CN=Pat,DC=contoso,DC=com"`,
		"\"CN=Pat,DC=contoso,DC=com\",pat,True,anchor,\n":        `ad.ldif:2: mS-DS-ConsistencyGuid is "anchor", want a GUID as text, Base64, X'hex' or the numbers of its bytes; record skipped: "CN=Pat,DC=contoso,DC=com"`,
		"\"CN=Pat,DC=contoso,DC=com\",pat,True,,X'4041424344'\n": `ad.ldif:2: objectGUID has 5 bytes, want 16 (or the text form of a GUID); record skipped: "CN=Pat,DC=contoso,DC=com"`,
		",pat,True,,\n":                           "ad.ldif:2: record has no DN; record skipped",
		"\"CN=Pat,DC=contoso,DC=com\"x,,,,\n":     `ad.ldif:2: a quoted field is not closed, or text stands behind its closing quote ("); record skipped`,
		"\"CN=kim,dc=contoso,dc=com\",k,True,,\n": "",
	} {
		snap, input, _ := readText(t, header+row+good)
		require.Len(t, input.Problems, 1, row)
		if want == "" {
			want = `ad.ldif:3: the DN stands already at ad.ldif:2; record skipped: "CN=Kim,DC=contoso,DC=com"`
		}
		require.Equal(t, want, input.Problems[0])
		require.Equal(t, 1, input.Skipped, row)
		require.Len(t, snap.Objects, 1, row)
	}
}

func TestFieldsOverSeveralLinesKeepTheLineNumbersRight(t *testing.T) {
	snap, input, _ := readText(t, "DistinguishedName,streetAddress,SamAccountName\n\"CN=Pat,DC=x\",\"Main St\n12\n\",pat\n\"CN=Kim,DC=x\",,kim\nx,y\n")
	require.Equal(t, "Main St\n12\n", snap.Objects[0].Attrs.First("streetAddress"))
	require.Equal(t, 2, snap.Objects[0].Origin.Line)
	require.Equal(t, 4, snap.Objects[0].Attrs.Line("sAMAccountName"))
	require.Equal(t, 5, snap.Objects[1].Origin.Line)
	require.Equal(t, []string{"ad.ldif:6: row has 2 fields, want 3 as in the header; record skipped"}, input.Problems)
}

func TestAFlattenedColumnCountsAsNotExported(t *testing.T) {
	text := `DistinguishedName,SamAccountName,proxyAddresses,mS-DS-ConsistencyGuid,memberOf
"CN=Pat,DC=contoso,DC=com",pat,Microsoft.ActiveDirectory.Management.ADPropertyValueCollection,System.Byte[],System.Object[]
"CN=Kim,DC=contoso,DC=com",kim,Microsoft.ActiveDirectory.Management.ADPropertyValueCollection,,
`
	snap, input, gaps := readText(t, text)
	require.Empty(t, input.Problems)
	require.False(t, snap.Objects[0].Attrs.Has("proxyAddresses"))
	require.False(t, snap.Attributes["proxyaddresses"])
	require.False(t, snap.Attributes["ms-ds-consistencyguid"])
	var flattened []string
	for _, g := range gaps {
		require.NotEqual(t, "ad-no-proxyAddresses", g.ID, "the flattened column says it better")
		if g.ID == "ad-flattened-columns" {
			flattened = append(flattened, g.Text)
		}
	}
	require.Len(t, flattened, 3)
	require.Contains(t, flattened[0], "@{n='proxyAddresses';e={$_.proxyAddresses -join ';'}}")
	require.Contains(t, flattened[1], "ToBase64String($_.'mS-DS-ConsistencyGuid')")
}

func TestAddressesAreSplitHoweverTheyWereJoined(t *testing.T) {
	for cell, want := range map[string][]string{
		"SMTP:a@x.de":                           {"SMTP:a@x.de"},
		"SMTP:a@x.de;smtp:b@x.de":               {"SMTP:a@x.de", "smtp:b@x.de"},
		"SMTP:a@x.de|smtp:b@x.de":               {"SMTP:a@x.de", "smtp:b@x.de"},
		"SMTP:a@x.de smtp:b@x.de":               {"SMTP:a@x.de", "smtp:b@x.de"},
		"SMTP:a@x.de, smtp:b@x.de":              {"SMTP:a@x.de", "smtp:b@x.de"},
		"SMTP:a@x.de\nsmtp:b@x.de":              {"SMTP:a@x.de", "smtp:b@x.de"},
		"a@x.de;b@x.de":                         {"a@x.de", "b@x.de"},
		"X500:/o=First Org/ou=a b;SMTP:a@x.de":  {"X500:/o=First Org/ou=a b", "SMTP:a@x.de"},
		"X400:C=us;A= ;P=Org;;SMTP:a@x.de":      {"X400:C=us;A= ;P=Org;", "SMTP:a@x.de"},
		"SMTP:a@x.de;X400:C=us;A= ;S=x;":        {"SMTP:a@x.de", "X400:C=us;A= ;S=x;"},
		"sip:a@x.de;EUM:1234;phone-context=x.y": {"sip:a@x.de", "EUM:1234", "phone-context=x.y"},
		"SMTP: a@x.de":                          {"SMTP: a@x.de"},
	} {
		require.Equal(t, want, splitAddresses(cell), cell)
	}
}

func TestTheColumnOfAnAttributesOwnNameGoesBeforeAnAlias(t *testing.T) {
	snap, input, _ := readText(t, "EmailAddress,mail,mail,Enabled,userAccountControl,SamAccountName\na@x.de,b@x.de,b@x.de,True,514,pat\na@x.de,,,True,,kim\n")
	require.Empty(t, input.Problems)
	require.Equal(t, []string{"b@x.de"}, snap.Objects[0].Attrs.Values("mail"))
	require.Equal(t, []string{"514"}, snap.Objects[0].Attrs.Values("userAccountControl"))
	require.Equal(t, []string{"a@x.de"}, snap.Objects[1].Attrs.Values("mail"))
	require.Equal(t, []string{"512"}, snap.Objects[1].Attrs.Values("userAccountControl"))
}

func TestLettersLostOnTheWayAreAGap(t *testing.T) {
	_, _, gaps := readText(t, "DistinguishedName,SamAccountName\n\"CN=S?ren,DC=contoso,DC=com\",soren\n\"CN=Kim,DC=contoso,DC=com\",kim\n")
	require.Contains(t, gapIDs(gaps), "ad-lost-letters")
	snap, _, gaps := readText(t, "DistinguishedName,SamAccountName\n\"CN=S\xf8ren,DC=contoso,DC=com\",soren\n\"CN=Kim,DC=contoso,DC=com\",kim\n")
	require.Equal(t, "CN=Søren,DC=contoso,DC=com", snap.Objects[0].DN)
	require.Contains(t, gapIDs(gaps), "ad-not-utf8")
}

func TestTypesFollowFromTheNamesWhereATableHasNoClass(t *testing.T) {
	snap, input, _ := readText(t, "DN,sAMAccountName,userPrincipalName,sAMAccountType,objectCategory\n"+
		"CN=1,pc$,,,\nCN=2,pat,,,\nCN=3,,pat@x.de,,\nCN=4,,,,\nCN=5,staff,,268435456,\nCN=6,,,,\"CN=Person,CN=Schema\"\nCN=7,x,,,\"CN=Person,CN=Schema\"\n"+
		"CN=8,x,,,\"CN=Computer,CN=Schema\"\nCN=9,x,,805306368,\nCN=10,x,,805306369,\nCN=11,x,,,\"CN=Group,CN=x\"\nCN=12,x,,,\"CN=Organizational-Unit,CN=x\"\nCN=13,x,,805306370,\n")
	var got []directory.ObjectType
	for _, o := range snap.Objects {
		got = append(got, o.Type)
	}
	require.Equal(t, []directory.ObjectType{"computer", "user", "user", "other", "group", "contact", "user", "computer", "user", "computer", "group", "other", "other"}, got)
	require.Equal(t, map[string]int{"computer": 3, "group": 2, "contact": 1, "other": 3}, input.Ignored)
	require.Equal(t, 13, input.Objects)
}
