package nearmiss_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/nearmiss"
)

// The parts that a town's people are made of. They are few, so that people meet.
var (
	someGiven = []string{
		"Jane", "Jan", "John", "Jon", "Johnny", "Jack", "Bob", "Robert", "Rob", "Bert", "Bill", "William", "Ben", "Benjamin", "Alexandra", "Alexander", "Alex",
		"Jürgen", "Juergen", "José", "Jose", "Éva", "Eva", "Søren", "Łukasz", "Zoë", "Ana María", "Mary-Ann", "J", "Q.", "Иван", "Ivan", "Γιώργος", "محمد", "明", "花子", "영수", "สมชาย", "Ｊａｎｅ", "İpek", "Anna", "Anne", "Ærin", "D'Arcy", "Noé",
	}
	someSurnames = []string{
		"Smith", "Smyth", "Schneider", "Schnieder", "Schneyder", "Meyer", "Meier", "Müller", "Mueller", "Muller", "Engel", "Doe", "O'Neil", "O’Neil", "van der Berg", "Berg", "Szabó", "Groß", "Gross",
		"Петров", "Петрова", "Παπαδόπουλος", "حسن", "王", "山田", "김", "ใจดี", "Ångström", "Ǆ", "Ee", "Pradhan", "BK", "E", "ﬁsher", "Kelvin\u212A",
	}
	someDomains  = []string{"contoso.com", "Contoso.COM", "fabrikam.com", "corp.local", "partner.example", "contoso.onmicrosoft.com", ""}
	someLogins   = []string{"info", "no-reply", "Support", "buero", "saeles", "jane", "x1", "x2", "ǆ", "ß", "\u212Aelvin", "a b", "e", "", "\xff", "john.smith2", "administratione"}
	someNumbers  = []string{"", "", "", "1", "E-7", "e-7", "4711", "İ1", "i̇1", " 4711 "}
	somePhones   = []string{"", "", "", "0170 1234567", "+49 (170) 123 45-67", "110", "999 999 999", "none"}
	someKinds    = []string{"SMTP:", "smtp:", "Smtp:", "x500:", ""}
	someTrailers = []string{"", "", "", "", " (Extern)", " [IT]", " (", ", PhD", " Dr.", ")("}
)

// town makes people out of those parts.
type town struct{ *rand.Rand }

func (t town) of(list []string) string { return list[t.Intn(len(list))] }

// sometimes is the text in one of n cases.
func (t town) sometimes(n int, text func() string) string {
	if t.Intn(n) > 0 {
		return ""
	}
	return text()
}

// slip changes one letter now and then.
func (t town) slip(text string) string {
	if r := []rune(text); len(r) > 1 && t.Intn(8) == 0 {
		at := t.Intn(len(r) - 1)
		switch t.Intn(3) {
		case 0:
			r[at], r[at+1] = r[at+1], r[at]
		case 1:
			r = append(r[:at], r[at+1:]...)
		default:
			r[at] = 'a' + rune(t.Intn(26))
		}
		return string(r)
	}
	return text
}

// citizen is what both sides are described by.
type citizen struct {
	display, upn, mail, alias, sam string
	addresses                      []directory.Address
	profile                        directory.Profile
}

func (t town) display(given, surname string) string {
	form := t.of([]string{"%[1]s %[2]s", "%[1]s %[2]s", "%[2]s, %[1]s", "%[2]s %[1]s", "%[1]s", "", "%[1]s M. %[2]s", "Dr. %[1]s %[2]s", ",", "%[2]s,", "SVC %[1]s"})
	text := fmt.Sprintf(form+"%[3]s", given, surname, t.of(someTrailers))
	if t.Intn(6) == 0 {
		text = strings.ToUpper(text)
	}
	return text
}

func (t town) login(given, surname string) string {
	g, s := []rune(strings.ToLower(given)), []rune(strings.ReplaceAll(strings.ToLower(surname), " ", ""))
	switch t.Intn(10) {
	case 0:
		return t.of(someLogins)
	case 1, 2:
		return string(g) + "." + string(s)
	case 3:
		return string(g[:1]) + string(s)
	case 4:
		return string(g) + string(s[:1])
	case 5:
		return string(s) + string(g)
	case 6:
		return string(g)
	case 7:
		return string(g) + "_" + string(s) + fmt.Sprint(t.Intn(3))
	case 8:
		return fmt.Sprintf("U%d", t.Intn(40))
	default:
		return strings.ToUpper(string(g[:1])) + string(s)
	}
}

func (t town) address(given, surname string) string {
	a := t.login(given, surname)
	if domain := t.of(someDomains); domain != "" {
		a += "@" + domain
	}
	if t.Intn(20) == 0 {
		a = " " + strings.ReplaceAll(a, "@", "_") + "#EXT#@contoso.onmicrosoft.com"
	}
	return a
}

