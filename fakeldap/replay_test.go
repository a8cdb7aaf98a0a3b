package fakeldap_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestALogReplaysToTheSameOutcome(t *testing.T) {
	var log lines
	seed := append(people(12), staff()...)
	s := start(t, fakeldap.Config{Seed: seed, Now: at, RequestLog: &log, BindPassword: "right"})
	connect := func(url string) *ldap.Conn {
		c, err := ldap.DialURL(url)
		require.NoError(t, err)
		t.Cleanup(func() { _ = c.Close() })
		require.NoError(t, c.Bind("anna", "right"))
		return c
	}
	c, gc := connect(s.URL()), connect(s.GCURL())
	_, err := c.SearchWithPaging(query("(objectClass=user)", "cn"), 5)
	require.NoError(t, err)
	names(t, gc, "(sAMAccountName=anna)")
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Add("proxyAddresses", []string{"smtp:\x00@x", "smtp:y@x"})
	require.NoError(t, c.Modify(change))
	code(t, ldap.LDAPResultAttributeOrValueExists, c.Modify(change))
	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest(annaDN, `CN=Lind\, Anna`, true, "CN=Users,"+base)))
	require.NoError(t, c.Add(user("CN=x,OU=Staff,"+base)))
	_, err = c.Compare(annaDN, "cn", "x")
	code(t, ldap.LDAPResultNoSuchObject, err)
	require.NoError(t, c.Del(ldap.NewDelRequest("CN=x,OU=Staff,"+base, nil)))
	code(t, ldap.LDAPResultAuthMethodNotSupported, c.ExternalBind())
	require.NotContains(t, log.String(), "right")

	var first, second bytes.Buffer
	require.NoError(t, s.ExportLDIF(&first))
	fresh := start(t, fakeldap.Config{Seed: seed, Now: at, BindPassword: "right"})
	different, err := fresh.Replay(strings.NewReader(log.String()))
	require.NoError(t, err)
	require.Empty(t, different)
	require.NoError(t, fresh.ExportLDIF(&second))
	require.Equal(t, first.String(), second.String(), "the same requests make the same directory")
	require.Len(t, fresh.Requests(), len(s.Requests())-1, "the SASL bind is passed over")

	again, err := fresh.Replay(strings.NewReader(log.String()))
	require.NoError(t, err)
	require.NotEmpty(t, again)
	require.Contains(t, again[len(again)-1].String(), "request ")
}

func TestReplayNamesDamagedLogs(t *testing.T) {
	s := start(t, fakeldap.Config{})
	_, err := s.Replay(strings.NewReader("{"))
	require.ErrorContains(t, err, "replay: read the log")
	different, err := s.Replay(strings.NewReader(`{"serial":3,"conn":1,"op":"search","raw":"MAA="}`))
	require.NoError(t, err)
	require.Equal(t, 2, different[0].Result, "the server refuses what is no request")
}
