package fakeldap_test

import (
	"encoding/binary"
	"io"
	"math/rand"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

// tlv writes an element with a length of four bytes, as a hostile client may.
func tlv(tag byte, content string) string {
	head := binary.BigEndian.AppendUint32([]byte{tag, 0x84}, uint32(len(content)))
	return string(head) + content
}

// searchMessage wraps the BER of a filter into a base search of the domain.
func searchMessage(filter string) string {
	body := tlv(4, base) + "\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00" + filter + "\x30\x00"
	return tlv(0x30, "\x02\x01\x09"+tlv(0x63, body))
}

// stillServes checks that others are served.
func stillServes(t *testing.T, s *fakeldap.Server) {
	t.Helper()
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	require.NoError(t, c.Bind("x", "y"))
	require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"))
}

func TestMalformedRequestsGetANoticeOfDisconnection(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	for name, bytes := range map[string]string{
		"no BER":                 "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"indefinite length":      "\x30\x80\x02\x01\x01\x00\x00",
		"length beyond the end":  "\x30\x05\x02\x04\x01\x02\x03",
		"no message ID":          "\x30\x03\x04\x01x",
		"message ID too long":    "\x30\x0b\x02\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09",
		"negative message ID":    "\x30\x05\x02\x01\xff\x42\x00",
		"no operation":           "\x30\x03\x02\x01\x01",
		"controls that are none": "\x30\x0a\x02\x01\x01\x4a\x01x\xa0\x02\x04\x01",
		"control without an OID": "\x30\x0c\x02\x01\x01\x4a\x01x\xa0\x04\x30\x02\x04\x05",
		"empty":                  "\x30\x00",
	} {
		c := dialRaw(t, s.Addr())
		c.send(bytes)
		require.Contains(t, c.all(), "1.3.6.1.4.1.1466.20036", name)
	}
	stillServes(t, s)
}

func TestDamagedRequestsGetProtocolErrors(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), AllowAnonymous: true})
	c := dialRaw(t, s.Addr())
	for name, row := range map[string]struct{ request, answer string }{
		"bind without a choice":     {"\x60\x05\x02\x01\x03\x04\x00", "\x61"},
		"bind of version two":       {"\x60\x07\x02\x01\x02\x04\x00\x80\x00", "\x61"},
		"bind with something more":  {"\x60\x0a\x02\x01\x03\x04\x00\x80\x00\x04\x01x", "\x61"},
		"search cut short":          {"\x63\x02\x04\x00", "\x65"},
		"search without a filter":   {"\x63\x13\x04\x00\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x30\x00", "\x65"},
		"search of no scope":        {"\x63\x18\x04\x00\x0a\x01\x09\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x03abc\x30\x00", "\x65"},
		"modify without changes":    {"\x66\x03\x04\x01x", "\x67"},
		"modify with an odd change": {"\x66\x07\x04\x01x\x30\x02\x04\x00", "\x67"},
		"add with an odd attribute": {"\x68\x07\x04\x01x\x30\x02\x04\x00", "\x69"},
		"compare without a value":   {"\x6e\x03\x04\x01x", "\x6f"},
		"rename without a name":     {"\x6c\x03\x04\x01x", "\x6d"},
		"extended without a name":   {"\x77\x00", "\x78"},
		"no such operation":         {"\x7e\x00", "\x78"},
	} {
		inner := "\x02\x01\x05" + row.request
		c.send("\x30" + string(rune(len(inner))) + inner)
		answer := c.message()
		require.Contains(t, answer[:12], row.answer, name)
		require.Contains(t, answer, "\x0a\x01\x02\x04\x00\x04", "%s: %q", name, answer)
	}
	stillServes(t, s)
}

func TestOperationsThatADDoesNotKnowAreAnswered(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	_, err := c.Extended(ldap.NewExtendedRequest("1.2.3.4.5", nil))
	require.Contains(t, code(t, ldap.LDAPResultProtocolError, err), "Unknown extended request OID 1.2.3.4.5")
	_, err = c.PasswordModify(ldap.NewPasswordModifyRequest("", "a", "b"))
	code(t, ldap.LDAPResultProtocolError, err)
	_, err = c.Extended(ldap.NewExtendedRequest("1.2.840.113556.1.4.1781", nil))
	code(t, ldap.LDAPResultUnwillingToPerform, err)
	require.Equal(t, "the extended operation 1.2.840.113556.1.4.1781 is not supported", s.Requests()[3].Unsupported)
	require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"))
}

func TestHalfRequestsHoldNobodyUp(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), ReceiveTimeout: 50 * time.Millisecond})
	for _, half := range []string{"\x30", "\x30\x84", "\x30\x84\x00\x01\x00\x00", bindMessage[:10]} {
		c := dialRaw(t, s.Addr())
		c.send(half)
		stillServes(t, s)
		require.Empty(t, c.all(), "the server hangs up in the end")
	}
	gone := dialRaw(t, s.Addr())
	gone.send(boundMessage[:8])
	require.NoError(t, gone.Close())
	stillServes(t, s)
}

func TestIdleConnectionsAreClosed(t *testing.T) {
	s := start(t, fakeldap.Config{IdleTimeout: 20 * time.Millisecond})
	require.Empty(t, dialRaw(t, s.Addr()).all())
}

func TestLargeRequestsAreRefused(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), MaxMessage: 1 << 20})
	anonymous := dialRaw(t, s.Addr())
	anonymous.send("\x30\x83\x04\x00\x00")
	require.Contains(t, anonymous.all(), "at most 256000 are allowed")
	bound := dialRaw(t, s.Addr())
	bound.send(boundMessage + "\x30\x83\x10\x00\x01")
	require.Contains(t, bound.all(), "at most 1048576 are allowed", "the bind that goes before is waited for")
	stillServes(t, s)
}