func (t town) citizen() citizen {
	given, surname := t.of(someGiven), t.of(someSurnames)
	name := func() string { return t.display(t.slip(given), t.slip(surname)) }
	address := func() string { return t.address(given, surname) }
	c := citizen{display: name(), upn: address(), mail: t.sometimes(2, address), alias: t.sometimes(2, func() string { return t.login(given, surname) })}
	c.sam = t.sometimes(2, func() string { return t.login(given, surname) })
	for range t.Intn(4) {
		c.addresses = append(c.addresses, directory.ParseAddress(t.of(someKinds)+address()))
	}
	if t.Intn(3) == 0 {
		c.profile[directory.GivenName], c.profile[directory.Surname] = t.slip(given), t.slip(surname)
	}
	c.profile[directory.EmployeeID] = t.of(someNumbers)
	c.profile[directory.MobilePhone] = t.of(somePhones)
	c.profile[directory.Department] = t.of([]string{"", "IT", "it ", "Sales"})
	c.profile[directory.OtherMails] = t.sometimes(3, func() string { return fmt.Sprintf(`["%s"; "%s"]`, address(), address()) })
	return c
}

func (c citizen) onPremises() *directory.Candidate {
	return &directory.Candidate{DisplayName: c.display, UPN: directory.UPN(c.upn), Mail: c.mail, MailNickname: c.alias,
		SAMAccountName: c.sam, ProxyAddresses: c.addresses, Profile: c.profile}
}

func (c citizen) inCloud(id int) *directory.CloudObject {
	return &directory.CloudObject{ID: fmt.Sprint(id / 2), Type: directory.TypeUser, DisplayName: c.display, UserPrincipalName: directory.UPN(c.upn),
		Mail: c.mail, MailNickname: c.alias, OnPremSAM: c.sam, ProxyAddresses: c.addresses, Profile: c.profile}
}

// sameAnswers compares the package with the reference for some people, and
// counts what was found.
func sameAnswers(t *testing.T, users []*directory.CloudObject, people []*directory.Candidate) (found int) {
	t.Helper()
	user := func(i int) *directory.CloudObject { return users[i] }
	fast, packed, slow := over(users).Search(), overPacked(users).Search(), newReference(len(users), user)
	skip := func(o *directory.CloudObject) bool { return len(o.ID) > 1 && o.ID[1] == '3' }
	for _, c := range people {
		want := slow.Find(c, verified, skip)
		require.Equal(t, want, fast.Told(c, verified, skip), "%+v", c)
		require.Equal(t, rendered(want), rendered(packed.Told(c, verified, skip)), "%+v", c)
		require.Equal(t, slow.Find(c, nil, nil), fast.Told(c, nil, nil), "%+v", c)
		want = slow.Find(c, verified, nil)
		require.Equal(t, want, fast.Told(c, verified, nil), "%+v", c)
		require.Equal(t, rendered(want), rendered(packed.Told(c, verified, nil)), "%+v", c)
		found += len(want)
		want = slices.DeleteFunc(want, func(n match.NearMiss) bool { return skip(n.Cloud) })
		less := fast.Find(nearmiss.Query{User: c, Verified: verified, Drop: func(n int32) bool { return skip(users[n]) }})
		require.Len(t, less, len(want))
		for i, x := range less {
			require.Equal(t, want[i], match.NearMiss{Cloud: users[x.Number], Score: x.Score, Reasons: fast.Reasons(x)}, "%+v", c)
		}
	}
	return found
}

// rendered are the texts of an answer.
func rendered(list []match.NearMiss) (all []string) {
	for _, n := range list {
		all = append(all, fmt.Sprint(n.Cloud.ID, n.Cloud.UserPrincipalName, n.Score, n.Reasons))
	}
	return all
}

func overPacked(users []*directory.CloudObject) *nearmiss.Finder {
	pack := directory.NewCloudPack()
	numbers := make([]int32, len(users))
	for i, o := range users {
		pack.Add(directory.RecordOf(o))
		numbers[i] = int32(i)
	}
	pack.Seal()
	return nearmiss.New(&directory.Tenant{Packed: pack}, numbers)
}

// towns of several sizes: in the large ones keys are crowded.
func TestAnswersAreThoseOfTheReference(t *testing.T) {
	found := 0
	for seed, size := range []int{0, 1, 2, 5, 40, 300, 300, 1000, 4000} {
		d := town{rand.New(rand.NewSource(int64(seed)))}
		users, people := make([]*directory.CloudObject, size), []*directory.Candidate{}
		for i := range users {
			users[i] = d.citizen().inCloud(i)
			users[i].Deleted = d.Intn(30) == 0
			if d.Intn(30) == 0 {
				users[i].Type = directory.TypeContact
			}
		}
		for range 150 {
			people = append(people, d.citizen().onPremises())
		}
		found += sameAnswers(t, users, people)
	}
	require.Greater(t, found, 1000, "towns in which people meet")
}

