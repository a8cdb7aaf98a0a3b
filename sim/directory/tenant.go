package directory

import "strings"

// Tenant is what was read from the cloud side: the objects in the order of
// the export and the settings that change matching.
type Tenant struct {
	Objects  []*CloudObject
	Settings Settings
	Known    Known
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
	if strings.EqualFold(domain, s.InitialDomain) {
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
