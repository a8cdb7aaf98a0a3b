package source

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// multiValued are the kept attributes that AD allows several values of.
// Source: MS-ADA1 to MS-ADA3, isSingleValued.
var multiValued = []string{"objectClass", "proxyAddresses", "memberOf", "member", "otherMobile",
	"userCertificate", "userSMIMECertificate"}

// The attributes that AD holds a number or a truth value of, of those that
// decide something. Source: MS-ADA1 to MS-ADA3, attributeSyntax.
var (
	integers = []string{"userAccountControl", "sAMAccountType", "groupType", "msExchRecipientTypeDetails",
		"msExchRecipientDisplayType", "msExchRemoteRecipientType"}
	booleans = []string{"isCriticalSystemObject", "isDeleted"}
)

// binaries are the kept attributes whose values are no text.
var binaries = []string{"objectGUID", "objectSid", "mS-DS-ConsistencyGuid", "userCertificate", "userSMIMECertificate",
	"msExchMasterAccountSid", "msRTCSIP-OriginatorSid"}

// schema is what AD's schema says about the kept attributes, by number.
// Attributes beyond the list are not known here.
type schema struct {
	single  []bool
	text    []bool
	numbers []int // of integers
	flags   []int // of booleans
}

func newSchema() *schema {
	s := &schema{single: make([]bool, len(allowList)), text: make([]bool, len(allowList))}
	for number, name := range allowList {
		s.single[number] = !slices.Contains(multiValued, name)
		s.text[number] = !slices.Contains(binaries, name)
		if slices.Contains(integers, name) {
			s.numbers = append(s.numbers, number)
		}
		if slices.Contains(booleans, name) {
			s.flags = append(s.flags, number)
		}
	}
	return s
}

// isText reports whether the values of an attribute are text.
func (s *schema) isText(number int) bool {
	return s != nil && uint(number) < uint(len(s.text)) && s.text[number]
}

// check looks for what AD cannot hold in the record in hand: such an export was
// changed or damaged on its way, and which value was meant is not known.
func (r *recorder) check() {
	if fault := r.faultOfDN(); fault != "" {
		r.fault(r.line, fault)
	}
	if r.schema == nil {
		return
	}
	if number, line := r.severalOfOne(); number >= 0 {
		r.fault(line, allowList[number]+" has several values, want one")
	}
	for _, number := range r.schema.numbers {
		if v, line, ok := r.first(number); ok && !isInteger(v) {
			r.fault(line, fmt.Sprintf("%s is %q, want a number", allowList[number], shorten(v)))
		}
	}
	for _, number := range r.schema.flags {
		if v, line, ok := r.first(number); ok && len(v) > 0 && !asciiEqualFold("true", v) && !asciiEqualFold("false", v) {
			r.fault(line, fmt.Sprintf("%s is %q, want TRUE or FALSE", allowList[number], shorten(v)))
		}
	}
}

// severalOfOne gives the first attribute of the record in hand that has several
// values and cannot have them, and its line; -1 when there is none.
func (r *recorder) severalOfOne() (number, line int) {
	number, place, order := -1, 0, 0
	for _, n := range r.passing.several {
		if s := &r.passing.of[n]; r.schema.single[n] && (number < 0 || s.order < order) {
			number, line, place, order = n, s.line, s.behind, s.order
		}
	}
	r.packer.EachSeveral(func(at, name, first int) {
		if name < len(r.schema.single) && r.schema.single[name] && (number < 0 || at < place) {
			number, line, place = name, first, at
		}
	})
	return number, line
}

// isInteger reports whether a value that is not empty is a decimal number, with
// blanks around it at most.
func isInteger(v []byte) bool {
	number := bytes.TrimPrefix(v, []byte{'-'})
	if n := len(number); n > 0 && n < 18 && digits(number) == n {
		return true
	}
	_, err := strconv.ParseInt(strings.TrimSpace(string(v)), 10, 64)
	return err == nil || len(v) == 0
}

// faultOfDN says what is wrong with the DN of the record in hand, "" when
// nothing is. The part behind the first component is mostly that of a record
// not far before, and then not looked at again.
func (r *recorder) faultOfDN() string {
	if len(r.dn) == 0 {
		return "record has no DN"
	}
	first, parent := cutComponent(r.dn)
	bad := first
	if isComponent(first) {
		if len(first) == len(r.dn) || r.schema == nil {
			return ""
		}
		known := r.parents.of(parent)
		if bytes.Equal(known.dn, parent) {
			r.parent = known
			return ""
		}
		if bad = badComponent(parent); bad == nil {
			known.dn = append(known.dn[:0], parent...)
			known.domain = domainOf(known.dn)
			return ""
		}
	}
	text := fmt.Sprintf("%q is not a distinguished name", shorten(r.dn))
	if len(first) < len(r.dn) {
		text += fmt.Sprintf(": %q is not of the form type=value; a comma inside a name stands behind a backslash", shorten(bad))
	}
	return text
}

// parents remembers what records stand under. One that comes takes the place of
// another.
type parents [64]parent

// parent is a DN that is well formed, and its part that names the domain.
type parent struct{ dn, domain []byte }

func (ps *parents) of(dn []byte) *parent { return &ps[foldHash(0, dn)%uint64(len(ps))] }

// badComponent gives the first part of a DN that is not type=value, nil when
// there is none.
func badComponent(dn []byte) []byte {
	for {
		component, rest := cutComponent(dn)
		switch {
		case !isComponent(component):
			return component
		case len(component) == len(dn):
			return nil
		}
		dn = rest
	}
}

// cutComponent splits a DN at its first comma that no backslash stands before.
// Without one, component is all of it.
func cutComponent(dn []byte) (component, rest []byte) {
	for at := 0; ; {
		comma := bytes.IndexByte(dn[at:], ',')
		if comma < 0 {
			return dn, nil
		}
		if at += comma; !escaped(dn[:at]) {
			return dn[:at], dn[at+1:]
		}
		at++
	}
}

// escaped reports whether a text ends in a backslash that is not escaped itself.
func escaped(text []byte) bool {
	slashes := 0
	for i := len(text) - 1; i >= 0 && text[i] == '\\'; i-- {
		slashes++
	}
	return slashes%2 == 1
}

// isComponent reports whether a part of a DN is type=value (RFC 4514), perhaps
// with blanks before it.
func isComponent(text []byte) bool {
	text = trimBlanks(text)
	equals := bytes.IndexByte(text, '=')
	return equals > 0 && equals < len(text)-1 && isAttributeName(text[:equals]) && !escaped(text)
}
