package report

import (
	"cmp"
	"slices"

	"presync/sim/match"
)

// worstFirst is the order in which people want to read outcomes.
var worstFirst = []match.Outcome{
	match.OutcomeError, match.OutcomeCreateDuplicate, match.OutcomeNotSynced, match.OutcomeCreate,
	match.OutcomeSoftMatch, match.OutcomeHardMatch, match.OutcomeUpdate,
}

// meaning is what an outcome means, in one sentence without a full stop.
func meaning(o match.Outcome) string {
	switch o {
	case match.OutcomeError:
		return "the export of these users fails"
	case match.OutcomeCreateDuplicate:
		return "a new cloud user although a cloud object for them exists"
	case match.OutcomeNotSynced:
		return "never exported, so the cloud does not hear of them"
	case match.OutcomeCreate:
		return "a new cloud user, and nothing conflicts"
	case match.OutcomeSoftMatch:
		return "takes over a cloud user by address or UPN; the anchor is stamped on it"
	case match.OutcomeHardMatch:
		return "takes over a cloud object by its anchor"
	case match.OutcomeUpdate:
		return "already linked by the anchor: an ordinary update"
	default:
		return ""
	}
}

// attention collects the decisions that somebody has to do something about,
// grouped by what there is to do. It keeps at most most rows of each group,
// so its size does not grow with the number of users.
type attention struct {
	most   int
	groups map[groupKey]*group
	// notSynced counts the users that are left out, by rule.
	notSynced map[string]*group
	ordered   section // another order of export gives another outcome
	nearMiss  section // may be the same person as a cloud user
	listed    section // decisions with nothing to do, if they are wanted
	// overwritten counts the cloud values that take-overs change, by property.
	overwritten map[string]*overwritten
	users       int
}

// section is a capped list of decisions.
type section struct {
	rows  []*match.Decision
	total int
}

func (s *section) add(d *match.Decision, most int) {
	if len(s.rows) < most {
		s.rows = append(s.rows, d.Keep())
	}
	s.total++
}

type groupKey struct {
	outcome match.Outcome
	what    string
	fix     string
}

// group is the users with the same thing to do.
type group struct {
	groupKey
	rules []string // "HM007 title", in the order they were met
	section
}

func newAttention(most int) *attention {
	return &attention{most: most, groups: map[groupKey]*group{}, notSynced: map[string]*group{}, overwritten: map[string]*overwritten{}}
}

// add files a decision. list says that decisions without anything to do are
// wanted too.
func (a *attention) add(d *match.Decision, list bool) {
	switch {
	case needsAttention(d):
		a.users++
		a.file(d)
	case list:
		a.listed.add(d, maxListed)
	case d.Outcome == match.OutcomeNotSynced:
		id := ruleID(d)
		if a.notSynced[id] == nil {
			a.notSynced[id] = &group{groupKey: groupKey{outcome: d.Outcome}}
		}
		a.notSynced[id].add(d, 1)
	}
	if d.OrderDependent {
		a.ordered.add(d, a.most)
	}
	if len(d.Candidates) > 0 && !needsAttention(d) {
		a.nearMiss.add(d, a.most)
	}
	if r := resultOf(d); r != nil && isTakeOver(d.Outcome) {
		for i := range r.Overwrites {
			a.overwrite(d, &r.Overwrites[i])
		}
	}
}

func isTakeOver(o match.Outcome) bool {
	return o == match.OutcomeHardMatch || o == match.OutcomeSoftMatch
}

// overwritten is one property that take-overs change.
type overwritten struct {
	property string
	users    int
	example  string
}

func (a *attention) overwrite(d *match.Decision, o *match.Overwrite) {
	w := a.overwritten[o.Property]
	if w == nil {
		w = &overwritten{property: o.Property, example: Name(d) + ": " + overwriteText(o)}
		a.overwritten[o.Property] = w
	}
	w.users++
}

// overwrites gives the properties that take-overs change, most users first.
func (a *attention) overwrites() []*overwritten {
	out := make([]*overwritten, 0, len(a.overwritten))
	for _, key := range sortedKeys(a.overwritten) {
		out = append(out, a.overwritten[key])
	}
	slices.SortStableFunc(out, func(x, y *overwritten) int { return cmp.Compare(y.users, x.users) })
	return out
}

// needsAttention holds for users that fail, get a second account or lose a
// value to quarantine.
func needsAttention(d *match.Decision) bool {
	return d.Outcome == match.OutcomeError || d.Outcome == match.OutcomeCreateDuplicate ||
		d.Result != nil && len(d.Result.Quarantined) > 0
}

func (a *attention) file(d *match.Decision) {
	key := groupKey{outcome: d.Outcome, what: what(d)}
	title := ""
	if d.Rule != nil {
		key.fix = cmp.Or(d.Rule.Fix, d.Rule.ID)
		title = d.Rule.ID + " " + d.Rule.Title
	}
	g := a.groups[key]
	if g == nil {
		g = &group{groupKey: key}
		if d.Rule != nil {
			g.fix = d.Rule.Fix
		}
		a.groups[key] = g
	}
	if title != "" && !slices.Contains(g.rules, title) {
		g.rules = append(g.rules, title)
	}
	g.add(d, a.most)
}

// what names the outcome with the error code.
func what(d *match.Decision) string {
	switch {
	case d.Outcome == match.OutcomeError && d.Error != nil:
		return "error " + d.Error.Code
	case d.Outcome == match.OutcomeError || d.Outcome == match.OutcomeCreateDuplicate:
		return string(d.Outcome)
	default:
		return string(d.Outcome) + ", with a value in quarantine"
	}
}

// sorted gives the groups, worst outcome first, then the biggest, then by
// rule.
func (a *attention) sorted() []*group {
	out := make([]*group, 0, len(a.groups))
	for _, g := range a.groups {
		out = append(out, g)
	}
	slices.SortFunc(out, func(x, y *group) int {
		return cmp.Or(
			cmp.Compare(badness(x.outcome), badness(y.outcome)),
			cmp.Compare(y.total, x.total),
			slices.Compare(x.rules, y.rules),
			cmp.Compare(x.what, y.what),
		)
	})
	return out
}

func badness(o match.Outcome) int { return slices.Index(worstFirst, o) }

// leftOut gives the rules that leave users out, by the number of users.
func (a *attention) leftOut() []*group {
	out := make([]*group, 0, len(a.notSynced))
	for _, g := range a.notSynced {
		out = append(out, g)
	}
	slices.SortFunc(out, func(x, y *group) int {
		return cmp.Or(cmp.Compare(y.total, x.total), cmp.Compare(ruleID(x.rows[0]), ruleID(y.rows[0])))
	})
	return out
}
