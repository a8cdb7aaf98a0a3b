package scenarios

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// conditions and rules for decisions that no engine made.
var (
	anchorsEqual = &match.Cond{Name: "the anchors are equal", Not: "the anchors differ"}
	noRole       = &match.Cond{Name: "the cloud user holds no role", Not: "the cloud user holds a role"}
	testHard     = &match.Rule{ID: "HM001", Title: "an equal anchor links", When: []match.Cond{*anchorsEqual}}
	testRole     = &match.Rule{ID: "HM002", Title: "a role refuses", When: []match.Cond{*anchorsEqual, *noRole}}
)

// cloudBob is the cloud object of most tests here.
func cloudBob() *directory.CloudObject {
	return &directory.CloudObject{ID: "c0", UserPrincipalName: "bob@contoso.com", DisplayName: "Bob Smith", ImmutableID: "AQ=="}
}

// decide makes a decision about a user with an on-premises object.
func decide(name string, outcome match.Outcome, change func(*match.Decision)) match.Decision {
	object := &directory.Object{DN: "CN=" + name + ",DC=contoso,DC=com"}
	object.Attrs.Set("objectGUID", "30475e40-e7ae-4af3-af75-8b143c81daf5")
	d := match.Decision{
		Object: object, Outcome: outcome, Rule: testHard, Rules: []*match.Rule{testHard}, Confidence: match.Documented,
		User: &directory.Candidate{Source: object, UPN: directory.UPN(name + "@contoso.com"), SAMAccountName: name,
			Mail: name + ".mail@contoso.com", Anchor: directory.Anchor(name + "==")},
	}
	if change != nil {
		change(&d)
	}
	return d
}

// fullDecision has something in every field that a line can assert.
func fullDecision() match.Decision {
	return decide("bob", match.OutcomeCreateDuplicate, func(d *match.Decision) {
		d.Rules = []*match.Rule{testHard, testRole, {ID: "JOIN003", Then: match.Release()}, {ID: "UP001", Then: match.Note()}}
		d.MatchedBy = "sourceAnchor"
		d.Target = cloudBob()
		d.Error = &match.Error{Code: "InvalidHardMatch", Number: 103, Message: "The cloud user\nis privileged.", Attribute: "sourceAnchor",
			ConflictsWith: &match.Holder{DN: "CN=Al,DC=contoso,DC=com", Name: "al@contoso.com"}}
		d.Reason = "sourceAnchor equals that of Bob Smith"
		d.Result = &match.Result{UserPrincipalName: "bob1234@contoso.onmicrosoft.com", MailNickname: "bob", Mail: "bob@contoso.com",
			ProxyAddresses: []directory.Address{directory.ParseAddress("SMTP:bob@contoso.com"), directory.ParseAddress("smtp:b@contoso.com")}, ImmutableID: "AQ==",
			Quarantined: []match.Quarantined{
				{Property: "UserPrincipalName", Value: "bob@contoso.com", HeldBy: match.Holder{ID: "c0", Name: "bob@contoso.com"}},
				{Property: "ProxyAddresses", Value: "smtp:x@contoso.com", HeldBy: match.Holder{DN: "CN=Al,DC=contoso,DC=com"}},
			},
			Overwrites: []match.Overwrite{{Property: "displayName", Before: "Bob Smith", After: "Robert"}, {Property: "mail", Before: "a", After: ""}},
		}
		d.Confidence = match.Contested
		d.Alternatives = []match.Alternative{{Outcome: match.OutcomeCreate, Rule: "HM101"}, {Outcome: match.OutcomeError, Rule: "HM102"},
			{Outcome: match.OutcomeCreate, Rule: "HM101"}}
		d.OrderDependent = true
		d.Candidates = []match.NearMiss{{Cloud: cloudBob()}}
	})
}

