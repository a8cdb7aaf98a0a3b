package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

func bySubject(a, b CoveragePoint) int { return cmp.Compare(a.Subject, b.Subject) }

// fact is a kind of thing that a line can assert.
type fact struct {
	subject, what string
	// holds reports whether a decision has it; nil where it is one of a cycle.
	holds func(*match.Decision) bool
	// of reports whether some of the rules can bring it about.
	of func(*match.Rule) bool
}

func (f *fact) key() string { return "fact/" + f.subject + "/" + f.what }

// facts are all of them in the order of reports.
func facts() []fact {
	return slices.Concat(errorFacts(), quarantineFacts(), resultFacts(), certaintyFacts(), cycleFacts())
}

func factPoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	for _, f := range facts() {
		if f.of == nil || slices.ContainsFunc(rules, f.of) {
			points = append(points, CoveragePoint{key: f.key(), Subject: f.subject, What: f.what,
				Missing: fmt.Sprintf("%s: no scenario with %s", f.subject, f.what)})
		}
	}
	return points
}

// errorFacts tell apart what comes with an error and what without.
func errorFacts() []fact {
	duplicate := func(with bool) func(*match.Decision) bool {
		return func(d *match.Decision) bool {
			return d.Outcome == match.OutcomeCreateDuplicate && (d.Error != nil) == with
		}
	}
	doubles := func(r *match.Rule) bool { return r.Then.Outcome == match.OutcomeCreateDuplicate }
	fails := func(r *match.Rule) bool { return r.Then.Failure != nil }
	holder := func(run bool) func(*match.Decision) bool {
		return func(d *match.Decision) bool {
			return d.Error != nil && d.Error.ConflictsWith != nil && (d.Error.ConflictsWith.DN != "") == run
		}
	}
	return []fact{
		{"create-duplicate", "no error", duplicate(false), doubles},
		{"create-duplicate", "an error beside it", duplicate(true), func(r *match.Rule) bool { return doubles(r) && fails(r) }},
		{"error", "no other object in conflict", func(d *match.Decision) bool { return d.Error != nil && d.Error.ConflictsWith == nil }, fails},
		{"error", "a conflict with an object of the tenant", holder(false), fails},
		{"error", "a conflict with a user of the same run", holder(true), fails},
	}
}

// quarantineFacts say which values are set aside, and who holds them.
func quarantineFacts() []fact {
	setsAside := func(r *match.Rule) bool { return r.Then.Kind == match.Quarantine || r.Then.Kind == match.Replace }
	var list []fact
	for _, property := range []string{"UserPrincipalName", "ProxyAddresses"} {
		for _, t := range []struct {
			what string
			is   func(*match.Holder) bool
		}{
			{"a user of the tenant", func(h *match.Holder) bool { return h.DN == "" && h.Type == directory.TypeUser }},
			{"a user of the same run", func(h *match.Holder) bool { return h.DN != "" && h.Type == directory.TypeUser }},
			{"a group", func(h *match.Holder) bool { return h.Type == directory.TypeGroup }},
			{"a contact", func(h *match.Holder) bool { return h.Type == directory.TypeContact }},
		} {
			list = append(list, fact{"quarantined", fmt.Sprintf("%s that %s holds", property, t.what), inResult(func(r *match.Result) bool {
				return slices.ContainsFunc(r.Quarantined, func(q match.Quarantined) bool { return q.Property == property && t.is(&q.HeldBy) })
			}), setsAside})
		}
	}
	return append(list, fact{"quarantined", "a placeholder for the name", func(d *match.Decision) bool {
		return d.Result != nil && slices.ContainsFunc(d.Result.Quarantined, func(q match.Quarantined) bool {
			return q.Property == "UserPrincipalName" && !strings.EqualFold(q.Value, d.Result.UserPrincipalName)
		})
	}, func(r *match.Rule) bool { return r.Then.Kind == match.Replace }})
}

func inResult(holds func(*match.Result) bool) func(*match.Decision) bool {
	return func(d *match.Decision) bool { return d.Result != nil && holds(d.Result) }
}

// resultFacts say how a user was matched, and what a take-over changes.
func resultFacts() []fact {
	links := func(r *match.Rule) bool { return r.Then.Links }
	overwrites := func(lost bool) func(*match.Decision) bool {
		return inResult(func(r *match.Result) bool {
			return slices.ContainsFunc(r.Overwrites, func(o match.Overwrite) bool { return (o.After == "") == lost })
		})
	}
	var list []fact
	for _, by := range []string{"sourceAnchor", "primarySMTP", "userPrincipalName", "upnToPrimarySMTP", "primarySMTPToUPN"} {
		list = append(list, fact{"matched by", by, func(d *match.Decision) bool { return d.MatchedBy == by },
			func(r *match.Rule) bool { return r.Then.By == by }})
	}
	return append(list,
		fact{"overwrites", "a value that AD replaces", overwrites(false), links},
		fact{"overwrites", "a value that is lost", overwrites(true), links})
}

// certaintyFacts say how certain a decision is.
func certaintyFacts() []fact {
	var list []fact
	for _, c := range []match.Confidence{match.Documented, match.Observed, match.Inferred, match.Contested} {
		list = append(list, fact{"confidence", string(c), func(d *match.Decision) bool { return d.Confidence == c },
			func(r *match.Rule) bool { return r.Evidence.Confidence == c }})
	}
	for _, o := range match.Outcomes {
		list = append(list, fact{"alternatives", string(o), func(d *match.Decision) bool {
			return slices.ContainsFunc(d.Alternatives, func(a match.Alternative) bool { return a.Outcome == o })
		}, func(r *match.Rule) bool { return r.Then.Doubt != nil }})
	}
	return append(list,
		fact{"orderDependent", "true", func(d *match.Decision) bool { return d.OrderDependent }, func(r *match.Rule) bool { return r.About == match.AboutClaim }},
		fact{"candidates", "a user who may be the same person", func(d *match.Decision) bool { return len(d.Candidates) > 0 },
			func(r *match.Rule) bool { return r.Phase == match.NearMisses }})
}

// cycleFacts are about the deletions of a cycle.
func cycleFacts() []fact {
	whole := func(r *match.Rule) bool { return isWhole([]*match.Rule{r}) }
	return []fact{
		{"deletions", "a user who is deleted", nil, whole},
		{"deletions", thresholdLine, nil, whole},
	}
}

// deletions notes what a cycle deletes.
func (c *Coverage) deletions(p *sim.Prediction, by string) {
	list := cycleFacts()
	if len(p.Deletions) > 0 {
		c.show(list[0].key(), by)
	}
	if p.DeletionThresholdExceeded {
		c.show(list[1].key(), by)
	}
}
