package nearmiss

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"unicode"

	"presync/sim/directory"
)

// person is one side of a comparison. Its memory is used again for the next one.
type person struct {
	name       name
	logins     []login
	employeeID []byte // in lower case
	phone      []byte
	department string
	written    *directory.Profile // values as written, for the reasons
	notes      notebook
}

// login is a value that people sign in or are addressed with.
type login struct {
	kind     kind
	function bool   // names a function, not a person
	holders  int    // cloud users that have it, 0 when they were not counted
	text     string // as written
	local    string // the part before the '@', or all of it
	domain   string // "" where the value has none
	squashed []byte // local without separators: "john.smith" is "johnsmith"
}

// sameLocal reports whether two values are equal before the '@'.
func (l *login) sameLocal(other *login) bool { return directory.SameFolded(l.local, other.local) }

// onPremises describes the AD side.
func (p *person) onPremises(c *directory.Candidate) {
	p.begin(&c.Profile)
	p.readName(c.DisplayName)
	p.addLogin(upn, string(c.UPN))
	p.addLogin(mail, c.Mail)
	for a := range addresses(c.ProxyAddresses) {
		p.addLogin(smtp, a)
	}
	p.addLogin(alias, c.MailNickname)
	p.addLogin(samName, c.SAMAccountName)
	p.dropLoginAsName()
}

// inCloud describes the cloud side.
func (p *person) inCloud(o *directory.CloudObject) {
	p.begin(&o.Profile)
	p.readName(o.DisplayName)
	for kind, text := range cloudLogins(o) {
		p.addLogin(kind, text)
	}
	p.dropLoginAsName()
}

// outline describes what of the cloud side can contradict beside the name: the
// values that both sides have, and the main login.
func (p *person) outline(o *directory.CloudObject) {
	p.begin(&o.Profile)
	for kind, text := range cloudLogins(o) {
		if p.addLogin(kind, text); len(p.logins) > 0 {
			return
		}
	}
}

// cloudLogins gives the values that a cloud user may sign in or be addressed
// with, the main one first.
func cloudLogins(o *directory.CloudObject) iter.Seq2[kind, string] {
	return func(yield func(kind, string) bool) {
		if !yield(upn, string(o.UserPrincipalName)) || !yield(mail, o.Mail) {
			return
		}
		for a := range addresses(o.ProxyAddresses) {
			if !yield(smtp, a) {
				return
			}
		}
		if others := o.Profile[directory.OtherMails]; others != "" {
			for m := range strings.FieldsFuncSeq(others, isBetweenMails) {
				if !yield(otherMail, m) {
					return
				}
			}
		}
		_ = yield(alias, o.MailNickname) && yield(onPremSAM, o.OnPremSAM)
	}
}

func isBetweenMails(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;[]"`, r) }

// addresses gives the SMTP addresses, primary ones first.
func addresses(list []directory.Address) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, a := range list {
			if a.IsPrimary() && !yield(a.Local) {
				return
			}
		}
		for _, a := range list {
			if a.IsSMTP() && !a.IsPrimary() && !yield(a.Local) {
				return
			}
		}
	}
}

// kind is the attribute that a login comes from.
type kind uint8

const (
	upn kind = 1 << iota
	mail
	smtp
	otherMail
	alias
	samName
	onPremSAM
)

// String is the name that reasons use.
func (k kind) String() string {
	switch k {
	case upn:
		return "userPrincipalName"
	case mail:
		return "mail"
	case smtp:
		return "proxyAddresses"
	case otherMail:
		return "otherMails"
	case alias:
		return "mailNickname"
	case samName:
		return "sAMAccountName"
	default:
		return "onPremisesSamAccountName"
	}
}

// addLogin notes a login name. The invented part of a guest's name is left out.
func (p *person) addLogin(k kind, text string) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Contains(text, "#EXT#") {
		return
	}
	address := directory.UPN(text)
	l := login{kind: k, text: text, local: address.Prefix(), domain: address.Suffix()}
	if i := len(p.logins); i > 0 && p.logins[i-1].local == l.local {
		l.squashed, l.function = p.logins[i-1].squashed, p.logins[i-1].function
	} else {
		l.squashed = p.notes.fold(folder{umlauts: true}, l.local)
		l.function = isGeneric(l.local, l.squashed)
	}
	if len(l.squashed) > 0 {
		p.logins = append(p.logins, l)
	}
}

// begin makes a new person, of the values that both sides have, without a name.
func (p *person) begin(profile *directory.Profile) {
	p.notes.clear()
	p.logins = p.logins[:0]
	p.name = name{}
	p.written = profile
	p.employeeID = p.notes.lower(strings.TrimSpace(profile[directory.EmployeeID]))
	p.phone = p.notes.phoneKey(profile[directory.MobilePhone])
	p.department = strings.TrimSpace(profile[directory.Department])
}

func (p *person) readName(display string) {
	p.name = p.notes.name(display, p.written[directory.GivenName], p.written[directory.Surname])
}

// hasMade reports whether an address may be made of the name.
func (p *person) hasMade() bool {
	return slices.ContainsFunc(p.logins, func(l login) bool {
		if !l.addressed() {
			return false
		}
		both, one := p.name.makes(l.squashed)
		return both || one
	})
}

// lower notes a text in lower case, as directory.Fold makes it.
func (b *notebook) lower(text string) []byte {
	if !isASCII(text) {
		text = string(directory.Fold(text))
	}
	from := len(b.text)
	for i := range len(text) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b.text = append(b.text, c)
	}
	return b.text[from:len(b.text):len(b.text)]
}

// phoneKey is what two ways to write one phone number have in common: the last
// nine digits, nothing when there are fewer than seven.
func (b *notebook) phoneKey(text string) []byte {
	from := len(b.text)
	for i := range len(text) {
		if c := text[i]; '0' <= c && c <= '9' {
			b.text = append(b.text, c)
		}
	}
	digits := b.text[from:len(b.text):len(b.text)]
	if len(digits) < 7 {
		return nil
	}
	return digits[max(0, len(digits)-9):]
}

// dropLoginAsName forgets a display name that is one word and the login name:
// it says nothing about the person's name.
func (p *person) dropLoginAsName() {
	if len(p.name.sorted) != 1 {
		return
	}
	for i := range p.logins {
		if bytes.Equal(p.logins[i].squashed, p.name.sorted[0]) {
			p.name = name{}
			return
		}
	}
}
