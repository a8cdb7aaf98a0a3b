package hardmatch

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakegraph"
	"presync/fakeldap"
	"presync/sim/directory"
	"presync/sim/source"
)

func TestEveryBlockingSituationEndsAsPlannedAndIsRolledBack(t *testing.T) {
	s := newStage(t, situations(), staff...)
	ids := map[string]bool{}
	for _, r := range s.plan.Rows {
		require.True(t, r.Doable(), planText(s.plan))
		for _, b := range r.Blockers {
			ids[b.ID] = true
		}
	}
	require.Equal(t, []string{BlockAdminRole, BlockSourceOfAuthority, BlockFederatedSuffix, BlockHardMatchFlag, BlockObjectIdentifier, BlockOtherAnchor,
		BlockQuarantined, BlockRecycleBin, BlockTargetDeleted}, sortedKeys(ids), planText(s.plan))
	before := s.state()
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	s.allDone(r)
	s.wantLinked()
	after := s.state()
	require.Equal(t, before["flag"], after["flag"], "the switch is set again")

	again, err := s.apply(t.Context())
	require.NoError(t, err)
	s.allDone(again)
	require.Equal(t, after, s.state(), "a second run changes nothing")

	back, err := s.rollback()
	require.NoError(t, err)
	require.True(t, back.Findings(), "some changes are for good")
	require.Equal(t, final(), differences(before, s.state()))
}

func TestAValueThatChangedSinceThePlanIsLeftAloneAndItsRowIsSkipped(t *testing.T) {
	seed := situations()
	s := newStage(t, seed, "anna", "hugo", "bert")
	s.patch("c-anna", "onPremisesImmutableId", "somebody-else")
	d, err := source.OpenLocalDirectory(t.Context(), s.ldap.URL(), s.options().LDAPOptions)
	require.NoError(t, err)
	require.NoError(t, d.Change(t.Context(), "CN=hugo,OU=Staff,DC=contoso,DC=com", propConsistencyGuid, nil, []byte("0123456789abcdef")))
	var changed *source.ChangedError
	require.ErrorAs(t, d.Change(t.Context(), "CN=hugo,OU=Staff,DC=contoso,DC=com", propConsistencyGuid, nil, []byte("fedcba9876543210")), &changed)
	require.ErrorAs(t, d.Change(t.Context(), "CN=hugo,OU=Staff,DC=contoso,DC=com", propConsistencyGuid, []byte("fedcba9876543210"), nil), &changed)
	d.Close()
	before := s.state()
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]Result{"anna": ResultSkipped, "hugo": ResultSkipped, "bert": ResultDone}, results(r))
	require.Equal(t, "onPremisesImmutableId of anna@contoso.com is somebody-else, and was null when the plan was made", r.Rows[0].Reason)
	require.Contains(t, r.Rows[1].Reason, "mS-DS-ConsistencyGuid of")
	require.True(t, r.Findings())
	require.Equal(t, []string{"c-bert"}, differences(before, s.state()))
}

func TestARowOfTheADSideIsSkippedWhenTheCloudAnchorChanged(t *testing.T) {
	s := newStage(t, situations(), "hugo")
	require.Equal(t, SideAD, s.plan.Rows[0].Side)
	s.patch("c-hugo", "onPremisesImmutableId", "somebody-else")
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]Result{"hugo": ResultSkipped}, results(r))
	require.Contains(t, r.Rows[0].Reason, "somebody-else, and was "+stamped)
}

func TestRollbackNeverOverwritesWhatSomebodyElseChanged(t *testing.T) {
	s := newStage(t, situations(), "anna", "bert")
	before := s.state()
	_, err := s.apply(t.Context())
	require.NoError(t, err)
	s.patch("c-anna", "onPremisesImmutableId", "somebody-else")
	r, err := s.rollback()
	require.NoError(t, err)
	require.True(t, r.Findings())
	require.Equal(t, []string{"c-anna"}, differences(before, s.state()), "the other one is as it was")
	last := r.Steps[len(r.Steps)-1]
	require.Equal(t, "onPremisesImmutableId of anna@contoso.com is somebody-else: somebody else changed it from YWFhYWFhYWFhYWFhYWFhYQ==, so that it stays", last.Problem)
	var text bytes.Buffer
	require.NoError(t, WriteRollback(&text, r))
	require.Contains(t, text.String(), "stays     "+last.Problem+"\n")
	require.Contains(t, text.String(), "1 left as found\n")

	s.patch("c-anna", "onPremisesImmutableId", nil)
	r, err = s.rollback()
	require.NoError(t, err)
	require.False(t, r.Findings())
	require.Empty(t, differences(before, s.state()))

	again, err := s.apply(t.Context())
	require.NoError(t, err)
	s.allDone(again)
}

