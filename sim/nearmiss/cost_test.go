package nearmiss

import (
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// population makes n cloud users and n on-premises users, half of them the same
// people. Their names are drawn as in life: few names are frequent, many are
// rare, and a larger tenant has more of them.
func population(n int) (users []*directory.CloudObject, people []*directory.Candidate) {
	random := rand.New(rand.NewSource(1))
	givens, surnames := rand.NewZipf(random, 1.2, 20, uint64(n/20)), rand.NewZipf(random, 1.1, 50, uint64(n/2))
	for i := range n {
		given, surname := spell(givens.Uint64()), spell(surnames.Uint64())
		users = append(users, &directory.CloudObject{
			ID: fmt.Sprint(i), Type: directory.TypeUser, DisplayName: given + " " + surname,
			UserPrincipalName: directory.UPN(fmt.Sprintf("%s.%s%d@contoso.com", given, surname, i)),
			Profile:           directory.MakeProfile(map[string]string{"employeeId": fmt.Sprint(i)}),
		})
		number := i
		if i%2 == 0 {
			number += n
			given, surname = spell(givens.Uint64()), spell(surnames.Uint64())
		}
		people = append(people, &directory.Candidate{
			DisplayName: surname + ", " + given, UPN: directory.UPN(fmt.Sprintf("p%d@corp.local", number)),
			Mail: fmt.Sprintf("info%d@corp.local", i%3), Profile: directory.MakeProfile(map[string]string{"employeeId": fmt.Sprint(number)}),
		})
	}
	return users, people
}

// spell makes a word of a number, another one for each.
func spell(n uint64) string {
	const consonants, vowels = "bcdfghklmnprstvwz", "aiou"
	word := ""
	for i := (n + 1) * 2654435761 % (1 << 32); i > 0; i /= uint64(len(consonants) * len(vowels)) {
		s := i % uint64(len(consonants)*len(vowels))
		word += string(consonants[s/4]) + string(vowels[s%4])
	}
	return word
}

// comparisons counts the pairs that are compared for all people.
func comparisons(n int) int {
	users, people := population(n)
	f := over(users)
	total := 0
	for _, c := range people {
		total += len(around(f, c))
	}
	return total
}

func TestComparisonsGrowWithTheUsersAndNotWithTheirSquare(t *testing.T) {
	small, large := comparisons(10_000), comparisons(40_000)
	require.Positive(t, small)
	require.Less(t, small, 64*10_000)
	growth := math.Log(float64(large)/float64(small)) / math.Log(4)
	require.Less(t, growth, 1.25, "comparisons: %d at 10,000 users, %d at 40,000", small, large)
}

// A tenant in which everybody has the same name and phone is the worst case.
func TestKeyOfTooManyUsersIsNotLookedAt(t *testing.T) {
	var users []*directory.CloudObject
	for i := range perKey + 1 {
		users = append(users, &directory.CloudObject{ID: fmt.Sprint(i), DisplayName: "Jane Doe",
			UserPrincipalName: directory.UPN(fmt.Sprintf("x%d@contoso.com", i)), Profile: directory.MakeProfile(map[string]string{"mobilePhone": "0170 1234567"})})
	}
	c := &directory.Candidate{DisplayName: "Jane Doe", UPN: "jane@corp.local", Profile: directory.MakeProfile(map[string]string{"mobilePhone": "0170 1234567"})}
	require.Empty(t, around(over(users), c))
	require.Len(t, around(over(users[1:]), c), perKey)
	c.UPN = "x7@corp.local"
	require.Len(t, over(users).Find(c, nil, nil), 1, "another key still finds the one")
}

func TestIndexFindsWhatWasFiled(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, 2, 3, 255, 1000, 5000} {
		filed, want := make([][]lookup, n), map[key][]uint32{}
		for i := range n {
			for range random.Intn(12) {
				filed[i] = append(filed[i], (key(random.Intn(300)) << uint(random.Intn(24))).tells(aTrait))
			}
			filed[i] = distinct(filed[i])
			for _, l := range filed[i] {
				want[l.key()] = append(want[l.key()], uint32(i))
			}
		}
		x := newIndex(n, func() int { return 0 }, func(_, i int, list []lookup) ([]lookup, card) {
			return append(list, filed[i]...), card{name: signature(i), trait: trait(i)}
		})
		for _, k := range []key{0, 1, math.MaxUint32} {
			want[k] = append(want[k], nil...)
		}
		for k, users := range want {
			entries, crowded := x.users(k, x.bucketOf(k))
			require.Equal(t, len(users) > k.limit(), crowded)
			var got []uint32
			for _, e := range entries {
				got = append(got, x.user(e))
			}
			if crowded {
				users = nil
			}
			require.Equal(t, users, got)
		}
		for i, c := range x.cards {
			require.Equal(t, card{name: signature(i), trait: trait(i)}, c)
		}
	}
}

