package fakegraph

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// stillServed checks that another client gets its answer.
func stillServed(t *testing.T, s *Server) {
	t.Helper()
	require.Equal(t, 200, fetch(t, s.Client(), s.URL()+"/v1.0/users?$top=1").status)
}

// bigTenant has enough users that a page does not fit into socket buffers.
func bigTenant() Seed {
	var s Seed
	for i := range 999 {
		s.Users = append(s.Users, fmt.Sprintf(`{"id":"%d","userPrincipalName":"u%d@contoso.com","displayName":"%s"}`, i, i, strings.Repeat("long name ", 800)))
	}
	return s
}

func TestThousandIdleConnectionsBlockNobody(t *testing.T) {
	s := startServer(t, Config{Seed: contoso()})
	for range 1000 {
		c, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		t.Cleanup(func() { _ = c.Close() })
	}
	stillServed(t, s)
}

func TestHalfRequestsBlockNobody(t *testing.T) {
	s := startServer(t, Config{Seed: contoso()})
	for _, half := range []string{"GET /v1.0/us", "PATCH /v1.0/users/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", "\x16\x03\x01\x00", "GET / HTTP/9.9\r\n\r\n", "\x00\xff\r\n\r\n"} {
		for range 20 {
			c, err := net.Dial("tcp", s.Addr())
			require.NoError(t, err)
			_, err = c.Write([]byte(half))
			require.NoError(t, err)
			t.Cleanup(func() { _ = c.Close() })
		}
	}
	stillServed(t, s)
}

func TestClientThatNeverReadsBlocksNobody(t *testing.T) {
	s := startServer(t, Config{Seed: bigTenant()})
	for range 10 {
		c, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		t.Cleanup(func() { _ = c.Close() })
		_, err = io.WriteString(c, strings.Repeat("GET /v1.0/users?$top=999 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n", 4))
		require.NoError(t, err)
	}
	stillServed(t, s)
	req, err := http.NewRequest(http.MethodPatch, s.URL()+"/v1.0/users/1", strings.NewReader(`{"jobTitle":"x"}`))
	require.NoError(t, err)
	res, err := s.Client().Do(req)
	require.NoError(t, err, "a writer does not wait for the reader that sleeps")
	require.Equal(t, 204, res.StatusCode)
	require.NoError(t, res.Body.Close())
}

func TestHugeHeadersAndURLsAreRefused(t *testing.T) {
	s := startServer(t, Config{Seed: contoso()})
	req, err := http.NewRequest(http.MethodGet, s.URL()+"/v1.0/users", nil)
	require.NoError(t, err)
	req.Header.Set("X-Huge", strings.Repeat("x", 1<<20))
	if res, err := s.Client().Do(req); err == nil { // the server may close before the client has sent it all
		require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, res.StatusCode)
		require.NoError(t, res.Body.Close())
	}
	long := fetch(t, s.Client(), s.URL()+"/v1.0/users?$filter=displayName%20eq%20'"+strings.Repeat("x", 40<<10)+"'")
	require.Equal(t, 400, long.status)
	require.Less(t, len(long.body), 2000, "the error does not repeat the request")
	deep := fetch(t, s.Client(), s.URL()+"/v1.0/users?$filter="+strings.Repeat("(", 10_000))
	require.Contains(t, deep.message(), "Recursion limit reached.")
	stillServed(t, s)
}

func TestLargeBodiesAndGzipBombsAreRefused(t *testing.T) {
	s := startServer(t, Config{Seed: contoso()})
	var member bytes.Buffer
	zip := gzip.NewWriter(&member)
	_, err := zip.Write(make([]byte, 1<<20))
	require.NoError(t, err)
	require.NoError(t, zip.Close())
	bomb := bytes.Repeat(member.Bytes(), 1000) // a gigabyte, unpacked
	require.Less(t, len(bomb), maxBody)

	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 4 {
		res, err := s.Client().Post(s.URL()+"/v1.0/users", "application/json", bytes.NewReader(bomb))
		require.NoError(t, err)
		require.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode)
		require.NoError(t, res.Body.Close())
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(256<<20), "the bomb was not unpacked")

	res, err := s.Client().Post(s.URL()+"/v1.0/users", "application/json", strings.NewReader(strings.Repeat(" ", maxBody+1)))
	if err == nil { // the server may close before the client has sent it all
		require.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode)
		require.NoError(t, res.Body.Close())
	}
	stillServed(t, s)
}

