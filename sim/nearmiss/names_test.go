package nearmiss

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestSpellingsOfOneName(t *testing.T) {
	tests := []struct{ a, b string }{
		{"Jane Doe", "DOE, JANE"},
		{"Jane Doe", "Doe Jane"},
		{"Jürgen Groß", "Juergen Gross"},
		{"Søren Łukasz", "soren lukasz"},
		{"Ｊａｎｅ Ｄｏｅ", "jane doe"},
		{"Mary-Ann O'Neil", "Mary Ann ONeil"},
		{"Mary O’Neil", "Mary O'Neil"},
		{"Dr. Jane Doe, PhD", "Jane Doe"},
		{"Jane Doe (Extern)", "Jane Doe [IT]"},
		{"Иван Петров", "ПЕТРОВ, ИВАН"},
	}
	for _, tt := range tests {
		a, b := parseName(tt.a, "", ""), parseName(tt.b, "", "")
		require.NotEmpty(t, a.sorted)
		require.Equal(t, a.sorted, b.sorted, "%s | %s", tt.a, tt.b)
	}
	require.NotEqual(t, parseName("Jane Doe", "", "").sorted, parseName("Jane Poe", "", "").sorted)
}

// The e of doe goes like that of Mueller.
func TestPartsOfAName(t *testing.T) {
	tests := []struct {
		display, given, surname   string
		wantGiven, wantSurname    string
		wantStated, wantFullKnown bool
	}{
		{"Jane Doe", "", "", "jane", "do", false, true},
		{"Doe, Jane Mary", "", "", "jane mary", "do", false, true},
		{"van der Berg, Jan", "", "", "jan", "van der berg", false, true},
		{"Jane Mary Doe", "", "", "jane", "mary do", false, true},
		{"Jane Mary Doe", "Jane Mary", "Doe", "jane mary", "do", true, true},
		{"", "Jane", "Doe", "jane", "do", true, true},
		{"Jane", "", "", "jane", "", false, false},
		{"Doe,", "", "", "do", "", false, false},
		{"Doe (", "", "", "do", "", false, false},
		{"", "", "", "", "", false, false},
	}
	for _, tt := range tests {
		n := parseName(tt.display, tt.given, tt.surname)
		require.Equal(t, tt.wantGiven, strings.Join(spelled(n.given), " "), tt.display)
		require.Equal(t, tt.wantSurname, strings.Join(spelled(n.surname), " "), tt.display)
		require.Equal(t, tt.wantStated, n.stated, tt.display)
		require.Equal(t, tt.wantFullKnown, n.full(), tt.display)
	}
}

func TestLoginsMadeOfAName(t *testing.T) {
	tests := []struct {
		name, login string
		both, one   bool
	}{
		{"Éva Szabó", "eva.szabo", true, false},
		{"Éva Szabó", "e-szabo", true, false},
		{"Éva Szabó", "evas", true, false},
		{"Éva Szabó", "SzaboEva", true, false},
		{"Éva Szabó", "szaboe", false, true},
		{"Anna Szabó", "szaboa", true, false},
		{"Éva Szabó", "eva", false, true},
		{"Éva Szabó", "szabo", false, true},
		{"Éva Szabó", "evaszabo2", false, false},
		{"Éva Szabó", "es", false, false},
		{"Éva Szabó", "evb", false, false},
		{"Jan van der Berg", "jan.vanderberg", true, false},
		{"Jan van der Berg", "jan.berg", true, false},
		{"Maria Engel", "maria.engel", true, false},
		{"Anton Engel", "aengel", true, false},
		{"Eva", "eva", false, false},
	}
	for _, tt := range tests {
		named := parseName(tt.name, "", "")
		both, one := named.makes([]byte(squash(tt.login)))
		require.Equal(t, tt.both, both, "%s %s", tt.name, tt.login)
		require.Equal(t, tt.one, one, "%s %s", tt.name, tt.login)
	}
	require.Equal(t, "johnsmith", squash("John.Smith"))
}

func TestPhones(t *testing.T) {
	require.Equal(t, phoneKey("+49 170 1234567"), phoneKey("0170/123 45 67"))
	require.NotEqual(t, phoneKey("+49 170 1234567"), phoneKey("+49 170 1234568"))
	require.Equal(t, "1234567", phoneKey("123 45 67"))
	require.Empty(t, phoneKey("110"))
	require.Empty(t, phoneKey("none"))
}

func TestSlipsOfThePen(t *testing.T) {
	require.True(t, near([]byte("schneider"), []byte("schnieder")))
	require.True(t, near([]byte("meyer"), []byte("meier")))
	require.False(t, near([]byte("meyer"), []byte("mayor")))
	require.False(t, near([]byte("bob"), []byte("rob")))
	require.True(t, near([]byte("bob"), []byte("bob")))
	require.False(t, slip([]byte("anna"), []byte("anne")))
}

// FuzzFind reads any text as a name and an address and checks what holds for
// every answer.
func FuzzFind(f *testing.F) {
	f.Add("Jane Doe", "jane@corp.local", "Doe, Jane", "jane@contoso.com", "4711")
	f.Add("", "", "", "", "")
	f.Add("Ǆ (", "a@b@c", "[)], Ǆ", "@", "\u200b")
	f.Add("ß", "ß@ß", "SS", "ss@ß", "ß")
	f.Add("\xff\xfe", "\xff@\xfe", "a b c d e f", "info@x", " ")
	f.Fuzz(func(t *testing.T, nameA, upnA, nameB, upnB, employee string) {
		c := &directory.Candidate{DisplayName: nameA, UPN: directory.UPN(upnA), Profile: directory.MakeProfile(map[string]string{"employeeId": employee})}
		o := &directory.CloudObject{ID: "1", DisplayName: nameB, UserPrincipalName: directory.UPN(upnB), Profile: directory.MakeProfile(map[string]string{"employeeId": employee, "otherMails": nameA})}
		finder := over([]*directory.CloudObject{o})
		got := finder.Find(c, func(d string) bool { return len(d)%2 == 0 }, nil)
		require.Equal(t, got, finder.Find(c, func(d string) bool { return len(d)%2 == 0 }, nil), "deterministic")
		for _, n := range got {
			require.GreaterOrEqual(t, n.Score, least)
			require.LessOrEqual(t, n.Score, 1.0)
			require.NotEmpty(t, n.Reasons)
		}
		if utf8.ValidString(nameA) {
			require.Equal(t, words(nameA), words(strings.Join(words(nameA), " ")), "folding twice changes nothing")
		}
	})
}

func parseName(display, given, surname string) name {
	return new(notebook).name(display, given, surname)
}
func squash(login string) string  { return string(folder{umlauts: true}.append(nil, login)) }
func words(text string) []string  { return spelled(new(notebook).words(text)) }
func phoneKey(text string) string { return string(new(notebook).phoneKey(text)) }

func spelled(list [][]byte) []string {
	var all []string
	for _, word := range list {
		all = append(all, string(word))
	}
	return all
}
