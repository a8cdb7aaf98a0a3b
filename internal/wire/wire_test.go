package wire_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/internal/wire"
	"presync/scenarios"
	"presync/sim"
	"presync/sim/directory"
	"presync/sim/report"
	"presync/sim/source"
)

// document is a prediction as JSON with every step of every decision.
func document(t *testing.T, in sim.Input) string {
	t.Helper()
	in.Trace = true
	p, err := sim.Predict(in)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, report.Write(report.NewJSON(&b, true), report.Run{AsOf: in.AsOf}, p, nil))
	return b.String()
}

func TestTheScenarioLibraryGivesTheSameReportsOverTheWire(t *testing.T) {
	cycles := 0
	for r := range scenarios.RunFS(t.Context(), scenarios.Library, scenarios.Options{
		Predict: func(ctx context.Context, in sim.Input) (*sim.Prediction, error) {
			cycles++
			carried := in
			var err error
			if carried.Snapshot, carried.Tenant, err = wire.Read(ctx, in.Snapshot, in.Tenant); err != nil {
				return nil, err
			}
			require.Equal(t, document(t, in), document(t, carried))
			return sim.Predict(carried)
		},
	}) {
		require.NoError(t, r.Err, r.Name)
	}
	require.Greater(t, cycles, 100)
}

func TestTheExampleCompanyGivesTheSameReportOverTheWire(t *testing.T) {
	example := filepath.Join("..", "..", "examples", "contoso")
	snap, _, gaps, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "ad", Path: filepath.Join(example, "ad.ldif")}}, source.Options{})
	require.NoError(t, err)
	tenant, _, more, err := source.ReadCloud(t.Context(), filepath.Join(example, "tenant"), source.CloudOptions{})
	require.NoError(t, err)
	file, err := source.ReadTenantFile(filepath.Join(example, "tenant.yaml"))
	require.NoError(t, err)
	require.NoError(t, file.Apply(tenant))
	in := sim.Input{Snapshot: snap, Tenant: tenant, Gaps: append(gaps, more...), AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}
	carried := in
	carried.Snapshot, carried.Tenant, err = wire.Read(t.Context(), snap, tenant)
	require.NoError(t, err)
	require.Equal(t, document(t, in), document(t, carried))
}

// forest reads LDIF.
func forest(t *testing.T, texts map[string]string, names ...string) *directory.Snapshot {
	t.Helper()
	var sources []source.ADSource
	for _, name := range names {
		sources = append(sources, source.ADSource{Name: name, Path: name + ".ldif", Reader: strings.NewReader(texts[name])})
	}
	snap, _, _, err := source.ReadAD(t.Context(), sources, source.Options{Keep: []string{"*"}})
	require.NoError(t, err)
	return snap
}

// nobody is a tenant without users.
func nobody() *directory.Tenant { return &directory.Tenant{Settings: directory.DefaultSettings()} }

// same demands that a snapshot comes back as it was.
func same(t *testing.T, want, got *directory.Snapshot) {
	t.Helper()
	require.Equal(t, want.Forests, got.Forests)
	require.Equal(t, want.Attributes, got.Attributes)
	require.Len(t, got.Objects, len(want.Objects))
	for i, o := range got.Objects {
		from := want.Objects[i]
		require.Equal(t, from.DN, o.DN)
		require.Equal(t, from.Forest, o.Forest)
		require.Equal(t, from.Type, o.Type, o.DN)
		require.Equal(t, from.Origin, o.Origin, o.DN)
		require.Equal(t, from.Attrs.All(), o.Attrs.All(), o.DN)
		require.NotSame(t, from, o, "it came over the wire")
	}
}

