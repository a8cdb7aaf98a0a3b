package source

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCSVReaderFindsTheHeaderAndTheDelimiter(t *testing.T) {
	for name, c := range map[string]struct {
		text      string
		delimiter rune
		line      int
	}{
		"comma":                      {"id,mail\r\n1,a\r\n", ',', 1},
		"semicolon":                  {"id;mail\n1;a\n", ';', 1},
		"tab":                        {"id\tmail\n1\ta", '\t', 1},
		"bar":                        {"id|mail\n1|a", '|', 1},
		"PowerShell type line":       {"#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n\"id\",\"mail\"\r\n\"1\",\"a\"", ',', 2},
		"separator line":             {"sep=;\r\nid;mail\r\n1;a", ';', 2},
		"blank lines before":         {"\n\nid,mail\n1,a", ',', 3},
		"delimiter inside a quote":   {"\"id\",\"mail;;;\"\n1,a", ',', 1},
		"blanks around column names": {"id , mail\n1,a", ',', 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := newCSVReader(strings.NewReader(c.text))
			require.NoError(t, err)
			require.Equal(t, c.delimiter, r.Delimiter)
			require.Equal(t, c.line, r.HeaderLine)
			require.Len(t, r.Header, 2)
			require.Equal(t, "id", r.Header[0])
			row, line, err := r.Next()
			require.NoError(t, err)
			require.Equal(t, []string{"1", "a"}, row)
			require.Equal(t, c.line+1, line)
			_, _, err = r.Next()
			require.ErrorIs(t, err, io.EOF)
		})
	}
}

func TestCSVReaderGoesOnBehindABrokenRow(t *testing.T) {
	r, err := newCSVReader(strings.NewReader("#TYPE x\nid,mail\n1,a,b\n2,\"x\ny\"\n3,b\"c\n4,d\n"))
	require.NoError(t, err)

	_, _, err = r.Next()
	bad, ok := errors.AsType[*rowError](err)
	require.True(t, ok)
	require.Equal(t, &rowError{Line: 3, Text: "row has 3 fields, want 2 as in the header"}, bad)

	row, line, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, []string{"2", "x\ny"}, row)
	require.Equal(t, 4, line)

	_, _, err = r.Next()
	bad, ok = errors.AsType[*rowError](err)
	require.True(t, ok)
	require.Equal(t, 6, bad.Line)
	require.Contains(t, bad.Text, "quote")

	row, line, err = r.Next()
	require.NoError(t, err)
	require.Equal(t, []string{"4", "d"}, row)
	require.Equal(t, 7, line)
}

func TestCSVReaderOfNothingIsTheEnd(t *testing.T) {
	for _, text := range []string{"", "\n \n", "#TYPE x"} {
		_, err := newCSVReader(strings.NewReader(text))
		require.ErrorIs(t, err, io.EOF)
	}
}
