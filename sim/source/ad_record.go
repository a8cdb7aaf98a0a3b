package source

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"

	"presync/sim/directory"
)

// recorder makes objects of the records that a reader takes apart. Each
// goroutine has its own.
type recorder struct {
	*selection
	forest  string
	source  string
	seed    uint64 // for hashes of DNs that several recorders share
	packer  *directory.Packer
	parents parents
	parent  *parent // of the record in hand, if it is remembered

	// The record in hand.
	line    int // of its first byte; 0 when there is none
	dn      []byte
	problem problem
	ranged  rangeKind
	empties []location // attributes with an empty value
	facts   typeFacts
	passing glimpses

	batch batch
	stats adStats
}

// batch is what a recorder made since the last one.
type batch struct {
	objects  []directory.Object
	hashes   []uint64 // of the DNs without the case of ASCII letters
	problems []problem
	skipped  int
	domains  []string // of the users, as the export writes them, in order
}

// newRecorder makes a recorder for records of one source. names are those of
// the selection, or a copy where names may be added.
func newRecorder(s *selection, names *directory.AttrNames, src *ADSource, seed uint64) *recorder {
	return &recorder{selection: s, forest: src.Name, source: src.label(), seed: seed, packer: directory.NewPacker(names),
		passing: glimpses{of: make([]glimpse, len(allowList))}}
}

// begin starts a record.
func (r *recorder) begin(line int) {
	r.line, r.dn, r.parent, r.problem, r.ranged = line, nil, nil, problem{}, noRange
	r.empties, r.facts = r.empties[:0], typeFacts{}
	r.packer.Begin(line)
	r.passing.begin()
}

// add takes a value, which must stay as it is until finish.
func (r *recorder) add(number, line int, value []byte) {
	switch {
	case len(value) > r.maxValue:
		r.fault(line, tooLarge("a value", r.maxValue))
		return
	case number < firstPlainAttr:
		r.look(number, line, value)
	}
	switch {
	case r.isUnneeded(number):
		if len(value) > 0 {
			r.passing.take(number, line, value, r.packer.Len())
		}
		return
	case r.countsOnly(number):
		value = nil
	case len(value) == 0:
		r.empties = append(r.empties, location{number, line})
		return
	}
	r.packer.Add(number, line, value)
}

// countsOnly reports whether values of an attribute are kept without what is
// in them.
func (r *recorder) countsOnly(number int) bool {
	return number < len(r.countOnly) && r.countOnly[number]
}

// isUnneeded reports whether values of an attribute are checked and not kept.
func (r *recorder) isUnneeded(number int) bool {
	return number < len(r.unneeded) && r.unneeded[number]
}

// has reports whether the record in hand has a value of an attribute.
func (r *recorder) has(number int) bool {
	_, _, ok := r.first(number)
	return ok
}

// first gives the first value that the record in hand has of an attribute, and
// its line.
func (r *recorder) first(number int) (value []byte, line int, ok bool) {
	if s, ok := r.passing.first(number); ok {
		return s.value, s.line, true
	}
	return r.packer.First(number)
}

// location is where an attribute stands.
type location struct{ number, line int }

// addEmpties takes the empty values of attributes that have no other. Domain
// controllers answer "member;range=0-1499" beside an empty "member".
func (r *recorder) addEmpties() {
	for _, e := range r.empties {
		if !r.packer.Has(e.number) {
			r.packer.Add(e.number, e.line, nil)
		}
	}
}

// fault marks the record as unreadable. The first fault is reported.
func (r *recorder) fault(line int, text string) {
	if r.problem.text == "" {
		r.problem = problem{line: line, text: text}
	}
}

// note tells something that is no reason to skip a record.
func (r *recorder) note(line int, text string) {
	r.batch.problems = append(r.batch.problems, problem{line: line, text: text, note: true})
}

// finish ends the record and makes an object of it, or a problem.
func (r *recorder) finish() {
	if r.line == 0 {
		return
	}
	r.check()
	b := &r.batch
	if r.problem.text != "" {
		r.problem.dn = string(r.dn)
		b.problems = append(b.problems, r.problem)
		b.skipped++
		r.packer.Drop()
		r.line = 0
		return
	}
	r.addEmpties()
	r.facts.securityID = r.packer.Has(attrObjectSID)
	kind := r.facts.objectType()
	r.count(kind)
	attrs, dn := r.packer.EndNamed(r.dn)
	b.objects = append(b.objects, directory.Object{
		DN:     dn,
		Forest: r.forest,
		Type:   kind,
		Origin: directory.Origin{Source: r.source, Line: r.line},
		Attrs:  attrs,
	})
	b.hashes = append(b.hashes, foldHash(r.seed, r.dn))
	r.line = 0
}

// flush gives what was made since the last flush.
func (r *recorder) flush() batch {
	r.packer.Seal()
	b := r.batch
	b.objects, b.hashes = slices.Clone(b.objects), slices.Clone(b.hashes)
	r.batch = batch{objects: r.batch.objects[:0], hashes: r.batch.hashes[:0]}
	return b
}

// look reads a value that tells who or what the object is.
func (r *recorder) look(number, line int, value []byte) {
	var err error
	switch {
	case number > attrObjectSID:
		r.facts.take(number, value)
		return
	case r.packer.Has(number):
		r.fault(line, fmt.Sprintf("%s has a second value, want one", allowList[number]))
	case number == attrObjectSID:
		err = checkSID(value)
	case len(value) != 16:
		_, err = directory.GUIDFromValue(string(value))
	}
	if err != nil {
		r.fault(line, err.Error()+base64Hint(value))
	}
}

// checkSID looks at an objectSid. The binary form is taken at its length,
// because reading a million of them to throw the text away costs.
func checkSID(value []byte) error {
	if len(value) >= 8 && (value[0] == 1 && len(value) == 8+4*int(value[1]) || directory.IsSIDText(value)) {
		return nil
	}
	_, err := directory.SIDFromValue(string(value))
	return err
}

// base64Hint explains a binary value that was written as text.
func base64Hint(value []byte) string {
	if raw, err := base64.StdEncoding.DecodeString(string(value)); err == nil && len(raw) >= 8 {
		return "; it looks like Base64: in LDIF that needs two colons"
	}
	return ""
}

// namesDomain reports whether the domain of a DN may begin in its first
// component, which a comma ends.
func namesDomain(component []byte) bool {
	return asciiEqualFold("dc=", component[:min(3, len(component))]) || bytes.IndexByte(component, ',') < len(component)-1
}

// domainOf is the part of a DN that names the domain: from its first DC on.
func domainOf(dn []byte) []byte {
	for {
		if len(dn) >= 3 && asciiEqualFold("dc=", dn[:3]) {
			return dn
		}
		comma := bytes.IndexByte(dn, ',')
		if comma < 0 {
			return nil
		}
		dn = dn[comma+1:]
	}
}
