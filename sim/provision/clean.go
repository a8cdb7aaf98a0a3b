package provision

import (
	"strings"

	"presync/sim/directory"
)

// Reason says why the service discards an on-premises address.
type Reason string

// The reasons.
const (
	ReservedSuffix   Reason = "reserved suffix"
	LegacyProtocol   Reason = "legacy protocol"
	Malformed        Reason = "malformed address"
	UnverifiedDomain Reason = "unverified domain"
)

// Dropped is an on-premises value that the service discards without an error.
type Dropped struct {
	Attribute string // proxyAddresses or mail
	Value     string
	Why       Reason
}

// reservedSuffixes are the ends of domains that belong to the service; an
// address under them is discarded when it comes from Active Directory (PX-1).
// Source: proxyaddresses-attribute-populate (2023-11-06).
var reservedSuffixes = []string{".onmicrosoft.com", ".microsoftonline.com"}

// routingSuffix ends the domain by which a hybrid Exchange organisation routes
// mail to the cloud. It is under a reserved suffix, and yet its addresses must
// reach the cloud for a mailbox to move there. So they stay where the domain is
// a verified one of the tenant; the documents contradict each other.
// Source: exchange/troubleshoot/move-or-migrate-mailboxes/no-smtp-proxy-matching.
const routingSuffix = ".mail.onmicrosoft.com"

// legacyProtocols are the address types that the service discards (PX-1). The
// document names MSMAIL and X400 and goes on with "etc."; the others are the
// types of the same age and kind (inferred). X500 and SIP stay.
// Source: proxyaddresses-attribute-populate (2023-11-06).
var legacyProtocols = []string{"MSMAIL", "MS", "X400", "CCMAIL", "NOTES", "GWISE"}

// invalidInAddress are characters that no e-mail address may contain (PX-1,
// VAL-1). White space, invisible and non-ASCII characters are invalid too.
// Source: prepare-for-directory-synchronization (2023-12-28).
const invalidInAddress = `<>();,[]":`

// validInAddress says of each byte whether an e-mail address may contain it.
var validInAddress = func() (valid [256]bool) {
	for c := '!'; c <= '~'; c++ { // the visible ASCII characters
		valid[c] = !strings.ContainsRune(invalidInAddress, c)
	}
	return valid
}()

// onPremises is what Active Directory offers as addresses, without the values
// that are discarded on sight.
type onPremises struct {
	// primary is the first value with the prefix SMTP:, zero when none is left.
	primary directory.Address
	// values are all that are left of proxyAddresses, primary included.
	values []directory.Address
	// mail is the attribute mail in the primary form, zero when it has no value
	// or a discarded one.
	mail directory.Address
	// masked says that proxyAddresses holds an e-mail address, kept or not, so
	// that mail does not count (SM-4, T21).
	masked bool
	// hasMail says that mail has a value, kept or not; any that it or
	// proxyAddresses has.
	hasMail, any bool
	// badPrimary says that a primary address was discarded as malformed.
	badPrimary bool
	dropped    []Dropped
}

// onPremises reads the addresses of the person and takes out those that the
// service discards (PX-1, PX-7).
func (c *calculation) onPremises() onPremises {
	var ad onPremises
	for i := range c.user.ProxyAddresses {
		a := c.user.ProxyAddresses[i]
		ad.any, ad.masked = true, ad.masked || a.IsSMTP()
		if why := c.flaw(a); why != "" {
			ad.badPrimary = ad.badPrimary || (why == Malformed && a.IsPrimary())
			ad.dropped = append(ad.dropped, Dropped{"proxyAddresses", a.String(), why})
			continue
		}
		if a.IsPrimary() && ad.primary == (directory.Address{}) {
			ad.primary = a
		}
		if len(ad.values) == i { // none is discarded up to here
			ad.values = c.user.ProxyAddresses[: i+1 : i+1]
			continue
		}
		ad.values = append(ad.values, a)
	}
	if mail := strings.TrimSpace(c.user.Mail); mail != "" {
		ad.any, ad.hasMail = true, true
		a := directory.Address{Type: "SMTP", Local: mail}
		if a == ad.primary { // as most have it
			ad.mail = a
		} else if why := c.flaw(a); why == "" {
			ad.mail = a
		} else if !ad.masked {
			ad.dropped = append(ad.dropped, Dropped{"mail", mail, why})
		}
	}
	return ad
}

