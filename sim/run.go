package sim

import (
	"iter"
	"sync"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/parallel"
)

// Run is one cycle that is ready to decide. Its decisions are made when they
// are asked for, and need not be held at once: see [Each].
type Run struct {
	cycle *cycle
	brief bool
}

// NewRun reads an input through once: who is in scope, who is one person, who
// can influence whom. It reports an error for the same settings as [Predict].
func NewRun(in Input) (*Run, error) {
	c, err := newCycle(in)
	if err != nil {
		return nil, err
	}
	return &Run{cycle: c}, nil
}

// Brief gives the same run for who shows near misses, but not why they are.
func (r *Run) Brief() *Run { return &Run{cycle: r.cycle, brief: !r.cycle.in.Trace} }

// Settings are the effective ones; SourceAnchor is the resolved attribute.
func (r *Run) Settings() directory.Settings { return r.cycle.settings }

// Gaps are those of the input and those that take both sides to see.
func (r *Run) Gaps() []directory.Gap {
	return append(append([]directory.Gap{}, r.cycle.in.Gaps...), r.cycle.gaps()...)
}

// Len is the number of decisions.
func (r *Run) Len() int { return len(r.cycle.plan) }

// Block is decisions that follow each other in the order of the exports.
type Block struct {
	Decisions []*match.Decision
	room      match.Room
}

// Rest is what a run means beside its decisions.
type Rest struct {
	Tally Tally
	// Deletions are synced users that the exports lack.
	Deletions                 CloudList
	DeletionThresholdExceeded bool
	// Unclaimed are cloud-managed users that no on-premises user touches.
	Unclaimed CloudList
}

// CloudList is a list of cloud objects that are made when they are asked for.
type CloudList struct {
	tenant  *directory.Tenant
	numbers []int32
}

// ListOf makes a list of objects.
func ListOf(objects []*directory.CloudObject) CloudList {
	l := CloudList{tenant: &directory.Tenant{Objects: objects}}
	for i := range objects {
		l.numbers = append(l.numbers, int32(i))
	}
	return l
}

// Len is how many they are.
func (l *CloudList) Len() int { return len(l.numbers) }

// All gives the objects.
func (l *CloudList) All() iter.Seq2[int, *directory.CloudObject] {
	return func(yield func(int, *directory.CloudObject) bool) {
		for i, n := range l.numbers {
			if !yield(i, l.tenant.At(int(n))) {
				return
			}
		}
	}
}

// objects makes all of them.
func (l *CloudList) objects() []*directory.CloudObject {
	var out []*directory.CloudObject
	for _, o := range l.All() {
		out = append(out, o)
	}
	return out
}

// Foresee decides about everybody and keeps nothing but the sums. It leaves out
// what other export orders would give, which no sum shows.
func (r *Run) Foresee() *Rest {
	rest, _ := each(r, &batch{foresees: true, brief: true}, func(*Block) struct{} { return struct{}{} }, func(*Block, struct{}) error { return nil })
	return rest
}

// Each decides about everybody, a block at a time. work is called for each
// block, from several goroutines; nil does nothing. done takes a block and what
// work gave for it, in the order of the exports. Each ends with the first error
// of done.
//
// The decisions of a block are good until done returns, then their memory
// serves others: what is needed longer is a copy, see [match.Decision.Keep].
func Each[T any](r *Run, work func(*Block) T, done func(*Block, T) error) (*Rest, error) {
	if work == nil {
		work = func(*Block) (none T) { return none }
	}
	return each(r, &batch{brief: r.brief}, work, done)
}

// perBlock is how many decisions a block has: so many that each step finds its
// code and what it fetched in the cache, and so few that the block stays there.
const perBlock = 128

func each[T any](r *Run, b *batch, work func(*Block) T, done func(*Block, T) error) (*Rest, error) {
	type result struct {
		block *Block
		tally Tally
		made  T
	}
	b.cycle, b.groups = r.cycle, map[int32]*together{}
	idle := sync.Pool{New: func() any { return b.newExporter() }}
	blocks := sync.Pool{New: func() any { return new(Block) }}
	tally, n := newTally(), len(r.cycle.plan)
	err := parallel.InOrder((n+perBlock-1)/perBlock, func(i int) result {
		x := idle.Get().(*exporter)
		defer idle.Put(x)
		out := result{block: blocks.Get().(*Block), tally: newTally()}
		if !b.keeps && !r.cycle.in.Trace { // steps name people and objects for good
			x.world.Room = &out.block.room
		}
		x.decide(r.cycle.plan[i*perBlock:min(n, (i+1)*perBlock)], out.block)
		for _, d := range out.block.Decisions {
			out.tally.add(d)
		}
		out.made = work(out.block)
		return out
	}, func(_ int, x result) error {
		tally.merge(&x.tally)
		err := done(x.block, x.made)
		x.block.reset()
		blocks.Put(x.block)
		return err
	})
	if err != nil {
		return nil, err
	}
	rest := r.cycle.rest(b.marks())
	rest.Tally = tally
	return rest, nil
}

// reset empties a block.
func (b *Block) reset() {
	clear(b.Decisions)
	b.Decisions = b.Decisions[:0]
	b.room.Reset()
}

// batch is one pass over all people.
type batch struct {
	cycle *cycle
	// foresees leaves out what no sum shows: the sentences, and what the other
	// orders of each group would give. keeps says that the decisions are held,
	// brief that nobody reads the reasons of their near misses.
	foresees, keeps, brief bool

	mu        sync.Mutex
	exporters []*exporter
	groups    map[int32]*together // by first member, while members wait for their turn
}

// together are the decisions about a group of several people.
type together struct {
	once      sync.Once
	decisions map[int32]*match.Decision
	left      int // members whose turn has not come; guarded by batch.mu
}

// marks are numbers of cloud objects that decisions name.
type marks struct {
	touched bitset // as target, conflict or holder of a value
	updated bitset // as target
	stopped bitset // as the object whose anchor cannot change
}

func newMarks(n int32) marks { return marks{newBitset(n), newBitset(n), newBitset(n)} }

// marks gathers those of all goroutines.
func (b *batch) marks() marks {
	all := newMarks(b.cycle.base.Len())
	for _, x := range b.exporters {
		all.touched.add(x.touched)
		all.updated.add(x.updated)
		all.stopped.add(x.stopped)
	}
	return all
}

// worldAfter gives a world in which the people who touch a cloud object were
// exported.
func (c *cycle) worldAfter(number int32) *match.World {
	w := c.base.Fork()
	if number < 0 || c.group.touch[number] < 0 {
		return w
	}
	members := c.group.members(c.group.touch[number])
	w.Silent = true
	if len(members) == 1 {
		c.exportOne(c.quietly, w, c.people.Candidate(int(members[0])), &match.Record{}, nil)
		w.Silent = false
		return w
	}
	c.mu.Lock()
	one := c.worlds[members[0]]
	if one == nil {
		one = sync.OnceValue(func() *match.World {
			rec := &match.Record{}
			for _, i := range members {
				c.exportOne(c.quietly, w, c.people.Candidate(int(i)), rec, nil)
			}
			return w
		})
		c.worlds[members[0]] = one
	}
	c.mu.Unlock()
	return one().Fork()
}
