package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// ExplainText writes an explanation for a person at a terminal. all shows
// every rule that was asked in full; without it those that say nothing about
// the fate of the user are only named.
func ExplainText(w io.Writer, e *Explanation, opt TextOptions, all bool) error {
	x := &explainText{
		textSink: textSink{out: bufio.NewWriter(w), opt: opt, style: style{opt.Colour}},
		e:        e, all: all,
	}
	x.opt.Width = max(opt.Width, 60)
	d := e.Decision
	x.para(x.style.bold, visible(Name(d))+": "+visible(verdict(d)))
	x.para(nil, visible(d.Reason))
	for i, s := range e.Stages() {
		if err := x.stage(i+1, s); err != nil {
			return err
		}
	}
	x.conclusion()
	x.open()
	x.changes()
	return x.out.Flush()
}

// explainText borrows the layout of the text format.
type explainText struct {
	textSink
	e   *Explanation
	all bool
}

func (x *explainText) stage(number int, s Stage) error {
	x.line("")
	x.hang(fmt.Sprintf("%d. %s  ", number, s.Name), string(s.Status)+": "+visible(s.Text), x.statusPaint(s.Status))
	if s.Text == notReached && !x.all {
		return nil // its rules were asked all the same, and changed nothing
	}
	switch s.Name {
	case "import":
		return x.imported()
	case "processing":
		defer x.rules(s.Steps)
		return x.facts(results(x.e.Decision))
	default:
		x.rules(s.Steps)
		return nil
	}
}

func (x *explainText) statusPaint(s Status) func(string) string {
	switch s {
	case Failure:
		return x.style.red
	case Warning:
		return x.style.yellow
	case Success:
		return x.style.green
	default:
		return x.style.dim
	}
}

func (x *explainText) imported() error {
	d := x.e.Decision
	objects := []*directory.Object{d.Object}
	if d.User != nil {
		objects = d.User.Objects()
	}
	for _, o := range objects {
		x.hang("     ", visible(o.DN)+" in forest "+visible(o.Forest)+", "+visible(o.Origin.String()), nil)
		if err := x.facts(facts(o)); err != nil {
			return err
		}
	}
	if d.User == nil {
		return nil
	}
	x.hang("     ", "The person that goes to the cloud:", nil)
	return x.facts(flow(d.User))
}

func (x *explainText) facts(list []fact) error {
	rows := make([][]string, 0, len(list))
	for _, f := range list {
		rows = append(rows, []string{visible(f.Name), visible(f.Value), visible(f.Origin.String())})
	}
	return x.table(5, []column{{title: "", most: 24}, {title: ""}, {title: "", most: 34}}, rows)
}

// rules shows each rule that was asked, with both values of every condition.
// In the short form these are the rules that fired, and for those about a
// cloud object that missed by one condition that condition; the others are
// only named.
func (x *explainText) rules(steps []match.Step) {
	var about string
	var far []string
	for i := range steps {
		s := &steps[i]
		if !x.all && !telling(s) {
			far = append(far, s.Rule.ID)
			continue
		}
		if now := subject(s); now != about {
			about = now
			if about != "" {
				x.hang("     ", "about "+visible(about), nil)
			}
		}
		x.step(s)
	}
	if len(far) > 0 {
		x.hang("     ", "asked too, and not met (--all shows how): "+strings.Join(ids(far), ", "), x.style.dim)
	}
}

// telling reports whether a step says something about the fate of the user:
// its rule fired, or it is about a cloud object and missed by one condition.
func telling(s *match.Step) bool {
	if s.Verdict == match.Yes {
		return true
	}
	missed := 0
	for i := range s.Checks {
		if !s.Checks[i].Held {
			missed++
		}
	}
	if s.Verdict == match.NotInForce {
		return missed == 0
	}
	return s.Cloud != nil && missed == 1
}

// ids drops repetitions: a rule is asked once for each cloud object.
func ids(list []string) []string {
	seen := make(map[string]bool, len(list))
	out := list[:0:0]
	for _, id := range list {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// subject names the cloud object and the value that a step is about.
func subject(s *match.Step) string {
	var parts []string
	if s.Claim != nil {
		parts = append(parts, fmt.Sprintf("%s %q", s.Claim.Property, s.Claim.Value))
	}
	if s.Cloud != nil {
		text := match.CloudName(s.Cloud) + " (" + s.Cloud.ID
		if at := s.Cloud.Origin.String(); at != "" {
			text += ", " + at
		}
		parts = append(parts, text+")")
	}
	return strings.Join(parts, " and ")
}

func (x *explainText) step(s *match.Step) {
	paint := x.style.dim
	if s.Verdict == match.Yes {
		paint = x.style.bold
	}
	x.hang(fmt.Sprintf("     %-7s %-4s ", s.Rule.ID, answer(s)), visible(s.Rule.Title), paint)
	under := strings.Repeat(" ", 18)
	if s.Verdict == match.NotInForce {
		x.hang(under+"- ", "not in force on this day, only "+interval(s.Rule), nil)
	}
	for i := range s.Checks {
		c := &s.Checks[i]
		if x.all || !c.Held || s.Verdict == match.Yes {
			x.hang(under+sign(c), visible(checkText(c)), nil)
		}
	}
}

// answer is the verdict of a rule in three letters.
func answer(s *match.Step) string {
	if s.Verdict == match.NotInForce {
		return "off"
	}
	return string(s.Verdict)
}

func sign(c *match.Check) string {
	if c.Held {
		return "+ "
	}
	return "- "
}

// checkText names a condition as it turned out, with both values.
func checkText(c *match.Check) string {
	text := c.Cond.Name
	if !c.Held {
		text = c.Cond.Not
	}
	if values := compared(c); values != "" {
		text += ": " + values
	}
	return text
}

func (x *explainText) conclusion() {
	d := x.e.Decision
	x.heading("Verdict")
	x.hang("  ", x.style.outcome(d.Outcome, visible(verdict(d)))+", "+string(d.Confidence), nil)
	if d.Rule != nil {
		x.hang("  rule      ", visible(d.Rule.ID+" "+d.Rule.Title), nil)
		x.hang("  source    ", visible(evidenceText(d.Rule.Evidence)), nil)
	}
	if d.Error != nil && d.Error.Message != "" {
		x.hang("  message   ", visible(d.Error.Message), nil)
	}
	for _, note := range d.Notes {
		x.hang("  note      ", visible(note), nil)
	}
	if d.Rule != nil && d.Rule.Fix != "" && needsAttention(d) {
		x.hang("  do        ", visible(d.Rule.Fix), nil)
	}
	for _, a := range d.Alternatives {
		x.hang("  possible  ", visible(string(a.Outcome)+": "+a.Because+" ("+a.Rule+")"), nil)
	}
	for _, c := range d.Candidates {
		x.hang("  alike     ", visible(match.CloudName(c.Cloud)+", "+percent(c.Score)+": "+strings.Join(c.Reasons, "; ")), nil)
	}
}

// open says that the verdict rests on inputs that leave things open.
func (x *explainText) open() {
	if n := len(x.e.Run.Gaps); n > 0 {
		x.hang("  open      ", plural(n, "thing")+" that the inputs could not tell, also about others; presync predict lists them", nil)
	}
}

func (x *explainText) changes() {
	if len(x.e.Changes) == 0 {
		return
	}
	x.heading("What would change this")
	for _, c := range x.e.Changes {
		x.hang(fmt.Sprintf("  %-16s", changeSide(c.Side)), visible(c.Edit), nil)
		x.hang(strings.Repeat(" ", 18)+"gives ", visible(changeOutcome(c)), x.style.bold)
	}
}
