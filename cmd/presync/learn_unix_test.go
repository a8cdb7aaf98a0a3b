//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

// atTerminal runs presync learn at a terminal of 90 columns. talk types and
// watches; then the process has to end. It gives what was shown and the exit
// error.
func atTerminal(t *testing.T, talk func(screen *glass, keys io.Writer, process *os.Process), args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("presync", append([]string{"learn"}, args...)...)
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "COLUMNS=")
	keyboard, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 90})
	require.NoError(t, err)
	defer keyboard.Close()
	screen := &glass{more: make(chan struct{}, 1)}
	var copied sync.WaitGroup
	copied.Go(func() { _, _ = io.Copy(screen, keyboard) }) // ends with an error when the process does
	talk(screen, keyboard, cmd.Process)
	err = cmd.Wait()
	copied.Wait()
	return screen.String(), err
}

// types writes to a terminal.
func types(t *testing.T, keys io.Writer, text string) {
	t.Helper()
	_, err := io.WriteString(keys, text)
	require.NoError(t, err)
}

const prompt = "q quit > "

func TestALessonIsAnsweredAtATerminalAndGoesOnTheNextTime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "progress.json")
	shown, err := atTerminal(t, func(screen *glass, keys io.Writer, _ *os.Process) {
		screen.shows(t, prompt)
		types(t, keys, "soft\n")
		screen.shows(t, "Try once more.")
		types(t, keys, "5\n")
		screen.shows(t, "Enter goes on, q quits > ")
		types(t, keys, "q\n")
	}, "--progress", file)
	require.NoError(t, err)
	require.Contains(t, shown, "First steps, lesson 1 of 10")
	require.Contains(t, shown, "Right: update.")
	require.NotContains(t, shown, "\x1b[", "NO_COLOR")

	shown, err = atTerminal(t, func(screen *glass, keys io.Writer, _ *os.Process) {
		screen.shows(t, prompt)
		types(t, keys, "\x04") // Ctrl-D
	}, "--progress", file)
	require.NoError(t, err)
	require.Contains(t, shown, "First steps, lesson 2 of 10")
	require.Contains(t, shown, "1 of ")
}

func TestAnInterruptAtATerminalKeepsTheProgress(t *testing.T) {
	file := filepath.Join(t.TempDir(), "progress.json")
	shown, err := atTerminal(t, func(screen *glass, keys io.Writer, _ *os.Process) {
		screen.shows(t, prompt)
		types(t, keys, "5\n")
		screen.shows(t, "Enter goes on")
		types(t, keys, "\n")
		screen.shows(t, "lesson 2 of 10")
		types(t, keys, "\x03") // Ctrl-C
	}, "first-steps", "--progress", file)
	require.NoError(t, err, "an interrupt is an end like any other")
	require.Contains(t, shown, "1 lesson now, 1 of them at the first try")
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(kept), `"lk005_synced"`)
}

func TestATerminationEndsTheLessonsToo(t *testing.T) {
	shown, err := atTerminal(t, func(screen *glass, _ io.Writer, process *os.Process) {
		screen.shows(t, prompt)
		require.NoError(t, process.Signal(syscall.SIGTERM))
	}, "HM004", "--progress", filepath.Join(t.TempDir(), "progress.json"))
	require.NoError(t, err)
	require.Contains(t, shown, "Lesson on HM004")
}

func TestAProgressThatCannotBeKeptEndsTheLessons(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.WriteFile(folder, nil, 0o600))
	shown, err := atTerminal(t, func(*glass, io.Writer, *os.Process) {}, "--progress", filepath.Join(folder, "p.json"))
	var exit *exec.ExitError
	require.True(t, errors.As(err, &exit))
	require.Equal(t, exitFailed, exit.ExitCode())
	require.Contains(t, shown, "presync: progress: ")
}
