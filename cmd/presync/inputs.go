package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match/rules"
	"presync/sim/meter"
	"presync/sim/report"
	"presync/sim/source"
	"presync/sim/syncrule"
)

// inputOptions are the flags that say what a prediction is made from.
type inputOptions struct {
	ad         []string
	cloud      string
	tenant     string
	set        []string
	asOf       date
	fullImport bool
	// replacement and sourceAnchor are short for settings of the tenant file.
	replacement  bool
	sourceAnchor string
	via          choice
	strict       bool
	quiet        bool
	noColor      bool
	wire         wireOptions
	// pack says that the command needs no list of all cloud objects.
	pack bool
	// noHash says that the result does not name the hashes of the inputs.
	noHash bool
	// lean says that the command asks only for what a prediction does.
	lean bool
}

// addInputFlags defines the flags that all predicting commands share.
func addInputFlags(cmd *cobra.Command, o *inputOptions) {
	o.via = newChoice("WAY", "auto", "wire", "memory")
	f := cmd.Flags()
	f.StringArrayVar(&o.ad, "ad", nil, "on-premises export or directory, `[NAME=]SOURCE`: LDIF or CSV, - is standard input, ldap://HOST/BASE; once for each domain or forest, NAME names the forest")
	f.Var(&once{value: &o.cloud}, "cloud", "tenant, `PATH`: a folder with users.json and more, one JSON, CSV or LDIF file, or a Graph root such as https://graph.microsoft.com/v1.0 (token from "+envToken+")")
	f.Var(&once{value: &o.tenant}, "tenant", "settings of tenant and client, a YAML `FILE`; wins over what the tenant export says")
	f.StringArrayVar(&o.set, "set", nil, "one setting, `KEY=VALUE`, such as features.blockSoftMatchEnabled=true; wins over the tenant file; repeatable")
	f.Var(&o.asOf, "as-of", "use the rules in force on this day, such as 2026-07-01")
	f.BoolVar(&o.fullImport, "full-import", false, "the on-premises exports are complete: synced cloud users that they lack are deleted")
	f.BoolVar(&o.replacement, "replacement-server", false, "predict for a new installation that has synced nobody: who links by the anchor, who does not; takes the exports as complete")
	f.StringVar(&o.sourceAnchor, "source-anchor", "", "the `ATTRIBUTE` that the client uses as sourceAnchor, such as objectGUID; wins over the tenant file")
	f.Var(&o.via, "via", "how the engine gets what files hold: wire sends it through an LDAP and a Graph server of its own, memory does not, auto sends up to 20,000 objects; the answer is the same")
	f.BoolVar(&o.strict, "strict", false, "exit with 1 when a record could not be read")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	f.BoolVar(&o.noColor, "no-color", false, "no colours, also on a terminal (as NO_COLOR does)")
	completeWith(cmd, "via", o.via.allowed)
	addWireFlags(cmd, &o.wire)
}

// loaded is what a prediction is made from, read.
type loaded struct {
	sim.Input
	run    report.Run
	inputs []directory.Input
}

// load reads all inputs. Records that could not be read are named on stderr.
func load(ctx context.Context, a *app, o *inputOptions) (*loaded, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	settings, err := o.settings()
	if err != nil {
		return nil, err
	}
	l := &loaded{}
	if err := l.read(ctx, a, o, settings); err != nil {
		return nil, err
	}
	if o.purpose() == source.ForPrediction && o.via.value == "auto" && !l.tooLargeForWire() {
		o.lean = false // few objects, although large ones: they are sent with all that they have
		if err := l.read(ctx, a, o, settings); err != nil {
			return nil, err
		}
	}
	via, err := l.carry(ctx, a, o)
	if err != nil {
		return nil, err
	}
	if err := l.begin(a, o, via); err != nil {
		return nil, err
	}
	if !o.quiet {
		nameProblems(a.stderr, l.inputs)
	}
	return l, nil
}

// begin sets the day and writes the header of the report.
func (l *loaded) begin(a *app, o *inputOptions, via string) error {
	l.AsOf, l.FullImport = o.asOf.day, o.fullImport || l.Tenant.Settings.ReplacementServer
	if l.AsOf.IsZero() {
		l.AsOf = a.now().UTC().Truncate(24 * time.Hour)
	}
	hash, err := report.RuleSetHash(rules.All())
	if err != nil {
		return err
	}
	l.run = report.Run{
		Tool: report.Tool{Name: "presync", Version: version()}, AsOf: l.AsOf, Rules: hash,
		Via: via, FullImport: l.FullImport, Inputs: l.inputs,
	}
	return nil
}

// check refuses flags that make no prediction.
func (o *inputOptions) check() error {
	if len(o.ad) > 0 && o.cloud == "" {
		return usagef(`a tenant without users is a file with {"value": []}`, "--cloud is missing: name the tenant export")
	}
	return o.checkSources()
}

