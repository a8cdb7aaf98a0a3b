package directory

import "strings"

// Texts makes strings in shared pieces of memory, so that a million short ones
// are a few thousand pieces for the garbage collector. A piece stays as long as
// anybody has one of its strings. A nil Texts gives each memory of its own.
//
// Texts is used by one goroutine at a time.
type Texts struct {
	open strings.Builder
	// The value of the SID that was made last and its text, both without the
	// last number.
	domain, domainText string
}

// pieceSize is how large a piece is: small enough that one string does not keep
// much.
const pieceSize = 16 << 10

// Keep makes a string of bytes that will change.
func (t *Texts) Keep(text []byte) string {
	if t == nil {
		return string(text)
	}
	if len(text) > t.open.Cap()-t.open.Len() {
		t.open = strings.Builder{}
		t.open.Grow(max(len(text), pieceSize))
	}
	from := t.open.Len()
	t.open.Write(text)
	return t.open.String()[from:]
}
