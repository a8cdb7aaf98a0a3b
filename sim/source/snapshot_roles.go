package source

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"presync/sim/directory"
)

// roleReader gathers the role files of a snapshot.
type roleReader struct {
	definitions map[string]roleDefinition // by folded id and template id
	grants      []grant
	groups      map[string]string // names of the groups of the snapshot, by folded id
	cutGroups   map[string]bool   // those whose list of members may be cut off, by folded id

	active, eligible bool // whose list was read to its end
	// Roles of groups whose members are not known: anybody may hold them.
	openActive, openEligible bool
	unexpanded               []string // roles of which the members are not there
	atLimit                  []string // roles whose list of members may be cut off
}

// grant is a role and who it was given to.
type grant struct {
	principal string // id
	kind      string // @odata.type, "" when the file does not say
	role      directory.Role
}

// roleDefinition is a record of roleDefinitions.json, or a role definition
// that an assignment carries.
type roleDefinition struct {
	ID, TemplateID, DisplayName string
	IsPrivileged                *bool
}

// expandLimit is how many members $expand gives at most, and gives no link to
// the others. Source: Graph, "Customize responses with query parameters",
// about resources that derive from directoryObject.
const expandLimit = 20

func newRoleReader() roleReader {
	return roleReader{definitions: map[string]roleDefinition{}, groups: map[string]string{}, cutGroups: map[string]bool{}}
}

// takeDefinition reads a record of roleDefinitions.json.
func (r *roleReader) takeDefinition(_ directory.Origin, text []byte) error {
	var d roleDefinition
	if err := json.Unmarshal(text, &d); err != nil {
		return recordError(err)
	}
	if d.ID == "" && d.TemplateID == "" {
		return errors.New("role definition without id")
	}
	for _, id := range []string{d.ID, d.TemplateID} {
		if id != "" {
			r.definitions[foldName(id)] = d
		}
	}
	return nil
}

// takeDirectoryRole reads a record of directoryRoles.json.
func (r *roleReader) takeDirectoryRole(o directory.Origin, text []byte) error {
	var d struct {
		DisplayName, RoleTemplateID string
		Members                     *[]struct {
			ID                   string
			Type                 string              `json:"@odata.type"`
			AdditionalProperties map[string]typeOnly `json:"additionalProperties"`
		}
		More string `json:"members@odata.nextLink"`
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return recordError(err)
	}
	name := cmp.Or(d.DisplayName, d.RoleTemplateID)
	switch {
	case name == "":
		return errors.New("directory role without displayName and roleTemplateId")
	case d.Members == nil:
		r.unexpanded = append(r.unexpanded, name)
		return nil
	case len(*d.Members) == expandLimit || d.More != "":
		r.atLimit = append(r.atLimit, name)
	}
	for _, m := range *d.Members {
		kind := cmp.Or(m.Type, string(m.AdditionalProperties["@odata.type"]))
		r.grants = append(r.grants, grant{m.ID, kind, directory.Role{Name: d.DisplayName, TemplateID: d.RoleTemplateID, Origin: o}})
	}
	return nil
}

// typeOnly is a value of AdditionalProperties of which only texts matter.
type typeOnly string

// UnmarshalJSON takes a text and drops everything else.
func (t *typeOnly) UnmarshalJSON(text []byte) error {
	var s string
	if json.Unmarshal(text, &s) == nil {
		*t = typeOnly(s)
	}
	return nil
}

// takeAssignment reads a record of roleAssignments.json.
func (r *roleReader) takeAssignment(o directory.Origin, text []byte) error {
	return r.takeGrant(o, text, false)
}

// takeEligibility reads a record of roleEligibilitySchedules.json.
func (r *roleReader) takeEligibility(o directory.Origin, text []byte) error {
	return r.takeGrant(o, text, true)
}

func (r *roleReader) takeGrant(o directory.Origin, text []byte, eligible bool) error {
	var d struct {
		PrincipalID, RoleDefinitionID, DirectoryScopeID, AppScopeID, Status string
		RoleDefinition                                                      *roleDefinition
		Principal                                                           struct {
			Type string `json:"@odata.type"`
		}
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return recordError(err)
	}
	if d.PrincipalID == "" || d.RoleDefinitionID == "" && d.RoleDefinition == nil {
		return errors.New("role assignment without principalId or roleDefinitionId")
	}
	switch strings.ToLower(d.Status) {
	case "canceled", "denied", "failed", "revoked":
		return nil // the schedule never began or has ended
	}
	role := directory.Role{TemplateID: d.RoleDefinitionID, Eligible: eligible, Scope: scopeOf(d.DirectoryScopeID, d.AppScopeID), Origin: o}
	if in := d.RoleDefinition; in != nil {
		role.Name, role.TemplateID = in.DisplayName, cmp.Or(in.TemplateID, in.ID, d.RoleDefinitionID)
		if in.IsPrivileged != nil {
			role.Privileged = directory.Bool(*in.IsPrivileged)
		}
	}
	r.grants = append(r.grants, grant{d.PrincipalID, d.Principal.Type, role})
	return nil
}

// scopeOf gives the scope of an assignment, "" for the whole directory.
func scopeOf(directoryScope, appScope string) string {
	if directoryScope == "/" || directoryScope == "" && appScope == "/" {
		return ""
	}
	return cmp.Or(directoryScope, appScope)
}

// complete fills in what a grant does not say about its role: first from the
// snapshot's own definitions, then from the table of built-in roles (HM-6a).
func (r *roleReader) complete(role directory.Role) directory.Role {
	d, ok := r.definitions[foldName(role.TemplateID)]
	if ok {
		role.Name = cmp.Or(d.DisplayName, role.Name)
		role.TemplateID = cmp.Or(d.TemplateID, role.TemplateID)
		if d.IsPrivileged != nil {
			role.Privileged = directory.Bool(*d.IsPrivileged)
		}
	}
	return completeRole(role)
}

