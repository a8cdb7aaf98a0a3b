package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTableStandsBetweenTheMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	require.NoError(t, os.WriteFile(path, []byte("# Title\n\n"+begin+"\n\nold\n"+end+"\nrest\n"), 0o600))
	table := render([]result{{rows[0], []part{{"0.41", reached}}}, {rows[6], []part{{"ndjson 3", missed}, {"not measured: a | b", unknown}}}})
	require.NoError(t, writePage(path, table))
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "# Title\n\n"+begin+"\n\n| # | what | to reach | measured | |\n|---|---|---|---|---|\n"+
		"| 1 | LDIF read, needed attributes, beside `LC_ALL=C grep -c ^dn:` | <= 0.6 of its time | 0.41 | ok |\n"+
		"| 7 | `predict --format ndjson` and `json` beside `csv` | <= 2 of its time | ndjson 3 | missed |\n"+
		"|  |  |  | not measured: a \\| b | - |\n\n"+end+"\nrest\n", string(got))
	require.NoError(t, os.WriteFile(path, []byte("no marks"), 0o600))
	require.ErrorContains(t, writePage(path, table), "want the lines")
}

func TestRowsAreChosenByNumber(t *testing.T) {
	all, err := choose("")
	require.NoError(t, err)
	require.Len(t, all, len(rows))
	some, err := choose("13, 1")
	require.NoError(t, err)
	require.Equal(t, []int{13, 1}, []int{some[0].number, some[1].number})
	for _, wrong := range []string{"0", "99", "x"} {
		_, err := choose(wrong)
		require.ErrorContains(t, err, "want numbers from 1 to 14")
	}
}

func TestMedianOfEvenAndOddNumbers(t *testing.T) {
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 2.5, median([]float64{4, 1, 2, 3}))
}

func TestRunTellsTimeMemoryAndFailure(t *testing.T) {
	b := &bench{ctx: t.Context(), limit: 10e9, runs: 2, dir: t.TempDir()}
	costs, err := b.inTurn(command{argv: []string{"sh", "-c", "echo out; exit 3"}, exits: []int{0, 3}, keep: true}, command{argv: []string{"true"}})
	require.NoError(t, err)
	require.Len(t, costs, 2)
	require.Len(t, costs[0], 2)
	require.Equal(t, "out\n", string(costs[0][1].stdout))
	require.Positive(t, costs[0][0].wall)
	require.Positive(t, costs[0][0].rss)
	require.Positive(t, ratio(costs[0], costs[1]))

	_, err = b.run(command{argv: []string{"sh", "-c", "echo wrong >&2; exit 4"}})
	require.ErrorContains(t, err, "wrong")
	_, err = b.run(command{argv: []string{"true"}, reads: []string{"missing"}})
	require.ErrorContains(t, err, "missing")
	b.limit = 5e6
	_, err = b.run(command{argv: []string{"sleep", "5"}})
	require.ErrorContains(t, err, "took more than 5ms")
}
