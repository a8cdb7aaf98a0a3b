package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"presync/scenarios"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// coverageOptions are the flags of presync test about what the scenarios show.
type coverageOptions struct {
	coverage  bool
	threshold float64
}

func addCoverageFlags(cmd *cobra.Command, o *coverageOptions) {
	f := cmd.Flags()
	f.BoolVar(&o.coverage, "coverage", false, "say what no scenario shows about the rules")
	f.Float64Var(&o.threshold, "threshold", 0, "fail when less than `PCT` percent of the rules' points are shown (implies --coverage)")
}

// check refuses values that mean nothing.
func (o *coverageOptions) check() error {
	if o.threshold < 0 || o.threshold > 100 {
		return usagef("", "--threshold %g: want a number from 0 to 100", o.threshold)
	}
	return nil
}

// asked reports whether anybody wants to know.
func (o *coverageOptions) asked() bool { return o.coverage || o.threshold > 0 }

// rules are those to measure, nil when nobody asked.
func (o *coverageOptions) rules() []*match.Rule {
	if o.asked() {
		return rules.All()
	}
	return nil
}

// verdict turns what was measured into the exit code.
func (o *coverageOptions) verdict(sum scenarios.Summary) error {
	if sum.Coverage != nil && sum.Coverage.Percent() < o.threshold {
		return &failure{code: exitFindings, text: fmt.Sprintf("scenarios show %.1f%% of the rules, want %g%%", sum.Coverage.Percent(), o.threshold)}
	}
	return nil
}
