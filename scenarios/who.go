package scenarios

import (
	"fmt"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// identities are the ways to name a user, in the order in which they are
// tried: userPrincipalName, sAMAccountName, mail, DN, objectGUID, anchor.
const identities = 6

// identity gives one way to name the user of a decision, "" when they have
// none of that kind. Everything but the anchor is compared without case.
func identity(d *match.Decision, kind int) string {
	attr := func(name string, own string) string {
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
		return attr("userPrincipalName", string(user.UPN))
	case 1:
		return attr("sAMAccountName", user.SAMAccountName)
	case 2:
		return attr("mail", user.Mail)
	case 3:
		if d.Object != nil {
			return d.Object.DN
		}
	case 4:
		if d.Object != nil && !d.Object.GUID().IsZero() {
			return d.Object.GUID().String()
		}
	case 5:
		return string(user.Anchor)
	}
	return ""
}

// findUser gives the place of the decision about the user that a line names.
func findUser(who string, decisions []match.Decision) (int, error) {
	for kind := range identities {
		found := -1
		for i := range decisions {
			if !isNamed(who, &decisions[i], kind) {
				continue
			}
			if found >= 0 {
				return -1, fmt.Errorf("names two users of the cycle: %s and %s; name one by its DN",
					identity(&decisions[found], 3), identity(&decisions[i], 3))
			}
			found = i
		}
		if found >= 0 {
			return found, nil
		}
	}
	return -1, fmt.Errorf("is no user of the cycle")
}

// isNamed reports whether a line names the user in this way.
func isNamed(who string, d *match.Decision, kind int) bool {
	name := identity(d, kind)
	switch {
	case name == "":
		return false
	case kind == 5:
		return directory.Anchor(who) == directory.Anchor(name)
	case kind == 4:
		return strings.EqualFold(strings.Trim(who, "{}"), name)
	}
	return directory.Fold(who).Equal(directory.Fold(name))
}

// shortName is the first way of naming a user that means nobody else.
func shortName(at int, decisions []match.Decision) string {
	for kind := range identities {
		name := identity(&decisions[at], kind)
		if found, err := findUser(name, decisions); err == nil && found == at && name != none {
			return name
		}
	}
	return identity(&decisions[at], 3)
}
