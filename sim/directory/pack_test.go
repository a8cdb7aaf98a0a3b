package directory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// field is one value of an object.
type field struct {
	name, line int
	value      []byte
}

// packFields packs the fields of one object.
func packFields(p *Packer, line int, fields []field) Attrs {
	p.Begin(line)
	for _, f := range fields {
		p.Add(f.name, f.line, f.value)
	}
	return p.End()
}

// listOf is what the attributes of an object are without packing.
func listOf(names *AttrNames, fields []field) Attrs {
	var a Attrs
	for _, f := range fields {
		a.Add(names.Name(f.name), string(f.value), f.line)
	}
	return a
}

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
	for i := range 300 {
		names.Number(fmt.Sprintf("attribute%d", i))
	}
	for _, c := range []struct {
		title  string
		fields []field
	}{
		{"nothing", nil},
		{"one value", []field{{1, 12, []byte("pat@contoso.com")}}},
		{"an empty value", []field{{1, 12, nil}}},
		{"several values", []field{{0, 11, []byte("top")}, {0, 12, []byte("user")}}},
		{"values apart", []field{{2, 11, []byte("SMTP:a")}, {1, 12, []byte("a")}, {2, 13, []byte("smtp:b")}}},
		{"a long value", []field{{3, 11, []byte(strings.Repeat("x", 70000))}}},
		{"many values", slices.Repeat([]field{{2, 11, []byte("smtp:x")}}, 20000)},
		{"a name with a large number", []field{{0, 11, []byte("top")}, {299, 12, []byte("x")}, {299, 13, []byte("y")}}},
		{"a line far away", []field{{3, 70011, []byte("x")}}},
	} {
		t.Run(c.title, func(t *testing.T) {
			p := NewPacker(names)
			packed := packFields(p, 10, c.fields)
			p.Seal()
			list := listOf(names, c.fields)
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
		var fields []field
		for range random.IntN(30) {
			value := strings.Repeat("v", random.IntN(200)) + fmt.Sprint(random.IntN(3))
			fields = append(fields, field{random.IntN(250), 100*i + random.IntN(50), []byte(value)})
		}
		if i%7 == 0 { // an object that is given up leaves no trace
			p.Begin(100 * i)
			for i, f := range fields {
				require.Equal(t, slices.ContainsFunc(fields[:i], func(o field) bool { return o.name == f.name }), p.Has(f.name))
				p.Add(f.name, f.line, f.value)
			}
			p.Drop()
		}
		packed = append(packed, packFields(p, 100*i, fields))
		lists = append(lists, listOf(names, fields))
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
	fields := []field{{0, 2, []byte("pat@contoso.com")}, {1, 3, []byte("Pat")}}
	a, b := packFields(p, 1, fields), packFields(p, 1, fields)
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
	var fields []field
	for i := range 35 {
		fields = append(fields, field{names.Number(fmt.Sprintf("attribute%d", i)), i, []byte("value")})
	}
	p := NewPacker(names)
	packed := packFields(p, 0, fields)
	p.Seal()
	list := listOf(names, fields)
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

// TestValuesThatComeInSeveralPlacesStayPacked packs an attribute whose values
// have another one between them.
func TestValuesThatComeInSeveralPlacesStayPacked(t *testing.T) {
	p := NewPacker(NewAttrNames("mail", "proxyAddresses", "cn"))
	var all []Attrs
	for i := range 3 {
		p.Begin(10 * i)
		p.Add(1, 10*i+1, []byte("SMTP:a@contoso.com"))
		p.Add(0, 10*i+2, []byte("a@contoso.com"))
		p.Add(1, 10*i+3, []byte("smtp:b@contoso.com"))
		p.Add(2, 10*i+4, []byte("Ann"))
		all = append(all, p.End())
	}
	p.Seal()
	for i := range all {
		a := &all[i]
		require.NotNil(t, a.pack, "a list of its own takes five times as much")
		require.Equal(t, []string{"SMTP:a@contoso.com", "smtp:b@contoso.com"}, a.Values("proxyAddresses"))
		require.Equal(t, 10*i+1, a.Line("proxyAddresses"))
		require.Equal(t, "a@contoso.com", a.First("mail"))
		require.Equal(t, "Ann", a.First("cn"))
	}
}
