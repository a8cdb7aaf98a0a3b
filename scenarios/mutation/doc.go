// Package mutation asks whether scenarios would notice a mistake in a rule. It
// makes the mistakes: each rule is dropped, each of its conditions is dropped
// or negated, and its effect and its dates are changed, one thing at a time.
// Such a changed rule is a mutant. A mutant with which every scenario still
// holds is alive: the scenarios say nothing about the thing that was changed.
//
// What a scenario says are its want sections and nothing else; a mutant that
// changes only what no line asserts is alive.
//
// A mutant is a copy of the rule value, handed to the prediction as any other
// rule set; the rules that are shipped are never touched.
package mutation
