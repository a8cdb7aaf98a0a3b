package report_test

import (
	"fmt"
	"os"
	"time"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/report"
)

// A prediction goes into a sink of any format.
func Example() {
	bob := &directory.Object{DN: "CN=Bob,DC=contoso,DC=com", Forest: "contoso", Origin: directory.Origin{Source: "ad.ldif", Line: 14}}
	bob.Attrs.Add("userPrincipalName", "bob@contoso.com", 15)
	p := &sim.Prediction{Decisions: []match.Decision{{
		Object: bob, Outcome: match.OutcomeNotSynced, Reason: "a critical system object is out of scope", Confidence: match.Documented,
		Rule: &match.Rule{ID: "FLT001", Title: "a critical system object is out of scope"},
	}}}
	run := report.Run{AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Via: "memory"}
	if err := report.Write(report.NewMarkdown(os.Stdout), run, p, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// # What the next sync will do
	//
	// Nothing stands in the way: no export fails and no second account is made for 1 user.
	//
	// | Outcome | Users | What happens |
	// |---|--:|---|
	// | error | 0 | the export of these users fails |
	// | create-duplicate | 0 | a new cloud user although a cloud object for them exists |
	// | not-synced | 1 | never exported, so the cloud does not hear of them |
	// | create | 0 | a new cloud user, and nothing conflicts |
	// | soft-match | 0 | takes over a cloud user by address or UPN; the anchor is stamped on it |
	// | hard-match | 0 | takes over a cloud object by its anchor |
	// | update | 0 | already linked by the anchor: an ordinary update |
	//
	// Rules in force on 2026-11-22, rule set ``. Settings: client , sourceAnchor , exports taken as incomplete.
	//
	// | Input | Objects | SHA-256 |
	// |---|--:|---|
	//
	// ## Not synced
	//
	// | Rule | Users | Why | For example |
	// |---|--:|---|---|
	// | FLT001 | 1 | a critical system object is out of scope | bob@contoso.com |
}
