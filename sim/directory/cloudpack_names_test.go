package directory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNamesAreReadAsTheWholeObjectHasThem(t *testing.T) {
	p, many := NewCloudPack(), thousands()
	for i := range severalBlocks {
		p.Add(RecordOf(many.At(i)))
	}
	p.Add(RecordOf(full()))
	p.Add(RecordOf(&CloudObject{Type: TypeUser, SyncEnabled: True}))
	p.Seal()
	p.Settle(CloudCommon{UserSync: true, MissingUser: []string{"mail"}})
	tenant := &Tenant{Packed: p, Objects: []*CloudObject{{ID: "behind"}}}
	tenant.Replace(map[int]*CloudObject{3: {ID: "other"}})
	var numbers []int32
	for i := range tenant.Len() {
		numbers = append(numbers, int32(i))
		whole := tenant.At(i)
		names := *tenant.ReadNames(i, full())
		names.Type, names.UserType, names.AccountEnabled, names.Profile = whole.Type, whole.UserType, whole.AccountEnabled, whole.Profile
		names.DeletedAt, names.Roles, names.Quarantined, names.Missing = whole.DeletedAt, whole.Roles, whole.Quarantined, whole.Missing
		if len(names.ProxyAddresses) == 0 {
			names.ProxyAddresses = whole.ProxyAddresses
		}
		require.Equal(t, *whole, names)
	}
	tenant.Fetch(numbers) // whatever they are
}
