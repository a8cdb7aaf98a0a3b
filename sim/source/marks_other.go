//go:build !amd64

package source

func markChunks(text []byte, to []textMarks) { markWords(text, to) }
