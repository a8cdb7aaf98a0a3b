package show_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/compare"
	"presync/sim/compare/show"
	"presync/sim/directory"
	"presync/sim/match"
)

func verdict(n int, o match.Outcome) *compare.Verdict {
	name := fmt.Sprintf("user%03d", n)
	v := &compare.Verdict{
		User: compare.User{GUID: directory.GUID{1: byte(n >> 8), 0: byte(n), 15: 1}, Forest: "ad", DN: "CN=" + name, UserPrincipalName: name + "@contoso.com",
			SAMAccountName: name, Origin: directory.Origin{Source: "ad,1.ldif", Line: n + 1}},
		Outcome: o, Rule: "LK005", Confidence: match.Documented, Reason: "100% sure\nabout | " + name,
	}
	if o == match.OutcomeError {
		v.Rule, v.Error.Code = "VD007", "LargeObject"
	}
	return v
}

// comparison has users who get worse, one each who gets better, who changes,
// who is in doubt, who is new and who has gone, and two deletions.
func comparison(worse int) *compare.Comparison {
	b := compare.NewBase(compare.Header{AsOf: "2026-05-31", Rules: "sha256:0123456789abcdef"})
	head := []*compare.Verdict{}
	pair := func(base, after *compare.Verdict) {
		b.Add(base)
		head = append(head, after)
	}
	for n := range worse {
		pair(verdict(n, match.OutcomeUpdate), verdict(n, match.OutcomeError))
	}
	pair(verdict(900, match.OutcomeError), verdict(900, match.OutcomeCreate))
	moved := verdict(901, match.OutcomeSoftMatch)
	moved.Target, moved.Result.ProxyAddresses = "id-1", "SMTP:a\nsmtp:b"
	pair(verdict(901, match.OutcomeSoftMatch), moved)
	doubt := verdict(902, match.OutcomeUpdate)
	doubt.Confidence, doubt.Alternatives = match.Contested, "error by HM101"
	pair(verdict(902, match.OutcomeUpdate), doubt)
	pair(verdict(903, match.OutcomeUpdate), verdict(903, match.OutcomeUpdate))
	b.Add(verdict(904, match.OutcomeNotSynced))
	b.Delete(compare.Cloud{ID: "id-2", Name: "spared@contoso.com"})
	c := compare.Against(b, compare.Header{AsOf: "2026-11-22", Rules: "sha256:fedcba9876543210", FullImport: true})
	for _, v := range append(head, verdict(905, match.OutcomeCreate)) {
		c.Add(v)
	}
	c.Delete(compare.Cloud{ID: "id-3", Name: "=deleted@contoso.com"})
	c.Finish()
	return c
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	return b.String()
}

var titled = show.Options{Width: 100, Title: func(rule string) string {
	return map[string]string{"VD007": "an object is too large"}[rule]
}}

func TestTextHasTheCountsFirstAndTheWorstNext(t *testing.T) {
	text := written(t, func(w io.Writer) error { return show.Text(w, comparison(25), titled) })
	at := -1
	for _, part := range []string{
		"25 of 29 users get worse. 1 user gets better. 1 user gets another verdict that is neither.",
		"The head deletes 1 cloud object that the base does",
		"  as-of        2026-05-31           2026-11-22",
		"  rule set     sha256:0123456789ab  sha256:fedcba987654",
		"  full-import  false                true",
		"                    update  hard-match  soft-match  create  duplicate   error  not-synced    gone\n",
		"  update                 2           .           .       .          .      25           .       .\n",
		"  new                    .           .           .       1          .       .           .       .\n",
		"\nWorse\n", "update -> error LargeObject: 25 users\n     rule LK005 -> VD007 an object is too large\n     The export fails, so nothing of the user is synced.\n",
		"user000@contoso.com", "user019@contoso.com", "     and 5 more: --format csv lists all\n",
		"\nChanged, neither worse nor better\n", "soft-match, other target, result.proxyAddresses: 1 user",
		"target: none -> id-1; result.proxyAddresses: none -> SMTP:a, smtp:b",
		"\nBetter\n", "\nSame verdict, less certain\n", "confidence: documented -> contested; alternatives: none -> error by HM101",
		"\nIn the head alone\n", "\nIn the base alone\n", "CN=user904",
		"\nCloud objects that only the head deletes\n", "id-3", "\nCloud objects that only the base deletes\n", "id-2",
	} {
		found := strings.Index(text, part)
		require.Greater(t, found, at, "%q is not there, or not in this order:\n%s", part, text)
		at = found
	}
	for line := range strings.Lines(text) {
		require.LessOrEqual(t, len(strings.TrimRight(line, "\n")), 100, line)
	}
	require.NotContains(t, text, "user020@contoso.com")
}

