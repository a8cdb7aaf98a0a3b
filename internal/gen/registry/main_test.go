package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheListOfRulesIsCurrent(t *testing.T) {
	require.NoError(t, doMain("../../..", false))
}

func TestTheListHasTheRulesInTheOrderOfTheFiles(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, folder)
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for name, source := range map[string]string{
		"sm001_b.go":    "package rules\nvar SM001 = match.Rule{ID: \"SM001\"}\n",
		"hm001_a.go":    "package rules\nvar HM001 = match.Rule{}\n",
		"sources.go":    "package rules\nvar x = source{}\nvar y = []match.Rule{}\nfunc f() {}\n",
		"zz9_test.go":   "package rules\nvar ZZ999 = match.Rule{}\n",
		"all.go":        "package rules // broken { on purpose",
		"vocabulary.go": "package rules\nvar a, b = 1, match.Cond{}\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(source), 0o644))
	}
	require.ErrorContains(t, doMain(root, false), "sim/match/rules/all.go is not current")
	require.NoError(t, doMain(root, true))
	got, err := os.ReadFile(filepath.Join(dir, "all.go"))
	require.NoError(t, err)
	require.Contains(t, string(got), "\t&HM001,\n\t&SM001,\n}\n")
	require.NotContains(t, string(got), "ZZ999")
	got, err = os.ReadFile(filepath.Join(dir, "places.go"))
	require.NoError(t, err)
	require.Contains(t, string(got), "\t\"HM001\": \"sim/match/rules/hm001_a.go:2\",\n")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "hm001_a.go"), []byte("package rules\nvar HM001 =\n"), 0o644))
	require.ErrorContains(t, doMain(root, true), "hm001_a.go:", "a rule file that does not parse is named")
}
