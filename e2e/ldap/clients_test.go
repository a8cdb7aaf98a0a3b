// Package ldap runs LDAP clients that nobody here wrote against fakeldap:
// Debian's ldap-utils and python3-ldap3.
package ldap

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const (
	base  = "DC=contoso,DC=com"
	anna  = "CN=Anna Berg,OU=Staff," + base
	group = "CN=All Staff,OU=Groups," + base
)

// directory holds 1,200 users in a group, one of them disabled, and Anna with
// binary anchors in a group inside another.
func directory() []fakeldap.Entry {
	all := fakeldap.NewEntry(group, "objectClass", "group", "sAMAccountName", "all")
	members := make([][]byte, 0, 1200)
	entries := []fakeldap.Entry{
		fakeldap.NewEntry(anna, "objectClass", "user", "sAMAccountName", "anna", "userPrincipalName", "anna@contoso.com",
			"mail", "anna@contoso.com", "sn", "Berg", "proxyAddresses", "SMTP:anna@contoso.com",
			"objectGUID", "30475e40-e7ae-4af3-af75-8b143c81daf5", "objectSid", "S-1-5-21-1000-2000-3000-1105",
			"mS-DS-ConsistencyGuid", "\x40\x5e\x47\x30\xae\xe7\xf3\x4a\xaf\x75\x8b\x14\x3c\x81\xda\xf5"),
		fakeldap.NewEntry("CN=Inner,OU=Groups,"+base, "objectClass", "group", "member", anna),
		fakeldap.NewEntry("CN=Outer,OU=Groups,"+base, "objectClass", "group", "member", "CN=Inner,OU=Groups,"+base),
	}
	for i := range 1200 {
		control := "512"
		if i == 77 {
			control = "514"
		}
		e := fakeldap.NewEntry(fmt.Sprintf("CN=User %04d,OU=People,%s", i, base), "objectClass", "user",
			"sAMAccountName", fmt.Sprintf("u%04d", i), "mail", fmt.Sprintf("u%04d@contoso.com", i), "userAccountControl", control)
		members = append(members, []byte(e.DN))
		entries = append(entries, e)
	}
	all.Attributes = append(all.Attributes, fakeldap.Attribute{Name: "member", Values: members})
	return append(entries, all)
}

// site is a running server and a shell's view of it.
type site struct {
	*fakeldap.Server
	t  *testing.T
	ca string
}

func start(t *testing.T, config fakeldap.Config) site {
	t.Helper()
	if config.Seed == nil {
		config.Seed = directory()
	}
	s, err := fakeldap.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() {
		var unsupported *fakeldap.UnsupportedError
		if err := s.Close(); !errors.As(err, &unsupported) {
			require.NoError(t, err)
		}
	})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, s.CAPEM(), 0o600))
	return site{s, t, ca}
}

