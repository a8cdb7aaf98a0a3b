package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios/lessons"
)

func libraryIndex(t *testing.T) (*lessons.Course, string) {
	t.Helper()
	course, err := lessons.Load()
	require.NoError(t, err)
	return course, string(renderLibrary(course))
}

func TestTheIndexHasEveryScenarioWithItsPointOutcomeRuleAndSource(t *testing.T) {
	course, page := libraryIndex(t)
	for _, l := range course.Lessons() {
		entry := page[strings.Index(page, "]("+l.Name+".txtar). "):]
		entry = entry[:strings.Index(entry, "\n")+1+strings.Index(entry[strings.Index(entry, "\n")+1:], "\n")]
		require.Contains(t, entry, cell(l.Point), l.Name)
		require.Contains(t, entry, "](../docs/rules/"+l.Scenario.ID+".md)")
		for _, o := range l.Outcomes() {
			require.Contains(t, entry, "`"+string(o)+"`")
		}
		for _, d := range l.Documents {
			require.Contains(t, entry, documentLink(d, tagText(d)))
		}
	}
	require.Contains(t, page, "`create-duplicate`, then `soft-match`, then `update` · [SM002](../docs/rules/SM002.md) · [T1](https://")
}

func TestTheLinksOfTheIndexLeadSomewhere(t *testing.T) {
	_, page := libraryIndex(t)
	headings := make(map[string]bool)
	for _, h := range regexp.MustCompile(`(?m)^## (.*)$`).FindAllStringSubmatch(page, -1) {
		headings[anchorOf(h[1])] = true
	}
	links := regexp.MustCompile(`\]\(([^)]*)\)`).FindAllStringSubmatch(page, -1)
	require.Greater(t, len(links), 500)
	for _, l := range links {
		to := l[1]
		switch {
		case strings.HasPrefix(to, "https://"):
		case strings.HasPrefix(to, "#"):
			require.True(t, headings[to[1:]], to)
		default:
			_, err := os.Stat(filepath.Join("../../../scenarios", to))
			require.NoError(t, err)
		}
	}
}

func TestTitlesBeginLikeSentences(t *testing.T) {
	for title, want := range map[string]string{
		"a user is matched":         "A user is matched",
		"mail alone is enough":      "mail alone is enough",
		"adminDescription User_ is": "adminDescription User_ is",
		"64 characters":             "64 characters",
	} {
		require.Equal(t, want, capital(title))
	}
}

func TestTheSourcesAreListedByNumber(t *testing.T) {
	_, page := libraryIndex(t)
	rows := regexp.MustCompile(`(?m)^\| ([TCS][0-9A-Z]*) \|`).FindAllStringSubmatch(page, -1)
	var tags []string
	for _, r := range rows {
		tags = append(tags, r[1])
	}
	require.Equal(t, "T1 T2 T3", strings.Join(tags[:3], " "))
	require.Equal(t, "SEED", tags[len(tags)-1])
}
