package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"presync/sim/match"
)

// onlyUser stands in a line for the only user of the cycle; anyValue in the
// pattern of a matrix line for every value of a key.
const (
	onlyUser = "*"
	anyValue = "*"
	arrow    = "->"
)

// matrixLine is one line of want/matrix: for which values, and what is wanted.
type matrixLine struct {
	WantLine
	pattern []string // one value a key, or "*"
	behind  int      // where the wanted part begins in the line
}

// matches reports whether a line is about a combination.
func (l *matrixLine) matches(values []string) bool {
	for i, want := range l.pattern {
		if want != anyValue && want != values[i] {
			return false
		}
	}
	return true
}

// parseMatrixLine reads VALUE ... -> [WHO] OUTCOME [key=value ...].
func parseMatrixLine(m *flagMatrix, line string) (matrixLine, error) {
	var l matrixLine
	words, err := splitWords(line)
	if err != nil {
		return l, err
	}
	at := slices.IndexFunc(words, func(w word) bool { return w.text() == arrow })
	if at < 0 {
		return l, fmt.Errorf("has no %q; want: %s %s [WHO] OUTCOME [key=value ...]", arrow, strings.Join(m.names(), " "), arrow)
	}
	if at != len(m.keys) {
		return l, fmt.Errorf("%d values before %q, want %d: %s (%q stands for any)", at, arrow, len(m.keys), strings.Join(m.names(), " "), anyValue)
	}
	for i, w := range words[:at] {
		value, k := w.text(), &m.keys[i]
		if value != anyValue && !slices.Contains(k.values, value) {
			return l, fmt.Errorf("%q is no value of %s in %s; use one of %s, or %q", value, k.name, flagsSection, strings.Join(k.values, ", "), anyValue)
		}
		l.pattern = append(l.pattern, value)
	}
	l.behind = words[at].to
	if words = words[at+1:]; len(words) == 0 {
		return l, errors.New("nothing is wanted behind the arrow; want: [WHO] OUTCOME [key=value ...]")
	}
	if slices.Contains(match.Outcomes, match.Outcome(words[0].text())) {
		words = append([]word{{value: onlyUser}}, words...)
	}
	l.WantLine, err = decisionOf(words)
	return l, err
}

// names are the keys as a matrix line lists them.
func (m *flagMatrix) names() []string {
	names := make([]string, len(m.keys))
	for i, k := range m.keys {
		names[i] = m.short(k.name)
	}
	return names
}

// parseMatrix reads want/matrix, the lines of all combinations.
func parseMatrix(file string, s *Section, m *flagMatrix) ([]matrixLine, error) {
	if m == nil {
		return nil, errorAt(file, s.Line-1, "%s without %s, which gives the values; one line for all cases is want/decisions", s.Name, flagsSection)
	}
	var lines []matrixLine
	for _, text := range contentLines(s) {
		l, err := parseMatrixLine(m, text.text)
		if err != nil {
			return nil, errorAt(file, text.number, "%s: %s", s.Name, err)
		}
		l.Line = text.number
		if lines = append(lines, l); (l.Who == onlyUser) != (lines[0].Who == onlyUser) {
			return nil, errorAt(file, l.Line, "%s: line %d names a user and another does not; name the user in all lines, or in none", s.Name,
				lines[0].Line)
		}
	}
	if len(lines) == 0 {
		return nil, errorAt(file, s.Line-1, "%s is empty; write a line, such as: %s %s create", s.Name,
			strings.TrimSpace(strings.Repeat(anyValue+" ", len(m.keys))), arrow)
	}
	return lines, nil
}

// chosen gives the lines that are about a combination: for each user the first
// that matches. A user for whom other combinations have a line needs one here.
func (c *combination) chosen(file string, s *Section, lines []matrixLine) (list []WantLine, err error) {
	var users []string
	for i := range lines {
		l := &lines[i]
		who := strings.ToLower(l.Who)
		if !slices.Contains(users, who) {
			users = append(users, who)
		}
		done := slices.ContainsFunc(list, func(w WantLine) bool { return strings.ToLower(w.Who) == who })
		if !done && l.matches(c.values) {
			list = append(list, l.WantLine)
		}
	}
	for _, who := range users {
		if slices.ContainsFunc(list, func(w WantLine) bool { return strings.ToLower(w.Who) == who }) {
			continue
		}
		about := ""
		if who != onlyUser {
			about = fmt.Sprintf(" about %s", who)
		}
		return nil, errorAt(file, s.Line-1, "%s has no line%s for %s; add one that begins with: %s", s.Name, about,
			strings.Join(c.matrix.names(), ", "), strings.Join(append(c.quoted(), arrow), " "))
	}
	return list, nil
}

// quoted are the values as a matrix line writes them.
func (c *combination) quoted() []string {
	values := make([]string, len(c.values))
	for i, v := range c.values {
		values[i] = quote(v)
	}
	return values
}

// matrixUse knows which lines of the matrices some variant uses.
type matrixUse struct {
	asked map[int]string // line -> section
	lines map[int]bool
}

// check refuses lines that never apply.
func (u *matrixUse) check(file string) error {
	for _, line := range slices.Sorted(maps.Keys(u.asked)) {
		if !u.lines[line] {
			return errorAt(file, line, "%s: the line is used by no combination: the lines above it have them all, or there is none such", u.asked[line])
		}
	}
	return nil
}

// matrix lays the lines of a matrix for this combination over what
// want/decisions says about the cycle.
func (p *parser) matrix(c *Cycle, s *Section) error {
	var m *flagMatrix
	if p.combo != nil {
		m = p.combo.matrix
	}
	lines, err := parseMatrix(p.name, s, m)
	if err != nil {
		return err
	}
	c.matrix, err = p.combo.chosen(p.name, s, lines)
	if err != nil {
		return err
	}
	for i := range lines {
		p.use.asked[lines[i].Line] = s.Name
	}
	for _, w := range c.matrix {
		p.use.lines[w.Line] = true
	}
	c.matrixAt = s.Line
	return nil
}

// mergeMatrix adds the lines of the matrix to those of want/decisions.
func (p *parser) mergeMatrix(c *Cycle) error {
	if c.matrix == nil {
		return nil
	}
	if c.Want.Decisions == nil {
		c.Want.Decisions = &WantList{Line: c.matrixAt}
	}
	for _, w := range c.Want.Decisions.Lines {
		if slices.ContainsFunc(c.matrix, func(l WantLine) bool { return strings.EqualFold(l.Who, w.Who) }) {
			return errorAt(p.name, w.Line, "want/decisions: the matrix has lines about %q, too; take the line out of one of them", w.Who)
		}
	}
	c.Want.Decisions.Lines = append(c.Want.Decisions.Lines, c.matrix...)
	return nil
}
