package directory

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// severalBlocks is a number of objects that do not fit into one block.
const severalBlocks = 3000

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
	same.ProxyAddresses = []Address{{Type: "SMTP", Local: same.Mail}, {Type: "smtp", Local: same.Mail}}
	wide := full()
	wide.OnPremDN, wide.Profile[City] = strings.Repeat("CN=Ann,", 100), strings.Repeat("x", 70_000)
	for i := range 300 {
		wide.ProxyAddresses = append(wide.ProxyAddresses, Address{Type: strings.Repeat("t", i), Local: strings.Repeat("l", 2*i)})
	}
	objects := []*CloudObject{full(), same, {ID: "3", Type: TypeUser, Origin: Origin{Source: "users.json"}, AccountEnabled: True, SyncEnabled: Null}, wide}
	for i := range severalBlocks {
		o := full()
		o.ID, o.Profile[Department] = fmt.Sprint("x", i), fmt.Sprint("department ", i)
		objects = append(objects, o)
	}
	p := NewCloudPack()
	for _, o := range objects {
		p.Add(RecordOf(o))
	}
	p.Seal()
	p.Settle(CloudCommon{UserSync: true, PeerSync: true, UserEnabled: true, PeerEnabled: true})
	require.Equal(t, len(objects), p.Len())
	for i, o := range p.All() {
		require.Equal(t, objects[i], o)
		require.Equal(t, o.ID, p.ID(i))
		require.Equal(t, o.Origin.Line, p.Line(i))
		require.Equal(t, o.SyncEnabled, p.Sync(i))
		id, upn := p.Identity(i)
		require.Equal(t, o.ID, id)
		require.Equal(t, o.UserPrincipalName, upn)
		require.Equal(t, o.DisplayName, p.DisplayName(i))
	}
}

// Packs that are filled side by side, and one that is filled beside them, are
// one pack of all.
func TestPacksThatAreJoinedAreOne(t *testing.T) {
	all := NewCloudPack()
	sides := []*CloudPack{NewCloudPack(), NewCloudPack()}
	var objects []*CloudObject
	add := func(p *CloudPack, n int) {
		for range n {
			o := full()
			o.ID, o.Profile[Department] = fmt.Sprint("x", len(objects)), fmt.Sprint("department ", len(objects)%50)
			objects = append(objects, o)
			p.Add(RecordOf(o))
		}
	}
	for i, n := range []int{0, 1, 300, 5, severalBlocks, 256, 2, 700, 3} {
		side := sides[i%2]
		add(side, n)
		run := side.Cut(CloudRun{})
		require.Equal(t, n, run.Len())
		require.Zero(t, side.Len())
		all.Append(run)
		add(all, i*100)
		for _, n := range []int{0, len(objects) / 2, len(objects) - 1} {
			if n >= 0 && n < len(objects) {
				require.Equal(t, objects[n].ID, all.ID(n))
				require.Equal(t, objects[n].Origin.Line, all.Line(n))
			}
		}
	}
	all.Seal()
	all.Settle(CloudCommon{UserSync: true, PeerSync: true, UserEnabled: true, PeerEnabled: true})
	require.Equal(t, len(objects), all.Len())
	room := &CloudObject{}
	for i, o := range all.All() {
		require.Equal(t, objects[i], o)
		all.Read(i, room)
		require.Equal(t, o, room)
	}
}

func TestOnlyTextsThatComeAgainAreShared(t *testing.T) {
	texts := newSharedTexts()
	_, shared := texts.numberOf([]byte("Sales"))
	require.False(t, shared)
	sales, shared := texts.numberOf([]byte("Sales"))
	require.True(t, shared)
	for i := range 3 * ownText {
		if number := fmt.Sprint("E", i); i%1000 == 0 {
			texts.numberOf([]byte(number))
			texts.numberOf([]byte(number))
		} else {
			texts.numberOf([]byte(number))
		}
	}
	require.Less(t, len(texts.list), 1000)
	again, shared := texts.numberOf([]byte("Sales"))
	require.True(t, shared)
	require.Equal(t, sales, again)
	for i := range 2 * ownText {
		texts.numberOf([]byte(fmt.Sprint(i)))
		texts.numberOf([]byte(fmt.Sprint(i)))
	}
	require.Len(t, texts.list, ownText, "the list has a limit")
}

func TestSharedTextsAreThoseOfAMap(t *testing.T) {
	texts, numbers := newSharedTexts(), map[string]uint16{}
	words := []string{"", "a", "abc", "abcd", "abcdefg", "abcdefgh", "first middle1 last", "12345678901234567890", "1234567890123456", "éàü", "HR"}
	for i := range 40000 {
		word := words[i%len(words)] + strings.Repeat("-", i/1000%3)
		word = word[:len(word)/2] + fmt.Sprint(i*i%97) + word[len(word)/2:]
		n, shared := texts.numberOf([]byte(word))
		if !shared {
			continue
		}
		require.Equal(t, word, texts.list[n])
		if before, known := numbers[word]; known {
			require.Equal(t, before, n)
		}
		numbers[word] = n
	}
	require.Greater(t, len(numbers), 500)
}

