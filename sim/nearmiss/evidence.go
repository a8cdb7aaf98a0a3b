package nearmiss

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

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
	{byPersonName, sharedName, "same name, which several cloud users have", sharedWords},
	{byEmployeeID, 0.90, "same employeeId", sameEmployee},
	{byMobile, 0.80, "same mobile phone", samePhone},
}

// Conditions on a pair of equal login names.
func long(p *pair) bool {
	return strings.Contains(p.ad.local, ".") || len(directory.Fold(p.ad.local)) >= 6
}
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
				return c.because(func() string {
					return fmt.Sprintf("same local part %q: AD %s, cloud %s%s", directory.Fold(p.ad.local), p.ad.text, p.cloud.text, sharedBy(p.holders))
				})
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
	for i := range c.ad.logins {
		a := &c.ad.logins[i]
		if a.domain == "" || a.function {
			continue
		}
		for j := range c.cloud.logins {
			if b := &c.cloud.logins[j]; a.sameLocal(b) && strings.EqualFold(a.domain, b.domain) {
				return c.because(func() string {
					return fmt.Sprintf("same address %s: AD %s, cloud %s", a.text, a.kind, b.kind)
				})
			}
		}
	}
	return ""
}

func sameOnPremSAM(c *comparison) string { return sameName(c, samName, onPremSAM) }

func sameAlias(c *comparison) string {
	return sameName(c, samName|alias, upn|mail|smtp|alias)
}

// sameName finds a name of at least three characters that both sides have in
// attributes of these kinds. A cloud address of another organisation is not one.
func sameName(c *comparison, ad, cloud kind) string {
	for i := range c.ad.logins {
		a := &c.ad.logins[i]
		if a.kind&ad == 0 || a.function {
			continue
		}
		for j := range c.cloud.logins {
			if b := &c.cloud.logins[j]; b.kind&cloud != 0 && a.sameLocal(b) && len(directory.Fold(a.local)) >= 3 && c.ours(b) {
				return c.because(func() string {
					return fmt.Sprintf("same name %q: AD %s, cloud %s %s", a.text, a.kind, b.kind, b.text)
				})
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
	a := c.made(c.ad, &c.ad.name, false)
	if a == nil {
		return ""
	}
	b := c.made(c.cloud, &c.cloud.name, false)
	if b == nil || bytes.Equal(a.squashed, b.squashed) {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("login names made of the same name: AD %s of %q, cloud %s of %q", a.text, c.ad.name.shown(), b.text, c.cloud.name.shown())
	})
}

// oneMade finds a login name that holds both parts of the other side's name,
// where its own side has no full name.
func oneMade(c *comparison) string {
	if !c.ad.name.full() {
		if a := c.made(c.ad, &c.cloud.name, true); a != nil {
			return c.because(func() string {
				return fmt.Sprintf("login name made of the other's name: AD %s, cloud %q", a.text, c.cloud.name.shown())
			})
		}
	}
	if !c.cloud.name.full() {
		if b := c.made(c.cloud, &c.ad.name, true); b != nil {
			return c.because(func() string {
				return fmt.Sprintf("login name made of the other's name: AD %q, cloud %s", c.ad.name.shown(), b.text)
			})
		}
	}
	return ""
}

// made gives the first address of a side that is made of a name, nil when none
// is; bothParts asks for one that holds the given name and the surname.
func (c *comparison) made(p *person, n *name, bothParts bool) *login {
	for i := range p.logins {
		l := &p.logins[i]
		if !l.addressed() {
			continue
		}
		if both, one := n.makes(l.squashed); (both || one && !bothParts) && (p != c.cloud || c.ours(l)) {
			return l
		}
	}
	return nil
}

func (c *comparison) namely(what string) string {
	return c.because(func() string {
		return fmt.Sprintf("%s: AD %q, cloud %q", what, c.ad.name.shown(), c.cloud.name.shown())
	})
}

func sameParts(c *comparison) string {
	if c.names != 1 || !c.sameParts() {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("same givenName and surname: AD %q, cloud %q", c.ad.spelled(), c.cloud.spelled())
	})
}

// spelled is the name as its two attributes have it.
func (p *person) spelled() string {
	return p.written[directory.GivenName] + " " + p.written[directory.Surname]
}

func sameWords(c *comparison) string {
	if c.names == 1 && len(c.ad.name.sorted) > 1 && c.sameWords() {
		return c.namely("same display name")
	}
	return ""
}

func sameWord(c *comparison) string {
	if c.names == 1 && len(c.ad.name.sorted) == 1 && c.sameWords() {
		return c.namely("same display name")
	}
	return ""
}

func sharedWords(c *comparison) string {
	if c.names > 1 && (c.sameWords() || c.sameParts()) {
		return c.because(func() string { return c.namely("same name") + sharedBy(c.names) })
	}
	return ""
}

func nickname(c *comparison) string {
	a, b := &c.ad.name, &c.cloud.name
	if a.full() && b.full() && bytes.Equal(a.last(), b.last()) && !bytes.Equal(a.first(), b.first()) && c.formal.alike(a.first(), b.first()) {
		return c.namely("a nickname of the same name")
	}
	return ""
}

// almostSame finds names that differ by a slip of the pen: one letter in each
// part, two in a surname of eight and more.
func almostSame(c *comparison) string {
	a, b := &c.ad.name, &c.cloud.name
	if !a.full() || !b.full() || c.sameWords() || c.sameParts() {
		return ""
	}
	last := bytes.Equal(a.last(), b.last()) || near(a.last(), b.last())
	if last && (bytes.Equal(a.first(), b.first()) || c.formal.alike(a.first(), b.first()) || near(a.first(), b.first())) {
		return c.namely("almost the same name")
	}
	return ""
}

// near reports whether two words of a name are likely slips of one another.
func near(a, b []byte) bool {
	one, other := utf8.RuneCount(a), utf8.RuneCount(b)
	allowed := slips(min(one, other))
	if max(one, other)-min(one, other) > allowed {
		return false
	}
	return levenshtein.ComputeDistance(string(a), string(b)) <= allowed
}

// slips are the letters that two spellings of a word may differ in, by the
// number of letters of the shorter one.
func slips(letters int) int {
	switch {
	case letters >= 8:
		return 2
	case letters >= 4:
		return 1
	default:
		return 0
	}
}

func sameEmployee(c *comparison) string {
	if len(c.ad.employeeID) == 0 || !bytes.Equal(c.ad.employeeID, c.cloud.employeeID) {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("same employeeId: AD %s, cloud %s", c.ad.written[directory.EmployeeID], c.cloud.written[directory.EmployeeID])
	})
}

func samePhone(c *comparison) string {
	if len(c.ad.phone) == 0 || !bytes.Equal(c.ad.phone, c.cloud.phone) {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("same mobile phone: AD %s, cloud %s", c.ad.written[directory.MobilePhone], c.cloud.written[directory.MobilePhone])
	})
}
