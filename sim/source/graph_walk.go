package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxPageDepth is how deep lists of pages may be nested in each other.
const maxPageDepth = 4

// graphTarget takes the records of a Graph answer.
type graphTarget interface {
	// begin starts a record at the scanner's place.
	begin(line int)
	// property takes the value of a property of the record.
	property(s *jsonScanner, name []byte) error
	// end finishes the record.
	end()
	// refuse tells of something that is no record.
	refuse(line int, text string)
}

// graphWalk finds the records in a Graph answer as people save it: a page
// {"value":[...]}, a bare list, pages one after another or in a list, JSON
// Lines, a single object.
type graphWalk struct {
	s      *jsonScanner
	target graphTarget
	wanted string // the entity set that the answer should be, such as "users"

	records  int
	nextLink int // line of the @odata.nextLink of the last page, 0 for none
	counted  int // the largest @odata.count
	graphErr error
	cut      error // why reading ended before the end
	lines    bool  // every value so far was one record on one line
	page     bool  // the value in hand has records in it

	blocks  *graphBlocks // nil where all is read in one go
	badUTF8 int          // the first line in blocks that is not UTF-8
}

// graphError is an answer of Graph that says what went wrong.
type graphError struct{ Code, Message string }

func (e *graphError) Error() string {
	return fmt.Sprintf("Graph answered with an error: %s: %s", e.Code, e.Message)
}

// walkGraph reads a text to its end. Text that is not JSON ends it early and
// is in cut; an error is returned only when the source cannot be read, or is an
// answer about something else than the entity set wanted.
func walkGraph(r io.Reader, target graphTarget, wanted string) (*graphWalk, error) {
	w := newGraphWalk(r, target, wanted)
	return w, w.run()
}

func newGraphWalk(r io.Reader, target graphTarget, wanted string) *graphWalk {
	return &graphWalk{s: newJSONScanner(r), target: target, wanted: wanted, lines: true}
}

// run is walkGraph for a walk that was set up.
func (w *graphWalk) run() error {
	for {
		c, err := w.s.peek()
		line := w.s.line
		if err == nil {
			err = w.value(c)
		}
		if err != nil && w.blocks != nil {
			err = cmp.Or(w.blocks.flush(), err)
		}
		if err == io.EOF {
			return nil
		}
		if err == nil {
			w.lines = w.lines && !w.page && w.s.line == line
			continue
		}
		fault, ok := errors.AsType[*jsonError](err)
		if !ok {
			return err
		}
		if !w.resume(line, fault) {
			w.cut = fault
			return nil
		}
	}
}

// firstBadUTF8 is the line of the first string that is not valid UTF-8, 0 when
// there is none.
func (w *graphWalk) firstBadUTF8() int {
	if w.blocks != nil && w.blocks.err != nil {
		return w.badUTF8 // the walk itself went further than what counts
	}
	return earlierLine(w.badUTF8, w.s.badUTF8)
}

// value takes one value at the top.
func (w *graphWalk) value(c byte) error {
	w.page = false
	switch c {
	case '{':
		return w.object(0)
	case '[':
		w.page = true
		return w.list(0)
	}
	return w.s.unexpected("an object or a list")
}

// resume goes on behind a broken line of a file in JSON Lines, where every
// line stands for itself.
func (w *graphWalk) resume(line int, fault *jsonError) bool {
	if !w.lines || w.page || w.records == 0 || fault.cut || w.s.line != line {
		return false
	}
	for {
		if i := bytes.IndexByte(w.s.buf[w.s.at:w.s.end], '\n'); i >= 0 {
			w.s.at += i
			break
		}
		w.s.at = w.s.end
		if !w.s.fill() {
			break
		}
	}
	w.target.refuse(line, "not JSON: "+fault.text)
	return true
}

// list takes a list of records, of pages, or of lists of records.
func (w *graphWalk) list(depth int) error {
	return w.s.array(func() error {
		c, err := w.s.inside()
		if err == nil && c == '{' && w.blocks != nil {
			if took, err := w.blocks.take(depth); took || err != nil {
				return err
			}
		}
		return w.element(depth)
	})
}

// element takes an element of a list.
func (w *graphWalk) element(depth int) error {
	c, err := w.s.inside()
	if err != nil {
		return err
	}
	switch {
	case c == '{':
		return w.object(depth)
	case c == '[' && depth < maxPageDepth:
		return w.list(depth + 1)
	}
	line := w.s.line
	if err := w.s.skip(); err != nil {
		return err
	}
	w.target.refuse(line, "the element is "+kindOf(c)+", want an object")
	return nil
}

