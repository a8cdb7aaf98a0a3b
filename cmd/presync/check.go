package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"presync/sim"
	"presync/sim/check"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/meter"
	"presync/sim/report"
)

// checkOptions are the flags of presync check.
type checkOptions struct {
	inputOptions
	profile choice
	only    []string
	format  choice
	output  string
	ldif    string
}

func newCheckCmd(a *app) *cobra.Command {
	o := &checkOptions{profile: newChoice("PROFILE", profileNames()...), format: newChoice("FORMAT", "text", "json", "ndjson", "csv", "md")}
	cmd := &cobra.Command{
		Use:   "check --ad FILE [flags]",
		Short: "Look for values that the service refuses or changes, and for duplicates",
		Long: `Check looks over the on-premises objects before a synchronisation. A profile
says what for:

  service          what the service refuses or changes (the default)
  idfix            what the discontinued tool IdFix finds, its errors corrected
  idfix-dedicated  the same in its mode for dedicated tenants
  prepare          the preparation list: mail, primary address, sign-in name

Values that two objects hold are found across attributes, forests and, with
--cloud, the tenant; both objects are named with file and line. A value is
suggested only where it is safe: well formed, and held by nobody else.

Nothing is written to a directory. --ldif writes the suggestions as change
records, and beside them FILE.undo.ldif, which takes them back. The csv format
has the columns of IdFix. docs/CHECKS.md lists all checks.

Exit codes: 0 no finding of level error, 1 an input could not be used (or
--strict and a record could not be read), 2 wrong usage, 3 a finding of level
error.`,
		Example: `  # what would go wrong, and where
  presync check --ad ad.ldif

  # two forests, and what the tenant holds already
  presync check --ad emea=emea.ldif --ad apac=apac.ldif --cloud tenant/

  # go on with a process that was built on IdFix
  presync check --ad ad.ldif --profile idfix --format csv -o idfix.csv

  # change records to look over, and to import with ldifde -i -f fix.ldif
  presync check --ad ad.ldif --ldif fix.ldif`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runCheck(cmd.Context(), a, o) },
	}
	addCheckFlags(cmd, o)
	return cmd
}

func addCheckFlags(cmd *cobra.Command, o *checkOptions) {
	f := cmd.Flags()
	f.StringArrayVar(&o.ad, "ad", nil, "on-premises export or directory, `[NAME=]SOURCE`: LDIF or CSV, - is standard input, ldap://HOST/BASE; once for each domain or forest")
	f.Var(&once{value: &o.cloud}, "cloud", "tenant, `PATH`: a folder with users.json and more, one JSON, CSV or LDIF file, or a Graph root; without it nothing is compared with the tenant")
	f.Var(&once{value: &o.tenant}, "tenant", "settings of tenant and client, a YAML `FILE`; wins over what the tenant export says")
	f.StringArrayVar(&o.set, "set", nil, "one setting, `KEY=VALUE`, such as verifiedDomains=contoso.com; wins over the tenant file; repeatable")
	f.Var(&o.profile, "profile", "what to look for")
	f.StringSliceVar(&o.only, "only", nil, "run these checks only; `ID,...` are IDs of the profile, such as DU001")
	f.Var(&o.format, "format", "text for reading; json and ndjson for programs; csv with the columns of IdFix; md for a ticket")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	f.StringVar(&o.ldif, "ldif", "", "write the suggestions to `FILE` as LDIF change records, and FILE.undo.ldif beside it; neither may exist")
	f.BoolVar(&o.strict, "strict", false, "exit with 1 when a record could not be read")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	f.BoolVar(&o.noColor, "no-color", false, "no colours, also on a terminal (as NO_COLOR does)")
	addWireFlags(cmd, &o.wire)
	completeWith(cmd, "profile", o.profile.allowed)
	completeWith(cmd, "format", o.format.allowed)
}

func profileNames() []string {
	names := make([]string, 0, len(check.Profiles))
	for _, p := range check.Profiles {
		names = append(names, string(p))
	}
	return names
}

func runCheck(ctx context.Context, a *app, o *checkOptions) error {
	profile := check.Profile(o.profile.value)
	if err := o.checkOnly(profile); err != nil {
		return err
	}
	l, err := loadCheck(ctx, a, o)
	if err != nil {
		return err
	}
	if err := refuseInput("-o", o.output, l.sources(&o.inputOptions)...); err != nil {
		return err
	}
	list, err := people(ctx, l.Input)
	if err != nil {
		return err
	}
	a.next("checking", meter.Nothing, 0)
	result, err := untilDone(ctx, func() (*check.Result, error) {
		return check.Run(check.Input{Snapshot: l.Snapshot, Tenant: l.Tenant, People: list, Profile: profile, Only: o.only}), nil
	})
	if err != nil {
		return err
	}
	run, err := o.run(l, result)
	if err != nil {
		return err
	}
	if err := o.writeLDIF(a, result); err != nil {
		return err
	}
	if err := writeResult(ctx, a, o.output, func(w io.Writer) error { return o.write(a, w, run, result) }); err != nil {
		return err
	}
	if o.output != "" && !o.quiet {
		fmt.Fprintf(a.stderr, "presync: %s holds the findings in %s\n", o.output, objects(result.Objects))
	}
	if err := l.strictly(&o.inputOptions); err != nil {
		return err
	}
	if report.SummarizeCheck(result).Worrying() {
		return errFindings
	}
	return nil
}

