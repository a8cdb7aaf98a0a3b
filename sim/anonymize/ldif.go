package anonymize

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"presync/sim/source"
)

// walker goes through a file and writes it again with other values.
type walker struct {
	name   string // of the file, for messages
	value  func(attribute, value string) (string, bool)
	kind   func(attribute string) kind
	report *Report
}

// utf8Reader gives the text of a file: UTF-16 is told by its byte order mark,
// or by the zero bytes that ASCII has in it.
func utf8Reader(r io.Reader) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, err := b.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	decoder := unicode.BOMOverride(transform.Nop)
	switch {
	case len(head) < 4 || bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}):
	case head[0] != 0 && head[1] == 0 && head[3] == 0:
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case head[0] == 0 && head[1] != 0 && head[2] == 0:
		decoder = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	}
	return bufio.NewReaderSize(transform.NewReader(b, decoder), 1<<16), nil
}

// ldifLines takes the lines of an LDIF file and unfolds them.
type ldifLines struct {
	r      *bufio.Reader
	line   int // of the next line in the file
	next   []byte
	primed bool
	flat   bool // lines are not folded
}

// read gives an unfolded line and the number of its first line.
func (l *ldifLines) read() (text []byte, at int, err error) {
	if !l.primed {
		l.primed = true
		if l.next, err = l.raw(); err != nil {
			return nil, 0, err
		}
	}
	if l.next == nil {
		return nil, 0, io.EOF
	}
	text, at = l.next, l.line
	for {
		if l.next, err = l.raw(); err != nil || l.next == nil {
			return text, at, err
		}
		if l.flat || len(l.next) == 0 || l.next[0] != ' ' && l.next[0] != '\t' || len(text) == 0 {
			return text, at, nil
		}
		text = append(text, l.next[1:]...)
	}
}

// raw gives a line of the file without its end, nil behind the last.
func (l *ldifLines) raw() ([]byte, error) {
	line, err := l.r.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(line) == 0 {
		return nil, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	l.line++
	line = bytes.TrimRight(line, "\r\n")
	if line == nil {
		line = []byte{}
	}
	return line, nil
}

// ldif rewrites LDIF: UTF-8, lines that end in LF and are folded at 76 bytes,
// attributes in their order, without comments.
func (w *walker) ldif(in *bufio.Reader, out io.Writer) error {
	lines := &ldifLines{r: in}
	to := bufio.NewWriterSize(out, 1<<16)
	var buffer []byte
	blank := true
	for {
		text, at, err := lines.read()
		if errors.Is(err, io.EOF) {
			return to.Flush()
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", w.name, lines.line, err)
		}
		if len(text) == 0 {
			if !blank {
				buffer = append(buffer[:0], '\n')
				_, err = to.Write(buffer)
			}
			if blank = true; err != nil {
				return err
			}
			continue
		}
		if text[0] == '#' {
			w.report.drop(w.name, "# comment")
			continue
		}
		buffer, err = w.ldifLine(buffer[:0], text)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", w.name, at, err)
		}
		blank = blank && len(buffer) == 0
		if _, err := to.Write(buffer); err != nil {
			return err
		}
	}
}

// ldifLine writes one attribute and its value.
func (w *walker) ldifLine(to, line []byte) ([]byte, error) {
	name, rest, found := bytes.Cut(line, []byte{':'})
	if !found {
		w.report.drop(w.name, "line without a colon")
		return to, nil
	}
	attribute := string(bytes.TrimSpace(name))
	var value string
	switch {
	case bytes.HasPrefix(rest, []byte{':'}):
		raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(rest[1:])), ""))
		if err != nil {
			return nil, fmt.Errorf("the value of %s is no Base64; correct the export", attribute)
		}
		value = string(raw)
	case bytes.HasPrefix(rest, []byte{'<'}):
		w.report.drop(w.name, attribute+" (a reference to a file)")
		return to, nil
	default:
		value = strings.TrimLeft(string(rest), " ")
	}
	if strings.EqualFold(attribute, "changetype") && !strings.EqualFold(strings.TrimSpace(value), "add") {
		return nil, fmt.Errorf("changetype is %q, and only exports are replaced; export the objects as they are", value)
	}
	out, keep := w.value(attribute, value)
	if !keep {
		w.report.drop(w.name, attribute)
		return to, nil
	}
	return source.AppendLDIFLine(to, attribute, out), nil
}
