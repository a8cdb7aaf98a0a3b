package hardmatch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Schema names the JSON form of a plan.
const Schema = "presync.hardmatchplan/v1"

// Plan is a list of links to make. Its JSON form is CONTRACT section 5.
type Plan struct {
	Schema string `json:"schema"`
	// SourceAnchor is the attribute that the installation uses, resolved.
	SourceAnchor string `json:"sourceAnchor"`
	// Client is connect-sync or cloud-sync.
	Client string `json:"client,omitempty"`
	Rows   []Row  `json:"rows"`
}

// Side says where a row makes its change.
type Side string

// The two sides.
const (
	SideCloud Side = "cloud" // set onPremisesImmutableId of the cloud user
	SideAD    Side = "ad"    // write mS-DS-ConsistencyGuid of the AD user
)

// Status says how far a row can be carried out.
type Status string

// The four states of a row.
const (
	StatusReady     Status = "ready"     // nothing is in the way
	StatusBlocked   Status = "blocked"   // Blockers come first, in their order, or Problem says why it cannot be done
	StatusAmbiguous Status = "ambiguous" // somebody has to choose; Problem and Candidates say between what
	StatusLinked    Status = "linked"    // nothing is to be done
)

// Row links one AD user to one cloud user.
type Row struct {
	ADUser     ADUser    `json:"adUser"`
	CloudUser  CloudUser `json:"cloudUser"`
	Side       Side      `json:"side"`
	SideReason string    `json:"sideReason"`
	// OldImmutableID is onPremisesImmutableId as it is now, nil for null.
	OldImmutableID *string `json:"oldImmutableId"`
	// NewImmutableID is the value that both sides share in the end.
	NewImmutableID string `json:"newImmutableId"`
	// AnchorAttribute is the AD attribute that NewImmutableID comes from.
	AnchorAttribute string `json:"anchorAttribute"`
	// OldConsistencyGuid and NewConsistencyGuid are mS-DS-ConsistencyGuid of
	// the AD user in base64 of the raw bytes; nil for none. The new one is set
	// for SideAD only.
	OldConsistencyGuid *string   `json:"oldConsistencyGuid"`
	NewConsistencyGuid *string   `json:"newConsistencyGuid"`
	Blockers           []Blocker `json:"blockers"`
	// Before is the outcome for the data as they are, After the outcome when
	// the blockers are cleared and the change is made.
	Before string `json:"before"`
	After  string `json:"after"`
	Status Status `json:"status"`
	// Problem says why the row cannot be carried out, "" when it can.
	Problem string `json:"problem,omitempty"`
	// Candidates are the cloud users to choose between in an ambiguous row.
	Candidates []CloudUser `json:"candidates,omitempty"`
}

// ADUser names the on-premises user of a row.
type ADUser struct {
	DN                string `json:"dn"`
	Forest            string `json:"forest"`
	UserPrincipalName string `json:"userPrincipalName"`
	SAMAccountName    string `json:"sAMAccountName"`
	ObjectGUID        string `json:"objectGUID"` // text form, "" when not exported
}

// CloudUser names the cloud user of a row; ID is "" when none was chosen.
type CloudUser struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName,omitempty"`
	Deleted           bool   `json:"deleted,omitempty"` // in the recycle bin
}

// The ids of blockers, in the order in which they are cleared.
const (
	BlockSourceOfAuthority = "cloud-mastered"        // isCloudManaged is true: give the authority back
	BlockQuarantined       = "quarantined-duplicate" // a second cloud account holds the anchor: delete it, twice
	BlockRecycleBin        = "recycle-bin-duplicate" // a deleted cloud user holds the anchor: delete it for good
	BlockTargetDeleted     = "target-deleted"        // the cloud user is in the recycle bin: restore it
	BlockOnPremMastered    = "on-premises-mastered"  // onPremisesSyncEnabled is true: another AD user feeds it
	BlockFederatedSuffix   = "federated-suffix"      // the UPN suffix is federated: use the initial domain meanwhile
	BlockOtherAnchor       = "other-anchor"          // the cloud user has another onPremisesImmutableId: clear it first
	BlockObjectIdentifier  = "object-identifier"     // onPremisesObjectIdentifier is another objectGUID: set it to null (beta)
	BlockAdminRole         = "admin-role"            // remove the roles, match, give them back
	BlockHardMatchFlag     = "hard-match-blocked"    // blockCloudObjectTakeoverThroughHardMatchEnabled: lift, match, set again
)

// Blocker is one thing that has to be cleared before the change is made.
type Blocker struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	// Object is the id of the cloud object that is concerned, "" for the tenant.
	Object string `json:"object,omitempty"`
	// Property and Old are the Graph property to change and its value now; To
	// is the value that it gets meanwhile, nil for null.
	Property string  `json:"property,omitempty"`
	Old      *string `json:"old,omitempty"`
	To       *string `json:"to,omitempty"`
	// Roles are the roles to remove and to give back.
	Roles []Role `json:"roles,omitempty"`
	// Restore says that the old state is to come back after the match.
	Restore bool `json:"restore,omitempty"`
	// Manual says that no write to Graph clears it: a person has to.
	Manual bool `json:"manual,omitempty"`
}

// Role is a directory role that is in the way.
type Role struct {
	Name       string `json:"name"`
	TemplateID string `json:"templateId"`
	Eligible   bool   `json:"eligible,omitempty"`
	Scope      string `json:"scope,omitempty"` // "" is the whole directory
}

// Doable reports whether the row needs nothing that only a person can do or
// choose. A row that is linked already is doable.
func (r *Row) Doable() bool {
	return r.Status != StatusAmbiguous && r.Problem == "" &&
		!slices.ContainsFunc(r.Blockers, func(b Blocker) bool { return b.Manual })
}

// WritePlan writes the JSON form. The same plan gives the same bytes.
func WritePlan(w io.Writer, p *Plan) error {
	out := *p
	out.Schema = Schema
	out.Rows = slices.Clone(p.Rows)
	if out.Rows == nil {
		out.Rows = []Row{}
	}
	for i := range out.Rows {
		if out.Rows[i].Blockers == nil {
			out.Rows[i].Blockers = []Blocker{}
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// ReadPlan reads what [WritePlan] wrote, and any plan with the fields of
// CONTRACT section 5. A row that names no user, or a status or side that does
// not exist, is an error.
func ReadPlan(r io.Reader) (*Plan, error) {
	d := json.NewDecoder(r)
	var p Plan
	if err := d.Decode(&p); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading the plan: something follows it in the file")
	}
	if p.Schema != Schema {
		return nil, fmt.Errorf("reading the plan: schema %q is not %q", p.Schema, Schema)
	}
	for i := range p.Rows {
		if err := p.Rows[i].check(); err != nil {
			return nil, fmt.Errorf("reading the plan: row %d: %w", i+1, err)
		}
	}
	return &p, nil
}

func (r *Row) check() error {
	switch r.Status {
	case StatusReady, StatusBlocked, StatusAmbiguous, StatusLinked:
	default:
		return fmt.Errorf("status %q is none of ready, blocked, ambiguous, linked", r.Status)
	}
	if r.Status == StatusAmbiguous {
		return nil
	}
	if r.Side != SideCloud && r.Side != SideAD {
		return fmt.Errorf("side %q is neither cloud nor ad", r.Side)
	}
	if r.Status == StatusReady && (r.ADUser.DN == "" || r.CloudUser.ID == "" || r.NewImmutableID == "") {
		return errors.New("adUser.dn, cloudUser.id or newImmutableId is missing")
	}
	return nil
}
