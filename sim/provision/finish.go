package provision

import (
	"slices"
	"strings"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
)

// The properties that duplicate attribute resiliency can set aside, as
// onPremisesProvisioningErrors names them (DAR-2, DAR-5).
const (
	PropertyUPN     = "UserPrincipalName"
	PropertyProxies = "ProxyAddresses"
)

// PropertySID is unique too, and never set aside (CF-4).
const PropertySID = "OnPremiseSecurityIdentifier"

// Finish makes the object as it is after the export, and the report's result.
//
// quarantined are the values of the plan that another object keeps (DAR-2,
// DAR-3); the object does without them. placeholder is the name that replaces a
// quarantined userPrincipalName, "" when the name was not replaced. A
// placeholder that the object has already stays. Where a name is quarantined
// without a placeholder, an object that exists keeps its name.
//
// When the primary address is quarantined, the MOERA of a recipient becomes the
// primary address and mail; other users lose mail (inferred: the service
// computes as if Active Directory did not have the value).
//
// before is not changed. A value that Active Directory lacks leaves the cloud
// value alone (HM-1, SM-17).
func Finish(u *directory.Candidate, before *directory.CloudObject, plan Plan, quarantined []match.Quarantined, placeholder directory.UPN) (after *directory.CloudObject, result *match.Result) {
	return FinishIn(nil, u, before, &plan, quarantined, placeholder)
}

// FinishIn is Finish with the memory of a room; nil is none. The object is good
// until the next one is finished there, the result as long as the decisions of
// the room.
func FinishIn(room *match.Room, u *directory.Candidate, before *directory.CloudObject, plan *Plan, quarantined []match.Quarantined, placeholder directory.UPN) (after *directory.CloudObject, result *match.Result) {
	after = room.Object()
	start(after, u, before)
	after.UserPrincipalName = finalUPN(before, plan, quarantined, placeholder)
	after.ProxyAddresses, after.Mail = finalAddresses(plan, quarantined, after.UserPrincipalName)
	if len(after.ProxyAddresses) == 0 {
		after.ProxyAddresses = nil
	}
	after.MailNickname, after.WasRecipient = plan.MailNickname, plan.recipient
	keeps := flowProfile(u, after)
	stampLink(u, after, plan)
	after.Quarantined = nil
	for _, q := range quarantined {
		after.Quarantined = append(after.Quarantined, directory.QuarantinedValue{Property: q.Property, Value: q.Value})
	}

	result = room.Result()
	*result = match.Result{
		UserPrincipalName: string(after.UserPrincipalName),
		MailNickname:      after.MailNickname,
		Mail:              after.Mail,
		ProxyAddresses:    after.ProxyAddresses,
		ImmutableID:       after.ImmutableID,
		Quarantined:       slices.Clone(quarantined),
		Overwrites:        overwrites(before, after, keeps, room),
	}
	return after, result
}

// start fills the object that the values are written to: a copy of the one that
// exists, or a new one. Later cycles recognise a new one by its anchor; its id
// is made of the anchor, or of the distinguished name while there is none.
func start(o *directory.CloudObject, u *directory.Candidate, before *directory.CloudObject) {
	if before != nil {
		*o = *before // the lists are replaced, not changed
		return
	}
	o.ID = directory.NewIDPrefix + identity(u)
	o.Type, o.UserType = directory.TypeUser, "Member"
	o.AccountEnabled, o.ExchangePlan = u.Enabled, u.ExchangePlan
	if u.Source != nil {
		o.Origin = u.Source.Origin
	}
}

// finalUPN is the name after quarantine.
func finalUPN(before *directory.CloudObject, plan *Plan, quarantined []match.Quarantined, placeholder directory.UPN) directory.UPN {
	if placeholder != "" {
		if before != nil && IsPlaceholder(before.UserPrincipalName, plan.UPN.Prefix(), placeholder.Suffix()) {
			return before.UserPrincipalName
		}
		return placeholder
	}
	aside := slices.ContainsFunc(quarantined, func(q match.Quarantined) bool {
		return strings.EqualFold(q.Property, PropertyUPN) && sameName(directory.UPN(q.Value), plan.UPN)
	})
	if aside && before != nil {
		return before.UserPrincipalName
	}
	return plan.UPN
}

