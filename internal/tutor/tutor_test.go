package tutor

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/scenarios/lessons"
	"presync/sim/match"
)

var day = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

// shipped reads the library once.
var shipped = sync.OnceValues(lessons.Load)

func course(t *testing.T) *lessons.Course {
	t.Helper()
	c, err := shipped()
	require.NoError(t, err)
	return c
}

// talk runs a session over lessons with the lines that a reader types, and
// gives what the reader sees and the progress.
func talk(t *testing.T, names string, lines ...string) (string, *Progress) {
	t.Helper()
	c := course(t)
	progress, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	var list []Item
	for _, name := range strings.Fields(names) {
		picked, err := Pick(c, progress, name, 0)
		require.NoError(t, err)
		list = append(list, picked...)
	}
	require.NotEmpty(t, list)
	var out bytes.Buffer
	err = Run(context.Background(), c, list, Options{
		In: strings.NewReader(strings.Join(lines, "\n") + "\n"), Out: &out, Width: 100, Progress: progress, Day: day,
	})
	require.NoError(t, err)
	return out.String(), progress
}

func TestARightAnswerIsExplainedByTheConditionsThePointAndTheSource(t *testing.T) {
	out, progress := talk(t, "sm002_same_name_on_both_sides", "soft-match")
	for _, want := range []string{
		"Bibek Aryal signs in to the cloud as",
		"  userPrincipalName     Bibek.Aryal@contoso.com        bibek.aryal@contoso.com\n",
		"  4 create-duplicate  a second user",
		"\nRight: soft-match.\n",
		"SM002  a new user takes over a cloud user by userPrincipalName\n  + the userPrincipalNames are equal (userPrincipalName Bibek.Aryal@contoso.com in AD,",
		"\nRemember: An equal userPrincipalName links",
		"\nSource:   Worked example WE-30 (bibek); rulebook SM-2, SM-6;",
		"          https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/use-upn-matching-identity-sync\n",
		"presync rules SM002 shows the rule",
		"That was the last one.\n1 lesson now, 1 of them at the first try and without a hint.\n",
	} {
		require.Contains(t, out, want)
	}
	before, _, _ := strings.Cut(out, "What does the next sync make of Bibek Aryal?")
	require.NotContains(t, before, "a match", "the title would tell the end")
	require.Equal(t, Right, progress.Mark(course(t).Lesson("sm002_same_name_on_both_sides")))
}

func TestAWrongAnswerIsToldTheRuleAndTheConditionThatFailed(t *testing.T) {
	out, progress := talk(t, "sm002_same_name_on_both_sides", "1", "2")
	require.Contains(t, out, "No, it is not hard-match. HM001 (a new user takes over the cloud user with its sourceAnchor) would\ngive it, but:\n"+
		"  - the sourceAnchor differs from the immutable ID (sourceAnchor QF5HMK7n80qvdYsUPIHa9Q== in AD,\n    onPremisesImmutableId not set in the cloud)\n")
	require.Contains(t, out, "Try once more.\n")
	require.Contains(t, out, "Right: soft-match.")
	require.Equal(t, Helped, progress.Mark(course(t).Lesson("sm002_same_name_on_both_sides")))
}

func TestTheSecondWrongAnswerTellsTheVerdict(t *testing.T) {
	out, progress := talk(t, "hm004_administrator_not_taken_over", "hard", "hard", "soft")
	require.Contains(t, out, "HM001 (a new user takes over the cloud user with its sourceAnchor) would\ngive it, and all its conditions hold. "+
		"But in the step \"hard match\" another rule is asked first.\n")
	require.NotContains(t, out[:strings.Index(out, "Try once more.")], "refused", "the first explanation does not tell the verdict")
	require.Contains(t, out, "That was tried; it is another one.")
	require.Contains(t, out, "It is error, InvalidHardMatch (103).\n")
	require.NotContains(t, out, "Right:")
	require.Equal(t, Missed, progress.Mark(course(t).Lesson("hm004_administrator_not_taken_over")))
}

func TestTheLastExplanationNamesTheRuleThatDecides(t *testing.T) {
	out, _ := talk(t, "flt021_ou_filter", "3", "1")
	require.Contains(t, out, "It never comes to that: before anything is compared, something else is asked\nabout the account.")
	require.Contains(t, out, "the account is left out before anything is\ncompared (FLT021, a user outside the selected OUs is out of scope).")
	out, _ = talk(t, "hm004_administrator_not_taken_over", "2", "1")
	require.Contains(t, out, "But in the step \"hard match\" HM004 (a hard match on a holder\nof a privileged role is refused) is asked first.")
}

