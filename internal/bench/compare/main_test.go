package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository makes a project with a benchmark, and a second commit.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	put := func(name, content string) {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	git := func(args ...string) {
		_, err := output(t.Context(), root, append([]string{"git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		require.NoError(t, err)
	}
	const test = "package p\n\nimport \"testing\"\n\nfunc BenchmarkIt(b *testing.B) {\n\tfor b.Loop() {\n\t}\n}\n"
	put("go.mod", "module p\n\ngo 1.26\n")
	put("a/a_test.go", test)
	put("plain/plain_test.go", "package plain\n")
	put("b/b_test.go", "package b is broken at first\n\nfunc BenchmarkIt")
	put("other/go.mod", "module other\n")
	put("other/x_test.go", test)
	git("init", "-q")
	git("add", ".")
	git("commit", "-q", "-m", "one")
	put("b/b_test.go", test)
	git("add", ".")
	git("commit", "-q", "-m", "two")
	return root
}

func TestBothTreesAreMeasuredAndTheBaseGoesAway(t *testing.T) {
	root, dir := repository(t), t.TempDir()
	packages, err := withBenchmarks(root)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, packages)

	commit, err := baseCommit(t.Context(), root, "")
	require.NoError(t, err, "without a tag it is the commit before")
	first, err := output(t.Context(), root, "git", "rev-parse", "HEAD~1")
	require.NoError(t, err)
	require.Equal(t, first, commit+"\n")
	_, err = baseCommit(t.Context(), root, "nosuch")
	require.ErrorContains(t, err, "nosuch")

	o := options{bench: ".", time: "1x", count: 2, dir: dir, root: root}
	tree := filepath.Join(dir, "base")
	_, err = output(t.Context(), root, "git", "worktree", "add", "--detach", tree, commit)
	require.NoError(t, err)
	results, err := o.measure(t.Context(), tree)
	require.NoError(t, err)
	for i, want := range []int{2, 4} { // two rounds of one package, and of two
		content, err := os.ReadFile(results[i])
		require.NoError(t, err)
		require.Regexp(t, `(?s)^(goos.*?BenchmarkIt\S*\s+1\s[^\n]*allocs/op.*?){`+string(rune('0'+want))+`}$`, string(content))
	}
	o.bench = "[" // no pattern
	_, err = o.measure(t.Context(), tree)
	require.ErrorContains(t, err, "benchmarks in")
}

func TestAnInterruptEndsTheBenchmarks(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := output(ctx, ".", "go", "version")
	require.ErrorIs(t, err, context.Canceled)
}
