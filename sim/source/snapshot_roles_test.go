package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

const (
	globalAdmin = "62e90394-69f5-4237-9190-012177145e10"
	userAdmin   = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	readers     = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
)

// roles gives the roles of a user without their origin.
func (c *cloud) roles(id string) []directory.Role {
	for _, o := range c.Objects {
		if o.ID == id {
			var roles []directory.Role
			for _, r := range o.Roles {
				r.Origin = directory.Origin{}
				roles = append(roles, r)
			}
			return roles
		}
	}
	return nil
}

func TestRolesOfDirectoryRoles(t *testing.T) {
	for name, text := range map[string]string{
		"Graph": `{"value":[{"id":"r1","displayName":"Global Administrator","roleTemplateId":"` + globalAdmin + `","members":[{"@odata.type":"#microsoft.graph.user","id":"1"},{"@odata.type":"#microsoft.graph.servicePrincipal","id":"sp"}]},
			{"id":"r2","displayName":"Directory Readers","roleTemplateId":"` + readers + `","members":[]}]}`,
		"PowerShell": `[{"Id":"r1","DisplayName":"Global Administrator","RoleTemplateId":"` + globalAdmin + `","Members":[{"Id":"1","DeletedDateTime":null,"AdditionalProperties":{"@odata.type":"#microsoft.graph.user","x":1}},{"Id":"sp","AdditionalProperties":{"@odata.type":"#microsoft.graph.servicePrincipal"}}],"AdditionalProperties":{}}]`,
	} {
		c := tenant(t, map[string]string{"directoryRoles.json": text})
		require.Equal(t, []directory.Role{{Name: "Global Administrator", TemplateID: globalAdmin, Privileged: directory.True}}, c.roles("1"), name)
		require.Equal(t, directory.Origin{Source: "directoryRoles.json", Line: 1}, c.Objects[0].Roles[0].Origin, name)
		require.Empty(t, c.roles("2"), name)
		require.True(t, c.Known.Roles, name)
		require.False(t, c.Known.Eligible, name)
		require.NotEmpty(t, c.gap("eligibility-unknown"), name)
		require.Empty(t, c.gap("roles-unknown")+c.gap("roles-unknown-holder"), name)
	}
}

func TestRolesOfAssignmentsAndEligibility(t *testing.T) {
	c := tenant(t, map[string]string{
		"roleAssignments.json": `{"value":[
			{"id":"a","principalId":"1","roleDefinitionId":"` + userAdmin + `","directoryScopeId":"/administrativeUnits/au"},
			{"id":"b","principalId":"1","roleDefinitionId":"custom","directoryScopeId":"/"},
			{"id":"c","principalId":"1","roleDefinitionId":"x","roleDefinition":{"id":"x","displayName":"Expanded","isPrivileged":true},"directoryScopeId":"/"}]}`,
		"roleEligibilitySchedules.json": `{"value":[
			{"id":"d","principalId":"2","roleDefinitionId":"` + globalAdmin + `","directoryScopeId":"/","memberType":"Direct","status":"Provisioned"},
			{"id":"e","principalId":"1","roleDefinitionId":"` + globalAdmin + `","status":"Revoked"}]}`,
	})
	require.Equal(t, []directory.Role{
		{Name: "User Administrator", TemplateID: userAdmin, Privileged: directory.True, Scope: "/administrativeUnits/au"},
		{Name: "custom", TemplateID: "custom"},
		{Name: "Expanded", TemplateID: "x", Privileged: directory.True},
	}, c.roles("1"))
	require.Equal(t, []directory.Role{{Name: "Global Administrator", TemplateID: globalAdmin, Privileged: directory.True, Eligible: true}}, c.roles("2"))
	require.True(t, c.Known.Roles && c.Known.Eligible)
}

