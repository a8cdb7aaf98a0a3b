package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"presync/internal/samba"
	"presync/sim/check"
	"presync/sim/match"
)

func TestTheGeneratedPagesAreCurrent(t *testing.T) {
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

func TestThePageOfTheChecksHasEachCheckAndItsSource(t *testing.T) {
	page, err := renderChecks(check.All())
	require.NoError(t, err)
	for _, c := range check.All() {
		require.Contains(t, string(page), "\n## "+c.ID+"\n")
		require.Contains(t, string(page), "["+c.ID+"](#"+strings.ToLower(c.ID)+")")
	}
	have, err := os.ReadFile("../../../docs/CHECKS.md")
	require.NoError(t, err)
	require.Equal(t, string(have), string(page), "docs/CHECKS.md is not current; run make gen")
}

func TestABrokenScenarioStopsTheGenerator(t *testing.T) {
	_, err := render(nil, fstest.MapFS{"bad.txtar": {Data: []byte("no title\n")}})
	require.ErrorContains(t, err, "scenarios/bad.txtar:1:")
}

func TestEachOperationOfTheFakesHasARow(t *testing.T) {
	directory, graph := parityTables()
	require.NotEmpty(t, directory)
	require.NotEmpty(t, graph)
	page := string(renderParity(directory, graph))
	for _, r := range append(directory, graph...) {
		require.Contains(t, page, "| "+cell(r.operation)+" | ")
	}
	for _, d := range samba.Differences {
		require.Contains(t, page, "| "+cell(d.Search)+" | "+cell(d.Samba)+" |")
		require.Equal(t, d.Reason, samba.Reason(d.Search))
	}
	page = string(renderParity([]parityRow{{"a|b <GUID=>", "yes", `*, [x]_\`, "TestX"}}, nil))
	require.Contains(t, page, "| a\\|b &lt;GUID=&gt; | yes | \\*, \\[x\\]\\_\\\\ | `TestX` |\n")
}
