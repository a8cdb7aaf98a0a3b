package source

import (
	"bytes"
	"io"
)

// chunk is a piece of an LDIF text that begins and ends between records.
type chunk struct {
	text []byte
	line int  // of the first byte, from 1
	last bool // the text ends here
	// oversize says that the text is only the beginning of a record that is
	// larger than the limit; the rest of it was passed over.
	oversize bool
}

// chunker cuts an LDIF text into chunks.
type chunker struct {
	blockReader
	maxRecord int
	line      int
	done      bool
}

func newChunker(r io.Reader, maxRecord int) *chunker {
	return &chunker{blockReader: blockReader{r: r, size: firstChunk, most: mostChunk}, maxRecord: maxRecord, line: 1}
}

// next gives the next chunk, or io.EOF behind the last one. An error of the
// source ends the text.
func (c *chunker) next() (chunk, error) {
	if c.done {
		return chunk{}, io.EOF
	}
	buf, want := c.begin()
	for {
		var err error
		buf, err = c.fill(buf, want)
		if err == io.EOF {
			c.done = true
			return chunk{text: buf, line: c.line, last: true}, nil
		}
		if err != nil {
			return chunk{}, err
		}
		cut := lastBoundary(buf)
		if cut == 0 && len(buf) >= c.most {
			// Records that no blank line separates begin with their DN.
			cut = bytes.LastIndex(buf, []byte("\ndn:")) + 1
		}
		if cut > 0 {
			c.rest = append(c.rest[:0], buf[cut:]...)
			out := chunk{text: buf[:cut], line: c.line}
			c.line += bytes.Count(out.text, []byte{'\n'})
			return out, nil
		}
		if len(buf) >= c.maxRecord {
			return c.passOver(buf)
		}
		want = min(2*want, c.maxRecord)
	}
}

// passOver reads to the end of a record that is too large and gives its
// beginning.
func (c *chunker) passOver(buf []byte) (chunk, error) {
	const enough = 64 << 10
	out := chunk{line: c.line, oversize: true}
	out.text = append(out.text, buf[:min(enough, len(buf))]...)
	if i := bytes.LastIndexByte(out.text, '\n'); i >= 0 {
		out.text = out.text[:i+1]
	}
	for {
		if cut := firstBoundary(buf); cut > 0 {
			c.line += bytes.Count(buf[:cut], []byte{'\n'})
			c.rest = append(c.rest[:0], buf[cut:]...)
			return out, nil
		}
		// The last bytes stay: a boundary may begin in them.
		keep := min(3, len(buf))
		c.line += bytes.Count(buf[:len(buf)-keep], []byte{'\n'})
		buf = buf[:copy(buf, buf[len(buf)-keep:])]
		var err error
		buf, err = c.fill(buf, c.most)
		if err == io.EOF {
			if cut := firstBoundary(buf); cut > 0 {
				continue
			}
			c.done, out.last = true, true
			return out, nil
		}
		if err != nil {
			return chunk{}, err
		}
	}
}

// lastBoundary is the place behind the last blank line, 0 when there is none.
func lastBoundary(b []byte) int {
	for i := len(b); ; {
		i = bytes.LastIndexByte(b[:i], '\n')
		switch {
		case i < 0:
			return 0
		case blankBefore(b, i):
			return i + 1
		}
	}
}

// firstBoundary is the place behind the first blank line of a text that does
// not begin at the start of a line, 0 when there is none.
func firstBoundary(b []byte) int {
	for from := 0; ; from++ {
		i := bytes.IndexByte(b[from:], '\n')
		if i < 0 {
			return 0
		}
		from += i
		if from >= 2 && blankBefore(b, from) || from == 1 && b[0] == '\n' {
			return from + 1
		}
	}
}

// blankBefore reports whether the line that ends with the LF at i is blank.
func blankBefore(b []byte, i int) bool {
	if i > 0 && b[i-1] == '\r' {
		i--
	}
	return i == 0 || b[i-1] == '\n'
}
