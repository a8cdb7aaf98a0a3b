// Package compare says for which users two predictions differ: from which
// verdict to which, by which rule, and whether that is worse.
//
// A side is a prediction of this process or a saved report. The base is kept
// as compact rows, some 300 bytes a user; the head is read past it. So two
// predictions never have to be in memory at the same time:
//
//	base := compare.NewBase(header)
//	for each decision of the base { base.Add(&v) }
//	c := compare.Against(base, header)
//	for each decision of the head { c.Add(&v) }
//	c.Finish()
//
// The package is pure: it reads from readers and opens nothing.
package compare
