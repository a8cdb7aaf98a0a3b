package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const contoso = "../../examples/contoso/"

type exampleDecision struct {
	User    struct{ SAMAccountName string }
	Outcome string
	Rule    string
	Error   *struct{ Code string }
}

// TestContosoShowsEveryOutcomeAndError runs the bundled example as make demo
// does, and compares it with the table in its README.
func TestContosoShowsEveryOutcomeAndError(t *testing.T) {
	var stdout, stderr bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, env: func(string) string { return "" }, now: time.Now}
	code := a.run(context.Background(), []string{"predict", "--ad", contoso + "ad.ldif", "--cloud", contoso + "tenant",
		"--tenant", contoso + "tenant.yaml", "--as-of", "2026-11-22", "--format", "json"})
	require.Equal(t, 3, code, stderr.String())
	var report struct {
		Summary struct {
			Outcomes map[string]int
			Errors   map[string]int
		}
		Decisions []exampleDecision
	}
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &report))
	for outcome, n := range report.Summary.Outcomes {
		require.Positive(t, n, outcome)
	}
	for _, code := range []string{"InvalidHardMatch", "InvalidSoftMatch", "AttributeValueMustBeUnique", "ObjectTypeMismatch", "IdentityDataValidationFailed",
		"LargeObject", "AttributeUpdateNotAllowed", "SourceAnchorChanged", "ExistingAdminRoleConflict"} {
		require.Positive(t, report.Summary.Errors[code], code)
	}
	got := map[string]exampleDecision{}
	for _, d := range report.Decisions {
		got[d.User.SAMAccountName] = d
	}
	readme, err := os.ReadFile(contoso + "README.md")
	require.NoError(t, err)
	rows := 0
	for line := range strings.Lines(string(readme)) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 || strings.Contains(line, "---") || strings.Contains(line, "sAMAccountName |") {
			continue
		}
		rows++
		who, d := strings.TrimSpace(cells[1]), got[strings.TrimSpace(cells[1])]
		require.Equal(t, strings.TrimSpace(cells[3]), d.Outcome, who)
		require.Equal(t, strings.TrimSpace(cells[4]), d.Rule, who)
		if want := strings.TrimSpace(cells[5]); want != "" {
			require.NotNil(t, d.Error, who)
			require.Equal(t, want, d.Error.Code, who)
		}
	}
	require.Greater(t, rows, 25)
}