// What a namesake that is not compared gets is exactly its score, or its score
// is too low to be named.
func TestNamesakesThatAreNotComparedHaveTheScoreOfTheName(t *testing.T) {
	marked, dropped := 0, 0
	for seed := range 6 {
		d := town{rand.New(rand.NewSource(int64(seed)))}
		users := make([]*directory.CloudObject, 600*(seed+1))
		for i := range users {
			users[i] = d.citizen().inCloud(i)
			if seed%2 == 0 {
				users[i].DisplayName = d.display(d.of(someGiven[:4]), d.of(someSurnames[4:20]))
			}
		}
		f := over(users)
		for range 300 {
			c := d.citizen()
			c.display = users[d.Intn(50)].DisplayName
			for _, x := range f.Aside(c.onPremises(), verified) {
				if x.Marked {
					marked++
					require.Equal(t, 0.3, x.Score, "%+v", c)
				} else {
					dropped++
					require.Less(t, x.Score, nearmiss.Least, "%+v", c)
				}
			}
		}
	}
	require.Greater(t, marked, 100)
	require.Greater(t, dropped, 100)
}

// sameFolds compares both ways to fold a text with the reference.
func sameFolds(t *testing.T, text string) {
	t.Helper()
	words, squashed := nearmiss.Folded(text)
	if words != (folder{blanks: true, umlauts: true}).fold(text) || squashed != squash(text) {
		require.Equal(t, folder{blanks: true, umlauts: true}.fold(text), words, "%q", text)
		require.Equal(t, squash(text), squashed, "%q", text)
	}
}

func TestEveryCharacterIsFoldedAsByTheReference(t *testing.T) {
	for r := range rune(0x3400) {
		sameFolds(t, "A"+string(r)+"e"+string(r)+"É")
	}
	var many []rune
	// Above, most are ideographs and unassigned: one in many of the same kind.
	for r := rune(0x3400); r <= unicode.MaxRune; r += 1 + 100*rune(min(1, max(0, r-0x1ffff)+max(0, 0xa000-r))) {
		if many = append(many, 'A', r, 'e', r, 'É'); len(many) > 1000 {
			sameFolds(t, string(many))
			many = many[:0]
		}
	}
	for _, text := range []string{"a\xc3", "\xc3\x28é", "и\xff\u0306", "e\u0323\u0302\u302eo", "각e", "Ａöe\u0301"} {
		sameFolds(t, text)
	}
	random := rand.New(rand.NewSource(1))
	for range 20_000 {
		text := make([]rune, random.Intn(12))
		for i := range text {
			text[i] = rune(random.Intn([]int{0x80, latinAndMore, 0x3100, unicode.MaxRune}[random.Intn(4)]))
		}
		sameFolds(t, string(text))
	}
}

// latinAndMore ends behind the letters with accents and the marks.
const latinAndMore = 0x370

// FuzzAnswersAreThoseOfTheReference compares people of one town, the first of
// whom have the texts of the fuzzer.
func FuzzAnswersAreThoseOfTheReference(f *testing.F) {
	f.Add(int64(1), "Jane Doe", "jane@corp.local", "Doe, Jane", "jane@contoso.com", "4711")
	f.Add(int64(2), "Ǆ (", "a@b@c", "[)], Ǆ", "@", "\u200b")
	f.Add(int64(3), "ß", "ß@ß", "SS", "ss@ß", "ß")
	f.Add(int64(4), "\xff\xfe", "\xff@\xfe", "a b c d e f", "info@x", " ")
	f.Add(int64(5), "Ben Schneider", "x@y", "Benjamin Schnieder", "z@y", "İ")
	f.Fuzz(func(t *testing.T, seed int64, nameA, upnA, nameB, upnB, value string) {
		d := town{rand.New(rand.NewSource(seed))}
		var users []*directory.CloudObject
		var people []*directory.Candidate
		for i := range 1 + d.Intn(20) {
			a, b := d.citizen(), d.citizen()
			if i < 3 {
				a.display, a.upn, b.display, b.upn = nameA, upnA, nameB, upnB
				a.alias, b.alias, a.profile[directory.EmployeeID], b.profile[directory.MobilePhone] = value, value, value, value
			}
			users, people = append(users, b.inCloud(i)), append(people, a.onPremises())
		}
		sameAnswers(t, users, people)
		for _, text := range []string{nameA, upnA, nameB, upnB, value} {
			sameFolds(t, text)
		}
	})
}

// What the key of a login name in ASCII rests on, for every character; ϹΣς shows
// why it is not so for all.
func TestLoginNamesThatEqualOneInASCIIHaveItsKey(t *testing.T) {
	for r := range unicode.MaxRune {
		s := string(r)
		if lower := strings.ToLower(s); lower[0] < 0x80 {
			require.Equal(t, squash(lower), squash(s), "%U", r)
		}
	}
	require.NotEqual(t, squash("\u03f9"), squash(strings.ToLower("\u03f9")))
	users := []*directory.CloudObject{{ID: "1", Type: directory.TypeUser, DisplayName: "Jane Doe", UserPrincipalName: "\u03f9@contoso.com"}}
	people := []*directory.Candidate{{DisplayName: "Jack Doe", UPN: "\u03f2@corp.local"}}
	require.Equal(t, 1, sameAnswers(t, users, people))
}
