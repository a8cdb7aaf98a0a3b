package check

import "strings"

var (
	forTool      = []Profile{IdFix}
	forDedicated = []Profile{IdFixDedicated}
	forBoth      = []Profile{IdFix, IdFixDedicated}
)

// toolChecks are the findings of the discontinued tool about attributes other
// than addresses. The rows of one attribute stand in the order in which the
// tool asks them (rulebook VAL-4, VAL-7).
var toolChecks = []Check{
	{
		ID: "IX001", Title: "displayName is too long", Severity: Warning, Profiles: forTool, Flag: Length,
		Attributes: []string{attrDisplayName}, find: longer(255), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 255 characters.", Fix: "Shorten displayName.",
	},
	{
		ID: "IX002", Title: "displayName is blank", Severity: Warning, Profiles: forTool, Flag: Blank,
		Attributes: []string{attrDisplayName}, about: noValue, find: missing, repair: func(v *value) string { return v.entry.cn() },
		Evidence: tool.Observed("VAL-4"), Doc: "The tool suggests the common name.", Fix: "Set displayName.",
	},
	{
		ID: "IX003", Title: "displayName is too long for a dedicated tenant", Severity: Warning, Profiles: forDedicated, Flag: Length,
		Attributes: []string{attrDisplayName}, find: longer(256), dead: true,
		Evidence: tool.Observed("VAL-7"), Doc: "More than 256 characters.", Fix: "Shorten displayName.",
	},
	{
		ID: "IX004", Title: "displayName begins or ends with white space", Severity: Warning, Profiles: forDedicated, Flag: Character,
		Attributes: []string{attrDisplayName}, find: is(func(v *value) bool { return strings.TrimSpace(v.text) != v.text }),
		repair:   func(v *value) string { return strings.TrimSpace(v.text) },
		Evidence: tool.Observed("VAL-7"), Doc: "Dedicated mode only.", Fix: "Take the white space away.",
	},
	{
		ID: "IX005", Title: "displayName of a group is blank", Severity: Warning, Profiles: forDedicated, Flag: Blank,
		Attributes: []string{attrDisplayName}, about: noValue, find: is(isGroup), repair: func(v *value) string { return v.entry.cn() },
		Evidence: tool.Observed("VAL-7"), Doc: "Dedicated mode only. The tool suggests the common name.", Fix: "Set displayName.",
	},
	{
		ID: "IX006", Title: "givenName is too long", Severity: Warning, Profiles: forTool, Flag: Length,
		Attributes: []string{attrGivenName}, find: longer(63), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 63 characters. The service takes 64.", Fix: "Shorten givenName.",
	},
	{
		ID: "IX020", Title: "mailNickname is too long", Severity: Error, Profiles: forBoth, Flag: Length,
		Attributes: []string{attrNick}, find: longer(64), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 64 characters.", Fix: "Choose a shorter alias.",
	},
	{
		ID: "IX021", Title: "mailNickname begins with a full stop", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrNick}, find: is(func(v *value) bool { return strings.HasPrefix(v.text, ".") }),
		repair:   func(v *value) string { return strings.TrimLeft(v.text, ".") },
		Evidence: tool.Observed("VAL-4"), Doc: "A full stop at the end is not looked at.", Fix: "Take the full stop away.",
	},
	{
		ID: "IX022", Title: "mailNickname has a forbidden character", Severity: Error, Profiles: forDedicated, Flag: Character,
		Attributes: []string{attrNick}, find: holding(forbiddenInNick, true), repair: dropping(forbiddenInNick, true),
		Evidence: tool.Observed("VAL-7"), Doc: "Dedicated mode only. Not allowed are white space and \\ ! # $ % & * + / = ? ^ ` { } | ~ < > ( ) ' ; : , [ ] @ and the double quote.",
		Fix: "Take the character out.",
	},
	{
		ID: "IX023", Title: "two objects have the same mailNickname", Severity: Error, Profiles: forBoth, Flag: Duplicate,
		Attributes: []string{attrNick}, twin: &twin{toolKey: true},
		Evidence: tool.Observed("VAL-4, VAL-6"), Doc: "Compared without case. The service takes such an alias: see DU006.", Fix: "Choose another alias for one of the two.",
	},
	{
		ID: "IX024", Title: "mailNickname begins or ends with a full stop", Severity: Error, Profiles: forDedicated, Flag: Format,
		Attributes: []string{attrNick}, find: is(func(v *value) bool { return strings.Trim(v.text, ".") != v.text }),
		repair:   func(v *value) string { return strings.Trim(v.text, ".") },
		Evidence: tool.Observed("VAL-7"),
		Doc:      "Dedicated mode only. The tool means to report it, but its test is the wrong way round and its result is thrown away; here it works.",
		Fix:      "Take the full stop away.",
	},
	{
		ID: "IX025", Title: "mailNickname of a contact is blank", Severity: Error, Profiles: forDedicated, Flag: Blank,
		Attributes: []string{attrNick}, about: noValue, find: is(isContact), repair: aliasOfNames,
		Evidence: tool.Observed("VAL-7"), Doc: "Dedicated mode only. The tool suggests the first and the last name with a full stop between them.", Fix: "Set mailNickname.",
	},
	{
		ID: "IX040", Title: "sAMAccountName is too long", Severity: Error, Profiles: forTool, Flag: Length,
		Attributes: []string{attrSAM}, find: func(v *value) (string, bool) {
			if v.entry.Type.IsPerson() {
				return longer(20)(v)
			}
			return longer(256)(v)
		}, dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 20 characters for a user, 256 for others.", Fix: "Choose a shorter account name.",
	},
	{
		ID: "IX041", Title: "sAMAccountName has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrSAM}, find: holding(toolSAM, false), repair: dropping(toolSAM, false),
		Evidence: tool.Observed("VAL-4"), Doc: `Not allowed are \ | , / [ ] : < > + = ; ? * and the double quote.`, Fix: "Take the character out.",
	},
	{
		ID: "IX042", Title: "two objects without userPrincipalName have the same sAMAccountName", Severity: Error, Profiles: forTool, Flag: Duplicate,
		Attributes: []string{attrSAM}, twin: &twin{toolKey: true, unless: attrUPN},
		Evidence: tool.Observed("VAL-4, VAL-6"), Doc: "Only objects without a userPrincipalName are compared.", Fix: "Set userPrincipalName, or choose another account name.",
	},
}

// aliasOfNames makes an alias of the first and the last name.
func aliasOfNames(v *value) string {
	var parts []string
	for _, name := range []string{attrGivenName, "sn"} {
		if n := without(v.entry.Attrs.First(name), forbiddenInNick, true); n != "" {
			parts = append(parts, n)
		}
	}
	return strings.Join(parts, ".")
}
