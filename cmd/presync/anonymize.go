package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim"
	"presync/sim/anonymize"
	"presync/sim/source"
)

// anonymizeOptions are the flags of presync anonymize.
type anonymizeOptions struct {
	inputOptions
	out     string
	keep    []string
	salt    string
	mapFile string
}

func newAnonymizeCmd(a *app) *cobra.Command {
	o := &anonymizeOptions{}
	cmd := &cobra.Command{
		Use:   "anonymize --ad FILE --cloud PATH --out DIR [flags]",
		Short: "Replace names, addresses and ids in exports, and keep every verdict",
		Long: `Anonymize writes exports again with everything replaced that identifies people
or the organisation: words, numbers, GUIDs and SIDs in all their encodings. Equal
values stay equal, also between AD and the tenant, and lengths, case, accents
and special characters stay as they are, so that each user has the same verdict.

What stays: names of attributes, flags, classes, roles and ids of the vendor,
countries, the date of a deletion, words such as Sales or info that name a
function, endings such as .com and .onmicrosoft.com. Attributes that presync does
not know are left out and named.

Before anything is written, the result is searched for every original word,
number, GUID and SID, also in Base64 and hex, and each user is predicted before
and after. Where an original is found or a verdict differs, nothing is written.

Replacements follow from a salt. Without --salt one is drawn and forgotten: then
only --map can undo them. Keep salt and map where the originals are.

Exit codes: 0 written, 1 an input could not be used, 2 wrong usage, 3 an original
value would be left, or a verdict would change.`,
		Example: `  presync anonymize --ad ad.ldif --cloud tenant/ --tenant tenant.yaml --out anonymous/

  # keep a domain readable, and the means to undo it
  presync anonymize --ad ad.ldif --cloud users.json --out anonymous/ \
      --keep fabrikam.com --map secret-map.csv`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runAnonymize(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.ad, "ad", nil, "on-premises export, `[NAME=]FILE`: LDIF or CSV; once for each domain or forest")
	f.Var(&once{value: &o.cloud}, "cloud", "tenant, `PATH`: a folder with users.json and more, or one JSON, CSV or LDIF file")
	f.Var(&once{value: &o.tenant}, "tenant", "settings of tenant and client, a YAML `FILE`")
	f.Var(&o.asOf, "as-of", "compare the verdicts with the rules in force on this day, such as 2026-07-01")
	f.StringVar(&o.out, "out", "", "write into this folder, `DIR`, which must not exist yet or be empty")
	addReplaceFlags(cmd, &o.keep, &o.salt)
	f.StringVar(&o.mapFile, "map", "", "write what became of what to `FILE` (CSV); who has it can undo everything")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "say nothing on stderr but errors")
	o.via = newChoice("WAY", "memory")
	return cmd
}

// addReplaceFlags defines the flags of commands that replace names.
func addReplaceFlags(cmd *cobra.Command, keep *[]string, salt *string) {
	f := cmd.Flags()
	f.StringArrayVar(keep, "keep", nil, "leave this `TEXT` as it is, wherever it stands as a whole word; repeatable")
	f.StringVar(salt, "salt", "", "choose replacements by this `SECRET`, so that a second run chooses the same (default: drawn and forgotten)")
}

// saltOf is the salt that was given, or a new one.
func saltOf(given string) ([]byte, error) {
	if given != "" {
		return []byte(given), nil
	}
	salt := make([]byte, 32)
	if _, err := rand.Read(salt); err != nil {
		return nil, fmt.Errorf("draw a salt: %w", err)
	}
	return salt, nil
}

func runAnonymize(ctx context.Context, a *app, o *anonymizeOptions) error {
	if err := o.checkFiles(); err != nil {
		return err
	}
	before, err := load(ctx, a, &o.inputOptions)
	if err != nil {
		return err
	}
	files, err := o.files()
	if err != nil {
		return err
	}
	one, err := predict(ctx, before.Input)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(o.out)), ".presync-*")
	if err != nil {
		return fmt.Errorf("--out %s: %w", o.out, reason(err))
	}
	defer func() { _ = os.RemoveAll(temp) }()
	w := &anonymizing{o: o, a: a, files: files, before: one, folder: temp}
	w.opt = anonymize.Options{Keep: o.keep, Extra: anonymize.NamedAttributes(&before.Tenant.Settings)}
	r, report, err := w.run(ctx)
	if err != nil {
		return err
	}
	if o.mapFile != "" {
		if err := writeNamed(ctx, a, "--map", o.mapFile, r.WriteMap); err != nil {
			return err
		}
	}
	return o.finish(a, temp, files, report)
}

