package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/generate"
)

// table reads a CSV file into one map of columns a row, by a column.
func table(t *testing.T, path, key string) map[string]map[string]string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	require.NoError(t, err)
	out := make(map[string]map[string]string, len(rows))
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, name := range rows[0] {
			cells[name] = row[i]
		}
		// Cells that begin like a formula have an apostrophe in front.
		who := strings.TrimPrefix(cells[key], "'")
		require.Nil(t, out[who], "two rows of %s in %s", who, path)
		out[who] = cells
	}
	return out
}

// generateAndPredict makes a population and predicts with the command that
// generate prints and more flags, and gives the truth and the prediction.
func generateAndPredict(t *testing.T, flags []string, more ...string) (truth, predicted map[string]map[string]string) {
	t.Helper()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(testApp(&stdout, &stderr), append([]string{"generate", "--quiet", "--out", dir}, flags...)...), stderr.String())
	require.Empty(t, stderr.String())
	command := strings.Fields(stdout.String())
	require.Equal(t, []string{"presync", "predict"}, command[:2])
	result := filepath.Join(dir, "prediction.csv")
	code := run(testApp(&stdout, &stderr), append(append(command[1:], "--via", "memory", "--format", "csv", "-o", result), more...)...)
	require.Contains(t, []int{exitOK, exitFindings}, code, stderr.String())
	return table(t, filepath.Join(dir, "truth.csv"), "user"), table(t, result, "userPrincipalName")
}

// The truth comes from the generator, which knows no rule: the prediction has to
// find it for every user.
func TestPredictionAgreesWithTheTruthForEveryUser(t *testing.T) {
	for name, flags := range map[string][]string{
		"20,000 users":        {"--users", "20000", "--seed", "1"},
		"another seed":        {"--users", "3000", "--seed", "2"},
		"ldapsearch":          {"--users", "2000", "--seed", "3", "--dialect", "ldapsearch"},
		"UTF-16":              {"--users", "2000", "--seed", "4", "--encoding", "utf-16"},
		"two forests":         {"--users", "3000", "--seed", "5", "--forests", "2"},
		"nine forests":        {"--users", "3000", "--seed", "6", "--forests", "9", "--encoding", "utf-16"},
		"one user":            {"--users", "1", "--seed", "7"},
		"a forest of one":     {"--users", "3", "--seed", "8", "--forests", "3"},
		"as few as 50 users":  {"--users", "50", "--seed", "9"},
		"as few as 400 users": {"--users", "400", "--seed", "18446744073709551615"},
	} {
		t.Run(name, func(t *testing.T) {
			truth, predicted := generateAndPredict(t, flags)
			requireTruth(t, truth, predicted)
		})
	}
}

// The truth does not depend on the day of the prediction, nor on its way.
func TestTruthHoldsFromTheStatedDayOnAndOverTheWire(t *testing.T) {
	for _, flags := range [][]string{{"--as-of", generate.RulesFrom}, {"--as-of", "2031-01-01"}, {"--via", "wire"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			truth, predicted := generateAndPredict(t, []string{"--users", "1500"}, flags...)
			requireTruth(t, truth, predicted)
		})
	}
}

func requireTruth(t *testing.T, truth, predicted map[string]map[string]string) {
	t.Helper()
	require.Len(t, predicted, len(truth))
	for user, want := range truth {
		got := predicted[user]
		require.NotNil(t, got, user)
		require.Equal(t, want["outcome"]+" "+want["error"], got["outcome"]+" "+got["errorCode"],
			"%s, case %s (%s): rule %s: %s", user, want["case"], want["because"], got["rule"], got["reason"])
	}
}

func TestFromTwoThousandUsersOnEveryOutcomeAndErrorOccurs(t *testing.T) {
	truth, _ := generateAndPredict(t, []string{"--users", "2000"})
	seen := map[string]bool{}
	for _, row := range truth {
		seen[row["outcome"]], seen[row["error"]] = true, true
	}
	for _, want := range append(outcomeNames(), "InvalidHardMatch", "InvalidSoftMatch", "AttributeValueMustBeUnique", "ObjectTypeMismatch",
		"IdentityDataValidationFailed", "LargeObject", "AttributeUpdateNotAllowed", "SourceAnchorChanged", "ExistingAdminRoleConflict") {
		require.True(t, seen[want], want)
	}
}

// BenchmarkPredictCommand is all of presync predict: both files, all rules, and
// the result. Bytes are those of the two large files.
func BenchmarkPredictCommand(b *testing.B) {
	dir := b.TempDir()
	var talk bytes.Buffer
	require.Zero(b, run(testApp(io.Discard, &talk), "generate", "--quiet", "--users", "20000", "--out", dir), talk.String())
	ad, tenant := filepath.Join(dir, "ad.ldif"), filepath.Join(dir, "tenant")
	size := int64(0)
	for _, f := range []string{ad, filepath.Join(tenant, "users.json")} {
		info, err := os.Stat(f)
		require.NoError(b, err)
		size += info.Size()
	}
	for _, format := range []string{"csv", "ndjson", "json"} {
		b.Run(format, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				code := run(testApp(io.Discard, io.Discard), "predict", "--quiet", "--via", "memory", "--ad", ad, "--cloud", tenant,
					"--tenant", filepath.Join(dir, "tenant.yaml"), "--format", format)
				if code != exitFindings {
					b.Fatalf("exit code %d", code)
				}
			}
		})
	}
}

// Somebody's own export has the same name.
func TestGenerateLeavesAnExportThatItDidNotMake(t *testing.T) {
	for _, name := range []string{"ad.ldif", "tenant.yaml", filepath.Join("tenant", "users.json")} {
		dir := t.TempDir()
		own := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(own), 0o755))
		require.NoError(t, os.WriteFile(own, []byte("mine"), 0o644))
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitUsage, run(testApp(&stdout, &stderr), "generate", "--users", "3", "--out", dir))
		require.Equal(t, "presync: --out: "+own+" is there, with no truth.csv of an earlier generate beside it, and is left as it is\n"+
			"hint: name a new folder\n", stderr.String())
		content, err := os.ReadFile(own)
		require.NoError(t, err)
		require.Equal(t, "mine", string(content))
	}
}

func TestGenerateWritesAgainWhereItHasWritten(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		var stdout, stderr bytes.Buffer
		require.Zero(t, run(testApp(&stdout, &stderr), "generate", "--users", "1", "--out", dir), stderr.String())
		require.Equal(t, "presync: "+dir+" holds 1 invented user, 0.0 MB; truth.csv says what becomes of them\n", stderr.String())
	}
}

func TestAFlagThatTakesNoNegativeNumberSaysSo(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitUsage, run(testApp(&stdout, &stderr), "generate", "--seed", "-5", "--out", t.TempDir()))
	require.Contains(t, stderr.String(), `presync: --seed "-5": want a whole number, 0 or more`)
}
