package sim_test

import (
	"fmt"
	"runtime"
	"testing"

	"presync/sim"
	"presync/sim/directory"
)

// forest makes n users, of whom two in five are linked, two soft match and one
// is new, and their tenant.
func forest(n int) sim.Input {
	var objects []*directory.Object
	var cloud []*directory.CloudObject
	for i := range n {
		upn := fmt.Sprintf("user%07d@contoso.com", i)
		o := user(i%250, "userPrincipalName: "+upn, "mail: "+upn, "proxyAddresses: SMTP:"+upn)
		o.DN = fmt.Sprintf("CN=User %07d,OU=Staff,DC=contoso,DC=com", i)
		guid := [16]byte{byte(i), byte(i >> 8), byte(i >> 16), 1}
		o.Attrs.Set("objectGUID", string(guid[:]))
		objects = append(objects, o)
		switch i % 5 {
		case 0, 1:
			cloud = append(cloud, cloudUser(fmt.Sprintf("id%07d", i), upn, func(c *directory.CloudObject) {
				c.ImmutableID, c.SyncEnabled, c.ProxyAddresses = directory.AnchorFromBytes(guid[:]), directory.True, proxies("SMTP:"+upn)
			}))
		case 2, 3:
			cloud = append(cloud, cloudUser(fmt.Sprintf("id%07d", i), upn, func(c *directory.CloudObject) { c.ProxyAddresses = proxies("SMTP:" + upn) }))
		}
	}
	return input(objects, cloud...)
}

func BenchmarkPredict(b *testing.B) {
	const users = 100_000
	in := forest(users)
	runtime.GC()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sim.Predict(in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/users, "ns/user")
}
