package mutation

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/scenarios"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// twoRules are a small rule set: whoever has the name of a live cloud user who
// is no guest is linked to it, everybody else is created.
func twoRules() []*match.Rule {
	sameName := match.Cond{Name: "the names are equal", Not: "the names differ", Test: func(q *match.Question) bool {
		return q.User.UPN.Key().Equal(q.Cloud.UserPrincipalName.Key())
	}}
	member := match.Cond{Name: "the cloud user is a member", Not: "the cloud user is a guest", Test: func(q *match.Question) bool {
		return !q.Cloud.IsGuest()
	}}
	return []*match.Rule{
		{ID: "TT001", Title: "a name links", Phase: match.SoftMatch, About: match.AboutPair, When: []match.Cond{sameName, member},
			Then: match.Link(match.OutcomeSoftMatch, "userPrincipalName"), Evidence: match.Evidence{Confidence: match.Documented}, Reason: "x"},
		{ID: "TT002", Title: "who is new is created", Phase: match.Provision, About: match.AboutUser,
			When: []match.Cond{always("it is a user", true)}, Then: match.Decide(match.OutcomeCreate),
			Evidence: match.Evidence{Confidence: match.Documented}, Reason: "x"},
	}
}

// file writes a scenario about one user; tail are cloud user, want line, and
// whatever else.
func file(t *testing.T, name, cloud, want string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Parse(name+".txtar", []byte(strings.ToUpper(name)+`: a test
Prose.
-- ad.ldif --
dn: CN=Bob,DC=contoso,DC=com
objectClass: user
objectGUID:: QF5HMK7n80qvdYsUPIHa9Q==
sAMAccountName: bob
userPrincipalName: bob@contoso.com
userAccountControl: 512
-- cloud.json --
{"value": [`+cloud+`]}
-- tenant.yaml --
initialDomain: contoso.onmicrosoft.com
verifiedDomains: [contoso.com]
-- want/decisions --
`+want+"\n"))
	require.NoError(t, err)
	return s
}

const (
	memberBob = `{"id": "c1", "userPrincipalName": "bob@contoso.com", "userType": "Member"}`
	guestBob  = `{"id": "c1", "userPrincipalName": "bob@contoso.com", "userType": "Guest"}`
	// otherUser is asked about because of the address.
	otherUser = `{"id": "c2", "userPrincipalName": "al@contoso.com", "userType": "Member", "proxyAddresses": ["SMTP:bob@contoso.com"]}`
)

// ids lists the mutants with a status.
func ids(r *Result, s Status) []string {
	var list []string
	for i := range r.Fates {
		if r.Fates[i].Status == s {
			list = append(list, r.Fates[i].ID())
		}
	}
	return list
}

func run(t *testing.T, opts Options, list ...*scenarios.Scenario) *Result {
	t.Helper()
	if opts.Rules == nil {
		opts.Rules = twoRules()
	}
	r, err := Run(context.Background(), list, opts)
	require.NoError(t, err)
	return r
}

func TestWhatNoLineNoticesIsAliveAndNothingElse(t *testing.T) {
	linked := file(t, "tt001", memberBob, "bob soft-match rule=TT001 by=userPrincipalName target=c1 confidence=documented")
	created := file(t, "tt002", otherUser, "bob create rule=TT002 confidence=documented")
	r := run(t, Options{}, linked, created)
	require.Equal(t, []string{
		`TT001: condition "the cloud user is a member" is dropped`,
		`TT002: condition "it is a user" is dropped`,
	}, ids(r, Alive), "no scenario has a guest; a condition that always holds cannot be missed")
	require.Len(t, ids(r, Killed), len(r.Fates)-2)
	require.Equal(t, 2, r.Rules)
	require.Equal(t, 2, r.Scenarios)

	guest := file(t, "guest", guestBob, "bob create rule=TT002")
	r = run(t, Options{}, linked, created, guest)
	require.Equal(t, []string{`TT002: condition "it is a user" is dropped`}, ids(r, Alive))
	for _, f := range r.Fates {
		if f.Change == `condition "the cloud user is a member" is dropped` {
			require.Equal(t, "guest.txtar", f.By.Name)
			require.Equal(t, 16, f.Line)
		}
	}
}