func TestRoleDefinitionsOfTheSnapshotWin(t *testing.T) {
	c := tenant(t, map[string]string{
		"roleDefinitions.json": `{"value":[{"id":"custom","templateId":"custom","displayName":"Contoso Helpdesk","isPrivileged":true},
			{"id":"` + readers + `","templateId":"` + readers + `","displayName":"Directory Readers","isPrivileged":true},
			{"id":"` + userAdmin + `","displayName":"User Administrator","isPrivileged":null}]}`,
		"roleAssignments.json": `[{"principalId":"1","roleDefinitionId":"CUSTOM"},{"principalId":"1","roleDefinitionId":"` + readers + `"},{"principalId":"1","roleDefinitionId":"` + userAdmin + `"}]`,
	})
	require.Equal(t, []directory.Role{
		{Name: "Contoso Helpdesk", TemplateID: "custom", Privileged: directory.True},
		{Name: "Directory Readers", TemplateID: readers, Privileged: directory.True},
		{Name: "User Administrator", TemplateID: userAdmin, Privileged: directory.True},
	}, c.roles("1"))
}

func TestARoleThatTwoFilesGiveIsHeldOnce(t *testing.T) {
	c := tenant(t, map[string]string{
		"directoryRoles.json":           `[{"displayName":"Global Administrator","roleTemplateId":"` + globalAdmin + `","members":[{"id":"1"}]}]`,
		"roleAssignments.json":          `[{"principalId":"1","roleDefinitionId":"` + strings.ToUpper(globalAdmin) + `","directoryScopeId":"/"}]`,
		"roleEligibilitySchedules.json": `[{"principalId":"1","roleDefinitionId":"` + globalAdmin + `","directoryScopeId":"/"}]`,
	})
	roles := c.roles("1")
	require.Len(t, roles, 2)
	require.False(t, roles[0].Eligible)
	require.True(t, roles[1].Eligible)
}

func TestRolesOfGroupsGoToTheirMembersWhenThoseAreKnown(t *testing.T) {
	assignment := `[{"principalId":"G","roleDefinitionId":"` + userAdmin + `","directoryScopeId":"/"}]`
	with := tenant(t, map[string]string{
		"groups.json":          `[{"id":"g","displayName":"Admins","proxyAddresses":[],"members":[{"id":"2"},{"id":"nobody"}]}]`,
		"roleAssignments.json": assignment,
	})
	require.Len(t, with.roles("2"), 1)
	require.Empty(t, with.gap("roles-group"))
	require.True(t, with.Known.Roles)
	without := tenant(t, map[string]string{"groups.json": `[{"id":"g","displayName":"Admins","proxyAddresses":[]}]`, "roleAssignments.json": assignment})
	require.Contains(t, without.gap("roles-group"), "Admins (User Administrator)")
	require.False(t, without.Known.Roles, "anybody may be a member")
	require.Empty(t, without.gap("roles-unknown"))
	eligible := tenant(t, map[string]string{"groups.json": `[{"id":"g","displayName":"Admins","proxyAddresses":[]}]`,
		"roleAssignments.json": `[]`, "roleEligibilitySchedules.json": assignment})
	require.True(t, eligible.Known.Roles)
	require.False(t, eligible.Known.Eligible)
	require.Empty(t, eligible.gap("eligibility-unknown"))
	typed := tenant(t, map[string]string{"roleAssignments.json": strings.Replace(assignment, `"principalId"`, `"principal":{"@odata.type":"#microsoft.graph.group"},"principalId"`, 1)})
	require.Contains(t, typed.gap("roles-group"), "G (User Administrator)")
}

func TestGroupsWithRolesWhoseMembersMayBeCutOffAreNamed(t *testing.T) {
	for members, want := range map[int]bool{expandLimit - 1: false, expandLimit: true} {
		c := tenant(t, map[string]string{
			"groups.json":          `[{"id":"g","displayName":"Admins","proxyAddresses":[],"members":[{"id":"2"}` + strings.Repeat(`,{"id":"x"}`, members-1) + `]}]`,
			"roleAssignments.json": `[{"principalId":"g","roleDefinitionId":"` + userAdmin + `"}]`,
		})
		require.Len(t, c.roles("2"), 1)
		require.Equal(t, want, strings.Contains(c.gap("roles-truncated"), "Admins (User Administrator)"), members)
	}
}

