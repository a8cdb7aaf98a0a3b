package anonymize

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// shortForms are given names and short forms of them, as the engine knows them.
// Two originals that are such a pair become another such pair where their
// likeness decides.
var shortForms = [][2]string{
	{"robert", "rob"}, {"thomas", "tom"}, {"samuel", "sam"}, {"timothy", "tim"}, {"daniel", "dan"}, {"joseph", "joe"},
	{"kenneth", "ken"}, {"gregory", "greg"}, {"matthew", "matt"}, {"andrew", "andy"}, {"benjamin", "ben"}, {"steven", "steve"},
}

// settleAlike chooses replacements for pairs of words that have to stay alike:
// slips of the pen stay slips, and a short form that of a name. A pair for which
// there is no choice is left as any two words.
func (v *vocabulary) settleAlike(pairs [][2]string) {
	for _, p := range pairs {
		a, b := string(spell(p[0]).stem), string(spell(p[1]).stem)
		if len([]rune(a)) < len([]rune(b)) {
			a, b = b, a // the longer one first
		}
		fa, fb := v.words[a], v.words[b]
		if fa == nil || fb == nil || a == b || fb.becomes != nil || v.stays(a) || v.stays(b) {
			continue
		}
		const slips = 2
		if levenshtein.ComputeDistance(a, b) <= slips && len(b) > slips {
			if fa.becomes == nil {
				fa.becomes = v.choose(a, fa)
			}
			if c := v.slip([]rune(a), []rune(b), fa.becomes); c != nil {
				fb.becomes = c
			}
			continue
		}
		if fa.becomes == nil {
			v.shorten(fa, fb, a, b)
		}
	}
}

// slip changes a replacement in the places in which b differs from a.
func (v *vocabulary) slip(a, b, becomes []rune) []rune {
	var out []rune
	switch {
	case len(becomes) != len(a):
		return nil
	case len(a) == len(b):
		out = slices.Clone(becomes)
		for i := range a {
			if a[i] != b[i] {
				if others := alternatives(out[i]); len(others) > 1 {
					out[i] = others[(slices.Index(others, out[i])+1)%len(others)]
				}
			}
		}
	default: // letters are missing in b
		at := 0
		for at < len(b) && a[at] == b[at] {
			at++
		}
		out = slices.Concat(becomes[:at], becomes[at+len(a)-len(b):])
	}
	if !v.fits(string(out), string(b), 0) {
		return nil
	}
	v.taken[string(out)] = true
	return out
}

// shorten takes a name and its short form for two words.
func (v *vocabulary) shorten(long, short *wordFacts, a, b string) {
	from := int(v.bytes(1, "short form", a+" "+b, 0)[0])
	for i := range shortForms {
		pair := shortForms[(from+i)%len(shortForms)]
		if v.fits(pair[0], a, 0) && v.fits(pair[1], b, 0) && long.bound == nil && short.bound == nil {
			long.becomes, short.becomes = []rune(pair[0]), []rune(pair[1])
			v.taken[pair[0]], v.taken[pair[1]] = true, true
			return
		}
	}
}

// Pairs are the pairs of words of two names that differ: those that stand in the
// same place, and those that are slips of one another.
func Pairs(one, two string) [][2]string {
	a, b := wordsOf(one), wordsOf(two)
	var pairs [][2]string
	for i, x := range a {
		for j, y := range b {
			const least, slips = 4, 2
			near := len(x) >= least && len(y) >= least && levenshtein.ComputeDistance(x, y) <= slips
			if x != y && (near || i == j) {
				pairs = append(pairs, [2]string{x, y})
			}
		}
	}
	return pairs
}

func wordsOf(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isAlnum(r) || isDigit(r) })
}
