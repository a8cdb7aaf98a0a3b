package nearmiss_test

import (
	"strings"
	"unicode"

	"presync/sim/directory"
)

// person is one side of a comparison.
type person struct {
	name       name
	logins     []login
	employeeID directory.Key
	phone      string
	department directory.Key
	written    *directory.Profile // values as written, for the reasons
}

// login is a value that people sign in or are addressed with.
type login struct {
	kind     kind
	text     string // as written
	squashed string
	local    directory.Key // the part before the '@', or all of it
	domain   string        // "" where the value has none
	function bool          // names a function, not a person
}

// onPremises describes the AD side.
func onPremises(c *directory.Candidate) *person {
	p := &person{name: parseName(c.DisplayName, c.Profile[directory.GivenName], c.Profile[directory.Surname])}
	p.addLogin(upn, string(c.UPN))
	p.addLogin(mail, c.Mail)
	p.addAddresses(c.ProxyAddresses)
	p.addLogin(alias, c.MailNickname)
	p.addLogin(samName, c.SAMAccountName)
	p.addProfile(&c.Profile)
	p.dropLoginAsName()
	return p
}

// inCloud describes the cloud side.
func inCloud(o *directory.CloudObject) *person {
	p := &person{name: parseName(o.DisplayName, o.Profile[directory.GivenName], o.Profile[directory.Surname])}
	p.addLogin(upn, string(o.UserPrincipalName))
	p.addLogin(mail, o.Mail)
	p.addAddresses(o.ProxyAddresses)
	for _, m := range strings.FieldsFunc(o.Profile[directory.OtherMails], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`,;[]"`, r)
	}) {
		p.addLogin(otherMail, m)
	}
	p.addLogin(alias, o.MailNickname)
	p.addLogin(onPremSAM, o.OnPremSAM)
	p.addProfile(&o.Profile)
	p.dropLoginAsName()
	return p
}

// kind is the attribute that a login comes from, by the name that reasons use.
type kind string

const (
	upn       kind = "userPrincipalName"
	mail      kind = "mail"
	smtp      kind = "proxyAddresses"
	otherMail kind = "otherMails"
	alias     kind = "mailNickname"
	samName   kind = "sAMAccountName"
	onPremSAM kind = "onPremisesSamAccountName"
)

// addLogin notes a login name. The invented part of a guest's name is left out.
func (p *person) addLogin(k kind, text string) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Contains(text, "#EXT#") {
		return
	}
	address := directory.UPN(text)
	l := login{
		kind: k, text: text, local: directory.Fold(address.Prefix()), domain: address.Suffix(),
		squashed: squash(address.Prefix()), function: isGeneric(address.Prefix()),
	}
	if l.squashed != "" {
		p.logins = append(p.logins, l)
	}
}

func (p *person) addAddresses(list []directory.Address) {
	for _, a := range list {
		if a.IsPrimary() {
			p.addLogin(smtp, a.Local)
		}
	}
	for _, a := range list {
		if a.IsSMTP() && !a.IsPrimary() {
			p.addLogin(smtp, a.Local)
		}
	}
}

func (p *person) addProfile(profile *directory.Profile) {
	p.written = profile
	p.employeeID = directory.Fold(strings.TrimSpace(profile[directory.EmployeeID]))
	p.phone = phoneKey(profile[directory.MobilePhone])
	p.department = directory.Fold(strings.TrimSpace(profile[directory.Department]))
}

// phoneKey is what two ways to write one phone number have in common: the last
// nine digits, "" when there are fewer than seven.
func phoneKey(text string) string {
	digits := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
	if len(digits) < 7 {
		return ""
	}
	return digits[max(0, len(digits)-9):]
}

// dropLoginAsName forgets a display name that is one word and the login name:
// it says nothing about the person's name.
func (p *person) dropLoginAsName() {
	if len(p.name.sorted) != 1 {
		return
	}
	for _, l := range p.logins {
		if l.squashed == p.name.sorted[0] {
			p.name = name{}
			return
		}
	}
}