// run runs a client and gives its exit code and what it printed.
func (s site) run(stdin, program string, args ...string) (int, string) {
	s.t.Helper()
	path, err := exec.LookPath(program)
	require.NoError(s.t, err, "apt-get install -y ldap-utils python3-ldap3")
	cmd := exec.Command(path, args...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "LDAPTLS_CACERT="+s.ca)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// as is the start of a command line: simple bind, quiet output.
func (s site) as(url string, rest ...string) []string {
	return append([]string{"-x", "-H", url, "-D", `CONTOSO\anna`, "-w", "secret"}, rest...)
}

// search runs ldapsearch and demands success.
func (s site) search(rest ...string) string {
	s.t.Helper()
	code, out := s.run("", "ldapsearch", s.as(s.URL(), append([]string{"-LLL", "-o", "ldif-wrap=no"}, rest...)...)...)
	require.Zero(s.t, code, out)
	return out
}

func count(out, prefix string) int {
	return len(regexp.MustCompile("(?m)^"+regexp.QuoteMeta(prefix)).FindAllString(out, -1))
}

func TestLdapsearchPagesThroughMoreThanMaxPageSize(t *testing.T) {
	s := start(t, fakeldap.Config{})
	out := s.search("-b", base, "-E", "pr=500/noprompt", "(objectCategory=person)", "sAMAccountName")
	require.Equal(t, 1201, count(out, "dn: "))
	require.Equal(t, 3, count(out, "# pagedresults: "))
	code, out := s.run("", "ldapsearch", s.as(s.URL(), "-LLL", "-b", base, "(objectCategory=person)", "1.1")...)
	require.Equal(t, 4, code, "sizeLimitExceeded without paging")
	require.Equal(t, 1000, count(out, "dn: "))
	code, _ = s.run("", "ldapsearch", s.as(s.URL(), "-b", base, "-z", "5", "(objectCategory=person)", "1.1")...)
	require.Equal(t, 4, code)
}

func TestLdapsearchFilters(t *testing.T) {
	s := start(t, fakeldap.Config{})
	for filter, want := range map[string]string{
		"(userAccountControl:1.2.840.113556.1.4.803:=2)":                                                "CN=User 0077,OU=People," + base,
		`(objectGUID=\40\5e\47\30\ae\e7\f3\4a\af\75\8b\14\3c\81\da\f5)`:                                 anna,
		`(mS-DS-ConsistencyGuid=\40\5e\47\30\ae\e7\f3\4a\af\75\8b\14\3c\81\da\f5)`:                      anna,
		"(objectSid=S-1-5-21-1000-2000-3000-1105)":                                                      anna,
		"(&(objectCategory=person)(memberOf:1.2.840.113556.1.4.1941:=CN=Outer,OU=Groups," + base + "))": anna,
		"(mail~=ANNA@contoso.com)":                                                                      anna,
		"(&(objectClass=user)(sn=b*g)(!(telephoneNumber=*)))":                                           anna,
		"(anr=berg)": anna,
	} {
		out := s.search("-b", base, "-o", "ldif-wrap=no", filter, "1.1")
		require.Equal(t, 1, count(out, "dn: "), "%s\n%s", filter, out)
		require.Contains(t, out, "dn: "+want+"\n", filter)
	}
	for _, b := range []string{"<GUID=30475e40-e7ae-4af3-af75-8b143c81daf5>", "<SID=S-1-5-21-1000-2000-3000-1105>"} {
		require.Contains(t, s.search("-s", "base", "-b", b, "(objectClass=*)", "mail"), "mail: anna@contoso.com")
	}
}

func TestLdapsearchReadsAttributesOfEveryKind(t *testing.T) {
	s := start(t, fakeldap.Config{})
	out := s.search("-b", base, "(sAMAccountName=anna)", "objectGUID", "memberOf", "canonicalName")
	require.Contains(t, out, "objectGUID:: "+base64.StdEncoding.EncodeToString([]byte("\x40\x5e\x47\x30\xae\xe7\xf3\x4a\xaf\x75\x8b\x14\x3c\x81\xda\xf5")))
	require.Contains(t, out, "memberOf: CN=Inner,OU=Groups,"+base)
	require.Contains(t, out, "canonicalName: contoso.com/Staff/Anna Berg")
	require.Contains(t, out, "# refldap://contoso.com/CN=Configuration,"+base)
	require.Equal(t, 1000, count(s.search("-b", group, "(objectClass=*)", "member;range=0-999"), "member;range=0-999: "))
	require.Equal(t, 200, count(s.search("-b", group, "(objectClass=*)", "member;range=1000-*"), "member;range=1000-*: "))
	limited := start(t, fakeldap.Config{MaxValRange: 500})
	require.Equal(t, 500, count(limited.search("-b", group, "(objectClass=*)", "member"), "member;range=0-499: "))
	require.NotContains(t, s.search("-b", base, "-A", "(sAMAccountName=anna)", "mail"), "anna@")
	require.Contains(t, s.search("-s", "base", "-b", "", "(objectClass=*)", "defaultNamingContext"), "defaultNamingContext: "+base)
	sorted := s.search("-b", base, "-E", "sss=-sAMAccountName", "(sAMAccountName=u000*)", "sAMAccountName")
	require.Less(t, strings.Index(sorted, "u0009"), strings.Index(sorted, "u0000"))
}

func TestGlobalCatalog(t *testing.T) {
	s := start(t, fakeldap.Config{})
	code, out := s.run("", "ldapsearch", s.as(s.GCURL(), "-LLL", "-b", "", "(sAMAccountName=anna)")...)
	require.Zero(t, code, out)
	require.Contains(t, out, "proxyAddresses: SMTP:anna@contoso.com")
	require.Contains(t, out, "userPrincipalName: anna@contoso.com")
	require.NotContains(t, out, "mS-DS-ConsistencyGuid")
}

func TestStartTLSAndLDAPS(t *testing.T) {
	s := start(t, fakeldap.Config{})
	code, out := s.run("", "ldapwhoami", s.as(s.URL(), "-ZZ")...)
	require.Zero(t, code, out)
	require.Equal(t, "u:CONTOSO\\anna\n", out)
	untrusting := s
	untrusting.ca = "/dev/null"
	code, _ = untrusting.run("", "ldapwhoami", s.as(s.URL(), "-ZZ")...)
	require.NotZero(t, code, "without the CA")
	secure := start(t, fakeldap.Config{TLS: true})
	code, out = secure.run("", "ldapwhoami", s.as(secure.URL())...)
	require.Zero(t, code, out)
}

func TestLdapmodifyAndFriends(t *testing.T) {
	s := start(t, fakeldap.Config{RecycleBin: true})
	code, out := s.run(`dn: `+anna+`
changetype: modify
add: proxyAddresses
proxyAddresses: smtp:one@contoso.com
proxyAddresses: smtp:two@contoso.com
-
replace: mS-DS-ConsistencyGuid
mS-DS-ConsistencyGuid:: AAECAwQFBgcICQoLDA0ODw==
-
delete: sn
`, "ldapmodify", s.as(s.URL())...)
	require.Zero(t, code, out)
	e, _ := s.Entry(anna)
	require.Len(t, e.Values("proxyAddresses"), 3)
	require.Equal(t, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", e.Value("mS-DS-ConsistencyGuid"))
	require.Empty(t, e.Value("sn"))

	code, out = s.run("dn: "+anna+"\nchangetype: modify\nadd: proxyAddresses\nproxyAddresses: SMTP:ONE@contoso.com\n", "ldapmodify", s.as(s.URL())...)
	require.Equal(t, 20, code)
	require.Contains(t, out, "problem 1006 (ATT_OR_VALUE_EXISTS)")

	code, out = s.run("dn: CN=New,OU=Staff,"+base+"\nobjectClass: user\nsAMAccountName: new\nmanager: "+anna+"\n", "ldapadd", s.as(s.URL())...)
	require.Zero(t, code, out)
	code, out = s.run("", "ldapmodrdn", s.as(s.URL(), "-r", "-s", "OU=People,"+base, "CN=New,OU=Staff,"+base, "CN=Newer")...)
	require.Zero(t, code, out)
	require.Contains(t, s.search("-b", base, "(sAMAccountName=new)", "cn"), "dn: CN=Newer,OU=People,"+base+"\ncn: Newer\n")
	code, _ = s.run("", "ldapdelete", s.as(s.URL(), "CN=Newer,OU=People,"+base)...)
	require.Zero(t, code)
	require.Contains(t, s.search("-b", base, "-E", "!1.2.840.113556.1.4.417", "(&(isDeleted=TRUE)(sAMAccountName=new))", "lastKnownParent"),
		"lastKnownParent: OU=People,"+base)
	code, out = s.run("", "ldapdelete", s.as(s.URL(), "OU=People,"+base)...)
	require.Equal(t, 66, code, out)
}

func TestLdapcompareExopAndRefusals(t *testing.T) {
	s := start(t, fakeldap.Config{BindPassword: "secret"})
	code, out := s.run("", "ldapcompare", s.as(s.URL(), anna, "mail:ANNA@contoso.com")...)
	require.Equal(t, 6, code, out)
	code, _ = s.run("", "ldapcompare", s.as(s.URL(), anna, "mail:other@contoso.com")...)
	require.Equal(t, 5, code)
	code, out = s.run("", "ldapexop", s.as(s.URL(), "1.2.3.4")...)
	require.NotZero(t, code)
	require.Contains(t, out, "Protocol error (2)")
	require.Contains(t, out, "Unknown extended request OID 1.2.3.4")
	code, out = s.run("", "ldappasswd", s.as(s.URL(), "-s", "x", anna)...)
	require.NotZero(t, code)
	require.Contains(t, out, "Protocol error (2)")
	code, out = s.run("", "ldapsearch", "-H", s.URL(), "-Y", "DIGEST-MD5", "-U", "x", "-w", "y", "-b", base)
	require.NotZero(t, code, "SASL is refused with an answer, unless the client has no such mechanism itself")
	require.Regexp(t, `Authentication method not supported \(7\)|no mechanism available`, out)
	code, out = s.run("", "ldapwhoami", "-x", "-H", s.URL(), "-D", `CONTOSO\anna`, "-w", "wrong")
	require.Equal(t, 49, code)
	require.Contains(t, out, "80090308: LdapErr: DSID-0C090000, comment: AcceptSecurityContext error, data 52e, v4563")
	code, out = s.run("", "ldapsearch", "-x", "-H", s.URL(), "-b", base)
	require.Equal(t, 1, code, "anonymous")
	require.Contains(t, out, "a successful bind must be completed")
	code, out = s.run("", "ldapwhoami", "-x", "-H", s.URL())
	require.Zero(t, code)
	require.Equal(t, "anonymous\n", out)
}

func TestPythonLdap3(t *testing.T) {
	s := start(t, fakeldap.Config{MaxValRange: 500})
	code, out := s.run("", "/usr/bin/python3", "testdata/ldap3_client.py", s.URL(), s.ca)
	require.Zero(t, code, "apt-get install -y python3-ldap3\n%s", out)
	require.Equal(t, "all checks held\n", out)
}