func TestNobodyLooksForTextsOfAFieldThatAreNeverShared(t *testing.T) {
	texts := newSharedTexts()
	for i := range 2 * firstLooks {
		texts.numberIn(1, []byte(fmt.Sprint("E", i)))
	}
	texts.numberIn(1, []byte("Sales"))
	_, shared := texts.numberIn(1, []byte("Sales"))
	require.False(t, shared)
	_, shared = texts.numberIn(1, []byte(""))
	require.True(t, shared)
	texts.numberIn(2, []byte("Sales"))
	_, shared = texts.numberIn(2, []byte("Sales"))
	require.True(t, shared, "each field has its own credit")
}

func TestObjectsCanBeReadWhileOthersAreAdded(t *testing.T) {
	p := NewCloudPack()
	for i := range severalBlocks {
		o := full()
		o.ID = fmt.Sprint("x", i)
		p.Add(RecordOf(o))
		for _, n := range []int{0, i / 2, max(i-1, 0), i} {
			require.Equal(t, fmt.Sprint("x", n), p.ID(n))
		}
		o.Origin.Line = 300
		require.Equal(t, o, p.At(i))
	}
}

func TestWhatTheWholeFileTellsCompletesEachObject(t *testing.T) {
	p := NewCloudPack()
	p.Add(RecordOf(&CloudObject{ID: "1", Type: TypeUser, Missing: []string{"own"}}))
	p.Add(RecordOf(&CloudObject{ID: "2", Type: TypeUser, AccountEnabled: True}))
	p.Add(RecordOf(&CloudObject{ID: "3", Type: TypeGroup, SyncEnabled: True}))
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
		tenant.Packed.Add(RecordOf(o))
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

func TestReadingIntoAnotherObjectLeavesNothingOfIt(t *testing.T) {
	p := NewCloudPack()
	p.Add(RecordOf(full()))
	p.Add(RecordOf(&CloudObject{Type: TypeUser}))
	p.Seal()
	room := p.At(0)
	p.Read(1, room)
	want := p.At(1)
	require.Empty(t, room.ProxyAddresses)
	room.ProxyAddresses = want.ProxyAddresses
	require.Equal(t, want, room)
}

func TestMakingAPackedObjectAllocatesTwice(t *testing.T) {
	p := NewCloudPack()
	o := full()
	o.Roles, o.Quarantined, o.Missing, o.DeletedAt = nil, nil, nil, time.Time{}
	p.Add(RecordOf(o))
	p.Seal()
	require.EqualValues(t, 2, testing.AllocsPerRun(100, func() { o = p.At(0) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { p.Read(0, o) }), "in the place of another")
}

func TestPackingAllocatesForNewBlocksOnly(t *testing.T) {
	o := RecordOf(full())
	o.DeletedAt = time.Time{} // which is written as a text
	p := NewCloudPack()
	const users = 20_000
	perUser := testing.AllocsPerRun(1, func() {
		for i := range users {
			o.Origin.Line = i
			p.Add(o)
		}
	}) / users
	require.Less(t, perUser, 0.01)
}

// thousands packs users as most are.
func thousands() *CloudPack {
	p := NewCloudPack()
	for i := range 20_000 {
		upn := fmt.Sprintf("given.family%d@contoso.com", i)
		p.Add(RecordOf(&CloudObject{
			ID: fmt.Sprintf("%08x-aaaa-4bbb-8ccc-0123456789ab", i), Type: TypeUser, Origin: Origin{Source: "users.json", Line: i},
			DisplayName: "Given Family", UserPrincipalName: UPN(upn), Mail: upn, MailNickname: upn[:len(upn)-len("@contoso.com")], UserType: "Member",
			AccountEnabled: True, SyncEnabled: True, ImmutableID: "QF5HMK7n80qvdYsUPIHa9Q==", SecurityID: "S-1-5-21-1996024334-1441906930-1641856337-192085",
			OnPremUPN: UPN(upn), ObjectIdentifier: GUID{1}, Profile: MakeProfile(map[string]string{
				"givenName": fmt.Sprint("Given", i%500), "surname": fmt.Sprint("Family", i%700), "department": "Sales", "employeeId": fmt.Sprint("E", i)}),
			ProxyAddresses: []Address{{Type: "SMTP", Local: upn}, {Type: "smtp", Local: "g" + upn}, {Type: "smtp", Local: fmt.Sprint("g", i, "@contoso.onmicrosoft.com")}},
		}))
	}
	p.Seal()
	return p
}

func BenchmarkReadingAPack(b *testing.B) {
	p, room := thousands(), &CloudObject{}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		p.Read(n%p.Len(), room)
	}
}

func BenchmarkPackingRecords(b *testing.B) {
	from := thousands()
	var records []*CloudRecord
	for i := range 1000 {
		records = append(records, RecordOf(from.At(i)))
	}
	p, n := NewCloudPack(), 0
	b.ReportAllocs()
	for b.Loop() {
		if n++; n == from.Len() {
			p, n = NewCloudPack(), 0
		}
		p.Add(records[n%len(records)])
	}
}
