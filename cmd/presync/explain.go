package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/report"
)

// explainOptions are the flags of presync explain.
type explainOptions struct {
	inputOptions
	who    string
	format choice
	output string
	all    bool
}

func newExplainCmd(a *app) *cobra.Command {
	o := &explainOptions{format: newChoice("FORMAT", "text", "json", "md")}
	cmd := &cobra.Command{
		Use:   "explain WHO --ad FILE --cloud PATH [flags]",
		Short: "Show every step and every rule for one user",
		Long: `Explain follows one user through the synchronisation: import, scoping, matching,
processing, export. It shows each rule that was asked, with + for a condition
that holds and - for one that does not, both compared values and where each was
read; then the verdict, what else could happen, and what would change it. Text
only names the rules that say nothing about this user; --all shows them, too.

WHO is a userPrincipalName, sAMAccountName, address, DN, objectGUID or anchor.

Exit codes: 0 the user is explained, 1 an input could not be used or nobody has
that name, 2 wrong usage or several users have that name.`,
		Example: `  presync explain bob@contoso.com --ad ad.ldif --cloud tenant/

  # every rule, also those that are far from firing, as a page for a ticket
  presync explain "CN=Bob Smith,OU=Staff,DC=contoso,DC=com" \
      --ad ad.ldif --cloud tenant/ --format md -o bob.md`,
		Args: args(1, 1, "user"),
		RunE: func(cmd *cobra.Command, given []string) error {
			o.who = given[0]
			return runExplain(cmd.Context(), a, o)
		},
	}
	addInputFlags(cmd, &o.inputOptions)
	f := cmd.Flags()
	f.Var(&o.format, "format", "text for reading, json for programs, md for a ticket")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	f.BoolVar(&o.all, "all", false, "show every rule that was asked in full, also those that say nothing about this user (text)")
	completeWith(cmd, "format", o.format.allowed)
	return cmd
}

func runExplain(ctx context.Context, a *app, o *explainOptions) error {
	l, err := load(ctx, a, &o.inputOptions)
	if err != nil {
		return err
	}
	if err := refuseInput("-o", o.output, l.sources(&o.inputOptions)...); err != nil {
		return err
	}
	p, d, err := explainOne(ctx, l.Input, o.who)
	if err != nil {
		return err
	}
	e := &report.Explanation{Run: l.run.About(p.Settings, p.Gaps), Decision: d, Changes: sim.WhatWouldChange(l.Input, d.Object.DN)}
	if err := writeResult(ctx, a, o.output, func(w io.Writer) error { return o.write(a, w, e) }); err != nil {
		return err
	}
	return l.strictly(&o.inputOptions)
}

// explainOne predicts for everybody and keeps the trace of one person. Whom a
// name means is only known afterwards, so the objects that may be meant are
// traced; a person who has the name in another way takes a second run.
func explainOne(ctx context.Context, in sim.Input, who string) (*sim.Prediction, *match.Decision, error) {
	in.Trace, in.Traced = true, func(o *directory.Object) bool { return mayBe(o, who) }
	p, err := predict(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	d, err := findOne(p.Decisions, who)
	if err != nil || len(d.Trace) > 0 {
		return p, d, err
	}
	in.Traced = func(o *directory.Object) bool { return o == d.Object }
	if p, err = predict(ctx, in); err != nil {
		return nil, nil, err
	}
	d, err = findOne(p.Decisions, who)
	return p, d, err
}

func (o *explainOptions) write(a *app, w io.Writer, e *report.Explanation) error {
	switch o.format.value {
	case "json":
		return report.ExplainJSON(w, e)
	case "md":
		return report.ExplainMarkdown(w, e)
	}
	return report.ExplainText(w, e, a.textOptions(o.noColor, o.output != ""), o.all)
}
