package scenarios

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// UpdateAll is [Update] for all results of a file. What differs from variant to
// variant is written where it comes from: into the cell of variants.csv whose
// placeholder stands there, or into want/matrix, where a line that no longer
// holds for all of its combinations gets lines for the others above it. Text
// that stands for all variants changes only when all of them agree. What can be
// written nowhere stays as it is; left says what that is, with file and line.
//
// Results of some variants are enough to write their cells and matrix lines.
func UpdateAll(data []byte, results []Result) (updated []byte, left []string, err error) {
	for _, r := range results {
		if r.Err != nil {
			return nil, nil, r.Err
		}
	}
	if len(results) == 1 && results[0].Scenario.Variant == "" {
		updated, err = Update(data, results[0])
		return updated, nil, err
	}
	if !slices.ContainsFunc(results, func(r Result) bool { return !r.Passed() }) {
		return data, nil, nil
	}
	file := results[0].Name
	family, err := Parse(file, data)
	if err != nil {
		return nil, nil, err
	}
	archive := txtar.Parse(data)
	tables, _, err := takeTables(file, sections(archive))
	if err != nil {
		return nil, nil, err
	}
	u := &familyUpdate{family: family, tables: tables, results: results, cells: make(map[cell]string)}
	list := sections(archive)
	for i, s := range list {
		archive.Files[i].Data = u.section(s)
	}
	for i, s := range list {
		if s.Name == variantsSection {
			archive.Files[i].Data = u.table(s)
		}
	}
	return joined(data, archive.Files), u.left, nil
}

// familyUpdate writes the results of variants into their file.
type familyUpdate struct {
	family  *Scenario
	tables  *tables
	results []Result
	cells   map[cell]string // new values
	left    []string
}

// cell is one value of variants.csv.
type cell struct {
	line   int
	column string
}

// whole reports whether there is a result for every variant.
func (u *familyUpdate) whole() bool { return len(u.results) == len(u.family.Variants) }

// leave notes what cannot be written.
func (u *familyUpdate) leave(r *Result, line int, format string, args ...any) {
	at := line
	if r.Scenario.row != nil {
		at = r.Scenario.row.line
	}
	u.left = append(u.left, fmt.Sprintf("%s:%d: %s: line %d %s", r.Name, at, r.Scenario.Variant, line, fmt.Sprintf(format, args...)))
}

// section gives the new content of a want section; others stay.
func (u *familyUpdate) section(s *Section) []byte {
	for i, c := range u.results[0].Cycles {
		kind, isWant := strings.CutPrefix(s.Name, prefixOf(c.Number)+"want/")
		switch {
		case !isWant:
		case kind == "decisions":
			return u.decisions(s, i)
		case kind == "matrix":
			return u.matrix(s, i)
		default:
			return u.agreed(s)
		}
	}
	return s.Data
}

// agreed updates a section as a whole, when it comes out the same for every
// variant.
func (u *familyUpdate) agreed(s *Section) []byte {
	var data []byte
	for i := range u.results {
		r := &u.results[i]
		if !slices.ContainsFunc(r.Failures, func(f Failure) bool { return prefixOf(f.Cycle)+f.Section == s.Name }) {
			continue
		}
		next := updateSection(txtar.File{Name: s.Name, Data: s.Data}, *r)
		if !u.whole() || bytes.Contains(s.Data, []byte("{{")) || data != nil && !bytes.Equal(data, next) {
			u.leave(r, s.Line-1, "(%s) is not what comes out; it stands for other variants, too", s.Name)
			return s.Data
		}
		data = next
	}
	if data == nil {
		return s.Data
	}
	for i := range u.results {
		if !bytes.Equal(data, updateSection(txtar.File{Name: s.Name, Data: s.Data}, u.results[i])) {
			u.leave(&u.results[i], s.Line-1, "(%s) does not come out alike for all variants", s.Name)
			return s.Data
		}
	}
	return data
}

// missing gives the users of a cycle that no line names, and a line for each.
func (u *familyUpdate) missing(r *Result, cycle int) []string {
	decisions := r.Cycles[cycle].Prediction.Decisions
	named := make(map[int]bool)
	if want := r.Scenario.Cycles[cycle].Want.Decisions; want != nil {
		for _, l := range want.Lines {
			if at, err := findUser(l.Who, decisions); err == nil {
				named[at] = true
			}
		}
	}
	return missingDecisions(decisions, named)
}

// splice is a change of a literal text: the same for every variant, or none.
type splice struct {
	from, to int
	text     string
	votes    int
}

