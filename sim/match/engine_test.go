package match_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

var (
	always = match.Cond{Name: "it is so", Not: "it is not so", Test: func(*match.Question) bool { return true }}
	never  = match.Cond{Name: "it is never so", Not: "it is always so", Test: func(*match.Question) bool { return false }}
	proof  = match.Evidence{Confidence: match.Documented, Source: "T0 Test", Section: "X-1", Read: "2026-01-01"}
	today  = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
)

func rule(id string, phase match.Phase, rank int, then match.Effect, when ...match.Cond) *match.Rule {
	return &match.Rule{ID: id, Title: "a title", Phase: phase, About: match.AboutUser, Rank: rank, When: when, Then: then,
		Evidence: proof, Doc: "doc", Fix: "fix", Reason: "because of {upn}"}
}

func ask(t *testing.T, trace bool, rules ...*match.Rule) (match.Fired, match.Record, bool) {
	t.Helper()
	w := match.NewWorld(nil)
	var rec match.Record
	f, found := match.NewEngine(rules, today, trace).Match(&match.Question{User: person("a@contoso.com", "A"), World: w}, &rec)
	return f, rec, found
}

func TestTheFirstPhaseThatDecidesSpeaks(t *testing.T) {
	late := rule("AA001", match.Provision, 0, match.Decide(match.OutcomeCreate), always)
	early := rule("ZZ001", match.HardMatch, 9, match.Decide(match.OutcomeError), always)
	for _, trace := range []bool{false, true} {
		f, rec, found := ask(t, trace, late, early)
		require.True(t, found)
		require.Equal(t, "ZZ001", f.Rule.ID)
		require.Len(t, rec.Fired, 2, "nothing short-circuits")
	}
}

func TestTheLowestRankSpeaksInItsPhase(t *testing.T) {
	f, _, _ := ask(t, false, rule("AA001", match.HardMatch, 2, match.Decide(match.OutcomeCreate), always), rule("ZZ001", match.HardMatch, 1, match.Decide(match.OutcomeError), always))
	require.Equal(t, "ZZ001", f.Rule.ID)
	f, _, _ = ask(t, false, rule("ZZ001", match.HardMatch, 1, match.Decide(match.OutcomeCreate), always), rule("AA001", match.HardMatch, 1, match.Decide(match.OutcomeError), always))
	require.Equal(t, "AA001", f.Rule.ID, "the lower ID decides between equals")
}

func TestARuleIsInForceBetweenItsDates(t *testing.T) {
	dated := rule("AA001", match.HardMatch, 1, match.Decide(match.OutcomeError), always)
	dated.From = today
	_, _, found := ask(t, false, dated)
	require.True(t, found, "the first day counts")
	dated.From, dated.Until = time.Time{}, today
	_, rec, found := ask(t, true, dated)
	require.False(t, found, "the last day does not")
	require.Equal(t, match.NotInForce, rec.Trace[0].Verdict)
	require.True(t, rec.Trace[0].Checks[0].Held, "the conditions are shown all the same")
}

func TestEveryConditionIsTraced(t *testing.T) {
	_, rec, found := ask(t, true, rule("AA001", match.HardMatch, 1, match.Decide(match.OutcomeError), never, always))
	require.False(t, found)
	require.Equal(t, match.No, rec.Trace[0].Verdict)
	require.Len(t, rec.Trace[0].Checks, 2)
	require.False(t, rec.Trace[0].Checks[0].Held)
	require.True(t, rec.Trace[0].Checks[1].Held)
}

