package fakeldap

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxLDIF bounds what ReadLDIF keeps of one record.
const maxLDIF = 64 << 20

// ReadLDIF reads the records of an LDIF export. It takes UTF-8 and UTF-16 with
// or without a byte order mark, CR LF and LF, folded lines, comments, "version:"
// and the trailer of ldapsearch, changetype "add", base64 names and values,
// attribute options, and joins ranges such as "member;range=0-1499". A value
// that names a URL, and any other change type, is an error with its line.
func ReadLDIF(r io.Reader) ([]Entry, error) {
	var entries []Entry
	err := scanLDIF(r, func(e Entry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return entries, nil
}

// scanLDIF gives the records one by one, so that an export need not fit into
// memory. It ends with the first error, of the text or of take.
func scanLDIF(r io.Reader, take func(Entry) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	if encoding := utf16Of(in); encoding != nil {
		in = bufio.NewReaderSize(transform.NewReader(in, encoding.NewDecoder()), 64<<10)
	} else if mark, _ := in.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3)
	}
	p := ldifParser{take: take}
	var line []byte
	for number := 1; ; number++ {
		var err error
		line, err = readLine(in, line[:0])
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return p.endRecord()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read LDIF: line %d: %w", number, err)
		}
		if err := p.line(bytes.TrimRight(line, "\r\n"), number); err != nil {
			return err
		}
	}
}

// utf16Of tells UTF-16 by its byte order mark, or by a NUL in the first
// character; nil for UTF-8.
func utf16Of(in *bufio.Reader) encoding.Encoding {
	head, _ := in.Peek(2)
	switch {
	case len(head) < 2:
		return nil
	case head[0] == 0xff && head[1] == 0xfe, head[0] != 0 && head[1] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case head[0] == 0xfe && head[1] == 0xff, head[0] == 0 && head[1] != 0:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	return nil
}

// readLine appends one physical line to dst, at most maxLDIF bytes.
func readLine(in *bufio.Reader, dst []byte) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		dst = append(dst, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return dst, err
		}
		if len(dst) > maxLDIF {
			return dst, fmt.Errorf("longer than %d bytes", maxLDIF)
		}
	}
}

// ldifParser takes physical lines and gives entries away.
type ldifParser struct {
	take func(Entry) error
	// logical is the line being unfolded, at the number of its first line.
	logical []byte
	at      int
	started bool
	current *Entry
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
		p.current = &Entry{DN: string(value)}
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
		e := *p.current
		p.current, p.size = nil, 0
		return p.take(e)
	}
	p.current, p.size = nil, 0
	return nil
}
