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
