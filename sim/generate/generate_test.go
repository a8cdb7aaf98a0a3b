package generate

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	goldif "github.com/go-ldap/ldif"
	"github.com/stretchr/testify/require"
)

// files makes all files of a population.
func files(t *testing.T, o Options) map[string]string {
	t.Helper()
	p, err := New(o)
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range p.Files() {
		var b bytes.Buffer
		require.NoError(t, f.Write(&b), f.Name)
		out[f.Name] = b.String()
	}
	return out
}

func TestSameSeedGivesTheSameBytesOnOneCoreAndOnMany(t *testing.T) {
	o := Options{Users: 3000, Seed: 5, Forests: 2, Dialect: LDIFDE}
	many := files(t, o)
	before := runtime.GOMAXPROCS(1)
	one := files(t, o)
	runtime.GOMAXPROCS(before)
	require.Equal(t, slices.Sorted(maps.Keys(many)), slices.Sorted(maps.Keys(one)))
	for name := range many {
		require.True(t, many[name] == one[name], name)
	}
	o.Seed = 6
	for name, content := range files(t, o) {
		if strings.HasSuffix(name, ".ldif") || name == "truth.csv" || name == "tenant/users.json" {
			require.False(t, many[name] == content, name)
		}
	}
}

// The LDIF is read by a reader that the generator does not share code with.
func TestLDIFIsReadByAnotherReader(t *testing.T) {
	for _, dialect := range []Dialect{LDIFDE, LDAPSearch} {
		file := files(t, Options{Users: 1000, Seed: 1, Forests: 1, Dialect: dialect})["ad.ldif"]
		for line := range strings.Lines(file) {
			require.LessOrEqual(t, len(strings.TrimRight(line, "\r\n")), foldAt, line)
		}
		require.Equal(t, dialect == LDIFDE, strings.Contains(file, "\r\n"))
		users, contacts := 0, 0
		for entry, err := range goldif.UnmarshalEntries(strings.NewReader(file), &goldif.LDIF{}) {
			require.NoError(t, err)
			values := func(name string) []string { return entry.Entry.GetAttributeValues(name) }
			if entry.Add != nil {
				values = func(name string) []string {
					for _, a := range entry.Add.Attributes {
						if a.Type == name {
							return a.Vals
						}
					}
					return nil
				}
			}
			classes := values("objectClass")
			if slices.Contains(classes, "contact") {
				contacts++
				continue
			}
			users++
			require.Contains(t, classes, "user")
			require.Len(t, values("objectGUID")[0], 16)
			require.Len(t, values("objectSid")[0], 28)
			require.True(t, utf8.ValidString(values("cn")[0]))
		}
		require.Equal(t, 1000, users)
		require.Equal(t, 1000/usersPerContact, contacts)
	}
}

// unfolded joins folded lines and decodes text in base64, so that files can be
// compared that fold and encode at other places.
func unfolded(file string) string {
	file = strings.ReplaceAll(file, "\r\n ", "")
	var out strings.Builder
	for line := range strings.Lines(file) {
		if name, value, found := strings.Cut(strings.TrimRight(line, "\r\n"), ":: "); found {
			if plain, err := base64.StdEncoding.DecodeString(value); err == nil && utf8.Valid(plain) && !bytes.ContainsAny(plain, "\n\x00") {
				line = name + ": " + string(plain) + "\r\n"
			}
		}
		out.WriteString(line)
	}
	return out.String()
}

func TestUTF16HoldsTheSameTextAsUTF8(t *testing.T) {
	o := Options{Users: 700, Seed: 3, Forests: 1, Dialect: LDIFDE}
	narrow := files(t, o)["ad.ldif"]
	o.UTF16 = true
	wide := files(t, o)["ad.ldif"]
	require.Equal(t, "\xff\xfe", wide[:2])
	require.Zero(t, len(wide)%2)
	units := make([]uint16, 0, len(wide)/2)
	for i := 2; i < len(wide); i += 2 {
		units = append(units, uint16(wide[i])|uint16(wide[i+1])<<8)
	}
	require.True(t, unfolded(narrow) == unfolded(string(utf16.Decode(units))))
	require.Equal(t, []byte{0x3d, 0xd8, 0x00, 0xde}, appendUTF16(nil, []byte("\U0001f600")), "a surrogate pair")
}

