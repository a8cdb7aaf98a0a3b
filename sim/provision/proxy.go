package provision

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// addresses computes proxyAddresses, mail and the MOERA of the plan.
//
// The service completes the addresses of a recipient by its userPrincipalName
// and its MOERA. It does the same for a user without a licence who kept a MOERA
// from an earlier one, once Active Directory gives addresses again (WE-74), and
// for one whose primary address was malformed (T24).
//
// Sources: proxyaddresses-attribute-populate (2023-11-06, scenarios 1 to 6),
// objects-dont-sync-ad-sync-tool (2024-03-12, table); rulebook PX-1 to PX-8.
func (c *calculation) addresses(p *Plan, ad onPremises) {
	p.recipient = c.exchange()
	p.MOERA = c.heldMOERA(p.UPN)
	held := p.MOERA.Local != ""
	p.MailEnabled = c.exchange() || (ad.any && (held || ad.badPrimary))
	if p.MailEnabled && !held {
		p.MOERA = c.newMOERA(p.MailNickname)
	}
	base := ad.values
	if !ad.any && c.before != nil {
		base = c.keptAddresses(p)
	}
	primary := c.primary(p, ad, base)

	list := book(c.room.Addresses(len(base) + 3))
	list.add(primary.AsPrimary())
	list.add(base...)
	if p.MailEnabled {
		own := upnAddress(p.UPN)
		fromAD := holds(base, own) || (ad.mail.Names(own.Local) && primary == ad.mail)
		p.upnAdded = own.Local != "" && !fromAD
		if primary.Local != "" {
			list.add(own)
		}
		list.add(p.MOERA)
	}
	list.add(c.serviceAddresses(ad.values)...)

	p.Proxies, p.Mail = list, primary.Local
	if p.Mail == "" && !ad.any && c.before != nil {
		p.Mail = c.before.Mail
	}
}

// primary chooses the primary address: the AD value with SMTP:, then mail, then
// what a synced object has while AD offers nothing. After these only recipients
// get one: the userPrincipalName when AD has no mail attribute at all, and else
// the MOERA, because proxyAddresses and mail mask the name (PX-2, WE-78).
func (c *calculation) primary(p *Plan, ad onPremises, base []directory.Address) directory.Address {
	if ad.primary.Local != "" {
		return ad.primary
	}
	if !ad.masked && ad.mail.Local != "" {
		return ad.mail
	}
	if !ad.any {
		if a, ok := primaryOf(base); ok {
			return a
		}
	}
	switch {
	case !p.MailEnabled:
		return directory.Address{}
	case c.exchange() && !ad.masked && !ad.hasMail:
		return upnAddress(p.UPN).AsPrimary()
	default:
		return p.MOERA.AsPrimary()
	}
}

// keptAddresses are those of the cloud object when Active Directory has none: an
// attribute without a value does not flow. One thing can still change: when the
// user was a recipient in the cycle before and has lost the licence since, the
// primary address that was made of the userPrincipalName goes with it, and the
// MOERA becomes the primary one (PX-5, WE-74). The first cycle changes nothing
// of the kind, because a snapshot shows what the service did long ago.
func (c *calculation) keptAddresses(p *Plan) []directory.Address {
	kept := c.before.ProxyAddresses
	name := upnAddress(c.before.UserPrincipalName)
	primary, ok := primaryOf(kept)
	removed := c.before.WasRecipient && !c.exchange()
	if !removed || !ok || !same(primary, name) || p.MOERA.Local == "" || same(p.MOERA, name) {
		return kept
	}
	list := book{p.MOERA.AsPrimary()}
	for _, a := range kept {
		if !same(a, name) {
			list.add(a)
		}
	}
	return list
}

// serviceTypes are address types that services of the cloud put on a user
// themselves, so that a synchronisation does not take them away (WE-77; that it
// holds for SPO is inferred).
var serviceTypes = []string{"SIP", "SPO"}

// serviceAddresses are those of the cloud object that a service put there,
// unless Active Directory has values of the same type.
func (c *calculation) serviceAddresses(ad []directory.Address) []directory.Address {
	if c.before == nil {
		return nil
	}
	var kept []directory.Address
	for _, a := range c.before.ProxyAddresses {
		if a.IsSMTP() {
			continue
		}
		given := slices.ContainsFunc(ad, func(b directory.Address) bool { return sameType(a.Type, b.Type) })
		if slices.ContainsFunc(serviceTypes, func(t string) bool { return sameType(t, a.Type) }) && !given {
			kept = append(kept, a)
		}
	}
	return kept
}

// licensed reports whether the person has an Exchange Online plan.
func (c *calculation) licensed() bool {
	return c.user.ExchangePlan || (c.before != nil && c.before.ExchangePlan)
}

// exchange reports whether the service treats the object as an Exchange
// recipient: by licence, or because AD says so (PX-3, PX-8).
func (c *calculation) exchange() bool { return c.licensed() || c.user.Recipient }

// upnAddress is a userPrincipalName as a secondary address, zero for none.
func upnAddress(upn directory.UPN) directory.Address {
	if upn == "" {
		return directory.Address{}
	}
	return directory.Address{Type: "smtp", Local: string(upn)}
}

// primaryOf is the first address with the upper-case prefix.
func primaryOf(list []directory.Address) (a directory.Address, ok bool) {
	for i := range list {
		if list[i].IsPrimary() {
			return list[i], true
		}
	}
	return directory.Address{}, false
}

// holds reports whether the list has the address, whatever its prefix's case.
func holds(list []directory.Address, a directory.Address) bool {
	for i := range list {
		if b := &list[i]; (a.Local == b.Local || a.Names(b.Local)) && sameType(a.Type, b.Type) {
			return true
		}
	}
	return false
}

// same reports whether two values are one address: the prefix says only whether
// an e-mail address is the primary one.
func same(a, b directory.Address) bool {
	return sameType(a.Type, b.Type) && (a.Local == b.Local || a.Names(b.Local))
}

func sameType(a, b string) bool {
	return a == b || (a == "smtp" || a == "SMTP") && (b == "smtp" || b == "SMTP") || strings.EqualFold(a, b)
}

// book is a list of addresses in which each occurs once and at most one is
// primary: the first that was added with the upper-case prefix. A second one
// becomes a secondary address (inferred).
type book []directory.Address

// add appends the addresses that the list does not have yet.
func (l *book) add(addresses ...directory.Address) {
	for _, a := range addresses {
		if a.Local == "" || holds(*l, a) {
			continue
		}
		if a.Type != "smtp" && a.IsSMTP() {
			if _, taken := primaryOf(*l); taken || !a.IsPrimary() {
				a = a.AsSecondary()
			}
		}
		*l = append(*l, a)
	}
}
