package scenarios

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// later makes a scenario whose second cycle has this cloud.json.
func later(cloud string) []byte {
	return []byte("X: t\n-- ad.ldif --\ndn: x\n-- cycle2/cloud.json --\n" + cloud + "-- cycle2/want/decisions --\n-\n")
}

func TestEditsAreAListOrAPage(t *testing.T) {
	for _, cloud := range []string{
		"[\n{\"id\": \"c0\", \"mail\": null}, {\"userPrincipalName\": \"bob@contoso.com\", \"@removed\": true}\n]\n",
		"{\"@odata.context\": \"x\", \"value\": [\n{\"id\": \"c0\", \"mail\": null},\n\n{\"userPrincipalName\": \"bob@contoso.com\", \"@removed\": true}]}\n",
	} {
		s, err := Parse("x.txtar", later(cloud))
		require.NoError(t, err)
		edits := s.Cycles[1].edits
		require.Len(t, edits, 2)
		require.Equal(t, 6, edits[0].line)
		require.Equal(t, "c0", edits[0].id)
		require.Equal(t, []string{"mail"}, edits[0].given)
		require.Equal(t, "bob@contoso.com", edits[1].upn)
		require.True(t, edits[1].removed)
	}
}

func TestAWrongEditIsNamedWithItsLine(t *testing.T) {
	tests := map[string]struct{ cloud, want string }{
		"unknown property":    {"[\n{\"id\": \"c0\", \"email\": 1}]\n", `x.txtar:6: cycle2/cloud.json: unknown property "email"; use id, @removed, @deleted, accountEnabled`},
		"no name":             {"[\n{\"mail\": null}]\n", "x.txtar:6: cycle2/cloud.json: a user without id or userPrincipalName"},
		"removed and changed": {"[{\"id\": \"c0\", \"@removed\": true, \"mail\": null}]\n", "x.txtar:5: cycle2/cloud.json: @removed stands beside"},
		"removed and deleted": {"[{\"id\": \"c0\", \"@removed\": true, \"@deleted\": true}]\n", "@removed stands beside"},
		"deleted is a word":   {"[{\"id\": \"c0\", \"@deleted\": \"yes\"}]\n", `x.txtar:5: cycle2/cloud.json: @deleted is "yes", want true or false`},
		"upn is a number":     {"[{\"userPrincipalName\": 1}]\n", "x.txtar:5: cycle2/cloud.json: userPrincipalName is 1"},
		"no object":           {"[\n\n7]\n", "x.txtar:7: cycle2/cloud.json: want a user object"},
		"null":                {"[null]\n", "x.txtar:5: cycle2/cloud.json: want a user object"},
		"no list":             {"7\n", "x.txtar:5: cycle2/cloud.json: want a list of users"},
		"value is no list":    {"{\"value\": 7}\n", "x.txtar:5: cycle2/cloud.json: value is no list"},
		"beside value":        {"{\"values\": []}\n", `x.txtar:5: cycle2/cloud.json: unknown property "values" beside value`},
		"page without value":  {"{\"@odata.context\": \"x\"}\n", "x.txtar:5: cycle2/cloud.json: the page has no value"},
		"nothing":             {"", "x.txtar:4: cycle2/cloud.json: is empty"},
		"no users":            {"[]\n", "x.txtar:4: cycle2/cloud.json changes nothing"},
		"broken text":         {"[\n{\"id\": \"c0\",}]\n", "x.txtar:6: cycle2/cloud.json: invalid character '}'"},
		"broken off":          {"[\n{\"id\": \"c0\"}\n", "x.txtar:6: cycle2/cloud.json: unexpected end"},
		"two lists":           {"[{\"id\": \"c0\"}]\n[]\n", "x.txtar:6: cycle2/cloud.json: unexpected text behind the list"},
		"text in a page":      {"{\"value\": [{\"id\": \"c0\"}], \"x\": 1}\n", "x.txtar:5: cycle2/cloud.json: unexpected x behind the list"},
		"two pages":           {"{\"value\": [{\"id\": \"c0\"}]}\n{}\n", "x.txtar:6: cycle2/cloud.json: unexpected text behind the list"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.txtar", later(test.cloud))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestAnEditFindsItsUser(t *testing.T) {
	no := false
	objects := []*directory.CloudObject{
		{ID: "c0", UserPrincipalName: "bob@contoso.com", Deleted: true},
		{ID: "c1", UserPrincipalName: "Bob@contoso.com"},
		{ID: "c2", UserPrincipalName: "al@contoso.com", Deleted: true},
		{ID: "c3", UserPrincipalName: "jo@contoso.com"}, {ID: "c4", UserPrincipalName: "jo@contoso.com"},
	}
	for name, test := range map[string]struct {
		e    edit
		at   int
		want string
	}{
		"by id":                {edit{id: "C0", upn: "other"}, 0, ""},
		"live before bin":      {edit{upn: "bob@contoso.com"}, 1, ""},
		"in the bin":           {edit{upn: "al@contoso.com"}, 2, ""},
		"unknown id":           {edit{id: "c9"}, -1, `the tenant has no object with id "c9"`},
		"unknown user":         {edit{upn: "x"}, -1, `the tenant has no user with userPrincipalName "x"`},
		"several live ones":    {edit{upn: "jo@contoso.com"}, -1, "several users with userPrincipalName"},
		"to be restored":       {edit{id: "c0", deleted: &no}, 0, ""},
		"restored though live": {edit{id: "c1", deleted: &no}, -1, `@deleted is false, and the user "Bob@contoso.com" is not in the recycle bin`},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := test.e.find(objects)
			require.Equal(t, test.at, at)
			if test.want != "" {
				require.ErrorContains(t, err, test.want)
			}
		})
	}
}

