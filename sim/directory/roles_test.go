package directory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLookupRoleFindsBuiltInRolesByNameAndTemplateID(t *testing.T) {
	tests := []struct {
		ask        string
		name       string
		privileged bool
	}{
		{"Global Administrator", "Global Administrator", true},
		{"global administrator", "Global Administrator", true},
		{" 62e90394-69f5-4237-9190-012177145e10 ", "Global Administrator", true},
		{"FE930BE7-5E62-47DB-91AF-98C3A49A38B1", "User Administrator", true},
		{"Helpdesk Administrator", "Helpdesk Administrator", true},
		{"Security Reader", "Security Reader", true},
		{"Directory Readers", "Directory Readers", false},
		{"Exchange Administrator", "Exchange Administrator", false},
	}
	for _, tt := range tests {
		role, ok := LookupRole(tt.ask)
		require.True(t, ok, tt.ask)
		require.Equal(t, tt.name, role.Name)
		require.Equal(t, tt.privileged, role.Privileged, tt.ask)
	}
}

func TestLookupRoleDoesNotKnowCustomRoles(t *testing.T) {
	for _, ask := range []string{"", " ", "Contoso Helpdesk Tier 2", "00000000-0000-0000-0000-000000000000"} {
		_, ok := LookupRole(ask)
		require.False(t, ok, "%q", ask)
	}
}

func TestBuiltInRolesAreUniqueAndOrdered(t *testing.T) {
	ids, names, labelled := map[string]bool{}, map[string]bool{}, 0
	last := ""
	for _, r := range BuiltInRoles() {
		require.Len(t, r.TemplateID, 36, r.Name)
		require.Equal(t, strings.ToLower(r.TemplateID), r.TemplateID)
		_, err := ParseGUID(r.TemplateID)
		require.NoError(t, err)
		require.False(t, ids[r.TemplateID], r.TemplateID)
		require.False(t, names[strings.ToLower(r.Name)], r.Name)
		require.Less(t, last, strings.ToLower(r.Name))
		ids[r.TemplateID], names[strings.ToLower(r.Name)], last = true, true, strings.ToLower(r.Name)
		if r.Privileged {
			labelled++
		}
	}
	require.Len(t, ids, 137)
	require.Equal(t, 35, labelled)
}
