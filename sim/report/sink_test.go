package report

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

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// decoded reads the json format back.
func decoded(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	require.NoError(t, json.Unmarshal(raw, &doc))
	return doc
}

func TestJSONKeepsTheFieldOrderOfTheContract(t *testing.T) {
	raw := string(rendered(t, prediction(4), nil, machineFormats["users.json"]))
	for _, order := range [][]string{
		{`"schema"`, `"run"`, `"summary"`, `"decisions"`, `"cloud"`},
		{`"tool"`, `"asOf"`, `"rules"`, `"via"`, `"inputs"`, `"tenant"`, `"gaps"`},
		{`"users"`, `"outcomes"`, `"errors"`, `"deletions"`, `"deletionThresholdExceeded"`},
		{`"hard-match"`, `"soft-match"`, `"create"`, `"create-duplicate"`, `"update"`, `"error"`, `"not-synced"`},
		{`"user"`, `"outcome"`, `"rule"`, `"matchedBy"`, `"target"`, `"error":{`, `"reason"`, `"result"`, `"confidence"`,
			`"alternatives"`, `"orderDependent"`, `"trace"`},
		{`"dn"`, `"forest"`, `"userPrincipalName"`, `"sAMAccountName"`, `"objectGUID"`, `"sourceAnchor"`, `"origin"`},
		{`"code"`, `"number"`, `"message"`, `"attribute"`, `"conflictsWith"`},
	} {
		rest := raw
		for _, field := range order {
			at := strings.Index(rest, field)
			require.GreaterOrEqual(t, at, 0, "%s comes after the fields before it in %v", field, order)
			rest = rest[at:]
		}
	}
}

func TestJSONWritesNullAndEmptyWhereTheContractSaysSo(t *testing.T) {
	p := prediction(12)
	doc := decoded(t, rendered(t, p, nil, func(w io.Writer) Sink { return NewJSON(w, false) }))
	decision := func(i int) map[string]any { return doc["decisions"].([]any)[i].(map[string]any) }
	require.Nil(t, decision(0)["result"], "an error has no result")
	require.Nil(t, decision(5)["result"], "a user who is not synced has no result")
	require.Nil(t, decision(3)["target"])
	require.Nil(t, decision(3)["matchedBy"])
	require.Nil(t, decision(3)["error"])
	require.Equal(t, "primarySMTP", decision(7)["matchedBy"])
	for i := range p.Decisions {
		for _, list := range []string{"alternatives", "trace", "candidates", "rules", "notes"} {
			require.IsType(t, []any{}, decision(i)[list], "%s of decision %d", list, i)
		}
	}
	require.Equal(t, map[string]any{"id": "00000000-0000-0000-0000-000000000099"},
		decision(3)["result"].(map[string]any)["quarantined"].([]any)[0].(map[string]any)["heldBy"])
	require.Equal(t, []any{}, doc["cloud"].(map[string]any)["deletions"])
	require.Equal(t, []any{}, doc["run"].(map[string]any)["gaps"])
	require.Equal(t, []any{}, doc["run"].(map[string]any)["tenant"].(map[string]any)["verifiedDomains"])
}

func TestAHolderWithoutAnIDIsNamedByItsDN(t *testing.T) {
	p := prediction(4)
	p.Decisions[0].Error.ConflictsWith = &match.Holder{DN: "CN=Earlier,DC=contoso"}
	p.Decisions[3].Result.Quarantined[0].HeldBy = match.Holder{DN: "CN=Earlier,DC=contoso"}
	raw := string(rendered(t, p, nil, machineFormats["users.json"]))
	require.Contains(t, raw, `"conflictsWith":{"dn":"CN=Earlier,DC=contoso"}`)
	require.Contains(t, raw, `"heldBy":{"dn":"CN=Earlier,DC=contoso"}`)
}

