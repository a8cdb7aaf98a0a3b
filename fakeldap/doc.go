// Package fakeldap is an LDAP server for tests that answers like Active
// Directory: its rootDSE and schema, its filters with three-valued logic and
// the bit and in-chain rules, MaxPageSize and MaxValRange, <GUID=...> bases,
// tombstones, a Global Catalog, and its result codes and error texts. It runs
// in the process of the test, listens on loopback only and needs no set-up:
//
//	s, err := fakeldap.Start(fakeldap.Config{Seed: []fakeldap.Entry{
//		fakeldap.NewEntry("CN=Anna,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "sAMAccountName", "anna"),
//	}})
//	// dial s.URL(), bind with any name and password, search below s.BaseDN()
//	err = s.Close()
//
// # Content
//
// A directory is seeded with entries or with an LDIF export (Config.Seed,
// Config.SeedLDIF, Server.Load, Server.SeedLDIF). The server fills in what AD
// gives to every object, such as objectGUID, unless Config.Verbatim is set.
// Identifiers come from names and counters, never from chance: the same calls
// give the same directory. Snapshot and Restore go back in time, ExportLDIF
// writes what there is.
//
// # Going wrong on purpose
//
// A Fault delays requests, answers them with a result code, or drops the
// connection, after a stated count of requests and entries. Requests lists what
// clients asked for; Config.RequestLog gets the same as lines of JSON.
//
// # How it differs from AD
//
// Parity lists every operation, whether it is supported, how it differs and
// which test of this package shows it. What AD does and this server doesn't is
// refused or, where a client may go on without it, left out; either way it is
// recorded and Close reports it, so that no test passes on an answer that AD
// would not give. There are no access rights: whoever is bound may do
// everything.
//
// # Inside
//
// A front owns the listeners, TLS, limits and faults, and answers searches and
// what the library gldap has no route for. Simple binds, adds, modifies and
// deletes go through gldap over a private loopback connection. Objects never
// change: a write puts a new one in place, and every attribute is encoded once,
// when it is written, so that a search mostly copies bytes.
package fakeldap
