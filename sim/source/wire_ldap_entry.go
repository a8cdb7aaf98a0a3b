package source

import (
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"presync/sim/directory"
)

// entry hands a SearchResultEntry (RFC 4511 section 4.5.2) to the recorder in
// one pass over its bytes, which have to stay until the page is flushed.
// Messages of other kinds say nothing here: references are not followed.
//
// The differential test FuzzEntriesLikeTheLibrary compares it with what the
// client library makes of the same bytes.
func (d *directoryReader) entry(conn *ldap.Conn, r *recorder, message []byte) error {
	content, _, ok := expect(message, berSequence)
	_, rest, idOK := expect(content, berInteger)
	op, body, _, opOK := element(rest) // controls may follow
	if !ok || !idOK || !opOK {
		return errNotLDAP
	}
	if op != opEntry {
		return nil
	}
	dn, rest, ok := expect(body, berString)
	attributes, rest, listOK := expect(rest, berSequence)
	if !ok || !listOK || len(rest) > 0 {
		return errNotLDAP
	}
	r.begin(0)
	r.line = 1 // a record is in hand; objects of a directory have no line
	r.dn = dn
	for e := d.spellings.first; len(attributes) > 0; {
		var attribute []byte
		if attribute, attributes, ok = expect(attributes, berSequence); !ok {
			return errNotLDAP
		}
		description, rest, ok := expect(attribute, berString)
		set, rest, setOK := expect(rest, berSet)
		if !ok || !setOK || len(rest) > 0 {
			return errNotLDAP
		}
		e = d.spellings.find(e, description)
		var err error
		if e.from == 0 {
			err = d.values(r, e, set)
		} else {
			err = d.ranged(conn, r, e, set)
		}
		if err != nil {
			return err
		}
	}
	r.finish()
	return nil
}

// values hands the values of an attribute on.
func (d *directoryReader) values(r *recorder, e *entryName, set []byte) error {
	if len(set) > 0 && !e.occurs {
		e.occurs = true
		d.occurring[strings.ToLower(e.base)] = true
	}
	for len(set) > 0 {
		value, rest, ok := expect(set, berString)
		if !ok {
			return errNotLDAP
		}
		if set = rest; e.kept {
			if e.text && !utf8.Valid(value) {
				value = r.stats.odd.decode(0, value)
			}
			r.add(e.number, 0, value)
		}
	}
	return nil
}

// ranged hands on the values of an attribute of which the server gave only the
// first, and fetches the others.
func (d *directoryReader) ranged(conn *ldap.Conn, r *recorder, e *entryName, set []byte) error {
	if err := d.values(r, e, set); err != nil || !e.kept {
		return err
	}
	more, err := d.rangeFrom(conn, string(r.dn), e.base, e.from)
	for _, value := range more {
		r.add(e.number, 0, value)
	}
	return err
}

// entryNames knows the attribute descriptions of a directory, so that each is
// looked at closely once. Entries list their attributes in much the same
// order: the name behind the last one is tried first.
type entryNames struct {
	names  *directory.AttrNames
	all    bool
	schema *schema
	known  map[string]*entryName
	first  *entryName // stands before the first attribute of an entry
}

// entryName is an attribute description, and what to do with its values.
type entryName struct {
	spelling string
	base     string // without its options
	number   int    // of the attribute
	kept     bool
	text     bool
	from     int // the first value that is not there, where it is a range that ends early
	occurs   bool
	next     *entryName // what stood behind it the last time
}

func newEntryNames(names *directory.AttrNames, all bool) *entryNames {
	return &entryNames{names: names, all: all, known: map[string]*entryName{}, first: &entryName{}}
}

// find gives what is known of a description that stands behind another.
func (n *entryNames) find(before *entryName, description []byte) *entryName {
	if e := before.next; e != nil && e.spelling == string(description) {
		return e
	}
	e := n.known[string(description)]
	if e == nil {
		e = n.look(string(description))
		if len(n.known) < maxNames {
			n.known[e.spelling] = e
		}
	}
	before.next = e
	return e
}

// look takes a description apart.
func (n *entryNames) look(description string) *entryName {
	e := &entryName{spelling: description}
	e.base, e.from = rangeBehind(description)
	e.number, e.kept = n.names.Lookup(e.base)
	if !e.kept && n.all {
		e.number, e.kept = n.names.Number(e.base), true
	}
	e.text = e.kept && n.schema.isText(e.number)
	return e
}
