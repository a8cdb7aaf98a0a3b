package provision

import (
	"strings"

	"presync/sim/directory"
)

// Related is what the cloud users that share a key with a person have, as far as
// it counts for names that the service makes up.
type Related struct {
	// Licensed says that one of them has an Exchange Online plan.
	Licensed bool
	// Nicknames are their mailNicknames.
	Nicknames []string
}

// MadeNames appends the names that the service may make of a person's values and
// the initial domain (UP-2, UP-5, PX-3, PX-6): those that Compute asks taken
// about, and perhaps some more. People who may get the same one can influence
// each other.
//
// Names with digits are left out. Their digits follow from the identity of the
// person here and are drawn by the service, so that a second person with the
// same ones is an accident of neither's data.
//
// texts is memory for the names; nil is none.
func MadeNames(list []string, u *directory.Candidate, related Related, s *directory.Settings, texts *directory.Texts) []string {
	c := &calculation{user: u, settings: s}
	if !c.exchange() && !related.Licensed && (u.Sound || Unusable(u.UPN, s) == "" && !c.onPremises().badPrimary) {
		return list
	}
	add := func(nick string) {
		if prefix := namePrefix(nick); prefix != "" && s.InitialDomain != "" {
			var room [128]byte
			list = append(list, texts.Keep(append(append(append(room[:0], prefix...), '@'), s.InitialDomain...)))
		}
	}
	if u.MailNickname != "" {
		add(u.MailNickname)
		return list
	}
	for _, nick := range related.Nicknames {
		add(nick)
	}
	for _, name := range nicknameSources(u) {
		add(name.Prefix())
	}
	add(commonName(u))
	return list
}

// IsSound reports whether the service takes the userPrincipalName of a person and
// every address as they are. Who sets Sound by it spares later calculations
// finding it out again.
func IsSound(u *directory.Candidate, s *directory.Settings) bool {
	if Unusable(u.UPN, s) != "" {
		return false
	}
	c := &calculation{user: u, settings: s}
	at := strings.LastIndexByte(string(u.UPN), '@')
	c.addressed = allAllowed(string(u.UPN[at+1:])) // and so are the characters before the @
	ad := c.onPremises()
	return len(ad.dropped) == 0 && ad.hasMail == (ad.mail.Local != "")
}

// nicknameSources are the names whose prefixes can become the mailNickname.
func nicknameSources(u *directory.Candidate) []directory.UPN {
	names := []directory.UPN{u.UPN, directory.UPN(u.Mail)}
	for _, a := range u.ProxyAddresses {
		if a.IsSMTP() {
			names = append(names, directory.UPN(a.Local))
		}
	}
	return names
}
