package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"presync/scenarios/scaffold"
)

// scenarioNewOptions are the flags of presync scenario new.
type scenarioNewOptions struct {
	id     string
	theme  choice
	output string
}

func newScenarioNewCmd(a *app) *cobra.Command {
	o := &scenarioNewOptions{theme: newChoice("THEME", scaffold.Themes()...)}
	cmd := &cobra.Command{
		Use:   "new [ID] [flags]",
		Short: "Write a scenario file to begin with, which holds as it is",
		Long: `New writes a small scenario file that holds as it is. Its prose says what to
change first. Edit the prose, then the data, then run it:

  presync test FILE

Exit codes: 0 written, 1 the file could not be written, 2 wrong usage.`,
		Example: `  presync scenario new -o branch-office.txtar
  presync scenario new BRANCH-1 --theme hard-match -o branch-1.txtar`,
		Args: args(0, 1, "ID"),
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				o.id = given[0]
			}
			return runScenarioNew(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.Var(&o.theme, "theme", "what the scenario is about: "+oneOf(o.theme.allowed))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; a file that exists is left as it is")
	completeWith(cmd, "theme", o.theme.allowed)
	return cmd
}

func runScenarioNew(ctx context.Context, a *app, o *scenarioNewOptions) error {
	if err := refuseExisting(o.output); err != nil {
		return err
	}
	data, err := scaffold.New(o.id, o.theme.value)
	if err != nil {
		return usagef("capitals, digits and hyphens, such as BRANCH-1", "%v", err)
	}
	return writeResult(ctx, a, o.output, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
