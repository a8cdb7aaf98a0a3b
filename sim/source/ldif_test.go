package source

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// pat is a record that is right in every way; it takes 8 lines with the blank
// one.
const pat = `dn: CN=Pat,OU=Staff,DC=contoso,DC=com
objectClass: top
objectClass: user
cn: Pat
userPrincipalName: pat@contoso.com
sAMAccountName: pat
objectGUID:: QF5HMK7n80qvdYsUPIHa9Q==

`

// attr reads one export of one record and gives the values of an attribute.
func attr(t *testing.T, text, name string) []string {
	t.Helper()
	snap, input, _ := readText(t, text)
	require.Empty(t, input.Problems)
	require.Len(t, snap.Objects, 1)
	return snap.Objects[0].Attrs.Values(name)
}

func TestARecordKeepsItsValuesAndWhereTheyStand(t *testing.T) {
	snap, input, _ := readText(t, "version: 1\n\n# Users\n"+pat)
	o := snap.Objects[0]
	require.Equal(t, "CN=Pat,OU=Staff,DC=contoso,DC=com", o.DN)
	require.Equal(t, directory.Origin{Source: "ad.ldif", Line: 4}, o.Origin)
	require.Equal(t, "ad", o.Forest)
	require.Equal(t, directory.TypeUser, o.Type)
	require.Equal(t, []string{"top", "user"}, o.Attrs.Values("objectClass"))
	require.Equal(t, "ad.ldif:8", o.At("userPrincipalName").String())
	require.Equal(t, "30475e40-e7ae-4af3-af75-8b143c81daf5", o.GUID().String())
	require.Equal(t, []string{"ad"}, snap.Forests)
	require.Equal(t, 1, input.Objects)
	require.True(t, snap.Attributes["userprincipalname"])
	require.False(t, snap.Attributes["mail"])
	require.True(t, snap.ForestAttributes["ad"]["cn"])
}

