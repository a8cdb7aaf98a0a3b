package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"presync/sim/hardmatch"
	"presync/sim/report"
)

// mergeOptions are the flags of presync hardmatch merge.
type mergeOptions struct {
	tableOptions
	ad, cloud      string
	quiet, noColor bool
}

func newMergeCmd(a *app) *cobra.Command {
	o := &mergeOptions{}
	cmd := &cobra.Command{
		Use:   "merge --ad-csv FILE --cloud-csv FILE [flags]",
		Short: "Join the AD table and the cloud table",
		Long: `Merge joins two tables by the anchor, then by userPrincipalName, then by any
address, and gives each row a status:

  linked            both have the same anchor
  ready             one pair, and the cloud user has no anchor
  conflict          one pair, and the cloud user has another anchor
  duplicate         one user fits several: keep one of the rows
  missing-in-cloud  nobody in the cloud
  missing-in-ad     nobody in AD

The tables are those of export-ad and export-cloud, the bulk tool's own CSV
files, or others with such columns, as CSV or XLSX. The result has the columns
adUser and cloudUser that plan --pairs takes.

Exit codes: 0 nobody has to choose, 1 a table could not be used, 2 wrong usage,
3 there are conflicts or duplicates.`,
		Example: `  presync hardmatch merge --ad-csv ImmutableID4AD.csv --cloud-csv ImmutableID4AAD.csv -o merged.csv
  presync hardmatch plan --ad ad.ldif --cloud tenant/ --pairs merged.csv`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), a) },
	}
	f := cmd.Flags()
	f.StringVar(&o.ad, "ad-csv", "", "table of the AD users, `FILE`: CSV or XLSX, - is standard input")
	f.StringVar(&o.cloud, "cloud-csv", "", "table of the cloud users, `FILE`: CSV or XLSX, - is standard input")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	f.BoolVar(&o.noColor, "no-color", false, "no colours, also on a terminal (as NO_COLOR does)")
	addTableFlags(cmd, &o.tableOptions, "csv", "xlsx", "json", "text")
	return cmd
}

func (o *mergeOptions) run(ctx context.Context, a *app) error {
	switch {
	case o.ad == "":
		return usagef("presync hardmatch export-ad writes one", "--ad-csv is missing: name the table of the AD users")
	case o.cloud == "":
		return usagef("presync hardmatch export-cloud writes one", "--cloud-csv is missing: name the table of the cloud users")
	case o.ad == "-" && o.cloud == "-":
		return usagef("save the other to a file", "only one table can come from standard input")
	}
	if err := refuseInput("-o", o.output, o.ad, o.cloud); err != nil {
		return err
	}
	ad, err := readMergeUsers(a, o.ad, o.quiet)
	if err != nil {
		return err
	}
	cloud, err := readMergeUsers(a, o.cloud, o.quiet)
	if err != nil {
		return err
	}
	rows := hardmatch.Merge(ad, cloud)
	if err := o.writeRows(ctx, a, rows); err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintln(a.stderr, "presync: "+countStatuses(rows))
	}
	if hardmatch.MergeFindings(rows) {
		return errFindings
	}
	return nil
}

func readMergeUsers(a *app, path string, quiet bool) ([]*hardmatch.MergeUser, error) {
	t, err := readTable(a, path, quiet)
	if err != nil {
		return nil, err
	}
	users, err := hardmatch.MergeUsers(t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return users, nil
}

func countStatuses(rows []hardmatch.Merged) string {
	text := report.Plural(len(rows), "row")
	for _, s := range []hardmatch.MergeStatus{hardmatch.MergeLinked, hardmatch.MergeReady, hardmatch.MergeConflict,
		hardmatch.MergeDuplicate, hardmatch.MergeMissingInCloud, hardmatch.MergeMissingInAD} {
		n := 0
		for i := range rows {
			if rows[i].Status == s {
				n++
			}
		}
		if n > 0 {
			text += fmt.Sprintf(", %d %s", n, s)
		}
	}
	return text
}

func (o *mergeOptions) writeRows(ctx context.Context, a *app, rows []hardmatch.Merged) error {
	switch o.format.value {
	case "json":
		return writeResult(ctx, a, o.output, func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			return e.Encode(struct {
				Schema string             `json:"schema"`
				Rows   []hardmatch.Merged `json:"rows"`
			}{"presync.hardmatchmerge/v1", rows})
		})
	case "text":
		columns := []report.Column{{Title: "status", Most: 16}, {Title: "AD user", Most: 34}, {Title: "cloud user", Most: 34}, {Title: "joined by", Lines: 3}}
		return writeResult(ctx, a, o.output, func(w io.Writer) error {
			return report.WriteTextTable(w, a.textOptions(o.noColor, o.output != "").Width, columns, mergeLines(rows))
		})
	}
	return o.write(ctx, a, hardmatch.MergeTable(rows))
}

func mergeLines(rows []hardmatch.Merged) [][]string {
	out := make([][]string, 0, len(rows))
	for _, r := range rows {
		line := []string{string(r.Status), "", "", r.JoinedBy}
		if r.AD != nil {
			line[1] = r.AD.Name()
		}
		if r.Cloud != nil {
			line[2] = r.Cloud.Name()
		}
		if r.Note != "" {
			line[3] += ": " + r.Note
		}
		out = append(out, line)
	}
	return out
}
