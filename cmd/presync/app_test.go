package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

func TestColourAndWidthFollowTheTerminal(t *testing.T) {
	env := map[string]string{}
	a := testApp(nil, nil)
	a.env = func(name string) string { return env[name] }
	require.Equal(t, 100, a.textOptions(false, false).Width)
	require.False(t, a.textOptions(false, false).Colour, "a pipe has no colours")

	a.terminal, a.columns = true, 80
	require.Equal(t, 80, a.textOptions(false, false).Width)
	require.True(t, a.textOptions(false, false).Colour)
	require.False(t, a.textOptions(true, false).Colour, "--no-color")
	require.Equal(t, 100, a.textOptions(false, true).Width, "a file looks the same everywhere")
	require.False(t, a.textOptions(false, true).Colour)

	env["COLUMNS"] = "120"
	require.Equal(t, 120, a.textOptions(false, false).Width)
	env["COLUMNS"] = "900"
	require.Equal(t, 160, a.textOptions(false, false).Width, "long lines are hard to read")
	env["TERM"] = "dumb"
	require.False(t, a.textOptions(false, false).Colour, "a dumb terminal has none")
	env["TERM"], env["NO_COLOR"] = "xterm", "1"
	require.False(t, a.textOptions(false, false).Colour)
}

func TestErrorsBecomeExitCodes(t *testing.T) {
	for _, c := range []struct {
		err    error
		code   int
		stderr string
	}{
		{nil, 0, ""},
		{errFindings, 3, ""},
		{usagef("do this", "wrong %q", "x"), 2, "presync: wrong \"x\"\nhint: do this\n"},
		{errors.New("ad.ldif:14: objectGUID has 15 bytes, want 16"), 1, "presync: ad.ldif:14: objectGUID has 15 bytes, want 16\n"},
		{fmt.Errorf("reading: %w", context.Canceled), 1, "presync: interrupted\n"},
		{fmt.Errorf("wrapped: %w", errors.Join(errors.New("one"), errors.New("two"))), 1, "presync: wrapped: one\npresync: two\n"},
	} {
		var stderr bytes.Buffer
		require.Equal(t, c.code, testApp(nil, &stderr).exitCode(c.err))
		require.Equal(t, c.stderr, stderr.String())
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		require.NotEmpty(t, cmd.Short, cmd.CommandPath())
		if cmd.Name() != "help" && cmd.Name() != "completion" && cmd.Parent() != nil {
			require.Contains(t, cmd.Long, "Exit codes: ", cmd.CommandPath())
			require.NotEmpty(t, cmd.Example, cmd.CommandPath())
			var help bytes.Buffer
			cmd.SetOut(&help)
			require.NoError(t, cmd.Help())
			for line := range bytes.Lines(help.Bytes()) {
				require.LessOrEqual(t, len(bytes.TrimSpace(line)), 100, "%s: %s", cmd.CommandPath(), line)
			}
		}
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(newRootCmd(testApp(io.Discard, io.Discard)))
}

func TestTheShellIsOfferedWhatCanFollow(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"predict", "--format", ""}, "ndjson"},
		{[]string{"predict", "--only", ""}, "create-duplicate"},
		{[]string{"explain", "--via", ""}, "memory"},
		{[]string{"rules", ""}, "HM001\t"},
	} {
		var stdout bytes.Buffer
		require.Zero(t, run(testApp(&stdout, io.Discard), append([]string{"__complete"}, c.words...)...))
		require.Contains(t, stdout.String(), c.want)
	}
	require.Empty(t, completeRule([]string{"HM001"}), "a second rule is not offered")
}

func TestAnInterruptEndsARun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := whileWanted{ctx, io.Discard}.Write([]byte("x"))
	require.ErrorIs(t, err, context.Canceled)

	var stderr bytes.Buffer
	code := testApp(io.Discard, &stderr).run(ctx, []string{"predict", "--ad", contoso + "ad.ldif", "--cloud", contoso + "tenant"})
	require.Equal(t, exitFailed, code)
	require.Contains(t, stderr.String(), "presync: interrupted\n")
}

func TestTodayIsTheDayOfTheRules(t *testing.T) {
	var stdout, stderr bytes.Buffer
	run(testApp(&stdout, &stderr), "predict", "--ad", contoso+"ad.ldif", "--cloud", contoso+"tenant", "--format", "ndjson")
	require.Contains(t, stdout.String(), `"asOf":"2026-11-22"`, stderr.String())
}

func TestAUserIsFoundByTheFirstKindOfNameThatFits(t *testing.T) {
	person := func(dn, upn, sam, mail string) match.Decision {
		o := &directory.Object{DN: dn}
		o.Attrs.Add("userPrincipalName", upn, 1)
		o.Attrs.Add("sAMAccountName", sam, 1)
		o.Attrs.Add("mail", mail, 1)
		o.Attrs.Add("objectGUID", "30475e40-e7ae-4af3-af75-8b143c81daf5", 1)
		return match.Decision{Object: o}
	}
	all := []match.Decision{
		person("CN=A", "a@contoso.com", "a", "shared@contoso.com"),
		person("CN=B", "shared@contoso.com", "b", "b@contoso.com"),
		person("CN=C", "c@contoso.com", "A", "c@contoso.com"),
	}
	all[1].User = &directory.Candidate{UPN: "shared@contoso.com", SAMAccountName: "b", Anchor: "anchor=="}
	dn := func(who string) []string {
		var out []string
		for _, d := range find(all, who) {
			out = append(out, d.Object.DN)
		}
		return out
	}
	require.Equal(t, []string{"CN=B"}, dn("SHARED@contoso.com"), "a userPrincipalName counts before a mail")
	require.Equal(t, []string{"CN=A", "CN=C"}, dn("a"))
	require.Equal(t, []string{"CN=C"}, dn("cn=c"))
	require.Equal(t, []string{"CN=B"}, dn("anchor=="))
	require.Empty(t, dn("ANCHOR=="), "an anchor is compared byte for byte")
	require.Len(t, dn("{30475E40-E7AE-4AF3-AF75-8B143C81DAF5}"), 3)
	require.Empty(t, dn(""))
	require.Equal(t, []string{"shared@contoso.com"}, nearNames(all, "sharde"))
}

func TestWordsNearbyAreOffered(t *testing.T) {
	require.Equal(t, "predict", nearest("predct", []string{"explain", "predict"}))
	require.Empty(t, nearest("xyz", []string{"explain", "predict"}))
}
