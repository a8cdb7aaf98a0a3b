package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPowerShellUnderstandsTheRunbook has a grammar of PowerShell that nobody
// here wrote read the runbook; PowerShell itself is in no registry that this
// machine reaches.
func TestPowerShellUnderstandsTheRunbook(t *testing.T) {
	if _, err := os.Stat(filepath.Join("powershell", "node_modules")); err != nil {
		install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = "powershell"
		out, err := install.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	parse := func(script string) string {
		var stderr bytes.Buffer
		node := exec.Command("node", "parse.mjs")
		node.Dir, node.Stdin, node.Stderr = "powershell", strings.NewReader(script), &stderr
		out, err := node.Output()
		require.NoError(t, err, stderr.String())
		return string(out)
	}
	script, err := os.ReadFile(filepath.Join("..", "sim", "hardmatch", "runbook.ps1"))
	require.NoError(t, err)
	require.Regexp(t, `^functions \d\d\n$`, parse(string(script)))
	require.Contains(t, parse("function Broken { if ($a { }"), "line 1:", "what is broken is found")
}
