package nearmiss_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/nearmiss"
)

// verified is a tenant with two domains of its own.
func verified(domain string) bool {
	switch strings.ToLower(domain) {
	case "contoso.com", "company.com", "fabrikam.com", "contoso.onmicrosoft.com":
		return true
	default:
		return false
	}
}

// ad describes an on-premises user: name, login name, and then pairs of further
// values.
func ad(display, upn string, more ...string) *directory.Candidate {
	c := &directory.Candidate{DisplayName: display, UPN: directory.UPN(upn)}
	for i := 0; i < len(more); i += 2 {
		switch value := more[i+1]; more[i] {
		case "mail":
			c.Mail = value
		case "sam":
			c.SAMAccountName = value
		case "proxy":
			c.ProxyAddresses = append(c.ProxyAddresses, directory.ParseAddress(value))
		default:
			setProfile(&c.Profile, more[i], value)
		}
	}
	return c
}

func setProfile(p *directory.Profile, name, value string) {
	id, ok := directory.ProfileIDOf(name)
	if !ok {
		panic(name)
	}
	p[id] = value
}

// cloud describes a cloud user in the same way.
func cloud(display, upn string, more ...string) *directory.CloudObject {
	o := &directory.CloudObject{ID: "cloud-" + upn, Type: directory.TypeUser, DisplayName: display, UserPrincipalName: directory.UPN(upn)}
	for i := 0; i < len(more); i += 2 {
		switch value := more[i+1]; more[i] {
		case "mail":
			o.Mail = value
		case "onPremSAM":
			o.OnPremSAM = value
		case "proxy":
			o.ProxyAddresses = append(o.ProxyAddresses, directory.ParseAddress(value))
		default:
			setProfile(&o.Profile, more[i], value)
		}
	}
	return o
}

// over makes a Finder over a list of users.
func over(users []*directory.CloudObject) *nearmiss.Finder {
	numbers := make([]int32, len(users))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	return nearmiss.New(&directory.Tenant{Objects: users}, numbers)
}

func find(c *directory.Candidate, users ...*directory.CloudObject) []match.NearMiss {
	return over(users).Find(c, verified, nil)
}

