package source

import (
	"cmp"
	"io"
	"iter"
	"runtime"
	"sync"

	"presync/sim/directory"
)

// graphBlocks reads the records of long lists on all processors. The walk
// through the answer remains one, which the workers take on in turn: but what it
// finds in a list it does not take apart. It looks how far the next objects
// reach, which takes little more than finding quotes and brackets, and gives
// their text to the worker, which reads it with a walk and a builder of its own.
// With it go the marks that were found on the way, which tell the worker where
// texts end.
//
// A worker's block counts only if there is nothing to tell of it: every element
// is a record that can be used, and no id came before. All else is read again,
// in its turn, by the walk and the builder of the whole file, which remain as
// they are without blocks. So what is told, and in which order, is the same;
// FuzzBlocks and TestBlocksTellWhatOneReaderTells compare the two.
//
// What comes behind a block must wait for it. The queue has blocks and what the
// walk found between them, such as the @odata.nextLink of a page, in the order
// of the text.
type graphBlocks struct {
	walk *graphWalk
	into *cloudBuilder
	size int // of a block, roughly

	give    func(*graphBlock) bool // ends the turn of the walk
	workers int
	queue   []waiting
	free    []*graphBlock
	finder  elementFinder
	ends    []byte // of the text in hand
	begun   bool   // the record in hand has begun in into
	line    int    // on which it begins
	err     error

	fine, odd int
}

// waiting is a block that is being read, or something to be done behind it.
type waiting struct {
	block *graphBlock
	then  func()
}

// graphBlock is the text of some elements of a list.
type graphBlock struct {
	room  []byte // of which buf is a part
	buf   []byte // with some text behind, for what looks ahead
	ends  []byte // see jsonScanner
	to    int    // where the elements end
	err   error  // what comes behind the text
	line  int
	level int // of nested values, as the scanner counts them
	depth int // of nested pages

	badUTF8 int // the first line before the block, as far as the walk read itself
	done    chan struct{}
	fine    bool
	run     builtRun
}

const (
	graphBlockSize = 256 << 10
	// graphLookahead is as far as a scanner looks behind what it takes.
	graphLookahead = 8
	// mostOdd is how many blocks may be read twice before blocks are given up,
	// unless most are fine.
	mostOdd = 8
)

// newGraphBlocks lets a walk read its lists in blocks, where it can.
func newGraphBlocks(w *graphWalk, b *cloudBuilder) *graphBlocks {
	if b.pack == nil || runtime.GOMAXPROCS(0) == 1 {
		return nil
	}
	q := &graphBlocks{walk: w, into: b, size: cmp.Or(b.blockSize, graphBlockSize), workers: runtime.GOMAXPROCS(0)}
	w.blocks, w.target = q, q
	return q
}

// take takes the elements of a list from here on, as far as they are there;
// false says that there is not much, or that the first is too long, and that
// nothing was taken.
func (q *graphBlocks) take(depth int) (bool, error) {
	s := q.walk.s
	if q.err != nil || q.odd > mostOdd && q.odd > q.fine/4 {
		return false, q.err
	}
	if room := q.size + q.size/16 + graphLookahead; len(s.buf) < room {
		s.buf = append(s.buf, make([]byte, room-len(s.buf))...)
	}
	for s.end-s.at <= q.size && s.fill() {
	}
	text := s.buf[s.at:s.end]
	if s.err == nil {
		text = text[:max(len(text)-graphLookahead, 0)]
	}
	var n int
	n, q.ends = q.finder.find(text, q.size, q.ends)
	if n == 0 || n < q.size/64 && len(q.queue) == 0 {
		return false, nil
	}
	block := q.block()
	block.to, block.line, block.level, block.depth = n, s.line, s.depth, depth
	block.err, block.badUTF8 = cmp.Or(s.err, io.EOF), s.badUTF8
	block.takeFrom(s)
	block.ends, q.ends = q.ends, block.ends
	q.queue = append(q.queue, waiting{block: block})
	q.give(block)
	for len(q.queue) > 2*q.workers {
		q.next()
	}
	return true, q.err
}

// takeFrom takes the text that the scanner has in hand. The scanner goes on in
// the room of the block, with what follows, which is little.
func (block *graphBlock) takeFrom(s *jsonScanner) {
	end := s.at + block.to
	s.line += newlines(s.buf[s.at:end])
	room := block.room
	if len(room) < len(s.buf) {
		room = make([]byte, len(s.buf))
	}
	block.room, block.buf = s.buf, s.buf[s.at:min(end+graphLookahead, s.end)]
	s.buf, s.at, s.end = room, 0, copy(room, s.buf[end:s.end])
}

// block gives room for a block.
func (q *graphBlocks) block() *graphBlock {
	if n := len(q.free); n > 0 {
		block := q.free[n-1]
		q.free = q.free[:n-1]
		return block
	}
	return &graphBlock{done: make(chan struct{}, 1)}
}

