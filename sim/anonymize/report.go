package anonymize

import (
	"cmp"
	"maps"
	"slices"
)

// Report says what was left out of the files that were written.
type Report struct{ dropped map[Dropped]int }

// Dropped is something that was left out: an attribute, a property, a column or
// comments of a file.
type Dropped struct{ File, What string }

// Count is how often something was left out.
type Count struct {
	Dropped
	Times int
}

func (r *Report) drop(file, what string) {
	if r.dropped == nil {
		r.dropped = map[Dropped]int{}
	}
	r.dropped[Dropped{file, what}]++
}

// Dropped lists what was left out, by file and name.
func (r *Report) Dropped() []Count {
	var list []Count
	for d, n := range r.dropped {
		list = append(list, Count{d, n})
	}
	slices.SortFunc(list, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.What, b.What))
	})
	return list
}

// names gives the keys of a map in order.
func names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
