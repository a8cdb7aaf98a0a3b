package source_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/source"
)

// sameAnswer is a server that answers every request with one text.
type sameAnswer struct {
	status int
	text   []byte
}

// RoundTrip answers a request.
func (s sameAnswer) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: s.status, Header: http.Header{"Retry-After": {"1"}}, Body: io.NopCloser(bytes.NewReader(s.text)), Request: r}, nil
}

// FuzzGraphAnswers shows that no answer of a server makes the client panic,
// hang, or give objects without a name to know them by.
func FuzzGraphAnswers(f *testing.F) {
	for _, text := range []string{
		`{"value":[{"id":"1","userPrincipalName":"anna@contoso.com","onPremisesImmutableId":"AAAA"}]}`,
		`{"@odata.nextLink":"http://127.0.0.1/v1.0/users?$skiptoken=x","value":[{"id":"1"}]}`,
		`{"value":[{"id":"1","principalId":"1","roleDefinitionId":"x","members":[{"id":"1"}],"displayName":"x","roleTemplateId":"y","verifiedDomains":[{"name":"a"}]}]}`,
		`{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}`,
		`{"value":{}}`, `[]`, `null`, `{"@odata.nextLink":`, "\xff\xfe",
	} {
		f.Add(200, []byte(text))
		f.Add(403, []byte(text))
		f.Add(429, []byte(text))
	}
	f.Fuzz(func(t *testing.T, status int, text []byte) {
		tenant, _, _, err := source.ReadGraph(t.Context(), "http://127.0.0.1/v1.0", source.GraphOptions{
			Token: "secret-token", Client: &http.Client{Transport: sameAnswer{status, text}},
			Wait: func(context.Context, time.Duration) error { return nil },
		})
		if err != nil {
			require.NotContains(t, err.Error(), "secret-token")
			return
		}
		for _, o := range tenant.Objects {
			require.NotEmpty(t, o.ID)
		}
	})
}

// FuzzLDAPURLs shows that no URL makes the client panic, connect somewhere
// else, or repeat a password. The context has ended, so that nothing is dialled.
func FuzzLDAPURLs(f *testing.F) {
	for _, url := range []string{"ldap://dc1", "ldaps://dc1:3269/DC=contoso,DC=com", "ldap://[::1]:389/OU=a%2Cb,DC=x", "LDAP://u:hunter2@dc1",
		"ldap:///DC=x", "ldap://dc1/DC=x?mail?sub?(cn=*)", "ldap://%zz", "emea=ldap://dc1/DC=x", "ldap://dc1:99999"} {
		f.Add(url)
	}
	f.Fuzz(func(t *testing.T, url string) {
		src := source.ParseADSource(url)
		if !source.IsLDAPURL(src.Path) {
			return
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, _, _, err := source.ReadForests(ctx, []source.ADSource{src}, source.Options{}, source.LDAPOptions{})
		require.Error(t, err)
		if _, rest, found := strings.Cut(url, ":hunter2@"); found && !strings.Contains(rest, "hunter2") && strings.HasPrefix(strings.ToLower(url), "ldap") {
			require.NotContains(t, err.Error(), "hunter2")
		}
	})
}
