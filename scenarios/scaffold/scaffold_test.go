package scaffold

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
	"presync/scenarios/lessons"
)

func TestEachScaffoldHoldsAsItIs(t *testing.T) {
	for _, theme := range Themes() {
		t.Run(theme, func(t *testing.T) {
			data, err := New("BRANCH-7", theme)
			require.NoError(t, err)
			r := scenarios.RunData(context.Background(), theme, data, scenarios.Options{})
			require.NoError(t, r.Err)
			require.Empty(t, r.Failures)
			require.Equal(t, "BRANCH-7", r.Scenario.ID)
			require.Contains(t, r.Scenario.Prose, "Start here")
			require.LessOrEqual(t, r.Scenario.Lines, 60)
		})
	}
}

func TestEachThemeOfTheLibraryHasAScaffold(t *testing.T) {
	course, err := lessons.Load()
	require.NoError(t, err)
	var want []string
	for i := range course.Themes {
		want = append(want, course.Themes[i].ID)
	}
	require.ElementsMatch(t, want, Themes())
	require.Equal(t, "soft-match", Themes()[0], "the usual one")
}

func TestAnIDOrThemeThatCannotBeIsRefused(t *testing.T) {
	for _, id := range []string{"small", "A B", "-1", "A--1", "A\nB"} {
		_, err := New(id, "soft-match")
		require.ErrorContains(t, err, "no ID", id)
	}
	_, err := New("", "weather")
	require.ErrorContains(t, err, "there are soft-match")
	data, err := New("", "roles")
	require.NoError(t, err)
	require.Contains(t, string(data), "NEW-1: ")
}
