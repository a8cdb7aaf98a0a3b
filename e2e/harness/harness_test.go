// Package harness holds presync test against tools that nobody here wrote: the
// validators of its formats, a shell, and the tests of another module.
package harness

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"presync/scenarios"
)

// suite is a folder of scenarios of which some are meant to fail, library the
// shipped ones, which all hold.
const (
	suite   = "../../scenarios/testdata/suite"
	library = "../../scenarios"
)

// The exit codes of presync test.
const (
	exitOK       = 0
	exitFindings = 3
)

// The Go modules that carry a schema in their tests.
const (
	sarifModule  = "github.com/securego/gosec/v2@v2.30.0"
	sarifSchema  = "report/sarif/testdata/sarif-schema-2.1.0.json"
	jenkinModule = "github.com/yannh/kubeconform@v0.8.0"
	jenkinSchema = "fixtures/junit.xsd"
)

// binary is presync, built once for the package.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "presync-harness-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "presync")
	build := exec.Command("go", "build", "-o", name, "./cmd/presync")
	build.Dir = "../.."
	out, err := build.CombinedOutput()
	if err != nil {
		err = errors.New(string(out))
	}
	return name, err
})

// TestMain takes the binary away at the end.
func TestMain(m *testing.M) {
	code := m.Run()
	if name, err := binary(); err == nil {
		os.RemoveAll(filepath.Dir(name))
	}
	os.Exit(code)
}

// presync runs presync test and gives its output and its exit code.
func presync(t *testing.T, args ...string) ([]byte, int) {
	t.Helper()
	name, err := binary()
	require.NoError(t, err)
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, append([]string{"test"}, args...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		require.True(t, ok, "%v", err)
		require.Empty(t, stderr.String())
		return stdout.Bytes(), exit.ExitCode()
	}
	return stdout.Bytes(), exitOK
}

// statuses counts the suite by the JSON report.
func statuses(t *testing.T, folder string) map[string][]string {
	t.Helper()
	out, _ := presync(t, folder, "--format", "json")
	var document struct {
		Scenarios []struct{ File, Status string }
	}
	require.NoError(t, json.Unmarshal(out, &document))
	require.NotEmpty(t, document.Scenarios)
	got := make(map[string][]string)
	for _, s := range document.Scenarios {
		got[s.Status] = append(got[s.Status], s.File)
	}
	return got
}

// fromModule gives a file of a Go module.
func fromModule(t *testing.T, module, file string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", module)
	cmd.Dir = t.TempDir() // outside of any module
	out, err := cmd.Output()
	require.NoError(t, err, "%s", out)
	var downloaded struct{ Dir, Error string }
	require.NoError(t, json.Unmarshal(out, &downloaded))
	require.Empty(t, downloaded.Error)
	return filepath.Join(downloaded.Dir, filepath.FromSlash(file))
}

// antSchema takes the schema of Ant's format out of the tests of an npm package,
// where it is a text.
func antSchema(t *testing.T) string {
	t.Helper()
	install := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	source, err := os.ReadFile("node_modules/junit-xml/src/index.test.ts")
	require.NoError(t, err)
	schema := regexp.MustCompile(`const antJunitSchema = '((?:[^'\\]|\\')*)';`).FindSubmatch(source)
	require.NotNil(t, schema)
	name := filepath.Join(t.TempDir(), "ant.xsd")
	require.NoError(t, os.WriteFile(name, bytes.ReplaceAll(schema[1], []byte(`\'`), []byte("'")), 0o600))
	return name
}

// validate checks a report by a schema.
func validate(t *testing.T, schema, report string) ([]byte, error) {
	t.Helper()
	return exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", schema, report).CombinedOutput()
}