func TestPeopleWhoAreOne(t *testing.T) {
	tests := []struct {
		name   string
		ad     *directory.Candidate
		cloud  *directory.CloudObject
		reason string
	}{
		{"WE-31 unverified suffix, nothing else known", ad("", "user@company.local"), cloud("", "user@company.com"),
			`same local part "user": AD user@company.local, cloud user@company.com`},
		{"WE-31 with the same name", ad("Jane Doe", "jane@corp.local"), cloud("Doe, Jane", "jane@contoso.com"), `same display name: AD "Jane Doe", cloud "Doe, Jane"`},
		{"WE-31 in another department", ad("", "jane.doe@corp.local", "department", "IT"), cloud("", "jane.doe@contoso.com", "department", "Sales"),
			`but different department: AD "IT", cloud "Sales"`},
		{"WE-30 robin and robin.pradhan", ad("Robin Pradhan", "robin@contoso.com"), cloud("Robin Pradhan", "robin.pradhan@contoso.com"),
			`login names made of the same name: AD robin@contoso.com of "Robin Pradhan", cloud robin.pradhan@contoso.com of "Robin Pradhan"`},
		{"WE-30 sushan and sushan.bk", ad("Sushan BK", "sushan@contoso.com"), cloud("Sushan BK", "sushan.bk@contoso.com"), "login names made"},
		{"initial and full name", ad("John Smith", "jsmith@contoso.com"), cloud("Smith, John", "john.smith@contoso.com"), "login names made"},
		{"initial of the surname", ad("John Smith", "johns@contoso.com"), cloud("John Smith", "smithj@contoso.com"), "login names made"},
		{"other verified domain, long login and name", ad("John Smith", "john.smith@contoso.com"), cloud("John Smith", "john.smith@fabrikam.com"), `same local part "john.smith"`},
		{"nickname under an unverified suffix", ad("Bob Smith", "bsmith@corp.local"), cloud("Robert Smith", "bsmith@contoso.com"), "a nickname of the same name"},
		{"umlauts", ad("Jürgen Müller", "jmueller@corp.local"), cloud("Juergen Mueller", "jmueller@contoso.com"), "same display name"},
		{"accents and case", ad("JOSÉ ÁLVAREZ", "jalvarez@contoso.com"), cloud("Jose Alvarez", "jose.alvarez@contoso.com"), "same display name"},
		{"mail is another address of the cloud user", ad("", "x1@contoso.com", "mail", "jane@home.example"), cloud("", "y2@contoso.com", "otherMails", `["jane@home.example"]`),
			"same address jane@home.example: AD mail, cloud otherMails"},
		{"name is an alias of the cloud user", ad("", "jane@contoso.com"), cloud("", "j.doe@contoso.com", "proxy", "smtp:Jane@contoso.com"),
			"same address jane@contoso.com: AD userPrincipalName, cloud proxyAddresses"},
		{"employeeId", ad("", "x1@contoso.com", "employeeId", "E-4711"), cloud("", "y2@contoso.com", "employeeId", "e-4711"), "same employeeId: AD E-4711, cloud e-4711"},
		{"phone and name", ad("Jane Doe", "x1@contoso.com", "mobilePhone", "+49 (170) 123 45-67"), cloud("Jane Doe", "y2@contoso.com", "mobilePhone", "0170 1234567"),
			"same mobile phone: AD +49 (170) 123 45-67, cloud 0170 1234567"},
		{"synced before under the same sAMAccountName", ad("Jane Doe", "x1@contoso.com", "sam", "JDoe77"), cloud("Jane Doe", "y2@contoso.com", "onPremSAM", "jdoe77"),
			`same name "JDoe77": AD sAMAccountName, cloud onPremisesSamAccountName jdoe77`},
		{"display name that is only the login", ad("jane", "jane@corp.local"), cloud("Jane Doe", "jane@contoso.com"), "same local part"},
		{"second given name", ad("Jane Mary Doe", "jdoe@corp.local"), cloud("Jane Doe", "jdoe@contoso.com"), "same local part"},
		{"initial of the given name", ad("J Doe", "jdoe@corp.local"), cloud("Jane Doe", "jdoe@contoso.com"), "same local part"},
		{"login name shared through an alias of AD", ad("", "x1@corp.local", "proxy", "SMTP:x2@corp.local", "proxy", "smtp:jane.doe@corp.local"), cloud("", "jane.doe@contoso.com"),
			`same local part "jane.doe": AD jane.doe@corp.local`},
		{"title and bracket", ad("Dr. Jane Doe (IT)", "jdoe@contoso.com"), cloud("Jane Doe", "jane.doe@contoso.com"), "same display name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := find(tt.ad, tt.cloud)
			require.Len(t, got, 1)
			require.GreaterOrEqual(t, got[0].Score, nearmiss.NearCertain, got[0].Reasons)
			require.LessOrEqual(t, got[0].Score, 1.0)
			require.Same(t, tt.cloud, got[0].Cloud)
			require.Contains(t, strings.Join(got[0].Reasons, "\n"), tt.reason)
		})
	}
}

