package report

import (
	"math"

	"presync/sim/directory"
	"presync/sim/match"
)

type jsonDecision struct {
	User           jsonUser          `json:"user"`
	Outcome        match.Outcome     `json:"outcome"`
	Rule           string            `json:"rule"`
	MatchedBy      *string           `json:"matchedBy"`
	Target         *jsonTarget       `json:"target"`
	Error          *jsonError        `json:"error"`
	Reason         string            `json:"reason"`
	Result         *jsonResult       `json:"result"`
	Confidence     match.Confidence  `json:"confidence"`
	Alternatives   []jsonAlternative `json:"alternatives"`
	OrderDependent bool              `json:"orderDependent"`
	Other          *jsonTarget       `json:"other"`
	Rules          []string          `json:"rules"`
	Notes          []string          `json:"notes"`
	Evidence       *jsonEvidence     `json:"evidence"`
	Fix            string            `json:"fix"`
	Candidates     []jsonCandidate   `json:"candidates"`
	Trace          []jsonStep        `json:"trace"`
}

// wireDecision gives the shape of one decision. steps says whether its trace
// is wanted.
func wireDecision(d *match.Decision, steps bool) jsonDecision {
	w := jsonDecision{
		User: wireUser(d), Outcome: d.Outcome, Rule: ruleID(d),
		Target: wireTarget(d.Target), Reason: d.Reason, Result: wireResult(d),
		Confidence: d.Confidence, OrderDependent: d.OrderDependent,
		Alternatives: make([]jsonAlternative, 0, len(d.Alternatives)),
		Rules:        make([]string, 0, len(d.Rules)),
		Notes:        append([]string{}, d.Notes...),
		Candidates:   make([]jsonCandidate, 0, len(d.Candidates)),
		Trace:        []jsonStep{},
	}
	if d.Other != nil && d.Other != d.Target {
		w.Other = wireTarget(d.Other)
	}
	if d.MatchedBy != "" {
		w.MatchedBy = &d.MatchedBy
	}
	if d.Outcome == match.OutcomeError || d.Error != nil {
		w.Error = wireError(d.Error)
	}
	for _, a := range d.Alternatives {
		w.Alternatives = append(w.Alternatives, jsonAlternative(a))
	}
	for _, r := range d.Rules {
		w.Rules = append(w.Rules, r.ID)
	}
	if d.Rule != nil {
		w.Evidence = wireEvidence(d.Rule.Evidence)
		w.Fix = d.Rule.Fix
	}
	for _, c := range d.Candidates {
		w.Candidates = append(w.Candidates, wireCandidate(c))
	}
	if steps {
		for i := range d.Trace {
			w.Trace = append(w.Trace, wireStep(&d.Trace[i]))
		}
	}
	return w
}

func ruleID(d *match.Decision) string {
	if d.Rule == nil {
		return ""
	}
	return d.Rule.ID
}

// jsonAlternative has the fields of match.Alternative in the same order.
type jsonAlternative struct {
	Outcome match.Outcome `json:"outcome"`
	Because string        `json:"because"`
	Rule    string        `json:"rule"`
}

type jsonEvidence struct {
	Section string `json:"section"`
	Source  string `json:"source"`
	URL     string `json:"url"`
	Read    string `json:"read"`
	Why     string `json:"why"`
}

func wireEvidence(e match.Evidence) *jsonEvidence {
	return &jsonEvidence{Section: e.Section, Source: e.Source, URL: e.URL, Read: e.Read, Why: e.Why}
}

type jsonCandidate struct {
	ID                string   `json:"id"`
	UserPrincipalName string   `json:"userPrincipalName"`
	Score             float64  `json:"score"`
	Reasons           []string `json:"reasons"`
}

// wireCandidate rounds the score to three digits, which is finer than it is
// known.
func wireCandidate(n match.NearMiss) jsonCandidate {
	reasons := n.Reasons
	if reasons == nil {
		reasons = []string{}
	}
	return jsonCandidate{
		ID: n.Cloud.ID, UserPrincipalName: string(n.Cloud.UserPrincipalName),
		Score: math.Round(n.Score*1000) / 1000, Reasons: reasons,
	}
}

