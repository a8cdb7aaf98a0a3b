package fakeldap_test

import (
	"fmt"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestWithoutPagingAResultEndsAtMaxPageSize(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(1001)})
	c := dial(t, s.URL())
	result, err := c.Search(query("(objectClass=user)", "cn"))
	code(t, ldap.LDAPResultSizeLimitExceeded, err)
	require.Len(t, result.Entries, 1000)
	require.NoError(t, c.Del(ldap.NewDelRequest("CN=User 00000,OU=People,"+base, nil)))
	result, err = c.Search(query("(objectClass=user)", "cn"))
	require.NoError(t, err, "exactly MaxPageSize entries are no error")
	require.Len(t, result.Entries, 1000)
}

func TestPagesGiveEverythingOnce(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(2500)})
	c := dial(t, s.URL())
	for _, size := range []uint32{1, 7, 1000, 5000} {
		s.ForgetRequests()
		limit := 2500
		filter := "(objectClass=user)"
		if size == 1 {
			filter, limit = "(sAMAccountName=u0000*)", 10
		}
		result, err := c.SearchWithPaging(query(filter, "cn"), size)
		require.NoError(t, err)
		require.Len(t, result.Entries, limit)
		require.Equal(t, "User 00009", result.Entries[9].GetAttributeValue("cn"), "entries come in the order of their creation")
		pages := (limit + int(min(size, 1000)) - 1) / int(min(size, 1000))
		require.Len(t, s.Requests(), pages, "page size %d", size)
	}
}

func TestCookiesAreWorthNothingElsewhere(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(20)})
	one, two := dial(t, s.URL()), dial(t, s.URL())
	page := func(c *ldap.Conn, filter string, size uint32, cookie []byte) ([]byte, error) {
		paging := ldap.NewControlPaging(size)
		paging.SetCookie(cookie)
		q := query(filter, "cn")
		q.Controls = []ldap.Control{paging}
		result, err := c.Search(q)
		if err != nil {
			return nil, err
		}
		return ldap.FindControl(result.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging).Cookie, nil
	}
	users := "(objectClass=user)"
	fresh := func() []byte {
		cookie, err := page(one, users, 5, nil)
		require.NoError(t, err)
		require.NotEmpty(t, cookie)
		return cookie
	}
	cookie := fresh()
	_, err := page(two, users, 5, cookie)
	require.Contains(t, code(t, ldap.LDAPResultUnavailableCriticalExtension, err), "00002040: SvcErr: DSID-0C090000, problem 5010 (UNAVAIL_EXTENSION)")
	next, err := page(one, users, 5, cookie)
	require.NoError(t, err)
	_, err = page(one, users, 5, cookie)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
	_, err = page(one, "(cn=*)", 5, next)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
	damaged := fresh()
	damaged[0] ^= 1
	_, err = page(one, users, 5, damaged)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
	end, err := page(one, users, 0, fresh())
	require.NoError(t, err, "a page size of zero gives a search up")
	require.Empty(t, end)

	first := fresh()
	for range 10 {
		fresh()
	}
	_, err = page(one, users, 5, first)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)

	snap := s.Snapshot()
	old := fresh()
	require.NoError(t, s.Restore(snap))
	_, err = page(one, users, 5, old)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
}

func TestPagesSeeWritesInBetween(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(10)})
	c := dial(t, s.URL())
	paging := ldap.NewControlPaging(4)
	q := query("(objectClass=user)", "cn")
	q.Controls = []ldap.Control{paging}
	var got []string
	for {
		result, err := c.Search(q)
		require.NoError(t, err)
		got = append(got, firsts(result)...)
		paging.SetCookie(ldap.FindControl(result.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging).Cookie)
		if len(paging.Cookie) == 0 {
			break
		}
		if len(got) == 4 {
			require.NoError(t, c.Del(ldap.NewDelRequest("CN=User 00001,OU=People,"+base, nil)))
			require.NoError(t, c.Del(ldap.NewDelRequest("CN=User 00006,OU=People,"+base, nil)))
		}
	}
	require.Len(t, got, 9, "nothing twice, and not what was deleted before its page")
	require.NotContains(t, got, "User 00006")
}

