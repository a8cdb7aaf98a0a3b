package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// readText reads one export from a string. The name of the source is ad.ldif.
func readText(t *testing.T, text string, keep ...string) (*directory.Snapshot, directory.Input, []directory.Gap) {
	t.Helper()
	snap, inputs, gaps, err := readSource(ADSource{Name: "ad", Path: "ad.ldif", Reader: strings.NewReader(text)}, keep...)
	require.NoError(t, err)
	return snap, inputs[0], gaps
}

func readSource(src ADSource, keep ...string) (*directory.Snapshot, []directory.Input, []directory.Gap, error) {
	return ReadAD(context.Background(), []ADSource{src}, Options{Keep: keep})
}

func TestExportsOfSambaAreReadWhole(t *testing.T) {
	for _, file := range []string{"testdata/samba-ldapsearch.ldif", "testdata/samba-ldbsearch.ldif"} {
		snap, inputs, gaps, err := readSource(ParseADSource(file))
		require.NoError(t, err)
		require.Len(t, snap.Objects, 50)
		require.Empty(t, inputs[0].Problems)
		require.Empty(t, gaps)
		anchors := 0
		for _, o := range snap.Objects {
			require.Equal(t, directory.TypeUser, o.Type, o.DN)
			require.False(t, o.GUID().IsZero(), o.DN)
			require.NotEmpty(t, o.SID(), o.DN)
			if o.Attrs.Has("mS-DS-ConsistencyGuid") {
				require.Len(t, o.Attrs.First("mS-DS-ConsistencyGuid"), 16)
				anchors++
			}
		}
		require.Equal(t, 13, anchors)
	}
}

func TestBothDialectsOfSambaGiveTheSameUsers(t *testing.T) {
	a, _, _, err := readSource(ParseADSource("testdata/samba-ldapsearch.ldif"))
	require.NoError(t, err)
	b, _, _, err := readSource(ParseADSource("testdata/samba-ldbsearch.ldif"))
	require.NoError(t, err)
	for i, o := range a.Objects {
		other := b.Objects[i]
		require.Equal(t, o.DN, other.DN)
		require.Equal(t, o.GUID(), other.GUID())
		require.Equal(t, o.SID(), other.SID())
		for _, name := range []string{"displayName", "proxyAddresses", "userPrincipalName", "mS-DS-ConsistencyGuid"} {
			require.Equal(t, o.Attrs.Values(name), other.Attrs.Values(name), o.DN)
		}
	}
}

func TestTheSourceArgumentNamesTheForest(t *testing.T) {
	dir := t.TempDir()
	odd := filepath.Join(dir, "a=b.ldif")
	require.NoError(t, os.WriteFile(odd, nil, 0o600))
	t.Chdir(dir)
	for arg, want := range map[string]ADSource{
		"ad.ldif":                          {Name: "ad", Path: "ad.ldif"},
		"exports/corp.contoso.ldif":        {Name: "corp.contoso", Path: "exports/corp.contoso.ldif"},
		`C:\exports\corp.ldif`:             {Name: "corp", Path: `C:\exports\corp.ldif`},
		"corp=exports/ad.ldif":             {Name: "corp", Path: "exports/ad.ldif"},
		"corp=x=y.ldif":                    {Name: "corp", Path: "x=y.ldif"},
		"./x=y.ldif":                       {Name: "x=y", Path: "./x=y.ldif"},
		"a=b.ldif":                         {Name: "a=b", Path: "a=b.ldif"},
		"-":                                {Name: "stdin", Path: "-"},
		"corp=-":                           {Name: "corp", Path: "-"},
		"=ad.ldif":                         {Name: "=ad", Path: "=ad.ldif"},
		"corp=":                            {Name: "corp=", Path: "corp="},
		".ldif":                            {Name: ".ldif", Path: ".ldif"},
		"corp=ldap://dc1/DC=x":             {Name: "corp", Path: "ldap://dc1/DC=x"},
		"ldap://dc1.corp.example:389/DC=x": {Name: "dc1.corp.example", Path: "ldap://dc1.corp.example:389/DC=x"},
		"ldaps://dc1":                      {Name: "dc1", Path: "ldaps://dc1"},
	} {
		require.Equal(t, want, ParseADSource(arg), arg)
	}
}

