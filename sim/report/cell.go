package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// visible makes every character that a reader cannot see, or that steers a
// terminal, readable as an escape: control and format characters (bidirectional
// overrides, zero-width blanks, soft hyphens), unusual blanks, and bytes that
// are not UTF-8. An invisible character in a userPrincipalName is a finding,
// not decoration, so nothing is dropped.
func visible(s string) string {
	if !hides(s) {
		return s
	}
	return escaped(s)
}

func escaped(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case hidden(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
		s = s[n:]
	}
	return b.String()
}

// hides reports whether there is something in a text to make visible.
func hides(s string) bool {
	for i := 0; i < len(s); {
		if s[i] >= ' ' && s[i] <= '~' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || hidden(r) {
			return true
		}
		i += n
	}
	return false
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	switch { // the letters and signs of most names
	case r >= ' ' && r <= '~', r > '\u00ad' && r < '\u0370', r >= '\u0400' && r < '\u0530',
		r > '\u3098' && r < '\u3100', r >= '\u4e00' && r < '\ua000', r >= '\uac00' && r < '\ud7a4':
		return false
	}
	return unicode.Is(unicode.C, r) || unicode.Is(unicode.Z, r)
}

// width is the number of terminal columns. It does not depend on the locale:
// characters of ambiguous width count one.
func width(s string) int {
	if plain(s) {
		return len(s)
	}
	return twwidth.WidthWithOptions(s, twwidth.Options{})
}

// clip shortens a visible text to a number of columns; "…" marks the cut.
func clip(s string, columns int) string {
	if width(s) <= columns {
		return s
	}
	if columns < 1 {
		return ""
	}
	head, _ := cut(s, columns-1)
	return strings.TrimRight(head, " ") + "…"
}

// cut splits a text after so many columns.
func cut(s string, columns int) (head, tail string) {
	used := 0
	for i, r := range s {
		w := width(string(r))
		if used+w > columns {
			return s[:i], s[i:]
		}
		used += w
	}
	return s, ""
}

// wrap breaks a visible text into lines of at most so many columns, at blanks
// where it can and not at bound ones. Zero most means any number of lines;
// otherwise the last one ends in "…" when text is left over.
func wrap(s string, columns, most int) []string {
	var out []string
	line := ""
	flush := func() {
		out = append(out, line)
		line = ""
	}
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '\n' }) {
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) <= columns:
			line += " " + word
		default:
			flush()
			line = word
		}
		for width(line) > columns {
			head, tail := cutWord(line, columns)
			if head == "" { // one character is wider than the column
				break
			}
			line = head
			flush()
			line = tail
		}
	}
	if line != "" {
		flush()
	}
	if most > 0 && len(out) > most {
		rest := strings.Join(out[most-1:], " ")
		out = append(out[:most-1], clip(rest, columns))
	}
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], bound, " ")
	}
	return out
}

// cutWord splits a word that is too long, behind a separator of its second half
// where it has one: a DN at a comma, an address at a slash.
func cutWord(word string, columns int) (head, tail string) {
	head, tail = cut(word, columns)
	if at := strings.LastIndexAny(head, ",;/&?"); at > len(head)/2 {
		return word[:at+1], word[at+1:]
	}
	return head, tail
}

// bound is a blank at which wrap does not break a line. It cannot come from a
// value: visible shows it as an escape.
const bound = "\u00a0"

// count writes a number with a comma between groups of three digits.
func count(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// plural gives "1 user", "2 users", "1,234 users".
func plural(n int, one string) string { return count(n) + " " + pick(n, one, one+"s") }

// pick gives the word for one or for any other number.
func pick(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
