package fakegraph

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"strings"

	"presync/internal/arena"
)

// seeder takes JSON texts into one entity set in a single pass: a text is
// checked, compacted and taken apart while it is copied to its place, and
// nothing is allocated for the properties.
//
// What it knows of names is a tree. A node is a property behind those on the
// way to it, so that the objects of an export, which have few different lists
// of properties, walk the same few paths; where a path ends stands the shape
// that the objects have in common. A text that is odd in any way (not JSON, a
// name with an escape, a property twice, no id) is left to parseObject, whose
// answer is always the same; FuzzSeedingInOnePass compares the two.
type seeder struct {
	st    *store
	set   string
	kind  *entityType
	root  seedNode
	nodes int
	place arena.Bytes
	ends  []uint32 // of the object in hand

	objects arena.Slab[object]
	kept    arena.Slab[uint32]
}

// seedNode is a property in the tree.
type seedNode struct {
	quoted []byte // the name as the text has it, in quotes
	name   string // as the schema spells it
	key    []byte // `"name":`
	kept   bool
	at     int // its place among the kept properties
	under  []*seedNode
	parent *seedNode
	shape  *shape // of objects whose last property this is
}

// Limits of the tree and of the depth of values. What is beyond them goes the
// slow way.
const (
	mostNodes  = 20000
	mostBranch = 64
	mostDepth  = 64
)

func (st *store) newSeeder(set string) *seeder {
	return &seeder{st: st, set: set, kind: st.sets[set].kind, root: seedNode{at: -1}}
}

// object takes one object into the store; ok is false when the text has to go
// the slow way, and then nothing has changed.
func (s *seeder) object(text []byte) (ok bool) {
	t := taken{text: text, raw: append(s.place.Room(2*len(text)+64), '{'), ends: s.ends[:0]}
	if t.i = skipBlank(text, 0); t.i == len(text) || text[t.i] != '{' {
		return false
	}
	for n := &s.root; ; {
		t.i = skipBlank(text, t.i+1)
		if n, ok = s.member(&t, n); !ok {
			return false
		}
		if t.i = skipBlank(text, t.i); t.i == len(text) {
			return false
		}
		switch {
		case text[t.i] == ',':
		case text[t.i] == '}' && skipBlank(text, t.i+1) == len(text):
			t.raw = append(t.raw, '}')
			return s.finish(&t, n)
		default:
			return false
		}
	}
}

// taken is a text as far as it is taken apart.
type taken struct {
	text []byte
	i    int    // the next byte
	raw  []byte // the compact object
	ends []uint32
	// id and deleted are the values of id and deletedDateTime.
	id, deleted []byte
}

// member takes one property, behind those on the way to a node, and gives its
// node.
func (s *seeder) member(t *taken, before *seedNode) (n *seedNode, ok bool) {
	from := len(t.raw)
	if n, t.i = s.child(before, t.text, t.i); n == nil {
		return nil, false
	}
	if t.i = skipBlank(t.text, t.i); t.i == len(t.text) || t.text[t.i] != ':' {
		return nil, false
	}
	if n.at > 0 {
		t.raw = append(t.raw, ',')
	}
	t.raw = append(t.raw, n.key...)
	start := len(t.raw)
	if t.raw, t.i, ok = appendCompact(t.raw, t.text, skipBlank(t.text, t.i+1), 0); !ok {
		return nil, false
	}
	if !n.kept {
		t.raw = t.raw[:from]
		return n, true
	}
	switch n.name {
	case "id":
		t.id = t.raw[start:]
	case "deletedDateTime":
		t.deleted = t.raw[start:]
	}
	t.ends = append(t.ends, uint32(len(t.raw)))
	return n, true
}

// finish makes the object of a text that was taken apart.
func (s *seeder) finish(t *taken, n *seedNode) bool {
	s.ends = t.ends
	id, isText := decodeString(t.id)
	if !isText || id == "" || s.set == setDeleted && isNull(t.deleted) {
		return false
	}
	set := s.st.sets[s.set]
	lower, tag := set.ids.tag(id)
	if set.tagged(lower, tag) != nil {
		return false
	}
	if n.shape == nil {
		n.shape = s.st.shapes.of(n.props())
	}
	s.st.seq++
	o, ends := s.objects.New(), s.kept.Many(len(t.ends))
	copy(ends, t.ends)
	*o = object{id: id, seq: s.st.seq, shape: n.shape, raw: s.place.Take(t.raw), ends: ends}
	set.takeTagged(o, tag)
	return true
}