func TestWhatADirectoryCannotHaveComesBackAllTheSame(t *testing.T) {
	snap := forest(t, map[string]string{
		"a": `dn: CN=Anna,OU=Staff,DC=contoso,DC=com
objectClass: user
sAMAccountName: anna
objectGUID: 30475e40-e7ae-4af3-af75-8b143c81daf5
objectSid: S-1-5-21-1000-2000-3000-1105
mail:
proxyAddresses: SMTP:anna@contoso.com
proxyAddresses: smtp:anna@contoso.com
proxyAddresses: smtp:ANNA@contoso.com
memberOf: CN=All,OU=Staff,DC=contoso,DC=com
userPassword: secret
custom_attribute: x

dn: CN=Anna, OU=Staff, DC=contoso, DC=com
objectClass: user
sAMAccountName: anna2

dn: CN=Ben+sn=Berg,OU=Staff,DC=contoso,DC=com
objectClass: user
sAMAccountName: ben

dn: CN=Cleo\,,O=elsewhere
sAMAccountName: cleo
userPrincipalName: cleo@contoso.com

dn: CN=All,OU=Staff,DC=contoso,DC=com
objectClass: group
member: CN=Ben+sn=Berg,OU=Staff,DC=contoso,DC=com
member: CN=Anna,OU=Staff,DC=contoso,DC=com

dn: CN=Configuration,DC=contoso,DC=com
objectClass: configuration

dn: CN=Dan,DC=emea,DC=contoso,DC=com
objectClass: inetOrgPerson
objectClass: user
isDeleted: FALSE
`,
		"b": "dn: CN=Anna,OU=Staff,DC=contoso,DC=com\nobjectClass: user\nsAMAccountName: anna\n",
	}, "a", "b")
	for _, o := range snap.Objects {
		o.Attrs.Set("userPassword") // no directory shows it
	}
	got, _, err := wire.Read(t.Context(), snap, nobody())
	require.NoError(t, err)
	same(t, snap, got)
}

func TestCertificatesAreCountedOverTheWire(t *testing.T) {
	text := "dn: CN=Anna,DC=contoso,DC=com\nobjectClass: user\n" + strings.Repeat("userCertificate:: MIIB\n", 16) + "sn: Berg\n"
	snap, _, _, err := source.ReadAD(t.Context(), []source.ADSource{{Name: "a", Path: "a", Reader: strings.NewReader(text)}}, source.Options{})
	require.NoError(t, err)
	got, _, err := wire.Read(t.Context(), snap, nobody())
	require.NoError(t, err)
	same(t, snap, got)
	require.Len(t, got.Objects[0].Attrs.Values("userCertificate"), 16)
}

func TestALongListOfMembersComesBackWhole(t *testing.T) {
	var b strings.Builder
	b.WriteString("dn: CN=All,DC=contoso,DC=com\nobjectClass: group\n")
	for i := range 3200 {
		fmt.Fprintf(&b, "member: CN=u%d,DC=contoso,DC=com\n", i)
	}
	b.WriteString("\ndn: CN=u1,DC=contoso,DC=com\nobjectClass: user\n")
	snap := forest(t, map[string]string{"a": b.String()}, "a")
	got, _, err := wire.Read(t.Context(), snap, nobody())
	require.NoError(t, err)
	same(t, snap, got)
}

func TestWhatDoesNotComeBackIsNamed(t *testing.T) {
	snap := forest(t, map[string]string{"a": "dn: CN=Anna,DC=contoso,DC=com\nobjectClass: user\nuserPassword: secret\n"}, "a")
	_, _, err := wire.Read(t.Context(), snap, nobody())
	var lost *wire.LostError
	require.ErrorAs(t, err, &lost)
	require.Equal(t, "userPassword", lost.Part)
	require.EqualError(t, err, `a.ldif:1: userPassword of "CN=Anna,DC=contoso,DC=com" did not come back over the wire as it was`)
	require.Contains(t, lost.Hint(), "--via memory")
}

