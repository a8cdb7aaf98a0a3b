package source

import (
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// Numbers of the attributes that the readers themselves look at.
const (
	// These tell the type of an object, and who it is.
	attrObjectGUID = iota
	attrObjectSID
	attrObjectClass
	attrObjectCategory
	attrUserPrincipalName
	attrSAMAccountName
	attrSAMAccountType
	attrGroupType
	attrMember
	attrIsDeleted

	attrDistinguishedName
	attrConsistencyGUID
	attrUserAccountControl
	attrMail
	attrProxyAddresses
	attrDisplayName
	attrCN
	attrName
	attrUserCertificate
	attrUserSMIMECertificate

	firstPlainAttr = attrDistinguishedName
)

// allowList are the attributes that are kept of every object: all that the
// rules, the attribute flows, the checks and the hard-match workflow ask for.
// A name beyond the list is kept only where Options.Keep has it.
var allowList = append([]string{
	attrObjectClass:          "objectClass",
	attrObjectCategory:       "objectCategory",
	attrObjectGUID:           "objectGUID",
	attrObjectSID:            "objectSid",
	attrConsistencyGUID:      "mS-DS-ConsistencyGuid",
	attrUserPrincipalName:    "userPrincipalName",
	attrSAMAccountName:       "sAMAccountName",
	attrSAMAccountType:       "sAMAccountType",
	attrUserAccountControl:   "userAccountControl",
	attrMail:                 "mail",
	attrProxyAddresses:       "proxyAddresses",
	attrGroupType:            "groupType",
	attrMember:               "member",
	attrIsDeleted:            "isDeleted",
	attrDistinguishedName:    "distinguishedName",
	attrDisplayName:          "displayName",
	attrCN:                   "cn",
	attrName:                 "name",
	attrUserCertificate:      "userCertificate",
	attrUserSMIMECertificate: "userSMIMECertificate",
},
	"mailNickname", "targetAddress", "givenName", "sn", "initials", "title", "department", "company",
	"physicalDeliveryOfficeName", "streetAddress", "l", "st", "postalCode", "co", "c",
	"telephoneNumber", "mobile", "facsimileTelephoneNumber", "otherMobile",
	"employeeID", "employeeNumber", "employeeType", "preferredLanguage",
	"isCriticalSystemObject", "adminDescription", "memberOf", "lastKnownParent",
	"msExchRecipientTypeDetails", "msExchRecipientDisplayType", "msExchRemoteRecipientType",
	"msExchMasterAccountSid", "msRTCSIP-OriginatorSid", "msExchHideFromAddressLists", "msExchUsageLocation",
	"msDS-ExternalDirectoryObjectId", "homeMDB",
	"extensionAttribute1", "extensionAttribute2", "extensionAttribute3", "extensionAttribute4", "extensionAttribute5",
	"extensionAttribute6", "extensionAttribute7", "extensionAttribute8", "extensionAttribute9", "extensionAttribute10",
	"extensionAttribute11", "extensionAttribute12", "extensionAttribute13", "extensionAttribute14", "extensionAttribute15",
)

// ADAttributes are the names of the attributes that are kept of every
// on-premises object, followed by those of keep that are not among them. A
// client that reads a directory asks for these.
func ADAttributes(keep ...string) []string {
	names := slices.Clone(allowList)
	for _, k := range keep {
		if k != "" && k != "*" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, k) }) {
			names = append(names, k)
		}
	}
	return names
}

// Options says what is kept of an on-premises export, and how large a part of
// it may be.
type Options struct {
	// Keep are names of attributes to keep beside those of ADAttributes: a
	// custom sourceAnchor, filter, join or alternate login attribute. "*"
	// keeps all. A certificate attribute that is named here keeps its values;
	// otherwise only their number is kept, each as an empty value.
	Keep []string
	// For says what the objects are for: attributes that this does not ask for
	// and Keep does not name are checked and not kept.
	For Purpose
	// MaxRecord and MaxValue are limits in bytes of one record and of one
	// value. 0 means DefaultMaxRecord and DefaultMaxValue.
	MaxRecord, MaxValue int
	// NoHash leaves Input.SHA256 empty, for reports that do not name it.
	NoHash bool
}

// The limits that apply where Options has none.
const (
	DefaultMaxRecord = 64 << 20
	DefaultMaxValue  = 16 << 20
)

// selection is Options made ready for the readers.
type selection struct {
	names     *directory.AttrNames
	all       bool    // keep every attribute
	countOnly []bool  // by number: keep empty values
	unneeded  []bool  // by number: check, and keep nothing
	schema    *schema // nil for what is no export of AD
	maxRecord int
	maxValue  int
	noHash    bool

	tableBlock int // of rows that are read side by side; 0 takes what is good
}

func (o Options) selection() *selection {
	s := &selection{
		names:     directory.NewAttrNames(ADAttributes(o.Keep...)...),
		all:       slices.Contains(o.Keep, "*"),
		countOnly: make([]bool, len(allowList)),
		unneeded:  o.checkedOnly(),
		schema:    newSchema(),
		maxRecord: o.MaxRecord,
		maxValue:  o.MaxValue,
		noHash:    o.NoHash,
	}
	for _, number := range []int{attrUserCertificate, attrUserSMIMECertificate} {
		named := func(k string) bool { return strings.EqualFold(k, allowList[number]) }
		s.countOnly[number] = !s.all && !slices.ContainsFunc(o.Keep, named)
	}
	if s.maxRecord <= 0 {
		s.maxRecord = DefaultMaxRecord
	}
	if s.maxValue <= 0 {
		s.maxValue = DefaultMaxValue
	}
	return s
}

// tooLarge is the text of a problem about a limit.
func tooLarge(what string, limit int) string {
	return what + " is larger than the limit of " + strconv.Itoa(limit) + " bytes"
}
