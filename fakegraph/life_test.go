package fakegraph

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const newUser = `{"accountEnabled":true,"displayName":"Fay New","mailNickname":"fay","userPrincipalName":"fay@contoso.com","passwordProfile":{"password":"Str0ng&Long"}}`

func TestCreateUserAnswersTheNewUser(t *testing.T) {
	f := newFake(t)
	a := f.post("/v1.0/users", newUser)
	require.Equal(t, 201, a.status, a.body)
	id := a.json["id"].(string)
	require.True(t, isGUID(id))
	require.Equal(t, "http://graph.test/v1.0/users/"+id, a.header.Get("Location"))
	require.Equal(t, "fay@contoso.com", a.json["userPrincipalName"])
	fay := f.user(id)
	require.Equal(t, "Member", fay["userType"])
	require.Equal(t, "2026-11-22T10:00:00Z", fay["createdDateTime"])
	require.NotContains(t, f.get("/beta/users/"+id).body, "Str0ng")
	require.Equal(t, id, newFake(t).post("/v1.0/users", newUser).json["id"], "ids repeat from run to run")
}

func TestCreateUserNeedsItsProperties(t *testing.T) {
	f := newFake(t)
	for _, name := range []string{"accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"} {
		props, err := parseObject([]byte(newUser))
		require.NoError(t, err)
		a := f.post("/v1.0/users", string(joinProps(setProp(props, name, []byte("null")))))
		require.Equal(t, 400, a.status, name)
		require.Equal(t, "Property "+name+" value is required but is empty or missing.", a.message())
	}
	for change, message := range map[string]string{
		`"passwordProfile":{}`:                          "Property password value is required",
		`"passwordProfile":{"password":"aaaaaaaaaaaa"}`: "password complexity requirements",
		`"userPrincipalName":"fay@fed.contoso.com"`:     "One or more properties contains invalid values.",
		`"userPrincipalName":"ann@contoso.com"`:         "Another object with the same value for property userPrincipalName already exists.",
		`"userPrincipalName":"sales@contoso.com"`:       "Another object with the same value for property proxyAddresses already exists.",
		`"mail":"sales@contoso.com"`:                    "Another object with the same value for property proxyAddresses already exists.",
		`"onPremisesImmutableId":"cat+anchor=="`:        "Another object with the same value for property onPremisesImmutableId already exists.",
		`"proxyAddresses":["SMTP:f@contoso.com"]`:       "Property 'proxyAddresses' is read-only and cannot be set.",
		`"userPrincipalName":"fay@elsewhere.com"`:       "The domain portion of the userPrincipalName property is invalid.",
		`"nickName":"x"`:                                "One or more property values specified are invalid.",
	} {
		props, err := parseObject([]byte(newUser))
		require.NoError(t, err)
		name, val, _ := strings.Cut(change, ":")
		a := f.post("/v1.0/users", string(joinProps(setProp(props, strings.Trim(name, `"`), []byte(val)))))
		require.Equal(t, 400, a.status, change)
		require.Contains(t, a.message(), message, change)
	}
	require.Len(t, f.get("/v1.0/users").names(), 5, "nothing was created")
	federated := strings.Replace(strings.Replace(newUser, "fay@contoso.com", "fay@fed.contoso.com", 1), "{", `{"onPremisesImmutableId":"ZmF5","mail":"fay@contoso.com",`, 1)
	a := f.post("/v1.0/users", federated)
	require.Equal(t, 201, a.status, a.body)
	require.Equal(t, []any{"SMTP:fay@contoso.com"}, f.user(a.json["id"].(string))["proxyAddresses"])
}

