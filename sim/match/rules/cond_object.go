package rules

import (
	"strconv"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// Conditions about one on-premises object, before any join.

// notFilteredTypes is the mask of msExchRecipientTypeDetails bits that the
// default rules filter: 0x1000, 0x2000, 0x4000, 0x400000, 0x800000, 0x1000000,
// 0x20000000 (rulebook FLT-2).
const filteredRecipientTypes = 0x21C07000

var (
	underConnect = match.Cond{
		Name: "the client is Connect Sync", Not: "the client is Cloud Sync",
		Test:  func(q *question) bool { return q.Settings.Client != directory.CloudSync },
		Fixed: true,
		Right: setting("client", func(s *directory.Settings) string { return string(s.Client) }),
	}
	remembersAnchors = match.Cond{
		Name: "the server has synced before", Not: "the server is a replacement that has synced nobody",
		Test:  func(q *question) bool { return !q.Settings.ReplacementServer },
		Fixed: true,
		Right: setting("replacementServer", func(s *directory.Settings) string { return directory.Bool(s.ReplacementServer).String() }),
	}
	isUserClass = match.Cond{
		Name: "the object class is user", Not: "the object class is inetOrgPerson",
		Test: func(q *question) bool { return q.Object.Type == directory.TypeUser },
		Left: func(q *question) value {
			return value{Name: "objectClass", Text: string(q.Object.Type), Origin: q.Object.At("objectClass")}
		},
	}
	criticalIsTrue = attrCond(directory.AttrIsCriticalSystemObject, "isCriticalSystemObject is TRUE", "isCriticalSystemObject is not TRUE",
		func(v string) bool { return strings.EqualFold(v, "TRUE") })
	criticalIsPresent = attrCond(directory.AttrIsCriticalSystemObject, "isCriticalSystemObject has a value", "isCriticalSystemObject has no value",
		func(v string) bool { return v != "" })
	adminDescriptionUser = attrCond(directory.AttrAdminDescription, `adminDescription starts with "User_"`, `adminDescription does not start with "User_"`,
		func(v string) bool { return hasPrefixFold(v, "User_") })
	hasSAM = attrCond(directory.AttrSAMAccountName, "sAMAccountName has a value", "sAMAccountName has no value",
		func(v string) bool { return v != "" })
	samExported = exported("sAMAccountName")
	samSupport  = attrCond(directory.AttrSAMAccountName, "sAMAccountName is SUPPORT_388945a0", "sAMAccountName is not SUPPORT_388945a0",
		func(v string) bool { return strings.EqualFold(v, "SUPPORT_388945a0") })
	samAAD = attrCond(directory.AttrSAMAccountName, `sAMAccountName starts with "AAD_"`, `sAMAccountName does not start with "AAD_"`,
		func(v string) bool { return hasPrefixFold(v, "AAD_") })
	samMSOL = attrCond(directory.AttrSAMAccountName, `sAMAccountName starts with "MSOL_"`, `sAMAccountName does not start with "MSOL_"`,
		func(v string) bool { return hasPrefixFold(v, "MSOL_") })
	samCAS = attrCond(directory.AttrSAMAccountName, `sAMAccountName starts with "CAS_"`, `sAMAccountName does not start with "CAS_"`,
		func(v string) bool { return hasPrefixFold(v, "CAS_") })
	samBrace = attrCond(directory.AttrSAMAccountName, `sAMAccountName contains "}"`, `sAMAccountName does not contain "}"`,
		func(v string) bool { return strings.Contains(v, "}") })
	nickSystemMailbox = attrCond(directory.AttrMailNickname, `mailNickname starts with "SystemMailbox{"`, `mailNickname does not start with "SystemMailbox{"`,
		func(v string) bool { return hasPrefixFold(v, "SystemMailbox{") })
	nickCAS = attrCond(directory.AttrMailNickname, `mailNickname starts with "CAS_"`, `mailNickname does not start with "CAS_"`,
		func(v string) bool { return hasPrefixFold(v, "CAS_") })
	nickBrace = attrCond(directory.AttrMailNickname, `mailNickname contains "}"`, `mailNickname does not contain "}"`,
		func(v string) bool { return strings.Contains(v, "}") })
	recipientFiltered = attrCond(directory.AttrRecipientTypeDetails, "msExchRecipientTypeDetails is one of the filtered types",
		"msExchRecipientTypeDetails is none of the filtered types", func(v string) bool {
			if v == "" { // as most have it
				return false
			}
			n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
			return err == nil && n&filteredRecipientTypes != 0
		})
	isConflictObject = match.Cond{
		Name: `the first RDN contains "\0ACNF:"`, Not: `the first RDN does not contain "\0ACNF:"`,
		Test: func(q *question) bool {
			rdn := firstRDN(q.Object.DN)
			return strings.Contains(rdn, `\0ACNF:`) || strings.Contains(rdn, "\nCNF:")
		},
		Left: func(q *question) value { return value{Name: "dn", Text: q.Object.DN, Origin: q.Object.Origin} },
	}
	hasAccountControl = attrCond(directory.AttrUserAccountControl, "userAccountControl has a value", "userAccountControl has no value",
		func(v string) bool { return v != "" })
	accountControlExported = exported("userAccountControl")

	outsideDomains   = scopeCond("the domain is not selected", "the domain is selected", func(s *directory.ScopeFacts) string { return s.DomainOut })
	outsideOUs       = scopeCond("no selected OU holds the object", "a selected OU holds the object", func(s *directory.ScopeFacts) string { return s.OUOut })
	insideExcludedOU = scopeCond("an excluded OU holds the object", "no excluded OU holds the object", func(s *directory.ScopeFacts) string { return s.OUExcluded })
	outsideGroup     = scopeCond("the object is not a direct member of the filter group", "the object is a direct member of the filter group", func(s *directory.ScopeFacts) string { return s.GroupOut })
	attributeFilters = scopeCond("the attribute filter leaves the object out", "the attribute filter lets the object in", func(s *directory.ScopeFacts) string { return s.AttributeOut })
)

func attrCond(id directory.AttrID, name, negative string, test func(string) bool) match.Cond {
	return match.Cond{
		Name: name, Not: negative,
		Test: func(q *question) bool { return test(q.First(id)) },
		Left: objectValue(id.String()),
	}
}

func exported(attribute string) match.Cond {
	return match.Cond{
		Name: "the export carries " + attribute, Not: "the export does not carry " + attribute,
		Test:  func(q *question) bool { return q.Inputs.Has(attribute) },
		Fixed: true,
	}
}

func scopeCond(name, negative string, part func(*directory.ScopeFacts) string) match.Cond {
	return match.Cond{
		Name: name, Not: negative,
		Test:  func(q *question) bool { return part(q.Scope) != "" },
		Left:  func(q *question) value { return value{Name: "dn", Text: q.Object.DN, Origin: q.Object.Origin} },
		Right: func(q *question) value { return value{Name: "filter", Text: part(q.Scope)} },
	}
}

// hasPrefixFold reports whether a value begins with some ASCII, the first of
// which is a letter, whatever its case. Letters beyond ASCII that fold to ASCII
// take more bytes, so that a first byte that differs tells.
func hasPrefixFold(v, prefix string) bool {
	return len(v) >= len(prefix) && v[0]|0x20 == prefix[0]|0x20 && strings.EqualFold(v[:len(prefix)], prefix)
}

// firstRDN cuts a DN at its first comma that is not escaped.
func firstRDN(dn string) string {
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			return dn[:i]
		}
	}
	return dn
}