func TestAnInterruptGivesBackWhatWasLentAndTheNextRunGoesOn(t *testing.T) {
	steps := 0
	for stop := 1; ; stop++ {
		s := newStage(t, situations(), few...)
		before := s.state()
		ctx, interrupt := context.WithCancel(t.Context())
		e, j := s.open()
		told := 0
		_, err := Apply(ctx, s.plan, ApplyOptions{Endpoints: e, Journal: j, AsOf: november, Tell: func(Event) {
			if told++; told == stop {
				interrupt()
			}
		}})
		interrupt()
		require.False(t, j.stopped, "the scheduler is on, step %d", stop)
		require.NoError(t, j.Close())
		e.Close()
		if err == nil {
			break
		}
		steps++
		require.ErrorIs(t, err, context.Canceled)
		now := s.state()
		require.Equal(t, before["flag"], now["flag"], "step %d", stop)
		require.Contains(t, now["c-bert"], "62e90394-69f5-4237-9190-012177145e10", "step %d: the role is back", stop)
		require.Contains(t, now["c-emil"], "emil@fed.contoso.com", "step %d: the name is back", stop)
		r, err := s.apply(t.Context())
		require.NoError(t, err)
		s.allDone(r)
	}
	require.Greater(t, steps, 10)
}

func TestThrottlingIsWaitedOut(t *testing.T) {
	s := newStage(t, situations(), staff...)
	for _, f := range []fakegraph.Fault{
		{On: "PATCH /users", Times: 2, Status: 429, RetryAfter: 17 * time.Second},
		{On: "PATCH /users", Skip: 3, Status: 503},
		{On: "GET /users", Skip: 5, Times: 2, Status: 429},
		{On: "DELETE /directory", Status: 503},
		{On: "POST /roleManagement", Status: 429},
	} {
		s.graph.AddFault(f)
	}
	require.NoError(t, s.ldap.Inject(fakeldap.Fault{On: fakeldap.OpModify, Result: 51}))
	e, j := s.open()
	defer e.Close()
	defer j.Close()
	e.Close()
	var waits []time.Duration
	o := s.options()
	o.GraphOptions.Wait = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
	e, err := OpenEndpoints(t.Context(), o)
	require.NoError(t, err)
	r, err := Apply(t.Context(), s.plan, ApplyOptions{Endpoints: e, Journal: j, AsOf: november})
	require.NoError(t, err)
	s.allDone(r)
	require.Contains(t, waits, 17*time.Second, "as the answer asks for")
	require.GreaterOrEqual(t, len(waits), 7)
}

func TestAServerThatStaysAwayEndsTheRunAndTheNextOneGoesOn(t *testing.T) {
	s := newStage(t, situations(), few...)
	s.graph.AddFault(fakegraph.Fault{On: "PATCH /users/c-emil", Skip: 1, Times: 6, Status: 503})
	before := s.state()
	r, err := s.apply(t.Context())
	require.ErrorContains(t, err, "was refused with 503")
	require.Equal(t, ResultPending, results(r)["hugo"])
	require.Equal(t, before["flag"], s.state()["flag"])
	r, err = s.apply(t.Context())
	require.NoError(t, err)
	s.allDone(r)
}

func TestARowThatGraphRefusesKeepsNoOtherRowFromBeingDone(t *testing.T) {
	s := newStage(t, situations(), "anna", "bert")
	s.graph.AddFault(fakegraph.Fault{On: "PATCH /users/c-anna", Status: 400, Code: "Request_BadRequest", Message: "No."})
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]Result{"anna": ResultSkipped, "bert": ResultDone}, results(r))
	require.Contains(t, r.Rows[0].Reason, "was refused with 400 (Request_BadRequest: No)")
	r, err = s.apply(t.Context())
	require.NoError(t, err)
	s.allDone(r)
}

func TestASyncThatEndsOtherwiseIsReported(t *testing.T) {
	s := newStage(t, situations(), "anna", "bert")
	s.plan.Rows[1].Blockers = s.plan.Rows[1].Blockers[1:] // the roles stay
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]Result{"anna": ResultDone, "bert": ResultOtherwise}, results(r))
	require.Contains(t, r.Rows[1].Reason, "the sync ends in error and not in hard-match")
	require.True(t, r.Findings())
	var text bytes.Buffer
	require.NoError(t, WriteReport(&text, r))
	require.Contains(t, text.String(), "2 rows, 1 done, 1 otherwise\n")
}

func TestWhatThePlanLeavesOpenIsNotDone(t *testing.T) {
	s := newStage(t, situations(), "anna", "bert", "cora", "fred")
	s.plan.Rows[0].Status, s.plan.Rows[0].Problem = StatusAmbiguous, "two candidates"
	s.plan.Rows[1].Blockers[0].Manual = true
	s.plan.Rows[2].Status = StatusLinked
	s.plan.Rows[3].Blockers = append(s.plan.Rows[3].Blockers, Blocker{ID: "unheard-of", Text: "what it is"})
	before := s.state()
	r, err := s.apply(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]Result{"anna": ResultNotDoable, "bert": ResultNotDoable, "cora": ResultLinked, "fred": ResultSkipped}, results(r))
	require.Contains(t, r.Rows[3].Reason, "unheard-of")
	require.Equal(t, before, s.state())
}

