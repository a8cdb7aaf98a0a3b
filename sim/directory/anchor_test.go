package directory_test

import (
	"encoding/base64"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestAnchorsAreTheBase64OfTheirBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var texts directory.Texts
	for range 20_000 {
		raw := make([]byte, []int{16, 16, 16, 15, 17, 0, 1, 200}[r.IntN(8)])
		for i := range raw {
			raw[i] = byte(r.Uint32())
		}
		want := directory.Anchor(base64.StdEncoding.EncodeToString(raw))
		require.Equal(t, want, directory.AnchorFromBytes(raw))
		require.Equal(t, want, directory.AnchorIn(&texts, string(raw)))
	}
}
