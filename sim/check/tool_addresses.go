package check

import (
	"fmt"
	"strings"

	"presync/sim/directory"
)

// toolAddresses are the findings of the discontinued tool about names and
// addresses, in its order. The four rows from IX070 on are its RFC 2822 rule.
var toolAddresses = []Check{
	{
		ID: "IX010", Title: "mail is too long", Severity: Error, Profiles: forBoth, Flag: Length,
		Attributes: []string{attrMail}, find: longer(256), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 256 characters.", Fix: "Use a shorter address.",
	},
	{
		ID: "IX011", Title: "mail has white space", Severity: Error, Profiles: forDedicated, Flag: Character,
		Attributes: []string{attrMail}, find: holding("", true), repair: dropping("", true),
		Evidence: tool.Observed("VAL-7"), Doc: "Dedicated mode only.", Fix: "Take the white space away.",
	},
	{
		ID: "IX030", Title: "a value of proxyAddresses is too long", Severity: Error, Profiles: forBoth, Flag: Length,
		Attributes: []string{attrProxies}, find: longer(256), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 256 characters.", Fix: "Use a shorter address.",
	},
	{
		ID: "IX050", Title: "targetAddress is too long", Severity: Error, Profiles: forTool, Flag: Length,
		Attributes: []string{attrTarget}, find: longer(255), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 255 characters.", Fix: "Use a shorter address.",
	},
	{
		ID: "IX055", Title: "targetAddress is too long for a dedicated tenant", Severity: Error, Profiles: forDedicated, Flag: Length,
		Attributes: []string{attrTarget}, find: longer(256), dead: true,
		Evidence: tool.Observed("VAL-7"), Doc: "More than 256 characters.", Fix: "Use a shorter address.",
	},
	{
		ID: "IX031", Title: "an address has a second colon", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrProxies, attrTarget}, find: is(secondColon), repair: oneColon,
		Evidence: tool.Observed("VAL-4"), Doc: "Only the colon behind the type is allowed.", Fix: "Take the other colons out.",
	},
	{
		ID: "IX037", Title: "an address in proxyAddresses has a second colon", Severity: Error, Profiles: forDedicated, Flag: Character,
		Attributes: []string{attrProxies}, find: is(secondColon), repair: oneColon,
		Evidence: tool.Observed("VAL-7"), Doc: "Only the colon behind the type is allowed.", Fix: "Take the other colons out.",
	},
	{
		ID: "IX032", Title: "two objects have the same value in proxyAddresses", Severity: Error, Profiles: forBoth, Flag: Duplicate,
		Attributes: []string{attrProxies}, twin: &twin{toolKey: true},
		Evidence: tool.Observed("VAL-4, VAL-6"), Doc: "Compared whole and without case, so smtp: and SMTP: are equal.", Fix: "Remove the address from one of the two.",
	},
	{
		ID: "IX051", Title: "two objects have the same targetAddress", Severity: Error, Profiles: forTool, Flag: Duplicate,
		Attributes: []string{attrTarget}, twin: &twin{toolKey: true},
		Evidence: tool.Observed("VAL-4, VAL-6"), Doc: "Compared whole and without case.", Fix: "Change one of the two.",
	},
	{
		ID: "IX033", Title: "an e-mail address has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrProxies}, find: when(isSMTP, holding(toolSMTP, true)), repair: dropping(toolSMTP, true),
		Evidence: tool.Observed("VAL-4"), Doc: "Not allowed are white space, < > ( ) ; , [ ] and the double quote.", Fix: "Take the character out.",
	},
	{
		ID: "IX034", Title: "an X.400 or X.500 address has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrProxies}, find: when(isX400orX500, holding("\f\n\r\t\v[]\"'", false)), repair: dropping("\f\n\r\t\v[]\"'", false),
		Evidence: tool.Observed("VAL-4"), Doc: "Not allowed are tabs, line breaks, [ ] and quotes. Blanks, brackets and semicolons belong into such an address.", Fix: "Take the character out.",
	},
	{
		ID: "IX035", Title: "an address of another type has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrProxies}, find: when(all(not(isSMTP), not(isX400orX500)), holding(toolOther, true)), repair: dropping(toolOther, true),
		Evidence: tool.Observed("VAL-4"), Doc: "Not allowed are white space, < > ( ) , [ ] and the double quote.", Fix: "Take the character out.",
	},
	{
		ID: "IX052", Title: "targetAddress has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrTarget}, find: when(isSMTP, holding(`\`+toolSMTP, true)), repair: dropping(`\`+toolSMTP, true),
		Evidence: tool.Observed("VAL-4"), Doc: `Not allowed are white space, \ < > ( ) ; , [ ] and the double quote.`, Fix: "Take the character out.",
	},
	{
		ID: "IX053", Title: "targetAddress of another type has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrTarget}, find: when(not(isSMTP), holding(`\`+toolOther, true)), repair: dropping(`\`+toolOther, true),
		Evidence: tool.Observed("VAL-4"), Doc: `Not allowed are white space, \ < > ( ) , [ ] and the double quote.`, Fix: "Take the character out.",
	},
	{
		ID: "IX060", Title: "userPrincipalName is too long", Severity: Error, Profiles: forTool, Flag: Length,
		Attributes: []string{attrUPN}, find: longer(113), dead: true,
		Evidence: tool.Observed("VAL-4"), Doc: "More than 113 characters. The limits of 64 before and 48 behind the @ are in the tool's documents and not in its code: see CK006.", Fix: "Choose a shorter name.",
	},
	{
		ID: "IX061", Title: "userPrincipalName has a forbidden character", Severity: Error, Profiles: forTool, Flag: Character,
		Attributes: []string{attrUPN}, find: holding(toolUPN, true), repair: dropping(toolUPN+"'", true),
		Evidence: tool.Observed("VAL-4"), Doc: `Not allowed are white space, \ % & * + / = ? ' { } | < > ( ) ; : , [ ], the double quote and the letters a, e, i, o, u and y with two dots.`, Fix: "Take the character out.",
	},
	{
		ID: "IX062", Title: "userPrincipalName has an apostrophe, which the cloud allows", Severity: Info, Profiles: forTool, Flag: Character,
		Attributes: []string{attrUPN}, find: holding("'", false), repair: dropping("'", false),
		Evidence: tool.Contested("VAL-4, UP-9", "the tool's list of changes says since 2.6 that the apostrophe is allowed, its code still refuses it; the service's documents allow it"),
		Doc:      "The tool reports it and takes the apostrophe out. The service takes such a name, so nothing has to be done.", Fix: "Leave the name as it is.",
	},
	{
		ID: "IX070", Title: "the top-level domain is not known to the Internet", Severity: Error, Profiles: forBoth, Flag: TopLevelDomain,
		Attributes: []string{attrMail, attrProxies, attrTarget, attrUPN}, find: when(asked, unknownTopLevel),
		Evidence: tool.Observed("VAL-5"), Doc: "The tool has a list of top-level domains; here the public suffix list decides.", Fix: "Use a domain that the Internet knows.",
	},
	{
		ID: "IX071", Title: "the domain of an address is malformed", Severity: Error, Profiles: forBoth, Flag: DomainPart,
		Attributes: []string{attrMail, attrProxies, attrTarget, attrUPN}, repair: mendDomain,
		find:     when(asked, is(func(v *value) bool { return !domainWellFormed(v.mailbox()) })),
		Evidence: tool.Observed("VAL-5"), Doc: "Behind the @ stand labels of letters, digits and hyphens with full stops between them, at least two.", Fix: "Correct the domain.",
	},
	{
		ID: "IX072", Title: "the part before the @ is malformed", Severity: Error, Profiles: forBoth, Flag: LocalPart,
		Attributes: []string{attrMail, attrProxies, attrTarget, attrUPN}, repair: mendLocal,
		find:     when(asked, is(func(v *value) bool { return !localWellFormed(v.mailbox()) })),
		Evidence: tool.Observed("VAL-5"), Doc: "Before the only @ stand letters, digits and ! # $ % & ' * + / = ? ^ _ ` { | } ~ -, and single full stops between them.", Fix: "Correct the part before the @.",
	},
	{
		ID: "IX073", Title: "an address is malformed and cannot be mended", Severity: Error, Profiles: forBoth, Flag: Format,
		Attributes: []string{attrMail, attrProxies, attrTarget, attrUPN}, dead: true,
		find:     when(asked, is(func(v *value) bool { return !domainWellFormed(v.mailbox()) || !localWellFormed(v.mailbox()) })),
		Evidence: tool.Observed("VAL-5"), Doc: "Taking characters out does not make it an address.", Fix: "Write the address anew.",
	},
	{
		ID: "IX074", Title: "two objects have the same userPrincipalName", Severity: Error, Profiles: forTool, Flag: Duplicate,
		Attributes: []string{attrUPN}, twin: &twin{toolKey: true},
		Evidence: tool.Observed("VAL-4, VAL-6"), Doc: "Compared without case, as mended by the rows above.", Fix: "Give one of the two another name.",
	},
	{
		ID: "IX075", Title: "two objects have the same mail", Severity: Error, Profiles: forBoth, Flag: Duplicate,
		Attributes: []string{attrMail}, twin: &twin{toolKey: true},
		Evidence: tool.Observed("VAL-4, VAL-6"), Doc: "Compared without case.", Fix: "Give one of the two another address.",
	},
	{
		ID: "IX080", Title: "targetAddress is blank", Severity: Error, Profiles: forDedicated, Flag: Blank,
		Attributes: []string{attrTarget}, about: noValue, find: is(needsTarget), repair: targetFromMail,
		Evidence: tool.Observed("VAL-7"), Doc: "Dedicated mode only: a contact, or a user without homeMDB, needs a targetAddress. For a contact the tool suggests mail.", Fix: "Set targetAddress.",
	},
	{
		ID: "IX081", Title: "targetAddress differs from mail", Severity: Error, Profiles: forDedicated, Flag: MailMatch,
		Attributes: []string{attrTarget}, repair: targetFromMail, find: when(needsTarget, is(func(v *value) bool {
			mail := v.entry.mail()
			return mail != "" && !strings.EqualFold(v.mailbox(), mail)
		})),
		Evidence: tool.Inferred("VAL-3, VAL-7", "the tool's documents describe it, its code has no such test"),
		Doc:      "Dedicated mode only: targetAddress of a contact, or of a user without homeMDB, is SMTP: and mail.", Fix: "Make the two equal.",
	},
}

