package scenarios

import (
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// nameTable is a scenario with a table of names.
const nameTable = `UP002: what becomes of a name
Prose.
-- variants.csv --
# the names of one person
name,  upn,               want
plain, anna@contoso.com,  create rule=CR001
plus,  a+b@contoso.com,   error rule=VD006
-- ad.ldif --
dn: CN=Anna,OU=Staff,DC=contoso,DC=com
objectClass: user
objectGUID:: jdZAdLQtEUC9K1gqb0a0dQ==
userAccountControl: 512
sAMAccountName: anna
userPrincipalName: {{upn}}
-- tenant.yaml --
initialDomain: contoso.onmicrosoft.com
verifiedDomains: [contoso.com]
sourceAnchor: ms-DS-ConsistencyGuid
-- want/decisions --
anna {{want}}
`

func runNames(t *testing.T, text string) []Result {
	t.Helper()
	results := RunAll(context.Background(), "n.txtar", []byte(text), Options{})
	for _, r := range results {
		require.NoError(t, r.Err)
	}
	return results
}

// titles gives the names of results, "!" behind those that fail.
func titles(results []Result) []string {
	var list []string
	for _, r := range results {
		id, _, _ := strings.Cut(r.Title(), ": ")
		if !r.Passed() {
			id += "!"
		}
		list = append(list, id)
	}
	return list
}

func TestARowIsAScenario(t *testing.T) {
	results := runNames(t, nameTable)
	require.Equal(t, []string{"UP002/plain", "UP002/plus"}, titles(results))
	require.Equal(t, "UP002/plus: what becomes of a name", results[1].Title())
	require.Equal(t, "plus", results[1].Scenario.Variant)
	require.Equal(t, "Prose.", results[1].Scenario.Prose)
}

func TestAFailureOfAVariantPointsAtItsRow(t *testing.T) {
	results := runNames(t, strings.Replace(nameTable, "error rule=VD006", "create", 1))
	require.Equal(t, []string{"UP002/plain", "UP002/plus!"}, titles(results))
	f := results[1].Failures[0]
	require.Equal(t, 7, f.Line)
	require.Equal(t, 20, f.WantLine)
	require.Equal(t, "anna (line 20)", f.headline())
	require.Equal(t, []Field{{Key: "outcome", Want: "create", Got: "error"}}, f.Fields)
}

func TestAScenarioWithoutVariantsIsItsOnlyOne(t *testing.T) {
	s, err := Parse("x.txtar", []byte(minimal))
	require.NoError(t, err)
	require.Equal(t, []*Scenario{s}, s.Each())
	require.Equal(t, "HM001", s.FullID())
}

func TestAFileWithVariantsIsNotRunAsOne(t *testing.T) {
	r := RunData(context.Background(), "n.txtar", []byte(nameTable), Options{})
	require.EqualError(t, r.Err, "n.txtar: has 2 variants, which are run one by one")
}

func TestSelectPicksVariants(t *testing.T) {
	for pattern, want := range map[string][]string{
		"^UP002/plus": {"UP002/plus"},
		"/pl.*: what": {"UP002/plain", "UP002/plus"},
		"^UP002: ":    {"UP002/plain", "UP002/plus"},
		"^n\\.txtar$": {"UP002/plain", "UP002/plus"},
		"nothing":     nil,
	} {
		opts := Options{Select: re(pattern)}
		require.Equal(t, want, titles(RunAll(context.Background(), "n.txtar", []byte(nameTable), opts)), pattern)
	}
	opts := Options{Skip: re("/plus")}
	require.Equal(t, []string{"UP002/plain"}, titles(RunAll(context.Background(), "n.txtar", []byte(nameTable), opts)))
}

func TestValuesAreWrittenAsTheirPlaceNeedsIt(t *testing.T) {
	const text = `X: title
-- variants.csv --
name,v,file,key
a,"say ""hi"" \ <you>",users,
b,  " x",users,some thing
-- ad.ldif --
# {{v}}
cn: {{v}}
info: see {{v}}
-- tenant/{{file}}.json --
{"value": [{"displayName": "{{v}}", "mail": "\"{{v}}", "n": {{n}}}]}
-- want/decisions --
# {{no}} column in a comment
u create reason="of {{v}}" by={{v}} target={{key}} {{key}}
`
	archive := strings.Replace(strings.Replace(text, ",key\n", ",key,n\n", 1), "users,\n", "users,,1\n", 1)
	archive = strings.Replace(archive, "some thing\n", "some thing,null\n", 1)
	s := &Scenario{Name: "x"}
	tables, list, err := takeTables("x", sectionsOf(archive))
	require.NoError(t, err)
	var got []string
	for _, row := range tables.rows() {
		filled, err := tables.fill(row, list)
		require.NoError(t, err)
		for _, f := range filled {
			got = append(got, f.Name+"\n"+string(f.Data))
		}
	}
	require.Equal(t, []string{
		"ad.ldif\n# say \"hi\" \\ <you>\ncn: say \"hi\" \\ <you>\ninfo: see say \"hi\" \\ <you>\n",
		`tenant/users.json` + "\n" + `{"value": [{"displayName": "say \"hi\" \\ <you>", "mail": "\"say \"hi\" \\ <you>", "n": 1}]}` + "\n",
		"want/decisions\n# {{no}} column in a comment\nu create reason=\"of say \"\"hi\"\" \\ <you>\" by=\"say \"\"hi\"\" \\ <you>\"  \n",
		"ad.ldif\n#  x\ncn:: IHg=\ninfo: see  x\n",
		`tenant/users.json` + "\n" + `{"value": [{"displayName": " x", "mail": "\" x", "n": null}]}` + "\n",
		"want/decisions\n# {{no}} column in a comment\nu create reason=\"of  x\" by=\" x\" target=\"some thing\" some thing\n",
	}, got)
	require.Empty(t, s.Variants)
}

func TestWhatIsWrongWithATableIsToldWithItsLine(t *testing.T) {
	change := func(old, with string) string { return strings.Replace(nameTable, old, with, 1) }
	for want, text := range map[string]string{
		`n.txtar:14: {{UPN}} is no column of variants.csv, which has name, upn, want`:                                   change("{{upn}}", "{{UPN}}"),
		`n.txtar:14: {{}} is no column of variants.csv, which has name, upn, want`:                                      change("{{upn}}", "{{}}"),
		`n.txtar:14: {{ is not closed by }} in its line`:                                                                change("{{upn}}", "{{upn}"),
		`n.txtar:5: variants.csv: no section has {{upn}}; use the column or take it out (used are: want)`:               change("{{upn}}", "x"),
		`n.txtar:5: variants.csv: no section has {{upn}}; use the column or take it out`:                                strings.Replace(change("{{upn}}", "x"), "{{want}}", "create", 1),
		`n.txtar:7: variants.csv: the variant "Plain" stands in line 6 already`:                                         change("plus, ", "Plain,"),
		`n.txtar:7: variants.csv: the row has 2 values, want 3 (name, upn, want)`:                                       change("a+b@contoso.com,   ", ""),
		`n.txtar:7: variants.csv: "a b" is no name of a variant; use letters, digits, and . _ + -`:                      change("plus,", "a b,"),
		`n.txtar:5: variants.csv: "an upn" is no name of a column; use letters, digits, - and _`:                        change("  upn,", "an upn,"),
		`n.txtar:5: variants.csv: the column "upn" stands twice`:                                                        change(" want\n", "upn\n"),
		`n.txtar:5: variants.csv has no column "name", which names the variant; it has title, upn, want`:                change("name, ", "title,"),
		`n.txtar:3: variants.csv has no variants; write a row of column names and a row for each variant`:               cut(nameTable, "plain,", "-- ad"),
		`n.txtar:7: variants.csv: the value of upn has several lines, want one`:                                         change("a+b@contoso.com", "\"a\nb\""),
		`n.txtar:7: variants.csv: bare " in non-quoted-field`:                                                           change("a+b@contoso.com", `a"b`),
		`n.txtar:20: want/decisions: "nothing" is no outcome; use one of ` + outcomeNames() + ` (variant plus, line 7)`: change("error rule=VD006", "nothing"),
		`n.txtar:20: want/decisions: "nothing" is no outcome; use one of ` + outcomeNames():                             change("{{want}}", "nothing {{want}}"),
		`n.txtar:21: section "variants.csv" stands twice`:                                                               nameTable + "-- variants.csv --\nname\na\n",
		`n.txtar:21: unknown section "cycle2/variants.csv"`:                                                             nameTable + "-- cycle2/variants.csv --\nname\na\n",
		`n.txtar:21: section "tenant.yaml" stands in line 15 already`:                                                   nameTable + "-- tenant.yaml --\n",
	} {
		_, err := Parse("n.txtar", []byte(text))
		require.ErrorContains(t, err, want, text)
		if !strings.Contains(want, "unknown section") {
			require.EqualError(t, err, want)
		}
	}
}

func TestAFileHoldsNotTooManyVariants(t *testing.T) {
	var rows strings.Builder
	for i := range maxVariants + 1 {
		rows.WriteString("r" + strings.Repeat("x", i) + ",a,create\n")
	}
	_, err := Parse("n.txtar", []byte(strings.Replace(nameTable, "plus,", rows.String()+"plus,", 1)))
	require.EqualError(t, err, `n.txtar:4: 1003 variants, want at most 1000; flags.yaml takes "pairwise: true"`)
}

// cut takes out what stands from one text up to another.
func cut(text, from, to string) string {
	a := strings.Index(text, from)
	return text[:a] + text[a+strings.Index(text[a:], to):]
}

func TestUpdateAllWritesCells(t *testing.T) {
	broken := strings.NewReplacer("create rule=CR001", `"update  rule=CR001 reason=""x"""`, "error rule=VD006", "error rule=VD005 attribute=-").Replace(nameTable)
	updated, left, err := UpdateAll([]byte(broken), runNames(t, broken))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Contains(t, string(updated), "plus,  a+b@contoso.com,   error rule=VD006 attribute=UserPrincipalName\n")
	require.Contains(t, string(updated), `plain, anna@contoso.com,  "create  rule=CR001 reason=""`)
	require.Equal(t, []string{"UP002/plain", "UP002/plus"}, titles(runNames(t, string(updated))))
	require.Equal(t, cut(broken, "plain,", "-- ad"), cut(string(updated), "plain,", "-- ad"))
}

func TestUpdateAllWritesCellsOfWholeValues(t *testing.T) {
	text := strings.NewReplacer("want\n", "want, rule, upn2\n", "create rule=CR001", "create, -, ", "error rule=VD006", "create, VD006, x",
		"anna {{want}}", "anna {{want}} rule={{rule}} message={{upn2}}").Replace(nameTable)
	updated, left, err := UpdateAll([]byte(text), runNames(t, text))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Contains(t, string(updated), "plain, anna@contoso.com,  create, CR001, \n") // an empty cell asserts nothing
	green := runNames(t, string(updated))
	require.Equal(t, []string{"UP002/plain", "UP002/plus"}, titles(green))
	again, left, err := UpdateAll(updated, green)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, string(updated), string(again))
}

