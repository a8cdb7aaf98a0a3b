package fakegraph

// userType is the table of the user entity, from the vendor's "user resource
// type" and "Advanced query capabilities" pages.
func userType() *entityType {
	return &entityType{name: "user", title: "User", set: setUsers, directory: true,
		altKey: "userPrincipalName", expand: []string{"manager", "onPremisesSyncBehavior"}, props: userProperties()}
}

func userProperties() []property {
	return append(append(profileProperties(), accountProperties()...), hybridProperties()...)
}

// profileProperties describe the person.
func profileProperties() []property {
	const (
		set      = writable
		text     = set | canEq | canStart | canNullAdv
		textAdv  = set | canEqAdv | canStartAdv | canNullAdv
		textBoth = text | canRange
	)
	return []property{
		{name: "businessPhones", kind: kindStrings, caps: byDefault | set | canEqAdv | canStartAdv},
		{name: "displayName", kind: kindString, caps: byDefault | text | canRangeAdv | canSort | canSearch, max: 256},
		{name: "givenName", kind: kindString, caps: byDefault | textBoth | canSearch, max: 64},
		{name: "jobTitle", kind: kindString, caps: byDefault | textBoth, max: 128},
		{name: "mail", kind: kindString, caps: byDefault | textBoth | canEnds | canSearch},
		{name: "mobilePhone", kind: kindString, caps: byDefault | textAdv | canRangeAdv, max: 64},
		{name: "officeLocation", kind: kindString, caps: byDefault | textAdv | canRangeAdv, max: 128},
		{name: "preferredLanguage", kind: kindString, caps: byDefault | textAdv | canRangeAdv},
		{name: "surname", kind: kindString, caps: byDefault | textBoth | canSearch, max: 64},
		{name: "userPrincipalName", kind: kindString, caps: byDefault | set | canEq | canStart | canRange | canEnds | canSort | canSearch, max: 113},
		{name: "id", kind: kindString, caps: byDefault | canEq},
		{name: "city", kind: kindString, caps: textBoth, max: 128},
		{name: "companyName", kind: kindString, caps: textAdv | canRangeAdv, max: 64},
		{name: "country", kind: kindString, caps: textBoth, max: 128},
		{name: "department", kind: kindString, caps: textBoth, max: 64},
		{name: "employeeHireDate", kind: kindTime, caps: set | canRangeAdv},
		{name: "employeeId", kind: kindString, caps: text | canRangeAdv, max: 16},
		{name: "employeeLeaveDateTime", kind: kindTime, caps: set},
		{name: "employeeOrgData", kind: kindComplex, caps: set, sub: []property{
			{name: "costCenter", kind: kindString, caps: canEqAdv | canStartAdv},
			{name: "division", kind: kindString, caps: canEqAdv | canStartAdv}}},
		{name: "employeeType", kind: kindString, caps: set | canEqAdv | canStartAdv | canRangeAdv},
		{name: "faxNumber", kind: kindString, caps: textAdv},
		{name: "imAddresses", kind: kindStrings, caps: canEq | canStart},
		{name: "otherMails", kind: kindStrings, caps: set | canEq | canStart | canEnds | canCount},
		{name: "postalCode", kind: kindString, caps: textAdv | canRangeAdv, max: 40},
		{name: "preferredDataLocation", kind: kindString, caps: set},
		{name: "state", kind: kindString, caps: textBoth, max: 128},
		{name: "streetAddress", kind: kindString, caps: textAdv | canRangeAdv, max: 1024},
		{name: "usageLocation", kind: kindString, caps: textBoth, max: 2},
		{name: "aboutMe", kind: kindString, caps: onlySingle},
		{name: "birthday", kind: kindTime, caps: onlySingle},
		{name: "hireDate", kind: kindTime, caps: onlySingle},
		{name: "interests", kind: kindStrings, caps: onlySingle},
		{name: "mailboxSettings", kind: kindComplex, caps: onlySingle},
		{name: "mySite", kind: kindString, caps: onlySingle},
		{name: "pastProjects", kind: kindStrings, caps: onlySingle},
		{name: "preferredName", kind: kindString, caps: onlySingle},
		{name: "responsibilities", kind: kindStrings, caps: onlySingle},
		{name: "schools", kind: kindStrings, caps: onlySingle},
		{name: "skills", kind: kindStrings, caps: onlySingle},
	}
}

