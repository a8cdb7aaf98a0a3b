package table_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/table"
)

// reference is what a Table does, in the obvious way: a map of lists. It knows
// of a hash what a Table knows, the upper half.
type reference map[uint32][]int32

func (r reference) add(hash uint64, number uint32) {
	tag := uint32(hash >> 32)
	list := r[tag]
	if n := len(list); n == 0 || list[n-1] != int32(number) {
		r[tag] = append(list, int32(number))
	}
}

func FuzzATableFindsWhatAMapOfListsFinds(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("the same tag again and again: aaaaaaaabaaaaaaab"))
	f.Add(slices.Repeat([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 40))
	f.Fuzz(func(t *testing.T, data []byte) {
		fast, want := table.New(0), reference{}
		var hashes []uint64
		for ; len(data) >= 3; data = data[3:] {
			// Few different tags, close together and at both ends, so that they
			// collide, repeat and wrap around.
			hash := uint64(binary.LittleEndian.Uint16(data))<<56 | uint64(data[1]&3)<<32 | uint64(data[2])
			number := uint32(data[2])
			fast.Add(hash, number)
			want.add(hash, number)
			hashes = append(hashes, hash, hash^1<<40)
		}
		var all []int32
		for _, h := range hashes {
			list := want[uint32(h>>32)]
			all = append(all, list...)
			require.Equal(t, list, fast.Append(nil, h))
			first, ok := fast.First(h)
			require.Equal(t, len(list) > 0, ok)
			if ok {
				require.Equal(t, list[0], int32(first))
			}
		}
		require.Equal(t, all, fast.AppendAll(nil, hashes))
		half := len(hashes) / 2
		each, ends := fast.AppendEach(nil, nil, hashes, []int{0, half, len(hashes)})
		require.Equal(t, all, each)
		require.Equal(t, []int{0, len(fast.AppendAll(nil, hashes[:half])), len(all)}, ends)
		require.Equal(t, fast.AppendAll([]int32{}, hashes[half:]), table.Part(append([]int32{}, each...), ends, 2))
		require.Empty(t, table.Part(each, ends, 0))
		fast.Clear()
		for _, h := range hashes {
			require.Empty(t, fast.Append(nil, h))
		}
	})
}

func TestManyNumbersUnderOneHashKeepTheirOrder(t *testing.T) {
	x := table.New(4)
	var want []int32
	for i := range uint32(100_000) {
		x.Add(42, i)
		want = append(want, int32(i))
	}
	require.Equal(t, want, x.Append(nil, 42))
}

func TestManyAreFiledAsOneAfterAnother(t *testing.T) {
	one, each := table.New(0), table.New(0)
	hashes := []uint64{7 << 40, 9 << 40, 7 << 40, 7 << 40, 8 << 40}
	ends := []int{2, 2, 4, 5}
	each.AddEach(hashes, ends, 10)
	for i, number := range []uint32{10, 10, 12, 12, 13} {
		one.Add(hashes[i], number)
	}
	require.Equal(t, one.AppendAll(nil, hashes), each.AppendAll(nil, hashes))
	require.Equal(t, []int32{10, 12}, each.Append(nil, hashes[0]))
}

func TestRoomThatIsExpectedIsMadeOnce(t *testing.T) {
	const n = 10_000
	hash := func(i int) uint64 { return uint64(i) * 0x9E3779B97F4A7C15 }
	add := func(to *table.Table, from, behind int) {
		for i := from; i < behind; i++ {
			to.Add(hash(i), uint32(i))
		}
	}
	// What the runtime allocates beside is counted, too, so one of three
	// attempts has to be without.
	var expected *table.Table
	allocated, from := 1.0, 0
	for attempt := 0; attempt < 3 && allocated > 0; attempt++ {
		expected, from = table.New(0), 100
		add(expected, 0, from)
		expected.Expect(300, 100, n)
		allocated = testing.AllocsPerRun(1, func() { add(expected, from, from+n); from += n })
	}
	require.Zero(t, allocated, "there is room for three each")
	expected.Expect(1<<40, 1, 1) // no more than usual
	for i := range from {
		require.Equal(t, []uint32{uint32(i)}, slices.Collect(expected.All(hash(i))))
	}
}

func FuzzHashesFoldCaseAsKeysDo(f *testing.F) {
	for _, s := range []string{"", "anna@contoso.com", "ANNA@Contoso.COM", "\u00c4NNA@contoso.com", "\u212Aelvin@contoso.com", "A", "Kelvin1", "Kelvin12", "\u212a234567", strings.Repeat("Anna.", 40) + "@contoso.com"} {
		f.Add(s)
	}
	const names, other = table.Kind('n'), table.Kind('a')
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, names.HashFolded(strings.ToLower(s)), names.HashFolded(s), s)
		require.Equal(t, names.HashFolded(strings.ToLower(s)), names.HashFolded(strings.Map(asciiUpper, strings.ToLower(s))), s)
		require.Equal(t, names.Hash(s), names.HashBytes([]byte(s)), s)
		require.NotEqual(t, names.Hash(s), other.Hash(s))
		require.NotEqual(t, names.HashFolded(s), other.HashFolded(s))
	})
}

func asciiUpper(r rune) rune {
	if 'a' <= r && r <= 'z' {
		r -= 'a' - 'A'
	}
	return r
}

func TestFoldedHashesOfLikeKeysDiffer(t *testing.T) {
	const names = table.Kind('n')
	seen := map[uint64]string{}
	for i := range 200_000 {
		for _, key := range []string{fmt.Sprintf("u%d", i), fmt.Sprintf("first.last%d@contoso.com", i), fmt.Sprintf("%06d.last@contoso.com", i), fmt.Sprintf("smtp%d", i)} {
			hash := names.HashFolded(key) >> 32
			seen[hash] = key
		}
	}
	require.Greater(t, len(seen), 799_800, "some 75 of 800,000 share the upper half of a hash by chance")
}

func TestLookingUpAllocatesNothing(t *testing.T) {
	x := table.New(10)
	const names = table.Kind('n')
	x.Add(names.HashFolded("Anna@contoso.com"), 1)
	x.Add(names.HashFolded("anna@contoso.com"), 2)
	found := make([]int32, 0, 4)
	require.Zero(t, testing.AllocsPerRun(100, func() { found = x.Append(found[:0], names.HashFolded("ANNA@contoso.com")) }))
	require.Equal(t, []int32{1, 2}, found)
}

func BenchmarkAddAndFind(b *testing.B) {
	const n = 1_000_000
	b.ReportAllocs()
	for b.Loop() {
		x := table.New(n)
		for i := range uint32(n) {
			x.Add(uint64(i)*0x9E3779B97F4A7C15, i)
		}
		for i := range uint32(n) {
			if got, _ := x.First(uint64(i) * 0x9E3779B97F4A7C15); got != i {
				b.Fatal(got)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/key")
}

func BenchmarkHashFolded(b *testing.B) {
	const names = table.Kind('n')
	keys := []string{"natalya.volkova27@contoso.com", "CFOSTER28@fabrikam.com", "a@b.co"}
	b.ReportAllocs()
	var all uint64
	for b.Loop() {
		for _, k := range keys {
			all ^= names.HashFolded(k)
		}
	}
	_ = all
}