type jsonResult struct {
	UserPrincipalName     string            `json:"userPrincipalName"`
	MailNickname          string            `json:"mailNickname"`
	Mail                  string            `json:"mail"`
	ProxyAddresses        []string          `json:"proxyAddresses"`
	OnPremisesImmutableID string            `json:"onPremisesImmutableId"`
	Quarantined           []jsonQuarantined `json:"quarantined"`
	Overwrites            []jsonOverwrite   `json:"overwrites"`
}

type jsonQuarantined struct {
	Property string     `json:"property"`
	Value    string     `json:"value"`
	HeldBy   jsonHolder `json:"heldBy"`
}

// jsonOverwrite has the fields of match.Overwrite in the same order.
type jsonOverwrite struct {
	Property string `json:"property"`
	Before   string `json:"before"`
	After    string `json:"after"`
}

// wireResult is nil where nothing is exported.
func wireResult(d *match.Decision) *jsonResult {
	r := d.Result
	if r == nil || d.Outcome == match.OutcomeError || d.Outcome == match.OutcomeNotSynced {
		return nil
	}
	w := &jsonResult{
		UserPrincipalName: r.UserPrincipalName, MailNickname: r.MailNickname, Mail: r.Mail,
		ProxyAddresses: r.ProxyAddresses, OnPremisesImmutableID: string(r.ImmutableID),
		Quarantined: make([]jsonQuarantined, 0, len(r.Quarantined)),
		Overwrites:  make([]jsonOverwrite, 0, len(r.Overwrites)),
	}
	if w.ProxyAddresses == nil {
		w.ProxyAddresses = []string{}
	}
	for _, q := range r.Quarantined {
		w.Quarantined = append(w.Quarantined,
			jsonQuarantined{Property: q.Property, Value: q.Value, HeldBy: wireHolder(q.HeldBy)})
	}
	for _, o := range r.Overwrites {
		w.Overwrites = append(w.Overwrites, jsonOverwrite(o))
	}
	return w
}

type jsonStep struct {
	Rule    string        `json:"rule"`
	Title   string        `json:"title"`
	Phase   string        `json:"phase"`
	Target  *jsonTarget   `json:"target"`
	Claim   *jsonClaim    `json:"claim,omitempty"`
	Verdict match.Verdict `json:"verdict"`
	Checks  []jsonCheck   `json:"checks"`
}

type jsonClaim struct {
	Property string `json:"property"`
	Value    string `json:"value"`
}

type jsonCheck struct {
	Condition string       `json:"condition"`
	Held      bool         `json:"held"`
	Left      *match.Value `json:"left"`
	Right     *match.Value `json:"right"`
}

func wireStep(s *match.Step) jsonStep {
	w := jsonStep{
		Rule: s.Rule.ID, Title: s.Rule.Title, Phase: s.Rule.Phase.String(),
		Target: wireTarget(s.Cloud), Verdict: s.Verdict,
		Checks: make([]jsonCheck, 0, len(s.Checks)),
	}
	if s.Claim != nil {
		w.Claim = &jsonClaim{Property: s.Claim.Property, Value: s.Claim.Value}
	}
	for i := range s.Checks {
		c := &s.Checks[i]
		w.Checks = append(w.Checks, jsonCheck{
			Condition: c.Cond.Name, Held: c.Held, Left: wireValue(&c.Left), Right: wireValue(&c.Right),
		})
	}
	return w
}

// wireValue is nil where a condition compares nothing.
func wireValue(v *match.Value) *match.Value {
	if *v == (match.Value{}) {
		return nil
	}
	return v
}

// targetName is what a person calls a cloud object.
func targetName(c *directory.CloudObject) string {
	switch {
	case c.UserPrincipalName != "":
		return string(c.UserPrincipalName)
	case c.DisplayName != "":
		return c.DisplayName
	default:
		return c.ID
	}
}
