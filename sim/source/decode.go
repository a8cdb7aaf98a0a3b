package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"sync"
)

// open opens a file for reading; "-" is standard input. It reports an error
// for a folder, because none of the readers takes one as a stream.
func open(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", path, pathReason(err))
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errFolder
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("open %q: %w", path, pathReason(err))
	}
	return f, nil
}

// errFolder is what open reports for a folder.
var errFolder = fmt.Errorf("is a folder, want a file")

// pathReason takes the path out of a file error that names it again.
func pathReason(err error) error {
	if p, ok := err.(*os.PathError); ok {
		return p.Err
	}
	return err
}

// hashingReader computes the SHA-256 of the raw bytes that pass through it.
// The sum is computed beside the reading, because it costs about as much as
// reading the records does.
type hashingReader struct {
	r      io.Reader
	blocks chan []byte
	free   chan []byte
	done   chan struct{}
	sum    hash.Hash

	mu     sync.Mutex
	closed bool
}

// hashBlocks is how many blocks may wait to be hashed.
const hashBlocks = 4

// newHashingReader starts the hashing; Sum ends it and must be called. Without
// wanted it only reads, and Sum gives "".
func newHashingReader(r io.Reader, wanted bool) *hashingReader {
	if !wanted {
		return &hashingReader{r: r, closed: true}
	}
	h := &hashingReader{
		r:      r,
		blocks: make(chan []byte, hashBlocks),
		free:   make(chan []byte, hashBlocks+1),
		done:   make(chan struct{}),
		sum:    sha256.New(),
	}
	go func() {
		defer close(h.done)
		for b := range h.blocks {
			h.sum.Write(b)
			select {
			case h.free <- b:
			default:
			}
		}
	}()
	return h
}

// Read reads from the source and hands a copy of what it read to the hashing.
func (h *hashingReader) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if h.sum == nil {
		return n, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if n > 0 && !h.closed {
		var b []byte
		select {
		case b = <-h.free:
		default:
		}
		h.blocks <- append(b[:0], p[:n]...)
	}
	return n, err
}

// Sum gives the SHA-256 in lower-case hex of everything that was read. It ends
// the hashing: bytes that are read later are not in it.
func (h *hashingReader) Sum() string {
	if h.sum == nil {
		return ""
	}
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		close(h.blocks)
	}
	h.mu.Unlock()
	<-h.done
	return hex.EncodeToString(h.sum.Sum(nil))
}

// charset is a Unicode encoding form.
type charset int

const (
	utf8Text charset = iota
	utf16LE
	utf16BE
	utf32Text // told apart only to say so in a message
)

// sniffSize is how many bytes sniffCharset wants to see.
const sniffSize = 512

// sniffCharset tells the encoding form of a text from its first bytes, and
// how long its byte order mark is. Without a mark, text of which every second
// byte is NUL is UTF-16: exports begin with ASCII ("dn:", a header row, "{").
func sniffCharset(head []byte) (form charset, markLen int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return utf8Text, 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return utf32Text, 4
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return utf16LE, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return utf16BE, 2
	}
	if len(head) > 16 {
		head = head[:16]
	}
	even, odd, pairs := 0, 0, len(head)/2
	for i := 0; i+1 < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	switch {
	case pairs >= 2 && odd == pairs && even == 0:
		return utf16LE, 0
	case pairs >= 2 && even == pairs && odd == 0:
		return utf16BE, 0
	}
	return utf8Text, 0
}

// newUTF8Reader gives the text behind r as UTF-8 without a byte order mark,
// whatever of UTF-8 and UTF-16 it is written in. Bytes that are no valid
// UTF-8 pass through as they are.
func newUTF8Reader(r io.Reader) io.Reader {
	head := make([]byte, sniffSize)
	n, err := io.ReadFull(r, head)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	head = head[:n]
	form, mark := sniffCharset(head)
	rest := io.MultiReader(bytes.NewReader(head[mark:]), &tailReader{r: r, err: err})
	if form == utf16LE || form == utf16BE {
		return newUTF16Reader(rest, form == utf16BE)
	}
	return rest
}

// tailReader continues a source after its head was taken, and repeats the
// error that taking the head met.
type tailReader struct {
	r   io.Reader
	err error
}

func (t *tailReader) Read(p []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	return t.r.Read(p)
}
