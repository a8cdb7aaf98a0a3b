package fakegraph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUserIsFoundByEveryFormOfKey(t *testing.T) {
	f := newFake(t)
	for _, target := range []string{
		"/v1.0/users/" + annID, "/v1.0/users/" + strings.ToUpper(annID), "/v1.0/users/ann@contoso.com", "/v1.0/users/ann%40contoso.com",
		"/v1.0/users/ANN@contoso.com", "/v1.0/users('" + annID + "')", "/v1.0/users('ann%40contoso.com')", "/V1.0/Users/" + annID + "/",
		"/v1.0/users(userPrincipalName='ann@contoso.com')", "/beta/users/" + annID,
	} {
		a := f.get(target)
		require.Equal(t, 200, a.status, target)
		require.Equal(t, annID, a.json["id"], target)
	}
	guest := f.get("/v1.0/users/eve_fabrikam.com%23EXT%23@contoso.onmicrosoft.com")
	require.Equal(t, eveID, guest.json["id"])
}

func TestUnknownUserIsGraphsNotFound(t *testing.T) {
	f := newFake(t)
	for _, key := range []string{"/nobody@contoso.com", "/" + gusID, "(mail='ann@contoso.com')", "(userPrincipalName='nobody')"} {
		a := f.get("/v1.0/users" + key)
		require.Equal(t, 404, a.status, key)
		require.Equal(t, codeNotFound, a.code())
		require.Contains(t, a.message(), "does not exist or one of its queried reference-property objects are not present.")
	}
}

func TestUnknownRoutesAreRefusedAndRemembered(t *testing.T) {
	f := newFake(t)
	require.NoError(t, f.Unsupported())
	a := f.get("/v1.0/applications?$top=1")
	require.Equal(t, 400, a.status)
	require.Equal(t, "Resource not found for the segment 'applications'.", a.message())
	require.Contains(t, f.get("/v1.0/users/x/messages").message(), "'messages'")
	require.Equal(t, 405, f.do("POST", "/v1.0/groups", "{}").status)
	require.Equal(t, 404, f.get("/").status)
	log := f.Requests()
	require.Len(t, log, 4)
	for _, r := range log {
		require.True(t, r.Unsupported, r.Path)
	}
	require.ErrorContains(t, f.Unsupported(), "4 unsupported requests: GET /v1.0/applications, GET /v1.0/users/x/messages, POST /v1.0/groups")
	require.Contains(t, f.get("/v1.0/me").message(), "delegated authentication flow")
	for _, target := range []string{"/v1.0/users/delta", "/v1.0/users/microsoft.graph.delta()", "/v1.0/directory/deletedItems/microsoft.graph.group", "/v1.0/domains/$count", "/v1.0/$metadata"} {
		require.Contains(t, f.get(target).message(), "Resource not found for the segment", target)
	}
}

func TestEntitySetsAreListedAndRead(t *testing.T) {
	f := newFake(t)
	for _, tc := range []struct{ list, one, name, value string }{
		{"/v1.0/groups", "/v1.0/groups/66666666-0000-4000-8000-000000000001", "displayName", "Sales"},
		{"/v1.0/contacts", "/v1.0/contacts/77777777-0000-4000-8000-000000000001", "displayName", "Kim Contact"},
		{"/v1.0/organization", "/v1.0/organization/" + orgID, "displayName", "Contoso"},
		{"/v1.0/domains?$filter=authenticationType%20eq%20'Federated'", "/v1.0/domains/fed.contoso.com", "id", "fed.contoso.com"},
		{"/v1.0/directoryRoles", "/v1.0/directoryRoles(roleTemplateId='62e90394-69f5-4237-9190-012177145e10')", "displayName", "Global Administrator"},
		{"/v1.0/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'" + bobID + "'", "/v1.0/roleManagement/directory/roleAssignments/ra1", "principalId", bobID},
		{"/v1.0/roleManagement/directory/roleEligibilitySchedules", "/v1.0/roleManagement/directory/roleEligibilitySchedules/re1", "principalId", danID},
		{"/v1.0/roleManagement/directory/roleDefinitions", "/v1.0/roleManagement/directory/roleDefinitions/62e90394-69f5-4237-9190-012177145e10", "displayName", "Global Administrator"},
		{"/v1.0/directory/onPremisesSynchronization", "/v1.0/directory/onPremisesSynchronization/" + orgID, "id", orgID},
		{"/v1.0/directory/deletedItems/microsoft.graph.user", "/v1.0/directory/deletedItems/" + gusID, "displayName", "Gus Gone"},
		{"/v1.0/directory/deleteditems/graph.user", "/v1.0/directory/deletedItems/" + gusID + "/graph.user", "id", gusID},
	} {
		require.Equal(t, []string{tc.value}, f.get(tc.list).values(tc.name), tc.list)
		one := f.get(tc.one)
		require.Equal(t, 200, one.status, tc.one)
		require.Equal(t, tc.value, one.json[tc.name], tc.one)
		set, _, _ := strings.Cut(strings.TrimSuffix(tc.list, "/microsoft.graph.user"), "?")
		missing := f.get(strings.TrimSuffix(set, "/graph.user") + "/nothing")
		require.Equal(t, 404, missing.status, tc.one)
	}
	require.Equal(t, "1", f.get("/v1.0/groups/$count", eventual).body)
}

