package anonymize

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"presync/sim/directory"
)

// Survivor is an original value that stands in the result.
type Survivor struct {
	File string
	Line int
	What string // the value, and how it is encoded
}

// String gives "file:line: what".
func (s Survivor) String() string { return fmt.Sprintf("%s:%d: %s", s.File, s.Line, s.What) }

// mostSurvivors is how many are listed.
const mostSurvivors = 20

// Survivors looks for originals in a result, as a stranger would: in the text
// of the file, whatever its form, in Base64, hex, escapes of JSON, of URLs and
// of distinguished names. It uses nothing of what replaced the values. Words
// are looked for from three letters on, inside other words from six on, and
// numbers from five digits on. The words of the allowed texts may be there: they
// are those of a program and come from no export.
func (r *Replacer) Survivors(name string, result io.Reader, allowed ...string) ([]Survivor, error) {
	text := bufio.NewReaderSize(result, 1<<16)
	head, err := text.Peek(1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	lines := &ldifLines{r: text, flat: len(head) == 1 && strings.IndexByte("{[", head[0]) >= 0}
	c := &survey{originals: r.originals, vocabulary: r.vocabulary, format: formatWords(), made: map[string]bool{}, clean: map[string]bool{}}
	for _, b := range r.blobs {
		c.made[b] = true
	}
	for _, g := range r.guids {
		turned := swapped(g)
		c.made[string(g[:])], c.made[string(turned[:])] = true, true
	}
	for _, text := range allowed {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			c.format[w] = true
		}
	}
	var found []Survivor
	for {
		text, at, err := lines.read()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return found, fmt.Errorf("%s: %w", name, err)
		}
		c.hits = c.hits[:0]
		c.line(string(text))
		for _, what := range c.hits {
			if found = append(found, Survivor{name, at, what}); len(found) == mostSurvivors {
				return found, nil
			}
		}
	}
}

// survey goes through text.
type survey struct {
	*originals
	vocabulary *vocabulary
	format     map[string]bool
	made       map[string]bool // bytes that are replacements
	clean      map[string]bool // words that were looked at
	hits       []string
}

var (
	anyGUID    = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	anySID     = regexp.MustCompile(`[sS]-1-[0-9]+(-[0-9]+)+`)
	anyPairs   = regexp.MustCompile(`[0-9a-fA-F]{2}([-\\ :][0-9a-fA-F]{2}){7,}`)
	anyEscaped = regexp.MustCompile(`([\\%][0-9a-fA-F]{2})+`)
	anyJSON    = regexp.MustCompile(`"(?:[^"\\]|\\.)*\\u[0-9a-fA-F]{4}(?:[^"\\]|\\.)*"`)
	ldifBase64 = regexp.MustCompile(`^[A-Za-z0-9.;-]+:: *([A-Za-z0-9+/]+={0,2})$`)
)

// line looks at a line of the file. A value of LDIF that is Base64 is looked
// at as what it stands for, however short.
func (c *survey) line(text string) {
	if m := ldifBase64.FindStringSubmatch(text); m != nil {
		if raw, err := base64.StdEncoding.DecodeString(m[1]); err == nil {
			c.decoded(raw, 0, "Base64")
			return
		}
	}
	c.text(text, 0)
}

const deepest = 3

// text looks at a text and at all that is encoded in it.
func (c *survey) text(text string, depth int) {
	if what, found := c.ids[text]; found {
		c.hit(what, "")
	}
	if strings.Count(text, "-") >= 4 {
		text = c.cut(anyGUID, text, depth, func(m string) ([]byte, bool) {
			g, err := directory.ParseGUID(m)
			return g[:], err == nil
		})
	}
	if strings.Contains(text, "-1-") {
		text = c.cut(anySID, text, depth, func(m string) ([]byte, bool) {
			raw := binarySID(directory.SID(strings.ToUpper(m)))
			return raw, raw != nil
		})
	}
	if depth < deepest {
		text = c.encodings(text, depth)
	}
	c.words(text)
}

// encodings looks at what is encoded in a text, and takes it out.
func (c *survey) encodings(text string, depth int) string {
	if strings.Contains(text, `\u`) {
		for _, m := range anyJSON.FindAllString(text, -1) {
			var s string
			if json.Unmarshal([]byte(m), &s) == nil {
				c.text(s, depth+1)
			}
		}
	}
	if strings.ContainsAny(text, `\%`) {
		c.each(anyEscaped, text, depth, hexBytes)
		whole := anyEscaped.ReplaceAllStringFunc(text, func(m string) string {
			raw, _ := hexBytes(m)
			return string(raw)
		})
		if whole != text {
			c.text(whole, depth+1)
		}
	}
	if pairs(text) {
		text = c.cut(anyPairs, text, depth, hexBytes)
	}
	const leastHex, leastBase64 = 16, 8
	text = c.cutRuns(text, leastHex, depth, isHexDigit, hexBytes)
	return c.cutRuns(text, leastBase64, depth, isBase64, base64Bytes)
}

// pairs reports whether a text may hold pairs of hex digits with something
// between: a column of characters, three apart, that are no digits.
func pairs(text string) bool {
	for column := range 3 {
		for i, run := column, 0; i < len(text); i += 3 {
			if strings.IndexByte(`-\ :`, text[i]) < 0 {
				run = 0
			} else if run++; run >= 7 {
				return true
			}
		}
	}
	return false
}

func isHexDigit(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
}

func isBase64(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '+' || b == '/' || b == '_' || b == '-'
}

