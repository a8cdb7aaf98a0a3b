package fakegraph

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// startServer starts a server that must close without an error.
func startServer(t *testing.T, cfg Config) *Server {
	t.Helper()
	s, err := Start(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func fetch(t *testing.T, c *http.Client, url string) *answer {
	t.Helper()
	res, err := c.Get(url)
	require.NoError(t, err)
	defer res.Body.Close()
	return readAnswer(t, res)
}

func TestZeroConfigServesATenantOnLoopback(t *testing.T) {
	s := startServer(t, Config{})
	require.True(t, strings.HasPrefix(s.URL(), "http://127.0.0.1:"))
	require.Equal(t, s.URL(), "http://"+s.Addr())
	require.Nil(t, s.CertificatePEM())
	a := fetch(t, s.Client(), s.URL()+"/v1.0/organization")
	require.Equal(t, []string{"Contoso"}, a.values("displayName"))
	res, err := http.Get(s.URL() + "/v1.0/users")
	require.NoError(t, err)
	require.Equal(t, 401, res.StatusCode, "a client without a token gets what the service answers")
	require.NoError(t, res.Body.Close())
}

func TestOnlyLoopbackAddressesAreServed(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:0", "127.0.0.1"} {
		_, err := Start(Config{Addr: addr})
		require.ErrorContains(t, err, "address", addr)
	}
	first := startServer(t, Config{Addr: "localhost:0"})
	_, err := Start(Config{Addr: first.Addr()})
	require.ErrorContains(t, err, "in use")
	_, err = Start(Config{PageSize: -1})
	require.ErrorContains(t, err, "PageSize")
}

func TestTLSMakesHTTPSLinks(t *testing.T) {
	s := startServer(t, Config{TLS: true, PageSize: 2, Seed: contoso()})
	require.True(t, strings.HasPrefix(s.URL(), "https://"))
	a := fetch(t, s.Client(), s.URL()+"/v1.0/users")
	link := a.json["@odata.nextLink"].(string)
	require.True(t, strings.HasPrefix(link, s.URL()+"/v1.0/users?$skiptoken="), link)
	require.Len(t, fetch(t, s.Client(), link).names(), 2)

	host, port, err := net.SplitHostPort(s.Addr())
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1", host)
	local := fetch(t, s.Client(), "https://localhost:"+port+"/v1.0/users")
	require.Contains(t, local.json["@odata.nextLink"], "https://localhost:"+port)
	_, err = (&http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{}}}).Get(s.URL() + "/v1.0/users")
	require.ErrorContains(t, err, "certificate", "others do not trust it")
	require.Contains(t, string(s.CertificatePEM()), "BEGIN CERTIFICATE")
}

func TestCloseNamesUnsupportedRequestsAndLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := Start(Config{Faults: []Fault{{On: "/groups", Delay: time.Hour}}})
	require.NoError(t, err)
	require.Equal(t, 400, fetch(t, s.Client(), s.URL()+"/v1.0/applications").status)
	waiting := make(chan int, 1)
	go func() {
		res, err := s.Client().Get(s.URL() + "/v1.0/groups")
		if err != nil {
			waiting <- 0
			return
		}
		_ = res.Body.Close()
		waiting <- res.StatusCode
	}()
	require.Eventually(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.faults[0].Times == spent }, 10*time.Second, time.Millisecond)
	require.ErrorContains(t, s.Close(), "GET /v1.0/applications")
	require.Equal(t, 200, <-waiting, "Close ends a delay and lets the answer out")
	require.ErrorContains(t, s.Close(), "applications", "closing twice is no harm")
	s.Client().CloseIdleConnections()
	for wait := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(wait); {
		time.Sleep(10 * time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
	_, err = net.DialTimeout("tcp", s.Addr(), time.Second)
	require.Error(t, err)
}

func TestDroppedConnectionGivesNoAnswer(t *testing.T) {
	for _, withTLS := range []bool{false, true} {
		s := startServer(t, Config{TLS: withTLS, Faults: []Fault{{On: "/users", Drop: true}, {On: "/$batch", Drop: true}}})
		_, err := s.Client().Post(s.URL()+"/v1.0/users", "application/json", strings.NewReader("{}"))
		require.Error(t, err)
		require.Equal(t, 200, fetch(t, s.Client(), s.URL()+"/v1.0/users").status)
		require.Equal(t, 0, s.Requests()[0].Status)
	}
}

func TestSlowAnswerWaits(t *testing.T) {
	s := startServer(t, Config{Faults: []Fault{{Delay: 50 * time.Millisecond}}})
	start := time.Now()
	require.Equal(t, 200, fetch(t, s.Client(), s.URL()+"/v1.0/users").status)
	require.GreaterOrEqual(t, time.Since(start), 50*time.Millisecond)
}

func TestHandlerWorksInSomeoneElsesServer(t *testing.T) {
	h, err := NewHandler(Config{Seed: contoso(), PageSize: 1})
	require.NoError(t, err)
	srv := httptest.NewServer(h)
	defer srv.Close()
	req, err := http.NewRequest(http.MethodGet, srv.URL+"/v1.0/users", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer x")
	res, err := srv.Client().Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.True(t, strings.HasPrefix(readAnswer(t, res).json["@odata.nextLink"].(string), srv.URL))
}

func TestReadersAndWritersTogether(t *testing.T) {
	s := startServer(t, Config{Seed: contoso(), PageSize: 2})
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 30 {
				var res *http.Response
				var err error
				switch worker % 4 {
				case 0:
					req, _ := http.NewRequest(http.MethodPatch, s.URL()+"/v1.0/users/"+bobID, strings.NewReader(`{"jobTitle":"Baker","mail":"bob`+string(rune('a'+i%26))+`@contoso.com"}`))
					res, err = s.Client().Do(req)
				case 1:
					res, err = s.Client().Get(s.URL() + "/beta/users?$expand=manager&$filter=accountEnabled%20eq%20true")
				case 2:
					req, _ := http.NewRequest(http.MethodDelete, s.URL()+"/v1.0/users/"+danID, nil)
					if i%2 == 1 {
						req, _ = http.NewRequest(http.MethodPost, s.URL()+"/v1.0/directory/deletedItems/"+danID+"/restore", nil)
					}
					res, err = s.Client().Do(req)
				default:
					_ = s.Snapshot()
					_ = s.Requests()
					_ = s.NeededScopes()
					res, err = s.Client().Get(s.URL() + "/v1.0/directory/deletedItems/microsoft.graph.user")
				}
				if err == nil {
					_, _ = io.Copy(io.Discard, res.Body)
					_ = res.Body.Close()
					if res.StatusCode >= 500 {
						t.Errorf("status %d", res.StatusCode)
					}
				}
			}
		})
	}
	group.Wait()
	require.Len(t, fetch(t, s.Client(), s.URL()+"/v1.0/users?$top=999").names(), 5-len(s.Snapshot().DeletedUsers)+1)
}
