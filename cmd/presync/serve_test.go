package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"
)

// served is a presync serve that runs in the process of a test.
type served struct {
	lines  []string // what it printed
	stderr *bytes.Buffer
	stop   func() int // interrupts it and gives the exit code
}

// serving starts presync serve and waits until it has printed its addresses.
func serving(t *testing.T, printed int, args ...string) *served {
	t.Helper()
	out, in := io.Pipe()
	s := &served{stderr: &bytes.Buffer{}}
	a := testApp(in, s.stderr)
	ctx, interrupt := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		c := a.run(ctx, append([]string{"serve"}, args...))
		_ = in.Close()
		code <- c
	}()
	s.stop = func() int { interrupt(); return <-code }
	lines := bufio.NewScanner(out)
	for len(s.lines) < printed && lines.Scan() {
		s.lines = append(s.lines, lines.Text())
	}
	require.Len(t, s.lines, printed, "it ended early: %s", s.stderr)
	return s
}

// decisions are the lines of an ndjson report that are decisions, without
// where the objects were read and what their forest is called.
func decisions(t *testing.T, env map[string]string, args ...string) []string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := testApp(&stdout, &stderr)
	a.env = func(name string) string { return env[name] }
	code := run(a, append([]string{"predict", "--format", "ndjson"}, args...)...)
	require.Contains(t, []int{exitOK, exitFindings}, code, stderr.String())
	origin := regexp.MustCompile(`,?"(origin|forest)":(\{[^}]*\}|"[^"]*")`)
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	for i, line := range lines {
		lines[i] = origin.ReplaceAllString(line, "")
	}
	require.Greater(t, len(lines), 3)
	return lines[1 : len(lines)-1]
}

func TestServedExportsArePredictedLikeTheFiles(t *testing.T) {
	s := serving(t, 2, "--ad", contoso+"ad.ldif", "--cloud", contoso+"tenant")
	require.Regexp(t, `^ldap://127\.0\.0\.1:\d+$`, s.lines[0])
	require.Regexp(t, `^http://127\.0\.0\.1:\d+/v1\.0$`, s.lines[1])
	secrets := map[string]string{envPassword: "any", envToken: "any"}
	tenant := []string{"--tenant", contoso + "tenant.yaml"}
	files := decisions(t, nil, append(tenant, "--ad", contoso+"ad.ldif", "--cloud", contoso+"tenant")...)
	wire := decisions(t, secrets, append(tenant, "--ad", s.lines[0], "--cloud", s.lines[1], "--bind-name", `CONTOSO\reader`)...)
	require.Equal(t, files, wire)
	require.Equal(t, exitOK, s.stop())
	require.Empty(t, s.stderr.String())
}

func TestTheWayOverTheFakesIsReported(t *testing.T) {
	report := func(env map[string]string, args ...string) string {
		var stdout, stderr bytes.Buffer
		a := testApp(&stdout, &stderr)
		a.env = func(name string) string { return env[name] }
		code := run(a, append([]string{"predict", "--format", "json", "--tenant", contoso + "tenant.yaml"}, args...)...)
		require.Equal(t, exitFindings, code, stderr.String())
		return stdout.String()
	}
	files := []string{"--ad", contoso + "ad.ldif", "--cloud", contoso + "tenant", "--via"}
	memory := report(nil, append(files, "memory")...)
	require.Contains(t, memory, `"via": "memory"`)
	overWire := report(nil, append(files, "wire")...)
	require.Contains(t, overWire, `"via": "wire"`)
	require.Equal(t, memory, strings.Replace(overWire, `"via": "wire"`, `"via": "memory"`, 1), "byte for byte the same but for run.via")
	require.Equal(t, overWire, report(nil, append(files, "auto")...))

	s := serving(t, 2, "--ad", contoso+"ad.ldif", "--cloud", contoso+"tenant")
	secrets := map[string]string{envPassword: "any", envToken: "any"}
	require.Contains(t, report(secrets, "--ad", s.lines[0], "--cloud", s.lines[1], "--bind-name", "x"), `"via": "wire"`)
	require.Contains(t, report(secrets, "--ad", s.lines[0], "--cloud", contoso+"tenant", "--bind-name", "x"), `"via": "memory"`)
	require.Contains(t, report(secrets, "--ad", s.lines[0], "--cloud", contoso+"tenant", "--bind-name", "x", "--via", "wire"), `"via": "wire"`)
	require.Zero(t, s.stop())
}

