package fakegraph

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFaultsComeByCount(t *testing.T) {
	f := newFake(t, func(c *Config) {
		c.Faults = []Fault{
			{On: "GET /users", Skip: 1, Times: 2, Status: 429, RetryAfter: 3 * time.Second},
			{On: "/groups", Status: 503, Code: "serviceNotAvailable", Message: "gone fishing"},
			{On: "/contacts", Times: -1, Status: 500},
		}
	})
	var got []int
	for range 5 {
		got = append(got, f.get("/v1.0/users").status)
	}
	require.Equal(t, []int{200, 429, 429, 200, 200}, got)
	require.Equal(t, 404, f.patch("/v1.0/users/nobody", "{}").status, "another method is not counted")

	a := f.get("/beta/Groups/66666666-0000-4000-8000-000000000001")
	require.Equal(t, 503, a.status)
	require.Equal(t, "serviceNotAvailable", a.code())
	require.Equal(t, "gone fishing", a.message())
	require.Equal(t, 200, f.get("/v1.0/groups").status)
	for range 3 {
		require.Equal(t, "InternalServerError", f.get("/v1.0/contacts").code())
	}
	f.AddFault(Fault{On: "GET /users", Status: 429, RetryAfter: time.Second})
	throttled := f.get("/v1.0/users/" + annID)
	require.Equal(t, "1", throttled.header.Get("Retry-After"))
	require.Equal(t, "TooManyRequests", throttled.code())
}

func TestFaultThatMakesNoSenseIsRefused(t *testing.T) {
	for text, bad := range map[string]Fault{
		"does nothing":    {},
		"want 400 to 599": {Status: 200},
		"not negative":    {Status: 500, Skip: -1},
		"METHOD /path":    {Status: 500, On: "GET users"},
	} {
		_, err := NewHandler(Config{Faults: []Fault{bad}})
		require.ErrorContains(t, err, text)
		require.Panics(t, func() { newFake(t).AddFault(bad) })
	}
}

func TestPermissionsAreCheckedAndReported(t *testing.T) {
	f := newFake(t, func(c *Config) { c.Permissions = []string{"user.read.all"} })
	require.Equal(t, 200, f.get("/v1.0/users").status)
	a := f.patch("/v1.0/users/"+bobID, `{"jobTitle":"x"}`)
	require.Equal(t, 403, a.status)
	require.Equal(t, codeDenied, a.code())
	require.Equal(t, "Insufficient privileges to complete the operation.", a.message())
	require.Equal(t, codeDenied, f.get("/v1.0/directoryRoles").code())
	require.Equal(t, []string{"RoleManagement.Read.Directory", "User.Read.All", "User.ReadWrite.All"}, f.NeededScopes())
	log := f.Requests()
	require.Contains(t, log[1].Notes[0], "needs one of User.ReadWrite.All, Directory.ReadWrite.All")

	none := newFake(t, func(c *Config) { c.Permissions = []string{} })
	require.Equal(t, codeDenied, none.get("/v1.0/users").code(), "an empty list grants nothing")
}

func TestTokenIsChecked(t *testing.T) {
	f := newFake(t, func(c *Config) { c.Token = "secret" })
	a := f.get("/v1.0/users", "Authorization: Bearer other")
	require.Equal(t, 401, a.status)
	require.Equal(t, codeToken, a.code())
	require.NotEmpty(t, a.header.Get("WWW-Authenticate"))
	require.Equal(t, 200, f.get("/v1.0/users", "Authorization: bearer secret").status)

	open := newFake(t)
	for _, auth := range []string{"", "Bearer ", "Basic abc"} {
		require.Equal(t, "Access token is empty.", open.get("/v1.0/users", "Authorization: "+auth).message(), "%q", auth)
	}
	require.Equal(t, 200, open.get("/v1.0/users", "Authorization: Bearer whatever").status)
	anonymous := newFake(t, func(c *Config) { c.AllowAnonymous = true })
	require.Equal(t, 200, anonymous.get("/v1.0/users", "Authorization: ").status)
}

func TestReadOnlyRefusesEveryWrite(t *testing.T) {
	f := newFake(t, func(c *Config) { c.ReadOnly = true })
	before := f.Snapshot()
	for _, a := range []*answer{
		f.patch("/v1.0/users/"+bobID, `{"jobTitle":"x"}`), f.post("/v1.0/users", newUser), f.do("DELETE", "/v1.0/users/"+bobID, ""),
		f.do("DELETE", "/v1.0/directory/deletedItems/"+gusID, ""), f.post("/v1.0/directory/deletedItems/"+gusID+"/restore", ""),
		f.patch("/v1.0/users/"+annID+"/onPremisesSyncBehavior", `{"isCloudManaged":true}`),
		f.patch("/v1.0/directory/onPremisesSynchronization/"+orgID, `{"features":{"blockSoftMatchEnabled":true}}`),
	} {
		require.Equal(t, codeDenied, a.code(), a.body)
	}
	parts := f.post("/v1.0/$batch", `{"requests":[{"id":"r","method":"GET","url":"/users"},{"id":"w","method":"DELETE","url":"/users/`+bobID+`"}]}`).parts()
	require.EqualValues(t, 200, parts["r"]["status"])
	require.EqualValues(t, 403, parts["w"]["status"])
	require.Equal(t, before, f.Snapshot())
}

