package syncrule_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/syncrule"
)

// What is remembered of a parent must never change an answer: filters and
// objects are made of the few parts that meet each other.
func TestFactsDoNotDependOnTheObjectsBefore(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	dn := func() string {
		var parts []string
		for range r.IntN(4) {
			parts = append(parts, one("CN=a", "cn=A", "OU=a", "OU=b", `CN=x\, y`, `CN=x\\`, "OU=B ", "DC=a", "CN="))
		}
		return strings.Join(append(parts, one("DC=a,DC=b", "DC=b", "OU=a,DC=a,DC=b", "", "y,DC=b")), one(",", ", ", ","))
	}
	some := func(most int) (list []string) {
		for range r.IntN(most + 1) {
			list = append(list, dn())
		}
		return list
	}
	walked := 0
	for range 3000 {
		s := directory.DefaultSettings()
		s.Filter = directory.Filter{OUs: some(3), ExcludeOUs: some(2)}
		if r.IntN(3) == 0 {
			s.Filter.Domains = []string{one("b", "a.b", "DC=a,DC=b")}
		}
		sc, err := syncrule.NewScope(snapshot([]string{"a"}), &s)
		require.NoError(t, err)
		var last syncrule.Places
		for range 20 {
			o := object("a", dn())
			want := sc.Facts(o, &syncrule.Places{})
			require.Equal(t, want, sc.Facts(o, &last), "%q in %+v", o.DN, s.Filter)
			if want != (directory.ScopeFacts{}) {
				walked++
			}
		}
	}
	require.Greater(t, walked, 10_000)
}

func TestNamesAreThoseOfTheWholePerson(t *testing.T) {
	s := directory.DefaultSettings()
	s.UserMatching = "mail"
	a := object("a", "CN=a,DC=x", "objectGUID", guid(1), "mail", "a@x", "cn", "A", "displayName", "", "displayName", "Ann", "userPrincipalName", "u@x", "department", "")
	b := object("b", "CN=a,DC=y", "objectGUID", guid(2), "mail", "a@x", "mailNickname", "nick", "department", "IT", "proxyAddresses", "smtp:a2@x", "msExchRecipientTypeDetails", "1")
	c := object("b", "CN=c,DC=y", "objectGUID", guid(3), "mail", "", "proxyAddresses", "SMTP:c@x", "sAMAccountName", "c")
	people := syncrule.Join(snapshot([]string{"a", "b"}, a, b, c), []*directory.Object{a, b, c}, &s, "objectGUID")
	require.Equal(t, 2, people.Len())
	require.Equal(t, "Ann", people.Candidate(0).DisplayName, "an empty value is none")
	require.Equal(t, "IT", people.Candidate(0).Profile[directory.Department], "the object with the mailbox speaks")
	room := &directory.Candidate{ProxyAddresses: make([]directory.Address, 3, 8)}
	var texts directory.Texts
	for i := range people.Len() {
		whole := people.Candidate(i)
		people.ReadNames(i, room, &texts)
		require.Empty(t, room.DisplayName)
		require.Equal(t, directory.Profile{}, room.Profile)
		whole.DisplayName, whole.Profile = "", directory.Profile{}
		for property := range whole.From {
			if _, found := room.From[property]; !found {
				delete(whole.From, property)
			}
		}
		require.ElementsMatch(t, whole.ProxyAddresses, room.ProxyAddresses)
		whole.ProxyAddresses, room.ProxyAddresses = nil, nil
		require.Equal(t, whole, room)
		room.ProxyAddresses = make([]directory.Address, 0, 8)
	}
}
