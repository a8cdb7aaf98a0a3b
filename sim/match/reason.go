package match

import (
	"strconv"
	"strings"

	"presync/sim/directory"
)

// placeholders are the words in braces that a rule's Reason, a doubt's text
// and a failure's message may use.
var placeholders = map[string]func(*Question) string{
	"user":       func(q *Question) string { return userName(q) },
	"upn":        func(q *Question) string { return quote(string(q.User.UPN)) },
	"primary":    func(q *Question) string { a, _ := q.User.MatchPrimary(); return quote(a.Local) },
	"primaryOf":  func(q *Question) string { _, from := q.User.MatchPrimary(); return from },
	"shared":     func(q *Question) string { return quote(SharedAddress(q.User, q.Cloud).Local) },
	"anchor":     func(q *Question) string { return anchorText(q.User) },
	"anchorOf":   func(q *Question) string { return q.User.AnchorFrom },
	"guid":       func(q *Question) string { return q.User.GUID.String() },
	"sid":        func(q *Question) string { return string(q.User.SID) },
	"cloud":      func(q *Question) string { return CloudName(q.Cloud) },
	"cloudID":    func(q *Question) string { return q.Cloud.ID },
	"cloudType":  func(q *Question) string { return string(q.Cloud.Type) },
	"cloudUPN":   func(q *Question) string { return quote(string(q.Cloud.UserPrincipalName)) },
	"cloudFirst": func(q *Question) string { a, _ := q.Cloud.Primary(); return quote(a.Local) },
	"cloudID2":   func(q *Question) string { return quote(string(q.Cloud.ImmutableID)) },
	"cloudOOI":   func(q *Question) string { return q.Cloud.ObjectIdentifier.String() },
	"roles":      func(q *Question) string { return roleNames(q.Cloud) },
	"value":      func(q *Question) string { return claimed(q) },
	"rawUPN":     func(q *Question) string { return string(q.User.UPN) },
	"claim":      func(q *Question) string { return quote(claimed(q)) },
	"suffix":     func(q *Question) string { return quote(q.User.UPN.Suffix()) },
	"other":      func(q *Question) string { return exportedName(q) },
	"cloudName":  func(q *Question) string { return quote(q.Plan.UPN) },
	"whyName":    func(q *Question) string { return q.Plan.Why },
	"reserved":   discarded("reserved suffix"),
	"legacy":     discarded("legacy protocol"),
	"malformed":  discarded("malformed address"),
	"unverified": discarded("unverified domain"),
	"holder":     func(q *Question) string { return holderName(q) },
	"score":      func(q *Question) string { return strconv.FormatFloat(q.Near.Score, 'f', 2, 64) },
	"evidence":   func(q *Question) string { return strings.Join(q.Near.Reasons, "; ") },
	"domain":     func(q *Question) string { return q.Scope.DomainOut },
	"ou":         func(q *Question) string { return q.Scope.OUOut + q.Scope.OUExcluded },
	"group":      func(q *Question) string { return q.Scope.GroupOut },
	"attribute":  func(q *Question) string { return q.Scope.AttributeOut },
	"join":       func(q *Question) string { return q.Settings.UserMatching },
	"sam":        func(q *Question) string { return quote(q.Object.Attrs.First("sAMAccountName")) },
	"rdn":        func(q *Question) string { return quote(q.Object.DN) },
	"recipient":  func(q *Question) string { return q.Object.Attrs.First("msExchRecipientTypeDetails") },
	"nick":       func(q *Question) string { return quote(q.Object.Attrs.First("mailNickname")) },
	"admindesc":  func(q *Question) string { return quote(q.Object.Attrs.First("adminDescription")) },
}

// KnownPlaceholder reports whether a text may use {name}.
func KnownPlaceholder(name string) bool { return placeholders[name] != nil }