func TestUpdateAllChangesTextWhereAllVariantsAgree(t *testing.T) {
	text := strings.Replace(nameTable, "anna {{want}}", "# kept\nanna  {{want}} confidence=contested orderDependent=true", 1)
	text = strings.Replace(text, "a+b@", "ab@", 1)
	text = strings.Replace(text, "error rule=VD006", "create", 1)
	updated, left, err := UpdateAll([]byte(text), runNames(t, text))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Contains(t, string(updated), "# kept\nanna  {{want}} confidence=documented orderDependent=false\n")
}

func TestUpdateAllLeavesWhatItCannotWrite(t *testing.T) {
	text := strings.Replace(nameTable, "anna {{want}}", "anna {{want}} rules=VD006 upn={{upn}}\n-- want/gaps --\nsome-gap", 1)
	updated, left, err := UpdateAll([]byte(text), runNames(t, text))
	require.NoError(t, err)
	require.Equal(t, strings.Replace(text, "some-gap\n", "ad-no-objectSid\nad-no-mail\nad-no-proxyAddresses\nad-no-mS-DS-ConsistencyGuid\nad-one-user\n", 1), string(updated))
	require.Equal(t, []string{
		`n.txtar:7: plus: line 20 takes {{upn}}, which an input takes, too; - comes out`,
		`n.txtar:6: plain: line 20 says VD006 for all variants, and for 1 of them CR001 comes out; put a {{column}} there`,
	}, left)
}

