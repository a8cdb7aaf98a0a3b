package syncrule

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// flows is the attribute flow to the properties that a take-over overwrites:
// Graph property <- AD attribute, as the default rules have it (rulebook
// PX-9, JOIN-3). Names and addresses are in flow.
var flows = []struct{ property, attribute string }{
	{"givenName", "givenName"},
	{"surname", "sn"},
	{"jobTitle", "title"},
	{"department", "department"},
	{"companyName", "company"},
	{"officeLocation", "physicalDeliveryOfficeName"},
	{"streetAddress", "streetAddress"},
	{"city", "l"},
	{"state", "st"},
	{"postalCode", "postalCode"},
	{"country", "co"},
	{"usageLocation", "msExchUsageLocation"},
	{"mobilePhone", "mobile"},
	{"businessPhones", "telephoneNumber"},
	{"faxNumber", "facsimileTelephoneNumber"},
	{"employeeId", "employeeID"},
	{"employeeType", "employeeType"},
	{"preferredLanguage", "preferredLanguage"},
}

// flow fills the address book attributes. They come from the object with the
// mailbox (mailNickname present) if there is one, else from the contributing
// object; an object without a value contributes nothing (EXPR-1).
func flow(c *directory.Candidate, objects []*directory.Object) {
	pick := picker{candidate: c, order: addressBookOrder(objects)}
	c.DisplayName = pick.first("displayName", "displayName")
	if c.DisplayName == "" {
		c.DisplayName = pick.first("displayName", "cn")
	}
	c.Mail = strings.TrimSpace(pick.first("mail", "mail"))
	c.MailNickname = pick.first("mailNickname", "mailNickname")
	c.ProxyAddresses = parseAddresses(pick.values("proxyAddresses", "proxyAddresses"))
	for _, f := range flows {
		if v := pick.first(f.property, f.attribute); v != "" {
			if c.Profile == nil {
				c.Profile = make(map[string]string, 8)
			}
			c.Profile[f.property] = v
		}
	}
	for _, o := range objects {
		c.RemoteRecipient = c.RemoteRecipient || o.Attrs.Has("msExchRemoteRecipientType")
		c.Recipient = c.Recipient || c.RemoteRecipient || o.Attrs.Has("msExchRecipientTypeDetails")
	}
}

// addressBookOrder puts the objects with a mailbox first.
func addressBookOrder(objects []*directory.Object) []*directory.Object {
	if len(objects) == 1 {
		return objects
	}
	var with, without []*directory.Object
	for _, o := range objects {
		if o.Attrs.Has("mailNickname") {
			with = append(with, o)
		} else {
			without = append(without, o)
		}
	}
	return append(with, without...)
}

type picker struct {
	candidate *directory.Candidate
	order     []*directory.Object
}

func (p picker) values(property, attribute string) []string {
	for _, o := range p.order {
		if o.Attrs.Has(attribute) {
			if o != p.candidate.Source {
				if p.candidate.From == nil {
					p.candidate.From = map[string]*directory.Object{}
				}
				p.candidate.From[property] = o
			}
			return o.Attrs.Values(attribute)
		}
	}
	return nil
}

func (p picker) first(property, attribute string) string {
	for _, v := range p.values(property, attribute) {
		if v != "" {
			return v
		}
	}
	return ""
}

// parseAddresses trims each value and drops repeated ones (rulebook PX-9).
func parseAddresses(values []string) []directory.Address {
	const few = 32 // up to here, looking through them is faster than a set
	var out []directory.Address
	var seen map[directory.Address]bool
	if len(values) > few {
		seen = make(map[directory.Address]bool, len(values))
	}
	for _, v := range values {
		a := directory.ParseAddress(v)
		if a.Local == "" && a.Type == "" {
			continue
		}
		if seen == nil && slices.Contains(out, a) || seen[a] {
			continue
		}
		if seen != nil {
			seen[a] = true
		}
		out = append(out, a)
	}
	return out
}
