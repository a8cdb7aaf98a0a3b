package check

import (
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// The attributes that are checked, as Active Directory spells them.
const (
	attrDisplayName = "displayName"
	attrGivenName   = "givenName"
	attrMail        = "mail"
	attrNick        = "mailNickname"
	attrProxies     = "proxyAddresses"
	attrSAM         = "sAMAccountName"
	attrTarget      = "targetAddress"
	attrUPN         = "userPrincipalName"
	attrCertificate = "userCertificate"
	attrSMIME       = "userSMIMECertificate"
)

// attributes is the order in which an object is looked over; it is the
// discontinued tool's.
var attributes = []string{attrDisplayName, attrGivenName, attrMail, attrNick, attrProxies, attrSAM, attrTarget, attrUPN,
	attrCertificate, attrSMIME}

// Person is somebody to synchronise.
type Person struct {
	// Objects are the on-premises objects of the person, the one that
	// contributes the sign-in name first.
	Objects []*directory.Object
	// Cloud is the cloud object that the person is linked to, or will be.
	Cloud *directory.CloudObject
	// Left says that the person is left out of the synchronisation.
	Left bool
}

// entry is an on-premises object while it is looked over.
type entry struct {
	*directory.Object
	// person is the place of the person; objects of one person have the same.
	person int32
	// joined says that another object of the person gives the sign-in name.
	joined bool
	// left says that the object is not looked at.
	left bool
}

// CommonName is the cn of an object, from its DN when the export lacks the
// attribute.
func CommonName(o *directory.Object) string {
	if cn := o.Attrs.First("cn"); cn != "" {
		return cn
	}
	return rdnValue(o.DN)
}

func (e *entry) cn() string { return CommonName(e.Object) }

// has reports whether an attribute has a value.
func (e *entry) has(attribute string) bool { return e.Attrs.Has(attribute) }

// mail is the attribute mail as it flows: the default rules trim it.
func (e *entry) mail() string { return strings.TrimSpace(e.Attrs.First(attrMail)) }

// primaries are the places of the proxyAddresses values with SMTP: in
// capitals, and how many values are e-mail addresses at all.
func primaries(values []string) (at []int, smtp int) {
	for i, v := range values {
		a := directory.ParseAddress(v)
		if a.IsPrimary() {
			at = append(at, i)
		}
		if a.IsSMTP() {
			smtp++
		}
	}
	return at, smtp
}

// hasSMTP reports whether proxyAddresses holds an e-mail address; mail counts
// for nothing then (rulebook PX-2).
func (e *entry) hasSMTP() bool {
	_, n := primaries(e.Attrs.Values(attrProxies))
	return n > 0
}

// hasAddress reports whether proxyAddresses holds the address of a key.
func (e *entry) hasAddress(key string) bool {
	return slices.ContainsFunc(e.Attrs.Values(attrProxies), func(v string) bool { return keyOf(attrProxies, v) == key })
}

// primary is the address behind the only SMTP: in capitals.
func (e *entry) primary() (address string, ok bool) {
	values := e.Attrs.Values(attrProxies)
	at, _ := primaries(values)
	if len(at) != 1 {
		return "", false
	}
	return directory.ParseAddress(values[at[0]]).Local, true
}

// wellKnown are the beginnings of common names that the discontinued tool
// leaves out (rulebook VAL-2).
var wellKnown = []string{"Admini", "CAS_{", "DiscoverySearchMailbox", "FederatedEmail", "Guest", "HTTPConnector", "krbtgt",
	"iusr_", "iwam", "msol", "support_", "SystemMailbox", "WWIOadmini", "HealthMailbox", "Exchange Online-ApplicationAccount"}

// filteredTypes is the mask of msExchRecipientTypeDetails of mailboxes that
// are not synchronised (rulebook FLT-2). The tool means the same list, but
// compares the number with texts such as "0x1000".
const filteredTypes = 0x21C07000

// toolLeaves reports whether the discontinued tool leaves an object out, its
// two broken tests corrected: conflict objects and filtered mailboxes.
func (e *entry) toolLeaves() bool {
	cn := e.cn()
	switch {
	case strings.HasSuffix(cn, "$"), startsWithAny(cn, wellKnown...):
		return true
	case strings.Contains(e.DN, `\0ACNF:`), strings.Contains(cn, "\nCNF:"):
		return true
	case strings.EqualFold(e.Attrs.First("isCriticalSystemObject"), "TRUE"):
		return true
	}
	switch e.Type {
	case directory.TypeUser, directory.TypeInetOrgPerson:
		return e.toolLeavesUser()
	case directory.TypeGroup:
		if strings.HasPrefix(strings.TrimSpace(e.Attrs.First("groupType")), "-") {
			return !e.has(attrMail) // a security group
		}
		return !e.has(attrProxies)
	}
	return false
}

func (e *entry) toolLeavesUser() bool {
	kind, err := strconv.ParseInt(strings.TrimSpace(e.Attrs.First("msExchRecipientTypeDetails")), 10, 64)
	hidden := strings.EqualFold(e.Attrs.First("msExchHideFromAddressLists"), "TRUE")
	return startsWithAny(e.Attrs.First(attrSAM), "CAS_", "SUPPORT_", "MSOL_") ||
		startsWithAny(e.Attrs.First(attrNick), "CAS_", "SYSTEMMAILBOX") ||
		hidden && startsWithAny(e.Attrs.First(attrDisplayName), "MSOL") ||
		err == nil && kind&filteredTypes != 0
}

// startsWithAny compares without case.
func startsWithAny(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}

// takesPart reports whether objects of the type are looked at.
func takesPart(t directory.ObjectType) bool {
	return t.IsPerson() || t == directory.TypeContact || t == directory.TypeGroup
}
