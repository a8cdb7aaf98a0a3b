package directory

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// full is an object with a value in every field.
func full() *CloudObject {
	o := &CloudObject{
		ID: "id", Type: TypeGroup, Origin: Origin{Source: "users.json", Line: 300}, DisplayName: "Ann Ä", UserPrincipalName: "ann@contoso.com",
		Mail: "a@contoso.com", MailNickname: "ann", UserType: "Member", AccountEnabled: False, ImmutableID: "QF5HMK7n80qvdYsUPIHa9Q==",
		ProxyAddresses: []Address{{Type: "SMTP", Local: "a@contoso.com"}, {Type: "smtp", Local: "b@contoso.com"}, {Type: "X500", Local: "/o=x"}, {Local: "y"}},
		SyncEnabled:    True, ObjectIdentifier: GUID{1, 2, 3}, SecurityID: "S-1-5-21-1", OnPremUPN: "x@contoso.com", OnPremSAM: "ann", OnPremDN: "CN=Ann",
		CloudMastered: true, Deleted: true, DeletedAt: time.Date(2026, 7, 1, 1, 2, 3, 4, time.UTC), ExchangePlan: true, WasRecipient: true,
		Roles:       []Role{{Name: "Global Administrator", TemplateID: "t", Privileged: True, Eligible: true, Scope: "/x", Origin: Origin{Source: "r", Line: 9}}},
		Quarantined: []QuarantinedValue{{Property: "ProxyAddresses", Value: "smtp:q"}}, Missing: []string{"own"},
	}
	for id := range ProfileIDs {
		o.Profile[id] = fmt.Sprint("value ", id)
	}
	return o
}

func TestThePackedObjectHasAFieldForEveryField(t *testing.T) {
	v := reflect.ValueOf(*full())
	for i := range v.NumField() {
		require.False(t, v.Field(i).IsZero(), "full has no %s: add it, and to CloudPack", v.Type().Field(i).Name)
	}
}

func TestAPackGivesBackWhatWasAdded(t *testing.T) {
	same := full()
	same.Mail, same.OnPremUPN, same.Type = string(same.UserPrincipalName), same.UserPrincipalName, TypeUser
	objects := []*CloudObject{full(), same, {ID: "3", Type: TypeUser, Origin: Origin{Source: "users.json"}, AccountEnabled: True, SyncEnabled: Null}}
	for i := range 3 * perPackBlock {
		o := full()
		o.ID, o.Profile[Department] = fmt.Sprint("x", i), fmt.Sprint("department ", i)
		objects = append(objects, o)
	}
	p := NewCloudPack()
	for _, o := range objects {
		p.Add(o)
	}
	p.Seal()
	p.Settle(CloudCommon{UserSync: true, PeerSync: true, UserEnabled: true, PeerEnabled: true})
	require.Equal(t, len(objects), p.Len())
	for i, o := range p.All() {
		require.Equal(t, objects[i], o)
		require.Equal(t, o.ID, p.ID(i))
		require.Equal(t, o.SyncEnabled, p.Sync(i))
		id, upn := p.Identity(i)
		require.Equal(t, o.ID, id)
		require.Equal(t, o.UserPrincipalName, upn)
		require.Equal(t, o.DisplayName, p.DisplayName(i))
	}
}

func TestObjectsCanBeReadWhileOthersAreAdded(t *testing.T) {
	p := NewCloudPack()
	for i := range 2*perPackBlock + 2 {
		o := full()
		o.ID = fmt.Sprint("x", i)
		p.Add(o)
		for _, n := range []int{0, i / 2, max(i-1, 0), i} {
			require.Equal(t, fmt.Sprint("x", n), p.ID(n))
		}
		o.Origin.Line = 300
		require.Equal(t, o, p.At(i))
	}
}

func TestWhatTheWholeFileTellsCompletesEachObject(t *testing.T) {
	p := NewCloudPack()
	p.Add(&CloudObject{ID: "1", Type: TypeUser, Missing: []string{"own"}})
	p.Add(&CloudObject{ID: "2", Type: TypeUser, AccountEnabled: True})
	p.Add(&CloudObject{ID: "3", Type: TypeGroup, SyncEnabled: True})
	p.Seal()
	p.Settle(CloudCommon{MissingUser: []string{"mail"}, UserSync: true, UserEnabled: true})
	require.Equal(t, []string{"mail", "own"}, p.At(0).Missing)
	require.Equal(t, Null, p.At(0).SyncEnabled)
	require.Equal(t, True, p.At(1).AccountEnabled)
	require.Equal(t, []string{"mail"}, p.At(1).Missing)
	require.Equal(t, Unknown, p.At(2).SyncEnabled, "no group of the file has the property")
}

func TestATenantWithPackedObjectsIsOneWithout(t *testing.T) {
	tenant := &Tenant{Packed: NewCloudPack()}
	all := []*CloudObject{
		{ID: "managed", Type: TypeUser, SyncEnabled: Null}, {ID: "synced", Type: TypeUser, SyncEnabled: True, ImmutableID: "A"},
		{ID: "binned", Type: TypeUser, SyncEnabled: True, Deleted: true}, {ID: "anchored", Type: TypeUser, SyncEnabled: Null, ImmutableID: "B"},
		{ID: "group", Type: TypeGroup, SyncEnabled: True}, {ID: "out", Type: TypeUser, SyncEnabled: False},
	}
	for _, o := range all {
		tenant.Packed.Add(o)
	}
	tenant.Packed.Seal()
	tenant.Packed.Settle(CloudCommon{UserSync: true, PeerSync: true, UserEnabled: true, PeerEnabled: true})
	tenant.Objects = all
	plain := &Tenant{Objects: all}
	for i := range all {
		require.Equal(t, plain.Glance(i), tenant.Glance(i), all[i].ID)
		require.Equal(t, all[i].ID, tenant.At(i).ID)
		require.Same(t, all[i], tenant.At(len(all)+i))
	}
	before := *tenant
	other := &CloudObject{ID: "other", Type: TypeUser, SyncEnabled: True}
	tenant.Replace(map[int]*CloudObject{0: other, 6: other})
	require.True(t, plain.Glance(0).IsCloudManagedUser())
	require.False(t, plain.Glance(3).IsCloudManagedUser())
	require.True(t, tenant.Glance(0).IsSyncedUser())
	require.Same(t, other, tenant.At(0))
	require.Equal(t, "managed", before.At(0).ID, "a copy keeps its own")
	require.Equal(t, "managed", before.At(6).ID)
	tenant.Unpack()
	require.Len(t, tenant.Objects, 12)
	require.Same(t, other, tenant.Objects[0])
	require.Equal(t, "synced", tenant.Objects[1].ID)
}

func TestMakingAPackedObjectAllocatesTwice(t *testing.T) {
	p := NewCloudPack()
	o := full()
	o.Roles, o.Quarantined, o.Missing, o.DeletedAt = nil, nil, nil, time.Time{}
	p.Add(o)
	p.Seal()
	require.EqualValues(t, 2, testing.AllocsPerRun(100, func() { o = p.At(0) }))
}
