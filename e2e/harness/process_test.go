package harness

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// start runs presync test in the background and gives its stdout and stderr
// line by line.
func start(t *testing.T, args ...string) (cmd *exec.Cmd, stdout, stderr <-chan string) {
	t.Helper()
	name, err := binary()
	require.NoError(t, err)
	cmd = exec.CommandContext(t.Context(), name, append([]string{"test"}, args...)...)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	talk, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, lines(out), lines(talk)
}

// lines reads a stream as it comes.
func lines(r io.Reader) <-chan string {
	c := make(chan string, 1000)
	go func() {
		defer close(c)
		for s := bufio.NewScanner(r); s.Scan(); {
			c <- s.Text()
		}
	}()
	return c
}

// until reads up to a line that starts with a text.
func until(t *testing.T, stream <-chan string, prefix string) {
	t.Helper()
	var seen []string
	late := time.After(2 * time.Minute)
	for {
		select {
		case line, open := <-stream:
			require.True(t, open, "no %q in %q", prefix, seen)
			if strings.HasPrefix(line, prefix) {
				return
			}
			seen = append(seen, line)
		case <-late:
			require.Fail(t, "too late", "no %q in %q", prefix, seen)
		}
	}
}

// copyTo copies a file of the suite.
func copyTo(t *testing.T, name, to string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(suite, name))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, data, 0o600))
}

// TestTheFirstFailureShowsAtOnce lets the last file be a pipe that nobody writes
// to for the time being.
func TestTheFirstFailureShowsAtOnce(t *testing.T) {
	for _, format := range []string{"text", "tap", "github"} {
		t.Run(format, func(t *testing.T) {
			dir := t.TempDir()
			copyTo(t, "fail_outcome.txtar", filepath.Join(dir, "a.txtar"))
			pipe := filepath.Join(dir, "b.txtar")
			require.NoError(t, syscall.Mkfifo(pipe, 0o600))
			cmd, stdout, _ := start(t, dir, "--format", format, "-j", "2")
			until(t, stdout, map[string]string{"text": "FAIL  " + dir, "tap": "not ok 1 - " + dir, "github": "::error file=" + dir}[format])
			copyTo(t, "ok_new_user.txtar", pipe)
			if format == "text" {
				until(t, stdout, "1 passed, 1 failed")
			}
			require.Error(t, cmd.Wait())
			require.Equal(t, exitFindings, cmd.ProcessState.ExitCode())
		})
	}
}

func TestWatchEndsOnAnInterrupt(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		dir := t.TempDir()
		file := filepath.Join(dir, "a.txtar")
		copyTo(t, "fail_outcome.txtar", file)
		cmd, stdout, stderr := start(t, filepath.Join(dir, "**", "*.txtar"), "--watch")
		until(t, stdout, "0 passed, 1 failed")
		until(t, stderr, "presync: watching 1 scenario files; an interrupt ends it")
		// Another program edits the file.
		require.NoError(t, exec.CommandContext(t.Context(), "sed", "-i", "s/ create rule=CR001 target=- / soft-match rule=SM001 /", file).Run())
		until(t, stdout, "ok    "+file)
		until(t, stdout, "1 passed, 0 failed")
		require.NoError(t, cmd.Process.Signal(signal))
		require.NoError(t, cmd.Wait())
	}
}
