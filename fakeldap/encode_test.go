package fakeldap

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// FuzzRangesOfValues shows that ranges cut out of the encoded values are those
// cut out of a list of them.
func FuzzRangesOfValues(f *testing.F) {
	f.Add(uint8(10), 3, 0, -1, true)
	f.Add(uint8(10), 3, 3, 4, true)
	f.Add(uint8(10), 3, 9, 9, true)
	f.Add(uint8(10), 3, 10, -1, true)
	f.Add(uint8(3), 3, 0, 0, false)
	f.Add(uint8(4), 3, 0, 0, false)
	f.Add(uint8(0), 1, 0, 0, true)
	f.Fuzz(func(t *testing.T, count uint8, most, low, high int, asked bool) {
		if most < 1 || low < 0 || high != -1 && high < low || high > 1000 || low > 1000 {
			return // no request has these
		}
		a := ad.NewSchema().Attribute("member")
		var values [][]byte
		var set []byte
		for i := range int(count) {
			v := fmt.Sprintf("CN=%0*d,DC=x", i%150, i)
			values, set = append(values, []byte(v)), ber.Append(set, ber.OctetString, v)
		}
		e := &encoder{wanted: &selection{ranges: map[int]valueRange{}}, maxRange: most}
		if asked {
			e.wanted.ranges[a.ID] = valueRange{low, high}
		}
		e.appendSet(a, set)

		end := min(len(values), low+most)
		if high >= 0 {
			end = min(end, high+1)
		}
		var want []byte
		switch {
		case len(values) == 0:
		case asked && low >= len(values):
			require.True(t, e.outOfRange)
		case asked:
			want = appendAttribute(nil, a.Name+valueRange{low, high}.option(end-low, end == len(values)), values[low:end])
		case len(values) <= most:
			want = appendAttribute(nil, a.Name, values)
		default:
			want = appendAttribute(appendAttribute(nil, a.Name, nil), fmt.Sprintf("%s;range=0-%d", a.Name, most-1), values[:most])
		}
		require.Equal(t, want, e.extra)
	})
}

func TestAnEntryIsWrittenWithoutAllocating(t *testing.T) {
	s := unserved(t, true)
	loadCrowd(t, s, 100)
	d := s.directory
	p := &plan{wanted: d.selection([]string{"*"}, false), searchRequest: searchRequest{scope: scopeSub}}
	x := &exchange{conn: &conn{server: s}, m: &message{id: 7}}
	x.server.config.MaxValRange = 1500
	e := x.encoder(p)
	out := make([]byte, 0, 1<<20)
	require.Zero(t, testing.AllocsPerRun(5, func() {
		for _, o := range d.objects {
			out = e.entry(out[:0], o)
		}
	}))
	require.NotEmpty(t, out)
}

func BenchmarkEntriesWritten(b *testing.B) {
	s := unserved(b, true)
	loadCrowd(b, s, 20000)
	d := s.directory
	x := &exchange{conn: &conn{server: s}, m: &message{id: 7}}
	x.server.config.MaxValRange = 1500
	e := x.encoder(&plan{wanted: d.selection([]string{"*"}, false), searchRequest: searchRequest{scope: scopeSub}})
	out := make([]byte, 0, 1<<20)
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		size = 0
		for _, o := range d.objects {
			out = e.entry(out[:0], o)
			size += len(out)
		}
	}
	b.SetBytes(int64(size))
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(len(d.objects)*b.N), "ns/entry")
}

// BenchmarkRangesOf80000Members reads a large group range by range.
func BenchmarkRangesOf80000Members(b *testing.B) {
	a := ad.NewSchema().Attribute("member")
	var set []byte
	for i := range 80000 {
		set = ber.Append(set, ber.OctetString, fmt.Sprintf("CN=User %d,OU=Staff,DC=contoso,DC=com", i))
	}
	b.ReportAllocs()
	for b.Loop() {
		for low := 0; low < 80000; low += 1500 {
			e := &encoder{wanted: &selection{ranges: map[int]valueRange{a.ID: {low, -1}}}, maxRange: 1500}
			e.appendSet(a, set)
		}
	}
}
