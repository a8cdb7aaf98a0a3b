package report

import (
	"cmp"

	"presync/sim/directory"
	"presync/sim/match"
)

// Name is what a person calls the user of a decision: the first of
// userPrincipalName, sAMAccountName and DN that there is.
func Name(d *match.Decision) string {
	return cmp.Or(UserPrincipalName(d), SAMAccountName(d), d.Object.DN)
}

// UserPrincipalName is the name that flows to the cloud, or the on-premises
// one when the object never became a person; "" when there is none.
func UserPrincipalName(d *match.Decision) string {
	if d.User != nil {
		return string(d.User.UPN)
	}
	return d.Object.Attrs.First("userPrincipalName")
}

// SAMAccountName is the person's sAMAccountName, "" when there is none.
func SAMAccountName(d *match.Decision) string {
	if d.User != nil {
		return d.User.SAMAccountName
	}
	return d.Object.Attrs.First("sAMAccountName")
}

// appendGUID appends the text form of objectGUID, nothing when it is not known.
func appendGUID(b []byte, d *match.Decision) []byte {
	guid := directory.GUID{}
	if d.User != nil {
		guid = d.User.GUID
	} else {
		guid = d.Object.GUID()
	}
	if guid.IsZero() {
		return b
	}
	return guid.AppendTo(b)
}

// sourceAnchor is "" when there is none, and for an object that never became a
// person.
func sourceAnchor(d *match.Decision) string {
	if d.User == nil {
		return ""
	}
	return string(d.User.Anchor)
}

// resultOf is nil where nothing is exported.
func resultOf(d *match.Decision) *match.Result {
	if d.Outcome == match.OutcomeError || d.Outcome == match.OutcomeNotSynced {
		return nil
	}
	return d.Result
}

// targetName is what a person calls a cloud object.
func targetName(c *directory.CloudObject) string {
	return cmp.Or(string(c.UserPrincipalName), c.DisplayName, c.ID)
}