func TestJUnitIsValidByAntAndByJenkins(t *testing.T) {
	ant, jenkins := antSchema(t), fromModule(t, jenkinModule, jenkinSchema)
	report := filepath.Join(t.TempDir(), "report.xml")
	check := func(folder string, want int, schemas []string, more ...string) {
		_, code := presync(t, append(more, folder, "--junit", report)...)
		require.Equal(t, want, code)
		for _, schema := range schemas {
			out, err := validate(t, schema, report)
			require.NoError(t, err, "%s", out)
		}
	}
	check(suite, exitFindings, []string{jenkins})
	// This copy of Ant's schema is of the time before tests could be skipped.
	check(suite, exitFindings, []string{ant, jenkins}, "--skip", "^KNOWN")
	check(library, exitOK, []string{ant, jenkins})
	check("testdata/ours", exitOK, []string{ant, jenkins})

	require.NoError(t, os.WriteFile(report, []byte(`<testsuites><testsuite/></testsuites>`), 0o600))
	for _, schema := range []string{ant, jenkins} {
		_, err := validate(t, schema, report)
		require.Error(t, err, "the schema refuses something")
	}
}

func TestSARIFIsValid(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(fromModule(t, sarifModule, sarifSchema))
	require.NoError(t, err)
	for folder, want := range map[string]int{suite: exitFindings, library: exitOK} {
		out, code := presync(t, folder, "--format", "sarif", "--threshold", "1")
		require.Equal(t, want, code)
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(document))
	}
	bad, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(`{"version": "2.1.0", "runs": [{"results": []}]}`)))
	require.NoError(t, err)
	require.Error(t, schema.Validate(bad), "the schema refuses something")
}

// tests prints what Perl's parser makes of each test line, and what it holds
// against the stream.
const tests = `
my $p = TAP::Parser->new({ source => $ARGV[0] });
while (my $r = $p->next) {
	next unless $r->is_test;
	my ($file) = $r->description =~ /^- (.*\.txtar) /;
	printf "%s\t%s\n", $r->has_todo ? "known-wrong" : $r->is_actual_ok ? "passed" : "failed", $file;
}
print STDERR "$_\n" for $p->parse_errors;
`

func TestTAPIsWhatPerlReads(t *testing.T) {
	for folder, want := range map[string]int{suite: exitFindings, library: exitOK} {
		out, code := presync(t, folder, "--format", "tap")
		require.Equal(t, want, code)
		report := filepath.Join(t.TempDir(), "report.tap")
		require.NoError(t, os.WriteFile(report, out, 0o600))

		prove := exec.CommandContext(t.Context(), "prove", report)
		said, err := prove.CombinedOutput()
		require.Equal(t, want == exitOK, err == nil, "%s", said)
		require.NotContains(t, string(said), "Parse errors")

		var problems bytes.Buffer
		perl := exec.CommandContext(t.Context(), "perl", "-MTAP::Parser", "-e", tests, report)
		perl.Stderr = &problems
		lines, err := perl.Output()
		require.NoError(t, err)
		require.Empty(t, problems.String())
		got := make(map[string][]string)
		for _, m := range regexp.MustCompile(`(?m)^(\S+)\t(.+)$`).FindAllStringSubmatch(string(lines), -1) {
			got[m[1]] = append(got[m[1]], m[2])
		}
		expected := statuses(t, folder)
		require.Equal(t, expected["passed"], got["passed"])
		require.Equal(t, expected["known-wrong"], got["known-wrong"])
		require.ElementsMatch(t, append(expected["failed"], expected["error"]...), got["failed"])
	}
}

func TestAnnotationsNameLinesThatAreThere(t *testing.T) {
	out, code := presync(t, suite, "--format", "github")
	require.Equal(t, exitFindings, code)
	annotations := regexp.MustCompile(`(?m)^::(?:error|notice) file=([^,]+),line=(\d+),`).FindAllSubmatch(out, -1)
	require.Greater(t, len(annotations), 20)
	for _, a := range annotations {
		name := string(bytes.ReplaceAll(bytes.ReplaceAll(a[1], []byte("%2C"), []byte(",")), []byte("%25"), []byte("%")))
		sed := exec.CommandContext(t.Context(), "sed", "-n", string(a[2])+"p", name)
		line, err := sed.Output()
		require.NoError(t, err)
		require.True(t, len(bytes.TrimSpace(line)) > 0 || filepath.Base(name) == "broken_empty.txtar", "%s:%s", name, a[2])
	}
}

// TestOurTenant is a test of another module: this one.
func TestOurTenant(t *testing.T) {
	scenarios.Test(t, os.DirFS("testdata/ours"), scenarios.Options{Parallel: 2})
}
