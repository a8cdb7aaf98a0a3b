package scenarios

import (
	"iter"
	"sync"
)

// ahead is how many results a worker may be in front of the one that is
// waited for: results hold traces and are large.
const ahead = 4

// inOrder does the work of every item, some of it at once, and gives what comes
// out in the order of the items, each as soon as those before it are done. No
// work goes on after the sequence has ended.
func inOrder[T, R any](items []T, workers int, do func(T) R) iter.Seq[R] {
	if workers <= 1 {
		return func(yield func(R) bool) {
			for _, item := range items {
				if !yield(do(item)) {
					return
				}
			}
		}
	}
	return func(yield func(R) bool) {
		var running sync.WaitGroup
		stop := make(chan struct{})
		defer running.Wait()
		defer close(stop)
		for slot := range start(items, workers, do, stop, &running) {
			if !yield(<-slot) {
				return
			}
		}
	}
}

// job is one item and where its result goes.
type job[T, R any] struct {
	item T
	slot chan R
}

// start hands the items to workers and gives a slot for each, in order.
func start[T, R any](items []T, workers int, do func(T) R, stop <-chan struct{}, running *sync.WaitGroup) <-chan chan R {
	slots, jobs := make(chan chan R, workers*ahead), make(chan job[T, R])
	for range min(workers, len(items)) {
		running.Go(func() {
			for j := range jobs {
				j.slot <- do(j.item)
			}
		})
	}
	running.Go(func() {
		defer close(slots)
		defer close(jobs)
		for _, item := range items {
			j := job[T, R]{item, make(chan R, 1)}
			select {
			case slots <- j.slot:
			case <-stop:
				return
			}
			select {
			case jobs <- j:
			case <-stop:
				return
			}
		}
	})
	return slots
}
