package report

import (
	"fmt"
	"time"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// Rules of the tests. They look like shipped ones and are not.
var (
	anchorRule = &match.Rule{
		ID: "HM001", Title: "a new AD object takes over the cloud object with its anchor", Phase: match.HardMatch,
		Evidence: match.Evidence{Confidence: match.Documented, Section: "HM-1", Source: "T1 troubleshoot", URL: "https://example.org/hm", Read: "2026-11"},
	}
	addressRule = &match.Rule{
		ID: "SM001", Title: "a new AD object takes over the cloud user with its primary address", Phase: match.SoftMatch,
		Evidence: match.Evidence{Confidence: match.Documented, Section: "SM-1", Source: "T1 troubleshoot", Read: "2026-11"},
	}
	roleRule = &match.Rule{
		ID: "HM007", Title: "a hard match on a cloud user with a privileged role fails", Phase: match.HardMatch,
		When: []match.Cond{*sameAnchor, *hasRole},
		Then: match.Fail(match.Failure{Code: "InvalidHardMatch", Number: 103, Message: "The cloud user with privileged roles is not allowed to be taken over."}),
		From: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), Doc: "The service refuses it | since July 2026.",
		Reason:   "{user} would hard match {cloud}, which holds {roles}",
		Evidence: match.Evidence{Confidence: match.Documented, Section: "HM-6", Source: "T2 hardening", Read: "2026-10", Why: "roll-out until July 2026"},
		Fix:      "Take the role away from the cloud user, synchronise, and give it back.",
	}
	quarantineRule = &match.Rule{
		ID: "CF002", Title: "a userPrincipalName that another object holds is quarantined", Phase: match.Conflict,
		Evidence: match.Evidence{Confidence: match.Inferred, Section: "DAR-2", Source: "T4 resiliency", Read: "2026-01", Why: "the digits are arbitrary"},
		Fix:      "Give the two users different names, or link the on-premises user to the cloud user by a hard match.",
	}
	doubtRule = &match.Rule{
		ID: "HM104", Title: "a hard match may fail, since the export has no roles", Phase: match.HardMatch,
		When: []match.Cond{*noRole},
		Then: match.DoubtThat(match.Doubt{Confidence: match.Inferred, Outcome: match.OutcomeError,
			Because: "the tenant export does not say who holds a role", About: []match.Outcome{match.OutcomeHardMatch}}),
		Doc: "Roles were not exported.", From: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
		Evidence: match.Evidence{Confidence: match.Inferred, Source: "T2 hardening", Section: "HM-6", Why: "follows from HM007"},
	}
	updateRule = &match.Rule{ID: "CN001", Title: "an object that is linked already is updated", Phase: match.Connected}
	createRule = &match.Rule{ID: "CR001", Title: "a user without any match is created", Phase: match.Provision}
	filterRule = &match.Rule{ID: "SC003", Title: "an object outside the selected organisational units is not synced", Phase: match.Scope}
	sameAnchor = &match.Cond{Name: "anchors are equal", Not: "anchors differ"}
	noRole     = &match.Cond{Name: "cloud user holds no privileged role", Not: "cloud user holds a privileged role"}
	hasRole    = &match.Cond{Name: "cloud user holds a privileged role", Not: "cloud user holds no privileged role"}
)

func testRun() Run {
	return Run{
		Tool: Tool{Name: "presync", Version: "v0.0.0-test"}, AsOf: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC),
		Rules: "sha256:1a2b3c4d5e6f7a8b9c", Via: "memory",
		Inputs: []directory.Input{
			{Source: "ad.ldif", SHA256: "sha256:aa", Objects: 1234, Skipped: 2, Ignored: map[string]int{"group": 4, "computer": 10},
				Problems: []string{"ad.ldif:90: objectGUID has 15 bytes, want 16"}},
			{Source: "tenant/users.json", SHA256: "sha256:bb", Objects: 17},
		},
	}
}

