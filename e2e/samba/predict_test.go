package samba

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/report"
	"presync/sim/source"
)

// tenant has people of the domain: one is linked by an address, one by its
// name, and two get in the way of others.
const tenant = `{"value":[
 {"id":"11111111-1111-1111-1111-111111111111","userPrincipalName":"anna.berg@contoso.com","displayName":"Anna Berg","mail":"anna@contoso.com","proxyAddresses":["SMTP:anna@contoso.com"],"onPremisesSyncEnabled":null,"onPremisesImmutableId":null},
 {"id":"22222222-2222-2222-2222-222222222222","userPrincipalName":"pat@contoso.com","displayName":"Pat O'Brien","mail":null,"proxyAddresses":[],"onPremisesSyncEnabled":null,"onPremisesImmutableId":null},
 {"id":"33333333-3333-3333-3333-333333333333","userPrincipalName":"yama@contoso.com","displayName":"Yama","mail":"yamada@contoso.com","proxyAddresses":["SMTP:yama@contoso.com","smtp:yamada@contoso.com"],"onPremisesSyncEnabled":true,"onPremisesImmutableId":"AAECAwQFBgcICQoLDA0ODw=="},
 {"id":"44444444-4444-4444-4444-444444444444","userPrincipalName":"user03@contoso.com","displayName":"User 03","mail":"user03@contoso.com","proxyAddresses":["SMTP:user03@contoso.com"],"onPremisesSyncEnabled":true,"onPremisesImmutableId":"AAAA"}]}`

// answers are the decisions of a prediction as JSON, one for each user by
// name, without where it was read.
func answers(t *testing.T, snap *directory.Snapshot) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "users.json")
	require.NoError(t, os.WriteFile(file, []byte(tenant), 0o600))
	cloud, _, _, err := source.ReadCloud(t.Context(), file, source.CloudOptions{Label: func(string) string { return "users.json" }})
	require.NoError(t, err)
	p, err := sim.Predict(sim.Input{Snapshot: snap, Tenant: cloud, AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, report.Write(report.NewNDJSON(&b, false), report.Run{}, p, nil))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	read := regexp.MustCompile(`"(origin|forest)":(\{[^}]*\}|"[^"]*"),?`)
	out := map[string]string{}
	for i, line := range lines[1 : len(lines)-1] {
		out[p.Decisions[i].Object.DN] = read.ReplaceAllString(line, "")
	}
	return out
}

func TestALiveDirectoryIsPredictedLikeItsExport(t *testing.T) {
	how := source.LDAPOptions{BindName: reader, Password: func(context.Context) (string, error) { return password, nil }, PageSize: 11}
	overWire, inputs, gaps, err := source.ReadForests(t.Context(), []source.ADSource{source.ParseADSource(live.url())}, source.Options{}, how)
	require.NoError(t, err)
	require.Empty(t, inputs[0].Problems)
	require.Equal(t, []string{"corp.contoso.com"}, overWire.Forests)
	for _, g := range gaps {
		require.NotEqual(t, "ad-global-catalog", g.ID)
	}

	file := filepath.Join(t.TempDir(), "ad.ldif")
	require.NoError(t, os.WriteFile(file, export(t), 0o600))
	fromFile, _, _, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "ad", Path: file}}, source.Options{})
	require.NoError(t, err)

	want, got := answers(t, fromFile), answers(t, overWire)
	require.Greater(t, len(want), 35)
	outcomes := map[string]bool{}
	outcome := regexp.MustCompile(`"outcome":"([a-z-]+)"`)
	for dn, line := range want {
		require.Equal(t, line, got[dn], dn)
		outcomes[outcome.FindStringSubmatch(line)[1]] = true
	}
	require.Len(t, got, len(want))
	require.True(t, outcomes["soft-match"] && outcomes["create"] && outcomes["not-synced"], "the tenant makes a difference: %v", outcomes)
}

func TestAGlobalCatalogIsReadWithAWarning(t *testing.T) {
	how := source.LDAPOptions{BindName: reader, Password: func(context.Context) (string, error) { return password, nil }}
	_, _, gaps, err := source.ReadForests(t.Context(), []source.ADSource{source.ParseADSource(live.url() + ":3268")}, source.Options{}, how)
	require.NoError(t, err)
	found := false
	for _, g := range gaps {
		found = found || g.ID == "ad-global-catalog"
	}
	require.True(t, found)
}

func TestARealDirectoryRefusesInWords(t *testing.T) {
	for _, c := range []struct{ name, password, url, want string }{
		{reader, "wrong", live.url(), "the name or the password is wrong"},
		{"nobody@corp.contoso.com", "wrong", live.url(), "was refused"},
		{"", "", live.url(), "it does not answer an anonymous reader"},
		{reader, password, live.url() + "/OU=Gone," + base, "there is no"},
		{reader, password, strings.Replace(live.url(), "ldap:", "ldaps:", 1), "certificate"},
	} {
		how := source.LDAPOptions{BindName: c.name, Password: func(context.Context) (string, error) { return c.password, nil }}
		_, _, _, err := source.ReadForests(t.Context(), []source.ADSource{source.ParseADSource(c.url)}, source.Options{}, how)
		require.ErrorContains(t, err, c.want)
	}
}
