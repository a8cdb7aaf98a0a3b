package source

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// ldifFeed hands out the chunks of a text to the goroutines that parse them.
// Each takes the next one itself, so that what it reads is still in the cache
// of its core when it is parsed.
type ldifFeed struct {
	mu    sync.Mutex
	cut   *chunker
	order chan chan batch // where what becomes of each chunk will come, in their order
	err   error           // that of the source; valid once order is closed
}

// take gives the next chunk, and where to put what becomes of it. ok is false
// at the end of the text or of the context.
func (f *ldifFeed) take(ctx context.Context) (c chunk, done chan batch, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cut.done {
		return c, nil, false
	}
	c, err := f.cut.next()
	if err != nil {
		f.end(pathReason(err))
		return c, nil, false
	}
	done = make(chan batch, 1)
	select {
	case f.order <- done:
	case <-ctx.Done():
		f.end(ctx.Err())
		return c, nil, false
	}
	if c.last {
		close(f.order)
	}
	return c, done, true
}

// end says that no chunk follows.
func (f *ldifFeed) end(err error) {
	f.err, f.cut.done = err, true
	close(f.order)
}

// readLDIF reads an LDIF text into the merger. Chunks are parsed side by side
// and merged in order.
func readLDIF(ctx context.Context, text io.Reader, src *ADSource, sel *selection, m *merger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	workers := min(runtime.GOMAXPROCS(0), 8)
	feed := &ldifFeed{cut: newChunker(text, sel.maxRecord), order: make(chan chan batch, 2*workers)}
	parsers := make([]*ldifParser, workers)
	for i := range parsers {
		names := sel.names
		if sel.all {
			names = names.Clone()
		}
		p := newLDIFParser(newRecorder(sel, names, src, m.seed), newNameTable(names, sel.all))
		parsers[i] = p
		go func() {
			for {
				c, done, ok := feed.take(ctx)
				if !ok {
					return
				}
				out := p.parse(c)
				feed.cut.reuse(c.text)
				done <- out
			}
		}()
	}

	for done := range feed.order {
		select {
		case out := <-done:
			m.add(out)
		case <-ctx.Done():
			return fmt.Errorf("read %s: %w", src.label(), ctx.Err())
		}
	}
	if feed.err != nil {
		return fmt.Errorf("read %s: %w", src.label(), feed.err)
	}
	for _, p := range parsers {
		m.export.stats.merge(&p.stats)
		p.table.occurring(m.export.occurring)
	}
	return nil
}
