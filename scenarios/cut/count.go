package cut

import (
	"context"
	"fmt"
)

// many is how many values of one attribute make their number worth a search.
const many = 8

// count looks for attributes whose number of values decides. It finds the
// smallest number of values from the first on that keeps the verdict by halving,
// which takes a few trials where one value after the other takes hundreds. The
// pieces it gives are those of attributes that none of four samples can be taken
// from: their number is needed, and the search leaves them alone.
func (m *model) count(ctx context.Context, keeps func() bool) map[*piece]bool {
	var order []*piece
	lists := map[*piece][]*piece{}
	for _, p := range m.pieces {
		if p.level == values && p.there() {
			if lists[p.above] == nil {
				order = append(order, p.above)
			}
			lists[p.above] = append(lists[p.above], p)
		}
	}
	needed := map[*piece]bool{}
	for _, above := range order {
		if list := lists[above]; len(list) > many && ctx.Err() == nil {
			list = first(list, keeps)
			if len(list) > many && allWanted(list, keeps) {
				for _, p := range list {
					needed[p] = true
				}
			}
		}
	}
	return needed
}

// first leaves as few values of a list as keep the verdict, from the first on.
func first(list []*piece, keeps func() bool) []*piece {
	leave := func(n int) {
		for i, p := range list {
			p.gone = i >= n
		}
	}
	few, enough := -1, len(list) // few is too few
	for enough-few > 1 {
		n := (few + enough) / 2
		if leave(n); keeps() {
			enough = n
		} else {
			few = n
		}
	}
	leave(enough)
	return list[:enough]
}

// allWanted reports whether the verdict is lost without the first, the middle or
// the last value, and without the first half.
func allWanted(list []*piece, keeps func() bool) bool {
	n := len(list)
	for _, sample := range [][]*piece{list[:1], list[n/2 : n/2+1], list[n-1:], list[:n/2]} {
		for _, p := range sample {
			p.gone = true
		}
		kept := keeps()
		for _, p := range sample {
			p.gone = false
		}
		if kept {
			return false
		}
	}
	return true
}

// needs says what the scenario is made of mostly, for somebody who finds it long.
func (m *model) needs() string {
	name, most := "", 0
	larger := func(of string, n int) {
		if n > most {
			name, most = of, n
		}
	}
	for _, o := range m.ad {
		for _, a := range o.attrs {
			larger(a.name, left(a.values))
		}
	}
	for _, o := range m.cloud {
		for _, p := range o.props {
			larger(p.name, left(p.list))
		}
	}
	if most > many {
		return fmt.Sprintf("%d values of %s", most, name)
	}
	return fmt.Sprintf("%d on-premises and %d cloud objects", left(m.ad), left(m.cloud))
}

// left counts the pieces of a list that are still there.
func left[P interface{ there() bool }](list []P) int {
	n := 0
	for _, p := range list {
		if p.there() {
			n++
		}
	}
	return n
}
