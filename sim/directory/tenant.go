package directory

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// Tenant is what was read from the cloud side: the objects in the order of
// the export and the settings that change matching.
//
// A reader that is asked to pack them leaves most objects in Packed; Objects
// are then those that follow them. Len, At, Replace and All have them all in
// either case.
type Tenant struct {
	Objects  []*CloudObject
	Packed   *CloudPack
	Settings Settings
	Known    Known

	// replaced are packed objects that others are in the place of.
	replaced map[int]*CloudObject
	// instead has a bit for each packed object, set for those.
	instead []uint64
}

// packed is how many objects are packed.
func (t *Tenant) packed() int {
	if t.Packed == nil {
		return 0
	}
	return t.Packed.Len()
}

// inPack reports whether an object is packed and nothing is in its place.
func (t *Tenant) inPack(i int) bool {
	return i < t.packed() && (i/64 >= len(t.instead) || t.instead[i/64]>>(i%64)&1 == 0)
}

// Len is the number of objects.
func (t *Tenant) Len() int { return t.packed() + len(t.Objects) }

// At gives an object. Of a packed one each call gives another copy, until
// Replace puts one in its place.
func (t *Tenant) At(i int) *CloudObject {
	n := t.packed()
	if i >= n {
		return t.Objects[i-n]
	}
	if !t.inPack(i) {
		return t.replaced[i]
	}
	return t.Packed.At(i)
}

// Read is At for a look at an object that nobody keeps: a packed one is made in
// the place of room, whose lists are reused.
func (t *Tenant) Read(i int, room *CloudObject) *CloudObject {
	if t.inPack(i) {
		t.Packed.Read(i, room)
		return room
	}
	return t.At(i)
}

// ReadNames is Read for whoever asks for names, addresses, identifiers,
// SyncEnabled and licences only; the rest of the object may be another's.
func (t *Tenant) ReadNames(i int, room *CloudObject) *CloudObject {
	if t.inPack(i) {
		t.Packed.ReadNames(i, room)
		return room
	}
	return t.At(i)
}

// Fetch brings some objects, a few hundred at most, into the cache, so that
// those who read them one after another need not wait for each.
func (t *Tenant) Fetch(numbers []int32) {
	if t.Packed != nil {
		t.Packed.Fetch(numbers)
	}
}

// Replace puts other objects in the places of some. Tenants that share the
// lists keep theirs.
func (t *Tenant) Replace(objects map[int]*CloudObject) {
	if len(objects) == 0 {
		return
	}
	n := t.packed()
	t.Objects = slices.Clone(t.Objects)
	t.replaced, t.instead = maps.Clone(t.replaced), append(make([]uint64, 0, (n+63)/64), t.instead...)
	if t.replaced == nil {
		t.replaced = map[int]*CloudObject{}
	}
	t.instead = t.instead[:cap(t.instead)]
	for i, o := range objects {
		if i < n {
			t.replaced[i] = o
			t.instead[i/64] |= 1 << (i % 64)
		} else {
			t.Objects[i-n] = o
		}
	}
}

// ForgetLines takes the lines from all objects and their roles, for a tenant
// that was read from what has none.
func (t *Tenant) ForgetLines() {
	forget := func(o *CloudObject) {
		o.Origin.Line = 0
		for i := range o.Roles {
			o.Roles[i].Origin.Line = 0
		}
	}
	if t.Packed != nil {
		t.Packed.unlined = true
	}
	for _, o := range t.replaced {
		forget(o)
	}
	for _, o := range t.Objects {
		forget(o)
	}
}

// All gives the objects in their order.
func (t *Tenant) All() iter.Seq2[int, *CloudObject] {
	return func(yield func(int, *CloudObject) bool) {
		for i := range t.Len() {
			if !yield(i, t.At(i)) {
				return
			}
		}
	}
}

// Unpack makes all objects at once and puts them into Objects.
func (t *Tenant) Unpack() {
	if t.Packed == nil {
		return
	}
	all := make([]*CloudObject, 0, t.Len())
	for _, o := range t.All() {
		all = append(all, o)
	}
	t.Objects, t.Packed, t.replaced, t.instead = all, nil, nil, nil
}

// Glance is what can be told of an object without making it.
type Glance struct {
	User, Deleted bool
	Anchored      bool // has an immutable ID
	Sync          Tristate
}

// Glance looks at an object.
func (t *Tenant) Glance(i int) Glance {
	if t.inPack(i) {
		x := t.Packed.Traits(i)
		return Glance{x&TraitUser != 0, x&TraitDeleted != 0, x&TraitAnchored != 0, t.Packed.Sync(i)}
	}
	return t.At(i).Glance()
}

// Glance is [Tenant.Glance] for one object.
func (c *CloudObject) Glance() Glance {
	return Glance{c.Type == TypeUser, c.Deleted, c.ImmutableID != "", c.SyncEnabled}
}

// Identity gives the id and the userPrincipalName of an object.
func (t *Tenant) Identity(i int) (id string, upn UPN) {
	if t.inPack(i) {
		return t.Packed.Identity(i)
	}
	o := t.At(i)
	return o.ID, o.UserPrincipalName
}

// DisplayName is that of an object.
func (t *Tenant) DisplayName(i int) string {
	if t.inPack(i) {
		return t.Packed.DisplayName(i)
	}
	return t.At(i).DisplayName
}

// IsCloudManagedUser reports whether an object is a live user that no
// directory synchronises and that has no immutable ID.
func (g Glance) IsCloudManagedUser() bool {
	return g.User && !g.Deleted && !g.Anchored && (g.Sync == Null || g.Sync == Unknown)
}

