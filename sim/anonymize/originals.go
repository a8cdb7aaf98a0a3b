package anonymize

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"presync/sim/directory"
)

// originals are what must not be found in the result.
type originals struct {
	words   map[string]bool // in lower case
	numbers map[string]bool
	ids     map[string]string // bytes, hex and text of GUIDs and SIDs -> what it is
	kept    map[string]bool   // words and numbers that stay somewhere
}

func newOriginals() *originals {
	return &originals{words: map[string]bool{}, numbers: map[string]bool{}, ids: map[string]string{}, kept: map[string]bool{}}
}

func (o *originals) word(w string) {
	low := strings.ToLower(w)
	if len([]rune(low)) >= shortest {
		o.words[low] = true
	}
	if stem := string(spell(w).stem); len([]rune(stem)) >= shortest {
		o.words[stem] = true
	}
}

// significant is the number of digits from which a number is looked for.
const significant = 5

func (o *originals) number(digits string) {
	if len(digits) >= significant {
		o.numbers[digits] = true
	}
}

// guid notes all encodings of a GUID: its bytes in both orders, and with them
// Base64 and hex; and its text.
func (o *originals) guid(g directory.GUID) {
	what := "the GUID " + g.String()
	for _, form := range []directory.GUID{g, swapped(g)} {
		o.ids[string(form[:])] = what
	}
}

func (o *originals) sid(s directory.SID) {
	o.ids[string(s)] = "the SID " + string(s)
	if raw := binarySID(s); raw != nil {
		o.ids[string(raw)] = "the SID " + string(s)
	}
	if rest, ok := strings.CutPrefix(string(s), domainSID); ok {
		if parts := strings.Split(rest, "-"); len(parts) >= 3 {
			for _, p := range parts[:3] {
				o.number(p)
			}
		}
	}
}

func (o *originals) blob(raw []byte) {
	const least = 8
	if len(raw) >= least {
		o.ids[string(raw)] = "the value " + base64.StdEncoding.EncodeToString(raw[:min(len(raw), 24)])
	}
}

func (o *originals) whole(text string) {
	const least = 6
	if len(text) >= least {
		o.ids[text] = "the id " + text
	}
}

// stays notes what stays, so that it is not taken for a survivor.
func (o *originals) stays(text string) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !isAlnum(r) }) {
		o.kept[strings.ToLower(w)] = true
	}
	letters := strings.FieldsFunc(text, func(r rune) bool { return !isAlnum(r) || isDigit(r) })
	digits := strings.FieldsFunc(text, func(r rune) bool { return !isDigit(r) })
	for _, w := range append(letters, digits...) {
		o.kept[strings.ToLower(w)] = true
	}
	if raw, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(text, "{}"), "-", "")); err == nil && len(raw) == 16 {
		o.kept[string(raw)] = true
	}
}
