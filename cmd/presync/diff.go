package main

import (
	"github.com/spf13/cobra"

	"presync/sim/compare"
)

// diffOptions are the flags of presync diff.
type diffOptions struct {
	inputOptions
	base, head side
	format     choice
	output     string
	summary    string
	only       choices
	failOn     choice
}

const diffLong = `Diff predicts twice and says which users get another verdict: from what to what,
by which rule. Inputs that both runs share are given as for predict; --base and
--head say what is different on their side, each as often as needed:

  as-of=DATE       the rules in force on that day     set=KEY=VALUE   a setting
  tenant=FILE      another tenant file                ad=SOURCE       other exports
  cloud=PATH       another tenant                     report=FILE     a saved report
  full-import=true, replacement-server=true, source-anchor=ATTRIBUTE

A side without --base or --head is the shared inputs, on the day of --as-of. A
date alone is short for as-of=DATE, a file that ends in .json or .ndjson for
report=FILE: what presync predict --format json or ndjson saved. Both may stand
without the flag: presync diff OLD NEW.

What is worse, where linked is update, hard-match or soft-match:
  any -> error                                     the export fails
  linked, create, not-synced -> create-duplicate   a second account is made
  linked -> create                                 the account that is there is left behind
  linked, create -> not-synced                     the user is left out
  same outcome, a value is set aside (quarantined)
  a cloud object that only the head deletes
Better: error or create-duplicate -> linked or create; create -> linked; a value
is no longer set aside. All else is changed, neither worse nor better: another
rule, target, error or resulting value, too. The same verdict with another
confidence, dependence on the order or alternatives is less or more certain.

Users are paired by forest and objectGUID, then by DN, then by userPrincipalName.
Who is on one side alone is listed, and is not worse.

Exit codes: 0 nobody gets worse (see --fail-on), 1 an input could not be used
(or --strict and a record could not be read), 2 wrong usage, 3 somebody does.`

const diffExample = `  # whom the hardening of June and July 2026 hits
  presync diff --ad ad.ldif --cloud tenant/ --base as-of=2026-05-31 --head as-of=2026-11-22

  # a change of the filter or of a flag, as a gate in a pipeline
  presync diff --ad ad.ldif --cloud tenant/ --base tenant=old.yaml --head tenant=new.yaml
  presync diff --ad ad.ldif --cloud tenant/ --head set=features.blockSoftMatchEnabled=true

  # the exports of yesterday and of today
  presync diff --cloud tenant/ --base ad=yesterday.ldif --head ad=today.ldif

  # a saved report and the inputs as they are now; two saved reports
  presync diff --base report=accepted.json --ad ad.ldif --cloud tenant/
  presync diff old.json new.json --format md -o change.md`

func newDiffCmd(a *app) *cobra.Command {
	o := &diffOptions{
		base: side{name: "base"}, head: side{name: "head"},
		format: newChoice("FORMAT", "text", "json", "ndjson", "csv", "md", "github"),
		only:   choices{what: "WHAT,...", allowed: append(severityNames(), outcomeNames()...)},
		failOn: newChoice("WHEN", "worse", "any", "never"),
	}
	cmd := &cobra.Command{
		Use:     "diff [--base KEY=VALUE]... [--head KEY=VALUE]... --ad FILE --cloud PATH [flags]",
		Short:   "Say whose verdict changes between two runs, and who gets worse",
		Long:    diffLong,
		Example: diffExample,
		Args:    func(_ *cobra.Command, given []string) error { return o.positional(given) },
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDiff(cmd.Context(), a, o) },
	}
	addInputFlags(cmd, &o.inputOptions)
	addSideFlags(cmd, &o.base, "what is different in the first run; repeatable")
	addSideFlags(cmd, &o.head, "what is different in the second run; repeatable")
	addDiffFlags(cmd, o)
	return cmd
}

func addDiffFlags(cmd *cobra.Command, o *diffOptions) {
	f := cmd.Flags()
	f.Var(&o.format, "format", "text for reading; json, ndjson and csv for programs; md for a pull request; github for annotations")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	f.StringVar(&o.summary, "summary", "", "append the md format to `FILE`, too, such as $GITHUB_STEP_SUMMARY")
	f.Var(&o.only, "only", "list users of these severities, or with these outcomes on a side, only; the counts and the exit code are still of all")
	f.Var(&o.failOn, "fail-on", "exit with 3 when somebody gets worse, when there is any difference, or never")
	completeWith(cmd, "format", o.format.allowed)
	completeWith(cmd, "only", o.only.allowed)
	completeWith(cmd, "fail-on", o.failOn.allowed)
}

func severityNames() []string {
	names := make([]string, 0, len(compare.Severities))
	for _, s := range compare.Severities {
		names = append(names, string(s))
	}
	return names
}
