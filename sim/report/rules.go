package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"presync/sim/match"
)

// RulesSchema names the shape of the json format of the rule table.
const RulesSchema = "presync.rules/v1"

// RuleSetHash identifies a rule set: "sha256:" and the hash of what RulesJSON
// writes, so that everybody can compute it from the printed table.
func RuleSetHash(rules []*match.Rule) (string, error) {
	h := sha256.New()
	if err := RulesJSON(h, rules); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// SortedRules gives the rules by phase and ID, the order of every listing.
func SortedRules(rules []*match.Rule) []*match.Rule {
	out := slices.Clone(rules)
	slices.SortFunc(out, func(a, b *match.Rule) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.ID, b.ID))
	})
	return out
}

type jsonRules struct {
	Schema string     `json:"schema"`
	Rules  []jsonRule `json:"rules"`
}

type jsonRule struct {
	ID         string           `json:"id"`
	Title      string           `json:"title"`
	Phase      string           `json:"phase"`
	Rank       int              `json:"rank"`
	Conditions []string         `json:"conditions"`
	Effect     jsonEffect       `json:"effect"`
	From       *string          `json:"from"`
	Until      *string          `json:"until"`
	Confidence match.Confidence `json:"confidence"`
	Evidence   jsonEvidence     `json:"evidence"`
	Doc        string           `json:"doc"`
	Fix        string           `json:"fix"`
	Reason     string           `json:"reason"`
}

type jsonEvidence struct {
	Section string `json:"section"`
	Source  string `json:"source"`
	URL     string `json:"url"`
	Read    string `json:"read"`
	Why     string `json:"why"`
}

type jsonEffect struct {
	Text    string        `json:"text"`
	Outcome match.Outcome `json:"outcome"`
	By      *string       `json:"matchedBy"`
	Error   *jsonFailure  `json:"error"`
}

type jsonFailure struct {
	Code      string `json:"code"`
	Number    int    `json:"number"`
	Message   string `json:"message"`
	Attribute string `json:"attribute"`
}

func wireEvidence(e *match.Evidence) jsonEvidence {
	return jsonEvidence{Section: e.Section, Source: e.Source, URL: e.URL, Read: e.Read, Why: e.Why}
}

func wireRule(r *match.Rule) jsonRule {
	w := jsonRule{
		ID: r.ID, Title: r.Title, Phase: r.Phase.String(), Rank: r.Rank,
		Conditions: make([]string, 0, len(r.When)),
		Effect:     jsonEffect{Text: effectText(r), Outcome: r.Then.Outcome},
		From:       day(r.From), Until: day(r.Until),
		Confidence: r.Evidence.Confidence, Evidence: wireEvidence(&r.Evidence),
		Doc: r.Doc, Fix: r.Fix, Reason: r.Reason,
	}
	for i := range r.When {
		w.Conditions = append(w.Conditions, r.When[i].Name)
	}
	if r.Then.By != "" {
		w.Effect.By = &r.Then.By
	}
	if f := r.Then.Failure; f != nil {
		failure := jsonFailure(*f)
		w.Effect.Error = &failure
	}
	if d := r.Then.Doubt; d != nil {
		w.Effect.Outcome = d.Outcome
	}
	return w
}

// day gives a date, nil for the zero time, which means "always".
func day(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format("2006-01-02")
	return &s
}

// RulesJSON writes the rule table as one document, sorted by phase and ID.
func RulesJSON(w io.Writer, rules []*match.Rule) error {
	doc := jsonRules{Schema: RulesSchema, Rules: []jsonRule{}}
	for _, r := range SortedRules(rules) {
		doc.Rules = append(doc.Rules, wireRule(r))
	}
	out := newLines(w)
	out.indented("", doc)
	out.text("\n")
	return out.flush()
}

// effectText says what a rule does when all its conditions hold.
func effectText(r *match.Rule) string {
	t := r.Then
	switch t.Kind {
	case match.Doubts:
		return doubtText(t.Doubt)
	case match.Quarantine:
		return "the claimed value goes to quarantine"
	case match.Replace:
		return "the userPrincipalName is replaced by a placeholder"
	case match.Notes:
		return "explains what the result shows"
	}
	text := string(t.Outcome)
	if t.Failure != nil {
		text += ": " + t.Failure.Code
		if t.Failure.Number != 0 {
			text += fmt.Sprintf(" (%d)", t.Failure.Number)
		}
	}
	if t.By != "" {
		text += " by " + t.By
	}
	return text
}

func doubtText(d *match.Doubt) string {
	about := make([]string, 0, len(d.About))
	for _, o := range d.About {
		about = append(about, string(o))
	}
	text := "a doubt"
	if len(about) > 0 {
		text += " about " + strings.Join(about, ", ")
	}
	text += fmt.Sprintf(": it may be %s instead", d.Outcome)
	if d.Confidence != "" {
		text += fmt.Sprintf(" (%s)", d.Confidence)
	}
	return text
}

// interval says when a rule is in force. The last day of an interval is not
// part of it.
func interval(r *match.Rule) string {
	switch {
	case r.From.IsZero() && r.Until.IsZero():
		return "always"
	case r.Until.IsZero():
		return "from " + *day(r.From)
	case r.From.IsZero():
		return "before " + *day(r.Until)
	default:
		return *day(r.From) + " to " + *day(r.Until)
	}
}

// evidenceText names the document behind a rule.
func evidenceText(e match.Evidence) string {
	parts := []string{e.Source}
	if e.Section != "" {
		parts = append(parts, "rulebook "+e.Section)
	}
	if e.Read != "" {
		parts = append(parts, "as of "+e.Read)
	}
	return strings.Join(parts, ", ")
}