func TestOnlyWhatALineAssertsIsNoticed(t *testing.T) {
	r := run(t, Options{}, file(t, "tt001", memberBob, "bob soft-match"), file(t, "tt002", otherUser, "bob create"))
	require.Subset(t, ids(r, Alive), []string{
		"TT001: matched by userPrincipalName becomes sourceAnchor",
		"TT001: confidence documented becomes contested",
		"TT002: confidence documented becomes contested",
	})
	require.Contains(t, ids(r, Killed), "TT001: outcome soft-match becomes hard-match")
}

func TestRulesCanBeSelected(t *testing.T) {
	only := func(r *match.Rule) bool { return r.ID == "TT002" }
	r := run(t, Options{Select: only}, file(t, "tt002", otherUser, "bob create"))
	require.Equal(t, 1, r.Rules)
	for _, f := range r.Fates {
		require.Equal(t, "TT002", f.Rule.ID)
	}
}

func TestAnArgumentHoldsUntilAScenarioContradictsIt(t *testing.T) {
	argued := map[string]string{
		`TT002: condition "it is a user" is dropped`:                  "it always holds",
		`TT001: condition "the cloud user is a member" is dropped`:    "there are no guests",
		`TT001: condition "the names are equal" is dropped`:           "all have one name",
		`TT009: a mutant that does not exist, and is found by a test`: "x",
	}
	list := []*scenarios.Scenario{
		file(t, "tt001", memberBob, "bob soft-match by=userPrincipalName target=c1 confidence=documented"),
		file(t, "tt002", otherUser, "bob create confidence=documented"),
	}
	r := run(t, Options{Equivalent: argued}, list...)
	require.Equal(t, []string{
		`TT001: condition "the cloud user is a member" is dropped`, `TT002: condition "it is a user" is dropped`,
	}, ids(r, Equivalent))
	require.Equal(t, []string{`TT001: condition "the names are equal" is dropped`}, ids(r, Contradicted))
	require.Empty(t, ids(r, Alive))

	text := textOf(t, r)
	require.Contains(t, text, "CONTRADICTED  TT001\n       condition \"the names are equal\" is dropped\n"+
		"       tt002.txtar:16 notices it, but it is said to change nothing: all have one name\n")
	require.Contains(t, text, "equivalent  it always holds\n       TT002   condition \"it is a user\" is dropped\n")
	require.True(t, strings.HasSuffix(text, ", 0 alive, 2 equivalent, 1 contradicted\n"), text)
	var findings bytes.Buffer
	require.NoError(t, WriteFindings(&findings, r, func(string) string { return "" }))
	require.Contains(t, findings.String(), "CONTRADICTED  TT001\n")
	require.NotContains(t, findings.String(), "equivalent  ")
}

func TestAMutantThatBreaksTheRunIsNoticed(t *testing.T) {
	r := run(t, Options{}, file(t, "tt002", otherUser, "bob create"))
	require.Equal(t, "TT002: the rule is dropped", r.Fates[len(Of(twoRules()[0]))].ID())
	require.Equal(t, Killed, r.Fates[len(Of(twoRules()[0]))].Status, "nobody is left to decide")
}

func TestScenariosThatFailAreRefused(t *testing.T) {
	_, err := Run(context.Background(), []*scenarios.Scenario{file(t, "tt001", memberBob, "bob create")}, Options{Rules: twoRules()})
	require.EqualError(t, err, "mutate: tt001.txtar does not hold with the rules as they are")

	many := &match.Rule{ID: "TT003", When: make([]match.Cond, 64)}
	_, err = Run(context.Background(), nil, Options{Rules: []*match.Rule{many}})
	require.EqualError(t, err, "mutate rule TT003: 64 conditions, at most 63 can be mutated")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Run(ctx, []*scenarios.Scenario{file(t, "tt001", memberBob, "bob soft-match")}, Options{Rules: twoRules()})
	require.ErrorIs(t, err, context.Canceled)
}

