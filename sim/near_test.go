package sim

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// namesakes are new users who share names with cloud users; every second of
// these is taken over by somebody else, and one comes free again.
func namesakes() Input {
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains = "contoso.onmicrosoft.com", []string{"contoso.com"}
	in := Input{Snapshot: &directory.Snapshot{Forests: []string{"ad"}}, Tenant: &directory.Tenant{Settings: s}}
	add := func(upn, first, last string) {
		n := len(in.Snapshot.Objects) + 1
		o := &directory.Object{DN: fmt.Sprintf("CN=%s %d,DC=contoso,DC=com", last, n), Forest: "ad", Type: directory.TypeUser}
		for name, value := range map[string]string{"objectGUID": fmt.Sprintf("%016d", n), "sAMAccountName": fmt.Sprint("s", n), "userAccountControl": "512",
			"userPrincipalName": upn, "givenName": first, "sn": last, "displayName": first + " " + last} {
			o.Attrs.Add(name, value, 0)
		}
		in.Snapshot.Objects = append(in.Snapshot.Objects, o)
	}
	for i := range 400 {
		last := fmt.Sprintf("Berg%c", 'a'+i%5)
		upn := fmt.Sprintf("cloud%d@contoso.com", i)
		if i%2 == 0 {
			add(upn, "Ann", last) // soft matched
		}
		add(fmt.Sprintf("new%d@contoso.com", i), "Ann", last)
		if i%40 == 0 {
			in.Tenant.Objects = append(in.Tenant.Objects, &directory.CloudObject{ID: fmt.Sprintf("c%04d", i), Type: directory.TypeUser,
				UserPrincipalName: directory.UPN(upn), DisplayName: "Ann " + last, SyncEnabled: directory.Null,
				Profile: directory.MakeProfile(map[string]string{"givenName": "Ann", "surname": last})})
		}
		if i%40 == 5 {
			in.Tenant.Objects = append(in.Tenant.Objects, &directory.CloudObject{ID: fmt.Sprintf("f%04d", i), Type: directory.TypeUser,
				UserPrincipalName: directory.UPN("free" + upn), DisplayName: "Ann " + last, SyncEnabled: directory.Null,
				Profile: directory.MakeProfile(map[string]string{"givenName": "Ann", "surname": last})})
		}
	}
	return in
}

// What is remembered of who is exported onto a cloud user must not change what
// is found.
func TestFatesChangeNothing(t *testing.T) {
	found := func(change func(*cycle)) (lines []string, near int) {
		r, err := NewRun(namesakes())
		require.NoError(t, err)
		change(r.cycle)
		_, err = Each(r, nil, func(b *Block, _ struct{}) error {
			for _, d := range b.Decisions {
				line := fmt.Sprint(d.User.UPN, " ", d.Outcome, " ", d.Reason)
				for _, x := range d.Candidates {
					line += " " + x.Cloud.ID
					near++
				}
				lines = append(lines, line)
			}
			return nil
		})
		require.NoError(t, err)
		return lines, near
	}
	taken := 0
	want, near := found(func(c *cycle) { require.NotNil(t, c.fates); c.fates = nil })
	got, _ := found(func(*cycle) {})
	require.Equal(t, want, got)
	require.Positive(t, near)
	strangers := 0
	got, _ = found(func(c *cycle) {
		(&Run{cycle: c}).Foresee()
		for i := range c.people.Len() {
			if c.strangers.has(i) {
				strangers++
			}
		}
	})
	require.Equal(t, want, got, "what one pass found out serves the next")
	require.Positive(t, strangers)
	_, _ = found(func(c *cycle) {
		b := &batch{cycle: c}
		x := b.newExporter()
		x.around = x.newLooker()
		for n := range c.base.Len() {
			if x.takenOver(n) {
				taken++
			}
			w := c.worldAfter(n)
			require.Equal(t, w.ExportedAs(w.Now(c.base.At(n))) != nil, x.takenOver(n))
		}
	})
	require.Equal(t, 10, taken, "the ten whom somebody takes over, and not the free ones")
}

// A brief run differs in the reasons of near misses alone.
func TestBriefRunLeavesOutReasonsOnly(t *testing.T) {
	in := namesakes()
	in.Tenant.Objects = append(in.Tenant.Objects, &directory.CloudObject{ID: "jane", Type: directory.TypeUser, SyncEnabled: directory.Null,
		UserPrincipalName: "jane.doe@contoso.com", DisplayName: "Jane Doe"})
	jane := &directory.Object{DN: "CN=Jane,DC=contoso,DC=com", Forest: "ad", Type: directory.TypeUser}
	for name, value := range map[string]string{"objectGUID": "jane567890123456", "userAccountControl": "512", "sAMAccountName": "jd",
		"userPrincipalName": "jane.doe@corp.local", "displayName": "Jane Doe"} {
		jane.Attrs.Add(name, value, 0)
	}
	in.Snapshot.Objects = append(in.Snapshot.Objects, jane)
	r, err := NewRun(in)
	require.NoError(t, err)
	seen := func(r *Run) (lines []string, reasons int, sentence string) {
		_, err = Each(r, nil, func(b *Block, _ struct{}) error {
			for _, d := range b.Decisions {
				lines = append(lines, fmt.Sprint(d.User.UPN, " ", d.Outcome, " ", d.Rule.ID, " ", d.Reason))
				for _, x := range d.Candidates {
					lines = append(lines, fmt.Sprint(x.Cloud.ID, " ", x.Score))
					if d.Outcome == match.OutcomeCreate {
						reasons += len(x.Reasons)
					}
				}
				sentence = d.Reason
			}
			return nil
		})
		require.NoError(t, err)
		return lines, reasons, sentence
	}
	want, reasons, sentence := seen(r)
	require.Positive(t, reasons)
	require.Contains(t, sentence, `same local part "jane.doe"`)
	got, reasons, _ := seen(r.Brief())
	require.Equal(t, want, got)
	require.Zero(t, reasons)
}

// Sums that are made before anything is carried out are those of the whole.
func TestForeseenSumsAreThoseOfTheDecisions(t *testing.T) {
	in := namesakes()
	in.Snapshot.Objects = append(in.Snapshot.Objects, in.Snapshot.Objects[0], in.Snapshot.Objects[3]) // two groups
	r, err := NewRun(in)
	require.NoError(t, err)
	foreseen := r.Foresee()
	rest, err := Each(r, nil, func(*Block, struct{}) error { return nil })
	require.NoError(t, err)
	require.Equal(t, rest, foreseen)
	require.Positive(t, rest.Tally.Outcomes[match.OutcomeSoftMatch])
	require.Positive(t, rest.Unclaimed.Len())
}

func TestRulesForObjectsThatAreTakenOverAreAsked(t *testing.T) {
	in := namesakes()
	for _, r := range rules.All() {
		if r.Phase == match.NearMisses {
			open := *r
			open.When = r.When[:1]
			r = &open
		}
		in.Rules = append(in.Rules, r)
	}
	r, err := NewRun(in)
	require.NoError(t, err)
	require.Nil(t, r.cycle.fates)
	in.Rules, in.Trace = nil, true
	r, err = NewRun(in)
	require.NoError(t, err)
	require.Nil(t, r.cycle.fates, "who reads the steps wants all of them")
}