func TestTheTraceIsOnlyWrittenOnDemand(t *testing.T) {
	p := prediction(1)
	with := string(rendered(t, p, nil, func(w io.Writer) Sink { return NewNDJSON(w, true) }))
	require.Contains(t, with, `{"condition":"anchors are equal","held":true,"left":{"name":"objectGUID","value":"QF5HMK7n80qvdYsUPIHa9Q==","origin":{"source":"ad.ldif","line":11}}`)
	without := string(rendered(t, p, nil, func(w io.Writer) Sink { return NewNDJSON(w, false) }))
	require.Contains(t, without, `"trace":[]`)
}

func TestNDJSONHasTheRunFirstAndTheSummaryLast(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(rendered(t, gappy(prediction(12)), nil, machineFormats["users.ndjson"]))), "\n")
	require.Len(t, lines, 14)
	require.Equal(t, "memory", decoded(t, []byte(lines[0]))["run"].(map[string]any)["via"])
	require.Equal(t, "error", decoded(t, []byte(lines[1]))["outcome"])
	last := decoded(t, []byte(lines[13]))
	require.EqualValues(t, 12, last["summary"].(map[string]any)["users"])
	require.Len(t, last["cloud"].(map[string]any)["unclaimed"], 7)
}

func TestASelectionLimitsTheListAndNotTheSummary(t *testing.T) {
	onlyErrors := func(d *match.Decision) bool { return d.Outcome == match.OutcomeError }
	doc := decoded(t, rendered(t, prediction(24), onlyErrors, machineFormats["users.json"]))
	require.Len(t, doc["decisions"], 2)
	require.EqualValues(t, 24, doc["summary"].(map[string]any)["users"])

	none := func(*match.Decision) bool { return false }
	require.Contains(t, string(rendered(t, prediction(24), none, text(TextOptions{Width: 100, Selected: true}))), "No user fits the selection.")
}

func TestCSVHasOneRowAUserAndNoFormula(t *testing.T) {
	p := prediction(12)
	p.Decisions[0].User.UPN = "=cmd|' /C calc'!A0"
	p.Decisions[1].User.Anchor = "+abc=="
	p.Decisions[2].User.SAMAccountName = "\tx\r\n\u202e"
	rows, err := csv.NewReader(bytes.NewReader(rendered(t, p, nil, NewCSV))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 13)
	column := func(row int, name string) string { return rows[row][slices.Index(csvColumns, name)] }
	require.Equal(t, "'=cmd|' /C calc'!A0", column(1, "userPrincipalName"))
	require.Equal(t, "'+abc==", column(2, "sourceAnchor"))
	require.Equal(t, `'\tx\r\n\u202e`, column(3, "sAMAccountName"))
	require.Equal(t, "InvalidHardMatch", column(1, "errorCode"))
	require.Equal(t, "00000000-0000-0000-0000-000000000000", column(1, "conflictsWith"))
	require.Equal(t, "UserPrincipalName user03@contoso.com (held by 00000000-0000-0000-0000-000000000099)", column(4, "quarantined"))
	require.Equal(t, "error: an older page says that the export fails", column(4, "alternatives"))
	require.Equal(t, "true", column(11, "orderDependent"))
	for _, lead := range []string{"=", "+", "-", "@", "\t", "\r", "＝"} {
		require.True(t, strings.HasPrefix(csvCell(lead+"1"), "'"), "%q", lead)
	}
}

