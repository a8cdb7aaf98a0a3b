package main

import (
	"context"
	"net"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim/directory"
	"presync/sim/hardmatch"
	"presync/sim/source"
	"presync/sim/syncrule"
)

// verifyOptions are the flags of presync hardmatch verify.
type verifyOptions struct {
	endpointOptions
	plan string
}

func newHardmatchVerifyCmd(a *app) *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use:   "verify --plan FILE --graph URL [--ldap URL] [flags]",
		Short: "Compare a tenant with a plan that was carried out",
		Long: `Verify reads a tenant and says for each row of a plan whether the cloud user has
the ID that the plan gives it, and nobody else has. With --ldap it looks at
mS-DS-ConsistencyGuid of the rows that are changed in AD, too.

It only reads, so that the tenant may be a real one, such as after the runbook.

Exit codes: 0 all rows are as planned, 1 could not run, 2 wrong usage, 3 a row is
not as planned.`,
		Example: `  presync hardmatch verify --plan plan.json --graph https://graph.microsoft.com/v1.0`,
		Args:    args(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runHardmatchVerify(cmd.Context(), a, o) },
	}
	cmd.Flags().StringVar(&o.plan, "plan", "", "the plan, a JSON `FILE` of presync hardmatch plan")
	addEndpointFlags(cmd, &o.endpointOptions)
	return cmd
}

func runHardmatchVerify(ctx context.Context, a *app, o *verifyOptions) error {
	if o.graph == "" {
		return usagef("presync serve prints one", "--graph is missing: name the tenant")
	}
	plan, err := readPlanFile(o.plan)
	if err != nil {
		return err
	}
	if err := refuseInput("-o", o.output, o.plan); err != nil {
		return err
	}
	graph, ldap := source.GraphOptions{Token: a.env(envToken)}, o.servers.ldap(a)
	if isLocal(o.graph) { // the fakes take anything
		local, err := o.local(a)
		if err != nil {
			return err
		}
		graph = local.GraphOptions
		if len(o.ldap) > 0 && isLocal(o.directories()[0].Path) {
			ldap = local.LDAPOptions
		}
	}
	tenant, _, _, err := source.ReadGraph(ctx, o.graph, graph)
	if err != nil {
		return err
	}
	var snap *directory.Snapshot
	if len(o.ldap) > 0 {
		keep := source.Options{Keep: []string{syncrule.ConsistencyGUID}}
		if snap, _, _, err = source.ReadForests(ctx, o.directories(), keep, ldap); err != nil {
			return err
		}
	}
	return reportRows(ctx, a, &o.endpointOptions, hardmatch.Verify(plan, tenant, snap))
}

// isLocal reports whether an address is one of this machine.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return strings.EqualFold(u.Hostname(), "localhost") || ip != nil && ip.IsLoopback()
}
