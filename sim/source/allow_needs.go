package source

import (
	"slices"
	"strings"
)

// Purpose says what objects are read for.
type Purpose uint8

const (
	// ForAll keeps every attribute that presync can use.
	ForAll Purpose = iota
	// ForPrediction keeps what a prediction asks for. The other attributes are
	// read and checked in the same way, so that the same records are refused and
	// the same gaps are named; their values are not kept.
	ForPrediction
)

// unneeded are the attributes of the allow list that no prediction asks for,
// and why. Options.Keep brings those back that settings name.
var unneeded = []struct{ attribute, why string }{
	{"objectClass", "the type of an object is told while it is read; only a trace names the line"},
	{"objectCategory", "the type of an object is told while it is read"},
	{"sAMAccountType", "the type of an object is told while it is read"},
	{"groupType", "the type of an object is told while it is read; the checks ask what kind of group"},
	{"isDeleted", "the type of an object is told while it is read"},
	{"distinguishedName", "it repeats the DN"},
	{"name", "no flow and no rule asks for it"},
	{"member", "filter.group asks for it"},
	{"memberOf", "filter.group asks for it"},
	{"targetAddress", "the checks ask for it"},
	{"initials", "the checks ask for it"},
	{"c", "the country that flows is co; the checks ask for it"},
	{"otherMobile", "no flow and no rule asks for it"},
	{"employeeNumber", "no flow and no rule asks for it"},
	{"lastKnownParent", "no rule asks for deleted objects"},
	{"msExchRecipientDisplayType", "msExchRecipientTypeDetails decides"},
	{"msExchHideFromAddressLists", "the checks ask for it"},
	{"msDS-ExternalDirectoryObjectId", "no rule asks for it"},
	{"homeMDB", "the checks ask for it"},
	{"extensionAttribute1", "a setting names it where it counts"},
	{"extensionAttribute2", "a setting names it where it counts"},
	{"extensionAttribute3", "a setting names it where it counts"},
	{"extensionAttribute4", "a setting names it where it counts"},
	{"extensionAttribute5", "a setting names it where it counts"},
	{"extensionAttribute6", "a setting names it where it counts"},
	{"extensionAttribute7", "a setting names it where it counts"},
	{"extensionAttribute8", "a setting names it where it counts"},
	{"extensionAttribute9", "a setting names it where it counts"},
	{"extensionAttribute10", "a setting names it where it counts"},
	{"extensionAttribute11", "a setting names it where it counts"},
	{"extensionAttribute12", "a setting names it where it counts"},
	{"extensionAttribute13", "a setting names it where it counts"},
	{"extensionAttribute14", "a setting names it where it counts"},
	{"extensionAttribute15", "a setting names it where it counts"},
}

// checkedOnly tells by number which attributes are read and not kept.
func (o Options) checkedOnly() []bool {
	out := make([]bool, len(allowList))
	if o.For != ForPrediction || slices.Contains(o.Keep, "*") {
		return out
	}
	for number, name := range allowList {
		is := func(other string) bool { return strings.EqualFold(name, other) }
		out[number] = !slices.ContainsFunc(o.Keep, is) &&
			slices.ContainsFunc(unneeded, func(u struct{ attribute, why string }) bool { return is(u.attribute) })
	}
	return out
}

// Drops reports whether values of an attribute are not kept: it is none of
// ADAttributes(Keep...), or it is not needed.
func (o Options) Drops(attribute string) bool {
	is := func(name string) bool { return strings.EqualFold(name, attribute) }
	number := slices.IndexFunc(allowList, is)
	if number < 0 {
		return !slices.Contains(o.Keep, "*") && !slices.ContainsFunc(o.Keep, is)
	}
	return o.checkedOnly()[number]
}

// glimpses are the values of the record in hand that are checked and not kept.
type glimpses struct {
	of      []glimpse // by number of the attribute
	record  int       // counts the records
	met     int       // how many attributes of the record there are
	several []int     // the numbers of those with several values
}

// glimpse is the first value that a record has of an attribute.
type glimpse struct {
	record int // the one that has it; what else is here is of that record
	line   int
	value  []byte
	behind int // how many attributes that are kept came before
	order  int // among those that are not
}

// begin starts a record.
func (g *glimpses) begin() {
	g.record++
	g.met, g.several = 0, g.several[:0]
}

// take looks at a value that is not empty and stays as it is until the end of
// the record. behind is how many attributes are kept so far.
func (g *glimpses) take(number, line int, value []byte, behind int) {
	s := &g.of[number]
	if s.record == g.record {
		if !slices.Contains(g.several, number) {
			g.several = append(g.several, number)
		}
		return
	}
	*s = glimpse{record: g.record, line: line, value: value, behind: behind, order: g.met}
	g.met++
}

// first gives the first value of an attribute.
func (g *glimpses) first(number int) (s *glimpse, ok bool) {
	if number >= len(g.of) || g.of[number].record != g.record {
		return nil, false
	}
	return &g.of[number], true
}
