package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"presync/sim/compare"
	"presync/sim/directory"
	"presync/sim/source"
)

// asOfAxis is what the page calls the day.
const asOfAxis = "as-of"

// days is a list of dates.
type days struct{ list []date }

func (d *days) String() string {
	words := make([]string, 0, len(d.list))
	for i := range d.list {
		words = append(words, d.list[i].String())
	}
	return strings.Join(words, ",")
}

// Type is what help calls the value.
func (d *days) Type() string { return "DATE,..." }

func (d *days) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		var day date
		if err := day.Set(strings.TrimSpace(part)); err != nil {
			return err
		}
		if !slices.ContainsFunc(d.list, func(have date) bool { return have.day.Equal(day.day) }) {
			d.list = append(d.list, day)
		}
	}
	return nil
}

// axis is a setting that is varied, or the day.
type axis struct {
	name string
	// values start with that of the base row.
	values []axisValue
}

// axisValue is a value as it is shown, and what it adds to --set; "" adds
// nothing.
type axisValue struct {
	text string
	set  string
	day  time.Time
}

// parseAxes takes the values of --set. Those of one key belong together.
func parseAxes(given []string) ([]axis, error) {
	var axes []axis
	for _, text := range given {
		key, list, found := strings.Cut(text, "=")
		key = strings.TrimSpace(key)
		if !found || key == "" {
			return nil, usagef("such as --set features.blockSoftMatchEnabled=true", "--set %s: want KEY=VALUE or KEY=VALUE,VALUE", text)
		}
		parts, err := splitValues(list)
		if err != nil {
			return nil, usagef("", "--set %s: %v", text, err)
		}
		i := slices.IndexFunc(axes, func(x axis) bool { return x.name == key })
		if i < 0 {
			i, axes = len(axes), append(axes, axis{name: key})
		}
		for n, part := range parts {
			if n > 0 && isPieceOfDN(part) {
				return nil, usagef(fmt.Sprintf("put a DN into quotes: --set '%s=\"%s\"'; a list into brackets", key, list), "--set %s: %q is a part of a DN, and a comma begins another value", text, part)
			}
			if err := new(source.TenantFile).Set(key + "=" + part); err != nil {
				return nil, usagef("the keys are those of the tenant file; a comma begins another value, unless it is in brackets or quotes", "%v", err)
			}
			axes[i].values = append(axes[i].values, axisValue{text: part, set: key + "=" + part})
		}
	}
	return axes, nil
}

// splitValues parts a text at its commas, but not at those in brackets,
// parentheses or quotes. A value that stands in quotes loses them.
func splitValues(text string) ([]string, error) {
	var parts []string
	depth, quote, start := 0, byte(0), 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte("[({", c) >= 0:
			depth++
		case strings.IndexByte("])}", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			parts, start = append(parts, text[start:i]), i+1
		}
		if depth < 0 {
			return nil, fmt.Errorf("a bracket closes at %q that was not opened", text[i:])
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote is not closed")
	}
	if depth > 0 {
		return nil, errors.New("a bracket is not closed")
	}
	parts = append(parts, text[start:])
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if n := len(part); n >= 2 && part[0] == part[n-1] && (part[0] == '"' || part[0] == '\'') && strings.IndexByte(part[1:n-1], part[0]) < 0 {
			part = part[1 : n-1]
		}
		parts[i] = part
	}
	return parts, nil
}

// isPieceOfDN reports whether a value is what a comma has cut off a DN.
func isPieceOfDN(text string) bool {
	key, _, found := strings.Cut(text, "=")
	return found && !strings.Contains(text, ",") && slices.Contains([]string{"dc", "ou", "cn"}, strings.ToLower(key))
}

// withBase puts the value that a key has in the inputs before the others, and
// takes out values that mean the same as another.
func (x *axis) withBase(current *directory.Settings) error {
	seen, err := compare.Flatten(current)
	if err != nil {
		return err
	}
	now := axisValue{text: seen[x.name]}
	if now.text == "" {
		now.text = "(none)"
	}
	values, meanings := []axisValue{now}, []string{seen[x.name]}
	for _, v := range x.values {
		meaning, err := x.meaning(current, v.set)
		if err != nil {
			return err
		}
		if !slices.Contains(meanings, meaning) {
			values, meanings = append(values, v), append(meanings, meaning)
		}
	}
	x.values = values
	return nil
}

// meaning is what a key has after a value was set.
func (x *axis) meaning(current *directory.Settings, set string) (string, error) {
	var file source.TenantFile
	if err := file.Set(set); err != nil {
		return "", err
	}
	tenant := directory.Tenant{Settings: *current}
	if err := file.Apply(&tenant); err != nil {
		return "", err
	}
	flat, err := compare.Flatten(tenant.Settings)
	return flat[x.name], err
}

func dayAxis(list []date) axis {
	x := axis{name: asOfAxis}
	for _, d := range list {
		x.values = append(x.values, axisValue{text: d.String(), day: d.day})
	}
	return x
}
