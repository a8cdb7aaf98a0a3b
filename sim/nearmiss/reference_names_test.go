package nearmiss_test

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"presync/sim/nearmiss"
)

// fold brings a name to a form in which its spellings are equal: compatibility
// characters decomposed (NFKD), accents and apostrophes gone, lower case,
// everything but letters and digits a blank. Letters that Unicode does not
// decompose come from a table.
func fold(text string) string { return folder{blanks: true}.fold(text) }

// folder says what fold does beside.
type folder struct {
	// blanks keeps what is neither letter nor digit as a blank; else it goes.
	blanks bool
	// umlauts takes the e away behind a, o and u: so German names are equal that
	// are written without their dots, Müller (muller) and Mueller. Other words
	// change too, on both sides alike.
	umlauts bool
}

func (f folder) fold(text string) string {
	out := make([]byte, 0, len(text))
	if isASCII(text) {
		for i := range len(text) {
			out = f.put(out, rune(text[i]))
		}
		return string(out)
	}
	for _, r := range norm.NFKD.String(text) {
		r = unicode.ToLower(r)
		if other := nearmiss.Letters[r]; other != "" {
			for _, l := range other {
				out = f.put(out, l)
			}
		} else if !unicode.Is(unicode.Mn, r) {
			out = f.put(out, r)
		}
	}
	return string(out)
}

// put appends one character that needs no more decomposition.
func (f folder) put(out []byte, r rune) []byte {
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	switch {
	case r == 'e' && f.umlauts && len(out) > 0 && strings.IndexByte("aou", out[len(out)-1]) >= 0:
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

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// words splits a name into its folded words.
func words(text string) []string {
	list := strings.Fields(folder{blanks: true, umlauts: true}.fold(text))
	return slices.DeleteFunc(list, func(w string) bool { return titles[w] })
}

// squash is a login name without its separators: "john.smith" is "johnsmith".
func squash(login string) string { return folder{umlauts: true}.fold(login) }

// name is what is known of a person's name.
type name struct {
	display        string   // as written
	sorted         []string // the words of the whole name, sorted
	given, surname []string // nil when not known
	stated         bool     // both parts come from attributes of their own
}

// parseName reads a name. givenName and surname win over the display name, which
// is "Last, First" when it has a comma and else begins with the given name. What
// stands in brackets is no part of the name.
func parseName(display, given, surname string) name {
	plain := withoutBrackets(display)
	n := name{display: display, given: words(given), surname: words(surname)}
	n.stated = n.full()
	last, first, comma := strings.Cut(plain, ",")
	all := words(plain)
	if len(n.given) == 0 && len(n.surname) == 0 {
		switch {
		case comma && len(words(first)) > 0:
			n.given, n.surname = words(first), words(last)
		case len(all) > 1:
			n.given, n.surname = all[:1], all[1:]
		case len(all) == 1:
			n.given = all
		}
	}
	if len(all) == 0 {
		all = append(slices.Clone(n.given), n.surname...)
	}
	if display == "" {
		n.display = strings.TrimSpace(given + " " + surname)
	}
	n.sorted = slices.Clone(all)
	slices.Sort(n.sorted)
	return n
}

// withoutBrackets cuts "(...)" and "[...]" out.
func withoutBrackets(text string) string {
	for _, pair := range []string{"()", "[]"} {
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
func (n name) full() bool { return len(n.given) > 0 && len(n.surname) > 0 }

// first and last are the words that login names are made of.
func (n name) first() string { return n.given[0] }
func (n name) last() string  { return n.surname[len(n.surname)-1] }

// commonForms are the login names that most organisations make of a full name,
// in two parts each, as squash leaves them.
func (n name) commonForms() [][2]string {
	if !n.full() {
		return nil
	}
	f, l := n.first(), n.last()
	return [][2]string{glue(f, l), glue(initialOf(f), l), glue(f, initialOf(l))}
}

// glue gives two words as squash leaves them when they stand together; of the
// second nothing may be left.
func glue(a, b string) [2]string {
	if vowel := a[len(a)-1]; strings.IndexByte("aou", vowel) >= 0 {
		b = strings.TrimLeft(b, "e")
	}
	return [2]string{a, b}
}

// makes reports whether a login name without separators is made of the name:
// both of both parts of it, one of the given name or the surname alone, which
// many people share.
func (n name) makes(login string) (both, one bool) {
	if !n.full() {
		return false, false
	}
	f, l := n.first(), n.last()
	for _, form := range append(n.commonForms(), glue(l, f), glue(l, initialOf(f))) {
		if rest, found := strings.CutPrefix(login, form[0]); found && rest != "" && rest == form[1] {
			return true, false
		}
	}
	return login == squash(strings.Join(n.given, "")+strings.Join(n.surname, "")), login == f || login == l
}

// initialOf is the first letter of a word.
func initialOf(word string) string {
	for i := range word {
		if i > 0 {
			return word[:i]
		}
	}
	return word
}

// titles are words that are no part of the name.
var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "jr": true, "sr": true,
	"phd": true, "mba": true, "ext": true, "extern": true, "external": true,
}

// formal maps each form of a given name to the rows of the table it is in.
type formal map[string][]int32

// formalNames makes the index of the table, with every name in the form that
// words gives it.
func formalNames() formal {
	f := formal{}
	for row, names := range nearmiss.Nicknames {
		for _, n := range names {
			for _, w := range words(n) {
				f[w] = append(f[w], int32(row))
			}
		}
	}
	return f
}

// alike reports whether two given names can be forms of one name.
func (f formal) alike(a, b string) bool {
	for _, x := range f[a] {
		for _, y := range f[b] {
			if x == y {
				return true
			}
		}
	}
	return false
}

// isGeneric reports whether the part of an address before the '@' is that of a
// function.
func isGeneric(local string) bool { return nearmiss.Generic[strings.ReplaceAll(fold(local), " ", "")] }
