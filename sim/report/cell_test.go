package report

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func TestVisibleShowsWhatAReaderCannotSee(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", `CN=Smith\, Bob,DC=contoso`, `CN=Smith\, Bob,DC=contoso`},
		{"letters of any script stay", "Zoë Müller 山田", "Zoë Müller 山田"},
		{"a terminal escape", "\x1b[31mred", `\x1b[31mred`},
		{"line ends and tabs", "a\r\n\tb", `a\r\n\tb`},
		{"a bidirectional override", "a\u202eb", `a\u202eb`},
		{"a zero-width blank", "bob\u200b@contoso.com", `bob\u200b@contoso.com`},
		{"a no-break blank", "a\u00a0b", `a\u00a0b`},
		{"a C1 control", "a\u009bb", `a\u009bb`},
		{"a tag character", "a\U000e0041", `a\U000e0041`},
		{"a byte that is not UTF-8", "a\xffb", `a\xffb`},
		{"a quote stays", `o'brien`, `o'brien`},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, visible(c.in)) })
	}
}

func TestOnlyControlFormatAndBlankCharactersAreHidden(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if want := r != ' ' && unicode.In(r, unicode.C, unicode.Z); want != hidden(r) {
			require.Equal(t, want, hidden(r), "%U", r)
		}
	}
}

func TestClipCountsColumnsNotCharacters(t *testing.T) {
	require.Equal(t, "abc", clip("abc", 3))
	require.Equal(t, "ab…", clip("abcd", 3))
	require.Equal(t, "山…", clip("山田太郎", 4), "a wide character takes two columns")
	require.Equal(t, "", clip("abc", 0))
}

func TestWrapKeepsToTheColumns(t *testing.T) {
	require.Equal(t, []string{"one two", "three"}, wrap("one two three", 8, 0))
	require.Equal(t, []string{"CN=averyve", "rylongname"}, wrap("CN=averyverylongname", 10, 0))
	require.Equal(t, []string{"one two", "three f…"}, wrap("one two three four five", 8, 2))
	require.Equal(t, []string{"CN=Bob,OU=Staff,", "DC=contoso"}, wrap("CN=Bob,OU=Staff,DC=contoso", 20, 0), "a DN breaks at a comma")
	require.Empty(t, wrap("", 8, 0))
	require.Equal(t, []string{"one", "two three"}, wrap("one two"+bound+"three", 9, 0), "a bound blank holds")
	require.Equal(t, []string{"山"}, wrap("山", 1, 0), "a column too narrow for one character ends")
}

func TestCountGroupsDigits(t *testing.T) {
	for in, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		require.Equal(t, want, count(in))
	}
	require.Equal(t, "1 user", plural(1, "user"))
	require.Equal(t, "0 users", plural(0, "user"))
}

func FuzzVisible(f *testing.F) {
	f.Add("a\x1b]0;title\a", 5)
	f.Add("\u202e\xff山", 3)
	f.Add("Zoë Müller 山田 한국 Иван", 9)
	f.Add("\ufffd\xef", 1)
	f.Fuzz(func(t *testing.T, s string, columns int) {
		v := visible(s)
		require.Equal(t, escaped(s), v, "the look at a text misses nothing")
		require.Equal(t, v, visible(v), "what is visible stays as it is")
		require.NotContains(t, v, "\x1b")
		columns = 1 + (columns&0xff)%100
		require.LessOrEqual(t, width(clip(v, columns)), columns)
		for _, line := range wrap(v, columns+1, 3) {
			require.LessOrEqual(t, width(line), columns+1)
			require.Equal(t, strings.TrimSpace(line), line)
		}
	})
}
