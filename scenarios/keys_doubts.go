package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/match"
)

// doubtsKey names all the rules behind the alternatives. An item is the rule,
// or rule and outcome: "SM103:create-duplicate".
func doubtsKey() wantKey {
	key := listKey("doubts", nil, func(d *match.Decision) []string {
		var items []string
		for _, a := range d.Alternatives {
			if item := a.Rule + ":" + string(a.Outcome); !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
		return items
	})
	key.holds = func(want string, d *match.Decision) bool {
		wanted, got := splitList(want), splitList(key.got(d))
		means := func(w, g string) bool { return w == g || strings.HasPrefix(g, w+":") }
		return all(wanted, func(w string) bool {
			return slices.ContainsFunc(got, func(g string) bool { return means(w, g) })
		}) && all(got, func(g string) bool {
			return slices.ContainsFunc(wanted, func(w string) bool { return means(w, g) })
		})
	}
	key.valid = func(want string) error {
		for _, item := range splitList(want) {
			if _, outcome, given := strings.Cut(item, ":"); given && !slices.Contains(match.Outcomes, match.Outcome(outcome)) {
				return fmt.Errorf("%q names no outcome; use RULE or RULE:OUTCOME with one of %s", item, outcomeNames())
			}
		}
		return nil
	}
	return key
}

// notesKey names all the rules that only explain the result.
func notesKey() wantKey {
	return listKey("notes", sameItems, func(d *match.Decision) []string {
		var ids []string
		for _, r := range d.Rules {
			if r.Then.Kind == match.Notes || r.Then.Kind == match.Releases {
				ids = append(ids, r.ID)
			}
		}
		return ids
	})
}
