package ad

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Fold gives the form under which AD compares Unicode strings: without case,
// width, kana type and combining marks ([MS-ADTS] 3.1.1.2.2.4.13, the flags
// NORM_IGNORECASE, WIDTH, KANATYPE and NONSPACE). ASCII is only lowered.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(width.Fold.String(s)) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		b.WriteRune(foldKana(unicode.ToLower(r)))
	}
	return b.String()
}

// foldKana maps katakana to hiragana.
func foldKana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 0x60
	}
	return r
}

// EqualFold reports whether v folds to key, which is folded already. It does
// not allocate for ASCII.
func EqualFold(v []byte, key string) bool {
	for i, c := range v {
		if c >= utf8.RuneSelf {
			return Fold(string(v)) == key
		}
		if i >= len(key) || lower(c) != key[i] {
			return !isASCIIBytes(v[i:]) && Fold(string(v)) == key
		}
	}
	return len(v) == len(key)
}

// ContainsFold reports whether v, once folded, consists of initial, then the
// parts of any in their order, then final. All keys are folded already.
func ContainsFold(v []byte, initial string, any []string, final string) bool {
	return Substrings(Fold(string(v)), initial, any, final)
}

// Substrings is ContainsFold without folding.
func Substrings(s, initial string, any []string, final string) bool {
	if !strings.HasPrefix(s, initial) {
		return false
	}
	s = s[len(initial):]
	for _, part := range any {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, final)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isASCIIBytes(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