// person makes an on-premises user and the candidate of it.
func person(i int, name string) (*directory.Object, *directory.Candidate) {
	o := &directory.Object{
		DN: "CN=" + name + ",OU=Staff,DC=contoso,DC=com", Forest: "ad", Type: directory.TypeUser,
		Origin: directory.Origin{Source: "ad.ldif", Line: 10 * (i + 1)},
	}
	o.Attrs.Add("objectGUID", "30475e40-e7ae-4af3-af75-8b143c81daf5", 10*(i+1)+1)
	o.Attrs.Add("userPrincipalName", name+"@contoso.com", 10*(i+1)+2)
	o.Attrs.Add("sAMAccountName", name, 10*(i+1)+3)
	o.Attrs.Add("mail", name+"@contoso.com", 10*(i+1)+4)
	return o, &directory.Candidate{
		Index: i, Source: o, GUID: o.GUID(), Anchor: o.GUID().Anchor(), AnchorFrom: "objectGUID",
		UPN: directory.UPN(name + "@contoso.com"), UPNFrom: "userPrincipalName", SAMAccountName: name, Mail: name + "@contoso.com",
		ProxyAddresses: []directory.Address{{Type: "SMTP", Local: name + "@contoso.com"}},
	}
}

func cloudUser(i int, name string) *directory.CloudObject {
	return &directory.CloudObject{
		ID: fmt.Sprintf("00000000-0000-0000-0000-%012d", i), Type: directory.TypeUser, DisplayName: name,
		UserPrincipalName: directory.UPN(name + "@contoso.com"), Origin: directory.Origin{Source: "tenant/users.json", Line: 5 + 12*i},
	}
}

func linked(i int, name string, o match.Outcome, r *match.Rule, by, reason string) match.Decision {
	obj, user := person(i, name)
	return match.Decision{
		Object: obj, User: user, Outcome: o, Rule: r, Rules: []*match.Rule{r}, MatchedBy: by, Target: cloudUser(i, name),
		Reason: reason, Confidence: match.Documented,
		Result: &match.Result{UserPrincipalName: name + "@contoso.com", MailNickname: name, Mail: name + "@contoso.com",
			ProxyAddresses: []directory.Address{{Type: "SMTP", Local: name + "@contoso.com"}}, ImmutableID: user.Anchor},
	}
}

func failing(i int, name string) match.Decision {
	d := linked(i, name, match.OutcomeError, roleRule, "",
		fmt.Sprintf("sourceAnchor %q is that of cloud user %q, who holds Global Administrator, and a user with a privileged role is not taken over", "QF5HMK7n80qvdYsUPIHa9Q==", name+"@contoso.com"))
	d.Rules = []*match.Rule{roleRule, anchorRule}
	d.Result = nil
	d.Error = &match.Error{Code: "InvalidHardMatch", Number: 103, Message: "The cloud user with privileged roles is not allowed to be taken over.",
		Attribute: "sourceAnchor", ConflictsWith: &match.Holder{ID: d.Target.ID, Name: name + "@contoso.com", Type: directory.TypeUser}}
	d.Trace = match.Trace{
		{Rule: anchorRule, Cloud: d.Target, Verdict: match.Yes, Checks: []match.Check{{Cond: sameAnchor, Held: true,
			Left:  match.Value{Name: "objectGUID", Text: "QF5HMK7n80qvdYsUPIHa9Q==", Origin: d.Object.At("objectGUID")},
			Right: match.Value{Name: "onPremisesImmutableId", Text: "QF5HMK7n80qvdYsUPIHa9Q==", Origin: d.Target.Origin}}}},
		{Rule: roleRule, Cloud: d.Target, Verdict: match.Yes, Checks: []match.Check{
			{Cond: sameAnchor, Held: true}, {Cond: hasRole, Held: true, Right: match.Value{Name: "role", Text: "Global Administrator", Origin: d.Target.Origin}}}},
		{Rule: doubtRule, Cloud: d.Target, Verdict: match.NotInForce, Checks: []match.Check{{Cond: noRole, Held: true}}},
		{Rule: addressRule, Cloud: d.Target, Verdict: match.No, Checks: []match.Check{{Cond: sameAnchor}, {Cond: noRole}}},
	}
	return d
}

