package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim/match"
	"presync/sim/match/rules"
	"presync/sim/report"
)

// rulesOptions are the flags of presync rules.
type rulesOptions struct {
	id      string
	format  choice
	noColor bool
}

func newRulesCmd(a *app) *cobra.Command {
	o := &rulesOptions{format: newChoice("FORMAT", "text", "json", "md")}
	cmd := &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules, or show one with its source",
		Long: `Rules lists every rule that predictions rest on: what happens, how well it is
known, and since when it is in force. With an ID it shows one rule: its
conditions, its source, and what to do when it speaks.

The rule set hash in a report is the SHA-256 of "presync rules --format json".

Exit codes: 0 done, 1 the output could not be written, 2 wrong usage or no such
rule.`,
		Example: `  presync rules
  presync rules HM004
  presync rules --format json | sha256sum`,
		Args: args(0, 1, "rule"),
		ValidArgsFunction: func(_ *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeRule(given), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, given []string) error {
			o.id = strings.Join(given, "")
			return runRules(a, o)
		},
	}
	cmd.Flags().Var(&o.format, "format", "text for reading, json for programs, md for a page")
	cmd.Flags().BoolVar(&o.noColor, "no-color", false, "no colours, also on a terminal (as NO_COLOR does)")
	completeWith(cmd, "format", o.format.allowed)
	return cmd
}

// completeRule offers the IDs with their titles.
func completeRule(given []string) []string {
	var out []string
	for _, r := range report.SortedRules(rules.All()) {
		if len(given) == 0 {
			out = append(out, r.ID+"\t"+r.Title)
		}
	}
	return out
}

func runRules(a *app, o *rulesOptions) error {
	if o.id == "" {
		return o.list(a)
	}
	r, err := ruleByID(o.id)
	if err != nil {
		return err
	}
	examples, err := examplesOf(r.ID)
	if err != nil {
		return err
	}
	switch o.format.value {
	case "json":
		return report.RuleJSON(a.stdout, r, examples)
	case "md":
		return report.RuleMarkdown(a.stdout, r, examples, "")
	}
	return report.RuleText(a.stdout, r, examples, a.textOptions(o.noColor, false))
}

func (o *rulesOptions) list(a *app) error {
	switch o.format.value {
	case "json":
		return report.RulesJSON(a.stdout, rules.All())
	case "md":
		return report.RulesMarkdown(a.stdout, rules.All(), func(string) string { return "" })
	}
	return report.RulesText(a.stdout, rules.All(), a.textOptions(o.noColor, false))
}

func ruleByID(id string) (*match.Rule, error) {
	all := rules.All()
	ids := make([]string, 0, len(all))
	for _, r := range all {
		if strings.EqualFold(r.ID, id) {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	hint := "presync rules lists them"
	if near := nearest(id, ids); near != "" {
		hint = fmt.Sprintf("did you mean %s? presync rules lists all", near)
	}
	return nil, usagef(hint, "there is no rule %q", id)
}
