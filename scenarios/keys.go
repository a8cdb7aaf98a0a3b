package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"presync/sim/match"
)

// wantKey is one key that a line of want/decisions can assert.
type wantKey struct {
	name string
	// got gives the value that the decision has, as the line would write it;
	// "-" when there is none.
	got func(*match.Decision) string
	// holds compares; nil means that the texts must be equal.
	holds func(want string, d *match.Decision) bool
	// valid refuses a value that could never hold; nil takes any. It is not
	// asked about "-".
	valid func(want string) error
}

// wantKeys are all keys in the order of the documentation.
func wantKeys() []wantKey {
	return slices.Concat(ruleKeys(), errorKeys(), resultKeys(), doubtKeys())
}

// ruleKeys say which rule spoke and about which cloud object.
func ruleKeys() []wantKey {
	return []wantKey{
		{name: "rule", got: func(d *match.Decision) string { return ruleID(d.Rule) }},
		listKey("rules", subset, func(d *match.Decision) []string {
			ids := make([]string, len(d.Rules))
			for i, r := range d.Rules {
				ids[i] = r.ID
			}
			return ids
		}),
		{name: "by", got: func(d *match.Decision) string { return text(d.MatchedBy) },
			valid: oneOf("sourceAnchor", "primarySMTP", "userPrincipalName", "upnToPrimarySMTP", "primarySMTPToUPN")},
		{name: "target", got: func(d *match.Decision) string { return cloudName(d.Target) },
			holds: func(want string, d *match.Decision) bool { return namesCloud(want, d.Target) }},
		{name: "reason", got: func(d *match.Decision) string { return text(d.Reason) },
			holds: func(want string, d *match.Decision) bool { return within(want, d.Reason) }},
		notesKey(),
	}
}

// errorKeys are about the error of the export.
func errorKeys() []wantKey {
	ofError := func(get func(*match.Error) string) func(*match.Decision) string {
		return func(d *match.Decision) string {
			if d.Error == nil {
				return none
			}
			return text(get(d.Error))
		}
	}
	message := func(e *match.Error) string { return e.Message }
	return []wantKey{
		{name: "error", got: ofError(func(e *match.Error) string { return e.Code })},
		{name: "number", valid: isNumber, got: ofError(func(e *match.Error) string {
			if e.Number == 0 {
				return ""
			}
			return strconv.Itoa(e.Number)
		})},
		{name: "attribute", got: ofError(func(e *match.Error) string { return e.Attribute })},
		{name: "message", got: ofError(message), holds: func(want string, d *match.Decision) bool {
			return d.Error != nil && within(want, d.Error.Message) || want == none && ofError(message)(d) == none
		}},
		{name: "holder", got: ofError(func(e *match.Error) string { return holderName(e.ConflictsWith) }),
			holds: func(want string, d *match.Decision) bool {
				if d.Error == nil {
					return want == none
				}
				return namesHolder(want, d.Error.ConflictsWith)
			}},
	}
}

// resultKeys are about the cloud object afterwards.
func resultKeys() []wantKey {
	result := func(get func(*match.Result) string) func(*match.Decision) string {
		return func(d *match.Decision) string {
			if d.Result == nil {
				return none
			}
			return text(get(d.Result))
		}
	}
	upn := result(func(r *match.Result) string { return r.UserPrincipalName })
	return []wantKey{
		{name: "upn", got: upn, valid: validPattern,
			holds: func(want string, d *match.Decision) bool { return matchesPattern(want, upn(d)) }},
		{name: "nick", got: result(func(r *match.Result) string { return r.MailNickname })},
		{name: "mail", got: result(func(r *match.Result) string { return r.Mail })},
		listKey("proxies", sameItems, ofResult((*match.Result).Proxies)),
		{name: "anchor", got: func(d *match.Decision) string {
			switch {
			case d.Result != nil:
				return text(string(d.Result.ImmutableID))
			case d.User != nil:
				return text(string(d.User.Anchor))
			}
			return none
		}},
		listKey("quarantined", sameItems, ofResult(func(r *match.Result) []string {
			values := make([]string, len(r.Quarantined))
			for i, q := range r.Quarantined {
				values[i] = q.Value
			}
			return values
		})),
		heldByKey(),
		overwritesKey(),
	}
}

