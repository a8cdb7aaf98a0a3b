package anonymize

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"presync/sim/directory"
)

// place says what a piece of text is part of.
type place uint8

const (
	plain place = iota
	inName
	inGivenName
	inAddress
	inDN
	inDomain
)

// scanner cuts texts into tokens.
type scanner struct {
	tokens
	keep   []string // literal strings that stay
	vendor map[directory.GUID]bool
	kinds  map[string]kind
	// kept is told of every piece that stays as it is; nil when nobody asks.
	kept func(string)
}

// The forms in which ids stand in a text. All are anchored: they are tried
// where a token begins.
var (
	dashedGUID  = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	textSID     = regexp.MustCompile(`^[sS]-1-[0-9]+(-[0-9]+)+`)
	base64Run   = regexp.MustCompile(`^[A-Za-z0-9+/]{10,}={0,2}`)
	hexRun      = regexp.MustCompile(`^[0-9a-fA-F]{32,}`)
	hexLiteral  = regexp.MustCompile(`^[xX]'[0-9a-fA-F]+'`)
	escapedRun  = regexp.MustCompile(`^(\\[0-9a-fA-F]{2}){8,}`)
	addressType = regexp.MustCompile(`^[A-Za-z0-9-]{1,10}:`)
)

// scan gives a text with its tokens replaced.
func (s *scanner) scan(value string, where place) string {
	var out strings.Builder
	for i := 0; i < len(value); {
		n := s.next(&out, value, i, where)
		i += n
	}
	return out.String()
}

// next takes what begins at a place and gives its length.
func (s *scanner) next(out *strings.Builder, value string, i int, where place) int {
	rest := value[i:]
	begins := i == 0 || !isAlnum(lastRune(value[:i]))
	if begins && where == inAddress {
		if m := addressType.FindString(rest); m != "" && addressTypes[strings.ToLower(m[:len(m)-1])] {
			return s.stay(out, m)
		}
	}
	if begins {
		if n := s.literal(out, rest); n > 0 {
			return n
		}
		if n := s.identifier(out, value, i, where); n > 0 {
			return n
		}
	}
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case r == '@':
		out.WriteByte('@')
		n := domainLength(rest[1:])
		out.WriteString(s.domain(rest[1 : 1+n]))
		return 1 + n
	case rest[0] == '\\' && where == inDN:
		return s.escape(out, rest)
	case unicode.IsLetter(r):
		n := runOf(rest, func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) })
		out.WriteString(s.aWord(value, i, n, where))
		return n
	case unicode.IsDigit(r) && !isDigit(r): // of another script
		out.WriteString(s.number(string('0' + r%10)))
		return size
	case isDigit(r):
		n := runOf(rest, isDigit)
		out.WriteString(s.number(rest[:n]))
		return n
	}
	out.WriteString(rest[:size])
	return size
}

// stay writes what stays as it is, and tells of it.
func (s *scanner) stay(out *strings.Builder, text string) int {
	s.stays(text)
	out.WriteString(text)
	return len(text)
}

func (s *scanner) stays(text string) {
	if s.kept != nil {
		s.kept(text)
	}
}

// aWord gives the replacement of a word that stands at a place.
func (s *scanner) aWord(value string, i, n int, where place) string {
	w, after := value[i:i+n], value[i+n:]
	switch {
	case where == inAddress && len(w) <= 4 && strings.HasPrefix(after, "=") && (i == 0 || strings.ContainsRune("/;:,", rune(value[i-1]))):
		return w // /cn=, ;s=
	case (w == "CNF" || w == "DEL") && strings.HasPrefix(after, ":") && (strings.HasSuffix(value[:i], "\n") || strings.HasSuffix(value[:i], `\0A`)):
		return w // a replication conflict or a deleted object
	}
	return s.word(w, where)
}

// literal takes a string that is to stay.
func (s *scanner) literal(out *strings.Builder, rest string) int {
	for _, k := range s.keep {
		if len(rest) >= len(k) && strings.EqualFold(rest[:len(k)], k) {
			if r, _ := utf8.DecodeRuneInString(rest[len(k):]); len(rest) == len(k) || !isAlnum(r) {
				return s.stay(out, rest[:len(k)])
			}
		}
	}
	for _, k := range wellKnownParts {
		if strings.HasPrefix(rest, k) && (len(rest) == len(k) || rest[len(k)] == '/') {
			return s.stay(out, k)
		}
	}
	return 0
}

// identifier takes a GUID, a SID or other bytes.
func (s *scanner) identifier(out *strings.Builder, value string, i int, where place) int {
	rest := value[i:]
	switch c := rest[0]; {
	case c == '\\':
		if m := escapedRun.FindString(rest); m != "" {
			return s.escapedBytes(out, m)
		}
		return 0
	case c >= 0x80 || !isAlnum(rune(c)) && c != '+' && c != '/':
		return 0
	}
	if m := dashedGUID.FindString(rest); m != "" && !alnumAt(rest, len(m)) {
		return s.guidText(out, m)
	}
	if m := textSID.FindString(rest); m != "" {
		out.WriteString(likeCase(m, string(s.sid(directory.SID(strings.ToUpper(m))))))
		return len(m)
	}
	if m := hexLiteral.FindString(rest); m != "" {
		raw, err := hex.DecodeString(m[2 : len(m)-1])
		if err == nil {
			out.WriteString(m[:2] + hex.EncodeToString(s.bytesOrText(raw, where)) + "'")
			return len(m)
		}
	}
	if m := hexRun.FindString(rest); m != "" {
		if n := s.hexDigits(out, m, alnumAt(rest, len(m))); n > 0 {
			return n
		}
	}
	if m := base64Run.FindString(rest); len(m)%4 == 0 && m != "" && (i == 0 || !strings.ContainsRune("+/", rune(value[i-1]))) {
		if raw, err := base64.StdEncoding.DecodeString(m); err == nil && meansBytes(s, raw) {
			out.WriteString(base64.StdEncoding.EncodeToString(s.bytes(raw)))
			return len(m)
		}
	}
	return 0
}

