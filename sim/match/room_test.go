package match

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func FuzzValuesAreQuotedAsStrconvDoes(f *testing.F) {
	for _, s := range []string{"", "bob@contoso.com", `say "hi"`, `back\slash`, "Zoë", "a\tb\x00", "\xff", "\u202e", "\u007f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, "x"+strconv.Quote(s), string(AppendQuoted([]byte("x"), s)))
	})
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"", "short", "eight by", "CN=Robin Pradhan,OU=Staff", "a text that is long, and odd in front of the end\n", "0123456789abcde\u00e4", "\x80\x7f\x1f\xff1234567\x00", "~~~~~~~~~~~~~~~\x7f"} {
		f.Add(s, byte(','), byte('"'))
	}
	f.Fuzz(func(t *testing.T, s string, one, other byte) {
		one, other = one&0x7f, other&0x7f
		want := 0
		for want < len(s) && s[want] >= ' ' && s[want] <= '~' && s[want] != one && s[want] != other {
			want++
		}
		require.Equal(t, want, Plain(s, one, other), "%q", s)
	})
}

func TestRenderKeepsWhatIsNoPlaceholder(t *testing.T) {
	q := asked(7, nil)
	for text, want := range map[string]string{
		"":                          "",
		"no word":                   "no word",
		"{cloudID}":                 "id7",
		"{cloudID}{cloudID} {user}": `id7id7 "user7@contoso.com"`,
		"{unknown} {cloudID} }{":    "{unknown} id7 }{",
		"{{cloudID}} {} {cloudID":   "{{cloudID}} {} {cloudID",
	} {
		require.Equal(t, want, Render(text, q))
		var room Room
		require.Equal(t, want, room.render(text, q))
		require.Equal(t, want, room.render(text, q))
	}
}

// asked is a question whose answers a test can tell apart.
func asked(i int, room *Room) *Question {
	cloud := &directory.CloudObject{ID: fmt.Sprint("id", i), Type: directory.TypeUser, DisplayName: fmt.Sprintf("Zoë \"%d\"", i)}
	w := NewWorld([]*directory.CloudObject{cloud})
	w.Room = room
	u := &directory.Candidate{UPN: directory.UPN(fmt.Sprintf("user%d@contoso.com", i)), Source: &directory.Object{DN: fmt.Sprint("CN=", i)}}
	return &Question{User: u, Cloud: cloud, World: w}
}

// decided is a decision with lists of several lengths.
func decided(i int, room *Room) *Decision {
	q := asked(i, room)
	failure := &Failure{Code: "Code", Message: "about {user}"}
	first := &Rule{ID: "AA001", Phase: Provision, Reason: "{user} takes {cloud}, {unknown}", Then: Effect{Outcome: OutcomeError, Failure: failure}}
	rec := Record{Fired: []Fired{{first, q}}}
	for k := range i % 5 {
		id := fmt.Sprint("BB00", 9-k)
		rec.Fired = append(rec.Fired,
			Fired{&Rule{ID: id, Phase: Outlook, Reason: "note on {upn}", Then: Note()}, q},
			Fired{&Rule{ID: id, Then: DoubtThat(Doubt{Outcome: OutcomeCreate, Because: "{cloudID} " + id, About: []Outcome{OutcomeError}})}, q})
	}
	d := NewDecision(rec.Fired[0], &rec)
	d.Explain(&rec)
	d.Result = room.Result()
	d.Result.ProxyAddresses = room.Addresses(3)
	for k := range i % 3 {
		d.Result.ProxyAddresses = append(d.Result.ProxyAddresses, directory.Address{Type: "smtp", Local: fmt.Sprint(i, k)})
		d.Result.Overwrites = room.AddOverwrite(d.Result.Overwrites, Overwrite{Property: "mail", Before: fmt.Sprint(i), After: fmt.Sprint(k)})
	}
	return d
}

func TestDecisionsOfARoomAreThoseWithoutOne(t *testing.T) {
	var room Room
	var kept []*Decision
	for round := range 3 {
		var inRoom []*Decision
		for i := range 300 {
			inRoom = append(inRoom, decided(i+round, &room))
		}
		for i, d := range inRoom {
			want := decided(i+round, nil)
			requireSame(t, want, d)
		}
		kept = append(kept, inRoom[round].Keep(), inRoom[299].Keep())
		room.Reset()
	}
	for round := range 3 {
		requireSame(t, decided(2*round, nil), kept[2*round])
		requireSame(t, decided(299+round, nil), kept[2*round+1])
	}
}

// requireSame compares what a report can show of two decisions.
func requireSame(t *testing.T, want, got *Decision) {
	t.Helper()
	show := func(d *Decision) string {
		var b strings.Builder
		fmt.Fprintln(&b, d.User.UPN, d.Outcome, d.Reason, *d.Error.ConflictsWith, d.Error.Message, d.Notes, d.Alternatives, *d.Result)
		for _, r := range d.Rules {
			fmt.Fprintln(&b, r.ID)
		}
		return b.String()
	}
	require.Equal(t, show(want), show(got))
}

