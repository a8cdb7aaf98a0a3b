package scenarios

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// spy is a testing.T that keeps what is said.
type spy struct {
	ctx  context.Context
	name string
	said *[]string
}

func (s spy) say(what, format string, args []any) {
	*s.said = append(*s.said, strings.TrimSpace(what+" "+s.name)+": "+fmt.Sprintf(format, args...))
}

func (s spy) Helper()                           {}
func (s spy) Context() context.Context          { return s.ctx }
func (s spy) Errorf(format string, args ...any) { s.say("fail", format, args) }
func (s spy) Fatalf(format string, args ...any) { s.say("fatal", format, args) }
func (s spy) Skipf(format string, args ...any)  { s.say("skip", format, args) }
func (s spy) Run(name string, f func(spy)) bool {
	s.name = name
	f(s)
	return true
}

func TestScenariosAreSubtests(t *testing.T) {
	var said []string
	Test(spy{ctx: t.Context(), said: &said}, suiteFiles(), Options{})
	kinds := make(map[string][]string)
	for _, line := range said {
		head, text, _ := strings.Cut(line, ": ")
		kind, name, _ := strings.Cut(head, " ")
		kinds[kind] = append(kinds[kind], name+".txtar")
		require.Contains(t, text, name+".txtar:", "the file and the line")
	}
	want := expected(t)
	require.Equal(t, map[string][]string{"skip": want["known"], "fail": append(want["broken"], want["fail"]...)}, kinds)
}

func TestAFolderWithoutScenariosFailsTheTest(t *testing.T) {
	var said []string
	Test(spy{ctx: t.Context(), said: &said}, fstest.MapFS{"README.md": {}}, Options{})
	require.Equal(t, []string{"fatal: there is no scenario to run; their names end in .txtar"}, said)
}

func TestTheLibraryRunsAsSubtests(t *testing.T) {
	names := make(map[string]bool)
	t.Run("library", func(t *testing.T) {
		Test(t, os.DirFS("."), Options{Parallel: 2})
	})
	for _, r := range shipped() {
		names[r.testName()] = true
	}
	require.Len(t, names, len(shipped()), "every subtest has a name of its own")
}