func TestManyConnections(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	conns := make([]net.Conn, manyConnections)
	for i := range conns {
		c, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		defer func() { _ = c.Close() }()
		conns[i] = c
		if i%2 == 0 {
			_, err = io.WriteString(c, boundMessage)
		} else {
			_, err = io.WriteString(c, boundMessage[:5])
		}
		require.NoError(t, err)
	}
	for i := 0; i < len(conns); i += 2 {
		answer := make([]byte, 14)
		require.NoError(t, conns[i].SetReadDeadline(time.Now().Add(time.Minute)))
		_, err := io.ReadFull(conns[i], answer)
		require.NoError(t, err, "connection %d", i)
		require.Equal(t, "\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00", string(answer))
	}
	stillServes(t, s)
}

func TestConnectionsAboveTheLimitAreTurnedAway(t *testing.T) {
	s := start(t, fakeldap.Config{MaxConnections: 2})
	one, two := dial(t, s.URL()), dial(t, s.URL())
	require.Contains(t, dialRaw(t, s.Addr()).all(), "more than 2 connections")
	require.NoError(t, one.Bind("x", "y"))
	require.NoError(t, two.Close())
	require.Eventually(t, func() bool {
		c, err := ldap.DialURL(s.URL())
		if err != nil {
			return false
		}
		defer func() { _ = c.Close() }()
		return c.Bind("x", "y") == nil
	}, time.Minute, 5*time.Millisecond, "a place becomes free")
}

func TestAClientThatNeverReadsHoldsNobodyUp(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(3000), MaxPageSize: 5000, WriteTimeout: 200 * time.Millisecond})
	require.NoError(t, s.Load(staff()...))
	for range 10 {
		c := dialRaw(t, s.Addr())
		require.NoError(t, c.Conn.(*net.TCPConn).SetReadBuffer(4096))
		c.send(boundMessage + strings.Repeat(searchMessage("\x87\x0bobjectClass"), 20))
	}
	stillServes(t, s)
	require.NoError(t, dial(t, s.URL()).Del(ldap.NewDelRequest(annaDN, nil)), "no lock is held while a client is waited for")
}

func TestFiltersOfAnyDepthCostNoMemory(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), AllowAnonymous: true})
	item := "\x87\x02cn"
	for range 10_000 {
		item = tlv(0xa0, item)
	}
	c := dialRaw(t, s.Addr())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 20 {
		c.send(searchMessage(item))
		answer := c.message()
		require.Contains(t, answer, "\x65", "a search result")
		require.Contains(t, answer, "\x0a\x01\x0b", "adminLimitExceeded")
		require.Contains(t, answer, "the filter is nested deeper than 128")
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(32<<20), "twenty messages of 60 KB")
	wide := tlv(0xa1, strings.Repeat("\x87\x02cn", 60_000))
	c.send(searchMessage(wide)[:0] + boundMessage)
	require.Contains(t, c.message(), "\x61")
	c.send(searchMessage(tlv(0xa1, wide+wide)))
	require.Contains(t, c.message(), "more than 100000 items")
	stillServes(t, s)
}

func TestMutatedRequestsBreakNothing(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), ReceiveTimeout: 20 * time.Millisecond})
	good := []string{boundMessage, searchMessage("\xa3\x0e\x04\x02cn\x04\x08Anna x y"), searchMessage("\xa9\x08\x81\x011\x82\x01c\x83\x00"),
		"\x30\x17\x02\x01\x04\x66\x12\x04\x01x\x30\x0d\x30\x0b\x0a\x01\x02\x30\x06\x04\x01a\x31\x01\x04"}
	random := rand.New(rand.NewSource(1))
	for i := range 300 {
		c, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		b := []byte(boundMessage + good[i%len(good)])
		for range 1 + random.Intn(3) {
			b[len(boundMessage)*(i%2)+random.Intn(len(b)-len(boundMessage)*(i%2))] ^= byte(1 << random.Intn(8))
		}
		_, _ = c.Write(b)
		require.NoError(t, c.Close())
	}
	stillServes(t, s)
	for _, r := range s.Requests() {
		require.NotContains(t, r.Message, "an internal error occurred", "%+v", r)
	}
}

func TestThePrivatePortIsPrivate(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	dial(t, s.URL())
	c, err := ldap.DialURL("ldap://" + fakeldap.PrivateAddr(s))
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	require.Contains(t, code(t, ldap.LDAPResultUnwillingToPerform, c.Bind("x", "y")), "private to the server")
	code(t, ldap.LDAPResultUnwillingToPerform, c.Del(ldap.NewDelRequest(annaDN, nil)))
	_, err = c.Search(query("(cn=*)"))
	require.Error(t, err)
	stillServes(t, s)
}

func TestAPanicEndsOneRequestOnly(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), Now: panickyClock()})
	c := dial(t, s.URL())
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Replace("title", []string{"x"})
	text := code(t, ldap.LDAPResultOperationsError, c.Modify(change))
	require.Contains(t, text, "an internal error occurred: the clock stopped")
	require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"), "the connection and the process live on")
	require.NoError(t, c.Modify(change), "and no lock is left behind")
}

// panickyClock stops once, during the first modify.
func panickyClock() func() time.Time {
	stop := false
	return func() time.Time {
		pc := make([]uintptr, 20)
		frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
		for f, more := frames.Next(); more; f, more = frames.Next() {
			if strings.HasSuffix(f.Function, ".modifyEntry") && !stop {
				stop = true
				panic("the clock stopped")
			}
		}
		return at()
	}
}
