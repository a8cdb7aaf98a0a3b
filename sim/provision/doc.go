// Package provision says what a decision does to the cloud object: which
// userPrincipalName, mailNickname and addresses the service computes from the
// on-premises values, what of the cloud object is overwritten, and what
// quarantine, deletion and restoration leave behind.
//
// It decides nothing about matching. [Compute] gives the object that the
// service would make if no other object were in the way. The engine then asks
// its conflict rules about each value, and [Finish] takes the quarantined ones
// out and makes the object as it is after the export.
//
// The service keeps the on-premises values beside the computed ones (shadow
// attributes). Graph shows only one of them, onPremisesUserPrincipalName; the
// shadow proxyAddresses cannot be read. So the addresses are computed again
// from the on-premises values each time, and where there are none the cloud
// object keeps what it has.
//
// The package is pure: no files, no clock, no random numbers. Digits that the
// service picks at random are derived from the identity of the user.
package provision
