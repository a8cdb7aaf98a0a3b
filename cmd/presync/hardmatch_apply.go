package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"presync/sim/hardmatch"
	"presync/sim/source"
)

// endpointOptions are the flags that say where a plan is carried out.
type endpointOptions struct {
	graph   string
	ldap    []string
	format  choice
	output  string
	quiet   bool
	servers wireOptions
}

// addEndpointFlags defines the flags that apply, verify and rollback share.
func addEndpointFlags(cmd *cobra.Command, o *endpointOptions) {
	o.format = newChoice("FORMAT", "text", "json")
	f := cmd.Flags()
	f.StringVar(&o.graph, "graph", "", "the tenant, a Graph root such as http://127.0.0.1:8080/v1.0 (`URL`; token from "+envToken+")")
	f.StringArrayVar(&o.ldap, "ldap", nil, "a directory, `[NAME=]URL` such as ldap://127.0.0.1:3890; once for each forest, NAME is the forest of the plan")
	f.Var(&o.format, "format", "text, or json for one object")
	f.StringVarP(&o.output, "output", "o", "", "write the result to `FILE`")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	completeWith(cmd, "format", o.format.allowed)
	addWireFlags(cmd, &o.servers)
}

// local are the endpoints on this machine. The fakes take any name and token,
// so that none has to be given.
func (o *endpointOptions) local(a *app) (hardmatch.EndpointOptions, error) {
	if o.graph == "" {
		return hardmatch.EndpointOptions{}, usagef("presync serve prints one", "--graph is missing: name the tenant")
	}
	out := hardmatch.EndpointOptions{Graph: o.graph, GraphOptions: source.GraphOptions{Token: a.env(envToken)}, LDAPOptions: o.servers.ldap(a)}
	if out.GraphOptions.Token == "" {
		out.GraphOptions.Token = "presync"
	}
	if out.LDAPOptions.BindName == "" {
		out.LDAPOptions.BindName = "presync"
		password := a.env(envPassword)
		if password == "" {
			password = "presync"
		}
		out.LDAPOptions.Password = func(context.Context) (string, error) { return password, nil }
	}
	out.Directories = o.directories()
	return out, nil
}

func (o *endpointOptions) directories() []source.ADSource {
	var all []source.ADSource
	for _, arg := range o.ldap {
		all = append(all, source.ParseADSource(arg))
	}
	return all
}

// applyOptions are the flags of presync hardmatch apply.
type applyOptions struct {
	endpointOptions
	plan    string
	journal string
	inputs  inputOptions // tenant, set and asOf only
}

func newHardmatchApplyCmd(a *app) *cobra.Command {
	o := &applyOptions{}
	cmd := &cobra.Command{
		Use:   "apply --plan FILE --graph URL [--ldap URL] [flags]",
		Short: "Carry a plan out on the servers of presync serve, and prove the result",
		Long: `Apply carries a plan out on a tenant and a directory on this machine, such as
those of presync serve. Any other address is refused; for the real ones there is
the runbook.

It stops the simulated scheduler, clears what the plan says is in the way,
writes each ID, reads it back, starts the scheduler, runs a simulated delta sync
and compares each user with the plan. Roles, names and switches that had to go
are given back. A value that was changed since the plan was made stays, and its
row is skipped.

Every write is in the journal before and after it happens. After an interrupt or
a crash, the same command goes on where it ended, and presync hardmatch rollback
takes everything back.

Exit codes: 0 all rows ended as planned, 1 could not run or was interrupted,
2 wrong usage, 3 a row did not end as planned.`,
		Example: `  presync hardmatch apply --plan plan.json \
    --graph http://127.0.0.1:8080/v1.0 --ldap ldap://127.0.0.1:3890`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runHardmatchApply(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.plan, "plan", "", "the plan, a JSON `FILE` of presync hardmatch plan")
	f.StringVar(&o.journal, "journal", "", "keep the journal in `FILE`; PLAN.journal beside the plan when not given")
	addEndpointFlags(cmd, &o.endpointOptions)
	f.StringVar(&o.inputs.tenant, "tenant", "", "settings for the simulated sync, a YAML `FILE`, as for predict")
	f.StringArrayVar(&o.inputs.set, "set", nil, "one setting for the simulated sync, `KEY=VALUE`; repeatable")
	f.Var(&o.inputs.asOf, "as-of", "use the rules in force on this day, such as 2026-07-01")
	return cmd
}

func runHardmatchApply(ctx context.Context, a *app, o *applyOptions) (err error) {
	where, err := o.local(a)
	if err != nil {
		return err
	}
	plan, err := readPlanFile(o.plan)
	if err != nil {
		return err
	}
	settings, err := o.inputs.settings()
	if err != nil {
		return err
	}
	how := hardmatch.ApplyOptions{Settle: settings.Apply, AsOf: o.inputs.asOf.day}
	if how.Keep, err = wanted(settings); err != nil {
		return err
	}
	if how.AsOf.IsZero() {
		how.AsOf = a.now().UTC().Truncate(24 * time.Hour)
	}
	if how.Endpoints, err = hardmatch.OpenEndpoints(ctx, where); err != nil {
		return err
	}
	defer how.Endpoints.Close()
	if o.journal == "" {
		o.journal = o.plan + ".journal"
	}
	if o.output != "" && filepath.Clean(o.output) == filepath.Clean(o.journal) {
		return usagef("name another file", "-o %s is the journal", o.output)
	}
	if err := refuseInput("-o", o.output, o.plan, o.journal, o.inputs.tenant); err != nil {
		return err
	}
	if how.Journal, err = hardmatch.OpenJournal(ctx, o.journal, true); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, how.Journal.Close()) }()
	p := newProgress(a, o.quiet, func(row int) string { return plan.Rows[row].ADUser.DN })
	how.Tell = p.tell
	report, err := hardmatch.Apply(ctx, plan, how)
	p.end()
	if err != nil {
		return unfinished(ctx, err, o)
	}
	return reportRows(ctx, a, &o.endpointOptions, report)
}

// unfinished says how to go on after a run that ended early.
func unfinished(ctx context.Context, err error, o *applyOptions) error {
	f := describe(err)
	if ctx.Err() != nil {
		f = &failure{code: exitFailed, text: "interrupted"}
	}
	f.hint = strings.TrimPrefix(f.hint+"; ", "; ") + "the same command goes on where this one ended; presync hardmatch rollback --journal " + o.journal + " takes everything back"
	return f
}

// readPlanFile reads a plan.
func readPlanFile(path string) (*hardmatch.Plan, error) {
	if path == "" {
		return nil, usagef("presync hardmatch plan --format json makes one", "--plan is missing: name the plan")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	plan, err := hardmatch.ReadPlan(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return plan, errors.Join(err, f.Close())
}

// reportRows writes the report, and turns it into the exit code.
func reportRows(ctx context.Context, a *app, o *endpointOptions, report *hardmatch.Report) error {
	err := writeResult(ctx, a, o.output, func(w io.Writer) error {
		if o.format.value == "json" {
			return writeJSON(w, report)
		}
		return hardmatch.WriteReport(w, report)
	})
	if err == nil && report.Findings() {
		err = errFindings
	}
	return err
}

// writeJSON writes a value as JSON that people can read.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