func TestATenantComesBackAsItWas(t *testing.T) {
	snap := forest(t, map[string]string{"a": "dn: CN=Anna,DC=contoso,DC=com\nobjectClass: user\n"}, "a")
	guid, err := directory.ParseGUID("30475e40-e7ae-4af3-af75-8b143c81daf5")
	require.NoError(t, err)
	tenant := nobody()
	tenant.Settings.InitialDomain = "contoso.onmicrosoft.com"
	tenant.Settings.VerifiedDomains = []string{"contoso.com"}
	tenant.Settings.FederatedDomains = []string{"fabrikam.com"}
	tenant.Settings.DeletionThreshold = 0
	tenant.Settings.Features.BlockSoftMatch = true
	tenant.Known.Domains = true
	tenant.Objects = []*directory.CloudObject{
		{ID: "g1", Type: directory.TypeGroup, DisplayName: "Group", OnPremSAM: "group", ProxyAddresses: []directory.Address{{Type: "SMTP", Local: "g@contoso.com"}}},
		{
			ID: "new:anna", Type: directory.TypeUser, Origin: directory.Origin{Source: "users.json", Line: 7}, DisplayName: `Anna "A" <Berg>`,
			UserPrincipalName: "anna@contoso.com", Mail: "Anna@contoso.com", MailNickname: "anna",
			ProxyAddresses: []directory.Address{{Type: "SMTP", Local: "anna@contoso.com"}, {Type: "x500", Local: "/o=A/cn=B"}, {Local: "bare"}},
			UserType:       "Member", AccountEnabled: directory.False, ImmutableID: "QF5HMK7n80qvdYsUPIHa9Q==", SyncEnabled: directory.False,
			ObjectIdentifier: guid, SecurityID: "S-1-5-21-1-2-3-1104", OnPremUPN: "a@corp.local", OnPremSAM: "anna", OnPremDN: "CN=Anna,DC=x",
			CloudMastered: true, ExchangePlan: true, WasRecipient: true,
			Profile: directory.MakeProfile(map[string]string{"givenName": "Anna", "businessPhones": "1; 2", "otherMails": "a@home.example; b@home.example", "employeeId": "007"}),
			Roles: []directory.Role{
				{Name: "Global Administrator", TemplateID: "62e90394-69f5-4237-9190-012177145e10", Privileged: directory.True, Eligible: true},
				{Name: "Helpdesk", Privileged: directory.Unknown, Scope: "/administrativeUnits/x", Origin: directory.Origin{Source: "tenant.yaml", Line: 3}},
				{Name: "Global Administrator", TemplateID: "62e90394-69f5-4237-9190-012177145e10", Privileged: directory.True},
			},
			Quarantined: []directory.QuarantinedValue{{Property: "ProxyAddresses", Value: "SMTP:x@contoso.com"}},
			Missing:     []string{"onPremisesUserPrincipalName"},
		},
		{ID: "d1", Type: directory.TypeUser, UserPrincipalName: "dan@contoso.com", Deleted: true, SyncEnabled: directory.Null, Profile: directory.Profile{}},
		{ID: "d2", Type: directory.TypeUser, UserPrincipalName: "eve@contoso.com", Deleted: true, DeletedAt: time.Date(2019, 2, 3, 4, 5, 6, 789, time.UTC)},
		{ID: "c1", Type: directory.TypeContact, Mail: "partner@fabrikam.com"},
		{ID: "u2", Type: directory.TypeUser, UserPrincipalName: "fay@contoso.com", CloudMastered: true, SyncEnabled: directory.True},
	}
	_, got, err := wire.Read(t.Context(), snap, tenant)
	require.NoError(t, err)
	require.Equal(t, tenant, got)
	require.NotSame(t, tenant.Objects[1], got.Objects[1])
}

func TestReadingStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	snap := forest(t, map[string]string{"a": "dn: CN=Anna,DC=contoso,DC=com\nobjectClass: user\n"}, "a")
	_, _, err := wire.Read(ctx, snap, nobody())
	require.ErrorIs(t, err, context.Canceled)
}
