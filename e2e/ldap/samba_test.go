package ldap

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const (
	realm     = "DC=corp,DC=contoso,DC=com"
	staff     = "OU=Staff," + realm
	sambaUser = "administrator@corp.contoso.com"
	sambaPass = "P@ssw0rd!2345"
	samba     = "apt-get install -y --no-install-recommends samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba attr acl"
)

// provision makes a Samba domain and runs its LDAP server on 127.0.0.1:389
// for the length of the test. It needs root and the port.
func provision(t *testing.T) *ldap.Conn {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"pid", "lock"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, sub), 0o755))
	}
	tool, err := exec.LookPath("samba-tool")
	require.NoError(t, err, samba)
	out, err := exec.Command(tool, "domain", "provision", "--server-role=dc", "--use-rfc2307", "--realm=CORP.CONTOSO.COM",
		"--domain=CORP", "--adminpass="+sambaPass, "--dns-backend=NONE", "--targetdir="+dir, "--host-name=dc1", "--host-ip=127.0.0.1",
		"--option=interfaces=lo", "--option=bind interfaces only=yes", "--option=vfs objects=").CombinedOutput()
	require.NoError(t, err, string(out))
	server := exec.Command("samba", "--interactive", "--model=single", "-s", dir+"/etc/smb.conf", "--debug-stdout", "-d1",
		"--option=server services=ldap,cldap", "--option=ldap server require strong auth=no",
		"--option=pid directory="+dir+"/pid", "--option=lock directory="+dir+"/lock")
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	var c *ldap.Conn
	require.Eventually(t, func() bool {
		c, err = ldap.DialURL("ldap://127.0.0.1:389")
		if err != nil {
			return false
		}
		c.SetTimeout(20 * time.Second)
		return c.Bind(sambaUser, sambaPass) == nil
	}, 2*time.Minute, 100*time.Millisecond)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// populate adds people with names of many kinds, groups and a contact.
func populate(t *testing.T, c *ldap.Conn) {
	t.Helper()
	add := func(dn string, pairs ...string) {
		r := ldap.NewAddRequest(dn, nil)
		for i := 0; i < len(pairs); i += 2 {
			r.Attribute(pairs[i], strings.Split(pairs[i+1], "|"))
		}
		require.NoError(t, c.Add(r), dn)
	}
	add(staff, "objectClass", "organizationalUnit")
	var dns []string
	for i, name := range []string{"Anna Berg", "Jürgen Müller", "Zoë Dubois", "José García", "Søren Åström", "李 小龍", `O'Brien\, Pat`, "Max Mustermann"} {
		dn := "CN=" + name + "," + staff
		given, sn, _ := strings.Cut(name, " ")
		pairs := []string{"objectClass", "user", "sAMAccountName", fmt.Sprintf("u%d", i), "userPrincipalName", fmt.Sprintf("u%d@contoso.com", i),
			"mail", fmt.Sprintf("U%d@contoso.com", i), "displayName", name, "givenName", given, "sn", sn,
			"proxyAddresses", fmt.Sprintf("SMTP:u%d@contoso.com|smtp:User.%d@contoso.com", i, i), "userAccountControl", []string{"514", "544", "544"}[i%3]}
		if i%2 == 1 {
			pairs = append(pairs, "mS-DS-ConsistencyGuid", strings.Repeat(string(rune(i)), 16))
		}
		if i > 0 {
			pairs = append(pairs, "manager", dns[0])
		}
		add(dn, pairs...)
		dns = append(dns, dn)
	}
	add("CN=Inner,"+staff, "objectClass", "group", "sAMAccountName", "Inner", "member", strings.Join(dns[:3], "|"))
	add("CN=Outer,"+staff, "objectClass", "group", "sAMAccountName", "Outer", "member", "CN=Inner,"+staff)
	add("CN=Ext,"+staff, "objectClass", "contact", "mail", "ext@fabrikam.com")
}

