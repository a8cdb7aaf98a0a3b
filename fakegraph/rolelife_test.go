package fakegraph

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// roleSeed is a tenant with one user and one role.
func roleSeed(c *Config) {
	c.Seed = Seed{
		Users:          Objects{`{"id":"u1","userPrincipalName":"ann@contoso.com"}`, `{"id":"u2","userPrincipalName":"ben@contoso.com"}`},
		DirectoryRoles: Objects{`{"id":"r1","displayName":"User Administrator","members":[{"id":"u1"}]}`},
	}
}

func TestARoleIsGivenAndTakenByAssignment(t *testing.T) {
	f := newFake(t, roleSeed)
	const list = "/v1.0/roleManagement/directory/roleAssignments"
	body := `{"principalId":"u1","roleDefinitionId":"d1","directoryScopeId":"/"}`
	made := f.post(list, body)
	require.Equal(t, 201, made.status, made.body)
	require.Equal(t, "u1", made.json["principalId"])
	again := f.post(list, body)
	require.Equal(t, 400, again.status)
	require.Contains(t, again.message(), "A conflicting object")
	require.Equal(t, 404, f.post(list, `{"principalId":"nobody","roleDefinitionId":"d1","directoryScopeId":"/"}`).status)
	require.Equal(t, 400, f.post(list, `{"principalId":"u1"}`).status)
	require.Equal(t, 400, f.post(list, `nonsense`).status)
	id := made.json["id"].(string)
	require.Contains(t, f.get(list+"?$filter=principalId eq 'u1'").body, id)
	require.Equal(t, 204, f.do("DELETE", list+"/"+id, "").status)
	require.Equal(t, 404, f.do("DELETE", list+"/"+id, "").status)
	require.NotContains(t, f.get(list).body, id)
}

func TestEligibilityIsGivenAndTakenByRequest(t *testing.T) {
	f := newFake(t, roleSeed)
	const requests, list = "/v1.0/roleManagement/directory/roleEligibilityScheduleRequests", "/v1.0/roleManagement/directory/roleEligibilitySchedules"
	request := func(action string) *answer {
		return f.post(requests, `{"action":"`+action+`","principalId":"u1","roleDefinitionId":"d1","directoryScopeId":"/","scheduleInfo":{"startDateTime":"2026-01-01T00:00:00Z"}}`)
	}
	require.Equal(t, "RoleAssignmentDoesNotExist", request("adminRemove").code())
	require.Equal(t, 201, request("adminAssign").status)
	require.Equal(t, "RoleAssignmentExists", request("adminAssign").code())
	require.Contains(t, f.get(list+"?$filter=principalId eq 'u1'").body, "2026-01-01T00:00:00Z")
	require.Equal(t, 201, request("adminRemove").status)
	require.NotContains(t, f.get(list).body, "d1")
	require.Equal(t, 400, request("selfActivate").status)
	require.Equal(t, 400, f.post(requests, `{}`).status)
	require.Equal(t, 400, f.post(requests, `nonsense`).status)
}

func TestARoleIsGivenAndTakenAsMembership(t *testing.T) {
	f := newFake(t, roleSeed)
	const members = "/v1.0/directoryRoles/r1/members"
	require.Equal(t, 204, f.do("DELETE", members+"/u1/$ref", "").status)
	require.Equal(t, 404, f.do("DELETE", members+"/u1/$ref", "").status)
	require.NotContains(t, f.get(members).body, "ann@contoso.com")
	require.Equal(t, 204, f.post(members+"/$ref", `{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/u2"}`).status)
	require.Contains(t, f.get(members).body, "ben@contoso.com")
	require.Equal(t, 400, f.post(members+"/$ref", `{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/u2"}`).status)
	require.Equal(t, 404, f.post(members+"/$ref", `{"@odata.id":"nobody"}`).status)
	require.Equal(t, 404, f.post("/v1.0/directoryRoles/r2/members/$ref", `{"@odata.id":"u2"}`).status)
	require.Equal(t, 404, f.do("DELETE", "/v1.0/directoryRoles/r2/members/u2/$ref", "").status)
	require.Equal(t, 400, f.post(members+"/$ref", `nonsense`).status)
}