func TestClientSizeLimit(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(20)})
	c := dial(t, s.URL())
	q := query("(objectClass=user)", "cn")
	q.SizeLimit = 5
	result, err := c.Search(q)
	code(t, ldap.LDAPResultSizeLimitExceeded, err)
	require.Len(t, result.Entries, 5)
	q.SizeLimit = 20
	result, err = c.Search(q)
	require.NoError(t, err)
	require.Len(t, result.Entries, 20)

	q.SizeLimit, q.Controls = 5, []ldap.Control{ldap.NewControlPaging(10)}
	result, err = c.Search(q)
	code(t, ldap.LDAPResultSizeLimitExceeded, err)
	require.Len(t, result.Entries, 5, "a page that is larger than the limit is no page")
}

func sorted(attribute string, reverse, critical bool) ldap.Control {
	keys := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	key := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	key.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, attribute, ""))
	if reverse {
		key.AppendChild(ber.NewBoolean(ber.ClassContext, ber.TypePrimitive, 1, true, ""))
	}
	keys.AppendChild(key)
	return ldap.NewControlString("1.2.840.113556.1.4.473", critical, string(keys.Bytes()))
}

func TestServerSideSort(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	ask := func(controls ...ldap.Control) *ldap.SearchResult {
		q := query("(objectClass=user)", "cn")
		q.Controls = controls
		result, err := c.Search(q)
		require.NoError(t, err)
		return result
	}
	require.Equal(t, []string{anna, pat, juergen}, firsts(ask(sorted("logonCount", false, true))), "numbers sort as numbers")
	require.Equal(t, []string{juergen, pat, anna}, firsts(ask(sorted("logonCount", true, true))))
	require.Equal(t, []string{anna, juergen, pat}, firsts(ask(sorted("sn", false, true))), "who has no value comes last")
	require.Equal(t, []string{anna, juergen, pat}, firsts(ask(sorted("nothingOfThatName", false, false))), "unsorted when it can't be and need not")

	paging := ldap.NewControlPaging(2)
	first := ask(sorted("logonCount", true, true), paging)
	require.Equal(t, []string{juergen, pat}, firsts(first))
	paging.SetCookie(ldap.FindControl(first.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging).Cookie)
	require.Equal(t, []string{anna}, firsts(ask(sorted("logonCount", true, true), paging)))

	q := query("(objectClass=user)", "cn")
	q.Controls = []ldap.Control{sorted("nothingOfThatName", false, true)}
	_, err := c.Search(q)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
}

func TestExtendedNames(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	ask := func(value string) *ldap.Entry {
		q := query("(sAMAccountName=jmueller)", "manager")
		q.Controls = []ldap.Control{ldap.NewControlString("1.2.840.113556.1.4.529", true, value)}
		result, err := c.Search(q)
		require.NoError(t, err)
		return result.Entries[0]
	}
	require.Equal(t, "<GUID=30475e40-e7ae-4af3-af75-8b143c81daf5>;<SID=S-1-5-21-1000-2000-3000-1105>;CN=Anna Berg,OU=Staff,"+base,
		ask("\x30\x03\x02\x01\x01").GetAttributeValue("manager"))
	require.Equal(t, "<GUID=405e4730aee7f34aaf758b143c81daf5>;<SID=010500000000000515000000e8030000d0070000b80b000051040000>;CN=Anna Berg,OU=Staff,"+base,
		ask("").GetAttributeValue("manager"))
	require.Regexp(t, "^<GUID=[0-9a-f]{32}>;<SID=[0-9a-f]{56}>;CN=Jürgen Müller,OU=Staff", ask("").DN)
}

