package main

import (
	"context"
	"slices"
	"strings"

	"presync/sim/directory"
)

// readings reads sources once for several predictions that differ in settings
// or in the day only. It keeps what it has read last.
type readings struct {
	a *app
	// keep are the attributes that the settings of any prediction want.
	keep []string
	// key names the sources of last.
	key  string
	last *loaded
	via  string
	// stdin says that standard input was read.
	stdin bool
	// skipped counts records that could not be read.
	skipped int
}

// newReadings looks at the settings of all predictions before anything is read.
func newReadings(a *app, all []*inputOptions) (*readings, error) {
	r := &readings{a: a}
	for _, o := range all {
		if err := o.check(); err != nil {
			return nil, err
		}
		file, err := o.settings()
		if err != nil {
			return nil, err
		}
		keep, err := wanted(file)
		if err != nil {
			return nil, err
		}
		for _, name := range keep {
			if !slices.ContainsFunc(r.keep, func(k string) bool { return strings.EqualFold(k, name) }) {
				r.keep = append(r.keep, name)
			}
		}
	}
	return r, nil
}

// load gives what a prediction is made from.
func (r *readings) load(ctx context.Context, o *inputOptions) (*loaded, error) {
	if err := r.read(ctx, o); err != nil {
		return nil, err
	}
	file, err := o.settings()
	if err != nil {
		return nil, err
	}
	tenant := *r.last.Tenant
	l := &loaded{Input: r.last.Input, inputs: r.last.inputs}
	l.Tenant, l.Gaps = &tenant, slices.Clone(r.last.Gaps)
	if err := l.settle(file); err != nil {
		return nil, err
	}
	return l, l.begin(r.a, o, r.via)
}

// read reads both sides, unless they are what was read last.
func (r *readings) read(ctx context.Context, o *inputOptions) error {
	key := strings.Join(append(slices.Clone(o.ad), o.cloud), "\x00")
	if r.last != nil && key == r.key {
		return nil
	}
	if slices.Contains(append(o.adPaths(), o.cloud), "-") {
		if r.stdin {
			return usagef("save it to a file", "standard input can be read once, and both sides need it with another second source")
		}
		r.stdin = true
	}
	r.last = nil // its memory is for the next one
	l := &loaded{}
	if err := l.readSides(ctx, r.a, o, r.keep); err != nil {
		return err
	}
	via, err := l.carry(ctx, r.a, o)
	if err != nil {
		return err
	}
	if !o.quiet {
		nameProblems(r.a.stderr, l.inputs)
	}
	for _, in := range l.inputs {
		r.skipped += in.Skipped
	}
	r.last, r.key, r.via = l, key, via
	return nil
}

// strictly reports an error when records were skipped and that matters.
func (r *readings) strictly(o *inputOptions) error {
	l := loaded{inputs: []directory.Input{{Skipped: r.skipped}}}
	return l.strictly(o)
}
