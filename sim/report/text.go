package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/match"
)

// maxRows is how many users of a group a person is shown, maxListed how many
// of a list that was asked for.
const (
	maxRows   = 20
	maxListed = 200
)

// TextOptions say how the text is laid out.
type TextOptions struct {
	// Width is the number of columns; below 60 counts as 60.
	Width int
	// Colour allows terminal colours.
	Colour bool
	// Selected says that the decisions are a selection that somebody made. All
	// of them are listed then, also those with nothing to do, and the cloud
	// side is left out.
	Selected bool
	// Talk gets the closing hints; nil for none.
	Talk io.Writer
}

// NewText writes for a person at a terminal: the counts first, then what the
// run rests on, then the users to look after, grouped by what to do.
func NewText(w io.Writer, opt TextOptions) Sink {
	opt.Width = max(opt.Width, 60)
	most := maxRows
	if opt.Selected {
		most = maxListed
	}
	return &textSink{
		out: bufio.NewWriter(w), opt: opt, style: style{opt.Colour},
		attention: newAttention(most),
	}
}

type textSink struct {
	out       *bufio.Writer
	opt       TextOptions
	style     style
	run       Run
	summary   Summary
	attention *attention
	first     *match.Decision // a user to name in the hints
}

func (s *textSink) SummaryFirst() bool { return false }

func (s *textSink) Begin(run Run, sum Summary) error {
	s.run, s.summary = run, sum
	return nil
}

func (s *textSink) Decision(d *match.Decision) error {
	s.attention.add(d, s.opt.Selected || s.summary.Users <= maxRows)
	if s.first == nil || dullness(d) < dullness(s.first) {
		s.first = d.Keep()
	}
	return nil
}

// dullness says how little an explanation of a decision would tell. A user who
// shares a name with another is a bad example: the name would be ambiguous.
func dullness(d *match.Decision) int {
	switch {
	case !needsAttention(d):
		return 2
	case d.OrderDependent:
		return 1
	default:
		return 0
	}
}

func (s *textSink) End(sum Summary, c Cloud) error {
	s.summary = sum
	s.para(s.style.bold, headline(sum, len(s.run.Gaps)))
	if sum.Users > 0 {
		if err := s.outcomes(); err != nil {
			return err
		}
	}
	s.header()
	s.gapsFirst()
	if s.opt.Selected {
		s.selection()
	}
	for _, part := range []func() error{s.needed, s.listed, s.leftOut, s.overwrites, s.ordered, s.nearMisses} {
		if err := part(); err != nil {
			return err
		}
	}
	if !s.opt.Selected {
		s.cloud(c)
	}
	s.gapsLast()
	if err := s.out.Flush(); err != nil {
		return err
	}
	return s.hints()
}

// headline is the result in one sentence, or two where the export stops. It
// promises no more than the inputs tell.
func headline(sum Summary, gaps int) string {
	if sum.DeletionThresholdExceeded {
		stop := "Nothing at all is exported: " + plural(sum.Deletions, "deletion") + pick(sum.Deletions, " exceeds", " exceed") + " the deletion threshold. "
		if !sum.Findings() {
			return stop + "Apart from that, no export fails and no second account is made for " + plural(sum.Users, "user") + "."
		}
		sum.DeletionThresholdExceeded = false
		return stop + "Without that stop: " + headline(sum, gaps)
	}
	fails, doubled := sum.Outcomes[match.OutcomeError], sum.Outcomes[match.OutcomeCreateDuplicate]
	switch {
	case sum.Users == 0:
		return "There is no user in the on-premises exports, so there is nothing to predict."
	case !sum.Findings() && sum.Deletions > 0:
		return "No export fails and no second account is made for " + plural(sum.Users, "user") + ", but " +
			plural(sum.Deletions, "synced object") + pick(sum.Deletions, " is", " are") + " deleted in the cloud."
	case !sum.Findings():
		start := "Nothing stands in the way"
		if gaps > 0 {
			start = "As far as the inputs tell, nothing stands in the way"
		}
		return start + ": no export fails and no second account is made for " + plural(sum.Users, "user") + "."
	case sum.Users == 1 && fails == 1:
		return "The export of the only user fails in the next sync."
	case sum.Users == 1:
		return "The only user gets a second account in the next sync."
	}
	var parts []string
	if fails > 0 {
		parts = append(parts, count(fails)+pick(fails, " fails", " fail"))
	}
	if doubled > 0 {
		parts = append(parts, count(doubled)+pick(doubled, " gets a second account", " get a second account"))
	}
	return "Of " + plural(sum.Users, "user") + ", " + strings.Join(parts, " and ") + " in the next sync."
}

