package source

import (
	"context"
	"fmt"
	"io"
	"runtime"
)

// ldifJob is a chunk on its way: to a parser, and in order to the merger.
type ldifJob struct {
	chunk chunk
	done  chan batch
}

// readLDIF reads an LDIF text into the merger. Chunks are parsed side by side
// and merged in order.
func readLDIF(ctx context.Context, text io.Reader, src *ADSource, sel *selection, m *merger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	workers := min(runtime.GOMAXPROCS(0), 8)
	cut := newChunker(text, sel.maxRecord)
	work := make(chan *ldifJob)
	order := make(chan *ldifJob, 2*workers)
	var readErr error
	go func() {
		defer close(order)
		defer close(work)
		readErr = cut.deal(ctx, order, work)
	}()

	parsers := make([]*ldifParser, workers)
	for i := range parsers {
		names := sel.names
		if sel.all {
			names = names.Clone()
		}
		p := newLDIFParser(newRecorder(sel, names, src, m.seed), newNameTable(names, sel.all))
		parsers[i] = p
		go func() {
			for job := range work {
				out := p.parse(job.chunk)
				cut.release(job.chunk)
				job.done <- out
			}
		}()
	}

	for job := range order {
		select {
		case out := <-job.done:
			m.add(out)
		case <-ctx.Done():
			return fmt.Errorf("read %s: %w", src.label(), ctx.Err())
		}
	}
	if readErr != nil {
		return fmt.Errorf("read %s: %w", src.label(), readErr)
	}
	for _, p := range parsers {
		m.export.stats.merge(&p.stats)
		p.table.occurring(m.export.occurring)
	}
	return nil
}

// deal cuts the text and sends each chunk to both channels, until the end of
// the text or of the context.
func (c *chunker) deal(ctx context.Context, order, work chan<- *ldifJob) error {
	for {
		next, err := c.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return pathReason(err)
		}
		job := &ldifJob{chunk: next, done: make(chan batch, 1)}
		for _, to := range []chan<- *ldifJob{order, work} {
			select {
			case to <- job:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}
