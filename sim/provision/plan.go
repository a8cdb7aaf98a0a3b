package provision

import (
	"presync/sim/directory"
	"presync/sim/match"
)

// Compute gives what the service would make of the person's values if no other
// object were in the way.
//
// before is the cloud object that the person takes over or updates, nil for a
// new one. taken reports whether another object than before holds a value as
// userPrincipalName or address; it is only asked about values that the service
// makes up, never about those from Active Directory. A nil taken means that
// nothing is.
func Compute(u *directory.Candidate, before *directory.CloudObject, s *directory.Settings, taken func(directory.Key) bool) Plan {
	return ComputeIn(nil, u, before, s, taken)
}

// ComputeIn is Compute with the memory of a room; nil is none. The plan is good
// as long as the decisions of the room.
func ComputeIn(room *match.Room, u *directory.Candidate, before *directory.CloudObject, s *directory.Settings, taken func(directory.Key) bool) Plan {
	if taken == nil {
		taken = func(directory.Key) bool { return false }
	}
	c := &calculation{room: room, user: u, before: before, settings: s, taken: taken}
	read := c.onPremises()
	p := Plan{MailNickname: c.mailNickname(read), ObjectIdentifier: c.objectIdentifier()}

	choice := c.userPrincipalName(p.MailNickname)
	p.UPN, p.UPNRule = choice.upn, choice.rule
	p.Fallback, p.FallbackWhy = choice.fallback, choice.why
	p.UPNChanged = before == nil || !sameName(p.UPN, before.UserPrincipalName)

	ad := c.sanitise(read)
	c.addresses(&p, ad)
	p.Dropped = ad.dropped
	return p
}

// Plan is what the service would give the object if no other object were in
// the way.
type Plan struct {
	UPN directory.UPN
	// UPNChanged says that the object does not have this name yet; names that
	// differ only in case are the same.
	UPNChanged bool
	// UPNRule is the rulebook rule that chose the name, e.g. "UP-2".
	UPNRule string
	// Fallback says that the name was made of MailNickname and the initial
	// domain; FallbackWhy says what is wrong with the on-premises one.
	Fallback    bool
	FallbackWhy string

	MailNickname string
	// Proxies are the addresses, the primary one first.
	Proxies []directory.Address
	Mail    string // "" is null
	// MOERA is the address on the initial domain that belongs to the object,
	// zero when it has none.
	MOERA directory.Address
	// MailEnabled says that the service completes the addresses by the
	// userPrincipalName and the MOERA (PX-3).
	MailEnabled bool
	// ObjectIdentifier is onPremisesObjectIdentifier after the export.
	ObjectIdentifier directory.GUID
	// Dropped are on-premises values that the service discards in silence.
	Dropped []Dropped

	// upnAdded says that the userPrincipalName is among Proxies only because
	// the service added it.
	upnAdded bool
	// recipient says that the user counts as an Exchange recipient.
	recipient bool
}

// Primary is the primary address; ok is false when there is none.
func (p *Plan) Primary() (a directory.Address, ok bool) { return primaryOf(p.Proxies) }

// calculation is one run of Compute.
type calculation struct {
	room     *match.Room
	user     *directory.Candidate
	before   *directory.CloudObject // nil for a new object
	settings *directory.Settings
	taken    func(directory.Key) bool
	// addressed says that the name of the person is known to have the form of an
	// address.
	addressed bool
}

// linked reports whether the cloud object is already synced from this person,
// so that the export is an update and no take-over.
func (c *calculation) linked() bool {
	b := c.before
	if b == nil || b.Deleted {
		return false
	}
	same := b.ImmutableID == c.user.Anchor
	switch b.SyncEnabled {
	case directory.True:
		return same || b.ImmutableID == ""
	case directory.Unknown:
		return same && b.ImmutableID != ""
	default:
		return false
	}
}

// sameName reports whether two names are the same, or both empty.
func sameName(a, b directory.UPN) bool { return a == b || a.SameAs(b) }

// onInitial reports whether a domain is the initial domain of the tenant.
func (c *calculation) onInitial(domain string) bool {
	return directory.SameFolded(domain, c.settings.InitialDomain)
}

// objectIdentifier gives onPremisesObjectIdentifier: the objectGUID of the object
// that contributes, where it is known. That a value which is set may not change
// (HM-7) is a rule's business; such an export fails and changes nothing.
func (c *calculation) objectIdentifier() directory.GUID {
	if c.before != nil && c.user.GUID.IsZero() {
		return c.before.ObjectIdentifier
	}
	return c.user.GUID
}
