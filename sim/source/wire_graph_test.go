package source_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakegraph"
	"presync/sim/directory"
	"presync/sim/source"
)

// tenant starts a Graph for the length of a test.
func tenant(t *testing.T, config fakegraph.Config) *fakegraph.Server {
	t.Helper()
	s, err := fakegraph.Start(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// company is a tenant with something of everything.
func company() fakegraph.Seed {
	return fakegraph.Seed{
		Users: fakegraph.Objects{
			`{"id":"u1","userPrincipalName":"anna@contoso.com","displayName":"Anna","mail":"anna@contoso.com","proxyAddresses":["SMTP:anna@contoso.com"],
			  "onPremisesObjectIdentifier":"30475e40-e7ae-4af3-af75-8b143c81daf5","onPremisesImmutableId":"QF5HMK7n80qvdYsUPIHa9Q==","onPremisesSyncEnabled":true,"accountEnabled":true}`,
			`{"id":"u2","userPrincipalName":"ben@contoso.com","displayName":"Ben","onPremisesImmutableId":"AAAA","onPremisesSyncEnabled":null,
			  "onPremisesSyncBehavior":{"isCloudManaged":true},"assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled","servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"}]}`,
			`{"id":"u3","userPrincipalName":"cleo@contoso.com","displayName":"Cleo","employeeId":"17","businessPhones":["1","2"]}`,
		},
		DeletedUsers:   fakegraph.Objects{`{"id":"u4","userPrincipalName":"dan@contoso.com","displayName":"Dan","deletedDateTime":"2026-06-20T10:00:00Z","onPremisesImmutableId":"BBBB","onPremisesSyncEnabled":true,"accountEnabled":false}`},
		Groups:         fakegraph.Objects{`{"id":"g1","displayName":"Admins","mail":"admins@contoso.com","onPremisesSyncEnabled":null,"proxyAddresses":["SMTP:admins@contoso.com"],"members":[{"id":"u3"}]}`},
		Contacts:       fakegraph.Objects{`{"id":"c1","displayName":"Partner","mail":"partner@fabrikam.com","onPremisesSyncEnabled":null}`},
		Organization:   fakegraph.Objects{`{"id":"o1","verifiedDomains":[{"name":"contoso.onmicrosoft.com","isInitial":true,"type":"Managed"},{"name":"contoso.com","type":"Federated"}]}`},
		DirectoryRoles: fakegraph.Objects{`{"id":"r1","displayName":"User Administrator","roleTemplateId":"fe930be7-5e62-47db-91af-98c3a49a38b1","members":[{"@odata.type":"#microsoft.graph.user","id":"u1"}]}`},
		RoleAssignments: fakegraph.Objects{
			`{"id":"a1","principalId":"g1","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"}`,
			`{"id":"a2","principalId":"u2","roleDefinitionId":"custom","directoryScopeId":"/administrativeUnits/x"}`},
		RoleEligibilitySchedules: fakegraph.Objects{`{"id":"e1","principalId":"u1","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"}`},
		RoleDefinitions:          fakegraph.Objects{`{"id":"custom","templateId":"custom","displayName":"Helpdesk","isPrivileged":true}`},
		OnPremisesSynchronization: fakegraph.Objects{`{"id":"o1","configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"enabledForCount","alertThreshold":7}},
			"features":{"blockSoftMatchEnabled":true}}`},
	}
}

// summer is the clock of the tenants.
func summer() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }

// hasty passes no time, and counts what it was asked for.
type hasty struct{ waits []time.Duration }

func (h *hasty) wait(_ context.Context, d time.Duration) error {
	h.waits = append(h.waits, d)
	return nil
}

func (h *hasty) options() source.GraphOptions {
	return source.GraphOptions{Token: "secret-token", Wait: h.wait}
}

func graph(t *testing.T, root string) (*directory.Tenant, []directory.Input, []directory.Gap) {
	t.Helper()
	tenant, inputs, gaps, err := source.ReadGraph(t.Context(), root, (&hasty{}).options())
	require.NoError(t, err)
	return tenant, inputs, gaps
}

func refusedGraph(t *testing.T, root string, opt source.GraphOptions) (text, hint string) {
	t.Helper()
	_, _, _, err := source.ReadGraph(t.Context(), root, opt)
	require.Error(t, err)
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	require.NotContains(t, err.Error()+hint, "secret-token")
	return err.Error(), hint
}

func TestATenantIsReadWhole(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Clock: summer})
	got, inputs, gaps := graph(t, s.URL()+"/v1.0")
	require.Empty(t, gaps)
	require.Len(t, inputs, 11, "every part of the tenant is named")
	require.Len(t, got.Objects, 6)
	for _, o := range got.Objects {
		require.Zero(t, o.Origin.Line)
		require.True(t, strings.HasPrefix(o.Origin.Source, s.URL()))
	}
	anna, ben, cleo, dan := got.Objects[0], got.Objects[1], got.Objects[2], got.Objects[3]
	require.Equal(t, "30475e40-e7ae-4af3-af75-8b143c81daf5", anna.ObjectIdentifier.String(), "from beta")
	require.Len(t, anna.Roles, 2)
	require.Equal(t, "User Administrator", anna.Roles[0].Name)
	require.True(t, anna.Roles[1].Eligible)
	require.True(t, ben.CloudMastered, "onPremisesSyncBehavior is asked for")
	require.True(t, ben.ExchangePlan)
	require.Equal(t, "Helpdesk", ben.Roles[0].Name)
	require.Equal(t, directory.True, ben.Roles[0].Privileged)
	require.Equal(t, "/administrativeUnits/x", ben.Roles[0].Scope)
	require.Equal(t, "Global Administrator", cleo.Roles[0].Name, "through the group")
	require.Equal(t, directory.MakeProfile(map[string]string{"employeeId": "17", "businessPhones": "1; 2"}), cleo.Profile)
	require.True(t, dan.Deleted)
	require.Equal(t, 7, got.Settings.DeletionThreshold)
	require.True(t, got.Settings.Features.BlockSoftMatch)
	require.Equal(t, []string{"contoso.onmicrosoft.com", "contoso.com"}, got.Settings.VerifiedDomains)
	require.Equal(t, []string{"contoso.com"}, got.Settings.FederatedDomains)
	for _, r := range s.Requests() {
		require.Equal(t, http.MethodGet, r.Method)
	}
}

