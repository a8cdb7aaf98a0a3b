package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"presync/scenarios/cut"
)

// cutOptions are the flags of presync scenario cut.
type cutOptions struct {
	inputOptions
	user   string
	keep   []string
	salt   string
	output string
}

func newScenarioCutCmd(a *app) *cobra.Command {
	o := &cutOptions{}
	cmd := &cobra.Command{
		Use:   "cut --user WHO --ad FILE --cloud PATH [flags]",
		Short: "Cut the smallest scenario that keeps one user's verdict, with other names",
		Long: `Cut makes a scenario file of real exports: it takes other users, cloud objects,
side files, attributes, values and settings away as long as the user's verdict
and the rule behind it stay, and replaces names, addresses, domains and ids by
others of the same form. The file can be handed on and runs with presync test.

The verdict is the outcome, the deciding rule, the way of the match, the error
with its number, attribute and conflicting object, the target, and what is
quarantined. Confidence and doubts stay where they fit into 60 lines.

The file is searched for every original word, number, GUID and SID, also in
Base64 and hex. Where one is found, nothing is written. Read the file once
yourself before you hand it on.

WHO is a userPrincipalName, sAMAccountName, address, DN, objectGUID or anchor.

Exit codes: 0 written, 1 an input could not be used, or no smaller part has the
verdict, 2 wrong usage, 3 an original value would be left.`,
		Example: `  presync scenario cut --user laura.moretti@contoso.com \
      --ad ad.ldif --cloud tenant/ --tenant tenant.yaml -o laura.txtar

  # as the rules were in May, with one domain left as it is
  presync scenario cut --user bsmith --ad ad.ldif --cloud users.json \
      --as-of 2026-05-01 --keep fabrikam.com -o may.txtar`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runScenarioCut(cmd.Context(), a, o) },
	}
	addInputFlags(cmd, &o.inputOptions)
	f := cmd.Flags()
	f.StringVar(&o.user, "user", "", "cut the scenario of this user; `WHO` is a UPN, sAMAccountName, address, DN, objectGUID or anchor")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; a file that exists is left as it is")
	addReplaceFlags(cmd, &o.keep, &o.salt)
	return cmd
}

func runScenarioCut(ctx context.Context, a *app, o *cutOptions) error {
	if o.user == "" {
		return usagef("presync predict lists the users", "--user is missing: name the user whose verdict is to stay")
	}
	if err := refuseExisting(o.output); err != nil {
		return err
	}
	l, err := load(ctx, a, &o.inputOptions)
	if err != nil {
		return err
	}
	p, err := predict(ctx, l.Input)
	if err != nil {
		return err
	}
	d, err := findOne(p.Decisions, o.user)
	if err != nil {
		return err
	}
	salt, err := saltOf(o.salt)
	if err != nil {
		return err
	}
	r, err := cut.Scenario(ctx, l.Input, d, cut.Options{Salt: salt, Keep: o.keep})
	if survived := (*cut.SurvivedError)(nil); errors.As(err, &survived) {
		return &failure{code: exitFindings, text: survived.Error(), hint: survived.Hint()}
	}
	if err != nil {
		return err
	}
	err = writeResult(ctx, a, o.output, func(w io.Writer) error {
		_, err := w.Write(r.Data)
		return err
	})
	if err != nil || o.quiet {
		return err
	}
	fmt.Fprintf(a.stderr, "presync: %d lines after %d trials; it holds, and no original was found in it\n", r.Lines, r.Trials)
	if r.Lines > cut.Goal {
		fmt.Fprintf(a.stderr, "presync: that is more than the goal of %d lines: the verdict needs %s\n", cut.Goal, r.Needs)
	}
	if !r.Doubts {
		fmt.Fprintln(a.stderr, "presync: outcome and rule are those of the user; confidence and doubts may be others")
	}
	return nil
}
