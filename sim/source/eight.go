package source

// Long texts are looked through eight bytes at a time, as a word of 64 bits. A
// mark is the top bit of a byte in it. Only the first mark is to be trusted: a
// byte that is too small borrows from the next one.
const (
	eachByte = 0x0101010101010101
	topBits  = 0x8080808080808080
)

// zeroBytes marks the bytes that are zero. Of a word ^ eachByte*c they are those
// that are c in the word.
func zeroBytes(word uint64) uint64 { return (word - eachByte) &^ word & topBits }

// controls marks the control characters.
func controls(word uint64) uint64 { return (word - eachByte*' ') &^ word & topBits }
