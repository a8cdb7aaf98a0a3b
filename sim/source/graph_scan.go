package source

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// Limits of what jsonScanner takes. They keep a hostile file from filling the
// memory; no answer of Graph comes near them.
const (
	maxJSONDepth = 256
	maxJSONText  = 64 << 20
)

// jsonScanner reads JSON from a stream, value by value, and counts lines. It
// takes exactly what RFC 8259 allows, and any number of values one after
// another.
//
// encoding/json's Decoder.Token would do the same at 17 MB/s, which is half a
// minute for a million users; this does it at several hundred.
type jsonScanner struct {
	r     io.Reader
	buf   []byte // buf[at:end] is read and not yet taken
	at    int
	end   int
	err   error // why no more can be read
	token int   // start of the token that is being read, -1 when none is
	keep  int   // start of the text that the caller wants to see whole, -1 for none
	line  int   // of buf[at], from 1
	depth int
	name  []byte // the last property name that was copied
	guess string // how the text of the next member may begin: name":
	text  []byte // the last string that had escapes or bad UTF-8
	still bool   // nothing more is read into buf
	// ends has a bit for each byte of buf that ends a plain text, as
	// elementFinder found them; it may have fewer, or none.
	ends []byte
	// badUTF8 is the line of the first string that is not valid UTF-8.
	badUTF8 int
}

// jsonError is text that is not JSON. cut says that it ends too early, as a
// download does that was broken off.
type jsonError struct {
	line int
	text string
	cut  bool
}

func (e *jsonError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.text) }

func newJSONScanner(r io.Reader) *jsonScanner {
	return &jsonScanner{r: r, buf: make([]byte, 256<<10), token: -1, keep: -1, line: 1}
}

// fill reads more behind what is there, and reports whether it got anything.
func (s *jsonScanner) fill() bool {
	if s.err != nil {
		return false
	}
	from := s.at
	if s.token >= 0 {
		from = min(from, s.token)
	}
	if s.keep >= 0 {
		from = min(from, s.keep)
	}
	if from > 0 {
		s.end = copy(s.buf, s.buf[from:s.end])
		s.at -= from
		s.token = max(s.token-from, -1)
		s.keep = max(s.keep-from, -1)
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxJSONText {
			s.err = s.fault("a value is longer than %d MB", maxJSONText>>20)
		} else {
			s.buf = append(s.buf, make([]byte, len(s.buf))...)
		}
	}
	for s.err == nil {
		var n int
		n, s.err = s.r.Read(s.buf[s.end:])
		s.end += n
		if n > 0 {
			return true
		}
	}
	return false
}

// fault makes the error for text that is not JSON.
func (s *jsonScanner) fault(format string, args ...any) error {
	return &jsonError{line: s.line, text: fmt.Sprintf(format, args...)}
}

// ended makes the error for a text that ends inside a value.
func (s *jsonScanner) ended() error {
	if s.err == io.EOF {
		return &jsonError{line: s.line, text: "the text ends in the middle of a value", cut: true}
	}
	return s.err
}

// unexpected makes the error for a character that cannot stand here.
func (s *jsonScanner) unexpected(want string) error {
	r, _ := utf8.DecodeRune(s.buf[s.at:s.end])
	return s.fault("found %q, want %s", r, want)
}

// peek gives the next byte that is not white space, without taking it. At the
// end of the text it reports io.EOF.
func (s *jsonScanner) peek() (byte, error) {
	for {
		for s.at < s.end {
			switch c := s.buf[s.at]; c {
			case '\n':
				s.line++
				s.at++
			case ' ', '\t', '\r':
				s.at++
			default:
				return c, nil
			}
		}
		if !s.fill() {
			return 0, s.err
		}
	}
}

// inside is peek where the text must go on.
func (s *jsonScanner) inside() (c byte, err error) {
	if s.at < s.end {
		c = s.buf[s.at]
	}
	if c <= ' ' {
		return s.goOn()
	}
	return
}

// goOn is inside where white space or more text has to be taken.
func (s *jsonScanner) goOn() (byte, error) {
	c, err := s.peek()
	if err == io.EOF {
		err = s.ended()
	}
	return c, err
}

// object takes the object that begins here. f is called for each member and
// takes its value; name is valid until it begins to.
func (s *jsonScanner) object(f func(name []byte) error) error {
	more, err := s.enter('}')
	for more {
		var name []byte
		if name, err = s.memberName(); err == nil {
			err = f(name)
		}
		if err != nil {
			break
		}
		more, err = s.more('}')
	}
	s.depth--
	return err
}

