package generate

import "math/bits"

// What a stream of chance is for. Each use has its own, so that one can be
// asked again without the others.
const (
	saltPerson = iota + 1
	saltUser
	saltRecord
	saltGUID
	saltAnchor
	saltCloud
	saltOther
	saltFiller
)

// dice is a stream of chance that follows from a seed, a place and a use: the
// generator splitmix64.
type dice struct{ state uint64 }

func newDice(seed uint64, place int, salt uint64) dice {
	d := dice{seed*0x9e3779b97f4a7c15 + uint64(place)<<8 + salt}
	d.state = d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives a number from 0 to n-1.
func (d *dice) below(n int) int {
	high, _ := bits.Mul64(d.next(), uint64(n))
	return int(high)
}

// chance is true in so many of a thousand cases.
func (d *dice) chance(of1000 int) bool { return d.below(1000) < of1000 }
