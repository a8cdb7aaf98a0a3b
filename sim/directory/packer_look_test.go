package directory

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePackerShowsTheObjectInHand(t *testing.T) {
	names := NewAttrNames("a", "b", "c")
	for i := range noNumber + 1 {
		names.Number(strconv.Itoa(i))
	}
	far := noNumber // the number of a name that no pack holds
	p := NewPacker(names)
	several := func() map[int]int {
		found := map[int]int{}
		p.EachSeveral(func(at, name, line int) {
			require.LessOrEqual(t, at, p.Len())
			found[name] = line
		})
		return found
	}
	for range 2 { // nothing is left of the object before
		p.Begin(10)
		_, _, ok := p.First(0)
		require.False(t, ok)
		p.Add(0, 11, []byte("one"))
		p.Add(1, 12, []byte("two"))
		p.Add(far, 13, []byte("far"))
		require.Empty(t, several())
		p.Add(0, 14, []byte("three"))
		p.Add(far, 15, []byte("further"))
		value, line, ok := p.First(0)
		require.True(t, ok)
		require.Equal(t, "one", string(value))
		require.Equal(t, 11, line)
		value, line, ok = p.First(far)
		require.True(t, ok)
		require.Equal(t, "far", string(value))
		require.Equal(t, 13, line)
		_, _, ok = p.First(2)
		require.False(t, ok)
		require.Equal(t, map[int]int{0: 11, far: 15}, several())
		p.End()
	}
}
