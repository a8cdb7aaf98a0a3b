package match_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// quizzes are conditions whose answers differ from person to person, and their
// opposites. asked counts the questions.
func quizzes(n int, asked *int) []match.Cond {
	var list []match.Cond
	for i := range n {
		test := func(q *match.Question) bool { *asked++; return len(q.User.Mail)>>(i%8)&1 == 1 }
		c := match.Cond{Name: fmt.Sprintf("c%d", i), Not: fmt.Sprintf("not c%d", i), Test: test}
		turned := match.Cond{Name: c.Not, Not: c.Name, Test: func(q *match.Question) bool { return !test(q) }}
		list = append(list, c, turned)
	}
	return list
}

// The quick way has to fire the rules that the traced one fires, in the same
// order: before there is a tree, on new and on known ways, and where there are
// more ways than are remembered.
func TestTheQuickWayFiresTheSameRules(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{3, 20, 300} {
		var asked int
		conds := quizzes(n, &asked)
		var set []*match.Rule
		for i := range 60 {
			one := rule(fmt.Sprintf("AA%03d", i), match.Phase(1+r.IntN(7)), r.IntN(5), match.Note())
			for range 1 + r.IntN(4) {
				one.When = append(one.When, conds[r.IntN(len(conds))])
			}
			set = append(set, one)
		}
		traced, quick := match.NewEngine(set, today, true), match.NewEngine(set, today, false)
		w := match.NewWorld(nil)
		var a, b match.Record
		for i := range 1200 {
			u := person("a@contoso.com", "A")
			u.Mail = string(make([]byte, i%256))
			a.Begin(false)
			b.Begin(false)
			traced.Match(&match.Question{User: u, World: w}, &a)
			asked = 0
			quick.Match(&match.Question{User: u, World: w}, &b)
			require.LessOrEqual(t, asked, n, "no condition is asked twice")
			require.Equal(t, firedIDs(a.Fired), firedIDs(b.Fired))
			require.Empty(t, b.Trace)
		}
	}
}

func TestTooManyConditionsAreAMistakeInTheRules(t *testing.T) {
	var asked int
	one := rule("AA001", match.HardMatch, 1, match.Note())
	one.When = quizzes(513, &asked)
	require.Panics(t, func() { match.NewEngine([]*match.Rule{one}, today, false) })
}

// Several goroutines make the tree of one engine.
func TestManyAskOneEngine(t *testing.T) {
	var never int
	conds := quizzes(40, &never)
	for i := range conds {
		bit := i / 2 % 8
		conds[i].Test = func(q *match.Question) bool { return (len(q.User.Mail)>>bit&1 == 1) == (i%2 == 0) }
	}
	var set []*match.Rule
	for i := range 80 {
		set = append(set, rule(fmt.Sprintf("AA%03d", i), match.Phase(1+i%7), i%5, match.Note(), conds[i*7%80], conds[i*11%80]))
	}
	e, traced := match.NewEngine(set, today, false), match.NewEngine(set, today, true)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			w := match.NewWorld(nil)
			var a, b match.Record
			for i := range 600 {
				u := person("a@contoso.com", "A")
				u.Mail = string(make([]byte, i%256))
				a.Begin(false)
				b.Begin(false)
				traced.Match(&match.Question{User: u, World: w}, &a)
				e.Match(&match.Question{User: u, World: w}, &b)
				assert.Equal(t, firedIDs(a.Fired), firedIDs(b.Fired))
			}
		})
	}
	wait.Wait()
}

func firedIDs(fired []match.Fired) []string {
	var list []string
	for _, f := range fired {
		list = append(list, f.Rule.ID)
	}
	return list
}

// What is settled once must be the same for everybody: the tests of fixed
// conditions get no person and no cloud object.
func TestFixedConditionsLookAtNobody(t *testing.T) {
	fixed := map[string]bool{}
	for _, known := range []bool{false, true} {
		s := directory.DefaultSettings()
		in := &match.Inputs{Has: func(string) bool { return known }}
		if known {
			in.Known = directory.Known{Roles: true, Features: true, Deleted: true, Groups: true, Contacts: true, LastPage: true}
		}
		q := &match.Question{Settings: &s, Inputs: in, Day: today}
		for _, r := range rules.All() {
			for _, c := range r.When {
				if c.Fixed {
					fixed[c.Name] = true
					require.NotPanics(t, func() { c.Test(q) }, c.Name)
				}
			}
		}
	}
	require.Contains(t, fixed, "the cross matches are switched on")
	require.Contains(t, fixed, "the client is Cloud Sync")
	require.Greater(t, len(fixed), 20)
}

// Engines share what conditions with the same two names say.
func TestConditionsWithTheSameNamesAreTheSame(t *testing.T) {
	type pair [2]string
	fixed, right := map[pair]bool{}, map[pair]bool{}
	for _, r := range rules.All() {
		for _, c := range r.When {
			one, other := pair{c.Name, c.Not}, pair{c.Not, c.Name}
			if before, found := fixed[one]; found {
				require.Equal(t, before, c.Fixed, "%s: %s", r.ID, c.Name)
				require.Equal(t, right[one], c.Right != nil, "%s: %s", r.ID, c.Name)
			}
			fixed[one], fixed[other] = c.Fixed, c.Fixed
			right[one], right[other] = c.Right != nil, c.Right != nil
		}
	}
	require.Greater(t, len(fixed), 200)
}

func TestASettledEngineLeavesOutWhatCannotFire(t *testing.T) {
	on := match.Cond{Name: "it is on", Not: "it is off", Fixed: true, Test: func(q *match.Question) bool { return q.Settings.CrossMatch }}
	off := match.Cond{Name: on.Not, Not: on.Name, Fixed: true, Test: func(q *match.Question) bool { return !q.Settings.CrossMatch }}
	asked := 0
	count := match.Cond{Name: "it is asked", Not: "it is not asked", Test: func(*match.Question) bool { asked++; return true }}
	e := match.NewEngine([]*match.Rule{
		rule("AA001", match.HardMatch, 1, match.Note(), count, off),
		rule("AA002", match.HardMatch, 2, match.Note(), on, count),
	}, today, false)
	q := match.Question{User: person("a@contoso.com", "A"), World: match.NewWorld(nil), Settings: &directory.Settings{CrossMatch: true}, Day: today}
	for range 2 { // settled or not, the same fires
		var rec match.Record
		e.Match(&q, &rec)
		require.Equal(t, []string{"AA002"}, firedIDs(rec.Fired))
		require.Equal(t, 1, asked)
		asked = 0
		e.Settle(q)
	}
	e.Settle(match.Question{Settings: &directory.Settings{}, Day: time.Time{}})
	var rec match.Record
	e.Match(&q, &rec)
	require.Equal(t, []string{"AA001"}, firedIDs(rec.Fired), "the last word counts")
}

func TestDemands(t *testing.T) {
	e := match.NewEngine([]*match.Rule{rule("AA001", match.HardMatch, 1, match.Note(), always, never), rule("AA002", match.HardMatch, 2, match.Note(), always)}, today, false)
	require.True(t, e.Demands(match.HardMatch, match.AboutUser, always.Name))
	require.False(t, e.Demands(match.HardMatch, match.AboutUser, never.Name), "AA002 fires without it")
	require.True(t, match.NewEngine(rules.All(), today, false).Demands(match.NearMisses, match.AboutPair, rules.NotTakenOver))
}
