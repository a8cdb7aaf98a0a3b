package fakeldap_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestFaultsStrikeByCount(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), Faults: []fakeldap.Fault{
		{On: fakeldap.OpSearch, Skip: 1, Times: 2, Result: ldap.LDAPResultBusy},
		{On: fakeldap.OpSearch, Skip: 4, Result: ldap.LDAPResultUnavailable, Message: "closed for today"},
	}})
	c := dial(t, s.URL())
	var codes []uint16
	for range 8 {
		_, err := c.Search(query("(sAMAccountName=anna)"))
		var failure *ldap.Error
		if errors.As(err, &failure) {
			codes = append(codes, failure.ResultCode)
			continue
		}
		require.NoError(t, err)
		codes = append(codes, 0)
	}
	require.Equal(t, []uint16{0, 51, 51, 0, 52, 0, 0, 0}, codes)
	log := s.Requests()
	require.True(t, log[2].Fault)
	require.Equal(t, "0000200E: SvcErr: DSID-0C090000, problem 5001 (BUSY), data 0\n", log[2].Message)
	require.Equal(t, "(sAMAccountName=anna)", log[2].Filter, "what was asked is logged all the same")
	require.Equal(t, "closed for today", log[5].Message)
	require.False(t, log[6].Fault)
}

func TestFaultsOnEveryKindOfRequest(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Replace("title", []string{"x"})
	for op, do := range map[fakeldap.Op]func() error{
		fakeldap.OpBind:     func() error { return c.Bind("x", "y") },
		fakeldap.OpAdd:      func() error { return c.Add(user("CN=x,OU=Staff," + base)) },
		fakeldap.OpModify:   func() error { return c.Modify(change) },
		fakeldap.OpDelete:   func() error { return c.Del(ldap.NewDelRequest(innerDN, nil)) },
		fakeldap.OpModifyDN: func() error { return c.ModifyDN(ldap.NewModifyDNRequest(innerDN, "CN=x", true, "")) },
		fakeldap.OpCompare:  func() error { _, err := c.Compare(annaDN, "cn", "x"); return err },
		fakeldap.OpExtended: func() error { _, err := c.WhoAmI(nil); return err },
		"":                  func() error { _, err := c.Search(query("(cn=*)")); return err },
	} {
		require.NoError(t, s.Inject(fakeldap.Fault{On: op, Result: ldap.LDAPResultUnavailable}))
		code(t, ldap.LDAPResultUnavailable, do())
	}
	_, ok := s.Entry("CN=x,OU=Staff," + base)
	require.False(t, ok, "a struck write is not carried out")
}

func TestAConnectionDropsAfterSomeEntries(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: people(30)})
	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpSearch, After: 12, Drop: true}))
	c := dial(t, s.URL())
	var got int
	search := c.SearchAsync(t.Context(), query("(objectClass=user)", "cn"), 0)
	for search.Next() {
		if search.Entry() != nil {
			got++
		}
	}
	require.Error(t, search.Err())
	require.Equal(t, 12, got)

	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpSearch, After: 3, Result: ldap.LDAPResultSizeLimitExceeded}))
	result, err := dial(t, s.URL()).Search(query("(objectClass=user)", "cn"))
	code(t, ldap.LDAPResultSizeLimitExceeded, err)
	require.Len(t, result.Entries, 3)
}

func TestDroppedRequestsAndConnections(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpModify, Drop: true}, fakeldap.Fault{On: fakeldap.OpConnect, Drop: true}))
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Replace("title", []string{"x"})
	require.Error(t, c.Modify(change))
	e, _ := s.Entry(annaDN)
	require.Empty(t, e.Value("title"))
	struck, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	require.Error(t, struck.Bind("x", "y"), "the next connection is dropped as well")
	require.NoError(t, dial(t, s.URL()).Bind("x", "y"))
}

func TestADelayEndsWithTheServer(t *testing.T) {
	s, err := fakeldap.Start(fakeldap.Config{Seed: staff()})
	require.NoError(t, err)
	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpSearch, Delay: time.Hour}))
	c := dial(t, s.URL())
	ended := make(chan error)
	go func() {
		_, err := c.Search(query("(cn=*)"))
		ended <- err
	}()
	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpCompare, Delay: time.Millisecond}))
	_, err = dial(t, s.URL()).Compare(annaDN, "cn", "x")
	require.NoError(t, err, "a delay alone leaves the answer as it is")
	require.NoError(t, s.Close())
	require.Error(t, <-ended)
}

