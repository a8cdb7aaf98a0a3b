package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

func newScenarioCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenario",
		Short: "Make scenario files: a scaffold, or cut out of real exports",
		Long: `Scenario makes the files that presync test runs: small exports with the outcome
that is expected of them.

Exit codes: those of each command.`,
		Example: `  presync scenario new -o branch-office.txtar
  presync scenario cut --user pat@contoso.com --ad ad.ldif --cloud tenant/ -o pat.txtar`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newScenarioNewCmd(a), newScenarioCutCmd(a))
	return cmd
}

// refuseExisting keeps a new file from replacing one.
func refuseExisting(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	switch info, err := os.Lstat(path); {
	case err == nil && info.IsDir():
		return usagef("name a file in it", "-o %s is a folder", path)
	case err == nil && info.Mode().IsRegular():
		return usagef("name another file, or move that one away", "-o %s exists already and is left as it is", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("-o: %w", err)
	}
	return nil
}