// accountProperties describe the account and its licences.
func accountProperties() []property {
	return []property{
		{name: "accountEnabled", kind: kindBool, caps: writable | canEq},
		{name: "ageGroup", kind: kindString, caps: writable | canEq},
		{name: "assignedLicenses", kind: kindComplexes, caps: canCount, sub: []property{
			{name: "skuId", kind: kindGUID, caps: canEq}}},
		{name: "assignedPlans", kind: kindComplexes, sub: []property{
			{name: "capabilityStatus", kind: kindString, caps: canEqAdv},
			{name: "service", kind: kindString, caps: canEqAdv | canStartAdv},
			{name: "servicePlanId", kind: kindGUID, caps: canEqAdv}}},
		{name: "consentProvidedForMinor", kind: kindString, caps: writable | canEq},
		{name: "createdDateTime", kind: kindTime, caps: canRange | canNullAdv | canSortAdv},
		{name: "creationType", kind: kindString, caps: canEq},
		{name: "customSecurityAttributes", kind: kindComplex},
		{name: "deletedDateTime", kind: kindTime, caps: canRange | canSortAdv},
		{name: "externalUserState", kind: kindString, caps: canEq},
		{name: "externalUserStateChangeDateTime", kind: kindTime},
		{name: "identities", kind: kindComplexes, sub: []property{
			{name: "issuer", kind: kindString, caps: canEq},
			{name: "issuerAssignedId", kind: kindString, caps: canEq},
			{name: "signInType", kind: kindString, caps: canEq}}},
		{name: "isManagementRestricted", kind: kindBool},
		{name: "isResourceAccount", kind: kindBool, caps: canEq},
		{name: "lastPasswordChangeDateTime", kind: kindTime},
		{name: "legalAgeGroupClassification", kind: kindString},
		{name: "licenseAssignmentStates", kind: kindComplexes},
		{name: "mailNickname", kind: kindString, caps: writable | canEq | canStart | canRange | canNullAdv | canSearch, max: 64},
		{name: "passwordPolicies", kind: kindString, caps: writable | canNullAdv},
		{name: "passwordProfile", kind: kindComplex, caps: writable, sub: []property{
			{name: "forceChangePasswordNextSignIn", kind: kindBool, caps: canEqAdv | canNullAdv},
			{name: "forceChangePasswordNextSignInWithMfa", kind: kindBool, caps: canEqAdv | canNullAdv}}},
		{name: "provisionedPlans", kind: kindComplexes, sub: []property{
			{name: "provisioningStatus", kind: kindString, caps: canEqAdv},
			{name: "service", kind: kindString, caps: canEqAdv | canStartAdv}}},
		{name: "proxyAddresses", kind: kindStrings, caps: canEq | canStart | canEnds | canCount},
		{name: "refreshTokensValidFromDateTime", kind: kindTime},
		{name: "securityIdentifier", kind: kindString},
		{name: "showInAddressList", kind: kindBool, caps: writable},
		{name: "signInActivity", kind: kindComplex},
		{name: "signInSessionsValidFromDateTime", kind: kindTime},
		{name: "userType", kind: kindString, caps: writable | canEq | canNullAdv},
	}
}

// hybridProperties tie the user to an on-premises directory (rulebook GR-2 to
// GR-4). Those marked writable may be set on cloud-only users, all but the
// immutable id on beta only; patch.go holds the rules.
func hybridProperties() []property {
	return []property{
		{name: "onPremisesDistinguishedName", kind: kindString, caps: writable | canEqAdv | canStartAdv | canNullAdv},
		{name: "onPremisesDomainName", kind: kindString, caps: writable},
		{name: "onPremisesExtensionAttributes", kind: kindComplex, caps: writable, sub: extensionAttributes()},
		{name: "onPremisesImmutableId", kind: kindString, caps: writable | canEq | canRangeAdv | canNullAdv | exactCase},
		{name: "onPremisesLastSyncDateTime", kind: kindTime, caps: canRange},
		{name: "onPremisesObjectIdentifier", kind: kindString, caps: writable | onlyBeta},
		{name: "onPremisesProvisioningErrors", kind: kindComplexes, caps: canCount, sub: provisioningError()},
		{name: "onPremisesSamAccountName", kind: kindString, caps: writable | canEqAdv | canStartAdv | canRangeAdv},
		{name: "onPremisesSecurityIdentifier", kind: kindString, caps: writable | canEq | canNullAdv},
		{name: "onPremisesSipInfo", kind: kindComplex, caps: onlyBeta, sub: []property{
			{name: "isSipEnabled", kind: kindBool, caps: canEqAdv}}},
		{name: "onPremisesSyncEnabled", kind: kindBool, caps: canEq | canNullAdv},
		{name: "onPremisesUserPrincipalName", kind: kindString, caps: writable | canEq | canStart | canRange},
		{name: "serviceProvisioningErrors", kind: kindComplexes},
		{name: "manager", kind: kindComplex, caps: hiddenProp},
		{name: "onPremisesSyncBehavior", kind: kindComplex, caps: hiddenProp},
	}
}

func provisioningError() []property {
	return []property{
		{name: "category", kind: kindString, caps: canEq},
		{name: "propertyCausingError", kind: kindString, caps: canEq},
		{name: "value", kind: kindString},
		{name: "occurredDateTime", kind: kindTime},
	}
}

func extensionAttributes() []property {
	names := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"}
	out := make([]property, len(names))
	for i, n := range names {
		out[i] = property{name: "extensionAttribute" + n, kind: kindString, caps: canEqAdv | canStartAdv | canNullAdv}
	}
	return out
}
