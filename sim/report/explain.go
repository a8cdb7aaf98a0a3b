package report

import (
	"fmt"

	"presync/sim"
	"presync/sim/match"
)

// Explanation is everything about the fate of one person.
type Explanation struct {
	Run      Run
	Decision *match.Decision
	// Changes are edits that would give another outcome.
	Changes []sim.Change
}

// Stage is one step of the vendor's pipeline for one person, in the terms of
// Graph's provisioningStep.
type Stage struct {
	Name   string // import, scoping, matching, processing, export
	Status Status
	// Text is what came out of the stage, one sentence without a full stop.
	Text string
	// Steps are the rules that were asked in it.
	Steps []match.Step
}

// Status is how a stage ended.
type Status string

// The statuses, named as in Graph.
const (
	Success Status = "success"
	Warning Status = "warning"
	Failure Status = "failure"
	Skipped Status = "skipped"
)

// stageNames are the stages behind the import, in order.
var stageNames = []string{"scoping", "matching", "processing", "export"}

// stageOf gives the place in stageNames of the stage that asks the rules of a
// phase.
func stageOf(p match.Phase) int {
	switch p {
	case match.Scope:
		return 0
	case match.SourceAnchor, match.Connected, match.HardMatch, match.Identity, match.SoftMatch, match.Conflict, match.NearMisses:
		return 1
	case match.Provision, match.Validation, match.Outlook:
		return 2
	default:
		return 3
	}
}

// Stages cuts the trace of a decision into the stages of the pipeline. A stage
// behind the one that ended the way of the user is skipped.
func (e *Explanation) Stages() []Stage {
	d := e.Decision
	stages := []Stage{{Name: "import", Status: Success, Text: "read from " + d.Object.Origin.String()}}
	end := len(stageNames) - 1
	if d.Rule != nil {
		end = stageOf(d.Rule.Phase)
	}
	for at, name := range stageNames {
		s := Stage{Name: name, Status: Success}
		for _, step := range d.Trace {
			if stageOf(step.Rule.Phase) == at {
				s.Steps = append(s.Steps, step)
			}
		}
		s.Status, s.Text = stageResult(d, name, at, end)
		stages = append(stages, s)
	}
	return stages
}

// notReached is said of the stages behind the one that ended the way.
const notReached = "not reached"

// stageResult says how the stage at a place ended when the deciding rule
// belongs to the stage at end.
func stageResult(d *match.Decision, name string, at, end int) (Status, string) {
	ended := d.Outcome == match.OutcomeError || d.Outcome == match.OutcomeNotSynced
	switch {
	case ended && at > end:
		return Skipped, notReached
	case ended && at == end && d.Outcome == match.OutcomeError:
		return Failure, d.Reason
	case ended && at == end:
		return Skipped, d.Reason
	}
	switch name {
	case "scoping":
		return Success, "in scope"
	case "matching":
		return matchingResult(d)
	case "processing":
		return processingResult(d)
	default:
		return exportResult(d)
	}
}

func matchingResult(d *match.Decision) (Status, string) {
	switch {
	case d.Target != nil && d.MatchedBy != "":
		return Success, fmt.Sprintf("%s with %s by %s", d.Outcome, match.CloudName(d.Target), d.MatchedBy)
	case d.Target != nil:
		return Success, fmt.Sprintf("%s of %s", d.Outcome, match.CloudName(d.Target))
	case d.Outcome == match.OutcomeCreateDuplicate:
		return Warning, "no match"
	default:
		return Success, "no match"
	}
}

func processingResult(d *match.Decision) (Status, string) {
	if d.Result != nil && len(d.Result.Quarantined) > 0 {
		return Warning, plural(len(d.Result.Quarantined), "value") + " set aside in quarantine"
	}
	return Success, "nothing is set aside"
}

func exportResult(d *match.Decision) (Status, string) {
	text := meaning(d.Outcome)
	if d.Outcome == match.OutcomeCreateDuplicate {
		return Warning, text
	}
	return Success, text
}

// verdict is the outcome in a few words: "error InvalidHardMatch (103)".
func verdict(d *match.Decision) string {
	if d.Outcome != match.OutcomeError || d.Error == nil {
		return string(d.Outcome)
	}
	text := "error " + d.Error.Code
	if d.Error.Number != 0 {
		text += fmt.Sprintf(" (%d)", d.Error.Number)
	}
	return text
}

// changeSide says in words where a change is made.
func changeSide(side string) string {
	switch side {
	case "ad":
		return "on premises"
	case "cloud":
		return "in the cloud"
	case "tenant":
		return "in the settings"
	case "both":
		return "on both sides"
	default:
		return side
	}
}

// changeOutcome says what a change leads to.
func changeOutcome(c sim.Change) string {
	if c.Target == "" {
		return string(c.Outcome)
	}
	return string(c.Outcome) + " with " + c.Target
}
