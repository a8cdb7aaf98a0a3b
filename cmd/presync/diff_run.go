package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"presync/sim"
	"presync/sim/compare"
	"presync/sim/compare/show"
	"presync/sim/directory"
	"presync/sim/match/rules"
)

// positional takes OLD NEW, each as the value of --base and of --head.
func (o *diffOptions) positional(given []string) error {
	if len(given) > 2 {
		return usagef("usage: presync diff OLD NEW", "diff compares two sides, but got %d", len(given))
	}
	for i, s := range []*side{&o.base, &o.head}[:len(given)] {
		if err := s.Set(given[i]); err != nil {
			return usagef("presync diff --help lists what a side can be", "%s %q: %v", s.name, given[i], err)
		}
	}
	return nil
}

// checkSides refuses sides that make no comparison.
func (o *diffOptions) checkSides() error {
	shared := len(o.ad) > 0 || o.cloud != "" || o.tenant != "" || len(o.set) > 0 || !o.asOf.day.IsZero()
	saved := 0
	for _, s := range []*side{&o.base, &o.head} {
		if s.report == "" {
			continue
		}
		saved++
		if s.overrides() {
			return usagef("leave the other out, or predict again", "--%s %s: a saved report is as it is", s.name, s)
		}
	}
	switch {
	case saved == 2 && shared:
		return usagef("leave them out, or leave out a report", "both sides are saved reports, so --ad, --cloud, --tenant, --set and --as-of have no use")
	case saved == 2 && o.base.report == "-" && o.head.report == "-":
		return usagef("save one to a file", "only one side can come from standard input")
	case saved < 2 && o.base.String() == o.head.String():
		return usagef("such as --base as-of=2026-05-31, or --head set=features.blockSoftMatchEnabled=true; presync diff --help shows more",
			"base and head are the same: say with --base or --head what is different")
	}
	return nil
}

// diffRun is one comparison on its way.
type diffRun struct {
	a        *app
	o        *diffOptions
	inputs   map[*side]*inputOptions // of the sides that are predicted
	readings *readings
}

func runDiff(ctx context.Context, a *app, o *diffOptions) error {
	if err := o.checkSides(); err != nil {
		return err
	}
	saveMemory(a)
	o.pack = true
	d := &diffRun{a: a, o: o, inputs: map[*side]*inputOptions{}}
	if err := d.plan(); err != nil {
		return err
	}
	c, err := d.compare(ctx)
	if err != nil {
		return err
	}
	opt := show.Options{Keep: o.selection(), Title: ruleTitles()}
	text := a.textOptions(o.noColor, o.output != "")
	opt.Width, opt.Colour = text.Width, text.Colour
	if err := writeResult(ctx, a, o.output, func(w io.Writer) error { return o.write(w, c, opt) }); err != nil {
		return err
	}
	if err := o.writeSummary(c, opt); err != nil {
		return err
	}
	return d.verdict(c)
}

// plan looks at all inputs before the first one is read.
func (d *diffRun) plan() error {
	var all []*inputOptions
	var files []string
	for _, s := range []*side{&d.o.base, &d.o.head} {
		if s.report != "" {
			if err := s.exists(); err != nil {
				return err
			}
			files = append(files, s.report)
			continue
		}
		o := s.over(d.o.inputOptions)
		d.inputs[s] = &o
		all = append(all, &o)
		files = append(files, append(o.adPaths(), o.cloud, o.tenant)...)
	}
	if err := refuseInput("-o", d.o.output, files...); err != nil {
		return err
	}
	if err := refuseInput("--summary", d.o.summary, files...); err != nil {
		return err
	}
	var err error
	d.readings, err = newReadings(d.a, all)
	return err
}

// compare predicts or reads the base, then the head past it.
func (d *diffRun) compare(ctx context.Context) (*compare.Comparison, error) {
	base := compare.NewBase(compare.Header{})
	if err := d.feed(ctx, &d.o.base, func(h compare.Header) { base.Header = h }, base.Add, base.Delete); err != nil {
		return nil, err
	}
	c := compare.Against(base, compare.Header{})
	if err := d.feed(ctx, &d.o.head, func(h compare.Header) { c.Head = h }, c.Add, c.Delete); err != nil {
		return nil, err
	}
	c.Finish()
	return c, nil
}

// feed gives one side to the comparison.
func (d *diffRun) feed(ctx context.Context, s *side, begin func(compare.Header), verdict func(*compare.Verdict), deletion func(compare.Cloud)) error {
	if s.report != "" {
		return d.saved(ctx, s.report, begin, verdict, deletion)
	}
	l, err := d.readings.load(ctx, d.inputs[s])
	if err != nil {
		return err
	}
	return feedPrediction(ctx, l, begin, verdict, deletion)
}

