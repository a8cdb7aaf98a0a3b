package generate

// Fate is what becomes of a user.
type Fate struct {
	Outcome string
	// Error is the code of the service, "" for none.
	Error string
}

// kind is a case: what is planted in forest and tenant, how often, and what
// becomes of it.
type kind struct {
	name string
	// perMillion is how many of a million users are of the kind.
	perMillion int
	forests    need
	// fates has one entry for each user of a group: the kind plants groups of
	// that size, and the first entry is of the user who is exported first.
	fates []Fate
	// because says why, without a word of rules.
	because string
	build   func(*draft)
	// mailbox says that the next forest holds a linked mailbox of the user.
	mailbox bool
}

// need says with how many forests a kind can be planted.
type need int

const (
	anyNumber need = iota
	single
	several
)

// The fates.
var (
	updated    = []Fate{{"update", ""}}
	softly     = []Fate{{"soft-match", ""}}
	hard       = []Fate{{"hard-match", ""}}
	created    = []Fate{{"create", ""}}
	doubled    = []Fate{{"create-duplicate", ""}}
	adminRole  = []Fate{{"create-duplicate", "ExistingAdminRoleConflict"}}
	left       = []Fate{{"not-synced", ""}}
	badHard    = []Fate{{"error", "InvalidHardMatch"}}
	badSoft    = []Fate{{"error", "InvalidSoftMatch"}}
	notUnique  = []Fate{{"error", "AttributeValueMustBeUnique"}}
	badType    = []Fate{{"error", "ObjectTypeMismatch"}}
	badData    = []Fate{{"error", "IdentityDataValidationFailed"}}
	tooLarge   = []Fate{{"error", "LargeObject"}}
	notAllowed = []Fate{{"error", "AttributeUpdateNotAllowed"}}
	newAnchor  = []Fate{{"error", "SourceAnchorChanged"}}
)

// linked is the kind of all users whom no other kind takes.
var linked = kind{"linked", 0, anyNumber, updated, "linked by the anchor and synced", func(d *draft) { d.link() }, false}

