package source

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// markBytes is markChunks byte by byte.
func markBytes(text []byte, to []textMarks) {
	for i := range min(len(text)/chunkSize, len(to)) {
		to[i] = textMarks{}
		for n, c := range text[i*chunkSize:][:chunkSize] {
			bit := uint64(1) << n
			if c == '"' || c == '\\' || c < ' ' || c > '\x7f' {
				to[i].ends |= bit
			}
			switch c {
			case '"':
				to[i].quotes |= bit
			case '{', '}', '[', ']', '\\', '^', '_', '|', '~', 0x7F:
				to[i].brackets |= bit
			}
		}
	}
}

func requireSameMarks(t *testing.T, text []byte, room int) {
	t.Helper()
	untouched := textMarks{ends: 1, quotes: 2, brackets: 3}
	marks := func(by func([]byte, []textMarks)) []textMarks {
		to := make([]textMarks, room+1)
		for i := range to {
			to[i] = untouched
		}
		by(text, to[:room])
		return to
	}
	want := marks(markBytes)
	require.Equal(t, untouched, want[room])
	require.Equal(t, want, marks(markChunks), "%q", text)
	require.Equal(t, want, marks(markWords), "words: %q", text)
}

// TestChunksAreMarkedTheSameByWords compares what is written for one kind of
// processor with what does for all of them, with each byte at each place, and
// texts of each length.
func TestChunksAreMarkedTheSameByWords(t *testing.T) {
	var all []byte
	for c := range 256 {
		all = append(all, byte(c))
	}
	for from := range all {
		text := append(bytes.Clone(all[from:]), all[:from]...)
		requireSameMarks(t, text, 4)
		requireSameMarks(t, text[:from], from%6)
	}
	for _, c := range "\"\\{}[]\x1f \x7f\u0080z" {
		for at := range 2 * chunkSize {
			text := bytes.Repeat([]byte{'a'}, 2*chunkSize)
			text[at] = byte(c)
			requireSameMarks(t, text, 2)
		}
		requireSameMarks(t, bytes.Repeat([]byte{byte(c)}, chunkSize), 1)
	}
}

func FuzzMarkChunks(f *testing.F) {
	f.Add([]byte(strings.Repeat(`{"a\\":["ä",1]}`, 20)), uint8(3), uint8(5))
	f.Add(bytes.Repeat([]byte("\x00\x1f\x7f\x80\xff"), 50), uint8(0), uint8(9))
	f.Fuzz(func(t *testing.T, text []byte, from, room uint8) {
		requireSameMarks(t, text[min(int(from), len(text)):], int(room%9))
	})
}

func BenchmarkMarkChunks(b *testing.B) {
	page := manyUsers(100, "\n")
	for name, mark := range map[string]func([]byte, []textMarks){"processor": markChunks, "words": markWords} {
		b.Run(name, func(b *testing.B) {
			to := make([]textMarks, len(page)/chunkSize)
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				mark(page, to)
			}
		})
	}
}