func TestServePrintsItsAddressesAsJSON(t *testing.T) {
	s := serving(t, 1, "--ad", "emea="+contoso+"ad.ldif", "--ad", "apac="+contoso+"ad.ldif", "--format", "json")
	var got struct {
		LDAP  []struct{ Forest, URL, GlobalCatalog, Base string }
		Graph string
	}
	require.NoError(t, json.Unmarshal([]byte(s.lines[0]), &got))
	require.Len(t, got.LDAP, 2, "each forest has a server")
	require.Equal(t, "emea", got.LDAP[0].Forest)
	require.True(t, strings.HasPrefix(got.LDAP[1].GlobalCatalog, "ldap://127.0.0.1:"))
	require.Contains(t, got.LDAP[0].Base, "DC=contoso")
	require.True(t, strings.HasSuffix(got.Graph, "/v1.0"))
	require.Zero(t, s.stop())
}

func TestServeKeepsALogAndWritesTheDirectoryAtTheEnd(t *testing.T) {
	dir := t.TempDir()
	log, after := filepath.Join(dir, "requests.jsonl"), filepath.Join(dir, "after.ldif")
	s := serving(t, 2, "--ad", contoso+"ad.ldif", "--cloud", contoso+"tenant", "--log", log, "--ldif-out", after)
	c, err := ldap.DialURL(s.lines[0])
	require.NoError(t, err)
	require.NoError(t, c.Bind(`CONTOSO\script`, "any"))
	root, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", nil, nil))
	require.NoError(t, err)
	found, err := c.Search(ldap.NewSearchRequest(root.Entries[0].GetAttributeValue("defaultNamingContext"), ldap.ScopeWholeSubtree, 0, 0, 0,
		false, "(objectClass=user)", []string{"cn"}, nil))
	require.NoError(t, err)
	change := ldap.NewModifyRequest(found.Entries[0].DN, nil)
	change.Replace("description", []string{"changed by a script"})
	require.NoError(t, c.Modify(change))
	require.NoError(t, c.Close())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.lines[1]+"/users?$top=1", nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer any")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.NoError(t, response.Body.Close())
	require.Equal(t, exitOK, s.stop(), s.stderr)

	text, err := os.ReadFile(after)
	require.NoError(t, err)
	require.Contains(t, string(text), "description: changed by a script")
	text, err = os.ReadFile(log)
	require.NoError(t, err)
	kinds := map[string]int{}
	for line := range strings.Lines(string(text)) {
		var request map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(line), &request), line)
		for kind := range request {
			kinds[kind]++
		}
	}
	require.GreaterOrEqual(t, kinds["ldap"], 3)
	require.Equal(t, 1, kinds["graph"])
	info, err := os.Stat(log)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "requests hold personal data")
}

func TestServeTakesOnlyThePasswordAndTokenItIsGiven(t *testing.T) {
	s := serving(t, 2, "--ad", contoso+"ad.ldif", "--cloud", contoso+"tenant", "--bind-password", "right", "--token", "good", "--read-only")
	for _, c := range []struct {
		password, token string
		want            string
	}{
		{"wrong", "good", "the name or the password is wrong (data 52e)"},
		{"right", "bad", "401 (InvalidAuthenticationToken"},
	} {
		var stderr bytes.Buffer
		a := testApp(io.Discard, &stderr)
		a.env = func(name string) string { return map[string]string{envPassword: c.password, envToken: c.token}[name] }
		require.Equal(t, exitFailed, run(a, "predict", "--ad", s.lines[0], "--cloud", s.lines[1], "--bind-name", "administrator"))
		require.Contains(t, stderr.String(), c.want)
		require.NotContains(t, stderr.String(), "Bearer")
	}
	c, err := ldap.DialURL(s.lines[0])
	require.NoError(t, err)
	require.NoError(t, c.Bind("administrator", "right"))
	require.Error(t, c.Del(ldap.NewDelRequest("CN=Users,DC=contoso,DC=com", nil)), "it is read-only")
	require.NoError(t, c.Close())
	require.Zero(t, s.stop())
}

