package source

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestASCIIIsNarrowedTheSameByWords compares what is written for one kind of
// processor with what does for all of them, with a letter beyond ASCII at every
// place and at none.
func TestASCIIIsNarrowedTheSameByWords(t *testing.T) {
	for _, odd := range []rune{'\u0080', 'ü', 'ÿ', 'Ā', '木', '\uFFFF'} {
		for size := range 100 {
			for at := range size + 1 {
				letters := []rune(strings.Repeat("Contoso\t", 13)[:size])
				want := size
				if at < size {
					letters[at], want = odd, at
				}
				raw := toUTF16(string(letters), binary.LittleEndian, false)
				for name, narrow := range map[string]struct {
					by   func(to, raw []byte) int
					step int
				}{"the processor's": {narrowASCII, 16}, "words": {narrowWords, 32}, "few": {fewASCII, 4}} {
					to := bytes.Repeat([]byte{'#'}, size+8)
					n := narrow.by(to[:size], raw)
					require.LessOrEqual(t, n, want, "%s: %q at %d of %d", name, odd, at, size)
					require.Greater(t, n, want-32, "%s leaves too much", name)
					require.Zero(t, n%narrow.step)
					require.Equal(t, string(letters[:n]), string(to[:n]))
					require.Equal(t, strings.Repeat("#", size+8-n), string(to[n:]), "%s wrote behind what it took", name)
				}
			}
		}
	}
}