func (s *textSink) outcomes() error {
	var rows [][]string
	for _, o := range worstFirst {
		n := s.summary.Outcomes[o]
		name, number, text := string(o), count(n), meaning(o)
		if o == match.OutcomeError && n > 0 {
			text += ": " + errorCodes(s.summary.Failures)
		}
		if n > 0 {
			name, number = s.style.outcome(o, name), s.style.outcome(o, number)
		}
		rows = append(rows, []string{name, number, text})
	}
	s.line("")
	return s.table(0, []column{{title: "OUTCOME", most: 16}, {title: "USERS", most: 9, right: true}, {title: "WHAT HAPPENS", lines: 12}}, rows)
}

// errorCodes lists the codes with their counts, in the order of the codes.
func errorCodes(errors map[string]int) string {
	parts := make([]string, 0, len(errors))
	for _, code := range sortedKeys(errors) {
		parts = append(parts, visible(code)+bound+count(errors[code]))
	}
	return strings.Join(parts, ", ")
}

// header says what the prediction rests on.
func (s *textSink) header() {
	s.heading("What this rests on")
	s.para(nil, fmt.Sprintf("  Rules in force on %s, rule set %s. %s", s.run.AsOf.Format("2006-01-02"), shortHash(s.run.Rules), s.confidence()))
	s.para(nil, "  "+settings(s.run))
	read := make([]string, 0, len(s.run.Inputs))
	for _, in := range s.run.Inputs {
		read = append(read, visible(in.Source)+bound+count(in.Objects)+inputNotes(in.Skipped, in.Ignored))
	}
	if len(read) > 0 {
		s.para(nil, "  Objects read: "+strings.Join(read, ", ")+".")
	}
}

// confidence says how well the decisions are known.
func (s *textSink) confidence() string {
	var parts []string
	for _, c := range []match.Confidence{match.Documented, match.Observed, match.Inferred, match.Contested} {
		if n := s.summary.Confidence[c]; n > 0 {
			parts = append(parts, string(c)+bound+count(n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Decisions by evidence: " + strings.Join(parts, ", ") + "."
}

// settings names the settings that change matching most.
func settings(run Run) string {
	t := run.Tenant
	parts := []string{"client " + visible(string(t.Client)), "sourceAnchor " + visible(t.SourceAnchor)}
	if t.InitialDomain != "" {
		parts = append(parts, "initial domain "+visible(t.InitialDomain))
	}
	if t.Features.BlockSoftMatch {
		parts = append(parts, "soft match blocked")
	}
	if t.Features.BlockCloudObjectTakeoverThroughHardMatch {
		parts = append(parts, "hard match take-over blocked")
	}
	if !run.FullImport {
		parts = append(parts, "exports taken as incomplete")
	}
	return "Settings: " + strings.Join(parts, ", ") + "."
}

// inputNotes says in brackets what of an input is not used.
func inputNotes(skipped int, ignored map[string]int) string {
	var parts []string
	if skipped > 0 {
		parts = append(parts, count(skipped)+" unreadable")
	}
	for _, kind := range sortedKeys(ignored) {
		parts = append(parts, count(ignored[kind])+" "+visible(kind))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (not used: " + strings.Join(parts, ", ") + ")"
}

// fewGaps is how many gaps stand before the users. More of them would hide the
// users, and stand at the end.
const fewGaps = 3

// gapsFirst lists a few gaps, or says where many are listed.
func (s *textSink) gapsFirst() {
	switch n := len(s.run.Gaps); {
	case n == 0:
	case s.opt.Selected:
		s.para(s.style.yellow, "  The inputs leave "+plural(n, "thing")+" open; --format json has them.")
	case n > fewGaps:
		s.para(s.style.yellow, "  The inputs leave "+plural(n, "thing")+" open, which are listed at the end.")
	default:
		s.gaps()
	}
}

// gapsLast lists many gaps.
func (s *textSink) gapsLast() {
	if len(s.run.Gaps) > fewGaps && !s.opt.Selected {
		s.gaps()
	}
}

func (s *textSink) gaps() {
	s.heading("What the inputs could not tell")
	for _, g := range s.run.Gaps {
		s.bullet(visible(g.Text))
	}
}

// hints say where to look next.
func (s *textSink) hints() error {
	if s.opt.Talk == nil || s.first == nil {
		return nil
	}
	_, err := fmt.Fprintf(s.opt.Talk,
		"hint: presync explain %s (with the same inputs) shows every rule that was asked\n"+
			"hint: --format json or csv lists every decision\n", shellWord(Name(s.first)))
	return err
}

// shellWord quotes a name for a command line where it has to be.
func shellWord(name string) string {
	name = visible(name)
	if !strings.ContainsAny(name, " '\"$`\\&|;<>()*?[]{}!#~") {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// shortHash is enough of a hash to tell two rule sets apart.
func shortHash(hash string) string {
	_, digits, _ := strings.Cut(hash, ":")
	return digits[:min(len(digits), 12)]
}
