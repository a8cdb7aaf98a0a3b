package tutor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"presync/sim/directory"
)

// known is a property of the cloud, "none" where it is empty, or says that
// the export left it out.
func known(c *directory.CloudObject, property, value, none string) string {
	switch {
	case value != "":
		return value
	case c.Lacks(property):
		return "not exported"
	case c.Type == directory.TypeUser:
		return none
	}
	return ""
}

func anchorText(o *adObject) string {
	switch {
	case o.person == nil:
		return attributeText(o.Object, "objectGUID")
	case o.person.AnchorUnknown:
		return "not exported"
	case o.person.Anchor == "":
		return "none"
	}
	return string(o.person.Anchor) + " from " + o.person.AnchorFrom
}

func cloudAddresses(c *directory.CloudObject) string {
	list := make([]string, len(c.ProxyAddresses))
	for i, a := range c.ProxyAddresses {
		list[i] = a.String()
	}
	return known(c, "proxyAddresses", listText(list), "")
}

// cloudMail is mail where it says more than the addresses do.
func cloudMail(c *directory.CloudObject) string {
	if primary, ok := c.Primary(); ok && strings.EqualFold(primary.Local, c.Mail) {
		return ""
	}
	return c.Mail
}

// securityID shows SIDs where the cloud has any.
func securityID(s *step) func(*adObject) string {
	shown := slices.ContainsFunc(s.in.Tenant.Objects, func(c *directory.CloudObject) bool { return c.SecurityID != "" })
	return func(o *adObject) string {
		if !shown {
			return ""
		}
		return shortSID(o.SID())
	}
}

// mentions reports whether the situation speaks of something.
func (s *step) mentions(what string) bool { return strings.Contains(s.situation, what) }

// shortSID leaves out the middle of a SID, which is that of the domain.
func shortSID(sid directory.SID) string {
	parts := strings.Split(string(sid), "-")
	if len(parts) < 7 {
		return string(sid)
	}
	return strings.Join(parts[:4], "-") + "-...-" + parts[len(parts)-1]
}

// mappedGUID shows the objectGUID where a cloud user is mapped to one.
func mappedGUID(s *step) func(*adObject) string {
	shown := slices.ContainsFunc(s.in.Tenant.Objects, func(c *directory.CloudObject) bool {
		return !c.ObjectIdentifier.IsZero()
	}) || s.mentions("objectGUID")
	return func(o *adObject) string {
		switch {
		case !shown:
			return ""
		case o.GUID().IsZero():
			return "not exported"
		}
		return guidText(o.GUID())
	}
}

func guidText(g directory.GUID) string {
	if g.IsZero() {
		return ""
	}
	return g.String()
}

func accountState(o *adObject) string {
	const disabled = 2
	control, err := strconv.Atoi(o.Attrs.First("userAccountControl"))
	if err == nil && control&disabled != 0 {
		return "disabled"
	}
	return ""
}

func syncState(c *directory.CloudObject) string {
	if c.Type != directory.TypeUser {
		return ""
	}
	text := "made in the cloud, never synced"
	switch {
	case c.Lacks("onPremisesSyncEnabled"):
		text = "onPremisesSyncEnabled not exported"
	case c.SyncEnabled == directory.True:
		text = "synced"
	case c.SyncEnabled == directory.False:
		text = "not synced any more (onPremisesSyncEnabled false)"
	case c.ImmutableID != "":
		text = "not synced (onPremisesSyncEnabled null)"
	}
	if c.CloudMastered {
		text += ", the cloud is the authority"
	}
	if c.Deleted && !c.DeletedAt.IsZero() {
		text += ", deleted on " + dayText(c.DeletedAt)
	}
	return text
}

func rolesText(s *step, c *directory.CloudObject) string {
	var list []string
	for _, r := range c.Roles {
		text := r.Name
		if r.Eligible {
			text += " (eligible)"
		}
		if r.Scope != "" {
			text += " in one unit"
		}
		list = append(list, text)
	}
	if len(list) == 0 && !s.in.Tenant.Known.Roles && c.Type == directory.TypeUser && s.mentions("role") {
		return "not exported"
	}
	return strings.Join(list, ", ")
}

func waitsFor(c *directory.CloudObject) string {
	var list []string
	for _, q := range c.Quarantined {
		list = append(list, q.Value)
	}
	return listText(list)
}

// placeText is where an object stands, where a filter looks at that.
func placeText(s *step, o *directory.Object) string {
	f := &s.in.Tenant.Settings.Filter
	if len(f.Domains)+len(f.OUs)+len(f.ExcludeOUs) == 0 {
		return ""
	}
	_, parent, _ := strings.Cut(o.DN, ",")
	return parent
}

// shown are the attributes that have a row of their own, or that nobody asks
// about.
var shown = []string{
	"objectclass", "objectguid", "objectsid", "userprincipalname", "samaccountname", "mail", "mailnickname",
	"proxyaddresses", "displayname", "cn", "name", "givenname", "sn", "useraccountcontrol", "distinguishedname", "objectcategory",
}

// otherAttributes are the attributes of the objects that have no row.
func otherAttributes(ad []*adObject) []string {
	var names []string
	for _, o := range ad {
		for _, a := range o.Attrs.All() {
			name := a.Name
			if slices.Contains(shown, strings.ToLower(name)) || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
				continue
			}
			names = append(names, name)
		}
	}
	return names
}

// attributeText is what a person reads of an attribute.
func attributeText(o *directory.Object, name string) string {
	values := o.Attrs.Values(name)
	readable := make([]string, 0, len(values))
	for _, v := range values {
		if g, err := directory.GUIDFromValue(v); err == nil && strings.HasSuffix(strings.ToLower(name), "guid") {
			v = string(g.Anchor())
		}
		if !utf8.ValidString(v) {
			v = fmt.Sprintf("%d bytes", len(v))
		}
		readable = append(readable, v)
	}
	return listText(readable)
}

// mostValues is how many values of an attribute are shown.
const mostValues = 4

func listText(list []string) string {
	if len(list) > mostValues+1 {
		return strings.Join(list[:2], " ") + fmt.Sprintf(" and %d more", len(list)-2)
	}
	return strings.Join(list, " ")
}

func shortList(list []string) string {
	if len(list) > mostValues+1 {
		return strings.Join(list[:mostValues], ", ") + fmt.Sprintf(" and %d more", len(list)-mostValues)
	}
	return strings.Join(list, ", ")
}

// nameOf is what a person calls an on-premises object.
func nameOf(o *directory.Object) string {
	if name := o.Attrs.First("displayName"); name != "" {
		return name
	}
	rdn, _, _ := strings.Cut(o.DN, ",")
	_, name, _ := strings.Cut(rdn, "=")
	return name
}
