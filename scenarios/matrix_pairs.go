package scenarios

import "slices"

// pairs gives rows in which every pair of values of two keys occurs, with far
// fewer rows than all combinations where there are many keys. sizes are the
// numbers of values. The rows depend on sizes alone and are sorted.
//
// It is the greedy way of covering arrays: a row starts with the first pair
// that is missing, and takes for each other key the value that brings the most
// missing pairs with what the row has. The keys are gone through from each of
// them on, and the row that brings the most is taken. Source: Cohen et al., "The AETG System",
// IEEE Transactions on Software Engineering 23 (1997), without its random
// choices.
func pairs(sizes []int) [][]int {
	m := newMissingPairs(sizes)
	if len(sizes) < 2 {
		return product(sizes, maxVariants)
	}
	var rows [][]int
	for {
		a, x, b, y, found := m.first()
		if !found {
			break
		}
		var row []int
		most := 0
		for start := range sizes {
			next := make([]int, len(sizes))
			for i := range next {
				next[i] = -1
			}
			next[a], next[b] = x, y
			for i := range next {
				if key := (start + i) % len(sizes); next[key] < 0 {
					next[key] = m.best(next, key)
				}
			}
			if n := m.brings(next); n > most {
				row, most = next, n
			}
		}
		m.take(row)
		rows = append(rows, row)
	}
	slices.SortFunc(rows, slices.Compare[[]int])
	return rows
}

// missingPairs knows which pairs of values no row has yet.
type missingPairs struct {
	sizes []int
	// offsets give each value of each key a number; gone is a square over them.
	offsets []int
	values  int
	gone    []bool
}

func newMissingPairs(sizes []int) *missingPairs {
	m := &missingPairs{sizes: sizes}
	for _, n := range sizes {
		m.offsets = append(m.offsets, m.values)
		m.values += n
	}
	m.gone = make([]bool, m.values*m.values)
	return m
}

// at is the place of a pair; key a comes before key b.
func (m *missingPairs) at(a, x, b, y int) int {
	if a > b {
		a, x, b, y = b, y, a, x
	}
	return (m.offsets[a]+x)*m.values + m.offsets[b] + y
}

// first gives the first missing pair: value x of key a, value y of key b.
func (m *missingPairs) first() (a, x, b, y int, found bool) {
	for a = range m.sizes {
		for b = a + 1; b < len(m.sizes); b++ {
			for x = range m.sizes[a] {
				for y = range m.sizes[b] {
					if !m.gone[m.at(a, x, b, y)] {
						return a, x, b, y, true
					}
				}
			}
		}
	}
	return 0, 0, 0, 0, false
}

// best is the value of a key that brings the most missing pairs into a row; of
// several the one that is missing most often at all.
func (m *missingPairs) best(row []int, key int) int {
	best, most, open := 0, -1, -1
	for v := range m.sizes[key] {
		n, left := 0, 0
		for other, w := range row {
			if other == key {
				continue
			}
			if w >= 0 && !m.gone[m.at(key, v, other, w)] {
				n++
			}
			for w := range m.sizes[other] {
				if !m.gone[m.at(key, v, other, w)] {
					left++
				}
			}
		}
		if n > most || n == most && left > open {
			best, most, open = v, n, left
		}
	}
	return best
}

// brings counts the missing pairs of a row.
func (m *missingPairs) brings(row []int) int {
	n := 0
	for a, x := range row {
		for b := a + 1; b < len(row); b++ {
			if !m.gone[m.at(a, x, b, row[b])] {
				n++
			}
		}
	}
	return n
}

// take notes the pairs of a row.
func (m *missingPairs) take(row []int) {
	for a, x := range row {
		for b := a + 1; b < len(row); b++ {
			m.gone[m.at(a, x, b, row[b])] = true
		}
	}
}
