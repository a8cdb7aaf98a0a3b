package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/fakeldap"
	"presync/sim/directory"
	"presync/sim/source"
)

// The same user in the forms of each reader, as lines, as columns of csvde and
// of Get-ADUser. The record that is changed comes first; Kim stays as he is.
const (
	patLDIF = "dn: CN=Pat,OU=Staff,DC=contoso,DC=com\nobjectClass: user\nsAMAccountName: pat\n" +
		"userPrincipalName: pat@contoso.com\nmail: pat@contoso.com\nuserAccountControl: 512\n" +
		"isCriticalSystemObject: FALSE\n"
	patColumns = "DN,objectClass,sAMAccountName,userPrincipalName,mail,userAccountControl,isCriticalSystemObject\n"
	patRow     = "\"CN=Pat,OU=Staff,DC=contoso,DC=com\",user,pat,pat@contoso.com,pat@contoso.com,512,FALSE\n"
)

func kim(text string) string {
	return strings.NewReplacer("Pat", "Kim", "pat", "kim").Replace(text)
}

// readBoth reads a text as export of AD and gives its objects and problems.
func readBoth(t *testing.T, name, text string) (*directory.Snapshot, []string) {
	t.Helper()
	snap, inputs, _, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "ad", Path: name, Reader: strings.NewReader(text)}}, source.Options{})
	require.NoError(t, err)
	require.Equal(t, len(inputs[0].Problems), inputs[0].Skipped)
	return snap, inputs[0].Problems
}

func TestWhatADCannotHoldIsRefusedByEveryReader(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string // in the lines
		row      string // in the row; "" where a table cannot say it
		line     int    // of the LDIF
		want     string
	}{
		"a number that is none": {"userAccountControl: 512", "userAccountControl: normal", "normal", 6, `userAccountControl is "normal", want a number`},
		"hex digits":            {"userAccountControl: 512", "userAccountControl: 0x200", "0x200", 6, `userAccountControl is "0x200", want a number`},
		"two numbers":           {"userAccountControl: 512", "userAccountControl: 512 514", "512 514", 6, `userAccountControl is "512 514", want a number`},
		"a number too large": {"userAccountControl: 512", "userAccountControl: 99999999999999999999", "99999999999999999999", 6,
			`userAccountControl is "99999999999999999999", want a number`},
		"neither true nor false": {"isCriticalSystemObject: FALSE", "isCriticalSystemObject: maybe", "maybe", 7, `isCriticalSystemObject is "maybe", want TRUE or FALSE`},
		"two names":              {"userPrincipalName: pat@", "userPrincipalName: p@contoso.com\nuserPrincipalName: pat@", "", 4, "userPrincipalName has several values, want one"},
		"two names apart":        {"mail: pat@", "userPrincipalName: p@contoso.com\nmail: pat@", "", 4, "userPrincipalName has several values, want one"},
		"two addresses":          {"mail: pat@", "mail: p@contoso.com\nmail: pat@", "", 5, "mail has several values, want one"},
		"two account names":      {"sAMAccountName: pat", "sAMAccountName: pat\nsAMAccountName: pat2", "", 3, "sAMAccountName has several values, want one"},
		"two aliases":            {"mail: pat@", "mailNickname: a\nmailNickname: b\nmail: pat@", "", 5, "mailNickname has several values, want one"},
		"two anchors": {"mail: pat@", "mS-DS-ConsistencyGuid:: AAAAAAAAAAAAAAAAAAAAAA==\nmS-DS-ConsistencyGuid:: AQAAAAAAAAAAAAAAAAAAAA==\nmail: pat@", "", 5,
			"mS-DS-ConsistencyGuid has several values, want one"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := strings.Replace(patLDIF, c.old, c.new, 1)
			require.NotEqual(t, patLDIF, lines)
			snap, problems := readBoth(t, "ad.ldif", lines+"\n"+kim(patLDIF))
			require.Equal(t, []string{directory.Origin{Source: "ad.ldif", Line: c.line}.String() + ": " + c.want +
				`; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`}, problems)
			require.Len(t, snap.Objects, 1, "the rest is used")

			s := domain(t, fakeldap.Config{Verbatim: true, SeedLDIF: strings.NewReader(lines + "\n" + kim(patLDIF))})
			_, inputs, _, err := source.ReadForests(t.Context(), []source.ADSource{source.ParseADSource(s.URL())}, source.Options{}, reader())
			require.NoError(t, err)
			require.Equal(t, []string{s.URL() + ": " + c.want + `; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`}, inputs[0].Problems)

			if c.row == "" {
				return
			}
			_, value, _ := strings.Cut(c.old, ": ")
			row := strings.Replace(patRow, ","+value, ","+c.row, 1)
			for _, header := range []string{patColumns, strings.Replace(patColumns, "DN,", "DistinguishedName,", 1)} {
				snap, problems = readBoth(t, "ad.csv", header+row+kim(patRow))
				require.Equal(t, []string{`ad.csv:2: ` + c.want + `; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`}, problems)
				require.Len(t, snap.Objects, 1)
			}
		})
	}
}

