// Package report writes a prediction down: one [Sink] a format, fed decision
// by decision. It also renders the explanation of one person and the rule
// table. It decides nothing: whatever it shows is in the prediction, and
// [Summarize] only counts.
//
// Machine formats (json, ndjson, csv) are byte-identical from run to run for
// the same prediction. Text and Markdown make every control and bidirectional
// character of a directory value visible, so that no value can steer a
// terminal or a page; csv cells cannot start a formula.
//
// Package report gets rules as values from the decisions and never imports
// the rule set.
package report