// checkOnly refuses IDs that the profile does not have, and outputs that would
// take each other's place.
func (o *checkOptions) checkOnly(profile check.Profile) error {
	var ids []string
	for _, c := range check.All() {
		if c.In(profile) {
			ids = append(ids, c.ID)
		}
	}
	for i, id := range o.only {
		o.only[i] = strings.ToUpper(strings.TrimSpace(id))
		if slices.Contains(ids, o.only[i]) {
			continue
		}
		if c, ok := check.Lookup(o.only[i]); ok {
			return usagef(fmt.Sprintf("--profile %s has it", c.Profiles[0]), "profile %s has no check %q", profile, id)
		}
		hint := "docs/CHECKS.md lists them"
		if near := nearest(o.only[i], ids); near != "" {
			hint = "did you mean " + near + "?"
		}
		return usagef(hint, "there is no check %q", id)
	}
	return o.checkLDIF()
}

// loadCheck reads the inputs of a check: the tenant only when it is named.
func loadCheck(ctx context.Context, a *app, o *checkOptions) (*loaded, error) {
	if err := o.checkSources(); err != nil {
		return nil, err
	}
	settings, err := o.settings()
	if err != nil {
		return nil, err
	}
	l := &loaded{}
	if err := l.read(ctx, a, &o.inputOptions, settings); err != nil {
		return nil, err
	}
	l.AsOf = a.now().UTC().Truncate(24 * time.Hour)
	if !o.quiet {
		nameProblems(a.stderr, l.inputs)
	}
	return l, nil
}

// people predicts and keeps who is one person, who is left out of the
// synchronisation, and which cloud object is theirs: the one that they are
// linked to, or that has their anchor although the link is refused.
func people(ctx context.Context, in sim.Input) ([]check.Person, error) {
	r, err := untilDone(ctx, func() (*sim.Run, error) { return sim.NewRun(in) })
	if err != nil {
		return nil, err
	}
	objects := make(map[*directory.CloudObject]bool, len(in.Tenant.Objects))
	byAnchor := make(map[directory.Anchor]*directory.CloudObject, len(in.Tenant.Objects))
	for _, c := range in.Tenant.Objects {
		objects[c] = true
		if c.ImmutableID != "" {
			byAnchor[c.ImmutableID] = c
		}
	}
	list := make([]check.Person, 0, r.Len())
	_, err = sim.Each(r, func(b *sim.Block) []check.Person {
		some := make([]check.Person, 0, len(b.Decisions))
		for _, d := range b.Decisions {
			person := check.Person{Objects: []*directory.Object{d.Object}, Cloud: d.Target, Left: d.Outcome == match.OutcomeNotSynced}
			if person.Cloud != nil && !objects[person.Cloud] {
				person.Cloud = person.Cloud.Clone() // as another user left it; its memory serves others
			}
			if d.User != nil {
				person.Objects = d.User.Objects()
				if person.Cloud == nil && d.User.Anchor != "" {
					person.Cloud = byAnchor[d.User.Anchor]
				}
			}
			some = append(some, person)
		}
		return some
	}, func(_ *sim.Block, some []check.Person) error {
		list = append(list, some...)
		return ctx.Err()
	})
	return list, err
}

// run says what the findings rest on.
func (o *checkOptions) run(l *loaded, r *check.Result) (report.CheckRun, error) {
	hash, err := report.CheckSetHash(check.All())
	return report.CheckRun{
		Tool: report.Tool{Name: "presync", Version: version()}, Profile: check.Profile(o.profile.value), Only: o.only,
		Checks: hash, SuffixList: check.SuffixList(), Cloud: o.cloud != "", Inputs: l.inputs, Gaps: append(l.Gaps, r.Gaps...),
	}, err
}

// write writes the findings in the format.
func (o *checkOptions) write(a *app, w io.Writer, run report.CheckRun, r *check.Result) error {
	switch o.format.value {
	case "json":
		return report.CheckJSON(w, run, r)
	case "ndjson":
		return report.CheckNDJSON(w, run, r)
	case "csv":
		return report.CheckCSV(w, r)
	case "md":
		return report.CheckMarkdown(w, run, r)
	}
	opt := a.textOptions(o.noColor, o.output != "")
	opt.Selected = len(o.only) > 0
	return report.CheckText(w, run, r, opt)
}