func TestEveryWayOfWritingARecordGivesTheSame(t *testing.T) {
	want, _, _ := readText(t, pat)
	crlf := strings.ReplaceAll(pat, "\n", "\r\n")
	for name, text := range map[string]string{
		"UTF-8 with a byte order mark": "\uFEFF" + pat,
		"UTF-16LE (ldifde -u)":         string(toUTF16(crlf, binary.LittleEndian, true)),
		"UTF-16LE without a mark":      string(toUTF16(crlf, binary.LittleEndian, false)),
		"UTF-16BE":                     string(toUTF16(crlf, binary.BigEndian, true)),
		"CR LF":                        crlf,
		"no blank line at the end":     strings.TrimSuffix(pat, "\n"),
		"no line end at the end":       strings.TrimSpace(pat),
		"changetype: add":              strings.Replace(pat, "objectClass", "changetype: add\nobjectClass", 1),
		"ChangeType: Add":              strings.Replace(pat, "objectClass", "ChangeType: Add\nobjectClass", 1),
		"DN: in capitals":              strings.Replace(pat, "dn:", "DN:", 1),
		"names in another case":        strings.Replace(pat, "userPrincipalName", "USERPRINCIPALNAME", 1),
		"folded with a blank":          strings.Replace(pat, "pat@contoso", "pat@c\n ontoso", 1),
		"folded with a tab":            strings.Replace(pat, "pat@contoso", "pat@c\n\tontoso", 1),
		"folded in its name":           strings.Replace(pat, "userPrincipalName", "userPrin\n cipalName", 1),
		"folded at the colon":          strings.Replace(pat, "cn: Pat", "cn:\n  Pat", 1),
		"folded DN":                    strings.Replace(pat, "OU=Staff", "OU\n =Staff", 1),
		"DN in Base64": strings.Replace(pat, "dn: CN=Pat,OU=Staff,DC=contoso,DC=com",
			"dn:: "+base64.StdEncoding.EncodeToString([]byte("CN=Pat,OU=Staff,DC=contoso,DC=com")), 1),
		"values in Base64":                     strings.Replace(pat, "cn: Pat", "cn:: UGF0", 1),
		"no blank behind the colon":            strings.ReplaceAll(strings.ReplaceAll(pat, ": ", ":"), ":QF", ":QF"),
		"blanks behind the colon":              strings.Replace(pat, "cn: Pat", "cn:   Pat", 1),
		"comments":                             strings.Replace(pat, "cn: Pat", "# a comment\n# another\ncn: Pat", 1),
		"folded comments":                      strings.Replace(pat, "cn: Pat", "# a comment\n  that goes on\ncn: Pat", 1),
		"folded comment of full width":         strings.Replace(pat, "cn: Pat", "# "+strings.Repeat("x", 74)+"\n sAMAccountName: no\ncn: Pat", 1),
		"comment inside a folded value":        strings.Replace(pat, "pat@contoso", "pat@\n c\n# comment\n ontoso", 1),
		"comments inside a folded value":       strings.Replace(pat, "pat@contoso", "pat@\n c\n# one\n# two\n ontoso", 1),
		"many blank lines":                     "\n\n\r\n" + pat + "\n\n",
		"a line of one blank":                  " \n" + pat + " \n",
		"version without a blank line":         "version: 1\n" + pat,
		"attributes that nobody needs":         strings.Replace(pat, "cn: Pat", "thumbnailPhoto:: AAAA\n BBBB\nwhenChanged: 1\ncn: Pat", 1),
		"ldapsearch trailer":                   pat + "# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 2\n",
		"ldapsearch references":                "# search reference\nref: ldap://forest.contoso.com/DC=x\n\n" + pat,
		"ldapsearch paging, no further page":   pat + "search: 3\nresult: 0 Success\ncontrol: 1.2.840.113556.1.4.319 false MAUCAQAEAA==\npagedresults: cookie=\n",
		"ldbsearch comments":                   "# record 1\n" + pat + "# returned 1 records\n# 1 entries\n# 0 referrals\n",
		"GUID as text":                         strings.Replace(pat, "objectGUID:: QF5HMK7n80qvdYsUPIHa9Q==", "objectGUID: 30475e40-e7ae-4af3-af75-8b143c81daf5", 1),
		"attribute options":                    strings.Replace(pat, "cn:", "cn;lang-de:", 1),
		"a second version line":                strings.Replace(pat, "\n\n", "\n\nversion: 1\n", 1),
		"an empty value beside the real one":   strings.Replace(pat, "cn: Pat", "cn:\ncn: Pat", 1),
		"an empty value behind the real one":   strings.Replace(pat, "cn: Pat", "cn: Pat\ncn:", 1),
		"value lines apart from each other":    strings.Replace(pat, "objectClass: user\ncn: Pat", "cn: Pat\nobjectClass: user", 1),
		"a control on the record":              strings.Replace(pat, "objectClass", "control: 1.2.3 true\nchangetype: add\nobjectClass", 1),
		"ldapsearch comment before the record": "# Pat, Staff, contoso.com\n" + pat,
	} {
		t.Run(name, func(t *testing.T) {
			snap, input, _ := readText(t, text)
			require.Empty(t, input.Problems)
			require.Len(t, snap.Objects, 1)
			got := snap.Objects[0]
			require.Equal(t, want.Objects[0].DN, got.DN)
			require.Equal(t, want.Objects[0].GUID(), got.GUID())
			for _, a := range want.Objects[0].Attrs.All() {
				if a.Name != "objectGUID" {
					require.Equal(t, a.Values, got.Attrs.Values(a.Name), a.Name)
				}
			}
		})
	}
}

func TestValuesAreTakenAsTheyStand(t *testing.T) {
	value := func(line string) []string {
		return attr(t, strings.Replace(pat, "cn: Pat", line, 1), "displayName")
	}
	require.Equal(t, []string{"Pat "}, value("displayName: Pat "), "a blank at the end is part of the value")
	require.Equal(t, []string{"Pat: x"}, value("displayName: Pat: x"))
	require.Equal(t, []string{""}, value("displayName:"))
	require.Equal(t, []string{""}, value("displayName: "))
	require.Equal(t, []string{""}, value("displayName::"))
	require.Equal(t, []string{"Søren"}, value("displayName: Søren"))
	require.Equal(t, []string{"Søren"}, value("displayName: S\xf8ren"), "Windows-1252")
	require.Equal(t, []string{" : <x"}, value("displayName:: IDogPHg="))
	require.Equal(t, []string{"# no comment"}, value("displayName: # no comment"))
	require.Equal(t, []string{"a", "b"}, attr(t, strings.Replace(pat, "cn: Pat", "otherMobile: a\notherMobile: b", 1), "otherMobile"))
	long := strings.Repeat("0123456789", 20000)
	require.Equal(t, []string{long}, value("displayName: "+strings.Join(strings.SplitAfter(long, "9"), "\n ")))
}

