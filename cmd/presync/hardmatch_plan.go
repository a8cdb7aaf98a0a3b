package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim"
	"presync/sim/hardmatch"
	"presync/sim/meter"
)

// planOptions are the flags of presync hardmatch plan.
type planOptions struct {
	inputOptions
	tableOptions
	users   []string
	pairs   string
	runbook string
	ldif    string
	batch   string
}

func newHardmatchPlanCmd(a *app) *cobra.Command {
	o := &planOptions{}
	cmd := &cobra.Command{
		Use:   "plan --ad FILE --cloud PATH [flags]",
		Short: "Say which users to link, on which side, and what is in the way",
		Long: `Plan makes a row for each AD user who would get a second account or an error
although a cloud user is there: what to write, on which side and why, what is in
the way and in which order to clear it, and the outcome before and after. Soft
matches are left alone, unless --user or --pairs names them.

Each row is checked by running the engine on the changed data. A row is

  ready      nothing is in the way
  blocked    the blockers come first, in their order
  ambiguous  somebody has to choose, with --pairs
  linked     nothing is to be done

Nothing is written to either directory.

Exit codes: 0 every row can be carried out, 1 an input could not be used, 2 wrong
usage, 3 a row cannot: somebody has to choose, something can only be cleared by
hand, or the change does not lead to the match.`,
		Example: `  # all who need it, for reading
  presync hardmatch plan --ad ad.ldif --cloud tenant/

  # one user, as JSON for presync hardmatch apply
  presync hardmatch plan --ad ad.ldif --cloud tenant/ --user jane@contoso.com \
      --format json -o plan.json

  # chosen pairs, and what to run on the servers
  presync hardmatch plan --ad ad.ldif --cloud tenant/ --pairs merged.xlsx \
      --runbook link.ps1 --ldif link.ldif --batch link-graph.json`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) },
	}
	addInputFlags(cmd, &o.inputOptions)
	f := cmd.Flags()
	f.StringArrayVar(&o.users, "user", nil, "plan for one user; `WHO` is a UPN, sAMAccountName, address, DN, objectGUID or anchor; repeatable")
	f.StringVar(&o.pairs, "pairs", "", "plan for the pairs in `FILE`: CSV or XLSX with the columns adUser and cloudUser, as merge writes it")
	f.StringVar(&o.runbook, "runbook", "", "write a PowerShell runbook to `FILE.ps1`, and the plan that it reads to FILE.json")
	f.StringVar(&o.ldif, "ldif", "", "write the AD side as LDIF changes to `FILE`, and what undoes them to the same name with .undo.ldif")
	f.StringVar(&o.batch, "batch", "", "write the cloud side as Graph $batch bodies to `FILE`")
	addTableFlags(cmd, &o.tableOptions, "text", "json", "csv", "xlsx")
	return cmd
}

func (o *planOptions) run(ctx context.Context, a *app) error {
	if err := o.checkFiles(); err != nil {
		return err
	}
	l, err := load(ctx, a, &o.inputOptions)
	if err != nil {
		return err
	}
	sources := append(l.sources(&o.inputOptions), o.pairs)
	for _, f := range o.files() {
		if err := refuseInput(f.flag, f.path, sources...); err != nil {
			return err
		}
	}
	plan, err := o.plan(ctx, a, l)
	if err != nil {
		return err
	}
	for _, f := range o.files() {
		if f.path == "" && f.flag != "-o" {
			continue
		}
		if err := o.writeFile(ctx, a, f, plan); err != nil {
			return err
		}
	}
	if err := l.strictly(&o.inputOptions); err != nil {
		return err
	}
	if plan.Findings() {
		return errFindings
	}
	return nil
}

