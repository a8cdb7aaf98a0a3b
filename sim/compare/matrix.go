package compare

import (
	"slices"

	"presync/sim/match"
)

// Axis is a setting, or the day, that a matrix varies.
type Axis struct {
	Name string `json:"name"`
	// Values are as they were given; the first is that of the base row.
	Values []string `json:"values"`
}

// Row is one combination: a prediction with one value of each axis.
type Row struct {
	// Values has the place of the value in each axis.
	Values   []int
	Outcomes map[match.Outcome]int
	// Counts compares with the base row: users of each severity.
	Counts map[Severity]int
	// Deletions counts cloud objects that the run deletes.
	Deletions int
}

// Matrix is one prediction for each combination of values. The first row is
// the base.
type Matrix struct {
	Axes  []Axis
	Users int
	Rows  []Row
}

// Combinations gives every combination of values as places in the axes. The
// first has the first value of each axis; the last axis changes fastest.
func Combinations(axes []Axis) [][]int {
	all := [][]int{{}}
	for _, axis := range axes {
		var longer [][]int
		for _, before := range all {
			for i := range axis.Values {
				longer = append(longer, append(slices.Clone(before), i))
			}
		}
		all = longer
	}
	return all
}

// Count is the number of combinations, without making them; at most limit+1,
// so that it cannot overflow.
func Count(axes []Axis, limit int) int {
	n := 1
	for _, axis := range axes {
		if n *= len(axis.Values); n > limit {
			return limit + 1
		}
	}
	return n
}
