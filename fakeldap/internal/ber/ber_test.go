package ber_test

import (
	"bufio"
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/fakeldap/internal/ber"
)

func TestHeadersOfEveryLengthReadBack(t *testing.T) {
	for _, n := range []int{0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0xffffff, 0x1000000} {
		element := append(ber.AppendHeader(nil, ber.OctetString, n), make([]byte, n)...)
		require.Len(t, element, ber.Size(n), "%d bytes", n)
		tag, content, rest, err := ber.Next(append(element, 0x05))
		require.NoError(t, err)
		require.Equal(t, byte(ber.OctetString), tag)
		require.Len(t, content, n)
		require.Equal(t, []byte{0x05}, rest)
	}
}

func TestIntegersReadBackInTheirShortestForm(t *testing.T) {
	for v, size := range map[int64]int{0: 1, 127: 1, 128: 2, -128: 1, -129: 2, 32767: 2, 32768: 3, 1 << 40: 6, -1 << 63: 8, 1<<63 - 1: 8} {
		encoded := ber.AppendInt(nil, ber.Integer, v)
		require.Len(t, encoded, 2+size, "%d", v)
		content, rest, err := ber.Expect(encoded, ber.Integer)
		require.NoError(t, err)
		require.Empty(t, rest)
		got, err := ber.Int(content)
		require.NoError(t, err)
		require.Equal(t, v, got)
	}
}

func TestBooleansReadBack(t *testing.T) {
	for _, v := range []bool{true, false} {
		content, _, err := ber.Expect(ber.AppendBool(nil, ber.Boolean, v), ber.Boolean)
		require.NoError(t, err)
		got, err := ber.Bool(content)
		require.NoError(t, err)
		require.Equal(t, v, got)
	}
}

func TestDamagedElementsAreRefused(t *testing.T) {
	for name, in := range map[string]string{
		"empty":               "",
		"tag alone":           "\x04",
		"tag of two bytes":    "\x1f\x01\x00",
		"indefinite length":   "\x30\x80\x00\x00",
		"length of five":      "\x04\x85\x00\x00\x00\x00\x01a",
		"length cut short":    "\x04\x82\x01",
		"content cut short":   "\x04\x05abc",
		"four gigabytes more": "\x04\x84\xff\xff\xff\xffa",
	} {
		_, _, _, err := ber.Next([]byte(in))
		require.ErrorIs(t, err, ber.ErrMalformed, name)
	}
	_, err := ber.Int(make([]byte, 9))
	require.ErrorIs(t, err, ber.ErrMalformed)
	_, err = ber.Bool(nil)
	require.ErrorIs(t, err, ber.ErrMalformed)
	_, _, err = ber.Expect([]byte("\x02\x01\x01"), ber.OctetString)
	require.ErrorContains(t, err, "tag 0x02 where 0x04 belongs")
}

func atMost(n int) func(int) int { return func(int) int { return n } }

func read(in string, max int) ([]byte, error) {
	return ber.ReadMessage(bufio.NewReader(strings.NewReader(in)), func() {}, atMost(max))
}

func TestReadMessageStopsAtTheEndOfOneMessage(t *testing.T) {
	r := bufio.NewReader(strings.NewReader("\x30\x03\x02\x01\x07\x30\x00"))
	first, err := ber.ReadMessage(r, func() {}, atMost(100))
	require.NoError(t, err)
	require.Equal(t, []byte("\x30\x03\x02\x01\x07"), first)
	second, err := ber.ReadMessage(r, func() {}, atMost(100))
	require.NoError(t, err)
	require.Equal(t, []byte("\x30\x00"), second)
	_, err = ber.ReadMessage(r, func() {}, atMost(100))
	require.Equal(t, io.EOF, err, "between messages the end is an ordinary one")
}

func TestReadMessageNamesWhatIsWrong(t *testing.T) {
	_, err := read("\x30\x82\x10\x00", 100)
	require.ErrorIs(t, err, ber.ErrTooLarge)
	_, err = read("GET / HTTP/1.1\r\n", 100)
	require.ErrorIs(t, err, ber.ErrMalformed)
	for _, in := range []string{"\x30", "\x30\x82", "\x30\x05\x02"} {
		_, err = read(in, 100)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%q", in)
	}
}

func TestReadMessageReadsLongMessagesWhole(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 300_000)
	message := ber.Append(nil, ber.Sequence, body)
	got, err := read(string(message), 1<<20)
	require.NoError(t, err)
	require.True(t, bytes.Equal(message, got))
}

func TestReadMessageDoesNotTrustTheAnnouncedLength(t *testing.T) {
	in := "\x30\x83\xff\xff\x00" + strings.Repeat("x", 10)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		_, err := read(in, 16<<20)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20), "ten messages that announce 16 MiB each")
}

func FuzzReadMessage(f *testing.F) {
	f.Add([]byte("\x30\x03\x02\x01\x07"))
	f.Add([]byte("\x30\x84\xff\xff\xff\xff"))
	f.Add([]byte("\x30\x80\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		message, err := ber.ReadMessage(bufio.NewReader(bytes.NewReader(in)), func() {}, atMost(1<<16))
		if err != nil {
			return
		}
		content, rest, err := ber.Expect(message, ber.Sequence)
		require.NoError(t, err)
		require.Empty(t, rest)
		for len(content) > 0 {
			if _, _, content, err = ber.Next(content); err != nil {
				return
			}
		}
	})
}