func TestIsPrivilegedIsBetaOnly(t *testing.T) {
	f := newFake(t)
	path := "/roleManagement/directory/roleDefinitions?$select=isPrivileged"
	require.Equal(t, codeBadRequest, f.get("/v1.0"+path).code())
	require.Contains(t, f.get("/beta"+path).body, `"isPrivileged":true`)
}

func TestExpandShowsLiveObjects(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"displayName":"Robert Baker"}`).status)

	manager := f.get("/v1.0/users/" + annID + "?$select=id&$expand=manager($select=id,displayName)")
	require.Contains(t, manager.body, `"manager":{"@odata.type":"#microsoft.graph.user","id":"`+bobID+`","displayName":"Robert Baker"}`)
	require.Equal(t, "Robert Baker", f.get("/v1.0/users/" + annID + "/manager").json["displayName"])
	require.Equal(t, 404, f.get("/v1.0/users/"+bobID+"/manager").status)
	require.Contains(t, f.get("/v1.0/users/"+bobID+"?$expand=manager").body, `"manager":null`)

	role := f.get("/v1.0/directoryRoles?$expand=members($select=id,displayName)")
	require.Contains(t, role.body, "Robert Baker", "a member is shown as it is now")
	require.Contains(t, role.body, "A robot", "what the tenant does not hold is shown as seeded")
	members := f.get("/v1.0/directoryRoles/88888888-0000-4000-8000-000000000001/members")
	require.Equal(t, []string{"Robert Baker", "A robot"}, members.values("displayName"))

	assignment := f.get("/v1.0/roleManagement/directory/roleAssignments?$expand=roleDefinition,principal")
	require.Contains(t, assignment.body, `"roleDefinition":{`)
	require.Contains(t, assignment.body, "Robert Baker")
}

func TestMembersLeaveOutDeletedUsersAndPage(t *testing.T) {
	f := newFake(t)
	group := "/v1.0/groups/66666666-0000-4000-8000-000000000001/members"
	first := f.get(group + "?$top=1&$select=displayName")
	require.Equal(t, []string{"Ann Able"}, first.values("displayName"))
	second := f.get(strings.TrimPrefix(first.json["@odata.nextLink"].(string), "http://graph.test"))
	require.Equal(t, []string{"Bob Baker"}, second.values("displayName"))
	require.NotContains(t, second.json, "@odata.nextLink")
	require.Equal(t, 204, f.do("DELETE", "/v1.0/users/"+annID, "").status)
	require.Equal(t, []string{"Bob Baker"}, f.get(group).values("displayName"))
	require.Equal(t, codeUnsupported, f.get(group+"?$filter=id%20eq%20'x'").code())
	require.Equal(t, 404, f.get("/v1.0/groups/nothing/members").status)
}

func TestExpandedMembersStopAtTwenty(t *testing.T) {
	var refs []string
	for i := range 30 {
		refs = append(refs, fmt.Sprintf(`{"id":"%d"}`, i))
	}
	f := newFake(t, func(c *Config) {
		c.Seed = Seed{Groups: Objects{`{"id":"g","displayName":"G","members":[` + strings.Join(refs, ",") + `]}`}}
	})
	a := f.get("/v1.0/groups/g?$expand=members")
	require.Len(t, a.json["members"], 20)
	require.Len(t, f.get("/v1.0/groups/g/members?$top=999").values("id"), 30)
}

func TestAnswersCarryGraphsHeaders(t *testing.T) {
	f := newFake(t)
	own := "12345678-1234-4234-8234-123456789abc"
	a := f.get("/v1.0/users", "client-request-id: "+own)
	require.Equal(t, own, a.header.Get("client-request-id"))
	require.True(t, isGUID(a.header.Get("request-id")))
	require.Equal(t, "4.0", a.header.Get("OData-Version"))
	require.Contains(t, a.header.Get("Content-Type"), "application/json;odata.metadata=minimal")
	require.Equal(t, "Sun, 22 Nov 2026 10:00:00 GMT", a.header.Get("Date"))

	bad := f.get("/v1.0/users/nobody@contoso.com")
	inner := bad.json["error"].(map[string]any)["innerError"].(map[string]any)
	require.Equal(t, "2026-11-22T10:00:00", inner["date"])
	require.Equal(t, bad.header.Get("request-id"), inner["request-id"])
	require.NotEqual(t, a.header.Get("request-id"), bad.header.Get("request-id"))
	require.Equal(t, a.header.Get("request-id"), newFake(t).get("/v1.0/users").header.Get("request-id"), "ids repeat from run to run")
}
