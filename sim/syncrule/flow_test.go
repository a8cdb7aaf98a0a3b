package syncrule_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestARepeatedAddressCountsOnceInShortAndLongLists(t *testing.T) {
	for _, n := range []int{3, 32, 33, 1000} {
		pairs := []string{"sAMAccountName", "pat"}
		for i := range n {
			pairs = append(pairs, "proxyAddresses", fmt.Sprintf("smtp:p%d@contoso.com", i))
		}
		pairs = append(pairs, "proxyAddresses", " smtp:p0@contoso.com ", "proxyAddresses", "", "proxyAddresses", "SMTP:p0@contoso.com")
		u := project(directory.DefaultSettings(), "objectGUID", object("a", "CN=Pat,DC=contoso,DC=com", pairs...))[0]
		require.Len(t, u.ProxyAddresses, n+1, "SMTP: and smtp: are two values")
		require.Equal(t, "p0@contoso.com", u.ProxyAddresses[0].Local)
		require.Equal(t, "SMTP", u.ProxyAddresses[n].Type)
	}
}