func TestWithoutADirectoryTheCloudSideIsWrittenAndNoSyncIsSimulated(t *testing.T) {
	s := newStage(t, situations(), "anna", "hugo")
	o := s.options()
	o.Directories = nil
	e, err := OpenEndpoints(t.Context(), o)
	require.NoError(t, err)
	defer e.Close()
	j, err := OpenJournal(t.Context(), s.journal, true)
	require.NoError(t, err)
	defer j.Close()
	r, err := Apply(t.Context(), s.plan, ApplyOptions{Endpoints: e, Journal: j, AsOf: november})
	require.NoError(t, err)
	require.Equal(t, map[string]Result{"anna": ResultWritten, "hugo": ResultSkipped}, results(r))
	require.Contains(t, r.NoSync, "could not be simulated")
}

func TestOnlyThisMachineIsWrittenTo(t *testing.T) {
	for _, o := range []EndpointOptions{
		endpointsAt("http://192.0.2.1/v1.0", "ldap://127.0.0.1"), endpointsAt("https://[2001:db8::1]/v1.0", "ldap://127.0.0.1"),
		endpointsAt("http://127.0.0.1:1/v1.0", "ldap://192.0.2.1"), endpointsAt("http://0.0.0.0/v1.0", "ldap://127.0.0.1"),
	} {
		_, err := OpenEndpoints(t.Context(), o)
		require.ErrorContains(t, err, "changes are made on loopback addresses only", "%s %v", o.Graph, o.Directories)
	}
	for address, want := range map[string]string{
		"nonsense": "is not a URL", "http://nobody.invalid/v1.0": "is not known", "http://127.0.0.1": "ends neither in /v1.0",
	} {
		_, err := OpenEndpoints(t.Context(), endpointsAt(address, "ldap://127.0.0.1"))
		require.ErrorContains(t, err, want)
	}
}

func TestVerifyComparesATenantWithAPlan(t *testing.T) {
	s := newStage(t, situations(), "anna", "bert", "cora", "emil", "hugo")
	look := func(withDirectory bool) map[string]Result {
		snap, tenant := s.read()
		if !withDirectory {
			snap = nil
		}
		return results(Verify(s.plan, tenant, snap))
	}
	pending := map[string]Result{"anna": ResultPending, "bert": ResultPending, "cora": ResultPending, "emil": ResultPending, "hugo": ResultPending}
	require.Equal(t, pending, look(true))
	_, err := s.apply(t.Context())
	require.NoError(t, err)
	done := map[string]Result{"anna": ResultDone, "bert": ResultDone, "cora": ResultDone, "emil": ResultDone, "hugo": ResultDone}
	require.Equal(t, done, look(true))
	require.Equal(t, ResultPending, look(false)["hugo"], "the AD side was not read")
	s.patch("c-anna", "onPremisesImmutableId", "somebody-else")
	s.plan.Rows[1].CloudUser.ID = "gone"
	s.plan.Rows[2].Problem = "no"
	*s.plan.Rows[4].NewConsistencyGuid = anchorOfName("other")
	want := map[string]Result{"anna": ResultOtherwise, "bert": ResultOtherwise, "cora": ResultNotDoable, "emil": ResultDone, "hugo": ResultOtherwise}
	require.Equal(t, want, look(true))
}

func TestVerifySeesAnAnchorThatTwoUsersHold(t *testing.T) {
	s := newStage(t, situations(), "dora")
	_, tenant := s.read()
	for _, o := range tenant.Objects {
		if o.ID == "c-dora" {
			o.ImmutableID = directory.Anchor(s.plan.Rows[0].NewImmutableID)
		}
	}
	r := Verify(s.plan, tenant, nil)
	require.Equal(t, ResultOtherwise, r.Rows[0].Result)
	require.Contains(t, r.Rows[0].Reason, "2 cloud users hold")
}

func TestHostileNamesCannotChangeTheLinesOfAReport(t *testing.T) {
	r := newReport(&Plan{Rows: []Row{{ADUser: ADUser{UserPrincipalName: "a\tb\n\x1b[2J"}, CloudUser: CloudUser{UserPrincipalName: "\u202e"}}}})
	r.Rows[0].Reason = "line\nand \x1b line"
	var text bytes.Buffer
	require.NoError(t, WriteReport(&text, r))
	require.Equal(t, 2, strings.Count(text.String(), "\n"))
	require.NotContains(t, text.String(), "\x1b")
	require.NotContains(t, text.String(), "\u202e")
}
