package nearmiss

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"presync/sim/directory"
)

// genericCap is the highest score of a login that belongs to a function.
const genericCap = 0.5

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

// comparison is one on-premises user beside one cloud user, and beside near, all
// that share a key with it: a trait of several of them says less about each.
type comparison struct {
	ad, cloud *person
	formal    formal
	verified  func(string) bool
	near      []person
	names     int // how many of near have the name
	pairs     []pair
	telling   bool
	// differ says which parts of the names cannot be one person's.
	differ struct{ given, surname bool }
}

// pair is a login name that both sides have before the '@'.
type pair struct {
	ad, cloud *login
	verified  bool // the AD domain
	holders   int  // cloud users that have it
}

// because gives a reason. It is only made when reasons are told; else any text
// says that there is one.
func (c *comparison) because(reason func() string) string {
	if !c.telling {
		return "likely"
	}
	return reason()
}

// score combines the evidence; see the package comment. It is rounded to three
// digits. The reasons are the evidence that counts and what speaks against it;
// they are only given when they are to be told.
func (c *comparison) score(cloud *person, telling bool) (float64, []string) {
	c.cloud, c.telling = cloud, telling
	c.pairLogins()
	var found [groups]bool
	var reasons []string
	tell := func(before, reason string) {
		if telling {
			reasons = append(reasons, before+reason)
		}
	}
	doubt := 1.0
	for i := range table {
		e := &table[i]
		if found[e.group] {
			continue
		}
		if reason := e.find(c); reason != "" {
			found[e.group] = true
			tell("", reason)
			doubt *= 1 - e.weight
		}
	}
	if found == [groups]bool{} {
		return 0, nil
	}
	score := 1 - doubt
	c.differNames()
	for i := range against {
		if reason := against[i].find(c); reason != "" {
			score *= 1 - against[i].penalty
			tell("but ", reason)
		}
	}
	if l := c.generic(); l != nil && score > genericCap {
		score = genericCap
		tell("but ", l.text+" is the login name of a function")
	}
	return inThousandths(score), reasons
}

func inThousandths(score float64) float64 { return math.Round(score*1000) / 1000 }

// generic gives the main login name of a side that belongs to a function, nil
// when none does.
func (c *comparison) generic() *login {
	for _, p := range [...]*person{c.ad, c.cloud} {
		if len(p.logins) > 0 && p.logins[0].function {
			return &p.logins[0]
		}
	}
	return nil
}

// addressed reports whether the login is a name to sign in with or an address
// that the organisation gave.
func (l *login) addressed() bool { return l.kind&(upn|mail|smtp) != 0 }

// ours reports whether a cloud login belongs to the tenant: a guest keeps the
// address of another organisation.
func (c *comparison) ours(l *login) bool {
	return l.kind == upn || l.domain == "" || c.isVerified(l.domain)
}

func (c *comparison) isVerified(domain string) bool {
	return c.verified == nil || c.verified(domain)
}

// pairLogins lists the login names that both sides have under different domains.
func (c *comparison) pairLogins() {
	c.pairs = c.pairs[:0]
	for i := range c.ad.logins {
		a := &c.ad.logins[i]
		if !a.addressed() || a.function {
			continue
		}
		for j := range c.cloud.logins {
			b := &c.cloud.logins[j]
			if b.addressed() && a.sameLocal(b) && !strings.EqualFold(a.domain, b.domain) && c.ours(b) {
				c.pairs = append(c.pairs, pair{ad: a, cloud: b, verified: c.isVerified(a.domain), holders: c.holders(a)})
			}
		}
	}
}

// holders counts the cloud users that have a login name.
func (c *comparison) holders(a *login) int {
	if a.holders == 0 {
		for i := range c.near {
			if c.holds(&c.near[i], a) {
				a.holders++
			}
		}
	}
	return a.holders
}

func (c *comparison) holds(p *person, a *login) bool {
	for i := range p.logins {
		if l := &p.logins[i]; l.addressed() && a.sameLocal(l) && c.ours(l) {
			return true
		}
	}
	return false
}

