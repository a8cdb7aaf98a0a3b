package nearmiss_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/nearmiss"
)

// contradiction is one kind of unlikeness.
type contradiction struct {
	penalty float64
	name    string
	// find gives the reason with both values, "" when nothing contradicts.
	find func(*comparison) string
}

// against is all contradictions. Of the three about names at most one holds.
var against = []contradiction{
	{0.70, "different given name and surname", differentNames(true, true)},
	{0.35, "different given name", differentNames(true, false)},
	{0.30, "different surname", differentNames(false, true)},
	{0.50, "different employeeId", differentEmployee},
	{0.40, "a number tells the login names apart", numbered},
	{0.05, "different department", differentDepartment},
}

// comparison is one on-premises user beside one cloud user.
type comparison struct {
	ad, cloud *person
	formal    formal
	verified  func(string) bool
	crowd     crowd
	pairs     []pair
}

// crowd counts the cloud users that have a trait of the on-premises user, among
// those that share a key with it: a trait of several says less about each.
type crowd struct {
	names  int
	logins map[directory.Key]int
}

// pair is a login name that both sides have before the '@'.
type pair struct {
	ad, cloud login
	verified  bool // the AD domain
	holders   int  // cloud users that have it
}

// score combines the evidence; see the package comment. It is rounded to three
// digits. The reasons are the evidence that counts and what speaks against it.
func (c *comparison) score() (float64, []string) {
	c.pairLogins()
	var found [groups]bool
	var reasons []string
	doubt := 1.0
	for i := range table {
		e := &table[i]
		if found[e.group] {
			continue
		}
		if reason := e.find(c); reason != "" {
			found[e.group] = true
			reasons = append(reasons, reason)
			doubt *= 1 - e.weight
		}
	}
	if len(reasons) == 0 {
		return 0, nil
	}
	score := 1 - doubt
	for _, a := range against {
		if reason := a.find(c); reason != "" {
			score *= 1 - a.penalty
			reasons = append(reasons, "but "+reason)
		}
	}
	if l, is := c.generic(); is && score > nearmiss.GenericCap {
		score = nearmiss.GenericCap
		reasons = append(reasons, fmt.Sprintf("but %s is the login name of a function", l.text))
	}
	return math.Round(score*1000) / 1000, reasons
}

// generic gives the main login name of a side that belongs to a function.
func (c *comparison) generic() (login, bool) {
	for _, p := range []*person{c.ad, c.cloud} {
		if len(p.logins) > 0 && p.logins[0].function {
			return p.logins[0], true
		}
	}
	return login{}, false
}

// addressed reports whether the login is a name to sign in with or an address
// that the organisation gave.
func (l login) addressed() bool { return l.kind == upn || l.kind == mail || l.kind == smtp }

// ours reports whether a cloud login belongs to the tenant: a guest keeps the
// address of another organisation.
func (c *comparison) ours(l login) bool {
	return l.kind == upn || l.domain == "" || c.isVerified(l.domain)
}

func (c *comparison) isVerified(domain string) bool {
	return c.verified == nil || c.verified(domain)
}

// pairLogins lists the login names that both sides have under different domains.
func (c *comparison) pairLogins() {
	for _, a := range c.ad.logins {
		for _, b := range c.cloud.logins {
			if !a.addressed() || !b.addressed() || a.local != b.local || a.function || !c.ours(b) ||
				strings.EqualFold(a.domain, b.domain) {
				continue
			}
			c.pairs = append(c.pairs, pair{ad: a, cloud: b, verified: c.isVerified(a.domain), holders: c.crowd.logins[a.local]})
		}
	}
}

// count makes the crowd of the on-premises user.
func (c *comparison) count(near []*person) crowd {
	n := crowd{logins: map[directory.Key]int{}}
	for _, p := range near {
		o := comparison{ad: c.ad, cloud: p}
		if o.sameWords() || o.sameParts() {
			n.names++
		}
		seen := map[directory.Key]bool{}
		for _, l := range p.logins {
			if l.addressed() && c.ours(l) && !seen[l.local] {
				seen[l.local] = true
				n.logins[l.local]++
			}
		}
	}
	return n
}

// sameWords reports whether the names consist of the same words.
func (c *comparison) sameWords() bool {
	return len(c.ad.name.sorted) > 0 && slices.Equal(c.ad.name.sorted, c.cloud.name.sorted)
}

// sameParts reports whether both sides state the same given name and surname.
func (c *comparison) sameParts() bool {
	a, b := c.ad.name, c.cloud.name
	return a.stated && b.stated && slices.Equal(a.given, b.given) && slices.Equal(a.surname, b.surname)
}

// differentNames finds given names, surnames or both that cannot be one
// person's.
func differentNames(given, surname bool) func(*comparison) string {
	return func(c *comparison) string {
		if c.sameWords() || c.sameParts() {
			return ""
		}
		a, b := c.ad.name, c.cloud.name
		differGiven := len(a.given) > 0 && len(b.given) > 0 && !c.anyAlike(a.given, b.given, c.sameGiven)
		differSurname := len(a.surname) > 0 && len(b.surname) > 0 && !c.anyAlike(a.surname, b.surname, sameSurname)
		if differGiven != given || differSurname != surname {
			return ""
		}
		return c.names("different name")
	}
}

// anyAlike reports whether a word of one list can stand for one of the other.
func (c *comparison) anyAlike(a, b []string, alike func(x, y string) bool) bool {
	return slices.ContainsFunc(a, func(x string) bool {
		return slices.ContainsFunc(b, func(y string) bool { return alike(x, y) })
	})
}

// sameGiven reports whether two given names can be one person's: equal, a
// nickname, an initial, or a slip in a long one.
func (c *comparison) sameGiven(a, b string) bool {
	if len(a) == 1 || len(b) == 1 {
		return a[0] == b[0]
	}
	return a == b || c.formal.alike(a, b) || slip(a, b)
}

// sameSurname reports whether two words of surnames are equal but for a slip; an
// initial is no word of a surname.
func sameSurname(a, b string) bool { return len(a) > 1 && a == b || slip(a, b) }

// slip is near, for words that are long enough that one letter does not make
// another name (Anna and Anne are two sisters).
func slip(a, b string) bool { return min(len(a), len(b)) >= 6 && near(a, b) }

func differentEmployee(c *comparison) string {
	if c.ad.employeeID == "" || c.cloud.employeeID == "" || c.ad.employeeID == c.cloud.employeeID {
		return ""
	}
	return fmt.Sprintf("different employeeId: AD %s, cloud %s", c.ad.written[directory.EmployeeID], c.cloud.written[directory.EmployeeID])
}

func differentDepartment(c *comparison) string {
	if c.ad.department == "" || c.cloud.department == "" || c.ad.department == c.cloud.department {
		return ""
	}
	return fmt.Sprintf("different department: AD %q, cloud %q", c.ad.written[directory.Department], c.cloud.written[directory.Department])
}

// numbered finds main login names that differ in the number at their end only,
// such as john.smith@ and john.smith2@: that is how administrators tell two
// people of one name apart. It does not count when another login name is shared.
func numbered(c *comparison) string {
	if len(c.pairs) > 0 || len(c.ad.logins) == 0 || len(c.cloud.logins) == 0 {
		return ""
	}
	a, b := c.ad.logins[0], c.cloud.logins[0]
	bare := func(l login) string { return strings.TrimRight(l.squashed, "0123456789") }
	if a.squashed == b.squashed || bare(a) == "" || bare(a) != bare(b) {
		return ""
	}
	return fmt.Sprintf("a number tells the login names apart: AD %s, cloud %s", a.text, b.text)
}
