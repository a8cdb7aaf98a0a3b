package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"presync/sim/match"
)

// columns is the width of a terminal that reports are laid out for. A word
// that is longer is not broken.
const columns = 100

// failureLines writes everything that is wrong with a result.
func failureLines(r *Result) []string {
	var lines []string
	if r.Scenario != nil && !r.Passed() {
		for _, setting := range r.Scenario.combo.settings() {
			lines = append(lines, visible("with "+setting))
		}
	}
	for i := range r.Failures {
		f := &r.Failures[i]
		lines = append(lines, wrap(f.place(r.Name)+": "+f.headline(), 2)...)
		lines = append(lines, f.details(r.Name)...)
	}
	if r.Err != nil {
		lines = append(lines, wrap(r.Err.Error(), 2)...)
	}
	return lines
}

// details gives the lines below the headline: what was wanted and what came,
// then the steps that tell why. Places in the scenario file are lines only.
func (f *Failure) details(file string) []string {
	lines := append(fieldLines(f.Fields, "want", "got "), diffLines(f.Text)...)
	return append(lines, f.why(file)...)
}

// mostDiff bounds how many lines of a difference of texts are shown.
const mostDiff = 40

// diffLines writes a difference of texts.
func diffLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); line != "" && line != "diff want got" {
			lines = append(lines, "  "+visible(line))
		}
	}
	if more := len(lines) - mostDiff; more > 0 {
		lines = append(lines[:mostDiff], fmt.Sprintf("  (%d more lines; --update writes them)", more))
	}
	return lines
}

// why writes the steps that tell why.
func (f *Failure) why(file string) []string {
	wanted := ""
	for _, field := range f.Fields {
		if field.Key == "rule" {
			wanted = field.Want
		}
	}
	var lines []string
	for _, s := range f.Steps {
		lines = append(lines, stepLines(s, file, ruleID(s.Rule) == wanted)...)
	}
	return lines
}

// fieldLines writes fields one below the other, with the names of the two sides
// in front of their values.
func fieldLines(fields []Field, want, got string) []string {
	width := 0
	for _, field := range fields {
		width = max(width, len(field.Key))
	}
	var lines []string
	for _, field := range fields {
		head := fmt.Sprintf("  %-*s  %s ", width, field.Key, want)
		lines = append(lines, wrap(head+field.Want, len(head))...)
		head = fmt.Sprintf("  %-*s  %s ", width, "", got)
		lines = append(lines, wrap(head+field.Got, len(head))...)
	}
	return lines
}

// stepLines writes a step with its conditions. Of a rule that was wanted and
// did not fire it writes the conditions that do not hold.
func stepLines(s match.Step, file string, wanted bool) []string {
	about := ruleID(s.Rule)
	if s.Cloud != nil {
		about += " about " + cloudName(s.Cloud)
	}
	if s.Claim != nil {
		about += fmt.Sprintf(" and %s %q", s.Claim.Property, s.Claim.Value)
	}
	head := "decided by " + about
	switch {
	case wanted && s.Verdict == match.Yes:
		head = "it was not " + about + ", which fires, but does not come first"
	case wanted && s.Verdict == match.NotInForce:
		head = "it was not " + about + ", which is not in force on the day"
	case wanted:
		head = "it was not " + about
	}
	lines := wrap("  "+head+": "+s.Rule.Title, 4)
	hold := 0
	for _, c := range s.Checks {
		if c.Held && wanted && s.Verdict == match.No {
			hold++
			continue
		}
		lines = append(lines, checkLines(c, file)...)
	}
	switch hold {
	case 0:
	case 1:
		lines = append(lines, "    (its other condition holds)")
	default:
		lines = append(lines, fmt.Sprintf("    (its %d other conditions hold)", hold))
	}
	return lines
}

// checkLines writes a condition and the values that it compared.
func checkLines(c match.Check, file string) []string {
	sign := "+ "
	if !c.Held {
		sign = "- "
	}
	lines := wrap("    "+sign+condName(c), 6)
	var values []string
	for _, v := range []match.Value{c.Left, c.Right} {
		if text := valueText(v, file); text != "" {
			values = append(values, text)
		}
	}
	if one := lines[0] + ": " + visible(strings.Join(values, "")); len(values) == 1 && len(lines) == 1 && utf8.RuneCountInString(one) <= columns-2 {
		return []string{one}
	}
	for _, v := range values {
		lines = append(lines, wrap("        "+v, 10)...)
	}
	return lines
}

// valueText writes one compared value and its place.
func valueText(v match.Value, file string) string {
	if v.Name == "" && v.Text == "" {
		return ""
	}
	text := strings.TrimSpace(v.Name + " has no value")
	if v.Text != "" {
		text = strings.TrimSpace(fmt.Sprintf("%s %q", v.Name, v.Text))
	}
	switch {
	case v.Origin.Source == "":
		return text
	case v.Origin.Source == file && v.Origin.Line > 0:
		return fmt.Sprintf("%s (line %d)", text, v.Origin.Line)
	}
	return text + " (" + v.Origin.String() + ")"
}

// knownWrongLines writes the verdicts that are known to be wrong.
func knownWrongLines(r *Result) []string {
	var lines []string
	for i := range r.KnownWrong {
		k := &r.KnownWrong[i]
		lines = append(lines, wrap(fmt.Sprintf("%s:%d: %s", r.Name, k.Line, k.headline()), 2)...)
		lines = append(lines, k.details()...)
	}
	return lines
}

// headline says in one line what is known.
func (k *KnownWrong) headline() string {
	text := k.Subject + " gets a verdict that is known to be wrong"
	if k.Cycle > 1 {
		text += fmt.Sprintf(" (cycle %d)", k.Cycle)
	}
	return text
}

// details gives the two verdicts and the evidence.
func (k *KnownWrong) details() []string {
	lines := fieldLines(k.Fields, "service", "presync")
	for _, said := range k.Evidence {
		lines = append(lines, wrap("  # "+said, 4)...)
	}
	return lines
}

// visible writes what a terminal would hide or obey as an escape sequence: two
// values that differ look different.
func visible(text string) string {
	var b strings.Builder
	for _, c := range text {
		if unicode.IsPrint(c) {
			b.WriteRune(c)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(c), "'"))
	}
	return b.String()
}

// wrap breaks a line between words, so that it fits with an indentation of two,
// and indents what follows.
func wrap(line string, hang int) []string {
	const most = columns - 2
	line = visible(line)
	var lines []string
	for utf8.RuneCountInString(line) > most {
		at := breakAt(line, most, hang)
		if at < 0 {
			break
		}
		lines = append(lines, strings.TrimRight(line[:at], " "))
		line = strings.Repeat(" ", hang) + strings.TrimLeft(line[at:], " ")
	}
	return append(lines, line)
}

// breakAt gives the place of the last blank at which the first part fits, or
// the first one behind it, -1 when there is none.
func breakAt(line string, most, hang int) int {
	at, runes := -1, 0
	for i, c := range line {
		if c == ' ' && i > hang && strings.TrimSpace(line[:i]) != "" && strings.TrimSpace(line[i:]) != "" {
			if runes > most && at >= 0 {
				return at
			}
			at = i
			if runes > most {
				return at
			}
		}
		runes++
	}
	return at
}
