package fakeldap

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakeldap/internal/ad"
)

// unserved is a server that listens nowhere.
func unserved(tb testing.TB, verbatim bool) *Server {
	tb.Helper()
	d := newDirectory(ad.NewSchema(), newNames("contoso.com", ""), func() time.Time { return time.Unix(0, 0) })
	require.NoError(tb, d.raise(verbatim))
	return &Server{directory: d, config: Config{Verbatim: verbatim}}
}

// pairsOf reads entries out of a text: a DN a line, with values behind blanks
// as NAME=VALUE.
func pairsOf(text string) []Entry {
	var entries []Entry
	for line := range strings.SplitSeq(text, "\n") {
		dn, rest, _ := strings.Cut(line, "|")
		e := Entry{DN: dn}
		for pair := range strings.SplitSeq(rest, "|") {
			if name, value, ok := strings.Cut(pair, "="); ok {
				e.Attributes = append(e.Attributes, Attribute{Name: name, Values: [][]byte{[]byte(value)}})
			}
		}
		entries = append(entries, e)
	}
	return entries
}

// loadOne takes an entry in with a loader.
func loadOne(l *Loader, e Entry) error {
	l.Begin(e.DN)
	for _, a := range e.Attributes {
		for _, v := range a.Values {
			l.Value(a.Name, string(v))
		}
	}
	return l.End()
}

// FuzzLoaderLikeLoad shows that a loader makes of entries what Load makes of
// them, errors included.
func FuzzLoaderLikeLoad(f *testing.F) {
	for _, text := range []string{
		"CN=Anna,OU=Staff,DC=contoso,DC=com|objectClass=user|mail=a@contoso.com|mail=b\nCN=Anna,OU=Staff,DC=contoso,DC=com|objectClass=user",
		"OU=Staff,DC=contoso,DC=com|objectClass=organizationalUnit\ncn=J\u00fcrgen , ou=staff,DC=Contoso,DC=com|mail=x|sn=y|Mail=z|uSNChanged=99999",
		"CN=a\\,b,DC=contoso,DC=com|x;y=z|no name=1\nCN=,DC=com\n\nCN=Del\\0ADEL:x,DC=contoso,DC=com|isDeleted=TRUE|isDeleted=FALSE",
		"CN=s,DC=contoso,DC=com|objectSid=S-1-5-32-544|objectGUID=30475e40-e7ae-4af3-af75-8b143c81daf5|member=CN=s,DC=contoso,DC=com",
		"CN=g,DC=contoso,DC=com|objectGUID=0123456789abcdef|memberOf=CN=x,DC=y|learned=\xff\nCN=Configuration,DC=contoso,DC=com|cn=Configuration",
	} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, verbatim bool) {
		one, other := unserved(t, verbatim), unserved(t, verbatim)
		l := other.NewLoader()
		for _, e := range pairsOf(text) {
			want, got := one.Load(e), loadOne(l, e)
			require.Equal(t, fmt.Sprint(want), fmt.Sprint(got))
		}
		a, b := one.directory, other.directory
		require.Equal(t, a.usn, b.usn)
		require.Equal(t, a.byKey, b.byKey)
		require.Equal(t, a.kids, b.kids)
		require.Equal(t, a.links, b.links)
		require.Len(t, b.objects, len(a.objects))
		for i, o := range a.objects {
			require.Equal(t, o.dn, b.objects[i].dn)
			require.Equal(t, o.guid, b.objects[i].guid)
			require.Equal(t, o.deleted, b.objects[i].deleted)
			require.Equal(t, len(o.attrs), len(b.objects[i].attrs))
			require.True(t, bytes.Equal(o.blob, b.objects[i].blob))
		}
	})
}

// crowdOf are the names of n users of the usual size: 12 attributes with 16
// values.
func crowdOf(n int, each func(dn string, attributes [][]string)) {
	for i := range n {
		account := fmt.Sprintf("moretti%06d", i)
		each(fmt.Sprintf("CN=Laura Moretti %06d,OU=Staff,DC=contoso,DC=com", i), [][]string{
			{"objectClass", "top", "person", "organizationalPerson", "user"}, {"cn", "Laura Moretti " + account[7:]},
			{"displayName", "Laura Moretti"}, {"givenName", "Laura"}, {"sAMAccountName", account},
			{"userPrincipalName", account + "@contoso.com"}, {"mail", account + "@contoso.com"},
			{"proxyAddresses", "SMTP:" + account + "@contoso.com", "smtp:" + account + "@contoso.onmicrosoft.com"},
			{"objectGUID", fmt.Sprintf("%016d", i)}, {"objectSid", "\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00abcdefghijkl" + fmt.Sprintf("%04d", i%10000)},
			{"userAccountControl", "512"}, {"department", "Department 03"},
		})
	}
}

// loadCrowd gives a server n users.
func loadCrowd(tb testing.TB, s *Server, n int) {
	tb.Helper()
	l := s.NewLoader()
	require.NoError(tb, loadOne(l, NewEntry("OU=Staff,DC=contoso,DC=com", "objectClass", "organizationalUnit")))
	crowdOf(n, func(dn string, attributes [][]string) {
		l.Begin(dn)
		for _, a := range attributes {
			for _, v := range a[1:] {
				l.Value(a[0], v)
			}
		}
		require.NoError(tb, l.End())
	})
}

func TestLoadingAllocatesLittleMoreThanTheKey(t *testing.T) {
	type entry struct {
		dn         string
		attributes [][]string
	}
	var crowd []entry
	crowdOf(2000, func(dn string, attributes [][]string) { crowd = append(crowd, entry{dn, attributes}) })
	allocs := testing.AllocsPerRun(2, func() {
		s := unserved(t, true)
		l := s.NewLoader()
		for _, e := range crowd {
			l.Begin(e.dn)
			for _, a := range e.attributes {
				for _, v := range a[1:] {
					l.Value(a[0], v)
				}
			}
			if err := l.End(); err != nil {
				t.Fatal(err)
			}
		}
	})
	empty := testing.AllocsPerRun(2, func() { unserved(t, true) })
	require.Less(t, (allocs-empty)/2000, 4.0, "allocations an entry")
}

func BenchmarkLoad20000(b *testing.B) {
	type entry struct {
		dn         string
		attributes [][]string
	}
	var crowd []entry
	size := 0
	crowdOf(20000, func(dn string, attributes [][]string) { crowd = append(crowd, entry{dn, attributes}); size += 700 })
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		s := unserved(b, true)
		l := s.NewLoader()
		b.StartTimer()
		for _, e := range crowd {
			l.Begin(e.dn)
			for _, a := range e.attributes {
				for _, v := range a[1:] {
					l.Value(a[0], v)
				}
			}
			if err := l.End(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(20000*b.N), "ns/entry")
}
