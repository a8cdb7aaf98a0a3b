package match

import (
	"time"

	"presync/sim/directory"
)

// Phase is a step of the vendor's pipeline. Phases are asked in order.
type Phase int

// The phases. Scope is asked about an on-premises object alone; Anchor and
// Processing about a person; the others about a person and a cloud object.
const (
	Scope Phase = iota
	SourceAnchor
	Connected
	HardMatch
	Identity
	SoftMatch
	Conflict
	Provision
	Validation
	Exporting
	Outlook
	NearMisses

	phases // how many there are
)

// String is the name of the phase in reports.
func (p Phase) String() string {
	return [...]string{"scoping", "source anchor", "connected", "hard match", "identity", "soft match",
		"conflict", "provisioning", "validation", "export", "result", "near miss"}[p]
}

// Subject is what a rule is asked about.
type Subject int

// The subjects of rules.
const (
	AboutObject Subject = iota // one on-premises object, before any join
	AboutUser                  // a person of the metaverse
	AboutPair                  // a person and one cloud object
	AboutClaim                 // a person, one value they claim, and the cloud object that holds it

	subjects // how many there are
)

// Outcome is the closed set of what can happen to a user.
type Outcome string

// The outcomes (CONTRACT section 3).
const (
	OutcomeHardMatch       Outcome = "hard-match"
	OutcomeSoftMatch       Outcome = "soft-match"
	OutcomeCreate          Outcome = "create"
	OutcomeCreateDuplicate Outcome = "create-duplicate"
	OutcomeUpdate          Outcome = "update"
	OutcomeError           Outcome = "error"
	OutcomeNotSynced       Outcome = "not-synced"
)

// Outcomes lists them in the order of the contract.
var Outcomes = []Outcome{
	OutcomeHardMatch, OutcomeSoftMatch, OutcomeCreate, OutcomeCreateDuplicate,
	OutcomeUpdate, OutcomeError, OutcomeNotSynced,
}

// Confidence says how well the rule behind a decision is known.
type Confidence string

// From best to worst.
const (
	Documented Confidence = "documented" // the vendor's documents say so
	Observed   Confidence = "observed"   // administrators saw it; read from the vendor's source or configuration
	Inferred   Confidence = "inferred"   // follows from other facts; the reason is in the evidence
	Contested  Confidence = "contested"  // documents contradict each other
)

// worse ranks confidences; a decision has the worst one of what it rests on.
var worse = map[Confidence]int{Documented: 0, Observed: 1, Inferred: 2, Contested: 3}

// Worst gives the less certain of two.
func Worst(a, b Confidence) Confidence {
	if worse[b] > worse[a] {
		return b
	}
	return a
}

// Evidence is where a rule comes from.
type Evidence struct {
	Confidence Confidence
	// Source is the rulebook's tag and title of the document.
	Source string
	// URL is its public address, "" when it has none.
	URL string
	// Section is the rulebook's rule, e.g. "HM-6".
	Section string
	// Read is the date of the document as it was read, YYYY-MM-DD or YYYY-MM.
	Read string
	// Why gives the reason when the rule is inferred or contested.
	Why string
}

// Failure is the error that the service or the sync engine reports.
type Failure struct {
	Code string
	// Number is the service's error number, 0 when none is known.
	Number int
	// Message is the service's own text; {values} stands for the conflicting
	// values.
	Message string
	// Attribute is the attribute that the error names, "" when it depends on
	// the value in conflict.
	Attribute string
}

// Effect is what a rule does when all its conditions hold. Exactly one of the
// constructors in effect.go makes it.
type Effect struct {
	Kind    EffectKind
	Outcome Outcome  // Decide, Fail, Skip
	By      string   // matchedBy, for links
	Failure *Failure // Fail, and create-duplicate with a service error
	Doubt   *Doubt   // Doubt
	Links   bool     // the person takes over, or stays with, the cloud object
}

// EffectKind tells effects apart.
type EffectKind int

// The kinds of effects.
const (
	Decides    EffectKind = iota // sets the outcome
	Doubts                       // lowers confidence and names an alternative
	Quarantine                   // takes a claimed value away
	Replace                      // replaces the userPrincipalName by a placeholder
	Notes                        // explains what the result shows
	Releases                     // takes the cloud object out of the tenant
)

// Doubt is another outcome that the evidence leaves possible.
type Doubt struct {
	// Confidence is the most that the decision keeps; "" leaves it as it is.
	Confidence Confidence
	Outcome    Outcome
	Because    string
	// About limits the doubt to decisions with one of these outcomes.
	About []Outcome
	// Code limits the doubt to errors with this code, "" is any.
	Code string
}

// Rule is one row of the rule table.
type Rule struct {
	ID    string // stable, never reused: HM001
	Title string // lower case, no full stop, at most 72 characters: what happens
	Phase Phase
	About Subject
	// Rank orders rules that decide in the same phase; the lowest speaks.
	Rank int
	When []Cond
	Then Effect
	// From and Until are the half-open interval in which the rule is in force;
	// the zero time is "always".
	From, Until time.Time
	Evidence    Evidence
	// Doc explains the rule to an administrator, Fix says what to do about it.
	Doc string
	Fix string
	// Reason is the sentence of the report. See the placeholders in reason.go.
	Reason string
}

// InForce reports whether the rule applies on a day.
func (r *Rule) InForce(day time.Time) bool {
	return (r.From.IsZero() || !day.Before(r.From)) && (r.Until.IsZero() || day.Before(r.Until))
}

// Cond is one condition of a rule: a name for when it holds, one for when it
// does not, the test, and the two values that were compared. Conditions with the
// same two names are the same condition.
type Cond struct {
	Name string
	Not  string
	Test func(*Question) bool
	// Fixed says that the test looks at Settings, Inputs and Day alone: it says
	// the same about everybody.
	Fixed bool
	// Left and Right are the compared values, on-premises side first; nil
	// where the condition compares nothing.
	Left, Right func(*Question) Value
}

// Value is a compared value and where it was read.
type Value struct {
	Name   string           `json:"name"` // the attribute or property
	Text   string           `json:"value"`
	Origin directory.Origin `json:"origin"`
}

// Question is what a rule is asked: the subject and the world at that moment
// of the batch.
type Question struct {
	Object   *directory.Object    // AboutObject
	Firsts   *Firsts              // of Object, nil where they were not read
	User     *directory.Candidate // all others
	Cloud    *directory.CloudObject
	Settings *directory.Settings
	World    *World
	Claim    *Claim // AboutClaim
	// Inputs says what the exports could tell.
	Inputs *Inputs
	// Scope is where the object stands to the client's filter (AboutObject).
	Scope *directory.ScopeFacts
	// Plan is what the service makes of the values of the person.
	Plan *PlanFacts
	// Near is the comparison with a cloud user that nobody claims.
	Near *NearMiss
	Day  time.Time
}

// Inputs says which attributes and parts of the tenant the inputs hold.
type Inputs struct {
	// Has reports whether any on-premises record carries the attribute.
	Has func(attribute string) bool
	// Known is the same for the cloud side.
	Known directory.Known
}

// PlanFacts says how the names and addresses of the cloud object came about.
type PlanFacts struct {
	UPN string
	// Rule is the rulebook rule that chose the userPrincipalName.
	Rule string
	// Fallback says that the name is made of mailNickname and the initial
	// domain, Why what is wrong with the on-premises one.
	Fallback bool
	Why      string
	// Discarded are the on-premises addresses that the service drops, by reason.
	Discarded map[string][]string
}
