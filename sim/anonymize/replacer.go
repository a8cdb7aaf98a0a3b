package anonymize

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// Options say how replacements are chosen.
type Options struct {
	// Salt is the secret that all replacements follow from. Whoever knows it can
	// test whether a name becomes a replacement.
	Salt []byte
	// Keep are literal strings that stay, wherever they stand as whole words.
	// They are compared without case.
	Keep []string
	// Extra are names of attributes to replace like text instead of dropping
	// them: those that the settings of the tenant name.
	Extra []string
	// Alike are pairs of words that have to stay alike: a slip of the pen, or a
	// name and its short form.
	Alike [][2]string
}

// Replacer replaces values. All originals are shown to it first ([Replacer.Learn]
// and the methods of [Set] do that), so that no replacement is one of them.
type Replacer struct {
	vocabulary *vocabulary
	kinds      map[string]kind
	alike      [][2]string
	learning   scanner
	replacing  scanner
	originals  *originals
	sids       map[directory.SID]directory.SID
	guids      map[directory.GUID]directory.GUID
	blobs      map[string]string
	wholes     map[string]string
	seen       map[string]uint8  // words that were learned, and the places
	written    map[string]string // words that were replaced
}

// New makes a replacer that has learned nothing yet.
func New(opt Options) *Replacer {
	k := keyed{opt.Salt}
	r := &Replacer{alike: opt.Alike, vocabulary: newVocabulary(k), kinds: kindTable(), originals: newOriginals(),
		sids: map[directory.SID]directory.SID{}, guids: map[directory.GUID]directory.GUID{},
		blobs: map[string]string{}, wholes: map[string]string{},
		seen: map[string]uint8{}, written: map[string]string{}}
	for _, name := range opt.Extra {
		if r.kinds[key(name)] == unknown {
			r.kinds[key(name)] = text
		}
	}
	keep := slices.Clone(opt.Keep)
	keep = slices.DeleteFunc(keep, func(k string) bool { return k == "" })
	slices.SortFunc(keep, func(a, b string) int { return len(b) - len(a) })
	for _, k := range keep {
		r.originals.stays(k)
	}
	vendor := vendorGUIDs()
	r.learning = scanner{tokens: learner{r}, keep: keep, vendor: vendor, kinds: r.kinds, kept: r.originals.stays}
	r.replacing = scanner{tokens: r, keep: keep, vendor: vendor, kinds: r.kinds}
	return r
}

// Learn shows the replacer an original value of an attribute or property.
func (r *Replacer) Learn(attribute, value string) { r.learning.value(r.kinds[key(attribute)], value) }

// Replace gives the replacement of a value of an attribute or property; keep
// is false where it is to be dropped. The first call ends the learning.
func (r *Replacer) Replace(attribute, value string) (out string, keep bool) {
	r.settle()
	return r.replacing.value(r.kinds[key(attribute)], value)
}

// Text gives the replacement of a text that stands outside of an export, such
// as a sentence about a user.
func (r *Replacer) Text(value string) string {
	r.settle()
	return r.replacing.scan(value, inAddress)
}

func (r *Replacer) settle() {
	if !r.vocabulary.settled {
		r.vocabulary.settleAlike(r.alike)
		r.vocabulary.settle()
	}
}

// learner notes the tokens of the originals.
type learner struct{ r *Replacer }

func (l learner) word(w string, where place) string {
	if seen := l.r.seen[w]; seen&(1<<where) != 0 {
		return w
	}
	w = strings.Clone(w)
	l.r.seen[w] |= 1 << where
	l.r.vocabulary.learn(w, where)
	l.r.originals.word(w)
	return w
}

func (l learner) number(digits string) string {
	l.r.vocabulary.learnNumber(digits)
	l.r.originals.number(digits)
	return digits
}

func (l learner) guid(g directory.GUID) directory.GUID {
	l.r.replaceGUID(g)
	return g
}

func (l learner) sid(s directory.SID) directory.SID {
	l.r.sid(s)
	return s
}

func (l learner) blob(raw []byte) []byte {
	l.r.blob(raw)
	return raw
}

func (l learner) whole(text string) string {
	l.r.whole(text)
	return text
}

func (l learner) isGUID(g directory.GUID) bool { return l.r.isGUID(g) }
func (l learner) isBlob(raw []byte) bool       { return l.r.isBlob(raw) }

func (r *Replacer) word(w string, _ place) string {
	to, found := r.written[w]
	if !found {
		to = r.vocabulary.word(w)
		r.written[strings.Clone(w)] = to
	}
	return to
}

func (r *Replacer) number(digits string) string          { return r.vocabulary.number(digits) }
func (r *Replacer) isGUID(g directory.GUID) bool         { _, seen := r.guids[g]; return seen }
func (r *Replacer) isBlob(raw []byte) bool               { _, seen := r.blobs[string(raw)]; return seen }
func (r *Replacer) guid(g directory.GUID) directory.GUID { return r.replaceGUID(g) }

func (r *Replacer) replaceGUID(g directory.GUID) directory.GUID {
	if r.learning.vendor[g] {
		return g
	}
	to, seen := r.guids[g]
	if !seen {
		to = directory.GUID(r.vocabulary.bytes(16, "guid", string(g[:]), 0))
		to[7] = to[7]&0x0f | 0x40 // a random GUID (RFC 9562), as its text shows it
		to[8] = to[8]&0x3f | 0x80
		r.guids[g] = to
		r.originals.guid(g)
	}
	return to
}

func (r *Replacer) sid(s directory.SID) directory.SID {
	to, seen := r.sids[s]
	if !seen {
		to = r.vocabulary.replaceSID(s, r.replaceGUID)
		r.sids[s] = to
		if to != s {
			r.originals.sid(s)
		}
	}
	return to
}

// blob replaces bytes of which nothing is known but their number. Long ones,
// certificates and pictures, get shorter.
func (r *Replacer) blob(raw []byte) []byte {
	const most = 64
	to, seen := r.blobs[string(raw)]
	if !seen {
		out := r.vocabulary.bytes(min(len(raw), most), "blob", string(raw), 0)
		if len(out) > 0 {
			out[0] |= 0x80 // so that it is no text
		}
		to = string(out)
		r.blobs[string(raw)] = to
		r.originals.blob(raw)
	}
	return []byte(to)
}

// whole replaces an id that means nothing but itself. Digits cannot look like
// a name.
func (r *Replacer) whole(text string) string {
	to, seen := r.wholes[text]
	if !seen {
		const least = 12
		var b strings.Builder
		b.WriteByte('x')
		for _, c := range r.vocabulary.bytes(max(len(text), least), "whole", text, 0) {
			b.WriteByte('0' + c%10)
		}
		to = b.String()
		r.wholes[text] = to
		r.originals.whole(text)
	}
	return to
}