// export reads the whole domain.
func export(t *testing.T, c *ldap.Conn) []fakeldap.Entry {
	t.Helper()
	q := ldap.NewSearchRequest(realm, ldap.ScopeWholeSubtree, 0, 0, 0, false, "(objectClass=*)", nil, nil)
	result, err := c.SearchWithPaging(q, 100)
	require.NoError(t, err)
	var entries []fakeldap.Entry
	for _, e := range result.Entries {
		entry := fakeldap.Entry{DN: e.DN}
		for _, a := range e.Attributes {
			entry.Attributes = append(entry.Attributes, fakeldap.Attribute{Name: a.Name, Values: a.ByteValues})
		}
		entries = append(entries, entry)
	}
	return entries
}

// ask gives the entries of a search in a form that can be compared, or the
// result code.
func ask(t *testing.T, c *ldap.Conn, q comparison) map[string]map[string][]string {
	t.Helper()
	base := q.base
	if base == "" {
		base = realm
	}
	request := ldap.NewSearchRequest(base, q.scope, 0, 0, 0, false, q.filter, q.attributes, nil)
	if q.scope == 0 && q.base == "" {
		request.Scope = ldap.ScopeWholeSubtree
	}
	result, err := c.Search(request)
	found := map[string]map[string][]string{}
	var failure *ldap.Error
	if errors.As(err, &failure) {
		found["failed"] = map[string][]string{"code": {ldap.LDAPResultCodeMap[failure.ResultCode]}}
		return found
	}
	require.NoError(t, err)
	for _, e := range result.Entries {
		found[e.DN] = map[string][]string{}
		for _, a := range e.Attributes {
			found[e.DN][a.Name] = slices.Sorted(slices.Values(a.Values))
		}
	}
	return found
}

// comparison is one search that both servers answer. differs gives the reason
// where the answers are known to be different.
type comparison struct {
	base, filter string
	scope        int
	attributes   []string
	differs      string
}

