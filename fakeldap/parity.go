package fakeldap

// Support says how far an operation works as in Active Directory.
type Support string

// The degrees of support.
const (
	Full    Support = "yes"
	Partial Support = "partly"
	Refused Support = "refused"
)

// ParityRow compares one operation with Active Directory.
type ParityRow struct {
	Operation string
	Supported Support
	// Differs says how the answer differs from AD's, "" when it doesn't as far
	// as is known.
	Differs string
	// Test is the test of this package that witnesses the row.
	Test string
}

// Parity is the comparison with Active Directory, operation by operation.
var Parity = []ParityRow{
	{"Simple bind by DN, userPrincipalName, DOMAIN\\name, GUID, SID and the other forms", Full,
		"without Config.BindPassword any name with a password is accepted", "TestBindPasswordIsCheckedWithADsTexts"},
	{"Bind errors data 525, 52e, 533, 701, 775", Full, "password expiry (532, 773) and logon hours are not modelled", "TestBindPasswordIsCheckedWithADsTexts"},
	{"Bind without a password", Full, "", "TestAnonymousClientsReadTheRootDSEOnly"},
	{"Anonymous access", Full, "Config.AllowAnonymous stands for dsHeuristics", "TestAllowAnonymousOpensSearches"},
	{"SASL and NTLM bind", Refused, "authMethodNotSupported, and supportedSASLMechanisms is absent", "TestSASLAndNTLMAreRefusedWithAnAnswer"},
	{"Password change by unicodePwd", Partial, "the old password of a user's own change is not checked; userPassword is treated alike", "TestPasswordsSetOverTLSAreChecked"},
	{"Access rights", Refused, "whoever is bound may read and write everything", "TestAnyNameWithAPasswordMayBind"},
	{"LDAPS and StartTLS", Full, "the certificate is made anew at every start", "TestLDAPSAndStartTLS"},
	{"rootDSE", Partial, "lists only the controls, extensions and capabilities that hold here; the filter is not evaluated", "TestRootDSEIsADs"},
	{"Subschema", Partial, "attributeTypes and objectClasses only, of Windows Server 2016 and the usual Exchange attributes", "TestTheSubschemaAnswersABaseSearch"},
	{"Search scopes and base names, <GUID=>, <SID=>, <WKGUID=>", Full, "", "TestScopesAndBases"},
	{"noSuchObject with the best match", Full, "DSID is the same everywhere", "TestNoSuchObjectNamesTheNearestAncestor"},
	{"Referrals to other domains", Full, "", "TestNamesOutsideTheForestAreReferred"},
	{"References to other naming contexts", Partial, "to the configuration and the schema; there are no DNS zones", "TestASearchFromTheDomainRefersToTheConfiguration"},
	{"Filters with three-valued logic, all forms of RFC 4515", Full,
		"< and > on strings compare folded code points, not the locale's order; nesting is limited to 128", "TestFilters"},
	{"Matching by syntax, without case, width, kana and diacritics", Partial,
		"names of entries keep their diacritics apart, where AD holds two such names for one; Samba keeps them apart in filters too", "TestFilters"},
	{"Bit rules 803 and 804, in-chain rule 1941", Full, "", "TestFilters"},
	{"DN-with-data rule 2253 and other matching rules", Refused, "an item with an unknown rule is undefined", "TestFilters"},
	{"Constructed attributes in a filter", Full, "", "TestConstructedAttributesCannotBeSearchedFor"},
	{"Ambiguous name resolution", Partial, "the schema's own attributes only, prefix or exact", "TestFilters"},
	{"Attribute selection: *, +, 1.1, OIDs, options, typesOnly", Partial,
		"+ gives the constructed attributes that are computed here; AD documents no such answer", "TestAttributeSelection"},
	{"Constructed attributes", Partial,
		"canonicalName, createTimeStamp, modifyTimeStamp, structuralObjectClass, subSchemaSubEntry, parentGUID, primaryGroupToken, tokenGroups, msDS-PrincipalName and the lockout bit of msDS-User-Account-Control-Computed; others are absent",
		"TestTokenGroupsFollowNestedGroups"},
	{"memberOf and other back links", Partial,
		"computed from the forward links, after those that a seed names; AD never stores them", "TestSeededBackLinksFollowWhatTheyMirror"},
	{"Range retrieval and MaxValRange", Full, "", "TestRanges"},
	{"Paged results and MaxPageSize", Full, "a cookie is worth nothing on another connection; ten are open at most", "TestPagesGiveEverythingOnce"},
	{"Damaged, foreign and used cookies", Full, "", "TestCookiesAreWorthNothingElsewhere"},
	{"Client size limit", Full, "", "TestClientSizeLimit"},
	{"Client time limit", Refused, "it is ignored; a Fault answers timeLimitExceeded", "TestFaultsOnEveryKindOfRequest"},
	{"Server-side sort", Partial, "one key, by folded code points; matching rules of a key are ignored", "TestServerSideSort"},
	{"Show deleted and show recycled", Partial, "both show all tombstones", "TestDeleteLeavesATombstone"},
	{"Extended DN", Full, "", "TestExtendedNames"},
	{"SD flags, lazy commit, verify name", Partial, "accepted; objects have no security descriptor unless a seed brings it", "TestUnknownControls"},
	{"Domain scope, search options", Full, "", "TestASearchFromTheDomainRefersToTheConfiguration"},
	{"DirSync, change notification, virtual list view, attribute scoped query", Refused,
		"unavailableCriticalExtension; ignored and recorded when not critical", "TestUnknownControls"},
	{"Unknown critical control", Full, "", "TestUnknownControls"},
	{"Global Catalog with the partial attribute set", Partial,
		"one forest; Exchange's attributes count as in the set; memberOf is whole where AD shows universal groups", "TestTheGlobalCatalogHoldsThePartialAttributeSet"},
	{"Writes through the Global Catalog", Full, "", "TestTheGlobalCatalogIsReadOnly"},
	{"Compare", Full, "", "TestCompare"},
	{"Add", Full, "sAMAccountName is made up from the SID where AD takes chance", "TestAddFillsInWhatADGives"},
	{"Add, refusals", Full, "uniqueness of servicePrincipalName is not checked", "TestAddIsRefusedAsADRefusesIt"},
	{"Modify", Full, "", "TestModify"},
	{"Modify, refusals", Full, "auxiliary classes can't be added or taken away", "TestModifyIsRefusedAsADRefusesIt"},
	{"Permissive modify", Full, "", "TestPermissiveModifyForgives"},
	{"whenChanged, uSNChanged, highestCommittedUSN", Full, "there is no replication metadata", "TestHighestCommittedUSNMovesWithWrites"},
	{"ModifyDN: rename and move, with a subtree", Partial, "within the forest; systemFlags are not looked at", "TestModifyDNTakesASubtreeAlong"},
	{"Delete, tombstones, tree delete", Full, "tombstones are kept for ever", "TestDeleteLeavesATombstone"},
	{"Recycle bin and reanimation", Partial, "links of a restored object are not brought back", "TestTheRecycleBinKeepsAttributesAndGivesObjectsBack"},
	{"Abandon", Full, "", "TestAbandonEndsADelayedSearch"},
	{"Who am I", Full, "", "TestWhoAmIGivesTheAuthorisationIdentity"},
	{"Fast bind, dynamic refresh, batch request", Refused, "unwillingToPerform", "TestOperationsThatADDoesNotKnowAreAnswered"},
	{"Unknown extended operation", Full, "", "TestOperationsThatADDoesNotKnowAreAnswered"},
	{"Malformed requests", Full, "a notice of disconnection says why", "TestMalformedRequestsGetANoticeOfDisconnection"},
	{"Message size, connection and idle limits", Partial, "16 MiB a request, 256,000 bytes before a bind, as Samba; AD takes 10 MiB", "TestLargeRequestsAreRefused"},
	{"Read-only server", Partial, "unwillingToPerform, where a read-only domain controller refers to a writable one", "TestReadOnlyRefusesWrites"},
	{"UDP, Kerberos, Netlogon ping", Refused, "there is no UDP port", "TestSASLAndNTLMAreRefusedWithAnAnswer"},
}
