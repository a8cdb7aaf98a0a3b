package report

import "unicode/utf8"

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

// appendCell appends what csvCell gives, quoted where it has to be.
func appendCell[T string | []byte](b []byte, s T) []byte {
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
