// Package anonymize replaces what identifies people and organisations in
// exports, so that a scenario or a whole export can be shown to others, and the
// predictions stay as they are.
//
// # What is replaced
//
// Everything that is not known to be harmless. A value is cut into words (runs
// of letters), numbers (runs of digits), GUIDs and SIDs in any of their
// encodings, and what stands between them. Each word, number, GUID and SID has
// one replacement, wherever and in whatever case it occurs, so values that were
// equal stay equal: an objectGUID and the immutable ID made of it, a local part
// and a sAMAccountName, a DN and the member that names it.
//
// A replacement has the length, the case pattern and the accents of the
// original; apostrophes, blanks, dots, the number of labels of a domain and
// endings such as .com and .onmicrosoft.com stay. Spellings of one name (Müller,
// Mueller, Muller) get spellings of one replacement, and a login name that is
// glued together of names, or of a name and an initial, is replaced in parts.
//
// # What stays
//
// Names of attributes, flags, classes, role names and ids of the vendor, and
// what else [tables.go] lists: data, not code. An attribute or a property that
// is not in the table is dropped and named in the [Report]. A value of a kind
// that stays is checked for its form, and replaced like any text when it does
// not have it.
//
// # How strong it is
//
// Replacements follow from a secret salt by HMAC-SHA-256. Without the salt and
// without the map nobody can compute them back; who has the salt can try names.
// Equal initials stay equal, and so do lengths and the frequencies of words:
// the result is pseudonymous and no proof against an attacker who knows the
// organisation's staff list and its order.
package anonymize
