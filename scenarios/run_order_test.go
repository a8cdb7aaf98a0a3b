package scenarios

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestResultsComeInOrderWhoeverIsDoneFirst(t *testing.T) {
	items := make([]int, 100)
	gates := make([]chan struct{}, len(items))
	for i := range items {
		items[i], gates[i] = i, make(chan struct{})
	}
	do := func(i int) int {
		if i%2 == 0 { // waits until the one behind it is done
			<-gates[i+1]
		}
		close(gates[i])
		return i
	}
	require.Equal(t, items, slices.Collect(inOrder(items, 4, do)))
}

func TestTheFirstResultDoesNotWaitForTheLast(t *testing.T) {
	read := make(chan struct{})
	do := func(i int) int {
		if i > 0 {
			<-read
		}
		return i
	}
	for i := range inOrder([]int{0, 1, 2}, 2, do) {
		if i == 0 {
			close(read) // would hang if 0 came with the others only
		}
	}
}

func TestNoWorkGoesOnWhenNobodyWantsMore(t *testing.T) {
	var started atomic.Int32
	for i := range inOrder(make([]struct{}, 1000), 3, func(struct{}) int32 { return started.Add(1) }) {
		require.Positive(t, i)
		break
	}
	after := started.Load()
	require.Less(t, after, int32(1000))
	require.Equal(t, after, started.Load())
}

func TestOneWorkerRunsOneAfterTheOther(t *testing.T) {
	var running sync.Mutex
	do := func(i int) int {
		require.True(t, running.TryLock())
		defer running.Unlock()
		return i
	}
	require.Equal(t, []int{1, 2, 3}, slices.Collect(inOrder([]int{1, 2, 3}, 0, do)))
	require.Empty(t, slices.Collect(inOrder(nil, 8, do)))
}