// count counts the cloud users that have the name; others have it beside those
// of near.
func (c *comparison) count(others int) {
	c.names = others
	for i := range c.near {
		if c.cloud = &c.near[i]; c.sameWords() || c.sameParts() {
			c.names++
		}
	}
}

// sameWords reports whether the names consist of the same words.
func (c *comparison) sameWords() bool {
	return len(c.ad.name.sorted) > 0 && equal(c.ad.name.sorted, c.cloud.name.sorted)
}

// sameParts reports whether both sides state the same given name and surname.
func (c *comparison) sameParts() bool {
	a, b := &c.ad.name, &c.cloud.name
	return a.stated && b.stated && equal(a.given, b.given) && equal(a.surname, b.surname)
}

func equal(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }

// differNames finds out which parts of the names cannot be one person's.
func (c *comparison) differNames() {
	c.differ.given, c.differ.surname = false, false
	if c.sameWords() || c.sameParts() {
		return
	}
	a, b := &c.ad.name, &c.cloud.name
	c.differ.given = len(a.given) > 0 && len(b.given) > 0 && !c.anyAlike(a.given, b.given, (*comparison).sameGiven)
	c.differ.surname = len(a.surname) > 0 && len(b.surname) > 0 && !c.anyAlike(a.surname, b.surname, (*comparison).sameSurname)
}

// differentNames finds names of which exactly these parts differ.
func differentNames(given, surname bool) func(*comparison) string {
	return func(c *comparison) string {
		if c.differ.given != given || c.differ.surname != surname {
			return ""
		}
		return c.namely("different name")
	}
}

// anyAlike reports whether a word of one list can stand for one of the other.
func (c *comparison) anyAlike(a, b [][]byte, alike func(c *comparison, x, y []byte) bool) bool {
	for _, x := range a {
		for _, y := range b {
			if alike(c, x, y) {
				return true
			}
		}
	}
	return false
}

// sameGiven reports whether two given names can be one person's: equal, a
// nickname, an initial, or a slip in a long one.
func (c *comparison) sameGiven(a, b []byte) bool {
	if len(a) == 1 || len(b) == 1 {
		return a[0] == b[0]
	}
	return bytes.Equal(a, b) || c.formal.alike(a, b) || slip(a, b)
}

// sameSurname reports whether two words of surnames are equal but for a slip; an
// initial is no word of a surname.
func (*comparison) sameSurname(a, b []byte) bool {
	return len(a) > 1 && bytes.Equal(a, b) || slip(a, b)
}

// slip is near, for words that are long enough that one letter does not make
// another name (Anna and Anne are two sisters).
func slip(a, b []byte) bool { return min(len(a), len(b)) >= 6 && near(a, b) }

func differentEmployee(c *comparison) string {
	if len(c.ad.employeeID) == 0 || len(c.cloud.employeeID) == 0 || bytes.Equal(c.ad.employeeID, c.cloud.employeeID) {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("different employeeId: AD %s, cloud %s", c.ad.written[directory.EmployeeID], c.cloud.written[directory.EmployeeID])
	})
}

func differentDepartment(c *comparison) string {
	if c.ad.department == "" || c.cloud.department == "" || directory.SameFolded(c.ad.department, c.cloud.department) {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("different department: AD %q, cloud %q", c.ad.written[directory.Department], c.cloud.written[directory.Department])
	})
}

// numbered finds main login names that differ in the number at their end only,
// such as john.smith@ and john.smith2@: that is how administrators tell two
// people of one name apart. It does not count when another login name is shared.
func numbered(c *comparison) string {
	if len(c.pairs) > 0 || len(c.ad.logins) == 0 || len(c.cloud.logins) == 0 {
		return ""
	}
	a, b := &c.ad.logins[0], &c.cloud.logins[0]
	bare := bytes.TrimRight(a.squashed, digits)
	if bytes.Equal(a.squashed, b.squashed) || len(bare) == 0 || !bytes.Equal(bare, bytes.TrimRight(b.squashed, digits)) {
		return ""
	}
	return c.because(func() string {
		return fmt.Sprintf("a number tells the login names apart: AD %s, cloud %s", a.text, b.text)
	})
}

const digits = "0123456789"