func TestAnUnusableSourceSaysWhatItIsInstead(t *testing.T) {
	group := "dn: CN=All,DC=x\nobjectClass: group\n\ndn: CN=PC,DC=x\nobjectClass: computer\n\ndn: CN=PC2,DC=x\nobjectClass: computer\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":           {"", "ad.ldif is empty"},
		"blank lines":       {" \r\n\n", "ad.ldif is empty"},
		"a byte order mark": {"\uFEFF", "ad.ldif is empty"},
		"a workbook":        {"PK\x03\x04\x14\x00\x06\x00", "looks like an Excel workbook"},
		"an old workbook":   {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "looks like an old Excel workbook"},
		"gzip":              {"\x1F\x8B\x08\x00", "looks like a gzip archive"},
		"a page":            {"<!DOCTYPE html>\n<html>", "looks like an HTML page"},
		"Export-Clixml":     {"<Objs Version=\"1.1.0.1\">", "Export-Clixml"},
		"XML":               {"<?xml version=\"1.0\"?><users/>", "looks like XML"},
		"JSON":              {"{\"value\":[]}", "give it to --cloud"},
		"binary data":       {"\x7fELF\x00\x00\x00", "looks like binary data"},
		"UTF-32":            {"d\x00\x00\x00n\x00\x00\x00", "UTF-32"},
		"prose":             {"Dear colleague,\nplease find\n", "none of its columns is known"},
		"a word":            {"users\n", "no line begins with dn:"},
		"a list on screen":  {"DistinguishedName : CN=Pat,DC=x\nEnabled : True\n", "Export-Csv"},
		"the cloud's table": {"id,userPrincipalName,userType,onPremisesSyncEnabled\n1,a@b.c,Member,\n", "give it to --cloud"},
		"another table":     {"Order,Amount\n1,2\n", "none of its columns is known"},
		"no user":           {group, "ad.ldif holds no user: its 3 objects are 1 group, 2 computer"},
		"no readable one":   {"dn: CN=x\n!\n", "the first problem is: ad.ldif:2"},
		"a header alone":    {"DistinguishedName,SamAccountName\n", "ad.ldif holds no object"},
		"a type line alone": {"#TYPE x\n", "has no header row"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, _, err := readSource(ADSource{Name: "ad", Path: "ad.ldif", Reader: strings.NewReader(c.text)})
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "ad.ldif")
		})
	}
}

func TestASourceThatCannotBeReadIsAnError(t *testing.T) {
	dir := t.TempDir()
	_, _, _, err := readSource(ParseADSource(dir))
	require.ErrorIs(t, err, errFolder)
	require.ErrorContains(t, err, "--cloud")
	_, _, _, err = readSource(ParseADSource(filepath.Join(dir, "absent.ldif")))
	require.ErrorIs(t, err, os.ErrNotExist)

	for _, head := range []string{"", pat, string(ldifdeExport(100)), getADUser} {
		broken := iotest.TimeoutReader(iotest.DataErrReader(iotest.HalfReader(strings.NewReader(head + strings.Repeat(pat, 20000)))))
		if head == getADUser {
			broken = iotest.TimeoutReader(iotest.HalfReader(strings.NewReader(head + strings.Repeat("\n", 1<<20))))
		}
		_, _, _, err = readSource(ADSource{Name: "ad", Path: "ad.ldif", Reader: broken})
		require.ErrorIs(t, err, iotest.ErrTimeout)
		require.ErrorContains(t, err, "read ad.ldif")
	}
}

func TestReadingStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, text := range []string{string(ldifdeExport(2000)), string(tableExport(2000))} {
		_, _, _, err := ReadAD(ctx, []ADSource{{Name: "ad", Path: "ad.ldif", Reader: strings.NewReader(text)}}, Options{})
		require.ErrorIs(t, err, context.Canceled)
	}
}

func TestSeveralExportsAreReadInTheirOrder(t *testing.T) {
	kim := strings.ReplaceAll(pat, "Pat", "Kim")
	sources := []ADSource{
		{Name: "b", Path: "b1.ldif", Reader: strings.NewReader(pat)},
		{Name: "a", Path: "a.ldif", Reader: strings.NewReader(pat)},
		{Name: "b", Path: "b2.ldif", Reader: strings.NewReader(pat + kim)},
	}
	snap, inputs, gaps, err := ReadAD(context.Background(), sources, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"b", "a"}, snap.Forests)
	var got []string
	for _, o := range snap.Objects {
		got = append(got, o.Forest+" "+o.Origin.String())
	}
	require.Equal(t, []string{"b b1.ldif:1", "a a.ldif:1", "b b2.ldif:9"}, got)
	require.Len(t, inputs, 3)
	require.Equal(t, []string{`b2.ldif:1: the DN stands already at b1.ldif:1; record skipped: "CN=Pat,OU=Staff,DC=contoso,DC=com"`}, inputs[2].Problems)
	require.NotContains(t, gapIDs(gaps), "ad-one-user")
}

