package report

import (
	"context"
	"slices"
	"sync"
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
	sum := Summarize(p)
	if err := s.Begin(run.About(p.Settings, p.Gaps), sum); err != nil {
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
	return s.End(sum, Cloud{Deletions: sim.ListOf(p.Deletions), Unclaimed: sim.ListOf(p.Unclaimed)})
}

// Stream is Write for a run whose decisions are made on the way and not held.
// It gives the summary. A sink that wants it first makes the run decide twice.
func Stream(ctx context.Context, s Sink, run Run, r *sim.Run, keep func(*match.Decision) bool) (Summary, error) {
	first := Summary{Tally: sim.Tally{Users: r.Len()}}
	if s.SummaryFirst() {
		first = summaryOf(r.Foresee())
	}
	if err := ctx.Err(); err != nil {
		return first, err
	}
	if err := s.Begin(run.About(r.Settings(), r.Gaps()), first); err != nil {
		return first, err
	}
	if f, ok := s.(Formatter); ok && !f.ShowsReasons() {
		r = r.Brief()
	}
	rest, err := sim.Each(r, encoded(s, keep), func(b *sim.Block, e *encodings) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if f, ok := s.(Formatter); ok {
			err := f.Formatted(e.bytes, e.count)
			e.bytes, e.count = e.bytes[:0], 0
			e.pool.Put(e)
			return err
		}
		for _, d := range b.Decisions {
			if keep != nil && !keep(d) {
				continue
			}
			if err := s.Decision(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return first, err
	}
	sum := summaryOf(rest)
	return sum, s.End(sum, Cloud{Deletions: rest.Deletions, Unclaimed: rest.Unclaimed})
}

// encodings are decisions in the form of a sink, in memory of a pool.
type encodings struct {
	bytes []byte
	count int
	pool  *sync.Pool
}

// encoded gives the function that puts decisions into the form of a sink, nil
// when the sink does it itself.
func encoded(s Sink, keep func(*match.Decision) bool) func(*sim.Block) *encodings {
	f, ok := s.(Formatter)
	if !ok {
		return nil
	}
	var pool sync.Pool
	pool.New = func() any { return &encodings{pool: &pool} }
	return func(b *sim.Block) *encodings {
		e := pool.Get().(*encodings)
		e.bytes = slices.Grow(e.bytes, f.Typical()*len(b.Decisions))
		for _, d := range b.Decisions {
			if keep == nil || keep(d) {
				e.bytes = f.Format(e.bytes, d)
				e.count++
			}
		}
		return e
	}
}

// Summarize counts a prediction.
func Summarize(p *sim.Prediction) Summary {
	return Summary{
		Tally: sim.Count(p.Decisions), Deletions: len(p.Deletions),
		DeletionThresholdExceeded: p.DeletionThresholdExceeded, Unclaimed: len(p.Unclaimed),
	}
}

func summaryOf(r *sim.Rest) Summary {
	return Summary{
		Tally: r.Tally, Deletions: r.Deletions.Len(),
		DeletionThresholdExceeded: r.DeletionThresholdExceeded, Unclaimed: r.Unclaimed.Len(),
	}
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
func (r Run) About(settings directory.Settings, gaps []directory.Gap) Run {
	r.Tenant = withoutNil(settings)
	r.Gaps = append([]directory.Gap{}, gaps...)
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
	sim.Tally
	Deletions                 int
	DeletionThresholdExceeded bool
	Unclaimed                 int
}

// Cloud is what the run means for cloud objects that no decision names.
type Cloud struct {
	// Deletions are synced objects that the on-premises side lacks.
	Deletions sim.CloudList
	// Unclaimed are cloud-managed users that no on-premises user touches.
	Unclaimed sim.CloudList
}

// Sink writes one format. Begin comes first; then one Decision for each user
// that is listed, in input order; then End, which flushes.
type Sink interface {
	// SummaryFirst says that Begin wants the whole summary. Other sinks get one
	// that only counts the users.
	SummaryFirst() bool
	Begin(Run, Summary) error
	Decision(*match.Decision) error
	End(Summary, Cloud) error
}

// Formatter is a sink for programs: it can put decisions into its form on any
// goroutine, and take them in their order later.
type Formatter interface {
	Sink
	// Format appends one decision; Typical is about how many bytes that takes.
	Format([]byte, *match.Decision) []byte
	Typical() int
	// ShowsReasons says that a near miss is written with what it rests on.
	ShowsReasons() bool
	// Formatted writes what Format gave for a number of decisions.
	Formatted([]byte, int) error
}
