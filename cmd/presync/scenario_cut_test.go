package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
)

// TestALongCutSaysWhyItIsLong cuts a user whose number of addresses decides.
func TestALongCutSaysWhyItIsLong(t *testing.T) {
	data, err := fs.ReadFile(scenarios.Library, "vd009_333_addresses.txtar")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(data), "-- ad.csv --\n")
	require.True(t, found)
	export, _, found := strings.Cut(rest, "-- tenant.yaml --\n")
	require.True(t, found)
	dir := t.TempDir()
	ad, cloud := filepath.Join(dir, "ad.csv"), filepath.Join(dir, "users.json")
	require.NoError(t, os.WriteFile(ad, []byte(export), 0o600))
	require.NoError(t, os.WriteFile(cloud, []byte(`{"value": []}`), 0o600))
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, run(testApp(&stdout, &stderr), "scenario", "cut", "--user", "support", "--ad", ad, "--cloud", cloud,
		"--set", "sourceAnchor=ms-DS-ConsistencyGuid", "--set", "verifiedDomains=contoso.com", "--salt", "pepper"), stderr.String())
	require.Contains(t, stdout.String(), "error rule=VD009")
	require.Contains(t, stderr.String(), "presync: that is more than the goal of 60 lines: the verdict needs 333 values of proxyAddresses\n")
}
