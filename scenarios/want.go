package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"presync/sim/match"
)

// thresholdLine is the line of want/deletions that says that the deletions are
// more than the deletion threshold allows.
const thresholdLine = "deletionThresholdExceeded"

// textLine is a line of a section that is neither blank nor a comment.
type textLine struct {
	number int // in the scenario file
	text   string
}

// contentLines gives the lines of a want section that assert something.
func contentLines(s *Section) []textLine {
	var lines []textLine
	for i, text := range strings.Split(string(s.Data), "\n") {
		if isContent(text) {
			lines = append(lines, textLine{number: s.Line + i, text: strings.TrimSuffix(text, "\r")})
		}
	}
	return lines
}

// isContent reports whether a line is neither blank nor a comment.
func isContent(line string) bool {
	t := strings.TrimSpace(line)
	return t != "" && t[0] != '#'
}

// parseList reads a want section of one assertion a line.
func parseList(file string, s *Section, parse func(line string) (WantLine, error)) (*WantList, error) {
	lines := contentLines(s)
	if len(lines) == 0 {
		return nil, errorAt(file, s.Line-1, "%s is empty; write a line, or %q for none", s.Name, none)
	}
	list := &WantList{Line: s.Line}
	if len(lines) == 1 && strings.TrimSpace(lines[0].text) == none {
		return list, nil
	}
	seen := make(map[string]int)
	for _, l := range lines {
		w, err := parse(l.text)
		if err != nil {
			return nil, errorAt(file, l.number, "%s: %s", s.Name, err)
		}
		if before, twice := seen[w.Who]; twice {
			return nil, errorAt(file, l.number, "%s: %q stands in line %d already", s.Name, w.Who, before)
		}
		seen[w.Who] = l.number
		w.Line = l.number
		list.Lines = append(list.Lines, w)
	}
	return list, nil
}

// parseName reads a line of want/deletions or want/gaps: one name.
func parseName(line string) (WantLine, error) {
	words, err := splitWords(line)
	switch {
	case err != nil:
		return WantLine{}, err
	case len(words) != 1:
		return WantLine{}, fmt.Errorf("%d words in a line, want one (a name with blanks stands in double quotes)", len(words))
	case words[0].text() == none:
		return WantLine{}, fmt.Errorf("%q stands for none and must be the only line", none)
	}
	return WantLine{Who: words[0].text()}, nil
}

// parseDecision reads a line of want/decisions: who, outcome, assertions.
func parseDecision(line string) (WantLine, error) {
	words, err := splitWords(line)
	if err != nil {
		return WantLine{}, err
	}
	return decisionOf(words)
}

// decisionOf reads who, outcome and assertions.
func decisionOf(words []word) (WantLine, error) {
	if words[0].text() == none {
		return WantLine{}, fmt.Errorf("%q stands for no user at all and must be the only line", none)
	}
	if len(words) < 2 {
		return WantLine{}, fmt.Errorf("%q has no outcome; want: WHO OUTCOME [key=value ...]", words[0].text())
	}
	w := WantLine{Who: words[0].text(), Outcome: match.Outcome(words[1].text()), from: words[1].from, to: words[1].to}
	if !slices.Contains(match.Outcomes, w.Outcome) {
		return WantLine{}, fmt.Errorf("%q is no outcome; %s", w.Outcome, advise(string(w.Outcome), strings.Split(outcomeNames(), ", ")))
	}
	for _, word := range words[2:] {
		a, err := parseAssert(word)
		if err != nil {
			return WantLine{}, err
		}
		if slices.ContainsFunc(w.Asserts, func(b Assert) bool { return b.Key == a.Key }) {
			return WantLine{}, fmt.Errorf("%s is given twice", a.Key)
		}
		w.Asserts = append(w.Asserts, a)
	}
	return w, nil
}

// parseAssert checks one key=value.
func parseAssert(w word) (Assert, error) {
	if w.key == "" {
		return Assert{}, fmt.Errorf("%q is not of the form key=value", w.value)
	}
	k := keyNamed(w.key)
	if k == nil {
		return Assert{}, fmt.Errorf("unknown key %q; %s", w.key, advise(w.key, strings.Split(keyNames(), ", ")))
	}
	if w.value == "" {
		return Assert{}, fmt.Errorf("%s has no value; write %s=%s for none", w.key, w.key, none)
	}
	if k.valid != nil && w.value != none {
		if err := k.valid(w.value); err != nil {
			return Assert{}, fmt.Errorf("%s: %w", w.key, err)
		}
	}
	return Assert{Key: w.key, Value: w.value, from: w.from, to: w.to}, nil
}

// parseText reads want/trace.
func parseText(file string, s *Section) (*WantText, error) {
	if strings.TrimSpace(string(s.Data)) == "" {
		return nil, errorAt(file, s.Line-1, "%s is empty; leave the section out, or let --update write it behind a line of your own", s.Name)
	}
	return &WantText{Line: s.Line, Text: normalText(string(s.Data))}, nil
}

// normalText takes away what no one sees: blanks at the end of lines, carriage
// returns, empty lines at the start and the end.
func normalText(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n") + "\n"
}

func outcomeNames() string {
	names := make([]string, len(match.Outcomes))
	for i, o := range match.Outcomes {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}

// advise says which word was meant, or which words there are.
func advise(word string, words []string) string {
	best, meant := 2+len(word)/4, ""
	for _, w := range words {
		if d := levenshtein.ComputeDistance(word, w); d < best {
			best, meant = d, w
		}
	}
	if meant != "" {
		return "did you mean " + meant + "?"
	}
	return "use one of " + strings.Join(words, ", ")
}
