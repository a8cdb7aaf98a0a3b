package syncrule

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// flows is the attribute flow to the properties that a take-over overwrites:
// Graph property <- AD attribute, as the default rules have it (rulebook
// PX-9, JOIN-3). Names and addresses are in flow. They are in the order of the
// properties, so that a profile is read in one walk.
var flows = [...]struct {
	property  directory.ProfileID
	attribute directory.AttrID
}{
	{directory.GivenName, directory.AttrGivenName},
	{directory.Surname, directory.AttrSurname},
	{directory.JobTitle, directory.AttrTitle},
	{directory.Department, directory.AttrDepartment},
	{directory.CompanyName, directory.AttrCompany},
	{directory.OfficeLocation, directory.AttrOffice},
	{directory.StreetAddress, directory.AttrStreet},
	{directory.City, directory.AttrLocality},
	{directory.State, directory.AttrState},
	{directory.PostalCode, directory.AttrPostalCode},
	{directory.Country, directory.AttrCountry},
	{directory.UsageLocation, directory.AttrUsageLocation},
	{directory.MobilePhone, directory.AttrMobile},
	{directory.BusinessPhones, directory.AttrTelephone},
	{directory.FaxNumber, directory.AttrFax},
	{directory.EmployeeID, directory.AttrEmployeeID},
	{directory.EmployeeType, directory.AttrEmployeeType},
	{directory.PreferredLanguage, directory.AttrPreferredLanguage},
}

// names fills the names and addresses. They come from the object with the
// mailbox (mailNickname present) if there is one, else from the contributing
// object; an object without a value contributes nothing (EXPR-1).
func (p picker) names(v *values) {
	c := p.candidate
	if len(p.order) == 0 && !v.odd { // as most are
		c.Mail, c.MailNickname = strings.TrimSpace(v.of[mail]), v.of[mailNickname]
		c.ProxyAddresses = parseAddresses(c.ProxyAddresses, c.Source)
		c.RemoteRecipient = v.of[remoteRecipient] != ""
		c.Recipient = c.RemoteRecipient || v.of[recipientDetails] != ""
		return
	}
	c.Mail = strings.TrimSpace(p.first("mail", directory.AttrMail))
	c.MailNickname = p.first("mailNickname", directory.AttrMailNickname)
	if o := p.from("proxyAddresses", directory.AttrProxyAddresses); o != nil {
		c.ProxyAddresses = parseAddresses(c.ProxyAddresses, o)
	}
	for _, o := range p.objects() {
		c.RemoteRecipient = c.RemoteRecipient || o.Attrs.HasOf(directory.AttrRemoteRecipientType)
		c.Recipient = c.Recipient || c.RemoteRecipient || o.Attrs.HasOf(directory.AttrRecipientTypeDetails)
	}
}

// profile fills the other address book attributes, from the same objects.
func (p picker) profile() {
	c := p.candidate
	c.DisplayName = p.first("displayName", directory.AttrDisplayName)
	if c.DisplayName == "" {
		c.DisplayName = p.first("displayName", directory.AttrCN)
	}
	if len(p.order) > 0 {
		for _, f := range flows {
			c.Profile[f.property] = p.first(f.property.String(), f.attribute)
		}
		return
	}
	c.Source.Attrs.FirstsOf(flowingFrom[:], c.Profile[:len(flows)], func(i int) {
		c.Profile[i] = p.first(flows[i].property.String(), flows[i].attribute)
	})
}

// flowingFrom are the attributes of flows, by property.
var flowingFrom = func() (attributes [len(flows)]directory.AttrID) {
	for _, f := range flows {
		attributes[f.property] = f.attribute
	}
	return attributes
}()

// addressBookOrder puts the objects with a mailbox first.
func addressBookOrder(objects []*directory.Object) []*directory.Object {
	var with, without []*directory.Object
	for _, o := range objects {
		if o.Attrs.HasOf(directory.AttrMailNickname) {
			with = append(with, o)
		} else {
			without = append(without, o)
		}
	}
	return append(with, without...)
}

// picker takes values from the objects of a person, in the order of the address
// book. Most people have one object, and order is empty.
type picker struct {
	candidate *directory.Candidate
	order     []*directory.Object
}

// objects gives them.
func (p picker) objects() []*directory.Object {
	if len(p.order) == 0 {
		return []*directory.Object{p.candidate.Source}
	}
	return p.order
}

// from gives the first object that has a value of an attribute, nil for none.
func (p picker) from(property string, attribute directory.AttrID) *directory.Object {
	for _, o := range p.objects() {
		if !o.Attrs.HasOf(attribute) {
			continue
		}
		if o != p.candidate.Source {
			if p.candidate.From == nil {
				p.candidate.From = map[string]*directory.Object{}
			}
			p.candidate.From[property] = o
		}
		return o
	}
	return nil
}

// first gives the first value of an attribute that is not empty.
func (p picker) first(property string, attribute directory.AttrID) string {
	if len(p.order) == 0 {
		// Most attributes of most people have no value, or one.
		if v := p.candidate.Source.Attrs.FirstOf(attribute); v != "" {
			return v
		}
	}
	o := p.from(property, attribute)
	if o == nil {
		return ""
	}
	value := ""
	o.Attrs.EachOf(attribute, func(v string) bool {
		value = v
		return v == ""
	})
	return value
}

// parseAddresses trims each value and drops repeated ones (rulebook PX-9).
func parseAddresses(out []directory.Address, o *directory.Object) []directory.Address {
	const few = 32 // up to here, looking through them is faster than a set
	var seen map[directory.Address]bool
	o.Attrs.EachOf(directory.AttrProxyAddresses, func(v string) bool {
		a := directory.ParseAddress(v)
		if a.Local == "" && a.Type == "" || seen[a] || seen == nil && slices.Contains(out, a) {
			return true
		}
		out = append(out, a)
		switch {
		case seen != nil:
			seen[a] = true
		case len(out) == few:
			seen = make(map[directory.Address]bool, 2*few)
			for _, a := range out {
				seen[a] = true
			}
		}
		return true
	})
	return out
}
