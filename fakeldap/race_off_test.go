//go:build !race

package fakeldap_test

const manyConnections = 1000
