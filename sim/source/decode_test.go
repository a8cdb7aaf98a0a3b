package source

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// toUTF16 is the oracle of the UTF-16 tests, made of the standard library.
func toUTF16(text string, order binary.ByteOrder, mark bool) []byte {
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	out := make([]byte, 2*len(units))
	for i, u := range units {
		order.PutUint16(out[2*i:], u)
	}
	return out
}

func TestUTF8ReaderReadsEveryEncodingThatWindowsWrites(t *testing.T) {
	text := "dn: CN=Søren 😀,DC=contoso,DC=com\r\nobjectClass: user\r\n" + strings.Repeat("x", 5000) + "日本"
	inputs := map[string][]byte{
		"UTF-8":                    []byte(text),
		"UTF-8 with mark":          append([]byte{0xEF, 0xBB, 0xBF}, text...),
		"UTF-16LE with mark":       toUTF16(text, binary.LittleEndian, true),
		"UTF-16BE with mark":       toUTF16(text, binary.BigEndian, true),
		"UTF-16LE without a mark":  toUTF16(text, binary.LittleEndian, false),
		"UTF-16BE without a mark":  toUTF16(text, binary.BigEndian, false),
		"UTF-8, empty after BOM":   {0xEF, 0xBB, 0xBF},
		"UTF-16LE, empty after it": {0xFF, 0xFE},
	}
	for name, raw := range inputs {
		want := text
		if strings.Contains(name, "empty") {
			want = ""
		}
		for _, r := range []io.Reader{bytes.NewReader(raw), iotest.OneByteReader(bytes.NewReader(raw)), iotest.DataErrReader(bytes.NewReader(raw))} {
			got, err := io.ReadAll(newUTF8Reader(r))
			require.NoError(t, err, name)
			require.Equal(t, want, string(got), name)
		}
		got, err := io.ReadAll(iotest.OneByteReader(newUTF8Reader(bytes.NewReader(raw))))
		require.NoError(t, err, name)
		require.Equal(t, want, string(got), name)
	}
}

func TestUTF8ReaderReplacesHalfCharacters(t *testing.T) {
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"odd byte at the end":    {append(toUTF16("dn: x", binary.LittleEndian, true), 'y'), "dn: x\uFFFD"},
		"half a pair at the end": {append(toUTF16("dn: x", binary.LittleEndian, true), 0x3D, 0xD8), "dn: x\uFFFD"},
		"half a pair inside":     {append(append(toUTF16("dn: x", binary.LittleEndian, true), 0x3D, 0xD8), 'y', 0, 'z', 0), "dn: x\uFFFDyz"},
	} {
		got, err := io.ReadAll(newUTF8Reader(bytes.NewReader(c.raw)))
		require.NoError(t, err, name)
		require.Equal(t, c.want, string(got), name)
	}
}

func TestUTF8ReaderPassesOnAnErrorOfTheSource(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("dn: CN=x"), iotest.ErrReader(io.ErrClosedPipe))
	got, err := io.ReadAll(newUTF8Reader(broken))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	require.Equal(t, "dn: CN=x", string(got))
}

func FuzzUTF16(f *testing.F) {
	f.Add([]byte("a\x00b\x00c\x00d\x00\x3d\xd8\x00\xdee\x00"), false)
	f.Add([]byte("\x00a\x00b\x00c\x00d\x00e"), true)
	f.Fuzz(func(t *testing.T, raw []byte, big bool) {
		var order binary.ByteOrder = binary.LittleEndian
		if big {
			order = binary.BigEndian
		}
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = order.Uint16(raw[2*i:])
		}
		want := string(utf16.Decode(units))
		if len(raw)%2 == 1 {
			want += "\uFFFD"
		}
		for _, size := range []int{utf16Room, 8, 22} {
			u := newUTF16Reader(bytes.NewReader(raw), big)
			u.room = u.room[:size]
			got, err := io.ReadAll(u)
			require.NoError(t, err)
			require.Equal(t, want, string(got), "blocks of %d", size)
			u = newUTF16Reader(bytes.NewReader(raw), big)
			got, err = io.ReadAll(bufio.NewReaderSize(iotest.OneByteReader(u), size))
			require.NoError(t, err)
			require.Equal(t, want, string(got), "a byte at a time")
		}
	})
}

func TestLongTextsInUTF16AreTheSameInEveryBlock(t *testing.T) {
	text := strings.Repeat("displayName: Søren 😀 日本\r\n", 50000)
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		raw := append(toUTF16(text, order, true), 'x')
		got, err := io.ReadAll(newUTF8Reader(io.MultiReader(bytes.NewReader(raw[:99999]), bytes.NewReader(raw[99999:]))))
		require.NoError(t, err)
		require.Equal(t, text+"\uFFFD", string(got))
		got, err = io.ReadAll(newUTF8Reader(io.MultiReader(bytes.NewReader(raw), iotest.ErrReader(io.ErrClosedPipe))))
		require.ErrorIs(t, err, io.ErrClosedPipe, "behind all that was read")
		require.Equal(t, text+"\uFFFD", string(got))
	}
}

func TestReadingUTF16UsesTheSameMemoryAgain(t *testing.T) {
	raw := toUTF16(strings.Repeat("objectClass: user\r\n", 100000), binary.LittleEndian, true)
	into := make([]byte, 64<<10)
	allocs := testing.AllocsPerRun(3, func() {
		r := newUTF8Reader(bytes.NewReader(raw))
		for err := error(nil); err == nil; {
			_, err = r.Read(into)
		}
	})
	require.Less(t, allocs, 20.0)
}

func TestHashingReaderGivesTheSHA256OfTheRawBytes(t *testing.T) {
	raw := bytes.Repeat([]byte("presync\r\n"), 300000)
	want := sha256.Sum256(raw)
	h := newHashingReader(bytes.NewReader(raw), true)
	_, err := io.Copy(io.Discard, h)
	require.NoError(t, err)
	require.Equal(t, hex.EncodeToString(want[:]), h.Sum())
	require.Equal(t, hex.EncodeToString(want[:]), h.Sum(), "asked twice")
	h = newHashingReader(bytes.NewReader(raw), false)
	n, err := io.Copy(io.Discard, h)
	require.NoError(t, err)
	require.EqualValues(t, len(raw), n)
	require.Empty(t, h.Sum(), "nobody wants it")
}

func TestOpenSaysWhatIsWrongWithThePath(t *testing.T) {
	dir := t.TempDir()
	_, err := open(filepath.Join(dir, "absent.ldif"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.Equal(t, 1, strings.Count(err.Error(), "absent.ldif"), "the path is named once: %s", err)
	_, err = open(dir)
	require.ErrorIs(t, err, errFolder)
}
