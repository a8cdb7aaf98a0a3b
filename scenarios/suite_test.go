package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// suiteFiles are scenarios of which some are meant to fail: their names begin
// with what must become of them.
func suiteFiles() fs.FS { return os.DirFS("testdata/suite") }

// suiteReport runs the suite in one format.
func suiteReport(t *testing.T, format string) (string, Summary) {
	t.Helper()
	var out bytes.Buffer
	reporter, err := NewReporter(format, &out, true)
	require.NoError(t, err)
	sum, err := Report(RunFS(context.Background(), suiteFiles(), Options{Parallel: 4}), nil, reporter)
	require.NoError(t, err)
	return out.String(), sum
}

// expected gives the files of the suite by what must become of them.
func expected(t *testing.T) map[string][]string {
	t.Helper()
	kinds := make(map[string][]string)
	for _, f := range Files(suiteFiles()) {
		kind, _, _ := strings.Cut(path.Base(f.Name), "_")
		kinds[kind] = append(kinds[kind], f.Name)
	}
	require.Len(t, kinds, 4)
	return kinds
}

func TestTheRightScenariosFail(t *testing.T) {
	status := map[Status]string{Passed: "ok", Known: "known", Failed: "fail", Broken: "broken"}
	got := make(map[string][]string)
	for r := range RunFS(context.Background(), suiteFiles(), Options{}) {
		got[status[r.Status()]] = append(got[status[r.Status()]], r.Name)
	}
	require.Equal(t, expected(t), got)
	_, sum := suiteReport(t, "text")
	want := expected(t)
	require.Equal(t, Summary{Passed: len(want["ok"]) + len(want["known"]), KnownWrong: len(want["known"]),
		Failed: len(want["fail"]) + len(want["broken"]), Broken: len(want["broken"])}, sum)
}

// failures are what the suite must say, by file.
var failures = map[string][]string{
	"broken_cycle_missing.txtar":   {`:19: cycle 2 is missing; cycles are numbered without a hole`},
	"broken_empty.txtar":           {`:1: the first line is "", want "ID: title" with an ID in capitals`},
	"broken_json.txtar":            {`:11: cloud.json: is not JSON: found '}', want a value`},
	"broken_known_wrong.txtar":     {`:25: want/known-wrong: "zoe" has no evidence`},
	"broken_ldif.txtar":            {`:4: objectGUID: the value is not valid Base64`},
	"broken_no_want.txtar":         {`:15: section want/decisions is missing`},
	"broken_section_twice.txtar":   {`:18: section "want/decisions" stands in line 16 already`},
	"broken_title.txtar":           {`:1: the first line is "no title"`},
	"broken_unknown_key.txtar":     {`:17: want/decisions: unknown key "ruel"; did you mean rule?`},
	"broken_unknown_outcome.txtar": {`:17: want/decisions: "created" is no outcome; did you mean create?`},
	"broken_unknown_section.txtar": {`:18: unknown section "want/decision"; did you mean want/decisions?`},
	"broken_unknown_setting.txtar": {`:13: unknown key "verifiedDomain"; did you mean verifiedDomains?`},
	"broken_user_twice.txtar":      {`:18: want/decisions: "zoe" stands in line 17 already`},
	"fail_neither.txtar":           {`:28: want/known-wrong: zoe is neither as the service decides nor as it is pinned here`},
	"fail_now_right.txtar":         {`:28: want/known-wrong: zoe is now right: remove this section`},
	"fail_outcome.txtar":           {`:25: zoe@contoso.com`},
	"fail_second_cycle.txtar":      {`:27: zoe (cycle 2)`},
	"fail_trace, 100% of it.txtar": {`:27: want/trace differs`, `:30: want/deletions: zoe@contoso.com is not deleted`, `:32: want/gaps: no-such-gap is no gap of the cycle`},
	"fail_users.txtar":             {`:19: yan@contoso.com is no user of the cycle`, `:19: zoe@contoso.com is not in want/decisions; it is create by rule CR001`},
	"folder/fail_reason.txtar":     {`:19: zoe`},
	"known_service_creates.txtar":  {`:29: zoe gets a verdict that is known to be wrong`},
}

func TestFailuresNameTheirLine(t *testing.T) {
	for r := range RunFS(context.Background(), suiteFiles(), Options{}) {
		lines := append(failureLines(&r), knownWrongLines(&r)...)
		text := regexp.MustCompile(`\n +`).ReplaceAllString(strings.Join(lines, "\n"), " ")
		require.Equal(t, len(failures[r.Name]) > 0, text != "", r.Name)
		for _, want := range failures[r.Name] {
			require.Contains(t, text, r.Name+want)
		}
	}
}

func TestTextNamesTheScenariosThatFail(t *testing.T) {
	out, _ := suiteReport(t, "text")
	got := make(map[string][]string)
	for kind, head := range map[string]string{"ok": "ok    ", "known": "KNOWN WRONG  ", "fail": "FAIL  ", "broken": "ERROR  "} {
		for line := range strings.Lines(out) {
			if rest, ok := strings.CutPrefix(line, head); ok {
				name, _, _ := strings.Cut(rest, ".txtar")
				got[kind] = append(got[kind], name+".txtar")
			}
		}
	}
	require.Equal(t, expected(t), got)
	require.True(t, strings.HasSuffix(out, "\n5 passed (1 known wrong), 20 failed (13 could not be run)\n"), out)
}