func TestValuesCannotSteerATerminalOrAPage(t *testing.T) {
	p := prediction(1)
	p.Decisions[0].User.UPN = "bob\x1b[31m|\u202e*x*<b>`@contoso.com"
	p.Decisions[0].Reason = "line one\nline | two"
	p.Gaps = []directory.Gap{{ID: "x", Text: "a \x1b[2J gap"}}
	term := string(rendered(t, p, nil, text(TextOptions{Width: 100, Talk: io.Discard})))
	require.NotContains(t, term, "\x1b")
	require.NotContains(t, term, "\u202e")
	require.Contains(t, term, `bob\x1b[31m|\u202e*x*<b>`)
	page := string(rendered(t, p, nil, NewMarkdown))
	require.Contains(t, page, `bob\\x1b\[31m\|\\u202e\*x\*\<b\>\`+"`@contoso.com")
	require.Contains(t, page, `line one\\nline \| two`)
}

func TestLongGroupsAreCapped(t *testing.T) {
	p := prediction(12 * 1300)
	got := string(rendered(t, p, nil, text(TextOptions{Width: 100})))
	require.Contains(t, got, "error InvalidHardMatch for 1,300 users")
	require.Contains(t, got, "and 1,280 more: presync predict --only error --format csv")
	require.Less(t, strings.Count(got, "\n"), 300, "the size does not grow with the number of users")
	require.Contains(t, string(rendered(t, p, nil, NewMarkdown)), "and 1,200 more")
}

func TestTheThresholdStopsTheExport(t *testing.T) {
	p := prediction(2)
	p.DeletionThresholdExceeded = true
	for i := range 501 {
		p.Deletions = append(p.Deletions, cloudUser(i, fmt.Sprintf("gone%d", i)))
	}
	got := string(rendered(t, p, nil, text(TextOptions{Width: 100})))
	require.Contains(t, got, "501 deletions exceed the threshold of 500: the export stops and nothing at all is exported.")
	require.Contains(t, got, "and 496 more (--format json lists them)")
}

func TestTheHeadlineTellsOfDeletions(t *testing.T) {
	p := &sim.Prediction{Decisions: prediction(12).Decisions[6:9]}
	first := func() string {
		got := strings.Join(strings.Fields(string(rendered(t, p, nil, text(TextOptions{Width: 100})))), " ")
		require.Contains(t, strings.Join(strings.Fields(string(rendered(t, p, nil, NewMarkdown))), " "), strings.SplitAfter(got, ". ")[0])
		return got
	}
	require.True(t, strings.HasPrefix(first(), "Nothing stands in the way:"))
	p.Deletions = append(p.Deletions, cloudUser(1, "gone"))
	require.True(t, strings.HasPrefix(first(), "No export fails and no second account is made for 3 users, but 1 synced object is deleted in the cloud."))
	p.DeletionThresholdExceeded = true
	require.True(t, strings.HasPrefix(first(), "Nothing at all is exported: 1 deletion exceeds the deletion threshold. Apart from that, no export fails"))
	p.Decisions = prediction(12).Decisions
	require.True(t, strings.HasPrefix(first(), "Nothing at all is exported: 1 deletion exceeds the deletion threshold. Without that stop: Of 12 users, "))
}

func TestDeletionsByAnExportThatIsNotCompleteAreDoubted(t *testing.T) {
	p := prediction(2)
	p.Deletions = append(p.Deletions, cloudUser(1, "gone"))
	doubted := func(gap string) bool {
		p.Gaps = []directory.Gap{{ID: gap, Text: "x"}}
		return strings.Contains(string(rendered(t, p, nil, NewMarkdown)), "no on-premises user in scope has its sourceAnchor. But the exports are not complete")
	}
	for _, gap := range []string{"ad-unreadable", "ad-first-page", "ad-search-failed"} {
		require.True(t, doubted(gap), gap)
	}
	require.False(t, doubted("ad-no-mail"))
}

func TestHintsGoWhereTheyAreSent(t *testing.T) {
	var talk bytes.Buffer
	got := rendered(t, prediction(13), nil, text(TextOptions{Width: 100, Talk: &talk}))
	require.NotContains(t, string(got), "hint:")
	require.Contains(t, talk.String(), "hint: presync explain user00@contoso.com (with the same inputs)")

	talk.Reset()
	rendered(t, prediction(0), nil, text(TextOptions{Width: 100, Talk: &talk}))
	require.Empty(t, talk.String(), "there is nobody to explain")
}

func TestShellWordsAreQuoted(t *testing.T) {
	require.Equal(t, "bob@contoso.com", shellWord("bob@contoso.com"))
	require.Equal(t, `'CN=Bob Smith'`, shellWord("CN=Bob Smith"))
	require.Equal(t, `'o'\''brien'`, shellWord("o'brien"))
}

// broken fails after some bytes.
type broken struct{ left int }

var errDisk = errors.New("no space left on device")

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errDisk
	}
	return len(p), nil
}