// run walks through the answer. A worker that has nothing to read takes the walk
// on to the next block and reads that, so that its text is still in the cache of
// its core. It may have to wait there for a block of another worker, but for none
// of its own.
func (q *graphBlocks) run() (err error) {
	next, stop := iter.Pull(func(give func(*graphBlock) bool) {
		q.give = give
		err = q.walk.run()
	})
	defer stop()
	first, more := next()
	if !more {
		return err
	}
	var turn sync.Mutex
	work := func(block *graphBlock) {
		b := newCloudBuilder(q.into.label, q.into.kind)
		b.deleted, b.pack, b.beside, b.careful = q.into.deleted, directory.NewCloudPack(), true, q.into.careful
		for more := true; more; {
			if block != nil {
				block.fine = block.read(b)
				block.run = b.cut(block.run)
				block.done <- struct{}{}
			}
			turn.Lock()
			block, more = next()
			turn.Unlock()
		}
	}
	var ended sync.WaitGroup
	for range q.workers - 1 {
		ended.Go(func() { work(nil) })
	}
	work(first)
	ended.Wait()
	return err
}

// inOrder does something when all that came before it in the text is done.
func (q *graphBlocks) inOrder(then func()) {
	if q == nil || q.err == nil && len(q.queue) == 0 {
		then()
	} else if q.err == nil {
		q.queue = append(q.queue, waiting{then: then})
	}
}

// flush waits for everything in the queue. Its error ends the walk: no block
// behind it counts.
func (q *graphBlocks) flush() error {
	for len(q.queue) > 0 {
		q.next()
	}
	return q.err
}

// next takes the first of the queue.
func (q *graphBlocks) next() {
	first := q.queue[0]
	q.queue = q.queue[1:]
	block := first.block
	switch {
	case block != nil:
		<-block.done
		if q.err == nil {
			q.settle(block)
		}
		q.free = append(q.free, block)
	case q.err == nil:
		first.then()
	}
}

// settle takes what a worker made of a block, or reads the block again.
func (q *graphBlocks) settle(block *graphBlock) {
	w := q.walk
	if block.fine && q.into.take(&block.run) {
		q.fine++
		w.records += block.run.records
		w.badUTF8 = earlierLine(w.badUTF8, block.run.badUTF8)
		return
	}
	q.odd++
	s, page := w.s, w.page
	w.s, w.target, w.blocks, w.page = block.scanner(), q.into, nil, true
	q.err = w.elements(block)
	w.badUTF8 = earlierLine(w.badUTF8, w.s.badUTF8)
	w.s, w.target, w.blocks, w.page = s, q, q, page
	if q.err != nil {
		w.badUTF8 = earlierLine(w.badUTF8, block.badUTF8)
	}
}

// scanner reads the text of a block.
func (block *graphBlock) scanner() *jsonScanner {
	return &jsonScanner{buf: block.buf, ends: block.ends, still: true, end: len(block.buf), err: block.err, token: -1, keep: -1,
		line: block.line, depth: block.level}
}

// read reads a block beside others and reports whether there is nothing to tell
// of it.
func (block *graphBlock) read(b *cloudBuilder) bool {
	w := &graphWalk{s: block.scanner(), target: b}
	if w.elements(block) != nil || w.page || w.graphErr != nil || w.counted != 0 || !b.spotless() {
		return false
	}
	b.run.records, b.run.badUTF8 = w.records, w.s.badUTF8
	return true
}

// elements takes the elements of a block. Of those that a worker reads it takes
// no more when there is something to tell.
func (w *graphWalk) elements(block *graphBlock) error {
	b, _ := w.target.(*cloudBuilder)
	for n := 1; ; n++ {
		if err := w.element(block.depth); err != nil || w.s.at >= block.to {
			return err
		}
		if b.beside && (w.records != n || !b.spotless()) {
			return nil
		}
		if _, err := w.s.more(']'); err != nil {
			return err
		}
	}
}

// The target of a walk in blocks is the builder of the file, which gets nothing
// before the blocks in the queue have gone into it.

func (q *graphBlocks) begin(line int) { q.begun, q.line = false, line }

func (q *graphBlocks) property(s *jsonScanner, name []byte) error {
	if err := q.now(); err != nil {
		return err
	}
	return q.into.property(s, name)
}

// now begins the record in hand in the builder.
func (q *graphBlocks) now() error {
	if q.begun {
		return nil
	}
	err := q.flush()
	if err == nil {
		q.begun = true
		q.into.begin(q.line)
	}
	return err
}

func (q *graphBlocks) end() {
	if q.now() == nil {
		q.into.end()
	}
}

func (q *graphBlocks) refuse(line int, text string) {
	if q.flush() == nil {
		q.into.refuse(line, text)
	}
}