func comparisons(guid, sid string) []comparison {
	list := []comparison{
		{base: staff, scope: ldap.ScopeWholeSubtree, filter: "(objectClass=*)"},
		{base: staff, scope: ldap.ScopeSingleLevel, filter: "(objectClass=user)", attributes: []string{"cn", "MAIL"}},
		{base: staff, scope: ldap.ScopeBaseObject, filter: "(objectClass=*)"},
		{base: "CN=Nobody," + staff, scope: ldap.ScopeBaseObject, filter: "(cn=*)"},
		{base: "nonsense", scope: ldap.ScopeBaseObject, filter: "(cn=*)"},
		{base: "<GUID=" + guid + ">", scope: ldap.ScopeBaseObject, filter: "(cn=*)", attributes: []string{"cn"}},
		{base: "<WKGUID=a9d1ca15768811d1aded00c04fd8d5cd," + realm + ">", scope: ldap.ScopeBaseObject, filter: "(cn=*)", attributes: []string{"cn"}},
		{base: "CN=Inner," + staff, scope: ldap.ScopeBaseObject, filter: "(cn=*)", attributes: []string{"member;range=1-*", "primaryGroupToken"}},
		{base: "CN=Anna Berg," + staff, scope: ldap.ScopeBaseObject, filter: "(cn=*)", attributes: []string{"tokenGroups"}},
		{filter: "(cn=Anna Berg)", attributes: []string{"*", "canonicalName", "structuralObjectClass", "modifyTimeStamp", "directReports"}},
		{base: "DC=fabrikam,DC=com", scope: ldap.ScopeBaseObject, filter: "(cn=*)", differs: "AD refers to the other domain, Samba has no such object"},
		{filter: "(mail~=u1@contoso.com)", differs: "AD takes ~= for =, Samba fails"},
		{filter: "(sn=muller)", differs: "AD ignores diacritics, Samba does not"},
		{base: staff, scope: ldap.ScopeSingleLevel, filter: "(!(noSuchAttribute=x))", differs: "not undefined is undefined in AD, true in Samba"},
		{filter: "(canonicalName=*)", differs: "AD refuses constructed attributes in a filter, Samba finds nothing"},
		{filter: "(&(objectClass=user)(cn<=b))", differs: "Samba orders strings in its own way"},
	}
	for _, filter := range []string{
		"(objectCategory=person)", "(&(objectCategory=person)(objectClass=user))", "(objectCategory=group)",
		"(objectCategory=CN=Person,CN=Schema,CN=Configuration," + realm + ")",
		"(userAccountControl:1.2.840.113556.1.4.803:=2)", "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
		"(groupType:1.2.840.113556.1.4.803:=2147483648)", "(groupType:1.2.840.113556.1.4.804:=6)",
		"(memberOf:1.2.840.113556.1.4.1941:=CN=Outer," + staff + ")", "(member:1.2.840.113556.1.4.1941:=CN=Anna Berg," + staff + ")",
		"(memberOf=CN=Inner," + staff + ")", "(manager=cn=anna berg, ou=staff," + realm + ")", "(distinguishedName=CN=Anna Berg," + staff + ")",
		"(mail=U1@CONTOSO.COM)", "(proxyAddresses=smtp:USER.2@contoso.com)", "(sn=MÜLLER)", "(displayName=zoë*)", `(name=o'brien\2c pat)`, "(cn=*,*)",
		"(objectGUID=" + ldap.EscapeFilter(guid16(guid)) + ")", "(objectSid=" + ldap.EscapeFilter(sid) + ")",
		"(objectSid=S-1-5-32-544)", `(mS-DS-ConsistencyGuid=` + strings.Repeat(`\01`, 16) + ")",
		"(anr=anna)", "(anr=anna be)", "(anr==u1)", "(noSuchAttribute=*)", "(|(noSuchAttribute=x)(cn=anna*))",
		"(isCriticalSystemObject=TRUE)", "(sAMAccountType=805306368)", "(logonCount<=0)", "(uSNChanged>=1)",
		"(&(objectClass=user)(whenCreated>=20200101000000.0Z))", "(accountExpires=9223372036854775807)",
		"(cn:=anna berg)", "(cn:1.2.3:=anna berg)", "(objectClass=organizationalPerson)", "(sAMAccountName>=u5)",
	} {
		list = append(list, comparison{filter: filter, attributes: []string{"cn"}})
	}
	for _, filter := range []string{"(!(mail=*))", "(!(mail=u1@contoso.com))"} {
		list = append(list, comparison{base: staff, scope: ldap.ScopeWholeSubtree, filter: filter, attributes: []string{"cn"}})
	}
	return list
}

// guid16 decodes 32 hex digits.
func guid16(digits string) string {
	var b [16]byte
	for i := range b {
		_, _ = fmt.Sscanf(digits[2*i:2*i+2], "%02x", &b[i])
	}
	return string(b[:])
}

func TestSambaAndFakeldapGiveTheSameEntries(t *testing.T) {
	real := provision(t)
	populate(t, real)
	s := start(t, fakeldap.Config{Seed: export(t, real), Verbatim: true, Domain: "corp.contoso.com"})
	fake, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = fake.Close() }()
	require.NoError(t, fake.Bind(sambaUser, "any"))

	whom, err := real.Search(ldap.NewSearchRequest(realm, ldap.ScopeWholeSubtree, 0, 0, 0, false, "(sAMAccountName=u0)", []string{"objectGUID", "objectSid"}, nil))
	require.NoError(t, err)
	guid := fmt.Sprintf("%x", whom.Entries[0].GetRawAttributeValue("objectGUID"))
	for _, q := range comparisons(guid, whom.Entries[0].GetAttributeValue("objectSid")) {
		want, got := ask(t, real, q), ask(t, fake, q)
		if q.differs != "" {
			require.NotEqual(t, want, got, "%s: no longer true of %s", q.differs, q.filter)
			continue
		}
		require.Equal(t, want, got, "%s %s", q.base, q.filter)
	}
}
