package source

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldif"

	"presync/sim/directory"
)

// changeRecord is one record of LDIF changes.
type changeRecord struct {
	raw   []byte
	line  int // of raw
	dn    string
	at    int    // line of the DN
	kind  string // add, delete, modify, modrdn; "" without a changetype
	lines []changeLine
}

// changeLine is a line behind the DN and the changetype.
type changeLine struct {
	at    int
	name  string // "-" for the line that ends a modification
	value []byte
}

// errorAt names file and line.
func (s *ADSource) errorAt(line int, format string, args ...any) error {
	return fmt.Errorf("%s: %s", directory.Origin{Source: s.label(), Line: line}, fmt.Sprintf(format, args...))
}

// splitChanges takes a text apart into records.
func splitChanges(text []byte, src *ADSource, sel *selection) ([]changeRecord, error) {
	if found := notText(text[:min(len(text), headSize)]); found != "" {
		return nil, fmt.Errorf("%s %s; want LDIF change records, or an export", src.label(), found)
	}
	if line, typed := firstLine(text); typed || knownColumns(headerOf(line)) > 0 {
		return nil, nil // a table holds no changes
	}
	var records []changeRecord
	for line := 1; len(text) > 0; {
		end := firstRecordEnd(text)
		r := changeRecord{raw: text[:end], line: line}
		if err := r.read(src, sel); err != nil {
			return nil, err
		}
		if r.dn != "" {
			records = append(records, r)
		}
		line += bytes.Count(text[:end], []byte{'\n'})
		text = text[end:]
	}
	return records, nil
}

// firstRecordEnd is the place behind the first blank line, or the end.
func firstRecordEnd(text []byte) int {
	for at := 0; at < len(text); {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			break
		}
		if len(bytes.TrimRight(text[at:at+end], "\r")) == 0 {
			return at + end + 1
		}
		at += end + 1
	}
	return len(text)
}

// read takes the lines of the record apart.
func (r *changeRecord) read(src *ADSource, sel *selection) error {
	p := newLDIFParser(newRecorder(sel, sel.names, src, 0), nil)
	p.text, p.at = r.raw, r.line-1
	p.begin(r.line)
	for p.pos < len(p.text) {
		line := p.nextLine()
		switch {
		case len(line) == 0:
			continue
		case line[0] == '#':
			p.skipFolds()
			continue
		}
		at := p.at
		line = p.unfold(line, len(line))
		if string(bytes.TrimRight(line, " ")) == "-" {
			r.lines = append(r.lines, changeLine{at: at, name: "-"})
			continue
		}
		name, raw, found := bytes.Cut(line, []byte{':'})
		if !found {
			return src.errorAt(at, "line without a colon: %q", shorten(line))
		}
		value, problem := p.decode(raw)
		if problem == refusedURL {
			problem = "a value in another file is never opened; want the value itself"
		}
		if problem != "" {
			return src.errorAt(at, "%s: %s", name, problem)
		}
		if err := r.take(src, changeLine{at: at, name: string(name), value: bytes.Clone(value)}); err != nil {
			return err
		}
	}
	return nil
}

// take puts a line in its place.
func (r *changeRecord) take(src *ADSource, l changeLine) error {
	switch name := strings.ToLower(l.name); {
	case r.dn == "" && name == "version":
		if v := bytes.TrimSpace(l.value); string(v) != "1" {
			return src.errorAt(l.at, "version is %q, and there is only version 1 of LDIF", shorten(v))
		}
	case r.dn == "" && (name == "search" || name == "result" || name == "ref"):
	case r.dn == "" && name == "dn":
		if r.dn, r.at = string(l.value), l.at; r.dn == "" {
			return src.errorAt(l.at, "the DN is empty")
		}
	case r.dn == "":
		return src.errorAt(l.at, "record begins with %q, want dn:", l.name)
	case name == "control" && len(r.lines) == 0:
	case name == "changetype" && len(r.lines) == 0 && r.kind == "":
		r.kind = strings.ToLower(strings.TrimSpace(string(l.value)))
		if r.kind == "moddn" {
			r.kind = "modrdn"
		}
		if !slices.Contains([]string{"add", "delete", "modify", "modrdn"}, r.kind) {
			return src.errorAt(l.at, "changetype is %q, want add, delete, modify, modrdn or moddn", l.value)
		}
	default:
		r.lines = append(r.lines, l)
	}
	return nil
}

// object reads the record as an object, as an export has it.
func (r *changeRecord) object(src *ADSource, sel *selection) (*directory.Object, error) {
	names := sel.names.Clone()
	p := newLDIFParser(newRecorder(sel, names, src, 0), newNameTable(names, sel.all))
	out := p.parse(chunk{text: r.raw, line: r.line, last: true})
	for _, problem := range out.problems {
		return nil, src.errorAt(problem.line, "%s", problem.text)
	}
	if len(out.objects) != 1 {
		return nil, src.errorAt(r.at, "record of %q is not one object", r.dn)
	}
	return &out.objects[0], nil
}

// modification reads the record as a change of attributes. The library does
// it, on a text of this record alone in which nothing is left that it reads in
// a way of its own: no folds, no file URLs, no empty or plain values, one case
// of names.
func (r *changeRecord) modification(src *ADSource) ([]ldap.Change, error) {
	if r.kind == "modify" && len(r.lines) == 0 {
		return nil, src.errorAt(r.at, "modify of %q changes nothing", r.dn)
	}
	var text strings.Builder
	write := func(name string, value []byte) {
		fmt.Fprintf(&text, "%s:: %s\n", name, base64.StdEncoding.EncodeToString(value))
	}
	write("dn", []byte(r.dn))
	text.WriteString("changetype: " + r.kind + "\n")
	attribute := ""
	for _, l := range r.lines {
		switch {
		case l.name == "-":
			attribute = ""
			text.WriteString("-\n")
		case attribute == "":
			attribute = string(bytes.TrimSpace(l.value))
			if !isAttributeName([]byte(attribute)) {
				return nil, src.errorAt(l.at, "%s is %q, want the name of an attribute", l.name, shorten(l.value))
			}
			write(strings.ToLower(l.name), []byte(attribute))
		case strings.EqualFold(l.name, attribute):
			write(attribute, l.value)
		default:
			return nil, src.errorAt(l.at, "%s stands among the values of %s, want - before another modification", l.name, attribute)
		}
	}
	if attribute != "" {
		text.WriteString("-\n")
	}
	parsed, err := ldif.Parse(text.String())
	if err != nil {
		return nil, src.errorAt(r.at, "%s of %q: %s", r.kind, r.dn, libraryReason(err))
	}
	if len(parsed.Entries) != 1 || parsed.Entries[0].Modify == nil && parsed.Entries[0].Del == nil {
		return nil, src.errorAt(r.at, "%s of %q is not one change", r.kind, r.dn)
	}
	if parsed.Entries[0].Del != nil {
		return nil, nil
	}
	return parsed.Entries[0].Modify.Changes, nil
}

// libraryReason is an error of the library without its line, which counts in
// the text of one record.
func libraryReason(err error) string {
	if p, ok := err.(*ldif.ParseError); ok {
		return p.Message
	}
	return err.Error()
}
