package scenarios

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"
)

func re(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

func sectionsOf(text string) []*Section { return sections(txtar.Parse([]byte(text))) }

// flagTable is a scenario with a matrix: a soft match that the tenant may block.
const flagTable = `SM010: soft match by address, and who may block it
Prose.
-- flags.yaml --
features.blockSoftMatchEnabled: [false, true]
client: [connect-sync, cloud-sync]
-- ad.ldif --
dn: CN=Megan Bowen,OU=Staff,DC=contoso,DC=com
objectClass: user
objectGUID:: vWv7xMasY0O+EBzT3TCR6A==
sAMAccountName: meganb
userPrincipalName: meganb@contoso.com
userAccountControl: 512
proxyAddresses: SMTP:megan.bowen@contoso.com
-- cloud.json --
{"value": [{"id": "f1cd9fd1-0675-4dbc-8bd4-68cc7356b511", "displayName": "Megan Bowen",
   "userPrincipalName": "megan@contoso.com", "mail": "megan.bowen@contoso.com",
   "proxyAddresses": ["SMTP:megan.bowen@contoso.com"], "userType": "Member", "accountEnabled": true,
   "onPremisesSyncEnabled": null, "onPremisesImmutableId": null, "onPremisesObjectIdentifier": null}]}
-- tenant.yaml --
initialDomain: contoso.onmicrosoft.com
verifiedDomains: [contoso.com]
sourceAnchor: ms-DS-ConsistencyGuid
roles: []
-- want/matrix --
# blocked  client
false      *          -> soft-match rule=SM001
true       *          -> create-duplicate
`

func TestEveryCombinationIsAScenario(t *testing.T) {
	results := runNames(t, flagTable)
	require.Equal(t, []string{"SM010/false,connect-sync", "SM010/false,cloud-sync", "SM010/true,connect-sync", "SM010/true,cloud-sync"}, titles(results))
	require.Equal(t, "cloud-sync", string(results[1].Cycles[0].Prediction.After.Settings.Client))
}

func TestAMatrixFailurePointsAtItsLine(t *testing.T) {
	results := runNames(t, strings.Replace(flagTable, "true       *", "true  cloud-sync -> error\ntrue *", 1))
	require.Equal(t, []string{"SM010/false,connect-sync", "SM010/false,cloud-sync", "SM010/true,connect-sync", "SM010/true,cloud-sync!"}, titles(results))
	f := results[3].Failures[0]
	require.Equal(t, 27, f.Line)
	require.Equal(t, matrixSection, f.Section)
	require.Equal(t, "meganb@contoso.com", f.Subject)
	require.Equal(t, []Field{{Key: "outcome", Want: "error", Got: "create-duplicate"}}, f.Fields)
	lines := failureLines(&results[3])
	require.Equal(t, []string{"with features.blockSoftMatchEnabled=true", "with client=cloud-sync", "n.txtar:27: meganb@contoso.com"}, lines[:3])
}

func TestFlagsCanGiveTheDayAndFullImport(t *testing.T) {
	text := strings.Replace(flagTable, "client: [connect-sync, cloud-sync]", "asOf: [2026-05-01, 2026-07-01]\nfullImport: [true]", 1)
	s, err := Parse("n.txtar", []byte(strings.ReplaceAll(text, " *  ", " * * ")))
	require.NoError(t, err)
	require.Len(t, s.Variants, 4)
	require.Equal(t, "2026-07-01", s.Variants[1].Cycles[0].Run.AsOf.Format("2006-01-02"))
	require.True(t, s.Variants[1].Cycles[0].Run.FullImport)
	require.Equal(t, "SM010/false,2026-07-01,true", s.Variants[1].FullID())
}

func TestFlagsAreSettingsWithoutATenantFileToo(t *testing.T) {
	text := cut(flagTable, "-- tenant.yaml", "-- want")
	s, err := Parse("n.txtar", []byte(strings.ReplaceAll(text, "client:", "verifiedDomains:")+"-- tenant.yaml --\nroles: []\n"))
	require.ErrorContains(t, err, `n.txtar:23: want/matrix`[:8])
	require.Nil(t, s)
	s, err = Parse("n.txtar", []byte(text))
	require.NoError(t, err)
	require.Len(t, s.Variants, 4)
	r := Run(context.Background(), s.Variants[3], Options{})
	require.NoError(t, r.Err)
	require.True(t, r.Cycles[0].Prediction.After.Settings.Features.BlockSoftMatch)
}

func TestAListCanBeAValue(t *testing.T) {
	text := strings.Replace(flagTable, "client: [connect-sync, cloud-sync]", "verifiedDomains: [contoso.com, [contoso.com, fabrikam.com]]", 1)
	s, err := Parse("n.txtar", []byte(text))
	require.NoError(t, err)
	r := Run(context.Background(), s.Variants[1], Options{})
	require.NoError(t, r.Err)
	require.Equal(t, []string{"contoso.com", "fabrikam.com"}, r.Cycles[0].Prediction.After.Settings.VerifiedDomains)
	require.Equal(t, `SM010/false,"[""contoso.com"",""fabrikam.com""]"`, s.Variants[1].FullID())
}

func TestWithoutAMatrixTheFlagsMustChangeNothing(t *testing.T) {
	text := cut(flagTable+"-- end", "-- want/matrix", "-- end")
	text = strings.Replace(text, "-- end", "-- want/decisions --\nmeganb soft-match\n", 1)
	require.Equal(t, []string{"SM010/false,connect-sync", "SM010/false,cloud-sync", "SM010/true,connect-sync!", "SM010/true,cloud-sync!"}, titles(runNames(t, text)))
}

func TestUsersOutsideTheMatrixStandInDecisions(t *testing.T) {
	const second = "\ndn: CN=Bert,DC=contoso,DC=com\nobjectClass: user\nobjectGUID:: jdZAdLQtEUC9K1gqb0a0dA==\n" +
		"userAccountControl: 512\nsAMAccountName: bert\nuserPrincipalName: bert@contoso.com\n-- cloud.json"
	text := strings.Replace(flagTable, "-- cloud.json", second, 1)
	anonymous := runNames(t, text+"-- want/decisions --\nbert create\n")
	require.Equal(t, "stands for the only user, and the cycle has 2; name them", anonymous[0].Failures[0].Problem)
	named := strings.ReplaceAll(text, "-> ", "-> meganb ")
	for _, r := range runNames(t, named+"-- want/decisions --\nbert create\n") {
		require.Empty(t, r.Failures)
	}
	_, err := Parse("n.txtar", []byte(named+"-- want/decisions --\nMeganB create\n"))
	require.ErrorContains(t, err, `n.txtar:36: want/decisions: the matrix has lines about "MeganB", too; take the line out of one of them`)
}

func TestRowsAndCombinationsMultiply(t *testing.T) {
	text := strings.Replace(flagTable, "-- flags.yaml", "-- variants.csv --\nname,nick,first\nupper,MEGANB,soft-match\nlower,meganb,soft-match\n-- flags.yaml", 1)
	text = strings.NewReplacer("sAMAccountName: meganb", "sAMAccountName: {{nick}}", "soft-match rule", "{{first}} rule").Replace(text)
	require.Equal(t, []string{"SM010/upper/false,connect-sync", "SM010/upper/false,cloud-sync", "SM010/upper/true,connect-sync", "SM010/upper/true,cloud-sync",
		"SM010/lower/false,connect-sync", "SM010/lower/false,cloud-sync", "SM010/lower/true,connect-sync", "SM010/lower/true,cloud-sync"}, titles(runNames(t, text)))

	red := strings.Replace(text, "create-duplicate", "create", 1)
	updated, left, err := UpdateAll([]byte(red), runNames(t, red))
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, text, string(updated))

	red = strings.Replace(text, "{{first}} rule=SM001", "{{first}} rule=SM002", 1)
	updated, left, err = UpdateAll([]byte(red), runNames(t, red))
	require.NoError(t, err)
	require.Equal(t, red, string(updated))
	require.Len(t, left, 4)
	require.Equal(t, "n.txtar:5: upper/false,connect-sync: line 30 stands for other variants, too; SM001 comes out", left[0])
}