func TestEveryKeyTellsRightFromWrong(t *testing.T) {
	tests := map[string]struct{ holds, fails []string }{
		"rule":           {[]string{"HM001"}, []string{"HM002", "-"}},
		"rules":          {[]string{"HM001", "HM002", "HM002,HM001"}, []string{"HM003", "HM001,HM003", "-"}},
		"notes":          {[]string{"UP001,JOIN003"}, []string{"UP001", "HM001,UP001,JOIN003", "-"}},
		"by":             {[]string{"sourceAnchor"}, []string{"primarySMTP", "-"}},
		"target":         {[]string{"c0", "BOB@contoso.com", `"Bob Smith"`}, []string{"c1", "-"}},
		"reason":         {[]string{`"that of Bob Smith"`}, []string{"Al", "-"}},
		"error":          {[]string{"InvalidHardMatch"}, []string{"InvalidSoftMatch", "-"}},
		"number":         {[]string{"103"}, []string{"96", "-"}},
		"attribute":      {[]string{"sourceAnchor"}, []string{"mail", "-"}},
		"message":        {[]string{`"cloud user is privileged."`, "The"}, []string{"the", "-"}},
		"holder":         {[]string{"cn=al,dc=contoso,dc=com", "al@contoso.com"}, []string{"c0", "-"}},
		"upn":            {[]string{"bob1234@contoso.onmicrosoft.com", `/bob\d{4}@contoso\.onmicrosoft\.com/`}, []string{"bob@contoso.com", `/bob\d{4}/`, "-"}},
		"nick":           {[]string{"bob"}, []string{"Bob", "-"}},
		"mail":           {[]string{"bob@contoso.com"}, []string{"b@contoso.com", "-"}},
		"proxies":        {[]string{"smtp:b@contoso.com,SMTP:bob@contoso.com"}, []string{"SMTP:bob@contoso.com", "smtp:bob@contoso.com,smtp:b@contoso.com", "-"}},
		"anchor":         {[]string{"AQ=="}, []string{"aq==", "-"}},
		"quarantined":    {[]string{"smtp:x@contoso.com,bob@contoso.com"}, []string{"bob@contoso.com", "-"}},
		"heldBy":         {[]string{`CN=Al\,DC=contoso\,DC=com,c0`, `bob@contoso.com,CN=Al\,DC=contoso\,DC=com`}, []string{"c0", "c0,c1", "-"}},
		"overwrites":     {[]string{"displayName", `"displayName=Bob Smith>Robert"`, "mail=a>,displayName"}, []string{"display", "displayName=Bob>Robert", "jobTitle", "-"}},
		"confidence":     {[]string{"contested"}, []string{"documented"}},
		"alternatives":   {[]string{"error", "create,error"}, []string{"update", "-"}},
		"doubts":         {[]string{"HM102,HM101", "HM101:create,HM102"}, []string{"HM101", "HM101:create", "HM101:error,HM102", "HM101,HM102,HM103", "HM10", "-"}},
		"orderDependent": {[]string{"true"}, []string{"false"}},
		"candidates":     {[]string{"c0", "bob@contoso.com"}, []string{"c0,c1", "-"}},
	}
	full := fullDecision()
	for _, k := range wantKeys() {
		test, known := tests[k.name]
		require.True(t, known, "key %s has no test", k.name)
		for _, value := range test.holds {
			require.Empty(t, fieldsOf(t, k.name, value, &full), "%s=%s", k.name, value)
		}
		for _, value := range test.fails {
			fields := fieldsOf(t, k.name, value, &full)
			require.Len(t, fields, 1, "%s=%s", k.name, value)
			require.Equal(t, k.got(&full), fields[0].Got)
			require.Equal(t, strings.Trim(value, `"`), fields[0].Want)
		}
		require.Empty(t, fieldsOf(t, k.name, quote(k.got(&full)), &full), "%s is not what it says it is", k.name)
	}
	require.Len(t, tests, len(wantKeys()))
}

