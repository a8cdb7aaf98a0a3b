package fakegraph

// Operation is a row of the parity table: one operation, whether the fake has
// it, how it differs from the service, and the test that shows it.
type Operation struct {
	Name string
	// Supported is "yes", "partly" or "no".
	Supported string
	// Differs says how the fake's answer differs, "" when no difference is
	// known. What is said to be inferred is not documented by the vendor.
	Differs string
	// Test is the test in this package that witnesses the row.
	Test string
}

// Parity is the table of operations. docs/PARITY.md and the package comment
// are made from it.
var Parity = []Operation{
	{"GET /users", "yes", "beta without $select returns what the object holds, v1.0 the documented default set", "TestSelectReturnsTheDefaultSetOnV1AndEverythingOnBeta"},
	{"GET /users/{id|userPrincipalName}", "yes", "", "TestUserIsFoundByEveryFormOfKey"},
	{"GET /users/$count", "yes", "", "TestCountIsGivenOnlyInAdvancedQueries"},
	{"GET /users/{id}/manager", "yes", "no $expand=manager($levels=...)", "TestExpandShowsLiveObjects"},
	{"POST /users", "yes", "Exchange does not provision anything later; the password is checked and not kept", "TestCreateUserAnswersTheNewUser"},
	{"POST /users, refused", "yes", "the details array of missing properties is inferred", "TestCreateUserNeedsItsProperties"},
	{"PATCH /users: types and values", "yes", "lengths and forms of the properties with a documented limit only", "TestPatchChecksTypesAndValues"},
	{"PATCH /users: read-only properties", "yes", "proxyAddresses is refused with 400; some app permissions get 403 from the service", "TestReadOnlyPropertiesCanNotBeSet"},
	{"PATCH /users: onPremisesImmutableId", "yes", "", "TestImmutableIDIsSetAndClearedOnCloudOnlyUsers"},
	{"PATCH /users: onPremisesImmutableId, refused", "yes", "the empty string is refused; the service was also seen to ignore it", "TestImmutableIDValuesThatTheServiceRefuses"},
	{"PATCH /users: onPremisesObjectIdentifier", "yes", "refused on a synchronized user (documented for cloud-only users); no directory role is asked for", "TestObjectIdentifierIsClearedOnBetaWithNullOnly"},
	{"PATCH /users: other onPremises properties", "yes", "beta only, cloud-only users", "TestOnPremisesAttributesAreWritableOnBetaForCloudOnlyUsers"},
	{"PATCH /users: synchronized users", "yes", "which properties stay the cloud's (usageLocation, otherMails, ageGroup, consentProvidedForMinor) is inferred", "TestPatchOfASyncedUserKeepsTheCloudsOwnProperties"},
	{"PATCH /users: userPrincipalName", "yes", "applies at once; the service takes a while", "TestUPNMustHaveAVerifiedDomain"},
	{"PATCH /users: federated domains", "yes", "", "TestFederatedDomainNeedsAnImmutableID"},
	{"PATCH /users: mail", "yes", "applies to proxyAddresses at once; null keeps the addresses (inferred)", "TestMailBecomesThePrimaryAddress"},
	{"PATCH /users: addresses of Exchange users", "partly", "only the userPrincipalName is added; no other address policy", "TestUPNOfLicensedUserIsAnAddressToo"},
	{"uniqueness of userPrincipalName, proxyAddresses, onPremisesImmutableId", "yes", "only live objects count; no ConflictingObjects detail", "TestUniqueValuesConflictAcrossLiveObjects"},
	{"DELETE /users/{id}", "yes", "group and role memberships are hidden and come back with a restore", "TestDeletedUserIsInTheRecycleBin"},
	{"GET /directory/deletedItems/microsoft.graph.user", "yes", "users only", "TestDeletedUserIsInTheRecycleBin"},
	{"recycle bin, 30 days", "yes", "to the second by Config.Clock; the service takes up to a few days more", "TestDeletedUserIsGoneAfterThirtyDays"},
	{"POST /directory/deletedItems/{id}/restore", "yes", "", "TestRestoreBringsTheUserBack"},
	{"POST /directory/deletedItems/{id}/restore, conflicts", "yes", "", "TestRestoreConflictsWithLiveObjects"},
	{"DELETE /directory/deletedItems/{id}", "yes", "", "TestHardDeleteEndsTheUser"},
	{"GET /groups, /contacts, /organization, /domains", "yes", "read only; $filter on domains goes further than the service", "TestEntitySetsAreListedAndRead"},
	{"GET /groups/{id}/members, /directoryRoles/{id}/members", "yes", "no $filter, $search or $orderby; a member that the tenant does not hold is shown as seeded", "TestMembersLeaveOutDeletedUsersAndPage"},
	{"GET /directoryRoles", "yes", "", "TestEntitySetsAreListedAndRead"},
	{"GET /roleManagement/directory/roleAssignments, roleEligibilitySchedules, roleDefinitions", "yes", "no $expand beyond principal and roleDefinition", "TestExpandShowsLiveObjects"},
	{"POST|DELETE /roleManagement/directory/roleAssignments", "yes", "the role definition is not checked; directoryRoles does not show the change", "TestARoleIsGivenAndTakenByAssignment"},
	{"POST /roleManagement/directory/roleEligibilityScheduleRequests", "partly", "adminAssign and adminRemove, at once and without approval", "TestEligibilityIsGivenAndTakenByRequest"},
	{"POST|DELETE /directoryRoles/{id}/members/$ref", "yes", "roleAssignments does not show the change", "TestARoleIsGivenAndTakenAsMembership"},
	{"GET|PATCH /directory/onPremisesSynchronization", "yes", "the message for a feature that can't be switched off is inferred; application permissions are accepted", "TestSynchronizationSettingsAreReadAndChanged"},
	{"GET|PATCH /users/{id}/onPremisesSyncBehavior", "yes", "", "TestSourceOfAuthorityMovesToTheCloudAndBack"},
	{"PATCH /users/{id}/onPremisesSyncBehavior of a cloud-only user", "partly", "refused (inferred)", "TestSourceOfAuthorityOfACloudUserStays"},
	{"POST /$batch", "yes", "parts run one after another; a text body is base64", "TestBatchRunsEachPartOnItsOwn"},
	{"POST /$batch: dependsOn", "yes", "", "TestBatchDependsOn"},
	{"POST /$batch, refused", "yes", "messages are inferred but for a repeated id", "TestBatchIsRefusedAsAWhole"},
	{"$select", "yes", "", "TestSelectReturnsWhatIsAskedForByAnySpelling"},
	{"$filter", "yes", "eq, ne, not, in, ge, gt, le, lt, startswith, endswith, and, or, any(), /$count eq 0, null; gt and lt where the vendor lists ge and le", "TestFilterFindsTheUsers"},
	{"$filter, refused", "yes", "what the vendor's table does not list is refused; the service takes a little more", "TestFilterIsRefusedAndNeverIgnored"},
	{"$filter, more than 15 clauses", "yes", "the limit of in has the message of or (inferred)", "TestFilterLimitsClauses"},
	{"$orderby", "yes", "one property", "TestOrderBySortsWithoutCase"},
	{"$search", "partly", "AND and OR without brackets; word splitting is close to the service's", "TestSearchMatchesWordsAndStarts"},
	{"$count=true", "yes", "", "TestCountIsGivenOnlyInAdvancedQueries"},
	{"$top, @odata.nextLink, $skiptoken", "yes", "tokens do not expire; objects come in the order of the seed", "TestPagingFollowsOpaqueLinks"},
	{"paging while the tenant changes", "yes", "consistent at once; the service may lag", "TestPagingSurvivesAChangingTenant"},
	{"$expand=manager, members, principal, roleDefinition", "yes", "nested $select only; at most 20 members, as in the service", "TestExpandedMembersStopAtTwenty"},
	{"$skip, $apply, unknown options", "yes", "", "TestQueryOptionsAreRefusedAndNeverIgnored"},
	{"errors, request-id, client-request-id", "yes", "ids are made from a counter and the clock", "TestAnswersCarryGraphsHeaders"},
	{"gzip request bodies", "yes", "at most 4 MiB, packed and unpacked", "TestBodiesAreUnpackedByTheirMagicAndNotTheirHeader"},
	{"401 InvalidAuthenticationToken", "yes", "tokens are compared, not read", "TestTokenIsChecked"},
	{"403 Authorization_RequestDenied by permission", "yes", "application permissions; no directory roles, no User.ReadBasic.All", "TestPermissionsAreCheckedAndReported"},
	{"429, 503, 500, dropped and slow answers", "yes", "by count, on demand only", "TestFaultsComeByCount"},
	{"POST /{tenant}/oauth2/v2.0/token, client credentials", "yes", "every client and secret is accepted", "TestClientCredentialsFlow"},
	{"instance discovery, OpenID configuration", "yes", "the fake is the authority for every tenant", "TestDiscoveryPointsHome"},
	{"delta queries, /me, writes to groups, contacts, domains and roles, everything else", "no", "Graph's own 400 or 405, remembered, and returned by Server.Close", "TestUnknownRoutesAreRefusedAndRemembered"},
}
