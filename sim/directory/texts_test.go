package directory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestTextsStayAsTheyWere(t *testing.T) {
	var texts directory.Texts
	var none *directory.Texts
	long := strings.Repeat("x", 100_000)
	var kept, want []string
	room := make([]byte, 0, len(long))
	for i := range 5000 {
		text := fmt.Sprintf("text %d", i)
		if i == 1000 {
			text = long
		}
		room = append(room[:0], text...)
		kept, want = append(kept, texts.Keep(room), none.Keep(room)), append(want, text, text)
	}
	clear(room[:cap(room)])
	require.Equal(t, want, kept)
}

func TestTextsAreFewPieces(t *testing.T) {
	var texts directory.Texts
	word := []byte("S-1-5-21-1996024334-1441906930-1641856337-610542")
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		for range 300 { // 14 KB
			texts.Keep(word)
		}
	}), 1.0)
}
