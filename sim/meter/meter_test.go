package meter

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePhaseThatBeganFirstIsShown(t *testing.T) {
	var m Meter
	_, running := m.Now()
	require.False(t, running)
	ad := m.Begin("reading AD", Bytes, 10)
	cloud := m.Begin("reading the tenant", Bytes, 0)
	cloud.Add(3)
	ad.Add(4)
	ad.Add(1)
	now, running := m.Now()
	require.True(t, running)
	require.Equal(t, State{Phase: ad, Name: "reading AD", Unit: Bytes, Done: 5, Total: 10}, now)
	ad.End()
	ad.End()
	cloud.Expect(7)
	now, _ = m.Now()
	require.Equal(t, State{Phase: cloud, Name: "reading the tenant", Unit: Bytes, Done: 3, Total: 7}, now)
	cloud.End()
	_, running = m.Now()
	require.False(t, running)
}

func TestNilCountsNothing(t *testing.T) {
	var m *Meter
	p := m.Begin("x", Users, 1)
	require.Nil(t, p)
	p.Add(1)
	p.Expect(2)
	p.End()
	r, w := strings.NewReader("x"), &bytes.Buffer{}
	require.Same(t, r, p.Reader(r))
	require.Same(t, w, p.Writer(w))
	_, running := m.Now()
	require.False(t, running)
}

func TestReadersAndWritersAreCounted(t *testing.T) {
	var m Meter
	p := m.Begin("x", Bytes, 0)
	got, err := io.ReadAll(p.Reader(strings.NewReader("hello")))
	require.NoError(t, err)
	require.Equal(t, "hello", string(got))
	var b bytes.Buffer
	_, err = io.WriteString(p.Writer(&b), "you")
	require.NoError(t, err)
	require.Equal(t, "you", b.String())
	now, _ := m.Now()
	require.Equal(t, int64(8), now.Done)
}

func TestManyCanCountAtOnce(t *testing.T) {
	var m Meter
	var all sync.WaitGroup
	p := m.Begin("x", Users, 0)
	for range 8 {
		all.Go(func() {
			for range 1000 {
				p.Add(1)
				m.Now()
			}
		})
	}
	all.Wait()
	now, _ := m.Now()
	require.Equal(t, int64(8000), now.Done)
}

func TestUnitsAreNamed(t *testing.T) {
	require.Equal(t, []string{"", "", " users", " predictions", " files"},
		[]string{Nothing.String(), Bytes.String(), Users.String(), Runs.String(), Files.String()})
}
