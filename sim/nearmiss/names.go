package nearmiss

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folder brings names to a form in which their spellings are equal:
// compatibility characters decomposed (NFKD), accents and apostrophes gone,
// lower case. Letters that Unicode does not decompose come from a table.
type folder struct {
	// blanks keeps what is neither letter nor digit as a blank; else it goes.
	blanks bool
	// umlauts takes the e away behind a, o and u: so German names are equal that
	// are written without their dots, Müller (muller) and Mueller. Other words
	// change too, on both sides alike.
	umlauts bool
}

// append folds a text to the end of a list of bytes.
func (f folder) append(out []byte, text string) []byte {
	from := len(out)
	out = slices.Grow(out, len(text))
	for i := range len(text) {
		c := text[i]
		if c-'A' < 26 {
			c += 'a' - 'A'
		}
		switch {
		case c >= utf8.RuneSelf:
			return f.appendRunes(out[:from], text)
		case c-'a' < 26:
			if c != 'e' || !f.umlauts || len(out) == from || !rounded(out[len(out)-1]) {
				out = append(out, c)
			}
		case c-'0' < 10:
			out = append(out, c)
		case f.blanks && c != '\'':
			out = append(out, ' ')
		}
	}
	return out
}

// appendRunes is append for texts with more than ASCII. What a character becomes
// does not depend on its neighbours, because marks that could change places go:
// so Latin letters come from a table, and only the others are decomposed.
func (f folder) appendRunes(out []byte, text string) []byte {
	from, table := len(out), latin()
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c-'A' < 26 {
				c += 'a' - 'A'
			}
			out = f.put(out, from, rune(c))
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r < latinEnd {
			for _, l := range table[r-utf8.RuneSelf] {
				out = f.put(out, from, l)
			}
			i += size
			continue
		}
		end := i + size
		for end < len(text) && text[end] >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(text[end:]); r < latinEnd {
				break
			}
			end += size
		}
		out = f.appendOthers(out, from, text[i:end])
		i = end
	}
	return out
}