func duplicate(i int, name string) match.Decision {
	d := linked(i, name, match.OutcomeCreateDuplicate, quarantineRule, "", fmt.Sprintf(
		"userPrincipalName %q is held by cloud user %q (%s), so the new user becomes %q", name+"@contoso.com", name, "00000000-0000-0000-0000-000000000099", name+"4711@contoso.onmicrosoft.com"))
	d.Target = nil
	d.Confidence = match.Inferred
	d.Result.UserPrincipalName = name + "4711@contoso.onmicrosoft.com"
	d.Result.Quarantined = []match.Quarantined{{Property: "UserPrincipalName", Value: name + "@contoso.com", HeldBy: match.Holder{ID: "00000000-0000-0000-0000-000000000099"}}}
	d.Result.Overwrites = []match.Overwrite{{Property: "displayName", Before: "Old", After: ""}}
	d.Alternatives = []match.Alternative{{Outcome: match.OutcomeError, Because: "an older page says that the export fails", Rule: "CF003"}}
	return d
}

func leftOut(i int, name string) match.Decision {
	d := linked(i, name, match.OutcomeNotSynced, filterRule, "", "the object is in OU=Staff, which is not selected")
	d.User, d.Target, d.Result = nil, nil, nil
	return d
}

// prediction makes n users with every outcome in turn.
func prediction(n int) *sim.Prediction {
	p := &sim.Prediction{Settings: directory.DefaultSettings()}
	p.Settings.InitialDomain = "contoso.onmicrosoft.com"
	for i := range n {
		name := fmt.Sprintf("user%02d", i)
		var d match.Decision
		switch i % 12 {
		case 0:
			d = failing(i, name)
		case 3:
			d = duplicate(i, name)
		case 5:
			d = leftOut(i, name)
		case 7:
			d = linked(i, name, match.OutcomeSoftMatch, addressRule, "primarySMTP", fmt.Sprintf("primary address %q is that of cloud user %q", name+"@contoso.com", name))
			d.Result.Overwrites = []match.Overwrite{{Property: "displayName", Before: "Bob S.", After: "Bob Smith"}, {Property: "jobTitle", Before: "Chef", After: ""}}
		case 8:
			d = linked(i, name, match.OutcomeHardMatch, anchorRule, "sourceAnchor", "sourceAnchor is that of a cloud user")
		case 9:
			d = linked(i, name, match.OutcomeCreate, createRule, "", "no cloud object shares an anchor, a name or an address")
			d.Target = nil
			d.Candidates = []match.NearMiss{{Cloud: cloudUser(900+i, "User."+name), Score: 0.91666, Reasons: []string{"same given name and surname", "userPrincipalName differs in one letter"}}}
		case 10:
			d = linked(i, name, match.OutcomeCreate, createRule, "", "nothing conflicts in this order")
			d.Target, d.OrderDependent = nil, true
			d.Alternatives = []match.Alternative{{Outcome: match.OutcomeCreateDuplicate, Because: "exported after user11, whose address it shares", Rule: "CF002"}}
		default:
			d = linked(i, name, match.OutcomeUpdate, updateRule, "sourceAnchor", "linked already")
		}
		p.Decisions = append(p.Decisions, d)
	}
	return p
}

// gappy adds gaps, deletions and unclaimed users to a prediction.
func gappy(p *sim.Prediction) *sim.Prediction {
	p.Gaps = []directory.Gap{{ID: "roles-unknown", Text: "tenant/ holds no directoryRoles.json, so a cloud user with a privileged role looks like any other, and a hard match that the service refuses is shown as one that works. Export it with GET /directoryRoles?$expand=members."}}
	for i := range 7 {
		p.Unclaimed = append(p.Unclaimed, cloudUser(500+i, fmt.Sprintf("guest%d", i)))
	}
	p.Deletions = append(p.Deletions, cloudUser(600, "gone"))
	return p
}