// fieldsOf checks one assertion.
func fieldsOf(t *testing.T, key, value string, d *match.Decision) []Field {
	t.Helper()
	w, err := parseDecision("bob " + string(d.Outcome) + " " + key + "=" + value)
	require.NoError(t, err)
	return checkDecision(&w, d)
}

func TestARuleThatThereIsNotIsSaidSo(t *testing.T) {
	for value, want := range map[string]string{
		"ZZ999": "there is no rule ZZ999; ",
		"HM0O1": "there is no rule HM0O1; did you mean HM001?",
		"sm001": "there is no rule sm001; did you mean SM001?",
		"HM002": "",
		none:    "",
	} {
		line := &WantLine{Asserts: []Assert{{Key: "error", Value: "x"}, {Key: "rule", Value: value}}}
		if got := unknownRule(line); want == "" {
			require.Empty(t, got, value)
		} else {
			require.Contains(t, got, want)
		}
	}
	r := RunData(context.Background(), "x.txtar", []byte("X: t\n"+bobLDIF+"-- want/decisions --\nbob create rule=ZZ999\n"), Options{})
	require.NoError(t, r.Err)
	require.Len(t, r.Failures, 1)
	require.Equal(t, 8, r.Failures[0].Line)
	require.Contains(t, r.Failures[0].Problem, "there is no rule ZZ999")
}

func TestADashStandsForNothing(t *testing.T) {
	empty := match.Decision{Outcome: match.OutcomeNotSynced, Object: &directory.Object{DN: "CN=x"}}
	for _, k := range wantKeys() {
		if k.name == "orderDependent" { // has a value always
			continue
		}
		require.Empty(t, fieldsOf(t, k.name, "-", &empty), k.name)
	}
	for _, keyValue := range []string{"target=c0", "error=X", "message=x", "holder=c0", "upn=/.+/", "anchor=AQ==", "heldBy=c0", "candidates=c0", "overwrites=mail"} {
		key, value, _ := strings.Cut(keyValue, "=")
		require.Len(t, fieldsOf(t, key, value, &empty), 1, keyValue)
	}
}

func TestTheAnchorOfAnUnsyncedUserIsTheirSourceAnchor(t *testing.T) {
	d := decide("bob", match.OutcomeNotSynced, nil)
	require.Empty(t, fieldsOf(t, "anchor", "bob==", &d))
}

func TestAUserHasSixNames(t *testing.T) {
	decisions := []match.Decision{decide("al", match.OutcomeCreate, func(d *match.Decision) {
		d.Object.Attrs.Set("objectGUID", "00aa00aa-bb11-cc22-dd33-44ee44ee44ee")
	}), decide("bob", match.OutcomeCreate, nil)}
	for _, who := range []string{"BOB@contoso.com", "Bob", "bob.mail@contoso.com", "cn=bob,dc=contoso,dc=com",
		"30475E40-e7ae-4af3-af75-8b143c81daf5", "{30475e40-e7ae-4af3-af75-8b143c81daf5}", "bob=="} {
		at, err := findUser(who, decisions)
		require.NoError(t, err, who)
		require.Equal(t, 1, at, who)
	}
	for _, who := range []string{"BOB==", "carl", ""} {
		_, err := findUser(who, decisions)
		require.ErrorContains(t, err, "is no user of the cycle", who)
	}
}

func TestAnObjectThatNeverBecameAUserIsFoundByItsAttributes(t *testing.T) {
	d := match.Decision{Object: &directory.Object{DN: "CN=x"}, Outcome: match.OutcomeNotSynced}
	d.Object.Attrs.Set("sAMAccountName", "AAD_x")
	at, err := findUser("aad_X", []match.Decision{d})
	require.NoError(t, err)
	require.Equal(t, 0, at)
}