// meansBytes reports whether bytes that were decoded are likely what the text
// stands for: a GUID, a SID, or a value that was seen.
func meansBytes(t tokens, raw []byte) bool {
	_, isSID := sidOf(raw)
	return isSID || len(raw) == 16 || t.isBlob(raw)
}

// bytes replaces raw bytes, unless they are a GUID of the vendor.
func (s *scanner) bytes(raw []byte) []byte {
	if len(raw) == 16 && s.vendor[directory.GUID(raw)] {
		return raw
	}
	return bytesOf(s, raw)
}

// bytesOrText replaces bytes that csvde wrote as hex: also texts that are not
// plain ASCII.
func (s *scanner) bytesOrText(raw []byte, where place) []byte {
	if len(raw) == 16 && s.isGUID(directory.GUID(raw)) || notText(string(raw)) || !utf8.Valid(raw) {
		return s.bytes(raw)
	}
	return []byte(s.scan(string(raw), where))
}

func (s *scanner) guidText(out *strings.Builder, m string) int {
	g, err := directory.ParseGUID(m)
	if err != nil {
		return 0
	}
	if s.vendor[g] {
		return s.stay(out, m)
	}
	if !s.isGUID(g) && s.isGUID(swapped(g)) {
		g = swapped(s.guid(swapped(g)))
	} else {
		g = s.guid(g)
	}
	out.WriteString(likeCase(m, g.String()))
	return len(m)
}

// hexDigits takes a GUID without hyphens, in either order of its bytes, also
// where a name is glued to it as in the recycle bin; or the hex of an anchor.
func (s *scanner) hexDigits(out *strings.Builder, run string, glued bool) int {
	if text, err := hex.DecodeString(run[:len(run)&^1]); err == nil && !glued && len(run) == 48 {
		if raw, err := base64.StdEncoding.DecodeString(string(text)); err == nil && len(raw) == 16 {
			to := hex.EncodeToString([]byte(base64.StdEncoding.EncodeToString(s.bytes(raw))))
			out.WriteString(likeCase(run, to))
			return len(run)
		}
	}
	head := run[:32]
	raw, err := hex.DecodeString(head)
	if err != nil {
		return 0
	}
	bytes := directory.GUID(raw)
	asText := swapped(bytes)
	var to directory.GUID
	switch {
	case s.isGUID(bytes):
		to = s.guid(bytes)
	case s.isGUID(asText) || len(run) == 32 && !glued:
		to = swapped(s.guid(asText))
	default:
		return 0
	}
	out.WriteString(likeCase(head, hex.EncodeToString(to[:])))
	return len(head)
}

// escapedBytes takes bytes as an LDAP filter or a DN escapes them.
func (s *scanner) escapedBytes(out *strings.Builder, m string) int {
	raw, err := hex.DecodeString(strings.ReplaceAll(m, `\`, ""))
	if err != nil || utf8.Valid(raw) && len(raw) != 16 {
		return 0
	}
	for _, b := range s.bytes(raw) {
		out.WriteString(`\` + likeCase(m, hex.EncodeToString([]byte{b})))
	}
	return len(m)
}

// escape takes an escaped character of a DN.
func (s *scanner) escape(out *strings.Builder, rest string) int {
	n := min(2, len(rest))
	if len(rest) >= 3 {
		if _, err := hex.DecodeString(rest[1:3]); err == nil {
			n = 3
		}
	}
	out.WriteString(rest[:n])
	return n
}

// domain replaces the labels of a domain and leaves its ending.
func (s *scanner) domain(name string) string {
	head := len(name) - len(s.ending(name))
	out := s.scan(name[:head], inDomain)
	s.stays(name[head:])
	return out + name[head:]
}

// ending is the part of a domain that stays: one of the vendor's, or the labels
// that stand for a country or a kind of organisation.
func (s *scanner) ending(name string) string {
	low := strings.ToLower(name)
	for _, d := range keptDomains {
		if low == d || strings.HasSuffix(low, "."+d) {
			return name[len(name)-len(d):]
		}
	}
	labels := strings.Split(low, ".")
	last := len(labels) - 1
	if last == 0 || !isEnding(labels[last]) {
		return ""
	}
	from := len(low) - len(labels[last])
	if last > 1 && len(labels[last]) == 2 && (endings[labels[last-1]]) {
		from -= len(labels[last-1]) + 1
	}
	return name[from:]
}

func isEnding(label string) bool {
	return endings[label] || len(label) == 2 && label[0] >= 'a' && label[0] <= 'z' && label[1] >= 'a' && label[1] <= 'z'
}

// domainLength is how far a domain goes.
func domainLength(rest string) int {
	return runOf(rest, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || isDigit(r) || r == '.' || r == '-' || r == '_'
	})
}

func runOf(s string, part func(rune) bool) int {
	for i, r := range s {
		if !part(r) {
			return i
		}
	}
	return len(s)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isAlnum(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func alnumAt(s string, i int) bool {
	r, n := utf8.DecodeRuneInString(s[i:])
	return n > 0 && isAlnum(r)
}

// likeCase writes hex digits in the case of others.
func likeCase(like, text string) string {
	if strings.ToUpper(like) == like && strings.ToLower(like) != like {
		return strings.ToUpper(text)
	}
	return text
}
