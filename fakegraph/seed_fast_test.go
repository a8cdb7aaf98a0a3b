package fakegraph

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// slowly seeds one text after another with parseObject, the reference.
func slowly(set string, texts ...string) (*store, error) {
	st := newStore(newSchema())
	for _, text := range texts {
		if err := st.seedObject(set, []byte(text), time.Unix(0, 0)); err != nil {
			return st, err
		}
	}
	return st, nil
}

// FuzzSeedingInOnePass shows that what is taken in one pass is what the
// reference makes of the same texts, byte by byte.
func FuzzSeedingInOnePass(f *testing.F) {
	for _, text := range []string{
		`{"id":"1","mail":null,"proxyAddresses":[ "a" , "b" ],"x":{"y":[1,2.5e3,-0,{}],"z":true}}`,
		"\t{ \"ID\" : \"A\\u00e4\" , \"@odata.type\":\"#x\",\"members@odata.nextLink\":\"x\" ,\"Mail\":\"ä\"}\r\n",
		`{"id":"1","id":"2"}`, `{"id":"1","Mail":"a","mail":"b"}`, `{"id":""}`, `{"mail":"x"}`, `{}`, `{"id":1}`, `{"id":"1"} x`,
		`{"id":"1","deletedDateTime":"2026-01-01T00:00:00Z"}`, `{"id":"1","deletedDateTime":null}`, `{"id":"1","a":01}`, `{"id":"1","a":tru}`,
		`{"i\u0064":"1"}`, "{\"id\":\"1\",\"a\":\"\x01\"}", `{"id":"1","a":"\x"}`, `{"id":"1","a":[1,]}`, `{"id":"1",}`, `[]`, ``,
		strings.Repeat(`{"a":`, 100), `{"id":"1","a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`,
	} {
		f.Add(text, `{"id":"2","mail":"x"}`, false)
		f.Add(text, text, true)
	}
	f.Fuzz(func(t *testing.T, first, second string, deleted bool) {
		set := setUsers
		if deleted {
			set = setDeleted
		}
		st := newStore(newSchema())
		seeder := st.newSeeder(set)
		var taken []string
		for _, text := range []string{first, second} {
			if seeder.object([]byte(text)) {
				taken = append(taken, text)
			}
		}
		want, err := slowly(set, taken...)
		require.NoError(t, err, "what one pass takes, the reference takes")
		require.Len(t, st.sets[set].all(), len(taken))
		for i, o := range want.sets[set].all() {
			got := st.sets[set].all()[i]
			require.Equal(t, string(o.raw), string(got.raw))
			require.Equal(t, o.shape.names, got.shape.names)
			require.Equal(t, o.ends, got.ends)
			require.Equal(t, o.id, got.id)
			require.Same(t, got, st.sets[set].get(o.id))
		}
	})
}

func TestAnExportIsTakenInOnePass(t *testing.T) {
	st := newStore(newSchema())
	seeder := st.newSeeder(setUsers)
	for _, v := range benchSeed(100).Users {
		require.True(t, seeder.object([]byte(v.(string))))
	}
	require.False(t, seeder.object([]byte(`{"id":"00000000-0000-4000-8000-000000000099"}`)), "the id is taken")
}

func TestManyObjectsComeFromASequence(t *testing.T) {
	text := []byte(`{"id":"u0","mail":"a@contoso.com"}`)
	users := iter.Seq[[]byte](func(yield func([]byte) bool) {
		for i := range 3 {
			text[8] = '0' + byte(i) // the same bytes again: each text holds until the next
			if !yield(text) {
				return
			}
		}
	})
	h, err := NewHandler(Config{Seed: Seed{Users: Objects{users, map[string]any{"id": "last"}}}})
	require.NoError(t, err)
	var ids []string
	for _, o := range h.Snapshot().Users {
		var u struct{ ID string }
		require.NoError(t, json.Unmarshal(o.(json.RawMessage), &u))
		ids = append(ids, u.ID)
	}
	require.Equal(t, []string{"u0", "u1", "u2", "last"}, ids)
	broken := iter.Seq[[]byte](func(yield func([]byte) bool) { _ = yield([]byte(`{"id":"u1"}`)) && yield([]byte(`{`)) })
	_, err = NewHandler(Config{Seed: Seed{Users: Objects{broken}}})
	require.ErrorContains(t, err, "fakegraph: users object 2: ")
}

func TestTheTableOfIDsIsRightWhileObjectsComeAndGo(t *testing.T) {
	st := newStore(newSchema())
	c := st.sets[setUsers]
	ids := map[string]*object{}
	for i := range 1000 {
		id := fmt.Sprintf("User-%d", i)
		ids[id] = st.add(setUsers, []prop{{"id", encode(id)}})
		if i%3 == 0 {
			gone := fmt.Sprintf("User-%d", i/2)
			if o := ids[gone]; o != nil {
				st.remove(setUsers, o)
				delete(ids, gone)
			}
		}
	}
	for i := range 1000 {
		id := fmt.Sprintf("User-%d", i)
		require.Same(t, ids[id], c.get(strings.ToUpper(id)), id)
	}
	require.Nil(t, c.get(""))
	require.Less(t, len(c.ids.entries), 8*len(ids))
}

func TestSeedingAllocatesAFewBlocksOnly(t *testing.T) {
	var texts [][]byte
	for _, v := range benchSeed(4000).Users {
		texts = append(texts, []byte(v.(string)))
	}
	seed := Seed{Users: Objects{iter.Seq[[]byte](slices.Values(texts))}, Domains: Objects{`{"id":"contoso.com"}`}}
	allocs := testing.AllocsPerRun(3, func() {
		if _, err := NewHandler(Config{Seed: seed}); err != nil {
			t.Fatal(err)
		}
	})
	require.Less(t, allocs/4000, 1.5, "allocations a user")
}

func BenchmarkSeedOf20000InOnePass(b *testing.B) {
	var texts [][]byte
	size := 0
	for _, v := range benchSeed(20000).Users {
		texts = append(texts, []byte(v.(string)))
		size += len(v.(string))
	}
	seed := Seed{Users: Objects{iter.Seq[[]byte](slices.Values(texts))}, Domains: Objects{`{"id":"contoso.com"}`}}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewHandler(Config{Seed: seed}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(20000*b.N), "ns/user")
}
