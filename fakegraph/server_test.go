package fakegraph

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSmoke(t *testing.T) {
	s, err := Start(Config{Seed: Seed{Users: Objects{`{"id":"11111111-1111-1111-1111-111111111111","userPrincipalName":"ann@contoso.com","displayName":"Ann"}`}}})
	require.NoError(t, err)
	defer s.Close()
	res, err := s.Client().Get(s.URL() + "/v1.0/users")
	require.NoError(t, err)
	require.Equal(t, 200, res.StatusCode)
}
