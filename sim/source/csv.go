package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
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
	skipped int // lines before the header
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
			c.Delimiter = rune(text[4])
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
	c.r = csv.NewReader(b)
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
	}
	return nil
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
		return nil, 0, &rowError{Line: line, Text: fmt.Sprintf("row has %d fields, want %d as in the header", len(row), len(c.Header))}
	}
	return row, line, nil
}

// FieldLine is the line on which a field of the last row begins.
func (c *csvReader) FieldLine(field int) int {
	line, _ := c.r.FieldPos(field)
	return line + c.skipped
}

func quoteReason(p *csv.ParseError) string {
	if errors.Is(p.Err, csv.ErrBareQuote) {
		return `a quote (") stands inside a field that is not quoted`
	}
	return `a quoted field is not closed, or text stands behind its closing quote (")`
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

// withoutBraces takes the braces off a list as PowerShell shows it:
// {SMTP:a@b.c, smtp:d@e.f}.
func withoutBraces(cell string) string {
	cell = strings.TrimSpace(cell)
	if strings.HasPrefix(cell, "{") && strings.HasSuffix(cell, "}") {
		return cell[1 : len(cell)-1]
	}
	return cell
}

// splitAddresses splits a list of addresses, however it was joined. An address
// may have semicolons (X400) and blanks (X500) of its own, so that a separator
// counts only before the type of the next address; a semicolon or a bar
// between plain addresses counts too.
func splitAddresses(text string) []string {
	parts := splitBefore(text, ";|, \t\r\n", func(rest string) bool {
		kind, _, found := strings.Cut(rest, ":")
		return found && isAddressType(kind)
	})
	var addresses []string
	for _, part := range parts {
		if kind, _, _ := strings.Cut(part, ":"); strings.EqualFold(kind, "x400") {
			addresses = append(addresses, part)
			continue
		}
		addresses = append(addresses, strings.FieldsFunc(part, func(r rune) bool { return r == ';' || r == '|' })...)
	}
	return addresses
}

// isAddressType reports whether a text is the type of an address: "SMTP",
// "x500", "EUM". A type is short and has no blank.
func isAddressType(kind string) bool {
	if kind == "" || len(kind) > 10 {
		return false
	}
	for i := range len(kind) {
		switch b := kind[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-':
		default:
			return false
		}
	}
	return true
}

// splitBefore splits at runs of separators behind which a value begins. The
// separator directly before it and the blanks around are left out. A text that
// is not split is given as it is.
func splitBefore(text, separators string, begins func(rest string) bool) []string {
	var parts []string
	from := 0
	for i := 1; i < len(text); i++ {
		if strings.IndexByte(separators, text[i-1]) >= 0 && strings.IndexByte(separators, text[i]) < 0 && begins(text[i:]) {
			parts = append(parts, trimOne(text[from:i], separators))
			from = i
		}
	}
	if from == 0 {
		return []string{text}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// trimOne takes blanks, then one separator, then blanks from the end.
func trimOne(part, separators string) string {
	part = strings.TrimSpace(part)
	if n := len(part); n > 0 && strings.IndexByte(separators, part[n-1]) >= 0 {
		part = part[:n-1]
	}
	return strings.TrimSpace(part)
}
