package source

// narrowASCII converts the characters that a text in UTF-16, the small end
// first, begins with, as long as 16 at a time are ASCII, and gives how many that
// were. to has room for as many characters as raw has.
//
// It is written for the processor because Go has no instruction that packs, and
// this is most of what UTF-16 costs beside UTF-8: with narrowWords reading an
// export takes an eighth longer. SSE2 is all it needs, which every processor of
// this kind has. TestASCIIIsNarrowedTheSameByWords compares the two.
//
//go:noescape
func narrowASCII(to, raw []byte) int
