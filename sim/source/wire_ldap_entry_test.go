package source

import (
	"bytes"
	"io"
	"iter"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"
)

// answering is a connection of the client library to a server that answers
// the first search with one message, of which the operation is given, and then
// hangs up. Without an operation it answers all searches with nothing.
func answering(t testing.TB, operation []byte) *ldap.Conn {
	t.Helper()
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		for {
			request, err := readMessage(server)
			if err != nil {
				return
			}
			_, id, _, _ := messageHead(request)
			message := func(operation []byte) []byte {
				return appendElement(nil, berSequence, append(appendInt(nil, berInteger, uint32(id)), operation...))
			}
			out := message(appendElement(nil, opSearchDone, []byte("\x0a\x01\x00\x04\x00\x04\x00")))
			if len(operation) > 0 {
				out = append(message(operation), out...)
			}
			if _, err := server.Write(out); err != nil || len(operation) > 0 {
				return
			}
		}
	}()
	conn := ldap.NewConn(client, false)
	conn.SetTimeout(5 * time.Second)
	conn.Start()
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// entryReader is a reader that keeps all attributes.
func entryReader() (*directoryReader, *recorder) {
	d := &directoryReader{selection: Options{Keep: []string{"*"}}.selection(), occurring: map[string]bool{}}
	d.named = d.names.Clone()
	d.spellings = newEntryNames(d.named, true)
	return d, newRecorder(d.selection, d.named, &ADSource{Name: "f", Path: "ldap://x"}, 0)
}

// entryOperation is a SearchResultEntry.
func entryOperation(dn string, attributes ...[]string) []byte {
	var list []byte
	for _, a := range attributes {
		var set []byte
		for _, v := range a[1:] {
			set = appendElement(set, berString, v)
		}
		list = appendElement(list, berSequence, appendElement(appendElement(nil, berString, a[0]), berSet, set))
	}
	return appendElement(nil, opEntry, appendElement(appendElement(nil, berString, dn), berSequence, list))
}

// byName are the values of attributes by lower-case name, without the empty
// ones and without attributes of which only the number is kept.
func byName(d *directoryReader, attributes iter.Seq2[string, []string]) map[string][]string {
	m := map[string][]string{}
	for name, values := range attributes {
		name, _, _ = strings.Cut(strings.ToLower(name), ";")
		number, _ := d.named.Lookup(name)
		for _, v := range values {
			if v != "" && (number >= len(d.countOnly) || !d.countOnly[number]) {
				m[name] = append(m[name], v)
			}
		}
	}
	return m
}

// FuzzEntriesLikeTheLibrary shows that an entry that is taken is what the
// client library makes of it, value by value, and that no bytes make the
// decoder panic.
func FuzzEntriesLikeTheLibrary(f *testing.F) {
	f.Add(entryOperation("CN=Anna,DC=contoso,DC=com", []string{"objectClass", "top", "user"}, []string{"mail", "anna@contoso.com"}))
	f.Add(entryOperation("CN=All,DC=contoso,DC=com", []string{"member"}, []string{"member;range=0-1", "CN=a", "CN=b"}))
	f.Add(entryOperation("", []string{"objectGUID", "\x00\x01"}, []string{"Mail", ""}, []string{"mail", "x", strings.Repeat("y", 300)}))
	f.Add([]byte("\x64\x84\x00\x00\x00\x10\x04\x84\x00\x00\x00\x03a=b\x30\x84\x00\x00\x00\x00"))
	f.Add([]byte("\x73\x05\x04\x03ldap"))
	f.Add([]byte("\x64\x80\x04\x01a\x00\x00"))
	f.Fuzz(func(t *testing.T, operation []byte) {
		d, r := entryReader()
		message := appendElement(nil, berSequence, append(appendInt(nil, berInteger, 7), operation...))
		tag, _, rest, _ := element(operation)
		if err := d.entry(answering(t, nil), r, message); err != nil || tag != opEntry || len(rest) > 0 {
			return
		}
		answer, failure := answering(t, operation).Search(ldap.NewSearchRequest("", 0, 0, 0, 0, false, "(a=b)", nil, nil))
		require.NoError(t, failure, "the library takes what is taken here")
		require.Len(t, answer.Entries, 1)
		want := answer.Entries[0]
		b := r.flush()
		if len(b.objects) == 0 {
			require.Equal(t, want.DN, b.problems[0].dn)
			return
		}
		require.Equal(t, want.DN, b.objects[0].DN)
		require.Equal(t, byName(d, func(yield func(string, []string) bool) {
			for _, a := range want.Attributes {
				yield(a.Name, a.Values)
			}
		}), byName(d, func(yield func(string, []string) bool) {
			for _, a := range b.objects[0].Attrs.All() {
				yield(a.Name, a.Values)
			}
		}))
	})
}

