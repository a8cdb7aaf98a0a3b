package sim

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
)

// Order trials. Users who claim the same value, or touch the same cloud
// object, can get different outcomes in different export orders. They form a
// group; of a small group every order is tried, of a larger one a sample that
// is the same in every run.
const (
	allOrdersUpTo = 4  // 24 orders
	sampledOrders = 24 // of a larger group
	// largestTried bounds the work for one group: beyond it only the orders
	// that put one user first or last are tried, for as many users.
	largestTried = 64
)

// tryGroup finds what each user of a group would get in the other orders of the
// group.
func (c *cycle) tryGroup(group []*directory.Candidate) map[*directory.Candidate][]match.Alternative {
	usual := c.outcomes(group)
	orders, all := ordersOf(group)
	found := map[*directory.Candidate][]match.Alternative{}
	for _, order := range orders {
		for u, got := range c.outcomes(order) {
			want := usual[u]
			if got.same(want) || slices.ContainsFunc(found[u], func(a match.Alternative) bool { return a.Outcome == got.outcome }) {
				continue
			}
			how := "another export order"
			if first := firstOf(order, group, u); first != nil {
				how = fmt.Sprintf("if %s is exported %s", first.Source.DN, relation(order, first, u))
			}
			if !all {
				how += fmt.Sprintf(" (%d orders of %d users were tried)", len(orders), len(group))
			}
			found[u] = append(found[u], match.Alternative{Outcome: got.outcome, Because: how, Rule: got.rule})
		}
	}
	for _, list := range found {
		slices.SortFunc(list, func(a, b match.Alternative) int {
			return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Because, b.Because))
		})
	}
	return found
}

// result is what counts as the same outcome in two orders.
type result struct {
	outcome match.Outcome
	target  string
	code    string
	rule    string
}

func (r result) same(other result) bool {
	return r.outcome == other.outcome && r.target == other.target && r.code == other.code
}

func (c *cycle) outcomes(order []*directory.Candidate) map[*directory.Candidate]result {
	w, rec := c.base.Fork(), &match.Record{}
	w.Silent = true
	out := make(map[*directory.Candidate]result, len(order))
	for _, u := range order {
		d := c.exportOne(c.quietly, w, u, rec, nil)
		r := result{outcome: d.Outcome, rule: d.Rule.ID}
		if d.Target != nil {
			r.target = d.Target.ID
		}
		if d.Error != nil {
			r.code = d.Error.Code
		}
		out[u] = r
	}
	return out
}

// ordersOf gives the orders to try beside that of the exports; all says that
// they are all that exist.
func ordersOf(group []*directory.Candidate) (orders [][]*directory.Candidate, all bool) {
	if len(group) <= allOrdersUpTo {
		permute(slices.Clone(group), 0, func(p []*directory.Candidate) { orders = append(orders, slices.Clone(p)) })
		return orders[1:], true
	}
	turned := slices.Clone(group)
	slices.Reverse(turned)
	orders = append(orders, turned)
	for i := 1; i < min(len(group), largestTried); i++ {
		first := slices.Clone(group)
		u := first[i]
		first = slices.Insert(slices.Delete(first, i, i+1), 0, u)
		orders = append(orders, first)
	}
	if len(group) > largestTried {
		return orders, false
	}
	for i := 0; len(orders) < sampledOrders; i++ {
		orders = append(orders, shuffled(group, i))
	}
	return orders, false
}

// permute visits all orders, that of the list first.
func permute(list []*directory.Candidate, at int, visit func([]*directory.Candidate)) {
	if at == len(list) {
		visit(list)
		return
	}
	for i := at; i < len(list); i++ {
		list[at], list[i] = list[i], list[at]
		permute(list, at+1, visit)
		list[at], list[i] = list[i], list[at]
	}
}

// shuffled sorts a group by a hash of round and DN: an order that depends on
// nothing but the data.
func shuffled(group []*directory.Candidate, round int) []*directory.Candidate {
	out := slices.Clone(group)
	key := func(u *directory.Candidate) uint64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d\x00%s", round, u.Source.DN)
		return h.Sum64()
	}
	slices.SortStableFunc(out, func(a, b *directory.Candidate) int {
		switch x, y := key(a), key(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}

// firstOf finds the first user of an order whose place relative to u differs
// from the order of the exports.
func firstOf(order, group []*directory.Candidate, u *directory.Candidate) *directory.Candidate {
	for _, o := range order {
		if o != u && (slices.Index(order, o) < slices.Index(order, u)) != (slices.Index(group, o) < slices.Index(group, u)) {
			return o
		}
	}
	return nil
}

func relation(order []*directory.Candidate, first, u *directory.Candidate) string {
	if slices.Index(order, first) < slices.Index(order, u) {
		return "before"
	}
	return "after"
}
