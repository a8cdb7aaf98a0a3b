package report

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzCellsAreQuotedAsEncodingCSVDoes(f *testing.F) {
	for _, s := range []string{"", "plain", " blank", `say "hi"`, `""`, "a,b", `\.`, "=1+1", "line\nend", "\u00a0x", `CN=Robin "Rob" Pradhan\, of 7,OU=Staff`, "a long cell, \"odd\" at its end\u200b", "Ä,\"ö\"", "\xff"} {
		f.Add(s, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		row := []string{csvCell(a), csvCell(b)}
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		require.NoError(t, w.Write(row))
		w.Flush()
		got := appendLooked(append(appendCell(nil, a), ','), []byte(b))
		require.Equal(t, want.String(), string(got)+"\n")
	})
}