func TestUpdateAllOfOneVariantLeavesTheOthersAlone(t *testing.T) {
	broken := strings.NewReplacer("create rule=CR001", "update", "error rule=VD006", "update", "anna {{want}}", "anna {{want}} confidence=observed").Replace(nameTable)
	results := RunAll(context.Background(), "n.txtar", []byte(broken), Options{Select: re("/plain")})
	updated, left, err := UpdateAll([]byte(broken), results)
	require.NoError(t, err)
	require.Equal(t, strings.Replace(broken, "plain, anna@contoso.com,  update", "plain, anna@contoso.com,  create", 1), string(updated))
	require.Len(t, left, 1)
}

func TestUpdateAllWritesUsers(t *testing.T) {
	gone := strings.Replace(nameTable, "anna {{want}}", "bert create\nanna {{want}}", 1)
	updated, left, err := UpdateAll([]byte(gone), runNames(t, gone))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, nameTable, string(updated))

	second := strings.Replace(nameTable, "-- tenant.yaml", "\ndn: CN=Bert,DC=contoso,DC=com\nobjectClass: user\nobjectGUID:: jdZAdLQtEUC9K1gqb0a0dA==\n"+
		"userAccountControl: 512\nsAMAccountName: bert\nuserPrincipalName: bert@contoso.com\n-- tenant.yaml", 1)
	updated, left, err = UpdateAll([]byte(second), runNames(t, second))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, second+"bert@contoso.com create rule=CR001\n", string(updated))
}

