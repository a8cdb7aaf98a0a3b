package directory

import "slices"

// Candidate is one person in the metaverse: the on-premises objects that
// joined, and the attribute values that flow from them to Entra ID.
type Candidate struct {
	// Index is the place of the person in the order of export, from 0.
	Index int
	// Source is the object that contributes the anchor and the sign-in
	// attributes (rulebook SA-11, JOIN-3); Joined are the others.
	Source *Object
	Joined []*Object
	// Contacts are the on-premises contacts that join the person on mail. They
	// give way to the user (rulebook FLT-8).
	Contacts []*Object

	// Anchor is the sourceAnchor, "" when there is none. AnchorFrom names the
	// attribute that gave it.
	Anchor     Anchor
	AnchorFrom string
	// AnchorIsText says that a string attribute was used verbatim (SA-6).
	AnchorIsText bool
	// AnchorUnknown says that the export left objectGUID out, so that the
	// anchor exists but cannot be computed.
	AnchorUnknown bool
	// GUID and SID are those of Source.
	GUID GUID
	SID  SID

	// UPN is what flows to userPrincipalName; UPNFrom names its attribute, or
	// "sAMAccountName" when it was made up of that and the domain (UP-1).
	UPN            UPN
	UPNFrom        string
	SAMAccountName string
	DisplayName    string
	Mail           string
	MailNickname   string
	ProxyAddresses []Address
	Enabled        Tristate
	// Recipient says that AD marks the object as an Exchange recipient
	// (msExchRecipientTypeDetails or msExchRemoteRecipientType present).
	Recipient bool
	// RemoteRecipient is the presence of msExchRemoteRecipientType (PX-7).
	RemoteRecipient bool
	// ExchangePlan says that the person has, or gets, an Exchange Online licence
	// that no cloud object shows yet: for a user that is created now.
	ExchangePlan bool
	// Sound says that the service takes the UPN and every address as they are:
	// provision.IsSound found it out before. False says nothing.
	Sound bool
	// Profile holds the other attributes that flow.
	Profile Profile
	// From gives the object that contributes a Graph property, where that is
	// not Source.
	From map[string]*Object
}

// Objects are all on-premises objects of the person, Source first.
func (c *Candidate) Objects() []*Object {
	return append([]*Object{c.Source}, c.Joined...)
}

// Has reports whether a condition holds for an on-premises object of the person.
func (c *Candidate) Has(holds func(*Object) bool) bool {
	return holds(c.Source) || slices.ContainsFunc(c.Joined, holds)
}

// MatchPrimary is the primary SMTP address that takes part in matching: the
// proxyAddresses value with the upper-case prefix, or mail when proxyAddresses
// holds no e-mail address at all (rulebook SM-3, SM-4). from names the
// attribute; it is "" when there is no such address.
func (c *Candidate) MatchPrimary() (a Address, from string) {
	anySMTP := false
	for _, p := range c.ProxyAddresses {
		if p.IsPrimary() {
			return p, "proxyAddresses"
		}
		anySMTP = anySMTP || p.IsSMTP()
	}
	if !anySMTP && c.Mail != "" {
		return Address{Type: "SMTP", Local: c.Mail}, "mail"
	}
	return Address{}, ""
}

// At says where the value of an attribute of the person was read.
func (c *Candidate) At(property, attribute string) Origin {
	if o := c.From[property]; o != nil {
		return o.At(attribute)
	}
	return c.Source.At(attribute)
}
