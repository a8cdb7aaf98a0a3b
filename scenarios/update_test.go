package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// resultOf checks a file against a prediction for each of its cycles.
func resultOf(t *testing.T, data string, predictions ...*sim.Prediction) Result {
	t.Helper()
	s, err := Parse("x.txtar", []byte(data))
	require.NoError(t, err)
	r := Result{Name: "x.txtar", Scenario: s}
	for i, p := range predictions {
		r.Cycles = append(r.Cycles, CycleResult{Number: i + 1, Prediction: p})
		failures, known := checkCycle(&s.Cycles[i], p)
		r.Failures, r.KnownWrong = append(r.Failures, failures...), append(r.KnownWrong, known...)
	}
	return r
}

// updated updates a file and requires that it then passes and that a second
// update changes nothing.
func updated(t *testing.T, data string, predictions ...*sim.Prediction) string {
	t.Helper()
	out, err := Update([]byte(data), resultOf(t, data, predictions...))
	require.NoError(t, err)
	after := resultOf(t, string(out), predictions...)
	require.Empty(t, after.Failures, "%s", out)
	again, err := Update(out, after)
	require.NoError(t, err)
	require.Equal(t, string(out), string(again))
	return string(out)
}

const beforeUpdate = `X: prose -- with dashes --

  kept as it is
-- want/decisions --
# the users
gone@contoso.com  create  rule=HM009

bob@contoso.com   error   rule=HM001 target="Al Smith"  reason="part of"  upn=/b.*/
# last words
-- ad.ldif --
dn: CN=bob
`

func TestUpdateChangesOnlyWhatDoesNotHold(t *testing.T) {
	p := &sim.Prediction{Decisions: []match.Decision{
		decide("al", match.OutcomeCreate, nil),
		decide("bob", match.OutcomeHardMatch, func(d *match.Decision) {
			d.Target, d.Reason = cloudBob(), "a part of it"
			d.Result = &match.Result{UserPrincipalName: "bob@contoso.com"}
		}),
	}}
	require.Equal(t, `X: prose -- with dashes --

  kept as it is
-- want/decisions --
# the users

bob@contoso.com   hard-match   rule=HM001 target=bob@contoso.com  reason="part of"  upn=/b.*/
al@contoso.com create rule=HM001
# last words
-- ad.ldif --
dn: CN=bob
`, updated(t, beforeUpdate, p))
}

func TestUpdateLeavesAGreenFileAlone(t *testing.T) {
	const green = "X: t\r\n-- ad.ldif --\r\ndn: x\r\n-- want/decisions --\r\nbob   create\r\n-- want/gaps --\r\n-"
	p := &sim.Prediction{Decisions: []match.Decision{decide("bob", match.OutcomeCreate, nil)}}
	require.Equal(t, green, updated(t, green, p))
}

func TestUpdateKeepsTheLineEnds(t *testing.T) {
	const file = "X: t\r\n-- ad.ldif --\r\ndn: x\r\n-- want/decisions --\r\nal   create\r\n"
	p := &sim.Prediction{Decisions: []match.Decision{decide("bob", match.OutcomeCreate, nil)}}
	require.Equal(t, "X: t\r\n-- ad.ldif --\r\ndn: x\r\n-- want/decisions --\r\nbob@contoso.com create rule=HM001\r\n", updated(t, file, p))
}

func TestUpdateRefreshesEveryKey(t *testing.T) {
	var line strings.Builder
	line.WriteString("bob hard-match")
	for _, k := range wantKeys() {
		value := map[string]string{"by": "primarySMTP", "number": "1", "confidence": "inferred", "orderDependent": "false", "alternatives": "update"}[k.name]
		if value == "" {
			value = "wrong"
		}
		line.WriteString(" " + k.name + "=" + value)
	}
	p := &sim.Prediction{Decisions: []match.Decision{fullDecision()}}
	out := updated(t, "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\n"+line.String()+"\n", p)
	require.Contains(t, out, `bob create-duplicate rule=HM001 rules=HM001,HM002,JOIN003,UP001 by=sourceAnchor target=bob@contoso.com `)
	require.Contains(t, out, ` message="The cloud user is privileged." holder=CN=Al,DC=contoso,DC=com `)
	require.Contains(t, out, ` overwrites="displayName=Bob Smith>Robert,mail=a>" confidence=contested alternatives=create,error doubts=HM101:create,HM102:error orderDependent=true candidates=bob@contoso.com`)
}

