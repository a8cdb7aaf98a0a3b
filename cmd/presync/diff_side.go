package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// side is what one side of a comparison has that the other does not. It is the
// flag --base or --head, which is repeatable.
type side struct {
	name string // base or head
	// report is a saved report; the rest is for a prediction that is made now.
	report       string
	ad           []string
	cloud        string
	tenant       string
	set          []string
	asOf         date
	fullImport   *bool
	replacement  *bool
	sourceAnchor string
	given        []string
}

// sideKeys are the words before = in a value of a side, as help shows them.
var sideKeys = []string{"as-of", "set", "tenant", "ad", "cloud", "report", "full-import", "replacement-server", "source-anchor"}

func (s *side) String() string { return strings.Join(s.given, " ") }

// Type is what help calls the value.
func (s *side) Type() string { return "KEY=VALUE" }

// Set takes KEY=VALUE, a date, or the name of a saved report; or several of
// them with commas between.
func (s *side) Set(text string) error {
	for _, part := range parts(text) {
		if err := s.take(part); err != nil {
			return err
		}
	}
	return nil
}

// parts splits a text at the commas behind which a key of a side begins. Other
// commas belong to a value, such as those of a DN.
func parts(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		key, _, pair := strings.Cut(part, "=")
		if _, known := sideKey(key); len(out) > 0 && !(pair && known) {
			out[len(out)-1] += "," + part
			continue
		}
		out = append(out, part)
	}
	return out
}

func (s *side) take(text string) error {
	key, value, pair := strings.Cut(text, "=")
	switch name, known := sideKey(key); {
	case pair && known:
		return s.assign(name, value)
	case !pair && (&date{}).Set(text) == nil:
		return s.assign("as-of", text)
	case !pair && isReportName(text):
		return s.assign("report", text)
	}
	return s.unclear(text, key, pair)
}

// sideKey finds a key in any spelling of its words: as-of, asOf, as_of.
func sideKey(text string) (string, bool) {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(strings.TrimSpace(s)))
	}
	i := slices.IndexFunc(sideKeys, func(key string) bool { return plain(key) == plain(text) })
	if i < 0 {
		return "", false
	}
	return sideKeys[i], true
}

// isReportName reports whether a value is meant as a saved report.
func isReportName(text string) bool {
	switch strings.ToLower(filepath.Ext(text)) {
	case ".json", ".ndjson", ".jsonl":
		return true
	}
	return text == "-"
}

func (s *side) assign(key, value string) error {
	if value == "" {
		return fmt.Errorf("%s has no value", key)
	}
	s.given = append(s.given, key+"="+value)
	var err error
	switch key {
	case "as-of":
		err = single(s.asOf.day.IsZero(), s.asOf.String(), func() error { return s.asOf.Set(value) })
	case "report":
		err = single(s.report == "", s.report, func() error { return s.setReport(value) })
	case "tenant":
		err = single(s.tenant == "", s.tenant, func() error { s.tenant = value; return nil })
	case "cloud":
		err = single(s.cloud == "", s.cloud, func() error { s.cloud = value; return nil })
	case "source-anchor":
		err = single(s.sourceAnchor == "", s.sourceAnchor, func() error { s.sourceAnchor = value; return nil })
	case "set":
		s.set = append(s.set, value)
	case "ad":
		s.ad = append(s.ad, value)
	case "full-import":
		s.fullImport, err = truth(value)
	case "replacement-server":
		s.replacement, err = truth(value)
	}
	return err
}

// single refuses a second value.
func single(free bool, before string, set func() error) error {
	if !free {
		return fmt.Errorf("want it once, it is %q already", before)
	}
	return set()
}

func truth(text string) (*bool, error) {
	b, err := strconv.ParseBool(text)
	if err != nil {
		return nil, errors.New("want true or false")
	}
	return &b, nil
}

// setReport takes the name of a report. Whether it can be read is found out when
// all flags are known: a file that is missing is no mistake of usage.
func (s *side) setReport(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("is a folder; write --%s cloud=%s for a tenant", s.name, path)
	}
	s.report = path
	return nil
}

// exists reports an error when the saved report is not there, so that nobody
// waits for the prediction of the other side first.
func (s *side) exists() error {
	if s.report == "" || s.report == "-" {
		return nil
	}
	if _, err := os.Stat(s.report); err != nil {
		return fmt.Errorf("open %q: %w", s.report, reason(err))
	}
	return nil
}

// unclear says what to write instead.
func (s *side) unclear(text, key string, pair bool) error {
	info, err := os.Stat(text)
	near := nearest(key, sideKeys)
	for _, c := range []struct {
		fits      bool
		what, key string
	}{
		{pair && near == "", "a setting", "set=" + text},
		{pair, "it", near + text[len(key):]},
		{err == nil && info.IsDir(), "a tenant", "cloud=" + text},
		{isTenantFileName(text), "a tenant file", "tenant=" + text},
		{err == nil, "an on-premises export", "ad=" + text},
	} {
		if c.fits {
			return fmt.Errorf("what is it? For %s write --%s %s", c.what, s.name, c.key)
		}
	}
	return fmt.Errorf("want KEY=VALUE with %s, a date such as 2026-07-01, or a saved report that ends in .json or .ndjson", oneOf(sideKeys))
}

func isTenantFileName(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".yaml" || ext == ".yml"
}

// overrides reports whether the side says anything about a prediction that is
// made now.
func (s *side) overrides() bool {
	return len(s.given) > 0 && !(s.report != "" && len(s.given) == 1)
}

// over lays the side over the inputs that both share.
func (s *side) over(shared inputOptions) inputOptions {
	o := shared
	if len(s.ad) > 0 {
		o.ad = s.ad
	}
	if s.cloud != "" {
		o.cloud = s.cloud
	}
	if s.tenant != "" {
		o.tenant = s.tenant
	}
	if s.sourceAnchor != "" || sets(s.set, "sourceAnchor") { // the flag that both share must not win
		o.sourceAnchor = s.sourceAnchor
	}
	if s.fullImport != nil {
		o.fullImport = *s.fullImport
	}
	if s.replacement != nil {
		o.replacement = *s.replacement
	} else if sets(s.set, "replacementServer") {
		o.replacement = false
	}
	if !s.asOf.day.IsZero() {
		o.asOf = s.asOf
	}
	o.set = append(slices.Clone(shared.set), s.set...)
	return o
}

// sets reports whether one of the settings KEY=VALUE is about a key.
func sets(settings []string, key string) bool {
	return slices.ContainsFunc(settings, func(text string) bool {
		name, _, _ := strings.Cut(text, "=")
		return strings.TrimSpace(name) == key
	})
}

// sideFlag is one key of a side as a flag of its own: --base-as-of DATE.
type sideFlag struct {
	side *side
	key  string
}

func (f *sideFlag) String() string     { return "" }
func (f *sideFlag) Type() string       { return "VALUE" }
func (f *sideFlag) Set(v string) error { return f.side.assign(f.key, v) }

// addSideFlags defines --base or --head, and, for those who expect them, the
// flags --base-KEY.
func addSideFlags(cmd *cobra.Command, s *side, usage string) {
	cmd.Flags().Var(s, s.name, usage)
	for _, key := range sideKeys {
		name := s.name + "-" + key
		cmd.Flags().Var(&sideFlag{s, key}, name, "short for --"+s.name+" "+key+"=VALUE")
		if err := cmd.Flags().MarkHidden(name); err != nil {
			panic(err) // the flag was defined above
		}
	}
}
