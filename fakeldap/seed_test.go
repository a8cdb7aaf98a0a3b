package fakeldap_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const export = `# ldapsearch
version: 1

dn: CN=Anna Berg,OU=Staff,DC=fabrikam,DC=com
changetype: add
objectClass: top
objectClass: user
CN: Anna Berg
description: a value that is
  folded and goes on
title:
jpegPhoto;binary:: /9j/AA==
# a comment that
 is folded
objectGUID: 30475e40-e7ae-4af3-af75-8b143c81daf5
objectSid: S-1-5-21-1-2-3-1105

dn:: Q049QWxsLE9VPUdyb3VwcyxEQz1mYWJyaWthbSxEQz1jb20=
objectClass: group
member;range=0-0: CN=Anna Berg,OU=Staff,DC=fabrikam,DC=com
member;range=1-*: CN=Bob,OU=Staff,DC=fabrikam,DC=com

search: 2
result: 0 Success`

func TestLDIFExportsOfEveryKindAreRead(t *testing.T) {
	wide := func(order func(uint16) []byte, text string) string {
		var out []byte
		for _, u := range utf16.Encode([]rune(text)) {
			out = append(out, order(u)...)
		}
		return string(out)
	}
	little := func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }
	big := func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }
	plain, err := fakeldap.ReadLDIF(strings.NewReader(export))
	require.NoError(t, err)
	require.Len(t, plain, 2)
	require.Equal(t, "a value that is folded and goes on", plain[0].Value("description"))
	require.Equal(t, "\xff\xd8\xff\x00"[:3], plain[0].Value("jpegPhoto")[:3])
	require.Equal(t, "CN=All,OU=Groups,DC=fabrikam,DC=com", plain[1].DN)
	require.Len(t, plain[1].Values("member"), 2, "ranges are joined")
	for name, text := range map[string]string{
		"CR LF": strings.ReplaceAll(export, "\n", "\r\n"), "byte order mark": "\ufeff" + export,
		"UTF-16LE": wide(little, "\ufeff"+export), "UTF-16BE": wide(big, "\ufeff"+export), "UTF-16LE without mark": wide(little, export),
	} {
		got, err := fakeldap.ReadLDIF(strings.NewReader(text))
		require.NoError(t, err, name)
		require.Equal(t, plain, got, name)
	}
}

func TestDamagedLDIFIsNamedByLine(t *testing.T) {
	for text, want := range map[string]string{
		"dn: CN=x\ncn x\n":                        `LDIF line 2: "cn x" has no colon`,
		"cn: x\n":                                 `LDIF line 1: a record starts with "cn" where "dn:" belongs`,
		"dn: CN=x\nphoto:< file:///etc/passwd\n":  `LDIF line 2: the value of "photo" is a URL; put the value itself there`,
		"dn: CN=x\n\ndn: CN=y\ncn:: !!\n":         `LDIF line 4: the value of "cn" is no base64`,
		"dn: CN=x\nchangetype: modify\nadd: cn\n": `LDIF line 2: changetype "modify" is no entry to seed`,
		"dn: CN=x\ncn: a\ndn: CN=y\n":             "LDIF line 3: a second name in the record",
		"dn: CN=x\ncn: \xff\n":                    `LDIF line 2: the value of "cn" is not UTF-8`,
		"\xff\xfed\x00n":                          "has no colon",
	} {
		_, err := fakeldap.ReadLDIF(strings.NewReader(text))
		require.Error(t, err, text)
		require.ErrorContains(t, err, want)
	}
}

