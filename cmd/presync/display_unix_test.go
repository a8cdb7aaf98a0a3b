//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

// patience is how long a test waits for another process.
const patience = time.Minute

// glass collects what a process writes to a terminal.
type glass struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (s *glass) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *glass) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// shows waits until the screen has shown a text.
func (s *glass) shows(t *testing.T, text string) {
	t.Helper()
	for deadline := time.After(patience); !strings.Contains(s.String(), text); {
		select {
		case <-s.more:
		case <-deadline:
			require.FailNow(t, "nothing such was shown", "%q in %q", text, s.String())
		}
	}
}

// slowRun runs predict with an export that comes in two parts. between is
// called when the first is sent. It gives what was shown and the exit error.
func slowRun(t *testing.T, terminal bool, between func(*glass), args ...string) (shown string, err error) {
	t.Helper()
	ad, err := os.ReadFile(filepath.Join("..", "..", "examples", "contoso", "ad.ldif"))
	require.NoError(t, err)
	cmd := exec.Command("presync", append([]string{"predict", "--ad", "ad=-", "--cloud", filepath.Join("..", "..", "examples", "contoso", "tenant"),
		"--format", "csv", "-o", filepath.Join(t.TempDir(), "out.csv")}, args...)...)
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	s := &glass{more: make(chan struct{}, 1)}
	var copied sync.WaitGroup
	if terminal {
		own, theirs, err := pty.Open()
		require.NoError(t, err)
		defer own.Close()
		require.NoError(t, pty.Setsize(own, &pty.Winsize{Rows: 24, Cols: 90}))
		cmd.Stderr = theirs
		require.NoError(t, cmd.Start())
		require.NoError(t, theirs.Close())
		copied.Go(func() { _, _ = io.Copy(s, own) }) // ends with an error when the process does
	} else {
		cmd.Stderr = s
		require.NoError(t, cmd.Start())
	}
	_, err = in.Write(ad[:len(ad)/2])
	require.NoError(t, err)
	between(s)
	_, err = in.Write(ad[len(ad)/2:])
	require.NoError(t, err)
	require.NoError(t, in.Close())
	err = cmd.Wait()
	copied.Wait()
	return s.String(), err
}

func TestALongRunShowsOnATerminalHowFarItIs(t *testing.T) {
	t.Parallel()
	shown, err := slowRun(t, true, func(s *glass) {
		s.shows(t, wipe+"presync: reading AD ")
	})
	var exit *exec.ExitError
	require.True(t, err == nil || errors.As(err, &exit) && exit.ExitCode() == exitFindings, "%v", err)
	require.Regexp(t, `\x1b\[Kpresync: reading AD [0-9.]+ k?B, [0-9.]+s`, shown)
	for line := range strings.SplitSeq(shown, wipe) {
		require.True(t, strings.HasSuffix(line, "\n") || len(line) < 90, "%q", line)
	}
	last := shown[strings.LastIndex(shown, wipe):]
	require.True(t, strings.HasPrefix(last, wipe+"presync: ") && strings.HasSuffix(last, " users\r\n"), "the line makes room for what is said at the end: %q", last)
}

func TestNothingIsShownOfALongRun(t *testing.T) {
	wait := func(*glass) { time.Sleep(showAfter + 3*showEvery) }
	t.Run("in a pipe", func(t *testing.T) {
		t.Parallel()
		shown, _ := slowRun(t, false, wait)
		require.Regexp(t, `^presync: [^\r\x1b]* users\n$`, shown)
	})
	t.Run("that is quiet", func(t *testing.T) {
		t.Parallel()
		shown, _ := slowRun(t, true, wait, "--quiet")
		require.Empty(t, shown)
	})
}

func TestAnInterruptLeavesNoHalfFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.Command("presync", "generate", "--users", "20000000", "--out", dir)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	require.NoError(t, cmd.Start())
	files := func(pattern string) []string {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		return names
	}
	require.Eventually(t, func() bool {
		begun := files(".presync-*")
		if len(begun) == 0 {
			return false
		}
		info, err := os.Stat(begun[0])
		return err == nil && info.Size() > 0
	}, patience, time.Millisecond, "%s", &talk)
	begun := time.Now()
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Less(t, time.Since(begun), patience)
	require.Equal(t, exitFailed, cmd.ProcessState.ExitCode())
	require.Contains(t, talk.String(), "presync: interrupted\n")
	require.Empty(t, files(".presync-*"))
	require.Empty(t, files("*.ldif"))
}
