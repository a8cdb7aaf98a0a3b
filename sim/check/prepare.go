package check

import (
	"strings"

	"presync/sim/directory"
)

var forPreparation = []Profile{Prepare}

// prepareList is the list of the founding article: how a user in Active
// Directory has to look before the first synchronisation (rulebook SEED-6).
var prepareList = []Check{
	{
		ID: "PR001", Title: "mail has to be set", Severity: Error, Profiles: forPreparation, Flag: Blank,
		Attributes: []string{attrMail}, about: noValue, find: missing, repair: mailFromPrimary,
		Evidence: article.Documented("SEED-6"),
		Doc:      "The list begins with the e-mail address of the user. Where proxyAddresses has exactly one primary address, that one is suggested.",
		Fix:      "Set mail to the address of the user.",
	},
	{
		ID: "PR002", Title: "proxyAddresses has to have a primary address", Severity: Error, Profiles: forPreparation, Flag: Blank,
		Attributes: []string{attrProxies}, about: noValue, find: missing, repair: primaryFromMail,
		Evidence: article.Documented("SEED-6"),
		Doc:      "proxyAddresses has to hold SMTP: in capitals and the address in mail.",
		Fix:      "Add SMTP: and the address in mail to proxyAddresses.",
	},
	{
		ID: "PR003", Title: "none of the proxyAddresses is primary", Severity: Error, Profiles: forPreparation, Flag: Format,
		Attributes: []string{attrProxies}, about: allValues, find: is(noneIsPrimary), repair: primaryFromMail,
		Evidence: article.Documented("SEED-6"),
		Doc:      "proxyAddresses has to hold SMTP: in capitals and the address in mail. Where the address is there with another prefix, PR004 suggests the change.",
		Fix:      "Write SMTP: in capitals in front of the address in mail.",
	},
	{
		ID: "PR004", Title: "the address in mail is not the primary one", Severity: Warning, Profiles: forPreparation, Flag: Format,
		Attributes: []string{attrProxies}, find: is(mailIsSecondary),
		repair: func(v *value) string { return directory.ParseAddress(v.text).AsPrimary().String() },

		Evidence: article.Documented("SEED-6"),
		Doc:      "The address in mail is in proxyAddresses, no other one is primary, and the prefix is not SMTP: in capitals.",
		Fix:      "Write SMTP: in capitals in front of it.",
	},
	{
		ID: "PR005", Title: "the primary address has to equal mail", Severity: Error, Profiles: forPreparation, Flag: MailMatch,
		Attributes: []string{attrProxies}, find: func(v *value) (string, bool) {
			at, _ := primaries(v.all)
			mail := v.entry.mail()
			return "mail is " + mail, mail != "" && len(at) == 1 && isPrimary(v) && !strings.EqualFold(directory.ParseAddress(v.text).Local, mail)
		},
		Evidence: article.Documented("SEED-6"),
		Doc:      "Which of the two is right, the data do not tell.",
		Fix:      "Make mail and the SMTP: value equal.",
	},
	{
		ID: "PR006", Title: "the prefix of a secondary address has to be lower case", Severity: Warning, Profiles: forPreparation, Flag: Format,
		Attributes: []string{attrProxies}, find: is(func(v *value) bool {
			kind := directory.ParseAddress(v.text).Type
			return strings.EqualFold(kind, "smtp") && kind != "smtp" && kind != "SMTP" && !mailIsSecondary(v)
		}),
		repair:   func(v *value) string { return directory.ParseAddress(v.text).AsSecondary().String() },
		Evidence: article.Documented("SEED-6"),
		Doc:      "Only SMTP: in capitals and smtp: in lower case have a meaning that is written down.",
		Fix:      "Write smtp: in front of it.",
	},
	{
		ID: "PR007", Title: "mailNickname has to be blank", Severity: Info, Profiles: forPreparation, Flag: Format,
		Attributes: []string{attrNick}, find: func(*value) (string, bool) { return "", true },
		Evidence: article.Contested("SEED-6, FLT-7, UP-3", "the article asks for it; by Microsoft's documents Exchange attributes flow only when mailNickname is set"),
		Doc:      "The article leaves mailNickname empty. Where Exchange is installed on premises, do not clear it: Exchange attributes flow only when it is set.",
		Fix:      "Clear mailNickname if no Exchange is installed on premises.",
	},
	{
		ID: "PR008", Title: "the sign-in name differs from the primary address", Severity: Info, Profiles: forPreparation, Flag: MailMatch,
		Attributes: []string{attrUPN}, find: func(v *value) (string, bool) {
			primary, ok := v.entry.primary()
			return "the primary address is " + primary, ok && suffixRoutable(v) && !strings.EqualFold(primary, v.text)
		},
		Evidence: article.Documented("SEED-6"),
		Doc:      "The article wants userPrincipalName to equal the primary address, or at least to be a valid cloud login.",
		Fix:      "Set userPrincipalName to the primary address if users are to sign in with it.",
	},
	{
		ID: "PR009", Title: "the sign-in name has a local suffix", Severity: Error, Profiles: forPreparation, Flag: TopLevelDomain,
		Attributes: []string{attrUPN}, find: nameSuffix(all(hasAt, not(suffixRoutable))), repair: nameFromPrimary,
		Evidence: article.Documented("SEED-6"),
		Doc:      "A domain that the Internet does not know cannot be verified in the tenant. The primary address is suggested as the name where it is usable; its domain has to be an alternative UPN suffix of the forest.",
		Fix:      "Add an alternative UPN suffix in Active Directory Domains and Trusts, then change the userPrincipalName.",
	},
}

// mailFromPrimary is the only primary address, if it is well formed.
func mailFromPrimary(v *value) string {
	primary, ok := v.entry.primary()
	if !ok || addressFault(primary) != "" {
		return ""
	}
	return primary
}

// primaryFromMail is mail as a primary address, if it is well formed and not
// in proxyAddresses in another form.
func primaryFromMail(v *value) string {
	mail := v.entry.mail()
	if mail == "" || addressFault(mail) != "" {
		return ""
	}
	for _, text := range v.all {
		if a := directory.ParseAddress(text); a.IsSMTP() && strings.EqualFold(a.Local, mail) {
			return ""
		}
	}
	return directory.Address{Type: "SMTP", Local: mail}.String()
}

// nameFromPrimary is the primary address as a sign-in name: the attribute must
// be userPrincipalName itself, and the domain one that the tenant has, or could
// have.
func nameFromPrimary(v *value) string {
	primary, ok := v.entry.primary()
	domain := domainOf(primary)
	_, bad := anyOf(primary, forbiddenInUPN, true)
	switch {
	case !ok, bad, addressFault(primary) != "", v.run.name(attrUPN) != attrUPN:
		return ""
	case !routable(domain), domainsKnown(v) && !v.settings().IsVerified(domain):
		return ""
	}
	return primary
}

// noneIsPrimary holds when proxyAddresses has values, and none with SMTP: in
// capitals.
func noneIsPrimary(v *value) bool {
	at, _ := primaries(v.all)
	return len(at) == 0
}

// mailIsSecondary holds for the address in mail while no address is primary.
func mailIsSecondary(v *value) bool {
	a := directory.ParseAddress(v.text)
	return noneIsPrimary(v) && a.IsSMTP() && v.entry.mail() != "" && strings.EqualFold(a.Local, v.entry.mail())
}