func TestANameThatTwoUsersHaveIsRefused(t *testing.T) {
	same := func(d *match.Decision) { d.User.UPN = "joe@contoso.com" }
	decisions := []match.Decision{decide("al", match.OutcomeCreate, same), decide("bob", match.OutcomeCreate, same)}
	_, err := findUser("joe@contoso.com", decisions)
	require.ErrorContains(t, err, "names two users of the cycle: CN=al,DC=contoso,DC=com and CN=bob,DC=contoso,DC=com")
	require.Equal(t, "bob", shortName(1, decisions))
}

// checked runs the want sections against a prediction.
func checked(t *testing.T, sections string, p *sim.Prediction) []Failure {
	t.Helper()
	s, err := Parse("x.txtar", []byte("X: t\n-- ad.ldif --\n"+sections))
	require.NoError(t, err)
	failures, _ := checkCycle(&s.Cycles[0], p)
	return failures
}

func TestEveryUserMustBeListedAndEveryListedUserMustBeThere(t *testing.T) {
	p := &sim.Prediction{Decisions: []match.Decision{decide("al", match.OutcomeCreate, nil), decide("bob", match.OutcomeUpdate, nil)}}
	failures := checked(t, "-- want/decisions --\nbob update\nbob@contoso.com update\ncarl create\n", p)
	require.Len(t, failures, 3)
	require.Equal(t, 4, failures[0].Line)
	require.Equal(t, "al@contoso.com", failures[0].Subject)
	require.Equal(t, "is not in want/decisions; it is create by rule HM001", failures[0].Problem)
	require.Equal(t, "is the user of line 4 too", failures[1].Problem)
	require.Equal(t, 6, failures[2].Line)
	require.Equal(t, "is no user of the cycle", failures[2].Problem)
	require.Empty(t, checked(t, "-- want/decisions --\nal create\nbob update\n", p))
	require.Empty(t, checked(t, "-- want/decisions --\n-\n", &sim.Prediction{}))
	require.Len(t, checked(t, "-- want/decisions --\n-\n", p), 2)
}

func TestAFailureShowsTheStepThatDecidedAndTheRuleThatWasWanted(t *testing.T) {
	bob := cloudBob()
	near := match.Step{Rule: testRole, Cloud: bob, Verdict: match.No, Checks: []match.Check{{Cond: anchorsEqual, Held: true}, {Cond: noRole}}}
	far := match.Step{Rule: testRole, Cloud: &directory.CloudObject{ID: "c9"}, Verdict: match.No, Checks: []match.Check{{Cond: anchorsEqual}, {Cond: noRole}}}
	decided := match.Step{Rule: testHard, Cloud: bob, Verdict: match.Yes, Checks: []match.Check{{Cond: anchorsEqual, Held: true,
		Left:  match.Value{Name: "sourceAnchor", Text: "AQ==", Origin: directory.Origin{Source: "x.txtar", Line: 3}},
		Right: match.Value{Name: "onPremisesImmutableId", Text: "AQ==", Origin: directory.Origin{Source: "x.txtar", Line: 9}}}}}
	p := &sim.Prediction{Decisions: []match.Decision{decide("bob", match.OutcomeHardMatch, func(d *match.Decision) {
		d.Target, d.Trace = bob, match.Trace{far, near, decided}
	})}}
	failures := checked(t, "-- want/decisions --\nbob error rule=HM002\n", p)
	require.Len(t, failures, 1)
	require.Equal(t, []match.Step{decided, near}, failures[0].Steps)
	require.Equal(t, []string{
		"x.txtar:4: bob",
		"  outcome  want error",
		"           got  hard-match",
		"  rule     want HM002",
		"           got  HM001",
		"  decided by HM001 about bob@contoso.com: an equal anchor links",
		"    + the anchors are equal",
		`        sourceAnchor "AQ==" (line 3)`,
		`        onPremisesImmutableId "AQ==" (line 9)`,
		"  it was not HM002 about bob@contoso.com: a role refuses",
		"    - the cloud user holds no role",
		"    (its other condition holds)",
	}, failureLines(&Result{Name: "x.txtar", Failures: failures}))
}