func TestAnEditReplacesWhatItGivesAndNothingElse(t *testing.T) {
	before := &directory.CloudObject{ID: "c0", UserPrincipalName: "bob@contoso.com", Mail: "b@contoso.com", ImmutableID: "AQ==",
		Missing: []string{"mail", "onPremisesObjectIdentifier"}, Profile: directory.MakeProfile(map[string]string{"jobTitle": "Baker", "city": "Bern"})}
	tenant := &directory.Tenant{Objects: []*directory.CloudObject{before}}
	e := edit{given: []string{"jobTitle", "mail"}}
	e.apply(tenant, 0, &directory.CloudObject{}, time.Time{})
	after := tenant.Objects[0]
	require.Empty(t, after.Mail)
	require.Equal(t, directory.MakeProfile(map[string]string{"city": "Bern"}), after.Profile)
	require.Equal(t, []string{"onPremisesObjectIdentifier"}, after.Missing)
	require.Equal(t, directory.Anchor("AQ=="), after.ImmutableID)
	require.Equal(t, "b@contoso.com", before.Mail, "the cycle before keeps its objects")
}

func TestAnEditDeletesRestoresAndRemoves(t *testing.T) {
	day := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	yes, no := true, false
	tenant := &directory.Tenant{Objects: []*directory.CloudObject{{ID: "c0", SyncEnabled: directory.True}, {ID: "c1"}}}
	(&edit{deleted: &yes}).apply(tenant, 0, nil, day)
	require.True(t, tenant.Objects[0].Deleted)
	require.Equal(t, day, tenant.Objects[0].DeletedAt)
	(&edit{deleted: &no}).apply(tenant, 0, nil, day)
	require.False(t, tenant.Objects[0].Deleted)
	require.True(t, tenant.Objects[0].DeletedAt.IsZero())
	require.Equal(t, directory.False, tenant.Objects[0].SyncEnabled, "a user who was synced is not cloud-managed now")
	(&edit{deleted: &yes, given: []string{"deletedDateTime"}}).apply(tenant, 0, &directory.CloudObject{Deleted: true, DeletedAt: day.AddDate(0, 0, -9)}, day)
	require.Equal(t, day.AddDate(0, 0, -9), tenant.Objects[0].DeletedAt)
	(&edit{removed: true}).apply(tenant, 0, nil, day)
	require.Len(t, tenant.Objects, 1)
	require.Equal(t, "c1", tenant.Objects[0].ID)
}