func TestARuleThatIsNotInForceIsNamedWithItsDays(t *testing.T) {
	out, _ := talk(t, "hm005_administrator_in_may_2026", "6", "1", "5")
	require.Contains(t, out, "HM004 (a hard match on a holder of a privileged role is refused) would give it,\n"+
		"but that rule is in force from 1 July 2026, and this sync is of 31 May 2026.")
	require.Contains(t, out, "Before sync 2 of 2\nNothing changes but the day.\n")
}

func TestAnOutcomeThatTheScenarioCannotRuleOutIsNoMistake(t *testing.T) {
	out, progress := talk(t, "sm003_name_is_the_primary_address", "create-duplicate")
	require.Regexp(t, `Create-duplicate cannot be ruled out: [^.]*\. But presync expects soft-match\.`, strings.ReplaceAll(out, "\n", " "))
	require.Contains(t, out, "  possible, too: create-duplicate, because ")
	require.Equal(t, Helped, progress.Mark(course(t).Lesson("sm003_name_is_the_primary_address")))
}

func TestAHintSaysWhereToLookAndThenWhatDecides(t *testing.T) {
	out, progress := talk(t, "hm001_anchor_equal", "?", "hint", "1")
	require.Contains(t, out, "Hint: Look for the anchor among the immutable IDs")
	require.Contains(t, out, "Hint: this is what decides.\n  + the sourceAnchor equals the immutable ID, byte for byte")
	require.Equal(t, Helped, progress.Mark(course(t).Lesson("hm001_anchor_equal")))
}

func TestTheDataAreShownOnDemand(t *testing.T) {
	out, _ := talk(t, "hm001_anchor_equal", "d", "q")
	require.Contains(t, out, "In Active Directory (ad.ldif):\n  dn: CN=")
	require.Contains(t, out, "In the cloud (cloud.json):\n  {\"value\": [")
	require.NotContains(t, out, "want/decisions")
	require.NotContains(t, out, "HM001: ")
}

func TestAStoryAsksAtEverySync(t *testing.T) {
	out, progress := talk(t, "sm002_role_removed", "4", "2", "5")
	for _, want := range []string{
		"What does sync 1 of 3 make of Adele Admin?",
		"Before sync 2 of 3\n", "  (@removed: deleted for good)\n", "  (new: and an anchor is the user whom an earlier sync created)\n",
		"Before sync 3 of 3\nSettings of the tenant and the client (tenant.yaml):\n  # The role is given back.\n",
		"  1 hard-match, 2 soft-match, 3 create, 4 create-duplicate, 5 update, 6 error, 7 not-synced\n",
		"  kept aside: adele@contoso.com\n",
	} {
		require.Contains(t, out, want)
	}
	require.Equal(t, 3, strings.Count(out, "Right: "))
	require.Equal(t, Right, progress.Mark(course(t).Lesson("sm002_role_removed")))
}

func TestASkippedLessonStaysOpen(t *testing.T) {
	out, progress := talk(t, "hm001_anchor_equal sm002_native_cloud_user", "s", "", "q")
	require.Contains(t, out, "Skipped; it stays open.")
	require.Contains(t, out, "Lesson on SM002")
	require.Empty(t, progress.Mark(course(t).Lesson("hm001_anchor_equal")))
}

func TestTheEndOfTheInputEndsTheSessionAndKeepsWhatIsDone(t *testing.T) {
	out, progress := talk(t, "hm001_anchor_equal sm002_native_cloud_user", "1")
	require.Contains(t, out, "Enter goes on, q quits > ")
	require.True(t, strings.HasSuffix(out, "1 lesson now, 1 of them at the first try and without a hint.\n1 of "+
		plural(course(t))+" done. presync learn goes on from here.\n"), out)
	again, err := OpenProgress(progress.path)
	require.NoError(t, err)
	require.Equal(t, Right, again.Mark(course(t).Lesson("hm001_anchor_equal")))
}

func plural(c *lessons.Course) string { return regexp.MustCompile(`\d+`).FindString(planOf(c)) }

func planOf(c *lessons.Course) string {
	var out bytes.Buffer
	_ = WritePlan(&out, c, &Progress{}, 100, false)
	return out.String()
}

