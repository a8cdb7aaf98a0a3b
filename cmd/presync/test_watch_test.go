package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const zoe = `ZOE: a new user is created

Nobody in the tenant shares anything with Zoe.
-- ad.ldif --
dn: CN=Zoe,OU=Staff,DC=contoso,DC=com
objectClass: user
objectGUID:: nofCJe0gZk6D8J4gRgrt+A==
sAMAccountName: zoe
userAccountControl: 512
userPrincipalName: zoe@contoso.com
-- cloud.json --
{"value": []}
-- want/decisions --
zoe@contoso.com create
`

// zoeIs is the scenario with another outcome.
func zoeIs(outcome string) string { return strings.Replace(zoe, " create\n", " "+outcome+"\n", 1) }

// screen is what a watching process has written so far.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// take waits for a text, and takes all up to its end off the screen.
func (s *screen) take(t *testing.T, want string) string {
	t.Helper()
	var got string
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		at := strings.Index(s.text.String(), want)
		if at < 0 {
			return false
		}
		got = string(s.text.Next(at + len(want)))
		return true
	}, time.Minute, 5*time.Millisecond, "no %q", want)
	return got
}

// save writes a file the way an editor does: beside it, and then in its place.
func save(t *testing.T, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(name+"~", []byte(content), 0o644))
	require.NoError(t, os.Rename(name+"~", name))
}

// watching starts presync test --watch. end interrupts it and gives the exit
// code.
func watching(t *testing.T, args ...string) (out *screen, end func() int) {
	t.Helper()
	out = &screen{}
	talk := &screen{}
	ctx, interrupt := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() { code <- testApp(out, talk).run(ctx, append([]string{"test", "--watch"}, args...)) }()
	talk.take(t, "an interrupt ends it\n")
	return out, func() int {
		interrupt()
		select {
		case c := <-code:
			return c
		case <-time.After(time.Minute):
			t.Fatal("an interrupt does not end it")
			return -1
		}
	}
}

func TestWatchRunsWhatChanges(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.txtar"), filepath.Join(dir, "b.txtar")
	save(t, a, zoe)
	save(t, b, zoeIs("update"))
	out, end := watching(t, dir)
	first := out.take(t, "1 passed, 1 failed\n")
	require.Contains(t, first, "FAIL  "+b)
	require.NotContains(t, first, a)

	save(t, a, zoeIs("error"))
	second := out.take(t, "0 passed, 2 failed\n")
	require.Contains(t, second, "FAIL  "+a)
	require.NotContains(t, second, b, "only what changed runs again")

	for i := range len(zoe) { // an editor that writes in place, in steps
		require.NoError(t, os.WriteFile(a, []byte(zoe[:i+1]), 0o644))
	}
	steps := out.take(t, "ok    "+a+"  ZOE: a new user is created\n1 passed, 1 failed\n")
	require.Less(t, strings.Count(steps, "passed"), 20, "not at every step")

	require.NoError(t, os.Mkdir(filepath.Join(dir, "new"), 0o755))
	time.Sleep(2 * settle)
	c := filepath.Join(dir, "new", "c.txtar")
	save(t, c, zoe)
	require.Equal(t, "ok    "+c+"  ZOE: a new user is created\n2 passed, 1 failed\n", out.take(t, "failed\n"))

	require.NoError(t, os.Remove(b))
	require.Equal(t, "2 passed, 0 failed\n", out.take(t, "failed\n"))
	save(t, filepath.Join(dir, "notes.md"), "no scenario")
	require.NoError(t, os.Chtimes(a, time.Now(), time.Now()))
	save(t, b, "no title\n")
	require.Contains(t, out.take(t, "2 passed, 1 failed (1 could not be run)\n"), "ERROR  "+b)
	require.Equal(t, exitOK, end())
}

func TestWatchFollowsOneFileAndAPattern(t *testing.T) {
	for _, pattern := range []string{"a.txtar", "*.txtar", "**/a*"} {
		t.Run(pattern, func(t *testing.T) {
			dir := t.TempDir()
			a := filepath.Join(dir, "a.txtar")
			save(t, a, zoe)
			save(t, filepath.Join(dir, "other.md"), zoe)
			out, end := watching(t, filepath.Join(dir, pattern))
			out.take(t, "1 passed, 0 failed\n")
			require.NoError(t, os.Remove(a))
			out.take(t, "0 passed, 0 failed\n")
			save(t, a, zoeIs("update"))
			out.take(t, "0 passed, 1 failed\n")
			require.Equal(t, exitOK, end())
		})
	}
}

func TestAnInterruptEndsTheFirstRunOfWatch(t *testing.T) {
	dir := t.TempDir()
	save(t, filepath.Join(dir, "a.txtar"), zoe)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, talk bytes.Buffer
	require.Equal(t, exitOK, testApp(&out, &talk).run(ctx, []string{"test", dir, "--watch"}))
	require.Empty(t, out.String())
}

func TestAnInterruptEndsARunWithoutAResult(t *testing.T) {
	dir := t.TempDir()
	save(t, filepath.Join(dir, "a.txtar"), zoe)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, talk bytes.Buffer
	require.Equal(t, exitFailed, testApp(&out, &talk).run(ctx, []string{"test", dir, "--format", "json"}))
	require.Empty(t, out.String())
	require.Equal(t, "presync: interrupted\n", talk.String())
}
