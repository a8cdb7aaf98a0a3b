package anonymize

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// vocabulary is what was learned from the originals: the words and numbers that
// occur, and what each becomes.
type vocabulary struct {
	keyed
	words   map[string]*wordFacts // by stem
	numbers map[string]string
	letter  map[rune]rune // what an initial becomes
	digits  map[int][]int // permutations of short numbers, by length
	taken   map[string]bool
	settled bool
}

// wordFacts is what is known of a stem.
type wordFacts struct {
	becomes []rune
	person  bool // it stands in somebody's name
	given   bool // it is a given name or a surname
	bound   map[int]bool
}

func newVocabulary(k keyed) *vocabulary {
	v := &vocabulary{keyed: k, words: map[string]*wordFacts{}, numbers: map[string]string{},
		letter: map[rune]rune{}, digits: map[int][]int{}, taken: map[string]bool{}}
	for _, group := range []string{openVowels, closeVowels, consonants} {
		for from, to := range k.cycle(len(group), "initial "+group) {
			v.letter[rune(group[from])] = rune(group[to])
		}
	}
	return v
}

// shortest is the length from which a word identifies somebody: shorter ones
// are replaced but may meet those of others.
const shortest = 3

// longest is the length from which a word is looked for inside others.
const longest = 5

// learn takes a word and where it stands.
func (v *vocabulary) learn(word string, where place) {
	s := spell(word)
	f := v.words[string(s.stem)]
	if f == nil {
		f = &wordFacts{}
		v.words[string(s.stem)] = f
	}
	f.given = f.given || where == inGivenName
	f.person = f.person || (where == inName || where == inGivenName) && len(s.stem) >= shortest
	for _, at := range s.bound() {
		if f.bound == nil {
			f.bound = map[int]bool{}
		}
		f.bound[at] = true
	}
}

func (v *vocabulary) learnNumber(digits string) {
	if _, known := v.numbers[digits]; !known {
		v.numbers[digits] = ""
	}
}

// stays reports whether a word names a function and nobody.
func (v *vocabulary) stays(stem string) bool {
	f := v.words[stem]
	return functions[stem] && (f == nil || !f.given)
}

