//go:build !race

package nearmiss

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The race detector lets a sync.Pool lose what was put into it, so that this
// holds without it only.
func TestFindingNothingAllocatesNothing(t *testing.T) {
	users, people := population(4000)
	f := over(users)
	strangers := newcomers(f, people)
	require.Greater(t, len(strangers), 100)
	i := 0
	got := testing.AllocsPerRun(3*len(strangers), func() {
		f.Find(strangers[i%len(strangers)], nil, nil)
		i++
	})
	require.LessOrEqual(t, got, 1.0, "on average, with a collection now and then")
}
