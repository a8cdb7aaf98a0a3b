// Package directory is the vocabulary of hybrid identity: what an on-premises
// object, a cloud object, an anchor and an address are, and when two of them
// are equal.
//
// It is pure: no files, no network, no clock, no rules. Everything that is
// compared during matching is compared by a method or a key of a type in here
// ([Anchor] compares bytes, [Address] and [UPN] fold case), so that no rule
// can compare strings in a way of its own.
//
// The types follow one user through the vendor's pipeline: an [Object] is an
// entry of the connector space of one forest, a [Candidate] is the person in
// the metaverse after joins and attribute flow, a [CloudObject] is what the
// tenant holds today.
package directory
