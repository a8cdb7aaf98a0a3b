package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim/directory"
	"presync/sim/hardmatch"
	"presync/sim/source"
	"presync/sim/syncrule"
)

func newHardmatchCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hardmatch",
		Short: "Plan and make the links that matching does not make",
		Long: `Hardmatch links AD users to the cloud users that belong to them, where the sync
would not: with the immutable ID of the cloud user, or with
mS-DS-ConsistencyGuid of the AD user.

  presync hardmatch plan         which users, which side, what is in the way
  presync hardmatch export-ad    the AD table of the bulk tool
  presync hardmatch export-cloud the cloud table of the bulk tool
  presync hardmatch merge        both tables in one, for plan --pairs
  presync hardmatch apply        carry a plan out on presync serve
  presync hardmatch verify       compare a tenant with a plan
  presync hardmatch rollback     take back what apply did

Exit codes: 0 nothing to worry about, 1 could not run, 2 wrong usage, 3 a row
that cannot be carried out.`,
		Example: `  presync hardmatch plan --ad ad.ldif --cloud tenant/ --format json -o plan.json`,
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newHardmatchPlanCmd(a), newExportADCmd(a), newExportCloudCmd(a), newMergeCmd(a))
	cmd.AddCommand(newHardmatchApplyCmd(a), newHardmatchVerifyCmd(a), newHardmatchRollbackCmd(a))
	return cmd
}

// tableOptions say where a table goes and in which form.
type tableOptions struct {
	format choice
	output string
}

func addTableFlags(cmd *cobra.Command, o *tableOptions, formats ...string) {
	o.format = newChoice("FORMAT", formats...)
	f := cmd.Flags()
	f.Var(&o.format, "format", "form of the result: "+strings.Join(formats, ", "))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout; it appears when it is complete")
	completeWith(cmd, "format", o.format.allowed)
}

// write writes a table as CSV or XLSX.
func (o *tableOptions) write(ctx context.Context, a *app, t *hardmatch.Table) error {
	if o.format.value == "xlsx" && o.output == "" && a.terminal {
		return usagef("name a file with -o", "a workbook cannot be shown on a terminal")
	}
	return writeResult(ctx, a, o.output, func(w io.Writer) error {
		if o.format.value == "xlsx" {
			return t.WriteXLSX(w)
		}
		return t.WriteCSV(w)
	})
}

// exportOptions are the flags of export-ad and export-cloud.
type exportOptions struct {
	inputOptions
	tableOptions
}

func newExportADCmd(a *app) *cobra.Command {
	o := &exportOptions{}
	cmd := &cobra.Command{
		Use:   "export-ad --ad FILE [flags]",
		Short: "Write the AD table of the bulk tool",
		Long: `Export-ad lists the on-premises users in the columns of the bulk tool's AD file:
UserPrincipalName, SamAccountName, DisplayName, CanonicalName, EmailAddress and
ImmutableID. ImmutableID is the anchor that the installation uses; AnchorSource
says which attribute it comes from. ConsistencyGuid, ProxyAddresses, ObjectGUID,
DistinguishedName and Forest follow.

Exit codes: 0 the table is written, 1 an input could not be used, 2 wrong usage.`,
		Example: `  presync hardmatch export-ad --ad ad.ldif -o ImmutableID4AD.csv
  presync hardmatch export-ad --ad ad.ldif --format xlsx -o ImmutableID4AD.xlsx`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return o.exportAD(cmd.Context(), a) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.ad, "ad", nil, "on-premises export or directory, `[NAME=]SOURCE`, once for each domain or forest")
	f.StringVar(&o.tenant, "tenant", "", "settings of tenant and client, a YAML `FILE`: they name the source anchor")
	f.StringArrayVar(&o.set, "set", nil, "one setting, `KEY=VALUE`, such as sourceAnchor=objectGUID; repeatable")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	addWireFlags(cmd, &o.wire)
	addTableFlags(cmd, &o.tableOptions, "csv", "xlsx")
	return cmd
}

func (o *exportOptions) exportAD(ctx context.Context, a *app) error {
	if len(o.ad) == 0 {
		return usagef("ldifde -f ad.ldif writes one on a domain controller", "--ad is missing: name the on-premises export")
	}
	file, err := o.settings()
	if err != nil {
		return err
	}
	if err := refuseInput("-o", o.output, append(o.adPaths(), o.tenant)...); err != nil {
		return err
	}
	t := &directory.Tenant{Settings: directory.DefaultSettings()}
	if err := file.Apply(t); err != nil {
		return err
	}
	exports := make([]source.ADSource, 0, len(o.ad))
	for _, arg := range o.ad {
		s := source.ParseADSource(arg)
		if s.Path == "-" {
			s.Reader = a.stdin
		}
		exports = append(exports, s)
	}
	keep := append(syncrule.Attributes(&t.Settings), "canonicalName")
	done := a.countAD(o.quiet, exports)
	snap, inputs, _, err := source.ReadForests(ctx, exports, source.Options{Keep: keep}, o.wire.ldap(a))
	done()
	if err != nil {
		return err
	}
	if !o.quiet {
		nameProblems(a.stderr, inputs)
	}
	return o.write(ctx, a, hardmatch.ADTable(snap, &t.Settings))
}

func newExportCloudCmd(a *app) *cobra.Command {
	o := &exportOptions{}
	cmd := &cobra.Command{
		Use:   "export-cloud --cloud PATH [flags]",
		Short: "Write the cloud table of the bulk tool",
		Long: `Export-cloud lists the users of a tenant in the columns of the bulk tool's cloud
file: UserPrincipalName, SamAccountName, DisplayName, EmailAddress and
ImmutableID. SamAccountName is onPremisesSamAccountName and EmailAddress is mail,
which the bulk tool left empty. ObjectId, ProxyAddresses, OnPremisesSyncEnabled,
UserType and Deleted follow.

Exit codes: 0 the table is written, 1 an input could not be used, 2 wrong usage.`,
		Example: `  presync hardmatch export-cloud --cloud tenant/ -o ImmutableID4AAD.csv`,
		Args:    args(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.exportCloud(cmd.Context(), a) },
	}
	f := cmd.Flags()
	f.StringVar(&o.cloud, "cloud", "", "tenant, `PATH`: a folder with users.json and more, one JSON, CSV or LDIF file, or a Graph root (token from "+envToken+")")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	addTableFlags(cmd, &o.tableOptions, "csv", "xlsx")
	return cmd
}

func (o *exportOptions) exportCloud(ctx context.Context, a *app) error {
	if o.cloud == "" {
		return usagef("a saved answer of GET /users will do", "--cloud is missing: name the tenant export")
	}
	if err := refuseInput("-o", o.output, o.cloud); err != nil {
		return err
	}
	t, inputs, _, err := o.readCloud(ctx, a)
	if err != nil {
		return err
	}
	if !o.quiet {
		nameProblems(a.stderr, inputs)
	}
	return o.write(ctx, a, hardmatch.CloudTable(t))
}

// readTable reads a CSV or XLSX file; "-" is standard input. Rows that cannot
// be read are named.
func readTable(a *app, path string, quiet bool) (*source.Table, error) {
	r := a.stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	t, err := hardmatch.ReadTable(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i, p := range t.Problems {
		if quiet || i == maxProblems {
			break
		}
		fmt.Fprintf(a.stderr, "presync: %s: %s\n", path, p)
	}
	return t, nil
}

// beside is a file with the name of another one and another end.
func beside(path, end string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + end
}
