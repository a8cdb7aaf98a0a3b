package fakegraph

import (
	"flag"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the operation table into doc.go")

// testNames lists the tests of this package.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	names := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "Test") {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}

func TestParityRowsHaveWitnesses(t *testing.T) {
	names := testNames(t)
	seen := map[string]bool{}
	for _, op := range Parity {
		require.True(t, names[op.Test], "%s: no test %s", op.Name, op.Test)
		require.Contains(t, []string{"yes", "partly", "no"}, op.Supported, op.Name)
		require.False(t, seen[op.Name], "%s comes twice", op.Name)
		seen[op.Name] = true
		if op.Supported != "yes" {
			require.NotEmpty(t, op.Differs, op.Name)
		}
	}
}

func TestPackageCommentHasTheOperationTable(t *testing.T) {
	data, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(data), "// service, and the test that shows it.\n//\n")
	require.True(t, ok)
	_, tail, ok := strings.Cut(rest, "\npackage fakegraph")
	require.True(t, ok)
	var b strings.Builder
	b.WriteString(head + "// service, and the test that shows it.\n//\n")
	for _, op := range Parity {
		b.WriteString("//   - " + op.Name + " (" + op.Supported + ")")
		if op.Differs != "" {
			b.WriteString(": " + op.Differs)
		}
		b.WriteString(" [" + op.Test + "]\n")
	}
	want := b.String() + "package fakegraph" + tail
	if *update {
		require.NoError(t, os.WriteFile("doc.go", []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(data), "run: go test ./fakegraph -run PackageComment -update")
}
