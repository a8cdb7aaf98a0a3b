package check

import (
	"fmt"
	"strings"

	"presync/sim/directory"
)

var forService = []Profile{Service}

// forLogin are the checks of a sign-in name: the founding article asks for a
// valid cloud login.
var forLogin = []Profile{Service, Prepare}

// serviceNames are the checks of userPrincipalName, or of the attribute that
// takes its place.
var serviceNames = []Check{
	{
		ID: "CK001", Title: "without a userPrincipalName the name is made up", Severity: Warning, Profiles: forLogin, Flag: Blank,
		Attributes: []string{attrUPN}, about: noValue, find: missing,
		Evidence: exportRules.Observed("UP-1"),
		Doc:      "The default rules then make the name of sAMAccountName and the DNS name of the domain, which is often a local one.",
		Fix:      "Set userPrincipalName to the name that the user signs in with.",
	},
	{
		ID: "CK002", Title: "a userPrincipalName without @ is refused", Severity: Error, Profiles: forLogin, Flag: Format,
		Attributes: []string{attrUPN}, find: is(not(hasAt)), dead: true,
		Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
		Doc:      "A userPrincipalName is a name, one @ and a domain. The export fails with IdentityDataValidationFailed.",
		Fix:      "Correct the userPrincipalName in AD.",
	},
	{
		ID: "CK003", Title: "a userPrincipalName with nothing before the @ is refused", Severity: Error, Profiles: forLogin, Flag: LocalPart,
		Attributes: []string{attrUPN}, find: is(func(v *value) bool { return strings.HasPrefix(v.text, "@") }), dead: true,
		Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
		Doc:      "A userPrincipalName is a name, one @ and a domain. The export fails with IdentityDataValidationFailed.",
		Fix:      "Correct the userPrincipalName in AD.",
	},
	{
		ID: "CK004", Title: "a userPrincipalName with two @ is refused", Severity: Error, Profiles: forLogin, Flag: LocalPart,
		Attributes: []string{attrUPN}, find: is(func(v *value) bool { return strings.Count(v.text, "@") > 1 }), dead: true,
		Evidence: syncErrors.Inferred("CF-6, UP-9", "T1 names invalid format; that these are refused and not replaced is read from it"),
		Doc:      "A userPrincipalName is a name, one @ and a domain. The export fails with IdentityDataValidationFailed.",
		Fix:      "Correct the userPrincipalName in AD.",
	},
	{
		ID: "CK005", Title: "a userPrincipalName of more than 113 characters is refused", Severity: Error, Profiles: forLogin, Flag: Length,
		Attributes: []string{attrUPN}, find: longer(113), dead: true,
		Evidence: syncErrors.Inferred("CF-6, UP-9", "the limit is documented; that longer names are refused is read from the list of errors"),
		Doc:      "The service takes at most 113 characters.",
		Fix:      "Choose a shorter name.",
	},
	{
		ID: "CK006", Title: "a userPrincipalName with too long a part is refused", Severity: Error, Profiles: forLogin, Flag: Length,
		Attributes: []string{attrUPN}, dead: true,
		find: func(v *value) (string, bool) {
			upn := directory.UPN(v.text)
			prefix, suffix := units(upn.Prefix()), units(upn.Suffix())
			if prefix <= 64 && suffix <= 48 {
				return "", false
			}
			return fmt.Sprintf("%d before the @ and %d behind it", prefix, suffix),
				units(v.text) <= 113 && hasAt(v)
		},
		Evidence: prepareDoc.Inferred("UP-9", "the document gives the limits, not the error"),
		Doc:      "At most 64 characters stand before the @ and 48 behind it.",
		Fix:      "Choose a shorter name.",
	},
	{
		ID: "CK007", Title: "a userPrincipalName with a forbidden character is refused", Severity: Error, Profiles: forLogin, Flag: Character,
		Attributes: []string{attrUPN}, find: holding(forbiddenInUPN, false), dead: true,
		Evidence: syncErrors.Contested("CF-6, UP-5, UP-9", "T1 says IdentityDataValidationFailed, T6 and T24 say that the name is replaced silently"),
		Doc:      `Not allowed are \ % & * + / = ? { } | < > ( ) ; : , [ ] and the double quote. The apostrophe is allowed. One document says that the export fails, others that the name is replaced by mailNickname and the initial domain.`,
		Fix:      "Correct the userPrincipalName in AD.",
	},
	{
		ID: "CK008", Title: "a name with white space, invisible or non-ASCII characters changes", Severity: Warning, Profiles: forLogin, Flag: Character,
		Attributes: []string{attrUPN}, find: oddCharacter, repair: unspaced,
		Evidence: upnPlan.Documented("UP-5, UP-9"),
		Doc:      "The service does not report such a name. It takes mailNickname and the initial domain instead, so the user cannot sign in with the expected name. White space can be taken out safely; what takes the place of a letter such as ü, you have to decide.",
		Fix:      "Take the character out of the userPrincipalName in AD.",
	},
	{
		ID: "CK009", Title: "a userPrincipalName with a full stop before the @ is not valid", Severity: Warning, Profiles: forLogin, Flag: LocalPart,
		Attributes: []string{attrUPN}, find: is(func(v *value) bool { return strings.Contains(v.text, ".@") && !strings.HasPrefix(v.text, ".@") }),
		repair: func(v *value) string {
			prefix, suffix, _ := strings.Cut(v.text, "@")
			return strings.TrimRight(prefix, ".") + "@" + suffix
		},
		Evidence: prepareDoc.Inferred("UP-9", "the document gives the rule, not what happens otherwise"),
		Doc:      "The part before the @ must not end with a full stop.",
		Fix:      "Take the full stop out of the userPrincipalName in AD.",
	},
	{
		ID: "CK010", Title: "a userPrincipalName under a domain that is not verified changes", Severity: Warning, Profiles: forLogin, Flag: DomainPart,
		Attributes: []string{attrUPN}, find: nameSuffix(all(hasSuffix, domainsKnown, suffixRoutable, not(suffixVerified))),
		Evidence: upnPlan.Documented("UP-2"),
		Doc:      "The service takes mailNickname and the initial domain instead. When the domain is verified later, the name changes to the one in AD.",
		Fix:      "Verify the domain in the tenant, or give the user a name under a verified one.",
	},
	{
		ID: "CK011", Title: "a userPrincipalName under a domain that is not routable changes", Severity: Warning, Profiles: []Profile{Service}, Flag: TopLevelDomain,
		Attributes: []string{attrUPN}, find: nameSuffix(all(hasAt, not(suffixRoutable))),
		Evidence: upnPlan.Inferred("UP-2", "a domain without a public suffix cannot be verified, so the name is replaced like that of any domain that is not"),
		Doc:      "The suffix is not on the public suffix list, so nobody can verify the domain. The service takes mailNickname and the initial domain instead.",
		Fix:      "Add an alternative UPN suffix in Active Directory Domains and Trusts, and give the user a name under it.",
	},
}