func TestAnInputKnowsItsHashAndWhatWasIgnored(t *testing.T) {
	others := `dn: OU=Staff,DC=contoso,DC=com
objectClass: organizationalUnit

dn: CN=PC,DC=contoso,DC=com
objectClass: user
objectClass: computer

dn: CN=svc,DC=contoso,DC=com
objectClass: user
objectClass: computer
objectClass: msDS-GroupManagedServiceAccount

dn: CN=partner,DC=contoso,DC=com
objectClass: contact

dn: CN=ipo,DC=contoso,DC=com
objectClass: user
objectClass: inetOrgPerson

dn: CN=gone\0ADEL:1,CN=Deleted Objects,DC=contoso,DC=com
objectClass: user
isDeleted: TRUE

dn: CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=contoso,DC=com
objectClass: foreignSecurityPrincipal
`
	snap, input, _ := readText(t, pat+others)
	sum := sha256.Sum256([]byte(pat + others))
	require.Equal(t, hex.EncodeToString(sum[:]), input.SHA256)
	require.Equal(t, "ad.ldif", input.Source)
	require.Equal(t, 8, input.Objects)
	require.Equal(t, map[string]int{"computer": 2, "contact": 1, "other": 3}, input.Ignored)
	require.Equal(t, directory.TypeInetOrgPerson, snap.Objects[5].Type)
	require.Equal(t, directory.TypeOther, snap.Objects[6].Type)
}

func TestGapsNameTheFileAndWhatToRun(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a whole export": {string(ldifdeExport(2)), nil},
		"one user":       {string(ldifdeExport(1)), []string{"ad-one-user"}},
		"ldifde -m and -n": {without(string(ldifdeExport(2)), "objectGUID", "objectSid", "mS-DS-ConsistencyGuid"),
			[]string{"ad-no-objectGUID", "ad-no-objectSid"}},
		"a GUID in one of two": {pat + without(strings.ReplaceAll(string(ldifdeExport(1)), "\r", ""), "objectGUID"),
			[]string{"ad-some-no-objectGUID"}},
		"a selection": {without(string(ldifdeExport(2)), "instanceType", "uSNCreated", "uSNChanged", "whenChanged", "mail", "proxyAddresses",
			"sAMAccountName", "userAccountControl", "userPrincipalName", "mS-DS-ConsistencyGuid", "objectClass"),
			[]string{"ad-no-userPrincipalName", "ad-no-sAMAccountName", "ad-no-userAccountControl", "ad-no-mail", "ad-no-proxyAddresses",
				"ad-no-objectClass", "ad-no-mS-DS-ConsistencyGuid"}},
		"a Global Catalog": {without(string(ldifdeExport(2)), "accountExpires", "badPasswordTime", "badPwdCount", "codePage", "countryCode",
			"lastLogoff", "lastLogon", "logonCount", "pwdLastSet", "mS-DS-ConsistencyGuid"), []string{"ad-global-catalog"}},
		"two domains of a selection": {pat + strings.ReplaceAll(pat, "DC=contoso", "DC=emea,DC=contoso"),
			[]string{"ad-no-objectSid", "ad-no-userAccountControl", "ad-no-mail", "ad-no-proxyAddresses", "ad-no-mS-DS-ConsistencyGuid", "ad-global-catalog"}},
		"a search that failed": {string(ldifdeExport(2)) + "# search result\nsearch: 2\nresult: 4 Size limit exceeded\n", []string{"ad-search-failed"}},
		"a further page":       {string(ldifdeExport(2)) + "search: 2\nresult: 0 Success\npagedresults: cookie=AQAAAA==\n", []string{"ad-first-page"}},
		"pages, all read":      {"search: 2\nresult: 0 Success\npagedresults: cookie=AQAAAA==\n\n" + string(ldifdeExport(2)) + "search: 3\nresult: 0 Success\npagedresults: cookie=\n", nil},
		"a thousand objects":   {string(ldifdeExport(1000)), []string{"ad-first-page"}},
		"letters of Windows":   {strings.Replace(string(ldifdeExport(2)), "cn: Given", "cn: S\xf8ren", 1), []string{"ad-not-utf8"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, input, gaps := readText(t, c.text)
			require.Empty(t, input.Problems)
			ids := gapIDs(gaps)
			require.ElementsMatch(t, c.want, ids)
			for _, g := range gaps {
				require.True(t, strings.HasPrefix(g.Text, "ad.ldif: "), g.Text)
				require.Contains(t, g.Text, "xport", "what to run: %s", g.Text)
				require.True(t, strings.HasSuffix(g.Text, "."), g.Text)
			}
		})
	}
}

// without takes attributes out of an export, also those that are folded.
func without(export string, names ...string) string {
	var kept []string
	dropped := false
	for _, line := range strings.SplitAfter(export, "\n") {
		if !strings.HasPrefix(line, " ") {
			name, _, _ := strings.Cut(line, ":")
			dropped = false
			for _, n := range names {
				dropped = dropped || n == name
			}
		}
		if !dropped {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func TestManyProblemsAreCountedAndNotAllListed(t *testing.T) {
	_, input, _ := readText(t, pat+strings.Repeat("cn: no dn\n\n", mostProblems+5))
	require.Equal(t, mostProblems+5, input.Skipped)
	require.Len(t, input.Problems, mostProblems+1)
	require.Equal(t, "ad.ldif: 5 more problems are not listed", input.Problems[mostProblems])
}