// anonymizing is one run: what it needs to write the result and to judge it.
type anonymizing struct {
	o      *anonymizeOptions
	a      *app
	opt    anonymize.Options
	files  []anonymousFile
	before *sim.Prediction
	folder string
}

// run writes the result. A replacement can meet an original by chance: with a
// salt that was drawn, another is tried. And the likeness of two names can
// decide: then it is done once more, with those names kept alike.
func (w *anonymizing) run(ctx context.Context) (r *anonymize.Replacer, report *anonymize.Report, err error) {
	const tries = 3
	for try := 0; ; try++ {
		if try == 0 || w.o.salt == "" {
			if w.opt.Salt, err = saltOf(w.o.salt); err != nil {
				return nil, nil, err
			}
		}
		var after *sim.Prediction
		if r, report, after, err = w.write(ctx); err == nil {
			if err = sameVerdicts(w.before.Decisions, after.Decisions); err == nil {
				return r, report, nil
			}
			w.opt.Alike = alike(w.before.Decisions, after.Decisions)
		} else if w.o.salt != "" {
			return nil, nil, err
		}
		if f := (*failure)(nil); !errors.As(err, &f) || f.code != exitFindings || try+1 == tries {
			return nil, nil, err
		}
	}
}

// write writes all files into the folder and predicts for them.
func (w *anonymizing) write(ctx context.Context) (*anonymize.Replacer, *anonymize.Report, *sim.Prediction, error) {
	r, err := learn(w.opt, w.files)
	if err != nil {
		return nil, nil, nil, err
	}
	report := &anonymize.Report{}
	for _, f := range w.files {
		if err := writeAnonymous(ctx, r, f, w.folder, report); err != nil {
			return nil, nil, nil, err
		}
	}
	p, err := w.o.predictResult(ctx, w.a, w.folder)
	return r, report, p, err
}

// checkFiles refuses what is no file, and an output that would mix with
// something else.
func (o *anonymizeOptions) checkFiles() error {
	if o.out == "" {
		return usagef("presync anonymize --out anonymous/", "--out is missing: name a new folder")
	}
	if err := o.check(); err != nil {
		return err
	}
	for _, path := range append(o.adPaths(), o.cloud, o.tenant) {
		if path == "-" || source.IsLDAPURL(path) || source.IsGraphURL(path) {
			return usagef("save it to a file first", "%q is no file, and files are what anonymize writes again", path)
		}
	}
	entries, err := os.ReadDir(o.out)
	if err == nil && len(entries) > 0 {
		return usagef("name a new folder", "--out %s holds %d files already, and none is overwritten", o.out, len(entries))
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("--out: %w", err)
	}
	out, errOut := filepath.Abs(o.out)
	secret, errMap := filepath.Abs(o.mapFile)
	if o.mapFile != "" && errOut == nil && errMap == nil && strings.HasPrefix(secret, out+string(filepath.Separator)) {
		return usagef("name a file elsewhere", "--map %s is in the folder that is to be handed on", o.mapFile)
	}
	return nil
}

// anonymousFile is an input and the name of what is made of it. The name says
// nothing about the organisation.
type anonymousFile struct {
	anonymize.File
	to string
}

func (o *anonymizeOptions) files() ([]anonymousFile, error) {
	var files []anonymousFile
	add := func(path, to string, role anonymize.Role) {
		files = append(files, anonymousFile{anonymize.File{Name: path, Role: role,
			Open: func() (io.ReadCloser, error) { return os.Open(path) }}, to})
	}
	for i, path := range o.adPaths() {
		add(path, o.adName(i), anonymize.Export)
	}
	if o.tenant != "" {
		add(o.tenant, "tenant.yaml", anonymize.TenantFile)
	}
	info, err := os.Stat(o.cloud)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		add(o.cloud, "cloud"+extension(o.cloud, ".json"), anonymize.Export)
		return files, nil
	}
	entries, err := os.ReadDir(o.cloud)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if name := anonymize.SnapshotFile(e.Name()); name != "" {
			add(filepath.Join(o.cloud, e.Name()), filepath.Join("tenant", name), anonymize.Export)
		}
	}
	return files, nil
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// adName is what an on-premises export is called in the result.
func (o *anonymizeOptions) adName(i int) string {
	ext := extension(o.adPaths()[i], ".ldif")
	if len(o.ad) == 1 {
		return "ad" + ext
	}
	return fmt.Sprintf("ad%d%s", i+1, ext)
}

