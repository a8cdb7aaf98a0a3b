package provision

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"presync/sim/directory"
)

// Unusable says why the service does not take an on-premises name as the
// userPrincipalName, or "" when it does: the suffix has to be verified and every
// character allowed (UP-2, UP-5, UP-9). The service does not report it as an
// error; it makes a name of mailNickname and the initial domain instead.
//
// Names that are no names at all (no '@', nothing before it, more than 113
// characters) are an export error (CF-6). That is a rule's business; here
// they are unusable like the others.
//
// Sources: plan-connect-userprincipalname (2025-04-09),
// prepare-for-directory-synchronization (2023-12-28).
func Unusable(upn directory.UPN, s *directory.Settings) string {
	if upn == "" {
		return "the user has no userPrincipalName"
	}
	at := strings.LastIndexByte(string(upn), '@')
	if at <= 0 {
		return "the name has not the form prefix@domain"
	}
	prefix, suffix := string(upn[:at]), string(upn[at+1:])
	if !allAllowed(prefix) {
		for _, r := range prefix {
			if !allowedInPrefix(r) {
				return "the name contains " + describe(r)
			}
		}
	}
	if !allAllowed(suffix) {
		for _, r := range suffix {
			if invisible(r) || r > unicode.MaxASCII {
				return "the suffix contains " + describe(r)
			}
		}
	}
	if !s.IsVerified(suffix) {
		return fmt.Sprintf("the suffix %q is not verified", suffix)
	}
	return ""
}

// unusable is Unusable for the name of the person.
func (c *calculation) unusable() string {
	if c.user.Sound {
		return ""
	}
	return Unusable(c.user.UPN, c.settings)
}

// allowedInPrefix is the list of UP-9 for the part before the '@'.
func allowedInPrefix(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	default:
		return strings.ContainsRune("'.-_!#^~", r)
	}
}

// allowedBytes says of each byte whether it is a character of UP-9.
var allowedBytes = func() (allowed [256]bool) {
	for c := range rune(utf8.RuneSelf) {
		allowed[c] = allowedInPrefix(c)
	}
	return allowed
}()

// allAllowed reports whether every character of a text is of UP-9.
func allAllowed(text string) bool {
	for i := range len(text) {
		if !allowedBytes[text[i]] {
			return false
		}
	}
	return true
}

// invisible reports whether a character cannot be seen in print: white space,
// line breaks, control and format characters.
func invisible(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// describe names a character so that an invisible one can be found.
func describe(r rune) string {
	if invisible(r) || r > unicode.MaxASCII {
		return fmt.Sprintf("the character U+%04X", r)
	}
	return fmt.Sprintf("the character %q", r)
}

// upnChoice is a userPrincipalName and the rule that chose it.
type upnChoice struct {
	upn      directory.UPN
	rule     string
	fallback bool
	why      string
}

// userPrincipalName chooses the name. A new object, and one that is taken over,
// gets the on-premises name; a linked one is recomputed only for the reasons of
// UP-4, UP-7 and UP-8. One that has a placeholder waits for its name, and asks
// for it again (DAR-4).
func (c *calculation) userPrincipalName(nick string) upnChoice {
	ad, why := c.user.UPN, c.unusable()
	if c.before == nil {
		if why == "" {
			return upnChoice{upn: ad, rule: "UP-2"}
		}
		return c.fallbackName(nick, why)
	}
	now := c.before.UserPrincipalName
	shadow, known := c.shadow()
	linked := c.linked()
	if linked && c.frozen() {
		return upnChoice{upn: now, rule: "UP-6"}
	}
	if linked && why == "" && IsPlaceholder(now, ad.Prefix(), c.settings.InitialDomain) {
		return upnChoice{upn: ad, rule: "DAR-4"}
	}
	if linked && known && sameName(shadow, ad) {
		return c.domainsChanged(nick, why)
	}
	switch {
	case why == "":
		return upnChoice{upn: ad, rule: "UP-2"}
	case (!linked || !known) && c.onInitial(now.Suffix()):
		// Inferred: a name on the initial domain is what the service would
		// make anyway, and nothing says that this one is out of date.
		return upnChoice{upn: now, rule: "UP-4", why: why}
	default:
		return c.fallbackName(nick, why)
	}
}

// domainsChanged recomputes the name of a linked user whose on-premises name
// did not change: only the set of verified domains can have (UP-7, UP-8).
// Sources: how-to-connect-syncservice-shadow-attributes (2025-04-09),
// troubleshoot-audit-data-verified-domain (2025-02-25); WE-55, WE-91.
func (c *calculation) domainsChanged(nick, why string) upnChoice {
	now := c.before.UserPrincipalName
	lost := !c.settings.IsVerified(now.Suffix())
	switch {
	case why == "" && (lost || c.onInitial(now.Suffix())):
		return upnChoice{upn: c.user.UPN, rule: "UP-7"}
	case lost:
		choice := c.fallbackName(nick, why)
		choice.rule = "UP-8"
		return choice
	default:
		return upnChoice{upn: now, rule: "UP-4", why: why}
	}
}

// shadow is the on-premises name of the last export. known is false when Graph
// does not show it: onPremisesUserPrincipalName holds the value of the AD
// attribute userPrincipalName, also when another attribute is the sign-in name
// (UP-1).
func (c *calculation) shadow() (upn directory.UPN, known bool) {
	if alternateLogin(c.user) || c.before.OnPremUPN == "" {
		return "", false
	}
	return c.before.OnPremUPN, true
}

// alternateLogin reports whether the sign-in name comes from an attribute other
// than userPrincipalName and its substitute (UP-1).
func alternateLogin(u *directory.Candidate) bool {
	return u.UPNFrom != "" && u.UPNFrom != "userPrincipalName" && !strings.EqualFold(u.UPNFrom, "userPrincipalName") &&
		!strings.EqualFold(u.UPNFrom, "sAMAccountName")
}

// frozen reports whether a change of the name is ignored: the tenant does not
// synchronise names of managed users, and the user is licensed and signs in to
// a managed domain (UP-6). The licence that Graph shows for Exchange stands for
// any licence. A name on a domain that is gone cannot stay.
// Source: how-to-connect-syncservice-features (2026-07-03).
func (c *calculation) frozen() bool {
	domain := c.before.UserPrincipalName.Suffix()
	return !c.settings.Features.SynchronizeUpnForManagedUsers && c.before.ExchangePlan &&
		!c.settings.IsFederated(domain) && c.settings.IsVerified(domain)
}

// fallbackName is mailNickname@initial domain, or the common name where there
// is no mailNickname (UP-2, UP-5). The name is the MOERA, so a second user with
// the same mailNickname gets four digits more (PX-6; that it holds for the name
// as for the address is inferred from "set UserPrincipalName to MOERA").
// The name is empty when the initial domain is not known.
func (c *calculation) fallbackName(nick, why string) upnChoice {
	rule := "UP-5"
	if strings.Contains(why, "not verified") {
		rule = "UP-2"
	}
	if nick == "" {
		nick = commonName(c.user)
	}
	return upnChoice{upn: directory.UPN(c.newMOERA(nick).Local), rule: rule, fallback: true, why: why}
}

// commonName is the AD attribute cn, or sAMAccountName when the export lacks it.
func commonName(u *directory.Candidate) string {
	if u.Source != nil {
		if cn := u.Source.Attrs.First("cn"); cn != "" {
			return cn
		}
	}
	return u.SAMAccountName
}