func TestUpdateWritesTheOtherSections(t *testing.T) {
	const file = "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\nbob create\n-- want/trace --\nold\n" +
		"-- want/deletions --\n# c\nc9\nc0\ndeletionThresholdExceeded\n-- want/gaps --\nold-gap\n" +
		"-- cycle2/want/decisions --\nbob create\n-- cycle2/want/deletions --\nc0\n-- cycle2/want/gaps --\n-\n"
	first := &sim.Prediction{
		Decisions: []match.Decision{decide("bob", match.OutcomeCreate, func(d *match.Decision) {
			d.Trace = match.Trace{{Rule: testHard, Verdict: match.Yes}}
		})},
		Deletions: []*directory.CloudObject{cloudBob(), {ID: "c1"}},
		Gaps:      []directory.Gap{{ID: "new-gap"}, {ID: "new-gap"}},
	}
	second := &sim.Prediction{DeletionThresholdExceeded: true}
	require.Equal(t, "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\nbob create\n-- want/trace --\nuser bob@contoso.com\nHM001 - yes\n"+
		"-- want/deletions --\n# c\nc0\nc1\n-- want/gaps --\nnew-gap\n"+
		"-- cycle2/want/decisions --\n-\n-- cycle2/want/deletions --\ndeletionThresholdExceeded\n-- cycle2/want/gaps --\n-\n",
		updated(t, file, first, second))
}

func TestAResultWithAnErrorIsNotWrittenDown(t *testing.T) {
	_, parseErr := Parse("x.txtar", nil)
	_, err := Update(nil, Result{Name: "x.txtar", Err: parseErr})
	require.Equal(t, parseErr, err)
}

// inputsOf are the parts of a file that Update must not touch: all but the want
// sections, and the evidence of known-wrong.
func inputsOf(data []byte) []string {
	archive := txtar.Parse(data)
	kept := []string{string(archive.Comment)}
	for _, f := range archive.Files {
		kept = append(kept, f.Name)
		if !strings.Contains(f.Name, "want/") {
			kept = append(kept, string(f.Data))
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			if !isContent(line) && !strings.HasSuffix(f.Name, "want/trace") {
				kept = append(kept, line)
			}
		}
	}
	return kept
}

func FuzzUpdateKeepsAllElse(f *testing.F) {
	f.Add([]byte(knownFile))
	f.Add([]byte(strings.ReplaceAll(knownFile, "\n", "\r\n")))
	f.Add([]byte(strings.TrimSuffix(knownFile, "\n")))
	f.Add([]byte("X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\n# a\nzed create\r\n\n# b\n-- want/gaps --\nx # y\n-- cycle2/want/decisions --\n-"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("x.txtar", data)
		if err != nil || len(s.Variants) > 0 || len(s.Cycles) > 3 {
			return
		}
		r := Result{Name: "x.txtar", Scenario: s}
		for i := range s.Cycles {
			p := bobIs(match.OutcomeCreate)
			failures, known := checkCycle(&s.Cycles[i], p)
			r.Cycles = append(r.Cycles, CycleResult{Number: i + 1, Prediction: p})
			r.Failures, r.KnownWrong = append(r.Failures, failures...), append(r.KnownWrong, known...)
		}
		updated, err := Update(data, r)
		require.NoError(t, err)
		require.Equal(t, inputsOf(data), inputsOf(updated))
		_, err = Parse("x.txtar", updated)
		require.NoError(t, err, "%q", updated)
	})
}