func TestAbandonEndsADelayedSearch(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), AllowAnonymous: true})
	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpSearch, Delay: time.Hour}))
	c := dialRaw(t, s.Addr())
	c.send("\x30\x25\x02\x01\x05\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00")
	c.send("\x30\x06\x02\x01\x06\x50\x01\x05")
	c.send("\x30\x0c\x02\x01\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00")
	require.Contains(t, c.message(), "\x02\x01\x07\x61", "the bind is answered, the abandoned search is not")
	require.Equal(t, fakeldap.OpAbandon, s.Requests()[0].Op)
	require.Equal(t, int64(5), s.Requests()[0].Abandoned)
}

func TestFaultsThatSayNothingAreRefused(t *testing.T) {
	for _, f := range []fakeldap.Fault{
		{On: fakeldap.OpSearch}, {On: fakeldap.OpBind, After: 3, Drop: true}, {On: fakeldap.OpConnect, Result: 51}, {Skip: -1, Drop: true},
	} {
		_, err := fakeldap.Start(fakeldap.Config{Faults: []fakeldap.Fault{f}})
		require.ErrorContains(t, err, "fault on")
	}
}

// lines collects what is written, from any goroutine.
type lines struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(b)
}

func TestTheRequestLog(t *testing.T) {
	var out lines
	s := start(t, fakeldap.Config{Seed: staff(), Now: at, RequestLog: &out})
	c := dial(t, s.URL())
	q := query("(cn=A*)", "mail")
	q.SizeLimit = 7
	_, err := c.Search(q)
	require.NoError(t, err)
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Add("proxyAddresses", []string{"smtp:x@y", "smtp:z@y"})
	change.Delete("title", nil)
	require.Error(t, c.Modify(change))

	log := s.Requests()
	require.Len(t, log, 3)
	require.Equal(t, fakeldap.Request{Serial: 1, Time: at(), Conn: 1, User: `CONTOSO\tester`, Op: fakeldap.OpBind, DN: `CONTOSO\tester`}, log[0])
	require.Equal(t, fakeldap.Request{Serial: 2, Time: at(), Conn: 1, User: `CONTOSO\tester`, Op: fakeldap.OpSearch, DN: base, Scope: "sub",
		Filter: "(cn=A*)", Attributes: []string{"mail"}, SizeLimit: 7, Entries: 1}, log[1])
	require.Equal(t, []fakeldap.Change{
		{Kind: fakeldap.ChangeAdd, Name: "proxyAddresses", Values: [][]byte{[]byte("smtp:x@y"), []byte("smtp:z@y")}},
		{Kind: fakeldap.ChangeDelete, Name: "title"},
	}, log[2].Changes)
	require.Equal(t, 16, log[2].Result)
	log[2].Changes[0].Values[0][0] = 'X'
	log[1].Attributes[0] = "changed"
	require.Equal(t, "smtp:x@y", string(s.Requests()[2].Changes[0].Values[0]), "the log hands out copies")
	require.Equal(t, "mail", s.Requests()[1].Attributes[0])

	var ops []string
	for scan := bufio.NewScanner(&out.Buffer); scan.Scan(); {
		var line struct {
			Op     string
			Result int
		}
		require.NoError(t, json.Unmarshal(scan.Bytes(), &line))
		ops = append(ops, line.Op)
	}
	require.Equal(t, []string{"bind", "search", "modify"}, ops)
	s.ForgetRequests()
	require.Empty(t, s.Requests())
}

func TestALogThatCannotBeWrittenIsReportedByClose(t *testing.T) {
	s, err := fakeldap.Start(fakeldap.Config{RequestLog: broken{}})
	require.NoError(t, err)
	c := dial(t, s.URL())
	require.NoError(t, c.Bind("x", "y"))
	require.ErrorContains(t, s.Close(), "write the request log: the disk is full")
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }
