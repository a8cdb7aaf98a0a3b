package source

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	o := &directory.Object{DN: "CN=Søren\\, Ø,OU=Büro,DC=contoso,DC=com"}
	for _, kv := range [][2]string{
		{"objectClass", "user"}, {"objectGUID", guidBytes}, {"displayName", " leading"}, {"givenName", "trailing "},
		{"sn", ":colon"}, {"title", "<less"}, {"department", "two\nlines"}, {"company", "Søren"}, {"mail", ""},
		{"cn", strings.Repeat("0123456789", 30)}, {"streetAddress", "a\x00b"}, {"proxyAddresses", "SMTP:a@b.c"},
		{"proxyAddresses", "smtp:" + strings.Repeat("ä", 80)}, {"name", "# no comment"}, {"co", "-"},
	} {
		o.Attrs.Add(kv[0], kv[1], 0)
	}
	var text strings.Builder
	require.NoError(t, WriteLDIF(&text, o))
	for _, line := range strings.Split(text.String(), "\n") {
		require.LessOrEqual(t, len(line), 76)
	}
	require.True(t, strings.HasSuffix(text.String(), "\n\n"))

	snap, input, _ := readText(t, text.String())
	require.Empty(t, input.Problems)
	got := snap.Objects[0]
	require.Equal(t, o.DN, got.DN)
	for _, a := range o.Attrs.All() {
		require.Equal(t, a.Values, got.Attrs.Values(a.Name), a.Name)
	}
}

func TestPlainTextIsWrittenPlain(t *testing.T) {
	o := &directory.Object{DN: "CN=Pat,DC=contoso,DC=com"}
	o.Attrs.Add("cn", "Pat", 0)
	o.Attrs.Add("mail", "", 0)
	o.Attrs.Add("objectGUID", guidBytes, 0)
	var text strings.Builder
	require.NoError(t, WriteLDIF(&text, o))
	require.Equal(t, "dn: CN=Pat,DC=contoso,DC=com\ncn: Pat\nmail:\nobjectGUID:: QF5HMK7n80qvdYsUPIHa9Q==\n\n", text.String())
}

func TestWritingRefusesWhatWouldNotBeARecord(t *testing.T) {
	require.ErrorContains(t, WriteLDIF(&strings.Builder{}, &directory.Object{}), "no DN")
	o := &directory.Object{DN: "CN=Pat,DC=x"}
	o.Attrs.Add("mail: a@b.c\nsn", "x", 0)
	require.ErrorContains(t, WriteLDIF(&strings.Builder{}, o), "not the name of an attribute")
	full := errors.New("disk full")
	o = &directory.Object{DN: "CN=Pat,DC=x"}
	require.ErrorIs(t, WriteLDIF(failing{full}, o), full)
}

// failing is a writer that always fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
