package match

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	ruleID      = regexp.MustCompile(`^[A-Z]{2,4}[0-9]{3}$`)
	placeholder = regexp.MustCompile(`\{([A-Za-z0-9]+)\}`)
)

// maxTitle is the longest title that fits its table.
const maxTitle = 72

// Validate checks a rule set as a reviewer would: each rule has a unique ID, a
// title, conditions with two names each, evidence with a section and a date,
// texts without unknown placeholders, and dates in order. It reports the first
// fault and names the rule.
func Validate(set []*Rule) error {
	seen := map[string]bool{}
	for _, r := range set {
		if err := validateRule(r); err != nil {
			return fmt.Errorf("rule %s: %v", r.ID, err)
		}
		if seen[r.ID] {
			return fmt.Errorf("rule %s: the ID is used twice", r.ID)
		}
		seen[r.ID] = true
	}
	return nil
}

func validateRule(r *Rule) error {
	switch {
	case !ruleID.MatchString(r.ID):
		return fmt.Errorf("the ID is not two to four capitals and three digits")
	case r.Title == "" || len(r.Title) > maxTitle || strings.HasSuffix(r.Title, "."):
		return fmt.Errorf("title %q: want 1 to %d characters and no full stop", r.Title, maxTitle)
	case len(r.When) == 0:
		return fmt.Errorf("no condition")
	case !r.From.IsZero() && !r.Until.IsZero() && !r.From.Before(r.Until):
		return fmt.Errorf("from %s is not before until %s", r.From, r.Until)
	case r.Evidence.Source == "" || r.Evidence.Section == "" || r.Evidence.Read == "":
		return fmt.Errorf("evidence lacks source, section or date")
	case worse[r.Evidence.Confidence] >= worse[Inferred] && r.Evidence.Why == "":
		return fmt.Errorf("%s evidence without a reason", r.Evidence.Confidence)
	}
	for _, c := range r.When {
		if c.Name == "" || c.Not == "" || c.Test == nil {
			return fmt.Errorf("condition %q lacks a name, its opposite or a test", c.Name)
		}
	}
	return validateEffect(r)
}

func validateEffect(r *Rule) error {
	texts := []string{r.Reason}
	if d := r.Then.Doubt; d != nil {
		if d.Because == "" || len(d.About) == 0 {
			return fmt.Errorf("doubt without a text or without outcomes that it is about")
		}
		texts = append(texts, d.Because)
	} else if r.Doc == "" || r.Reason == "" || r.Fix == "" {
		return fmt.Errorf("doc, fix or reason is empty")
	}
	if f := r.Then.Failure; f != nil {
		texts = append(texts, f.Message)
	}
	for _, text := range texts {
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			if !KnownPlaceholder(m[1]) {
				return fmt.Errorf("unknown placeholder {%s}", m[1])
			}
		}
	}
	return nil
}
