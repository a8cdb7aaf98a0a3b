package report

import (
	"encoding/hex"
	"unicode/utf8"

	"presync/sim/directory"
	"presync/sim/match"
)

// fact is one value of a person and where it was read.
type fact struct {
	Name   string           `json:"name"`
	Value  string           `json:"value"`
	Origin directory.Origin `json:"origin"`
}

// importAttributes are the on-premises attributes that matching looks at.
var importAttributes = []string{
	"objectGUID", "mS-DS-ConsistencyGuid", "objectSid", "userPrincipalName", "sAMAccountName", "mail",
	"mailNickname", "proxyAddresses", "displayName", "userAccountControl",
}

// facts are the values of an on-premises object that matching looks at.
func facts(o *directory.Object) []fact {
	var out []fact
	for _, name := range importAttributes {
		for _, value := range o.Attrs.Values(name) {
			if value != "" {
				out = append(out, fact{name, attributeText(o, name, value), o.At(name)})
			}
		}
	}
	return out
}

// attributeText makes a binary attribute readable.
func attributeText(o *directory.Object, name, value string) string {
	switch name {
	case "objectGUID", "mS-DS-ConsistencyGuid":
		if g, err := directory.GUIDFromValue(value); err == nil {
			return g.String() + " (" + string(g.Anchor()) + ")"
		}
	case "objectSid":
		if sid := o.SID(); sid != "" {
			return string(sid)
		}
	}
	if !utf8.ValidString(value) {
		return hex.EncodeToString([]byte(value))
	}
	return value
}

// flow is what the person sends to the cloud for matching.
func flow(u *directory.Candidate) []fact {
	out := []fact{{"sourceAnchor", anchorText(u), u.At("onPremisesImmutableId", u.AnchorFrom)},
		{"userPrincipalName", string(u.UPN), u.At("userPrincipalName", u.UPNFrom)}}
	if a, from := u.MatchPrimary(); from != "" {
		out = append(out, fact{"primary SMTP address", a.Local, u.At("proxyAddresses", from)})
	}
	return out
}

func anchorText(u *directory.Candidate) string {
	switch {
	case u.Anchor != "":
		return string(u.Anchor) + " (from " + u.AnchorFrom + ")"
	case u.AnchorUnknown:
		return "not known: the export left objectGUID out"
	default:
		return "none"
	}
}

// results is what the cloud object looks like afterwards.
func results(d *match.Decision) []fact {
	r := resultOf(d)
	if r == nil {
		return nil
	}
	var out []fact
	for _, f := range []fact{
		{Name: "userPrincipalName", Value: r.UserPrincipalName}, {Name: "mailNickname", Value: r.MailNickname},
		{Name: "mail", Value: r.Mail}, {Name: "onPremisesImmutableId", Value: string(r.ImmutableID)},
	} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	for _, p := range r.ProxyAddresses {
		out = append(out, fact{Name: "proxyAddresses", Value: p.String()})
	}
	for _, q := range r.Quarantined {
		out = append(out, fact{Name: "quarantined", Value: q.Property + " " + q.Value + ", held by " + q.HeldBy.ID + q.HeldBy.DN})
	}
	for i := range r.Overwrites {
		o := &r.Overwrites[i]
		out = append(out, fact{Name: "overwritten", Value: o.Property + ": " + overwriteText(o)})
	}
	return out
}

// pair is what a person reads of one compared value: name, value and place.
func pair(v match.Value) string {
	if v == (match.Value{}) {
		return ""
	}
	text := v.Name + " " + quoted(v.Text)
	if at := v.Origin.String(); at != "" {
		text += " (" + at + ")"
	}
	return text
}

// quoted shows a value between quotes, or says that there is none.
func quoted(s string) string {
	if s == "" {
		return "not set"
	}
	return `"` + s + `"`
}

// compared is both values of a condition.
func compared(c *match.Check) string {
	left, right := pair(c.Left), pair(c.Right)
	switch {
	case left == "":
		return right
	case right == "":
		return left
	default:
		return left + ", " + right
	}
}
