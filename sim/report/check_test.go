package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/check"
	"presync/sim/directory"
)

// hostile are values that try to steer a terminal, a spreadsheet or a page.
var hostile = []string{
	`=HYPERLINK("http://example.org","x")`, "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "\r=1", "a\nb: c", "a\r\n-\nreplace: mail", "pay\u202egpj.exe",
	"a\u2066b\u2069", "\x1b[31mred\x1b[0m", "`code` | cell | [link](http://example.org) <b>", `"quoted", 'single'; $(rm) ` + "`x`", "zero\u200bwidth", "\xff\xfe", "nul\x00byte",
}

func checkedUser(cn, value string, line int) *directory.Object {
	o := &directory.Object{DN: "CN=" + cn + ",DC=contoso,DC=com", Forest: "ad", Type: directory.TypeUser, Origin: directory.Origin{Source: "ad.ldif", Line: line}}
	o.Attrs.Add("objectClass", "top", line+1)
	o.Attrs.Add("objectClass", "user", line+1)
	o.Attrs.Add("cn", cn, line+2)
	o.Attrs.Add("userPrincipalName", value, line+3)
	o.Attrs.Add("displayName", cn, line+4)
	return o
}

// checked runs the checks of a profile.
func checked(p check.Profile, objects ...*directory.Object) *check.Result {
	return check.Run(check.Input{
		Snapshot: &directory.Snapshot{Objects: objects, Attributes: map[string]bool{"userprincipalname": true, "displayname": true}},
		Tenant:   &directory.Tenant{Settings: directory.DefaultSettings()}, Profile: p,
	})
}

func checkRun(p check.Profile) CheckRun {
	return CheckRun{Tool: Tool{Name: "presync", Version: "v0.0.0-test"}, Profile: p, Checks: "sha256:1a2b3c4d5e6f7a8b9c", SuffixList: "test",
		Inputs: []directory.Input{{Source: "ad.ldif", SHA256: "sha256:aa", Objects: 3}}, Gaps: []directory.Gap{{ID: "x", Text: "Something is not known."}}}
}

var checkFormats = map[string]func(io.Writer, CheckRun, *check.Result) error{
	"check.json":   CheckJSON,
	"check.ndjson": CheckNDJSON,
	"check.csv":    func(w io.Writer, _ CheckRun, r *check.Result) error { return CheckCSV(w, r) },
	"check.md":     CheckMarkdown,
	"check.txt": func(w io.Writer, run CheckRun, r *check.Result) error {
		return CheckText(w, run, r, TextOptions{Width: 100})
	},
}

func TestFindingsInEachFormat(t *testing.T) {
	for name, write := range checkFormats {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				r := checked(check.IdFix, checkedUser("Pat", "pat%@@lab###.local", 10), checkedUser("Kim", "kim@contoso.com", 20),
					checkedUser("Kim2", "KIM@contoso.com", 30), checkedUser("Lee", "", 40))
				var out bytes.Buffer
				require.NoError(t, write(&out, checkRun(check.IdFix), r))
				golden(t, name, out.Bytes())
			}
		})
	}
}

func TestHostileValuesAreInertInEachFormat(t *testing.T) {
	var objects []*directory.Object
	for i, v := range hostile {
		objects = append(objects, checkedUser(v, v, 10*i+10), checkedUser(v+"2", v, 10*i+5))
	}
	for name, write := range checkFormats {
		t.Run(name, func(t *testing.T) {
			for _, p := range []check.Profile{check.Service, check.IdFix} {
				r := checked(p, objects...)
				require.GreaterOrEqual(t, len(r.Findings), len(hostile))
				var out bytes.Buffer
				require.NoError(t, write(&out, checkRun(p), r))
				inert(t, name, out.String())
			}
		})
	}
}

// inert requires that a report cannot steer what shows it.
func inert(t *testing.T, name, text string) {
	t.Helper()
	switch name {
	case "check.json":
		require.True(t, json.Valid([]byte(text)))
		return
	case "check.ndjson":
		for line := range strings.Lines(text) {
			require.True(t, json.Valid([]byte(line)))
		}
		return
	case "check.csv":
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		for _, row := range rows {
			require.Len(t, row, 8)
			for _, cell := range row {
				require.NotRegexp(t, "^[=+@\t\r＝＋－＠-]", cell)
			}
		}
	case "check.md":
		require.NotContains(t, text, "<b>")
		require.NotContains(t, text, "[link](http")
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "| CN=") || strings.HasPrefix(line, "| =") {
				require.Equal(t, 5, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), line)
			}
		}
	}
	for _, r := range text {
		require.True(t, r == '\n' || !hidden(r), "%s holds %U", name, r)
	}
}

func TestTheCSVHasTheToolsColumnsAndOneRowAValue(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, CheckCSV(&out, checked(check.IdFix, checkedUser("Pat", "pat@@lab###.local", 10))))
	require.Equal(t, "DISTINGUISHEDNAME,COMMONNAME,OBJECTCLASS,ATTRIBUTE,ERROR,VALUE,UPDATE,ACTION\n"+
		`"CN=Pat,DC=contoso,DC=com",Pat,user,userPrincipalName,"TopLevelDomain, DomainPart, LocalPart",pat@@lab###.local,pat@lab.local,EDIT`+"\n", out.String())
}

func TestTextShowsTheFirstOfManyFindings(t *testing.T) {
	var objects []*directory.Object
	for range maxRows + 5 {
		objects = append(objects, checkedUser("Pat", "pat", 10))
	}
	var out bytes.Buffer
	require.NoError(t, CheckText(&out, checkRun(check.Service), checked(check.Service, objects...), TextOptions{Width: 100}))
	require.Contains(t, out.String(), "and 5 more: --only CK002 --format csv lists all")
	out.Reset()
	require.NoError(t, CheckText(&out, checkRun(check.Service), checked(check.Service), TextOptions{Width: 100}))
	require.Contains(t, out.String(), "No check finds fault with 0 objects.")
}

func TestBlanksInARowShow(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, CheckText(&out, checkRun(check.IdFix), checked(check.IdFix, checkedUser("Pat", "   pat@contoso.com", 10)), TextOptions{Width: 100}))
	require.Contains(t, out.String(), `"   pat@contoso.com"`)
}

func TestTheTableOfChecksIsIdentifiedByItsPage(t *testing.T) {
	a, err := CheckSetHash(check.All())
	require.NoError(t, err)
	b, err := CheckSetHash(check.All()[1:])
	require.NoError(t, err)
	require.Regexp(t, "^sha256:[0-9a-f]{64}$", a)
	require.NotEqual(t, a, b)
}

func TestAFullDiskIsAnError(t *testing.T) {
	r := checked(check.Service, checkedUser("Pat", "pat", 10))
	for name, write := range checkFormats {
		require.Error(t, write(fullDisk{}, checkRun(check.Service), r), name)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
