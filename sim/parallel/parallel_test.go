package parallel_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/parallel"
)

func TestRangesCoverEverythingOnce(t *testing.T) {
	for _, n := range []int{0, 1, parallel.AtOnce - 1, 2 * parallel.AtOnce, 10*parallel.AtOnce + 7} {
		seen := make([]atomic.Int32, n)
		parallel.Ranges(n, func(from, to int) {
			for i := from; i < to; i++ {
				seen[i].Add(1)
			}
		})
		for i := range seen {
			require.EqualValues(t, 1, seen[i].Load(), "%d of %d", i, n)
		}
	}
}

func TestResultsComeInOrder(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		var got []int
		require.NoError(t, parallel.InOrder(n, func(i int) int { return i * i }, func(i, square int) error {
			require.Equal(t, i*i, square)
			got = append(got, i)
			return nil
		}))
		require.Len(t, got, n)
		for i, g := range got {
			require.Equal(t, i, g)
		}
	}
}

func TestTheFirstErrorEndsTheWork(t *testing.T) {
	stop := errors.New("enough")
	var begun atomic.Int32
	err := parallel.InOrder(100_000, func(i int) int { begun.Add(1); return i }, func(i, _ int) error {
		if i == 3 {
			return stop
		}
		return nil
	})
	require.ErrorIs(t, err, stop)
	require.Less(t, begun.Load(), int32(1000), "nobody works far ahead")
}
