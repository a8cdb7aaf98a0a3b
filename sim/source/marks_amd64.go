package source

// markChunks marks a text in chunks of 64 bytes, as many as are whole and as
// there is room for.
//
// It is written for the processor because Go has no instruction that compares 16
// bytes at once, and JSON is long: with markWords, which does for the others,
// reading users takes an eighth longer. SSE2 is all it needs, which every processor
// of this kind has. TestChunksAreMarkedTheSameByWords compares the two.
//
//go:noescape
func markChunks(text []byte, to []textMarks)

// markThree marks three characters in a text, 16 bytes of it at a time, as many as
// are whole and as there is room for: the bit n of to is for the byte n. Each
// character comes as a word of eight of it. As for markChunks, threeWords does for
// other processors; with it, reading a table takes a tenth longer.
//
//go:noescape
func markThree(text []byte, a, b, c uint64, to []byte)
