package directory

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryProfileAttributeAndNumberedAttributeHasAName(t *testing.T) {
	for id := range ProfileIDs {
		got, ok := ProfileIDOf(id.String())
		require.True(t, ok, id)
		require.Equal(t, id, got)
	}
	for id := range attrIDs {
		got, ok := AttrIDOf(id.String())
		require.True(t, ok, id)
		require.Equal(t, id, got)
	}
	_, ok := ProfileIDOf("shoeSize")
	require.False(t, ok)
	require.Panics(t, func() { MakeProfile(map[string]string{"shoeSize": "44"}) })
}

func TestAProfileGivesWhatItWasMadeOf(t *testing.T) {
	values := map[string]string{"city": "Bern", "givenName": "Ann"}
	p := MakeProfile(values)
	require.Equal(t, values, maps.Collect(p.All()))
	require.False(t, p.IsEmpty())
	p = Profile{}
	require.True(t, p.IsEmpty())
}

// TestNumberedAttributesAreThoseByName asks packed and plain attributes in both
// ways.
func TestNumberedAttributesAreThoseByName(t *testing.T) {
	names := NewAttrNames("objectClass", "Mail", "proxyAddresses")
	p := NewPacker(names)
	p.Begin(1)
	p.Add(1, 2, nil)
	p.Add(2, 3, []byte("smtp:a@contoso.com"))
	p.Add(2, 4, []byte("SMTP:b@contoso.com"))
	packed := p.End()
	p.Seal()
	var plain Attrs
	for _, a := range packed.All() {
		for _, v := range a.Values {
			plain.Add(a.Name, v, a.Line)
		}
	}
	for _, a := range []*Attrs{&packed, &plain} {
		var ids []AttrID
		var want []string
		for id := range attrIDs {
			ids, want = append(ids, id), append(want, a.FirstOf(id))
		}
		got, odd := make([]string, len(ids)), []int(nil)
		a.FirstsOf(ids, got, func(i int) { odd = append(odd, i) })
		require.Equal(t, want, got)
		require.Equal(t, []int{int(AttrMail)}, odd)
		for id := range attrIDs {
			name := id.String()
			require.Equal(t, a.First(name), a.FirstOf(id), name)
			require.Equal(t, a.Has(name), a.HasOf(id), name)
			require.Equal(t, len(a.Values(name)), a.CountOf(id), name)
			var values []string
			a.EachOf(id, func(v string) bool { values = append(values, v); return true })
			require.Equal(t, a.Values(name), values, name)
		}
		n := 0
		a.EachOf(AttrProxyAddresses, func(string) bool { n++; return false })
		require.Equal(t, 1, n, "a visitor who says no gets no more")
	}
}
