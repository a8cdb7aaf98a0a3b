package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/source"
)

// user makes a user of pairs of attribute and value.
func user(cn string, line int, pairs ...string) *directory.Object {
	o := object(cn, line, "", "")
	o.Attrs.Add("displayName", cn, line+2)
	o.Attrs.Add("sAMAccountName", strings.ToLower(cn), line+3)
	for i := 0; i < len(pairs); i += 2 {
		o.Attrs.Add(pairs[i], pairs[i+1], line+4+i/2)
	}
	return o
}

func look(in Input, objects ...*directory.Object) *Result {
	in.Snapshot = &directory.Snapshot{Objects: objects, Attributes: map[string]bool{}}
	for _, a := range attributes {
		in.Snapshot.Attributes[strings.ToLower(a)] = true
	}
	if in.Tenant == nil {
		in.Tenant = tenant()
	}
	return Run(in)
}

// ids gives "ID attribute" of each finding, with "=> suggestion".
func ids(r *Result) []string {
	var out []string
	for _, f := range r.Findings {
		text := f.Check.ID + " " + f.Attribute
		if f.Suggestion != nil {
			text += " => " + *f.Suggestion
		}
		out = append(out, text)
	}
	return out
}

func TestWhatTheServiceRefusesOrChanges(t *testing.T) {
	known := tenant()
	known.Known.Domains = true
	known.Settings.VerifiedDomains = []string{"contoso.com"}
	ok := []string{"userPrincipalName", "pat@contoso.com"}
	with := func(pairs ...string) []string { return append(append([]string{}, ok...), pairs...) }
	for _, c := range []struct {
		name  string
		pairs []string
		want  []string
	}{
		{"a clean user", with("mail", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com", "mailNickname", "pat"), nil},
		{"an apostrophe is allowed", []string{"userPrincipalName", "o'brien@contoso.com"}, nil},
		{"no name", nil, []string{"CK001 userPrincipalName"}},
		{"no @", []string{"userPrincipalName", "pat"}, []string{"CK002 userPrincipalName"}},
		{"nothing before the @", []string{"userPrincipalName", "@contoso.com"}, []string{"CK003 userPrincipalName"}},
		{"two @", []string{"userPrincipalName", "pat@home@contoso.com"}, []string{"CK004 userPrincipalName"}},
		{"too long", []string{"userPrincipalName", strings.Repeat("p", 110) + "@contoso.com"}, []string{"CK005 userPrincipalName"}},
		{"a part too long", []string{"userPrincipalName", strings.Repeat("p", 65) + "@contoso.com"}, []string{"CK006 userPrincipalName"}},
		{"a forbidden character", []string{"userPrincipalName", "pat%@contoso.com"}, []string{"CK007 userPrincipalName"}},
		{"white space at the end", []string{"userPrincipalName", "pat@contoso.com "}, []string{"CK008 userPrincipalName => pat@contoso.com"}},
		{"an invisible character", []string{"userPrincipalName", "p\u200bat@contoso.com"}, []string{"CK008 userPrincipalName => pat@contoso.com"}},
		{"white space inside", []string{"userPrincipalName", "pat kim@contoso.com"}, []string{"CK008 userPrincipalName"}},
		{"a letter beyond ASCII", []string{"userPrincipalName", "josé@contoso.com"}, []string{"CK008 userPrincipalName"}},
		{"a full stop before the @", []string{"userPrincipalName", "pat..@contoso.com"}, []string{"CK009 userPrincipalName => pat@contoso.com"}},
		{"not verified", []string{"userPrincipalName", "pat@fabrikam.com"}, []string{"CK010 userPrincipalName"}},
		{"not routable", []string{"userPrincipalName", "pat@corp.local"}, []string{"CK011 userPrincipalName"}},
		{"nothing behind the @", []string{"userPrincipalName", "pat@"}, []string{"CK011 userPrincipalName"}},
		{"an IP address behind the @", []string{"userPrincipalName", "pat@10.0.0.1"}, []string{"CK011 userPrincipalName"}},
		{"mail is no address", with("mail", "pat"), []string{"CK020 mail"}},
		{"mail of the service", with("mail", "pat@contoso.onmicrosoft.com"), []string{"CK021 mail"}},
		{"mail not verified, a remote mailbox", with("mail", "pat@fabrikam.com", "msExchRemoteRecipientType", "1"), []string{"CK022 mail"}},
		{"mail not verified, no recipient", with("mail", "pat@fabrikam.com"), nil},
		{"mail is too long", with("mail", strings.Repeat("p", 250)+"@contoso.com"), []string{"CK023 mail"}},
		{"mail differs", with("mail", "pat@contoso.com", "proxyAddresses", "SMTP:kim@contoso.com"), []string{"CK024 mail"}},
		{"no prefix", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "p@contoso.com"), []string{"CK030 proxyAddresses"}},
		{"a blank behind the colon", with("proxyAddresses", "SMTP: pat@contoso.com"), []string{"CK031 proxyAddresses => SMTP:pat@contoso.com"}},
		{"a second colon", with("proxyAddresses", "SMTP:pat:M@contoso.com"), []string{"CK031 proxyAddresses"}},
		{"a bad secondary", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "smtp:p(at)@contoso.com"), []string{"CK032 proxyAddresses"}},
		{"the service's suffix", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "smtp:pat@contoso.onmicrosoft.com"), []string{"CK033 proxyAddresses"}},
		{"a legacy protocol", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "X400:c=us;a= ;p=Contoso"), []string{"CK034 proxyAddresses"}},
		{"X.500 stays", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "x500:/o=Contoso (1)/cn=pat"), nil},
		{"an address not verified", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "smtp:pat@fabrikam.com", "msExchRemoteRecipientType", "1"), []string{"CK035 proxyAddresses"}},
		{"a value too long", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "x500:"+strings.Repeat("p", 252)), []string{"CK036 proxyAddresses"}},
		{"two primaries, mail tells", with("mail", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "SMTP:p@contoso.com"),
			[]string{"CK037 proxyAddresses", "CK037 proxyAddresses => smtp:p@contoso.com"}},
		{"two primaries, nobody knows", with("proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "SMTP:p@contoso.com"), []string{"CK037 proxyAddresses", "CK037 proxyAddresses"}},
		{"no primary", with("proxyAddresses", "smtp:pat@contoso.com"), []string{"CK038 proxyAddresses"}},
		{"an alias with a full stop", with("mailNickname", "..pat"), []string{"CK040 mailNickname => pat"}},
		{"an alias with a blank", with("mailNickname", "pat kim"), []string{"CK041 mailNickname"}},
		{"an alias too long", with("mailNickname", strings.Repeat("p", 65)), []string{"CK042 mailNickname"}},
		{"a first name too long", with("givenName", strings.Repeat("p", 65)), []string{"CK052 givenName"}},
		{"a target with a blank", with("targetAddress", "SMTP:pat @contoso.com"), []string{"CK058 targetAddress"}},
		{"a target too long", with("targetAddress", "x500:"+strings.Repeat("p", 252)), []string{"CK057 targetAddress"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, ids(look(Input{Profile: Service, Tenant: known}, user("Pat", 1, c.pairs...))))
		})
	}
}

