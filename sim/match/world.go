package match

// World is the tenant at one moment of the batch, indexed by everything that
// matching compares.
type World struct{}
