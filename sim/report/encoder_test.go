package report

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// standard is what encoding/json writes for a string.
func standard(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	require.NoError(t, enc.Encode(s))
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func TestStringsAreWrittenAsEncodingJSONWritesThem(t *testing.T) {
	var all []byte
	for c := range 256 {
		all = append(all, byte(c))
	}
	for _, s := range []string{"", "plain", `CN=Smith\, Bob`, `"`, "<&>", "Zoë 山田", "a\u2028b\u2029c\u202ad", "\xff\xc3", "�", string(all)} {
		e := encoder{}
		e.string(s)
		require.Equal(t, standard(t, s), string(e.b))
	}
}

func FuzzEncoderString(f *testing.F) {
	f.Add("a\"\\\x00\u2028\xff")
	f.Fuzz(func(t *testing.T, s string) {
		e := encoder{}
		e.string(s)
		require.Equal(t, standard(t, s), string(e.b))
	})
}

func TestDecisionsAreWrittenWithoutAllocations(t *testing.T) {
	p := prediction(12)
	for name, sink := range map[string]Sink{
		"csv": NewCSV(io.Discard), "json": NewJSON(io.Discard, false), "ndjson": NewNDJSON(io.Discard, true),
	} {
		f := sink.(Formatter)
		var b []byte
		write := func() {
			b = b[:0]
			for i := range p.Decisions {
				b = f.Format(b, &p.Decisions[i])
			}
		}
		write()
		require.LessOrEqual(t, testing.AllocsPerRun(20, write), 2.0, "%s: the names of the one object that is no person", name)
	}
}