func TestTheDomainComesFromTheSeed(t *testing.T) {
	s := start(t, fakeldap.Config{SeedLDIF: strings.NewReader(export)})
	require.Equal(t, "DC=fabrikam,DC=com", s.BaseDN())
	c := dial(t, s.URL())
	result, err := c.Search(ldap.NewSearchRequest("<SID=S-1-5-21-1-2-3-1105>", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", []string{"memberOf", "objectGUID"}, nil))
	require.NoError(t, err)
	require.Equal(t, "CN=All,OU=Groups,DC=fabrikam,DC=com", result.Entries[0].GetAttributeValue("memberOf"))
	require.Equal(t, []byte{0x40, 0x5e, 0x47, 0x30}, result.Entries[0].GetRawAttributeValue("objectGUID")[:4], "a textual GUID becomes bytes")
}

func TestVerbatimServesWhatWasSeededAndNothingElse(t *testing.T) {
	seed := fakeldap.NewEntry("CN=x,OU=Staff,"+base, "objectClass", "user", "title", "")
	s := start(t, fakeldap.Config{Verbatim: true, Seed: []fakeldap.Entry{seed}})
	c := dial(t, s.URL())
	result, err := c.Search(query("(objectClass=*)"))
	require.NoError(t, err)
	require.Len(t, result.Entries, 1, "the tree above is hidden")
	require.Len(t, result.Entries[0].Attributes, 1, "empty values are no values")
	one, err := c.Search(ldap.NewSearchRequest("OU=Staff,"+base, ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", []string{"ou"}, nil))
	require.NoError(t, err)
	require.Equal(t, "Staff", one.Entries[0].GetAttributeValue("ou"), "but it can be named as a base")
	require.NoError(t, s.Load(fakeldap.NewEntry("OU=Staff,"+base, "objectClass", "organizationalUnit")), "and a seed may bring it later")
	result, err = c.Search(query("(objectClass=organizationalUnit)"))
	require.NoError(t, err)
	require.Len(t, result.Entries, 1)
}

func TestSeedsThatCannotBeAreRefused(t *testing.T) {
	for want, e := range map[string]fakeldap.Entry{
		"is no distinguished name":      fakeldap.NewEntry("nonsense", "objectClass", "user"),
		"an entry without a name":       fakeldap.NewEntry("", "objectClass", "user"),
		"no structural objectClass":     fakeldap.NewEntry("CN=x,"+base, "cn", "x"),
		`"c n" is no attribute name`:    fakeldap.NewEntry("CN=x,"+base, "objectClass", "user", "c n", "x"),
		"it has a component of several": fakeldap.NewEntry("CN=x+SN=y,"+base, "objectClass", "user"),
	} {
		_, err := fakeldap.Start(fakeldap.Config{Seed: []fakeldap.Entry{e}})
		require.ErrorContains(t, err, want)
	}
	_, err := fakeldap.Start(fakeldap.Config{Seed: append(staff(), staff()[0])})
	require.ErrorContains(t, err, "the entry is there already")
	_, err = fakeldap.Start(fakeldap.Config{SeedLDIF: strings.NewReader("x")})
	require.ErrorContains(t, err, "LDIF line 1")
	s := start(t, fakeldap.Config{})
	require.ErrorContains(t, s.SeedLDIF(strings.NewReader("x")), "LDIF line 1")
}

func TestConfigurationsThatCannotBeAreRefused(t *testing.T) {
	for want, c := range map[string]fakeldap.Config{
		"is not a loopback address":  {Addr: "0.0.0.0:0"},
		"is not a loopback":          {GCAddr: "192.0.2.1:0"},
		"missing port":               {Addr: "127.0.0.1"},
		"MaxPageSize is -1":          {MaxPageSize: -1},
		`"a b" is no attribute name`: {GlobalCatalog: []string{"a b"}},
		`"" is no attribute name`:    {Attributes: []fakeldap.AttributeType{{}}},
	} {
		_, err := fakeldap.Start(c)
		require.ErrorContains(t, err, want)
	}
	s := start(t, fakeldap.Config{Addr: "localhost:0", GCAddr: "[::1]:0"})
	_, err := fakeldap.Start(fakeldap.Config{Addr: s.Addr()})
	require.ErrorContains(t, err, "address already in use")
}

func TestExportsSeedAnEqualServer(t *testing.T) {
	seed := append(staff(), fakeldap.NewEntry("CN=Odd,OU=Staff,"+base, "objectClass", "user", "description", " leading", "info", "two\nlines",
		"title", strings.Repeat("long ", 40), "displayName", "Zoë", "homePhone", ":colon"))
	first := start(t, fakeldap.Config{Seed: seed, Now: at})
	c := dial(t, first.URL())
	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest("OU=Groups,"+base, "OU=Teams", true, "OU=Staff,"+base)))
	require.NoError(t, c.Del(ldap.NewDelRequest(`CN=O'Brien\, Pat,OU=Staff,`+base, nil)))
	var one, two bytes.Buffer
	require.NoError(t, first.ExportLDIF(&one))
	second := start(t, fakeldap.Config{SeedLDIF: bytes.NewReader(one.Bytes()), Now: at})
	require.NoError(t, second.ExportLDIF(&two))
	require.Equal(t, one.String(), two.String())
	for line := range strings.Lines(one.String()) {
		require.LessOrEqual(t, len(line), 77)
	}
	e, ok := second.Entry("CN=Odd,OU=Staff," + base)
	require.True(t, ok)
	require.Equal(t, " leading", e.Value("description"))
	require.Equal(t, "two\nlines", e.Value("info"))
	require.Contains(t, one.String(), "displayName:: "+base64.StdEncoding.EncodeToString([]byte("Zoë")))
	require.NotContains(t, one.String(), "DEL:", "tombstones stay behind")
	require.ErrorContains(t, first.ExportLDIF(broken{}), "export LDIF: the disk is full")
}

func TestRealExportsOfSambaAreServed(t *testing.T) {
	for _, name := range []string{"samba-ldapsearch.ldif", "samba-ldbsearch.ldif"} {
		f, err := os.Open("testdata/" + name)
		require.NoError(t, err)
		s := start(t, fakeldap.Config{SeedLDIF: f, Verbatim: true})
		require.NoError(t, f.Close())
		require.Equal(t, "DC=corp,DC=contoso,DC=com", s.BaseDN())
		c := dial(t, s.URL())
		q := query("(&(objectCategory=person)(objectClass=user))", "objectGUID", "sAMAccountName")
		q.BaseDN = s.BaseDN()
		result, err := c.SearchWithPaging(q, 7)
		require.NoError(t, err)
		require.Len(t, result.Entries, 5, name)
		for _, e := range result.Entries {
			require.Len(t, e.GetRawAttributeValue("objectGUID"), 16, e.DN)
			q.Filter = "(objectGUID=" + ldap.EscapeFilter(e.GetAttributeValue("objectGUID")) + ")"
			again, err := c.Search(q)
			require.NoError(t, err)
			require.Equal(t, e.DN, again.Entries[0].DN)
		}
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), Now: at})
	c := dial(t, s.URL())
	var before, after bytes.Buffer
	require.NoError(t, s.ExportLDIF(&before))
	snap := s.Snapshot()
	for range 2 {
		require.NoError(t, c.Del(ldap.NewDelRequest(annaDN, nil)))
		require.NoError(t, c.Add(user("CN=x,OU=Staff,"+base, "mail", "x@contoso.com")))
		require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest("OU=Groups,"+base, "OU=Teams", true, "")))
		require.Equal(t, []string{"x"}, names(t, c, "(mail=x@contoso.com)"))
		require.NoError(t, s.Restore(snap))
		require.Empty(t, names(t, c, "(mail=x@contoso.com)"))
		require.Equal(t, []string{anna, pat}, names(t, c, "(memberOf="+innerDN+")"))
		require.Empty(t, deleted(t, c, "(&(isDeleted=TRUE)(objectClass=user))"))
	}
	require.NoError(t, s.ExportLDIF(&after))
	require.Equal(t, before.String(), after.String())
	other := start(t, fakeldap.Config{})
	require.ErrorContains(t, other.Restore(snap), "of another server")
	require.ErrorContains(t, other.Restore(nil), "of another server")
}

func TestLaterSeedsAreServedAtOnce(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	require.Empty(t, names(t, c, "(sAMAccountName=zoe)"))
	require.NoError(t, s.SeedLDIF(strings.NewReader("dn: CN=Zoe,OU=New,"+base+"\nobjectClass: user\nsAMAccountName: zoe\ncontosoBadge: 7\n")))
	require.Equal(t, []string{"Zoe"}, names(t, c, "(&(sAMAccountName=zoe)(contosoBadge=7))"))
	_, ok := s.Entry("not a name")
	require.False(t, ok)
	_, ok = s.Entry("CN=Nobody," + base)
	require.False(t, ok)
}
