package wire

import (
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/source"
)

// packedTenant is the tenant of the example company in a pack.
func packedTenant(t *testing.T) *directory.Tenant {
	t.Helper()
	tenant, _, _, err := source.ReadCloud(t.Context(), filepath.Join("..", "..", "examples", "contoso", "tenant"), source.CloudOptions{Pack: true})
	require.NoError(t, err)
	require.NotNil(t, tenant.Packed)
	return tenant
}

func TestAPackedTenantStaysInItsPack(t *testing.T) {
	tenant := packedTenant(t)
	var before []directory.CloudObject
	for _, o := range tenant.All() {
		before = append(before, *o.Clone())
	}
	for _, size := range []int{1, 7, 1000} {
		read, err := readTenant(t.Context(), tenant, size)
		require.NoError(t, err)
		require.Same(t, tenant.Packed, read.Packed)
		require.Equal(t, len(before), read.Len())
		for i, o := range read.All() {
			require.Equal(t, before[i], *o.Clone())
		}
	}
}

// carried is what the client reads of a tenant.
func carried(t *testing.T, file *directory.Tenant, pack bool) *directory.Tenant {
	t.Helper()
	read := *file
	read.Objects = nil
	if pack {
		read.Packed = directory.NewCloudPack()
		for _, o := range file.All() {
			read.Packed.Add(directory.RecordOf(o))
		}
		read.Packed.Seal()
		return &read
	}
	read.Packed = nil
	for _, o := range file.All() {
		read.Objects = append(read.Objects, o.Clone())
	}
	return &read
}

func TestWhatTheClientDoesNotReadIsNamed(t *testing.T) {
	file := carried(t, packedTenant(t), false)
	part := wholeTenant(file)
	order := part.sent().places
	for what, c := range map[string]struct {
		part   string
		damage func(*directory.CloudObject)
	}{
		"no addresses":   {"proxyAddresses", func(o *directory.CloudObject) { o.ProxyAddresses = nil }},
		"another anchor": {"onPremisesImmutableId", func(o *directory.CloudObject) { o.ImmutableID += "x" }},
		"another city":   {"the profile", func(o *directory.CloudObject) { o.Profile[directory.City] = "Atlantis" }},
		"a role":         {"the roles", func(o *directory.CloudObject) { o.Roles = append(o.Roles, directory.Role{Name: "x"}) }},
	} {
		for _, pack := range []bool{true, false} {
			read := carried(t, file, false)
			var inOrder []*directory.CloudObject
			for _, i := range order {
				inOrder = append(inOrder, read.Objects[i])
			}
			read.Objects = inOrder
			for _, o := range read.Objects {
				if len(o.ProxyAddresses) > 0 && o.Type == directory.TypeUser && len(o.Roles) == 0 {
					c.damage(o)
					break
				}
			}
			var lost *LostError
			require.ErrorAs(t, part.compare(carried(t, read, pack), nil), &lost, what)
			require.Equal(t, c.part, lost.Part)
		}
	}
	read := carried(t, file, false)
	read.Objects = read.Objects[:len(read.Objects)-1]
	var lost *LostError
	require.ErrorAs(t, part.compare(read, nil), &lost)
	require.Empty(t, lost.Part)
}

func TestTheCollectorIsAsBeforeBehindTheWire(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(73))
	_, _, err := readInParts(t.Context(), &directory.Snapshot{}, packedTenant(t), 7)
	require.NoError(t, err)
	require.Equal(t, 73, debug.SetGCPercent(73))
	debug.SetGCPercent(-1)
	require.Equal(t, -1, boundGarbage(), "where nothing is collected, nothing is bounded")
	require.Equal(t, -1, debug.SetGCPercent(73))
}

// BenchmarkTenantOverTheWire sends 200 times the users of the example company
// through the Graph server and compares them.
func BenchmarkTenantOverTheWire(b *testing.B) {
	tenant, _, _, err := source.ReadCloud(b.Context(), filepath.Join("..", "..", "examples", "contoso", "tenant"), source.CloudOptions{})
	require.NoError(b, err)
	many := *tenant
	many.Objects, many.Packed = nil, directory.NewCloudPack()
	for n := range 200 {
		for _, o := range tenant.Objects {
			copied := o.Clone()
			copied.ID += string(rune('a'+n%26)) + string(rune('a'+n/26))
			copied.Roles = nil
			many.Packed.Add(directory.RecordOf(copied))
		}
	}
	many.Packed.Seal()
	b.ReportAllocs()
	for b.Loop() {
		_, err := readTenant(b.Context(), &many, MostKept)
		require.NoError(b, err)
	}
}
