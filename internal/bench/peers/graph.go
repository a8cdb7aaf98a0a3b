package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// graphServers lets the vendor's JavaScript SDK read all users, from fakegraph
// and from a server that only hands out the same pages from memory. Both speak
// TLS, because the SDK follows no other links, and both are in one process.
func graphServers(b *bench) ([]part, error) {
	node, err := b.need("node", "nodejs")
	if err != nil {
		return nil, err
	}
	sdk, err := b.sdk()
	if err != nil {
		return nil, err
	}
	p, err := b.population(b.wire)
	if err != nil {
		return nil, err
	}
	roots := filepath.Join(b.dir, "roots.pem")
	srv, err := b.start(2, b.probe, "graph", p.tenant, roots)
	if err != nil {
		return nil, err
	}
	defer srv.stop()
	read := func(url string) command {
		return command{argv: []string{node, sdk}, env: []string{"GRAPH_URL=" + url, "NODE_EXTRA_CA_CERTS=" + roots}, keep: true}
	}
	costs, err := b.inTurn(read(srv.lines[0]), read(srv.lines[1]))
	if err != nil {
		return nil, err
	}
	if ours, theirs := costs[0][0].stdout, costs[1][0].stdout; !bytes.Equal(ours, theirs) {
		return nil, fmt.Errorf("the SDK reads %s users from fakegraph and %s from the static server", ours, theirs)
	}
	r := ratio(costs[0], costs[1])
	return []part{{fmt.Sprintf("%.2f (%.2f s, static %.2f s, %s users)", r, wall(costs[0]), wall(costs[1]), bytes.TrimSpace(costs[0][0].stdout)), judge(r <= 1.2)}}, nil
}

// sdk installs the SDK beside the script and gives the script.
func (b *bench) sdk() (string, error) {
	from := filepath.Join(b.root, "e2e", "js")
	if _, err := os.Stat(filepath.Join(from, "node_modules", "@microsoft")); err != nil {
		npm, err := b.need("npm", "npm")
		if err != nil {
			return "", err
		}
		cmd := exec.CommandContext(b.ctx, npm, "ci", "--no-audit", "--no-fund")
		cmd.Dir = from
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", errMissing{"the JavaScript SDK", fmt.Sprintf("npm ci: %v: %s", err, (&head{kept: out}).tail())}
		}
	}
	return filepath.Join(from, "pages.mjs"), nil
}