// checkSources refuses flags that name no on-premises side.
func (o *inputOptions) checkSources() error {
	if len(o.ad) == 0 {
		return usagef("ldifde -f ad.ldif writes one on a domain controller", "--ad is missing: name the on-premises export")
	}
	streams := 0
	for _, path := range append(o.adPaths(), o.cloud, o.tenant) {
		if path == "-" {
			streams++
		}
	}
	if streams > 1 {
		return usagef("save the others to files", "only one input can come from standard input")
	}
	return nil
}

// settings reads the tenant file and the single settings on top of it.
func (o *inputOptions) settings() (*source.TenantFile, error) {
	file := &source.TenantFile{}
	if o.tenant != "" {
		var err error
		if file, err = source.ReadTenantFile(o.tenant); err != nil {
			return nil, err
		}
	}
	settings := slices.Clone(o.set)
	if o.replacement {
		settings = append(settings, "replacementServer=true")
	}
	if o.sourceAnchor != "" {
		settings = append(settings, "sourceAnchor="+o.sourceAnchor)
	}
	for _, setting := range settings {
		if err := file.Set(setting); err != nil {
			return nil, usagef("the keys are those of the tenant file, with dots: filter.ous=OU=Staff,DC=contoso,DC=com", "%v", err)
		}
	}
	return file, nil
}

// read reads both sides and lays the settings over them.
func (l *loaded) read(ctx context.Context, a *app, o *inputOptions, file *source.TenantFile) error {
	keep, err := wanted(file)
	if err != nil {
		return err
	}
	if err := l.readSides(ctx, a, o, keep); err != nil {
		return err
	}
	return l.settle(file)
}

// settle lays the settings over the tenant, which closes some of the gaps.
func (l *loaded) settle(file *source.TenantFile) error {
	l.Gaps = file.Gaps(l.Tenant, l.Gaps)
	return file.Apply(l.Tenant)
}

// readSides reads both sides at the same time. keep are attributes that are
// wanted beside the usual ones.
func (l *loaded) readSides(ctx context.Context, a *app, o *inputOptions, keep []string) error {
	exports := make([]source.ADSource, 0, len(o.ad))
	for _, arg := range o.ad {
		s := source.ParseADSource(arg)
		if s.Path == "-" {
			s.Reader = a.stdin
		}
		exports = append(exports, s)
	}
	var adInputs []directory.Input
	var adGaps []directory.Gap
	adDone := make(chan error, 1)
	done := a.countAD(o.quiet, exports)
	go func() {
		defer done()
		var err error
		opt := source.Options{Keep: keep, For: o.purpose(), NoHash: o.noHash}
		l.Snapshot, adInputs, adGaps, err = source.ReadForests(ctx, exports, opt, o.wire.ldap(a))
		adDone <- err
	}()
	tenant, cloudInputs, cloudGaps, err := o.readCloud(ctx, a)
	if adErr := <-adDone; adErr != nil {
		return adErr
	}
	if err != nil {
		return err
	}
	l.Tenant, l.inputs, l.Gaps = tenant, append(adInputs, cloudInputs...), append(adGaps, cloudGaps...)
	a.next(l.matching(), meter.Nothing, 0)
	return nil
}

// wanted names the attributes that the settings make the reader keep.
func wanted(file *source.TenantFile) ([]string, error) {
	t := directory.Tenant{Settings: directory.DefaultSettings()}
	if err := file.Apply(&t); err != nil {
		return nil, err
	}
	keep := syncrule.Attributes(&t.Settings)
	if t.Settings.Filter.Group != "" {
		keep = append(keep, "member", "memberOf")
	}
	return keep, nil
}

// maxProblems is how many unreadable records are named; the json format has
// all of them.
const maxProblems = 10

// nameProblems says which records could not be read.
func nameProblems(w io.Writer, inputs []directory.Input) {
	for _, in := range inputs {
		for i, p := range in.Problems {
			if i == maxProblems {
				break
			}
			fmt.Fprintln(w, "presync: "+p)
		}
		if in.Skipped > 0 {
			fmt.Fprintf(w, "presync: %s: %s could not be read, the rest is used\n", in.Source, records(in.Skipped))
		}
	}
}

// strictly reports an error when records were skipped and that matters.
func (l *loaded) strictly(o *inputOptions) error {
	skipped := 0
	for _, in := range l.inputs {
		skipped += in.Skipped
	}
	if skipped == 0 || !o.strict {
		return nil
	}
	return &failure{code: exitFailed, text: records(skipped) + " could not be read, and --strict is set"}
}

func records(n int) string { return numbered(n, "record") }

// numbered puts a number before a word, which gets an s behind it for several.
func numbered(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
