package check

import (
	"strings"

	"presync/sim/directory"
)

// serviceAddresses are the checks of mail and proxyAddresses.
var serviceAddresses = []Check{
	{
		ID: "CK020", Title: "mail that is no e-mail address makes no address", Severity: Warning, Profiles: forLogin, Flag: Format,
		Attributes: []string{attrMail}, find: malformed, repair: unspaced,
		Evidence: proxyCalc.Inferred("PX-1, PX-2", "the document says it of proxyAddresses; mail becomes a primary address by the same calculation"),
		Doc:      "Where proxyAddresses holds no e-mail address, the service makes the primary one of mail. It discards a malformed one without an error.",
		Fix:      "Correct mail in AD.",
	},
	{
		ID: "CK021", Title: "mail on a domain of the service is discarded", Severity: Warning, Profiles: forService, Flag: DomainPart,
		Attributes: []string{attrMail}, find: nameSuffix(all(suffixReserved, not(masked))),
		Evidence: proxyCalc.Documented("PX-1"),
		Doc:      "Addresses on onmicrosoft.com and microsoftonline.com domains belong to the service; values from AD are discarded.",
		Fix:      "Set mail to an address under a domain of your own.",
	},
	{
		ID: "CK022", Title: "mail on a domain that is not verified is taken from a recipient", Severity: Warning, Profiles: forService, Flag: DomainPart,
		Attributes: []string{attrMail}, find: nameSuffix(all(hasSuffix, domainsKnown, not(suffixVerified), not(suffixReserved), losesUnverified, not(masked))),
		Evidence: proxyCalc.Documented("PX-7"),
		Doc:      "A user with an Exchange Online plan or a remote mailbox keeps addresses on verified domains only.",
		Fix:      "Verify the domain, or set mail to an address under a verified one.",
	},
	{
		ID: "CK023", Title: "mail of more than 256 characters is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrMail}, find: longer(256), dead: true,
		Evidence: prepareDoc.Inferred("VAL-1", "the limit is that of an address in proxyAddresses, which mail becomes"),
		Doc:      "An address has at most 256 characters.",
		Fix:      "Use a shorter address.",
	},
	{
		ID: "CK024", Title: "the cloud shows the primary address instead of mail", Severity: Info, Profiles: forService, Flag: MailMatch,
		Attributes: []string{attrMail}, find: func(v *value) (string, bool) {
			primary, ok := v.entry.primary()
			return "the primary address is " + primary, ok && !strings.EqualFold(primary, v.entry.mail())
		},
		Evidence: proxyCalc.Documented("PX-4"),
		Doc:      "proxyAddresses has a primary address, and mail another one. In the cloud mail is the primary address.",
		Fix:      "Make mail and the SMTP: value of proxyAddresses equal.",
	},
	{
		ID: "CK030", Title: "a proxyAddresses value without a prefix is discarded", Severity: Warning, Profiles: forLogin, Flag: Format,
		Attributes: []string{attrProxies}, dead: true,
		find: is(func(v *value) bool {
			a := directory.ParseAddress(v.text)
			return a.Type == "" || a.Local == "" || strings.ContainsFunc(a.Type, unprintable)
		}),
		Evidence: objects.Documented("PX-1"),
		Doc:      "A value is a type such as smtp, a colon and an address. Others disappear without an error.",
		Fix:      "Write the type in front, such as smtp:, or remove the value.",
	},
	{
		ID: "CK031", Title: "a malformed primary address is discarded", Severity: Error, Profiles: forLogin, Flag: Character,
		Attributes: []string{attrProxies}, find: when(isPrimary, malformed), repair: unspaced,
		Evidence: objects.Documented("PX-1, WE-78"),
		Doc:      "The address disappears without an error, and a recipient gets mailNickname and the initial domain as primary address. No space may stand behind the colon, no second colon in the address, and none of < > ( ) ; , [ ] and the double quote.",
		Fix:      "Correct the value in AD.",
	},
	{
		ID: "CK032", Title: "a malformed address is discarded", Severity: Warning, Profiles: forLogin, Flag: Character,
		Attributes: []string{attrProxies}, find: when(all(isSMTP, not(isPrimary)), malformed), repair: unspaced,
		Evidence: objects.Documented("PX-1"),
		Doc:      "The address disappears without an error. No space may stand behind the colon, no second colon in the address, and none of < > ( ) ; , [ ] and the double quote.",
		Fix:      "Correct the value in AD.",
	},
	{
		ID: "CK033", Title: "an address on a domain of the service is discarded", Severity: Info, Profiles: forService, Flag: DomainPart,
		Attributes: []string{attrProxies}, find: nameSuffix(all(isSMTP, suffixReserved)),
		Evidence: proxyCalc.Documented("PX-1, WE-72"),
		Doc:      "Addresses on onmicrosoft.com and microsoftonline.com domains belong to the service; values from AD are discarded. The routing domain of a hybrid Exchange organisation, which ends in mail.onmicrosoft.com, stays.",
		Fix:      "Remove the value from AD.",
	},
	{
		ID: "CK034", Title: "an address of a legacy protocol is discarded", Severity: Info, Profiles: forService, Flag: Format,
		Attributes: []string{attrProxies}, find: is(func(v *value) bool {
			return startsWithAny(strings.TrimSpace(v.text), "MSMAIL:", "MS:", "X400:", "CCMAIL:", "NOTES:", "GWISE:")
		}),
		Evidence: proxyCalc.Inferred("PX-1", "the document names MSMAIL and X400 and goes on with etc.; the others are of the same age and kind"),
		Doc:      "The cloud has no use for such an address.",
		Fix:      "Nothing has to be done.",
	},
	{
		ID: "CK035", Title: "an address on a domain that is not verified is taken from a recipient", Severity: Warning, Profiles: forService, Flag: DomainPart,
		Attributes: []string{attrProxies}, find: nameSuffix(all(isSMTP, hasSuffix, domainsKnown, not(suffixVerified), not(suffixReserved), losesUnverified)),
		Evidence: proxyCalc.Documented("PX-7, WE-77"),
		Doc:      "A user with an Exchange Online plan or a remote mailbox keeps addresses on verified domains only. Other users keep them.",
		Fix:      "Verify the domain, or remove the address.",
	},
	{
		ID: "CK036", Title: "a proxyAddresses value of more than 256 characters is too long", Severity: Warning, Profiles: forService, Flag: Length,
		Attributes: []string{attrProxies}, find: longer(256), dead: true,
		Evidence: prepareDoc.Inferred("VAL-1", "the document gives the limit, not what happens beyond it"),
		Doc:      "A value has at most 256 characters.",
		Fix:      "Use a shorter address.",
	},
	{
		ID: "CK037", Title: "only one of several primary addresses stays primary", Severity: Error, Profiles: forLogin, Flag: Format,
		Attributes: []string{attrProxies}, find: when(isPrimary, is(severalPrimaries)), repair: secondaryUnlessMail,
		Evidence: prepareDoc.Inferred("SM-3, PX-2", "an object has one primary address; which of several the service takes is not documented"),
		Doc:      "proxyAddresses has more than one value with SMTP: in capitals. The primary address decides the soft match, so it must be clear which it is.",
		Fix:      "Leave SMTP: in capitals on one value, the one that equals mail, and write smtp: on the others.",
	},
	{
		ID: "CK038", Title: "e-mail addresses without a primary one get another primary", Severity: Warning, Profiles: forService, Flag: Format,
		Attributes: []string{attrProxies}, about: allValues, find: is(noPrimary),
		Evidence: proxyCalc.Documented("PX-2, WE-78"),
		Doc:      "proxyAddresses hides mail and userPrincipalName, so a recipient gets mailNickname and the initial domain as primary address, and no soft match by address takes place.",
		Fix:      "Write SMTP: in capitals on the primary address.",
	},
	{
		ID: "CK039", Title: "more than 332 proxyAddresses make the object too large", Severity: Error, Profiles: forService, Flag: Length,
		Attributes: []string{attrProxies}, about: allValues, find: more(332),
		Evidence: syncErrors.Inferred("CF-8, WE-48", "332 is the most that a bare user was seen to take; other attributes lower it"),
		Doc:      "The export fails with LargeObject.",
		Fix:      "Remove values from proxyAddresses.",
	},
}

// masked holds when proxyAddresses has an e-mail address, so that mail counts
// for nothing.
func masked(v *value) bool { return v.entry.hasSMTP() }

func severalPrimaries(v *value) bool {
	at, _ := primaries(v.all)
	return len(at) > 1
}

func noPrimary(v *value) bool {
	at, smtp := primaries(v.all)
	return len(at) == 0 && smtp > 0
}

// secondaryUnlessMail makes a primary address a secondary one when mail says
// that another of them is the primary address; else nobody can tell.
func secondaryUnlessMail(v *value) string {
	mail := v.entry.mail()
	if mail == "" || strings.EqualFold(directory.ParseAddress(v.text).Local, mail) {
		return v.text
	}
	at, _ := primaries(v.all)
	for _, i := range at {
		if strings.EqualFold(directory.ParseAddress(v.all[i]).Local, mail) {
			return directory.ParseAddress(v.text).AsSecondary().String()
		}
	}
	return v.text
}