func TestBadJSONNeverEndsTheProcess(t *testing.T) {
	f := newFake(t)
	for _, body := range []string{
		"", "null", "true", "17", `"x"`, "[]", "{", "}", `{"a"`, `{"a":}`, `{"a":1,}`, "\x00", "{\"a\":\"\xff\xfe\"}", strings.Repeat(`{"a":`, 100_000), strings.Repeat("[", 1_000_000),
		`{"` + strings.Repeat("k", 1<<20) + `":1}`, `{"displayName":1e999999}`,
	} {
		for _, target := range []string{"/v1.0/users/" + bobID, "/v1.0/users/" + annID + "/onPremisesSyncBehavior", "/v1.0/directory/onPremisesSynchronization/" + orgID} {
			a := f.patch(target, body)
			require.Equal(t, 400, a.status, "%s %.40q", target, body)
			require.Less(t, len(a.body), 2000)
		}
		for _, target := range []string{"/v1.0/users", "/v1.0/$batch"} {
			require.Equal(t, 400, f.post(target, body).status, "%s %.40q", target, body)
		}
	}
}

func TestBatchBombsStaySmall(t *testing.T) {
	f := newFake(t, func(c *Config) { c.Seed = bigTenant() })
	var parts []string
	for i := range 20 {
		parts = append(parts, fmt.Sprintf(`{"id":"%d","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{"requests":[{"id":"1","method":"POST","url":"/$batch"}]}}`, i))
	}
	for id, p := range f.post("/v1.0/$batch", `{"requests":[`+strings.Join(parts, ",")+`]}`).parts() {
		require.EqualValues(t, 400, p["status"], id)
	}
	var chain []string
	for i := range 20 {
		chain = append(chain, fmt.Sprintf(`{"id":"%d","dependsOn":[%s],"method":"GET","url":"/users?$top=1"}`, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`"%d",`, max(0, i-1)), 5000*min(i, 1)), ",")))
	}
	require.Equal(t, 200, f.post("/v1.0/$batch", `{"requests":[`+strings.Join(chain, ",")+`]}`).status)
}

func TestOddPathsAndMethodsGetGraphErrors(t *testing.T) {
	s := startServer(t, Config{Seed: contoso()})
	for _, line := range []string{
		"GET /v1.0 HTTP/1.1", "GET /v1.0/ HTTP/1.1", "GET /v1.0// HTTP/1.1", "GET /v1.0/users/%00 HTTP/1.1", "GET /v1.0/users/%2e%2e%2f HTTP/1.1", "GET /v1.0/users('' HTTP/1.1",
		"GET /v1.0/users('')('') HTTP/1.1", "GET /v1.0/users/() HTTP/1.1", "BREW /v1.0/users HTTP/1.1", "GET /v1.0/users/" + strings.Repeat("x", 30_000) + " HTTP/1.1",
		"GET /v1.0/" + strings.Repeat("users/", 5_000) + " HTTP/1.1", "GET /v1.0/directory/deletedItems/microsoft.graph.group HTTP/1.1", "GET /v1.1/users HTTP/1.1", "GET /" + strings.Repeat("/", 100) + " HTTP/1.1",
	} {
		c, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		require.NoError(t, c.SetDeadline(time.Now().Add(30*time.Second)))
		_, err = io.WriteString(c, line+"\r\nHost: x\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n")
		require.NoError(t, err)
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		require.NoError(t, err, line[:min(len(line), 60)])
		a := readAnswer(t, res)
		require.GreaterOrEqual(t, a.status, 400, line[:min(len(line), 60)])
		require.Less(t, a.status, 500)
		require.NotEmpty(t, a.code())
		require.NoError(t, c.Close())
	}
	s.mu.Lock()
	s.missing = nil // asked for on purpose
	s.mu.Unlock()
}