func TestTablesAreInOrder(t *testing.T) {
	last := [groups]float64{1, 1, 1, 1}
	for _, e := range table {
		require.LessOrEqual(t, e.weight, last[e.group], e.name)
		require.Positive(t, e.weight, e.name)
		require.NotEmpty(t, e.name)
		last[e.group] = e.weight
	}
	for _, a := range against {
		require.Greater(t, a.penalty, 0.0, a.name)
		require.Less(t, a.penalty, 1.0, a.name)
		require.Less(t, inThousandths(sharedName*(1-a.penalty)), least, "a namesake needs no comparison once anything contradicts")
	}
	require.GreaterOrEqual(t, sharedName, least)
	f := formalNames()
	for _, row := range nicknames {
		for _, n := range row {
			require.Len(t, words(n), 1, n)
			require.LessOrEqual(t, len(n), longestNickname, n)
			require.True(t, f.alike([]byte(words(row[0])[0]), []byte(words(n)[0])), n)
		}
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(row))), len(row), "%v has a name twice", row)
	}
	require.False(t, f.alike([]byte("peter"), []byte("robert")))
	for g := range generic {
		require.LessOrEqual(t, len(g), longestGeneric, g)
		for _, spelled := range []string{g, strings.ToUpper(g[:1]) + "." + g[1:]} {
			require.True(t, isGeneric(spelled, []byte(squash(spelled))), g)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10_000, 40_000} {
		users, people := population(n)
		f := over(users)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := f.Search()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Find(Query{User: people[i%n]})
			}
		})
	}
}

// newcomers are people whom no cloud user is like: most of those whom nothing
// matched.
func newcomers(f *Finder, people []*directory.Candidate) (strangers []*directory.Candidate) {
	for _, c := range people {
		if len(f.Find(c, nil, nil)) == 0 {
			strangers = append(strangers, c)
		}
	}
	return strangers
}

func TestIndexTakesLittleMemoryAndNoGarbageForAUser(t *testing.T) {
	const n = 40_000
	users, _ := population(n)
	x := over(users).index
	require.Less(t, (4*(len(x.entries)+len(x.starts))+int(unsafe.Sizeof(card{}))*len(x.cards))/n, 70, "bytes a user")
	require.Less(t, testing.AllocsPerRun(2, func() { over(users) }), n/40.0)
}

func BenchmarkFindNothing(b *testing.B) {
	users, people := population(40_000)
	f := over(users)
	strangers, s := newcomers(f, people), f.Search()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Find(Query{User: strangers[i%len(strangers)]})
	}
}

func BenchmarkNew(b *testing.B) {
	users, _ := population(40_000)
	b.ReportAllocs()
	for b.Loop() {
		over(users)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(users)), "ns/user")
}

// over makes a Finder over a list of users.
func over(users []*directory.CloudObject) *Finder {
	numbers := make([]int32, len(users))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	return New(&directory.Tenant{Objects: users}, numbers)
}

// around are the users whom a Find compares a person with.
func around(f *Finder, c *directory.Candidate) []lookup {
	s := f.Search()
	s.ad.onPremises(c)
	s.related()
	return s.found
}

// Departments that have no number are not told apart by their cards.
func TestDepartmentsBeyondTheListAreLookedAt(t *testing.T) {
	d := departments{numbers: map[string]trait{}}
	for i := range unlisted - 1 {
		require.Equal(t, trait(i+1), d.add(fmt.Appendf(nil, "dep %d", i)))
	}
	require.Equal(t, trait(unlisted), d.add([]byte("one more")))
	require.Equal(t, trait(unlisted), d.add([]byte("another")))
	require.Equal(t, trait(7), d.add([]byte("dep 6")))
	require.Zero(t, d.add(nil))
	var nobody person
	of := func(name string) *card { return &card{trait: nobody.trait(d.number([]byte(name)))} }
	for _, tt := range []struct {
		a, b                 string
		contradicts, unclear bool
	}{
		{"dep 6", "dep 6", false, false},
		{"dep 6", "dep 7", true, false},
		{"dep 6", "", false, false},
		{"dep 6", "one more", true, false},
		{"one more", "one more", false, true},
		{"one more", "another", false, true},
	} {
		require.Equal(t, tt.contradicts, of(tt.a).trait.contradicts(of(tt.b).trait), "%+v", tt)
		require.Equal(t, tt.unclear, of(tt.a).hides(of(tt.b)), "%+v", tt)
	}
}