// mailbox is the part of the value that is an address.
func (v *value) mailbox() string {
	if _, mailbox, ok := smtpParts(v.text); ok && (v.attribute == attrProxies || v.attribute == attrTarget) {
		return mailbox
	}
	return v.text
}

// withMailbox puts another address behind the prefix of the value.
func (v *value) withMailbox(mailbox string) string {
	prefix, _, ok := smtpParts(v.text)
	if ok && (v.attribute == attrProxies || v.attribute == attrTarget) {
		return prefix + mailbox
	}
	return mailbox
}

// asked holds for values that the RFC 2822 rule is about: mail only in
// dedicated mode.
func asked(v *value) bool {
	return isMailbox(v) && (v.attribute != attrMail || v.run.in.Profile == IdFixDedicated)
}

// unknownTopLevel looks behind the last @ only. The tool takes the text behind
// the last full stop wherever that stands, so john.smith@contoso has for it
// the top-level domain .smith@contoso.
func unknownTopLevel(v *value) (string, bool) {
	domain := domainOf(v.mailbox())
	dot := strings.LastIndexByte(domain, '.')
	if dot < 0 || dot == len(domain)-1 {
		return "", false
	}
	return fmt.Sprintf("%q", domain[dot:]), !routable(keep(domain, localCharacters+".-"))
}