func TestUpdateAllOfOneScenarioIsUpdate(t *testing.T) {
	text := strings.NewReplacer("{{upn}}", "anna@contoso.com", "{{want}}", "update").Replace(cut(nameTable, "-- variants", "-- ad"))
	updated, left, err := UpdateAll([]byte(text), runNames(t, text))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, strings.Replace(text, "anna update", "anna create", 1), string(updated))
}

func TestUpdateAllOfAResultWithAnErrorIsThatError(t *testing.T) {
	broken := strings.Replace(nameTable, "objectClass: user", "objectClass user", 1)
	results := RunAll(context.Background(), "n.txtar", []byte(broken), Options{})
	require.Len(t, results, 2)
	_, _, err := UpdateAll([]byte(broken), results)
	require.ErrorIs(t, err, results[0].Err)
}

func TestCellSpansAreThoseOfTheReader(t *testing.T) {
	for line, want := range map[string][]string{
		"a,b":               {"a", "b"},
		" a ,\tb ":          {"a ", "b "},
		`a, "x, ""y""" ,,b`: {"a", `"x, ""y""" `, "", "b"},
		"":                  {""},
		"a,b\r":             {"a", "b"},
	} {
		var got []string
		for _, s := range cellSpans(line) {
			got = append(got, line[s[0]:s[1]])
		}
		require.Equal(t, want, got, line)
	}
	require.Equal(t, []string{"a", `"a,b"`, `" a"`, `"say ""hi"""`, ""},
		slices.Collect(func(yield func(string) bool) {
			for _, v := range []string{"a", "a,b", " a", `say "hi"`, ""} {
				yield(csvValue(v))
			}
		}))
}

func FuzzCellSpans(f *testing.F) {
	f.Add("a, b,\"c, \"\"d\"\"\" ,")
	f.Add(" \"a\",\tb")
	f.Add(",")
	f.Fuzz(func(t *testing.T, line string) {
		r := csv.NewReader(strings.NewReader(line + "\n"))
		r.TrimLeadingSpace = true
		record, err := r.Read()
		if err != nil || strings.ContainsAny(line, "\r\n") {
			return
		}
		spans := cellSpans(line)
		require.Len(t, spans, len(record))
		for i := range record {
			changed := line[:spans[i][0]] + csvValue("new, \"value\"") + line[spans[i][1]:]
			after := csv.NewReader(strings.NewReader(changed + "\n"))
			after.TrimLeadingSpace = true
			got, err := after.Read()
			require.NoError(t, err)
			want := slices.Clone(record)
			want[i] = "new, \"value\""
			require.Equal(t, want, got)
		}
	})
}

func TestColumnsThatStandBelowEachOtherStillDo(t *testing.T) {
	for _, c := range []struct{ line, value, want string }{
		{"a,  b,   c", "bbbb", "a,  bbbb, c"},
		{"a,  b,   c", "bb", "a,  bb,  c"},
		{"a,  bbb, c", "b", "a,  b,   c"},
		{"a,  bbb,c", "b", "a,  b,c"},
		{"a,b", "ccc", "a,ccc"},
		{"a,b,", "ccc", "a,ccc,"},
		{"a,b,  ", "ccc", "a,ccc, "},
	} {
		require.Equal(t, c.want, putCell(c.line, cellSpans(c.line)[1], c.value), c.line)
	}
}
