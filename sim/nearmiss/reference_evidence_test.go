package nearmiss_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"presync/sim/directory"
)

// evidence is one kind of likeness.
type evidence struct {
	group  group
	weight float64
	name   string
	// find gives the reason with both values, "" when the likeness is not there.
	find func(*comparison) string
}

// group holds kinds of evidence that say the same thing: the strongest counts.
type group int

const (
	byLoginName group = iota
	byPersonName
	byEmployeeID
	byMobile
	groups
)

// table is all evidence. Within a group the first row that is found is the
// strongest.
var table = []evidence{
	{byLoginName, 0.95, "same long login name, the on-premises domain is not verified", sameLogin(long, unverified, alone)},
	{byLoginName, 0.93, "an on-premises address is an address of the cloud user", sameAddress},
	{byLoginName, 0.92, "same short login name, the on-premises domain is not verified", sameLogin(short, unverified, alone)},
	{byLoginName, 0.85, "sAMAccountName that the cloud user was synced from before", sameOnPremSAM},
	{byLoginName, 0.80, "same long login name under another verified domain", sameLogin(long, onVerified, alone)},
	{byLoginName, 0.78, "both login names are made of the same name", bothMade},
	{byLoginName, 0.60, "same short login name under another verified domain", sameLogin(short, onVerified, alone)},
	{byLoginName, 0.60, "a login name is made of the other's name", oneMade},
	{byLoginName, 0.60, "sAMAccountName or mailNickname is a login name of the cloud user", sameAlias},
	{byLoginName, 0.50, "same login name, which several cloud users have", sameLogin(several)},
	{byPersonName, 0.60, "same givenName and surname", sameParts},
	{byPersonName, 0.55, "same display name", sameWords},
	{byPersonName, 0.50, "a nickname of the same name", nickname},
	{byPersonName, 0.35, "almost the same name", almostSame},
	{byPersonName, 0.30, "same display name of one word", sameWord},
	{byPersonName, 0.30, "same name, which several cloud users have", sharedWords},
	{byEmployeeID, 0.90, "same employeeId", sameEmployee},
	{byMobile, 0.80, "same mobile phone", samePhone},
}

// Conditions on a pair of equal login names.
func long(p *pair) bool       { return strings.Contains(string(p.ad.local), ".") || len(p.ad.local) >= 6 }
func short(p *pair) bool      { return !long(p) }
func unverified(p *pair) bool { return !p.verified }
func onVerified(p *pair) bool { return p.verified }
func alone(p *pair) bool      { return p.holders == 1 }
func several(p *pair) bool    { return p.holders > 1 }

// sameLogin finds an equal part before the '@' for which the conditions hold.
func sameLogin(conditions ...func(*pair) bool) func(*comparison) string {
	return func(c *comparison) string {
		for i := range c.pairs {
			p := &c.pairs[i]
			if !slices.ContainsFunc(conditions, func(holds func(*pair) bool) bool { return !holds(p) }) {
				return fmt.Sprintf("same local part %q: AD %s, cloud %s%s", p.ad.local, p.ad.text, p.cloud.text, sharedBy(p.holders))
			}
		}
		return ""
	}
}

// sharedBy says how many cloud users have a trait, when more than one has.
func sharedBy(n int) string {
	if n > 1 {
		return fmt.Sprintf(" (%d cloud users have it)", n)
	}
	return ""
}

func sameAddress(c *comparison) string {
	for _, a := range c.ad.logins {
		for _, b := range c.cloud.logins {
			if a.domain != "" && a.local == b.local && strings.EqualFold(a.domain, b.domain) && !a.function {
				return fmt.Sprintf("same address %s: AD %s, cloud %s", a.text, a.kind, b.kind)
			}
		}
	}
	return ""
}

func sameOnPremSAM(c *comparison) string {
	return sameName(c, []kind{samName}, []kind{onPremSAM})
}

func sameAlias(c *comparison) string {
	return sameName(c, []kind{samName, alias}, []kind{upn, mail, smtp, alias})
}

// sameName finds a name of at least three characters that both sides have in
// attributes of these kinds. A cloud address of another organisation is not one.
func sameName(c *comparison, ad, cloud []kind) string {
	for _, a := range c.ad.logins {
		for _, b := range c.cloud.logins {
			if slices.Contains(ad, a.kind) && slices.Contains(cloud, b.kind) && a.local == b.local &&
				len(a.local) >= 3 && !a.function && c.ours(b) {
				return fmt.Sprintf("same name %q: AD %s, cloud %s %s", a.text, a.kind, b.kind, b.text)
			}
		}
	}
	return ""
}

