package provision

import (
	"strings"

	"presync/sim/directory"
)

// mailNickname gives the cloud mailNickname. The AD attribute wins whenever it
// has a value. Without it the first synchronisation takes the first prefix that
// exists (UP-3), and later ones leave the value alone.
//
// Sources: plan-connect-userprincipalname (2025-04-09); WE-50 to WE-53, WE-73.
func (c *calculation) mailNickname(ad onPremises) string {
	if c.user.MailNickname != "" {
		return c.user.MailNickname
	}
	if c.before != nil && c.before.MailNickname != "" {
		return c.before.MailNickname
	}
	candidates := []directory.UPN{
		directory.UPN(ad.primary.Local),
		directory.UPN(ad.mail.Local),
		c.user.UPN,
	}
	for _, a := range ad.values {
		if a.IsSMTP() {
			candidates = append(candidates, directory.UPN(a.Local))
		}
	}
	for _, name := range candidates {
		if p := strings.TrimSpace(name.Prefix()); p != "" {
			return p
		}
	}
	return ""
}

// namePrefix makes a mailNickname or common name fit to stand before the '@':
// each character that UP-9 does not allow becomes an underscore, as documents
// say of mailNickname and of Unicode in names. Dots at either end go.
// Source: prepare-for-directory-synchronization (2023-12-28), rulebook VAL-1.
func namePrefix(nick string) string {
	if allAllowed(nick) {
		return strings.Trim(nick, ".")
	}
	mapped := strings.Map(func(r rune) rune {
		if allowedInPrefix(r) {
			return r
		}
		return '_'
	}, strings.TrimSpace(nick))
	return strings.Trim(mapped, ".")
}

// newMOERA gives the address that mailNickname and the initial domain make, in
// the primary form. When another object holds it, four digits are put behind
// the mailNickname (PX-6); digits that the object has already stay. It is zero
// when the initial domain or the name is not known.
func (c *calculation) newMOERA(nick string) directory.Address {
	prefix, initial := namePrefix(nick), c.settings.InitialDomain
	if prefix == "" || initial == "" {
		return directory.Address{}
	}
	name := directory.UPN(prefix + "@" + initial)
	if c.taken(name.Key()) {
		name = c.numbered(prefix, initial)
	}
	return directory.Address{Type: "SMTP", Local: string(name)}
}

// numbered is the MOERA with four digits: the one that the object has, or a new
// one.
func (c *calculation) numbered(prefix, initial string) directory.UPN {
	if c.before != nil {
		if IsPlaceholder(c.before.UserPrincipalName, prefix, initial) {
			return c.before.UserPrincipalName
		}
		for _, a := range c.before.ProxyAddresses {
			if a.IsSMTP() && IsPlaceholder(directory.UPN(a.Local), prefix, initial) {
				return directory.UPN(a.Local)
			}
		}
	}
	return Placeholder(prefix, initial, identity(c.user), c.taken)
}

// heldMOERA is the address on the initial domain that the object has, zero when
// it has none. Of several the MOERA is the one that is not just the name the
// object goes by; then the one that mailNickname or the old name explains; else
// the first (inferred: the service does not show which it is).
func (c *calculation) heldMOERA(upn directory.UPN) directory.Address {
	if c.before == nil {
		return directory.Address{}
	}
	var held directory.Address
	best := 0
	prefix := namePrefix(c.before.MailNickname)
	for i := range c.before.ProxyAddresses {
		a := c.before.ProxyAddresses[i]
		if !a.IsSMTP() || !c.onInitial(a.Domain()) {
			continue
		}
		rank := 1
		switch name := directory.UPN(a.Local); {
		case directory.SameFolded(name.Prefix(), prefix):
			rank = 4
		case IsPlaceholder(name, prefix, c.settings.InitialDomain):
			rank = 3
		case sameName(name, c.before.UserPrincipalName):
			rank = 2
		}
		if !sameName(directory.UPN(a.Local), upn) {
			rank += 4
		}
		if rank > best {
			held, best = a, rank
		}
	}
	return held
}
