package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestReadmeShowsARealScreen compares the screen in the README, line by line
// and in order, with what the command prints. "…" stands for lines left out.
func TestReadmeShowsARealScreen(t *testing.T) {
	require.NoError(t, os.Chdir("../.."))
	t.Cleanup(func() { require.NoError(t, os.Chdir("cmd/presync")) })
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "```\n$ presync ")
	require.True(t, found)
	screen, _, _ := strings.Cut(rest, "```")
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")

	var stdout, stderr bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, columns: 100,
		env: func(string) string { return "" }, now: func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }}
	require.Equal(t, 3, a.run(context.Background(), strings.Fields(lines[0])), stderr.String())
	left := stdout.String()
	for _, line := range lines[1:] {
		if strings.TrimSpace(line) == "…" || line == "" {
			continue
		}
		_, after, found := strings.Cut(left, line+"\n")
		require.True(t, found, "the README shows a line that is not printed, or not in this order: %q", line)
		left = after
	}
}
