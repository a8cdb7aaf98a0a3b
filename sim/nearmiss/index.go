package nearmiss

import (
	"math/bits"
	"slices"
	"sort"
	"sync"

	"presync/sim/parallel"
)

// How many cloud users may share a blocking key; the keys of more are not looked
// at. Parts of names find only slips of the pen, so that little may be spent on
// them.
const (
	perKey  = 64
	perPart = 16
)

// index files the users from 0 to n under keys, in some 60 bytes a user. The
// first bits of a key name a bucket, as many as a user's number has. What is
// left of the key and the number of the user are one entry of 32 bits. The
// entries of all buckets are one array, in order within each bucket.
type index struct {
	entries []uint32
	starts  []uint32 // of each bucket in entries
	width   int      // bits of a bucket's and of a user's number
	cards   []card   // of the users
}

// card is what is kept of a user to tell most of those that share a key apart
// without making them. It stands in one place, because the users of a key are
// far from each other.
type card struct {
	name  signature
	trait trait
	login uint32 // a hash of the main login name without the digits at its end, 0 for none
	// spelling is the first user with the same display name.
	spelling uint32
}

// batch is the keys of consecutive users: how many each has, and all of them.
type batch struct {
	from   int
	counts []uint32
	keys   []key
}

// newIndex makes an index of what keys appends for each user, each key once. It
// asks from several goroutines; scratch makes what each of them needs.
func newIndex[T any](n int, scratch func() T, keys func(T, int, []lookup) ([]lookup, card)) *index {
	width := bits.Len(uint(n))
	x := &index{width: width, starts: make([]uint32, 1<<width+2), cards: make([]card, n)}
	var batches []batch
	var lock sync.Mutex
	parallel.Ranges(n, func(from, to int) {
		b := batch{from: from, counts: make([]uint32, 0, to-from), keys: make([]key, 0, 12*(to-from))}
		mine := scratch()
		var some []lookup
		for i := from; i < to; i++ {
			some, x.cards[i] = keys(mine, i, some[:0])
			b.counts = append(b.counts, uint32(len(some)))
			for _, k := range some {
				b.keys = append(b.keys, k.key())
			}
		}
		lock.Lock()
		defer lock.Unlock()
		batches = append(batches, b)
	})
	x.file(batches)
	return x
}

// file makes the entries of all batches: it counts those of each bucket, puts
// them there, and sorts each bucket. Each goroutine does so for buckets of its
// own. In which order the batches come makes no difference.
func (x *index) file(batches []batch) {
	buckets := 1 << x.width
	total := 0
	for _, b := range batches {
		total += len(b.keys)
	}
	x.entries = make([]uint32, total)
	// While counting, a bucket's number stands two places on, and one place on
	// while its entries are put down, which moves it to the start of the next.
	parallel.Ranges(buckets, func(from, to int) {
		for _, b := range batches {
			for _, k := range b.keys {
				if at := x.bucket(k); from <= at && at < to {
					x.starts[at+2]++
				}
			}
		}
	})
	for at := range buckets {
		x.starts[at+2] += x.starts[at+1]
	}
	parallel.Ranges(buckets, func(from, to int) {
		for _, b := range batches {
			x.put(b, from, to)
		}
	})
	x.starts = x.starts[:buckets+1]
	parallel.Ranges(buckets, func(from, to int) {
		for at := from; at < to; at++ {
			slices.Sort(x.entries[x.starts[at]:x.starts[at+1]])
		}
	})
}

// put files the keys of a batch that belong to some buckets.
func (x *index) put(b batch, from, to int) {
	next := 0
	for i, count := range b.counts {
		for _, k := range b.keys[next : next+int(count)] {
			if at := x.bucket(k); from <= at && at < to {
				x.entries[x.starts[at+1]] = uint32(k)<<x.width | uint32(b.from+i)
				x.starts[at+1]++
			}
		}
		next += int(count)
	}
}

func (x *index) bucket(k key) int { return int(uint64(k) >> (32 - x.width)) }

// user is the number in an entry.
func (x *index) user(entry uint32) uint32 { return entry & (1<<x.width - 1) }

// bucket is where the entries of a bucket begin and end.
type bucket struct{ from, to uint32 }

func (x *index) bucketOf(k key) bucket {
	at := x.bucket(k)
	return bucket{x.starts[at], x.starts[at+1]}
}

// users are the entries filed under a key in its bucket; crowded says that they
// are too many to be looked at.
func (x *index) users(k key, b bucket) (entries []uint32, crowded bool) {
	list := x.entries[b.from:b.to]
	rest := uint32(k) << x.width >> x.width
	from := 0
	if len(list) > 32 {
		from = sort.Search(len(list), func(i int) bool { return list[i]>>x.width >= rest })
	} else {
		for from < len(list) && list[from]>>x.width < rest {
			from++
		}
	}
	to := from
	for to < len(list) && list[to]>>x.width == rest {
		if to++; to-from > k.limit() {
			return nil, true
		}
	}
	return list[from:to], false
}

// merge appends the users of a sorted list and those of the entries of a key,
// sorted and each once, with what counts most of what the keys tell.
func (x *index) merge(to, list []lookup, entries []uint32, what lookup) []lookup {
	for _, e := range entries {
		l := key(x.user(e)).tells(what)
		for len(list) > 0 && list[0].key() < l.key() {
			to, list = append(to, list[0]), list[1:]
		}
		if len(list) > 0 && list[0].key() == l.key() {
			l, list = min(l, list[0]), list[1:]
		}
		to = append(to, l)
	}
	return append(to, list...)
}
