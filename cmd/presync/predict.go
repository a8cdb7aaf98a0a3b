package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"presync/sim"
	"presync/sim/match"
	"presync/sim/report"
	"presync/sim/source"
)

// predictOptions are the flags of presync predict.
type predictOptions struct {
	inputOptions
	format choice
	output string
	only   choices
	user   string
	trace  bool
}

func newPredictCmd(a *app) *cobra.Command {
	o := &predictOptions{format: newChoice("FORMAT", "text", "json", "ndjson", "csv", "md"), only: choices{allowed: outcomeNames()}}
	cmd := &cobra.Command{
		Use:   "predict --ad FILE --cloud PATH [flags]",
		Short: "Say what the next sync does to each user",
		Long: `Predict says for each on-premises user what the next synchronisation does:

  hard-match        takes over a cloud object by its anchor
  soft-match        takes over a cloud user by address or UPN
  create            makes a new cloud user, and nothing conflicts
  create-duplicate  makes a new cloud user although a cloud object for them exists
  update            is linked already, an ordinary update
  error             fails to export
  not-synced        is never exported

Nothing is written to either directory. What the exports do not tell is named,
with what it makes uncertain.

Exit codes: 0 no user fails or gets a second account, 1 an input could not be
used (or --strict and a record could not be read), 2 wrong usage, 3 a user
fails or gets a second account.`,
		Example: `  # the usual case: one domain, one tenant, a table for reading
  presync predict --ad ad.ldif --cloud users.json

  # a tenant folder with roles and settings, all decisions for a script
  presync predict --ad ad.ldif --cloud tenant/ --format json -o prediction.json

  # two forests, the failing users only, for a spreadsheet
  presync predict --ad emea=emea.ldif --ad apac=apac.ldif --cloud tenant/ \
      --only error,create-duplicate --format csv -o look-at.csv

  # what if soft match were blocked, and what did the rules say in May
  presync predict --ad ad.ldif --cloud tenant/ \
      --set features.blockSoftMatchEnabled=true --as-of 2026-05-01`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runPredict(cmd.Context(), a, o) },
	}
	addInputFlags(cmd, &o.inputOptions)
	f := cmd.Flags()
	f.Var(&o.format, "format", "text for reading; json, ndjson and csv for programs; md for a ticket")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	f.Var(&o.only, "only", "list decisions with these outcomes only; the summary still counts all")
	f.StringVar(&o.user, "user", "", "list the decision of one user only; `WHO` is a UPN, sAMAccountName, address, DN, objectGUID or anchor")
	f.BoolVar(&o.trace, "trace", false, "add every rule that was asked to each decision (json and ndjson)")
	completeWith(cmd, "format", o.format.allowed)
	completeWith(cmd, "only", o.only.allowed)
	return cmd
}

func outcomeNames() []string {
	names := make([]string, 0, len(match.Outcomes))
	for _, o := range match.Outcomes {
		names = append(names, string(o))
	}
	return names
}

func runPredict(ctx context.Context, a *app, o *predictOptions) error {
	if o.trace && o.format.value != "json" && o.format.value != "ndjson" {
		return usagef("presync explain WHO shows it for one user", "--trace needs --format json or ndjson")
	}
	o.lean = !o.trace     // a trace names the line of objectClass
	o.pack = o.user == "" // one user is looked for among all
	o.noHash = o.format.value == "csv" || o.format.value == "text"
	l, err := load(ctx, a, &o.inputOptions)
	if err != nil {
		return err
	}
	saveMemory(a)
	if err := refuseInput("-o", o.output, l.sources(&o.inputOptions)...); err != nil {
		return err
	}
	l.Trace = o.trace
	sum, err := o.write(ctx, a, l)
	if err != nil {
		return err
	}
	return o.verdict(a, l, sum)
}

// write writes the decisions while they are made. Those about one user are
// looked for among all.
func (o *predictOptions) write(ctx context.Context, a *app, l *loaded) (sum report.Summary, err error) {
	if o.user == "" {
		r, err := untilDone(ctx, func() (*sim.Run, error) { return sim.NewRun(l.Input) })
		if err != nil {
			return sum, err
		}
		err = writeResult(ctx, a, o.output, func(w io.Writer) error {
			sum, err = report.Stream(ctx, o.sink(a, w), l.run, r, a.counted(o.selection(nil), r.Len()))
			return err
		})
		return sum, err
	}
	p, err := predict(ctx, l.Input)
	if err != nil {
		return sum, err
	}
	users := find(p.Decisions, o.user)
	if len(users) == 0 {
		return sum, notFound(p.Decisions, o.user)
	}
	return report.Summarize(p), writeResult(ctx, a, o.output, func(w io.Writer) error {
		return report.Write(o.sink(a, w), l.run, p, a.counted(o.selection(users), len(p.Decisions)))
	})
}

// predict runs the engine until it is done or an interrupt comes.
func predict(ctx context.Context, in sim.Input) (*sim.Prediction, error) {
	return untilDone(ctx, func() (*sim.Prediction, error) { return sim.Predict(in) })
}

// untilDone waits for work until it is done or an interrupt comes.
func untilDone[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		made T
		err  error
	}
	done := make(chan result, 1)
	go func() {
		made, err := work()
		done <- result{made, err}
	}()
	select {
	case r := <-done:
		return r.made, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// verdict turns what was found into the exit code.
func (o *predictOptions) verdict(a *app, l *loaded, sum report.Summary) error {
	if o.output != "" && !o.quiet {
		fmt.Fprintf(a.stderr, "presync: %s holds the prediction for %s\n", o.output, numbered(sum.Users, "user"))
	}
	if err := l.strictly(&o.inputOptions); err != nil {
		return err
	}
	if sum.Findings() {
		return errFindings
	}
	return nil
}

// selection says which decisions to list, nil for all. users are the only ones,
// where there are any.
func (o *predictOptions) selection(users []*match.Decision) func(*match.Decision) bool {
	if users == nil && len(o.only.values) == 0 {
		return nil
	}
	return func(d *match.Decision) bool {
		return (users == nil || slices.Contains(users, d)) &&
			(len(o.only.values) == 0 || slices.Contains(o.only.values, string(d.Outcome)))
	}
}

// sink makes the writer of the format.
func (o *predictOptions) sink(a *app, w io.Writer) report.Sink {
	switch o.format.value {
	case "json":
		return report.NewJSON(w, o.trace)
	case "ndjson":
		return report.NewNDJSON(w, o.trace)
	case "csv":
		return report.NewCSV(w)
	case "md":
		return report.NewMarkdown(w)
	}
	opt := a.textOptions(o.noColor, o.output != "")
	opt.Selected = o.user != "" || len(o.only.values) > 0
	if !o.quiet && o.output == "" {
		opt.Talk = a.stderr
	}
	return report.NewText(w, opt)
}

// sources names the files that were read.
func (l *loaded) sources(o *inputOptions) []string {
	names := append(o.adPaths(), o.cloud, o.tenant)
	for _, in := range l.inputs {
		names = append(names, in.Source)
	}
	return names
}

// adPaths are the on-premises sources without the names of their forests.
func (o *inputOptions) adPaths() []string {
	paths := make([]string, 0, len(o.ad)+2)
	for _, arg := range o.ad {
		paths = append(paths, source.ParseADSource(arg).Path)
	}
	return paths
}