func TestWhatIsWrongWithAMatrixIsToldWithItsLine(t *testing.T) {
	change := func(old, with string) string { return strings.Replace(flagTable, old, with, 1) }
	for want, text := range map[string]string{
		`n.txtar:4: flags.yaml: features.blockSoftMatch: unknown key`:                                                               change("blockSoftMatchEnabled", "blockSoftMatch"),
		`n.txtar:4: flags.yaml: features.blockSoftMatchEnabled`:                                                                     change("[false, true]", "[maybe]"),
		`n.txtar:5: flags.yaml: client has no list of values, such as [false, true]`:                                                change("[connect-sync, cloud-sync]", "cloud-sync"),
		`n.txtar:5: flags.yaml: client has the value "cloud-sync" twice`:                                                            change("connect-sync, ", "cloud-sync, "),
		`n.txtar:5: flags.yaml: client: want values, or lists of values`:                                                            change("connect-sync, ", "{a: b}, "),
		`n.txtar:6: flags.yaml: client is given twice`:                                                                              change("-- ad.ldif", "client: [cloud-sync]\n-- ad.ldif"),
		`n.txtar:6: flags.yaml: pairwise is "yes", want true or false`:                                                              change("-- ad.ldif", "pairwise: yes\n-- ad.ldif"),
		`n.txtar:6: flags.yaml: asOf is "July", want a day as YYYY-MM-DD`:                                                           change("-- ad.ldif", "asOf: [July]\n-- ad.ldif"),
		`n.txtar:6: flags.yaml: fullImport is "no", want true or false`:                                                             change("-- ad.ldif", "fullImport: [no]\n-- ad.ldif"),
		`n.txtar:3: flags.yaml has no keys; write one such as`:                                                                      cut(strings.Replace(flagTable, "-- ad.ldif", "pairwise: true\n-- ad.ldif", 1), "features", "pairwise"),
		`n.txtar:24: want/matrix has no line for blockSoftMatchEnabled, client; add one that begins with: false cloud-sync ->`:      change("false      *         ", "false connect-sync"),
		`n.txtar:27: want/matrix: the line is used by no combination`:                                                               change("false      *", "*  *"),
		`n.txtar:26: want/matrix: 1 values before "->", want 2: blockSoftMatchEnabled client ("*" stands for any)`:                  change("false      *", "false"),
		`n.txtar:26: want/matrix: "no" is no value of features.blockSoftMatchEnabled in flags.yaml; use one of false, true, or "*"`: change("false      *", "no *"),
		`n.txtar:26: want/matrix: has no "->"; want: blockSoftMatchEnabled client -> [WHO] OUTCOME [key=value ...]`:                 change("->", "="),
		`n.txtar:26: want/matrix: nothing is wanted behind the arrow; want: [WHO] OUTCOME [key=value ...]`:                          change("soft-match rule=SM001", ""),
		`n.txtar:26: want/matrix: unknown key "ruel"`:                                                                               change("rule=", "ruel="),
		`n.txtar:26: want/matrix: "x" is no outcome`:                                                                                change("soft-match", "meganb x"),
		`n.txtar:26: want/matrix: a quoted value is not closed`:                                                                     change("soft-match rule", `"soft-match rule`),
		`n.txtar:27: want/matrix: line 26 names a user and another does not; name the user in all lines, or in none`:                change("soft-match", "meganb soft-match"),
		`n.txtar:24: want/matrix is empty; write a line, such as: * * -> create`:                                                    cut(flagTable+"-- end", "false      *", "-- end"),
		`n.txtar:21: want/matrix without flags.yaml, which gives the values`:                                                        cut(flagTable, "-- flags.yaml", "-- ad.ldif"),
		`n.txtar:5: flags.yaml: run.yaml gives asOf, too; take it out of one of them`:                                               change("client: [connect-sync, cloud-sync]", "asOf: [2026-05-01]") + "-- run.yaml --\nasOf: 2026-05-01\n",
		`n.txtar:28: section "flags.yaml" stands twice`:                                                                             flagTable + "-- flags.yaml --\nclient: [cloud-sync]\n",
		`n.txtar:23: section want/decisions is missing`:                                                                             cut(flagTable+"-- end", "-- want/matrix", "-- end"),
		`n.txtar:5: flags.yaml: did not find expected`:                                                                              change("features.", "- features."),
	} {
		_, err := Parse("n.txtar", []byte(strings.TrimSuffix(text, "-- end")))
		require.ErrorContains(t, err, want, text)
	}
	var many strings.Builder
	for i := range 11 {
		fmt.Fprintf(&many, "features.%s: [true, false]\n", []string{"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled",
			"blockCloudObjectTakeoverThroughHardMatchEnabled", "bypassDirSyncOverridesEnabled", "concurrentCredentialUpdateEnabled",
			"deviceWritebackEnabled", "directoryExtensionsEnabled", "groupWriteBackEnabled", "passwordSyncEnabled",
			"passwordWritebackEnabled", "softMatchOnUpnEnabled", "userWritebackEnabled"}[i])
	}
	_, err := Parse("n.txtar", []byte(change("client: [connect-sync, cloud-sync]\n", many.String())))
	require.EqualError(t, err, `n.txtar:4: flags.yaml: more than 1000 combinations; "pairwise: true" takes fewer`)
}

