package scenarios

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/match"
)

// knownFile is a scenario whose verdict about Bob the service does not share.
const knownFile = "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\nbob soft-match\nal update\n" +
	"-- want/known-wrong --\n# Ticket 4711, seen on 2026-07-03:\n#\n#   the service matches.\nbob create rule=HM001\n"

// bobIs is a prediction in which Bob has an outcome and Al is updated.
func bobIs(o match.Outcome) *sim.Prediction {
	return &sim.Prediction{Decisions: []match.Decision{decide("bob", o, nil), decide("al", match.OutcomeUpdate, nil)}}
}

func TestAPinnedVerdictPassesAndIsReported(t *testing.T) {
	r := resultOf(t, knownFile, bobIs(match.OutcomeCreate))
	require.True(t, r.Passed())
	require.Equal(t, Known, r.Status())
	require.Len(t, r.KnownWrong, 1)
	k := r.KnownWrong[0]
	require.Equal(t, []int{1, 11}, []int{k.Cycle, k.Line})
	require.Equal(t, []string{"Ticket 4711, seen on 2026-07-03:", "the service matches."}, k.Evidence)
	require.Equal(t, []Field{{Key: "outcome", Want: "soft-match", Got: "create"}}, k.Fields)
}

func TestAPinnedVerdictThatIsRightFails(t *testing.T) {
	r := resultOf(t, knownFile, bobIs(match.OutcomeSoftMatch))
	require.Equal(t, Failed, r.Status())
	require.Empty(t, r.KnownWrong)
	require.Equal(t, "x.txtar:11: want/known-wrong: bob is now right: remove this section", failureLines(&r)[0])
	r = resultOf(t, knownFile+"# And Al, too.\nal create\n", bobIs(match.OutcomeCreate))
	require.Equal(t, "x.txtar:13: want/known-wrong: al is now right: remove this line", failureLines(&r)[0])
}

func TestAPinnedVerdictThatIsNeitherFails(t *testing.T) {
	r := resultOf(t, knownFile, bobIs(match.OutcomeError))
	require.Equal(t, Failed, r.Status())
	require.Len(t, r.Failures, 1)
	require.Equal(t, "is neither as the service decides nor as it is pinned here", r.Failures[0].Problem)
	require.Equal(t, []Field{{Key: "outcome", Want: "create", Got: "error"}}, r.Failures[0].Fields)
}

func TestAPinNeedsAUserOfWantDecisions(t *testing.T) {
	const head = "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\nal update\n-- want/known-wrong --\n# Seen.\n"
	r := resultOf(t, head+"carl create\nal error\ncn=al,dc=contoso,dc=com error\nbob create\n", bobIs(match.OutcomeCreate))
	var problems []string
	for _, f := range r.Failures {
		problems = append(problems, f.place("x")+" "+f.Subject+" "+f.Problem)
	}
	require.Equal(t, []string{
		"x:5 bob@contoso.com is not in want/decisions; it is create by rule HM001",
		"x:8 carl is no user of the cycle",
		"x:9 al is now right: remove this line",
		"x:10 cn=al,dc=contoso,dc=com is the user of line 9 too",
		"x:11 bob is not in want/decisions; say there what the service decides",
	}, sortedByLine(r.Failures, problems))
}

// sortedByLine checks that failures are in the order of the file.
func sortedByLine(failures []Failure, lines []string) []string {
	for i := 1; i < len(failures); i++ {
		if failures[i].Line < failures[i-1].Line {
			return nil
		}
	}
	return lines
}

func TestAKnownWrongSectionMustSayWhy(t *testing.T) {
	const head = "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\nbob create\n"
	tests := map[string]struct{ file, want string }{
		"no evidence":      {head + "-- want/known-wrong --\nbob create\n", `x.txtar:7: want/known-wrong: "bob" has no evidence; say above it, in lines that start with #, how the service was seen`},
		"an empty comment": {head + "-- want/known-wrong --\n#\nbob create\n", `x.txtar:8: want/known-wrong: "bob" has no evidence`},
		"evidence below":   {head + "-- want/known-wrong --\nbob create\n# Ticket 1.\n", `x.txtar:7: want/known-wrong: "bob" has no evidence`},
		"prose alone":      {head + "-- want/known-wrong --\n# Ticket 1.\n", "x.txtar:6: want/known-wrong is empty"},
		"a dash":           {head + "-- want/known-wrong --\n# Ticket 1.\n-\n", `x.txtar:7: want/known-wrong: "-" pins nothing; leave the section out`},
		"no outcome":       {head + "-- want/known-wrong --\n# Ticket 1.\nbob maybe\n", `x.txtar:8: want/known-wrong: "maybe" is no outcome`},
		"no decisions": {"X: t\n-- ad.ldif --\ndn: x\n-- want/known-wrong --\n# Ticket 1.\nbob create\n-- cycle2/want/decisions --\n-\n",
			"x.txtar:4: want/known-wrong without want/decisions, which says what the service decides"},
		"no decisions of its cycle": {head + "-- cycle2/want/known-wrong --\n# Ticket 1.\nbob create\n-- cycle3/want/decisions --\n-\n",
			"x.txtar:6: cycle2/want/known-wrong without cycle2/want/decisions"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.txtar", []byte(test.file))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestEvidenceStandsForTheLinesBelowIt(t *testing.T) {
	s, err := Parse("x.txtar", []byte("X: t\r\n-- ad.ldif --\r\ndn: x\r\n-- want/decisions --\r\nbob update\r\nal update\r\n"+
		"-- want/known-wrong --\r\n# Ticket 1.\r\nbob create\r\n\r\nal create\r\n# Ticket 2.\r\ncy create"))
	require.NoError(t, err)
	lines := s.Cycles[0].Want.KnownWrong.Lines
	require.Equal(t, [][]string{{"Ticket 1."}, {"Ticket 1."}, {"Ticket 2."}}, [][]string{lines[0].Evidence, lines[1].Evidence, lines[2].Evidence})
}

func TestUpdateKeepsWhatTheServiceDecides(t *testing.T) {
	update := func(data string, p *sim.Prediction) string {
		out, err := Update([]byte(data), resultOf(t, data, p))
		require.NoError(t, err)
		return string(out)
	}
	pinned := "-- want/known-wrong --\n# Ticket 4711, seen on 2026-07-03:\n#\n#   the service matches.\n"
	head := "X: t\n-- ad.ldif --\ndn: x\n-- want/decisions --\nbob soft-match\n"
	require.Equal(t, head+"al update\n"+pinned+"bob error rule=HM001\n", update(knownFile, bobIs(match.OutcomeError)),
		"the pin follows, the line of the service stays")
	require.Equal(t, knownFile, update(knownFile, bobIs(match.OutcomeSoftMatch)), "a pin that is right is removed by hand")
	alone := &sim.Prediction{Decisions: []match.Decision{decide("bob", match.OutcomeCreate, nil)}}
	require.Equal(t, head+pinned+"bob create rule=HM001\n", update(knownFile, alone), "other users are updated")
}
