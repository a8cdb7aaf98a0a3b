package fakegraph

// arena hands out places for the texts of objects in large blocks, so that a
// million objects are not a million allocations. A block goes when none of its
// objects is left.
type arena struct {
	block []byte // its length is what is in use
	size  int    // of the last block
}

// The sizes of blocks: a small tenant takes little, a large one few blocks.
const (
	firstBlock = 4 << 10
	lastBlock  = 1 << 20
)

// room gives an empty slice that n bytes can be appended to.
func (a *arena) room(n int) []byte {
	if cap(a.block)-len(a.block) < n {
		a.size = min(max(2*a.size, firstBlock), lastBlock)
		a.block = make([]byte, 0, max(a.size, n))
	}
	return a.block[len(a.block):len(a.block):cap(a.block)]
}

// take keeps what was appended to the last room. What did not fit has a place
// of its own.
func (a *arena) take(text []byte) {
	if n := len(a.block) + len(text); n <= cap(a.block) {
		a.block = a.block[:n]
	}
}

// room gives the place for an object.
func (s *shapes) room() *object {
	if len(s.objects) == cap(s.objects) {
		s.objects = make([]object, 0, min(max(2*cap(s.objects), 16), 1024))
	}
	s.objects = append(s.objects, object{})
	return &s.objects[len(s.objects)-1]
}

// keep copies the ends of an object's properties to their place.
func (s *shapes) keep(ends []uint32) []uint32 {
	if cap(s.ends)-len(s.ends) < len(ends) {
		s.ends = make([]uint32, 0, max(min(max(2*cap(s.ends), 256), 1<<14), len(ends)))
	}
	from := len(s.ends)
	s.ends = append(s.ends, ends...)
	return s.ends[from:len(s.ends):len(s.ends)]
}