func (d *diffRun) saved(ctx context.Context, path string, begin func(compare.Header), verdict func(*compare.Verdict), deletion func(compare.Cloud)) error {
	if path == "-" {
		return compare.Read("standard input", untilInterrupt{ctx, d.a.stdin}, begin, verdict, deletion)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return errors.Join(compare.Read(path, untilInterrupt{ctx, f}, begin, verdict, deletion), f.Close())
}

// untilInterrupt reads until the context is done.
type untilInterrupt struct {
	ctx context.Context
	r   io.Reader
}

func (u untilInterrupt) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// feedPrediction predicts and gives the decisions to a comparison.
func feedPrediction(ctx context.Context, l *loaded, begin func(compare.Header), verdict func(*compare.Verdict), deletion func(compare.Cloud)) error {
	r, err := untilDone(ctx, func() (*sim.Run, error) { return sim.NewRun(l.Input) })
	if err != nil {
		return err
	}
	run := l.run.About(r.Settings(), r.Gaps())
	settings, err := compare.Flatten(run.Tenant)
	if err != nil {
		return err
	}
	begin(compare.Header{
		AsOf: run.AsOf.Format(time.DateOnly), Rules: run.Rules, FullImport: run.FullImport, Inputs: run.Inputs, Settings: settings,
	})
	rest, err := sim.Each(r, func(b *sim.Block) []compare.Verdict {
		list := make([]compare.Verdict, len(b.Decisions))
		for i, d := range b.Decisions {
			list[i] = compare.Of(d)
		}
		return list
	}, func(_ *sim.Block, list []compare.Verdict) error {
		for i := range list {
			verdict(&list[i])
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for _, o := range rest.Deletions.All() {
		deletion(cloudOf(o))
	}
	return nil
}

func cloudOf(o *directory.CloudObject) compare.Cloud {
	c := compare.Cloud{ID: o.ID, Name: string(o.UserPrincipalName)}
	if c.Name == "" {
		c.Name = o.DisplayName
	}
	return c
}

// selection gives the differences to list, nil for all: those of one of the
// severities, and with one of the outcomes on one of the sides.
func (o *diffOptions) selection() func(*compare.Change) bool {
	if len(o.only.values) == 0 {
		return nil
	}
	var severities, outcomes []string
	for _, v := range o.only.values {
		if slices.Contains(severityNames(), v) {
			severities = append(severities, v)
		} else {
			outcomes = append(outcomes, v)
		}
	}
	has := func(v *compare.Verdict) bool { return v != nil && slices.Contains(outcomes, string(v.Outcome)) }
	return func(ch *compare.Change) bool {
		return (len(severities) == 0 || slices.Contains(severities, string(ch.Severity))) &&
			(len(outcomes) == 0 || has(ch.Base) || has(ch.Head))
	}
}

// ruleTitles finds the title of a rule by its ID.
func ruleTitles() func(string) string {
	titles := map[string]string{}
	for _, r := range rules.All() {
		titles[r.ID] = r.Title
	}
	return func(id string) string { return titles[id] }
}

func (o *diffOptions) write(w io.Writer, c *compare.Comparison, opt show.Options) error {
	switch o.format.value {
	case "json":
		return show.JSON(w, c, opt)
	case "ndjson":
		return show.NDJSON(w, c, opt)
	case "csv":
		return show.CSV(w, c, opt)
	case "md":
		return show.Markdown(w, c, opt)
	case "github":
		return show.GitHub(w, c, opt)
	}
	return show.Text(w, c, opt)
}

// writeSummary appends the page for people to the summary of a build server,
// which other steps write to as well.
func (o *diffOptions) writeSummary(c *compare.Comparison, opt show.Options) error {
	if o.summary == "" {
		return nil
	}
	f, err := os.OpenFile(o.summary, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("--summary: %w", err)
	}
	return errors.Join(show.Markdown(f, c, opt), f.Close())
}

// verdict turns what was found into the exit code.
func (d *diffRun) verdict(c *compare.Comparison) error {
	o := d.o
	if !o.quiet {
		switch {
		case o.output != "":
			fmt.Fprintf(d.a.stderr, "presync: %s: %s\n", o.output, show.Headline(c))
		case o.format.value == "text" && c.Differs():
			fmt.Fprintln(d.a.stderr, "hint: --format csv or json lists every user; presync explain WHO with the inputs of a side shows why")
		}
	}
	if err := d.readings.strictly(&o.inputOptions); err != nil {
		return err
	}
	if o.failOn.value == "worse" && c.Worse() || o.failOn.value == "any" && c.Differs() {
		return errFindings
	}
	return nil
}
