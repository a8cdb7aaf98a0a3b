package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"

	"presync/sim/directory"
)

// Characters that values may not hold.
const (
	forbiddenInUPN     = `\%&*+/=?{}|<>();:,[]"`                // rulebook UP-9
	forbiddenInAddress = `<>();,[]":`                           // VAL-1; the prefix and its colon apart
	forbiddenInSAM     = `[]\"|,/:<>+=;?*'`                     // VAL-1
	forbiddenInTarget  = `\<>();,[]"`                           // VAL-1
	forbiddenInNick    = "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@"      // VAL-7
	toolUPN            = `\%&*+/=?{}|<>();:,[]"äëïöüÿÄËÏÖÜŸ`    // VAL-4, without the apostrophe
	toolSMTP           = `<>();,[]"`                            // VAL-4
	toolOther          = `<>(),[]"`                             // VAL-4
	toolSAM            = `\"|,/[]:<>+=;?*`                      // VAL-4
	localCharacters    = "abcdefghijklmnopqrstuvwxyz0123456789" // VAL-5, with the marks
	localMarks         = "!#$%&'*+/=?^_`{|}~-"
)

// units is the length of a text as Active Directory and .NET count it: in
// UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// anyOf finds the first character of a text that is one of a set, or white
// space where that counts too.
func anyOf(s, set string, space bool) (rune, bool) {
	for _, r := range s {
		if strings.ContainsRune(set, r) || space && unicode.IsSpace(r) {
			return r, true
		}
	}
	return 0, false
}

// without drops the characters of a set, and white space where that counts too.
func without(s, set string, space bool) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(set, r) || space && unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// unprintable reports whether a character cannot be seen in print: white
// space, line breaks, control and format characters, and bytes that are no
// text.
func unprintable(r rune) bool {
	return r == utf8.RuneError || unicode.IsSpace(r) || !unicode.IsPrint(r)
}

// describe names a character so that an invisible one can be found.
func describe(r rune) string {
	if unprintable(r) || r > unicode.MaxASCII {
		return fmt.Sprintf("the character U+%04X", r)
	}
	return fmt.Sprintf("the character %q", r)
}

// smtpParts takes a proxyAddresses or targetAddress value apart. ok is false
// for one that is no e-mail address.
func smtpParts(v string) (prefix, mailbox string, ok bool) {
	a := directory.ParseAddress(v)
	if !a.IsSMTP() {
		return "", "", false
	}
	_, mailbox, _ = strings.Cut(v, ":")
	return a.Type + ":", mailbox, true
}

// domainOf is the part behind the last '@', "" when there is none.
func domainOf(address string) string { return directory.UPN(address).Suffix() }

// routable reports whether a domain can be reached from the Internet: its
// suffix is on the public suffix list. An IPv4 address, which the list passes
// over, is no domain: no top-level domain is a number.
func routable(domain string) bool {
	domain = strings.ToLower(strings.Trim(domain, "."))
	if last := domain[strings.LastIndexByte(domain, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return false
	}
	suffix, registry := publicsuffix.PublicSuffix(domain)
	return registry || strings.Contains(suffix, ".")
}

// SuffixList names the version of the public suffix list.
func SuffixList() string { return publicsuffix.List.String() }

// domainWellFormed reports whether a text ends in '@' and labels of letters,
// digits and hyphens, the last one a top-level domain (rulebook VAL-5). Unlike
// the tool it takes every top-level domain of the public suffix list, also one
// of more than 17 characters and one in Punycode.
func domainWellFormed(text string) bool {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return false
	}
	labels := strings.Split(strings.ToLower(text[at+1:]), ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || !topLevel(last) {
		return false
	}
	for _, l := range labels[:len(labels)-1] {
		if l == "" || l[0] == '-' || l[len(l)-1] == '-' || !only(l, "abcdefghijklmnopqrstuvwxyz0123456789-") {
			return false
		}
	}
	return true
}

func topLevel(label string) bool {
	if len(label) >= 2 && len(label) <= 17 && only(label, "abcdefghijklmnopqrstuvwxyz") {
		return true
	}
	_, registry := publicsuffix.PublicSuffix(label)
	return registry
}

// localWellFormed reports whether a text starts with atoms, dots between them,
// and an '@' that is the only one (rulebook VAL-5).
func localWellFormed(text string) bool {
	local, rest, found := strings.Cut(text, "@")
	if !found || strings.Contains(rest, "@") {
		return false
	}
	for _, atom := range strings.Split(strings.ToLower(local), ".") {
		if atom == "" || !only(atom, localCharacters+localMarks) {
			return false
		}
	}
	return true
}

// only reports whether a text has no character beyond a set.
func only(s, set string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(set, r) }) < 0
}

// keep drops the characters beyond a set, whatever their case.
func keep(s, set string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && strings.ContainsRune(set, unicode.ToLower(r)) {
			return r
		}
		return -1
	}, s)
}

// addressFault says what keeps a text from being an e-mail address for the
// service (rulebook PX-1), "" when nothing does.
func addressFault(text string) string {
	for _, r := range text {
		if unprintable(r) || r > unicode.MaxASCII || strings.ContainsRune(forbiddenInAddress, r) {
			return "it contains " + describe(r)
		}
	}
	switch local, domain, found := strings.Cut(text, "@"); {
	case !found:
		return "it has no @"
	case local == "" || domain == "":
		return "nothing stands on one side of the @"
	case strings.Contains(domain, "@"):
		return "it has more than one @"
	}
	return ""
}

// rdnValue is the value of the first RDN of a DN, its escapes undone.
func rdnValue(dn string) string {
	_, rest, _ := strings.Cut(dn, "=")
	var b strings.Builder
	for i := 0; i < len(rest) && rest[i] != ','; i++ {
		if rest[i] != '\\' || i+1 == len(rest) {
			b.WriteByte(rest[i])
			continue
		}
		if i+2 < len(rest) && hexDigit(rest[i+1]) >= 0 && hexDigit(rest[i+2]) >= 0 {
			b.WriteByte(byte(hexDigit(rest[i+1])<<4 | hexDigit(rest[i+2])))
			i += 2
			continue
		}
		i++
		b.WriteByte(rest[i])
	}
	return b.String()
}

func hexDigit(c byte) int { return strings.IndexByte("0123456789abcdef", lower(c)) }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