func TestPeopleWhoMayBeOne(t *testing.T) {
	tests := []struct {
		name      string
		ad        *directory.Candidate
		cloud     *directory.CloudObject
		low, high float64
	}{
		{"same display name alone", ad("Jane Doe", "x1@contoso.com"), cloud("Jane Doe", "y2@contoso.com"), 0.5, 0.6},
		{"same givenName and surname alone", ad("x", "x1@contoso.com", "givenName", "Jane", "surname", "Doe"), cloud("y", "y2@contoso.com", "givenName", "Jane", "surname", "Doe"), 0.55, 0.65},
		{"short login name under another verified domain", ad("", "bob@contoso.com"), cloud("", "bob@fabrikam.com"), 0.55, 0.65},
		{"long login name under another verified domain", ad("", "robert.b@contoso.com"), cloud("", "robert.b@fabrikam.com"), 0.75, 0.85},
		{"namesakes: a number tells them apart", ad("John Smith", "john.smith2@contoso.com"), cloud("John Smith", "john.smith@contoso.com"), 0.3, 0.5},
		{"namesakes: other employeeId", ad("John Smith", "john.smith@corp.local", "employeeId", "1"), cloud("John Smith", "john.smith@contoso.com", "employeeId", "2"), 0.3, 0.5},
		{"namesakes: same given name", ad("John Miller", "john@corp.local"), cloud("John Baker", "john@contoso.com"), 0.5, 0.7},
		{"siblings with one login name", ad("Anna Schmidt", "aschmidt@corp.local"), cloud("Andreas Schmidt", "aschmidt@contoso.com"), 0.5, 0.7},
		{"sisters with names alike", ad("Anna Schmidt", "aschmidt@corp.local"), cloud("Anne Schmidt", "aschmidt@contoso.com"), 0.5, 0.7},
		{"couple with one phone", ad("Jane Doe", "jane@contoso.com", "mobilePhone", "0170 1234567"), cloud("Peter Doe", "peter@contoso.com", "mobilePhone", "0170 1234567"), 0.4, 0.6},
		{"slip in a surname", ad("Jane Schneider", "x1@contoso.com"), cloud("Jane Schnieder", "y2@contoso.com"), 0.3, 0.4},
		{"nickname alone", ad("Bob Smith", "x1@contoso.com"), cloud("Robert Smith", "y2@contoso.com"), 0.45, 0.55},
		{"one-word name", ad("Cher", "x1@contoso.com"), cloud("Cher", "y2@contoso.com"), 0.29, 0.31},
		{"sAMAccountName", ad("", "x1@contoso.com", "sam", "jdoe77"), cloud("", "jdoe77@contoso.com"), 0.55, 0.65},
		{"login made of the name of the other", ad("", "jane.doe@contoso.com"), cloud("Jane Doe", "y2@contoso.com"), 0.55, 0.65},
		{"name makes the login of the other", ad("Jane Doe", "x1@contoso.com"), cloud("", "jdoe@contoso.com"), 0.55, 0.65},
		{"guest of the same login name and name", ad("John Smith", "jsmith@corp.local"), cloud("John Smith", "jsmith_partner.example#EXT#@contoso.onmicrosoft.com", "mail", "john.smith@partner.example"), 0.5, 0.6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := find(tt.ad, tt.cloud)
			require.Len(t, got, 1)
			require.Less(t, got[0].Score, nearmiss.NearCertain, got[0].Reasons)
			require.GreaterOrEqual(t, got[0].Score, tt.low, got[0].Reasons)
			require.LessOrEqual(t, got[0].Score, tt.high, got[0].Reasons)
			require.NotEmpty(t, got[0].Reasons)
		})
	}
}

func TestMailboxesOfAFunctionAreNobody(t *testing.T) {
	for _, local := range []string{"info", "admin", "sales", "Support", "no-reply", "buero", "it.support"} {
		t.Run(local, func(t *testing.T) {
			require.Empty(t, find(ad("", local+"@corp.local"), cloud("", local+"@contoso.com")), "the login name says nothing")
			got := find(ad("Team Contoso", local+"@corp.local", "sam", local, "mobilePhone", "0170 1234567"), cloud("Team Contoso", local+"@contoso.com", "mobilePhone", "0170 1234567"))
			require.Len(t, got, 1)
			require.LessOrEqual(t, got[0].Score, 0.5)
			require.Contains(t, got[0].Reasons[len(got[0].Reasons)-1], "is the login name of a function")
		})
	}
}

func TestStrangersAreNotNamed(t *testing.T) {
	require.Empty(t, find(ad("Jane Doe", "jane@contoso.com"), cloud("Tom Poe", "tom@contoso.com")))
	require.Empty(t, find(ad("Jane Doe", "jane.doe@contoso.com"), cloud("Peter Doe", "peter.doe@contoso.com")), "siblings")
	require.Empty(t, find(ad("Jane Doe", "jane@contoso.com", "employeeId", "1001"), cloud("Tom Poe", "tom@contoso.com", "employeeId", "1001")), "two companies that number their people alike")
	require.Empty(t, find(ad("", ""), cloud("", "")))
	require.Empty(t, nearmiss.New(&directory.Tenant{}, nil).Find(ad("Jane Doe", "jane@contoso.com"), verified, nil))
}

