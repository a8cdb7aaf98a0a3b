package hardmatch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// killedRun is what a child process is told.
type killedRun struct {
	Graph, LDAP, Journal string
	Plan                 []byte
	At                   int  // the moment, from 1, at which it kills itself
	Back                 bool // roll back and do not apply
}

const envKilledRun = "PRESYNC_TEST_KILLED_RUN"

func TestMain(m *testing.M) {
	if told := os.Getenv(envKilledRun); told != "" {
		if err := runAndDie(told); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// runAndDie carries a plan out, or takes it back, and kills its own process
// right before or right behind a line of the journal.
func runAndDie(told string) error {
	var k killedRun
	if err := json.Unmarshal([]byte(told), &k); err != nil {
		return err
	}
	plan, err := ReadPlan(bytes.NewReader(k.Plan))
	if err != nil {
		return err
	}
	ctx := context.Background()
	e, err := OpenEndpoints(ctx, endpointsAt(k.Graph, k.LDAP))
	if err != nil {
		return err
	}
	j, err := OpenJournal(ctx, k.Journal, true)
	if err != nil {
		return err
	}
	defer j.Close()
	moment := 0
	die := func(record) {
		if moment++; moment == k.At {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
			select {}
		}
	}
	j.before, j.after = die, die
	if k.Back {
		_, err = Rollback(ctx, RollbackOptions{Endpoints: e, Journal: j})
	} else {
		_, err = Apply(ctx, plan, ApplyOptions{Endpoints: e, Journal: j, AsOf: november})
	}
	return err
}

// killed runs a child process that kills itself at a moment. It reports false
// when the run ended before that.
func (s *stage) killed(at int, back bool) bool {
	s.t.Helper()
	var plan bytes.Buffer
	require.NoError(s.t, WritePlan(&plan, s.plan))
	told, err := json.Marshal(killedRun{Graph: s.graph.URL() + "/v1.0", LDAP: s.ldap.URL(), Journal: s.journal, Plan: plan.Bytes(), At: at, Back: back})
	require.NoError(s.t, err)
	child := exec.CommandContext(s.t.Context(), os.Args[0])
	child.Env = append(os.Environ(), envKilledRun+"="+string(told))
	out, err := child.CombinedOutput()
	if err == nil {
		return false
	}
	require.Equal(s.t, -1, child.ProcessState.ExitCode(), "it was to die by a signal: %s", out)
	return true
}

// everyMoment calls a test with a stage of its own for the first moment at
// which a run can be killed, the second, and so on. The test reports false
// when the run ended before its moment. It gives how many moments there are.
func everyMoment(t *testing.T, names []string, kill func(s *stage, at int) bool) int {
	t.Helper()
	moments := 0
	for more := true; more; {
		require.True(t, t.Run(fmt.Sprint(moments+1), func(t *testing.T) {
			if more = kill(newStage(t, situations(), names...), moments+1); more {
				moments++
			}
		}))
	}
	return moments
}

func TestNobodyIsLeftWithAWrongIDWhereverApplyIsKilled(t *testing.T) {
	t.Parallel()
	moments := everyMoment(t, staff, func(s *stage, at int) bool {
		before := s.state()
		if !s.killed(at, false) {
			return false
		}
		r, err := s.apply(s.t.Context())
		require.NoError(s.t, err)
		s.allDone(r)
		s.wantLinked()
		require.Equal(s.t, before["flag"], s.state()["flag"])
		_, err = s.rollback()
		require.NoError(s.t, err)
		require.Equal(s.t, final(), differences(before, s.state()))
		return true
	})
	require.Greater(t, moments, 80)
}

// few are those whose changes are of different kinds: roles, a name, the AD
// side, and deletions.
var few = []string{"bert", "emil", "hugo", "ivan"}

func TestNobodyIsLeftWithAWrongIDWhenAKilledRunIsRolledBack(t *testing.T) {
	t.Parallel()
	everyMoment(t, few, func(s *stage, at int) bool {
		before := s.state()
		if !s.killed(at, false) {
			return false
		}
		_, err := s.rollback()
		if at == 1 { // before the first line there is no run
			require.ErrorContains(s.t, err, "holds no run")
		} else {
			require.NoError(s.t, err)
		}
		require.Subset(s.t, []string{"c-ivan-second"}, differences(before, s.state()))
		return true
	})
}

func TestNobodyIsLeftWithAWrongIDWhereverRollbackIsKilled(t *testing.T) {
	t.Parallel()
	everyMoment(t, few, func(s *stage, at int) bool {
		before := s.state()
		_, err := s.apply(s.t.Context())
		require.NoError(s.t, err)
		if !s.killed(at, true) {
			return false
		}
		_, err = s.rollback()
		require.NoError(s.t, err)
		require.Equal(s.t, []string{"c-ivan-second"}, differences(before, s.state()))
		return true
	})
}
