package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/source"
)

// hostileForest has users whose names and values try to break out of LDIF.
func hostileForest(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	for _, u := range []struct {
		dn     string
		values []string
	}{
		{`CN=Müller\, Jörg\+x,OU=Stáff,DC=contoso,DC=com`, []string{"SMTP: joerg@contoso.com", "smtp:j@contoso.com\n-\nreplace: mail\nmail: evil@contoso.com"}},
		{"CN=a\ndn: CN=evil,DC=contoso,DC=com", []string{"SMTP:line@contoso.com ", "smtp: second@contoso.com", "x500:/o=Contoso/cn=line"}},
		{"CN= pay\u202egpj.exe,DC=contoso,DC=com", []string{"SMTP:rtl\u200b@contoso.com"}},
		{`CN==HYPERLINK("x"),DC=contoso,DC=com`, []string{"SMTP:f@contoso.com", "SMTP:g@contoso.com"}},
	} {
		o := &directory.Object{DN: u.dn}
		o.Attrs.Add("objectClass", "user", 0)
		o.Attrs.Add("sAMAccountName", "u", 0)
		o.Attrs.Add("userAccountControl", "512", 0)
		o.Attrs.Add("mail", "f@contoso.com", 0)
		for _, v := range u.values {
			o.Attrs.Add("proxyAddresses", v, 0)
		}
		require.NoError(t, source.WriteLDIF(&out, o))
	}
	path := filepath.Join(t.TempDir(), "ad.ldif")
	require.NoError(t, os.WriteFile(path, out.Bytes(), 0o600))
	return path
}

// valuesOf gives the sorted values of the snapshot that matter, by DN.
func valuesOf(snap *directory.Snapshot) map[string][]string {
	all := map[string][]string{}
	for _, o := range snap.Objects {
		for _, name := range []string{"displayName", "mail", "userPrincipalName"} {
			all[o.DN+" "+name] = o.Attrs.Values(name)
		}
		set := map[string]bool{}
		for _, v := range o.Attrs.Values("proxyAddresses") {
			set[v] = true
		}
		for v := range set {
			all[o.DN+" proxy "+v] = nil
		}
	}
	return all
}

func TestChangeRecordsWithHostileValuesApplyAndUndo(t *testing.T) {
	ad := hostileForest(t)
	for _, profile := range []string{"service", "idfix", "prepare"} {
		t.Run(profile, func(t *testing.T) {
			fix := filepath.Join(t.TempDir(), "fix.ldif")
			var stdout, stderr bytes.Buffer
			run(testApp(&stdout, &stderr), "check", "--ad", "contoso="+ad, "--profile", profile, "--ldif", fix)
			require.FileExists(t, fix, stderr.String())
			for _, path := range []string{fix, fix + undoSuffix} {
				text, err := os.ReadFile(path)
				require.NoError(t, err)
				for line := range strings.Lines(string(text)) {
					require.NotContains(t, line, "evil")
					require.Less(t, strings.IndexFunc(line, func(r rune) bool { return r > 0x7e || r < ' ' && r != '\n' }), 0, "%q is plain text", line)
				}
				info, err := os.Stat(path)
				require.NoError(t, err)
				require.Zero(t, info.Mode().Perm()&0o077, "others cannot read it")
			}
			before, _, _, err := source.ReadAD(context.Background(), []source.ADSource{{Name: "contoso", Path: ad}}, source.Options{})
			require.NoError(t, err)
			fixed, _, err := source.ApplyChanges(before, "contoso", source.ADSource{Path: fix}, source.Options{})
			require.NoError(t, err)
			require.NotEqual(t, valuesOf(before), valuesOf(fixed))
			undone, _, err := source.ApplyChanges(fixed, "contoso", source.ADSource{Path: fix + undoSuffix}, source.Options{})
			require.NoError(t, err)
			require.Equal(t, valuesOf(before), valuesOf(undone))
		})
	}
}

func TestATableWithoutDNsHasNoChangeRecords(t *testing.T) {
	dir := t.TempDir()
	ad, fix := filepath.Join(dir, "ad.csv"), filepath.Join(dir, "fix.ldif")
	table := "UserPrincipalName,SamAccountName,DisplayName,CanonicalName,EmailAddress,ImmutableID\n" +
		"pat.@contoso.com,pat,Pat,,pat@contoso.com,QF5HMK7n80qvdYsUPIHa9Q==\n"
	require.NoError(t, os.WriteFile(ad, []byte(table), 0o600))
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, run(testApp(&stdout, &stderr), "check", "--ad", ad, "--ldif", fix))
	require.Contains(t, stdout.String(), `suggested: "pat@contoso.com"`)
	require.Contains(t, stderr.String(), "no change record for 1 object without a DN")
	require.NoFileExists(t, fix)
	require.NoFileExists(t, fix+undoSuffix)
}

func TestTheUndoFileDoesNotStayWithoutTheChanges(t *testing.T) {
	ad := hostileForest(t)
	fix := filepath.Join(t.TempDir(), "no such folder", "fix.ldif")
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitFailed, run(testApp(&stdout, &stderr), "check", "--ad", ad, "--ldif", fix))
	require.Empty(t, stdout.String())
	require.NoFileExists(t, fix+undoSuffix)
}
