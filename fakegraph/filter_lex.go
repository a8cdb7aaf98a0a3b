package fakegraph

import (
	"regexp"
	"strings"
)

// Limits on a filter. The service has such limits too; these keep a hostile
// filter from using more than its share.
const (
	maxFilterBytes = 32 << 10
	maxFilterDepth = 64
	maxFilterNodes = 2000
)

const (
	tokEnd tokenKind = iota
	tokName
	tokString
	tokNumber
	tokGUID
	tokTime
	tokPunct // one of ( ) , / :
)

// lexFilter splits a filter into tokens. The error is the position of the
// first byte that starts no token.
func lexFilter(text string) ([]token, int, bool) {
	var out []token
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t':
			i++
		case strings.IndexByte("(),/:", c) >= 0:
			out = append(out, token{kind: tokPunct, text: text[i : i+1], pos: i})
			i++
		case c == '\'':
			t, end, ok := lexString(text, i)
			if !ok {
				return nil, i, false
			}
			out, i = append(out, t), end
		default:
			t, end, ok := lexWord(text, i)
			if !ok {
				return nil, i, false
			}
			out, i = append(out, t), end
		}
	}
	return append(out, token{kind: tokEnd, pos: len(text)}), 0, true
}

// lexString reads a quoted string; two quotes in it stand for one.
func lexString(text string, start int) (token, int, bool) {
	var b strings.Builder
	for i := start + 1; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return token{kind: tokString, text: b.String(), pos: start}, i + 1, true
	}
	return token{}, 0, false
}

// lexWord reads a name, a keyword or an unquoted literal. A word that starts
// with a digit may hold the colons and signs of a point in time.
func lexWord(text string, start int) (token, int, bool) {
	digit := isDigit(text[start]) || text[start] == '-'
	end := start
	for end < len(text) && (isWord(text[end]) || (digit && (text[end] == ':' || text[end] == '+'))) {
		end++
	}
	if end == start {
		return token{}, 0, false
	}
	t := token{kind: tokName, text: text[start:end], pos: start}
	switch {
	case guidText.MatchString(t.text):
		t.kind = tokGUID
	case digit && numberText.MatchString(t.text):
		t.kind = tokNumber
	case digit && timeText.MatchString(t.text):
		t.kind = tokTime
	case digit:
		return token{}, 0, false
	}
	return t, end, true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c == '_' || c == '.' || c == '-' || c == '$' || (c|0x20 >= 'a' && c|0x20 <= 'z')
}

// isGUID reports whether a text is a GUID in its usual form.
func isGUID(s string) bool { return guidText.MatchString(s) }

var (
	guidText   = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	numberText = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]+)?$`)
	timeText   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$`)
)

type tokenKind uint8

// token is one word of a filter and the byte where it starts.
type token struct {
	kind tokenKind
	text string
	pos  int
}