// kinds are all others. Where users are few, the first come first.
//
// The shares are those of a company in the middle of a merger: most users are
// synced, a tenth is matched or created, and the troubles are rare. Sources are
// rulebook and worked examples; because is in the words of neither.
var kinds = [...]kind{
	{"same-primary-address", 60_000, anyNumber, softly, "a cloud user has the primary address and no anchor", buildSamePrimary, false},
	{"new", 45_000, anyNumber, created, "nobody in the tenant has a key of the user", func(*draft) {}, false},
	{"preset-anchor", 20_000, anyNumber, hard, "a cloud-only user was given the anchor beforehand", buildPreset, false},
	{"excluded-ou", 15_000, anyNumber, left, "the OU is excluded", func(d *draft) { d.ad.ou = excludedOU }, false},
	{"privileged-role", 300, anyNumber, badHard, "the cloud user with the anchor is an administrator", buildPrivileged, false},
	{"secondary-held", 600, anyNumber, doubled, "a synced user of another anchor holds a second address", buildSecondaryHeld, false},
	{"same-name", 20_000, anyNumber, softly, "a cloud user without addresses has the userPrincipalName and no anchor", buildSameName, false},
	{"back-from-bin", 3000, anyNumber, hard, "the deleted user in the recycle bin has the anchor", buildBin, false},
	{"address-of-synced", 300, anyNumber, notUnique, "a synced user of another anchor has the primary address", buildAddressOfSynced, false},
	{"group-second-address", 200, anyNumber, badType, "a group holds a second address", buildGroupSecond, false},
	{"two-holders", 300, anyNumber, badSoft, "two cloud users show the primary address", buildTwoHolders, false},
	{"name-without-at", 150, anyNumber, badData, "the userPrincipalName has no @", func(d *draft) { d.ad.upn = d.person.login }, false},
	{"sixteen-certificates", 200, anyNumber, tooLarge, "the user has 16 certificates", func(d *draft) { d.ad.certificates = 16 }, false},
	{"mapped-to-another", 400, anyNumber, notAllowed, "the cloud user with the anchor is mapped to another object in AD", buildMapped, false},
	{"anchor-changed", 400, anyNumber, newAnchor, "mS-DS-ConsistencyGuid was changed after the first export", buildAnchorChanged, false},
	{"admin-same-name", 200, anyNumber, adminRole, "the cloud user with the userPrincipalName is an administrator", buildAdminName, false},

	{"renamed", 8000, anyNumber, updated, "married: new names in AD, same anchor", buildRenamed, false},
	{"disabled", 20_000, anyNumber, updated, "linked, and the account is disabled", func(d *draft) { d.ad.control = "514"; d.link().enabled = "false" }, false},
	{"administrator", 300, anyNumber, updated, "an administrator who is synced stays synced", func(d *draft) { d.grant(d.link(), globalAdministrator, false) }, false},
	{"moved-domain", 15_000, anyNumber, updated, "moved with the old anchor in mS-DS-ConsistencyGuid", buildMoved, false},
	{"no-mailbox", 20_000, single, updated, "linked, without any address", buildNoMailbox, false},
	{"mail-only", 5000, anyNumber, softly, "mail is the primary address of a cloud user; proxyAddresses is empty", buildMailOnly, false},
	{"name-is-address", 600, anyNumber, softly, "the userPrincipalName is the primary address of a cloud user", buildNameIsAddress, false},
	{"address-is-name", 600, anyNumber, softly, "the primary address is the userPrincipalName of a cloud user", buildAddressIsName, false},
	{"disabled-in-cloud", 2000, anyNumber, softly, "the cloud user with the address is disabled, which does not matter", func(d *draft) { d.newCloudUser().enabled = "false" }, false},
	{"eligible-same-address", 200, anyNumber, softly, "the cloud user with the address is only eligible for a role", func(d *draft) { d.grant(d.newCloudUser(), globalAdministrator, true) }, false},
	{"restored-by-hand", 2000, anyNumber, hard, "restored from the recycle bin by hand, not synced now, same anchor", buildRestored, false},
	{"rolled-back", 300, anyNumber, hard, "the source of authority came back from the cloud", buildRolledBack, false},
	{"preset-other-names", 2000, anyNumber, hard, "the cloud user with the anchor has other names", buildPresetOtherNames, false},

	{"new-mail-only", 15_000, anyNumber, created, "a new user with mail and without proxyAddresses", buildNewMailOnly, false},
	{"unverified-suffix", 5000, anyNumber, created, "the suffix of the userPrincipalName is not verified: a name is made up", buildUnverified, false},
	{"blank-in-name", 400, anyNumber, created, "a blank in the userPrincipalName: a name is made up", buildBlank, false},
	{"accent-in-name", 400, anyNumber, created, "an accent in the userPrincipalName: a name is made up", buildAccent, false},
	{"name-in-bin", 600, anyNumber, created, "the deleted user with the names has another anchor", buildNameInBin, false},
	{"dropped-addresses", 500, anyNumber, created, "addresses that the service drops in silence", buildDropped, false},
	{"fifteen-certificates", 200, anyNumber, created, "15 certificates are allowed", func(d *draft) { d.ad.certificates = 15 }, false},
	{"same-nickname", 400, anyNumber, []Fate{created[0], created[0]}, "two new users with one mailNickname, which may be shared", buildSameNickname, false},

	{"name-held", 600, anyNumber, doubled, "a synced user of another anchor has the userPrincipalName", buildNameHeld, false},
	{"name-twice", 600, anyNumber, []Fate{created[0], doubled[0]}, "two new users with one userPrincipalName: who comes first keeps it", buildNameTwice, false},
	{"address-twice", 600, anyNumber, []Fate{created[0], doubled[0]}, "two new users with one second address: who comes first keeps it", buildAddressTwice, false},
	{"second-of-cloud-user", 300, anyNumber, doubled, "the primary address is only a second address of a cloud user", buildSecondOfCloud, false},
	{"admin-same-address", 200, anyNumber, adminRole, "the cloud user with the primary address is an administrator", buildAdminAddress, false},
	{"out-of-scope-unanchored", 200, anyNumber, doubled, "the user with the names was synced once and lost its anchor", buildOutOfScope, false},
	{"near-other-domain", 400, anyNumber, doubled, "the same name, login and employee number under another domain", buildNearDomain, false},
	{"near-unverified", 400, anyNumber, doubled, "the same login and employee number; the suffix in AD is not verified", buildNearUnverified, false},

	{"eligible-role", 200, anyNumber, badHard, "the cloud user with the anchor is eligible for a privileged role", buildEligible, false},
	{"role-in-bin", 150, anyNumber, badHard, "the deleted user with the anchor is an administrator", buildRoleInBin, false},
	{"other-role", 100, anyNumber, badHard, "the cloud user with the anchor holds a role that is not privileged", buildOtherRole, false},
	{"synced-to-another", 300, anyNumber, notAllowed, "linked by a copied anchor, and mapped to another object in AD", buildSyncedToAnother, false},
	{"sid-taken", 200, anyNumber, notUnique, "a synced user of another anchor has the SID", buildSIDTaken, false},
	{"sid-left-behind", 150, anyNumber, notUnique, "a cloud user without anchor has the SID", buildSIDLeft, false},
	{"primary-twice", 300, anyNumber, []Fate{created[0], notUnique[0]}, "two new users with one primary address: the second fails", buildPrimaryTwice, false},
	{"group-has-name", 200, anyNumber, notUnique, "a group holds the address that is the userPrincipalName too", buildGroupHasName, false},
	{"group-address", 200, anyNumber, badType, "a group holds the primary address", buildGroupAddress, false},
	{"contact-address", 200, anyNumber, badType, "a contact holds the primary address", buildContactAddress, false},
	{"name-without-prefix", 100, anyNumber, badData, "nothing stands before the @", func(d *draft) { d.ad.upn = join(d, "@", d.person.login, ".", d.person.domain) }, false},
	{"name-with-two-at", 100, anyNumber, badData, "the userPrincipalName has two @", func(d *draft) { d.ad.upn = address(d, "", address(d, "", d.person.login, "home"), d.person.domain) }, false},
	{"long-name", 100, anyNumber, badData, "the userPrincipalName has more than 113 characters", buildLongName, false},
	{"long-prefix", 100, anyNumber, badData, "more than 64 characters stand before the @", buildLongPrefix, false},
	{"plus-in-name", 150, anyNumber, badData, "the userPrincipalName has a plus sign", func(d *draft) { d.ad.upn = address(d, "", pair(d, d.person.login, "+x"), d.person.domain) }, false},
	{"sixteen-smime", 100, anyNumber, tooLarge, "the user has 16 S/MIME certificates", func(d *draft) { d.ad.smimes = 16 }, false},
	{"many-addresses", 100, anyNumber, tooLarge, "the user has 333 addresses", buildManyAddresses, false},

	{"admin-description", 300, anyNumber, left, "adminDescription starts with User_", func(d *draft) { d.ad.adminDescription = "User_NoSync" }, false},
	{"critical", 60, anyNumber, left, "a critical system object", func(d *draft) { d.ad.critical = true }, false},
	{"msol-account", 60, anyNumber, left, "an account of the synchronisation itself", func(d *draft) { d.ad.sam = pair(d, "MSOL_", d.number(d.place+1)) }, false},
	{"aad-account", 60, anyNumber, left, "an account of the cloud services", func(d *draft) { d.ad.sam = pair(d, "AAD_", d.number(d.place+1)) }, false},
	{"cas-account", 60, anyNumber, left, "an account of the mail servers", func(d *draft) { d.ad.sam = join(d, "CAS_{", d.number(d.place+1), "}", "") }, false},
	{"system-mailbox", 200, anyNumber, left, "a system mailbox", func(d *draft) { d.ad.nick = join(d, "SystemMailbox{", d.number(d.place+1), "}", "") }, false},
	{"filtered-mailbox", 500, anyNumber, left, "a mailbox for mail flow rules", func(d *draft) { d.ad.recipient, d.ad.remote = "8388608", "" }, false},
	{"linked-mailbox", 500, anyNumber, left, "a linked mailbox whose account is not exported", func(d *draft) { d.ad.recipient, d.ad.remote, d.ad.control = "2", "", "514" }, false},
	{"replication-conflict", 200, anyNumber, left, "an object that lost a replication conflict", buildConflictObject, false},
	{"no-account-control", 150, anyNumber, left, "userAccountControl could not be read", func(d *draft) { d.ad.control = "" }, false},
	{"no-sam", 100, anyNumber, left, "no sAMAccountName", func(d *draft) { d.ad.sam = nil }, false},
	{"cloud-authority", 400, anyNumber, left, "the source of authority was moved to the cloud", buildCloudAuthority, false},

	{"account-and-mailbox", 30_000, several, updated, "an account and its linked mailbox in another forest", func(d *draft) { d.link() }, true},
	{"new-with-mailbox", 2000, several, created, "a new account and its linked mailbox in another forest", func(*draft) {}, true},
	{"nothing-to-join", 3000, several, left, "without mail no match across forests", buildNothingToJoin, false},
}

// fillersPerThousand is how many cloud users without anything on premises come on
// a thousand on-premises users.
const fillersPerThousand = 30

// excludedOU is the OU that the tenant file leaves out.
const excludedOU = "Leavers"

func (k *kind) size() int { return len(k.fates) }
