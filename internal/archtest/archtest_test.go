package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "presync"

// bans is the direction of imports: a datum goes from the sources through
// syncrule, match and provision into the reports, and never back.
var bans = []ban{
	{from: "sim/directory", ours: []string{}, reason: "the vocabulary stands on nothing of ours, so that every layer can use it"},
	{from: "sim/table", ours: []string{}, reason: "an index knows hashes and numbers"},
	{from: "sim/parallel", ours: []string{}, reason: "it spreads any work"},
	{from: "sim/syncrule", ours: []string{"sim/directory", "sim/parallel", "sim/table"}, reason: "scope, joins and flows happen before matching and know nothing of it"},
	{from: "sim/generate", ours: []string{}, reason: "the truth must not come from what it tests"},
	{from: "sim/match", only: true, ours: []string{"sim/directory", "sim/table", "sim/parallel"}, reason: "the engine knows no rule, no file and no report"},
	{from: "sim/match/rules", ours: []string{"sim/directory", "sim/match", "sim/match/documents"}, reason: "a rule is a value; whoever reviews it needs only the vocabulary"},
	{from: "sim/provision", ours: []string{"sim/directory", "sim/match"}, reason: "what an export does to the tenant follows from the decision alone"},
	{from: "sim/nearmiss", ours: []string{"sim/directory", "sim/match", "sim/parallel", "sim/table"}, reason: "likeness is computed from the two objects alone; filing a million of them takes an index and every core"},
	{from: "sim/check", ours: []string{"sim/directory", "sim/match", "sim/match/documents"}, reason: "a check looks at values and knows no file and no report"},
	{from: "sim/check", never: outside, reason: "checking is pure"},
	{from: "sim/compare", only: true, ours: []string{"sim/directory", "sim/match"}, reason: "a comparison looks at verdicts and knows no file and no report"},
	{from: "sim/compare/show", never: []string{"/sim/source", "/sim/match/rules"}, reason: "a page gets what it shows and decides nothing"},
	{from: "sim/compare", never: outside, reason: "comparing is pure"},
	{from: "sim/source", ours: []string{"sim/directory", "sim/source", "sim/table"}, reason: "a reader knows the vocabulary and nothing that comes after it"},
	{from: "sim/anonymize", ours: []string{"sim/directory", "sim/source"}, reason: "names are replaced in what was read, and nothing is decided about it"},
	{from: "sim/anonymize", never: outside, reason: "replacements follow from the salt alone"},
	{from: "sim", only: true, never: []string{"/sim/source", "/sim/report"}, reason: "prediction takes snapshots, not paths, and writes nothing"},
	{from: "sim/report", never: []string{"/sim/match/rules", "/sim/source", "/scenarios", "/fakeldap", "/fakegraph"}, reason: "a report gets rules as values and decides nothing"},
	{from: "fakeldap", never: []string{"/sim", "/scenarios", "/fakegraph"}, reason: "a fake that shared code with the simulator would share its errors"},
	{from: "fakegraph", never: []string{"/sim", "/scenarios", "/fakeldap"}, reason: "a fake that shared code with the simulator would share its errors"},
	{from: "scenarios", never: []string{"/cmd", "/internal", "/sim/report"}, reason: "other modules embed the scenarios"},
	{from: "sim", never: []string{"/fakeldap", "/fakegraph"}, reason: "a live directory and a fake one look the same to the clients"},
	{from: "internal/wire", never: []string{"/cmd", "/scenarios", "/sim/report", "/sim/match"}, reason: "the wire carries what was read and decides nothing"},
	{from: "sim", never: []string{"/cmd", "/internal", "/scenarios"}, reason: "the library works without the command line"},
	{from: "", never: []string{"/cmd"}, reason: "nothing builds on a command"},
	{from: "sim/directory", never: outside, reason: "the vocabulary is pure"},
	{from: "sim/syncrule", never: outside, reason: "scope and flow are pure"},
	{from: "sim/match", never: outside, reason: "matching is pure"},
	{from: "sim/provision", never: outside, reason: "provisioning is pure"},
	{from: "sim/nearmiss", never: outside, reason: "likeness is pure"},
	{from: "sim/generate", never: outside, reason: "the same seed gives the same bytes"},
	{from: "sim", only: true, never: outside, reason: "prediction is pure"},
	{from: "sim/report", never: outside, reason: "a report is written to a writer that it is given"},
}

// outside are the packages through which files, the network, chance and logs
// come in.
var outside = []string{"os", "net", "io/fs", "io/ioutil", "math/rand", "crypto/rand", "log", "syscall", "embed"}

