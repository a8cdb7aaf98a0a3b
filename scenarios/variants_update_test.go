package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// gaps are what nameTable and a tenant without users leave open.
const gaps = "ad-no-objectSid\nad-no-mail\nad-no-proxyAddresses\nad-no-mS-DS-ConsistencyGuid\nad-one-user\n"

func updatedAll(t *testing.T, text string) (updated string, left []string) {
	t.Helper()
	data, left, err := UpdateAll([]byte(text), runNames(t, text))
	require.NoError(t, err)
	return string(data), left
}

func TestUpdateAllWritesASectionThatAllVariantsShare(t *testing.T) {
	updated, left := updatedAll(t, nameTable+"-- want/gaps --\nad-one-user\n-- want/deletions --\nnobody\n")
	require.Empty(t, left)
	require.Equal(t, nameTable+"-- want/gaps --\nad-one-user\n"+strings.TrimSuffix(gaps, "ad-one-user\n")+"-- want/deletions --\n-\n", updated)
}

func TestUpdateAllLeavesASectionThatDiffers(t *testing.T) {
	for want, text := range map[string]string{
		// The traces of the two names differ, and no text is right for both.
		"n.txtar:7: plus: line 21 (want/trace) is not what comes out; it stands for other variants, too": nameTable + "-- want/trace --\nold\n",
		// One variant is right, and the other would have to change what is right for it.
		"n.txtar:6: plain: line 21 (want/deletions) is not what comes out; it stands for other variants, too": strings.Replace(nameTable, " want\n", " want, gone\n", 1),
	} {
		if strings.Contains(text, ", gone\n") {
			text = strings.Replace(text, "rule=CR001\n", "rule=CR001, nobody\n", 1)
			text = strings.Replace(text, "rule=VD006\n", "rule=VD006, -\n", 1) + "-- want/deletions --\n{{gone}}\n"
		}
		updated, left := updatedAll(t, text)
		require.Equal(t, text, updated)
		require.Equal(t, []string{want}, left)
	}
}

func TestUpdateAllLeavesUsersThatSomeVariantsHave(t *testing.T) {
	text := strings.Replace(nameTable, "-- tenant.yaml", "\ndn: CN=Bert,DC=contoso,DC=com\nobjectClass: {{class}}\nobjectGUID:: jdZAdLQtEUC9K1gqb0a0dA==\n"+
		"userAccountControl: 512\nsAMAccountName: bert\nuserPrincipalName: bert@contoso.com\n-- tenant.yaml", 1)
	text = strings.NewReplacer(" want\n", " want, class\n", "rule=CR001\n", "rule=CR001, user\n", "rule=VD006\n", "rule=VD006, device\n").Replace(text)
	updated, left := updatedAll(t, text)
	require.Equal(t, text, updated)
	require.Equal(t, []string{"n.txtar:6: plain: line 26 (want/decisions) lacks users whom other variants do not have: bert@contoso.com create rule=CR001"}, left)
}

func TestUpdateAllLeavesACellThatTwoLinesWantOtherwise(t *testing.T) {
	text := strings.Replace(nameTable, "-- tenant.yaml", "\ndn: CN=Bert,DC=contoso,DC=com\nobjectClass: user\nobjectGUID:: jdZAdLQtEUC9K1gqb0a0dA==\n"+
		"userAccountControl: 512\nsAMAccountName: bert\nuserPrincipalName: bert@contoso.com\n-- tenant.yaml", 1)
	text = strings.NewReplacer(" want\n", " want, nick\n", "rule=CR001\n", "rule=CR001, x\n", "rule=VD006\n", "rule=VD006, -\n",
		"anna {{want}}", "anna {{want}} nick={{nick}}\nbert create nick={{nick}}").Replace(text)
	updated, left := updatedAll(t, text)
	require.Contains(t, updated, "rule=CR001, anna\n")
	require.Contains(t, left, "n.txtar:6: plain: line 28 takes {{nick}}, which comes out as anna in another line and as bert here")
}

func TestAPinStandsInAFileWithVariants(t *testing.T) {
	text := nameTable + "-- want/known-wrong --\n# seen in a test tenant\nanna {{pin}}\n"
	text = strings.NewReplacer(" want\n", " want, pin\n", "create rule=CR001\n", "update, create\n", "error rule=VD006\n", "create, error\n").Replace(text)
	results := runNames(t, text)
	for _, r := range results {
		require.Equal(t, Known, r.Status(), "%v", r.Failures)
	}
	updated, left := updatedAll(t, strings.Replace(text, "update, create", "update, error", 1))
	require.Equal(t, strings.Replace(text, "update, create", "update, error", 1), updated)
	require.Equal(t, []string{"n.txtar:6: plain: line 21 (want/known-wrong) is not what comes out; it stands for other variants, too"}, left)
}

func TestKeysWithOneLastPartAreNamedInFull(t *testing.T) {
	m := &flagMatrix{keys: []flagKey{{name: "filter.group"}, {name: "group"}, {name: "filter.ous"}}}
	require.Equal(t, []string{"filter.group", "group", "ous"}, m.names())
}