func TestNumbersAndTruthValuesAreTakenInTheFormsThatToolsWrite(t *testing.T) {
	for _, value := range []string{"512", "-2147483648", " 512 ", "0"} {
		_, problems := readBoth(t, "ad.ldif", strings.Replace(patLDIF, "512", value, 1)+"\n")
		require.Empty(t, problems, value)
	}
	for _, value := range []string{"TRUE", "False", "true"} {
		_, problems := readBoth(t, "ad.ldif", strings.Replace(patLDIF, "FALSE", value, 1)+"\n")
		require.Empty(t, problems, value)
	}
}

func TestATableHasOneValueOfAnAttributeInTwoColumns(t *testing.T) {
	columns := "DistinguishedName,sAMAccountName,mail,Mail\n"
	_, problems := readBoth(t, "ad.csv", columns+`"CN=Pat,DC=x",pat,pat@x.com,pat@x.com`+"\n"+`"CN=Kim,DC=x",kim,,kim@x.com`+"\n")
	require.Empty(t, problems)
	_, problems = readBoth(t, "ad.csv", columns+`"CN=Pat,DC=x",pat,pat@x.com,p@x.com`+"\n"+`"CN=Kim,DC=x",kim,,kim@x.com`+"\n")
	require.Equal(t, []string{`ad.csv:2: Mail is "pat@x.com" in one column and "p@x.com" in another, want one value; record skipped: "CN=Pat,DC=x"`}, problems)
}

