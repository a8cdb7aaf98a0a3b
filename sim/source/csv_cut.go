package source

import (
	"bytes"
	"cmp"
	"io"
)

// rowBlock is a part of a table: whole rows.
type rowBlock struct {
	text []byte
	line int  // of the first byte, from 1
	last bool // the table ends here
	// oversize says that there is no text, but a row here that is larger than
	// the limit.
	oversize bool
}

// rowCutter cuts a table into blocks. Where a row ends, only its quotes tell:
// in a quoted field a line feed is a part of the value. So it goes from quote to
// quote, which takes a small part of the time of reading the rows.
type rowCutter struct {
	blockReader
	delimiter byte
	maxRecord int
	line      int
	done      bool
}

// newRowCutter cuts the rows behind the header of a table, into blocks of a
// size; 0 takes what is good.
func newRowCutter(c *csvReader, maxRecord, size int) *rowCutter {
	text, line := c.body()
	return &rowCutter{blockReader: blockReader{r: text, size: cmp.Or(size, firstChunk), most: cmp.Or(size, mostChunk)},
		delimiter: byte(c.Delimiter), maxRecord: maxRecord, line: line}
}

// next gives the next block, or io.EOF behind the last one. An error of the
// source ends the table.
func (c *rowCutter) next() (rowBlock, error) {
	if c.done {
		return rowBlock{}, io.EOF
	}
	buf, want := c.begin()
	for {
		var err error
		buf, err = c.fill(buf, want)
		if err == io.EOF {
			c.done = true
			return rowBlock{text: buf, line: c.line, last: true}, nil
		}
		if err != nil {
			c.done = true
			return rowBlock{}, err
		}
		if cut := wholeRows(buf, c.delimiter); cut > 0 {
			c.rest = append(c.rest[:0], buf[cut:]...)
			out := rowBlock{text: buf[:cut], line: c.line}
			c.line += newlines(out.text)
			return out, nil
		}
		if len(buf) > c.maxRecord {
			return c.passOver(buf)
		}
		want = min(2*want, c.maxRecord+1)
	}
}

// passOver reads to the end of a row that is too large.
func (c *rowCutter) passOver(buf []byte) (rowBlock, error) {
	out := rowBlock{line: c.line, oversize: true}
	row := rowEnd{delimiter: c.delimiter}
	for {
		n, ended := row.find(buf)
		c.line += newlines(buf[:n])
		switch {
		case ended:
			c.rest, c.done = append(c.rest[:0], buf[n:]...), false
			return out, nil
		case c.done:
			out.last = true
			return out, nil
		}
		var err error
		if buf, err = c.fill(buf[:0], c.most); err != nil {
			c.done = true
			if err != io.EOF {
				return rowBlock{}, err
			}
		}
	}
}

// wholeRows gives where the last whole row of a text ends that begins with a
// row, 0 when none does. rowEnd tells the same, byte by byte.
func wholeRows(text []byte, delimiter byte) int {
	// Behind a quote, text[:at] has been looked at. ends is a part of the text
	// without quoted fields in which a row ends.
	ends, at := [2]int{}, 0
	for {
		quote := bytes.IndexByte(text[at:], '"')
		to := at + quote
		if quote < 0 {
			to = len(text)
		}
		if bytes.IndexByte(text[at:to], '\n') >= 0 {
			ends = [2]int{at, to}
		}
		if quote < 0 {
			break
		}
		if to > 0 && text[to-1] != delimiter && text[to-1] != '\n' {
			at = to // a quote inside a field: the row ends with the line
		} else if at = closedField(text, to+1, delimiter); at < 0 {
			break
		} else if at < len(text) && text[at] == delimiter {
			continue
		}
		// Behind the field or the fault, the line goes to its end.
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			break
		}
		ends = [2]int{at, at + end + 1}
		at += end + 1
	}
	return ends[0] + bytes.LastIndexByte(text[ends[0]:ends[1]], '\n') + 1
}

// closedField gives the place behind the quote that closes the field around at,
// -1 when there is none or when nothing stands behind it.
func closedField(text []byte, at int, delimiter byte) int {
	for {
		quote := bytes.IndexByte(text[at:], '"')
		if at += quote + 1; quote < 0 || at == len(text) {
			return -1
		}
		if text[at] != '"' {
			return at
		}
		at++
	}
}
