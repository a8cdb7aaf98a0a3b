//go:build race

package fakeldap_test

// manyConnections is smaller under the race detector, which makes each of
// them ten times as dear.
const manyConnections = 200
