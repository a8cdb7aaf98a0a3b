package fakeldap_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const base = "DC=contoso,DC=com"

// at is the clock of servers whose answers are compared.
func at() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }

// staff are three people and two groups, one inside the other.
func staff() []fakeldap.Entry {
	return []fakeldap.Entry{
		fakeldap.NewEntry("CN=Anna Berg,OU=Staff,"+base, "objectClass", "user", "sAMAccountName", "anna",
			"userPrincipalName", "anna@contoso.com", "mail", "anna@contoso.com", "givenName", "Anna", "sn", "Berg",
			"displayName", "Anna Berg", "proxyAddresses", "SMTP:anna@contoso.com", "proxyAddresses", "smtp:a.berg@contoso.com",
			"employeeID", "17", "objectGUID", "30475e40-e7ae-4af3-af75-8b143c81daf5",
			"objectSid", "S-1-5-21-1000-2000-3000-1105", "logonCount", "5",
			"mS-DS-ConsistencyGuid", "\x00\x01\x02\x03*()\\\x08\x09\x0a\x0b\x0c\x0d\xfe\xff"),
		fakeldap.NewEntry("CN=Jürgen Müller,OU=Staff,"+base, "objectClass", "user", "sAMAccountName", "jmueller",
			"userPrincipalName", "jmueller@contoso.com", "sn", "Müller", "displayName", "Jürgen Müller",
			"userAccountControl", "514", "manager", "CN=Anna Berg,OU=Staff,"+base, "logonCount", "40"),
		fakeldap.NewEntry(`CN=O'Brien\, Pat,OU=Staff,`+base, "objectClass", "user", "sAMAccountName", "pat",
			"logonCount", "7", "description", "likes * and ( and \\"),
		fakeldap.NewEntry("CN=Inner,OU=Groups,"+base, "objectClass", "group", "sAMAccountName", "inner",
			"member", "CN=Anna Berg,OU=Staff,"+base, "member", `CN=O'Brien\, Pat,OU=Staff,`+base),
		fakeldap.NewEntry("CN=Outer,OU=Groups,"+base, "objectClass", "group", "sAMAccountName", "outer",
			"member", "CN=Inner,OU=Groups,"+base),
	}
}

// start runs a server for the length of the test. A request for something that
// AD does and the server doesn't fails the test, unless it was expected.
func start(t *testing.T, config fakeldap.Config) *fakeldap.Server {
	t.Helper()
	s, err := fakeldap.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() {
		var unsupported *fakeldap.UnsupportedError
		if err := s.Close(); !errors.As(err, &unsupported) {
			require.NoError(t, err)
		}
	})
	return s
}

// dial connects and binds.
func dial(t *testing.T, url string) *ldap.Conn {
	t.Helper()
	c, err := ldap.DialURL(url)
	require.NoError(t, err)
	c.SetTimeout(time.Minute)
	t.Cleanup(func() { _ = c.Close() })
	require.NoError(t, c.Bind(`CONTOSO\tester`, "secret"))
	return c
}

// query is a subtree search from the domain.
func query(filter string, attributes ...string) *ldap.SearchRequest {
	return ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil)
}

// names lists the first component of what a search finds.
func names(t *testing.T, c *ldap.Conn, filter string) []string {
	t.Helper()
	result, err := c.Search(query(filter, "cn"))
	require.NoError(t, err, filter)
	return firsts(result)
}

func firsts(result *ldap.SearchResult) []string {
	list := []string{}
	for _, e := range result.Entries {
		list = append(list, e.GetAttributeValue("cn"))
	}
	return list
}

// code checks an LDAP result code and gives the text.
func code(t *testing.T, want uint16, err error) string {
	t.Helper()
	require.Error(t, err)
	var failure *ldap.Error
	require.ErrorAs(t, err, &failure)
	require.Equal(t, ldap.LDAPResultCodeMap[want], ldap.LDAPResultCodeMap[failure.ResultCode], "%v", err)
	return failure.Err.Error()
}

// people makes n users.
func people(n int) []fakeldap.Entry {
	list := make([]fakeldap.Entry, n)
	for i := range list {
		list[i] = fakeldap.NewEntry(fmt.Sprintf("CN=User %05d,OU=People,%s", i, base), "objectClass", "user",
			"sAMAccountName", fmt.Sprintf("u%05d", i), "mail", fmt.Sprintf("u%05d@contoso.com", i))
	}
	return list
}

// raw is a connection that speaks bytes.
type raw struct {
	net.Conn
	t *testing.T
}

func dialRaw(t *testing.T, addr string) raw {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(time.Minute)))
	t.Cleanup(func() { _ = c.Close() })
	return raw{c, t}
}

// all reads until the server closes the connection.
func (r raw) all() string {
	r.t.Helper()
	b, err := io.ReadAll(r.Conn)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		require.NoError(r.t, err)
	}
	return string(b)
}

// message reads one message with a short length.
func (r raw) message() string {
	r.t.Helper()
	head := make([]byte, 2)
	_, err := io.ReadFull(r.Conn, head)
	require.NoError(r.t, err)
	require.Equal(r.t, byte(0x30), head[0])
	n := int(head[1])
	if n > 0x80 {
		more := make([]byte, n-0x80)
		_, err = io.ReadFull(r.Conn, more)
		require.NoError(r.t, err)
		head, n = append(head, more...), 0
		for _, b := range more {
			n = n<<8 | int(b)
		}
	}
	body := make([]byte, n)
	_, err = io.ReadFull(r.Conn, body)
	require.NoError(r.t, err)
	return string(head) + string(body)
}

func (r raw) send(s string) {
	r.t.Helper()
	_, err := io.WriteString(r.Conn, s)
	require.NoError(r.t, err)
}

// bindMessage is a simple bind of CN=x with the password y.
const bindMessage = "\x30\x10\x02\x01\x01\x60\x0b\x02\x01\x03\x04\x04CN=x\x80\x00"

// boundMessage is the same with a password.
const boundMessage = "\x30\x11\x02\x01\x01\x60\x0c\x02\x01\x03\x04\x04CN=x\x80\x01y"
