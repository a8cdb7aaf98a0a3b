package main

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
)

func TestTheRulePagesAreCurrent(t *testing.T) {
	require.NoError(t, doMain("../../..", false))
}

func TestEachRuleHasAPageThatTheTableLinks(t *testing.T) {
	all := []*match.Rule{{ID: "HM001", Title: "a rule"}, {ID: "SM001", Title: "another", Phase: match.SoftMatch}}
	files, err := render(all, fstest.MapFS{})
	require.NoError(t, err)
	require.Len(t, files, 3)
	require.Contains(t, string(files["docs/RULES.md"]), "[SM001](rules/SM001.md)")
	require.Contains(t, string(files["docs/rules/SM001.md"]), "# SM001: another")
}

func TestABrokenScenarioStopsTheGenerator(t *testing.T) {
	_, err := render(nil, fstest.MapFS{"bad.txtar": {Data: []byte("no title\n")}})
	require.ErrorContains(t, err, "scenarios/bad.txtar:1:")
}
