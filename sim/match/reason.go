package match

import (
	"cmp"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// placeholders are the words in braces that a rule's Reason, a doubt's text
// and a failure's message may use. Each appends what it stands for.
var placeholders = map[string]func([]byte, *Question) []byte{
	"user":       appendUser,
	"upn":        func(b []byte, q *Question) []byte { return AppendQuoted(b, string(q.User.UPN)) },
	"primary":    func(b []byte, q *Question) []byte { a, _ := q.User.MatchPrimary(); return AppendQuoted(b, a.Local) },
	"primaryOf":  func(b []byte, q *Question) []byte { _, from := q.User.MatchPrimary(); return append(b, from...) },
	"shared":     func(b []byte, q *Question) []byte { return AppendQuoted(b, SharedAddress(q.User, q.Cloud).Local) },
	"anchor":     func(b []byte, q *Question) []byte { return appendAnchor(b, q.User) },
	"anchorOf":   func(b []byte, q *Question) []byte { return append(b, q.User.AnchorFrom...) },
	"guid":       func(b []byte, q *Question) []byte { return q.User.GUID.AppendTo(b) },
	"sid":        func(b []byte, q *Question) []byte { return append(b, q.User.SID...) },
	"cloud":      func(b []byte, q *Question) []byte { return appendCloudName(b, q.Cloud) },
	"cloudID":    func(b []byte, q *Question) []byte { return append(b, q.Cloud.ID...) },
	"cloudType":  func(b []byte, q *Question) []byte { return append(b, q.Cloud.Type...) },
	"cloudUPN":   func(b []byte, q *Question) []byte { return AppendQuoted(b, string(q.Cloud.UserPrincipalName)) },
	"cloudFirst": func(b []byte, q *Question) []byte { a, _ := q.Cloud.Primary(); return AppendQuoted(b, a.Local) },
	"cloudID2":   func(b []byte, q *Question) []byte { return AppendQuoted(b, string(q.Cloud.ImmutableID)) },
	"cloudOOI":   func(b []byte, q *Question) []byte { return q.Cloud.ObjectIdentifier.AppendTo(b) },
	"roles":      func(b []byte, q *Question) []byte { return appendRoles(b, q.Cloud) },
	"value":      func(b []byte, q *Question) []byte { return append(b, claimed(q)...) },
	"rawUPN":     func(b []byte, q *Question) []byte { return append(b, q.User.UPN...) },
	"claim":      func(b []byte, q *Question) []byte { return AppendQuoted(b, claimed(q)) },
	"suffix":     func(b []byte, q *Question) []byte { return AppendQuoted(b, q.User.UPN.Suffix()) },
	"other":      appendExported,
	"cloudName":  appendPlannedName,
	"whyName":    func(b []byte, q *Question) []byte { return append(b, q.Plan.Why...) },
	"reserved":   discarded("reserved suffix"),
	"legacy":     discarded("legacy protocol"),
	"malformed":  discarded("malformed address"),
	"unverified": discarded("unverified domain"),
	"holder":     appendHolder,
	"score":      func(b []byte, q *Question) []byte { return strconv.AppendFloat(b, q.Near.Score, 'f', 2, 64) },
	"evidence":   func(b []byte, q *Question) []byte { return append(b, strings.Join(q.Near.Reasons, "; ")...) },
	"domain":     func(b []byte, q *Question) []byte { return append(b, q.Scope.DomainOut...) },
	"ou":         func(b []byte, q *Question) []byte { return append(append(b, q.Scope.OUOut...), q.Scope.OUExcluded...) },
	"group":      func(b []byte, q *Question) []byte { return append(b, q.Scope.GroupOut...) },
	"attribute":  func(b []byte, q *Question) []byte { return append(b, q.Scope.AttributeOut...) },
	"join":       func(b []byte, q *Question) []byte { return append(b, q.Settings.UserMatching...) },
	"sam":        func(b []byte, q *Question) []byte { return AppendQuoted(b, q.Object.Attrs.First("sAMAccountName")) },
	"rdn":        func(b []byte, q *Question) []byte { return AppendQuoted(b, q.Object.DN) },
	"recipient": func(b []byte, q *Question) []byte {
		return append(b, q.Object.Attrs.First("msExchRecipientTypeDetails")...)
	},
	"nick":      func(b []byte, q *Question) []byte { return AppendQuoted(b, q.Object.Attrs.First("mailNickname")) },
	"admindesc": func(b []byte, q *Question) []byte { return AppendQuoted(b, q.Object.Attrs.First("adminDescription")) },
}

// KnownPlaceholder reports whether a text may use {name}.
func KnownPlaceholder(name string) bool { return placeholders[name] != nil }

// Render fills the placeholders of a text with the values of a question.
// A word in braces that is no placeholder stays as it is.
func Render(text string, q *Question) string {
	if strings.IndexByte(text, '{') < 0 {
		return text
	}
	return string(parse(text).append(make([]byte, 0, 256), q))
}

// sentence renders a text for a decision.
func (q *Question) sentence(text string) string {
	if q.World != nil && q.World.Silent {
		return ""
	}
	return q.World.room().render(text, q)
}

// room is nil where decisions have memory of their own.
func (w *World) room() *Room {
	if w == nil {
		return nil
	}
	return w.Room
}

// template is a text cut at its placeholders.
type template []section

// section is a part of a template: text, and what comes behind it, nil for
// nothing.
type section struct {
	text string
	fill func([]byte, *Question) []byte
}

func parse(text string) (t template) {
	from := 0 // of the text that no section has yet
	for at := 0; ; {
		open := strings.IndexByte(text[at:], '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[at+open:], '}')
		if end < 0 {
			break
		}
		open += at
		at = open + end + 1
		if fill := placeholders[text[open+1:at-1]]; fill != nil {
			t = append(t, section{text[from:open], fill})
			from = at
		}
	}
	return append(t, section{text: text[from:]})
}

// append appends the text with the values of a question.
func (t template) append(b []byte, q *Question) []byte {
	for i := range t {
		b = append(b, t[i].text...)
		if t[i].fill != nil {
			b = t[i].fill(b, q)
		}
	}
	return b
}

func appendAnchor(b []byte, u *directory.Candidate) []byte {
	if u.Anchor == "" {
		return append(b, "(not exported)"...)
	}
	return AppendQuoted(b, string(u.Anchor))
}

func discarded(why string) func([]byte, *Question) []byte {
	return func(b []byte, q *Question) []byte { return append(b, strings.Join(q.Plan.Discarded[why], ", ")...) }
}

// AppendQuoted appends what strconv.Quote gives. Most values are printable
// ASCII without a quotation mark, which is found out without decoding them.
func AppendQuoted(b []byte, s string) []byte {
	if Plain(s, '"', '\\') < len(s) {
		return strconv.AppendQuote(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendUser(b []byte, q *Question) []byte {
	if q.User != nil {
		return AppendQuoted(b, string(q.User.UPN))
	}
	return AppendQuoted(b, cmp.Or(q.Object.Attrs.First("userPrincipalName"), q.Object.DN))
}

// CloudName is what a person calls a cloud object: its type and its
// userPrincipalName, mail or display name.
func CloudName(c *directory.CloudObject) string { return string(appendCloudName(nil, c)) }

func appendCloudName(b []byte, c *directory.CloudObject) []byte {
	b = append(append(append(b, "cloud "...), c.Type...), ' ')
	return AppendQuoted(b, cmp.Or(string(c.UserPrincipalName), c.Mail, c.DisplayName, c.ID))
}

// appendPlannedName appends the userPrincipalName that the person gets. It is
// empty where it stands on an initial domain that the inputs do not tell.
func appendPlannedName(b []byte, q *Question) []byte {
	if q.Plan.UPN == "" {
		return append(b, "one on the initial domain (which is not known here)"...)
	}
	return AppendQuoted(b, q.Plan.UPN)
}

func appendRoles(b []byte, c *directory.CloudObject) []byte {
	for i, r := range c.Roles {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, r.Name...)
		if r.Eligible {
			b = append(b, " (eligible)"...)
		}
		if r.Scope != "" {
			b = append(append(append(b, " (in "...), r.Scope...), ')')
		}
	}
	return b
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

func appendHolder(b []byte, q *Question) []byte {
	b = appendCloudName(b, q.Claim.Holder)
	if u := q.World.ExportedAs(q.Claim.Holder); u != nil {
		b = append(append(append(b, " ("...), u.Source.DN...), ')')
	}
	return b
}

func appendExported(b []byte, q *Question) []byte {
	if u := q.World.ExportedAs(q.Cloud); u != nil {
		return AppendQuoted(b, u.Source.DN)
	}
	return append(b, "another user of this run"...)
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
