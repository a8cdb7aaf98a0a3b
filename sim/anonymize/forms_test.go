package anonymize

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestTablesKeepTheirFormAndAnchorsAgree(t *testing.T) {
	raw := must(base64.StdEncoding.DecodeString("anmmlLzMZludHc698m2IMg=="))
	numbers := "106 121 166 148 188 204 102 91 157 29 206 189 242 109 136 50"
	table := "DN,objectClass,objectGUID,ms-DS-ConsistencyGuid,cn,sAMAccountName,proxyAddresses,member,secretColumn,ImmutableID\n" +
		`"CN=Bergson\, Anna,OU=Nightshift,DC=tailspin,DC=com",user,X'` + hex.EncodeToString(raw) + `',` + numbers +
		`,X'` + hex.EncodeToString([]byte("Jürgen Bergson")) + `',abergson,SMTP:anna@tailspin.com;smtp:ab\;c@tailspin.com,"CN=A,DC=tailspin,DC=com;CN=B,DC=tailspin,DC=com",Anna,anmmlLzMZludHc698m2IMg==` + "\n"
	out, r, report := result(t, Options{}, inMemory("ad.csv", table, Export))
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"DN", "objectClass", "objectGUID", "ms-DS-ConsistencyGuid", "cn", "sAMAccountName", "proxyAddresses", "member", "ImmutableID"}, rows[0])
	guid := must(hex.DecodeString(strings.TrimSuffix(strings.TrimPrefix(rows[1][2], "X'"), "'")))
	require.Len(t, guid, 16)
	require.NotEqual(t, raw, guid)
	require.Equal(t, string(directory.GUID(guid).Anchor()), rows[1][8], "the anchor is that of the new objectGUID")
	require.Len(t, strings.Fields(rows[1][3]), 16, "decimal bytes stay decimal bytes")
	require.Regexp(t, `^X'[0-9a-f]+'$`, rows[1][4])
	require.Regexp(t, `^SMTP:\w+@\w+\.com;smtp:\w+\\;\w+@\w+\.com$`, rows[1][6])
	require.Regexp(t, `^CN=\w,DC=\w+,DC=com;CN=\w,DC=\w+,DC=com$`, rows[1][7])
	require.Equal(t, []Count{{Dropped{"ad.csv", "column secretColumn"}, 1}}, report.Dropped())
	found, err := r.Survivors("ad.csv", strings.NewReader(out))
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestUTF16AndOtherEndingsAreRead(t *testing.T) {
	text := "\ufeffdn: CN=Bergson,DC=tailspin,DC=com\r\nsn: Berg\r\n son\r\ndisplayName: Jürgen Bergson\r\n\r\n"
	var wide []byte
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	out, _, _ := result(t, Options{}, inMemory("ad.ldf", string(wide), Export))
	plain, _, _ := result(t, Options{}, inMemory("ad.ldf", strings.TrimPrefix(text, "\ufeff"), Export))
	require.Equal(t, plain, out)
	require.Contains(t, out, "DC=com\nsn: ")
	require.NotContains(t, opened(out), "bergson")
}

func TestOneValueIsOneInAllItsForms(t *testing.T) {
	r := New(Options{Salt: []byte("salt")})
	raw := must(base64.StdEncoding.DecodeString("anmmlLzMZludHc698m2IMg=="))
	g := directory.GUID(raw)
	connector := g.Anchor().ConnectorDN()
	for _, v := range [][2]string{{"objectGUID", string(raw)}, {"givenName", "Jürgen"}, {"sn", "Müller"}, {"givenName", "John"}, {"sn", "Smith"},
		{"sAMAccountName", "jsmith"}, {"mailNickname", "johnsmith"}, {"displayName", "Mueller Muller MÜLLER"}, {"objectSid", "S-1-5-21-1-2-3-1104"}} {
		r.Learn(v[0], v[1])
	}
	replaced := func(attribute, v string) string {
		out, keep := r.Replace(attribute, v)
		require.True(t, keep)
		return out
	}
	to := directory.GUID([]byte(replaced("objectGUID", string(raw))))
	require.NotEqual(t, g, to)
	for attribute, pair := range map[string][2]string{
		"onPremisesImmutableId":       {string(g.Anchor()), string(to.Anchor())},
		"OnPremisesImmutableId":       {" " + string(g.Anchor()) + "  ", " " + string(to.Anchor()) + "  "}, // not the same anchor
		"onPremisesObjectIdentifier":  {g.String(), to.String()},
		"extensionAttribute1":         {strings.ToUpper(g.String()), strings.ToUpper(to.String())},
		"extensionAttribute2":         {hex.EncodeToString(g[:]), hex.EncodeToString(to[:])},
		"onPremisesDistinguishedName": {connector, to.Anchor().ConnectorDN()},
	} {
		require.Equal(t, pair[1], replaced(attribute, pair[0]), attribute)
	}
	john, smith, mueller := replaced("givenName", "John"), replaced("sn", "Smith"), replaced("sn", "Müller")
	require.Equal(t, strings.ToLower(john[:1]+smith), replaced("sAMAccountName", "jsmith"), "an initial and a surname")
	require.Equal(t, strings.ToLower(john+smith), replaced("mailNickname", "johnsmith"))
	require.Equal(t, strings.ToUpper(mueller), replaced("sn", "MÜLLER"))
	require.Equal(t, spell(mueller).stem, spell(replaced("sn", "Mueller")).stem, "the e behind stays an e behind")
	require.Equal(t, spell(mueller).stem, spell(replaced("sn", "Muller")).stem)
	require.Len(t, []rune(mueller), len([]rune("Müller")))
	require.Regexp(t, `^S-1-5-21-\d+-\d+-\d+-\d+$`, replaced("objectSid", "S-1-5-21-1-2-3-1104"))
	require.Equal(t, "S-1-5-32-544", replaced("objectSid", "S-1-5-32-544"), "it is the same everywhere")
	require.Regexp(t, `^\w'\w+ \w+-\w+$`, replaced("sn", "O'Brien de-Luca"))
	require.Regexp(t, `^[A-Z]\w+\d{4}@\w+\.onmicrosoft\.com$`, replaced("userPrincipalName", "Smith4711@tailspin.onmicrosoft.com"))
}
