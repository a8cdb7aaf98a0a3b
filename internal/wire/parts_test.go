package wire

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/source"
)

func TestALargeSideGoesInParts(t *testing.T) {
	example := filepath.Join("..", "..", "examples", "contoso")
	snap, _, _, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "ad", Path: filepath.Join(example, "ad.ldif")}}, source.Options{})
	require.NoError(t, err)
	tenant, _, _, err := source.ReadCloud(t.Context(), filepath.Join(example, "tenant"), source.CloudOptions{})
	require.NoError(t, err)
	for _, size := range []int{1, 7, len(snap.Objects), 1000} {
		ours, theirs := *snap, *tenant
		ours.Objects, theirs.Objects = slices.Clone(snap.Objects), slices.Clone(tenant.Objects)
		over, read, err := readInParts(t.Context(), &ours, &theirs, size)
		require.NoError(t, err)
		require.Equal(t, size < len(snap.Objects), ours.Objects[0] == nil, "what was sent in parts is used up")
		require.Equal(t, size < len(tenant.Objects), theirs.Objects[0] == nil)
		require.Equal(t, tenant, read)
		require.Len(t, over.Objects, len(snap.Objects))
		for i, o := range over.Objects {
			if size >= len(snap.Objects) {
				require.NotSame(t, snap.Objects[i], o, "what stays as it is was copied")
			}
			require.Equal(t, *snap.Objects[i], *o)
		}
	}
}

func TestTooManyToAskWhoIsTheirSourceOfAuthorityComeBackToo(t *testing.T) {
	tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
	for i := range source.MostBehaviors + 1 {
		tenant.Objects = append(tenant.Objects, &directory.CloudObject{
			ID: fmt.Sprintf("u%d", i), Type: directory.TypeUser, UserPrincipalName: directory.UPN(fmt.Sprintf("u%d@contoso.com", i)),
			ImmutableID: directory.Anchor(fmt.Sprintf("anchor%d", i)), SyncEnabled: directory.False, CloudMastered: i == 7,
		})
	}
	read, err := readTenant(t.Context(), tenant, MostKept)
	require.NoError(t, err)
	for i, o := range read.Objects {
		require.Equal(t, i == 7, o.CloudMastered, o.ID)
	}
}
