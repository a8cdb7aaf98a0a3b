package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// csvReader reads a table with a header row, as spreadsheets and PowerShell
// write it: comma, semicolon, tab or bar between the fields, a "#TYPE" or
// "sep=;" line before the header.
type csvReader struct {
	// Header are the column names without surrounding blanks.
	Header []string
	// Delimiter is the one that was found.
	Delimiter rune
	// HeaderLine is the line of the header row.
	HeaderLine int

	r       *csv.Reader
	text    *bufio.Reader // what the row in hand is followed by
	skipped int           // lines before the header
	breaks  int           // lines of the header beyond the first
}

// rowError is a row that cannot be read; the rows behind it can.
type rowError struct {
	Line int
	Text string
}

func (e *rowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Text) }

// newCSVReader reads up to and including the header row. r gives UTF-8. It
// reports io.EOF for an empty text and an error for a header that is none.
func newCSVReader(r io.Reader) (*csvReader, error) {
	b := bufio.NewReaderSize(r, 256<<10)
	c := &csvReader{}
	for {
		line, err := peekLine(b)
		if len(line) == 0 && err != nil {
			return nil, err
		}
		text := bytes.TrimSpace(line)
		switch {
		case len(text) == 0, bytes.HasPrefix(text, []byte("#TYPE ")):
		case len(text) == 5 && strings.EqualFold(string(text[:4]), "sep="):
			if c.Delimiter = rune(text[4]); c.Delimiter >= utf8.RuneSelf {
				return nil, fmt.Errorf("line %d: the separator %q is not an ASCII character", c.skipped+1, text[4:])
			}
		case string(text) == `"sep="`:
		default:
			if c.Delimiter == 0 {
				c.Delimiter = delimiterOf(text)
			}
			return c, c.readHeader(b)
		}
		_, _ = b.Discard(len(line))
		c.skipped++
	}
}

// readHeader sets up the reader of the rows and reads the first of them.
func (c *csvReader) readHeader(b *bufio.Reader) error {
	c.r, c.text = csv.NewReader(b), b
	c.r.Comma = c.Delimiter
	c.r.FieldsPerRecord = -1
	c.r.ReuseRecord = true
	row, err := c.r.Read()
	if err != nil {
		return fmt.Errorf("header row: %w", err)
	}
	c.HeaderLine = c.skipped + 1
	c.Header = make([]string, len(row))
	for i, name := range row {
		c.Header[i] = strings.TrimSpace(name)
		c.breaks += strings.Count(name, "\n")
	}
	return nil
}

// body gives the text behind the header, and the line on which it begins. It is
// taken instead of Next.
func (c *csvReader) body() (text io.Reader, line int) {
	return c.text, c.HeaderLine + 1 + c.breaks
}

// Next gives the fields of the next row, with the line it begins on. The
// fields are valid until the next call. At the end it reports io.EOF; a row
// with a broken quote or the wrong number of fields is a *rowError, and the
// next call gives the row behind it.
func (c *csvReader) Next() (row []string, line int, err error) {
	row, err = c.r.Read()
	if err != nil {
		if p, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, 0, &rowError{Line: p.StartLine + c.skipped, Text: quoteReason(p)}
		}
		return nil, 0, err
	}
	line, _ = c.r.FieldPos(0)
	line += c.skipped
	if len(row) != len(c.Header) {
		return nil, 0, &rowError{Line: line, Text: wrongCount(len(row), len(c.Header))}
	}
	return row, line, nil
}

// FieldLine is the line on which a field of the last row begins.
func (c *csvReader) FieldLine(field int) int {
	line, _ := c.r.FieldPos(field)
	return line + c.skipped
}

// What is wrong with the quotes of a row.
const (
	bareQuote = `a quote (") stands inside a field that is not quoted`
	openQuote = `a quoted field is not closed, or text stands behind its closing quote (")`
)

func quoteReason(p *csv.ParseError) string {
	if errors.Is(p.Err, csv.ErrBareQuote) {
		return bareQuote
	}
	return openQuote
}

func wrongCount(fields, want int) string {
	return fmt.Sprintf("row has %d fields, want %d as in the header", fields, want)
}

// peekLine gives the next line with its end, without taking it. A line that
// is longer than the buffer is given as far as the buffer holds it.
func peekLine(b *bufio.Reader) ([]byte, error) {
	for want := 512; ; want *= 2 {
		want = min(want, b.Size())
		head, err := b.Peek(want)
		if i := bytes.IndexByte(head, '\n'); i >= 0 {
			return head[:i+1], nil
		}
		if err != nil || want == b.Size() {
			return head, err
		}
	}
}

// delimiterOf tells the delimiter from the header row: the candidate that
// occurs most often outside quotes, the comma when none occurs.
func delimiterOf(header []byte) rune {
	const candidates = ",;\t|"
	var counts [len(candidates)]int
	quoted := false
	for _, b := range header {
		if b == '"' {
			quoted = !quoted
		} else if i := strings.IndexByte(candidates, b); i >= 0 && !quoted {
			counts[i]++
		}
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return rune(candidates[best])
}