// pure are the folders whose results depend on nothing but their inputs.
var pure = []string{"sim/directory", "sim/syncrule", "sim/match", "sim/provision", "sim/nearmiss", "sim/check", "sim/report", "sim/generate"}

func sources(t *testing.T) []source {
	t.Helper()
	all, err := load(filepath.Join("..", ".."))
	require.NoError(t, err)
	require.NotEmpty(t, all)
	return all
}

func none(t *testing.T, broken []string) {
	t.Helper()
	require.Empty(t, broken, strings.Join(broken, "\n"))
}

func TestImportsGoOneWay(t *testing.T)                { none(t, imports(sources(t), module, bans)) }
func TestFilesAndFunctionsAreShort(t *testing.T)      { none(t, budgets(sources(t))) }
func TestEveryPackageHasAComment(t *testing.T)        { none(t, comments(sources(t))) }
func TestNoInitAndNoNamesThatSayNothing(t *testing.T) { none(t, habits(sources(t))) }
func TestPureCodeReadsNoClock(t *testing.T) {
	none(t, calls(sources(t), append(pure, "sim"), "time", "Now", "Since", "Until"))
}

// tree writes files and loads them.
func tree(t *testing.T, files map[string]string) []source {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		full := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
		require.NoError(t, os.WriteFile(full, []byte(content), 0o644))
	}
	all, err := load(root)
	require.NoError(t, err)
	return all
}

func TestABannedImportIsNamedWithItsReason(t *testing.T) {
	all := tree(t, map[string]string{
		"sim/match/a.go":         "package match\nimport \"presync/sim/match/rules\"\n",
		"sim/match/a_test.go":    "package match\nimport \"presync/sim/source\"\n",
		"sim/match/rules/r.go":   "package rules\nimport (\n\"net/http\"\n\"presync/sim/match\"\n)\n",
		"sim/directory/d.go":     "package directory\nimport \"presync/sim/match\"\n",
		"fakeldap/f.go":          "package fakeldap\nimport \"presync/sim/directory\"\n",
		"sim/report/r.go":        "package report\nimport \"presync/sim\"\n",
		"e2e/go.mod":             "module other\n",
		"e2e/x.go":               "package e2e\nimport \"presync/cmd/presync\"\n",
		"sim/testdata/broken.go": "not go",
	})
	require.Equal(t, []string{
		"fakeldap/f.go imports presync/sim/directory: a fake that shared code with the simulator would share its errors",
		"sim/directory/d.go imports presync/sim/match: the vocabulary stands on nothing of ours, so that every layer can use it",
		"sim/match/a.go imports presync/sim/match/rules: the engine knows no rule, no file and no report",
		"sim/match/rules/r.go imports net/http: matching is pure",
	}, imports(all, module, bans))
}

func TestLongFilesAndFunctionsAreNamed(t *testing.T) {
	long := "package rules\n" + strings.Repeat("\n", 70)
	all := tree(t, map[string]string{
		"sim/match/rules/hm001_x.go":   long,
		"sim/match/rules/cond_pair.go": long,
		"sim/match/rules/all.go":       "// Code generated by x; DO NOT EDIT.\n\npackage rules\n" + strings.Repeat("\n", 500),
		"sim/match/rules/big_test.go":  "package rules\n" + strings.Repeat("\n", 500),
		"sim/match/engine.go":          "package match\n\nfunc long() {\n" + strings.Repeat("\n", 60) + "}\n",
		"sim/match/big.go":             "package match\n" + strings.Repeat("\n", 400),
	})
	require.Equal(t, []string{
		"sim/match/big.go has 401 lines, at most 400 are allowed",
		"sim/match/engine.go: long has 62 lines, at most 60 are allowed",
		"sim/match/rules/hm001_x.go has 71 lines, at most 60 are allowed",
	}, budgets(all))
}

func TestClocksInitAndMissingCommentsAreNamed(t *testing.T) {
	all := tree(t, map[string]string{
		"sim/match/a.go": "package match\nimport \"time\"\nvar t = time.Now()\nfunc init() {}\n",
		"util/u.go":      "// Package util is here.\npackage util\n",
	})
	require.Equal(t, []string{"sim/match/a.go:3 uses time.Now: a result depends on its inputs alone"}, calls(all, pure, "time", "Now"))
	require.Equal(t, []string{
		"sim/match/a.go has an init function: what runs before main cannot be tested",
		"util/u.go: package util says nothing about what is in it",
	}, habits(all))
	require.Equal(t, []string{"package of sim/match/a.go has no package comment"}, comments(all))
}