func TestRanges(t *testing.T) {
	seed := people(25)
	group := fakeldap.NewEntry("CN=All,OU=Groups,"+base, "objectClass", "group")
	var members [][]byte
	for _, e := range seed {
		members = append(members, []byte(e.DN))
	}
	group.Attributes = append(group.Attributes, fakeldap.Attribute{Name: "member", Values: members})
	s := start(t, fakeldap.Config{Seed: append(seed, group), MaxValRange: 10})
	c := dial(t, s.URL())
	get := func(attribute string) map[string]int {
		result, err := c.Search(query("(cn=All)", attribute))
		require.NoError(t, err)
		found := map[string]int{}
		for _, a := range result.Entries[0].Attributes {
			found[a.Name] = len(a.Values)
		}
		return found
	}
	require.Equal(t, map[string]int{"member": 0, "member;range=0-9": 10}, get("member"))
	require.Equal(t, map[string]int{"member;range=0-9": 10}, get("member;range=0-*"))
	require.Equal(t, map[string]int{"member;range=10-19": 10}, get("member;range=10-*"))
	require.Equal(t, map[string]int{"member;range=20-*": 5}, get("member;range=20-*"))
	require.Equal(t, map[string]int{"member;range=3-4": 2}, get("member;range=3-4"))
	require.Equal(t, map[string]int{"member;range=5-14": 10}, get("member;Range=5-99"))
	require.Equal(t, 10, get("*")["member;range=0-9"])
	_, err := c.Search(query("(cn=All)", "member;range=25-*"))
	code(t, ldap.LDAPResultOperationsError, err)

	var all []string
	for low := 0; ; {
		result, err := c.Search(query("(cn=All)", fmt.Sprintf("member;range=%d-*", low)))
		require.NoError(t, err)
		a := result.Entries[0].Attributes[0]
		all = append(all, a.Values...)
		if a.Name[len(a.Name)-1] == '*' {
			break
		}
		low += len(a.Values)
	}
	require.Len(t, all, 25)
	require.Equal(t, seed[24].DN, all[24])
}

func TestUnknownControls(t *testing.T) {
	s, err := fakeldap.Start(fakeldap.Config{Seed: staff()})
	require.NoError(t, err)
	c := dial(t, s.URL())
	ask := func(oid string, critical bool) error {
		q := query("(sAMAccountName=anna)")
		q.Controls = []ldap.Control{ldap.NewControlString(oid, critical, "")}
		_, err := c.Search(q)
		return err
	}
	require.NoError(t, ask("1.2.3.4", false))
	require.Contains(t, code(t, ldap.LDAPResultUnavailableCriticalExtension, ask("1.2.3.4", true)), "Error processing control")
	q := ldap.NewDelRequest("CN=Anna Berg,OU=Staff,"+base, []ldap.Control{ldap.NewControlString("1.2.3.4", true, "")})
	code(t, ldap.LDAPResultUnavailableCriticalExtension, c.Del(q))
	for _, accepted := range []string{"1.2.840.113556.1.4.801", "1.2.840.113556.1.4.1339", "1.2.840.113556.1.4.619"} {
		require.NoError(t, ask(accepted, true), accepted)
	}
	require.Equal(t, []string{"1.2.3.4!"}, s.Requests()[2].Controls)
	var unsupported *fakeldap.UnsupportedError
	dirSync := ldap.NewRequestControlDirSync(0, 0, nil)
	withDirSync := query("(cn=*)")
	withDirSync.Controls = []ldap.Control{dirSync}
	_, err = c.Search(withDirSync)
	code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
	require.ErrorAs(t, s.Close(), &unsupported)
	require.ErrorContains(t, unsupported, "the control 1.2.840.113556.1.4.841 (DirSync) is not supported")
}

func TestDamagedControlValuesAreRefused(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	for _, oid := range []string{ldap.ControlTypePaging, "1.2.840.113556.1.4.473", "1.2.840.113556.1.4.1340"} {
		q := query("(cn=*)")
		q.Controls = []ldap.Control{ldap.NewControlString(oid, true, "\x30\x7fdamaged")}
		_, err := c.Search(q)
		code(t, ldap.LDAPResultUnavailableCriticalExtension, err)
	}
}
