package directory

import "iter"

// ProfileID numbers the attributes of a person that are neither names to sign
// in with nor addresses.
type ProfileID uint8

// The attributes, by their Graph names.
const (
	GivenName ProfileID = iota
	Surname
	JobTitle
	Department
	CompanyName
	OfficeLocation
	StreetAddress
	City
	State
	PostalCode
	Country
	UsageLocation
	MobilePhone
	BusinessPhones
	FaxNumber
	EmployeeID
	EmployeeType
	PreferredLanguage
	OtherMails

	ProfileIDs // how many there are
)

var profileNames = [ProfileIDs]string{
	"givenName", "surname", "jobTitle", "department", "companyName", "officeLocation", "streetAddress", "city", "state",
	"postalCode", "country", "usageLocation", "mobilePhone", "businessPhones", "faxNumber", "employeeId", "employeeType",
	"preferredLanguage", "otherMails",
}

// String is the Graph name.
func (id ProfileID) String() string { return profileNames[id] }

// ProfileIDOf gives the number of a Graph name; ok is false for one that no
// profile has.
func ProfileIDOf(name string) (id ProfileID, ok bool) {
	for i, n := range profileNames {
		if n == name {
			return ProfileID(i), true
		}
	}
	return 0, false
}

// Profile holds these attributes of one person; "" stands for one that is empty
// or not known. Lists are joined with "; ".
type Profile [ProfileIDs]string

// MakeProfile makes a profile of values by Graph name. It panics on a name that
// no profile has.
func MakeProfile(values map[string]string) Profile {
	var p Profile
	for name, value := range values {
		id, ok := ProfileIDOf(name)
		if !ok {
			panic("no profile has " + name)
		}
		p[id] = value
	}
	return p
}

// All gives the values that are not empty, by Graph name.
func (p *Profile) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for id, value := range p {
			if value != "" && !yield(profileNames[id], value) {
				return
			}
		}
	}
}

// IsEmpty reports whether there is no value.
func (p *Profile) IsEmpty() bool { return *p == Profile{} }
