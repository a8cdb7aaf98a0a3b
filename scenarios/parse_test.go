package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
)

const minimal = `HM001: an equal anchor takes the cloud user over
The prose.

Second paragraph.
-- ad.ldif --
dn: CN=Bob,DC=contoso,DC=com
objectClass: user
-- cloud.json --
{"value": []}
-- want/decisions --
# a comment

bob@contoso.com hard-match rule=HM001 reason="has the same anchor"
`

func TestParseReadsProseSectionsAndWants(t *testing.T) {
	s, err := Parse("hm001.txtar", []byte(minimal))
	require.NoError(t, err)
	require.Equal(t, "HM001", s.ID)
	require.Equal(t, "an equal anchor takes the cloud user over", s.Title)
	require.Equal(t, "The prose.\n\nSecond paragraph.", s.Prose)
	require.Equal(t, 13, s.Lines)
	require.Len(t, s.Cycles, 1)
	c := s.Cycles[0]
	require.Equal(t, "ad", c.AD[0].Forest)
	require.Equal(t, 6, c.AD[0].Line)
	require.Equal(t, 9, c.Cloud.Line)
	require.Equal(t, RunSettings{AsOf: DefaultAsOf()}, c.Run)
	require.Len(t, c.Want.Decisions.Lines, 1)
	line := c.Want.Decisions.Lines[0]
	require.Equal(t, 13, line.Line)
	require.Equal(t, "bob@contoso.com", line.Who)
	require.Equal(t, match.OutcomeHardMatch, line.Outcome)
	require.Equal(t, "rule", line.Asserts[0].Key)
	require.Equal(t, "HM001", line.Asserts[0].Value)
	require.Equal(t, "has the same anchor", line.Asserts[1].Value)
}

func TestParseTakesCarriageReturnsAndAByteOrderMark(t *testing.T) {
	s, err := Parse("x.txtar", []byte("\ufeff"+strings.ReplaceAll(minimal, "\n", "\r\n")))
	require.NoError(t, err)
	require.Equal(t, "an equal anchor takes the cloud user over", s.Title)
	require.Equal(t, 13, s.Cycles[0].Want.Decisions.Lines[0].Line)
	require.Equal(t, "HM001", s.Cycles[0].Want.Decisions.Lines[0].Asserts[0].Value)
}

func TestSectionsInPlaceKeepTheLinesOfTheFile(t *testing.T) {
	s, err := Parse("x.txtar", []byte(minimal))
	require.NoError(t, err)
	lines := strings.Split(string(s.Cycles[0].Cloud.InPlace()), "\n")
	require.Equal(t, `{"value": []}`, lines[s.Cycles[0].Cloud.Line-1])
}

func TestForestsKeepTheOrderOfTheirSections(t *testing.T) {
	s, err := Parse("x.txtar", []byte("X: t\n-- ad/zeta.ldif --\ndn: a\n-- ad/alpha.csv --\nDN\n-- want/decisions --\n-\n"))
	require.NoError(t, err)
	require.Equal(t, "zeta", s.Cycles[0].AD[0].Forest)
	require.Equal(t, "alpha", s.Cycles[0].AD[1].Forest)
	require.Empty(t, s.Cycles[0].Want.Decisions.Lines)
	require.NotNil(t, s.Cycles[0].Want.Decisions)
}

func TestALaterCycleKeepsTheRunSettingsItDoesNotName(t *testing.T) {
	s, err := Parse("x.txtar", []byte("X: t\n-- ad.ldif --\ndn: a\n-- run.yaml --\nasOf: 2026-06-30\nfullImport: true\n"+
		"-- cycle2/run.yaml --\nasOf: 2026-07-01\n-- cycle3/run.yaml --\nfullImport: false\n-- cycle3/want/decisions --\n-\n"))
	require.NoError(t, err)
	june30 := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	july1 := june30.AddDate(0, 0, 1)
	require.Equal(t, RunSettings{AsOf: june30, FullImport: true}, s.Cycles[0].Run)
	require.Equal(t, RunSettings{AsOf: july1, FullImport: true}, s.Cycles[1].Run)
	require.Equal(t, RunSettings{AsOf: july1}, s.Cycles[2].Run)
}

