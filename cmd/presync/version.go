package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"presync/sim/match/rules"
	"presync/sim/report"
)

// stamped is the version that the linker writes: see the Makefile.
var stamped string

// version is what reports and `presync version` call this program.
func version() string {
	built := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		built = info.Main.Version
	}
	return cmp.Or(stamped, built, "(unknown)")
}

func newVersionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the Go version and the rule set hash",
		Long: `Version prints what a bug report needs: the version of presync, the Go version
it was built with, and the hash of its rule set.

Exit codes: 0 done, 1 the output could not be written, 2 wrong usage.`,
		Example: "  presync version",
		Args:    args(0, 0, ""),
		RunE:    func(*cobra.Command, []string) error { return runVersion(a) },
	}
}

func runVersion(a *app) error {
	all := rules.All()
	hash, err := report.RuleSetHash(all)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "presync %s\n%s %s/%s\n%d rules, %s\n",
		version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, len(all), hash)
	return err
}
