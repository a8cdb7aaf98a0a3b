package sim

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
	"presync/sim/provision"
)

// Conditions about people pass over names that are known to be sound. They say
// what they say when they look.
func TestConditionsSayOfSoundPeopleWhatTheySayOfOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 4))
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains = "x.onmicrosoft.com", []string{"contoso.com", "b%.com", "\u00e4.com"}
	name := func() directory.UPN {
		const letters = "ab.c-@@%& \u00e4'"
		var b strings.Builder
		for range r.IntN(6) {
			b.WriteRune([]rune(letters)[r.IntN(len([]rune(letters)))])
		}
		return directory.UPN(b.String() + []string{"@contoso.com", "@b%.com", "@\u00e4.com", "@other.com", "", "@"}[r.IntN(6)])
	}
	sound := 0
	for range 20_000 {
		u := &directory.Candidate{UPN: name(), Source: &directory.Object{}}
		q := &match.Question{User: u, Settings: &s, World: match.NewWorld(nil), Inputs: &match.Inputs{Has: func(string) bool { return true }}}
		if !provision.IsSound(u, &s) {
			continue
		}
		sound++
		for _, rule := range rules.All() {
			for _, cond := range rule.When {
				if rule.About == match.AboutUser && rule.Phase == match.Validation {
					u.Sound = false
					want := cond.Test(q)
					u.Sound = true
					require.Equal(t, want, cond.Test(q), "%s of %q", cond.Name, u.UPN)
				}
			}
		}
	}
	require.Greater(t, sound, 500)
}
