package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/match"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// golden compares an output with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go test -update and read the difference")
}

// rendered writes a prediction with a sink made by make.
func rendered(t *testing.T, p *sim.Prediction, keep func(*match.Decision) bool, make func(io.Writer) Sink) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, Write(make(&buf), testRun(), p, keep))
	return buf.Bytes()
}

func text(opt TextOptions) func(io.Writer) Sink {
	return func(w io.Writer) Sink { return NewText(w, opt) }
}

var machineFormats = map[string]func(io.Writer) Sink{
	"users.json":   func(w io.Writer) Sink { return NewJSON(w, true) },
	"users.ndjson": func(w io.Writer) Sink { return NewNDJSON(w, false) },
	"users.csv":    NewCSV,
	"users.md":     NewMarkdown,
}

func TestFormatsWriteTheSameBytesEachTime(t *testing.T) {
	for name, sink := range machineFormats {
		t.Run(name, func(t *testing.T) {
			got := rendered(t, gappy(prediction(12)), nil, sink)
			golden(t, name, got)
			for range 5 {
				require.Equal(t, got, rendered(t, gappy(prediction(12)), nil, sink))
			}
		})
	}
}

func TestTextReadsWellForFewAndManyUsers(t *testing.T) {
	for _, c := range []struct {
		name  string
		users int
		opt   TextOptions
	}{
		{"text-0-users.txt", 0, TextOptions{Width: 100}},
		{"text-1-user.txt", 1, TextOptions{Width: 100}},
		{"text-60-users.txt", 60, TextOptions{Width: 100}},
		{"text-selected.txt", 60, TextOptions{Width: 100, Selected: true}},
		{"text-narrow.txt", 13, TextOptions{Width: 60}},
		{"text-colour.txt", 13, TextOptions{Width: 100, Colour: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := prediction(c.users)
			if c.users > 1 {
				gappy(p)
			}
			got := rendered(t, p, nil, text(c.opt))
			golden(t, c.name, got)
			for line := range strings.Lines(string(got)) {
				require.LessOrEqual(t, width(strings.TrimSuffix(line, "\n")), c.opt.Width, line)
			}
		})
	}
}

func TestExplanationsReadWell(t *testing.T) {
	p := gappy(prediction(12))
	e := &Explanation{Run: testRun().About(p.Settings, p.Gaps), Decision: &p.Decisions[0], Changes: []sim.Change{
		{Side: "cloud", Edit: "take the role Global Administrator away", Outcome: match.OutcomeHardMatch, Target: `cloud user "user00@contoso.com"`, Rule: "HM001"},
		{Side: "both", Edit: "clear mS-DS-ConsistencyGuid, and take the role away", Outcome: match.OutcomeSoftMatch, Target: `cloud user "x"`, Rule: "SM001"},
	}}
	for name, write := range map[string]func(io.Writer) error{
		"explain.txt":     func(w io.Writer) error { return ExplainText(w, e, TextOptions{Width: 100}, false) },
		"explain-all.txt": func(w io.Writer) error { return ExplainText(w, e, TextOptions{Width: 100}, true) },
		"explain.json":    func(w io.Writer) error { return ExplainJSON(w, e) },
		"explain.md":      func(w io.Writer) error { return ExplainMarkdown(w, e) },
		"explain-duplicate.txt": func(w io.Writer) error {
			return ExplainText(w, &Explanation{Run: e.Run, Decision: &p.Decisions[3]}, TextOptions{Width: 100}, false)
		},
		"explain-left-out.txt": func(w io.Writer) error {
			return ExplainText(w, &Explanation{Run: e.Run, Decision: &p.Decisions[5]}, TextOptions{Width: 100}, false)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			require.NoError(t, write(&buf))
			golden(t, name, buf.Bytes())
		})
	}
}

func TestRulePagesReadWell(t *testing.T) {
	rules := []*match.Rule{roleRule, addressRule, doubtRule, filterRule, anchorRule}
	examples := []Example{{File: "scenarios/hm007_role.txtar", Title: "a Global Administrator is not taken over"}}
	for name, write := range map[string]func(io.Writer) error{
		"rules.txt":  func(w io.Writer) error { return RulesText(w, rules, TextOptions{Width: 100}) },
		"rules.json": func(w io.Writer) error { return RulesJSON(w, rules) },
		"rules.md":   func(w io.Writer) error { return RulesMarkdown(w, rules, func(id string) string { return id + ".md" }) },
		"rule.txt":   func(w io.Writer) error { return RuleText(w, roleRule, examples, TextOptions{Width: 100}) },
		"rule.json":  func(w io.Writer) error { return RuleJSON(w, roleRule, examples) },
		"rule.md":    func(w io.Writer) error { return RuleMarkdown(w, roleRule, examples, "../../") },
		"doubt.txt":  func(w io.Writer) error { return RuleText(w, doubtRule, nil, TextOptions{Width: 100}) },
	} {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			require.NoError(t, write(&buf))
			golden(t, name, buf.Bytes())
		})
	}
}