func TestATenantGivesOverTheWireWhatItsFilesGive(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Clock: summer, PageSize: 2})
	got, _, _ := graph(t, s.URL()+"/v1.0")
	folder := t.TempDir()
	require.NoError(t, s.Export(folder))
	file, _, _, err := source.ReadCloud(t.Context(), folder, source.CloudOptions{})
	require.NoError(t, err)
	require.Equal(t, file.Settings, got.Settings)
	require.Len(t, got.Objects, len(file.Objects))
	for i, o := range got.Objects {
		want := file.Objects[i].Clone()
		want.Origin, want.Missing = o.Origin, o.Missing
		have := o.Clone()
		for j := range have.Roles {
			have.Roles[j].Origin, want.Roles[j].Origin = directory.Origin{}, directory.Origin{}
		}
		require.Equal(t, want, have, o.DisplayName)
	}
}

func TestEveryPageIsRead(t *testing.T) {
	var seed fakegraph.Seed
	for i := range 2500 {
		seed.Users = append(seed.Users, fmt.Sprintf(`{"id":"u%04d","userPrincipalName":"u%04d@contoso.com"}`, i, i))
	}
	s := tenant(t, fakegraph.Config{Seed: seed})
	got, _, _ := graph(t, s.URL()+"/beta")
	require.Len(t, got.Objects, 2500)
	require.Equal(t, "u2499", got.Objects[2499].ID)
	require.True(t, got.Known.LastPage)
	pages := 0
	for _, r := range s.Requests() {
		if r.Path == "/users" {
			pages++
			require.Equal(t, "beta", r.Version)
		}
	}
	require.Equal(t, 3, pages, "with the largest page that Graph gives")
}

