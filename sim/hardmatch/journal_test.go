package hardmatch

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAHalfLastLineIsCutOffAndTheRunGoesOn(t *testing.T) {
	s := newStage(t, situations(), "anna", "bert")
	_, err := s.apply(t.Context())
	require.NoError(t, err)
	text, err := os.ReadFile(s.journal)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(s.journal, append(text, `{"kind":"inte`...), 0o600))
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	s.allDone(r)
	after, err := os.ReadFile(s.journal)
	require.NoError(t, err)
	require.NotContains(t, string(after), `"inte`+"{")
	require.True(t, strings.HasPrefix(string(after), string(text)), "what was there stays")
	info, err := os.Stat(s.journal)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestAJournalThatIsNoneIsRefusedWithItsLine(t *testing.T) {
	const begin = `{"kind":"begin","schema":"presync.hardmatchjournal/v1","plan":"abc"}` + "\n"
	for text, want := range map[string]string{
		"nonsense\n":                              ":1: not a line of a journal",
		begin + `{"kind":"other"}` + "\n":         `:2: "other" is no kind of record`,
		begin + `{"kind":"intent"}` + "\n":        ":2: an intent without its step",
		`{"kind":"stopped"}` + "\n":               ":1: the journal does not begin with its plan",
		`{"kind":"begin","plan":"x"}` + "\n":      `:1: schema "" is not`,
		begin + `{"kind":"done"}` + "\n":          ":2: done of a step that was never intended",
		begin + `{"kind":"stopped","x":1}` + "\n": ":2: not a line of a journal",
	} {
		path := filepath.Join(t.TempDir(), "journal")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := OpenJournal(t.Context(), path, true)
		require.ErrorContains(t, err, path+want)
	}
	_, err := OpenJournal(t.Context(), filepath.Join(t.TempDir(), "no"), false)
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = OpenJournal(t.Context(), filepath.Join(t.TempDir(), "no", "journal"), true)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestAJournalIsOfOnePlanAndOneRunAtATime(t *testing.T) {
	s := newStage(t, situations(), "anna")
	_, err := s.apply(t.Context())
	require.NoError(t, err)
	other := newStage(t, situations(), "bert")
	other.journal = s.journal
	_, err = other.apply(t.Context())
	require.ErrorContains(t, err, "is the journal of another plan")

	j, err := OpenJournal(t.Context(), s.journal, true)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = OpenJournal(ctx, s.journal, true)
	require.ErrorIs(t, err, context.Canceled, "it would have to wait")
	require.NoError(t, j.Close())
}

func TestRollbackNeedsARun(t *testing.T) {
	s := newStage(t, situations(), "anna")
	_, err := s.rollback()
	require.ErrorContains(t, err, "holds no run")
}

// FuzzOpenJournal shows that no file makes the reader fail otherwise than with
// an error.
func FuzzOpenJournal(f *testing.F) {
	f.Add([]byte(`{"kind":"begin","schema":"presync.hardmatchjournal/v1","plan":"a"}` + "\n" + `{"kind":"intent","step":{"op":"role","old":null,"new":"x"}}` + "\n{"))
	f.Add([]byte("\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		require.NoError(t, os.WriteFile(path, text, 0o600))
		j, err := OpenJournal(t.Context(), path, true)
		if err == nil {
			_ = j.open()
			require.NoError(t, j.Close())
		}
	})
}
