package provision

import (
	"cmp"
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
)

// property is a Graph property that a take-over can overwrite. Properties of
// the link itself (onPremises...) are not in the table: to write them is what a
// match means.
type property struct {
	name string
	// get reads it; nil for the value of the profile with the number id.
	get func(*directory.CloudObject) string
	id  directory.ProfileID
	// folded says that values that differ only in case are the same.
	folded bool
}

// properties lists them in the order of the report (SM-17). proxyAddresses
// comes after them.
// Source: how-to-connect-install-existing-tenant (2026-07-01);
// reference-connect-sync-attributes-synchronized (2025-04-09).
var properties = []property{
	{name: "displayName", get: func(o *directory.CloudObject) string { return o.DisplayName }},
	profile(directory.GivenName), profile(directory.Surname), profile(directory.JobTitle), profile(directory.Department),
	profile(directory.CompanyName), profile(directory.OfficeLocation), profile(directory.StreetAddress), profile(directory.City),
	profile(directory.State), profile(directory.PostalCode), profile(directory.Country), profile(directory.MobilePhone),
	profile(directory.BusinessPhones), profile(directory.FaxNumber), profile(directory.EmployeeID), profile(directory.EmployeeType),
	profile(directory.PreferredLanguage), profile(directory.UsageLocation),
	{name: "accountEnabled", get: enabledText},
	{name: "mail", get: func(o *directory.CloudObject) string { return o.Mail }, folded: true},
	{name: "mailNickname", get: func(o *directory.CloudObject) string { return o.MailNickname }, folded: true},
	{name: "userPrincipalName", get: func(o *directory.CloudObject) string { return string(o.UserPrincipalName) }, folded: true},
}

// profile is a property of the profile.
func profile(id directory.ProfileID) property {
	return property{name: id.String(), id: id}
}

// enabledText is accountEnabled as Graph writes it, "" when it is not known.
func enabledText(o *directory.CloudObject) string {
	if o.AccountEnabled == directory.True || o.AccountEnabled == directory.False {
		return o.AccountEnabled.String()
	}
	return ""
}

// overwrites lists the cloud values that change or are lost. Values that were
// empty are not overwritten, and a new object has none. sameProfile says that no
// value of the profile changes.
func overwrites(before, after *directory.CloudObject, sameProfile bool, room *match.Room) []match.Overwrite {
	if before == nil {
		return nil
	}
	list := propertyOverwrites(before, after, sameProfile, room)
	for _, o := range addressOverwrites(before, after) {
		list = room.AddOverwrite(list, o)
	}
	return list
}

// propertyOverwrites lists the properties that change, in the order of the table.
func propertyOverwrites(before, after *directory.CloudObject, sameProfile bool, room *match.Room) (list []match.Overwrite) {
	if sameProfile && before.DisplayName == after.DisplayName && before.AccountEnabled == after.AccountEnabled &&
		before.Mail == after.Mail && before.MailNickname == after.MailNickname && before.UserPrincipalName == after.UserPrincipalName {
		return nil // what the table reads is the same
	}
	for i := range properties {
		p := &properties[i]
		if p.get == nil && sameProfile {
			continue
		}
		was, is := before.Profile[p.id], after.Profile[p.id]
		if p.get != nil {
			was, is = p.get(before), p.get(after)
		}
		if was == "" || was == is || (p.folded && directory.SameFolded(was, is)) {
			continue
		}
		list = room.AddOverwrite(list, match.Overwrite{Property: p.name, Before: was, After: is})
	}
	return list
}

// addressOverwrites lists the change of the primary address, and each other
// value that is lost, by value.
func addressOverwrites(before, after *directory.CloudObject) []match.Overwrite {
	if slices.Equal(before.ProxyAddresses, after.ProxyAddresses) {
		return nil
	}
	var list []match.Overwrite
	add := func(was, is string) {
		list = append(list, match.Overwrite{Property: "proxyAddresses", Before: was, After: is})
	}
	primary, had := before.Primary()
	if now, has := after.Primary(); had && (!has || !same(primary, now)) {
		is := ""
		if has {
			is = now.String()
		}
		add(primary.String(), is)
	}
	for _, a := range before.ProxyAddresses {
		if !(had && same(a, primary)) && !holds(after.ProxyAddresses, a) {
			add(a.String(), "")
		}
	}
	slices.SortStableFunc(list, func(a, b match.Overwrite) int { return cmp.Compare(a.Before, b.Before) })
	return list
}