func TestServeRefusesWhatItCannotServe(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--ad", "missing.ldif"}, exitFailed, "missing.ldif"},
		{[]string{"--cloud", "missing.json"}, exitFailed, "missing.json"},
		{[]string{"--ldap-addr", "0.0.0.0:3890"}, exitFailed, "is not a loopback address"},
		{[]string{"--graph-addr", "0.0.0.0:8080"}, exitFailed, "is not a loopback address"},
		{[]string{"--log", filepath.Join(t.TempDir(), "no", "log")}, exitFailed, "--log"},
		{[]string{"--ad", "a=" + contoso + "ad.ldif", "--ad", "b=" + contoso + "ad.ldif", "--ldif-out", "x"}, exitUsage, "are for one forest, and there are 2"},
		{[]string{"--ldif-out", filepath.Join(t.TempDir(), "no", "after.ldif")}, exitFailed, "presync: --ldif-out "},
		{[]string{"--ldif-out", t.TempDir()}, exitUsage, "is a folder"},
		{[]string{"--ad", "a=" + contoso + "ad.ldif", "--ldif-out", contoso + "ad.ldif"}, exitUsage, "--ldif-out " + contoso + "ad.ldif would replace an input"},
		{[]string{"--cloud", contoso + "tenant", "--log", contoso + "tenant/users.json"}, exitUsage, "--log " + contoso + "tenant/users.json would replace an input"},
		{[]string{"--log", "both", "--ldif-out", "./both"}, exitUsage, "both want to write both"},
		{[]string{"ad.ldif"}, exitUsage, "takes no argument"},
	} {
		var stderr bytes.Buffer
		require.Equal(t, c.code, run(testApp(io.Discard, &stderr), append([]string{"serve"}, c.args...)...), stderr.String())
		require.Contains(t, stderr.String(), c.want)
	}
}

func TestServeTakesUsersInEveryFormat(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"users.json": `{"value":[{"id":"1","userPrincipalName":"anna@contoso.com","displayName":"Anna"}]}`,
		"users.csv":  "id,userPrincipalName,displayName\n1,anna@contoso.com,Anna\n",
		"users.ldif": "dn: id=1\nid: 1\nuserPrincipalName: anna@contoso.com\ndisplayName: Anna\n",
	} {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		s := serving(t, 2, "--cloud", file)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.lines[1]+"/users/anna@contoso.com?$select=displayName", nil)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer any")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Contains(t, string(body), `"displayName":"Anna"`, name)
		require.Zero(t, s.stop())
	}
}

func TestAPasswordIsTakenFromTheEnvironmentOrATerminalOnly(t *testing.T) {
	var stderr bytes.Buffer
	s := serving(t, 2, "--ad", contoso+"ad.ldif")
	code := run(testApp(io.Discard, &stderr), "predict", "--ad", s.lines[0], "--cloud", contoso+"tenant", "--bind-name", "reader")
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr.String(), "PRESYNC_BIND_PASSWORD is not set, and there is no terminal to ask for the password of reader")
	stderr.Reset()
	code = run(testApp(io.Discard, &stderr), "predict", "--ad", contoso+"ad.ldif", "--cloud", s.lines[1])
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr.String(), "hint: set PRESYNC_GRAPH_TOKEN")
	require.Zero(t, s.stop())
}