// cutRuns is cut for runs of certain characters, with the equals signs that may
// stand behind them.
func (c *survey) cutRuns(text string, least, depth int, part func(byte) bool, decode func(string) ([]byte, bool)) string {
	var out strings.Builder
	from := 0
	for i := 0; i < len(text); {
		if !part(text[i]) {
			i++
			continue
		}
		to := i
		for to < len(text) && part(text[to]) {
			to++
		}
		for pad := 0; pad < 2 && to-i >= least && to < len(text) && text[to] == '='; pad++ {
			to++
		}
		if glued := i + 32; to > glued && isHexDigit(text[to-1]) {
			if raw, ok := hexBytes(text[i:glued]); ok && c.made[string(raw)] {
				to = glued // the id of a deleted user, before the name
			}
		}
		if to-i >= least {
			if what, found := c.ids[text[i:to]]; found {
				c.hit(what, "")
			} else if raw, ok := decode(text[i:to]); ok && c.decoded(raw, depth+1, text[i:to]) {
				out.WriteString(text[from:i] + " ")
				from = to
			}
		}
		i = to
	}
	if from == 0 {
		return text
	}
	return out.String() + text[from:]
}

// cut takes encoded bytes out of a text and looks at them. What does not stand
// for bytes stays in the text.
func (c *survey) cut(form *regexp.Regexp, text string, depth int, decode func(string) ([]byte, bool)) string {
	return form.ReplaceAllStringFunc(text, func(m string) string {
		if what, found := c.ids[m]; found {
			c.hit(what, "")
			return " "
		}
		if raw, ok := decode(m); ok && c.decoded(raw, depth+1, m) {
			return " "
		}
		return m
	})
}

func (c *survey) each(form *regexp.Regexp, text string, depth int, decode func(string) ([]byte, bool)) {
	for _, m := range form.FindAllString(text, -1) {
		if raw, ok := decode(m); ok {
			c.decoded(raw, depth+1, m)
		}
	}
}

func hexBytes(m string) ([]byte, bool) {
	m = strings.TrimRight(m, "=")
	digits := strings.NewReplacer("-", "", `\`, "", " ", "", ":", "", "%", "").Replace(m)
	raw, err := hex.DecodeString(digits[:len(digits)&^1])
	return raw, err == nil
}

func base64Bytes(m string) ([]byte, bool) {
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(m, "="))
	if len(plain)%4 == 1 {
		plain = plain[:len(plain)-1]
	}
	raw, err := base64.RawStdEncoding.DecodeString(plain)
	return raw, err == nil
}

// decoded looks at bytes and reports whether they are no text, so that the
// text that they came from means nothing else.
func (c *survey) decoded(raw []byte, depth int, from string) bool {
	if what, found := c.ids[string(raw)]; found {
		c.hit(what, from)
		return true
	}
	for at := 0; at+16 <= len(raw) && len(raw) > 16 && len(raw) <= 256; at++ {
		if what, found := c.ids[string(raw[at:at+16])]; found {
			c.hit(what, from)
			return true
		}
	}
	if _, isSID := sidOf(raw); isSID {
		return true
	}
	if utf8.Valid(raw) && strings.IndexFunc(string(raw), unicode.IsControl) < 0 {
		c.text(string(raw), depth)
		return depth == 0
	}
	return c.made[string(raw)] || len(raw) == 16 && (len(from) >= 32 || strings.HasSuffix(from, "=="))
}

// words looks at the words and numbers of a text.
func (c *survey) words(text string) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsLetter(r):
			n := runOf(text[i:], func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) })
			c.word(text[i : i+n])
			size = n
		case isDigit(r):
			n := runOf(text[i:], isDigit)
			if d := text[i : i+n]; c.numbers[d] && !c.kept[d] {
				c.hit("the number "+d, "")
			}
			size = n
		}
		i += size
	}
}

func (c *survey) word(w string) {
	if !c.clean[w] {
		before := len(c.hits)
		if c.search(w); len(c.hits) == before {
			c.clean[strings.Clone(w)] = true
		}
	}
}

func (c *survey) search(w string) {
	low := strings.ToLower(w)
	stem := string(spell(w).stem)
	if c.kept[low] || c.formatWord(low) {
		return
	}
	if c.originals.words[low] && !c.vocabulary.stays(stem) {
		c.hit("the word "+low, "")
		return
	}
	const least = 6
	runes := []rune(low)
	for n := len(runes) - 1; n >= least; n-- {
		for from := 0; from+n <= len(runes); from++ {
			if part := string(runes[from : from+n]); c.originals.words[part] && !c.kept[part] && !c.vocabulary.stays(part) {
				c.hit("the word "+part+" in "+w, "")
				return
			}
		}
	}
}

// formatWord reports whether a word belongs to the formats: the names of
// attributes and properties are made of them.
func (c *survey) formatWord(w string) bool { return c.format[w] }

// formatWords are the words of which names and fixed values are made.
func formatWords() map[string]bool {
	format := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			format[w] = true
		}
	}
	for _, row := range attributeKinds {
		add(row.names)
	}
	for _, list := range []map[string]bool{vendorWords, classes, addressTypes, wellKnownRDNs["cn"], wellKnownRDNs["ou"]} {
		add(strings.Join(names(list), " "))
	}
	add("auto once cn ou dc uid cnf del ext true false null https graph com skiptoken left out users metadata administrativeUnits")
	for name := range settings {
		add(name)
	}
	return format
}

func (c *survey) hit(what, in string) {
	if in != "" {
		what += " in " + in
	}
	c.hits = append(c.hits, what)
}
