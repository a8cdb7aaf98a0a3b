package fakegraph

// groupType is the table of the group entity.
func groupType() *entityType {
	const text = byDefault | canEq | canStart | canNullAdv
	return &entityType{name: "group", title: "Group", set: setGroups, directory: true, expand: []string{"members"}, props: []property{
		{name: "id", kind: kindString, caps: byDefault | canEq},
		{name: "deletedDateTime", kind: kindTime, caps: byDefault | canSortAdv},
		{name: "classification", kind: kindString, caps: byDefault | canEq | canStart},
		{name: "createdDateTime", kind: kindTime, caps: byDefault | canRangeAdv | canNullAdv | canSortAdv},
		{name: "creationOptions", kind: kindStrings, caps: byDefault},
		{name: "description", kind: kindString, caps: byDefault | canEqAdv | canStartAdv | canNullAdv | canSearch},
		{name: "displayName", kind: kindString, caps: text | canSort | canSearch},
		{name: "expirationDateTime", kind: kindTime, caps: byDefault | canRangeAdv},
		{name: "groupTypes", kind: kindStrings, caps: byDefault | canEq},
		{name: "isAssignableToRole", kind: kindBool, caps: byDefault | canEq},
		{name: "mail", kind: kindString, caps: text | canSearch},
		{name: "mailEnabled", kind: kindBool, caps: byDefault | canEq},
		{name: "mailNickname", kind: kindString, caps: text | canSearch},
		{name: "membershipRule", kind: kindString, caps: byDefault | canEq | canStart},
		{name: "membershipRuleProcessingState", kind: kindString, caps: byDefault | canEq},
		{name: "onPremisesDomainName", kind: kindString, caps: byDefault},
		{name: "onPremisesLastSyncDateTime", kind: kindTime, caps: byDefault | canRange},
		{name: "onPremisesNetBiosName", kind: kindString, caps: byDefault},
		{name: "onPremisesObjectIdentifier", kind: kindString, caps: onlyBeta},
		{name: "onPremisesProvisioningErrors", kind: kindComplexes, caps: byDefault | canCount, sub: provisioningError()},
		{name: "onPremisesSamAccountName", kind: kindString, caps: byDefault | canEqAdv | canStartAdv},
		{name: "onPremisesSecurityIdentifier", kind: kindString, caps: byDefault | canEq | canNullAdv},
		{name: "onPremisesSyncEnabled", kind: kindBool, caps: byDefault | canEq | canNullAdv},
		{name: "preferredDataLocation", kind: kindString, caps: byDefault},
		{name: "preferredLanguage", kind: kindString, caps: byDefault | canEqAdv | canNullAdv},
		{name: "proxyAddresses", kind: kindStrings, caps: byDefault | canEq | canStart | canCount},
		{name: "renewedDateTime", kind: kindTime, caps: byDefault | canRange},
		{name: "resourceBehaviorOptions", kind: kindStrings, caps: byDefault | canEq},
		{name: "resourceProvisioningOptions", kind: kindStrings, caps: byDefault | canEq},
		{name: "securityEnabled", kind: kindBool, caps: byDefault | canEq},
		{name: "securityIdentifier", kind: kindString, caps: byDefault},
		{name: "theme", kind: kindString, caps: byDefault},
		{name: "uniqueName", kind: kindString, caps: byDefault | canEq | canStart},
		{name: "visibility", kind: kindString, caps: byDefault},
		{name: "members", kind: kindComplexes, caps: hiddenProp},
	}}
}

