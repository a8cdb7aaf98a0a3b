package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v4"

	"presync/sim/compare"
)

const pipelines = "../../docs/PIPELINES.md"

// fence is a block of code of the page.
type fence struct{ kind, text string }

// fences gives the blocks of the page, in order.
func fences(t *testing.T) []fence {
	t.Helper()
	page, err := os.ReadFile(pipelines)
	require.NoError(t, err)
	var all []fence
	for _, m := range regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```").FindAllStringSubmatch(string(page), -1) {
		all = append(all, fence{m[1], m[2]})
	}
	return all
}

// scriptsIn gives the shell scripts of a pipeline: the values of run, bash and
// script, wherever they stand; and the commands of the hooks of pre-commit.
func scriptsIn(t *testing.T, value any, hooks map[string]string) []string {
	t.Helper()
	var scripts []string
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			scripts = append(scripts, scriptsIn(t, item, hooks)...)
		}
	case map[string]any:
		for _, key := range []string{"run", "bash", "script"} {
			if s, ok := v[key].(string); ok {
				scripts = append(scripts, s)
			}
		}
		if id, ok := v["id"].(string); ok {
			entry, _ := v["entry"].(string)
			if entry == "" {
				entry = hooks[id]
			}
			require.NotEmpty(t, entry, "hook %s is not in .pre-commit-hooks.yaml", id)
			for _, arg := range listOf(v["args"]) {
				entry += " " + arg
			}
			if strings.Contains(entry, " test ") {
				entry += " scenarios/one.txtar"
			}
			return []string{entry}
		}
		for key, item := range v {
			if key != "args" {
				scripts = append(scripts, scriptsIn(t, item, hooks)...)
			}
		}
	}
	return scripts
}

func listOf(value any) []string {
	var out []string
	list, _ := value.([]any)
	for _, v := range list {
		out = append(out, v.(string))
	}
	return out
}

// hookEntries are the commands of .pre-commit-hooks.yaml by their id.
func hookEntries(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	require.NoError(t, err)
	var hooks []struct{ ID, Name, Entry, Language, Files string }
	require.NoError(t, yaml.Unmarshal(data, &hooks))
	entries := map[string]string{}
	for _, h := range hooks {
		require.Equal(t, "golang", h.Language, h.ID)
		require.NotEmpty(t, h.Name, h.ID)
		_, err := regexp.Compile(h.Files)
		require.NoError(t, err, h.ID)
		entries[h.ID] = h.Entry
	}
	return entries
}

// commandsIn gives the presync commands of a script as words: what stands
// between the start of a line and its end, or the first operator of the shell.
func commandsIn(script string) [][]string {
	var commands [][]string
	for line := range strings.SplitSeq(strings.ReplaceAll(script, "\\\n", " "), "\n") {
		line, _, _ = strings.Cut(line, "||")
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "presync" {
			continue
		}
		for i := range words {
			words[i] = strings.Trim(words[i], `"'`)
		}
		commands = append(commands, words[1:])
	}
	return commands
}

// pipelineFolder is a repository as the page describes it, with the data of
// the example.
func pipelineFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "exports", "tenant"), os.DirFS(contoso+"tenant")))
	for from, to := range map[string]string{
		contoso + "ad.ldif": "exports/ad.ldif", contoso + "tenant.yaml": "tenant.yaml",
		"../../scenarios/hm001_anchor_equal.txtar": "scenarios/one.txtar",
	} {
		data, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, to)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, to), data, 0o600))
		if to == "tenant.yaml" { // what git show writes
			require.NoError(t, os.WriteFile(filepath.Join(dir, "tenant.base.yaml"), data, 0o600))
		}
	}
	return dir
}

// TestEveryCommandOfThePipelinesRuns runs each presync command of the page, in
// order, in a repository as the page describes it.
func TestEveryCommandOfThePipelinesRuns(t *testing.T) {
	hooks, blocks := hookEntries(t), fences(t)
	t.Chdir(pipelineFolder(t))
	ran := map[string]int{}
	for _, block := range blocks {
		var scripts []string
		switch block.kind {
		case "sh":
			scripts = []string{block.text}
		case "yaml":
			var pipeline any
			require.NoError(t, yaml.Unmarshal([]byte(block.text), &pipeline), block.text)
			scripts = scriptsIn(t, pipeline, hooks)
			require.NotEmpty(t, scripts)
		case "go":
			_, err := parser.ParseFile(token.NewFileSet(), "page.go", block.text, parser.AllErrors)
			require.NoError(t, err)
		}
		for _, words := range commandsIn(strings.Join(scripts, "\n")) {
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], "$GITHUB_STEP_SUMMARY", "step-summary.md")
			}
			var stderr bytes.Buffer
			want := exitOK
			if words[0] == "predict" {
				want = exitFindings // the example has users who fail
			}
			require.Equal(t, want, run(testApp(&bytes.Buffer{}, &stderr), words...), "presync %s\n%s", strings.Join(words, " "), stderr.String())
			ran[words[0]]++
		}
	}
	require.Equal(t, map[string]int{"anonymize": 1, "predict": 1, "test": 6, "diff": 5, "whatif": 1}, ran)
	for _, file := range []string{"accepted.json", "scenarios.xml", "scenarios.sarif", "step-summary.md", "presync.md", "anonymous/ad.ldif"} {
		require.FileExists(t, file)
	}
}

// TestThePipelinesPageHasTheTableOfWhatIsWorse holds the page to the table
// that decides.
func TestThePipelinesPageHasTheTableOfWhatIsWorse(t *testing.T) {
	page, err := os.ReadFile(pipelines)
	require.NoError(t, err)
	_, table, found := strings.Cut(string(page), "\n|---|---|---|---|\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	var rows [][]string
	for line := range strings.SplitSeq(table, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		rows = append(rows, []string{strings.TrimSpace(cells[len(cells)-2]), strings.TrimSpace(cells[len(cells)-1])})
	}
	var want [][]string
	for _, line := range compare.Table {
		want = append(want, []string{string(line.Severity), line.Why})
	}
	for _, line := range compare.SameOutcome {
		want = append(want, []string{string(line.Severity), line.Why})
	}
	require.Equal(t, want, rows)
}
