// Package sim predicts what the next synchronisation between Active Directory
// and Microsoft Entra ID will do, user by user. It is the only place that
// composes the layers: scope and join (syncrule), match (match and its rules),
// and what a decision does to the tenant (provision).
//
// It is pure: it takes snapshots, not paths, and the date is an input.
package sim