func TestADoubtLowersConfidenceAndDoesNotDecide(t *testing.T) {
	doubt := rule("DD001", match.HardMatch, 90, match.DoubtThat(match.Doubt{Confidence: match.Contested, Outcome: match.OutcomeCreate,
		Because: "of {upn}", About: []match.Outcome{match.OutcomeError}, Code: "X"}), always)
	f, rec, _ := ask(t, false, doubt, rule("AA001", match.HardMatch, 1, match.Fail(match.Failure{Code: "X", Message: "{rawUPN} is bad"}), always))
	d := match.NewDecision(f, &rec)
	require.Equal(t, match.Contested, d.Confidence)
	require.Equal(t, []match.Alternative{{Outcome: match.OutcomeCreate, Because: `of "a@contoso.com"`, Rule: "DD001"}}, d.Alternatives)
	require.Equal(t, "a@contoso.com is bad", d.Error.Message)
	require.Equal(t, `because of "a@contoso.com"`, d.Reason)

	f, rec, _ = ask(t, false, doubt, rule("AA001", match.HardMatch, 1, match.Fail(match.Failure{Code: "Y"}), always))
	require.Empty(t, match.NewDecision(f, &rec).Alternatives, "the doubt is about another error")
}

func TestADecisionListsNoRuleOfALaterPhase(t *testing.T) {
	f, rec, _ := ask(t, false, rule("AA001", match.Connected, 1, match.Decide(match.OutcomeUpdate), always), rule("BB001", match.Provision, 1, match.Decide(match.OutcomeCreate), always))
	require.Len(t, match.NewDecision(f, &rec).Rules, 1)
}

func TestRenderLeavesUnknownBracesAlone(t *testing.T) {
	q := &match.Question{User: person("a@contoso.com", "A")}
	require.Equal(t, `x {"a": null} "a@contoso.com" {`, match.Render(`x {"a": null} {upn} {`, q))
}

func TestACloudNameThatTheInputsDoNotTellIsDescribed(t *testing.T) {
	q := &match.Question{User: person("a@corp.local", "A"), Plan: &match.PlanFacts{}}
	require.Equal(t, `it is one on the initial domain (which is not known here), not "a@corp.local"`, match.Render(`it is {cloudName}, not {upn}`, q))
	q.Plan.UPN = "a@contoso.onmicrosoft.com"
	require.Equal(t, `it is "a@contoso.onmicrosoft.com"`, match.Render(`it is {cloudName}`, q))
}

func TestValidateNamesTheRule(t *testing.T) {
	good := func() *match.Rule {
		return rule("AA001", match.HardMatch, 1, match.Decide(match.OutcomeCreate), always)
	}
	require.NoError(t, match.Validate([]*match.Rule{good()}))
	for want, spoil := range map[string]func(*match.Rule){
		"the ID is not":               func(r *match.Rule) { r.ID = "hm1" },
		"full stop":                   func(r *match.Rule) { r.Title = "It happens." },
		"no condition":                func(r *match.Rule) { r.When = nil },
		"is not before until":         func(r *match.Rule) { r.From, r.Until = today, today },
		"evidence lacks":              func(r *match.Rule) { r.Evidence.Read = "" },
		"without a reason":            func(r *match.Rule) { r.Evidence.Confidence = match.Inferred },
		"lacks a name":                func(r *match.Rule) { r.When = []match.Cond{{Name: "x"}} },
		"doc, fix or reason is empty": func(r *match.Rule) { r.Fix = "" },
		"unknown placeholder {nope}":  func(r *match.Rule) { r.Reason = "{nope}" },
		"doubt without a text":        func(r *match.Rule) { r.Then = match.DoubtThat(match.Doubt{}) },
	} {
		r := good()
		spoil(r)
		require.ErrorContains(t, match.Validate([]*match.Rule{r}), want)
	}
	require.ErrorContains(t, match.Validate([]*match.Rule{good(), good()}), "AA001: the ID is used twice")
}

func TestHoldsAddressFallsBackToMail(t *testing.T) {
	c := &directory.CloudObject{Mail: "M@contoso.com"}
	require.True(t, match.HoldsAddress(c, directory.Address{Local: "m@contoso.com"}))
	c.ProxyAddresses = []directory.Address{{Type: "X500", Local: "/o=x"}}
	require.True(t, match.HoldsAddress(c, directory.Address{Local: "m@contoso.com"}))
	c.ProxyAddresses = []directory.Address{{Type: "smtp", Local: "other@contoso.com"}}
	require.False(t, match.HoldsAddress(c, directory.Address{Local: "m@contoso.com"}))
	require.False(t, match.HoldsAddress(&directory.CloudObject{}, directory.Address{}))
}
