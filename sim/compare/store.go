package compare

import (
	"encoding/binary"

	"presync/sim/directory"
	"presync/sim/match"
)

// store keeps verdicts as bytes in a few large blocks without pointers, so
// that a million of them cost the garbage collector nothing.
type store struct {
	words  *words
	blocks [][]byte
	places []place
	// reasons keeps the texts for reading, too.
	reasons bool
}

// place is where a verdict stands: who it is about, then what is compared from
// verdict on.
type place struct{ block, at, verdict, end uint32 }

const blockSize = 1 << 20

// words numbers the texts that come again and again.
type words struct {
	numbers map[string]uint64
	texts   []string
}

func newWords() *words { return &words{numbers: map[string]uint64{}} }

func (w *words) number(text string) uint64 {
	n, known := w.numbers[text]
	if !known {
		n = uint64(len(w.texts))
		w.numbers[text], w.texts = n, append(w.texts, text)
	}
	return n
}

// add keeps a verdict and gives its number.
func (s *store) add(v *Verdict) int {
	last := len(s.blocks) - 1
	if last < 0 || len(s.blocks[last]) > blockSize-blockSize/8 {
		s.blocks = append(s.blocks, make([]byte, 0, blockSize))
		last++
	}
	b := s.blocks[last]
	at := len(b)
	b = s.words.user(b, &v.User)
	verdict := len(b)
	b = s.words.verdict(b, v)
	if s.reasons {
		b = text(text(b, v.TargetName), v.Reason)
	}
	s.blocks[last] = b
	s.places = append(s.places, place{uint32(last), uint32(at), uint32(verdict), uint32(len(b))})
	return len(s.places) - 1
}

// compared gives the bytes that are equal for equal verdicts of one set of
// words.
func (s *store) compared(i int) []byte {
	p := s.places[i]
	return s.blocks[p.block][p.verdict:p.end]
}

// get makes a verdict again.
func (s *store) get(i int) Verdict {
	p := s.places[i]
	r := reading{words: s.words, b: s.blocks[p.block][p.at:p.end]}
	v := Verdict{User: r.user()}
	r.verdict(&v)
	if s.reasons {
		v.TargetName, v.Reason = r.text(), r.text()
	}
	return v
}

func (w *words) user(b []byte, u *User) []byte {
	b = append(b, u.GUID[:]...)
	b = w.word(w.word(b, u.Forest), u.Origin.Source)
	b = binary.AppendVarint(b, int64(u.Origin.Line))
	return text(text(text(b, u.DN), u.UserPrincipalName), u.SAMAccountName)
}

func (r *reading) user() (u User) {
	copy(u.GUID[:], r.take(uint64(len(u.GUID))))
	u.Forest, u.Origin = r.word(), directory.Origin{Source: r.word(), Line: r.number()}
	u.DN, u.UserPrincipalName, u.SAMAccountName = r.text(), r.text(), r.text()
	return u
}

func (w *words) verdict(b []byte, v *Verdict) []byte {
	b = w.word(w.word(w.word(b, string(v.Outcome)), v.Rule), v.MatchedBy)
	b = w.word(w.word(b, v.Error.Code), v.Error.Attribute)
	b = w.word(w.word(b, string(v.Confidence)), v.Alternatives)
	ordered := byte(0)
	if v.OrderDependent {
		ordered = 1
	}
	b = text(text(append(b, ordered), v.Target), v.Error.Conflict)
	r := &v.Result
	b = text(text(text(b, r.UserPrincipalName), r.MailNickname), r.Mail)
	return text(text(text(text(b, r.ProxyAddresses), r.ImmutableID), r.Quarantined), r.Overwrites)
}

func (r *reading) verdict(v *Verdict) {
	v.Outcome, v.Rule, v.MatchedBy = match.Outcome(r.word()), r.word(), r.word()
	v.Error.Code, v.Error.Attribute = r.word(), r.word()
	v.Confidence, v.Alternatives = match.Confidence(r.word()), r.word()
	v.OrderDependent = r.take(1)[0] == 1
	v.Target, v.Error.Conflict = r.text(), r.text()
	v.Result = Result{
		UserPrincipalName: r.text(), MailNickname: r.text(), Mail: r.text(), ProxyAddresses: r.text(),
		ImmutableID: r.text(), Quarantined: r.text(), Overwrites: r.text(),
	}
}

func text(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func (w *words) word(b []byte, s string) []byte { return binary.AppendUvarint(b, w.number(s)) }

// reading takes apart what a store has put together; the bytes are its own, so
// there is nothing to check.
type reading struct {
	words *words
	b     []byte
}

func (r *reading) take(n uint64) []byte {
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reading) uvarint() uint64 {
	n, size := binary.Uvarint(r.b)
	r.b = r.b[size:]
	return n
}

func (r *reading) number() int {
	n, size := binary.Varint(r.b)
	r.b = r.b[size:]
	return int(n)
}

func (r *reading) text() string { return string(r.take(r.uvarint())) }
func (r *reading) word() string { return r.words.texts[r.uvarint()] }
