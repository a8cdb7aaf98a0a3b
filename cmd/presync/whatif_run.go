package main

import (
	"context"
	"fmt"
	"slices"

	"presync/sim/compare"
	"presync/sim/match"
	"presync/sim/meter"
)

// whatif is one matrix on its way.
type whatif struct {
	a        *app
	o        *whatifOptions
	axes     []axis
	readings *readings
}

// newWhatif looks at all settings before anything is read.
func newWhatif(a *app, o *whatifOptions) (*whatif, error) {
	axes, err := parseAxes(o.set)
	if err != nil {
		return nil, err
	}
	if o.set = o.always; len(o.days.list) > 0 {
		o.asOf = o.days.list[0]
	}
	if len(o.days.list) > 1 {
		axes = append([]axis{dayAxis(o.days.list)}, axes...)
	}
	if len(axes) == 0 {
		return nil, usagef("such as --set features.blockSoftMatchEnabled=true, or --as-of 2026-05-31,2026-11-22", "there is nothing to vary: name a setting with --set, or several days with --as-of")
	}
	if err := o.checkShort(axes); err != nil {
		return nil, err
	}
	w := &whatif{a: a, o: o, axes: axes}
	if err := w.checkLimit(); err != nil {
		return nil, err
	}
	all := []*inputOptions{&o.inputOptions}
	for _, x := range axes {
		for _, v := range x.values {
			with := w.with(v)
			all = append(all, &with)
		}
	}
	w.readings, err = newReadings(a, all)
	return w, err
}

// checkShort refuses to vary a setting that a flag of its own fixes.
func (o *whatifOptions) checkShort(axes []axis) error {
	for _, x := range axes {
		switch {
		case x.name == "sourceAnchor" && o.sourceAnchor != "":
			return usagef("leave one of them out", "--source-anchor sets what --set sourceAnchor varies")
		case x.name == "replacementServer" && o.replacement:
			return usagef("leave one of them out", "--replacement-server sets what --set replacementServer varies")
		}
	}
	return nil
}

// with gives the inputs with some of the values.
func (w *whatif) with(values ...axisValue) inputOptions {
	o := w.o.inputOptions
	o.set = slices.Clone(o.set)
	for _, v := range values {
		if v.set != "" {
			o.set = append(o.set, v.set)
		}
		if !v.day.IsZero() {
			o.asOf.day = v.day
		}
	}
	return o
}

func (w *whatif) checkLimit() error {
	if w.o.limit < 1 {
		return usagef("", "--limit %d: want at least 1", w.o.limit)
	}
	if compare.Count(w.shown(), w.o.limit) > w.o.limit {
		return usagef("vary less, or allow more with --limit", "there are more than %s of %s", numbered(w.o.limit, "combination"), numbered(len(w.axes), "setting"))
	}
	return nil
}

// shown are the axes as the page has them.
func (w *whatif) shown() []compare.Axis {
	var out []compare.Axis
	for _, x := range w.axes {
		shown := compare.Axis{Name: x.name}
		for _, v := range x.values {
			shown.Values = append(shown.Values, v.text)
		}
		out = append(out, shown)
	}
	return out
}

// matrix predicts for each combination.
func (w *whatif) matrix(ctx context.Context) (*compare.Matrix, error) {
	l, err := w.readings.load(ctx, &w.o.inputOptions)
	if err != nil {
		return nil, err
	}
	for i := range w.axes {
		if w.axes[i].name == asOfAxis {
			continue
		}
		if err := w.axes[i].withBase(&l.Tenant.Settings); err != nil {
			return nil, err
		}
	}
	if err := w.checkLimit(); err != nil {
		return nil, err
	}
	m := &compare.Matrix{Axes: w.shown()}
	base := compare.NewBase(compare.Header{})
	combinations := compare.Combinations(m.Axes)
	phase := w.a.next("predicting", meter.Runs, int64(len(combinations)))
	for i, at := range combinations {
		c := compare.Against(base, compare.Header{})
		add, remove := c.Add, c.Delete
		if i == 0 {
			add, remove = base.Add, base.Delete
		}
		row, err := w.row(ctx, at, add, remove)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			m.Users = base.Users()
		} else {
			c.Finish()
			row.Counts = c.Counts
		}
		phase.Add(1)
		m.Rows = append(m.Rows, *row)
	}
	if len(m.Rows) == 1 {
		return nil, usagef("name another value", "nothing varies: the inputs have these values already")
	}
	return m, nil
}

// row predicts for one combination and counts.
func (w *whatif) row(ctx context.Context, at []int, add func(*compare.Verdict), remove func(compare.Cloud)) (*compare.Row, error) {
	var values []axisValue
	for i, n := range at {
		values = append(values, w.axes[i].values[n])
	}
	o := w.with(values...)
	l, err := w.readings.load(ctx, &o)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", o.set, err)
	}
	row := &compare.Row{Values: at, Outcomes: map[match.Outcome]int{}}
	err = feedPrediction(ctx, l, func(compare.Header) {},
		func(v *compare.Verdict) { row.Outcomes[v.Outcome]++; add(v) },
		func(c compare.Cloud) { row.Deletions++; remove(c) })
	return row, err
}
