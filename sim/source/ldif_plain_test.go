package source

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzPlainValues holds the quick decoder and the quick check of UTF-8 to the
// standard library's.
func FuzzPlainValues(f *testing.F) {
	for _, seed := range []string{"", "QQ==", "QUI=", "QUJD", "QUJDRA==", "QR==", "A===", "QQ=A", "Q=QQ", "====", "QUJ\n", "Björn",
		strings.Repeat("x", 31) + "ö" + strings.Repeat("y", 40) + "\xff", strings.Repeat("ü", 40), "\xc3"} {
		f.Add([]byte(seed))
	}
	digits := newBase64Digits()
	f.Fuzz(func(t *testing.T, text []byte) {
		require.Equal(t, utf8.Valid(text), validUTF8(text))
		require.Equal(t, utf8.Valid(text), validValue(text))
		for from := range text {
			at, high := lineFeed(text, from)
			line, _, _ := bytes.Cut(text[from:], []byte("\n"))
			require.Equal(t, from+len(line), at)
			require.True(t, high || asciiOnly(line))
		}
		want, err := base64.StdEncoding.DecodeString(string(text))
		got, ascii, ok := digits.appendDecoded([]byte("before"), text)
		require.Equal(t, "before", string(got[:6]))
		if !ok {
			require.Len(t, got, 6)
			require.False(t, err == nil && len(text) > 0 && !strings.ContainsAny(string(text), "\r\n"), "%q is in the usual form", text)
			return
		}
		require.NoError(t, err)
		require.Equal(t, string(want), string(got[6:]))
		require.Equal(t, asciiOnly(want), ascii)
	})
}

func asciiOnly(text []byte) bool {
	return !bytes.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

func TestALineBeginsWithANameAndItsColon(t *testing.T) {
	for _, name := range []string{"l", "mail", "surname", "initials", "department", "proxyAddresses", "userPrincipalName", "msExchRecipientDisplayType", "msDS-FailedInteractiveLogonCountAtLastSuccessfulLogon"} {
		e := lineName{spelling: name}
		e.measure()
		begins := func(text string) bool { return e.begins(append([]byte(text), make([]byte, ahead)...)) }
		require.True(t, begins(name+": value here"), name)
		require.Equal(t, len(name)+1, e.width)
		for i := range len(name) + 1 {
			other := []byte(name + ": value here")
			other[i] ^= 1
			require.False(t, begins(string(other)), "%s with another byte %d", name, i)
		}
		require.False(t, begins(name), name)
		require.False(t, begins(name+"s: value"), name)
		require.False(t, e.begins([]byte(name+": value")), "too little text")
	}
	require.False(t, noName().begins(append([]byte(": value without a name"), make([]byte, ahead)...)))
	long := lineName{spelling: strings.Repeat("x", longestPlain)}
	long.measure()
	require.False(t, long.begins([]byte(long.spelling+": "+strings.Repeat("y", ahead))), "is left to valueLine")
}

func TestALineWithoutANameIsAProblemAlsoAtTheBeginning(t *testing.T) {
	b := parseWhole(": x value\ndn: CN=a\n")
	require.Equal(t, 1, b.skipped)
	require.Equal(t, `"" is not the name of an attribute`, b.problems[0].text)
}

func TestReadingAnExportAllocatesNothingForEachRecord(t *testing.T) {
	const few, many = 1000, 11000
	of := func(users int, purpose Purpose) float64 {
		text := ldifdeExport(users)
		return testing.AllocsPerRun(3, func() {
			_, _, _, err := ReadAD(context.Background(), []ADSource{{Name: "ad", Path: "ad.ldif", Reader: bytes.NewReader(text)}}, Options{NoHash: true, For: purpose})
			require.NoError(t, err)
		})
	}
	for _, purpose := range []Purpose{ForAll, ForPrediction} {
		require.Less(t, (of(many, purpose)-of(few, purpose))/(many-few), 0.1, "blocks of memory are all there is")
	}
}