// contactType is the table of the organizational contact entity.
func contactType() *entityType {
	const text = byDefault | canEq | canStart | canNullAdv
	return &entityType{name: "orgContact", title: "OrgContact", set: setContacts, directory: true, props: []property{
		{name: "id", kind: kindString, caps: byDefault | canEq},
		{name: "deletedDateTime", kind: kindTime, caps: byDefault},
		{name: "addresses", kind: kindComplexes, caps: byDefault},
		{name: "companyName", kind: kindString, caps: byDefault | canEqAdv | canStartAdv | canNullAdv},
		{name: "createdDateTime", kind: kindTime, caps: onlyBeta | canSortAdv},
		{name: "department", kind: kindString, caps: text},
		{name: "displayName", kind: kindString, caps: text | canSortAdv | canSearch},
		{name: "givenName", kind: kindString, caps: text | canSearch},
		{name: "jobTitle", kind: kindString, caps: text},
		{name: "mail", kind: kindString, caps: text | canSearch},
		{name: "mailNickname", kind: kindString, caps: text},
		{name: "onPremisesLastSyncDateTime", kind: kindTime, caps: byDefault | canRange},
		{name: "onPremisesProvisioningErrors", kind: kindComplexes, caps: byDefault | canCount, sub: provisioningError()},
		{name: "onPremisesSyncEnabled", kind: kindBool, caps: byDefault | canEq | canNullAdv},
		{name: "phones", kind: kindComplexes, caps: byDefault},
		{name: "proxyAddresses", kind: kindStrings, caps: byDefault | canEq | canStart | canCount},
		{name: "serviceProvisioningErrors", kind: kindComplexes, caps: byDefault},
		{name: "surname", kind: kindString, caps: text | canSearch},
	}}
}

func organizationType() *entityType {
	return &entityType{name: "organization", title: "Organization", set: setOrg, props: []property{
		{name: "id", kind: kindString, caps: byDefault | canEq},
		{name: "deletedDateTime", kind: kindTime, caps: byDefault},
		{name: "assignedPlans", kind: kindComplexes, caps: byDefault},
		{name: "businessPhones", kind: kindStrings, caps: byDefault},
		{name: "city", kind: kindString, caps: byDefault},
		{name: "country", kind: kindString, caps: byDefault},
		{name: "countryLetterCode", kind: kindString, caps: byDefault},
		{name: "createdDateTime", kind: kindTime, caps: byDefault},
		{name: "defaultUsageLocation", kind: kindString, caps: byDefault},
		{name: "displayName", kind: kindString, caps: byDefault},
		{name: "isMultipleDataLocationsForServicesEnabled", kind: kindBool, caps: byDefault},
		{name: "marketingNotificationEmails", kind: kindStrings, caps: byDefault},
		{name: "onPremisesLastSyncDateTime", kind: kindTime, caps: byDefault},
		{name: "onPremisesSyncEnabled", kind: kindBool, caps: byDefault},
		{name: "onPremisesSyncStatus", kind: kindComplexes, caps: onlyBeta},
		{name: "partnerTenantType", kind: kindString, caps: byDefault},
		{name: "postalCode", kind: kindString, caps: byDefault},
		{name: "preferredLanguage", kind: kindString, caps: byDefault},
		{name: "privacyProfile", kind: kindComplex, caps: byDefault},
		{name: "provisionedPlans", kind: kindComplexes, caps: byDefault},
		{name: "securityComplianceNotificationMails", kind: kindStrings, caps: byDefault},
		{name: "securityComplianceNotificationPhones", kind: kindStrings, caps: byDefault},
		{name: "state", kind: kindString, caps: byDefault},
		{name: "street", kind: kindString, caps: byDefault},
		{name: "technicalNotificationMails", kind: kindStrings, caps: byDefault},
		{name: "tenantType", kind: kindString, caps: byDefault},
		{name: "verifiedDomains", kind: kindComplexes, caps: byDefault},
	}}
}

func domainType() *entityType {
	return &entityType{name: "domain", title: "Domain", set: setDomains, props: []property{
		{name: "authenticationType", kind: kindString, caps: byDefault | canEq},
		{name: "availabilityStatus", kind: kindString, caps: byDefault},
		{name: "id", kind: kindString, caps: byDefault | canEq},
		{name: "isAdminManaged", kind: kindBool, caps: byDefault | canEq},
		{name: "isDefault", kind: kindBool, caps: byDefault | canEq},
		{name: "isInitial", kind: kindBool, caps: byDefault | canEq},
		{name: "isRoot", kind: kindBool, caps: byDefault | canEq},
		{name: "isVerified", kind: kindBool, caps: byDefault | canEq},
		{name: "manufacturer", kind: kindString, caps: byDefault},
		{name: "model", kind: kindString, caps: byDefault},
		{name: "passwordNotificationWindowInDays", kind: kindInt, caps: byDefault},
		{name: "passwordValidityPeriodInDays", kind: kindInt, caps: byDefault},
		{name: "state", kind: kindComplex, caps: byDefault},
		{name: "supportedServices", kind: kindStrings, caps: byDefault | canEq},
	}}
}

