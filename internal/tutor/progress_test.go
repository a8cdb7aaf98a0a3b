package tutor

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProgressIsKeptAndForgotten(t *testing.T) {
	c := course(t)
	file := filepath.Join(t.TempDir(), "presync", "learn.json")
	p, err := OpenProgress(file)
	require.NoError(t, err)
	one, two := c.Lesson("hm001_anchor_equal"), c.Lesson("lk005_synced")
	require.NoError(t, p.Set(one, Right, day))
	require.NoError(t, p.Set(two, Missed, day))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.JSONEq(t, `{"schema": "presync.progress/v1", "lessons": {
		"hm001_anchor_equal": {"mark": "right", "day": "2026-11-22"}, "lk005_synced": {"mark": "missed", "day": "2026-11-22"}}}`, string(text))
	left, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, left, 1, "no file is left beside it")

	p, err = OpenProgress(file)
	require.NoError(t, err)
	require.Equal(t, Right, p.Mark(one))
	require.Equal(t, Missed, p.Mark(two))
	n, err := p.Reset([]Item{{Lesson: one}, {Lesson: c.Lesson("flt021_ou_filter")}})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	p, err = OpenProgress(file)
	require.NoError(t, err)
	require.Empty(t, p.Mark(one))
	require.Equal(t, Missed, p.Mark(two))
}

func TestAFileThatHoldsSomethingElseIsRefusedAndKept(t *testing.T) {
	for content, want := range map[string]string{
		"not json":                     "holds no progress of presync learn",
		`{"schema": "presync.other"}`:  `has the schema "presync.other"`,
		`{"lessons": {}}`:              `has the schema ""`,
		`{"schema":1, "lessons": "x"}`: "holds no progress",
	} {
		file := filepath.Join(t.TempDir(), "p.json")
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		_, err := OpenProgress(file)
		require.ErrorContains(t, err, want)
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, content, string(kept))
	}
	_, err := OpenProgress(t.TempDir())
	require.ErrorContains(t, err, "progress: ")
}

func TestAProgressThatCannotBeWrittenIsAnError(t *testing.T) {
	c := course(t)
	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	p := &Progress{path: filepath.Join(blocked, "p.json"), entries: map[string]entry{}}
	require.ErrorContains(t, p.Set(c.Lesson("lk005_synced"), Right, day), "progress: ")
	folder := t.TempDir()
	p = &Progress{path: folder, entries: map[string]entry{}}
	require.ErrorContains(t, p.Set(c.Lesson("lk005_synced"), Right, day), "progress: ", "a folder is in the way")
}

func FuzzOpenProgress(f *testing.F) {
	f.Add([]byte(`{"schema": "presync.progress/v1", "lessons": {"lk005_synced": {"mark": "right", "day": "2026-11-22"}}}`))
	f.Add([]byte(`{"schema": "presync.progress/v1", "lessons": null}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := filepath.Join(t.TempDir(), "p.json")
		require.NoError(t, os.WriteFile(file, content, 0o600))
		if p, err := OpenProgress(file); err == nil {
			require.NoError(t, p.save())
			_, err := OpenProgress(file)
			require.NoError(t, err)
		}
	})
}

func TestWhatIsAskedNextIsWhatIsOpenAndThenWhatWasMissed(t *testing.T) {
	c := course(t)
	p, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	first := Next(c, p)
	require.Len(t, first, len(c.Lessons()), "each lesson is asked once, also one of two themes")
	require.Equal(t, "lk005_synced", first[0].Lesson.Name)
	require.Equal(t, "First steps, lesson 1 of 10", first[0].heading())
	require.NoError(t, p.Set(first[0].Lesson, Missed, day))
	require.NoError(t, p.Set(first[1].Lesson, Helped, day))
	next := Next(c, p)
	require.Len(t, next, len(first)-1)
	require.Equal(t, first[2].Lesson.Name, next[0].Lesson.Name)
	require.Equal(t, "lk005_synced", next[len(next)-1].Lesson.Name)
}

func TestAWordPicksAThemeALessonARuleOrAFile(t *testing.T) {
	c := course(t)
	p, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	names := func(word string, number int) string {
		list, err := Pick(c, p, word, number)
		require.NoError(t, err)
		var out []string
		for _, it := range list {
			out = append(out, it.Lesson.Name)
		}
		return strings.Join(out, " ")
	}
	require.Equal(t, "sm002_same_name_on_both_sides", names("First-Steps", 2))
	require.Len(t, strings.Fields(names("first-steps", 0)), 10)
	require.Equal(t, "lk005_synced", names("scenarios/lk005_synced.txtar", 0))
	require.Regexp(t, "^hm004_administrator_not_taken_over hm004_", names("hm004", 0))
	require.Empty(t, names("XX001", 0))
	_, err = Pick(c, p, "cloud-sync", 99)
	require.ErrorContains(t, err, "there is no lesson 99")
	_, err = Pick(c, p, "hm004", 1)
	require.ErrorContains(t, err, `"hm004" is no theme`)

	require.NoError(t, p.Set(c.Lesson("lk005_synced"), Right, day))
	require.Len(t, strings.Fields(names("first-steps", 0)), 9, "what is done is not asked again")
	for _, l := range c.Theme("first-steps").All() {
		require.NoError(t, p.Set(l, Right, day))
	}
	require.Len(t, strings.Fields(names("first-steps", 0)), 10, "until all is done")
}

func TestThePlanSaysWhatIsDoneAndHowToStart(t *testing.T) {
	c := course(t)
	p, err := OpenProgress(filepath.Join(t.TempDir(), "p.json"))
	require.NoError(t, err)
	require.NoError(t, p.Set(c.Lesson("lk005_synced"), Right, day))
	require.NoError(t, p.Set(c.Lesson("hm001_anchor_equal"), Missed, day))
	var out bytes.Buffer
	require.NoError(t, WritePlan(&out, c, p, 100, false))
	require.Contains(t, out.String(), ": 1 done, ")
	require.Contains(t, out.String(), "of which 1 to repeat")
	require.Regexp(t, `first-steps +1 of 10 +1 +Ten lessons`, out.String())
	require.Contains(t, out.String(), "  presync learn                    goes on with the next open lesson\n")

	out.Reset()
	require.NoError(t, WriteLessons(&out, c.Themes[:1], p, 100, false))
	require.Contains(t, out.String(), "first-steps: First steps, 1 of 10 done\n")
	require.Regexp(t, `1 +done +LK005: a user who is synced is updated`, out.String())
	require.Regexp(t, `2 +open +Bibek Aryal signs in`, out.String())
	require.Regexp(t, `4 +repeat +Bob Smith has been a cloud user`, out.String())
	require.NotContains(t, out.String(), "SM002", "the title of an open lesson would tell its end")
	for line := range strings.SplitSeq(planOf(c)+out.String(), "\n") {
		require.LessOrEqual(t, len([]rune(line)), 100, line)
	}
}