func TestUsersComeInPagesAsGraphAnswersThem(t *testing.T) {
	p, err := New(Options{Users: 5000, Seed: 1, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, p.writeUsers(&b))
	dec := json.NewDecoder(&b)
	ids, pages, more := map[string]bool{}, 0, true
	for ; ; pages++ {
		var answer struct {
			NextLink string `json:"@odata.nextLink"`
			Context  string `json:"@odata.context"`
			Value    []struct{ ID, UserPrincipalName string }
		}
		if err := dec.Decode(&answer); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		require.True(t, more, "a page behind the last one")
		require.NotEmpty(t, answer.Context)
		require.LessOrEqual(t, len(answer.Value), 999)
		for _, u := range answer.Value {
			require.False(t, ids[u.ID], u.ID)
			ids[u.ID] = true
		}
		more = answer.NextLink != ""
	}
	require.False(t, more, "the last page has a link to the next")
	require.Equal(t, p.pages(), pages)
	for name, content := range files(t, Options{Users: 5000, Seed: 1, Forests: 1, Dialect: LDIFDE}) {
		if strings.HasSuffix(name, ".json") && name != "tenant/users.json" {
			require.True(t, json.Valid([]byte(content)), name)
			require.Contains(t, content, `"@odata.context":`, name)
		}
	}
}

func TestTruthNamesEachUserOnceAndCountsAreThoseOfTheMixture(t *testing.T) {
	p, err := New(Options{Users: 20_000, Seed: 1, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, p.writeTruth(&b))
	rows, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"user", "outcome", "error", "case", "because"}, rows[0])
	users, cases := map[string]bool{}, map[string]int{}
	for _, row := range rows[1:] {
		require.NotEmpty(t, row[0])
		require.False(t, users[row[0]], row[0])
		users[row[0]] = true
		cases[row[3]]++
	}
	require.Len(t, users, 20_000)
	for _, c := range p.Counts() {
		require.Equal(t, c.Users, cases[c.Case], c.Case)
	}
	require.Equal(t, "linked", p.Counts()[0].Case)
}

// failing takes some bytes and then no more.
type failing struct{ left int }

var errFull = errors.New("no space left")

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAFullDiskEndsTheWork(t *testing.T) {
	p, err := New(Options{Users: 20_000, Seed: 1, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	before := runtime.NumGoroutine()
	for _, f := range p.Files() {
		require.ErrorIs(t, f.Write(&failing{left: 10}), errFull, f.Name)
	}
	for range 500 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	require.Fail(t, "goroutines are left over")
}

// No user costs memory: what is allocated does not grow with their number.
func TestUsersCostNoAllocations(t *testing.T) {
	p, err := New(Options{Users: 2000, Seed: 1, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	r, g := &recorder{d: &draft{pop: p}, w: newLDIF(p.options)}, &grapher{d: &draft{pop: p}}
	var truth []byte
	all := func() {
		for place := range p.options.Users {
			r.w.out, g.out = r.w.out[:0], g.out[:0]
			r.d.make(place)
			r.record()
			for i := range r.d.cloud {
				g.user(&r.d.cloud[i], true)
			}
			truth = r.d.appendTruth(truth[:0])
		}
	}
	all()
	// Very long names and the RDN of a replication conflict are made anew; there
	// are few of both.
	require.Less(t, testing.AllocsPerRun(1, all), 0.02*float64(p.options.Users))
}

func TestOptionsThatCannotBeMetAreNamed(t *testing.T) {
	for want, o := range map[string]Options{
		"0 users: want 1 to 99999999":                     {Users: 0, Forests: 1, Dialect: LDIFDE},
		"100000000 users: want 1 to 99999999":             {Users: MaxUsers + 1, Forests: 1, Dialect: LDIFDE},
		"10 forests: want 1 to 9, and no more than users": {Users: 20, Forests: 10, Dialect: LDIFDE},
		"0 forests: want 1 to 9, and no more than users":  {Users: 20, Dialect: LDIFDE},
		`dialect "csvde": want ldifde or ldapsearch`:      {Users: 1, Forests: 1, Dialect: "csvde"},
		"3 forests: want 1 to 9, and no more than users":  {Users: 2, Forests: 3, Dialect: LDIFDE},
	} {
		_, err := New(o)
		require.EqualError(t, err, want)
	}
}

func BenchmarkExport(b *testing.B) {
	p, err := New(Options{Users: 20_000, Seed: 1, Forests: 1, Dialect: LDIFDE})
	require.NoError(b, err)
	for _, f := range p.Files() {
		if f.Name != "ad.ldif" && f.Name != "tenant/users.json" {
			continue
		}
		b.Run(f.Name, func(b *testing.B) {
			var size bytes.Buffer
			require.NoError(b, f.Write(&size))
			b.SetBytes(int64(size.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if err := f.Write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