// appendOthers is appendRunes for a part without Latin letters.
func (f folder) appendOthers(out []byte, from int, text string) []byte {
	for _, r := range norm.NFKD.String(text) {
		if r = unicode.ToLower(r); r >= latinEnd && unicode.IsLetter(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, l := range lowered(r) {
			out = f.put(out, from, l)
		}
	}
	return out
}

// lowered is what stands for a decomposed character in lower case: nothing for a
// mark.
func lowered(r rune) string {
	if other := letters[r]; other != "" {
		return other
	}
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	return string(r)
}

// latinEnd is the end of the Latin letters with accents in Unicode.
const latinEnd = 0x250

// latin says for each character from 0x80 to latinEnd what is put for it.
var latin = sync.OnceValue(func() *[latinEnd - utf8.RuneSelf]string {
	var table [latinEnd - utf8.RuneSelf]string
	for i := range table {
		for _, r := range norm.NFKD.String(string(rune(utf8.RuneSelf + i))) {
			table[i] += lowered(unicode.ToLower(r))
		}
	}
	return &table
})

// put appends one character in lower case that needs no more decomposition. The
// text begins at from.
func (f folder) put(out []byte, from int, r rune) []byte {
	switch {
	case r == 'e' && f.umlauts && len(out) > from && rounded(out[len(out)-1]):
		return out
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return append(out, byte(r))
	case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return utf8.AppendRune(out, r)
	case f.blanks && r != '\'' && r != '’':
		return append(out, ' ')
	default:
		return out
	}
}

// rounded reports whether a letter has a form with two dots that is also
// written with an e behind it.
func rounded(letter byte) bool { return letter == 'a' || letter == 'o' || letter == 'u' }

// letters are those that Unicode does not decompose.
var letters = map[rune]string{
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i",
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// notebook holds the folded texts and words of one person. What it gave stays
// as it is until it is cleared; then its memory is used again.
type notebook struct {
	text []byte
	list [][]byte
}

func (b *notebook) clear() { b.text, b.list = b.text[:0], b.list[:0] }

// fold notes a folded text.
func (b *notebook) fold(f folder, text string) []byte {
	from := len(b.text)
	b.text = f.append(b.text, text)
	return b.text[from:len(b.text):len(b.text)]
}

// words splits a name into its folded words.
func (b *notebook) words(text string) [][]byte {
	from := len(b.list)
	for rest := b.fold(folder{blanks: true, umlauts: true}, text); len(rest) > 0; {
		word := rest
		if end := bytes.IndexByte(rest, ' '); end >= 0 {
			word, rest = rest[:end:end], rest[end+1:]
		} else {
			rest = nil
		}
		if len(word) > 0 && !isTitle(word) {
			b.list = append(b.list, word)
		}
	}
	return b.since(from)
}

// since gives the words that were noted from a place on.
func (b *notebook) since(from int) [][]byte { return b.list[from:len(b.list):len(b.list)] }

// join notes two lists of words as one.
func (b *notebook) join(first, second [][]byte) [][]byte {
	from := len(b.list)
	b.list = append(append(b.list, first...), second...)
	return b.since(from)
}

// isTitle reports whether a word is no part of the name.
func isTitle(word []byte) bool {
	switch string(word) {
	case "mr", "mrs", "ms", "dr", "prof", "jr", "sr", "phd", "mba", "ext", "extern", "external":
		return true
	default:
		return false
	}
}

// name is what is known of a person's name.
type name struct {
	display                 string   // as written
	givenName, surnameValue string   // as written
	sorted                  [][]byte // the words of the whole name, sorted
	given, surname          [][]byte // nil when not known
	stated                  bool     // both parts come from attributes of their own
	displayed               bool     // sorted is of the display name
	asShown                 bool     // first and last are those of the display name
}

// name reads a name. givenName and surname win over the display name, which
// is "Last, First" when it has a comma and else begins with the given name. What
// stands in brackets is no part of the name.
func (b *notebook) name(display, given, surname string) name {
	n := name{display: display, givenName: given, surnameValue: surname, given: b.words(given), surname: b.words(surname)}
	n.stated = n.full()
	last, first, comma := strings.Cut(withoutBrackets(display), ",")
	from := len(b.list)
	before := b.words(last)
	var behind [][]byte
	if comma {
		behind = b.words(first)
	}
	all := b.since(from)
	var shown name
	switch {
	case len(behind) > 0:
		shown.given, shown.surname = behind, before
	case len(all) > 1:
		shown.given, shown.surname = all[:1], all[1:]
	case len(all) == 1:
		shown.given = all
	}
	if len(n.given) == 0 && len(n.surname) == 0 {
		n.given, n.surname, n.asShown = shown.given, shown.surname, shown.full()
	} else {
		n.asShown = n.full() && shown.full() && bytes.Equal(n.first(), shown.first()) && bytes.Equal(n.last(), shown.last())
	}
	if n.displayed = len(all) > 0; n.displayed {
		n.sorted = b.join(all, nil)
	} else {
		n.sorted = b.join(n.given, n.surname)
	}
	slices.SortFunc(n.sorted, bytes.Compare)
	return n
}

// shown is the name as reasons have it.
func (n *name) shown() string {
	if n.display == "" {
		return strings.TrimSpace(n.givenName + " " + n.surnameValue)
	}
	return n.display
}

// withoutBrackets cuts "(...)" and "[...]" out.
func withoutBrackets(text string) string {
	for _, pair := range [...]string{"()", "[]"} {
		for {
			open := strings.IndexByte(text, pair[0])
			if open < 0 {
				break
			}
			shut := strings.IndexByte(text[open:], pair[1])
			if shut < 0 {
				break
			}
			text = text[:open] + " " + text[open+shut+1:]
		}
	}
	return text
}

// full reports whether both parts of the name are known.
func (n *name) full() bool { return len(n.given) > 0 && len(n.surname) > 0 }

// first and last are the words that login names are made of.
func (n *name) first() []byte { return n.given[0] }
func (n *name) last() []byte  { return n.surname[len(n.surname)-1] }

// form is a login name that is made of a name, in two parts, as fold leaves
// them when they stand together.
type form struct{ head, tail []byte }

// glue makes a form; of the second part nothing may be left.
func glue(a, b []byte) form {
	if rounded(a[len(a)-1]) {
		b = bytes.TrimLeft(b, "e")
	}
	return form{a, b}
}

// is reports whether a login name is of the form.
func (f form) is(login []byte) bool {
	return len(f.tail) > 0 && len(login) == len(f.head)+len(f.tail) && bytes.HasPrefix(login, f.head) && bytes.HasSuffix(login, f.tail)
}

// commonForms are the login names that most organisations make of a full name.
func (n *name) commonForms() [3]form {
	f, l := n.first(), n.last()
	return [...]form{glue(f, l), glue(initialOf(f), l), glue(f, initialOf(l))}
}

// makes reports whether a login name without separators is made of the name:
// both of both parts of it, one of the given name or the surname alone, which
// many people share.
func (n *name) makes(login []byte) (both, one bool) {
	if !n.full() {
		return false, false
	}
	f, l := n.first(), n.last()
	for _, common := range n.commonForms() {
		if common.is(login) {
			return true, false
		}
	}
	if glue(l, f).is(login) || glue(l, initialOf(f)).is(login) {
		return true, false
	}
	return n.joins(login), bytes.Equal(login, f) || bytes.Equal(login, l)
}

// joins reports whether a login name is all words of the name.
func (n *name) joins(login []byte) bool {
	if len(login) == 0 || login[0] != n.given[0][0] {
		return false
	}
	var one, other [64]byte
	joined := one[:0]
	for _, word := range n.given {
		joined = append(joined, word...)
	}
	for _, word := range n.surname {
		joined = append(joined, word...)
	}
	return len(joined) >= len(login) && bytes.Equal(login, folder{umlauts: true}.append(other[:0], string(joined)))
}

// initialOf is the first letter of a word.
func initialOf(word []byte) []byte {
	_, size := utf8.DecodeRune(word)
	return word[:size]
}
