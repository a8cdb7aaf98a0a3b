package source

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// wholeElements is what elementFinder finds, byte by byte.
func wholeElements(text []byte, most int) int {
	whole, depth, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[' && depth > 0:
			depth++
		case (c == '}' || c == ']') && depth > 0:
			if depth--; depth == 0 {
				if whole = i + 1; whole >= most {
					return whole
				}
			}
		case depth == 0 && !strings.ContainsRune(", \n\r\t", rune(c)):
			return whole
		}
	}
	return whole
}

// withoutLarge cuts a text off at the first character as large as a bracket that
// stands in no string and is none.
func withoutLarge(text []byte) []byte {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case !quoted && strings.IndexByte("\\^_|~\x7f", c) >= 0:
			return text[:i]
		}
	}
	return text
}

func requireSameElements(t *testing.T, text []byte, most int) {
	t.Helper()
	text = withoutLarge(text)
	var f elementFinder
	for range 2 { // the second time it has been used before
		whole, ends := f.find(text, most, nil)
		require.Equal(t, wholeElements(text, most), whole, "%q up to %d", text, most)
		s := &jsonScanner{buf: text, end: len(text), ends: ends}
		for at, c := range text[:whole] {
			require.Equal(t, c == '"' || c == '\\' || c < ' ' || c > '\x7f', ends[at/8]>>(at%8)&1 == 1, "%q at %d", text, at)
			if c == '"' {
				n, slowly := s.plainString(at), plainString(text[at:])
				if slowly > 0 || n > 0 && n < len(text)-8-at {
					require.Equal(t, slowly, n, "%q at %d", text, at)
				}
			}
		}
	}
}

func TestElementsAreFoundAsByteByByte(t *testing.T) {
	inner := []string{`"a":1`, `"a":"}]"`, `"\"":"\\"`, `"b":[{},{"c":["x\\\"{"]}]`, `"ä":"é\u00e9"`, "\n\t\"n\" :\n null"}
	for size := range 150 {
		for _, in := range inner {
			text := `{"x":"` + strings.Repeat("y", size) + `",` + in + `}` + strings.Repeat(`,{`+in+`}`, 9)
			for _, tail := range []string{"", "]}", ` , {"a"`, `, 7`, `,{"a":"`, "x"} {
				requireSameElements(t, []byte(text+tail), len(text)/2)
				requireSameElements(t, []byte(text+tail), len(text)*2)
			}
		}
		requireSameElements(t, []byte(`{"x":"`+strings.Repeat("y", size)+strings.Repeat(`\`, 70)+`"}, {"y":"`+strings.Repeat(`\"`, size)+`"}`), 1000)
	}
	long := bytes.Repeat([]byte(`{"id":"some \"one\"","list":["[",{"b":"}"}]},`), 1000)
	for _, most := range []int{0, 1, 4095, 4096, 4097, 8192, 20000, len(long)} {
		requireSameElements(t, long, most)
	}
}

func FuzzElements(f *testing.F) {
	f.Add([]byte(`{"a":1},{"b":[{},{}]},{"c"`), 100)
	f.Add([]byte(`{"a":"},{\"}\\"},{"b":"}`), 5)
	f.Add([]byte(`{"a":"`+strings.Repeat(`\\`, 60)+`"},  {},"x",{}`), 70)
	f.Add([]byte(`{]{[}`+"\"\\\"\u00e9\x00"), 0)
	f.Fuzz(requireSameElements)
}