// checkFiles refuses results that would replace each other.
func (o *planOptions) checkFiles() error {
	if len(o.users) > 0 && o.pairs != "" {
		return usagef("put the user into the file, or leave --pairs out", "--user and --pairs exclude each other")
	}
	if o.pairs == "-" && (slices.Contains(o.adPaths(), "-") || o.cloud == "-" || o.tenant == "-") {
		return usagef("save the others to files", "only one input can come from standard input")
	}
	if o.runbook != "" && !strings.EqualFold(filepath.Ext(o.runbook), ".ps1") {
		return usagef("PowerShell runs no script with another name", "--runbook %s does not end in .ps1", o.runbook)
	}
	taken := map[string]string{}
	for _, f := range o.files() {
		if f.path == "" || f.path == "-" && f.flag == "-o" {
			continue
		}
		if f.path == "-" {
			return usagef("name a file", "%s cannot write to stdout, which holds the plan", f.flag)
		}
		path := filepath.Clean(f.path)
		if other := taken[path]; other != "" {
			return usagef("name another file", "%s and %s would both write %s", other, f.flag, path)
		}
		taken[path] = f.flag
	}
	return nil
}

// planFile is one of the files that a plan is written to.
type planFile struct {
	flag, path string
	write      func(io.Writer, *hardmatch.Plan) error
}

// files are all that are written; the plan itself comes last.
func (o *planOptions) files() []planFile {
	var out []planFile
	if o.runbook != "" {
		out = append(out,
			planFile{"--runbook", o.runbook, func(w io.Writer, _ *hardmatch.Plan) error { return hardmatch.WriteRunbook(w) }},
			planFile{"--runbook", beside(o.runbook, ".json"), hardmatch.WritePlan})
	}
	if o.ldif != "" {
		out = append(out, planFile{"--ldif", o.ldif, hardmatch.WriteLDIF}, planFile{"--ldif", beside(o.ldif, ".undo.ldif"), hardmatch.WriteUndo})
	}
	if o.batch != "" {
		out = append(out, planFile{"--batch", o.batch, hardmatch.WriteBatch})
	}
	return append(out, planFile{"-o", o.output, nil})
}

func (o *planOptions) writeFile(ctx context.Context, a *app, f planFile, plan *hardmatch.Plan) error {
	switch {
	case f.write != nil:
		if err := writeNamed(ctx, a, f.flag, f.path, func(w io.Writer) error { return f.write(w, plan) }); err != nil {
			return err
		}
		if !o.quiet {
			fmt.Fprintf(a.stderr, "presync: %s is written (%s)\n", f.path, f.flag)
		}
		return nil
	case o.format.value == "json":
		return writeResult(ctx, a, f.path, func(w io.Writer) error { return hardmatch.WritePlan(w, plan) })
	case o.format.value == "text":
		width := a.textOptions(o.noColor, f.path != "").Width
		return writeResult(ctx, a, f.path, func(w io.Writer) error { return hardmatch.WriteText(w, plan, width) })
	}
	return o.write(ctx, a, plan.Table())
}

// plan predicts and plans.
func (o *planOptions) plan(ctx context.Context, a *app, l *loaded) (*hardmatch.Plan, error) {
	p, err := predict(ctx, l.Input)
	if err != nil {
		return nil, err
	}
	a.next("planning", meter.Nothing, 0)
	planner, err := untilDone(ctx, func() (*hardmatch.Planner, error) { return hardmatch.NewPlanner(l.Input, p) })
	if err != nil {
		return nil, err
	}
	switch {
	case o.pairs != "":
		t, err := readTable(a, o.pairs, o.quiet)
		if err != nil {
			return nil, err
		}
		pairs, err := planner.ReadPairs(t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.pairs, err)
		}
		return untilDone(ctx, func() (*hardmatch.Plan, error) { return planner.Pairs(pairs), nil })
	case len(o.users) > 0:
		return o.chosen(planner, p)
	}
	return untilDone(ctx, func() (*hardmatch.Plan, error) { return planner.All(), nil })
}

// chosen plans for the users of --user.
func (o *planOptions) chosen(planner *hardmatch.Planner, p *sim.Prediction) (*hardmatch.Plan, error) {
	decisions, seen := p.Decisions[:0:0], map[string]bool{}
	for _, who := range o.users {
		found := find(p.Decisions, who)
		if len(found) == 0 {
			return nil, notFound(p.Decisions, who)
		}
		for _, d := range found {
			if key := d.Object.Forest + "\x00" + d.Object.DN; !seen[key] {
				seen[key] = true
				decisions = append(decisions, *d)
			}
		}
	}
	return planner.Users(decisions), nil
}