func TestAnInterruptEndsTheSessionWhileItWaits(t *testing.T) {
	c := course(t)
	progress, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	in, typed, err := os.Pipe()
	require.NoError(t, err)
	defer typed.Close()
	ctx, cancel := context.WithCancel(context.Background())
	out := &watched{until: "q quit > ", then: cancel}
	err = Run(ctx, c, Next(c, progress), Options{In: in, Out: out, Width: 100, Progress: progress, Day: day})
	require.NoError(t, err)
	require.Contains(t, string(out.text), "q quit > \n\n0 of ")
}

// watched calls a function as soon as a text was written.
type watched struct {
	text  []byte
	until string
	then  func()
}

func (w *watched) Write(p []byte) (int, error) {
	w.text = append(w.text, p...)
	if bytes.HasSuffix(w.text, []byte(w.until)) {
		w.then()
	}
	return len(p), nil
}

func TestAnErrorOfTheOutputEndsTheSession(t *testing.T) {
	c := course(t)
	progress, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	f, err := os.Open(os.DevNull) // not open for writing
	require.NoError(t, err)
	defer f.Close()
	err = Run(context.Background(), c, Next(c, progress)[:1], Options{In: strings.NewReader("s\n"), Out: f, Width: 100, Progress: progress, Day: day})
	require.Error(t, err)
}

// TestEveryLessonCanBeGuessedInEveryWay plays all lessons with all guesses.
// Each wrong one gets a rule, or a sentence that says why none was asked.
func TestEveryLessonCanBeGuessedInEveryWay(t *testing.T) {
	for _, l := range course(t).Lessons() {
		steps, err := play(context.Background(), l)
		require.NoError(t, err)
		for i := range steps {
			st := &steps[i]
			require.NotNil(t, deciding(st.decision), "%s, sync %d: the deciding rule is in the trace", l.Name, i+1)
			for _, c := range choices {
				if c.outcome == st.decision.Outcome {
					continue
				}
				why := whyNot(st.decision, c.outcome, st.in.AsOf, true)
				require.NotEmpty(t, why.text, "%s: %s", l.Name, c.outcome)
				require.False(t, strings.HasSuffix(why.text, ":") != (len(why.failed) > 0), "%s: %s: %v", l.Name, c.outcome, why)
			}
		}
	}
}

// TestEveryLessonFitsTheTerminal renders every lesson with its verdict told.
func TestEveryLessonFitsTheTerminal(t *testing.T) {
	c := course(t)
	for _, l := range c.Lessons() {
		var answers []string
		steps, err := play(context.Background(), l)
		require.NoError(t, err)
		for i := range steps {
			answers = append(answers, string(steps[i].decision.Outcome))
		}
		out, progress := talk(t, l.Name, answers...)
		require.Equal(t, Right, progress.Mark(l), l.Name)
		raw := false
		for line := range strings.SplitSeq(out, "\n") {
			switch {
			case strings.HasSuffix(line, "):"): // a section of the file, as it is
				raw = true
			case !strings.HasPrefix(line, "  "):
				raw = false
			}
			if raw || strings.Contains(line, "https://") {
				continue
			}
			require.LessOrEqual(t, len([]rune(line)), 100, "%s: %s", l.Name, line)
			if !strings.HasSuffix(line, " > ") { // a prompt
				require.Equal(t, strings.TrimRight(line, " "), line, l.Name)
			}
		}
	}
}

func TestNarrowAndColouredTerminals(t *testing.T) {
	c := course(t)
	progress, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	var out bytes.Buffer
	list, err := Pick(c, progress, "first-steps", 4)
	require.NoError(t, err)
	require.NoError(t, Run(context.Background(), c, list, Options{
		In: strings.NewReader("1\n"), Out: &out, Width: 60, Colour: true, Progress: progress, Day: day,
	}))
	require.Contains(t, out.String(), "\x1b[32mRight: hard-match.\x1b[0m")
	require.Contains(t, out.String(), "\x1b[1mFirst steps, lesson 4 of 10\x1b[0m")
	plain := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(out.String(), "")
	for line := range strings.SplitSeq(plain, "\n") {
		if !strings.Contains(line, "https://") {
			require.LessOrEqual(t, len([]rune(line)), 60, line)
		}
	}
}

func TestOutcomesOfTheContractHaveANumber(t *testing.T) {
	require.Len(t, choices, len(match.Outcomes))
	for i, o := range match.Outcomes {
		require.Equal(t, o, choices[i].outcome)
	}
}
