package check

import (
	"slices"
	"strings"

	"presync/sim/match"
)

// Profile is a view on the data: a selection of the checks.
type Profile string

// The profiles.
const (
	// Service has what the service refuses or changes. It is the default.
	Service Profile = "service"
	// IdFix has the findings of the discontinued tool in its usual mode, which
	// it called multi-tenant.
	IdFix Profile = "idfix"
	// IdFixDedicated has those of its mode for dedicated tenants.
	IdFixDedicated Profile = "idfix-dedicated"
	// Prepare has the preparation list of the founding article (SEED-6).
	Prepare Profile = "prepare"
)

// Profiles lists them, the default first.
var Profiles = []Profile{Service, IdFix, IdFixDedicated, Prepare}

// ofTool reports whether a profile is one of the discontinued tool.
func (p Profile) ofTool() bool { return p == IdFix || p == IdFixDedicated }

// Severity says how bad a finding is.
type Severity string

// From worst to best.
const (
	Error   Severity = "error"   // refused, lost, or given to somebody else
	Warning Severity = "warning" // changed on the way, or at risk
	Info    Severity = "info"    // worth knowing
)

// Severities lists them, the worst first.
var Severities = []Severity{Error, Warning, Info}

// Flag is one of the nine error types of the discontinued tool. Every check
// has one, so that a table of findings reads like the tool's.
type Flag string

// The error types (rulebook VAL-3).
const (
	Character      Flag = "Character"
	Format         Flag = "Format"
	TopLevelDomain Flag = "TopLevelDomain"
	DomainPart     Flag = "DomainPart"
	LocalPart      Flag = "LocalPart"
	Length         Flag = "Length"
	Duplicate      Flag = "Duplicate"
	Blank          Flag = "Blank"
	MailMatch      Flag = "MailMatch"
)

// Check is one row of the table.
type Check struct {
	ID       string // stable, never reused: CK001
	Title    string // lower case, no full stop, at most 72 characters
	Severity Severity
	Profiles []Profile
	Flag     Flag
	// Attributes are those whose values the check looks at.
	Attributes []string
	Evidence   match.Evidence
	// Doc explains the check to an administrator, Fix says what to do.
	Doc, Fix string

	// about says what is asked: each value, the want of one, or all together.
	about subject
	// find reports whether a value is at fault; the detail completes the
	// problem.
	find func(*value) (detail string, found bool)
	// repair gives the value without the fault, "" when there is no such.
	repair func(*value) string
	// dead says that no value can be suggested when the check finds fault.
	dead bool
	// twin makes the check one of values that must be unique.
	twin *twin
}

// subject is what a check is asked about.
type subject int

const (
	eachValue  subject = iota
	noValue            // the attribute has no value
	allValues          // all values of the attribute together
	valueCount         // how many values the attribute has, be they empty: readers keep of certificates their number
)

// twin says where the second holder of a value is looked for.
type twin struct {
	// with are the attributes of the other object that count. The one that the
	// value itself is in is looked at first.
	with []string
	// cloud looks in the tenant instead of the forests.
	cloud bool
	// toolKey compares values as the discontinued tool does: within one
	// attribute, whole, as the chain has repaired them so far.
	toolKey bool
	// otherKind says that a name and an address are compared. Two objects with
	// the same name, or the same address, are not reported again for that.
	otherKind bool
	// unless leaves out objects that have a value in this attribute.
	unless string
}

// In reports whether the check belongs to a profile.
func (c *Check) In(p Profile) bool { return slices.Contains(c.Profiles, p) }

// All gives the table: the service's checks, those about uniqueness, those of
// the discontinued tool, and the preparation list.
func All() []*Check {
	var all []*Check
	for _, rows := range [][]Check{serviceNames, serviceAddresses, serviceRest, prepareList, uniqueness, toolChecks, toolAddresses} {
		for i := range rows {
			all = append(all, &rows[i])
		}
	}
	return all
}

// Lookup finds a check by its ID, without regard to case.
func Lookup(id string) (*Check, bool) {
	for _, c := range All() {
		if strings.EqualFold(c.ID, id) {
			return c, true
		}
	}
	return nil, false
}
