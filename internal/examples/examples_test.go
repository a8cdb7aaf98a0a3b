package examples_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"presync/internal/examples"
	"presync/sim/report"
)

const scenario = `HM001: a title

Prose.
-- ad.ldif --
dn: CN=Bob,DC=contoso,DC=com
objectClass: user
-- cloud.json --
{"value": []}
-- want/decisions --
CN=Bob,DC=contoso,DC=com create
`

func TestScenariosAreFoundByTheRuleTheyAreAbout(t *testing.T) {
	got, err := examples.ByRule(fstest.MapFS{
		"hm001_b.txtar": {Data: []byte(scenario)}, "hm001_a.txtar": {Data: []byte(scenario)}, "README.md": {},
	})
	require.NoError(t, err)
	require.Equal(t, map[string][]report.Example{"HM001": {
		{File: "scenarios/hm001_a.txtar", Title: "a title"}, {File: "scenarios/hm001_b.txtar", Title: "a title"},
	}}, got)
}

func TestAFileThatIsNoScenarioIsNamed(t *testing.T) {
	_, err := examples.ByRule(fstest.MapFS{"bad.txtar": {Data: []byte("no title\n")}})
	require.ErrorContains(t, err, "scenarios/bad.txtar:1:")
}