func TestColourIsForHeadingsOnly(t *testing.T) {
	opt := titled
	opt.Colour = true
	text := written(t, func(w io.Writer) error { return show.Text(w, comparison(1), opt) })
	require.Contains(t, text, "\x1b[31mWorse\x1b[0m\n")
	require.Contains(t, text, "\x1b[32mBetter\x1b[0m\n")
	require.NotContains(t, written(t, func(w io.Writer) error { return show.Text(w, comparison(1), titled) }), "\x1b")
}

func TestAnnotationsAreCappedAndEscaped(t *testing.T) {
	text := written(t, func(w io.Writer) error { return show.GitHub(w, comparison(25), titled) })
	lines := strings.Split(strings.TrimSpace(text), "\n")
	levels := map[string]int{}
	for _, line := range lines[1:] {
		level, _, _ := strings.Cut(strings.TrimPrefix(line, "::"), " ")
		levels[level]++
	}
	require.Equal(t, map[string]int{"error": 10, "warning": 2, "notice": 3}, levels, "GitHub shows ten of a level")
	require.Equal(t, `::error file=ad%2C1.ldif,line=1,title=worse%3A update -> error LargeObject::user000@contoso.com: the export fails, so nothing of the user is synced. 100%25 sure\nabout | user000`, lines[1])
	require.Contains(t, lines, "::error title=presync diff::and 17 more; --format md or csv lists all", "16 users and a deletion")

	few := written(t, func(w io.Writer) error { return show.GitHub(w, comparison(1), titled) })
	require.Contains(t, few, "::error title=deleted::cloud object =deleted@contoso.com (id-3) is deleted by the head alone\n")
	require.NotContains(t, few, "more;")
}

func TestMarkdownIsCappedAndEscaped(t *testing.T) {
	text := written(t, func(w io.Writer) error { return show.Markdown(w, comparison(60), titled) })
	require.Contains(t, text, "| user000@contoso.com | ad,1.ldif:1 | 100% sure\\\\nabout \\| user000 |\n")
	require.Contains(t, text, "and 10 more: `--format csv` lists all.\n")
	require.Equal(t, 1, strings.Count(text, "## Worse\n"))
	require.Contains(t, text, "## Cloud objects that only the head deletes\n\n| Cloud object | ID |\n|---|---|\n| =deleted@contoso.com | id-3 |\n")
	require.NotContains(t, text, "\n\n\n")
}

func TestCSVHasARowForEachUserAndNoFormulas(t *testing.T) {
	c := comparison(2)
	opt := titled
	rows, err := csv.NewReader(strings.NewReader(written(t, func(w io.Writer) error { return show.CSV(w, c, opt) }))).ReadAll()
	require.NoError(t, err)
	var severities []string
	for _, row := range rows[1:] {
		severities = append(severities, row[0])
	}
	require.Equal(t, []string{"worse", "worse", "better", "changed", "less-certain", "added", "removed"}, severities)
	require.Equal(t, `100% sure\nabout | user000`, rows[1][slices.Index(rows[0], "reason")])

	formula := verdict(0, match.OutcomeCreate)
	formula.User.UserPrincipalName = "=cmd()"
	c = compare.Against(compare.NewBase(compare.Header{}), compare.Header{})
	c.Add(formula)
	c.Finish()
	require.Contains(t, written(t, func(w io.Writer) error { return show.CSV(w, c, opt) }), "\nadded,'=cmd(),")
}

func TestJSONHasTheUsersInFourLists(t *testing.T) {
	c := comparison(2)
	var doc struct {
		Schema                             string
		Summary                            struct{ Worse, Same, HeadUsers, BaseUsers int }
		Changes, Certainty, Added, Removed []struct {
			User     struct{ ObjectGUID string }
			Severity string
			Facts    []compare.Fact
		}
	}
	text := written(t, func(w io.Writer) error { return show.JSON(w, c, titled) })
	require.NoError(t, json.Unmarshal([]byte(text), &doc))
	require.Equal(t, show.DiffSchema, doc.Schema)
	require.Equal(t, []int{2, 1, 7, 7}, []int{doc.Summary.Worse, doc.Summary.Same, doc.Summary.HeadUsers, doc.Summary.BaseUsers})
	require.Equal(t, []int{4, 1, 1, 1}, []int{len(doc.Changes), len(doc.Certainty), len(doc.Added), len(doc.Removed)})
	require.Equal(t, []compare.Fact{
		{Name: "outcome", Base: "update", Head: "error"}, {Name: "rule", Base: "LK005", Head: "VD007"}, {Name: "error.code", Head: "LargeObject"},
	}, doc.Changes[0].Facts)
	require.NotEmpty(t, doc.Changes[0].User.ObjectGUID)

	lines := strings.Split(strings.TrimSpace(written(t, func(w io.Writer) error { return show.NDJSON(w, c, titled) })), "\n")
	require.Len(t, lines, 8)
	for _, line := range lines {
		require.True(t, json.Valid([]byte(line)), line)
	}
}

