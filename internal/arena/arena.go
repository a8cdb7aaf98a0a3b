// Package arena keeps many small texts in few blocks of memory, so that a
// million of them are not a million allocations for the garbage collector to
// look after. It frees nothing by itself: a block goes when no text in it is
// in use any more.
package arena

// The sizes of blocks: few texts take little, many take few blocks.
const (
	firstBlock = 4 << 10
	lastBlock  = 1 << 20
)

// Bytes hands out places for texts. The zero value is ready to use.
type Bytes struct {
	block []byte // its length is what is in use
	size  int    // of the last block
}

// Room gives an empty slice that n bytes can be appended to. It holds until
// the next call of Room; Take keeps what was appended.
func (b *Bytes) Room(n int) []byte {
	if cap(b.block)-len(b.block) < n {
		b.size = min(max(2*b.size, firstBlock), lastBlock)
		b.block = make([]byte, 0, max(b.size, n))
	}
	return b.block[len(b.block):len(b.block):cap(b.block)]
}

// Take keeps the text that was appended to the last room. A text that outgrew
// its room has a place of its own already.
func (b *Bytes) Take(text []byte) []byte {
	if n := len(b.block) + len(text); n <= cap(b.block) {
		b.block = b.block[:n]
	}
	return text[:len(text):len(text)]
}

// Slab hands out places for values of one type, many at a time. The zero value
// is ready to use.
type Slab[T any] struct{ free []T }

// most is the largest number of values that are made room for at once.
const most = 4096

// New gives the place of a zero value.
func (s *Slab[T]) New() *T { return &s.Many(1)[0] }

// Many gives the places of n zero values, one behind the other.
func (s *Slab[T]) Many(n int) []T {
	if cap(s.free)-len(s.free) < n {
		s.free = make([]T, 0, max(n, min(max(2*cap(s.free), 16), most)))
	}
	from := len(s.free)
	s.free = s.free[:from+n]
	return s.free[from : from+n : from+n]
}
