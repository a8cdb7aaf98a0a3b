package provision_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/provision"
)

// FuzzCompute draws a user, a cloud object and a tenant from the bytes and
// checks what holds for every result.
func FuzzCompute(f *testing.F) {
	for seed := range 32 {
		raw := make([]byte, 64)
		rand.New(rand.NewSource(int64(seed))).Read(raw)
		f.Add(raw)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) { checkDraw(t, &draw{raw: raw}) })
}

func TestEveryResultIsAnObjectThatTheServiceCouldHold(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 4000 {
		raw := make([]byte, 64)
		random.Read(raw)
		checkDraw(t, &draw{raw: raw})
	}
}

func checkDraw(t *testing.T, d *draw) {
	t.Helper()
	u, s := d.user(), d.settings()
	var before *directory.CloudObject
	if d.bool() {
		before = d.cloud(u)
	}
	taken := func(k directory.Key) bool { return strings.HasPrefix(string(k), "taken@") }
	var untouched *directory.CloudObject
	if before != nil {
		untouched = before.Clone()
	}
	plan := provision.Compute(u, before, s, taken)
	require.Equal(t, plan, provision.Compute(u, before, s, taken), "deterministic")
	sound := *u
	sound.Sound = provision.IsSound(u, s)
	require.Equal(t, plan, provision.Compute(&sound, before, s, taken), "what was found out before is the same")
	related := provision.Related{Licensed: before != nil && before.ExchangePlan}
	require.Equal(t, provision.MadeNames(nil, u, related, s, nil), provision.MadeNames(nil, &sound, related, s, nil))

	after, _ := provision.Finish(u, before, plan, nil, "")
	checkAddresses(t, after)
	require.Equal(t, directory.True, after.SyncEnabled)
	require.False(t, after.Deleted)

	aside, placeholder := d.quarantine(plan, s)
	less, result := provision.Finish(u, before, plan, aside, placeholder)
	checkAddresses(t, less)
	for _, q := range aside {
		if q.Property == provision.PropertyProxies {
			key := directory.ParseAddress(q.Value).Key()
			require.False(t, slices.ContainsFunc(less.ProxyAddresses, func(a directory.Address) bool { return a.IsSMTP() && a.Key() == key }), q.Value)
		}
	}
	for _, o := range result.Overwrites {
		require.NotEmpty(t, o.Before)
		require.NotEqual(t, o.Before, o.After)
	}
	if before != nil {
		require.Equal(t, untouched, before.Clone(), "before is not changed")
	}

	// A second cycle without a change changes nothing.
	again, result := provision.Finish(u, after, provision.Compute(u, after, s, taken), nil, "")
	require.Empty(t, result.Overwrites)
	require.Equal(t, after, again)
}

func checkAddresses(t *testing.T, o *directory.CloudObject) {
	t.Helper()
	seen := map[string]bool{}
	primaries := 0
	for _, a := range o.ProxyAddresses {
		key := strings.ToLower(a.String())
		require.False(t, seen[key], "%s twice in %v", key, texts(o.ProxyAddresses))
		seen[key] = true
		if a.IsPrimary() {
			primaries++
			require.Equal(t, a.Local, o.Mail, "mail is the primary address")
		}
	}
	require.LessOrEqual(t, primaries, 1, texts(o.ProxyAddresses))
}

// draw makes values of bytes; when they are used up all are the first choice.
type draw struct{ raw []byte }

func (d *draw) below(n int) int {
	if len(d.raw) == 0 {
		return 0
	}
	b := d.raw[0]
	d.raw = d.raw[1:]
	return int(b) % n
}

func (d *draw) bool() bool { return d.below(2) == 1 }

func (d *draw) pick(from ...string) string { return from[d.below(len(from))] }

func (d *draw) name() string {
	return d.pick("joe", "jane", "taken", "j.doe", "jö", "a b") + "@" + d.pick("contoso.com", "fabrikam.com", "corp.local", initial)
}

func (d *draw) list() []directory.Address {
	var list []directory.Address
	for range d.below(5) {
		list = append(list, directory.ParseAddress(d.pick("SMTP:", "smtp:", "SIP:", "X500:", "")+d.name()))
	}
	return list
}

func (d *draw) user() *directory.Candidate {
	u := person(d.name())
	u.UPNFrom = d.pick("userPrincipalName", "mail", "")
	u.MailNickname = d.pick("", "nick", "taken", "n i")
	u.ProxyAddresses = d.list()
	u.Recipient, u.ExchangePlan, u.RemoteRecipient = d.bool(), d.below(4) == 0, d.below(4) == 0
	if d.bool() {
		u.Mail = d.name()
	}
	u.Source.Attrs.Add("userPrincipalName", d.name(), 1)
	return u
}

func (d *draw) settings() *directory.Settings {
	s := settings("contoso.com")
	if d.bool() {
		s.VerifiedDomains = []string{"contoso.com", "fabrikam.com"}
	}
	s.Features.SynchronizeUpnForManagedUsers = d.bool()
	return s
}

func (d *draw) cloud(u *directory.Candidate) *directory.CloudObject {
	o := &directory.CloudObject{
		ID: "cloud", UserPrincipalName: directory.UPN(d.name()), MailNickname: d.pick("", "nick", "joe"),
		SyncEnabled: directory.Tristate(d.below(4)), ExchangePlan: d.bool(), Deleted: d.below(4) == 0,
	}
	var primary bool
	for _, a := range d.list() {
		if a.IsSMTP() && (primary || slices.ContainsFunc(o.ProxyAddresses, func(b directory.Address) bool { return b.Key() == a.Key() })) {
			continue
		}
		primary = primary || a.IsPrimary()
		if a.IsPrimary() {
			o.Mail = a.Local
		}
		o.ProxyAddresses = append(o.ProxyAddresses, a)
	}
	if d.bool() {
		o.ImmutableID = u.Anchor
	}
	if d.bool() {
		o.OnPremUPN = directory.UPN(d.name())
	}
	return o
}

func (d *draw) quarantine(plan provision.Plan, s *directory.Settings) ([]match.Quarantined, directory.UPN) {
	var list []match.Quarantined
	for _, a := range plan.Proxies {
		if a.IsSMTP() && a.Key() != plan.MOERA.Key() && a.Key() != plan.UPN.Key() && d.bool() {
			list = append(list, quarantined(provision.PropertyProxies, a.String()))
		}
	}
	if !d.bool() {
		return list, ""
	}
	list = append(list, quarantined(provision.PropertyUPN, string(plan.UPN)))
	return list, provision.Placeholder(plan.UPN.Prefix(), s.InitialDomain, "seed", nil)
}

func ExampleCompute() {
	u := &directory.Candidate{UPN: "jane@corp.local", MailNickname: "jane", Mail: "jane@contoso.com"}
	s := directory.DefaultSettings()
	s.InitialDomain, s.VerifiedDomains = "contoso.onmicrosoft.com", []string{"contoso.com"}

	plan := provision.Compute(u, nil, &s, nil)
	fmt.Println(plan.UPN, "because", plan.FallbackWhy)
	_, result := provision.Finish(u, nil, plan, nil, "")
	fmt.Println(result.Proxies())
	// Output:
	// jane@contoso.onmicrosoft.com because the suffix "corp.local" is not verified
	// [SMTP:jane@contoso.com]
}
