// Package tutor teaches the scenario library at a terminal. A lesson shows a
// situation and its data, asks what the next sync makes of it, says from the
// trace why a wrong guess is wrong, and explains the verdict with its rule and
// its source. What was answered is kept in a file.
//
// It talks to a reader and a writer alone: whether they are a terminal, and
// where the progress is kept, is decided by the caller.
package tutor