func TestTheTraceShowsWhatSpeaksAndWhatNearlyDid(t *testing.T) {
	p := &sim.Prediction{Decisions: []match.Decision{decide("bob", match.OutcomeHardMatch, func(d *match.Decision) {
		d.Trace = match.Trace{
			{Rule: testHard, Cloud: cloudBob(), Verdict: match.Yes, Checks: []match.Check{{Cond: anchorsEqual, Held: true}}},
			{Rule: testRole, Verdict: match.NotInForce, Checks: []match.Check{{Cond: anchorsEqual, Held: true}, {Cond: noRole}}},
			{Rule: testRole, Verdict: match.No, Checks: []match.Check{{Cond: anchorsEqual}, {Cond: noRole}}},
			{Rule: testHard, Cloud: &directory.CloudObject{DisplayName: "Tax Office"}, Verdict: match.Yes,
				Claim: &match.Claim{Property: "ProxyAddresses", Value: "smtp:tax@contoso.com"}},
		}
	})}}
	const rendered = "user bob@contoso.com\nHM001 bob@contoso.com yes\nHM002 - not-in-force\n- the cloud user holds no role\n" +
		"HM001 \"Tax Office\" yes ProxyAddresses smtp:tax@contoso.com\n"
	require.Equal(t, rendered, renderTrace(p.Decisions))
	const decisions = "-- want/decisions --\nbob hard-match\n-- want/trace --\n"
	require.Empty(t, checked(t, decisions+"\n"+strings.ReplaceAll(rendered, "\n", " \n")+"\n", p))
	failures := checked(t, decisions+strings.Replace(rendered, "HM002", "HM003", 1), p)
	require.Len(t, failures, 1)
	require.Equal(t, 6, failures[0].Line)
	require.Contains(t, failures[0].Text, "-HM003 - not-in-force\n+HM002 - not-in-force\n")
}

func TestDeletionsAreListedInFull(t *testing.T) {
	const users = "-- want/decisions --\n-\n-- want/deletions --\n"
	p := &sim.Prediction{Deletions: []*directory.CloudObject{cloudBob(), {ID: "c1"}}}
	require.Empty(t, checked(t, users+"c1\n\"Bob Smith\"\n", p))
	require.Empty(t, checked(t, users+"-\n", &sim.Prediction{}))
	failures := checked(t, users+"bob@contoso.com\nc2\n"+thresholdLine+"\n", p)
	require.Len(t, failures, 3)
	require.Equal(t, "x.txtar:6: want/deletions: c1 is deleted and not in want/deletions", failureLines(&Result{Name: "x.txtar", Failures: failures})[0])
	require.Equal(t, "c2 is not deleted", failures[1].Subject+" "+failures[1].Problem)
	require.Equal(t, "does not hold", failures[2].Problem)
	p.DeletionThresholdExceeded = true
	require.Empty(t, checked(t, users+"c0\nc1\n"+thresholdLine+"\n", p))
	require.Equal(t, "holds and is not in want/deletions", checked(t, users+"c0\nc1\n", p)[0].Problem)
}

func TestGapsAreListedInFull(t *testing.T) {
	const users = "-- want/decisions --\n-\n-- want/gaps --\n"
	p := &sim.Prediction{Gaps: []directory.Gap{{ID: "roles-unknown", Text: "no roles."}, {ID: "roles-unknown"}, {ID: "one-page"}}}
	require.Empty(t, checked(t, users+"one-page\nroles-unknown\n", p))
	failures := checked(t, users+"one-page\nother\n", p)
	require.Len(t, failures, 2)
	require.Equal(t, "is not in want/gaps: no roles.", failures[0].Problem)
	require.Equal(t, "is no gap of the cycle", failures[1].Problem)
}