func TestADNHasATypeInEveryPart(t *testing.T) {
	for dn, bad := range map[string]string{
		"CN=Doe, John,OU=Staff,DC=contoso,DC=com": `" John"`,
		"CN=Pat,Staff,DC=contoso,DC=com":          `"Staff"`,
		"CN=Pat,OU=,DC=contoso,DC=com":            `"OU="`,
		"CN=Pat,,DC=com":                          `""`,
		"CN=Pat,OU=Staff,DC=com,":                 `""`,
		"=Pat,DC=com":                             `"=Pat"`,
		"C N=Pat,DC=com":                          `"C N=Pat"`,
		`CN=Pat,DC=com\`:                          `"DC=com\\"`,
	} {
		want := ` is not a distinguished name: ` + bad + ` is not of the form type=value; a comma inside a name stands behind a backslash; record skipped: `
		_, problems := readBoth(t, "ad.ldif", kim(patLDIF)+"\n"+strings.Replace(patLDIF, "CN=Pat,OU=Staff,DC=contoso,DC=com", dn, 1))
		require.Len(t, problems, 1, dn)
		require.Contains(t, problems[0], "ad.ldif:9: ")
		require.Contains(t, problems[0], want)
		_, problems = readBoth(t, "ad.csv", patColumns+kim(patRow)+strings.Replace(patRow, "CN=Pat,OU=Staff,DC=contoso,DC=com", dn, 1))
		require.Len(t, problems, 1, dn)
		require.Contains(t, problems[0], "ad.csv:3: ")
		require.Contains(t, problems[0], want)
	}
	for _, dn := range []string{`CN=Doe\, John,OU=Staff,DC=contoso,DC=com`, `CN=a=b\\,OU=Staff,DC=contoso,DC=com`, "CN=Pat, OU=Staff, DC=contoso,DC=com",
		`CN=Pat\0ADEL:30475e40-e7ae-4af3-af75-8b143c81daf5,CN=Deleted Objects,DC=contoso,DC=com`, "OID.2.5.4.3=Pat,DC=x", "CN=Pat"} {
		snap, problems := readBoth(t, "ad.ldif", strings.Replace(patLDIF, "CN=Pat,OU=Staff,DC=contoso,DC=com", dn, 1))
		require.Empty(t, problems, dn)
		require.Equal(t, dn, snap.Objects[0].DN)
	}
}

func TestTextThatIsNoUTF8IsReadAlikeHoweverItIsWritten(t *testing.T) {
	for name, texts := range map[string][2]string{ // the file, and its name for it
		"plain":            {strings.Replace(patLDIF, "pat@contoso.com", "jos\xe9@contoso.com", 1), "line 4"},
		"Base64":           {strings.Replace(patLDIF, ": pat@contoso.com", ":: am9z6UBjb250b3NvLmNvbQ==", 1), "line 4"},
		"Base64 in a fold": {strings.Replace(patLDIF, ": pat@contoso.com", ":: am9z6UBjb25\n 0b3NvLmNvbQ==", 1), "line 4"},
		"csvde":            {patColumns + strings.Replace(patRow, "pat@contoso.com", "X'6a6f73e940636f6e746f736f2e636f6d'", 1), "line 2"},
		"Get-ADUser":       {"#TYPE x\n" + strings.Replace(patColumns, "DN,", "DistinguishedName,", 1) + strings.Replace(patRow, "pat@contoso.com", "jos\xe9@contoso.com", 1), "line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ad.txt")
			require.NoError(t, os.WriteFile(path, []byte(texts[0]), 0o600))
			snap, inputs, gaps, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "ad", Path: path}}, source.Options{})
			require.NoError(t, err)
			require.Empty(t, inputs[0].Problems)
			require.Equal(t, "josé@contoso.com", snap.Objects[0].Attrs.First("userPrincipalName"))
			requireOddText(t, gaps, "1 value is not UTF-8 and was read as Windows-1252, the first on "+texts[1]+` as "josé@contoso.com"`)
		})
	}
	s := domain(t, fakeldap.Config{Verbatim: true, SeedLDIF: strings.NewReader(strings.Replace(patLDIF, ": pat@contoso.com", ":: am9z6UBjb250b3NvLmNvbQ==", 1))})
	snap, gaps := read(t, s.URL(), reader())
	require.Equal(t, "josé@contoso.com", snap.Objects[0].Attrs.First("userPrincipalName"))
	requireOddText(t, gaps, `1 value is not UTF-8 and was read as Windows-1252, one of them as "josé@contoso.com"`)
}

func requireOddText(t *testing.T, gaps []directory.Gap, want string) {
	t.Helper()
	for _, g := range gaps {
		if g.ID == "ad-not-utf8" {
			require.Contains(t, g.Text, want)
			return
		}
	}
	require.Fail(t, "no gap tells of it")
}

func TestAnotherVersionOfLDIFIsNamed(t *testing.T) {
	for text, line := range map[string]string{"version: 2\n\n" + patLDIF: "1", "# x\nversion: 2\n" + patLDIF: "2"} {
		snap, inputs, _, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "ad", Path: "ad.ldif", Reader: strings.NewReader(text)}}, source.Options{})
		require.NoError(t, err)
		require.Len(t, snap.Objects, 1)
		require.Zero(t, inputs[0].Skipped)
		require.Equal(t, []string{"ad.ldif:" + line + `: version is "2", and there is only version 1 of LDIF; the file is read as version 1`}, inputs[0].Problems)
	}
	_, problems := readBoth(t, "ad.ldif", "version: 1\n\n"+patLDIF)
	require.Empty(t, problems)
}
