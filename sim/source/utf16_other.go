//go:build !amd64

package source

func narrowASCII(to, raw []byte) int { return narrowWords(to, raw) }
