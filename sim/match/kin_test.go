package match_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

func TestKinOfManyAreThoseOfEachAlone(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 5))
		name := func() string { return fmt.Sprintf("u%d@contoso.com", random.IntN(20)) }
		var objects []*directory.CloudObject
		for i := range random.IntN(30) {
			o := cloud(fmt.Sprint(i), name(), "SMTP:"+name(), "smtp:"+name())
			o.ImmutableID = directory.Anchor(fmt.Sprint(random.IntN(20)))
			o.SecurityID = directory.SID(fmt.Sprint("S-1-", random.IntN(20)))
			objects = append(objects, o)
		}
		base := match.NewBase(&directory.Tenant{Objects: objects})
		people := make([]*directory.Candidate, random.IntN(30))
		var kin match.Kin
		for range 2 { // once more with the room of the first
			kin.Begin(base)
			for i := range people {
				people[i] = person(name(), directory.Anchor(fmt.Sprint(random.IntN(20))), "smtp:"+name())
				people[i].SID = directory.SID(fmt.Sprint("S-1-", random.IntN(20)))
				kin.Add(people[i], match.AppendNames(nil, people[i]))
			}
			kin.Find()
			for i, u := range people {
				names := match.AppendNames(nil, u)
				keys := kin.Keys(i)
				for k, name := range names {
					require.Equal(t, match.NameKey(name), keys[len(keys)-len(names)+k])
				}
				var want, got []int32
				base.RelatedTo(u, names, nil, &directory.CloudObject{}, func(n int32, _ *directory.CloudObject) { want = append(want, n) })
				kin.Visit(i, u, names, func(n int32, o *directory.CloudObject) {
					require.Same(t, objects[n], o)
					got = append(got, n)
				})
				require.Equal(t, want, got)
			}
		}
	}
}