func TestUpdateAllWritesMatrixLines(t *testing.T) {
	for name, c := range map[string]struct{ from, to, after string }{
		"a line that holds for none of its combinations changes": {"soft-match rule=SM001", "error  rule=SM002", "soft-match  rule=SM001"},
		"lines for single combinations stand above": {"false      *          -> soft-match rule=SM001\ntrue       *          -> create-duplicate",
			"# all\n*  *  ->  soft-match  target=megan@contoso.com",
			"# all\ntrue  connect-sync ->  create-duplicate  target=-\ntrue  cloud-sync   ->  create-duplicate  target=-\n*  *  ->  soft-match  target=megan@contoso.com"},
		"a line that holds for none of them goes": {"false      *          -> soft-match rule=SM001\ntrue       *          -> create-duplicate",
			"* cloud-sync -> error\n* * -> soft-match",
			"false cloud-sync   -> soft-match\ntrue  cloud-sync   -> create-duplicate\ntrue  connect-sync -> create-duplicate\n* * -> soft-match"},
	} {
		red := strings.Replace(flagTable, c.from, c.to, 1)
		updated, left, err := UpdateAll([]byte(red), runNames(t, red))
		require.NoError(t, err, name)
		require.Empty(t, left, name)
		require.Equal(t, strings.Replace(flagTable, c.from, c.after, 1), string(updated), name)
		for _, r := range runNames(t, string(updated)) {
			require.Empty(t, r.Failures, name)
		}
	}
}

