package arena_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/internal/arena"
)

func TestTextsStayApart(t *testing.T) {
	var blocks arena.Bytes
	var kept [][]byte
	for i := range 5000 {
		n := i % 700
		text := bytes.Repeat([]byte{byte(i)}, n)
		room := blocks.Room(n)
		if i%100 == 99 { // more than there is room for
			text = bytes.Repeat(text, 5)
		}
		kept = append(kept, blocks.Take(append(room, text...)))
	}
	for i, text := range kept {
		require.Equal(t, string(bytes.Repeat([]byte{byte(i)}, len(text))), string(text))
		require.Len(t, text, cap(text))
	}
}

func TestARoomThatIsNotTakenIsGivenAgain(t *testing.T) {
	var blocks arena.Bytes
	first := append(blocks.Room(10), "first"...)
	second := blocks.Take(append(blocks.Room(10), "second"...))
	require.Equal(t, "secon", string(first))
	require.Equal(t, "second", string(second))
}

func TestPlacesAreNotGivenTwice(t *testing.T) {
	var slab arena.Slab[int]
	var all [][]int
	for i := range 3000 {
		some := slab.Many(i % 9)
		for j := range some {
			require.Zero(t, some[j])
			some[j] = i
		}
		all = append(all, some)
		one := slab.New()
		*one = -1
	}
	for i, some := range all {
		for _, v := range some {
			require.Equal(t, i, v)
		}
	}
	require.Len(t, slab.Many(10000), 10000)
}
