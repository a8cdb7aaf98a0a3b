package fakegraph

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzRequest sends whole requests: paths, query strings and bodies.
func FuzzRequest(f *testing.F) {
	for _, seed := range []struct{ method, target, body string }{
		{"GET", "/v1.0/users?$select=id,mail&$top=2&$filter=startswith(mail,'a')", ""},
		{"GET", "/beta/users('ann%40contoso.com')?$expand=manager($select=id)", ""},
		{"GET", "/v1.0/users/$count?$search=%22displayName:a%22", ""},
		{"GET", "/v1.0/groups/66666666-0000-4000-8000-000000000001/members?$skiptoken=AAAA&$top=1", ""},
		{"GET", "/v1.0/directoryRoles(roleTemplateId='62e90394-69f5-4237-9190-012177145e10')", ""},
		{"POST", "/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"/users?$top=1"},{"id":"2","method":"PATCH","url":"users/` + bobID + `","dependsOn":["1"],"headers":{"Content-Type":"application/json"},"body":{"jobTitle":"x"}}]}`},
		{"POST", "/v1.0/users", newUser},
		{"POST", "/v1.0/directory/deletedItems/" + gusID + "/restore", `{"autoReconcileProxyConflict":true}`},
		{"PATCH", "/v1.0/directory/onPremisesSynchronization/" + orgID, `{"features":{"blockSoftMatchEnabled":true}}`},
		{"PATCH", "/beta/users/" + annID + "/onPremisesSyncBehavior", `{"isCloudManaged":true}`},
		{"DELETE", "/v1.0/users/" + catID, ""},
		{"POST", "/x/oauth2/v2.0/token", "grant_type=client_credentials&client_id=a&client_secret=b&scope=c/.default"},
		{"GET", "/common/discovery/instance?authorization_endpoint=%zz", ""},
		{"GET", "/v1.0/users?$orderby=displayName desc&$count=true", "\x1f\x8b\x08"},
	} {
		f.Add(seed.method, seed.target, seed.body, true)
	}
	f.Fuzz(func(t *testing.T, method, target, body string, advanced bool) {
		req, err := http.NewRequest(method, "http://graph.test"+target, strings.NewReader(body))
		if err != nil {
			return
		}
		req.Header.Set("Authorization", "Bearer fuzz")
		if advanced {
			req.Header.Set("ConsistencyLevel", "eventual")
		}
		fk := newFake(t)
		rec := httptest.NewRecorder()
		fk.ServeHTTP(rec, req)
		require.NotEqual(t, 500, rec.Code, "%s %q: %s %v", method, target, rec.Body, fk.Requests())
		a := readAnswer(t, rec.Result())
		if a.status >= 400 && a.json["error_description"] == nil && method != http.MethodHead {
			require.NotEmpty(t, a.code(), a.body)
		}
		if method == http.MethodGet {
			require.Equal(t, newFake(t).Snapshot(), fk.Snapshot(), "a GET changed the tenant")
		}
	})
}

// FuzzSnapshot reads a file of a snapshot folder and exports it again.
func FuzzSnapshot(f *testing.F) {
	for _, seed := range []string{
		`{"value":[{"id":"1","userPrincipalName":"a@contoso.com"}]}`, `[{"id":"1"},{"id":"2"}]`, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n", `{"error":{"code":"x","message":"y"}}`,
		`{"value":[{"id":"1","proxyAddresses":["SMTP:a@b.c",5,null],"manager":{"id":"1"},"members@odata.context":"x"}]}`, "\xff\xfe{\x00}\x00", "\ufeff[]", `{"id":{"a":[1,2]}}`, `[1]`, `{"value":{}}`, "",
		`{"id":"\ud800","displayName":"\u0000"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		objects, err := readObjects(decodeText(data))
		if err != nil {
			return
		}
		clock := func() time.Time { return day }
		h, err := NewHandler(Config{Seed: Seed{Users: objects, Groups: objects, DeletedUsers: objects}, Clock: clock})
		if err != nil {
			return
		}
		again, err := NewHandler(Config{Seed: h.Snapshot(), Clock: clock})
		require.NoError(t, err)
		require.Equal(t, h.Snapshot(), again.Snapshot())
	})
}
