package compare

import (
	"slices"

	"presync/sim/match"
)

// Severity says what a difference means to the people who run the sync.
type Severity string

// The severities. Of users who are in both sides: worse, better and changed
// have another verdict; less-certain and more-certain have the same verdict on
// other evidence.
const (
	Worse       Severity = "worse"
	Better      Severity = "better"
	Changed     Severity = "changed"
	LessCertain Severity = "less-certain"
	MoreCertain Severity = "more-certain"
	Added       Severity = "added"   // the head has the user alone
	Removed     Severity = "removed" // the base has the user alone
)

// Severities lists them, the most important first.
var Severities = []Severity{Worse, Changed, Better, LessCertain, MoreCertain, Added, Removed}

// Transition is one line of the table that says what is worse.
type Transition struct {
	From     []match.Outcome
	To       []match.Outcome
	Severity Severity
	Why      string // ends a sentence that starts with "worse because"
}

var (
	linked = []match.Outcome{match.OutcomeUpdate, match.OutcomeHardMatch, match.OutcomeSoftMatch}
	sound  = append(slices.Clone(linked), match.OutcomeCreate)
)

// Table is what is worse and what is better when the outcome of a user
// changes. The first line that fits counts; every pair of outcomes fits one.
var Table = []Transition{
	{without(match.OutcomeError), only(match.OutcomeError), Worse, "the export fails, so nothing of the user is synced"},
	{append(slices.Clone(sound), match.OutcomeNotSynced), only(match.OutcomeCreateDuplicate), Worse, "a second account is made for the user"},
	{linked, only(match.OutcomeCreate), Worse, "the account that is there is left behind, and a new one is made"},
	{sound, only(match.OutcomeNotSynced), Worse, "the user is left out of the sync"},
	{only(match.OutcomeError), sound, Better, "the export no longer fails"},
	{only(match.OutcomeCreateDuplicate), sound, Better, "no second account is made"},
	{only(match.OutcomeCreate), linked, Better, "the account that is there is used, and no new one is made"},
	{only(match.OutcomeError), only(match.OutcomeCreateDuplicate), Changed, "the failure turns into a second account"},
	{[]match.Outcome{match.OutcomeError, match.OutcomeCreateDuplicate}, only(match.OutcomeNotSynced), Changed, "the user does no harm because the sync leaves the user out"},
	{only(match.OutcomeNotSynced), sound, Changed, "the user comes into the sync; whether that is wanted, no export says"},
	{linked, linked, Changed, "the user is linked to a cloud object in another way"},
}

// What makes a difference when the outcome stays the same.
const (
	whyQuarantine = "a name or an address is set aside that was not before"
	whyReleased   = "a name or an address is no longer set aside"
	whyFacts      = "the outcome is the same, but not all of its facts"
	whyDoubt      = "the verdict is the same, but less certain"
	whyCertain    = "the verdict is the same, and more certain"
)

// SameOutcome is the part of the table for users who keep their outcome: the
// severity and why.
var SameOutcome = []struct {
	Severity Severity
	Why      string
}{{Worse, whyQuarantine}, {Better, whyReleased}, {Changed, whyFacts}, {LessCertain, whyDoubt}, {MoreCertain, whyCertain}}

func only(o match.Outcome) []match.Outcome { return []match.Outcome{o} }

func without(o match.Outcome) []match.Outcome {
	return slices.DeleteFunc(slices.Clone(match.Outcomes), func(x match.Outcome) bool { return x == o })
}

// judge says what a difference means, "" where there is none.
func judge(base, head *Verdict) (Severity, string) {
	if base.Outcome != head.Outcome {
		return step(base.Outcome, head.Outcome)
	}
	switch before, after := base.Result.Quarantined, head.Result.Quarantined; {
	case len(minus(after, before)) > 0:
		return Worse, whyQuarantine
	case len(minus(before, after)) > 0:
		return Better, whyReleased
	case len(Facts(base, head)) > 0:
		return Changed, whyFacts
	case lessCertain(base, head):
		return LessCertain, whyDoubt
	case lessCertain(head, base):
		return MoreCertain, whyCertain
	}
	return "", ""
}

// step looks up the table. Outcomes that it does not know, of a report of a
// later version, are a change.
func step(from, to match.Outcome) (Severity, string) {
	for _, t := range Table {
		if slices.Contains(t.From, from) && slices.Contains(t.To, to) {
			return t.Severity, t.Why
		}
	}
	return Changed, "the outcome is another one"
}

// lessCertain reports whether the head rests on worse evidence: a lower
// confidence, a new dependence on the order of the export, or another outcome
// that cannot be excluded.
func lessCertain(base, head *Verdict) bool {
	return base.Confidence != head.Confidence && match.Worst(base.Confidence, head.Confidence) == head.Confidence ||
		!base.OrderDependent && head.OrderDependent ||
		len(minus(head.Alternatives, base.Alternatives)) > 0
}
