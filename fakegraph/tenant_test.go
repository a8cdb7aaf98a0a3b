package fakegraph

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Ids of the people in the test tenant.
const (
	annID = "aaaaaaaa-0000-4000-8000-000000000001" // synchronized, anchored
	bobID = "bbbbbbbb-0000-4000-8000-000000000002" // cloud only, Exchange plan
	catID = "cccccccc-0000-4000-8000-000000000003" // fell out of scope
	danID = "dddddddd-0000-4000-8000-000000000004" // cloud only, no address
	eveID = "eeeeeeee-0000-4000-8000-000000000005" // guest
	gusID = "99999999-0000-4000-8000-000000000006" // deleted
	orgID = "0f0f0f0f-0000-4000-8000-00000000000f"
)

// day is the day on which the test tenant lives.
var day = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// contoso is the seed of the test tenant.
func contoso() Seed {
	return Seed{
		Users: Objects{
			`{"id":"` + annID + `","displayName":"Ann Able","givenName":"Ann","surname":"Able","userPrincipalName":"ann@contoso.com","mail":"ann@contoso.com","mailNickname":"ann",
			  "proxyAddresses":["SMTP:ann@contoso.com","smtp:ann.able@contoso.com"],"accountEnabled":true,"userType":"Member","department":"Sales","createdDateTime":"2024-01-01T08:00:00Z",
			  "onPremisesSyncEnabled":true,"onPremisesImmutableId":"QF5HMK7n80qvdYsUPIHa9Q==","onPremisesSamAccountName":"ann","onPremisesObjectIdentifier":"30475e40-e7ae-4af3-af75-8b143c81daf5",
			  "manager":{"@odata.type":"#microsoft.graph.user","id":"` + bobID + `"}}`,
			`{"id":"` + bobID + `","displayName":"Bob Baker","userPrincipalName":"bob@contoso.com","mail":"bob@contoso.com","mailNickname":"bob","proxyAddresses":["SMTP:bob@contoso.com"],
			  "accountEnabled":true,"userType":"Member","department":"Sales","onPremisesSyncEnabled":null,"onPremisesImmutableId":null,"createdDateTime":"2025-06-01T08:00:00Z",
			  "assignedPlans":[{"capabilityStatus":"Enabled","service":"exchange","servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"}]}`,
			`{"id":"` + catID + `","displayName":"Cat Cook","userPrincipalName":"cat@contoso.com","mail":null,"mailNickname":"cat","proxyAddresses":["SMTP:cat@contoso.com"],
			  "accountEnabled":false,"userType":"Member","onPremisesSyncEnabled":false,"onPremisesImmutableId":"cat+anchor==","onPremisesObjectIdentifier":"12345678-0000-4000-8000-000000000001"}`,
			`{"id":"` + danID + `","displayName":"Dan O'Dell","userPrincipalName":"dan@contoso.onmicrosoft.com","mail":null,"mailNickname":"dan","proxyAddresses":[],"accountEnabled":true,
			  "userType":"Member","onPremisesSyncEnabled":null,"onPremisesImmutableId":null,"extension_0123456789abcdef0123456789abcdef_badge":"B7"}`,
			`{"id":"` + eveID + `","displayName":"Eve Guest","userPrincipalName":"eve_fabrikam.com#EXT#@contoso.onmicrosoft.com","mail":"eve@fabrikam.com","proxyAddresses":["SMTP:eve@fabrikam.com"],
			  "accountEnabled":true,"userType":"Guest","onPremisesSyncEnabled":null,"onPremisesImmutableId":null}`,
		},
		DeletedUsers: Objects{`{"id":"` + gusID + `","displayName":"Gus Gone","userPrincipalName":"99999999000040008000000000000006gus@contoso.com","mail":"gus@contoso.com",
			"proxyAddresses":["SMTP:gus@contoso.com"],"onPremisesSyncEnabled":true,"onPremisesImmutableId":"gus==","deletedDateTime":"2026-11-20T10:00:00Z"}`},
		Groups: Objects{`{"id":"66666666-0000-4000-8000-000000000001","displayName":"Sales","mailEnabled":true,"mail":"sales@contoso.com","proxyAddresses":["SMTP:sales@contoso.com"],
			"groupTypes":[],"members":[{"@odata.type":"#microsoft.graph.user","id":"` + annID + `"},{"@odata.type":"#microsoft.graph.user","id":"` + bobID + `"}]}`},
		Contacts:     Objects{`{"id":"77777777-0000-4000-8000-000000000001","displayName":"Kim Contact","mail":"kim@fabrikam.com","proxyAddresses":["SMTP:kim@fabrikam.com"]}`},
		Organization: Objects{`{"id":"` + orgID + `","displayName":"Contoso","onPremisesSyncEnabled":true,"verifiedDomains":[{"name":"contoso.onmicrosoft.com","isInitial":true},{"name":"contoso.com","isDefault":true}]}`},
		Domains: Objects{
			map[string]any{"id": "contoso.onmicrosoft.com", "isInitial": true, "isVerified": true, "authenticationType": "Managed"},
			map[string]any{"id": "contoso.com", "isDefault": true, "isVerified": true, "authenticationType": "Managed"},
			map[string]any{"id": "fed.contoso.com", "isVerified": true, "authenticationType": "Federated"},
			map[string]any{"id": "new.contoso.com", "isVerified": false, "authenticationType": "Managed"},
		},
		DirectoryRoles: Objects{`{"id":"88888888-0000-4000-8000-000000000001","displayName":"Global Administrator","roleTemplateId":"62e90394-69f5-4237-9190-012177145e10",
			"members":[{"@odata.type":"#microsoft.graph.user","id":"` + bobID + `","displayName":"old name"},{"@odata.type":"#microsoft.graph.servicePrincipal","id":"88888888-0000-4000-8000-00000000000a","displayName":"A robot"}]}`},
		RoleAssignments:          Objects{`{"id":"ra1","principalId":"` + bobID + `","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"}`},
		RoleEligibilitySchedules: Objects{`{"id":"re1","principalId":"` + danID + `","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/","status":"Provisioned"}`},
		RoleDefinitions:          Objects{`{"id":"62e90394-69f5-4237-9190-012177145e10","displayName":"Global Administrator","isBuiltIn":true,"isPrivileged":true}`},
	}
}