func TestJSONNamesTheScenariosThatFail(t *testing.T) {
	out, _ := suiteReport(t, "json")
	var document struct{ Scenarios []jsonScenario }
	require.NoError(t, json.Unmarshal([]byte(out), &document))
	kinds := map[Status]string{Passed: "ok", Known: "known", Failed: "fail", Broken: "broken"}
	got := make(map[string][]string)
	for _, s := range document.Scenarios {
		got[kinds[s.Status]] = append(got[kinds[s.Status]], s.File)
		require.Equal(t, s.Status == Passed || s.Status == Known, s.Passed)
	}
	require.Equal(t, expected(t), got)
}

func TestTAPNamesTheScenariosThatFail(t *testing.T) {
	out, _ := suiteReport(t, "tap")
	want := expected(t)
	var bad, todo []string
	for line := range strings.Lines(out) {
		m := regexp.MustCompile(`^not ok \d+ - (.*\.txtar) .*?( # TODO known wrong: Export of .*)?$`).FindStringSubmatch(strings.TrimSpace(line))
		switch {
		case m == nil:
		case m[2] != "":
			todo = append(todo, m[1])
		default:
			bad = append(bad, m[1])
		}
	}
	require.Equal(t, want["known"], todo)
	require.Equal(t, slices.Sorted(slices.Values(append(want["fail"], want["broken"]...))), bad)
	require.Contains(t, out, "\n1..25\n")
}

func TestGitHubNamesTheLinesThatFail(t *testing.T) {
	out, _ := suiteReport(t, "github")
	got := make(map[string][]string)
	for line := range strings.Lines(out) {
		m := regexp.MustCompile(`^::(error|notice) file=(.*?),line=(\d+),title=.*?::`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		file := strings.NewReplacer("%25", "%", "%2C", ",", "%3A", ":").Replace(m[2])
		got[file] = append(got[file], m[3])
	}
	want := make(map[string][]string)
	for file, texts := range failures {
		for _, text := range texts {
			want[file] = append(want[file], strings.Split(text, ":")[1])
		}
	}
	for file, lines := range want {
		require.Subset(t, got[file], lines, file)
	}
	require.Len(t, got, len(want))
}

func TestJUnitNamesTheScenariosThatFail(t *testing.T) {
	out, _ := suiteReport(t, "junit")
	var document junitSuites
	require.NoError(t, xml.Unmarshal([]byte(out), &document))
	got := make(map[string][]string)
	for _, c := range document.Suites[0].Cases {
		kind := "ok"
		switch {
		case c.Error != nil:
			kind = "broken"
		case c.Failure != nil:
			kind = "fail"
		case c.Skipped != nil:
			kind = "known"
		}
		got[kind] = append(got[kind], strings.ReplaceAll(c.Class, ".", "/")+".txtar")
	}
	require.Equal(t, expected(t), got)
}

func TestSARIFNamesTheLinesThatFail(t *testing.T) {
	out, _ := suiteReport(t, "sarif")
	var document struct {
		Runs []struct{ Results []sarifResult }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &document))
	rules := map[string]string{"broken": "broken-scenario", "fail": "failing-scenario", "known": "known-wrong"}
	got, want := make(map[string]bool), make(map[string]bool)
	for _, r := range document.Runs[0].Results {
		l := r.Locations[0].Physical
		got[fmt.Sprintf("%s %s:%d", r.RuleID, l.Artifact.URI, l.Region.StartLine)] = true
		if l.Artifact.URI == "fail_outcome.txtar" {
			require.Equal(t, "zoe@contoso.com create rule=CR001 target=- quarantined=-", l.Region.Snippet.Text)
		}
	}
	for file, texts := range failures {
		kind, _, _ := strings.Cut(path.Base(file), "_")
		for _, text := range texts {
			want[fmt.Sprintf("%s %s:%s", rules[kind], fileURI(file), strings.Split(text, ":")[1])] = true
		}
	}
	require.Equal(t, want, got)
}

func TestParallelRunsGiveTheSameReports(t *testing.T) {
	for _, format := range Formats() {
		want, _ := suiteReport(t, format)
		for range 3 {
			got, _ := suiteReport(t, format)
			require.Equal(t, want, got)
		}
	}
}

func TestUpdatedScenariosHoldAndKeepAllElse(t *testing.T) {
	for r := range RunFS(context.Background(), suiteFiles(), Options{}) {
		if r.Status() != Failed || r.Name == "fail_now_right.txtar" {
			continue
		}
		updated, err := Update(r.Data, r)
		require.NoError(t, err)
		after := RunData(context.Background(), r.Name, updated, Options{})
		require.True(t, after.Passed(), "%s: %s", r.Name, failureLines(&after))
		before, _, _ := bytes.Cut(r.Data, []byte("-- want/"))
		require.True(t, bytes.HasPrefix(updated, before), "%s: all before the want sections is as it was", r.Name)
	}
}