// bothMade finds login names that are made of one name in two ways, such as
// robin@ and robin.pradhan@ of two users named Robin Pradhan.
func bothMade(c *comparison) string {
	if !c.sameWords() && !c.sameParts() && nickname(c) == "" {
		return ""
	}
	a, okA := c.made(c.ad, c.ad.name, false)
	b, okB := c.made(c.cloud, c.cloud.name, false)
	if !okA || !okB || a.squashed == b.squashed {
		return ""
	}
	return fmt.Sprintf("login names made of the same name: AD %s of %q, cloud %s of %q", a.text, c.ad.name.display, b.text, c.cloud.name.display)
}

// oneMade finds a login name that holds both parts of the other side's name,
// where its own side has no full name.
func oneMade(c *comparison) string {
	if !c.ad.name.full() {
		if a, ok := c.made(c.ad, c.cloud.name, true); ok {
			return fmt.Sprintf("login name made of the other's name: AD %s, cloud %q", a.text, c.cloud.name.display)
		}
	}
	if !c.cloud.name.full() {
		if b, ok := c.made(c.cloud, c.ad.name, true); ok {
			return fmt.Sprintf("login name made of the other's name: AD %q, cloud %s", c.ad.name.display, b.text)
		}
	}
	return ""
}

// made gives the first address of a side that is made of a name; bothParts asks
// for one that holds the given name and the surname.
func (c *comparison) made(p *person, n name, bothParts bool) (login, bool) {
	for _, l := range p.logins {
		if !l.addressed() || (p == c.cloud && !c.ours(l)) {
			continue
		}
		if both, one := n.makes(l.squashed); both || (one && !bothParts) {
			return l, true
		}
	}
	return login{}, false
}

func (c *comparison) names(what string) string {
	return fmt.Sprintf("%s: AD %q, cloud %q", what, c.ad.name.display, c.cloud.name.display)
}

func sameParts(c *comparison) string {
	if c.sameParts() && c.crowd.names == 1 {
		return fmt.Sprintf("same givenName and surname: AD %q, cloud %q", c.ad.spelled(), c.cloud.spelled())
	}
	return ""
}

// spelled is the name as its two attributes have it.
func (p *person) spelled() string {
	return p.written[directory.GivenName] + " " + p.written[directory.Surname]
}

func sameWords(c *comparison) string {
	if c.sameWords() && len(c.ad.name.sorted) > 1 && c.crowd.names == 1 {
		return c.names("same display name")
	}
	return ""
}

func sameWord(c *comparison) string {
	if c.sameWords() && len(c.ad.name.sorted) == 1 && c.crowd.names == 1 {
		return c.names("same display name")
	}
	return ""
}

func sharedWords(c *comparison) string {
	if n := c.crowd.names; n > 1 && (c.sameWords() || c.sameParts()) {
		return c.names("same name") + sharedBy(n)
	}
	return ""
}

func nickname(c *comparison) string {
	a, b := c.ad.name, c.cloud.name
	if a.full() && b.full() && a.last() == b.last() && a.first() != b.first() && c.formal.alike(a.first(), b.first()) {
		return c.names("a nickname of the same name")
	}
	return ""
}

// almostSame finds names that differ by a slip of the pen: one letter in each
// part, two in a surname of eight and more.
func almostSame(c *comparison) string {
	a, b := c.ad.name, c.cloud.name
	if !a.full() || !b.full() || c.sameWords() || c.sameParts() {
		return ""
	}
	first := a.first() == b.first() || c.formal.alike(a.first(), b.first()) || near(a.first(), b.first())
	if first && (a.last() == b.last() || near(a.last(), b.last())) {
		return c.names("almost the same name")
	}
	return ""
}

// near reports whether two words of a name are likely slips of one another.
func near(a, b string) bool {
	shorter := min(len([]rune(a)), len([]rune(b)))
	switch distance := levenshtein.ComputeDistance(a, b); {
	case shorter >= 8:
		return distance <= 2
	case shorter >= 4:
		return distance <= 1
	default:
		return distance == 0
	}
}

func sameEmployee(c *comparison) string {
	if c.ad.employeeID.Equal(c.cloud.employeeID) {
		return fmt.Sprintf("same employeeId: AD %s, cloud %s", c.ad.written[directory.EmployeeID], c.cloud.written[directory.EmployeeID])
	}
	return ""
}

func samePhone(c *comparison) string {
	if c.ad.phone != "" && c.ad.phone == c.cloud.phone {
		return fmt.Sprintf("same mobile phone: AD %s, cloud %s", c.ad.written[directory.MobilePhone], c.cloud.written[directory.MobilePhone])
	}
	return ""
}
