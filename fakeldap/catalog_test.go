package fakeldap_test

import (
	"crypto/tls"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestTheGlobalCatalogHoldsThePartialAttributeSet(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.GCURL())
	q := ldap.NewSearchRequest("", ldap.ScopeWholeSubtree, 0, 0, 0, false, "(sAMAccountName=anna)", nil, nil)
	result, err := c.Search(q)
	require.NoError(t, err, "the catalog searches the whole forest from the empty name")
	require.Len(t, result.Entries, 1)
	require.Empty(t, result.Referrals)
	e := result.Entries[0]
	for _, in := range []string{"proxyAddresses", "userPrincipalName", "mail", "sAMAccountName", "objectGUID", "objectSid",
		"displayName", "givenName", "sn", "memberOf", "userAccountControl"} {
		require.NotEmpty(t, e.GetAttributeValues(in), in)
	}
	for _, out := range []string{"mS-DS-ConsistencyGuid", "employeeID", "logonCount"} {
		require.Empty(t, e.GetAttributeValues(out), out)
	}
	require.Equal(t, []string{}, names(t, c, "(employeeID=17)"), "what is not in the catalog can't be found")
	require.Equal(t, []string{}, names(t, c, "(!(employeeID=17))"))
	_, err = c.Compare("CN=Anna Berg,OU=Staff,"+base, "employeeID", "17")
	code(t, ldap.LDAPResultNoSuchAttribute, err)
}

func TestTheGlobalCatalogCanBeExtended(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), GlobalCatalog: []string{"mS-DS-ConsistencyGuid", "employeeid"}})
	c := dial(t, s.GCURL())
	require.Equal(t, []string{anna}, names(t, c, "(&(employeeID=17)(mS-DS-ConsistencyGuid=*))"))
}

func TestTheGlobalCatalogIsReadOnly(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.GCURL())
	dn := "CN=Anna Berg,OU=Staff," + base
	change := ldap.NewModifyRequest(dn, nil)
	change.Replace("title", []string{"x"})
	for _, err := range []error{
		c.Modify(change), c.Del(ldap.NewDelRequest(dn, nil)),
		c.ModifyDN(ldap.NewModifyDNRequest(dn, "CN=x", true, "")),
		c.Add(&ldap.AddRequest{DN: "CN=x," + base}),
	} {
		require.Contains(t, code(t, ldap.LDAPResultUnwillingToPerform, err), "Operation not allowed through GC port")
	}
	require.True(t, s.Requests()[len(s.Requests())-1].Catalog)
}

func TestLDAPSAndStartTLS(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), TLS: true})
	for _, url := range []string{s.URL(), s.GCURL()} {
		require.Contains(t, url, "ldaps://127.0.0.1:")
		c, err := ldap.DialURL(url, ldap.DialWithTLSConfig(s.ClientTLS()))
		require.NoError(t, err)
		require.NoError(t, c.Bind("x", "y"))
		require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"))
		_, err = c.Extended(ldap.NewExtendedRequest("1.3.6.1.4.1.1466.20037", nil))
		require.Contains(t, code(t, ldap.LDAPResultOperationsError, err), "TLS or SSL already in effect")
		require.NoError(t, c.Close())
	}
	_, err := ldap.DialURL(s.URL(), ldap.DialWithTLSConfig(&tls.Config{ServerName: "localhost"}))
	require.Error(t, err, "nobody trusts the generated authority by chance")

	plain := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, plain.URL())
	require.NoError(t, c.StartTLS(plain.ClientTLS()))
	require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"), "the bind survives")
	require.Contains(t, string(plain.CAPEM()), "BEGIN CERTIFICATE")
	log := plain.Requests()
	require.False(t, log[0].TLS)
	require.True(t, log[2].TLS)
}

func TestAFailedHandshakeEndsTheConnectionOnly(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dialRaw(t, s.Addr())
	c.send("\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037")
	require.Contains(t, c.message(), "\x78")
	c.send("this is no ClientHello, it only looks long enough to be one")
	c.all()
	require.Equal(t, []string{anna}, names(t, dial(t, s.URL()), "(sAMAccountName=anna)"))
}
