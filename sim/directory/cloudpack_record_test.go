package directory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARecordBecomesTheObjectThatAPackGives(t *testing.T) {
	share := func(text []byte) string { return string(text) }
	o := full()
	require.Equal(t, *o, RecordOf(o).Object(share))
	record := RecordOf(o)
	record.Begin()
	require.Equal(t, CloudObject{}, record.Object(share))
	require.Equal(t, len(o.ProxyAddresses), cap(record.Addresses))
}

func TestTheNicknameIsWhatStandsBeforeTheFirstAt(t *testing.T) {
	names := []string{"", "@", "a", "a@", "@b", "a@b", "a@b@c", "ab", "ab@c"}
	for _, name := range names {
		for _, text := range names {
			require.Equal(t, beforeAt(name) == text, isBeforeAt([]byte(text), []byte(name)), "%q of %q", text, name)
		}
	}
	require.False(t, isBeforeAt([]byte(strings.Repeat("x", 9)), []byte("x")))
}
