package main

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryRowIsWhatPredictSays(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(testApp(&stdout, &stderr), with("whatif", "--format", "json", "--as-of", "2026-05-31,2026-11-22",
		"--set", "features.blockSoftMatchEnabled=true", "--set", "sourceAnchor=objectGUID", "--set", "client=connect-sync,cloud-sync")...), stderr.String())
	var m struct {
		Users int
		Rows  []struct {
			Base                   bool
			Values                 map[string]string
			Outcomes               map[string]int
			Worse, Better, Changed int
		}
	}
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &m))
	require.Equal(t, 55, m.Users)
	require.Len(t, m.Rows, 16)
	require.True(t, m.Rows[0].Base)
	require.Equal(t, map[string]string{"as-of": "2026-05-31", "features.blockSoftMatchEnabled": "false", "sourceAnchor": "ms-DS-ConsistencyGuid", "client": "connect-sync"}, normal(m.Rows[0].Values))
	base := []string{"--base", "as-of=2026-05-31"}
	for i, row := range m.Rows {
		args := []string{"--as-of", row.Values["as-of"]}
		head := []string{"--head", "as-of=" + row.Values["as-of"]}
		for _, key := range []string{"features.blockSoftMatchEnabled", "sourceAnchor", "client"} {
			args = append(args, "--set", key+"="+row.Values[key])
			head = append(head, "--head", "set="+key+"="+row.Values[key])
		}
		var out bytes.Buffer
		run(testApp(&out, io.Discard), with(append([]string{"predict", "--format", "json"}, args...)...)...)
		var p struct {
			Summary struct{ Outcomes map[string]int }
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &p))
		require.Equal(t, p.Summary.Outcomes, row.Outcomes, row.Values)
		if i == 0 {
			continue
		}
		d := diffJSON(t, map[bool]int{true: exitFindings, false: exitOK}[row.Worse > 0], with(append(base, head...)...)...)
		require.EqualValues(t, d.Summary["worse"], row.Worse, row.Values)
		require.EqualValues(t, d.Summary["better"], row.Better, row.Values)
		require.EqualValues(t, d.Summary["changed"], row.Changed, row.Values)
	}
}

// normal spells the attribute as the tenant file does.
func normal(values map[string]string) map[string]string {
	if values["sourceAnchor"] == "mS-DS-ConsistencyGuid" {
		values["sourceAnchor"] = "ms-DS-ConsistencyGuid"
	}
	return values
}

func TestValuesAreSplitOutsideOfBracketsAndQuotes(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
		err  string
	}{
		{"true,false", []string{"true", "false"}, ""},
		{"", []string{""}, ""},
		{" a , b", []string{"a", "b"}, ""},
		{"[a, b],[c]", []string{"[a, b]", "[c]"}, ""},
		{`"CN=A,DC=x","CN=B,DC=x"`, []string{"CN=A,DC=x", "CN=B,DC=x"}, ""},
		{`'CN=A,DC=x',b`, []string{"CN=A,DC=x", "b"}, ""},
		{`["OU=A,DC=x", "OU=B,DC=x"]`, []string{`["OU=A,DC=x", "OU=B,DC=x"]`}, ""},
		{`[{user: a, role: b}],[]`, []string{`[{user: a, role: b}]`, "[]"}, ""},
		{"(|(a=1,2)(b=3)),x", []string{"(|(a=1,2)(b=3))", "x"}, ""},
		{`"a" and "b"`, []string{`"a" and "b"`}, ""},
		{"[a", nil, "a bracket is not closed"},
		{"a]", nil, "a bracket closes"},
		{`"a`, nil, "a quote is not closed"},
	} {
		got, err := splitValues(c.text)
		if c.err != "" {
			require.ErrorContains(t, err, c.err, c.text)
			continue
		}
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, got, c.text)
	}
}

func FuzzSplitValues(f *testing.F) {
	for _, seed := range []string{"a,b", `"a,b",c`, "[a,(b],c)", "'", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := splitValues(text)
		require.True(t, err != nil || len(parts) > 0)
	})
}