func TestRangesOfALongAttributeAreOneAttribute(t *testing.T) {
	members := func(lines string) (*directory.Snapshot, []directory.Gap) {
		snap, input, gaps := readText(t, pat+"dn: CN=All,DC=contoso,DC=com\nobjectClass: group\n"+lines)
		require.Empty(t, input.Problems)
		return snap, gaps
	}
	snap, gaps := members("member;range=0-1: CN=a\nmember;range=0-1: CN=b\nmember;range=2-*: CN=c\n")
	require.Equal(t, []string{"CN=a", "CN=b", "CN=c"}, snap.Objects[1].Attrs.Values("member"))
	require.NotContains(t, gapIDs(gaps), "ad-incomplete-range")

	snap, gaps = members("member:\nmember;range=0-1499: CN=a\n")
	require.Equal(t, []string{"CN=a"}, snap.Objects[1].Attrs.Values("member"))
	require.Contains(t, gapIDs(gaps), "ad-incomplete-range")
	require.True(t, snap.Attributes["member"])
}

func gapIDs(gaps []directory.Gap) []string {
	ids := make([]string, len(gaps))
	for i, g := range gaps {
		ids[i] = g.ID
	}
	return ids
}

func TestABrokenRecordIsNamedAndTheRestIsRead(t *testing.T) {
	guid := "objectGUID:: QF5HMK7n80qvdYsUPIHa9Q=="
	for name, c := range map[string]struct{ from, to, want string }{
		"bad Base64":          {"cn: Pat", "cn:: UGF0!", `ad.ldif:12: cn: the value is not valid Base64; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"no colon":            {"cn: Pat", "cn Pat", `ad.ldif:12: line without a colon: "cn Pat"; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"no name":             {"cn: Pat", ": Pat", `ad.ldif:12: "" is not the name of an attribute; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a name with a blank": {"cn: Pat", "common name: Pat", `ad.ldif:12: "common name" is not the name of an attribute; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"no DN":               {"dn: CN=Pat,OU=Staff,DC=contoso,DC=com\n", "", `ad.ldif:9: record has no dn: line; record skipped`},
		"an empty DN":         {"dn: CN=Pat,OU=Staff,DC=contoso,DC=com\n", "dn:\n", `ad.ldif:9: the DN is empty: this is the rootDSE, not an object; record skipped`},
		"a DN that is none":   {"dn: CN=Pat,OU=Staff,DC=contoso,DC=com\n", "dn: Pat\n", `ad.ldif:9: "Pat" is not a distinguished name; record skipped: "Pat"`},
		"a DN of bad Base64":  {"dn: CN=Pat,OU=Staff,DC=contoso,DC=com\n", "dn:: !\n", `ad.ldif:9: dn: the value is not valid Base64; record skipped`},
		"a GUID of 15 bytes":  {guid, "objectGUID:: QF5HMK7n80qvdYsUPIHa", `ad.ldif:15: objectGUID has 15 bytes, want 16 (or the text form of a GUID); record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a GUID with one colon": {guid, "objectGUID: QF5HMK7n80qvdYsUPIHa9Q==",
			`ad.ldif:15: objectGUID has 24 bytes, want 16 (or the text form of a GUID); it looks like Base64: in LDIF that needs two colons; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"an empty GUID":         {guid, "objectGUID:", `ad.ldif:15: objectGUID has 0 bytes, want 16 (or the text form of a GUID); record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"two GUIDs":             {guid, guid + "\n" + guid, `ad.ldif:16: objectGUID has a second value, want one; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a SID that is none":    {guid, "objectSid:: AQUAAA==", `ad.ldif:15: objectSid has 4 bytes and is not a SID; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a value in a file":     {"cn: Pat", "cn:< file:///etc/passwd", `ad.ldif:12: cn:< names a file or address, which is never opened; want the value itself; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a dropped value in it": {"cn: Pat", "jpegPhoto:< file:///etc/passwd", `ad.ldif:12: jpegPhoto:< names a file or address, which is never opened; want the value itself; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a DN in a file":        {"dn: CN=Pat,OU=Staff,DC=contoso,DC=com\n", "dn:< file:///etc/passwd\n", `ad.ldif:9: dn:< names a file or address, which is never opened; want the value itself; record skipped`},
		"a deletion":            {"objectClass: top", "changetype: delete", `ad.ldif:10: changetype "delete" is a change, want an export of objects; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a modification":        {"objectClass: top", "changetype: modify\nreplace: mail\nmail: x\n-", `ad.ldif:10: changetype "modify" is a change, want an export of objects; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a renaming":            {"objectClass: top", "changetype: ModRDN", `ad.ldif:10: changetype "ModRDN" is a change, want an export of objects; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`},
		"a fold of nothing":     {"dn: CN=Pat", " x\ndn: CN=Pat", `ad.ldif:9: continuation line without a line to continue; record skipped`},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(pat, c.from, c.to, 1)
			require.NotEqual(t, pat, broken)
			first := strings.ReplaceAll(pat, "Pat", "Before")
			last := strings.ReplaceAll(pat, "Pat", "Behind")
			snap, input, _ := readText(t, first+broken+last)
			require.Equal(t, []string{c.want}, input.Problems[:1])
			require.Equal(t, 1, input.Skipped)
			names := make([]string, 0, 2)
			for _, o := range snap.Objects {
				names = append(names, o.Attrs.First("cn"))
			}
			if name == "a fold of nothing" {
				require.Equal(t, []string{"Before", "Pat", "Behind"}, names)
				return
			}
			require.Equal(t, []string{"Before", "Behind"}, names)
			require.Equal(t, 2, input.Objects)
		})
	}
}

func TestAFileCutOffInABase64ValueLosesThatRecordOnly(t *testing.T) {
	for _, tail := range []string{
		"dn: CN=Cut,DC=contoso,DC=com\nobjectClass: user\nobjectGUID:: QF5HMK7n80qvdYs",
		"dn: CN=Cut,DC=contoso,DC=com\nobjectClass: user\nobjectGUID:: QF5HMK7n80qv",
		"dn: CN=Cut,DC=contoso,DC=com\nobjectClass: user\nthumbnailPhoto:: /9j/4AA\n QSkZ",
		"dn:: Q049",
	} {
		snap, input, _ := readText(t, pat+tail)
		require.Len(t, snap.Objects, 1, tail)
		require.Len(t, input.Problems, 1, tail)
		require.Equal(t, 1, input.Skipped, tail)
	}
}

func TestTheSecondRecordOfADNIsAProblem(t *testing.T) {
	again := strings.ReplaceAll(pat, "CN=Pat,OU=Staff", "cn=PAT,ou=staff")
	snap, input, _ := readText(t, pat+again)
	require.Len(t, snap.Objects, 1)
	require.Equal(t, []string{`ad.ldif:9: the DN stands already at ad.ldif:1; record skipped: "cn=PAT,ou=staff,DC=contoso,DC=com"`}, input.Problems)
	require.Equal(t, 1, input.Skipped)
	require.Equal(t, 1, input.Objects)
}

func TestRecordsWithoutABlankLineBetweenThemAreToldApart(t *testing.T) {
	one := strings.TrimSuffix(pat, "\n")
	snap, input, _ := readText(t, one+strings.ReplaceAll(one, "Pat", "Kim"))
	require.Empty(t, input.Problems)
	require.Len(t, snap.Objects, 2)
	require.Equal(t, "CN=Kim,OU=Staff,DC=contoso,DC=com", snap.Objects[1].DN)
	require.Equal(t, 8, snap.Objects[1].Origin.Line)
}

func TestAContinuationBehindACommentBelongsToWhatWasFolded(t *testing.T) {
	cn := func(line string) string { return attr(t, strings.Replace(pat, "cn: Pat", line, 1), "cn")[0] }
	require.Equal(t, "Pat", cn("cn: Pat\n# a comment\n that goes on"), "as RFC 2849 has it")
	require.Equal(t, "Patricia", cn("cn: Pa\n t\n# a comment\n ricia"), "the value was being folded")
	long := strings.Repeat("x", 72)
	require.Equal(t, long+"y", cn("cn: "+long+"\n# a comment\n y"), "the line is as long as tools let one grow")
	require.Equal(t, long, cn("cn: "+long+"\n# "+long+"\n y"), "so is the comment")
}

func TestLimitsOfSizeSkipARecordAndNoMore(t *testing.T) {
	big := strings.Replace(pat, "cn: Pat", "description: "+strings.Repeat("x", 300000), 1)
	big = strings.ReplaceAll(big, "CN=Pat", "CN=Big")
	value := strings.Replace(pat, "cn: Pat", "displayName: "+strings.Repeat("x", 2000), 1)
	folded := strings.Replace(pat, "cn: Pat", "displayName: "+strings.Repeat(strings.Repeat("x", 70)+"\n ", 100), 1)
	read := func(text string) (*directory.Snapshot, directory.Input) {
		src := ADSource{Name: "ad", Path: "ad.ldif", Reader: iotest.HalfReader(strings.NewReader(text))}
		snap, inputs, _, err := ReadAD(context.Background(), []ADSource{src}, Options{MaxRecord: 100000, MaxValue: 1000})
		require.NoError(t, err)
		return snap, inputs[0]
	}
	behind := strings.ReplaceAll(pat, "Pat", "Behind")
	snap, input := read(big + pat + big + behind)
	require.Len(t, snap.Objects, 2)
	require.Equal(t, []string{
		`ad.ldif:1: record is larger than the limit of 100000 bytes; record skipped: "CN=Big,OU=Staff,DC=contoso,DC=com"`,
		`ad.ldif:17: record is larger than the limit of 100000 bytes; record skipped: "CN=Big,OU=Staff,DC=contoso,DC=com"`,
	}, input.Problems)
	require.Equal(t, 9, snap.Objects[0].Origin.Line)
	require.Equal(t, 25, snap.Objects[1].Origin.Line)

	for _, text := range []string{value, folded} {
		snap, input = read(text + behind)
		require.Len(t, snap.Objects, 1)
		require.Len(t, input.Problems, 1)
		require.Contains(t, input.Problems[0], "a value is larger than the limit of 1000 bytes")
	}
	snap, _ = read(behind + strings.TrimSpace(big))
	require.Len(t, snap.Objects, 1, "the last record is too large")
}

func TestAttributesOutsideTheListAreKeptOnRequest(t *testing.T) {
	text := strings.Replace(pat, "cn: Pat", "extensionName: 4711\nuserCertificate;binary:: AAEC\nuserCertificate;binary:: AAED\ncn: Pat", 1)
	read := func(keep ...string) *directory.Object {
		snap, _, _ := readText(t, text, keep...)
		return snap.Objects[0]
	}
	o := read()
	require.False(t, o.Attrs.Has("extensionName"))
	require.Equal(t, []string{"", ""}, o.Attrs.Values("userCertificate"), "the number of certificates counts")
	o = read("EXTENSIONNAME", "userCertificate")
	require.Equal(t, "4711", o.Attrs.First("extensionName"))
	require.Equal(t, []string{"\x00\x01\x02", "\x00\x01\x03"}, o.Attrs.Values("userCertificate"))
	require.Equal(t, o.Attrs.All(), func() []directory.Attr {
		o := read("*")
		return renamed(o.Attrs.All(), "extensionName", "EXTENSIONNAME")
	}())
	snap, _, _ := readText(t, text)
	require.True(t, snap.Attributes["extensionname"], "it occurs, although it is not kept")
	require.True(t, snap.Attributes["usercertificate"])
}

// renamed gives attributes with another spelling of one name.
func renamed(attrs []directory.Attr, from, to string) []directory.Attr {
	for i := range attrs {
		if attrs[i].Name == from {
			attrs[i].Name = to
		}
	}
	return attrs
}

func TestHundredsOfAttributesAreKeptWithAnAsterisk(t *testing.T) {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(pat) + "\n")
	for i := range 400 {
		fmt.Fprintf(&b, "custom-%d: v%d\n", i, i)
	}
	snap, input, _ := readText(t, b.String(), "*")
	require.Empty(t, input.Problems)
	for i := range 400 {
		require.Equal(t, fmt.Sprintf("v%d", i), snap.Objects[0].Attrs.First(fmt.Sprintf("CUSTOM-%d", i)))
	}
}

func TestALongExportIsReadInOrderWithItsLines(t *testing.T) {
	text := ldifdeExport(3000)
	starts := map[string]int{}
	for i, line := range strings.Split(string(text), "\n") {
		if dn, ok := strings.CutPrefix(line, "dn: "); ok {
			starts[strings.TrimSpace(dn)] = i + 1
		}
	}
	path := filepath.Join(t.TempDir(), "corp.example.ldif")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	snap, inputs, gaps, err := readSource(ParseADSource(path))
	require.NoError(t, err)
	require.Empty(t, inputs[0].Problems)
	require.Empty(t, gaps)
	require.Len(t, snap.Objects, 3000)
	require.Equal(t, []string{"corp.example"}, snap.Forests)
	for i, o := range snap.Objects {
		require.Equal(t, fmt.Sprintf("u%d", i), o.Attrs.First("sAMAccountName"))
		require.Equal(t, starts[o.DN], o.Origin.Line)
		require.Equal(t, o.DN, o.Attrs.First("distinguishedName"))
		require.Len(t, o.Attrs.Values("proxyAddresses"), 3)
	}
	again, _, _, err := readSource(ParseADSource(path))
	require.NoError(t, err)
	require.Equal(t, len(snap.Objects), len(again.Objects))
}
