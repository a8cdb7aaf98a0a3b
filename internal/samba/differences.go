// Package samba lists the searches that Samba answers otherwise than fakeldap,
// and why. The end-to-end tests hold both to the list: a search that is not
// here has to give the same entries, and one that is here has to differ.
package samba

import "strings"

// Difference is a search of the end-to-end tests to which the answers differ.
type Difference struct {
	// Search is the name of the search in e2e/samba.
	Search string
	// Samba is what Samba answers, Fake what fakeldap does, Reason who is
	// right and why.
	Samba, Fake, Reason string
}

// Differences are all that are known, with Samba 4.17.
var Differences = []Difference{
	{"a base in another forest", "noSuchObject", "referral",
		"AD refers to the other domain by its DNS name ([MS-ADTS] 3.1.1.4.6); Samba knows its own forest only"},
	{"about equal", "operationsError", "the entries that are equal",
		"AD takes ~= for equality ([MS-ADTS] 3.1.1.3.1.3.1); Samba has no such comparison"},
	{"fewer than there are", "all entries", "as many as asked for, and sizeLimitExceeded",
		"the size limit of a client is RFC 4511 section 4.5.1.4; Samba does not look at it"},
	{"letters without their marks", "nothing", "the entry",
		"AD compares strings without diacritics ([MS-ADTS] 3.1.1.2.2.4.13); Samba folds case only"},
	{"not an unknown attribute", "every entry", "nothing",
		"an item about an attribute that the schema lacks is undefined, and so is its negation ([MS-ADTS] 3.1.1.3.1.3.1); Samba takes it for false"},
	{"types only", "names and values", "names",
		"typesOnly is RFC 4511 section 4.5.1.6; Samba does not look at it"},
}

// Reason says why the answers to a search differ, "" for one that has to be
// answered alike.
func Reason(search string) string {
	for _, d := range Differences {
		if d.Search == search {
			return d.Reason
		}
	}
	return ""
}

// Moves reports whether an attribute changes by itself between two searches:
// what a bind counts.
func Moves(attribute string) bool {
	for _, a := range []string{"lastLogon", "lastLogonTimestamp", "logonCount", "whenChanged", "uSNChanged"} {
		if strings.EqualFold(a, attribute) {
			return true
		}
	}
	return false
}