func TestASelectionIsListedAloneInEveryFormat(t *testing.T) {
	c := comparison(2)
	opt := titled
	opt.Keep = func(ch *compare.Change) bool { return ch.Severity == compare.Better }
	for name, write := range map[string]func(io.Writer, *compare.Comparison, show.Options) error{
		"text": show.Text, "json": show.JSON, "ndjson": show.NDJSON, "csv": show.CSV, "md": show.Markdown, "github": show.GitHub,
	} {
		text := written(t, func(w io.Writer) error { return write(w, c, opt) })
		require.Contains(t, text, "user900", name)
		require.NotContains(t, text, "user000", name)
		require.NotContains(t, text, "user904", name)
	}
}

func TestNothingChangedIsSaid(t *testing.T) {
	b := compare.NewBase(compare.Header{})
	b.Add(verdict(1, match.OutcomeUpdate))
	c := compare.Against(b, compare.Header{})
	c.Add(verdict(1, match.OutcomeUpdate))
	c.Finish()
	text := written(t, func(w io.Writer) error { return show.Text(w, c, titled) })
	require.Contains(t, text, "Nothing changes: 1 user, each with the same verdict in both runs.\n")
	require.Contains(t, text, "  Nothing: both rest on the same day, rule set, settings and inputs.\n")
	page := written(t, func(w io.Writer) error { return show.Markdown(w, c, titled) })
	require.Contains(t, page, "in both runs.\n\n| Base down, head across |")
}

// full fails every write, as a disk without room does.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAnErrorOfWritingIsReported(t *testing.T) {
	c := comparison(60)
	m := &compare.Matrix{Axes: []compare.Axis{{Name: "a", Values: []string{"x", "y"}}}, Rows: []compare.Row{{Values: []int{0}}, {Values: []int{1}}}}
	for name, write := range map[string]func(io.Writer) error{
		"text":        func(w io.Writer) error { return show.Text(w, c, titled) },
		"json":        func(w io.Writer) error { return show.JSON(w, c, titled) },
		"ndjson":      func(w io.Writer) error { return show.NDJSON(w, c, titled) },
		"csv":         func(w io.Writer) error { return show.CSV(w, c, titled) },
		"md":          func(w io.Writer) error { return show.Markdown(w, c, titled) },
		"github":      func(w io.Writer) error { return show.GitHub(w, c, titled) },
		"matrix":      func(w io.Writer) error { return show.MatrixText(w, m, titled) },
		"matrix json": func(w io.Writer) error { return show.MatrixJSON(w, m) },
		"matrix csv":  func(w io.Writer) error { return show.MatrixCSV(w, m) },
		"matrix md":   func(w io.Writer) error { return show.MatrixMarkdown(w, m) },
	} {
		require.ErrorContains(t, write(full{}), "no room", name)
	}
}

func TestRowsWithUsersWhoGetWorseAreRed(t *testing.T) {
	m := &compare.Matrix{Axes: []compare.Axis{{Name: "a", Values: []string{"x", "y"}}}, Rows: []compare.Row{
		{Values: []int{0}}, {Values: []int{1}, Counts: map[compare.Severity]int{compare.Worse: 1}}}}
	opt := titled
	opt.Colour = true
	text := written(t, func(w io.Writer) error { return show.MatrixText(w, m, opt) })
	require.Contains(t, text, "\n  1  x ")
	require.Contains(t, text, "\n\x1b[31m  2  y ")
}

func TestAWideMatrixIsFittedIntoTheColumns(t *testing.T) {
	for _, c := range []struct {
		axes, values int
		users        int
	}{{1, 2, 55}, {3, 2, 55}, {6, 2, 55}, {2, 8, 1_000_000}, {3, 4, 100_000}} {
		m := &compare.Matrix{Users: c.users}
		for i := range c.axes {
			axis := compare.Axis{Name: fmt.Sprintf("features.someFlagWithALongName%dEnabled", i)}
			for n := range c.values {
				axis.Values = append(axis.Values, fmt.Sprintf("value%d", n))
			}
			m.Axes = append(m.Axes, axis)
		}
		for n, at := range compare.Combinations(m.Axes) {
			row := compare.Row{Values: at, Outcomes: map[match.Outcome]int{match.OutcomeUpdate: c.users - n, match.OutcomeError: n, match.OutcomeSoftMatch: c.users / 3 * (n % 2)}}
			if n > 0 {
				row.Counts = map[compare.Severity]int{compare.Worse: n}
			}
			m.Rows = append(m.Rows, row)
		}
		text := written(t, func(w io.Writer) error { return show.MatrixText(w, m, titled) })
		rows := 0
		for line := range strings.Lines(text) {
			require.LessOrEqual(t, len(strings.TrimRight(line, "\n")), 100, line)
			if fields := strings.Fields(line); len(fields) > 8 && fields[0] == fmt.Sprint(rows+1) {
				rows++
			}
		}
		require.Equal(t, len(m.Rows), rows, text)
	}
}
