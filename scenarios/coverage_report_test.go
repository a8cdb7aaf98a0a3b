package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// smallCoverage has a group with everything: shown, missing, and two that
// cannot be shown, one of which is shown all the same.
func smallCoverage() *CoverageSummary {
	return &CoverageSummary{
		Covered: 1, Total: 3, Missing: []string{"SM001: fires in no scenario", "SM003: fires is shown by x, although it is said that it cannot be: why"},
		Groups: []CoverageGroup{
			{Name: "rules", About: "each rule fires", Covered: 1, Total: 3, Cannot: 1, Points: []CoveragePoint{
				{Subject: "SM001", What: "fires", Missing: "SM001: fires in no scenario"},
				{Subject: "SM002", What: `only "a <b>" fails`, By: "sm002.txtar (june)"},
				{Subject: "SM003", What: "fires", By: "x", Cannot: "why", Missing: "SM003: fires is shown by x, although it is said that it cannot be: why"},
				{Subject: "SM004", What: "fires", Cannot: "nobody has such a name"},
			}},
			{Name: "errors", About: "each error comes out"},
		},
	}
}

func TestTheTableOfTheCoverageFitsATerminal(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteCoverage(&b, "text", smallCoverage()))
	require.Equal(t, `SM001: fires in no scenario
SM003: fires is shown by x, although it is said that it cannot be: why
cannot be shown: SM004: fires: nobody has such a name

coverage of                                                shown      of   percent    cannot
rules       each rule fires                                    1       3      33.3         1
errors      each error comes out                               0       0     100.0
coverage: 1 of 3 points of the rules (33.3%)
`, b.String())
	for line := range strings.Lines(b.String()) {
		require.LessOrEqual(t, len(line), columns+1)
	}
}

func TestTheCoverageAsJSON(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteCoverage(&b, "json", smallCoverage()))
	var got struct {
		Schema         string
		Covered, Total int
		Missing        []string
		Groups         []struct {
			Name   string
			Cannot int `json:"cannotBeShown"`
			Points []map[string]string
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Equal(t, "presync.coverage/v1", got.Schema)
	require.Equal(t, [2]int{1, 3}, [2]int{got.Covered, got.Total})
	require.Len(t, got.Missing, 2)
	require.Equal(t, 1, got.Groups[0].Cannot)
	require.Equal(t, map[string]string{"subject": "SM002", "what": `only "a <b>" fails`, "shownBy": "sm002.txtar (june)"}, got.Groups[0].Points[1])
	require.Equal(t, map[string]string{"subject": "SM004", "what": "fires", "cannot": "nobody has such a name"}, got.Groups[0].Points[3])
}

func TestThePageOfTheCoverageStandsAlone(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteCoverage(&b, "html", smallCoverage()))
	page := b.String()
	root, err := html.Parse(&b)
	require.NoError(t, err)
	for n := range root.Descendants() {
		require.NotContains(t, []string{"script", "link", "img", "iframe"}, n.Data, "the page needs something else")
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" {
				require.True(t, strings.HasPrefix(a.Val, "#"), a.Val)
			}
		}
	}
	require.NotContains(t, page, "http")
	require.NotContains(t, page, "url(")
	require.Contains(t, page, "1 of 3 points of the rules, 33.3&nbsp;%. 2 are missing; they stand first in their group.")
	// The state stands there in words.
	require.Contains(t, page, `<td class="state">missing</td><td>SM001</td><td>fires</td><td>no scenario</td>`)
	require.Contains(t, page, `<td class="state">shown</td><td>SM002</td><td>only &#34;a &lt;b&gt;&#34; fails</td><td><code>sm002.txtar (june)</code></td>`)
	require.Contains(t, page, `<td class="state">cannot</td><td>SM004</td><td>fires</td><td>nobody has such a name</td>`)
	require.Contains(t, page, "although it is said that it cannot be: why</td>")
}

func TestAnUnknownFormatOfTheCoverageIsRefused(t *testing.T) {
	require.EqualError(t, WriteCoverage(&bytes.Buffer{}, "pdf", smallCoverage()), `unknown format "pdf" of the coverage; use text, json or html`)
}

func TestAPointThatCannotBeShownIsNoPartOfTheTotal(t *testing.T) {
	doubt := &match.Rule{ID: "DB001", Then: match.DoubtThat(match.Doubt{})}
	var c Coverage
	alternatives := func() (points []CoveragePoint, total int) {
		for _, g := range c.Summary([]*match.Rule{doubt}).Groups {
			for _, p := range g.Points {
				if g.Name == "facts" && p.Subject == "alternatives" {
					points = append(points, p)
				}
			}
			if g.Name == "facts" {
				total = g.Total
			}
		}
		return points, total
	}
	before, total := alternatives()
	require.Len(t, before, len(match.Outcomes))
	last := before[len(before)-1]
	require.Equal(t, "not-synced", last.What)
	require.NotEmpty(t, last.Cannot)
	require.Empty(t, last.Missing)

	// A scenario that shows it contradicts the reason.
	c.Add(withDecision(match.Decision{Alternatives: []match.Alternative{{Outcome: match.OutcomeNotSynced}}}))
	after, more := alternatives()
	last = after[len(after)-1]
	require.Equal(t, total+1, more)
	require.Equal(t, "alternatives: not-synced is shown by x.txtar, although it is said that it cannot be: "+last.Cannot, last.Missing)
}

