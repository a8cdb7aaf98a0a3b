package report

import (
	"time"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// Schema names the shape of the json and ndjson formats.
const Schema = "presync.prediction/v1"

// Write feeds a prediction to a sink. run says under which assumptions it
// holds; its Tenant and Gaps are taken from the prediction. keep limits the
// decisions that are listed, nil lists all; the summary always counts all.
// It reports the first error of the sink, which is one of writing.
func Write(s Sink, run Run, p *sim.Prediction, keep func(*match.Decision) bool) error {
	if err := s.Begin(run.About(p), Summarize(p)); err != nil {
		return err
	}
	for i := range p.Decisions {
		if keep != nil && !keep(&p.Decisions[i]) {
			continue
		}
		if err := s.Decision(&p.Decisions[i]); err != nil {
			return err
		}
	}
	return s.End(Cloud{Deletions: p.Deletions, Unclaimed: p.Unclaimed})
}

// Summarize counts a prediction.
func Summarize(p *sim.Prediction) Summary {
	s := Summary{
		Users:                     len(p.Decisions),
		Outcomes:                  make(map[match.Outcome]int, len(match.Outcomes)),
		Errors:                    map[string]int{},
		Failures:                  map[string]int{},
		Deletions:                 len(p.Deletions),
		DeletionThresholdExceeded: p.DeletionThresholdExceeded,
		Unclaimed:                 len(p.Unclaimed),
		Confidence:                map[match.Confidence]int{},
	}
	for i := range p.Decisions {
		d := &p.Decisions[i]
		s.Outcomes[d.Outcome]++
		s.Confidence[d.Confidence]++
		if d.Error == nil {
			continue
		}
		s.Errors[d.Error.Code]++
		if d.Outcome == match.OutcomeError {
			s.Failures[d.Error.Code]++
		}
	}
	return s
}

// Findings reports whether the run has something to worry about: a user that
// fails or gets a second account (exit code 3 of the command line).
func (s Summary) Findings() bool {
	return s.Outcomes[match.OutcomeError]+s.Outcomes[match.OutcomeCreateDuplicate] > 0
}

// withoutNil makes lists that were never set empty, so that json shows [] and
// not null.
func withoutNil(s directory.Settings) directory.Settings {
	for _, list := range []*[]string{
		&s.VerifiedDomains, &s.FederatedDomains, &s.ExchangeLicensed,
		&s.Filter.Domains, &s.Filter.OUs, &s.Filter.ExcludeOUs,
	} {
		if *list == nil {
			*list = []string{}
		}
	}
	if s.Roles == nil {
		s.Roles = []directory.RoleAssignment{}
	}
	return s
}

// Run is the header of a report: all that the prediction rests on.
type Run struct {
	Tool Tool
	// AsOf is the day whose rules are in force; only the date is written.
	AsOf time.Time
	// Rules is the hash of the rule set, see RuleSetHash.
	Rules string
	// Via says how the engine read the inputs: memory or wire.
	Via string
	// FullImport says that the on-premises exports were declared complete.
	FullImport bool
	Inputs     []directory.Input
	// Tenant are the effective settings.
	Tenant directory.Settings
	Gaps   []directory.Gap
}

// About completes a header with what the prediction says of itself: the
// effective settings and the gaps.
func (r Run) About(p *sim.Prediction) Run {
	r.Tenant = withoutNil(p.Settings)
	r.Gaps = append([]directory.Gap{}, p.Gaps...)
	r.Inputs = append([]directory.Input{}, r.Inputs...)
	return r
}

// Tool is the program that made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Summary counts the decisions of a run.
type Summary struct {
	Users    int
	Outcomes map[match.Outcome]int
	// Errors counts all decisions with an error by its code, also those that
	// the service lists beside a duplicate. Failures are those whose outcome
	// is error.
	Errors, Failures          map[string]int
	Deletions                 int
	DeletionThresholdExceeded bool
	Unclaimed                 int
	Confidence                map[match.Confidence]int
}

// Cloud is what the run means for cloud objects that no decision names.
type Cloud struct {
	// Deletions are synced objects that the on-premises side lacks.
	Deletions []*directory.CloudObject
	// Unclaimed are cloud-managed users that no on-premises user touches.
	Unclaimed []*directory.CloudObject
}

// Sink writes one format. Begin comes first and has the summary, because
// people and the json format want it before the decisions; then one Decision
// for each user that is listed, in input order; then End, which flushes.
type Sink interface {
	Begin(Run, Summary) error
	Decision(*match.Decision) error
	End(Cloud) error
}
