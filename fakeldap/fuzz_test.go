package fakeldap

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap/internal/ad"
)

// fuzzDirectory holds objects of several kinds.
func fuzzDirectory(tb testing.TB) *directory {
	tb.Helper()
	d := newDirectory(ad.NewSchema(), newNames("contoso.com", ""), func() time.Time { return time.Unix(0, 0) })
	require.NoError(tb, d.raise(false))
	for _, e := range []Entry{
		NewEntry("CN=Anna,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "sAMAccountName", "anna", "mail", "anna@contoso.com",
			"proxyAddresses", "SMTP:anna@contoso.com", "proxyAddresses", "smtp:a@contoso.com", "mS-DS-ConsistencyGuid", "\x00\x01()*\\"),
		NewEntry("CN=Jürgen,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "userAccountControl", "514",
			"manager", "CN=Anna,OU=Staff,DC=contoso,DC=com"),
		NewEntry("CN=Team,OU=Staff,DC=contoso,DC=com", "objectClass", "group", "member", "CN=Anna,OU=Staff,DC=contoso,DC=com"),
	} {
		require.NoError(tb, d.seed(e, seedComplete, false))
	}
	return d
}

var filterSeeds = []string{
	"(cn=Anna)", "(&(objectCategory=person)(!(mail=*)))", "(|(cn=a*)(cn=*n*)(cn=*a))", "(userAccountControl:1.2.840.113556.1.4.803:=2)",
	"(memberOf:1.2.840.113556.1.4.1941:=CN=Team,OU=Staff,DC=contoso,DC=com)", "(objectGUID=\\00\\ff)", "(cn:dn:=x)", "(anr=an na)",
	"(uSNChanged>=5)", "(whenChanged<=20260101000000.0Z)", "(cn~=x)", "(nothing=x)", "(manager=<GUID=00>)", "(objectSid=S-1-5-32-544)",
	"(proxyAddresses=smtp:A@contoso.com)", "(mS-DS-ConsistencyGuid=\\00\\01*)", "(canonicalName=*)",
}

// FuzzFilter compiles and evaluates what a client may send as a filter. It
// must neither panic nor contradict itself: "not" mirrors the truth, "and" and
// "or" of an item with itself are the item, an index finds all that is true,
// and the text for the log compiles back to a filter with the same result.
func FuzzFilter(f *testing.F) {
	for _, seed := range filterSeeds {
		packet, err := ldap.CompileFilter(seed)
		require.NoError(f, err)
		f.Add(packet.Bytes())
	}
	f.Add([]byte(strings.Repeat("\xa2\x84\x00\x00\x00\x00", 20)))
	d := fuzzDirectory(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, catalog := range []bool{false, true} {
			c := compiler{d: d, catalog: catalog}
			n, err := c.compile(b, 1)
			if err != nil {
				require.NotZero(t, filterFailure(err).code)
				return
			}
			list, indexed := d.candidates(n)
			for _, o := range d.objects {
				value := d.holds(n, o)
				require.Equal(t, isTrue-value, d.holds(&node{kind: filterNot, under: []*node{n}}, o))
				require.Equal(t, value, d.holds(&node{kind: filterAnd, under: []*node{n, n}}, o))
				require.Equal(t, value, d.holds(&node{kind: filterOr, under: []*node{n, n}}, o))
				if indexed && value == isTrue {
					require.Contains(t, list, o.pos)
				}
			}
			sameAsText(t, d, &c, n, filterText(b))
		}
	})
}

// sameAsText compares with what go-ldap compiles from the text. Texts that it
// can't read, such as of odd attribute names, are passed over.
func sameAsText(t *testing.T, d *directory, c *compiler, n *node, text string) {
	packet, err := ldap.CompileFilter(text)
	if err != nil || filterText(packet.Bytes()) != text {
		return
	}
	c.items = 0
	again, err := c.compile(packet.Bytes(), 1)
	if err != nil {
		return
	}
	for _, o := range d.objects {
		require.Equal(t, d.holds(n, o), d.holds(again, o), "%s for %s", text, o.dn)
	}
}

// FuzzMessage gives whole messages to the decoder, and, where they decode, to
// the decoders of each operation.
func FuzzMessage(f *testing.F) {
	f.Add([]byte("\x30\x11\x02\x01\x01\x60\x0c\x02\x01\x03\x04\x04CN=x\x80\x01y"))
	f.Add([]byte("\x30\x25\x02\x01\x05\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00"))
	f.Add([]byte("\x30\x17\x02\x01\x04\x66\x12\x04\x01x\x30\x0d\x30\x0b\x0a\x01\x02\x30\x06\x04\x01a\x31\x01\x04"))
	f.Add([]byte("\x30\x1b\x02\x01\x05\x42\x00\xa0\x14\x30\x12\x04\x051.2.3\x01\x01\xff\x04\x06\x30\x04\x02\x02\x03\xe8"))
	s := &Server{directory: fuzzDirectory(f), closed: make(chan struct{})}
	s.config, _ = Config{Addr: "127.0.0.1:0"}.normalised()
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeMessage(b)
		if err != nil {
			return
		}
		back, err := decodeMessage(m.withoutControls())
		require.NoError(t, err)
		require.Equal(t, m.id, back.id)
		require.Equal(t, m.operation, back.operation)
		x := &exchange{conn: &conn{server: s, session: session{bound: true}}, m: m}
		_, _, _ = x.searchControls()
		_, _ = x.refuseControls()
		switch m.tag {
		case tagSearch:
			if q, err := x.decodeSearch(); err == nil {
				s.directory.selection(q.attributes, false)
				_, _ = s.directory.resolve(q.base, true)
			}
		case tagAdd, tagModify, tagDelete:
			_ = x.decodeWrite()
		}
	})
}

// FuzzReadLDIF reads exports: no panic, and what is read can be written and
// read again.
func FuzzReadLDIF(f *testing.F) {
	f.Add([]byte("version: 1\n\ndn: CN=x\ncn: x\n y\nphoto:: AAEC\n\n# end\n"))
	f.Add([]byte("\xff\xfed\x00n\x00:\x00 \x00x\x00"))
	f.Add([]byte("dn:: Q049eA==\nmember;range=0-1: a\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		entries, err := ReadLDIF(bytes.NewReader(b))
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := newLDIFWriter(&out)
		for _, e := range entries {
			w.record(e)
		}
		require.NoError(t, w.flush())
		again, err := ReadLDIF(&out)
		require.NoError(t, err)
		require.Equal(t, entries, again)
	})
}
