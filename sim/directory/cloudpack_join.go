package directory

import (
	"hash/maphash"
	"strings"
)

// CloudRun is what was packed between two calls of Cut.
type CloudRun struct {
	source string
	text   string
	starts []uint32
	traits []Trait
	shared *sharedTexts
}

// Len is the number of objects.
func (r *CloudRun) Len() int { return len(r.starts) }

// ID is the id of an object.
func (r *CloudRun) ID(i int) string {
	p := newPacked(r.text[r.starts[i]:], r.shared)
	return p.text()
}

// Cut takes out what was added and leaves the pack empty, for a pack that is
// filled beside others. It must not be sealed. used is a run that is not wanted
// any more, of which the room is used again.
func (p *CloudPack) Cut(used CloudRun) CloudRun {
	r := CloudRun{p.source, p.all(), p.starts, p.traits, p.shared}
	p.blocks, p.coarse, p.starts, p.traits = p.blocks[:0], p.coarse[:0], used.starts[:0], used.traits[:0]
	p.sealed, p.open = 0, p.open[:0]
	return r
}

// all is the text of the whole pack; starts are made to be of it.
func (p *CloudPack) all() string {
	if len(p.blocks) == 0 {
		return string(p.open)
	}
	p.closeBlock()
	var text strings.Builder
	for i, b := range p.blocks {
		end := len(p.starts)
		if i+1 < len(p.blocks) {
			end = p.blocks[i+1].first
		}
		for n := b.first; n < end; n++ {
			p.starts[n] += uint32(text.Len())
		}
		text.WriteString(b.text)
	}
	return text.String()
}

// Append adds what was packed beside. While the pack that made it goes on, only
// ID, Identity and Line may be asked for.
func (p *CloudPack) Append(r CloudRun) {
	if len(r.starts) == 0 {
		return
	}
	p.closeBlock()
	p.source = r.source
	p.blocks = append(p.blocks, packBlock{r.text, len(p.starts), r.shared})
	p.starts = append(p.starts, r.starts...)
	p.traits = append(p.traits, r.traits...)
	p.sealed = len(p.starts)
	for len(p.coarse)*perCoarse < len(p.starts) {
		p.coarse = append(p.coarse, uint32(len(p.blocks)-1))
	}
}

// sharedTexts numbers texts that several records have: first and family names,
// departments, towns. A text that comes for the first time is not shared yet,
// so that those of which each is another, such as numbers of employees, do not
// fill the list.
type sharedTexts struct {
	list []string
	// slots are an open-addressing table of the numbers; 0 is a free slot.
	slots []uint16
	// seen has the hash of a text at the place that the hash gives, so that a
	// text is known that was there before, unless another one came between.
	seen []uint32
	seed maphash.Seed
	// memos remember the numbers of short texts by their bytes.
	memos *memos
	// credit is what looking for the values of a field has found, less what it
	// has not. Where none is left, such as that of employee IDs, nobody looks.
	credit [sharedFields]int16
}

// sharedFields are the type of a user and the values of the profile.
const (
	sharedFields = 1 + int(ProfileIDs)
	firstLooks   = 2000
	mostLooks    = 8000
)

const (
	ownText     = 0xFFFF // stands for no number
	sharedSlots = 1 << 17
	seenTexts   = 1 << 15
)

func newSharedTexts() *sharedTexts {
	t := &sharedTexts{list: []string{""}, seed: maphash.MakeSeed()}
	for i := range t.credit {
		t.credit[i] = firstLooks
	}
	return t
}

// numberIn is numberOf for a value of a field; only the first ones are looked
// for where few are found.
func (t *sharedTexts) numberIn(field int, s []byte) (n uint16, ok bool) {
	credit := &t.credit[field]
	if *credit <= 0 {
		return 0, len(s) == 0
	}
	if n, ok = t.numberOf(s); !ok {
		*credit--
	} else if *credit < mostLooks {
		*credit += 2
	}
	return n, ok
}

// numberOf gives the number of a text; ok is false when it has none. That of
// the empty text is 0.
func (t *sharedTexts) numberOf(s []byte) (n uint16, ok bool) {
	if len(s) == 0 {
		return 0, true
	}
	if t.slots == nil {
		t.slots, t.seen, t.memos = make([]uint16, sharedSlots), make([]uint32, seenTexts), &memos{}
	}
	if len(s) > wholeMemo || len(s) < leastMemo {
		return t.search(s)
	}
	m, is := t.memos.of(s)
	if is {
		return m.number, true
	}
	if n, ok = t.search(s); ok {
		m.number, m.size = n, uint8(len(s))
	}
	return n, ok
}

// leastMemo is the length of the shortest text that memos hold.
const leastMemo = 4

// search is numberOf for a text that no memo has.
func (t *sharedTexts) search(s []byte) (n uint16, ok bool) {
	hash := maphash.Bytes(t.seed, s)
	at := hash % sharedSlots
	for n = t.slots[at]; n != 0; n = t.slots[at] {
		if t.list[n] == string(s) {
			return n, true
		}
		at = (at + 1) % sharedSlots
	}
	last := &t.seen[hash>>17%seenTexts]
	if tag := uint32(hash>>32) | 1; *last != tag {
		*last = tag
		return 0, false
	}
	if len(t.list) == ownText {
		return 0, false
	}
	n = uint16(len(t.list))
	t.list = append(t.list, string(s))
	t.slots[at] = n
	return n, true
}

// forget drops what is only wanted while texts are numbered.
func (t *sharedTexts) forget() { t.slots, t.seen, t.memos = nil, nil, nil }
