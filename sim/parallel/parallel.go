// Package parallel spreads work over the processors and keeps its results in
// order.
package parallel

import (
	"runtime"
	"sync"
)

// AtOnce is how many items are worth a goroutine.
const AtOnce = 256

// Ranges calls work for consecutive ranges of n items that cover all of them,
// from several goroutines when they are many.
func Ranges(n int, work func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), n/AtOnce)
	if workers <= 1 {
		work(0, n)
		return
	}
	var wait sync.WaitGroup
	for i := range workers {
		wait.Go(func() { work(n*i/workers, n*(i+1)/workers) })
	}
	wait.Wait()
}

// InOrder calls work for the numbers from 0 to n from several goroutines, and
// done for what it gave, from one goroutine and in order. It ends with the
// first error of done.
func InOrder[T any](n int, work func(int) T, done func(int, T) error) error {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			if err := done(i, work(i)); err != nil {
				return err
			}
		}
		return nil
	}
	// A result waits in the channel of its number modulo their count, so the
	// workers are never further ahead than that.
	slots := make([]chan T, 4*workers)
	for i := range slots {
		slots[i] = make(chan T, 1)
	}
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				select {
				case slots[i%len(slots)] <- work(i):
				case <-stop:
					return
				}
			}
		})
	}
	defer wait.Wait()
	defer close(stop)
	for i := range n {
		if err := done(i, <-slots[i%len(slots)]); err != nil {
			return err
		}
	}
	return nil
}
