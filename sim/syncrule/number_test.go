package syncrule

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// FuzzAccountControlIsReadAsANumber holds the short way for a few digits to the
// standard library.
func FuzzAccountControlIsReadAsANumber(f *testing.F) {
	for _, text := range []string{"", "512", "514", "66050", "0514", "-2", "+2", " 514 ", "999999999", "4294967298", "9223372036854775807", "9223372036854775808", "5x", "\u0665", "2:"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := directory.Unknown
		if n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64); err == nil {
			want = directory.Bool(n&2 == 0)
		}
		require.Equal(t, want, enabled(text))
	})
}
