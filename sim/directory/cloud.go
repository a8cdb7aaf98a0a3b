package directory

import (
	"slices"
	"strings"
	"time"
)

// CloudObject is an object of the tenant as Graph shows it: a user, a group or
// an organisational contact.
type CloudObject struct {
	ID     string
	Type   ObjectType // TypeUser, TypeGroup or TypeContact
	Origin Origin

	DisplayName       string
	UserPrincipalName UPN
	Mail              string
	MailNickname      string
	ProxyAddresses    []Address
	UserType          string // Member, Guest, or "" when not known
	AccountEnabled    Tristate

	// ImmutableID is onPremisesImmutableId; "" when null or not known.
	ImmutableID Anchor
	// SyncEnabled is onPremisesSyncEnabled: true synced, false fell out of
	// scope, null cloud only (rulebook HM-2, LC-1).
	SyncEnabled Tristate
	// ObjectIdentifier is onPremisesObjectIdentifier, the objectGUID of the
	// contributing AD object (rulebook SA-15); zero when null or not known.
	ObjectIdentifier GUID
	SecurityID       SID    // onPremisesSecurityIdentifier
	OnPremUPN        UPN    // onPremisesUserPrincipalName, the shadow UPN (UP-7)
	OnPremSAM        string // onPremisesSamAccountName
	OnPremDN         string // onPremisesDistinguishedName
	// CloudMastered is onPremisesSyncBehavior.isCloudManaged: the source of
	// authority was moved to the cloud (HM-10).
	CloudMastered bool

	// Deleted objects are in the recycle bin since DeletedAt (zero: not said).
	Deleted   bool
	DeletedAt time.Time

	// ExchangePlan says that an Exchange Online service plan is enabled on the
	// user, from assignedPlans or the tenant file.
	ExchangePlan bool
	// WasRecipient says that the last predicted cycle treated the user as an
	// Exchange recipient. A snapshot cannot tell; in it this is false.
	WasRecipient bool

	// Profile holds the other attributes that a take-over overwrites.
	Profile Profile
	// Roles are the directory roles held, active or eligible.
	Roles []Role
	// Quarantined are the values in onPremisesProvisioningErrors.
	Quarantined []QuarantinedValue
	// Missing names the Graph properties that this record does not carry at
	// all, not even as null, because the export did not select them.
	Missing []string
}

// Role is a directory role held by a cloud user.
type Role struct {
	Name       string
	TemplateID string // "" when not known
	// Privileged is the vendor's PRIVILEGED label; Unknown when nothing says.
	Privileged Tristate
	// Eligible means assignable through PIM and not active now.
	Eligible bool
	// Scope is the administrative unit or "" for the whole directory.
	Scope  string
	Origin Origin
}

// QuarantinedValue is one entry of onPremisesProvisioningErrors.
type QuarantinedValue struct {
	Property string // UserPrincipalName or ProxyAddresses
	Value    string
}

// Primary is the primary SMTP address; ok is false when there is none.
func (c *CloudObject) Primary() (a Address, ok bool) {
	for _, a := range c.ProxyAddresses {
		if a.IsPrimary() {
			return a, true
		}
	}
	return Address{}, false
}

// Lacks reports whether the export left the property out.
func (c *CloudObject) Lacks(property string) bool {
	return slices.ContainsFunc(c.Missing, func(m string) bool { return strings.EqualFold(m, property) })
}

// NewIDPrefix starts the pseudo id of an object that a prediction creates.
const NewIDPrefix = "new:"

// IsNew reports whether a prediction created the object, so that its id is not
// one of the tenant.
func (c *CloudObject) IsNew() bool { return strings.HasPrefix(c.ID, NewIDPrefix) }

// What tells an invited guest: his userType, or a part of the name that the
// service makes for him.
const (
	guestType = "Guest"
	guestMark = "#EXT#"
)

// IsGuest reports whether the user is an invited guest.
func (c *CloudObject) IsGuest() bool {
	return strings.EqualFold(c.UserType, guestType) || strings.Contains(string(c.UserPrincipalName), guestMark)
}

// Clone copies the object so that a change to one copy leaves the other.
func (c *CloudObject) Clone() *CloudObject {
	d := *c
	d.ProxyAddresses = slices.Clone(c.ProxyAddresses)
	d.Roles = slices.Clone(c.Roles)
	d.Quarantined = slices.Clone(c.Quarantined)
	d.Missing = slices.Clone(c.Missing)
	return &d
}
