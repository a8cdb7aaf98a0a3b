package anonymize

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The letters that can stand for one another. The two groups of vowels are
// apart because German writes dots over the first and an e behind them.
const (
	openVowels  = "aou"
	closeVowels = "ei"
	consonants  = "bcdfghjklmnpqrstvwxyz"
)

// alternatives are the letters that a letter can become.
func alternatives(r rune) []rune {
	for _, group := range []string{openVowels, closeVowels, consonants} {
		if strings.ContainsRune(group, r) {
			return []rune(group)
		}
	}
	return sameScript(r)
}

// sameScript gives letters of another alphabet: those near in Unicode that are
// letters of the same case and the same length in UTF-8.
func sameScript(r rune) []rune {
	const block = 64
	var near []rune
	for n := r / block * block; n < (r/block+1)*block; n++ {
		if unicode.IsLetter(n) && unicode.IsLower(n) == unicode.IsLower(r) && len(string(n)) == len(string(r)) && single(n) {
			near = append(near, n)
		}
	}
	return near
}

// single reports whether a letter has one form in each case.
func single(r rune) bool { return unicode.ToLower(r) == r && unicode.ToLower(unicode.ToUpper(r)) == r }

// undivided are Latin letters that Unicode does not take apart, and what people
// write for them. They stay where they are.
var undivided = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i",
}

// piece is one letter of a word as it is written.
type piece struct {
	raw   rune
	upper bool
	marks string // accents
	apart bool   // the accents stand behind the letter as characters of their own
	at, n int    // its letters in the stem; n is 0 for the e of ae, oe, ue
	fixed bool   // it stays
	wide  rune   // how far it is from the plain letter, for full-width letters
}

// spelled is a word taken apart: its stem, in which all spellings of a name are
// the same, and how this one is written.
type spelled struct {
	stem   []rune
	pieces []piece
}

// spell takes a word apart.
func spell(word string) spelled {
	var s spelled
	for _, r := range word {
		if unicode.Is(unicode.M, r) && len(s.pieces) > 0 {
			p := &s.pieces[len(s.pieces)-1]
			p.marks += string(r)
			p.apart = true
			continue
		}
		s.add(r)
	}
	return s
}

func (s *spelled) add(r rune) {
	low := unicode.ToLower(r)
	p := piece{raw: r, upper: low != r, at: len(s.stem), n: 1}
	switch {
	case undivided[low] != "":
		for _, l := range undivided[low] {
			s.stem = append(s.stem, l)
		}
		p.n, p.fixed = len(s.stem)-p.at, true
	case low < 0x80 || unicode.Is(unicode.Latin, low):
		parts := []rune(norm.NFKD.String(string(low)))
		base := parts[0]
		p.marks = string(parts[1:])
		switch {
		case base == 'e' && len(s.stem) > 0 && strings.ContainsRune(openVowels, s.stem[len(s.stem)-1]):
			p.n, p.fixed, p.marks = 0, true, ""
		case 'ａ' <= low && low <= 'ｚ':
			p.wide = low - base
			s.stem = append(s.stem, base)
		case len(parts) > 1 && !unicode.Is(unicode.M, parts[1]) || len(parts) == 1 && base != low || base > 'z' || base < 'a':
			p.fixed, p.marks = true, "" // a ligature or the like
			s.stem = append(s.stem, low)
		default:
			s.stem = append(s.stem, base)
		}
	default:
		s.stem = append(s.stem, low)
		p.fixed = !unicode.IsLetter(low) || len(sameScript(low)) < 2
	}
	s.pieces = append(s.pieces, p)
}

// bound tells which letters of the stem have to stay because of how the word is
// written: an accent that not every alternative can carry.
func (s *spelled) bound() []int {
	var places []int
	for _, p := range s.pieces {
		stays := p.fixed
		if p.marks != "" && !p.apart && !p.fixed {
			for _, other := range alternatives(s.stem[p.at]) {
				stays = stays || !carries(other, p)
			}
		}
		for at := p.at; stays && at < p.at+p.n; at++ {
			places = append(places, at)
		}
	}
	return places
}

// carries reports whether a letter can be written with the accents of a piece
// in one character of the same length.
func carries(letter rune, p piece) bool {
	composed := []rune(norm.NFC.String(string(letter) + p.marks))
	return len(composed) == 1 && len(string(composed[0])) == len(string(unicode.ToLower(p.raw)))
}

// write spells another stem in the same way.
func (s *spelled) write(stem []rune) string {
	var b strings.Builder
	for _, p := range s.pieces {
		if p.fixed || p.at >= len(stem) {
			b.WriteRune(p.raw)
			if p.apart {
				b.WriteString(p.marks)
			}
			continue
		}
		letter := string(stem[p.at] + p.wide)
		if p.marks != "" && !p.apart {
			letter = norm.NFC.String(letter + p.marks)
		}
		if p.upper {
			letter = strings.ToUpper(letter)
		}
		b.WriteString(letter)
		if p.apart {
			b.WriteString(p.marks)
		}
	}
	if extra := len(stem) - len(s.stem); extra > 0 {
		tail := string(stem[len(s.stem):])
		if n := len(s.pieces); n > 1 && s.pieces[n-1].upper && s.pieces[n-2].upper {
			tail = strings.ToUpper(tail)
		}
		b.WriteString(tail)
	}
	return b.String()
}

// keyed makes what looks like chance from the salt.
type keyed struct{ salt []byte }

// bytes gives n bytes that follow from the salt, a purpose and a text.
func (k keyed) bytes(n int, purpose, of string, attempt int) []byte {
	var out []byte
	for block := 0; len(out) < n; block++ {
		h := hmac.New(sha256.New, k.salt)
		var head [8]byte
		binary.LittleEndian.PutUint32(head[:], uint32(attempt))
		binary.LittleEndian.PutUint32(head[4:], uint32(block))
		h.Write([]byte(purpose))
		h.Write(head[:])
		h.Write([]byte(of))
		out = h.Sum(out)
	}
	return out[:n]
}

// cycle gives a permutation in which nothing keeps its place (Sattolo's
// algorithm makes one single cycle).
func (k keyed) cycle(n int, purpose string) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	chance := k.bytes(4*n, "cycle", purpose, n)
	for i := n - 1; i > 0; i-- {
		j := int(binary.LittleEndian.Uint32(chance[4*i:]) % uint32(i))
		order[i], order[j] = order[j], order[i]
	}
	return order
}
