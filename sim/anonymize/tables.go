package anonymize

import (
	"strings"

	"presync/sim/source"
)

// kind says how the values of an attribute or a property are treated.
type kind uint8

const (
	unknown kind = iota // dropped
	text                // words and numbers are replaced
	person              // text that holds names of people: login names are made of them
	given               // a given name or a surname alone
	login               // text with the vendor's prefixes, such as MSOL_
	address             // text with address types
	dn
	canonical // a canonical name: domain/OU/name
	domain
	octets // a GUID, a SID or other bytes
	anchor // the same as text, or a text of its own
	certificate
	id     // the id of a cloud object, of a domain, or of something else
	scope  // the scope of a role
	about  // the address of what a Graph answer is about
	link   // the address of the next page
	nested // an object or a list of objects
	number // the kinds from here on stay when they have the right form
	flag
	class
	country
	language
	date
	word // one of a few words of the vendor
	guid // a GUID of the vendor
)

// attributeKinds are the attributes of Active Directory, the properties of
// Graph, the columns of the usual tools and the keys of the tenant file.
// Sources: the attribute list of the readers; Graph's resource types; the
// rulebook's GR-1 and GR-3.
var attributeKinds = [...]struct {
	kind  kind
	names string
}{
	{person, "cn name displayName initials displayNamePrintable"},
	{given, "givenName sn surname middleName firstName lastName"},
	{text, `title department company physicalDeliveryOfficeName streetAddress l st postalCode co telephoneNumber mobile
		facsimileTelephoneNumber otherMobile employeeID employeeNumber description info comment jobTitle companyName
		officeLocation city state mobilePhone businessPhones faxNumber otherTelephone homePhone ipPhone pager personalTitle
		phoneNumber fax office officePhone street postOfficeBox roomNumber`},
	{text, `extensionAttribute1 extensionAttribute2 extensionAttribute3 extensionAttribute4 extensionAttribute5 extensionAttribute6
		extensionAttribute7 extensionAttribute8 extensionAttribute9 extensionAttribute10 extensionAttribute11
		extensionAttribute12 extensionAttribute13 extensionAttribute14 extensionAttribute15 employeeType`},
	{login, `sAMAccountName mailNickname adminDescription onPremisesSamAccountName alias uid`},
	{address, `userPrincipalName mail proxyAddresses targetAddress otherMails onPremisesUserPrincipalName emailAddress
		emailAddresses primarySmtp primarySmtpAddress legacyExchangeDN upn email alternateEmailAddress alternateEmailAddresses
		value shadowProxyAddresses imAddresses`},
	{dn, `dn distinguishedName member memberOf manager directReports homeMDB onPremisesDistinguishedName lastKnownParent
		objectCategory secretary assistant altRecipient publicDelegates`},
	{canonical, "canonicalName"},
	{domain, "onPremisesDomainName"},
	{octets, `objectGUID objectSid mS-DS-ConsistencyGuid sid msExchMasterAccountSid msRTCSIP-OriginatorSid msExchMailboxGuid sIDHistory`},
	{anchor, `onPremisesImmutableId immutableId sourceAnchor onPremisesObjectIdentifier onPremisesSecurityIdentifier
		securityIdentifier msDS-ExternalDirectoryObjectId`},
	{certificate, "userCertificate userSMIMECertificate certificates"},
	{id, "id objectId principalId roleDefinitionId templateId roleTemplateId roleId tenantId"},
	{scope, "directoryScopeId appScopeId"},
	{about, "@odata.context members@odata.context"},
	{link, "@odata.nextLink members@odata.nextLink @odata.deltaLink"},
	{nested, `assignedPlans members features configuration onPremisesSyncBehavior onPremisesProvisioningErrors verifiedDomains
		additionalProperties roleDefinition principal onPremisesExtensionAttributes accidentalDeletionPrevention`},
	{number, `userAccountControl sAMAccountType groupType msExchRecipientTypeDetails msExchRecipientDisplayType
		msExchRemoteRecipientType countryCode instanceType codePage primaryGroupID adminCount @odata.count alertThreshold version`},
	{flag, `enabled isCriticalSystemObject isDeleted msExchHideFromAddressLists accountEnabled onPremisesSyncEnabled dirSyncEnabled
		isCloudManaged isVerified isInitial isDefault isPrivileged isBuiltIn isEnabled mailEnabled securityEnabled
		allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled blockCloudObjectTakeoverThroughHardMatchEnabled
		blockSoftMatchEnabled bypassDirSyncOverridesEnabled cloudPasswordPolicyForPasswordSyncedUsersEnabled
		concurrentCredentialUpdateEnabled concurrentOrgIdProvisioningEnabled deviceWritebackEnabled
		directoryExtensionsEnabled fopeConflictResolutionEnabled groupWriteBackEnabled passwordSyncEnabled
		passwordWritebackEnabled quarantineUponProxyAddressesConflictEnabled quarantineUponUpnConflictEnabled
		softMatchOnUpnEnabled synchronizeUpnForManagedUsersEnabled unifiedGroupWritebackEnabled
		userForcePasswordChangeOnLogonEnabled userWritebackEnabled
		directorySynced blockCredential isRoot isAdminManaged deleted`},
	{class, "objectClass"},
	{country, "c usageLocation msExchUsageLocation country countryRegion countryOrRegion"},
	{language, "preferredLanguage"},
	{date, "deletedDateTime deletionTimestamp softDeletionTimestamp"},
	{word, `userType authenticationType type capabilities capabilityStatus service category propertyCausingError
		synchronizationPreventionType status changetype @odata.type creationType`},
	{guid, "servicePlanId"},
}