func TestParseSaysWhereAndWhatIsWrong(t *testing.T) {
	const head = "X: t\n-- ad.ldif --\ndn: a\n"
	const tail = "-- want/decisions --\nbob create\n"
	tests := map[string]struct{ file, want string }{
		"no title":                 {"just prose\n" + tail, `x.txtar:1: the first line is "just prose", want "ID: title"`},
		"empty file":               {"", `x.txtar:1: the first line is ""`},
		"no sections":              {"X: t\n\n", "x.txtar:2: there are no sections"},
		"no first cycle":           {"X: t\n-- cycle2/want/decisions --\nbob create\n", "x.txtar:3: there is no first cycle"},
		"no ad":                    {"X: t\n" + tail, "x.txtar:3: section ad.ldif is missing"},
		"no want":                  {head, "x.txtar:3: section want/decisions is missing"},
		"no want in the last":      {head + tail + "-- cycle2/run.yaml --\nfullImport: true\n", "x.txtar:7: section cycle2/want/decisions is missing"},
		"hole in the cycles":       {head + tail + "-- cycle3/want/decisions --\nbob create\n", "x.txtar:7: cycle 2 is missing"},
		"cycle1":                   {head + "-- cycle1/want/decisions --\n-\n", `x.txtar:4: section "cycle1/want/decisions": later cycles are cycle2/`},
		"cycle02":                  {head + "-- cycle02/want/decisions --\n-\n", `x.txtar:4: section "cycle02/want/decisions"`},
		"utf-16":                   {"\xff\xfeX\x00:\x00", "x.txtar:1: the file is in UTF-16; save it as UTF-8"},
		"marker without a blank":   {head + "-- want/decisions--\n-\n", `x.txtar:4: "-- want/decisions--" starts no section; write "-- want/decisions --"`},
		"marker with one too many": {head + "-- want/decisions -- \r\n-\n", `x.txtar:4: "-- want/decisions -- " starts no section; write "-- want/decisions --"`},
		"marker in the prose":      {"X: t\n--ad.ldif--\n" + tail, `x.txtar:2: "--ad.ldif--" starts no section`},
		"dash before a user":       {head + "-- want/decisions --\n-\nbob create\n", `x.txtar:5: want/decisions: "-" stands for no user at all and must be the only line`},
		"unknown section":          {head + "-- want/decision --\n-\n" + tail, `x.txtar:4: unknown section "want/decision"`},
		"unknown root section":     {head + "-- cloud.csv --\n-\n" + tail, `x.txtar:4: unknown section "cloud.csv"`},
		"unknown tenant file":      {head + "-- tenant/people.json --\n-\n" + tail, `x.txtar:4: unknown section "tenant/people.json"; a tenant has users.json`},
		"unknown ad format":        {head + "-- ad/x.txt --\n" + tail, `x.txtar:4: unknown section "ad/x.txt"`},
		"forest without a name":    {"X: t\n-- ad/.ldif --\n" + tail, `x.txtar:2: unknown section "ad/.ldif"`},
		"nested forest":            {"X: t\n-- ad/a/b.ldif --\n" + tail, `x.txtar:2: unknown section "ad/a/b.ldif"`},
		"section twice":            {head + "-- ad.ldif --\n" + tail, `x.txtar:4: section "ad.ldif" stands in line 2 already`},
		"forest twice":             {"X: t\n-- ad/a.ldif --\n-- ad/A.csv --\n" + tail, `x.txtar:3: section "ad/A.csv": forest "A" stands in line 2 already`},
		"ad beside ad/":            {head + "-- ad/b.ldif --\n" + tail, `x.txtar:4: section "ad/b.ldif" beside "ad.ldif"`},
		"ad/ beside ad":            {"X: t\n-- ad/b.ldif --\n-- ad.ldif --\n" + tail, `x.txtar:3: section "ad.ldif" beside "ad/b.ldif"`},
		"cloud beside tenant":      {head + "-- cloud.json --\n-- tenant/users.json --\n" + tail, `x.txtar:5: section "tenant/users.json" beside cloud.json`},
		"tenant without users":     {head + "-- tenant/groups.json --\n" + tail, `x.txtar:4: section "tenant/groups.json" without tenant/users.json`},
		"tenant files later":       {head + "-- cycle2/tenant/users.json --\n" + tail, `x.txtar:4: section "cycle2/tenant/users.json": the tenant of a later cycle`},
		"empty want":               {head + "-- want/decisions --\n# nothing\n\n", "x.txtar:4: want/decisions is empty"},
		"empty deletions":          {head + tail + "-- want/deletions --\n", "x.txtar:6: want/deletions is empty"},
		"empty trace":              {head + tail + "-- want/trace --\n\n", "x.txtar:6: want/trace is empty"},
		"two words in gaps":        {head + tail + "-- want/gaps --\nroles unknown\n", "x.txtar:7: want/gaps: 2 words in a line"},
		"none beside a deletion":   {head + tail + "-- want/deletions --\nbob\n-\n", `x.txtar:8: want/deletions: "-" stands for none`},
		"none beside a user":       {head + "-- want/decisions --\n- create\n", `x.txtar:5: want/decisions: "-" stands for no user`},
		"no outcome":               {head + "-- want/decisions --\nbob\n", `x.txtar:5: want/decisions: "bob" has no outcome`},
		"unknown outcome":          {head + "-- want/decisions --\nbob created\n", `x.txtar:5: want/decisions: "created" is no outcome; did you mean create?`},
		"unknown key":              {head + "-- want/decisions --\nbob create rul=X\n", `x.txtar:5: want/decisions: unknown key "rul"; did you mean rule?`},
		"no key":                   {head + "-- want/decisions --\nbob create HM001\n", `x.txtar:5: want/decisions: "HM001" is not of the form key=value`},
		"key twice":                {head + "-- want/decisions --\nbob create rule=A rule=B\n", `x.txtar:5: want/decisions: rule is given twice`},
		"empty value":              {head + "-- want/decisions --\nbob create mail=\n", `x.txtar:5: want/decisions: mail has no value; write mail=- for none`},
		"user twice":               {head + "-- want/decisions --\nbob create\nbob create\n", `x.txtar:6: want/decisions: "bob" stands in line 5 already`},
		"open quote":               {head + "-- want/decisions --\n\"bob create\n", "x.txtar:5: want/decisions: a quoted value is not closed"},
		"text behind a quote":      {head + "-- want/decisions --\n\"bob\"x create\n", "x.txtar:5: want/decisions: a closing quote must be followed by a blank"},
		"bad way of matching":      {head + "-- want/decisions --\nbob create by=mail\n", `x.txtar:5: want/decisions: by: "mail" is none of sourceAnchor,`},
		"bad confidence":           {head + "-- want/decisions --\nbob create confidence=sure\n", `confidence: "sure" is none of documented`},
		"bad number":               {head + "-- want/decisions --\nbob error number=ten\n", `number: "ten" is no number`},
		"bad pattern":              {head + "-- want/decisions --\nbob create upn=/a(/\n", "upn: error parsing regexp"},
		"bad alternative":          {head + "-- want/decisions --\nbob create alternatives=create,none\n", `alternatives: "none" is no outcome`},
		"bad order":                {head + "-- want/decisions --\nbob create orderDependent=yes\n", `orderDependent: "yes" is none of true, false`},
		"unknown run key":          {head + tail + "-- run.yaml --\nas-of: 2026-01-01\n", `x.txtar:7: run.yaml: unknown key "as-of"; use asOf, fullImport`},
		"bad day":                  {head + tail + "-- run.yaml --\n# c\nasOf: July\n", `x.txtar:8: run.yaml: asOf is "July", want a day`},
		"bad bool":                 {head + tail + "-- run.yaml --\nfullImport: yes\n", `x.txtar:7: run.yaml: fullImport is "yes", want true or false`},
		"run key twice":            {head + tail + "-- run.yaml --\nasOf: 2026-01-01\nasOf: 2026-01-01\n", "x.txtar:8: run.yaml: asOf is given twice"},
		"run key twice again":      {head + tail + "-- run.yaml --\nfullImport: true\nfullImport: true\n", "x.txtar:8: run.yaml: fullImport is given twice"},
		"unknown setting":          {head + tail + "-- tenant.yaml --\n# c\nverifiedDomain: [a]\n", "x.txtar:8: "},
		"setting of a wrong type":  {head + tail + "-- cycle2/tenant.yaml --\ncrossMatch: 7\n-- cycle2/want/decisions --\n-\n", "x.txtar:7: "},
		"tenant file is no yaml":   {head + tail + "-- tenant.yaml --\na: b: c\n", "x.txtar:7: "},
		"empty run file":           {head + tail + "-- run.yaml --\n", "x.txtar:6: run.yaml is not one YAML document"},
		"run file that is a list":  {head + tail + "-- run.yaml --\n- asOf\n", `x.txtar:7: run.yaml is not a list of "key: value" lines`},
		"run file that is no yaml": {head + tail + "-- run.yaml --\n\nasOf: [\n", "x.txtar:8: run.yaml: "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.txtar", []byte(test.file))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestWordsAreReadAsTheyAreWritten(t *testing.T) {
	for _, value := range []string{"a", "a b", `say "hi"`, `back\slash`, "", "#x", "a=b", "=", `"`} {
		words, err := splitWords("who  key=" + quote(value) + "\tlast")
		require.NoError(t, err)
		require.Len(t, words, 3)
		require.Equal(t, "key", words[1].key)
		require.Equal(t, value, words[1].value)
	}
	words, err := splitWords(`"CN=Doe\, Jo,DC=x" CN=Bob,DC=x QF5HMK7n80qvdYsUPIHa9Q==`)
	require.NoError(t, err)
	require.Equal(t, `CN=Doe\, Jo,DC=x`, words[0].text())
	require.Equal(t, "CN=Bob,DC=x", words[1].text())
	require.Equal(t, "QF5HMK7n80qvdYsUPIHa9Q==", words[2].text())
}

func TestListsAreReadAsTheyAreWritten(t *testing.T) {
	for _, items := range [][]string{nil, {"a"}, {"a", "b"}, {"CN=Doe\\, Jo,DC=x", "b"}, {`\`, ","}, {"a", ""}} {
		require.Equal(t, items, splitList(joinList(items)))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte("X: t\r\n-- ad/a.csv --\r\nDN\r\n-- cycle2/run.yaml --\r\nasOf: 2026-01-01\r\n-- cycle2/want/decisions --\r\n-\r\n"))
	f.Add([]byte("X: t\n-- want/decisions --\n\"a\"\"b\" create upn=/x/ heldBy=a\\,b\n-- want/gaps --\n-\n-- run.yaml --\n[\n"))
	f.Add([]byte("X: t\n-- ad.ldif --\n-- tenant.yaml --\nroles: [{user: a, role: b}]\n-- cycle2/cloud.json --\n[{\"id\": \"c0\"}]\n-- want/decisions --\n-\n"))
	f.Add([]byte("-- --\n--  --\n-- x --"))
	f.Add([]byte("X: t\n-- ad.ldif --\n-- want/decisions --\na create\n-- want/known-wrong --\n# seen\r\n#\na update\n\nb error\n"))
	f.Add([]byte(nameTable))
	f.Add([]byte(flagTable))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("x.txtar", data)
		if err != nil {
			require.Regexp(t, `^x\.txtar:\d+: .`, err.Error())
			return
		}
		lines := strings.Split(string(data), "\n")
		var cycles []Cycle
		for _, v := range s.Each() {
			require.NotEmpty(t, v.Cycles)
			cycles = append(cycles, v.Cycles...)
		}
		if strings.Contains(string(data), "{{") {
			return // what stands in a line is filled in
		}
		for _, c := range cycles {
			for _, e := range c.AD {
				require.LessOrEqual(t, e.Line-1, len(lines))
				require.Contains(t, lines[e.Line-2], e.Name)
			}
			if c.Want.Decisions != nil {
				for _, w := range c.Want.Decisions.Lines {
					require.Contains(t, lines[w.Line-1], string(w.Outcome))
				}
			}
		}
	})
}