// mendDomain takes the characters that no domain has out of the part behind
// the last @.
func mendDomain(v *value) string {
	text := v.mailbox()
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return v.text
	}
	return v.withMailbox(text[:at+1] + keep(text[at+1:], localCharacters+".-"))
}

// mendLocal takes the characters that no local part has out of the part before
// the last @, and full stops at its end.
func mendLocal(v *value) string {
	text := v.mailbox()
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return v.text
	}
	return v.withMailbox(strings.ReplaceAll(keep(text[:at], localCharacters+localMarks+".")+text[at:], ".@", "@"))
}

func secondColon(v *value) bool {
	at := strings.IndexByte(v.text, ':')
	return at > 0 && strings.Contains(v.text[at+1:], ":")
}

func oneColon(v *value) string {
	kind, rest, _ := strings.Cut(v.text, ":")
	return kind + ":" + strings.ReplaceAll(rest, ":", "")
}

func isGroup(v *value) bool   { return v.entry.Type == directory.TypeGroup }
func isContact(v *value) bool { return v.entry.Type == directory.TypeContact }

// needsTarget holds for contacts and for users without a mailbox of their own.
func needsTarget(v *value) bool {
	return (isContact(v) || v.entry.Type.IsPerson()) && !v.entry.has("homeMDB")
}

// targetFromMail is mail as the targetAddress of a contact.
func targetFromMail(v *value) string {
	mail := v.entry.mail()
	if !isContact(v) || addressFault(mail) != "" {
		return v.text
	}
	return "SMTP:" + mail
}
