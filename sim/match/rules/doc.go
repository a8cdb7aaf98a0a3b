// Package rules is the audit surface: every fact about matching that presync
// acts on, one rule a file, each with its source, date and confidence.
//
// A rule is a literal that an identity administrator can review without
// knowing Go: the conditions under When must all hold, Then says what happens.
// The words of the conditions are defined once, in the cond_*.go files. The
// list in all.go is generated from the files of this folder.
package rules