func TestRolesOfStrangersAreNamed(t *testing.T) {
	c := tenant(t, map[string]string{"roleAssignments.json": `[{"principalId":"nobody","roleDefinitionId":"` + userAdmin + `"},
		{"principalId":"app","roleDefinitionId":"` + userAdmin + `","principal":{"@odata.type":"#microsoft.graph.servicePrincipal"}}]`})
	require.Contains(t, c.gap("roles-unknown-holder"), "nobody (User Administrator)")
	require.NotContains(t, c.gap("roles-unknown-holder"), "app (")
}

func TestDirectoryRolesWithoutAllMembersAreNamed(t *testing.T) {
	c := tenant(t, map[string]string{"directoryRoles.json": `[{"displayName":"Global Administrator","roleTemplateId":"` + globalAdmin + `"}]`})
	require.False(t, c.Known.Roles)
	require.Contains(t, c.gap("roles-unexpanded"), "the members of Global Administrator are not in it")
	require.Empty(t, c.gap("roles-unknown"))

	var members []string
	for i := range expandLimit {
		members = append(members, fmt.Sprintf(`{"id":"m%d","@odata.type":"#microsoft.graph.servicePrincipal"}`, i))
	}
	c = tenant(t, map[string]string{"directoryRoles.json": `[{"displayName":"Directory Readers","members":[` + strings.Join(members, ",") + `]}]`})
	require.True(t, c.Known.Roles)
	require.Contains(t, c.gap("roles-truncated"), "at most 20 members, and Directory Readers came with that many")
}

func TestAnEmptyListOfRolesSaysThatNobodyHoldsOne(t *testing.T) {
	c := tenant(t, map[string]string{"roleAssignments.json": `{"value":[]}`, "roleEligibilitySchedules.json": `[]`})
	require.True(t, c.Known.Roles && c.Known.Eligible)
	require.Empty(t, c.gap("roles-unknown")+c.gap("eligibility-unknown"))
}

func TestAListOfRolesThatIsNotWholeIsNoKnowledge(t *testing.T) {
	for name, text := range map[string]string{
		"first page":      `{"value":[{"principalId":"1","roleDefinitionId":"` + userAdmin + `"}],"@odata.nextLink":"x"}`,
		"cut off":         `{"value":[{"principalId":"1","roleDefinitionId":"` + userAdmin + `"},`,
		"nothing of use":  `[{"principalId":"1"}, 5]`,
		"an error answer": `{"error":{"code":"a","message":"b"}}`,
	} {
		c := tenant(t, map[string]string{"roleAssignments.json": text})
		require.False(t, c.Known.Roles, name)
		require.NotEmpty(t, c.gap("roles-unknown"), name)
	}
	c := tenant(t, map[string]string{"roleAssignments.json": `[{"principalId":"1"}, 5]`})
	require.Zero(t, c.inputs[1].Objects)
	require.Equal(t, 2, c.inputs[1].Skipped)
}

func TestUnusableRoleRecordsAreTold(t *testing.T) {
	c := tenant(t, map[string]string{
		"directoryRoles.json":           `[{"members":[]},{"displayName":"x","members":{}}]`,
		"roleAssignments.json":          `[{"principalId":"1"},{"roleDefinitionId":"x"},{"principalId":7,"roleDefinitionId":"x"}]`,
		"roleEligibilitySchedules.json": `[{}]`,
		"roleDefinitions.json":          `[{"displayName":"x"}]`,
	})
	for _, in := range c.inputs[1:] {
		require.Zero(t, in.Objects, in.Source)
		require.Len(t, in.Problems, in.Skipped, in.Source)
		require.NotZero(t, in.Skipped, in.Source)
	}
	require.Contains(t, c.inputs[1].Problems, "roleDefinitions.json:1: role definition without id; record skipped")
}
