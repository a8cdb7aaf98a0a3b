package match

import "presync/sim/directory"

// Claim is a value that the person will have in the cloud and that another
// object holds now.
type Claim struct {
	Property string // UserPrincipalName, ProxyAddresses or OnPremiseSecurityIdentifier
	Value    string // as it is quarantined: with its SMTP: or smtp: prefix
	Key      directory.Key
	Holder   *directory.CloudObject
}
