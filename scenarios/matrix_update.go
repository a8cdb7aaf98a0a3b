package scenarios

import (
	"slices"
	"strings"
)

// matrix updates want/matrix line by line.
func (u *familyUpdate) matrix(s *Section, cycle int) []byte {
	lines := strings.Split(strings.TrimSuffix(string(s.Data), "\n"), "\n")
	var out []string
	for i, line := range lines {
		if !isContent(line) {
			out = append(out, line)
			continue
		}
		out = append(out, u.matrixLine(line, s.Line+i, cycle)...)
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// matrixLine updates one line: it stays for the combinations that it holds
// for, changes when it holds for none and all of them agree, and gets lines
// for single combinations above it otherwise.
func (u *familyUpdate) matrixLine(line string, number, cycle int) []string {
	var above []string
	kept, seen := false, []string{}
	for i := range u.results {
		r := &u.results[i]
		c := &r.Scenario.Cycles[cycle]
		at := slices.IndexFunc(c.matrix, func(w WantLine) bool { return w.Line == number })
		if at < 0 {
			continue
		}
		decisions := r.Cycles[cycle].Prediction.Decisions
		user, err := findUser(c.matrix[at].Who, decisions)
		if err != nil {
			u.leave(r, number, "is about %s, who %s", c.matrix[at].Who, err)
			kept = true
			continue
		}
		edits := editsOf(&c.matrix[at], &decisions[user])
		if len(edits) == 0 {
			kept = true
			continue
		}
		if r.Scenario.row != nil && !u.alike(r, line, number, cycle) {
			u.leave(r, number, "stands for other variants, too; %s comes out", joinedValues(edits))
			kept = true
			continue
		}
		next := updateLine(line, &c.matrix[at], &decisions[user])
		exact := strings.Join(append(r.Scenario.combo.padded(), arrow), " ") + wantedPart(next)
		if !slices.Contains(above, exact) {
			above = append(above, exact)
		}
		if !slices.Contains(seen, next) {
			seen = append(seen, next)
		}
	}
	switch {
	case len(above) == 0:
		return []string{line}
	case !kept && len(seen) == 1 && u.complete(number, cycle):
		return seen
	case !kept && u.complete(number, cycle):
		return above
	}
	return append(above, line)
}

// joinedValues are the values that edits bring.
func joinedValues(edits []textEdit) string {
	values := make([]string, len(edits))
	for i, e := range edits {
		values[i] = e.value
	}
	return strings.Join(values, ", ")
}

// wantedPart is what stands behind the arrow of a line.
func wantedPart(line string) string {
	_, wanted, _ := strings.Cut(line, arrow)
	return wanted
}

// alike reports whether a line comes out the same for every row of
// variants.csv with the combination of a result. One with placeholders does not.
func (u *familyUpdate) alike(r *Result, line string, number, cycle int) bool {
	if strings.Contains(line, "{{") {
		return false
	}
	texts := make(map[string]bool)
	for i := range u.results {
		other := &u.results[i]
		if !slices.Equal(other.Scenario.combo.values, r.Scenario.combo.values) {
			continue
		}
		c := &other.Scenario.Cycles[cycle]
		at := slices.IndexFunc(c.matrix, func(w WantLine) bool { return w.Line == number })
		decisions := other.Cycles[cycle].Prediction.Decisions
		if at < 0 {
			return false
		}
		user, err := findUser(c.matrix[at].Who, decisions)
		if err != nil {
			return false
		}
		texts[updateLine(line, &c.matrix[at], &decisions[user])] = true
	}
	return len(texts) == 1 && u.whole()
}

// complete reports whether there is a result for every variant that uses a
// line.
func (u *familyUpdate) complete(number, cycle int) bool {
	uses := func(s *Scenario) bool {
		return slices.ContainsFunc(s.Cycles[cycle].matrix, func(w WantLine) bool { return w.Line == number })
	}
	n := 0
	for _, v := range u.family.Variants {
		if uses(v) {
			n++
		}
	}
	for _, r := range u.results {
		if uses(r.Scenario) {
			n--
		}
	}
	return n == 0
}

// padded are the values as a matrix line writes them, in columns.
func (c *combination) padded() []string {
	values := c.quoted()
	for i := range values {
		width := 0
		for _, v := range c.matrix.keys[i].values {
			width = max(width, len(quote(v)))
		}
		values[i] += strings.Repeat(" ", width-len(values[i]))
	}
	return values
}