func TestDeletedUserIsInTheRecycleBin(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.do("DELETE", "/v1.0/users/bob@contoso.com", "").status)
	require.Equal(t, 404, f.get("/v1.0/users/"+bobID).status)
	bin := f.get("/v1.0/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,deletedDateTime")
	require.Equal(t, []string{gusID, bobID}, bin.values("id"))
	require.Equal(t, "bbbbbbbb000040008000000000000002bob@contoso.com", bin.values("userPrincipalName")[1])
	require.Equal(t, "2026-11-22T10:00:00Z", bin.values("deletedDateTime")[1])
	require.Equal(t, 404, f.do("DELETE", "/v1.0/users/"+bobID, "").status)
	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"userPrincipalName":"bob@contoso.com"}`).status, "the name is free")
}

func TestDeletedUserIsGoneAfterThirtyDays(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.do("DELETE", "/v1.0/users/"+bobID, "").status)
	bin := "/v1.0/directory/deletedItems/microsoft.graph.user"
	*f.now = day.Add(28*24*time.Hour - time.Second)
	require.Len(t, f.get(bin).names(), 2)
	*f.now = day.Add(28 * 24 * time.Hour)
	require.Equal(t, []string{"Bob"}, f.get(bin).names())
	*f.now = day.Add(30 * 24 * time.Hour)
	require.Empty(t, f.get(bin).names())
	require.Equal(t, 404, f.post("/v1.0/directory/deletedItems/"+bobID+"/restore", "").status)
}

func TestRestoreBringsTheUserBack(t *testing.T) {
	f := newFake(t)
	a := f.post("/v1.0/directory/deletedItems/"+gusID+"/restore", "")
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, "#microsoft.graph.user", a.json["@odata.type"])
	gus := f.user(gusID)
	require.Equal(t, "gus@contoso.com", gus["userPrincipalName"])
	require.Equal(t, false, gus["onPremisesSyncEnabled"], "restored by hand: no longer synchronized, still anchored")
	require.Equal(t, "gus==", gus["onPremisesImmutableId"])
	require.Nil(t, gus["deletedDateTime"])
	require.Empty(t, f.get("/v1.0/directory/deletedItems/microsoft.graph.user").names())
	require.Equal(t, 404, f.post("/v1.0/directory/deletedItems/"+gusID+"/restore", "").status)
}

func TestRestoreConflictsWithLiveObjects(t *testing.T) {
	restore := "/v1.0/directory/deletedItems/" + gusID + "/restore"
	for property, body := range map[string]string{
		"userPrincipalName":     `{"userPrincipalName":"gus@contoso.com"}`,
		"onPremisesImmutableId": `{"onPremisesImmutableId":"gus=="}`,
		"proxyAddresses":        `{"mail":"gus@contoso.com"}`,
	} {
		f := newFake(t)
		require.Equal(t, 204, f.patch("/v1.0/users/"+danID, body).status)
		a := f.post(restore, "")
		require.Equal(t, 400, a.status, property)
		require.Equal(t, "Another object with the same value for property "+property+" already exists.", a.message())
	}
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"mail":"gus@contoso.com","userPrincipalName":"gus@contoso.com"}`).status)
	require.Equal(t, 400, f.post(restore, `{"autoReconcileProxyConflict":"yes"}`).status)
	require.Equal(t, 400, f.post(restore, `{"newUserPrincipalName":"gus@elsewhere.com"}`).status)
	a := f.post(restore, `{"autoReconcileProxyConflict":true,"newUserPrincipalName":"gus2@contoso.com"}`)
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, "gus2@contoso.com", f.user(gusID)["userPrincipalName"])
	require.Empty(t, f.user(gusID)["proxyAddresses"], "what another user took is dropped")
}

func TestHardDeleteEndsTheUser(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 404, f.do("DELETE", "/v1.0/directory/deletedItems/"+annID, "").status, "a live user is not hard-deleted")
	require.Equal(t, 204, f.do("DELETE", "/v1.0/directory/deletedItems/"+gusID, "").status)
	require.Equal(t, 404, f.get("/v1.0/directory/deletedItems/"+gusID).status)
}

func TestManyDeletionsKeepTheOrder(t *testing.T) {
	f := newFake(t, func(c *Config) {
		c.Seed = Seed{}
		for i := range 500 {
			c.Seed.Users = append(c.Seed.Users, map[string]any{"id": derivedGUID("t", uint64(i)), "displayName": "U", "userPrincipalName": derivedGUID("u", uint64(i)) + "@contoso.com"})
		}
	})
	want := f.get("/v1.0/users?$top=999").values("id")
	for i := 0; i < 500; i += 2 {
		require.Equal(t, 204, f.do("DELETE", "/v1.0/users/"+derivedGUID("t", uint64(i)), "").status)
	}
	kept := []string{}
	for i := 1; i < 500; i += 2 {
		kept = append(kept, want[i])
	}
	require.Equal(t, kept, f.get("/v1.0/users?$top=999").values("id"))
	require.Equal(t, 204, f.patch("/v1.0/users/"+kept[7], `{"jobTitle":"x"}`).status)
	require.Equal(t, kept, f.get("/v1.0/users?$top=999").values("id"))
}
