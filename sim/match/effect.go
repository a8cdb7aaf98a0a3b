package match

// Decide makes the effect of a rule that sets an outcome without a link.
func Decide(o Outcome) Effect { return Effect{Kind: Decides, Outcome: o} }

// Link makes the effect of a rule that ties the person to the cloud object.
// by is the contract's matchedBy.
func Link(o Outcome, by string) Effect {
	return Effect{Kind: Decides, Outcome: o, By: by, Links: true}
}

// Fail makes the effect of a rule with which the export ends in an error.
func Fail(f Failure) Effect { return Effect{Kind: Decides, Outcome: OutcomeError, Failure: &f} }

// Skip makes the effect of a rule that keeps the user out of the export.
func Skip() Effect { return Effect{Kind: Decides, Outcome: OutcomeNotSynced} }

// Duplicate makes the effect of a rule with which a second cloud user comes to
// be; f is the error that the service lists beside it, or nil.
func Duplicate(f *Failure) Effect {
	return Effect{Kind: Decides, Outcome: OutcomeCreateDuplicate, Failure: f}
}

// TakeAway makes the effect of a rule that quarantines a claimed value.
func TakeAway() Effect { return Effect{Kind: Quarantine, Outcome: OutcomeCreateDuplicate} }

// PutPlaceholder makes the effect of a rule that replaces a claimed
// userPrincipalName.
func PutPlaceholder() Effect { return Effect{Kind: Replace, Outcome: OutcomeCreateDuplicate} }

// DoubtThat makes the effect of a rule that names another possible outcome.
func DoubtThat(d Doubt) Effect { return Effect{Kind: Doubts, Doubt: &d} }

// Note makes the effect of a rule that only explains what the result shows.
func Note() Effect { return Effect{Kind: Notes} }

// Release makes the effect of a rule with which the cloud object is deleted in
// the same export, so that it stands in nobody's way.
func Release() Effect { return Effect{Kind: Releases} }
