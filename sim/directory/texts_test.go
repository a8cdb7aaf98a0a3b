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

func TestTheTextOfASIDDoesNotDependOnTheOneBefore(t *testing.T) {
	var texts directory.Texts
	binary := func(authority byte, numbers ...byte) string {
		b := []byte{1, byte(len(numbers)), 0, 0, 0, 0, 0, authority}
		for _, n := range numbers {
			b = append(b, n, 0, n, 0)
		}
		return string(b)
	}
	values := []string{binary(5), binary(5, 21), binary(5, 32), binary(5, 21, 7, 9), binary(5, 21, 7, 10), binary(5, 21, 8, 10), binary(4, 21, 7, 9),
		binary(5, 21, 7, 10, 11), "S-1-5-21-1", "s-1-5-21-2", "S-1-x", "", "\x01\x02\x00", binary(5, 21, 7, 9)[:15], binary(5, 21, 7, 9) + "\x00"}
	for _, before := range values {
		for _, value := range values {
			want, _ := directory.SIDFromValue(value)
			directory.SIDIn(&texts, before)
			require.Equal(t, want, directory.SIDIn(&texts, value), "%q after %q", value, before)
			require.Equal(t, want, directory.SIDIn(nil, value))
		}
	}
}
