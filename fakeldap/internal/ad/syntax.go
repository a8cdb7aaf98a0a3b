package ad

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Syntax says how the values of an attribute are checked and compared. The
// letters are those of attributes.txt.
type Syntax byte

// The syntaxes of AD ([MS-ADTS] 3.1.1.2.2.2).
const (
	DistinguishedName Syntax = 'D'
	DNWithData        Syntax = 'B'
	OID               Syntax = 'O'
	CaseString        Syntax = 'E'
	Teletex           Syntax = 'T'
	Printable         Syntax = 'P'
	Numeric           Syntax = 'N'
	Unicode           Syntax = 'U'
	Address           Syntax = 'A'
	Boolean           Syntax = 'F'
	Integer           Syntax = 'I'
	LargeInteger      Syntax = 'L'
	Octets            Syntax = 'X'
	Time              Syntax = 'G'
	Descriptor        Syntax = 'S'
	Sid               Syntax = 'K'
	AccessPoint       Syntax = 'W'
)

// LDAP is the OID under which the subschema publishes the syntax.
func (s Syntax) LDAP() string {
	switch s {
	case DistinguishedName:
		return "1.3.6.1.4.1.1466.115.121.1.12"
	case DNWithData:
		return "1.2.840.113556.1.4.903"
	case OID:
		return "1.3.6.1.4.1.1466.115.121.1.38"
	case CaseString:
		return "1.2.840.113556.1.4.1362"
	case Teletex:
		return "1.2.840.113556.1.4.905"
	case Printable:
		return "1.3.6.1.4.1.1466.115.121.1.44"
	case Numeric:
		return "1.3.6.1.4.1.1466.115.121.1.36"
	case Boolean:
		return "1.3.6.1.4.1.1466.115.121.1.7"
	case Integer:
		return "1.3.6.1.4.1.1466.115.121.1.27"
	case LargeInteger:
		return "1.2.840.113556.1.4.906"
	case Octets, Sid:
		return "1.3.6.1.4.1.1466.115.121.1.40"
	case Time:
		return "1.3.6.1.4.1.1466.115.121.1.24"
	case Descriptor:
		return "1.2.840.113556.1.4.907"
	default:
		return "1.3.6.1.4.1.1466.115.121.1.15"
	}
}

// IsInteger reports whether values are decimal numbers, so that the bit rules
// apply to them.
func (s Syntax) IsInteger() bool { return s == Integer || s == LargeInteger }

// folds reports whether values are compared without case.
func (s Syntax) folds() bool {
	return s == Unicode || s == Teletex || s == OID || s == Address || s == AccessPoint || s == DNWithData
}

// Valid reports whether v can be a value of the syntax.
func (s Syntax) Valid(v []byte) bool {
	switch s {
	case Integer:
		_, err := strconv.ParseInt(string(v), 10, 32)
		return err == nil
	case LargeInteger:
		_, err := strconv.ParseInt(string(v), 10, 64)
		return err == nil
	case Boolean:
		return string(v) == "TRUE" || string(v) == "FALSE"
	case Time:
		_, ok := normalTime(string(v))
		return ok
	case DistinguishedName:
		_, err := ParseDN(string(v))
		return err == nil
	case Sid:
		return validSID(v)
	case Octets, Descriptor:
		return true
	default:
		return len(v) > 0 && utf8.Valid(v)
	}
}

// Key gives the form in which two values of the syntax are compared, and
// false when text is no value of the syntax, which makes a filter item
// undefined. SIDs may be text, S-1-5-..., as AD allows in a filter.
func (s Syntax) Key(text []byte) (string, bool) {
	switch {
	case s == Integer || s == LargeInteger:
		n, err := strconv.ParseInt(string(text), 10, 64)
		return strconv.FormatInt(n, 10), err == nil
	case s == Boolean:
		upper := strings.ToUpper(string(text))
		return upper, upper == "TRUE" || upper == "FALSE"
	case s == Time:
		return normalTime(string(text))
	case s == DistinguishedName:
		dn, err := ParseDN(string(text))
		return dn.Key, err == nil
	case s == Sid:
		if bytes.HasPrefix(text, []byte("S-1-")) {
			sid, err := ParseSID(string(text))
			return string(sid), err == nil
		}
		return string(text), true
	case s.folds():
		return Fold(string(text)), true
	default:
		return string(text), true
	}
}

// Equal reports whether a stored value equals a key. It doesn't allocate in
// the common cases.
func (s Syntax) Equal(v []byte, key string) bool {
	switch {
	case s.folds():
		return EqualFold(v, key)
	case s == DistinguishedName:
		return equalDN(v, key)
	case s == Time || s.IsInteger():
		if string(v) == key {
			return true
		}
		k, ok := s.Key(v)
		return ok && k == key
	case s == Boolean:
		return strings.EqualFold(string(v), key)
	default:
		return string(v) == key
	}
}

// Compare orders a stored value against a key as <= and >= do; ok is false
// for syntaxes that have no order.
func (s Syntax) Compare(v []byte, key string) (order int, ok bool) {
	switch {
	case s.IsInteger():
		a, errA := strconv.ParseInt(string(v), 10, 64)
		b, errB := strconv.ParseInt(key, 10, 64)
		if errA != nil || errB != nil {
			return 0, false
		}
		switch {
		case a < b:
			return -1, true
		case a > b:
			return 1, true
		}
		return 0, true
	case s == Boolean || s == DistinguishedName || s == DNWithData || s == Descriptor || s == OID:
		return 0, false
	default:
		k, valid := s.Key(v)
		return strings.Compare(k, key), valid
	}
}

// HasSubstrings reports whether substring filters apply to the syntax.
func (s Syntax) HasSubstrings() bool {
	switch s {
	case Unicode, Teletex, Printable, Numeric, CaseString, Address, Octets:
		return true
	}
	return false
}

// FoldPart prepares a part of a substring filter.
func (s Syntax) FoldPart(part []byte) string {
	if s.folds() {
		return Fold(string(part))
	}
	return string(part)
}

// MatchParts matches a stored value against the prepared parts.
func (s Syntax) MatchParts(v []byte, initial string, any []string, final string) bool {
	if s.folds() {
		return ContainsFold(v, initial, any, final)
	}
	return Substrings(string(v), initial, any, final)
}
