package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"presync/sim/check"
	"presync/sim/directory"
)

// CheckSchema names the shape of the json and ndjson formats of the checks.
const CheckSchema = "presync.check/v1"

// CheckSetHash identifies the table of checks: "sha256:" and the hash of what
// ChecksMarkdown writes.
func CheckSetHash(checks []*check.Check) (string, error) {
	h := sha256.New()
	if err := ChecksMarkdown(h, checks); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// CheckRun is the header of a report of checks.
type CheckRun struct {
	Tool    Tool
	Profile check.Profile
	// Only are the IDs that the run was limited to.
	Only []string
	// Checks is the hash of the table, SuffixList the version of the public
	// suffix list.
	Checks, SuffixList string
	// Cloud says that the tenant was read.
	Cloud  bool
	Inputs []directory.Input
	Gaps   []directory.Gap
}

// CheckSummary counts findings.
type CheckSummary struct {
	Objects, Left, Findings, Suggestions int

	Severities map[check.Severity]int
	Checks     map[string]int
}

// SummarizeCheck counts what was found.
func SummarizeCheck(r *check.Result) CheckSummary {
	s := CheckSummary{Objects: r.Objects, Left: r.Left, Findings: len(r.Findings),
		Severities: map[check.Severity]int{}, Checks: map[string]int{}}
	for i := range r.Findings {
		f := &r.Findings[i]
		s.Severities[f.Check.Severity]++
		s.Checks[f.Check.ID]++
		if f.Suggestion != nil {
			s.Suggestions++
		}
	}
	return s
}

// Worrying reports whether there is a finding of level error (exit code 3 of
// the command line).
func (s CheckSummary) Worrying() bool { return s.Severities[check.Error] > 0 }

// headline is the result in one sentence.
func (s CheckSummary) headline() string {
	if s.Findings == 0 {
		return "No check finds fault with " + plural(s.Objects, "object") + "."
	}
	var parts []string
	for _, severity := range check.Severities {
		if n := s.Severities[severity]; n > 0 {
			parts = append(parts, severityCount(severity, n))
		}
	}
	return fmt.Sprintf("The checks find %s in %s.", spoken(parts), plural(s.Objects, "object"))
}

func severityCount(s check.Severity, n int) string {
	if s == check.Info {
		return plural(n, "remark")
	}
	return plural(n, string(s))
}

// spoken reads a list aloud.
func spoken(parts []string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// checkGroup is the findings of one check, the first few of them.
type checkGroup struct {
	check *check.Check
	rows  []*check.Finding
	total int
}

// checkGroups gathers findings by check: the worst first, then the most, then
// by ID.
func checkGroups(r *check.Result, most int) []*checkGroup {
	by := map[string]*checkGroup{}
	var out []*checkGroup
	for i := range r.Findings {
		f := &r.Findings[i]
		g := by[f.Check.ID]
		if g == nil {
			g = &checkGroup{check: f.Check}
			by[f.Check.ID] = g
			out = append(out, g)
		}
		if len(g.rows) < most {
			g.rows = append(g.rows, f)
		}
		g.total++
	}
	slices.SortFunc(out, func(a, b *checkGroup) int {
		return cmp.Or(
			cmp.Compare(slices.Index(check.Severities, a.check.Severity), slices.Index(check.Severities, b.check.Severity)),
			cmp.Compare(b.total, a.total), cmp.Compare(a.check.ID, b.check.ID))
	})
	return out
}

// objectName is what a person calls an on-premises object.
func objectName(o *directory.Object) string {
	return cmp.Or(o.Attrs.First("userPrincipalName"), o.Attrs.First("sAMAccountName"), o.DN)
}

// valueText is the value with its attribute, or the attribute alone.
func valueText(f *check.Finding) string {
	if f.Value == "" {
		return f.Attribute
	}
	return f.Attribute + " " + quoted(f.Value)
}

// remark is what is wrong, beyond the title of the check, and the suggestion.
func remark(f *check.Finding) string {
	_, text, _ := strings.Cut(f.Problem, f.Check.Title)
	text = strings.TrimPrefix(text, ": ")
	if f.Suggestion == nil {
		return text
	}
	if text != "" {
		text += "; "
	}
	return text + "suggested: " + quoted(*f.Suggestion)
}