// Render fills the placeholders of a text with the values of a question.
// A word in braces that is no placeholder stays as it is.
func Render(text string, q *Question) string {
	if strings.IndexByte(text, '{') < 0 {
		return text
	}
	var out strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		out.WriteString(text[:open])
		if fill := placeholders[text[open+1:open+end]]; fill != nil {
			out.WriteString(fill(q))
		} else {
			out.WriteString(text[open : open+end+1])
		}
		text = text[open+end+1:]
	}
	out.WriteString(text)
	return out.String()
}

func anchorText(u *directory.Candidate) string {
	if u.Anchor == "" {
		return "(not exported)"
	}
	return quote(string(u.Anchor))
}

func discarded(why string) func(*Question) string {
	return func(q *Question) string { return strings.Join(q.Plan.Discarded[why], ", ") }
}

func quote(s string) string { return strconv.Quote(s) }

func userName(q *Question) string {
	if q.User != nil {
		return quote(string(q.User.UPN))
	}
	if upn := q.Object.Attrs.First("userPrincipalName"); upn != "" {
		return quote(upn)
	}
	return quote(q.Object.DN)
}

// CloudName is what a person calls a cloud object: its type and its
// userPrincipalName, mail or display name.
func CloudName(c *directory.CloudObject) string {
	kind := "cloud " + string(c.Type)
	switch {
	case c.UserPrincipalName != "":
		return kind + " " + quote(string(c.UserPrincipalName))
	case c.Mail != "":
		return kind + " " + quote(c.Mail)
	case c.DisplayName != "":
		return kind + " " + quote(c.DisplayName)
	}
	return kind + " " + quote(c.ID)
}

func roleNames(c *directory.CloudObject) string {
	var names []string
	for _, r := range c.Roles {
		name := r.Name
		if r.Eligible {
			name += " (eligible)"
		}
		if r.Scope != "" {
			name += " (in " + r.Scope + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func claimed(q *Question) string {
	if q.Claim != nil {
		return q.Claim.Value
	}
	if q.User == nil {
		return ""
	}
	if q.Cloud != nil {
		if a := SharedAddress(q.User, q.Cloud); a.Local != "" {
			return a.String()
		}
	}
	return string(q.User.UPN)
}

func holderName(q *Question) string {
	name := CloudName(q.Claim.Holder)
	if u := q.World.ExportedAs(q.Claim.Holder); u != nil {
		name += " (" + u.Source.DN + ")"
	}
	return name
}

func exportedName(q *Question) string {
	if u := q.World.ExportedAs(q.Cloud); u != nil {
		return quote(u.Source.DN)
	}
	return "another user of this run"
}

// SharedAddress gives the first e-mail address of the person that the cloud
// object holds too: the primary one before the others, mail when proxyAddresses
// holds no e-mail address. The zero Address means that they share none.
func SharedAddress(u *directory.Candidate, c *directory.CloudObject) directory.Address {
	if a, from := u.MatchPrimary(); from != "" && HoldsAddress(c, a) {
		return a
	}
	for _, a := range u.ProxyAddresses {
		if a.IsSMTP() && HoldsAddress(c, a) {
			return a
		}
	}
	return directory.Address{}
}

// HoldsAddress reports whether an e-mail address is in the proxyAddresses of a
// cloud object, or is the mail of one that has no e-mail address there
// (rulebook CF-18).
func HoldsAddress(c *directory.CloudObject, address directory.Address) bool {
	any := false
	for i := range c.ProxyAddresses {
		a := &c.ProxyAddresses[i]
		if !a.IsSMTP() {
			continue
		}
		if a.Names(address.Local) {
			return true
		}
		any = true
	}
	return !any && address.Names(c.Mail)
}

// CloudPrimary gives the primary SMTP address of a cloud object: its SMTP:
// value (rulebook SM-5), or mail when the export left proxyAddresses out.
func CloudPrimary(c *directory.CloudObject) (directory.Address, bool) {
	if a, ok := c.Primary(); ok {
		return a, true
	}
	if c.Mail != "" && c.Lacks("proxyAddresses") {
		return directory.Address{Type: "SMTP", Local: c.Mail}, true
	}
	return directory.Address{}, false
}
