package scenarios

import (
	"encoding/base64"
	"encoding/json"
	"path"
	"regexp"
	"strings"
)

// placeholder is {{column}}; what is between the braces is checked afterwards.
var placeholder = regexp.MustCompile(`\{\{([^{}\n]*)\}\}`)

// filler puts the values of one row into the sections.
type filler struct {
	file  string
	table *variantTable
	row   *variantRow
}

// piece is a part of a filled text and where it comes from: a placeholder, or
// text that stands in the section as it is.
type piece struct {
	from, to int    // in the filled text
	at       int    // where a literal piece begins in the template
	column   string // "" for a literal piece
	whole    bool   // the value of a "key=", in quotes where it needs them
}

// name fills the name of a section.
func (f *filler) name(s *Section) (string, error) {
	name, _, err := f.fill(s.Name, s.Line-1, asIs)
	return name, err
}

// section fills the content of a section: JSON, LDIF and want sections in
// their own quoting, others as it is.
func (f *filler) section(s *Section) ([]byte, error) {
	if !strings.Contains(string(s.Data), "{{") {
		return s.Data, nil
	}
	way := asIs
	_, want, isWant := strings.Cut("/"+s.Name, "/want/")
	switch {
	case isWant && want != "trace":
		way = inWant
	case path.Ext(s.Name) == ".ldif":
		way = inLDIF
	case path.Ext(s.Name) == ".json":
		text, _, err := f.fill(string(s.Data), s.Line, inJSON)
		return []byte(text), err
	}
	lines := strings.SplitAfter(string(s.Data), "\n")
	for i, line := range lines {
		if isWant && !isContent(line) {
			continue
		}
		text, _, err := f.fill(line, s.Line+i, way)
		if err != nil {
			return nil, err
		}
		lines[i] = text
	}
	return []byte(strings.Join(lines, "")), nil
}

// fill puts values in the place of placeholders. line is that of the text.
func (f *filler) fill(template string, line int, way quoting) (string, []piece, error) {
	lineAt := func(at int) int { return line + strings.Count(template[:at], "\n") }
	closed := placeholder.ReplaceAllStringFunc(template, func(m string) string { return strings.Repeat("x", len(m)) })
	if open := strings.Index(closed, "{{"); open >= 0 {
		return "", nil, errorAt(f.file, lineAt(open), "{{ is not closed by }} in its line")
	}
	var b strings.Builder
	var pieces []piece
	at := 0
	literal := func(to int) {
		if to > at {
			pieces = append(pieces, piece{from: b.Len(), to: b.Len() + to - at, at: at})
			b.WriteString(template[at:to])
		}
	}
	for _, m := range placeholder.FindAllStringSubmatchIndex(template, -1) {
		column := template[m[2]:m[3]]
		value, known := f.row.values[column]
		if !known {
			return "", nil, errorAt(f.file, lineAt(m[0]), "{{%s}} is no column of %s, which has %s",
				column, variantsSection, strings.Join(f.table.columns, ", "))
		}
		f.table.used[column] = true
		w := way(template[:m[0]], template[m[1]:], value)
		literal(m[0] - w.back)
		pieces = append(pieces, piece{from: b.Len(), to: b.Len() + len(w.text), column: column, whole: w.whole})
		b.WriteString(w.text)
		at = m[1]
	}
	literal(len(template))
	return b.String(), pieces, nil
}

// quoting writes a value for its place between before and after.
type quoting func(before, after, value string) written

// written is a value as it stands in the filled text.
type written struct {
	text  string
	back  int  // how many bytes before the placeholder go away with it
	whole bool // see piece
}

func asIs(_, _, value string) written { return written{text: value} }

// inJSON escapes a value that stands in a string.
func inJSON(before, _, value string) written {
	inside := false
	for i := 0; i < len(before); i++ {
		switch {
		case inside && before[i] == '\\':
			i++
		case before[i] == '"':
			inside = !inside
		}
	}
	if !inside {
		return written{text: value}
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil { // no text is refused
		return written{text: value}
	}
	text := strings.TrimSuffix(b.String(), "\n")
	return written{text: text[1 : len(text)-1]}
}

// inLDIF writes in base64 what LDIF cannot hold as text: blanks around it, or
// a colon or "<" in front. Only a value that is the whole of its line needs
// that.
func inLDIF(before, after, value string) written {
	bare := strings.TrimRight(before, " ")
	whole := strings.HasSuffix(bare, ":") && !strings.HasSuffix(bare, "::") && strings.TrimSpace(after) == ""
	if !whole || value == "" || strings.TrimSpace(value) == value && !strings.ContainsRune(":<", rune(value[0])) {
		return written{text: value}
	}
	return written{text: ": " + base64.StdEncoding.EncodeToString([]byte(value)), back: len(before) - len(bare)}
}

// inWant quotes a value behind "key=" where it needs that, and takes the key
// away with an empty one, which asserts nothing.
func inWant(before, after, value string) written {
	if strings.Count(before, `"`)%2 == 1 {
		return written{text: strings.ReplaceAll(value, `"`, `""`)}
	}
	key, isKey := strings.CutSuffix(before[strings.LastIndexAny(before, " \t")+1:], "=")
	if !isKey || key == "" || after != "" && !strings.ContainsAny(after[:1], " \t\r\n") {
		return written{text: value}
	}
	if value == "" {
		return written{back: len(key) + 1}
	}
	return written{text: quote(value), whole: true}
}
