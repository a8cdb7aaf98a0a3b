package show

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"presync/sim/compare"
	"presync/sim/match"
	"presync/sim/report"
)

// Options say what is shown and how.
type Options struct {
	// Width is the number of columns of text, Colour allows terminal colours.
	Width  int
	Colour bool
	// Keep limits the users that are listed; nil lists all. Counts are of all.
	Keep func(*compare.Change) bool
	// Title gives the title of a rule by its ID, "" for an unknown one.
	Title func(rule string) string
}

// group is users whose verdict changed in the same way.
type group struct {
	severity compare.Severity
	label    string // from what to what
	rules    string
	why      string
	total    int
	rows     []*compare.Change // the first few
}

// groups puts the users with a difference into groups, the most important
// first, each with at most so many users.
func groups(c *compare.Comparison, opt *Options, most int) []*group {
	byLabel := map[string]*group{}
	var all []*group
	for ch := range c.Changes() {
		if opt.Keep != nil && !opt.Keep(ch) {
			continue
		}
		g := &group{severity: ch.Severity, label: label(ch), rules: opt.rules(ch), why: ch.Why}
		key := string(g.severity) + "\n" + g.label + "\n" + g.rules + "\n" + g.why
		if known := byLabel[key]; known != nil {
			g = known
		} else {
			byLabel[key], all = g, append(all, g)
		}
		if g.total++; len(g.rows) < most {
			g.rows = append(g.rows, ch)
		}
	}
	slices.SortStableFunc(all, func(x, y *group) int {
		return cmp.Or(cmp.Compare(rank(x.severity), rank(y.severity)), cmp.Compare(y.total, x.total), cmp.Compare(x.label, y.label))
	})
	return all
}

func rank(s compare.Severity) int { return slices.Index(compare.Severities, s) }

// label says from what to what a user goes.
func label(ch *compare.Change) string {
	switch {
	case ch.Base == nil:
		return outcome(ch.Head)
	case ch.Head == nil:
		return outcome(ch.Base)
	case outcome(ch.Base) != outcome(ch.Head):
		return outcome(ch.Base) + " -> " + outcome(ch.Head)
	}
	var names []string
	for _, f := range facts(ch) {
		names = append(names, f.Name)
	}
	return outcome(ch.Head) + ", other " + strings.Join(names, ", ")
}

// facts are what a person has to be told about a user: the verdict, or, where
// that is the same, how well it is known.
func facts(ch *compare.Change) []compare.Fact {
	if ch.Base == nil || ch.Head == nil {
		return nil
	}
	if list := compare.Facts(ch.Base, ch.Head); len(list) > 0 {
		return list
	}
	return compare.Certainty(ch.Base, ch.Head)
}

func outcome(v *compare.Verdict) string {
	if v.Error.Code == "" {
		return string(v.Outcome)
	}
	return string(v.Outcome) + " " + v.Error.Code
}

// rules says which rules decided.
func (o *Options) rules(ch *compare.Change) string {
	before, after := "", ""
	if ch.Base != nil {
		before = ch.Base.Rule
	}
	if ch.Head != nil {
		after = ch.Head.Rule
	}
	last, text := cmp.Or(after, before), cmp.Or(after, before)
	if before != "" && after != "" && before != after {
		text = before + " -> " + after
	}
	if o.Title != nil {
		if title := o.Title(last); title != "" {
			text += " " + title
		}
	}
	return text
}

// detail is what is told about one user: why it is so now, or what is other.
func detail(ch *compare.Change) string {
	if ch.Head == nil {
		return ch.User.DN
	}
	if ch.Base == nil || ch.Base.Outcome != ch.Head.Outcome {
		return ch.Head.Reason
	}
	var parts []string
	for _, f := range facts(ch) {
		parts = append(parts, f.Name+": "+change(&f))
	}
	return strings.Join(parts, "; ")
}

// change shows both values of a fact.
func change(f *compare.Fact) string { return value(f.Base) + " -> " + value(f.Head) }

// value shows a value or a list of values on one line.
func value(text string) string {
	if text == "" {
		return "none"
	}
	return strings.ReplaceAll(text, "\n", ", ")
}

// Headline is the comparison in a few sentences.
func Headline(c *compare.Comparison) string {
	n := c.Counts
	both := c.BaseUsers - n[compare.Removed]
	var text []string
	switch worse := n[compare.Worse]; {
	case !c.Differs():
		return fmt.Sprintf("Nothing changes: %s, each with the same verdict in both runs.", report.Plural(both, "user"))
	case worse == 0:
		text = append(text, "No user gets worse.")
	default:
		text = append(text, fmt.Sprintf("%d of %s %s worse.", worse, report.Plural(both, "user"), pick(worse, "gets", "get")))
	}
	for _, part := range []struct {
		n    int
		one  string
		many string
	}{
		{n[compare.Better], "gets better", "get better"},
		{n[compare.Changed], "gets another verdict that is neither", "get another verdict that is neither"},
		{n[compare.LessCertain], "keeps the verdict, but it is less certain", "keep the verdict, but it is less certain"},
		{n[compare.MoreCertain], "keeps the verdict, and it is more certain", "keep the verdict, and it is more certain"},
		{n[compare.Added], "is in the head alone", "are in the head alone"},
		{n[compare.Removed], "is in the base alone", "are in the base alone"},
	} {
		if part.n > 0 {
			text = append(text, report.Plural(part.n, "user")+" "+pick(part.n, part.one, part.many)+".")
		}
	}
	if d := len(c.NewDeletions); d > 0 {
		text = append(text, fmt.Sprintf("The head deletes %s that the base does not.", report.Plural(d, "cloud object")))
	}
	if d := len(c.Spared); d > 0 {
		text = append(text, fmt.Sprintf("The base deletes %s that the head does not.", report.Plural(d, "cloud object")))
	}
	return strings.Join(text, " ")
}

// sentence makes one of a clause.
func sentence(clause string) string { return strings.ToUpper(clause[:1]) + clause[1:] + "." }

func pick(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// short are the heads of narrow columns.
func short(o match.Outcome) string {
	switch o {
	case match.OutcomeCreateDuplicate:
		return "duplicate"
	default:
		return string(o)
	}
}

// inOrder are the outcomes as a matrix has them: the linked ones, the new ones,
// those with a problem, those left out.
var inOrder = []match.Outcome{
	match.OutcomeUpdate, match.OutcomeHardMatch, match.OutcomeSoftMatch, match.OutcomeCreate,
	match.OutcomeCreateDuplicate, match.OutcomeError, match.OutcomeNotSynced,
}

// heading names a severity above its groups.
func heading(s compare.Severity) string {
	switch s {
	case compare.Worse:
		return "Worse"
	case compare.Better:
		return "Better"
	case compare.Changed:
		return "Changed, neither worse nor better"
	case compare.LessCertain:
		return "Same verdict, less certain"
	case compare.MoreCertain:
		return "Same verdict, more certain"
	case compare.Added:
		return "In the head alone"
	}
	return "In the base alone"
}
