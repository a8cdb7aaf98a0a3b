// Package nearmiss finds, for an on-premises user whom nothing in the tenant
// matches, the cloud-managed users that are probably the same person. Matching
// compares addresses and anchors byte for byte; a person sees at once that
// robin@corp.local and robin@contoso.com are one, and that the synchronisation is
// about to make a second one.
//
// # Evidence and score
//
// Each kind of evidence is a row of a table with a weight between 0 and 1: how
// sure it alone makes a careful administrator. Kinds that say the same thing
// form a group, and only the strongest of a group counts. Groups are taken as
// independent and are combined by noisy-or:
//
//	score = (1 - product over groups of (1 - weight)) * product over contradictions of (1 - penalty)
//
// A contradiction is a row of a second table: names that differ, another
// employeeId, a number that tells namesakes apart. A login name of a function
// and not of a person (info, sales, admin) caps the score. The weights are
// judgement, not statistics: there is no public set of matched tenants to learn
// from. They are chosen so that the cases that administrators report come out
// right, and the tests name those cases.
//
// # Cost
//
// A user is only compared with cloud users who share a blocking key: the login
// name, an address, the employeeId, the phone, the name, or parts of it. The
// keys are built once. A key that more than 64 cloud users share (16 for a part of
// a name) is not looked at, because it tells too little about each: the work per
// user is bounded and does not grow with the tenant. What is lost by that are people
// whose only common trait is that frequent.
//
// Most users are like nobody, and that is found out without garbage: names are
// folded into memory that the next user takes over, keys are hashes of that, the
// index is a few arrays, and of each cloud user a card of 24 bytes says what most
// questions need. A cloud user who shares no more than parts of a name is only
// made and compared when the card, which says which letters the name has, allows
// that the names are almost the same.
//
// Many others have a dozen namesakes and nothing else in common with them. What a
// shared name alone can score is known beforehand, and a contradiction takes it
// below what is worth naming. So namesakes are counted by their display names,
// and their cards, with the number of the department and hashes of employeeId
// and main login name, tell which ones are contradicted (namesakes.go).
//
// What is found is a number and a score. Whoever asks says which cloud users
// fall away from the answer, as most do because somebody else takes them over,
// before one of them is looked at, and asks for reasons where they are shown.
// The straightforward way is in the tests (reference_test.go), which ask both for
// the same people.
package nearmiss
