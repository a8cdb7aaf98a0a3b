package source

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// readText reads one export from a string. The name of the source is ad.ldif.
func readText(t *testing.T, text string, keep ...string) (*directory.Snapshot, directory.Input, []directory.Gap) {
	t.Helper()
	snap, inputs, gaps, err := readSource(ADSource{Name: "ad", Path: "ad.ldif", Reader: strings.NewReader(text)}, keep...)
	require.NoError(t, err)
	return snap, inputs[0], gaps
}

func readSource(src ADSource, keep ...string) (*directory.Snapshot, []directory.Input, []directory.Gap, error) {
	return ReadAD(context.Background(), []ADSource{src}, Options{Keep: keep})
}

func TestExportsOfSambaAreReadWhole(t *testing.T) {
	for _, file := range []string{"testdata/samba-ldapsearch.ldif", "testdata/samba-ldbsearch.ldif"} {
		snap, inputs, gaps, err := readSource(ParseADSource(file))
		require.NoError(t, err)
		require.Len(t, snap.Objects, 50)
		require.Empty(t, inputs[0].Problems)
		require.Empty(t, gaps)
		for _, o := range snap.Objects {
			require.Equal(t, directory.TypeUser, o.Type, o.DN)
			require.False(t, o.GUID().IsZero(), o.DN)
			require.NotEmpty(t, o.SID(), o.DN)
		}
	}
}