// vendorWords are the values of the kind word.
var vendorWords = set(`member guest managed federated email officecommunicationsonline sharepoint intune default none
	enabled disabled suspended deleted warning lockedout exchange propertyconflict userprincipalname proxyaddresses proxyaddress
	enabledforcount enabledforpercentage active eligible provisioned canceled denied failed revoked granted connect-sync cloud-sync
	#microsoft.graph.user #microsoft.graph.group #microsoft.graph.orgcontact #microsoft.graph.serviceprincipal
	#microsoft.graph.device #microsoft.graph.directoryrole add invitation localaccount emailverified selfservicesignup`)

// classes are the object classes of the schema that the readers know, and
// those that they derive from.
var classes = set(`top person organizationalperson user inetorgperson contact group computer securityprincipal mailrecipient
	organizationalunit container domain domaindns builtindomain msds-groupmanagedserviceaccount msds-managedserviceaccount
	msds-delegatedmanagedserviceaccount foreignsecurityprincipal publicfolder msexchdynamicdistributionlist printqueue`)

// entities are what Graph answers are about, as their @odata.context says.
var entities = set(`users groups contacts organization domains directory onpremisessynchronization directoryobjects directoryroles
	rolemanagement roleassignments roleeligibilityschedules roledefinitions deleteditems microsoft directoryservices graph user
	group orgcontact entity devices collection`)

// addressTypes may stand before the colon of an address.
var addressTypes = set("smtp sip x500 x400 eum spo msmail ms ccmail notes gwise fax rfax mapi sia jrnl imceaex sipprov airsync")

// wellKnownRDNs are the values of them, by type.
var wellKnownRDNs = map[string]map[string]bool{
	"cn": set(`users|computers|builtin|system|configuration|schema|person|organizational-person|group|contact|computer|
		deleted objects|managed service accounts|foreignsecurityprincipals|program data|lostandfound|microsoft exchange|services|
		inetorgperson|ms-ds-group-managed-service-account|ms-ds-managed-service-account|ms-exch-system-objects`, "|"),
	"ou": set("domain controllers|microsoft exchange security groups", "|"),
}

// wellKnownParts are the parts of a legacyExchangeDN that every Exchange
// organisation has.
var wellKnownParts = []string{
	"Exchange Administrative Group (FYDIBOHF23SPDLT)", "First Administrative Group", "Recipients", "ExchangeLabs",
}

// prefixes begin the names of accounts that the default rules leave out
// (rulebook FLT-*), and of other accounts that software makes.
var prefixes = []string{
	"SystemMailbox{", "DiscoverySearchMailbox {", "HealthMailbox", "FederatedEmail.", "SUPPORT_388945a0",
	"AAD_", "MSOL_", "CAS_", "Sync_", "ADToAADSyncServiceAccount", "User_", "Group_", "NoSync",
}

// keptDomains end the domains of the vendor; what stands before is replaced.
var keptDomains = []string{
	"mail.onmicrosoft.com", "onmicrosoft.com", "mail.onmicrosoft.us", "onmicrosoft.us", "partner.onmschina.cn",
	"onmicrosoft.de", "microsoftonline.com", "microsoftonline.us", "live.com", "exchangelabs.com",
	"microsoft.com", "office365.com", "msol-nonprod.com",
}

// endings are top-level domains and the labels that stand before a country.
// Two letters at the end are a country.
var endings = set("com net org edu gov mil int info biz local lan corp internal intern test example invalid localhost home priv arpa cloud co ac")

// functions are words that name a function or a title and no person. They stay,
// unless somebody has one as a given name or a surname.
var functions = set(`abuse accounting accounts admin administration administrator alerts backup billing calendar careers conference
	contact demo enquiries facilities finance frontdesk guest hello help helpdesk hr info information inquiries invoices it itsupport
	jobs legal mail mailbox manager marketing media meetingroom newsletter noreply donotreply notifications office operations orders
	payroll postmaster press printer purchasing reception recruitment root sales scan scanner security service servicedesk shared
	shipping shop support svc sync team test testuser training webmaster welcome bestellung bewerbung buchhaltung buero buro
	datenschutz einkauf empfang kontakt personal rechnung rechnungen sekretariat vertrieb verwaltung zentrale accueil achats
	commercial compta comptabilite direction recrutement secretariat ventes administracion compras contabilidad contacto facturacion
	recepcion soporte mr mrs ms dr prof jr sr phd mba ext extern external`)

// set makes a set of the words of a text.
func set(list string, separator ...string) map[string]bool {
	words := map[string]bool{}
	if len(separator) == 0 {
		for _, w := range strings.Fields(list) {
			words[w] = true
		}
		return words
	}
	for w := range strings.SplitSeq(list, separator[0]) {
		words[strings.TrimSpace(w)] = true
	}
	return words
}

// kindTable finds the kind of an attribute by its column key.
func kindTable() map[string]kind {
	table := map[string]kind{}
	for _, row := range attributeKinds {
		for _, name := range strings.Fields(row.names) {
			table[key(name)] = row.kind
		}
	}
	return table
}

// key is what names of attributes are compared by: without options, case and
// punctuation, but with the sign that begins a name of OData.
func key(name string) string {
	name, _, _ = strings.Cut(name, ";")
	if head, tail, odata := strings.Cut(name, "@odata."); odata {
		return source.ColumnKey(head) + "@" + source.ColumnKey(tail)
	}
	return source.ColumnKey(name)
}
