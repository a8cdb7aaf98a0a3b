package source_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakeldap"
	"presync/sim/directory"
	"presync/sim/source"
)

const sambaExport = "testdata/samba-ldapsearch.ldif"

// domain starts a directory for the length of a test.
func domain(t *testing.T, config fakeldap.Config) *fakeldap.Server {
	t.Helper()
	s, err := fakeldap.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// samba is a directory with the content of a Samba domain.
func samba(t *testing.T, config fakeldap.Config) *fakeldap.Server {
	t.Helper()
	f, err := os.Open(sambaExport)
	require.NoError(t, err)
	defer f.Close()
	config.SeedLDIF, config.Verbatim = f, true
	return domain(t, config)
}

// crowd are users with one name each.
func crowd(n int) []fakeldap.Entry {
	entries := make([]fakeldap.Entry, n)
	for i := range entries {
		name := fmt.Sprintf("u%04d", i)
		entries[i] = fakeldap.NewEntry("CN="+name+",OU=Staff,DC=contoso,DC=com", "objectClass", "user",
			"sAMAccountName", name, "userPrincipalName", name+"@contoso.com")
	}
	return entries
}

func reader(options ...func(*source.LDAPOptions)) source.LDAPOptions {
	how := source.LDAPOptions{BindName: `CONTOSO\reader`, Password: func(context.Context) (string, error) { return "secret", nil }}
	for _, o := range options {
		o(&how)
	}
	return how
}

func read(t *testing.T, url string, how source.LDAPOptions) (*directory.Snapshot, []directory.Gap) {
	t.Helper()
	snap, _, gaps, err := source.ReadForests(t.Context(), []source.ADSource{source.ParseADSource(url)}, source.Options{}, how)
	require.NoError(t, err)
	return snap, gaps
}

func failure(t *testing.T, url string, how source.LDAPOptions) (text, hint string) {
	t.Helper()
	_, _, _, err := source.ReadForests(t.Context(), []source.ADSource{source.ParseADSource(url)}, source.Options{}, how)
	require.Error(t, err)
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	return err.Error(), hint
}

func TestADirectoryGivesWhatItsExportGives(t *testing.T) {
	s := samba(t, fakeldap.Config{})
	snap, _ := read(t, s.URL(), reader(func(o *source.LDAPOptions) { o.PageSize = 7 }))
	file, _, _, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "f", Path: sambaExport}}, source.Options{})
	require.NoError(t, err)

	require.Equal(t, []string{"corp.contoso.com"}, snap.Forests, "the forest is named after its domain")
	require.Len(t, snap.Objects, len(file.Objects))
	for i, o := range snap.Objects {
		from := file.Objects[i]
		require.Equal(t, from.DN, o.DN)
		require.Equal(t, from.Type, o.Type, o.DN)
		require.Equal(t, directory.Origin{Source: s.URL()}, o.Origin)
		require.Equal(t, directory.Origin{Source: s.URL()}, o.At("mail"), "nothing has a line")
		require.Equal(t, values(from), values(o), o.DN)
	}
	for name := range snap.Attributes {
		require.True(t, file.Attributes[name], name)
	}
}

// values are the attributes of an object without their lines.
func values(o *directory.Object) map[string][]string {
	m := map[string][]string{}
	for _, a := range o.Attrs.All() {
		m[strings.ToLower(a.Name)] = a.Values
	}
	return m
}

func TestOnlyWhatMatchingNeedsIsAskedFor(t *testing.T) {
	s := samba(t, fakeldap.Config{})
	snap, _, _, err := source.ReadForests(t.Context(), []source.ADSource{{Name: "emea", Path: s.URL() + "/DC=corp,DC=contoso,DC=com"}},
		source.Options{Keep: []string{"whenCreated"}}, reader())
	require.NoError(t, err)
	require.Equal(t, []string{"emea"}, snap.Forests)
	require.True(t, snap.Objects[0].Attrs.Has("whenCreated"), "it is named")
	require.False(t, snap.Objects[0].Attrs.Has("instanceType"))
	for _, r := range s.Requests() {
		if r.Op == fakeldap.OpSearch {
			require.Contains(t, r.Attributes, "proxyAddresses")
			require.Contains(t, r.Attributes, "whenCreated")
			require.NotContains(t, r.Attributes, "*")
			require.Equal(t, 1000, r.PageSize)
		}
	}
}

func TestStarKeepsAllAttributes(t *testing.T) {
	s := samba(t, fakeldap.Config{})
	snap, _, _, err := source.ReadForests(t.Context(), []source.ADSource{{Name: "x", Path: s.URL()}}, source.Options{Keep: []string{"*"}}, reader())
	require.NoError(t, err)
	require.True(t, snap.Objects[0].Attrs.Has("instanceType"))
}

