package fakeldap

import (
	"strconv"
	"strings"

	"presync/fakeldap/internal/ad"
)

// selection is what a search wants of each entry.
type selection struct {
	// stored says for every attribute ID whether it is wanted.
	stored []bool
	// back are the wanted back links, constructed the wanted constructed
	// attributes, in the order of the schema and of the request.
	back        []*ad.Attribute
	constructed []*ad.Attribute
	ranges      map[int]valueRange
	// everything stored that may be seen is wanted.
	everything bool
	catalog    bool
}

// valueRange is ";range=low-high"; high is -1 for "*".
type valueRange struct{ low, high int }

// selection reads the attribute list of a search: names or OIDs with options,
// "*", "+", "1.1". Unknown names are ignored.
func (d *directory) selection(names []string, catalog bool) *selection {
	s := &selection{catalog: catalog, ranges: map[int]valueRange{}}
	list := d.schema.Attributes()
	s.stored = make([]bool, len(list))
	if len(names) == 0 {
		names = []string{"*"}
	}
	for _, description := range names {
		switch description {
		case "*":
			s.everything = true
		case "+":
			s.constructed = append(s.constructed, d.operational()...)
		case "1.1":
		default:
			s.add(d, description)
		}
	}
	for _, a := range list {
		if s.everything && d.readable(a, catalog) {
			s.stored[a.ID] = true
		}
		if s.stored[a.ID] && a.IsBackLink() && (!s.everything || a.Name == "memberOf" || backLinksInAll[a.Name]) {
			s.back = append(s.back, a)
		}
	}
	return s
}

// backLinksInAll are the back links beside memberOf that "*" is likely to
// meet; asking for the others by name finds them too.
var backLinksInAll = map[string]bool{"directReports": true, "managedObjects": true}

// add takes one attribute description in.
func (s *selection) add(d *directory, description string) {
	name, options := baseOption(description)
	a := d.schema.Attribute(name)
	if a == nil || !d.readable(a, s.catalog) && !a.Constructed {
		return
	}
	for _, option := range options {
		switch r, isRange := parseRange(option); {
		case isRange:
			s.ranges[a.ID] = r
		case strings.EqualFold(option, "binary"):
		default:
			return // AD has no attribute with such an option
		}
	}
	if a.Constructed {
		s.constructed = append(s.constructed, a)
		return
	}
	s.stored[a.ID] = true
}

// readable reports whether an attribute is stored and may be shown.
func (d *directory) readable(a *ad.Attribute, catalog bool) bool {
	if a.Constructed || isPassword(a.Name) {
		return false
	}
	return !catalog || a.InGC || a.Name == "memberOf"
}

// parseRange reads the option range=low-high.
func parseRange(option string) (valueRange, bool) {
	if len(option) < 6 || !strings.EqualFold(option[:6], "range=") {
		return valueRange{}, false
	}
	low, high, found := strings.Cut(option[6:], "-")
	r := valueRange{high: -1}
	var err error
	if r.low, err = strconv.Atoi(low); err != nil || !found || r.low < 0 {
		return valueRange{}, false
	}
	if high != "*" {
		if r.high, err = strconv.Atoi(high); err != nil || r.high < r.low {
			return valueRange{}, false
		}
	}
	return r, true
}

// option writes the range as the answer names it; last says that it reaches
// the last value.
func (r valueRange) option(count int, last bool) string {
	if last {
		return ";range=" + strconv.Itoa(r.low) + "-*"
	}
	return ";range=" + strconv.Itoa(r.low) + "-" + strconv.Itoa(r.low+count-1)
}

// visible lists the values of an attribute that a client sees, computed back
// links and constructed attributes included. The caller holds d.mu for
// reading.
func (d *directory) visible(o *object, a *ad.Attribute, catalog bool) [][]byte {
	if a.Constructed {
		return d.construct(o, a)
	}
	if !d.readable(a, catalog) {
		return nil
	}
	values := o.values(a)
	if a.IsBackLink() {
		for _, name := range d.backLinks(o, a) {
			values = append(values, []byte(name))
		}
	}
	return values
}
