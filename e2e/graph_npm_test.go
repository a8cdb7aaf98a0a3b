package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakegraph"
)

// graphUsers is a tenant of n users; every second one is synchronized.
func graphUsers(n int) fakegraph.Seed {
	var s fakegraph.Seed
	for i := range n {
		user := map[string]any{
			"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "displayName": fmt.Sprintf("User %d", i), "mailNickname": fmt.Sprintf("user%d", i),
			"userPrincipalName": fmt.Sprintf("user%d@contoso.com", i), "mail": fmt.Sprintf("user%d@contoso.com", i), "accountEnabled": true, "userType": "Member",
			"proxyAddresses": []string{fmt.Sprintf("SMTP:user%d@contoso.com", i)}, "onPremisesSyncEnabled": nil, "onPremisesImmutableId": nil,
		}
		if i%2 == 0 {
			user["onPremisesSyncEnabled"], user["onPremisesImmutableId"] = true, fmt.Sprintf("anchor%d==", i)
		}
		s.Users = append(s.Users, user)
	}
	return s
}

// TestJavaScriptSDK runs the vendor's npm package, which nobody here wrote,
// over https: page iterator, batch, retry handler, errors.
func TestJavaScriptSDK(t *testing.T) {
	if _, err := os.Stat(filepath.Join("js", "node_modules")); err != nil {
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund")
		install.Dir = "js"
		out, err := install.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	srv, err := fakegraph.Start(fakegraph.Config{TLS: true, Seed: graphUsers(250), Faults: []fakegraph.Fault{
		{On: "GET /groups", Status: http.StatusTooManyRequests, RetryAfter: time.Second},
		{On: "GET /groups", Status: http.StatusServiceUnavailable, RetryAfter: time.Second},
	}})
	require.NoError(t, err)
	defer func() { require.NoError(t, srv.Close()) }()
	roots := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(roots, srv.CertificatePEM(), 0o600))

	var stderr bytes.Buffer
	node := exec.Command("node", "graph.mjs")
	node.Dir, node.Stderr = "js", &stderr
	node.Env = append(os.Environ(), "GRAPH_URL="+srv.URL(), "NODE_EXTRA_CA_CERTS="+roots)
	out, err := node.Output()
	require.NoError(t, err, "%s\n%s", out, stderr.String())

	got := map[string]string{}
	for _, line := range bytes.Split(bytes.TrimSpace(out), []byte("\n")) {
		var step struct {
			Step  string
			Value json.RawMessage
		}
		require.NoError(t, json.Unmarshal(line, &step), "%s", line)
		got[step.Step] = string(step.Value)
	}
	require.Equal(t, map[string]string{
		"pages":    `{"users":250,"different":250}`,
		"advanced": `{"count":125,"got":3}`,
		"one":      `["SMTP:user3@contoso.com"]`,
		"refused":  `{"graph":true,"status":400,"code":"Request_UnsupportedQuery","requestId":"string"}`,
		"patched":  `"dXNlcjM="`,
		"cleared":  `null`,
		"restored": `"user5@contoso.com"`,
		"batch":    `{"1":204,"2":404}`,
		"serial":   `{"1":204,"2":404,"3":424}`,
		"retried":  `0`,
	}, got)
	require.Equal(t, []string{"GroupMember.Read.All", "User.DeleteRestore.All", "User.Read.All", "User.ReadWrite.All"}, srv.NeededScopes())
}