// doubtKeys are about how certain the decision is.
func doubtKeys() []wantKey {
	return []wantKey{
		{name: "confidence", got: func(d *match.Decision) string { return text(string(d.Confidence)) },
			valid: oneOf(string(match.Documented), string(match.Observed), string(match.Inferred), string(match.Contested))},
		alternativesKey(),
		doubtsKey(),
		{name: "orderDependent", got: func(d *match.Decision) string { return strconv.FormatBool(d.OrderDependent) },
			valid: oneOf("true", "false")},
		candidatesKey(),
	}
}

// heldByKey names the objects that hold the quarantined values.
func heldByKey() wantKey {
	holders := ofResult(func(r *match.Result) []string {
		var names []string
		for i := range r.Quarantined {
			if n := holderName(&r.Quarantined[i].HeldBy); !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		return names
	})
	key := listKey("heldBy", nil, holders)
	key.holds = func(want string, d *match.Decision) bool {
		wanted := splitList(want)
		if d.Result == nil || len(holders(d)) != len(wanted) {
			return len(wanted) == 0 && len(holders(d)) == 0
		}
		for i := range d.Result.Quarantined {
			holder := &d.Result.Quarantined[i].HeldBy
			if !slices.ContainsFunc(wanted, func(w string) bool { return namesHolder(w, holder) }) {
				return false
			}
		}
		return true
	}
	return key
}

// overwritesKey names properties, or property=before>after, that must be among
// what the take-over changes.
func overwritesKey() wantKey {
	full := ofResult(func(r *match.Result) []string {
		items := make([]string, len(r.Overwrites))
		for i, o := range r.Overwrites {
			items[i] = oneLine(o.Property + "=" + o.Before + ">" + o.After)
		}
		return items
	})
	key := listKey("overwrites", nil, full)
	key.holds = func(want string, d *match.Decision) bool {
		got := full(d)
		if want == none {
			return len(got) == 0
		}
		return all(splitList(want), func(w string) bool {
			return slices.ContainsFunc(got, func(g string) bool {
				return g == w || !strings.Contains(w, "=") && strings.HasPrefix(g, w+"=")
			})
		})
	}
	return key
}

// alternativesKey names outcomes that must be among the alternatives.
func alternativesKey() wantKey {
	key := listKey("alternatives", subset, func(d *match.Decision) []string {
		var outcomes []string
		for _, a := range d.Alternatives {
			if o := string(a.Outcome); !slices.Contains(outcomes, o) {
				outcomes = append(outcomes, o)
			}
		}
		return outcomes
	})
	key.valid = func(want string) error {
		for _, item := range splitList(want) {
			if !slices.Contains(match.Outcomes, match.Outcome(item)) {
				return fmt.Errorf("%q is no outcome; use some of %s", item, outcomeNames())
			}
		}
		return nil
	}
	return key
}

// candidatesKey names cloud users that must be among the near misses.
func candidatesKey() wantKey {
	key := listKey("candidates", nil, func(d *match.Decision) []string {
		names := make([]string, len(d.Candidates))
		for i, c := range d.Candidates {
			names[i] = cloudName(c.Cloud)
		}
		return names
	})
	key.holds = func(want string, d *match.Decision) bool {
		if want == none {
			return len(d.Candidates) == 0
		}
		return all(splitList(want), func(w string) bool {
			return slices.ContainsFunc(d.Candidates, func(c match.NearMiss) bool { return namesCloud(w, c.Cloud) })
		})
	}
	return key
}

// listKey makes a key with a list of values.
func listKey(name string, holds func(want, got []string) bool, get func(*match.Decision) []string) wantKey {
	key := wantKey{
		name: name,
		got: func(d *match.Decision) string {
			items := get(d)
			shown := make([]string, len(items))
			for i, item := range items {
				shown[i] = oneLine(item)
			}
			return joinList(shown)
		},
	}
	if holds != nil {
		key.holds = func(want string, d *match.Decision) bool {
			return holds(splitList(want), splitList(key.got(d)))
		}
	}
	return key
}

// ofResult gets a list from the result, empty when there is none.
func ofResult(get func(*match.Result) []string) func(*match.Decision) []string {
	return func(d *match.Decision) []string {
		if d.Result == nil {
			return nil
		}
		return get(d.Result)
	}
}

// holdsFor reports whether an assertion holds for a decision.
func (k *wantKey) holdsFor(want string, d *match.Decision) bool {
	if k.holds != nil {
		return k.holds(want, d)
	}
	return want == k.got(d)
}

func keyNamed(name string) *wantKey {
	for _, k := range wantKeys() {
		if k.name == name {
			return &k
		}
	}
	return nil
}

func keyNames() string {
	var names []string
	for _, k := range wantKeys() {
		names = append(names, k.name)
	}
	return strings.Join(names, ", ")
}
