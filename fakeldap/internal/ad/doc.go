// Package ad holds what Active Directory knows about names and values: the
// attributes and classes of its schema, the syntaxes by which values are
// compared ([MS-ADTS] 3.1.1.2.2.4), distinguished names, GUIDs, SIDs and times.
// It knows no entry and no network.
package ad