// graphObject is what is known of the object in hand.
type graphObject struct {
	depth    int // of nested pages
	page     bool
	failed   bool
	nextLink int
}

// object takes a page or a record. Which it is shows when "value" comes.
func (w *graphWalk) object(depth int) error {
	w.target.begin(w.s.line)
	b, _ := w.target.(*cloudBuilder)
	o := graphObject{depth: depth}
	more, err := w.s.enter('}')
	for more && err == nil {
		if b != nil && !o.page {
			switch b.plainMembers(w.s) {
			case objectEnded:
				more = false
				continue
			case behindMember:
				more, err = w.s.more('}')
				continue
			}
		}
		var name []byte
		if name, err = w.s.memberName(); err == nil {
			err = w.member(&o, name)
		}
		if err == nil {
			more, err = w.s.more('}')
		}
	}
	w.s.depth--
	if err != nil {
		return err
	}
	switch {
	case o.page:
		w.endPage(o.nextLink)
	case !o.failed:
		w.target.end()
		if w.blocks == nil || w.blocks.err == nil {
			w.records++
		}
	}
	return nil
}

// member takes the value of a member of an object.
func (w *graphWalk) member(o *graphObject, name []byte) error {
	key := pageKey(name)
	if key == noPageKey && !o.page {
		return w.target.property(w.s, name)
	}
	c, err := w.s.inside()
	if err != nil {
		return err
	}
	switch {
	case key == valueKey && c == '[' && o.depth < maxPageDepth:
		o.page, w.page = true, true
		return w.list(o.depth + 1)
	case key == nextLinkKey && c == '"':
		o.nextLink = w.s.line
	case key == contextKey && c == '"':
		return w.context()
	case key == countKey:
		return w.count()
	case key == errorKey && c == '{':
		o.failed = true
		return w.failure()
	}
	return w.s.skip()
}

// endPage notes whether a page names another.
func (w *graphWalk) endPage(nextLink int) {
	w.blocks.inOrder(func() { w.nextLink = nextLink })
}

// The properties that pages have and records do not.
const (
	noPageKey = iota
	valueKey
	nextLinkKey
	countKey
	errorKey
	contextKey
)

func pageKey(name []byte) int {
	key, page := noPageKey, ""
	switch len(name) {
	case len("value"): // as long as "error"
		if key, page = valueKey, "value"; name[0]|0x20 == 'e' {
			key, page = errorKey, "error"
		}
	case len("@odata.nextLink"):
		key, page = nextLinkKey, "@odata.nextLink"
	case len("@odata.count"):
		key, page = countKey, "@odata.count"
	case len("@odata.context"):
		key, page = contextKey, "@odata.context"
	default:
		return noPageKey
	}
	if name[0]|0x20 != page[0]|0x20 || !asciiEqualFold(page, name) {
		return noPageKey
	}
	return key
}

// count takes @odata.count.
func (w *graphWalk) count() error {
	text, err := w.s.raw()
	if err != nil {
		return err
	}
	var n int
	if json.Unmarshal(text, &n) == nil {
		w.blocks.inOrder(func() { w.counted = max(w.counted, n) })
	}
	return nil
}

// failure takes the error object of an error answer.
func (w *graphWalk) failure() error {
	text, err := w.s.raw()
	if err != nil {
		return err
	}
	var e graphError
	if json.Unmarshal(text, &e) == nil {
		w.blocks.inOrder(func() {
			if w.graphErr == nil {
				w.graphErr = &e
			}
		})
	}
	return nil
}

// kindOf names what a value is by its first byte.
func kindOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

// recordTexts is a graphTarget that hands each record on as the text of a
// JSON object, for the small files of a snapshot.
type recordTexts struct {
	take     func(line int, text []byte) error
	line     int
	text     []byte
	taken    int
	skipped  int
	problems []problem
}

func (t *recordTexts) begin(line int) { t.line, t.text = line, append(t.text[:0], '{') }

func (t *recordTexts) property(s *jsonScanner, name []byte) error {
	quoted, err := json.Marshal(string(name))
	if err != nil {
		return err
	}
	value, err := s.raw()
	if len(t.text) > 1 {
		t.text = append(t.text, ',')
	}
	t.text = append(append(append(t.text, quoted...), ':'), value...)
	return err
}

func (t *recordTexts) end() {
	if err := t.take(t.line, append(t.text, '}')); err != nil {
		t.refuse(t.line, err.Error())
		return
	}
	t.taken++
}

func (t *recordTexts) refuse(line int, text string) {
	t.skipped++
	t.problems = append(t.problems, problem{line: line, text: text})
}
