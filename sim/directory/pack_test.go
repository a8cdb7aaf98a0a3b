package directory

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sameAttrs requires that packed attributes answer like those with a list.
func sameAttrs(t *testing.T, want, got *Attrs) {
	t.Helper()
	require.Equal(t, len(want.All()), len(got.All()))
	for i, a := range want.All() {
		require.Equal(t, a, got.All()[i])
		for _, name := range []string{a.Name, strings.ToUpper(a.Name), strings.ToLower(a.Name)} {
			require.Equal(t, want.Values(name), got.Values(name))
			require.Equal(t, want.First(name), got.First(name))
			require.Equal(t, want.Has(name), got.Has(name))
			require.Equal(t, want.Line(name), got.Line(name))
		}
	}
	require.Empty(t, got.First("noSuchName"))
	require.Nil(t, got.Values("noSuchName"))
	require.False(t, got.Has("noSuchName"))
	require.Zero(t, got.Line("noSuchName"))
}

func TestPackedAttributesAnswerLikeAList(t *testing.T) {
	names := NewAttrNames("objectClass", "mail", "proxyAddresses", "displayName")
	for _, c := range []struct {
		title  string
		fields []Field
	}{
		{"nothing", nil},
		{"one value", []Field{{1, 12, []byte("pat@contoso.com")}}},
		{"an empty value", []Field{{1, 12, nil}}},
		{"several values", []Field{{0, 11, []byte("top")}, {0, 12, []byte("user")}}},
		{"values apart", []Field{{2, 11, []byte("SMTP:a")}, {1, 12, []byte("a")}, {2, 13, []byte("smtp:b")}}},
		{"a long value", []Field{{3, 11, []byte(strings.Repeat("x", 70000))}}},
		{"a line far away", []Field{{3, 70011, []byte("x")}}},
	} {
		t.Run(c.title, func(t *testing.T) {
			p := NewPacker(names)
			packed := p.Pack(10, c.fields)
			p.Seal()
			list := unpacked(names, c.fields)
			sameAttrs(t, &list, &packed)
		})
	}
}

func TestManyObjectsShareABlockAndStayApart(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	names := NewAttrNames()
	for i := range 300 {
		names.Number(fmt.Sprintf("attribute%d", i))
	}
	p := NewPacker(names)
	var packed, lists []Attrs
	for i := range 400 {
		var fields []Field
		for range random.IntN(30) {
			value := strings.Repeat("v", random.IntN(200)) + fmt.Sprint(random.IntN(3))
			fields = append(fields, Field{Name: random.IntN(260), Line: 100*i + random.IntN(50), Value: []byte(value)})
		}
		packed = append(packed, p.Pack(100*i, fields))
		lists = append(lists, unpacked(names, fields))
		if i%150 == 0 {
			p.Seal()
		}
	}
	p.Seal()
	for i := range lists {
		sameAttrs(t, &lists[i], &packed[i])
	}
}

func TestAChangeOfPackedAttributesLeavesTheOthersAlone(t *testing.T) {
	names := NewAttrNames("mail", "cn")
	p := NewPacker(names)
	fields := []Field{{0, 2, []byte("pat@contoso.com")}, {1, 3, []byte("Pat")}}
	a, b := p.Pack(1, fields), p.Pack(1, fields)
	p.Seal()
	c := a.Clone()

	a.Set("mail", "new@contoso.com")
	a.Add("cn", "Patricia", 0)
	a.Add("title", "Dr", 9)

	require.Equal(t, "new@contoso.com", a.First("MAIL"))
	require.Equal(t, 2, a.Line("mail"))
	require.Equal(t, []string{"Pat", "Patricia"}, a.Values("cn"))
	require.Equal(t, "Dr", a.First("title"))
	for _, other := range []Attrs{b, c} {
		require.Equal(t, "pat@contoso.com", other.First("mail"))
		require.Equal(t, []string{"Pat"}, other.Values("cn"))
		require.False(t, other.Has("title"))
	}
	b.Set("mail")
	require.False(t, b.Has("mail"))
	require.Len(t, b.All(), 1)
}

func TestAttributeNamesAreToldApartWithoutCase(t *testing.T) {
	n := NewAttrNames("objectGUID", "mail")
	require.Equal(t, 0, n.Number("OBJECTguid"))
	require.Equal(t, 2, n.Number("Title"))
	require.Equal(t, "objectGUID", n.Name(0))
	c := n.Clone()
	require.Equal(t, 3, c.Number("cn"))
	_, ok := n.Lookup("cn")
	require.False(t, ok)
}

func BenchmarkFirst(b *testing.B) {
	names := NewAttrNames()
	var fields []Field
	for i := range 35 {
		fields = append(fields, Field{names.Number(fmt.Sprintf("attribute%d", i)), i, []byte("value")})
	}
	p := NewPacker(names)
	packed := p.Pack(0, fields)
	p.Seal()
	list := unpacked(names, fields)
	b.Run("packed", func(b *testing.B) {
		for b.Loop() {
			packed.First("attribute30")
		}
	})
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			list.First("attribute30")
		}
	})
}
