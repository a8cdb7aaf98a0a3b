// Package hardmatch plans how on-premises users are linked to the cloud
// objects that belong to them: which side to change, what is in the way and in
// which order to clear it. Each row of a plan is checked by running the engine
// on the changed data.
package hardmatch