// flaw says why an address is discarded whoever has it, "" when it is not.
func (c *calculation) flaw(a directory.Address) Reason {
	if c.user.Sound {
		return ""
	}
	if !a.IsSMTP() {
		for _, p := range legacyProtocols {
			if len(p) == len(a.Type) && strings.EqualFold(a.Type, p) {
				return LegacyProtocol
			}
		}
		if a.Type == "" || a.Local == "" || strings.ContainsFunc(a.Type, invisible) {
			return Malformed
		}
		return ""
	}
	switch {
	case !(c.addressed && a.Local == string(c.user.UPN)) && !wellFormed(a.Local):
		return Malformed
	case c.reserved(a.Domain()):
		return ReservedSuffix
	default:
		return ""
	}
}

// wellFormed reports whether text can be an e-mail address: one '@' with
// something on both sides, and no character that is invalid.
func wellFormed(text string) bool {
	at := strings.IndexByte(text, '@')
	if at <= 0 || at == len(text)-1 {
		return false
	}
	for i := range len(text) {
		if c := text[i]; !validInAddress[c] || c == '@' && i != at {
			return false
		}
	}
	return true
}

// reserved reports whether an on-premises address under the domain is
// discarded.
func (c *calculation) reserved(domain string) bool {
	if len(domain) < len(".onmicrosoft.com") {
		return false // shorter than every reserved suffix
	}
	if endsIn(domain, routingSuffix) && c.settings.IsVerified(domain) {
		return false
	}
	for _, suffix := range reservedSuffixes {
		if endsIn(domain, suffix) {
			return true
		}
	}
	return false
}

// endsIn is strings.HasSuffix without regard to case, for ASCII.
func endsIn(text, suffix string) bool {
	return len(text) >= len(suffix) && strings.EqualFold(text[len(text)-len(suffix):], suffix)
}

// sanitise takes the addresses on unverified domains out (PX-7): only for users
// with an Exchange Online plan or msExchRemoteRecipientType. The third case of
// the document, shared resources, depends on CloudMSExchRecipientDisplayType,
// which Graph does not show; it is not covered. Mail users of other
// organisations keep any domain.
// Source: how-to-connect-syncservice-shadow-attributes (2025-04-09); WE-77.
func (c *calculation) sanitise(ad onPremises) onPremises {
	if !c.licensed() && !c.user.RemoteRecipient || c.verified(ad) {
		return ad
	}
	kept := ad
	kept.values, kept.primary = nil, directory.Address{}
	for _, a := range ad.values {
		if a.IsSMTP() && !c.settings.IsVerified(a.Domain()) {
			kept.dropped = append(kept.dropped, Dropped{"proxyAddresses", a.String(), UnverifiedDomain})
			continue
		}
		if a.IsPrimary() && kept.primary == (directory.Address{}) {
			kept.primary = a
		}
		kept.values = append(kept.values, a)
	}
	if kept.mail.Local != "" && !c.settings.IsVerified(kept.mail.Domain()) {
		if !kept.masked {
			kept.dropped = append(kept.dropped, Dropped{"mail", kept.mail.Local, UnverifiedDomain})
		}
		kept.mail = directory.Address{}
	}
	return kept
}

// verified reports whether all addresses are on verified domains.
func (c *calculation) verified(ad onPremises) bool {
	for i := range ad.values {
		if a := &ad.values[i]; a.IsSMTP() && !c.settings.IsVerified(a.Domain()) {
			return false
		}
	}
	return ad.mail.Local == "" || c.settings.IsVerified(ad.mail.Domain())
}
