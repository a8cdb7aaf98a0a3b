package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestATraceCanBeLimitedToOnePerson(t *testing.T) {
	in := input([]*directory.Object{user(1, "userPrincipalName: a@contoso.com"), user(2, "userPrincipalName: b@contoso.com")},
		cloudUser("c1", "a@contoso.com", nil), cloudUser("c2", "b@contoso.com", nil))
	in.Trace = true
	full := predict(t, in)
	in.Traced = func(o *directory.Object) bool { return o == in.Snapshot.Objects[1] }
	one := predict(t, in)
	require.Empty(t, one.Decisions[0].Trace)
	require.Len(t, one.Decisions[1].Trace, len(full.Decisions[1].Trace))
	for i := range full.Decisions {
		require.Equal(t, full.Decisions[i].Outcome, one.Decisions[i].Outcome)
		require.Equal(t, full.Decisions[i].Reason, one.Decisions[i].Reason)
	}
}
