package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"presync/sim/generate"
	"presync/sim/meter"
)

// generateOptions are the flags of presync generate.
type generateOptions struct {
	users, forests    int
	seed              uint64
	out               string
	dialect, encoding choice
	quiet             bool
}

func newGenerateCmd(a *app) *cobra.Command {
	o := &generateOptions{dialect: newChoice("DIALECT", string(generate.LDIFDE), string(generate.LDAPSearch)),
		encoding: newChoice("ENCODING", "utf-8", "utf-16")}
	cmd := &cobra.Command{
		Use:   "generate --users N --seed S --out DIR [flags]",
		Short: "Invent a forest and a tenant of any size, and say what happens to each user",
		Long: `Generate invents on-premises users and the tenant that they are synchronised to,
and writes what their exports would look like:

  ad.ldif       the forest (with --forests also ad2.ldif, ...), some 2 kB a user
  tenant/       the snapshot of the tenant in Graph's shapes, some 0.7 kB a user
  tenant.yaml   the settings of the client
  truth.csv     what becomes of each user: user, outcome, error, case, because
  README.md     the command that made the folder, and how often each case occurs

Four fifths of the users are linked and are updated. The others are planted
cases: 9 % are soft matched, 3 % hard matched, 7 % created, 2 % stay out of
scope, and a few hundred of a million each run into one of the errors, get a
second account or depend on the order. From 1,000 users on every case occurs;
in smaller forests the plain ones do. README.md lists them.

The same seed gives the same bytes. What truth.csv says comes from the case and
not from the rules of presync. It holds for any day from ` + generate.RulesFrom + ` on.

Exit codes: 0 done, 1 a file could not be written, 2 wrong usage.`,
		Example: `  # a thousand users, and is the prediction right?
  presync generate --users 1000 --seed 1 --out company
  presync predict --ad company/ad.ldif --cloud company/tenant \
      --tenant company/tenant.yaml --format csv -o prediction.csv

  # a merger: three forests, users matched on mail, as ldifde -u writes them
  presync generate --users 20000 --seed 7 --forests 3 --encoding utf-16 --out merger`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runGenerate(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.IntVar(&o.users, "users", 1000, "number of on-premises users `N`")
	f.Uint64Var(&o.seed, "seed", 1, "seed `S`; another one gives other people and another order")
	f.StringVar(&o.out, "out", "", "folder `DIR` for the files; it is made if it does not exist")
	f.IntVar(&o.forests, "forests", 1, "number of forests `K`; with several, users are matched across them on mail")
	f.Var(&o.dialect, "dialect", "the program that the LDIF looks like: ldifde or ldapsearch")
	f.Var(&o.encoding, "encoding", "encoding of the LDIF: utf-8, or utf-16 as ldifde -u writes it")
	f.BoolVar(&o.quiet, "quiet", false, "write nothing to stderr but errors")
	completeWith(cmd, "dialect", o.dialect.allowed)
	completeWith(cmd, "encoding", o.encoding.allowed)
	return cmd
}

func runGenerate(ctx context.Context, a *app, o *generateOptions) error {
	if o.out == "" {
		return usagef("presync generate --users 1000 --seed 1 --out company", "--out is missing: where shall the files go?")
	}
	utf16 := o.encoding.value == "utf-16"
	if utf16 && o.dialect.value == string(generate.LDAPSearch) {
		return usagef("leave out one of the two", "ldapsearch writes no UTF-16")
	}
	p, err := generate.New(generate.Options{Users: o.users, Seed: o.seed, Forests: o.forests,
		Dialect: generate.Dialect(o.dialect.value), UTF16: utf16})
	if err != nil {
		return usagef("presync generate --help says what each number is", "%v", err)
	}
	if err := keepExports(o.out, p); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(o.out, "tenant"), 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	a.show(o.quiet)
	var exports strings.Builder
	total := int64(0)
	for n, f := range p.Files() {
		path := filepath.Join(o.out, filepath.FromSlash(f.Name))
		phase := a.next("writing "+f.Name, meter.Bytes, 0)
		size, err := writeGenerated(ctx, path, func(w io.Writer) error { return f.Write(phase.Writer(w)) })
		if err != nil {
			return err
		}
		total += size
		if n < o.forests {
			exports.WriteString(" --ad " + path)
		}
	}
	if !o.quiet {
		fmt.Fprintf(a.stderr, "presync: %s holds %s, %.1f MB; truth.csv says what becomes of them\n", o.out, numbered(o.users, "invented user"), float64(total)/1e6)
	}
	_, err = fmt.Fprintf(a.stdout, "presync predict%s --cloud %s --tenant %s\n", exports.String(),
		filepath.Join(o.out, "tenant"), filepath.Join(o.out, "tenant.yaml"))
	return err
}

// keepExports refuses a folder with a file of the same name that generate may
// not have made, such as a real export: truth.csv, which only it writes, is not
// beside it.
func keepExports(dir string, p *generate.Population) error {
	there := func(name string) bool {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		return err == nil && !info.IsDir()
	}
	if there("truth.csv") {
		return nil
	}
	for _, f := range p.Files() {
		if there(f.Name) {
			return usagef("name a new folder", "--out: %s is there, with no truth.csv of an earlier generate beside it, and is left as it is",
				filepath.Join(dir, filepath.FromSlash(f.Name)))
		}
	}
	return nil
}

// writeGenerated writes a file that appears when it is complete.
func writeGenerated(ctx context.Context, path string, write func(io.Writer) error) (size int64, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".presync-*")
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, reason(err))
	}
	w := bufio.NewWriter(whileWanted{ctx, tmp})
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err == nil {
		size, err = tmp.Seek(0, io.SeekCurrent)
	}
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return size, nil
}