func textOf(t *testing.T, r *Result) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteText(&b, r, func(string) string { return "" }))
	for line := range strings.Lines(b.String()) {
		require.LessOrEqual(t, len([]rune(line)), columns+1, line)
	}
	return b.String()
}

func jsonOf(t *testing.T, r *Result) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteJSON(&b, r, rules.Place))
	return b.String()
}

func TestResultsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	list := []*scenarios.Scenario{file(t, "tt001", memberBob, "bob soft-match"), file(t, "tt002", otherUser, "bob create"), file(t, "x", guestBob, "bob create")}
	told := 0
	progress := func(tried, alive, total int) {
		told++
		require.Equal(t, told, tried)
		require.LessOrEqual(t, alive, tried)
		require.Equal(t, len(Of(twoRules()[0]))+len(Of(twoRules()[1])), total)
	}
	one := run(t, Options{Workers: 1, Progress: progress}, list...)
	require.Equal(t, len(one.Fates), told)
	require.Equal(t, jsonOf(t, one), jsonOf(t, run(t, Options{Workers: 7}, list...)))
}

func TestTheReportsSayWhereAndWhatIsMissing(t *testing.T) {
	linked := file(t, "tt001", memberBob, "bob soft-match target=c1 confidence=documented")
	created := file(t, "tt002", otherUser, "bob create confidence=documented")
	r := run(t, Options{}, linked, created)
	var b bytes.Buffer
	require.NoError(t, WriteText(&b, r, func(id string) string { return "rules/" + strings.ToLower(id) + ".go:6" }))
	require.Equal(t, `ALIVE  TT001  rules/tt001.go:6
       condition "the cloud user is a member" is dropped
       no scenario has such a case; write one

ALIVE  TT001  rules/tt001.go:6
       matched by userPrincipalName becomes sourceAnchor
       it acts in tt001.txtar, where no line notices it

ALIVE  TT002  rules/tt002.go:6
       condition "it is a user" is dropped
       no scenario has such a case; write one

14 mutants of 2 rules on 2 scenarios: 11 killed, 3 alive, 0 equivalent
`, b.String())

	var d document
	require.NoError(t, json.Unmarshal([]byte(jsonOf(t, r)), &d))
	require.Equal(t, "presync.mutation/v1", d.Schema)
	require.Equal(t, [6]int{2, 2, 14, 11, 3, 0}, [6]int{d.Scenarios, d.Rules, d.Mutants, d.Killed, d.Alive, d.Equivalent})
	require.Equal(t, fateDocument{Rule: "TT001", Kind: RuleDropped, Change: "the rule is dropped", Status: Killed, By: "tt001.txtar", Line: 16}, d.Fates[0])
	for _, f := range d.Fates {
		if f.Kind == MatchedBy {
			require.Equal(t, []string{"tt001.txtar"}, f.ActsIn)
		}
	}
}

func TestAnAssertedTraceNoticesWhatActsAsBefore(t *testing.T) {
	s := file(t, "tt002", otherUser, "bob create")
	s.Cycles[0].Want.Trace = &scenarios.WantText{Text: "user bob@contoso.com\nTT001 al@contoso.com no\n- the names are equal\nTT002 - yes\n"}
	require.True(t, tracing(s))
	r := run(t, Options{}, s)
	require.Contains(t, ids(r, Killed), `TT001: condition "the cloud user is a member" becomes "the cloud user is a guest"`,
		"with two conditions that fail the rule no longer nearly fires, which the trace shows")
}

func TestAProbeAnswersAsItsRuleDoes(t *testing.T) {
	r := twoRules()[0]
	var told []answer
	p := probe(r, func(a answer) { told = append(told, a) })
	q := &match.Question{User: &directory.Candidate{UPN: "bob@x"}, Cloud: &directory.CloudObject{UserPrincipalName: "BOB@x", UserType: "Guest"}}
	require.False(t, p.When[0].Test(q))
	q.Cloud.UserType = "Member"
	require.True(t, p.When[0].Test(q))
	require.Equal(t, []answer{{held: 1}, {held: 3}}, told)
}
