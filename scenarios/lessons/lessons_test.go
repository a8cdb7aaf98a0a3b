package lessons_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"presync/scenarios"
	"presync/scenarios/lessons"
	"presync/sim/match"
	"presync/sim/match/rules"
)

func load(t *testing.T) *lessons.Course {
	t.Helper()
	course, err := lessons.Load()
	require.NoError(t, err)
	return course
}

func TestEveryScenarioIsALessonOfOneTheme(t *testing.T) {
	course := load(t)
	files, err := scenarios.Library.ReadDir(".")
	require.NoError(t, err)
	require.Len(t, course.Lessons(), len(files))
	for _, l := range course.Lessons() {
		require.Same(t, l, course.Lesson(l.Name))
		require.NotNil(t, course.Theme(l.Theme), l.Name)
	}
}

func TestTheThemesAreThoseOfTheProject(t *testing.T) {
	var ids []string
	for _, theme := range load(t).Themes {
		ids = append(ids, theme.ID)
		require.NotEmpty(t, theme.All(), theme.ID)
		require.LessOrEqual(t, sentences(theme.About), 4, "%s: a newcomer reads a few sentences", theme.ID)
	}
	require.Equal(t, []string{
		"first-steps", "anchors", "hard-match", "soft-match", "conflicts", "quarantine", "roles", "hardening-2026",
		"recycle-bin", "names-and-addresses", "scoping", "several-forests", "cloud-sync", "lifecycles", "incomplete-exports",
	}, ids)
}

func sentences(text string) int { return len(regexp.MustCompile(`[.?!]( |$)`).FindAllString(text, -1)) }

func TestEveryLessonHasItsPointInOneSentence(t *testing.T) {
	seen := make(map[string]string)
	for _, l := range load(t).Lessons() {
		require.Regexp(t, `^[A-Za-z].*\.$`, l.Point, l.Name)
		require.Equal(t, 1, sentences(l.Point), "%s: %s", l.Name, l.Point)
		require.LessOrEqual(t, len(l.Point), 125, l.Name)
		require.Empty(t, seen[l.Point], "%s has the same point", l.Name)
		require.NotEqual(t, strings.ToLower(strings.TrimSuffix(l.Point, ".")), strings.ToLower(l.Scenario.Title), l.Name)
		seen[l.Point] = l.Name
	}
}

// TestTheSituationDoesNotTellTheEnd keeps the words of the verdict, and of
// presync itself, out of what is read before the guess.
func TestTheSituationDoesNotTellTheEnd(t *testing.T) {
	end := regexp.MustCompile(`(?i)\b(the export fails|fails with|not synced\b.*\berror|is soft matched|is hard matched|are one|presync (predicts|expects|says)|a second user is created|is created)\b`)
	for _, l := range load(t).Lessons() {
		require.NotRegexp(t, end, l.Situation, l.Name)
	}
}

func TestAScenarioIsAboutOnePersonOrSaysWhyNot(t *testing.T) {
	text, err := os.ReadFile("several.yaml")
	require.NoError(t, err)
	var groups []struct {
		Because   string
		Scenarios []string
	}
	require.NoError(t, yaml.Load(text, &groups, yaml.WithKnownFields()))
	excused := make(map[string]string)
	for _, g := range groups {
		require.NotEmpty(t, g.Because)
		for _, name := range g.Scenarios {
			require.Empty(t, excused[name], "%s stands twice in several.yaml", name)
			excused[name] = g.Because
		}
	}
	for _, l := range load(t).Lessons() {
		most := 0
		for _, c := range l.Scenario.Cycles {
			if c.Want.Decisions != nil {
				most = max(most, len(c.Want.Decisions.Lines))
			}
		}
		if most > 1 {
			require.NotEmpty(t, excused[l.Name], "%s asserts something about %d people; cut it to one, or add it to several.yaml", l.File(), most)
		} else {
			require.Empty(t, excused[l.Name], "%s is about one person; take it out of several.yaml", l.File())
		}
		delete(excused, l.Name)
	}
	require.Empty(t, excused, "several.yaml names scenarios that do not exist")
}

func TestALessonIsAboutTheUserWhomItsRuleDecides(t *testing.T) {
	known := make(map[string]bool)
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	for _, l := range load(t).Lessons() {
		require.True(t, known[l.Scenario.ID], l.Name)
		require.NotEmpty(t, l.Who(), l.Name)
		require.NotEmpty(t, l.Outcomes(), l.Name)
	}
	course := load(t)
	require.Equal(t, "jordanm@contoso.com", course.Lesson("flt023_group_filter").Who())
	require.Equal(t, []match.Outcome{match.OutcomeCreateDuplicate, match.OutcomeSoftMatch, match.OutcomeUpdate},
		course.Lesson("sm002_role_removed").Outcomes())
}

