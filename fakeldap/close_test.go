package fakeldap_test

import (
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

// ours counts the goroutines of the server and of gldap.
func ours() int {
	buf := make([]byte, 4<<20)
	n := 0
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(stack, "fakeldap.(*") || strings.Contains(stack, "gldap.(*") {
			n++
		}
	}
	return n
}

func TestCloseLeavesNoGoroutineAndWaitsForNobody(t *testing.T) {
	before := ours()
	s, err := fakeldap.Start(fakeldap.Config{Seed: people(3000), MaxPageSize: 5000})
	require.NoError(t, err)
	idle, err := net.Dial("tcp", s.Addr())
	require.NoError(t, err)
	defer func() { _ = idle.Close() }()
	half := dialRaw(t, s.GCAddr())
	half.send("\x30\x84\x00\x01")
	deaf := dialRaw(t, s.Addr())
	deaf.send(boundMessage + strings.Repeat(searchMessage("\x87\x0bobjectClass"), 12))
	bound := dial(t, s.URL())
	change := ldap.NewModifyRequest("CN=User 00001,OU=People,"+base, nil)
	change.Replace("title", []string{"x"})
	require.NoError(t, bound.Modify(change), "a private connection is open")
	require.NoError(t, s.Inject(fakeldap.Fault{On: fakeldap.OpCompare, Delay: time.Hour}))
	waiting := dial(t, s.URL())
	go func() { _, _ = waiting.Compare(base, "dc", "contoso") }()

	closed := make(chan error)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		require.NoError(t, err)
	case <-time.After(time.Minute):
		t.Fatal("Close waits for clients")
	}
	require.Eventually(t, func() bool { return ours() <= before }, time.Minute, 5*time.Millisecond)
	_, err = net.Dial("tcp", s.Addr())
	require.Error(t, err, "the port is free")
}

func TestManyStartsAndStopsAtOnce(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := fakeldap.Start(fakeldap.Config{Seed: staff()})
			if err != nil {
				t.Error(err)
				return
			}
			for range 3 {
				wg.Go(func() {
					c, err := ldap.DialURL(s.URL())
					if err != nil {
						return // the server may be closing
					}
					defer func() { _ = c.Close() }()
					if c.Bind("x", "y") == nil {
						_, _ = c.Search(query("(cn=*)"))
					}
				})
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestReadersAndWritersAtOnce(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: append(people(200), staff()...)})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			c, err := ldap.DialURL(s.URL())
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = c.Close() }()
			if err := c.Bind("x", "y"); err != nil {
				t.Error(err)
				return
			}
			for round := range 15 {
				change := ldap.NewModifyRequest(people(200)[i*15+round].DN, nil)
				change.Replace("displayName", []string{"changed"})
				if err := c.Modify(change); err != nil {
					t.Error(err)
				}
				if _, err := c.SearchWithPaging(query("(|(displayName=changed)(memberOf=*))", "*", "canonicalName"), 50); err != nil {
					t.Error(err)
				}
				s.Requests()
				s.Snapshot()
			}
		})
	}
	wg.Wait()
	c := dial(t, s.URL())
	require.Len(t, names(t, c, "(displayName=changed)"), 60)
}