func TestABusyGraphIsAskedAgainAfterTheTimeItAsksFor(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Clock: summer, Faults: []fakegraph.Fault{
		{On: "/users", Times: 2, Status: 429, RetryAfter: 17 * time.Second},
		{On: "/groups", Status: 503},
		{On: "/contacts", Drop: true},
	}})
	h := &hasty{}
	got, _, _, err := source.ReadGraph(t.Context(), s.URL()+"/v1.0", h.options())
	require.NoError(t, err)
	require.Len(t, got.Objects, 6)
	require.Contains(t, h.waits, 17*time.Second)
	require.Contains(t, h.waits, time.Second)

	s = tenant(t, fakegraph.Config{Seed: company(), Clock: summer, Faults: []fakegraph.Fault{{On: "/users", Times: -1, Status: 429, RetryAfter: time.Second}}})
	h = &hasty{}
	text, _ := refusedGraph(t, s.URL()+"/v1.0", h.options())
	require.Contains(t, text, "was refused with 429")
	require.Len(t, h.waits, 5, "six tries and no more")

	s = tenant(t, fakegraph.Config{Seed: company(), Clock: summer, Faults: []fakegraph.Fault{{On: "/users", Status: 503, RetryAfter: time.Hour}}})
	text, _ = refusedGraph(t, s.URL()+"/v1.0", (&hasty{}).options())
	require.Contains(t, text, "it asks to wait 1h0m0s, which is too long")
}

func TestAPartThatIsForbiddenIsAGapAndNamesThePermission(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Clock: summer, Permissions: []string{"User.Read.All", "Organization.Read.All"}})
	got, _, gaps := graph(t, s.URL()+"/v1.0")
	require.Len(t, got.Objects, 4)
	for id, permission := range map[string]string{
		"roles-unknown": "RoleManagement.Read.Directory", "eligibility-unknown": "RoleEligibilitySchedule.Read.Directory",
		"features-unknown": "OnPremDirectorySynchronization.Read.All", "groups-unknown": "GroupMember.Read.All",
		"contacts-unknown": "OrgContact.Read.All",
	} {
		found := false
		for _, g := range gaps {
			if g.ID == id {
				require.Contains(t, g.Text, "was refused with 403")
				require.Contains(t, g.Text, permission)
				found = true
			}
		}
		require.True(t, found, id)
	}
	require.True(t, got.Known.Domains, "organization has the domains, too")
	require.False(t, hasGap(gaps, "domains-unknown"))
	require.True(t, hasGap(gaps, "cloud-no-syncBehavior"))
	require.Equal(t, 3, countUsers(got))
}

func countUsers(t *directory.Tenant) int {
	n := 0
	for _, o := range t.Objects {
		if o.Type == directory.TypeUser && !o.Deleted {
			n++
		}
	}
	return n
}

func TestAGraphThatRefusesSaysWhatItNeeds(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Clock: summer, Permissions: []string{}})
	text, hint := refusedGraph(t, s.URL()+"/v1.0", (&hasty{}).options())
	require.Contains(t, text, "403 (Authorization_RequestDenied")
	require.Contains(t, text, "the token lacks the permission User.Read.All")
	require.Contains(t, hint, "grant User.Read.All")

	s = tenant(t, fakegraph.Config{Seed: company(), Clock: summer, Token: "another"})
	text, hint = refusedGraph(t, s.URL()+"/v1.0", (&hasty{}).options())
	require.Contains(t, text, "401 (InvalidAuthenticationToken")
	require.Contains(t, hint, "PRESYNC_GRAPH_TOKEN")
}

func TestAGraphWithoutBetaIsReadFromV1(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Clock: summer})
	relay := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/beta") {
			http.Error(w, `{"error":{"code":"BadRequest","message":"Beta is switched off."}}`, http.StatusBadRequest)
			return
		}
		s.Handler.ServeHTTP(w, r)
	}))
	defer relay.Close()
	got, _, gaps := graph(t, relay.URL+"/v1.0")
	require.Len(t, got.Objects, 6)
	require.True(t, hasGap(gaps, "cloud-no-objectIdentifier"))
	require.True(t, got.Objects[0].Lacks("onPremisesObjectIdentifier"))
}

// serve answers every request with one text.
func serve(t *testing.T, status int, text string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(strings.ReplaceAll(text, "HERE", "http://"+r.Host)))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAnAnswerThatIsNotOfGraphIsAnError(t *testing.T) {
	for _, c := range []struct {
		status     int
		text, want string
	}{
		{200, "<html>", "the answer is not JSON of Graph"},
		{200, "", "the answer is not JSON of Graph"},
		{200, `{"value":[`, "the answer is not JSON of Graph"},
		{200, `{"@odata.nextLink":5,"value":[]}`, "the answer is not JSON of Graph"},
		{200, `{"@odata.nextLink":"https://evil.example/v1.0/users?$skiptoken=x","value":[{"id":"1"}]}`, "points with an @odata.nextLink to another server"},
		{200, `{"@odata.nextLink":"HERE/v1.0/users?$skiptoken=x","value":[{"id":"1"}]}`, "points back at a page that was read"},
		{302, "", "was refused with 302 (Found)"},
		{404, "", "was refused with 404 (Not Found)"},
	} {
		text, _ := refusedGraph(t, serve(t, c.status, c.text)+"/v1.0", (&hasty{}).options())
		require.Contains(t, text, c.want, c.text)
		require.NotContains(t, text, "skiptoken")
	}
}

func TestAGraphRootThatCannotBeReadSaysWhy(t *testing.T) {
	for root, want := range map[string]string{
		"http://graph.example/v1.0":                     "a token does not go over the network without encryption",
		"https://graph.microsoft.com":                   "ends neither in /v1.0 nor in /beta",
		"https://anna:hunter2@graph.microsoft.com/v1.0": "has a name, password or query in it",
		"https:///v1.0":                                 "is not a URL",
		"http://127.0.0.1:1/v1.0":                       "connection refused",
	} {
		text, _ := refusedGraph(t, root, (&hasty{}).options())
		require.Contains(t, text, want, root)
		require.NotContains(t, text, "hunter2")
	}
	text, hint := refusedGraph(t, "https://graph.microsoft.com/v1.0", source.GraphOptions{})
	require.Contains(t, text, "there is no token")
	require.Contains(t, hint, "PRESYNC_GRAPH_TOKEN")
}

func TestReadingAGraphStopsWithTheContext(t *testing.T) {
	s := tenant(t, fakegraph.Config{Seed: company(), Faults: []fakegraph.Fault{{On: "/users", Times: -1, Status: 429, RetryAfter: time.Minute}}})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, _, _, err := source.ReadGraph(ctx, s.URL()+"/v1.0", source.GraphOptions{Token: "x"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(began), 20*time.Second)
}

func TestTheExampleCompanyIsTheSameOverTheWire(t *testing.T) {
	folder := filepath.Join("..", "..", "examples", "contoso", "tenant")
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("the example is missing: %v", err)
	}
	seed, err := fakegraph.LoadFolder(folder)
	require.NoError(t, err)
	s := tenant(t, fakegraph.Config{Seed: seed, Clock: summer})
	got, _, _ := graph(t, s.URL()+"/v1.0")
	file, _, _, err := source.ReadCloud(t.Context(), folder, source.CloudOptions{})
	require.NoError(t, err)
	require.Len(t, got.Objects, len(file.Objects))
	for i, o := range got.Objects {
		want := file.Objects[i]
		require.Equal(t, want.ID, o.ID)
		require.Equal(t, want.UserPrincipalName, o.UserPrincipalName)
		require.Equal(t, want.ProxyAddresses, o.ProxyAddresses)
		require.Equal(t, want.ImmutableID, o.ImmutableID)
		require.Len(t, o.Roles, len(want.Roles), o.DisplayName)
	}
}
