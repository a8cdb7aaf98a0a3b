package source

import (
	"io"
	"sync"
)

// blockReader reads a text in blocks, whose memory is used again. Where a block
// may end is for whoever embeds it to say.
type blockReader struct {
	r    io.Reader
	size int    // how much the next block should hold
	most int    // how much those behind it should
	rest []byte // read and not yet given out
	pool sync.Pool
}

// The first block is small, so that a small text costs little; the others are
// of a size at which a scan is as fast as it gets (256 KB to 1 MB).
const (
	firstChunk = 32 << 10
	mostChunk  = 512 << 10
)

// begin gives room for the next block, with the rest of the last in it, and how
// much the block should hold.
func (b *blockReader) begin() (buf []byte, want int) {
	want, b.size = b.size, b.most
	if old, ok := b.pool.Get().(*[]byte); ok {
		buf = *old
	} else {
		buf = make([]byte, 0, want+want/8)
	}
	return append(buf, b.rest...), want
}

// fill reads until buf holds want bytes.
func (b *blockReader) fill(buf []byte, want int) ([]byte, error) {
	for len(buf) < want {
		if cap(buf) < want {
			buf = append(make([]byte, 0, want+want/8), buf...)
		}
		n, err := b.r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err != nil {
			return buf, err
		}
	}
	return buf, nil
}

// reuse takes the memory of a block back.
func (b *blockReader) reuse(text []byte) {
	if cap(text) >= b.most && cap(text) <= 4*b.most {
		text = text[:0]
		b.pool.Put(&text)
	}
}