// completeRole fills in what the table of built-in roles knows.
func completeRole(role directory.Role) directory.Role {
	if b, ok := directory.LookupRole(cmp.Or(role.TemplateID, role.Name)); ok {
		role.Name = cmp.Or(role.Name, b.Name)
		role.TemplateID = cmp.Or(role.TemplateID, b.TemplateID)
		if role.Privileged == directory.Unknown {
			role.Privileged = directory.Bool(b.Privileged)
		}
	}
	role.Name = cmp.Or(role.Name, role.TemplateID)
	return role
}

// addRole gives a user a role unless they hold it already.
func addRole(o *directory.CloudObject, role directory.Role) {
	for i := range o.Roles {
		h := &o.Roles[i]
		same := strings.EqualFold(h.TemplateID, role.TemplateID) && h.TemplateID != "" || strings.EqualFold(h.Name, role.Name)
		if same && h.Eligible == role.Eligible && strings.EqualFold(h.Scope, role.Scope) {
			if h.Privileged == directory.Unknown {
				h.Privileged = role.Privileged
			}
			return
		}
	}
	o.Roles = append(o.Roles, role)
}

// holders finds the users that grants name, by folded id. What is done to them
// is done to those of the tenant.
func (s *snapshot) holders() map[string]*directory.CloudObject {
	found := map[string]*directory.CloudObject{}
	for _, g := range s.roles.grants {
		found[foldName(g.principal)] = nil
		for _, m := range s.members[foldName(g.principal)] {
			found[foldName(m)] = nil
		}
	}
	unpacked := map[int]*directory.CloudObject{}
	for id := range found {
		if n := s.users.find(id); n >= 0 && s.tenant.Glance(n).User {
			found[id] = s.tenant.At(n)
			unpacked[n] = found[id]
		}
	}
	for _, o := range s.tenant.Objects {
		id := foldName(o.ID)
		if user, wanted := found[id]; wanted && user == nil && o.Type == directory.TypeUser {
			found[id] = o
		}
	}
	s.tenant.Replace(unpacked)
	return found
}

// settleRoles gives the roles to the users of the snapshot.
func (s *snapshot) settleRoles() {
	r := &s.roles
	holders := s.holders()
	var groups, cut, strangers []string
	for _, g := range r.grants {
		id, role := foldName(g.principal), r.complete(g.role)
		name, isGroup := r.groups[id]
		isGroup = isGroup || strings.HasSuffix(strings.ToLower(g.kind), ".group")
		members := s.members[id]
		switch {
		case holders[id] != nil:
			addRole(holders[id], role)
		case isGroup && len(members) > 0:
			if r.cutGroups[id] {
				addFold(&cut, fmt.Sprintf("%s (%s)", cmp.Or(name, g.principal), role.Name))
			}
			for _, m := range members {
				if o := holders[foldName(m)]; o != nil {
					addRole(o, role)
				}
			}
		case isGroup:
			r.openActive, r.openEligible = r.openActive || !role.Eligible, r.openEligible || role.Eligible
			addFold(&groups, fmt.Sprintf("%s (%s)", cmp.Or(name, g.principal), role.Name))
		case g.kind == "" || strings.HasSuffix(strings.ToLower(g.kind), ".user"):
			addFold(&strangers, fmt.Sprintf("%s (%s)", g.principal, role.Name))
		}
	}
	s.tenant.Known.Roles, s.tenant.Known.Eligible = r.active && !r.openActive, r.eligible && !r.openEligible
	s.tellRoles(groups, cut, strangers)
}

// tellRoles names what the role files leave open: groups without known
// members, groups whose list of members may be cut off, and ids that are no
// user.
func (s *snapshot) tellRoles(groups, cut, strangers []string) {
	r := &s.roles
	if len(r.unexpanded) > 0 {
		s.gap("roles-unexpanded", "%s: the members of %s are not in it. Whether a user holds one of these roles, and so is refused a match, is unknown. "+
			"Save GET /v1.0/directoryRoles?$expand=members, or GET /v1.0/roleManagement/directory/roleAssignments as %s.",
			directoryRolesFile, listing(r.unexpanded), roleAssignmentsFile)
	}
	if len(r.atLimit) > 0 {
		s.gap("roles-truncated", "%s: $expand gives at most %d members, and %s came with that many. A member that is left out looks like a user without a role. "+
			"Save GET /v1.0/roleManagement/directory/roleAssignments as %s.",
			directoryRolesFile, expandLimit, listing(r.atLimit), roleAssignmentsFile)
	}
	if len(cut) > 0 {
		s.gap("roles-truncated", "%s: $expand gives at most %d members, and these groups with roles came with that many: %s. A member that is left out looks like a user without a role. "+
			"Name the members in the tenant file under roles.", groupsFile, expandLimit, listing(cut))
	}
	if len(groups) > 0 {
		s.gap("roles-group", "roles are given to groups whose members the snapshot does not have: %s. A member looks like a user without a role, so a match that is refused can be predicted as one. "+
			"Save GET /v1.0/groups?$expand=members as %s, or name the members in the tenant file under roles.", listing(groups), groupsFile)
	}
	if len(strangers) > 0 {
		s.gap("roles-unknown-holder", "roles are given to ids that are no user of the snapshot: %s. They are groups, applications, or users that %s lacks; whose roles these are is unknown.",
			listing(strangers), s.usersFile)
	}
}

// listing joins names for a sentence and leaves out what would be too long.
func listing(names []string) string {
	const most = 10
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
