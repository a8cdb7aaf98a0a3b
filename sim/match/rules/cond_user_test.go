package rules

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

// FuzzNamesAreTestedLetterByLetter holds the tests of names, which look at
// several bytes at once where they can, to those that take one character after
// another.
func FuzzNamesAreTestedLetterByLetter(f *testing.F) {
	for _, upn := range []string{"", "anna@contoso.com", "an na@contoso.com", "anna\x7f@contoso.com", "\u00e4nna@contoso.com", "anna\xff@contoso.com", "a%b@contoso.com",
		strings.Repeat("a", 65) + "@contoso.com", strings.Repeat("\u00e4", 64) + "@contoso.com", "a@" + strings.Repeat("\u00e4", 49), strings.Repeat("\u00e4", 113), "a\t@b"} {
		f.Add(upn)
	}
	f.Fuzz(func(t *testing.T, upn string) {
		q := &match.Question{User: &directory.Candidate{UPN: directory.UPN(upn)}}
		prefix, suffix := []rune(q.User.UPN.Prefix()), []rune(q.User.UPN.Suffix())
		require.Equal(t, len([]rune(upn)) > maxUPN, upnTooLong.Test(q))
		require.Equal(t, len(prefix) > maxUPNPrefix || len(suffix) > maxUPNSuffix, upnPartTooLong.Test(q))
		require.Equal(t, strings.ContainsAny(upn, forbiddenInUPN), upnForbidden.Test(q))
		invisible := func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' || r == 0x7f }
		require.Equal(t, strings.ContainsFunc(upn, invisible), upnInvisible.Test(q))
	})
}
