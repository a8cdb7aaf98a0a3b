package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheShellIsOfferedTheThemes(t *testing.T) {
	var stdout bytes.Buffer
	require.Zero(t, run(testApp(&stdout, io.Discard), "__complete", "learn", ""))
	require.Contains(t, stdout.String(), "hard-match\tHard match\n")
	require.Empty(t, completeTheme([]string{"hard-match"}), "a second theme is not offered")
}

func TestLessonsAreOnlyGivenToSomebodyAtBothEnds(t *testing.T) {
	a := testApp(io.Discard, io.Discard)
	require.False(t, a.converses())
	a.terminal = true
	require.False(t, a.converses(), "what is piped into the command is no keyboard")
}
