package check

import "strings"

// serviceRest are the checks of the other attributes.
var serviceRest = []Check{
	{
		ID: "CK040", Title: "mailNickname must not begin with a full stop", Severity: Warning, Profiles: forService, Flag: Character,
		Attributes: []string{attrNick}, find: is(func(v *value) bool { return strings.HasPrefix(v.text, ".") }),
		repair:   func(v *value) string { return strings.TrimLeft(v.text, ".") },
		Evidence: prepareDoc.Documented("VAL-1"),
		Doc:      "The alias becomes part of addresses and, where the suffix of the userPrincipalName is not verified, of the sign-in name.",
		Fix:      "Take the full stop away.",
	},
	{
		ID: "CK041", Title: "forbidden characters of mailNickname become underscores", Severity: Warning, Profiles: forService, Flag: Character,
		Attributes: []string{attrNick}, find: func(v *value) (string, bool) {
			if detail, found := oddCharacter(v); found {
				return detail, true
			}
			return holding(forbiddenInNick, true)(v)
		},
		Evidence: prepareDoc.Inferred("VAL-1, VAL-7", "the document tells of the underscores; which characters they stand for is taken from the tool's strict list"),
		Doc:      "An underscore in a name in the cloud says that a character was invalid on premises.",
		Fix:      "Choose an alias of letters, digits, full stops, hyphens and underscores.",
	},
	{
		ID: "CK042", Title: "mailNickname of more than 64 characters is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrNick}, find: longer(64), dead: true,
		Evidence: tool.Observed("VAL-4"),
		Doc:      "The schema allows 64 characters.",
		Fix:      "Choose a shorter alias.",
	},
	{
		ID: "CK050", Title: "without a displayName the cloud shows the common name", Severity: Info, Profiles: forService, Flag: Blank,
		Attributes: []string{attrDisplayName}, about: noValue, find: missing, repair: func(v *value) string { return v.entry.cn() },
		Evidence: exportRules.Observed("PX-9"),
		Doc:      "The default rules let cn flow to displayName when it is empty.",
		Fix:      "Set displayName.",
	},
	{
		ID: "CK051", Title: "displayName of more than 256 characters is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrDisplayName}, find: longer(256), dead: true,
		Evidence: prepareDoc.Documented("VAL-1"),
		Doc:      "The service takes at most 256 characters.",
		Fix:      "Shorten displayName.",
	},
	{
		ID: "CK052", Title: "givenName of more than 64 characters is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrGivenName}, find: longer(64), dead: true,
		Evidence: prepareDoc.Documented("VAL-1"),
		Doc:      "The service takes at most 64 characters.",
		Fix:      "Shorten givenName.",
	},
	{
		ID: "CK055", Title: "sAMAccountName becomes the sign-in name and has a forbidden character", Severity: Warning, Profiles: forService, Flag: Character,
		Attributes: []string{attrSAM}, find: when(withoutName, holding(forbiddenInSAM, true)),
		Evidence: prepareDoc.Documented("VAL-1, UP-1"),
		Doc:      "It matters only where there is no userPrincipalName, because then the name is made of sAMAccountName.",
		Fix:      "Set userPrincipalName.",
	},
	{
		ID: "CK056", Title: "sAMAccountName becomes the sign-in name and is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrSAM}, find: when(withoutName, longer(20)), dead: true,
		Evidence: prepareDoc.Documented("VAL-1, UP-1"),
		Doc:      "The limit is 20 characters. It matters only where there is no userPrincipalName, because then the name is made of sAMAccountName.",
		Fix:      "Set userPrincipalName.",
	},
	{
		ID: "CK057", Title: "targetAddress of more than 256 characters is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrTarget}, find: longer(256), dead: true,
		Evidence: prepareDoc.Documented("VAL-1"),
		Doc:      "The service takes at most 256 characters.",
		Fix:      "Use a shorter address.",
	},
	{
		ID: "CK058", Title: "targetAddress has a forbidden character", Severity: Warning, Profiles: forService, Flag: Character,
		Attributes: []string{attrTarget}, find: when(isSMTP, holding(forbiddenInTarget, true)),
		Evidence: prepareDoc.Documented("VAL-1"),
		Doc:      `Not allowed are white space, \ < > ( ) ; , [ ] and the double quote.`,
		Fix:      "Correct targetAddress in AD.",
	},
	{
		ID: "CK060", Title: "more than 15 certificates make the object too large", Severity: Error, Profiles: forService, Flag: Length,
		Attributes: []string{attrCertificate, attrSMIME}, about: valueCount, find: more(15),
		Evidence: syncErrors.Documented("CF-8"),
		Doc:      "The service refuses a user with more than 15 values in userCertificate or in userSMIMECertificate: LargeObject.",
		Fix:      "Remove certificates that have expired.",
	},
}

// withoutName holds for users whose sign-in name is made of sAMAccountName.
func withoutName(v *value) bool { return !v.entry.has(v.run.name(attrUPN)) }
