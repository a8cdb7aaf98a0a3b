package rules

import (
	"strconv"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
)

type (
	question = match.Question
	value    = match.Value
)

// when lists the conditions of a rule; all must hold.
func when(conds ...match.Cond) []match.Cond { return conds }

// not turns a condition round.
func not(c match.Cond) match.Cond {
	test := c.Test
	return match.Cond{Name: c.Not, Not: c.Name, Left: c.Left, Right: c.Right, Fixed: c.Fixed,
		Test: func(q *question) bool { return !test(q) }}
}

// on is midnight UTC of a date that a rule names.
func on(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// The dates of the 2026 hardening.
var (
	// juneRollout is when MC1262584 (2026-03-26) starts the refusal of hard
	// matches on role holders.
	juneRollout = on(2026, time.June, 1)
	// julyEnforced is when the documents of 2026-07-01 say that both parts of
	// the hardening are enforced.
	julyEnforced = on(2026, time.July, 1)
	// rolloutDone is the end of the roll-out that MC1263280 (2026-03-27) names.
	rolloutDone = on(2026, time.October, 1)
)

// Values that conditions show.

func userValue(name, attribute string, get func(*directory.Candidate) string) func(*question) value {
	return func(q *question) value {
		return value{Name: name, Text: get(q.User), Origin: q.User.At(name, attribute)}
	}
}

func cloudValue(name string, get func(*directory.CloudObject) string) func(*question) value {
	return func(q *question) value {
		return value{Name: name, Text: get(q.Cloud), Origin: q.Cloud.Origin}
	}
}

func objectValue(attribute string) func(*question) value {
	return func(q *question) value {
		return value{Name: attribute, Text: q.Object.Attrs.First(attribute), Origin: q.Object.At(attribute)}
	}
}

func setting(name string, get func(*directory.Settings) string) func(*question) value {
	return func(q *question) value {
		return value{Name: name, Text: get(q.Settings), Origin: directory.Origin{Source: "tenant settings"}}
	}
}

func flag(name string, get func(*directory.Features) bool) match.Cond {
	return match.Cond{
		Name: name + " is on", Not: name + " is off",
		Test:  func(q *question) bool { return get(&q.Settings.Features) },
		Fixed: true,
		Right: setting(name, func(s *directory.Settings) string {
			return strconv.FormatBool(get(&s.Features))
		}),
	}
}
