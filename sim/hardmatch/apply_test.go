package hardmatch

import (
	"testing"

	"github.com/stretchr/testify/require"
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