// memberName takes the name of a member and the colon behind it.
func (s *jsonScanner) memberName() ([]byte, error) {
	if s.buf[s.at] != '"' {
		return nil, s.unexpected("the name of a property in quotes")
	}
	if guess := s.guess; guess != "" {
		s.guess = ""
		from, to := s.at+1, s.at+1+len(guess)
		if to < s.end && string(s.buf[from:to]) == guess {
			s.at = to
			return s.buf[from : to-2], nil
		}
	}
	name, err := s.str()
	if err != nil {
		return nil, err
	}
	if s.at < s.end && s.buf[s.at] == ':' {
		s.at++
		return name, nil
	}
	s.name = append(s.name[:0], name...) // what follows can move the text
	c, err := s.inside()
	if err != nil {
		return nil, err
	}
	if c != ':' {
		return nil, s.unexpected("a colon behind the name of a property")
	}
	s.at++
	return s.name, nil
}

// array takes the array that begins here. f is called before each element and
// takes it.
func (s *jsonScanner) array(f func() error) error {
	more, err := s.enter(']')
	for more {
		if err = f(); err != nil {
			break
		}
		more, err = s.more(']')
	}
	s.depth--
	return err
}

// enter begins an object or an array, which ends with last, and reports
// whether anything is in it. Whatever it reports, it is one level deeper.
func (s *jsonScanner) enter(last byte) (more bool, err error) {
	if s.depth++; s.depth > maxJSONDepth {
		return false, s.fault("values are nested deeper than %d levels", maxJSONDepth)
	}
	s.at++
	c, err := s.inside()
	if err != nil {
		return false, err
	}
	if c == last {
		s.at++
		return false, nil
	}
	return true, nil
}

// more takes the comma before another member or element, or the end.
func (s *jsonScanner) more(last byte) (bool, error) {
	c, err := s.inside()
	if err != nil {
		return false, err
	}
	switch c {
	case last:
		s.at++
		return false, nil
	case ',':
		s.at++
		_, err = s.inside()
		return err == nil, err
	}
	return false, s.unexpected("a comma or " + string(rune(last)))
}

// skip takes any value and drops it.
func (s *jsonScanner) skip() error {
	c, err := s.inside()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		return s.object(func([]byte) error { return s.skip() })
	case '[':
		return s.array(s.skip)
	case '"':
		_, err = s.str()
	case 't', 'f', 'n':
		_, err = s.literal()
	default:
		_, err = s.number()
	}
	return err
}

// raw takes any value and gives its text, valid until the next call.
func (s *jsonScanner) raw() ([]byte, error) {
	if _, err := s.inside(); err != nil {
		return nil, err
	}
	s.keep = s.at
	err := s.skip()
	text := s.buf[max(s.keep, 0):s.at]
	s.keep = -1
	return text, err
}

// literal takes true, false or null and gives its first letter.
func (s *jsonScanner) literal() (byte, error) {
	word := "null"
	switch s.buf[s.at] {
	case 't':
		word = "true"
	case 'f':
		word = "false"
	}
	if s.end-s.at > 4 && string(s.buf[s.at:s.at+4]) == word {
		s.at += 4
		return word[0], nil
	}
	for s.end-s.at < len(word) {
		if !s.fill() {
			return 0, s.ended()
		}
	}
	if string(s.buf[s.at:s.at+len(word)]) != word {
		return 0, s.unexpected("a value")
	}
	s.at += len(word)
	return word[0], nil
}

// number takes a number and gives its text, valid until the next call.
func (s *jsonScanner) number() ([]byte, error) {
	s.token = s.at
	i := s.at
	for {
		for i < s.end && isNumberByte(s.buf[i]) {
			i++
		}
		if i < s.end {
			break
		}
		length := i - s.token
		more := s.fill()
		i = s.token + length
		if !more {
			break
		}
	}
	text := s.buf[s.token:i]
	s.token = -1
	if !validNumber(text) {
		if i == s.end && s.err == io.EOF && len(text) > 0 {
			return nil, s.ended()
		}
		return nil, s.unexpected("a value")
	}
	s.at = i
	return text, nil
}

func isNumberByte(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

// validNumber checks the grammar of RFC 8259, section 6.
func validNumber(t []byte) bool {
	t = bytes.TrimPrefix(t, []byte("-"))
	whole := digits(t)
	if whole == 0 || (t[0] == '0' && whole > 1) {
		return false
	}
	if t = t[whole:]; len(t) > 0 && t[0] == '.' {
		n := digits(t[1:])
		if n == 0 {
			return false
		}
		t = t[1+n:]
	}
	if len(t) > 0 && (t[0] == 'e' || t[0] == 'E') {
		t = t[1:]
		if len(t) > 0 && (t[0] == '+' || t[0] == '-') {
			t = t[1:]
		}
		n := digits(t)
		return n > 0 && n == len(t)
	}
	return len(t) == 0
}

func digits(t []byte) int {
	for i, c := range t {
		if c < '0' || c > '9' {
			return i
		}
	}
	return len(t)
}
