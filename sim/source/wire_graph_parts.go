package source

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"presync/sim/directory"
)

// graphPart is a part of the tenant: the request that reads it, and the file
// of a snapshot folder that the answer would be saved as.
type graphPart struct {
	file     string
	path     string
	versions []string // to ask, in turn
	// pages and expand are what goes into the query; fields are the properties
	// to select, betaFields those of them that v1.0 does not have.
	paged      bool
	expand     string
	fields     []string
	betaFields []string
	// permission is the least that reads it; gap is what its absence is called.
	permission string
	gap        string
}

// graphParts are the parts in the order in which they are read. Addresses and
// least permissions: the pages "List users", "List deletedItems", "List
// groups", "List orgContacts", "List organizations", "List domains", "List
// onPremisesDirectorySynchronization", "List unifiedRoleDefinitions", "List
// directoryRoles", "List unifiedRoleAssignments" and "List
// roleEligibilitySchedules" of the Graph reference (2026-11).
var graphParts = [...]graphPart{
	{file: usersFile, path: "users", versions: betaFirst, paged: true, fields: userFields(), betaFields: onlyInBeta, permission: "User.Read.All"},
	{file: deletedUsersFile, path: "directory/deletedItems/microsoft.graph.user", versions: betaFirst, paged: true,
		fields: userFields(), betaFields: onlyInBeta, permission: "User.Read.All", gap: "deleted-users-unknown"},
	{file: groupsFile, path: "groups", versions: v1Only, paged: true, fields: peerFields, permission: "GroupMember.Read.All", gap: "groups-unknown"},
	{file: contactsFile, path: "contacts", versions: v1Only, paged: true, fields: peerFields, permission: "OrgContact.Read.All", gap: "contacts-unknown"},
	{file: organizationFile, path: "organization", versions: v1Only, fields: []string{"id", "verifiedDomains"}, permission: "Organization.Read.All", gap: "initial-domain-unknown"},
	{file: domainsFile, path: "domains", versions: v1Only, permission: "Domain.Read.All", gap: "domains-unknown"},
	{file: synchronizationFile, path: "directory/onPremisesSynchronization", versions: v1Only,
		permission: "OnPremDirectorySynchronization.Read.All", gap: "features-unknown"},
	{file: roleDefinitionsFile, path: "roleManagement/directory/roleDefinitions", versions: betaFirst,
		fields: []string{"id", "templateId", "displayName", "isPrivileged"}, betaFields: []string{"isPrivileged"}, permission: "RoleManagement.Read.Directory"},
	{file: directoryRolesFile, path: "directoryRoles", versions: v1Only, expand: "members", permission: "RoleManagement.Read.Directory"},
	{file: roleAssignmentsFile, path: "roleManagement/directory/roleAssignments", versions: v1Only,
		permission: "RoleManagement.Read.Directory", gap: "roles-unknown"},
	{file: roleEligibilityFile, path: "roleManagement/directory/roleEligibilitySchedules", versions: v1Only,
		permission: "RoleEligibilitySchedule.Read.Directory", gap: "eligibility-unknown"},
}

var (
	betaFirst  = []string{graphBeta, graphV1}
	v1Only     = []string{graphV1}
	onlyInBeta = []string{cloudProperties[propObjectIdentifier].name}
	peerFields = []string{"id", "displayName", "mail", "mailNickname", "proxyAddresses", "onPremisesSyncEnabled"}
)

// userFields are the properties of users that matching needs: all that the
// readers know and that a user has.
func userFields() []string {
	var names []string
	for p := propID; p < propCount; p++ {
		switch p {
		case propODataType, propSyncBehavior, propIsCloudManaged, propAdditional, propMembers:
		default:
			names = append(names, cloudProperties[p].name)
		}
	}
	return names
}

// IsGraphList reports whether Graph has a list of texts for a property of
// CloudObject.Profile, where the readers join the values with "; ".
func IsGraphList(property string) bool {
	for p := propGivenName; p < propCount; p++ {
		if cloudProperties[p].name == property {
			return cloudProperties[p].kind == textList
		}
	}
	return false
}

// query is the query of the request to a version.
func (p *graphPart) query(version string) string {
	var options []string
	if p.paged {
		options = append(options, "$top=999")
	}
	if p.expand != "" {
		options = append(options, "$expand="+p.expand)
	}
	var fields []string
	for _, f := range p.fields {
		if version == graphBeta || !slices.Contains(p.betaFields, f) {
			fields = append(fields, f)
		}
	}
	if len(fields) > 0 {
		options = append(options, "$select="+strings.Join(fields, ","))
	}
	return strings.Join(options, "&")
}

// readGroupHolders reads the members of the groups that hold roles, since a
// list of groups gives none.
func (g *graphReader) readGroupHolders(ctx context.Context) error {
	for _, grant := range g.roles.grants {
		id := foldName(grant.principal)
		if _, isGroup := g.roles.groups[id]; !isGroup || g.members[id] != nil {
			continue
		}
		g.members[id] = []string{}
		next := g.client.address(graphV1, "groups/"+url.PathEscape(grant.principal)+"/members", "$select=id&$top=999")
		for asked := map[string]bool{}; next != "" && !asked[next]; {
			asked[next] = true
			page, err := g.client.get(ctx, next)
			var refused *graphRefusal
			if errors.As(err, &refused) {
				break // the role stays one of a group without known members, which is a gap
			}
			if err != nil {
				return err
			}
			var answer struct{ Value []struct{ ID string } }
			if err := json.Unmarshal(page.text, &answer); err != nil {
				return g.client.unreadable(next, err)
			}
			for _, m := range answer.Value {
				g.members[id] = append(g.members[id], m.ID)
			}
			next = page.next
		}
	}
	return nil
}

// MostBehaviors is how many users ReadGraph asks one by one who is their source
// of authority. Where more may have been moved to the cloud, none is asked, and
// that is a gap.
const MostBehaviors = 1000

// MayBeHandedOver reports whether an object may be a user who was moved to the
// cloud: it carries an anchor and is not synced.
func MayBeHandedOver(o directory.Glance) bool {
	return o.User && !o.Deleted && o.Anchored && o.Sync != directory.True
}

// readBehavior asks for onPremisesSyncBehavior of the users that may have been
// moved to the cloud: they carry an anchor and are not synced.
func (g *graphReader) readBehavior(ctx context.Context) error {
	var asked []int
	for i := range g.tenant.Len() {
		if MayBeHandedOver(g.tenant.Glance(i)) {
			asked = append(asked, i)
		}
	}
	if len(asked) > MostBehaviors {
		return nil
	}
	answered := map[int]*directory.CloudObject{}
	defer func() { g.tenant.Replace(answered) }()
	for _, i := range asked {
		o := g.tenant.At(i)
		page, err := g.client.get(ctx, g.client.address(graphV1, "users/"+url.PathEscape(o.ID)+"/onPremisesSyncBehavior", "$select=id,isCloudManaged"))
		var refused *graphRefusal
		switch {
		case errors.As(err, &refused) && refused.status == http.StatusNotFound:
			continue
		case errors.As(err, &refused):
			return nil
		case err != nil:
			return err
		}
		var answer struct{ IsCloudManaged bool }
		if err := json.Unmarshal(page.text, &answer); err != nil {
			return g.client.unreadable(o.ID, err)
		}
		o.CloudMastered = answer.IsCloudManaged
		answered[i] = o
	}
	g.users.seen[0].add(propSyncBehavior)
	return nil
}