func TestRequestLogKeepsCopiesAndNoToken(t *testing.T) {
	var logged []Request
	f := newFake(t, func(c *Config) { c.Log = func(r Request) { logged = append(logged, r) } })
	f.patch("/v1.0/users/"+bobID+"?x=1", `{"jobTitle":"Baker"}`, "Authorization: Bearer very-secret")
	log := f.Requests()
	require.Len(t, log, 1)
	r := log[0]
	require.Equal(t, []string{"PATCH", "v1.0", "/users/" + bobID, "x=1", `{"jobTitle":"Baker"}`}, []string{r.Method, r.Version, r.Path, r.Query, string(r.Body)})
	require.Equal(t, 204, r.Status)
	require.Equal(t, day, r.Time)
	require.Equal(t, "Bearer (not kept)", r.Header.Get("Authorization"))
	r.Body[0] = 'X'
	r.Header.Set("Content-Type", "X")
	require.Equal(t, `{"jobTitle":"Baker"}`, string(f.Requests()[0].Body))
	require.Equal(t, "application/json", f.Requests()[0].Header.Get("Content-Type"))
	require.Equal(t, f.Requests(), logged)
	f.ClearRequests()
	require.Empty(t, f.Requests())
}

func TestRequestLogIsBounded(t *testing.T) {
	f := newFake(t)
	big := []byte(strings.Repeat("x", maxLogBody))
	for range maxLogBytes/maxLogBody + 100 {
		f.record(Request{Body: big})
	}
	require.LessOrEqual(t, f.logBytes, maxLogBytes)
	for range maxLogEntries + 100 {
		f.record(Request{Path: "/x"})
	}
	require.LessOrEqual(t, len(f.Requests()), maxLogEntries)
}

func TestBodiesAreUnpackedByTheirMagicAndNotTheirHeader(t *testing.T) {
	f := newFake(t)
	plain := `{"jobTitle":"Baker"}`
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, err := zip.Write([]byte(plain))
	require.NoError(t, err)
	require.NoError(t, zip.Close())

	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, packed.String(), "Content-Encoding: gzip").status)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, plain, "Content-Encoding: gzip").status, "the Go SDK's retry")
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, packed.String()).status)
	require.Equal(t, plain, string(f.Requests()[0].Body), "the log has the plain text")
	require.Equal(t, 400, f.patch("/v1.0/users/"+bobID, packed.String()[:12], "Content-Encoding: gzip").status)
}

func TestClientCredentialsFlow(t *testing.T) {
	f := newFake(t, func(c *Config) { c.Token = "issued" })
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {"s"}, "scope": {"https://graph.microsoft.com/.default openid offline_access profile"}}
	target := "/contoso.onmicrosoft.com/oauth2/v2.0/token"
	ok := f.do("POST", target, form.Encode(), "Content-Type: application/x-www-form-urlencoded")
	require.Equal(t, 200, ok.status)
	require.Equal(t, "issued", ok.json["access_token"])
	require.Equal(t, "Bearer", ok.json["token_type"])
	require.EqualValues(t, 3600, ok.json["expires_in"])
	for _, tc := range []struct {
		drop, set, value, code string
		status                 int
	}{
		{"grant_type", "", "", "invalid_request", 400},
		{"", "grant_type", "password", "unsupported_grant_type", 400},
		{"client_id", "", "", "invalid_request", 400},
		{"client_secret", "", "", "invalid_client", 401},
		{"", "scope", "User.Read", "invalid_scope", 400},
		{"", "scope", "https://graph.microsoft.com/.default User.Read", "invalid_scope", 400},
		{"", "scope", "openid", "invalid_scope", 400},
	} {
		bad := url.Values{}
		for k, v := range form {
			bad[k] = v
		}
		bad.Del(tc.drop)
		if tc.set != "" {
			bad.Set(tc.set, tc.value)
		}
		a := f.do("POST", target, bad.Encode(), "Authorization: ")
		require.Equal(t, tc.status, a.status, "%+v", tc)
		require.Equal(t, tc.code, a.json["error"])
		require.Contains(t, a.json["error_description"], "AADSTS")
	}
}

func TestDiscoveryPointsHome(t *testing.T) {
	f := newFake(t)
	oidc := f.get("/contoso/v2.0/.well-known/openid-configuration")
	require.Equal(t, "http://graph.test/contoso/oauth2/v2.0/token", oidc.json["token_endpoint"])
	require.Equal(t, "http://graph.test/contoso/v2.0", oidc.json["issuer"])
	inst := f.get("/common/discovery/instance?api-version=1.1&authorization_endpoint=" + url.QueryEscape("https://graph.test/contoso/oauth2/v2.0/authorize"))
	require.Equal(t, "http://graph.test/contoso/v2.0/.well-known/openid-configuration", inst.json["tenant_discovery_endpoint"])
	require.Equal(t, 200, f.get("/contoso/discovery/v2.0/keys").status)
	f.AddFault(Fault{On: "/contoso", Status: http.StatusServiceUnavailable})
	require.Equal(t, 503, f.get("/contoso/v2.0/.well-known/openid-configuration").status)
}

func TestPanicBecomesAnInternalError(t *testing.T) {
	f := newFake(t)
	f.routes = append([]route{{http.MethodGet, "users", nil, func(*Handler, *call, []string) (*response, error) { panic("boom") }}}, f.routes...)
	a := f.get("/v1.0/users")
	require.Equal(t, 500, a.status)
	require.Equal(t, "InternalServerError", a.code())
	require.Contains(t, f.Requests()[0].Notes[0], "boom")
	require.Equal(t, 200, f.get("/v1.0/groups").status)
}