// finalAddresses are the addresses and mail after quarantine. An address that
// the service made of the userPrincipalName follows the name that the object
// gets.
func finalAddresses(plan *Plan, quarantined []match.Quarantined, upn directory.UPN) (list []directory.Address, mail string) {
	renamed := plan.upnAdded && !sameName(upn, plan.UPN)
	if len(quarantined) == 0 && !renamed {
		return plan.Proxies, plan.Mail
	}
	kept := make(book, 0, len(plan.Proxies)+1)
	for _, a := range plan.Proxies {
		if setAside(a, quarantined) || (renamed && same(a, upnAddress(plan.UPN))) {
			continue
		}
		kept.add(a)
	}
	before, hadPrimary := plan.Primary()
	primary, has := primaryOf(kept)
	if hadPrimary && !has && plan.MailEnabled && plan.MOERA.Local != "" {
		primary = plan.MOERA.AsPrimary()
		rest := kept
		kept = book{primary}
		kept.add(rest...)
	}
	if renamed && primary.Local != "" {
		kept.add(upnAddress(upn))
	}
	if !hadPrimary || same(before, primary) {
		return kept, plan.Mail
	}
	return kept, primary.Local
}

// setAside reports whether an address is among the quarantined ones.
func setAside(a directory.Address, quarantined []match.Quarantined) bool {
	return a.IsSMTP() && slices.ContainsFunc(quarantined, func(q match.Quarantined) bool {
		return strings.EqualFold(q.Property, PropertyProxies) && directory.ParseAddress(q.Value).Key() == a.Key()
	})
}

// flowProfile writes the values of the person that are not addresses or names
// to sign in with; only those that Active Directory has. keeps says that no value
// of the profile was lost.
func flowProfile(u *directory.Candidate, o *directory.CloudObject) (keeps bool) {
	if u.DisplayName != "" {
		o.DisplayName = u.DisplayName
	}
	if u.Enabled == directory.True || u.Enabled == directory.False {
		o.AccountEnabled = u.Enabled
	}
	keeps = true
	for id := range u.Profile {
		if value, was := u.Profile[id], o.Profile[id]; value != "" && value != was {
			o.Profile[id] = value
			keeps = keeps && was == ""
		}
	}
	return keeps
}

// linkProperties are the Graph properties that an export writes whatever their
// value was; after it they are known even if the snapshot left them out.
var linkProperties = []string{
	"onPremisesSyncEnabled", "onPremisesImmutableId", "onPremisesSecurityIdentifier",
	"onPremisesUserPrincipalName", "onPremisesSamAccountName", "onPremisesDistinguishedName",
	"userPrincipalName", "mailNickname",
}

// stampLink writes what ties the cloud object to the on-premises one: the
// anchor, the shadow name and the identifiers (HM-1, SEED-5, SA-13, SA-15). A
// soft-deleted object is restored by it (HM-3, LC-2).
func stampLink(u *directory.Candidate, o *directory.CloudObject, plan *Plan) {
	o.SyncEnabled = directory.True
	o.Deleted, o.DeletedAt = false, time.Time{}
	if u.Anchor != "" {
		o.ImmutableID = u.Anchor
	}
	o.ObjectIdentifier = plan.ObjectIdentifier
	if u.SID != "" {
		o.SecurityID = u.SID
	}
	o.OnPremUPN = onPremUPN(u)
	if u.SAMAccountName != "" {
		o.OnPremSAM = u.SAMAccountName
	}
	if u.Source != nil {
		o.OnPremDN = u.Source.DN
	}
	written := func(m string) bool { return slices.Contains(linkProperties, m) }
	if slices.ContainsFunc(o.Missing, written) {
		o.Missing = slices.DeleteFunc(slices.Clone(o.Missing), written)
	}
}

// onPremUPN is the value of onPremisesUserPrincipalName: the AD attribute
// userPrincipalName, also when another attribute is the sign-in name (UP-1).
func onPremUPN(u *directory.Candidate) directory.UPN {
	if alternateLogin(u) && u.Source != nil {
		return directory.UPN(u.Source.Attrs.First("userPrincipalName"))
	}
	return u.UPN
}
