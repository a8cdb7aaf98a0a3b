package source

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestPropertiesOfTheProfileStandInItsOrder(t *testing.T) {
	require.EqualValues(t, directory.ProfileIDs, propCount-propGivenName)
	for id := range directory.ProfileIDs {
		require.Equal(t, id.String(), cloudProperties[propGivenName+property(id)].name)
	}
}