// fake is a handler under test.
type fake struct {
	t *testing.T
	*Handler
	now *time.Time
}

// newFake makes a fake of the test tenant; changes adapt its configuration.
func newFake(t *testing.T, changes ...func(*Config)) *fake {
	t.Helper()
	now := day
	cfg := Config{Seed: contoso(), Clock: func() time.Time { return now }}
	for _, change := range changes {
		change(&cfg)
	}
	h, err := NewHandler(cfg)
	require.NoError(t, err)
	return &fake{t: t, Handler: h, now: &now}
}

// do sends a request. Headers are "Name: value" lines.
func (f *fake) do(method, target, body string, headers ...string) *answer {
	f.t.Helper()
	req, err := http.NewRequest(method, "http://graph.test"+target, strings.NewReader(body))
	require.NoError(f.t, err)
	req.Header.Set("Authorization", "Bearer test")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	f.ServeHTTP(rec, req)
	return readAnswer(f.t, rec.Result())
}

func (f *fake) get(target string, headers ...string) *answer {
	f.t.Helper()
	return f.do(http.MethodGet, target, "", headers...)
}

func (f *fake) patch(target, body string, headers ...string) *answer {
	f.t.Helper()
	return f.do(http.MethodPatch, target, body, append([]string{"Content-Type: application/json"}, headers...)...)
}

func (f *fake) post(target, body string, headers ...string) *answer {
	f.t.Helper()
	return f.do(http.MethodPost, target, body, append([]string{"Content-Type: application/json"}, headers...)...)
}

// user returns the whole user as beta shows it.
func (f *fake) user(id string) map[string]any {
	f.t.Helper()
	a := f.get("/beta/users/" + id)
	require.Equal(f.t, 200, a.status, a.body)
	return a.json
}

func readAnswer(t *testing.T, res *http.Response) *answer {
	t.Helper()
	data, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	a := &answer{t: t, status: res.StatusCode, header: res.Header, body: string(data)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		require.NoError(t, json.Unmarshal(data, &a.json), a.body)
	}
	return a
}

// answer is a response, with its JSON decoded.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	json   map[string]any
}

// code and message are those of Graph's error object.
func (a *answer) code() string    { return a.errorField("code") }
func (a *answer) message() string { return a.errorField("message") }

func (a *answer) errorField(name string) string {
	e, _ := a.json["error"].(map[string]any)
	s, _ := e[name].(string)
	return s
}

// values returns one property of all objects of a collection.
func (a *answer) values(name string) []string {
	a.t.Helper()
	require.Equal(a.t, 200, a.status, a.body)
	out := []string{}
	for _, v := range a.json["value"].([]any) {
		s, _ := v.(map[string]any)[name].(string)
		out = append(out, s)
	}
	return out
}

// names returns the short names of the people in a list.
func (a *answer) names() []string {
	a.t.Helper()
	out := a.values("displayName")
	for i, n := range out {
		out[i], _, _ = strings.Cut(n, " ")
	}
	return out
}
