// Package wire sends what was read from files through the fakes: an Active
// Directory and a Microsoft Graph that run in this process are filled with it
// and read back by the same clients that read a live directory and a live
// tenant. A prediction from what comes back is the same as one from the files;
// a test compares the reports byte for byte.
//
// Neither LDAP nor Graph can carry everything that is known of a file. These
// are put back behind the clients:
//
//   - where it was read: source and line of records, attributes and roles
//   - the order of the exports, the names of the forests, the spelling of DNs
//     and of identifiers that a tool wrote as text
//   - what the files left open: empty values, properties that were not
//     exported, flags that are unknown and not null
//   - what a prediction remembers from the cycle before it
//   - whether a user was moved to the cloud, where so many may have been that
//     the client does not ask them one by one
//
// All else is the answer of the clients, and is checked value by value: an
// object that did not come back as it was is a [LostError] and never a wrong
// prediction. What is the same as in the files uses their memory.
package wire