func TestUpdateAllOfOneCombinationKeepsTheLineOfTheOthers(t *testing.T) {
	red := strings.Replace(flagTable, "soft-match rule=SM001", "error", 1)
	results := RunAll(context.Background(), "n.txtar", []byte(red), Options{Select: re("false,cloud")})
	require.Len(t, results, 1)
	updated, left, err := UpdateAll([]byte(red), results)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, strings.Replace(red, "false      *", "false cloud-sync   -> soft-match\nfalse      *", 1), string(updated))
}

func TestUpdateAllLeavesAMatrixLineAboutNobody(t *testing.T) {
	red := strings.ReplaceAll(flagTable, "-> ", "-> nobody ")
	updated, left, err := UpdateAll([]byte(red), runNames(t, red))
	require.NoError(t, err)
	require.Equal(t, red, string(updated))
	require.Equal(t, "n.txtar:26: false,connect-sync: line 26 is about nobody, who is no user of the cycle", left[0])
}

func TestPairsCoversEveryPairOfValues(t *testing.T) {
	for _, c := range []struct {
		sizes []int
		most  int // rows; what the literature reaches, and a little more
	}{
		{[]int{2, 2}, 4}, {[]int{2, 2, 2}, 4}, {[]int{3, 3, 3, 3}, 11}, {[]int{2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, 10},
		{[]int{4, 3, 2, 1, 2, 3}, 15}, {[]int{5, 2, 2, 2, 2, 2, 2, 2}, 12}, {slices.Repeat([]int{4}, 12), 34}, {[]int{7}, 7}, {[]int{1, 1}, 1},
	} {
		rows := pairs(c.sizes)
		require.LessOrEqual(t, len(rows), c.most, "%v", c.sizes)
		require.Equal(t, rows, pairs(c.sizes))
		require.True(t, slices.IsSortedFunc(rows, slices.Compare[[]int]))
		seen := make(map[[4]int]bool)
		for _, row := range rows {
			require.Len(t, row, len(c.sizes))
			for a, x := range row {
				require.Less(t, x, c.sizes[a])
				for b := a + 1; b < len(row); b++ {
					seen[[4]int{a, x, b, row[b]}] = true
				}
			}
		}
		for a := range c.sizes {
			for b := a + 1; b < len(c.sizes); b++ {
				for x := range c.sizes[a] {
					for y := range c.sizes[b] {
						require.True(t, seen[[4]int{a, x, b, y}], "%v: no row has value %d of key %d with value %d of key %d", c.sizes, x, a, y, b)
					}
				}
			}
		}
	}
}

func TestPairwiseTakesFewerCombinations(t *testing.T) {
	text := strings.Replace(flagTable, "-- ad.ldif", "pairwise: true\nasOf: [2026-05-01, 2026-07-01]\nfullImport: [true, false]\n-- ad.ldif", 1)
	s, err := Parse("n.txtar", []byte(strings.ReplaceAll(text, " *  ", " * * * ")))
	require.NoError(t, err)
	require.Len(t, s.Variants, 6)
}