func TestWriteErrorsAreReported(t *testing.T) {
	sinks := map[string]func(io.Writer) Sink{"text": text(TextOptions{Width: 100})}
	for name, sink := range machineFormats {
		sinks[name] = sink
	}
	for name, sink := range sinks {
		for _, room := range []int{0, 100_000} {
			t.Run(fmt.Sprintf("%s after %d bytes", name, room), func(t *testing.T) {
				p := prediction(3000)
				for i := range p.Decisions { // every row differs, so that no format stays small
					p.Decisions[i].Outcome, p.Decisions[i].Rule = match.OutcomeError, roleRule
					p.Decisions[i].Error = &match.Error{Code: fmt.Sprint("Code", i)}
				}
				require.ErrorIs(t, Write(sink(&broken{left: room}), testRun(), p, nil), errDisk)
			})
		}
	}
}

func TestTheRuleSetHashFollowsTheRules(t *testing.T) {
	one, err := RuleSetHash([]*match.Rule{anchorRule, roleRule})
	require.NoError(t, err)
	require.Regexp(t, "^sha256:[0-9a-f]{64}$", one)
	shuffled, err := RuleSetHash([]*match.Rule{roleRule, anchorRule})
	require.NoError(t, err)
	require.Equal(t, one, shuffled, "the order of the list means nothing")
	changed := *roleRule
	changed.From = testRun().AsOf
	other, err := RuleSetHash([]*match.Rule{anchorRule, &changed})
	require.NoError(t, err)
	require.NotEqual(t, one, other)
}

func TestManyGapsDoNotHideTheUsers(t *testing.T) {
	p := prediction(12)
	for i := range fewGaps + 1 {
		p.Gaps = append(p.Gaps, directory.Gap{ID: "x", Text: fmt.Sprintf("gap %d", i)})
	}
	got := string(rendered(t, p, nil, text(TextOptions{Width: 100})))
	require.Contains(t, got, "The inputs leave 4 things open, which are listed at the end.")
	require.Greater(t, strings.Index(got, "  - gap 0"), strings.Index(got, "Needs attention"))

	p.Decisions = p.Decisions[6:9]
	require.Contains(t, string(rendered(t, p, nil, text(TextOptions{Width: 100}))), "As far as the inputs tell, nothing stands in the way:")
	p.Gaps = nil
	require.Contains(t, string(rendered(t, p, nil, text(TextOptions{Width: 100}))), "Nothing stands in the way:")
}

func TestSummaryCountsAllOutcomes(t *testing.T) {
	s := Summarize(prediction(12))
	require.Equal(t, 12, s.Users)
	require.Equal(t, map[string]int{"InvalidHardMatch": 1}, s.Errors)
	require.Equal(t, s.Errors, s.Failures)
	p := prediction(4)
	p.Decisions[3].Error = &match.Error{Code: "ExistingAdminRoleConflict"}
	require.Equal(t, map[string]int{"InvalidHardMatch": 1, "ExistingAdminRoleConflict": 1}, Summarize(p).Errors)
	require.Equal(t, map[string]int{"InvalidHardMatch": 1}, Summarize(p).Failures)
	require.True(t, s.Findings())
	clean := &sim.Prediction{Decisions: prediction(12).Decisions[6:9]}
	require.False(t, Summarize(clean).Findings())
}

func BenchmarkJSON(b *testing.B) {
	p := prediction(1200)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(NewJSON(io.Discard, false), testRun(), p, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*1200/b.Elapsed().Seconds(), "users/s")
}

func BenchmarkCSV(b *testing.B) {
	p := prediction(1200)
	for b.Loop() {
		if err := Write(NewCSV(io.Discard), testRun(), p, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*1200/b.Elapsed().Seconds(), "users/s")
}