// child finds the property whose name stands at i, behind those on the way to
// n, and gives the place behind the name; nil for a name that cannot be in the
// tree.
func (s *seeder) child(n *seedNode, text []byte, i int) (*seedNode, int) {
	for _, c := range n.under {
		if bytes.HasPrefix(text[i:], c.quoted) {
			return c, i + len(c.quoted)
		}
	}
	if i >= len(text) || text[i] != '"' || s.nodes >= mostNodes || len(n.under) >= mostBranch {
		return nil, 0
	}
	end := endOfString(text, i)
	if end < 0 || bytes.IndexByte(text[i:end], '\\') >= 0 {
		return nil, 0
	}
	c := &seedNode{quoted: bytes.Clone(text[i:end]), name: string(text[i+1 : end-1]), parent: n, at: n.at}
	if !strings.Contains(c.name, "@odata.") && !strings.HasPrefix(c.name, "@") {
		if known := s.kind.index[strings.ToLower(c.name)]; known != nil {
			c.name = known.name
		} else {
			c.name = s.st.openName(s.set, c.name)
		}
		c.kept, c.at = true, n.at+1
		c.key = append(encode(c.name), ':')
	}
	for up := n; up != nil; up = up.parent {
		if up.name == c.name && up.parent != nil {
			return nil, 0
		}
	}
	s.nodes++
	n.under = append(n.under, c)
	return c, end
}

// props are the kept properties on the way to a node.
func (n *seedNode) props() []prop {
	list := make([]prop, n.at+1)
	for ; n.parent != nil; n = n.parent {
		if n.kept {
			list[n.at].name = n.name
		}
	}
	return list
}

// skipBlank is the index of the first byte from i on that is not white space.
func skipBlank(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// appendCompact appends the JSON value at i without white space and gives the
// index behind it; ok is false for what is not JSON.
func appendCompact(to, text []byte, i, depth int) (_ []byte, next int, ok bool) {
	if i >= len(text) || depth > mostDepth {
		return to, 0, false
	}
	switch text[i] {
	case '"':
		end := endOfString(text, i)
		if end < 0 {
			return to, 0, false
		}
		return append(to, text[i:end]...), end, true
	case '[', '{':
		return appendCompactList(to, text, i, depth)
	}
	end := i
	for end < len(text) && strings.IndexByte(" \t\r\n,:]}", text[end]) < 0 {
		end++
	}
	switch word := text[i:end]; string(word) {
	case "null", "true", "false":
		return append(to, word...), end, true
	default:
		// Numbers are few, and the standard library knows them.
		if len(word) == 0 || word[0] != '-' && (word[0] < '0' || word[0] > '9') || !json.Valid(word) {
			return to, 0, false
		}
		return append(to, word...), end, true
	}
}

// appendCompactList appends the array or object at i.
func appendCompactList(to, text []byte, i, depth int) (_ []byte, next int, ok bool) {
	closing, named := byte(']'), text[i] == '{'
	if named {
		closing = '}'
	}
	to = append(to, text[i])
	if i = skipBlank(text, i+1); i < len(text) && text[i] == closing {
		return append(to, closing), i + 1, true
	}
	for {
		if named {
			if i >= len(text) || text[i] != '"' {
				return to, 0, false
			}
			if to, i, ok = appendCompact(to, text, i, depth+1); !ok {
				return to, 0, false
			}
			if i = skipBlank(text, i); i >= len(text) || text[i] != ':' {
				return to, 0, false
			}
			to, i = append(to, ':'), skipBlank(text, i+1)
		}
		if to, i, ok = appendCompact(to, text, i, depth+1); !ok {
			return to, 0, false
		}
		if i = skipBlank(text, i); i >= len(text) || text[i] != ',' && text[i] != closing {
			return to, 0, false
		}
		to = append(to, text[i])
		if text[i] == closing {
			return to, i + 1, true
		}
		i = skipBlank(text, i+1)
	}
}

// endOfString is the index behind the JSON string at i, -1 when it is none.
func endOfString(text []byte, i int) int {
	for i++; i < len(text); i++ {
		if i += ordinary(text[i:]); i == len(text) {
			break
		}
		switch c := text[i]; {
		case c == '"':
			return i + 1
		case c < 0x20:
			return -1
		case c == '\\':
			if i++; i >= len(text) {
				return -1
			}
			switch text[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if i+4 >= len(text) || !isHex(text[i+1:i+5]) {
					return -1
				}
				i += 4
			default:
				return -1
			}
		}
	}
	return -1
}

// ordinary gives how many bytes, in steps of up to eight, come before a quote, a
// backslash or a control character. In w - 0x01.. the top bit of a byte is set
// where the byte was zero, or where it was large, which the mask takes out; only
// the first mark is to be trusted.
func ordinary(text []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		quote, slash := w^(ones*'"'), w^(ones*'\\')
		if marks := ((quote-ones)&^quote | (slash-ones)&^slash | (w-ones*' ')&^w) & tops; marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	return i
}

func isHex(digits []byte) bool {
	for _, c := range digits {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return true
}