// decisions updates want/decisions line by line.
func (u *familyUpdate) decisions(s *Section, cycle int) []byte {
	lines := strings.Split(strings.TrimSuffix(string(s.Data), "\n"), "\n")
	var out []string
	for i, line := range lines {
		if text, stays := u.line(line, s.Line+i, cycle); stays {
			out = append(out, text)
		}
	}
	if added := u.allMissing(s, cycle); len(added) > 0 {
		out = slices.DeleteFunc(out, func(l string) bool { return strings.TrimSpace(l) == none })
		out = append(out, added...)
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// allMissing gives the lines for users that every variant lacks.
func (u *familyUpdate) allMissing(s *Section, cycle int) []string {
	first, alike := u.missing(&u.results[0], cycle), u.whole()
	for i := range u.results {
		alike = alike && slices.Equal(first, u.missing(&u.results[i], cycle))
	}
	if alike {
		return first
	}
	for i := range u.results {
		if m := u.missing(&u.results[i], cycle); len(m) > 0 {
			u.leave(&u.results[i], s.Line-1, "(%s) lacks users whom other variants do not have: %s", s.Name, strings.Join(m, "; "))
		}
	}
	return nil
}

// line updates one line for all variants; stays is false when its user is in
// no variant.
func (u *familyUpdate) line(template string, number, cycle int) (text string, stays bool) {
	if !isContent(template) || strings.TrimSpace(template) == none {
		return template, true
	}
	var splices []splice
	about, gone := 0, 0
	for i := range u.results {
		r := &u.results[i]
		f := filler{file: r.Name, table: u.tables.variants, row: r.Scenario.row}
		filled, pieces := template, []piece{{to: len(template)}}
		if f.row != nil {
			var err error
			if filled, pieces, err = f.fill(template, number, inWant); err != nil || !isContent(filled) {
				continue
			}
		}
		w, err := parseDecision(filled)
		if err != nil {
			continue
		}
		about++
		decisions := r.Cycles[cycle].Prediction.Decisions
		at, err := findUser(w.Who, decisions)
		if err != nil {
			gone++
			continue
		}
		if pinned, _ := pin(r.Scenario.Cycles[cycle].Want.KnownWrong, decisions); pinned.lines[at] != nil {
			continue // the line says what the service does
		}
		for _, e := range editsOf(&w, &decisions[at]) {
			splices = u.put(r, number, splices, pieces, e)
		}
	}
	if gone > 0 && gone == about && u.whole() {
		return "", false
	}
	return u.spliced(template, number, about, splices), true
}

// put files one edit of a filled line: into a cell, or under the changes of
// the line's own text.
func (u *familyUpdate) put(r *Result, number int, splices []splice, pieces []piece, e textEdit) []splice {
	at := slices.IndexFunc(pieces, func(p piece) bool { return p.from <= e.from && e.to <= p.to && p.from < p.to })
	switch {
	case at < 0:
		u.leave(r, number, "is made of a value and more; %s comes out", e.value)
	case pieces[at].column != "":
		u.setCell(r, number, pieces[at], e)
	default:
		from := pieces[at].at + e.from - pieces[at].from
		to := from + e.to - e.from
		same := slices.IndexFunc(splices, func(s splice) bool { return s.from == from && s.to == to && s.text == e.text })
		if same < 0 {
			return append(splices, splice{from, to, e.text, 1})
		}
		splices[same].votes++
	}
	return splices
}

// setCell changes the value that a placeholder stands for.
func (u *familyUpdate) setCell(r *Result, number int, p piece, e textEdit) {
	c := cell{line: r.Scenario.row.line, column: p.column}
	before := r.Scenario.row.values[p.column]
	if changed, twice := u.cells[c]; twice {
		before = changed
	}
	value := e.value
	if !p.whole {
		end := len(before) - (p.to - e.to) // edits come from the left
		value = before[:end-(e.to-e.from)] + e.text + before[end:]
	}
	switch now, twice := u.cells[c]; {
	case u.isInput(p.column):
		u.leave(r, number, "takes {{%s}}, which an input takes, too; %s comes out", p.column, e.value)
	case twice && p.whole && now != value:
		u.leave(r, number, "takes {{%s}}, which comes out as %s in another line and as %s here", p.column, now, e.value)
	default:
		u.cells[c] = value
	}
}

// isInput reports whether a column stands outside the want sections.
func (u *familyUpdate) isInput(column string) bool { return slices.Contains(u.tables.inputs, column) }

// spliced changes a line where all variants that it is about want the same.
func (u *familyUpdate) spliced(line string, number, about int, splices []splice) string {
	slices.SortFunc(splices, func(a, b splice) int { return b.from - a.from })
	for _, s := range splices {
		if u.whole() && s.votes == about {
			line = line[:s.from] + s.text + line[s.to:]
			continue
		}
		u.leave(&u.results[0], number, "says %s for all variants, and for %d of them %s comes out; put a {{column}} there", line[s.from:s.to], s.votes, s.text)
	}
	return line
}

// table writes the changed cells into variants.csv and leaves the rest.
func (u *familyUpdate) table(s *Section) []byte {
	lines := strings.Split(string(s.Data), "\n")
	for i := range lines {
		spans := cellSpans(lines[i])
		for at := len(spans) - 1; at >= 0; at-- {
			if at >= len(u.tables.variants.columns) {
				continue
			}
			value, changed := u.cells[cell{s.Line + i, u.tables.variants.columns[at]}]
			if changed {
				lines[i] = putCell(lines[i], spans[at], csvValue(value))
			}
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// putCell writes a value into a row. The blanks in front of the next value give
// way, so that columns which stand below each other still do.
func putCell(line string, span [2]int, value string) string {
	rest := line[span[1]:]
	if next := strings.TrimLeft(strings.TrimPrefix(rest, ","), " "); rest != "" && len(next) < len(rest)-1 {
		blanks := len(rest) - 1 - len(next) + span[1] - span[0] - len(value)
		rest = "," + strings.Repeat(" ", max(1, blanks)) + next
	}
	return line[:span[0]] + value + rest
}

// cellSpans gives where the values of a row begin and end, with their quotes
// and without blanks in front.
func cellSpans(line string) [][2]int {
	line = strings.TrimSuffix(line, "\r")
	var spans [][2]int
	from, inside := 0, false
	for i := 0; i <= len(line); i++ {
		if i < len(line) && line[i] == '"' {
			inside = !inside
		}
		if i < len(line) && (inside || line[i] != ',') {
			continue
		}
		for from < i && isBlank(line[from]) {
			from++
		}
		spans = append(spans, [2]int{from, i})
		from = i + 1
	}
	return spans
}

// csvValue quotes a value where a row needs it.
func csvValue(value string) string {
	if value != "" && (strings.ContainsAny(value, "\",") || strings.TrimSpace(value) != value) {
		return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	}
	return value
}