// IsSyncedUser reports whether an object is a live user that is synchronised
// from an on-premises directory.
func (g Glance) IsSyncedUser() bool { return g.User && !g.Deleted && g.Sync == True }

// WithRoles gives the objects that hold roles, in their order. Readers give roles
// to objects after they were packed, so that no packed object has any.
func (t *Tenant) WithRoles() iter.Seq2[int, *CloudObject] {
	return func(yield func(int, *CloudObject) bool) {
		n := t.packed()
		for _, i := range slices.Sorted(maps.Keys(t.replaced)) {
			if o := t.replaced[i]; len(o.Roles) > 0 && !yield(i, o) {
				return
			}
		}
		for i, o := range t.Objects {
			if len(o.Roles) > 0 && !yield(n+i, o) {
				return
			}
		}
	}
}

// Known says which parts of the tenant the inputs could tell. What is not
// known is a gap: the report names it and every verdict that rests on it.
type Known struct {
	Roles       bool // active role assignments
	Eligible    bool // PIM eligibility
	Features    bool // onPremisesSynchronization features
	Deleted     bool // the recycle bin
	Groups      bool
	Contacts    bool
	Domains     bool // verified domains
	Initial     bool // initial domain
	Anchor      bool // previousSourceAnchor was stated
	LastPage    bool // false: the export ends in an @odata.nextLink
	Licences    bool // assignedPlans or exchangeLicensed
	UserColumns map[string]bool
}

// Client is the synchronisation client whose rules apply.
type Client string

// The two clients. Their matching is done by the service and is the same;
// scoping and anchors differ (rulebook CS-*).
const (
	ConnectSync Client = "connect-sync"
	CloudSync   Client = "cloud-sync"
)

// Settings are the tenant and client settings that change the outcome of a
// synchronisation. The JSON names are those of the tenant file.
type Settings struct {
	InitialDomain        string           `json:"initialDomain"`
	VerifiedDomains      []string         `json:"verifiedDomains"`
	FederatedDomains     []string         `json:"federatedDomains"`
	Client               Client           `json:"client"`
	SourceAnchor         string           `json:"sourceAnchor"`
	PreviousSourceAnchor string           `json:"previousSourceAnchor"`
	UserMatching         string           `json:"userMatching"`
	AlternateLoginID     string           `json:"alternateLoginID"`
	CrossMatch           bool             `json:"crossMatch"`
	Features             Features         `json:"features"`
	DeletionThreshold    int              `json:"deletionThreshold"`
	Filter               Filter           `json:"filter"`
	Roles                []RoleAssignment `json:"roles"`
	ExchangeLicensed     []string         `json:"exchangeLicensed"`
	// ReplacementServer says that the client is a new installation that has
	// synced nobody yet: it remembers no anchors (rulebook SEED-9, LC-6).
	ReplacementServer bool `json:"replacementServer"`
}

// Filter is the scope of the client. All parts must hold (rulebook FLT-10).
type Filter struct {
	Domains    []string `json:"domains"`
	OUs        []string `json:"ous"`
	ExcludeOUs []string `json:"excludeOUs"`
	Group      string   `json:"group"`
	Attribute  string   `json:"attribute"`
}

// RoleAssignment is a role given in the tenant file.
type RoleAssignment struct {
	User  string `json:"user"`  // userPrincipalName or id
	Role  string `json:"role"`  // display name or role template id
	State string `json:"state"` // active or eligible
}

// Features are the flags of Graph's onPremisesDirectorySynchronizationFeature.
// Source and defaults: rulebook section 10.
type Features struct {
	AllowOnPremUpdateOfOnPremisesObjectIdentifier bool `json:"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled"`
	BlockCloudObjectTakeoverThroughHardMatch      bool `json:"blockCloudObjectTakeoverThroughHardMatchEnabled"`
	BlockSoftMatch                                bool `json:"blockSoftMatchEnabled"`
	QuarantineUponProxyAddressesConflict          bool `json:"quarantineUponProxyAddressesConflictEnabled"`
	QuarantineUponUpnConflict                     bool `json:"quarantineUponUpnConflictEnabled"`
	SoftMatchOnUpn                                bool `json:"softMatchOnUpnEnabled"`
	SynchronizeUpnForManagedUsers                 bool `json:"synchronizeUpnForManagedUsersEnabled"`
}

// DefaultSettings are those of a tenant that started to synchronise today.
func DefaultSettings() Settings {
	return Settings{
		Client:       ConnectSync,
		SourceAnchor: "auto",
		UserMatching: "once",
		CrossMatch:   true,
		Features: Features{
			QuarantineUponProxyAddressesConflict: true,
			QuarantineUponUpnConflict:            true,
			SoftMatchOnUpn:                       true,
			SynchronizeUpnForManagedUsers:        true,
		},
		DeletionThreshold: 500,
	}
}

// IsVerified reports whether the tenant has verified the domain. The initial
// domain always is.
func (s *Settings) IsVerified(domain string) bool {
	if domain == "" {
		return false
	}
	if domain == s.InitialDomain || slices.Contains(s.VerifiedDomains, domain) || strings.EqualFold(domain, s.InitialDomain) {
		return true
	}
	return containsFold(s.VerifiedDomains, domain) || containsFold(s.FederatedDomains, domain)
}

// IsFederated reports whether sign-in for the domain is federated.
func (s *Settings) IsFederated(domain string) bool { return containsFold(s.FederatedDomains, domain) }

func containsFold(list []string, value string) bool {
	for _, v := range list {
		if len(v) == len(value) && v == value || strings.EqualFold(v, value) {
			return true
		}
	}
	return false
}
