package match

import "presync/sim/directory"

// Verdict is how a rule answered.
type Verdict string

// The verdicts of a step.
const (
	Yes        Verdict = "yes"          // every condition holds
	No         Verdict = "no"           // at least one does not
	NotInForce Verdict = "not in force" // the date is outside the rule's interval
)

// Step is one rule that was asked about one object.
type Step struct {
	Rule    *Rule
	Cloud   *directory.CloudObject // nil for rules about the user alone
	Claim   *Claim                 // nil unless the rule is about a claimed value
	Verdict Verdict
	Checks  []Check
}

// Check is one condition of a step.
type Check struct {
	Cond        *Cond
	Held        bool
	Left, Right Value
}

// Trace is every rule that was asked, in order.
type Trace []Step

// Decision is what happens to one person, and why.
type Decision struct {
	User    *directory.Candidate // nil when the object never became one
	Object  *directory.Object    // the on-premises object, always set
	Outcome Outcome
	// Rule decided; Rules are all that fired, the deciding one first.
	Rule  *Rule
	Rules []*Rule
	// Notes are the sentences of rules that explain the result.
	Notes []string
	// MatchedBy is the way of the match, "" when there is none.
	MatchedBy string
	// Target is the cloud object that is taken over or updated; nil otherwise.
	Target *directory.CloudObject
	// Other is the cloud object that the deciding rule was asked about; it is
	// Target when the rule links, and stands in the way when it does not.
	Other *directory.CloudObject
	Error *Error
	// Reason is one sentence with the attribute, the value and the other object.
	Reason string
	Result *Result
	// Confidence is the worst of all that the decision rests on.
	Confidence   Confidence
	Alternatives []Alternative
	// OrderDependent says that another export order gives another outcome.
	OrderDependent bool
	Candidates     []NearMiss
	Trace          Trace
}

// Error is the error of an export or of the sync before it.
type Error struct {
	Code          string
	Number        int
	Message       string
	Attribute     string
	ConflictsWith *Holder
}

// Holder is the object that holds a value: a cloud object, or an on-premises
// object that is exported earlier in the same run.
type Holder struct {
	ID string // "" for an object that this run creates
	DN string // on-premises DN of an object that this run creates
	// Name is what a person calls it: userPrincipalName or displayName.
	Name string
	Type directory.ObjectType
}

// Alternative is an outcome that cannot be excluded.
type Alternative struct {
	Outcome Outcome
	Because string
	Rule    string
}

// Result is what the cloud object looks like afterwards.
type Result struct {
	UserPrincipalName string
	MailNickname      string
	Mail              string
	ProxyAddresses    []directory.Address
	ImmutableID       directory.Anchor
	Quarantined       []Quarantined
	Overwrites        []Overwrite
}

// Proxies are the addresses as proxyAddresses holds them.
func (r *Result) Proxies() (list []string) {
	for _, a := range r.ProxyAddresses {
		list = append(list, a.String())
	}
	return list
}

// Quarantined is a value that the service sets aside.
type Quarantined struct {
	Property string
	Value    string
	HeldBy   Holder
}

// Overwrite is a cloud value that the take-over changes. After is "" when the
// value is lost.
type Overwrite struct {
	Property      string
	Before, After string
}

// NearMiss is a cloud-managed user that nobody claims and that may be the same
// person. Score is between 0 and 1.
type NearMiss struct {
	Cloud   *directory.CloudObject
	Score   float64
	Reasons []string
}
