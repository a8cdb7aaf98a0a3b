//go:build !amd64

package source

func markChunks(text []byte, to []textMarks) { markWords(text, to) }

func markThree(text []byte, a, b, c uint64, to []byte) { threeWords(text, a, b, c, to) }
