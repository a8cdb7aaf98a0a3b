package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// subset reports whether all wanted items are there; no wanted item means that
// there must be none.
func subset(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	return all(want, func(w string) bool { return slices.Contains(got, w) })
}

// sameItems compares without the order.
func sameItems(want, got []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got)))
}

func all(items []string, holds func(string) bool) bool {
	return !slices.ContainsFunc(items, func(item string) bool { return !holds(item) })
}

// text is a value as a line writes it.
func text(value string) string {
	if value == "" {
		return none
	}
	return oneLine(value)
}

// within reports whether a wanted piece is part of a text; "-" wants none.
func within(want, got string) bool {
	if want == none {
		return got == ""
	}
	return strings.Contains(oneLine(got), want)
}

// isPattern reports whether a value is a regular expression between slashes.
func isPattern(want string) bool {
	return len(want) > 2 && want[0] == '/' && want[len(want)-1] == '/'
}

func validPattern(want string) error {
	if !isPattern(want) {
		return nil
	}
	_, err := regexp.Compile(want[1 : len(want)-1])
	return err
}

// matchesPattern compares a value with a text or with a /pattern/, which must
// match all of it and matches no missing value.
func matchesPattern(want, got string) bool {
	if !isPattern(want) {
		return want == got
	}
	re, err := regexp.Compile(`^(?:` + want[1:len(want)-1] + `)$`)
	return err == nil && got != none && re.MatchString(got)
}

func isNumber(want string) error {
	if _, err := strconv.Atoi(want); err != nil {
		return fmt.Errorf("%q is no number", want)
	}
	return nil
}

func oneOf(values ...string) func(string) error {
	return func(want string) error {
		if slices.Contains(values, want) {
			return nil
		}
		return fmt.Errorf("%q is none of %s", want, strings.Join(values, ", "))
	}
}

func ruleID(r *match.Rule) string {
	if r == nil {
		return none
	}
	return r.ID
}

// cloudName is what a line calls a cloud object: its userPrincipalName, else
// its display name, else its id.
func cloudName(c *directory.CloudObject) string {
	switch {
	case c == nil:
		return none
	case c.UserPrincipalName != "":
		return oneLine(string(c.UserPrincipalName))
	case c.DisplayName != "":
		return oneLine(c.DisplayName)
	}
	return text(c.ID)
}

// namesCloud reports whether a line means this cloud object.
func namesCloud(want string, c *directory.CloudObject) bool {
	if c == nil || want == none {
		return c == nil && want == none
	}
	return want == c.ID || want == c.DisplayName || directory.Fold(want).Equal(c.UserPrincipalName.Key())
}

// holderName is the id of a holder, or the DN of one that this run creates, or
// its name where neither is known.
func holderName(h *match.Holder) string {
	switch {
	case h == nil:
		return ""
	case h.ID != "":
		return h.ID
	case h.DN != "":
		return oneLine(h.DN)
	}
	return oneLine(h.Name)
}

// namesHolder reports whether a line means this holder: by id, DN or name.
func namesHolder(want string, h *match.Holder) bool {
	if h == nil || want == none {
		return h == nil && want == none
	}
	return want == h.ID || want == h.Name || directory.Fold(want).Equal(directory.Fold(h.DN))
}