func TestLongMembershipsAreReadWhole(t *testing.T) {
	entries := crowd(3700)
	group := []string{"objectClass", "group", "sAMAccountName", "all"}
	for _, e := range entries {
		group = append(group, "member", e.DN)
	}
	s := domain(t, fakeldap.Config{Seed: append(entries, fakeldap.NewEntry("CN=All,OU=Staff,DC=contoso,DC=com", group...))})
	snap, _ := read(t, s.URL(), reader())
	require.Len(t, snap.Objects, 3701)
	all := snap.Objects[3700]
	require.Equal(t, directory.TypeGroup, all.Type)
	require.Len(t, all.Attrs.Values("member"), 3700)
	require.Equal(t, entries[3699].DN, all.Attrs.Values("member")[3699])
}

func TestADroppedConnectionIsOpenedOnceMore(t *testing.T) {
	drop := fakeldap.Fault{On: fakeldap.OpSearch, Skip: 3, Drop: true, After: 50}
	s := domain(t, fakeldap.Config{Seed: crowd(500), Faults: []fakeldap.Fault{drop}})
	snap, _ := read(t, s.URL(), reader(func(o *source.LDAPOptions) { o.PageSize = 100 }))
	require.Len(t, snap.Objects, 500, "nothing is lost and nothing comes twice")

	busy := fakeldap.Fault{On: fakeldap.OpSearch, Skip: 1, Result: 51}
	s = domain(t, fakeldap.Config{Seed: crowd(5), Faults: []fakeldap.Fault{busy}})
	snap, _ = read(t, s.URL(), reader())
	require.Len(t, snap.Objects, 5)

	drop.Times = 20
	s = domain(t, fakeldap.Config{Seed: crowd(500), Faults: []fakeldap.Fault{drop}})
	text, _ := failure(t, s.URL(), reader(func(o *source.LDAPOptions) { o.PageSize = 100 }))
	require.Contains(t, text, "the connection broke")
}

