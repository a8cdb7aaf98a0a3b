// Package generate invents a forest and a tenant of any size, and writes down
// what the next synchronisation does to each user: it is the big test of the
// predictor, and the data on which its speed is measured.
//
// Each user belongs to a case: a linked user, a cloud user with the same
// primary address, a group in the way, and so on. The table of cases says how
// many of a million users each has, and what becomes of them by the rulebook.
// That is what the truth file says. The package imports nothing that decides,
// so the truth never comes from what it tests. The keys of a user (names,
// addresses, anchors, SIDs) hold the user's number, so cases do not touch each
// other.
//
// Everything about a user follows from the seed and the user's place. So a file
// can be written in blocks on all cores, needs no memory that grows with the
// number of users, and comes out the same each time.
package generate
