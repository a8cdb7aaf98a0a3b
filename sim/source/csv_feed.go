package source

import (
	"context"
	"sync"
)

// rowFeed hands out the blocks of a table to the goroutines that read them.
// Each takes the next one itself, so that what it cuts is still in the cache of
// its core when it is read.
type rowFeed[T any] struct {
	mu    sync.Mutex
	cut   *rowCutter
	order chan chan rowsRead[T] // where what becomes of each block will come, in their order
	err   error                 // that of the source; valid once order is closed
}

// rowsRead is what a goroutine made of a block.
type rowsRead[T any] struct {
	block rowBlock
	made  T
}

// take gives the next block, and where to put what becomes of it. ok is false
// at the end of the table or of the context.
func (f *rowFeed[T]) take(ctx context.Context) (b rowBlock, done chan rowsRead[T], ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.order == nil {
		return b, nil, false
	}
	b, f.err = f.cut.next()
	if f.err == nil {
		f.err = ctx.Err()
	}
	if f.err == nil {
		done = make(chan rowsRead[T], 1)
		select {
		case f.order <- done:
		case <-ctx.Done():
			f.err = ctx.Err()
		}
	}
	if f.err != nil || b.last {
		close(f.order)
		f.order = nil
	}
	return b, done, f.err == nil
}

// readRows lets goroutines read the blocks of a table, one for each of readers.
// settle gets what they made in the order of the table, from one goroutine. It
// reports an error of the source, or the end of the context.
func readRows[T any](ctx context.Context, cut *rowCutter, readers []func(rowBlock) T, settle func(rowBlock, T)) error {
	order := make(chan chan rowsRead[T], 2*len(readers))
	feed := &rowFeed[T]{cut: cut, order: order}
	var wait sync.WaitGroup
	for _, read := range readers {
		wait.Go(func() {
			for {
				b, done, ok := feed.take(ctx)
				if !ok {
					return
				}
				done <- rowsRead[T]{b, read(b)}
			}
		})
	}
	for done := range order {
		out := <-done
		settle(out.block, out.made)
		cut.reuse(out.block.text)
	}
	wait.Wait()
	return feed.err
}