func TestABindThatIsRefusedSaysWhy(t *testing.T) {
	seed := []fakeldap.Entry{
		fakeldap.NewEntry("CN=Anna,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "sAMAccountName", "anna", "userPrincipalName", "anna@contoso.com"),
		fakeldap.NewEntry("CN=Ben,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "sAMAccountName", "ben", "userAccountControl", "514"),
	}
	s := domain(t, fakeldap.Config{Seed: seed, BindPassword: "right"})
	as := func(name, password string) source.LDAPOptions {
		return source.LDAPOptions{BindName: name, Password: func(context.Context) (string, error) { return password, nil }}
	}
	for _, c := range []struct{ name, password, want string }{
		{"anna@contoso.com", "hunter2", "anna@contoso.com was refused: the name or the password is wrong (data 52e)"},
		{"nobody@contoso.com", "hunter2", "there is no such user (data 525)"},
		{`CONTOSO\ben`, "right", "the account is disabled (data 533)"},
		{"anna@contoso.com", "", "the password of anna@contoso.com is empty"},
	} {
		text, _ := failure(t, s.URL(), as(c.name, c.password))
		require.Contains(t, text, c.want)
		require.NotContains(t, text, "hunter2")
	}
	text, hint := failure(t, s.URL(), source.LDAPOptions{})
	require.Contains(t, text, "it does not answer an anonymous reader")
	require.Equal(t, "name who reads with --bind-name", hint)
	snap, _ := read(t, s.URL(), as("anna@contoso.com", "right"))
	require.Len(t, snap.Objects, 2)
}

func TestAPasswordNeedsEncryptionBeyondThisMachine(t *testing.T) {
	asked := false
	how := source.LDAPOptions{BindName: "x", Password: func(context.Context) (string, error) { asked = true; return "secret", nil }}
	for _, host := range outsideAddresses(t) {
		l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		require.NoError(t, err)
		text, hint := failure(t, "ldap://"+l.Addr().String(), how)
		require.Contains(t, text, "a password does not go over the network without encryption")
		require.Equal(t, "use ldaps://, or --start-tls", hint)
		require.NoError(t, l.Close())
	}
	require.False(t, asked, "the password is not even asked for")
}

// outsideAddresses are the addresses of this machine that are not on loopback.
func outsideAddresses(t *testing.T) []string {
	t.Helper()
	addrs, err := net.InterfaceAddrs()
	require.NoError(t, err)
	var hosts []string
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && n.IP.To4() != nil {
			hosts = append(hosts, n.IP.String())
		}
	}
	return hosts
}

func TestTLSIsUsedAndCheckedAsAsked(t *testing.T) {
	plain, secure := samba(t, fakeldap.Config{}), samba(t, fakeldap.Config{TLS: true})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	trust := func(s *fakeldap.Server) func(*source.LDAPOptions) {
		require.NoError(t, os.WriteFile(ca, s.CAPEM(), 0o600))
		return func(o *source.LDAPOptions) { o.CAFile = ca }
	}
	startTLS := func(o *source.LDAPOptions) { o.StartTLS = true }

	snap, _ := read(t, secure.URL(), reader(trust(secure)))
	require.NotEmpty(t, snap.Objects)
	snap, _ = read(t, plain.URL(), reader(trust(plain), startTLS))
	require.NotEmpty(t, snap.Objects)
	for _, r := range plain.Requests() {
		if r.Op == fakeldap.OpBind {
			require.True(t, r.TLS, "the password went encrypted")
		}
	}

	for _, c := range []struct {
		url, want string
		how       source.LDAPOptions
	}{
		{secure.URL(), "signed by an authority that is not trusted", reader()},
		{plain.URL(), "signed by an authority that is not trusted", reader(startTLS)},
		{strings.Replace(plain.URL(), "ldap://", "ldaps://", 1), "connect to", reader()},
		{secure.URL(), "holds no certificate in PEM", reader(func(o *source.LDAPOptions) { o.CAFile = sambaExport })},
		{secure.URL(), "read the CA file", reader(func(o *source.LDAPOptions) { o.CAFile = "missing.pem" })},
	} {
		text, _ := failure(t, c.url, c.how)
		require.Contains(t, text, c.want)
	}
}

func TestAGlobalCatalogIsToldByItsPort(t *testing.T) {
	s, err := fakeldap.Start(fakeldap.Config{Seed: crowd(2), GCAddr: "127.0.0.1:3268"})
	if err != nil {
		t.Logf("port 3268 is taken (%v); the gap is shown with the port of another server", err)
		s = domain(t, fakeldap.Config{Seed: crowd(2)})
		_, gaps := read(t, s.GCURL(), reader())
		require.False(t, hasGap(gaps, "ad-global-catalog"))
		return
	}
	defer s.Close()
	_, gaps := read(t, s.GCURL(), reader())
	require.True(t, hasGap(gaps, "ad-global-catalog"))
	_, gaps = read(t, s.URL(), reader())
	require.False(t, hasGap(gaps, "ad-global-catalog"))
}

func hasGap(gaps []directory.Gap, id string) bool {
	for _, g := range gaps {
		if g.ID == id {
			return true
		}
	}
	return false
}

func TestWhatNobodyHasIsAGap(t *testing.T) {
	s := domain(t, fakeldap.Config{Seed: crowd(2)})
	_, gaps := read(t, s.URL(), reader())
	require.True(t, hasGap(gaps, "ad-no-mail"))
	require.True(t, hasGap(gaps, "ad-no-proxyAddresses"))
	require.False(t, hasGap(gaps, "ad-no-userPrincipalName"))
}

func TestAURLThatCannotBeReadSaysWhy(t *testing.T) {
	s := domain(t, fakeldap.Config{Seed: crowd(1)})
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	for url, want := range map[string]string{
		s.URL() + "/DC=nowhere,DC=com":          `another server holds "DC=nowhere,DC=com"`,
		s.URL() + "/OU=Gone,DC=contoso,DC=com":  `there is no "OU=Gone,DC=contoso,DC=com"`,
		s.URL() + "/nonsense":                   `"nonsense" is not a distinguished name`,
		s.URL() + "/CN=Users,DC=contoso,DC=com": "has no user below",
		"ldap://anna:hunter2@127.0.0.1":         "the URL has a name or password in it",
		"ldap:///DC=contoso,DC=com":             "names no host",
		s.URL() + "/DC=x?mail":                  "has more than a host and a base",
		"ldap://" + closed.Addr().String():      "connection refused",
		"ldap://%zz":                            "is not a URL",
		"ldap://no-such-host.invalid":           "connect to",
	} {
		text, _ := failure(t, url, reader())
		require.Contains(t, text, want, url)
		require.NotContains(t, text, "hunter2")
	}
}

func TestReadingADirectoryStopsWithTheContext(t *testing.T) {
	slow := fakeldap.Fault{On: fakeldap.OpSearch, Skip: 2, Delay: time.Minute}
	s := domain(t, fakeldap.Config{Seed: crowd(300), Faults: []fakeldap.Fault{slow}})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, _, _, err := source.ReadForests(ctx, []source.ADSource{source.ParseADSource(s.URL())}, source.Options{}, reader(func(o *source.LDAPOptions) { o.PageSize = 100 }))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(began), 20*time.Second)
}

func TestFilesAndDirectoriesMakeOneSnapshot(t *testing.T) {
	s := domain(t, fakeldap.Config{Seed: crowd(2)})
	snap, inputs, _, err := source.ReadForests(t.Context(), []source.ADSource{{Name: "corp", Path: sambaExport}, source.ParseADSource("live=" + s.URL())}, source.Options{}, reader())
	require.NoError(t, err)
	require.Equal(t, []string{"corp", "live"}, snap.Forests)
	require.Len(t, inputs, 2)
	require.Equal(t, 2, inputs[1].Objects)
	require.Equal(t, s.URL(), inputs[1].Source)
}
