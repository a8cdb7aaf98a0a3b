package fakegraph

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSourceOfAuthorityMovesToTheCloudAndBack(t *testing.T) {
	f := newFake(t)
	path := "/v1.0/users/" + annID + "/onPremisesSyncBehavior"
	require.JSONEq(t, `{"@odata.context":"http://graph.test/v1.0/$metadata#users('`+annID+`')/onPremisesSyncBehavior/$entity","id":"`+annID+`","isCloudManaged":false}`, f.get(path).body)

	require.Equal(t, 204, f.patch(path, `{"isCloudManaged":true}`).status)
	require.Equal(t, true, f.get(path + "?$select=isCloudManaged").json["isCloudManaged"])
	require.Nil(t, f.user(annID)["onPremisesSyncEnabled"])
	require.Equal(t, 204, f.patch("/v1.0/users/"+annID, `{"displayName":"Ann Cloud"}`).status, "the cloud masters the user now")
	require.Contains(t, f.get("/beta/users/"+annID+"?$select=id&$expand=onPremisesSyncBehavior").body, `"isCloudManaged":true`)

	require.Equal(t, 204, f.patch(path, `{"isCloudManaged":false}`).status)
	require.Equal(t, false, f.get(path).json["isCloudManaged"])
	require.Nil(t, f.user(annID)["onPremisesSyncEnabled"], "until the next synchronization")
}

func TestSourceOfAuthorityOfACloudUserStays(t *testing.T) {
	f := newFake(t)
	path := "/v1.0/users/" + bobID + "/onPremisesSyncBehavior"
	require.Equal(t, 204, f.patch(path, `{"isCloudManaged":false}`).status)
	require.Equal(t, codeReqBadRequest, f.patch(path, `{"isCloudManaged":true}`).code())
	require.Equal(t, 400, f.patch(path, `{"isCloudManaged":"yes"}`).status)
	require.Equal(t, 400, f.patch(path, `{"managed":true}`).status)
	require.Equal(t, 400, f.patch(path, `{`).status)
	require.Equal(t, 404, f.patch("/v1.0/users/nobody/onPremisesSyncBehavior", `{"isCloudManaged":true}`).status)
	require.Equal(t, 404, f.get("/v1.0/users/nobody/onPremisesSyncBehavior").status)
	require.Equal(t, 400, f.get(path+"?$select=colour").status)
}

func TestSeededSourceOfAuthority(t *testing.T) {
	for _, form := range []string{`"onPremisesSyncBehavior":{"isCloudManaged":true}`, `"isCloudManaged":true`} {
		f := newFake(t, func(c *Config) {
			c.Seed = Seed{Users: Objects{`{"id":"x","userPrincipalName":"x@contoso.com","displayName":"X",` + form + `}`}}
		})
		path := "/v1.0/users/x/onPremisesSyncBehavior"
		require.Equal(t, true, f.get(path).json["isCloudManaged"], form)
		require.Equal(t, 204, f.patch(path, `{"isCloudManaged":false}`).status)
		require.Equal(t, false, f.get(path).json["isCloudManaged"], form)
	}
}

func TestSynchronizationSettingsAreReadAndChanged(t *testing.T) {
	f := newFake(t)
	path := "/v1.0/directory/onPremisesSynchronization/" + orgID
	features := func() map[string]any { return f.get(path).json["features"].(map[string]any) }
	require.Equal(t, false, features()["blockCloudObjectTakeoverThroughHardMatchEnabled"])
	require.Equal(t, true, features()["softMatchOnUpnEnabled"])

	require.Equal(t, 204, f.patch(path, `{"features":{"blockCloudObjectTakeoverThroughHardMatchEnabled":true,"blockSoftMatchEnabled":true}}`).status)
	require.Equal(t, true, features()["blockCloudObjectTakeoverThroughHardMatchEnabled"])
	require.Equal(t, 204, f.patch(path, `{"configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"enabledForPercentage","alertThreshold":10}}}`).status)
	require.Contains(t, f.get(path).body, `"synchronizationPreventionType":"enabledForPercentage","alertThreshold":10`)

	for _, bad := range []string{
		`{"features":{"colour":true}}`, `{"features":{"blockSoftMatchEnabled":"yes"}}`, `{"features":{"softMatchOnUpnEnabled":false}}`, `{"features":[]}`,
		`{"configuration":{"colour":1}}`, `{"configuration":{"accidentalDeletionPrevention":{"alertThreshold":-1}}}`,
		`{"configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"sometimes"}}}`, `{"colour":1}`, `{`,
	} {
		require.Equal(t, 400, f.patch(path, bad).status, bad)
	}
	require.Equal(t, 404, f.patch("/v1.0/directory/onPremisesSynchronization/other", `{}`).status)
}
