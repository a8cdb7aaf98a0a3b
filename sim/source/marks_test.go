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

func requireSameThree(t *testing.T, text []byte, a, b, c byte, room int) {
	t.Helper()
	marks := func(by func([]byte, uint64, uint64, uint64, []byte)) []byte {
		to := bytes.Repeat([]byte{0xA5}, room+3)
		by(text, eachByte*uint64(a), eachByte*uint64(b), eachByte*uint64(c), to[:room])
		return to
	}
	want := marks(func(text []byte, _, _, _ uint64, to []byte) {
		n := min(len(text)/16, len(to)/2)
		clear(to[:2*n])
		for at, is := range text[:16*n] {
			if is == a || is == b || is == c {
				to[at/8] |= 1 << (at % 8)
			}
		}
	})
	require.Equal(t, want, marks(markThree), "%q", text)
	require.Equal(t, want, marks(threeWords), "words: %q", text)
}

func TestThreeCharactersAreMarkedTheSameByWords(t *testing.T) {
	var all []byte
	for c := range 256 {
		all = append(all, byte(c))
	}
	for from := range all {
		text := append(bytes.Clone(all[from:]), all[:from]...)
		requireSameThree(t, text, ',', '"', '\n', 32)
		requireSameThree(t, text[:from], byte(from), 0, 0xFF, from%40)
	}
	for at := range 40 {
		text := bytes.Repeat([]byte{'+'}, 40)
		text[at] = ','
		requireSameThree(t, text, ',', '"', '\n', 6)
		requireSameThree(t, text, ';', '+', '\n', at/8)
	}
}

func FuzzMarkThree(f *testing.F) {
	f.Add([]byte(strings.Repeat("a,\"b\"\n,+-\x80\x0b", 9)), byte(','), byte('"'), byte('\n'), uint8(20))
	f.Add(bytes.Repeat([]byte("\x00\x01\x80\x81\xff"), 20), byte(0), byte(0x80), byte(0xFF), uint8(3))
	f.Fuzz(func(t *testing.T, text []byte, a, b, c byte, room uint8) {
		requireSameThree(t, text, a, b, c, int(room))
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
