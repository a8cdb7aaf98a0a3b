package source

// property is a Graph property that the cloud readers know.
type property uint8

// The properties. Those from propGivenName on go to CloudObject.Profile; they
// stand in the order of the directory.ProfileIDs, which a test holds them to.
const (
	propNone property = iota
	propID
	propODataType
	propDisplayName
	propUserPrincipalName
	propMail
	propMailNickname
	propProxyAddresses
	propUserType
	propAccountEnabled
	propImmutableID
	propSyncEnabled
	propObjectIdentifier
	propSecurityIdentifier
	propOnPremUPN
	propOnPremSAM
	propOnPremDN
	propSyncBehavior
	propIsCloudManaged
	propDeletedDateTime
	propAssignedPlans
	propProvisioningErrors
	propAdditional
	propMembers

	propGivenName
	propSurname
	propJobTitle
	propDepartment
	propCompanyName
	propOfficeLocation
	propStreetAddress
	propCity
	propState
	propPostalCode
	propCountry
	propUsageLocation
	propMobilePhone
	propBusinessPhones
	propFaxNumber
	propEmployeeID
	propEmployeeType
	propPreferredLanguage
	propOtherMails

	propCount
)

// valueKind is what a property holds in JSON.
type valueKind uint8

const (
	textValue valueKind = iota
	looseText           // text, or a number that a tool made of it
	flagValue           // true, false or null
	textList
	planList     // assignedPlans
	errorList    // onPremisesProvisioningErrors
	behavior     // onPremisesSyncBehavior
	memberList   // members of a group
	moreProperty // AdditionalProperties of the PowerShell SDK
)

// want describes the kind in a message.
func (k valueKind) want() string {
	switch k {
	case flagValue:
		return "true, false or null"
	case textList:
		return "a list of texts"
	case planList, errorList, memberList:
		return "a list of objects"
	case behavior, moreProperty:
		return "an object"
	}
	return "text"
}

// cloudProperties gives the name that Graph has for each property.
// Source: Graph resource type user; rulebook GR-1, GR-3.
var cloudProperties = [propCount]struct {
	name string
	kind valueKind
}{
	propID:                 {"id", textValue},
	propODataType:          {"@odata.type", textValue},
	propDisplayName:        {"displayName", textValue},
	propUserPrincipalName:  {"userPrincipalName", textValue},
	propMail:               {"mail", textValue},
	propMailNickname:       {"mailNickname", textValue},
	propProxyAddresses:     {"proxyAddresses", textList},
	propUserType:           {"userType", textValue},
	propAccountEnabled:     {"accountEnabled", flagValue},
	propImmutableID:        {"onPremisesImmutableId", textValue},
	propSyncEnabled:        {"onPremisesSyncEnabled", flagValue},
	propObjectIdentifier:   {"onPremisesObjectIdentifier", textValue},
	propSecurityIdentifier: {"onPremisesSecurityIdentifier", textValue},
	propOnPremUPN:          {"onPremisesUserPrincipalName", textValue},
	propOnPremSAM:          {"onPremisesSamAccountName", textValue},
	propOnPremDN:           {"onPremisesDistinguishedName", textValue},
	propSyncBehavior:       {"onPremisesSyncBehavior", behavior},
	propIsCloudManaged:     {"isCloudManaged", flagValue},
	propDeletedDateTime:    {"deletedDateTime", textValue},
	propAssignedPlans:      {"assignedPlans", planList},
	propProvisioningErrors: {"onPremisesProvisioningErrors", errorList},
	propAdditional:         {"additionalProperties", moreProperty},
	propMembers:            {"members", memberList},

	propGivenName:         {"givenName", looseText},
	propSurname:           {"surname", looseText},
	propJobTitle:          {"jobTitle", looseText},
	propDepartment:        {"department", looseText},
	propCompanyName:       {"companyName", looseText},
	propOfficeLocation:    {"officeLocation", looseText},
	propStreetAddress:     {"streetAddress", looseText},
	propCity:              {"city", looseText},
	propState:             {"state", looseText},
	propPostalCode:        {"postalCode", looseText},
	propCountry:           {"country", looseText},
	propUsageLocation:     {"usageLocation", looseText},
	propMobilePhone:       {"mobilePhone", looseText},
	propBusinessPhones:    {"businessPhones", textList},
	propFaxNumber:         {"faxNumber", looseText},
	propEmployeeID:        {"employeeId", looseText},
	propEmployeeType:      {"employeeType", looseText},
	propPreferredLanguage: {"preferredLanguage", looseText},
	propOtherMails:        {"otherMails", textList},
}

// propertyIndex finds properties by their name in lower case, and by those
// that Get-AzureADUser and Get-EntraUser give the identifying ones.
func propertyIndex() map[string]property {
	index := make(map[string]property, propCount)
	for p := propID; p < propCount; p++ {
		index[lowerASCII(cloudProperties[p].name)] = p
	}
	index["objectid"], index["immutableid"], index["dirsyncenabled"] = propID, propImmutableID, propSyncEnabled
	return index
}

// lowerASCII folds the letters A to Z, which is all that property names have.
func lowerASCII(s string) string {
	return string(appendLower(make([]byte, 0, len(s)), []byte(s)))
}

// appendLower appends the text with the letters A to Z folded.
func appendLower(to, text []byte) []byte {
	for _, c := range text {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

// propertySet is a set of properties.
type propertySet uint64

func (s propertySet) has(p property) bool { return s&(1<<p) != 0 }

func (s *propertySet) add(p property) { *s |= 1 << p }

func setOf(ps ...property) propertySet {
	var s propertySet
	for _, p := range ps {
		s.add(p)
	}
	return s
}

// userColumns are the properties whose absence from a user is recorded in
// CloudObject.Missing, because a verdict can depend on them.
func userColumns() propertySet {
	return setOf(propImmutableID, propSyncEnabled, propProxyAddresses, propMail,
		propUserPrincipalName, propUserType, propAssignedPlans, propObjectIdentifier,
		propSecurityIdentifier, propMailNickname, propDisplayName, propAccountEnabled,
		propOnPremUPN)
}

// peerColumns are the same for groups and contacts.
func peerColumns() propertySet {
	return setOf(propSyncEnabled, propProxyAddresses, propMail, propMailNickname, propDisplayName)
}

// names gives the Graph names of a set, in the order of the constants.
func (s propertySet) names() []string {
	var names []string
	for p := propID; p < propCount; p++ {
		if s.has(p) {
			names = append(names, cloudProperties[p].name)
		}
	}
	return names
}
