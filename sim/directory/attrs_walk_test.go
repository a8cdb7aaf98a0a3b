package directory_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// walked are the attributes as a walk gives them.
func walked(a *directory.Attrs) (names []string, values [][]string) {
	for i := range a.Len() {
		name, walk := a.At(i)
		var list []string
		for {
			left := walk.Left()
			v, ok := walk.Next()
			if !ok {
				break
			}
			list = append(list, v)
			if walk.Left() != left-1 {
				return nil, nil
			}
		}
		names, values = append(names, name), append(values, list)
	}
	return names, values
}

func TestAWalkGivesWhatAllGives(t *testing.T) {
	names := directory.NewAttrNames("mail", "proxyAddresses", "cn")
	number := func(name string) int { n, _ := names.Lookup(name); return n }
	p := directory.NewPacker(names)
	p.Begin(7)
	p.Add(number("proxyAddresses"), 8, []byte("SMTP:a"))
	p.Add(number("proxyAddresses"), 9, []byte(""))
	p.Add(number("proxyAddresses"), 9, []byte("smtp:b"))
	p.Add(number("cn"), 10, nil)
	packed := p.End()
	p.Seal()
	var list directory.Attrs
	for _, a := range packed.All() {
		for _, v := range a.Values {
			list.Add(a.Name, v, a.Line)
		}
	}
	for _, a := range []*directory.Attrs{&packed, &list} {
		names, values := walked(a)
		require.Equal(t, []string{"proxyAddresses", "cn"}, names)
		require.Equal(t, [][]string{{"SMTP:a", "", "smtp:b"}, {""}}, values)
		require.Equal(t, 1, a.Find("CN"))
		require.Equal(t, -1, a.Find("mail"))
	}
	require.Zero(t, testing.AllocsPerRun(10, func() {
		for i := range packed.Len() {
			_, walk := packed.At(i)
			for _, ok := walk.Next(); ok; _, ok = walk.Next() {
			}
		}
	}))
	var none directory.Attrs
	require.Zero(t, none.Len())
}