func TestTheSourceIsNamedWithItsDocument(t *testing.T) {
	l := load(t).Lesson("sm004_primary_address_is_the_name")
	require.Equal(t, "scenarios/sm004_primary_address_is_the_name.txtar", l.File())
	require.Equal(t, "Rulebook SEED-4, SM-6; founding document (2026-11-22), against T18 (2025-06-05).", l.Source)
	require.Len(t, l.Documents, 2)
	require.Equal(t, "SEED", l.Documents[0].Tag)
	require.Contains(t, l.Documents[1].URL, "use-upn-matching")
	require.Len(t, l.Story, 1)
}

const (
	themesOK  = "- {id: one, title: One, about: About., lessons: {hm001_a: A point.}, also: []}\n"
	sourcesOK = "T1: {title: Errors, url: https://example.org/t1}\n"
	scenario  = "HM001: a title\nBob is here.\n\nHe stays.\n\nRulebook HM-1; source T1 (2026-07-01).\n" +
		"-- ad.ldif --\ndn: CN=Bob,DC=contoso,DC=com\nobjectClass: user\n-- want/decisions --\nCN=Bob,DC=contoso,DC=com create\n"
)

func TestWhatIsWrongWithTheTablesIsNamed(t *testing.T) {
	for name, tt := range map[string]struct{ file, content, want string }{
		"a scenario without a theme":     {"hm001_b.txtar", scenario, "scenarios/hm001_b.txtar stands in no theme; add it with its point to scenarios/lessons/themes.yaml"},
		"a theme without its scenario":   {"themes.yaml", themesOK + "- {id: two, lessons: {hm001_c: P.}}\n", `theme "two" has "hm001_c", but there is no such scenario`},
		"a lesson of two themes":         {"themes.yaml", themesOK + "- {id: two, lessons: {hm001_a: P.}}\n", `"hm001_a" stands in "one" and in "two"`},
		"a neighbour that is not there":  {"themes.yaml", themesOK + "- {id: two, also: [hm001_c]}\n", `theme "two" has "hm001_c"`},
		"an unknown key":                 {"themes.yaml", "- {id: one, lesson: {}}\n", "themes.yaml"},
		"prose in one paragraph":         {"hm001_a.txtar", strings.ReplaceAll(scenario, "\n\n", "\n"), "the prose has 1 paragraphs"},
		"no source at the end":           {"hm001_a.txtar", strings.Replace(scenario, "Rulebook HM-1; source T1 (2026-07-01).", "The end.", 1), `the last paragraph is "The end."`},
		"a source that nobody knows":     {"hm001_a.txtar", strings.Replace(scenario, "T1 ", "T99 ", 1), "the source T99 is not in"},
		"a source without a document":    {"hm001_a.txtar", strings.Replace(scenario, "; source T1 (2026-07-01)", "", 1), "names no document"},
		"a file that is no scenario":     {"hm001_a.txtar", "no title\n", "scenarios/hm001_a.txtar:1:"},
		"sources that cannot be decoded": {"sources.yaml", "T1: [", "sources.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{
				"hm001_a.txtar": {Data: []byte(scenario)}, "themes.yaml": {Data: []byte(themesOK)}, "sources.yaml": {Data: []byte(sourcesOK)},
			}
			_, err := lessons.LoadFrom(files, files)
			require.NoError(t, err)
			files[tt.file] = &fstest.MapFile{Data: []byte(tt.content)}
			_, err = lessons.LoadFrom(files, files)
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestMissingTablesAreNamed(t *testing.T) {
	_, err := lessons.LoadFrom(fstest.MapFS{}, fstest.MapFS{})
	require.ErrorContains(t, err, "sources.yaml")
}

func FuzzLoadFrom(f *testing.F) {
	f.Add(scenario)
	f.Add(strings.ReplaceAll(scenario, "\n\n", "\n \t\n"))
	f.Add("HM001: t\n\n\n\nRulebook HM-1; T1, founding document\n-- ad.ldif --\n-- want/decisions --\n-\n")
	f.Fuzz(func(t *testing.T, text string) {
		files := fstest.MapFS{
			"hm001_a.txtar": {Data: []byte(text)}, "themes.yaml": {Data: []byte(themesOK)}, "sources.yaml": {Data: []byte(sourcesOK)},
		}
		course, err := lessons.LoadFrom(files, files)
		if err != nil {
			return
		}
		l := course.Lesson("hm001_a")
		require.NotEmpty(t, l.Situation)
		require.NotEmpty(t, l.Documents)
		_, _ = l.Who(), l.Outcomes()
	})
}
