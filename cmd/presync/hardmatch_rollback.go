package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"presync/sim/hardmatch"
)

// rollbackOptions are the flags of presync hardmatch rollback.
type rollbackOptions struct {
	endpointOptions
	journal string
}

func newHardmatchRollbackCmd(a *app) *cobra.Command {
	o := &rollbackOptions{}
	cmd := &cobra.Command{
		Use:   "rollback --journal FILE --graph URL [--ldap URL] [flags]",
		Short: "Take back what apply did, from its journal",
		Long: `Rollback restores the original values that the journal of presync hardmatch
apply holds, the last change first, and reads each back. A value that somebody
else changed since stays and is named. A user that was deleted for good and an
onPremisesObjectIdentifier that was cleared cannot come back; they are named,
too. The servers have to be on this machine.

Exit codes: 0 everything is as it was, 1 could not run or was interrupted,
2 wrong usage, 3 something is not as it was.`,
		Example: `  presync hardmatch rollback --journal plan.json.journal --graph http://127.0.0.1:8080/v1.0`,
		Args:    args(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runHardmatchRollback(cmd.Context(), a, o) },
	}
	cmd.Flags().StringVar(&o.journal, "journal", "", "the journal, a `FILE` of presync hardmatch apply")
	addEndpointFlags(cmd, &o.endpointOptions)
	return cmd
}

func runHardmatchRollback(ctx context.Context, a *app, o *rollbackOptions) (err error) {
	where, err := o.local(a)
	if err != nil {
		return err
	}
	if o.journal == "" {
		return usagef("presync hardmatch apply keeps it in PLAN.journal", "--journal is missing: name the journal")
	}
	if err := refuseInput("-o", o.output, o.journal); err != nil {
		return err
	}
	how := hardmatch.RollbackOptions{}
	if how.Journal, err = hardmatch.OpenJournal(ctx, o.journal, false); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, how.Journal.Close()) }()
	if how.Endpoints, err = hardmatch.OpenEndpoints(ctx, where); err != nil {
		return err
	}
	defer how.Endpoints.Close()
	p := newProgress(a, o.quiet, nil)
	how.Tell = p.tell
	report, err := hardmatch.Rollback(ctx, how)
	p.end()
	if err != nil {
		return err
	}
	err = writeResult(ctx, a, o.output, func(w io.Writer) error {
		if o.format.value == "json" {
			return writeJSON(w, report)
		}
		return hardmatch.WriteRollback(w, report)
	})
	if err == nil && report.Findings() {
		err = errFindings
	}
	return err
}
