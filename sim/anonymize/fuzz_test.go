package anonymize

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzReplacer shows of any two values: each gets longer by little or not at
// all, two values do not become one, and none becomes an original.
func FuzzReplacer(f *testing.F) {
	for _, seed := range [][2]string{
		{"Anna Berg", "anna.berg@contoso.com"}, {"Müller", "Mueller"}, {"O'Brien, Pat 28", "u0028"}, {"李雷", "Łukasz Øster"},
		{"CN=J\\C3\\BCrgen,OU=x", "6a96a794-ccbc-5b66-9d1d-cebdf26d8832"}, {"anmmlLzMZludHc698m2IMg==", "S-1-5-21-1-2-3-1104"},
		{"SMTP:a@b.co.uk", "smtp:a@b.onmicrosoft.com"}, {"ＡＮＮＡ", "Ωμέγα"}, {"e\u0301a", "éa"}, {"0000", "0001"}, {"", "a"}, {"İstanbul", "ıstanbul"}, {"서연", "Nguyễn ß"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		r := New(Options{Salt: []byte("salt")})
		attributes := []string{"displayName", "proxyAddresses", "manager", "onPremisesImmutableId"}
		for _, attribute := range attributes {
			r.Learn(attribute, a)
			r.Learn(attribute, b)
		}
		for _, attribute := range attributes {
			toA, keepA := r.Replace(attribute, a)
			toB, keepB := r.Replace(attribute, b)
			if !keepA || !keepB {
				t.Fatalf("%s: a value is dropped", attribute)
			}
			if again, _ := r.Replace(attribute, a); again != toA {
				t.Fatalf("%s: %q becomes %q and %q", attribute, a, toA, again)
			}
			// Values that differ in the encoding of the same bytes alone may meet.
			if a != b && toA == toB && simple(a) && simple(b) {
				t.Fatalf("%s: %q and %q both become %q", attribute, a, b, toA)
			}
			for _, v := range [][2]string{{a, toA}, {b, toB}} {
				if identifies(v[0]) && (strings.EqualFold(v[1], a) || strings.EqualFold(v[1], b)) {
					t.Fatalf("%s: %q becomes the original %q", attribute, v[0], v[1])
				}
				if n, m := utf8.RuneCountInString(v[0]), utf8.RuneCountInString(v[1]); utf8.ValidString(v[0]) && simple(v[0]) && (m < n || m > n+4*(1+len(v[0])/shortest)) {
					t.Fatalf("%s: %q becomes %q, which has %d characters instead of %d", attribute, v[0], v[1], m, n)
				}
			}
		}
	})
}

// simple reports whether a value is words and not an encoding of bytes.
func simple(v string) bool {
	return utf8.ValidString(v) && len(v) < 16 && !strings.ContainsAny(v, "\\'-={") && strings.IndexFunc(v, unicode.IsControl) < 0
}

// identifies reports whether a value has a word by which somebody is known.
func identifies(v string) bool {
	if !utf8.ValidString(v) || strings.ContainsAny(v, "@=:") {
		return false
	}
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if s := spell(w); len(s.stem) >= shortest && len(s.bound()) == 0 && !functions[string(s.stem)] {
			return true
		}
	}
	return false
}
