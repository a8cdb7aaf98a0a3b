package fakeldap

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLDIF bounds what ReadLDIF keeps of one record.
const maxLDIF = 64 << 20

// ReadLDIF reads the records of an LDIF export. It takes UTF-8 and UTF-16 with
// or without a byte order mark, CR LF and LF, folded lines, comments, "version:"
// and the trailer of ldapsearch, changetype "add", base64 names and values,
// attribute options, and joins ranges such as "member;range=0-1499". A value
// that names a URL, and any other change type, is an error with its line.
func ReadLDIF(r io.Reader) ([]Entry, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read LDIF: %w", err)
	}
	text, err := decodeText(raw)
	if err != nil {
		return nil, err
	}
	var p ldifParser
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if err := p.line(bytes.TrimRight(line, "\r\n"), number); err != nil {
			return nil, err
		}
	}
	if err := p.endRecord(); err != nil {
		return nil, err
	}
	return p.entries, nil
}

// decodeText turns UTF-16 into UTF-8 and takes a byte order mark off.
func decodeText(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xef, 0xbb, 0xbf}):
		return raw[3:], nil
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return decodeUTF16(raw[2:], 0, 1)
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return decodeUTF16(raw[2:], 1, 0)
	case len(raw) > 1 && raw[1] == 0:
		return decodeUTF16(raw, 0, 1)
	case len(raw) > 1 && raw[0] == 0:
		return decodeUTF16(raw, 1, 0)
	}
	return raw, nil
}

func decodeUTF16(b []byte, low, high int) ([]byte, error) {
	if len(b)%2 != 0 {
		return nil, fmt.Errorf("read LDIF: UTF-16 text of an odd number of bytes is cut short")
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i+low]) | uint16(b[2*i+high])<<8
	}
	return []byte(string(utf16.Decode(units))), nil
}

// ldifParser takes physical lines and gives entries.
type ldifParser struct {
	entries []Entry
	// logical is the line being unfolded, at the number of its first line.
	logical []byte
	at      int
	started bool
	current *Entry
	first   int
	size    int
}

// line takes one physical line.
func (p *ldifParser) line(line []byte, number int) error {
	if len(line) > 0 && line[0] == ' ' && p.started {
		p.logical = append(p.logical, line[1:]...)
		return nil
	}
	if err := p.flush(); err != nil {
		return err
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return p.endRecord()
	}
	p.logical, p.at, p.started = append(p.logical[:0], line...), number, true
	return nil
}

// flush interprets the unfolded line.
func (p *ldifParser) flush() error {
	if !p.started {
		return nil
	}
	p.started = false
	if p.logical[0] == '#' {
		return nil
	}
	name, value, err := p.split()
	if err != nil {
		return err
	}
	if p.size += len(value); p.size > maxLDIF {
		return fmt.Errorf("LDIF line %d: the record is larger than %d bytes", p.at, maxLDIF)
	}
	lowered := strings.ToLower(name)
	switch {
	case p.current == nil && lowered == "dn":
		p.current, p.first = &Entry{DN: string(value)}, p.at
	case p.current == nil && (lowered == "version" || lowered == "search" || lowered == "result" || lowered == "ref"):
	case p.current == nil:
		return fmt.Errorf("LDIF line %d: a record starts with %q where \"dn:\" belongs", p.at, name)
	case lowered == "changetype":
		if !strings.EqualFold(string(value), "add") {
			return fmt.Errorf("LDIF line %d: changetype %q is no entry to seed; apply it with an LDAP client", p.at, value)
		}
	case lowered == "control":
	case lowered == "dn":
		return fmt.Errorf("LDIF line %d: a second name in the record; separate records by a blank line", p.at)
	default:
		base, _, _ := strings.Cut(name, ";")
		p.current.add(base, value)
	}
	return nil
}

// split cuts a logical line into name and decoded value.
func (p *ldifParser) split() (string, []byte, error) {
	name, rest, found := bytes.Cut(p.logical, []byte(":"))
	if !found {
		return "", nil, fmt.Errorf("LDIF line %d: %.40q has no colon", p.at, p.logical)
	}
	switch {
	case bytes.HasPrefix(rest, []byte("<")):
		return "", nil, fmt.Errorf("LDIF line %d: the value of %q is a URL; put the value itself there", p.at, name)
	case bytes.HasPrefix(rest, []byte(":")):
		value, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(rest[1:])))
		if err != nil {
			return "", nil, fmt.Errorf("LDIF line %d: the value of %q is no base64: %v", p.at, name, err)
		}
		return string(name), value, nil
	default:
		value := bytes.TrimLeft(rest, " ")
		if !utf8.Valid(value) {
			return "", nil, fmt.Errorf("LDIF line %d: the value of %q is not UTF-8; export it as base64", p.at, name)
		}
		return string(name), append([]byte{}, value...), nil
	}
}

// endRecord closes the record being read.
func (p *ldifParser) endRecord() error {
	if err := p.flush(); err != nil {
		return err
	}
	if p.current != nil && p.current.DN != "" {
		p.entries = append(p.entries, *p.current)
	}
	p.current, p.size = nil, 0
	return nil
}
