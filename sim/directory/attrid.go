package directory

import "strings"

// AttrID stands for an attribute that every run asks every object for, so that
// its name need not be looked up each time.
type AttrID uint8

// The numbered attributes.
const (
	AttrObjectGUID AttrID = iota
	AttrObjectSID
	AttrConsistencyGUID
	AttrUserPrincipalName
	AttrSAMAccountName
	AttrUserAccountControl
	AttrDisplayName
	AttrCN
	AttrMail
	AttrMailNickname
	AttrProxyAddresses
	AttrRecipientTypeDetails
	AttrRemoteRecipientType
	AttrGivenName
	AttrSurname
	AttrTitle
	AttrDepartment
	AttrCompany
	AttrOffice
	AttrStreet
	AttrLocality
	AttrState
	AttrPostalCode
	AttrCountry
	AttrUsageLocation
	AttrMobile
	AttrTelephone
	AttrFax
	AttrEmployeeID
	AttrEmployeeType
	AttrPreferredLanguage
	AttrIsCriticalSystemObject
	AttrAdminDescription
	AttrUserCertificate
	AttrUserSMIMECertificate

	attrIDs // how many there are
)

var attrNames = [attrIDs]string{
	"objectGUID", "objectSid", "mS-DS-ConsistencyGuid", "userPrincipalName", "sAMAccountName", "userAccountControl",
	"displayName", "cn", "mail", "mailNickname", "proxyAddresses", "msExchRecipientTypeDetails", "msExchRemoteRecipientType",
	"givenName", "sn", "title", "department", "company", "physicalDeliveryOfficeName", "streetAddress", "l", "st", "postalCode",
	"co", "msExchUsageLocation", "mobile", "telephoneNumber", "facsimileTelephoneNumber", "employeeID", "employeeType",
	"preferredLanguage", "isCriticalSystemObject", "adminDescription", "userCertificate", "userSMIMECertificate",
}

// String is the name of the attribute as the schema spells it.
func (id AttrID) String() string { return attrNames[id] }

// AttrIDOf gives the number of a name; ok is false for one that has none.
func AttrIDOf(name string) (id AttrID, ok bool) {
	for i, n := range attrNames {
		if strings.EqualFold(n, name) {
			return AttrID(i), true
		}
	}
	return 0, false
}

// place gives the place of a numbered attribute, or -1.
func (a *Attrs) place(id AttrID) int {
	if a.pack != nil {
		if place := a.packedPlace(id); place != noPlace {
			return place
		}
		return -1
	}
	return a.find(attrNames[id])
}

// FirstOf is First for a numbered attribute.
func (a *Attrs) FirstOf(id AttrID) string {
	if a.pack != nil {
		return a.packedFirst(id)
	}
	return a.first(a.find(attrNames[id]))
}

// FirstsOf gives what FirstOf gives for each of some numbered attributes. For
// those whose first value is there and empty it calls odd.
func (a *Attrs) FirstsOf(ids []AttrID, values []string, odd func(int)) {
	if a.pack == nil {
		for i, id := range ids {
			if values[i] = a.FirstOf(id); values[i] == "" && a.place(id) >= 0 {
				odd(i)
			}
		}
		return
	}
	p := a.pack
	object, shape := a.object()
	places := p.data[int(shape.at+shape.size):][:attrIDs]
	count, size := p.entries(shape)
	values = values[:len(ids)]
	for i, id := range ids {
		place, value := int(places[id]), ""
		if place != noPlace {
			at := headSize + size*place
			code, position := object[at], int(object[at+1])|int(object[at+2])<<8
			switch {
			case size == narrow && code < codeShared: // as most have it
				from := headSize + narrow*count + position
				value = object[from : from+int(code)]
			case size == narrow && code == codeShared && p.shared[position].values == 1:
				s := &p.shared[position]
				value = p.data[s.at : s.at+s.size]
			default:
				value = p.first(object, shape, place)
			}
			if value == "" {
				odd(i)
			}
		}
		values[i] = value
	}
}

// HasOf is Has for a numbered attribute.
func (a *Attrs) HasOf(id AttrID) bool { return a.has(a.place(id)) }

// EachOf calls visit for the values of a numbered attribute, in the order of
// the export, until it says no.
func (a *Attrs) EachOf(id AttrID, visit func(string) bool) {
	i := a.place(id)
	if i < 0 {
		return
	}
	if a.pack == nil {
		for _, v := range a.list[i].Values {
			if !visit(v) {
				return
			}
		}
		return
	}
	for values := a.packedValues(i); values.left > 0; {
		if !visit(values.next()) {
			return
		}
	}
}

// CountOf is the number of values of a numbered attribute.
func (a *Attrs) CountOf(id AttrID) int {
	i := a.place(id)
	switch {
	case i < 0:
		return 0
	case a.pack == nil:
		return len(a.list[i].Values)
	}
	return a.packedValues(i).left
}