func TestWhatIsMadeOfTheAccountName(t *testing.T) {
	o := object("Pat", 1, "sAMAccountName", "a name of more than 20 characters")
	o.Attrs.Add("displayName", strings.Repeat("d", 257), 4)
	require.Equal(t, []string{"CK051 displayName", "CK055 sAMAccountName", "CK056 sAMAccountName", "CK001 userPrincipalName"}, ids(look(Input{Profile: Service}, o)))
	require.Equal(t, []string{"CK050 displayName => Pat", "CK001 userPrincipalName"}, ids(look(Input{Profile: Service}, object("Pat", 1, "", ""))))
}

func TestTooManyValues(t *testing.T) {
	o := user("Pat", 1, "userPrincipalName", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com")
	for i := range 332 {
		o.Attrs.Add("proxyAddresses", fmt.Sprintf("smtp:p%d@contoso.com", i), 9)
	}
	for range 16 {
		o.Attrs.Add("userCertificate", "\x30\x82", 10)
	}
	require.Equal(t, []string{"CK039 proxyAddresses", "CK060 userCertificate"}, ids(look(Input{Profile: Service}, o)))
}

// The readers keep of certificates their number only, each as an empty value.
func TestTooManyCertificatesOfAnExport(t *testing.T) {
	export := func(certificates int) string {
		return "dn: CN=Pat,DC=contoso,DC=com\nobjectClass: user\nobjectGUID:: QF5HMK7n80qvdYsUPIHa9Q==\nuserPrincipalName: pat@contoso.com\n" +
			"displayName: Pat\n" + strings.Repeat("userSMIMECertificate:: MIIC\n", certificates)
	}
	for count, want := range map[int][]string{0: nil, 15: nil, 16: {"CK060 userSMIMECertificate"}} {
		file := filepath.Join(t.TempDir(), "ad.ldif")
		require.NoError(t, os.WriteFile(file, []byte(export(count)), 0o600))
		snapshot, _, _, err := source.ReadAD(t.Context(), []source.ADSource{source.ParseADSource(file)}, source.Options{})
		require.NoError(t, err)
		require.Equal(t, want, ids(Run(Input{Profile: Service, Snapshot: snapshot, Tenant: tenant()})), count)
	}
}

func TestThePreparationList(t *testing.T) {
	for _, c := range []struct {
		name  string
		pairs []string
		want  []string
	}{
		{"a prepared user", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "smtp:p@contoso.com"}, nil},
		{"mail alone", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com"}, []string{"PR002 proxyAddresses => SMTP:pat@contoso.com"}},
		{"the primary address alone", []string{"userPrincipalName", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com"}, []string{"PR001 mail => pat@contoso.com"}},
		{"no primary, and mail is not there", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "smtp:p@contoso.com"}, []string{"PR003 proxyAddresses => SMTP:pat@contoso.com"}},
		{"mail is secondary", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "smtp:pat@contoso.com"},
			[]string{"PR003 proxyAddresses", "PR004 proxyAddresses => SMTP:pat@contoso.com"}},
		{"mail has a mixed prefix", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "Smtp:pat@contoso.com"},
			[]string{"PR003 proxyAddresses", "PR004 proxyAddresses => SMTP:pat@contoso.com"}},
		{"mail and primary differ", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "SMTP:kim@contoso.com"},
			[]string{"PR005 proxyAddresses", "PR008 userPrincipalName"}},
		{"a mixed prefix", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com", "proxyAddresses", "Smtp:p@contoso.com"},
			[]string{"PR006 proxyAddresses => smtp:p@contoso.com"}},
		{"an alias", []string{"userPrincipalName", "pat@contoso.com", "mail", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com", "mailNickname", "pat"}, []string{"PR007 mailNickname"}},
		{"a local suffix", []string{"userPrincipalName", "pat@corp.local", "mail", "pat@contoso.com", "proxyAddresses", "SMTP:pat@contoso.com"}, []string{"PR009 userPrincipalName => pat@contoso.com"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, ids(look(Input{Profile: Prepare}, user("Pat", 1, c.pairs...))))
		})
	}
}

func TestAnAttributeThatNobodyHasIsAGap(t *testing.T) {
	snap := &directory.Snapshot{Objects: []*directory.Object{object("Pat", 1, "", "")}, Attributes: map[string]bool{"userprincipalname": true}}
	r := Run(Input{Snapshot: snap, Tenant: tenant(), Profile: Service})
	require.Len(t, r.Gaps, 1)
	require.Contains(t, r.Gaps[0].Text, "displayName")
}

func TestOnlyTheNamedChecksRun(t *testing.T) {
	o := object("Pat", 1, "userPrincipalName", "pat@home@corp.local")
	require.Equal(t, []string{"CK011 userPrincipalName"}, ids(look(Input{Profile: Service, Only: []string{"ck011"}}, o)))
}
