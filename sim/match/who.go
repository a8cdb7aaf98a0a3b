package match

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// Identities is how many ways there are to name a user: userPrincipalName,
// sAMAccountName, mail, DN, objectGUID and sourceAnchor, in this order.
const Identities = 6

// The ways that callers single out.
const (
	ByDN     = 3
	byGUID   = 4
	byAnchor = 5
)

// Identity gives one way to name the user of a decision, "" when they have
// none of that kind.
func (d *Decision) Identity(kind int) string {
	attribute := func(name, own string) string {
		if own == "" && d.Object != nil {
			return d.Object.Attrs.First(name)
		}
		return own
	}
	var user directory.Candidate
	if d.User != nil {
		user = *d.User
	}
	switch kind {
	case 0:
		return attribute("userPrincipalName", string(user.UPN))
	case 1:
		return attribute("sAMAccountName", user.SAMAccountName)
	case 2:
		return attribute("mail", user.Mail)
	case ByDN:
		if d.Object != nil {
			return d.Object.DN
		}
	case byGUID:
		if d.Object != nil && !d.Object.GUID().IsZero() {
			return d.Object.GUID().String()
		}
	case byAnchor:
		return string(user.Anchor)
	}
	return ""
}

// IsNamed reports whether who names the user in one of the ways. Everything
// but the anchor is compared without case.
func (d *Decision) IsNamed(who string, kind int) bool {
	name := d.Identity(kind)
	switch {
	case name == "":
		return false
	case kind == byAnchor:
		return directory.Anchor(who) == directory.Anchor(name)
	case kind == byGUID:
		return strings.EqualFold(strings.Trim(who, "{}"), name)
	}
	if directory.Fold(who).Equal(directory.Fold(name)) {
		return true
	}
	return kind == ByDN && d.joins(who)
}

// joins reports whether a DN is that of another object of the person.
func (d *Decision) joins(dn string) bool {
	if d.User == nil {
		return false
	}
	for _, o := range d.User.Joined {
		if directory.Fold(o.DN).Equal(directory.Fold(dn)) {
			return true
		}
	}
	return false
}

// joinsCalled reports whether who is a userPrincipalName, sAMAccountName, mail
// or objectGUID of another object of the person, such as the account beside a
// mailbox: one of them gives the names, and people look for either.
func (d *Decision) joinsCalled(who string) bool {
	if d.User == nil {
		return false
	}
	name, guid := directory.Fold(who), strings.Trim(who, "{}")
	return slices.ContainsFunc(d.User.Joined, func(o *directory.Object) bool {
		for _, attribute := range []string{"userPrincipalName", "sAMAccountName", "mail"} {
			if value := o.Attrs.First(attribute); value != "" && directory.Fold(value).Equal(name) {
				return true
			}
		}
		return !o.GUID().IsZero() && strings.EqualFold(guid, o.GUID().String())
	})
}

// hasAddress reports whether who is a value of proxyAddresses of one of the
// objects of the person.
func (d *Decision) hasAddress(who string) bool {
	if d.Object != nil && HasAddress(d.Object, who) {
		return true
	}
	return d.User != nil && slices.ContainsFunc(d.User.Joined, func(o *directory.Object) bool { return HasAddress(o, who) })
}

// HasAddress reports whether who is a value of proxyAddresses of an object,
// with its type or without. Case does not count.
func HasAddress(o *directory.Object, who string) bool {
	found := false
	o.Attrs.EachOf(directory.AttrProxyAddresses, func(value string) bool {
		found = directory.ParseAddress(value).Names(who) || directory.SameFolded(value, who)
		return !found
	})
	return found
}

// FindNamed gives the places of the decisions that who names. The ways are
// tried in order, then proxyAddresses, then the names of objects that joined
// another; the first that names anybody counts.
func FindNamed(decisions []Decision, who string) []int {
	named := func(is func(d *Decision) bool) []int {
		var found []int
		for i := range decisions {
			if is(&decisions[i]) {
				found = append(found, i)
			}
		}
		return found
	}
	for kind := range Identities {
		if found := named(func(d *Decision) bool { return d.IsNamed(who, kind) }); found != nil {
			return found
		}
	}
	if found := named(func(d *Decision) bool { return d.hasAddress(who) }); found != nil {
		return found
	}
	return named(func(d *Decision) bool { return d.joinsCalled(who) })
}