func TestASilentWorldRendersNoSentence(t *testing.T) {
	q := asked(1, nil)
	q.World.Silent = true
	require.Empty(t, q.sentence("{user}"))
	q.World.Silent = false
	require.Equal(t, `"user1@contoso.com"`, q.sentence("{user}"))
}

func TestListsOfASlabStayApart(t *testing.T) {
	var s slab[int]
	var lists [17][]int
	for v := range 500 {
		at := v * v % 17
		lists[at] = s.add(lists[at], v)
		for range v % 3 {
			require.Zero(t, *s.one())
		}
	}
	var want [17][]int
	for v := range 500 {
		want[v*v%17] = append(want[v*v%17], v)
	}
	require.Equal(t, want, lists)
	s.reset()
	for range 500 {
		require.Zero(t, *s.one(), "nothing is left of before")
	}
}

func TestDecisionsInARoomAllocateLittle(t *testing.T) {
	var room Room
	q := asked(1, &room)
	rule := &Rule{ID: "AA001", Phase: Provision, Reason: "{user} takes {cloud}", Then: Decide(OutcomeCreate)}
	rec := Record{Fired: []Fired{{rule, q}}}
	block := func() {
		for range 256 {
			NewDecision(rec.Fired[0], &rec)
		}
		room.Reset()
	}
	block()
	require.LessOrEqual(t, testing.AllocsPerRun(20, block), 3.0, "of 256 decisions: the sentences")
}

func BenchmarkNewDecision(b *testing.B) {
	var room Room
	q := asked(1, &room)
	q.Cloud.UserPrincipalName = "user1@contoso.com"
	rule := &Rule{ID: "AA001", Phase: Provision, Then: Decide(OutcomeCreate),
		Reason: "{user} (objectGUID {guid}) is synced to {cloud} with the immutable ID {cloudID2}"}
	rec := Record{Fired: []Fired{{rule, q}}}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		NewDecision(rec.Fired[0], &rec)
		if n++; n%256 == 0 {
			room.Reset()
		}
	}
}

func TestAKeptDecisionHasItsUserAndObjects(t *testing.T) {
	pack := directory.NewCloudPack()
	for _, upn := range []directory.UPN{"a@contoso.com", "b@contoso.com"} {
		pack.Add(directory.RecordOf(&directory.CloudObject{ID: string(upn), Type: directory.TypeUser, UserPrincipalName: upn,
			ProxyAddresses: []directory.Address{{Type: "SMTP", Local: string(upn)}}}))
	}
	tenant := &directory.Tenant{Packed: pack}
	var room Room
	make1 := func(i int) *Decision {
		u := room.Candidate()
		u.UPN = directory.UPN(fmt.Sprintf("u%d", i))
		u.ProxyAddresses = append(u.ProxyAddresses[:0], directory.Address{Local: string(u.UPN)})
		o := room.CloudObject(tenant, i)
		near := room.NearMisses(1)
		near[0].Cloud = o
		return &Decision{User: u, Target: o, Other: o, Candidates: near}
	}
	first := make1(0)
	kept := first.Keep()
	require.Same(t, kept.Target, kept.Other)
	room.Reset()
	second := make1(1)
	require.Same(t, first.User, second.User, "the place serves again")
	require.Same(t, first.Target, second.Target)
	require.Same(t, &first.Candidates[0], &second.Candidates[0])
	require.Equal(t, directory.UPN("a@contoso.com"), kept.Candidates[0].Cloud.UserPrincipalName)
	require.Equal(t, directory.UPN("u0"), kept.User.UPN)
	require.Equal(t, "u0", kept.User.ProxyAddresses[0].Local)
	require.Equal(t, directory.UPN("a@contoso.com"), kept.Target.UserPrincipalName)
	require.Equal(t, "a@contoso.com", kept.Target.ProxyAddresses[0].Local)
	require.NotSame(t, room.Candidate(), room.Candidate(), "two of a block are two")

	one := (*Room)(nil).CloudObject(&directory.Tenant{Objects: []*directory.CloudObject{first.Target}}, 0)
	require.Same(t, first.Target, one)
}

func BenchmarkPlain(b *testing.B) {
	cells := []string{"ad", "robin.pradhan@contoso.com", "cloud user robin.pradhan@contoso.com has the primary SMTP address of robin.pradhan@contoso.com, is cloud-managed"}
	size := 0
	for _, s := range cells {
		size += len(s)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, s := range cells {
			if Plain(s, '"', '\\') < len(s) {
				b.Fatal(s)
			}
		}
	}
}
