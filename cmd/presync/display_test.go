package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/meter"
)

func TestAnInterruptedResultLeavesTheFileOfBefore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
	ctx, interrupt := context.WithCancel(t.Context())
	err := writeResult(ctx, testApp(nil, nil), path, func(w io.Writer) error {
		require.NoError(t, write("half")(w))
		interrupt()
		return write("the rest")(w)
	})
	require.ErrorIs(t, err, context.Canceled)
	have, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "before", string(have))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

// spoken is what was said above the line, which may have been drawn on a slow
// machine: talk ends with a line feed, and the line never does.
func spoken(shown string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(shown, wipe) {
		if strings.HasSuffix(part, "\n") {
			b.WriteString(part)
		}
	}
	return b.String()
}

// TestWhatIsShownChangesNothing runs commands in front of a terminal and
// without one.
func TestWhatIsShownChangesNothing(t *testing.T) {
	contoso := filepath.Join("..", "..", "examples", "contoso")
	ad, tenant := filepath.Join(contoso, "ad.ldif"), filepath.Join(contoso, "tenant")
	for name, args := range map[string][]string{
		"predict":             {"predict", "--ad", ad, "--cloud", tenant, "--format", "json"},
		"only some":           {"predict", "--ad", ad, "--cloud", tenant, "--format", "csv", "--only", "create"},
		"one file":            {"predict", "--ad", ad, "--cloud", filepath.Join(tenant, "users.json"), "--format", "json", "--via", "memory"},
		"check":               {"check", "--ad", ad, "--cloud", tenant, "--format", "json"},
		"plan":                {"hardmatch", "plan", "--ad", ad, "--cloud", tenant, "--format", "json"},
		"export-ad":           {"hardmatch", "export-ad", "--ad", ad},
		"export-cloud":        {"hardmatch", "export-cloud", "--cloud", tenant},
		"test":                {"test", filepath.Join("..", "..", "scenarios"), "--run", "^SM001", "-v"},
		"no such export":      {"predict", "--ad", "nowhere.ldif", "--cloud", tenant},
		"a folder as one":     {"predict", "--ad", contoso, "--cloud", tenant},
		"no such tenant":      {"predict", "--ad", ad, "--cloud", "nowhere"},
		"a tenant of none":    {"predict", "--ad", ad, "--cloud", contoso},
		"an export as tenant": {"predict", "--ad", ad, "--cloud", ad},
	} {
		var plainOut, plainErr, out, talk bytes.Buffer
		code := run(testApp(&plainOut, &plainErr), args...)
		watched := testApp(&out, &talk)
		watched.talksToTerminal = true
		require.Equal(t, code, run(watched, args...), name)
		require.Equal(t, plainOut.String(), out.String(), name)
		require.Equal(t, plainErr.String(), spoken(talk.String()), name)
		require.Nil(t, watched.display, name)
		require.Same(t, &talk, watched.stderr, name)
	}
}

// still makes a display that draws only when it is told to.
func still(out io.Writer, columns int) *display {
	return &display{out: out, columns: func() int { return columns }}
}

func TestTheLineSaysWhatIsKnown(t *testing.T) {
	var out bytes.Buffer
	d := still(&out, 80)
	drawn := func() string {
		out.Reset()
		d.draw(true)
		return out.String()
	}
	require.Empty(t, drawn(), "nothing has begun")

	p := d.next("reading AD", meter.Bytes, 2_000_000_000)
	p.Add(500_000_000)
	require.Regexp(t, `^\r\x1b\[Kpresync: reading AD 25% \[=+> +\] 500\.00 MB of 2\.00 GB *$`, drawn())
	require.Less(t, len(drawn())-len(wipe), 80, "a full line would scroll")

	tenant := d.Begin("reading the tenant", meter.Bytes, 0)
	tenant.Add(4000)
	require.Contains(t, drawn(), "reading AD", "what began first is shown until it ends")
	p.End()
	require.Equal(t, wipe+"presync: reading the tenant 4.00 kB, 0s ", drawn())
	tenant.End()

	d.next("matching", meter.Nothing, 0)
	require.Equal(t, wipe+"presync: matching, 0s", drawn())
	d.next("writing decisions", meter.Users, 1000).Add(10)
	require.Contains(t, drawn(), "] 10 of 1000 users")

	d.columns = func() int { return 300 }
	require.Less(t, len(drawn())-len(wipe), showColumns, "the eye follows no longer lines")
	d.columns = func() int { return 20 }
	require.Len(t, strings.TrimPrefix(drawn(), wipe), 19)
	out.Reset()
	d.draw(false)
	require.Empty(t, out.String(), "the run has not taken long enough")
}

func TestResultsOnTheSameTerminalStandAboveTheLine(t *testing.T) {
	var out bytes.Buffer
	d := still(&out, 80)
	w := d.beside(&out)
	d.next("running scenarios", meter.Nothing, 0)
	d.draw(true)
	require.NoError(t, write("FAIL ")(w))
	d.draw(true)
	require.NoError(t, write("x\n")(w))
	d.draw(true)
	const line = wipe + "presync: running scenarios, 0s"
	require.Equal(t, line+wipe+"FAIL x\n"+line, out.String())
}

func TestTalkStandsAboveTheLine(t *testing.T) {
	var out bytes.Buffer
	d := still(&out, 80)
	d.next("matching", meter.Nothing, 0)
	_, err := io.WriteString(d, "early\n")
	require.NoError(t, err)
	d.draw(true)
	_, err = io.WriteString(d, "talk\n")
	require.NoError(t, err)
	d.draw(true)
	resume := d.pause()
	d.draw(true)
	resume()
	d.draw(true)
	d.last.End()
	d.draw(true)
	const line = wipe + "presync: matching, 0s"
	require.Equal(t, "early\n"+line+wipe+"talk\n"+line+wipe+line+wipe, out.String())
	var none *display
	none.pause()()
}
