package hardmatch

import (
	"context"
	"fmt"
	"strings"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/source"
)

// sync runs the simulated delta sync: it reads both sides as they are now,
// predicts, and compares each row with the plan.
func (a *applier) sync(ctx context.Context) error {
	var open []int
	for i := range a.report.Rows {
		if a.report.Rows[i].Result == ResultWritten {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	if len(a.endpoints.directories) == 0 {
		a.report.NoSync = "no directory was named, so that the delta sync could not be simulated"
		a.say(a.report.NoSync)
		return nil
	}
	a.say("delta sync (simulated)")
	p, err := a.predict(ctx)
	if err != nil {
		return err
	}
	decisions := map[string]*match.Decision{}
	for i := range p.Decisions {
		d := &p.Decisions[i]
		decisions[a.endpoints.place(d.Object.Forest, d.Object.DN)] = d
		if d.User != nil {
			for _, o := range d.User.Objects() {
				decisions[a.endpoints.place(o.Forest, o.DN)] = d
			}
		}
	}
	for _, i := range open {
		a.row = i
		r := &a.plan.Rows[i]
		if err := a.compare(i, decisions[a.endpoints.place(r.ADUser.Forest, r.ADUser.DN)]); err != nil {
			return err
		}
	}
	a.row = -1
	return nil
}

// place tells AD users apart. The only directory is that of all forests.
func (e *Endpoints) place(forest, dn string) string {
	if len(e.directories) == 1 {
		forest = ""
	}
	return strings.ToLower(forest) + "|" + string(directory.Fold(dn))
}

// predict reads both sides and runs the engine.
func (a *applier) predict(ctx context.Context) (*sim.Prediction, error) {
	o := a.endpoints.options
	tenant, _, cloudGaps, err := source.ReadGraph(ctx, o.Graph, a.endpoints.graph.Options)
	if err != nil {
		return nil, err
	}
	snap, _, adGaps, err := source.ReadForests(ctx, o.Directories, source.Options{Keep: a.Keep}, o.LDAPOptions)
	if err != nil {
		return nil, err
	}
	if a.Settle != nil {
		if err := a.Settle(tenant); err != nil {
			return nil, err
		}
	}
	if a.plan.SourceAnchor != "" {
		tenant.Settings.SourceAnchor = a.plan.SourceAnchor
	}
	if a.plan.Client != "" {
		tenant.Settings.Client = directory.Client(a.plan.Client)
	}
	run := a.Predict
	if run == nil {
		run = sim.Predict
	}
	return run(sim.Input{Snapshot: snap, Tenant: tenant, AsOf: a.AsOf, Gaps: append(adGaps, cloudGaps...)})
}

// compare holds what the sync does with a row against the plan.
func (a *applier) compare(i int, d *match.Decision) error {
	r, row := &a.plan.Rows[i], &a.report.Rows[i]
	if d == nil {
		a.end(ResultOtherwise, "the directory has no user "+show(&r.ADUser.DN))
		return nil
	}
	row.Outcome = string(d.Outcome)
	links := d.Outcome == match.OutcomeHardMatch || d.Outcome == match.OutcomeUpdate
	switch {
	case row.Outcome != r.After:
		a.end(ResultOtherwise, fmt.Sprintf("the sync ends in %s and not in %s: %s", d.Outcome, r.After, d.Reason))
		return nil
	case links && (d.Target == nil || d.Target.ID != r.CloudUser.ID):
		a.end(ResultOtherwise, "the sync links another cloud user: "+d.Reason)
		return nil
	}
	a.end(ResultDone, "")
	a.say(fmt.Sprintf("%s, as planned", d.Outcome))
	return a.Journal.write(record{Kind: kindSynced, Row: i, Outcome: row.Outcome})
}

// newReport is the report of a run in which nothing has happened yet.
func newReport(plan *Plan) *Report {
	r := &Report{Schema: ReportSchema, Rows: make([]RowReport, len(plan.Rows))}
	for i := range plan.Rows {
		p := &plan.Rows[i]
		r.Rows[i] = RowReport{ADUser: p.ADUser, CloudUser: p.CloudUser, Side: p.Side, Result: ResultPending, Planned: p.After}
	}
	return r
}

// Findings reports whether a row did not end as planned, or something lent
// was not given back.
func (r *Report) Findings() bool {
	for i := range r.Rows {
		switch r.Rows[i].Result {
		case ResultDone, ResultWritten, ResultLinked:
		default:
			return true
		}
	}
	return len(r.NotGivenBack) > 0
}

// ReportSchema names the JSON form of a report.
const ReportSchema = "presync.hardmatchreport/v1"

// Report says how each row of a plan ended.
type Report struct {
	Schema string      `json:"schema"`
	Rows   []RowReport `json:"rows"`
	// NoSync says why no sync was simulated, "" when one was or none was due.
	NoSync string `json:"noSync,omitempty"`
	// NotGivenBack are roles, names and switches that could not be given back.
	NotGivenBack []string `json:"notGivenBack,omitempty"`
}

// RowReport says how one row ended. Planned and Outcome are what the sync was
// to do with the AD user, and what it does.
type RowReport struct {
	ADUser    ADUser    `json:"adUser"`
	CloudUser CloudUser `json:"cloudUser"`
	Side      Side      `json:"side"`
	Result    Result    `json:"result"`
	Reason    string    `json:"reason,omitempty"`
	Planned   string    `json:"planned"`
	Outcome   string    `json:"outcome,omitempty"`
}

// Result is how a row ended.
type Result string

// The results.
const (
	ResultDone      Result = "done"      // written, and the sync does what the plan says
	ResultWritten   Result = "written"   // written and read back; no sync was simulated
	ResultLinked    Result = "linked"    // there was nothing to do
	ResultSkipped   Result = "skipped"   // not written, or not all of it; Reason says why
	ResultNotDoable Result = "not-done"  // the plan says that it cannot be done
	ResultOtherwise Result = "otherwise" // written, and the sync does something else
	ResultPending   Result = "pending"   // the run ended before its turn
)
