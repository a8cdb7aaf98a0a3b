package source

import (
	"bytes"
	"cmp"
	"io"
	"sync"
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
	r         io.Reader
	delimiter byte
	maxRecord int
	size      int // how much the next block should hold
	most      int // how much those behind it should
	rest      []byte
	line      int
	done      bool
	pool      sync.Pool
}

// newRowCutter cuts the rows behind the header of a table, into blocks of a
// size; 0 takes what is good.
func newRowCutter(c *csvReader, maxRecord, size int) *rowCutter {
	text, line := c.body()
	return &rowCutter{r: text, delimiter: byte(c.Delimiter), maxRecord: maxRecord,
		size: cmp.Or(size, firstChunk), most: cmp.Or(size, mostChunk), line: line}
}

// next gives the next block, or io.EOF behind the last one. An error of the
// source ends the table.
func (c *rowCutter) next() (rowBlock, error) {
	if c.done {
		return rowBlock{}, io.EOF
	}
	buf := append(c.buffer(), c.rest...)
	want := c.size
	c.size = c.most
	for {
		var err error
		buf, err = fillTo(c.r, buf, want)
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

// release takes the memory of a block back.
func (c *rowCutter) release(b rowBlock) {
	if cap(b.text) >= c.most && cap(b.text) <= 4*c.most {
		text := b.text[:0]
		c.pool.Put(&text)
	}
}

func (c *rowCutter) buffer() []byte {
	if b, ok := c.pool.Get().(*[]byte); ok {
		return *b
	}
	return make([]byte, 0, c.size+c.size/8)
}

// fillTo reads until buf holds want bytes.
func fillTo(r io.Reader, buf []byte, want int) ([]byte, error) {
	for len(buf) < want {
		if cap(buf) < want {
			buf = append(make([]byte, 0, want+want/8), buf...)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err != nil {
			return buf, err
		}
	}
	return buf, nil
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
		if buf, err = fillTo(c.r, buf[:0], c.most); err != nil {
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
