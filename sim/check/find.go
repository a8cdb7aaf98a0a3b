package check

import (
	"fmt"
	"strings"
	"unicode"

	"presync/sim/directory"
)

// What checks look for. Each of these makes the find function of a row.

// longer finds values of more than so many characters.
func longer(most int) func(*value) (string, bool) {
	return func(v *value) (string, bool) {
		if len(v.text) <= most { // bytes, of which there are not fewer
			return "", false
		}
		n := units(v.text)
		return fmt.Sprintf("it has %d", n), n > most
	}
}

// more finds attributes with more than so many values.
func more(most int) func(*value) (string, bool) {
	return func(v *value) (string, bool) { return fmt.Sprintf("it has %d", len(v.all)), len(v.all) > most }
}

// missing finds an attribute without a value.
func missing(*value) (string, bool) { return "", true }

// holding finds values with a character of a set, or with white space where
// that counts too.
func holding(set string, space bool) func(*value) (string, bool) {
	return func(v *value) (string, bool) {
		r, found := anyOf(v.text, set, space)
		if !found {
			return "", false
		}
		return describe(r), true
	}
}

// dropping takes the characters of a set out.
func dropping(set string, space bool) func(*value) string {
	return func(v *value) string { return without(v.text, set, space) }
}

// when limits a find function to some values.
func when(which func(*value) bool, find func(*value) (string, bool)) func(*value) (string, bool) {
	return func(v *value) (string, bool) {
		if !which(v) {
			return "", false
		}
		return find(v)
	}
}

// is makes a find function of a condition that needs no detail.
func is(which func(*value) bool) func(*value) (string, bool) {
	return func(v *value) (string, bool) { return "", which(v) }
}

func all(conditions ...func(*value) bool) func(*value) bool {
	return func(v *value) bool {
		for _, c := range conditions {
			if !c(v) {
				return false
			}
		}
		return true
	}
}

func not(condition func(*value) bool) func(*value) bool {
	return func(v *value) bool { return !condition(v) }
}

// Conditions on values.

func hasAt(v *value) bool { return strings.Contains(v.text, "@") }

func isSMTP(v *value) bool {
	_, _, ok := smtpParts(v.text)
	return ok
}

func isPrimary(v *value) bool { return directory.ParseAddress(v.text).IsPrimary() }

func isX400orX500(v *value) bool {
	return startsWithAny(v.text, "x400", "x.400", "x500", "x.500")
}

// isMailbox holds for values that are an e-mail address, with the prefix smtp
// where the attribute has prefixes.
func isMailbox(v *value) bool {
	switch v.attribute {
	case attrProxies, attrTarget:
		return isSMTP(v)
	}
	return true
}

func domainsKnown(v *value) bool { return v.run.in.Tenant.Known.Domains }

// suffix is the domain of a name or of an address in any of the attributes.
func (v *value) suffix() string {
	if _, mailbox, ok := smtpParts(v.text); ok {
		return domainOf(strings.TrimSpace(mailbox))
	}
	return domainOf(strings.TrimSpace(v.text))
}

func suffixVerified(v *value) bool { return v.settings().IsVerified(v.suffix()) }
func suffixRoutable(v *value) bool { return routable(v.suffix()) }
func hasSuffix(v *value) bool      { return v.suffix() != "" }

// losesUnverified holds for the addresses of people who keep only those on
// verified domains.
func losesUnverified(v *value) bool { return v.sheds() }

// suffixReserved holds for domains of the service, whose addresses are
// discarded when they come from Active Directory. The routing domain of a
// hybrid Exchange organisation stays where it is verified.
func suffixReserved(v *value) bool {
	domain := strings.ToLower(v.suffix())
	if strings.HasSuffix(domain, ".mail.onmicrosoft.com") && (!domainsKnown(v) || suffixVerified(v)) {
		return false
	}
	return strings.HasSuffix(domain, ".onmicrosoft.com") || strings.HasSuffix(domain, ".microsoftonline.com")
}

// nameSuffix tells the domain in the detail of a finding.
func nameSuffix(which func(*value) bool) func(*value) (string, bool) {
	return func(v *value) (string, bool) {
		if !which(v) {
			return "", false
		}
		return fmt.Sprintf("%q", v.suffix()), true
	}
}

// malformed finds addresses that the service discards: the part behind the
// prefix, or all of mail.
func malformed(v *value) (string, bool) {
	text := strings.TrimSpace(v.text)
	if _, mailbox, ok := smtpParts(v.text); ok {
		text = mailbox
	}
	fault := addressFault(text)
	return fault, fault != ""
}

// unspaced takes the invisible characters out of an address, and the white
// space at its ends, around the @ and behind the prefix. White space between
// letters may stand for anything, so such an address cannot be mended.
func unspaced(v *value) string {
	text := strings.Map(func(r rune) rune {
		if unprintable(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, v.text)
	prefix, mailbox := "", text
	if p, m, ok := smtpParts(text); ok {
		prefix, mailbox = strings.TrimSpace(p), m
	}
	parts := strings.Split(mailbox, "@")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	mailbox = strings.Join(parts, "@")
	if addressFault(mailbox) != "" {
		return ""
	}
	return prefix + mailbox
}

// oddCharacter finds white space, and characters that are invisible or beyond
// ASCII.
func oddCharacter(v *value) (string, bool) {
	for _, r := range v.text {
		if unprintable(r) || r > unicode.MaxASCII {
			return describe(r), true
		}
	}
	return "", false
}
