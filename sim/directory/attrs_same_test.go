package directory

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// packedAttrs puts the values of attributes, numbered from 0, into a pack.
func packedAttrs(names *AttrNames, values ...[]string) Attrs {
	p := NewPacker(names)
	p.Begin(1)
	for number, list := range values {
		for _, v := range list {
			p.Add(number, 1, []byte(v))
		}
	}
	a := p.End()
	p.Seal()
	return a
}

// FuzzSameAt shows that values in packs compare like lists of them.
func FuzzSameAt(f *testing.F) {
	f.Add("a", "a")
	f.Add("a|b", "a|c")
	f.Add("a|b", "a")
	f.Add("a", "a|b")
	f.Add("|", "|")
	f.Add("ab", "a|b")
	f.Add(strings.Repeat("x", 200)+"|y", strings.Repeat("x", 200)+"|y")
	f.Add(strings.Repeat("|", 200), strings.Repeat("|", 200))
	f.Fuzz(func(t *testing.T, left, right string) {
		ours, theirs := strings.Split(left, "|"), strings.Split(right, "|")
		a := packedAttrs(NewAttrNames("mail", "cn"), []string{"x"}, ours)
		b := packedAttrs(NewAttrNames("cn"), theirs)
		require.Equal(t, slices.Equal(ours, theirs), a.SameAt(1, &b, 0))
		require.Equal(t, "cn", a.NameAt(1))
		require.Equal(t, "cn", b.NameAt(0))
	})
}

func TestListsAreNotComparedAtAPlace(t *testing.T) {
	var list Attrs
	list.Add("cn", "x", 1)
	packed := packedAttrs(NewAttrNames("cn"), []string{"x"})
	require.False(t, list.SameAt(0, &packed, 0))
	require.False(t, packed.SameAt(0, &list, 0))
	require.Equal(t, "cn", list.NameAt(0))
}