// withDecision makes the result of a scenario with one decision.
func withDecision(d match.Decision) Result {
	return Result{Name: "x.txtar", Scenario: &Scenario{Cycles: []Cycle{{Number: 1}}},
		Cycles: []CycleResult{{Number: 1, Prediction: &sim.Prediction{Decisions: []match.Decision{d}}}}}
}

func TestEveryFactIsFoundWhereItIs(t *testing.T) {
	user := match.Holder{ID: "c1", Type: directory.TypeUser}
	inRun := match.Holder{DN: "CN=Al", Type: directory.TypeUser}
	d := match.Decision{
		Outcome: match.OutcomeCreateDuplicate, Error: &match.Error{Code: "X", Number: 7, ConflictsWith: &inRun},
		MatchedBy: "primarySMTP", Confidence: match.Observed, OrderDependent: true,
		Candidates:   []match.NearMiss{{}},
		Alternatives: []match.Alternative{{Outcome: match.OutcomeError}},
		Result: &match.Result{UserPrincipalName: "bob1234@x", Quarantined: []match.Quarantined{
			{Property: "UserPrincipalName", Value: "bob@x", HeldBy: user}, {Property: "ProxyAddresses", Value: "smtp:b@x", HeldBy: inRun},
		}, Overwrites: []match.Overwrite{{Property: "mail", Before: "a", After: ""}}},
	}
	r := withDecision(d)
	r.Cycles[0].Prediction.Deletions = []*directory.CloudObject{{}}
	r.Cycles[0].Prediction.DeletionThresholdExceeded = true
	var c Coverage
	c.Add(r)
	shown := map[string]bool{}
	for _, f := range facts() {
		if _, found := c.shown[f.key()]; found {
			shown[f.subject+": "+f.what] = true
		}
	}
	want := map[string]bool{}
	for _, name := range []string{
		"create-duplicate: an error beside it", "error: a conflict with a user of the same run",
		"quarantined: UserPrincipalName that a user of the tenant holds", "quarantined: ProxyAddresses that a user of the same run holds",
		"quarantined: a placeholder for the name", "matched by: primarySMTP", "overwrites: a value that is lost", "confidence: observed",
		"alternatives: error", "orderDependent: true", "candidates: a user who may be the same person",
		"deletions: a user who is deleted", "deletions: " + thresholdLine,
	} {
		want[name] = true
	}
	require.Equal(t, want, shown)
	require.Contains(t, c.shown, keyError("X", 7))
	require.Contains(t, c.shown, keyOutcome(match.OutcomeCreateDuplicate))
}

// settingsOf gives the settings that matter in a scenario.
func settingsOf(t *testing.T, tenant, want string) []string {
	t.Helper()
	r := RunData(context.Background(), "x.txtar", []byte(`SM002: a test
Prose.
-- ad.ldif --
dn: CN=Bob,OU=Staff,DC=contoso,DC=com
objectClass: user
objectGUID:: QF5HMK7n80qvdYsUPIHa9Q==
sAMAccountName: bob
userPrincipalName: bob@contoso.com
userAccountControl: 512
-- cloud.json --
{"value": [{"id": "c1", "userPrincipalName": "bob@contoso.com", "userType": "Member"}]}
-- tenant.yaml --
initialDomain: contoso.onmicrosoft.com
verifiedDomains: [contoso.com]
`+tenant+`
-- want/decisions --
`+want+"\n"), Options{})
	require.True(t, r.Passed(), "%v %v", r.Failures, r.Err)
	var c Coverage
	c.Add(r)
	var list []string
	for _, g := range c.Summary(rules.All()).Groups {
		for _, p := range g.Points {
			if g.Name == "settings" && p.By != "" {
				list = append(list, p.Subject+"="+p.What)
			}
		}
	}
	return list
}

func TestASettingCountsWhereTheScenarioNeedsIt(t *testing.T) {
	require.Equal(t, []string{"features.blockSoftMatchEnabled=false", "features.softMatchOnUpnEnabled=true"}, settingsOf(t, "", "bob soft-match"))
	require.Equal(t, []string{"features.blockSoftMatchEnabled=true", "features.quarantineUponUpnConflictEnabled=true"},
		settingsOf(t, "features: {blockSoftMatchEnabled: true}", "bob create-duplicate"))
	require.Equal(t, []string{"filter.ous=an OU"}, settingsOf(t, `filter: {ous: ["OU=Other,DC=contoso,DC=com"]}`, "bob not-synced"))
	require.Equal(t, []string{"features.blockSoftMatchEnabled=false", "features.quarantineUponUpnConflictEnabled=true", "features.softMatchOnUpnEnabled=true", "roles=active"},
		settingsOf(t, "roles: [{user: bob@contoso.com, role: User Administrator}]", "bob create-duplicate error=ExistingAdminRoleConflict"))
	require.Equal(t, []string{"features.blockSoftMatchEnabled=false", "features.softMatchOnUpnEnabled=true"},
		settingsOf(t, "features: {blockCloudObjectTakeoverThroughHardMatchEnabled: true}", "bob soft-match"), "a flag that changes nothing does not count")
}

func TestAScenarioThatFailsShowsNoSetting(t *testing.T) {
	r := withDecision(match.Decision{})
	r.Failures = []Failure{{}}
	var c Coverage
	c.Add(r)
	require.Empty(t, c.passed)
}
