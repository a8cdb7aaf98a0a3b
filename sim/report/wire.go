package report

import (
	"presync/sim/directory"
	"presync/sim/match"
)

// The shapes of CONTRACT section 4. Field order here is field order there.

type jsonRun struct {
	Tool       Tool               `json:"tool"`
	AsOf       string             `json:"asOf"`
	Rules      string             `json:"rules"`
	Via        string             `json:"via"`
	FullImport bool               `json:"fullImport"`
	Inputs     []directory.Input  `json:"inputs"`
	Tenant     directory.Settings `json:"tenant"`
	Gaps       []directory.Gap    `json:"gaps"`
}

func wireRun(r Run) jsonRun {
	return jsonRun{
		Tool: r.Tool, AsOf: r.AsOf.Format("2006-01-02"), Rules: r.Rules, Via: r.Via,
		FullImport: r.FullImport, Inputs: r.Inputs, Tenant: r.Tenant, Gaps: r.Gaps,
	}
}

type jsonSummary struct {
	Users                     int            `json:"users"`
	Outcomes                  jsonOutcomes   `json:"outcomes"`
	Errors                    map[string]int `json:"errors"` // encoding/json sorts the keys
	Deletions                 int            `json:"deletions"`
	DeletionThresholdExceeded bool           `json:"deletionThresholdExceeded"`
	Unclaimed                 int            `json:"unclaimed"`
}

// jsonOutcomes has all outcomes in the order of the contract.
type jsonOutcomes struct {
	HardMatch       int `json:"hard-match"`
	SoftMatch       int `json:"soft-match"`
	Create          int `json:"create"`
	CreateDuplicate int `json:"create-duplicate"`
	Update          int `json:"update"`
	Error           int `json:"error"`
	NotSynced       int `json:"not-synced"`
}

func wireSummary(s Summary) jsonSummary {
	return jsonSummary{
		Users: s.Users,
		Outcomes: jsonOutcomes{
			HardMatch:       s.Outcomes[match.OutcomeHardMatch],
			SoftMatch:       s.Outcomes[match.OutcomeSoftMatch],
			Create:          s.Outcomes[match.OutcomeCreate],
			CreateDuplicate: s.Outcomes[match.OutcomeCreateDuplicate],
			Update:          s.Outcomes[match.OutcomeUpdate],
			Error:           s.Outcomes[match.OutcomeError],
			NotSynced:       s.Outcomes[match.OutcomeNotSynced],
		},
		Errors:                    s.Errors,
		Deletions:                 s.Deletions,
		DeletionThresholdExceeded: s.DeletionThresholdExceeded,
		Unclaimed:                 s.Unclaimed,
	}
}

type jsonUser struct {
	DN                string           `json:"dn"`
	Forest            string           `json:"forest"`
	UserPrincipalName string           `json:"userPrincipalName"`
	SAMAccountName    string           `json:"sAMAccountName"`
	ObjectGUID        string           `json:"objectGUID"`
	SourceAnchor      string           `json:"sourceAnchor"`
	Origin            directory.Origin `json:"origin"`
	Joined            []jsonJoined     `json:"joined"`
}

type jsonJoined struct {
	DN     string           `json:"dn"`
	Forest string           `json:"forest"`
	Origin directory.Origin `json:"origin"`
}

// wireUser describes the person, or the bare object when it never became one.
func wireUser(d *match.Decision) jsonUser {
	u := jsonUser{
		DN: d.Object.DN, Forest: d.Object.Forest, Origin: d.Object.Origin,
		UserPrincipalName: UserPrincipalName(d), SAMAccountName: SAMAccountName(d),
		Joined: []jsonJoined{},
	}
	guid := d.Object.GUID()
	if d.User != nil {
		guid = d.User.GUID
		u.SourceAnchor = string(d.User.Anchor)
		for _, o := range d.User.Joined {
			u.Joined = append(u.Joined, jsonJoined{DN: o.DN, Forest: o.Forest, Origin: o.Origin})
		}
	}
	if !guid.IsZero() {
		u.ObjectGUID = guid.String()
	}
	return u
}

// UserPrincipalName is the name that flows to the cloud, or the on-premises
// one when the object never became a person; "" when there is none.
func UserPrincipalName(d *match.Decision) string {
	if d.User != nil {
		return string(d.User.UPN)
	}
	return d.Object.Attrs.First("userPrincipalName")
}

// SAMAccountName is the person's sAMAccountName, "" when there is none.
func SAMAccountName(d *match.Decision) string {
	if d.User != nil {
		return d.User.SAMAccountName
	}
	return d.Object.Attrs.First("sAMAccountName")
}

// jsonTarget is a cloud object. Deleted is added for objects in the recycle
// bin.
type jsonTarget struct {
	ID                string `json:"id"`
	Type              string `json:"type"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName"`
	Deleted           bool   `json:"deleted,omitempty"`
}

func wireTarget(c *directory.CloudObject) *jsonTarget {
	if c == nil {
		return nil
	}
	return &jsonTarget{
		ID: c.ID, Type: string(c.Type), UserPrincipalName: string(c.UserPrincipalName),
		DisplayName: c.DisplayName, Deleted: c.Deleted,
	}
}

// jsonHolder has an id, or the on-premises dn of an object that this run
// creates.
type jsonHolder struct {
	ID string `json:"id,omitempty"`
	DN string `json:"dn,omitempty"`
}

func wireHolder(h match.Holder) jsonHolder {
	if h.ID != "" {
		return jsonHolder{ID: h.ID}
	}
	return jsonHolder{DN: h.DN}
}

type jsonError struct {
	Code          string      `json:"code"`
	Number        int         `json:"number"`
	Message       string      `json:"message"`
	Attribute     string      `json:"attribute"`
	ConflictsWith *jsonHolder `json:"conflictsWith"`
}

func wireError(e *match.Error) *jsonError {
	if e == nil {
		return nil
	}
	w := &jsonError{Code: e.Code, Number: e.Number, Message: e.Message, Attribute: e.Attribute}
	if e.ConflictsWith != nil {
		h := wireHolder(*e.ConflictsWith)
		w.ConflictsWith = &h
	}
	return w
}
