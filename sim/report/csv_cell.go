package report

import (
	"strings"
	"unicode/utf8"

	"presync/sim/match"
)

// What a character of a cell asks for.
const (
	inQuotes byte = 1 << iota // the cell stands between quotation marks
	doubled                   // it stands twice there
	looked                    // it is not printable ASCII, so it has to be looked at
	guarded                   // in front it starts a formula
)

// asks has what each byte of a cell asks for, so that one pass over a value
// tells whether it can be written as it is.
var asks = func() (table [256]byte) {
	for c := range table {
		if c < ' ' || c > '~' {
			table[c] = looked
		}
	}
	table[','], table['"'] = inQuotes, inQuotes|doubled
	table['='], table['+'], table['-'], table['@'] = guarded, guarded, guarded, guarded
	return table
}()

func asked[T string | []byte](s T) (all byte) {
	for i := range len(s) {
		all |= asks[s[i]]
	}
	return all
}

// appendCell appends what csvCell gives, quoted where it has to be. It passes over
// printable ASCII eight bytes at a time, and leaves what has to be changed to
// appendLooked.
func appendCell(b []byte, s string) []byte {
	if len(s) == 0 {
		return b
	}
	comma, quote := byte(','), byte('"')
	for n := match.Plain(s, comma, quote); n < len(s); n += match.Plain(s[n:], comma, quote) {
		if s[n] < utf8.RuneSelf {
			if asks[s[n]]&inQuotes == 0 {
				return appendLooked(b, s)
			}
			comma, quote = 0, 0 // known now; Plain stops at control characters
			continue
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		if r == utf8.RuneError && size == 1 || hidden(r) {
			return appendLooked(b, s)
		}
		n += size
	}
	switch {
	case s[0] >= utf8.RuneSelf && startsFormula(s), asks[s[0]]&guarded != 0:
		return appendLooked(b, s)
	case comma != 0 && s[0] != ' ' && s != `\.`:
		return append(b, s...)
	default:
		return appendQuoted(b, s)
	}
}

// appendQuoted puts a cell between quotation marks.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for {
		n := strings.IndexByte(s, '"')
		if n < 0 {
			return append(append(b, s...), '"')
		}
		b = append(append(b, s[:n+1]...), '"')
		s = s[n+1:]
	}
}

// appendLooked is appendCell for any text.
func appendLooked[T string | []byte](b []byte, s T) []byte {
	if len(s) == 0 {
		return b
	}
	all := asked(s)
	if all&looked != 0 || asks[s[0]]&guarded != 0 {
		if text := string(s); startsFormula(text) || hides(text) {
			safe := csvCell(text)
			return appendSafe(b, safe, asked(safe))
		}
	}
	return appendSafe(b, s, all)
}

// appendSafe appends a cell of which csvCell would change nothing, so that there
// are no blanks but the space in it, and no line ends. all is what its
// characters ask for.
func appendSafe[T string | []byte](b []byte, s T, all byte) []byte {
	if all&inQuotes == 0 && s[0] != ' ' && string(s) != `\.` {
		return append(b, s...)
	}
	b = append(b, '"')
	from := 0
	if all&doubled != 0 {
		for i := range len(s) {
			if s[i] == '"' {
				b = append(b, s[from:i+1]...)
				from = i // and once more with what comes next
			}
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}

// csvCell keeps a value from being run as a formula.
func csvCell(s string) string {
	if startsFormula(s) {
		return "'" + visible(s)
	}
	return visible(s)
}

// startsFormula says what spreadsheets take for a formula. The full-width forms
// count: in East Asian locales they are taken for the ASCII ones.
func startsFormula(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	switch first {
	case '=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠':
		return true
	default:
		return false
	}
}