// settle chooses all replacements. The order is that of the words and not of
// the files, so that the choice depends on what occurs and not on where.
func (v *vocabulary) settle() {
	v.settled = true
	stems := slices.SortedFunc(maps.Keys(v.words), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	for _, person := range []bool{true, false} {
		for _, stem := range stems {
			if f := v.words[stem]; f.person == person && f.becomes == nil {
				f.becomes = v.choose(stem, f)
			}
		}
	}
	for _, number := range slices.Sorted(maps.Keys(v.numbers)) {
		v.numbers[number] = v.chooseNumber(number)
	}
}

// word gives the replacement of a word.
func (v *vocabulary) word(word string) string {
	s := spell(word)
	stem := string(s.stem)
	if v.stays(stem) {
		return word
	}
	f := v.words[stem]
	if f == nil || f.becomes == nil {
		v.learn(word, plain)
		f = v.words[stem]
		f.becomes = v.choose(stem, f)
	}
	return s.write(f.becomes)
}

// choose finds a replacement for a stem.
func (v *vocabulary) choose(stem string, f *wordFacts) []rune {
	letters := []rune(stem)
	if len(letters) == 1 {
		return []rune{v.initial(letters[0], f.bound[0])}
	}
	if !f.person {
		if glued := v.glued(letters, f); glued != nil {
			return glued
		}
	}
	for attempt := 0; ; attempt++ {
		c := v.candidate(stem, letters, f, attempt)
		if v.fits(string(c), stem, attempt) {
			v.taken[string(c)] = true
			return c
		}
	}
}

// initial is what the first letter of a word becomes.
func (v *vocabulary) initial(letter rune, bound bool) rune {
	if to, ok := v.letter[letter]; ok && !bound {
		return to
	}
	if others := alternatives(letter); len(others) > 1 && !bound {
		i := slices.Index(others, letter)
		return others[(i+1+int(v.bytes(1, "letter", string(others), 0)[0])%(len(others)-1))%len(others)]
	}
	return letter
}

// The attempts after which a choice gets freer: any letters, then another
// initial, then another length.
const (
	anyLetters  = 60
	anyInitial  = 120
	anotherSize = 180
)

// candidate makes a replacement of a stem. It keeps which letters are vowels,
// and has no e behind a, o or u, because that would be another spelling.
func (v *vocabulary) candidate(stem string, letters []rune, f *wordFacts, attempt int) []rune {
	chance := v.bytes(2*len(letters)+8, "word", stem, attempt)
	pick := func(at int, from []rune) rune {
		return from[int(binary.LittleEndian.Uint16(chance[2*at:]))%len(from)]
	}
	out := make([]rune, 0, len(letters)+4)
	for at, l := range letters {
		from := alternatives(l)
		latin := l < 0x80
		switch {
		case f.bound[at] || len(from) == 0:
			out = append(out, l)
			continue
		case at == 0 && attempt < anyInitial:
			out = append(out, v.initial(l, false))
			continue
		case attempt >= anyLetters && latin && !strings.ContainsRune(openVowels+closeVowels, l):
			from = []rune(consonants)
		case attempt >= anyLetters && latin:
			from = []rune(openVowels + consonants)
			if f.bound != nil {
				from = alternatives(l)
			}
		}
		if at > 0 && strings.ContainsRune(openVowels, out[at-1]) && slices.Contains(from, 'e') {
			out = append(out, 'i')
			continue
		}
		out = append(out, pick(at, from))
	}
	for extra := anotherSize; extra <= attempt; extra += anotherSize {
		out = append(out, rune(consonants[int(chance[len(chance)-1-extra/anotherSize%8])%len(consonants)]))
	}
	return out
}

// fits reports whether a replacement is new: nobody else's, no word of the
// originals, and without one of them inside. A word whose letters all have to
// stay cannot be without itself; the search for survivors will find it.
func (v *vocabulary) fits(c, stem string, attempt int) bool {
	if c == stem || v.taken[c] || functions[c] || endings[c] {
		return false
	}
	if len([]rune(stem)) < shortest {
		return true
	}
	return !v.known(c) && (attempt > 3*anotherSize || !v.holds(c))
}

func (v *vocabulary) known(c string) bool { _, known := v.words[c]; return known }

// holds reports whether a long word of the originals is part of a text.
func (v *vocabulary) holds(c string) bool {
	letters := []rune(c)
	for from := 0; from+longest <= len(letters); from++ {
		for to := from + longest; to <= len(letters); to++ {
			if v.known(string(letters[from:to])) {
				return true
			}
		}
	}
	return false
}

// glued replaces a login name that is made of names, or of a name and an
// initial, by the same of their replacements; nil for another word.
func (v *vocabulary) glued(letters []rune, f *wordFacts) []rune {
	for cut := len(letters) - 1; cut > 0 && f.bound == nil; cut-- {
		head, tail := v.part(letters[:cut]), v.part(letters[cut:])
		if head == nil || tail == nil || cut == 1 && len(letters) < shortest+1 {
			continue
		}
		if len(letters[:cut]) < shortest && len(letters[cut:]) < shortest {
			continue
		}
		c := string(head) + string(tail)
		if v.taken[c] || v.known(c) || strings.ContainsRune(openVowels, head[len(head)-1]) && tail[0] == 'e' {
			continue
		}
		v.taken[c] = true
		return []rune(c)
	}
	return nil
}

// part is the replacement of a name, or of an initial.
func (v *vocabulary) part(letters []rune) []rune {
	if len(letters) == 1 {
		return []rune{v.initial(letters[0], false)}
	}
	if f := v.words[string(letters)]; f != nil && f.person {
		return f.becomes
	}
	return nil
}

// number gives the replacement of a run of digits, of the same length as long as
// there is one that is not in use.
func (v *vocabulary) number(digits string) string {
	if to := v.numbers[digits]; to != "" {
		return to
	}
	v.numbers[digits] = v.chooseNumber(digits)
	return v.numbers[digits]
}

// shortNumber is the length up to which numbers are permuted: a room or a
// counter identifies nobody, and there are too few to avoid each other.
const shortNumber = 3

func (v *vocabulary) chooseNumber(digits string) string {
	if len(digits) <= shortNumber {
		return v.shortNumber(digits)
	}
	const enough = 40
	for attempt := 0; ; attempt++ {
		// Where nearly all numbers of the length are in use, it gets a longer one.
		out := make([]byte, len(digits)+attempt/enough)
		chance := v.bytes(len(out), "number", digits, attempt)
		for i := range out {
			out[i] = '0' + chance[i]%10
		}
		c := string(out)
		if _, known := v.numbers[c]; !known && !v.taken[c] {
			v.taken[c] = true
			return c
		}
	}
}

func (v *vocabulary) shortNumber(digits string) string {
	size := 1
	for range digits {
		size *= 10
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return digits
	}
	if v.digits[len(digits)] == nil {
		v.digits[len(digits)] = v.cycle(size, "digits "+strconv.Itoa(len(digits)))
	}
	out := strconv.Itoa(v.digits[len(digits)][n])
	return strings.Repeat("0", len(digits)-len(out)) + out
}
