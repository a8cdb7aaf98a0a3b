package wire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// FuzzSameValues shows that the comparison in the order of the file never says
// other than the one that takes values in any order.
func FuzzSameValues(f *testing.F) {
	f.Add("mail", "a\n\nb", "a\nb")
	f.Add("proxyAddresses", "a\nb\na", "a\na\nb")
	f.Add("userCertificate", "\n", "")
	f.Add("userCertificate", "\n", "\n")
	f.Add("memberOf", "x", "x\ny")
	f.Add("objectGUID", "30475e40-e7ae-4af3-af75-8b143c81daf5", "@^G0\xae\xe7\xf3J\xafu\x8b\x14<\x81\xda\xf5")
	f.Add("mail", "", "x")
	f.Fuzz(func(t *testing.T, name, file, wire string) {
		var has, came directory.Attrs
		for v := range strings.SplitSeq(file, "\n") {
			has.Add(name, v, 1)
		}
		if wire != "" {
			for v := range strings.SplitSeq(wire, "\n") {
				came.Add(name, v, 0)
			}
		}
		_, walk := has.At(0)
		require.Equal(t, sameInAnyOrder(name, walk, came.Values(name)), sameValues(name, walk, &came))
	})
}

func TestComparingAnObjectAllocatesNothing(t *testing.T) {
	file := &directory.Object{DN: "CN=Anna", Type: directory.TypeUser}
	names := directory.NewAttrNames("objectClass", "mail", "proxyAddresses")
	p := directory.NewPacker(names)
	p.Begin(1)
	for _, a := range [][2]string{{"objectClass", "user"}, {"mail", "anna@contoso.com"}, {"proxyAddresses", "SMTP:a"}, {"proxyAddresses", "smtp:b"}} {
		n, _ := names.Lookup(a[0])
		p.Add(n, 1, []byte(a[1]))
	}
	file.Attrs = p.End()
	p.Seal()
	wire := file.Clone()
	require.Zero(t, testing.AllocsPerRun(10, func() { require.NoError(t, compare(file, wire)) }))
}