func directoryRoleType() *entityType {
	return &entityType{name: "directoryRole", title: "DirectoryRole", set: setRoles, directory: true, unpaged: true,
		altKey: "roleTemplateId", expand: []string{"members"}, props: []property{
			{name: "id", kind: kindString, caps: byDefault | canEq},
			{name: "deletedDateTime", kind: kindTime, caps: byDefault},
			{name: "description", kind: kindString, caps: byDefault | canEqAdv | canStartAdv | canNullAdv},
			{name: "displayName", kind: kindString, caps: byDefault | canEq | canStartAdv | canNullAdv},
			{name: "roleTemplateId", kind: kindString, caps: byDefault | canEq},
			{name: "members", kind: kindComplexes, caps: hiddenProp},
		}}
}

func assignmentType() *entityType {
	return &entityType{name: "unifiedRoleAssignment", title: "UnifiedRoleAssignment", set: setAssignments,
		expand: []string{"principal", "roleDefinition"}, props: []property{
			{name: "id", kind: kindString, caps: byDefault | canEq},
			{name: "principalId", kind: kindString, caps: byDefault | canEq},
			{name: "roleDefinitionId", kind: kindString, caps: byDefault | canEq},
			{name: "directoryScopeId", kind: kindString, caps: byDefault | canEq},
			{name: "appScopeId", kind: kindString, caps: byDefault | canEq},
			{name: "condition", kind: kindString, caps: byDefault},
			{name: "principal", kind: kindComplex, caps: hiddenProp},
			{name: "roleDefinition", kind: kindComplex, caps: hiddenProp},
		}}
}

func scheduleType() *entityType {
	return &entityType{name: "unifiedRoleEligibilitySchedule", title: "UnifiedRoleEligibilitySchedule", set: setSchedules,
		expand: []string{"principal", "roleDefinition"}, props: []property{
			{name: "id", kind: kindString, caps: byDefault | canEq},
			{name: "principalId", kind: kindString, caps: byDefault | canEq},
			{name: "roleDefinitionId", kind: kindString, caps: byDefault | canEq},
			{name: "directoryScopeId", kind: kindString, caps: byDefault | canEq},
			{name: "appScopeId", kind: kindString, caps: byDefault | canEq},
			{name: "createdUsing", kind: kindString, caps: byDefault},
			{name: "createdDateTime", kind: kindTime, caps: byDefault},
			{name: "modifiedDateTime", kind: kindTime, caps: byDefault},
			{name: "status", kind: kindString, caps: byDefault | canEq},
			{name: "memberType", kind: kindString, caps: byDefault | canEq},
			{name: "scheduleInfo", kind: kindComplex, caps: byDefault},
			{name: "principal", kind: kindComplex, caps: hiddenProp},
			{name: "roleDefinition", kind: kindComplex, caps: hiddenProp},
		}}
}

func definitionType() *entityType {
	return &entityType{name: "unifiedRoleDefinition", title: "UnifiedRoleDefinition", set: setDefinitions, props: []property{
		{name: "id", kind: kindString, caps: byDefault | canEq},
		{name: "description", kind: kindString, caps: byDefault},
		{name: "displayName", kind: kindString, caps: byDefault | canEq | canStart},
		{name: "isBuiltIn", kind: kindBool, caps: byDefault | canEq},
		{name: "isEnabled", kind: kindBool, caps: byDefault | canEq},
		{name: "isPrivileged", kind: kindBool, caps: onlyBeta | canEq},
		{name: "resourceScopes", kind: kindStrings, caps: byDefault},
		{name: "rolePermissions", kind: kindComplexes, caps: byDefault},
		{name: "templateId", kind: kindString, caps: byDefault | canEq},
		{name: "version", kind: kindString, caps: byDefault},
	}}
}

func syncType() *entityType {
	return &entityType{name: "onPremisesDirectorySynchronization", title: "OnPremisesDirectorySynchronization", set: setSync, props: []property{
		{name: "id", kind: kindString, caps: byDefault},
		{name: "configuration", kind: kindComplex, caps: byDefault | writable},
		{name: "features", kind: kindComplex, caps: byDefault | writable},
	}}
}
