package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func newRootCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "presync",
		Short: "Predict what the next Entra Connect synchronisation does to each user",
		Long: `presync predicts what the next synchronisation from Active Directory to
Microsoft Entra ID does to each user: hard match, soft match, a new account, a
duplicate, or an error. It works from exports, or reads a directory and a tenant
over LDAP and Graph, and writes to neither.

Start with two files:

  ldifde -f ad.ldif -r "(objectCategory=person)"          on a domain controller
  GET /v1.0/users?$select=...  saved as users.json        from Microsoft Graph

  presync predict --ad ad.ldif --cloud users.json

Exit codes: 0 nothing to worry about, 1 could not run, 2 wrong usage, 3 findings.`,
		Args:          unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.SetFlagErrorFunc(flagError)
	cmd.SetUsageFunc(usage)
	cmd.AddCommand(newPredictCmd(a), newExplainCmd(a), newCheckCmd(a), newHardmatchCmd(a), newRulesCmd(a), newTestCmd(a), newLearnCmd(a), newServeCmd(a), newGenerateCmd(a), newVersionCmd(a))
	cmd.AddCommand(newDiffCmd(a), newWhatifCmd(a))
	cmd.AddCommand(newScenarioCmd(a), newAnonymizeCmd(a))
	cmd.SetHelpCommand(newHelpCmd())
	addCompletionCmd(cmd)
	return cmd
}

// addCompletionCmd adds cobra's command for completion, which says its exit codes
// and refuses a shell that it does not know.
func addCompletionCmd(root *cobra.Command) {
	const exits = "\n\nExit codes: 0 the script is written, 2 wrong usage."
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Args, c.RunE = unknownCommand, func(c *cobra.Command, _ []string) error { return c.Help() }
		c.Long = strings.TrimSpace(c.Long) + exits
		for _, shell := range c.Commands() {
			shell.Long = strings.TrimSpace(shell.Long) + exits
			shell.Example = "  presync completion " + shell.Name() + " > presync." + shell.Name()
		}
	}
}

// newHelpCmd is help of a command, which refuses what is none.
func newHelpCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		Long: `Help says what a command does, as its --help.

Exit codes: 0 it is said, 2 there is no such command.`,
		RunE: func(cmd *cobra.Command, given []string) error {
			about, rest, err := cmd.Root().Find(given)
			if err != nil {
				return err
			}
			if err := unknownCommand(about, rest); err != nil {
				return err
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// unknownCommand refuses a word that is no command.
func unknownCommand(cmd *cobra.Command, given []string) error {
	if len(given) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	hint := cmd.CommandPath() + " --help lists the commands"
	if len(names) == 0 {
		hint = cmd.Root().CommandPath() + " --help lists the commands"
	}
	if near := nearest(given[0], names); near != "" {
		hint = "did you mean " + cmd.CommandPath() + " " + near + "?"
	}
	return usagef(hint, "%q is no command", given[0])
}

// usage writes the part of the help behind the description, in 100 columns.
func usage(cmd *cobra.Command) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-11s %s\n", c.Name(), c.Short)
			}
		}
		fmt.Fprintf(&b, "\n%s COMMAND --help says more about a command.\n", cmd.CommandPath())
	}
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\nFlags:\n%s", cmd.LocalFlags().FlagUsagesWrapped(defaultColumns))
	}
	_, err := io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}