func TestTraitOfSeveralSaysLess(t *testing.T) {
	users := []*directory.CloudObject{cloud("", "john@contoso.com"), cloud("", "john@fabrikam.com")}
	got := find(ad("", "john@corp.local"), users...)
	require.Len(t, got, 2)
	for _, n := range got {
		require.Equal(t, 0.5, n.Score)
		require.Equal(t, []string{fmt.Sprintf(`same local part "john": AD john@corp.local, cloud %s (2 cloud users have it)`, n.Cloud.UserPrincipalName)}, n.Reasons)
	}
	users = []*directory.CloudObject{cloud("John Smith", "jsmith@contoso.com"), cloud("John Smith", "john.smith@contoso.com")}
	for _, n := range find(ad("John Smith", "smithj@contoso.com"), users...) {
		require.Less(t, n.Score, nearmiss.NearCertain, n.Reasons)
		require.Contains(t, strings.Join(n.Reasons, "\n"), "(2 cloud users have it)")
	}
}

func TestWhoIsLeftOut(t *testing.T) {
	group, contact, gone := cloud("", "jane@contoso.com"), cloud("", "jane@contoso.com"), cloud("", "jane@contoso.com")
	group.Type, contact.Type, gone.Deleted = directory.TypeGroup, directory.TypeContact, true
	require.Empty(t, find(ad("", "jane@corp.local"), group, contact, gone))

	claimed := cloud("", "jane@contoso.com")
	skip := func(o *directory.CloudObject) bool { return o == claimed }
	finder := over([]*directory.CloudObject{claimed})
	require.Empty(t, finder.Find(ad("", "jane@corp.local"), verified, skip))
	require.Len(t, finder.Find(ad("", "jane@corp.local"), nil, nil), 1)
	require.Less(t, finder.Find(ad("", "jane@corp.local"), nil, nil)[0].Score, nearmiss.NearCertain, "nil takes every domain for a verified one")
}

func TestOrderOfTheAnswer(t *testing.T) {
	var users []*directory.CloudObject
	for i := range 9 {
		users = append(users, cloud("Jane Doe", fmt.Sprintf("x%d@contoso.com", 8-i)))
	}
	users = append(users, cloud("Jane Doe", "jane.doe@contoso.com", "employeeId", "7"))
	got := find(ad("Jane Doe", "jane.doe@corp.local", "employeeId", "7"), users...)
	var ids []string
	for _, n := range got {
		ids = append(ids, n.Cloud.ID)
	}
	require.Equal(t, []string{"cloud-jane.doe@contoso.com", "cloud-x0@contoso.com", "cloud-x1@contoso.com", "cloud-x2@contoso.com", "cloud-x3@contoso.com"}, ids, "by score, then by id, five at most")
}

func ExampleNew() {
	tenant := &directory.Tenant{Objects: []*directory.CloudObject{{ID: "1", Type: directory.TypeUser, DisplayName: "Robin Pradhan", UserPrincipalName: "robin@contoso.com"}}}
	s := nearmiss.New(tenant, []int32{0}).Search()
	for _, n := range s.Find(nearmiss.Query{
		User:     &directory.Candidate{DisplayName: "Pradhan, Robin", UPN: "robin@corp.local"},
		Verified: func(domain string) bool { return domain == "contoso.com" },
	}) {
		fmt.Println(tenant.At(int(n.Number)).ID, n.Score, n.Score >= nearmiss.NearCertain)
		fmt.Println(strings.Join(s.Reasons(n), "\n"))
	}
	// Output:
	// 1 0.964 true
	// same local part "robin": AD robin@corp.local, cloud robin@contoso.com
	// same display name: AD "Pradhan, Robin", cloud "Robin Pradhan"
}
