package fakeldap_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestEveryParityRowHasAWitness(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	var source strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		source.Write(b)
	}
	seen := map[string]bool{}
	for _, row := range fakeldap.Parity {
		require.NotEmpty(t, row.Operation)
		require.False(t, seen[row.Operation], "%q twice", row.Operation)
		seen[row.Operation] = true
		require.Contains(t, source.String(), "func "+row.Test+"(t *testing.T)", row.Operation)
		require.Contains(t, []fakeldap.Support{fakeldap.Full, fakeldap.Partial, fakeldap.Refused}, row.Supported)
		if row.Supported != fakeldap.Full {
			require.NotEmpty(t, row.Differs, "%s: say how it differs", row.Operation)
		}
	}
}
