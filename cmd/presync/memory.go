package main

import "runtime/debug"

// garbagePercent is how much garbage may pile up beside what a large prediction
// holds, in percent of it, before it is collected. What is held has few
// pointers, so collecting is cheap, and memory is what a million users need.
const garbagePercent = 45

// saveMemory trades some processor time for memory, unless the environment
// (GOGC) says what to do. A prediction calls it when the exports are read: until
// then nearly all that is allocated stays, and a collection finds nothing.
func saveMemory(a *app) {
	if a.env("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
}
