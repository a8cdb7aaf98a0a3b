package scenarios

import (
	"context"
	"io/fs"
	"strings"
)

// TB is what [Test] needs of a *testing.T.
type TB[T any] interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
	Run(name string, f func(T)) bool
}

// Test runs the scenario files of a file system as subtests, which are called
// after the files, variants after their names. A scenario that fails or cannot
// be run fails its subtest with what presync test would say. One with a verdict
// that is known to be wrong is skipped, with the evidence. A file system without
// a selected scenario fails the test.
//
//	func TestOurTenant(t *testing.T) {
//		scenarios.Test(t, os.DirFS("testdata/scenarios"), scenarios.Options{})
//	}
func Test[T TB[T]](t T, fsys fs.FS, opts Options) {
	t.Helper()
	some := false
	for r := range RunFS(t.Context(), fsys, opts) {
		some = true
		t.Run(r.testName(), func(t T) {
			t.Helper()
			switch lines := strings.Join(append(failureLines(&r), knownWrongLines(&r)...), "\n"); r.Status() {
			case Failed, Broken:
				t.Errorf("%s\n%s", r.Title(), lines)
			case Known:
				t.Skipf("%s\n%s", r.Title(), lines)
			}
		})
	}
	if !some {
		t.Fatalf("there is no scenario to run; their names end in .txtar")
	}
}

// testName is the name of the subtest.
func (r *Result) testName() string {
	name := strings.TrimSuffix(r.Name, ".txtar")
	if r.Scenario != nil && r.Scenario.Variant != "" {
		name += "/" + r.Scenario.Variant
	}
	return name
}
