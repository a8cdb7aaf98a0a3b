package check

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"presync/sim/directory"
)

// suggest gives the findings about a value, those from a place on, what the
// chain made of it, if that is safe. A value with control characters inside
// was not typed: nobody can tell what it is to be.
func (r *run) suggest(v *value, from int) {
	if v.text == "" || v.text == v.given || !utf8.ValidString(v.text) || !r.free(v) {
		return
	}
	if strings.ContainsFunc(strings.TrimSpace(v.given), unicode.IsControl) {
		return
	}
	for i := from; i < len(r.result.Findings); i++ {
		text := v.text
		r.result.Findings[i].Suggestion = &text
	}
}

// free reports whether nobody else holds the repaired value, on premises or in
// the tenant, and the object itself does not have it already.
func (r *run) free(v *value) bool {
	for at, text := range v.all {
		if int32(at) != v.at && strings.EqualFold(text, v.text) {
			return false
		}
	}
	who := r.holders(v.attribute, v.text)
	for slot := range slots {
		if _, held := r.here.from(who.here[slot], r.own(v)); held {
			return false
		}
		if _, held := r.cloud.from(who.cloud[slot], r.ownCloud(v, who)); held {
			return false
		}
	}
	return true
}

// dropContested takes back values that were suggested to two people.
func (r *run) dropContested() {
	first := map[string]*directory.Object{} // by key of a value: who it was suggested to
	contested := map[string]bool{}
	key := func(f *Finding) string {
		if f.Suggestion == nil {
			return ""
		}
		return keyOf(r.plainName(f), *f.Suggestion)
	}
	for i := range r.result.Findings {
		f := &r.result.Findings[i]
		k := key(f)
		if k == "" {
			continue
		}
		if o, taken := first[k]; taken && o != f.Object {
			contested[k] = true
		}
		first[k] = f.Object
	}
	for i := range r.result.Findings {
		if f := &r.result.Findings[i]; contested[key(f)] {
			f.Suggestion = nil
		}
	}
}

// plainName is the attribute under the name that the checks know it by.
func (r *run) plainName(f *Finding) string {
	if !slices.Contains(attributes, f.Attribute) {
		return attrUPN // an alternate login ID
	}
	return f.Attribute
}
