// Package check looks over on-premises objects before a synchronisation: which
// values does the service refuse or change, which does the discontinued
// preparation tool IdFix find fault with, and what does the founding article
// ask for. A [Profile] picks one of these views.
//
// The checks are a table ([All]); each row has its source and its page. The
// rows about one attribute are a chain: each row that finds fault may repair
// the value, and the next row looks at the repaired one. What comes out at the
// end is suggested only if it is safe: valid for every row of the chain, new,
// and free in all forests and in the tenant.
//
// Values that must be unique are looked up in one index of everything that the
// exports hold, so time and memory grow with the number of values. A finding
// about such a value always names the other object and its place. An object
// never stands in its own way, and neither do the objects that are joined into
// one person, nor the cloud object that the person is linked to.
//
// The package is pure: no files, no network, no clock.
package check
