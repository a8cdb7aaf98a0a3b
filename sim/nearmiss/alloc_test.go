package nearmiss

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who is found costs nothing either, until reasons are asked for.
func TestFindingAllocatesNothing(t *testing.T) {
	users, people := population(4000)
	s, i, found := over(users).Search(), 0, 0
	drop := func(n int32) bool { return n%7 == 0 }
	got := testing.AllocsPerRun(3*len(people), func() {
		found += len(s.Find(Query{User: people[i%len(people)], Drop: drop}))
		i++
	})
	require.Greater(t, found, 1000)
	require.Less(t, got, 0.1, "on average: room grows now and then")
}