// extension is that of a file when it is a usual one.
func extension(path, otherwise string) string {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".ldif", ".ldf", ".csv", ".json", ".jsonl", ".ndjson":
		return ext
	}
	return otherwise
}

func learn(opt anonymize.Options, files []anonymousFile) (*anonymize.Replacer, error) {
	r := anonymize.New(opt)
	for _, f := range files {
		if err := r.LearnFile(f.File); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// writeAnonymous writes one file and searches it for originals.
func writeAnonymous(ctx context.Context, r *anonymize.Replacer, f anonymousFile, folder string, report *anonymize.Report) error {
	path := filepath.Join(folder, f.to)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	out, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = r.WriteFile(f.File, whileWanted{ctx, out}, report)
	var found []anonymize.Survivor
	if err == nil {
		if _, err = out.Seek(0, io.SeekStart); err == nil {
			found, err = r.Survivors(f.to, out)
		}
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return survived(found)
}

// survived is the error for originals that stand in a result.
func survived(found []anonymize.Survivor) error {
	if len(found) == 0 {
		return nil
	}
	lines := []string{"originals would be left, so nothing is written:"}
	for _, s := range found {
		lines = append(lines, s.String())
	}
	return &failure{code: exitFindings, text: strings.Join(lines, "\n"),
		hint: "allow a text with --keep TEXT if it may be seen by anybody, or take it out of the export"}
}

// predictResult predicts for what was written.
func (o *anonymizeOptions) predictResult(ctx context.Context, a *app, folder string) (*sim.Prediction, error) {
	after := o.inputOptions
	after.quiet = true
	after.ad = nil
	for i, arg := range o.ad {
		s := source.ParseADSource(arg)
		forest := slices.IndexFunc(o.ad, func(other string) bool { return source.ParseADSource(other).Name == s.Name })
		after.ad = append(after.ad, fmt.Sprintf("forest%d=%s", forest+1, filepath.Join(folder, o.adName(i))))
	}
	if after.tenant != "" {
		after.tenant = filepath.Join(folder, "tenant.yaml")
	}
	if after.cloud = filepath.Join(folder, "cloud"+extension(o.cloud, ".json")); !isThere(after.cloud) {
		after.cloud = filepath.Join(folder, "tenant")
	}
	l, err := load(ctx, a, &after)
	if err != nil {
		return nil, fmt.Errorf("the result cannot be read: %w", err)
	}
	return predict(ctx, l.Input)
}

// finish moves the result to its place and says what is in it.
func (o *anonymizeOptions) finish(a *app, temp string, files []anonymousFile, report *anonymize.Report) error {
	out := filepath.Clean(o.out)
	if err := os.Remove(out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("--out: %w", err)
	}
	if err := os.Rename(temp, out); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	for _, f := range files {
		fmt.Fprintln(a.stdout, filepath.Join(out, f.to))
	}
	if o.quiet {
		return nil
	}
	tellDropped(a.stderr, report.Dropped())
	fmt.Fprintln(a.stderr, "presync: no original was found in the result, and every user has the same verdict")
	fmt.Fprintln(a.stderr, "presync: the form of the text is new: UTF-8, LDIF folded at 76 bytes, commas in tables")
	return nil
}

// tellDropped says what was left out, a line or more for each file.
func tellDropped(w io.Writer, dropped []anonymize.Count) {
	line := ""
	for i, d := range dropped {
		what := fmt.Sprintf("%s (%d)", d.What, d.Times)
		switch {
		case i == 0 || d.File != dropped[i-1].File:
			if i > 0 {
				fmt.Fprintln(w, line)
			}
			line = fmt.Sprintf("presync: %s: left out %s", d.File, what)
		case len(line)+len(what) > defaultColumns-3:
			fmt.Fprintln(w, line+",")
			line = "  " + what
		default:
			line += ", " + what
		}
	}
	if line != "" {
		fmt.Fprintln(w, line)
	}
}
