package source

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzSkippingLikeTheScanner shows that values are stepped over where, and only
// where, the scanner steps over them.
func FuzzSkippingLikeTheScanner(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-2.5e+3,true,false,null,"x\"\\\u00e4\ud83d\ude00"],"b":{}} x`, `[ ] `, "\"caf\xc3\xa9 and more than eight\"", `"12345678\n"`,
		"\"tab\there\"", `"open`, `{"a":1,}`, `[1 2]`, `01`, `tru`, `"\x"`, `{"a" 1}`, `{1:2}`, `"\ud83d"`, "\"\x7f\xff\xfe\x80\"", `"\u12"`, `--1`, ``,
		strings.Repeat("[", 40) + strings.Repeat("]", 40),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		next, ok := skipJSON(text, 0, 0)
		r := bytes.NewReader(text)
		s := newJSONScanner(r)
		err := s.skip()
		if !ok {
			deep := strings.Count(string(text), "[")+strings.Count(string(text), "{") > maxSkipDepth
			require.True(t, err != nil || deep, "%q", text)
			return
		}
		require.NoError(t, err)
		require.Equal(t, s.end-s.at+r.Len(), len(text)-next, "what is left")
	})
}

// onePage is an answer with 999 users.
func onePage() []byte {
	var b bytes.Buffer
	b.WriteString(`{"@odata.context":"http://127.0.0.1/beta/$metadata#users","@odata.nextLink":"http://127.0.0.1/beta/users?$skiptoken=x","value":[`)
	for i := range 999 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"00000000-0000-4000-8000-%012d","displayName":"Laura Moretti","userPrincipalName":"moretti%d@contoso.com","mail":"moretti%d@contoso.com",
			"proxyAddresses":["SMTP:moretti%d@contoso.com","smtp:m%d@contoso.onmicrosoft.com"],"accountEnabled":true,"onPremisesImmutableId":null,"jobTitle":null}`, i, i, i, i, i)
	}
	b.WriteString("]}")
	return b.Bytes()
}

func TestTheNextPageIsFoundWithoutAllocatingForUsers(t *testing.T) {
	page := onePage()
	next, err := nextLink(page)
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1/beta/users?$skiptoken=x", next)
	require.Less(t, testing.AllocsPerRun(5, func() {
		if _, err := nextLink(page); err != nil {
			t.Fatal(err)
		}
	}), 20.0)
	_, err = nextLink(page[:len(page)-1])
	require.ErrorContains(t, err, "ends in the middle")
	next, err = nextLink([]byte(`{"value":[],"@ODATA.nextlink":"a\u0062"}`))
	require.NoError(t, err)
	require.Equal(t, "ab", next)
}

func BenchmarkNextLink(b *testing.B) {
	page := onePage()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := nextLink(page); err != nil {
			b.Fatal(err)
		}
	}
}
