package tutor

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"presync/sim/match"
)

// choices are the verdicts in the order of their numbers.
var choices = []struct {
	outcome match.Outcome
	meaning string
}{
	{match.OutcomeHardMatch, "linked to a cloud user by the anchor"},
	{match.OutcomeSoftMatch, "linked to a cloud user by address or name"},
	{match.OutcomeCreate, "a new cloud user, and nothing is in the way"},
	{match.OutcomeCreateDuplicate, "a second user of one person, or one without a value that is taken"},
	{match.OutcomeUpdate, "linked before; the values are updated"},
	{match.OutcomeError, "the export fails"},
	{match.OutcomeNotSynced, "never exported"},
}

// command is what a line says that is no verdict.
type command string

const (
	askHint command = "?"
	askData command = "d"
	askSkip command = "s"
	askQuit command = "q"
)

// commands are the words of the commands.
var commands = map[string]command{
	"?": askHint, "h": askHint, "hint": askHint, "help": askHint,
	"d": askData, "data": askData,
	"s": askSkip, "skip": askSkip,
	"q": askQuit, "quit": askQuit, "exit": askQuit,
}

// answer is a line that was understood: a command or a verdict.
type answer struct {
	command command
	outcome match.Outcome
}

// parseAnswer understands a number, a word or the beginning of one. The error
// says what would have been understood.
func parseAnswer(line string) (answer, error) {
	word := strings.ToLower(strings.TrimSpace(line))
	if c, ok := commands[word]; ok {
		return answer{command: c}, nil
	}
	if n, err := strconv.Atoi(word); err == nil {
		if n < 1 || n > len(choices) {
			return answer{}, errors.New("the numbers go from 1 to " + strconv.Itoa(len(choices)))
		}
		return answer{outcome: choices[n-1].outcome}, nil
	}
	var found []match.Outcome
	for _, c := range choices {
		switch name := string(c.outcome); {
		case word == "":
		case name == word || spaced(name) == spaced(word):
			return answer{outcome: c.outcome}, nil
		case strings.HasPrefix(name, word) || strings.HasPrefix(nickname(c.outcome), word):
			found = append(found, c.outcome)
		}
	}
	switch len(found) {
	case 1:
		return answer{outcome: found[0]}, nil
	case 0:
		return answer{}, errors.New("type a number, a verdict such as soft-match, or ?, d, s or q")
	}
	names := make([]string, len(found))
	for i, o := range found {
		names[i] = string(o)
	}
	return answer{}, errors.New("that may be " + strings.Join(names, " or ") + "; type more of it")
}

// spaced drops what people leave out of a word with a hyphen.
func spaced(s string) string { return strings.NewReplacer("-", "", " ", "", "_", "").Replace(s) }

// nickname is the part of an outcome that people call it by.
func nickname(o match.Outcome) string {
	if _, second, found := strings.Cut(string(o), "-"); found && o == match.OutcomeCreateDuplicate {
		return second
	}
	return string(o)
}

// errEnded says that no more lines will come: the input ended or the user
// interrupted.
var errEnded = errors.New("the input ended")

// lines reads lines in the background, so that an interrupt need not wait for
// one.
type lines struct{ read chan string }

// readLines starts to read; it ends with the input.
func readLines(in io.Reader) *lines {
	l := &lines{read: make(chan string)}
	go func() {
		defer close(l.read)
		r := bufio.NewReader(in)
		for {
			text, err := r.ReadString('\n')
			if text != "" {
				l.read <- strings.TrimRight(text, "\r\n")
			}
			if err != nil {
				return
			}
		}
	}()
	return l
}

// next gives the next line, or errEnded.
func (l *lines) next(ctx context.Context) (string, error) {
	if ctx.Err() != nil {
		return "", errEnded
	}
	select {
	case <-ctx.Done():
		return "", errEnded
	case text, ok := <-l.read:
		if !ok {
			return "", errEnded
		}
		return text, nil
	}
}
