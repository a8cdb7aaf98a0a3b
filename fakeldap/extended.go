package fakeldap

import (
	"fmt"

	"github.com/jimlambrt/gldap"
)

// Extended operations.
const (
	oidStartTLS       = "1.3.6.1.4.1.1466.20037"
	oidWhoAmI         = "1.3.6.1.4.1.4203.1.11.3"
	oidDynamicRefresh = "1.3.6.1.4.1.1466.101.119.1"
	oidFastBind       = "1.2.840.113556.1.4.1781"
	oidBatchRequest   = "1.2.840.113556.1.4.2212"
)

// extendedName is the OID of an extended request, "" when it has none.
func extendedName(m *message) string {
	f := fields{rest: m.body}
	return string(f.expect(0x80))
}

// extended answers extended requests; StartTLS never comes here.
func (x *exchange) extended() result {
	f := fields{rest: x.m.body}
	x.log.OID = string(f.expect(0x80))
	if f.err != nil {
		return malformed(f.err)
	}
	switch x.log.OID {
	case oidWhoAmI:
		return x.whoAmI()
	case oidDynamicRefresh, oidFastBind, oidBatchRequest:
		return refuse(gldap.ResultUnwillingToPerform, fmt.Sprintf("the extended operation %s is not supported", x.log.OID))
	}
	return ldapError(gldap.ResultProtocolError, 0x203D, fmt.Sprintf("Unknown extended request OID %s", x.log.OID), 0)
}

// whoAmI gives the authorisation identity (RFC 4532): u:DOMAIN\name, nothing
// for an anonymous client.
func (x *exchange) whoAmI() result {
	who := x.who()
	if !who.bound {
		return result{value: []byte{}}
	}
	return result{value: []byte("u:" + who.name)}
}