func TestMessagesThatAreCutOffAreRefused(t *testing.T) {
	whole := appendElement(nil, berSequence, append(appendInt(nil, berInteger, 7),
		entryOperation("CN=Anna,DC=contoso,DC=com", []string{"mail", "anna@contoso.com"}, []string{"sn", "Berg"})...))
	d, r := entryReader()
	require.NoError(t, d.entry(nil, r, whole))
	require.Len(t, r.flush().objects, 1)
	for n := range whole {
		require.ErrorIs(t, d.entry(nil, r, whole[:n]), errNotLDAP, "%d of %d bytes", n, len(whole))
	}
}

func TestTheFrontOfAMessageIsToldByteByByte(t *testing.T) {
	for _, message := range []string{"\x30\x03\x02\x01\x07", "\x30\x84\x00\x00\x00\x06\x02\x04\x40\x00\x00\x01", "\x30\x81\x05\x02\x01\x00\x04\x00"} {
		for n := 0; ; {
			total, id, need, ok := messageHead([]byte(message[:n]))
			require.True(t, ok)
			if need > 0 {
				require.Greater(t, need, n)
				n = need
				continue
			}
			require.Equal(t, len(message), total)
			require.Contains(t, []int64{0, 7, firstTapID + 1}, id)
			break
		}
	}
	for _, bad := range []string{"\x04\x03\x02\x01\x07", "\x30\x80", "\x30\x85\x00", "\x30\x84\xff\xff\xff\xff\x02", "HTTP/1.1"} {
		_, _, _, ok := messageHead([]byte(bad))
		require.False(t, ok, "%q", bad)
	}
	_, id, _, ok := messageHead([]byte("\x30\x02\x05\x00"))
	require.True(t, ok)
	require.Equal(t, int64(-1), id, "a message without an ID")
}

func TestStartTLSReadsNoByteTooMany(t *testing.T) {
	in := strings.NewReader("\x30\x84\x00\x00\x00\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00TLS")
	message, err := readMessage(in)
	require.NoError(t, err)
	require.Len(t, message, 18)
	rest, err := io.ReadAll(in)
	require.NoError(t, err)
	require.Equal(t, "TLS", string(rest))
	for _, bad := range []string{"", "\x30", "HTTP", "\x30\x84\x7f\x00\x00\x00\x02\x01\x01", "\x30\x05\x02"} {
		_, err := readMessage(bytes.NewReader([]byte(bad)))
		require.Error(t, err, "%q", bad)
	}
}

// oneEntry is an entry of the usual size: 12 attributes with 16 values.
func oneEntry() []byte {
	return appendElement(nil, berSequence, append(appendInt(nil, berInteger, firstTapID+1), entryOperation(
		"CN=Laura Moretti 000123,OU=Dept03,OU=Staff,DC=contoso,DC=com",
		[]string{"objectClass", "top", "person", "organizationalPerson", "user"}, []string{"cn", "Laura Moretti 000123"},
		[]string{"displayName", "Laura Moretti"}, []string{"givenName", "Laura"}, []string{"sAMAccountName", "moretti000123"},
		[]string{"userPrincipalName", "moretti000123@contoso.com"}, []string{"mail", "moretti000123@contoso.com"},
		[]string{"proxyAddresses", "SMTP:moretti000123@contoso.com", "smtp:moretti000123@contoso.onmicrosoft.com"},
		[]string{"objectGUID", "0123456789abcdef"}, []string{"objectSid", "\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00abcdefghijklmnop"},
		[]string{"userAccountControl", "512"}, []string{"department", "Department 03"})...))
}

func TestDecodingAnEntryAllocatesNextToNothing(t *testing.T) {
	page := bytes.Repeat(oneEntry(), 1000)
	d, r := entryReader()
	require.NoError(t, d.take(nil, r, page))
	perPage := testing.AllocsPerRun(5, func() {
		require.NoError(t, d.take(nil, r, page))
		d.batches = d.batches[:0]
	})
	require.LessOrEqual(t, perPage, 20.0, "allocations for 1000 entries")
}

func BenchmarkEntriesDecoded(b *testing.B) {
	page := bytes.Repeat(oneEntry(), 1000)
	d, r := entryReader()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if err := d.take(nil, r, page); err != nil {
			b.Fatal(err)
		}
		d.batches = d.batches[:0]
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(1000*b.N), "ns/entry")
}
