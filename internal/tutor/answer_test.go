package tutor

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
)

func TestAnAnswerIsANumberAWordOrItsBeginning(t *testing.T) {
	for line, want := range map[string]answer{
		"1":                {outcome: match.OutcomeHardMatch},
		" 7 ":              {outcome: match.OutcomeNotSynced},
		"soft-match":       {outcome: match.OutcomeSoftMatch},
		"Soft Match":       {outcome: match.OutcomeSoftMatch},
		"hard":             {outcome: match.OutcomeHardMatch},
		"h":                {command: askHint},
		"create":           {outcome: match.OutcomeCreate},
		"duplicate":        {outcome: match.OutcomeCreateDuplicate},
		"create_duplicate": {outcome: match.OutcomeCreateDuplicate},
		"up":               {outcome: match.OutcomeUpdate},
		"err":              {outcome: match.OutcomeError},
		"not":              {outcome: match.OutcomeNotSynced},
		"?":                {command: askHint},
		"Quit":             {command: askQuit},
		"s":                {command: askSkip},
		"data":             {command: askData},
	} {
		got, err := parseAnswer(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
}

func TestWhatIsNotUnderstoodSaysWhatWouldBe(t *testing.T) {
	for line, want := range map[string]string{
		"":      "type a number, a verdict such as soft-match, or ?, d, s or q",
		"match": "type a number",
		"0":     "the numbers go from 1 to 7",
		"8":     "the numbers go from 1 to 7",
		"cre":   "that may be create or create-duplicate; type more of it",
	} {
		_, err := parseAnswer(line)
		require.ErrorContains(t, err, want, line)
	}
}

func FuzzParseAnswer(f *testing.F) {
	for _, seed := range []string{"1", "soft-match", "?", "", "cre", "q", "-7", "ＡＢ", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		a, err := parseAnswer(line)
		if err == nil {
			require.True(t, (a.command == "") != (a.outcome == ""), "%q is a command or a verdict", line)
			return
		}
		require.True(t, utf8.ValidString(err.Error()))
	})
}

func TestTheLastLineNeedsNoLineFeed(t *testing.T) {
	l := readLines(strings.NewReader("one\r\ntwo"))
	for _, want := range []string{"one", "two"} {
		got, err := l.next(context.Background())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := l.next(context.Background())
	require.ErrorIs(t, err, errEnded)
}
