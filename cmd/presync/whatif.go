package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim/compare"
	"presync/sim/compare/show"
)

// whatifOptions are the flags of presync whatif.
type whatifOptions struct {
	inputOptions
	days   days
	always []string
	limit  int
	format choice
	output string
}

const whatifLong = `Whatif predicts once for each combination of settings and shows them on one page:
how many users have each outcome, what differs from the base, and how many users
get worse. The base row is the inputs as they are. The inputs are read once.

  --set KEY=VALUE[,VALUE...]   vary a key of the tenant file: the value that the
                               inputs give it, and each of these
  --as-of DATE[,DATE...]       vary the day; the first is that of the base row

A comma inside of brackets, parentheses or quotes does not part two values, so
lists are written as in YAML: --set 'verifiedDomains=[a.com, b.com],[a.com]', and
a DN in quotes: --set 'filter.group="CN=A,DC=x,DC=com","CN=B,DC=x,DC=com"'. A key
may be given several times, with one value each.

What is worse is said by presync diff --help. To see who is meant, give the
settings of a row to presync diff --head.

Exit codes: 0 done, whatever the rows say, 1 an input could not be used (or
--strict and a record could not be read), 2 wrong usage.`

const whatifExample = `  # two flags: four rows
  presync whatif --ad ad.ldif --cloud tenant/ --set features.blockSoftMatchEnabled=true \
      --set features.blockCloudObjectTakeoverThroughHardMatchEnabled=true

  # the choice of the sourceAnchor, before and after the hardening
  presync whatif --ad ad.ldif --cloud tenant/ --as-of 2026-05-31,2026-11-22 \
      --set sourceAnchor=objectGUID,ms-DS-ConsistencyGuid

  # a setting that is the same in all rows, and a page for a ticket
  presync whatif --ad ad.ldif --cloud tenant/ --always crossMatch=false \
      --set userMatching=once,mail --format md -o choice.md`

func newWhatifCmd(a *app) *cobra.Command {
	o := &whatifOptions{format: newChoice("FORMAT", "text", "json", "csv", "md")}
	cmd := &cobra.Command{
		Use:     "whatif --set KEY=VALUE,... --ad FILE --cloud PATH [flags]",
		Short:   "Show the outcomes for each combination of settings",
		Long:    whatifLong,
		Example: whatifExample,
		Args:    args(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runWhatif(cmd.Context(), a, o) },
	}
	addInputFlags(cmd, &o.inputOptions)
	f := cmd.Flags()
	f.Lookup("set").Usage = "vary a setting, `KEY=VALUE,...`: what the inputs say, and each of these values; repeatable"
	f.Lookup("as-of").Value, f.Lookup("as-of").Usage = &o.days, "vary the day whose rules are in force, or set it; the first is that of the base row"
	f.Lookup("as-of").DefValue = ""
	f.StringArrayVar(&o.always, "always", nil, "a setting that all rows have, `KEY=VALUE`; wins over the tenant file; repeatable")
	f.IntVar(&o.limit, "limit", 64, "refuse more combinations than `N`")
	f.Var(&o.format, "format", "text for reading; json and csv for programs; md for a ticket")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	completeWith(cmd, "format", o.format.allowed)
	return cmd
}

func runWhatif(ctx context.Context, a *app, o *whatifOptions) error {
	saveMemory(a)
	o.pack, o.noHash = true, true
	w, err := newWhatif(a, o)
	if err != nil {
		return err
	}
	if err := refuseInput("-o", o.output, append(o.adPaths(), o.cloud, o.tenant)...); err != nil {
		return err
	}
	m, err := w.matrix(ctx)
	if err != nil {
		return err
	}
	text := a.textOptions(o.noColor, o.output != "")
	err = writeResult(ctx, a, o.output, func(out io.Writer) error {
		return o.write(out, m, show.Options{Width: text.Width, Colour: text.Colour})
	})
	if err != nil {
		return err
	}
	if !o.quiet && o.format.value == "text" && o.output == "" {
		w.hint(m)
	}
	return w.readings.strictly(&o.inputOptions)
}

func (o *whatifOptions) write(w io.Writer, m *compare.Matrix, opt show.Options) error {
	switch o.format.value {
	case "json":
		return show.MatrixJSON(w, m)
	case "csv":
		return show.MatrixCSV(w, m)
	case "md":
		return show.MatrixMarkdown(w, m)
	}
	return show.MatrixText(w, m, opt)
}

// hint names the command that lists the users of the row with most who get
// worse.
func (w *whatif) hint(m *compare.Matrix) {
	worst := 0
	for i := range m.Rows {
		if m.Rows[i].Counts[compare.Worse] > m.Rows[worst].Counts[compare.Worse] {
			worst = i
		}
	}
	if worst == 0 {
		return
	}
	words := []string{"presync diff"}
	for i, axis := range w.axes {
		at := m.Rows[worst].Values[i]
		switch {
		case axis.name == asOfAxis:
			words = append(words, "--base as-of="+axis.values[0].text, "--head as-of="+axis.values[at].text)
		case at > 0:
			words = append(words, "--head "+shellQuote("set="+axis.name+"="+axis.values[at].text))
		}
	}
	fmt.Fprintf(w.a.stderr, "hint: %s (with the same inputs) lists the users of row %d\n", strings.Join(words, " "), worst+1)
}

// shellQuote quotes a word for a shell where it has to be.
func shellQuote(word string) string {
	if !strings.ContainsAny(word, " '\"$`\\&|;<>()*?[]{}!#~") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
