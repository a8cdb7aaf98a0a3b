package generate

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestScatterIsAPermutationThatTurnsRound(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 6, 10, 97, 1000, 4096, 10_007} {
		for seed := range uint64(3) {
			s := newScatter(n, seed)
			seen := make([]bool, n)
			for i := range n {
				place := s.to(i)
				require.False(t, seen[place], "n %d, seed %d: %d twice", n, seed, place)
				seen[place] = true
				require.Equal(t, i, s.from(place), "n %d, seed %d", n, seed)
			}
		}
	}
	s := newScatter(MaxUsers, 1)
	for _, i := range []int{0, 1, MaxUsers / 2, MaxUsers - 1} {
		require.Equal(t, i, s.from(s.to(i)))
	}
}

func TestEveryUserBelongsToOneShare(t *testing.T) {
	for _, users := range []int{1, 2, 10, 50, 400, 2000, 12_345} {
		for _, forests := range []int{1, 3} {
			p, err := New(Options{Users: max(users, forests), Forests: forests, Dialect: LDIFDE})
			require.NoError(t, err)
			next := 0
			for _, s := range p.shares {
				require.Equal(t, next, s.first)
				require.Zero(t, s.count%s.of.size(), s.of.name)
				next = s.end()
			}
			require.Equal(t, p.options.Users, next)
			for position := range p.options.Users {
				s := p.shareAt(position)
				require.True(t, s.first <= position && position < s.end())
			}
		}
	}
}

func TestForestsAreRunsOfPlaces(t *testing.T) {
	p, err := New(Options{Users: 1001, Forests: 7, Dialect: LDIFDE})
	require.NoError(t, err)
	require.Equal(t, 1001, p.firstOf(7))
	for place := range 1001 {
		f := p.forestOf(place)
		require.True(t, p.firstOf(f) <= place && place < p.firstOf(f+1), place)
	}
}

// The mixture that the help of presync generate states.
func TestMixtureIsTheStatedOne(t *testing.T) {
	p, err := New(Options{Users: 1_000_000, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	outcomes, codes := map[string]int{}, map[string]int{}
	for _, s := range p.shares {
		for _, f := range s.of.fates {
			outcomes[f.Outcome] += s.count / s.of.size()
			codes[f.Error] += s.count / s.of.size()
		}
	}
	require.InDelta(t, 790_000, outcomes["update"], 20_000)
	require.InDelta(t, 90_000, outcomes["soft-match"], 5000)
	require.InDelta(t, 28_000, outcomes["hard-match"], 3000)
	require.InDelta(t, 68_000, outcomes["create"], 5000)
	require.InDelta(t, 18_000, outcomes["not-synced"], 2000)
	for code, n := range codes {
		require.GreaterOrEqual(t, n, 300, code)
	}
	require.Len(t, codes, 10, "nine codes, and none")
	require.Len(t, outcomes, 7)
}

func TestEveryCaseIsPlantedFromAThousandUsersOn(t *testing.T) {
	for _, forests := range []int{1, 4} {
		p, err := New(Options{Users: 1000, Forests: forests, Dialect: LDIFDE})
		require.NoError(t, err)
		planted := map[string]bool{}
		for _, c := range p.Counts() {
			planted[c.Case] = true
		}
		for _, k := range kinds {
			possible := k.forests == anyNumber || (k.forests == several) == (forests > 1)
			require.Equal(t, possible, planted[k.name], k.name)
		}
	}
}

// With few users the plain cases come first.
func TestTenUsersHaveAllPlainOutcomes(t *testing.T) {
	p, err := New(Options{Users: 10, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	outcomes := map[string]bool{}
	for _, c := range p.Counts() {
		outcomes[c.Becomes[0].Outcome] = true
	}
	require.Equal(t, map[string]bool{"update": true, "soft-match": true, "create": true, "hard-match": true, "not-synced": true, "error": true}, outcomes)
}

func TestNamesAreOfManyLanguagesAndLoginsArePlain(t *testing.T) {
	share := 0
	for _, l := range languages() {
		share = l.until
		for _, w := range append(l.given, l.families...) {
			require.NotEmpty(t, w.native)
			require.Regexp(t, `^[a-z']+$`, w.latin)
			require.NotContains(t, w.native, "|")
		}
	}
	require.Equal(t, 1000, share)
	of1000 := 0
	for _, d := range domains {
		of1000 += d.share
	}
	require.Equal(t, 1000, of1000)
}

func TestCasesAreNamedOnceAndExplainThemselves(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range append([]kind{linked}, kinds[:]...) {
		require.Regexp(t, `^[a-z0-9-]+$`, k.name)
		require.False(t, seen[k.name], k.name)
		seen[k.name] = true
		require.NotEmpty(t, k.because)
		require.NotEmpty(t, k.fates)
		require.NotNil(t, k.build)
		require.NotRegexp(t, `\b[A-Z]{2,4}[0-9]{3}\b`, k.because, "a rule number")
	}
}

func TestGUIDAndSIDTextsAreThoseOfTheBytes(t *testing.T) {
	g := guid{0x40, 0x5e, 0x47, 0x30, 0xae, 0xe7, 0xf3, 0x4a, 0xaf, 0x75, 0x8b, 0x14, 0x3c, 0x81, 0xda, 0xf5}
	require.Equal(t, "30475e40-e7ae-4af3-af75-8b143c81daf5", string(appendGUID(nil, g)), "worked example WE-60")
	p, err := New(Options{Users: 1, Forests: 1, Dialect: LDIFDE})
	require.NoError(t, err)
	d := &draft{pop: p}
	binary := d.appendSID(nil, 0, 1104)
	require.Len(t, binary, 28)
	require.Regexp(t, `^S-1-5-21-\d+-\d+-\d+-1104$`, string(d.sidText(0, 1104)))
	require.Equal(t, []byte{0x50, 0x04, 0, 0}, binary[24:])
}

func TestLineIsFoldedBetweenCharacters(t *testing.T) {
	w := ldif{newline: "\n", plain: true}
	value := strings.Repeat("ä", 100)
	write(&w, "sn", value)
	lines := strings.Split(strings.TrimSuffix(string(w.out), "\n"), "\n ")
	require.Len(t, lines, 3)
	for _, l := range lines {
		require.True(t, utf8.ValidString(l))
		require.LessOrEqual(t, len(l), foldAt)
	}
	require.Equal(t, "sn: "+value, strings.Join(lines, ""))
}

func TestValuesThatCannotStandAsTheyAreAreEncoded(t *testing.T) {
	for value, want := range map[string]string{
		"plain":    "cn: plain\n",
		" blank":   "cn:: IGJsYW5r\n",
		"blank ":   "cn:: Ymxhbmsg\n",
		":colon":   "cn:: OmNvbG9u\n",
		"<less":    "cn:: PGxlc3M=\n",
		"two\nl":   "cn:: dHdvCmw=\n",
		"ä":        "cn:: w6Q=\n",
		"":         "",
		"in:side<": "cn: in:side<\n",
	} {
		w := ldif{newline: "\n"}
		write(&w, "cn", value)
		require.Equal(t, want, string(w.out), "%q", value)
	}
}
