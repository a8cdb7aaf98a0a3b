package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"presync/sim/hardmatch"
)

// TestHardmatchScripts runs the scripts that need servers.
func TestHardmatchScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/hardmatch",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "serve": serveInBackground, "get": get,
		},
	})
}

// serveInBackground starts presync serve until the script ends, and puts its
// addresses into $LDAP and $GRAPH.
func serveInBackground(ts *testscript.TestScript, _ bool, args []string) {
	presync, err := exec.LookPath("presync")
	ts.Check(err)
	server := exec.Command(presync, append([]string{"serve"}, args...)...)
	server.Dir = ts.Getenv("WORK")
	out, err := server.StdoutPipe()
	ts.Check(err)
	ts.Check(server.Start())
	ts.Defer(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	lines := bufio.NewScanner(out)
	for _, name := range []string{"LDAP", "GRAPH"} {
		if !lines.Scan() {
			ts.Fatalf("presync serve ended early")
		}
		ts.Setenv(name, lines.Text())
	}
}

// get prints what a GET request answers.
func get(ts *testscript.TestScript, _ bool, args []string) {
	request, err := http.NewRequest(http.MethodGet, strings.Join(args, ""), nil)
	ts.Check(err)
	request.Header.Set("Authorization", "Bearer any")
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	_, err = io.Copy(ts.Stdout(), response.Body)
	ts.Check(err)
}

func TestProgressIsALineAStepOrOneLineOnATerminal(t *testing.T) {
	var out bytes.Buffer
	a := testApp(io.Discard, &out)
	p := newProgress(a, false, func(int) string { return "CN=\x1b" })
	p.tell(hardmatch.Event{Row: -1, Text: "off", Total: 2})
	p.tell(hardmatch.Event{Row: 0, Text: "one", Total: 2})
	p.tell(hardmatch.Event{Row: 0, Text: "two", Total: 2})
	p.end()
	require.Equal(t, "off\nrow 1 of 2: \"CN=\\x1b\"\n  one\n  two\n", out.String())

	out.Reset()
	now := time.Unix(0, 0)
	p.terminal, p.start = true, now
	p.now = func() time.Time { now = now.Add(2 * time.Second); return now }
	p.tell(hardmatch.Event{Row: 0, Done: 0, Total: 4})
	p.tell(hardmatch.Event{Row: 1, Done: 1, Total: 4})
	p.end()
	require.Equal(t, "\r\x1b[K0 of 4\r\x1b[K1 of 4, 0.2 a second, 12s left\r\x1b[K", out.String())

	out.Reset()
	newProgress(a, true, nil).tell(hardmatch.Event{Text: "off"})
	require.Empty(t, out.String())
}
