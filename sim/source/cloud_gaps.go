package source

import (
	"fmt"
	"strconv"

	"presync/sim/directory"
)

// usersRequest is the request that leaves no gap about users.
const usersRequest = "GET /beta/users?$top=999&$select=id,userPrincipalName,displayName,mail,mailNickname,proxyAddresses,userType," +
	"accountEnabled,assignedPlans,onPremisesImmutableId,onPremisesSyncEnabled,onPremisesObjectIdentifier," +
	"onPremisesSecurityIdentifier,onPremisesUserPrincipalName,onPremisesProvisioningErrors, and every @odata.nextLink of it"

// columnGaps are what it means that users come without a property.
var columnGaps = [...]struct {
	prop  property
	id    string
	means string
}{
	{propUserPrincipalName, "cloud-no-userPrincipalName", "No match or conflict by userPrincipalName can be seen."},
	{propImmutableID, "cloud-no-immutableId", "No hard match can be seen, and a user that is linked to another AD user looks as if it were free for a soft match."},
	{propSyncEnabled, "cloud-no-syncEnabled", "Synced users, users that fell out of scope and cloud-managed users look alike, so a soft match can be predicted that the service refuses."},
	{propProxyAddresses, "cloud-no-proxyAddresses", "Matches by primary SMTP address and conflicts over any e-mail address cannot be seen."},
	{propMail, "cloud-no-mail", "The primary address of users without proxyAddresses is unknown."},
	{propObjectIdentifier, "cloud-no-objectIdentifier", "Whether a hard match is refused because the user is mapped to another AD object (AttributeUpdateNotAllowed) is unknown. Only the beta endpoint has the property."},
	{propAssignedPlans, "licences-unknown", "Whether a user has Exchange Online is unknown, so the addresses that the service adds, and conflicts over them, are uncertain. The tenant file can name licensed users under exchangeLicensed."},
}

// tellColumns names the properties that no user has.
func (s *snapshot) tellColumns() {
	known := s.users.columns(0)
	for _, g := range columnGaps {
		if known.has(g.prop) {
			continue
		}
		name := cloudProperties[g.prop].name
		why := "no user has " + name + ", so it was not selected"
		switch {
		case s.users.flattened.has(g.prop):
			why = name + " holds only type names, because the tool that wrote the file does not write lists"
		case s.users.powerShell && s.users.seen[0].has(g.prop):
			why = name + " is empty for every user, as in objects of Get-MgUser that were fetched without -Property " + name
		case s.facts.format == formatCSV:
			why = "the table has no column " + name
		}
		s.gap(g.id, "%s: %s. %s To know, save %s.", s.usersFile, why, g.means, usersRequest)
	}
	s.tenant.Known.Licences = known.has(propAssignedPlans)
}

// tellValues names what the values of the users leave open.
func (s *snapshot) tellValues() {
	if !s.users.anyID {
		s.gap("cloud-no-ids", "%s: no user has an id, so the userPrincipalName stands for it. Roles, groups and other files of the tenant cannot be tied to users, and commands that need the id cannot be made. To know, save %s.",
			s.usersFile, usersRequest)
	}
	if s.facts.twoValued {
		s.gap("cloud-syncEnabled-two-valued", "%s: the table says False or No for users that were never synced and for users that fell out of scope. Those without an immutable ID are taken as never synced. To know, save %s.",
			s.usersFile, usersRequest)
	}
	if len(s.facts.empty) > 0 {
		s.gap("cloud-column-empty", "%s: the table has no value in any row for %s. If it was made of Get-MgUser without -Property, that means not asked for and not null, and what is predicted from it is wrong. To know, save %s.",
			s.usersFile, listing(s.facts.empty), usersRequest)
	}
	if s.facts.badUTF8 > 0 {
		s.gap("cloud-encoding", "%s:%d: the text is not UTF-8 from here on, so letters beyond ASCII are lost and names with them do not match. Save it as UTF-8 again.",
			s.usersFile, s.facts.badUTF8)
	}
	if n := s.facts.odd.count; n > 0 {
		s.gap("cloud-encoding", "%s: %s read as Windows-1252, the first on line %d as %q; letters may be wrong. Export it as UTF-8 (Export-Csv -Encoding UTF8).",
			s.usersFile, counted(n, "value is not UTF-8 and was", "values are not UTF-8 and were"), s.facts.odd.line, shorten([]byte(s.facts.odd.text)))
	}
	if n := s.handedOver(); n > 0 {
		s.gap("cloud-no-syncBehavior", "%s: %s, and onPremisesSyncBehavior is not known. A user whose source of authority was moved to the cloud is not taken over (HM-10), and looks the same. "+
			"Add the answer of GET /beta/users/{id}/onPremisesSyncBehavior to the user as onPremisesSyncBehavior.",
			s.usersFile, counted(n, "user has an immutable ID and is not synced", "users have an immutable ID and are not synced"))
	}
}

// counted puts a number before a sentence about one or about several.
func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + several
}

// handedOver counts users who may have been moved to the cloud: they carry an
// anchor, are not synced, and nothing says who is their source of authority.
func (s *snapshot) handedOver() int {
	known := s.users.columns(0)
	if known.has(propIsCloudManaged) || known.has(propSyncBehavior) || !known.has(propImmutableID) || !known.has(propSyncEnabled) {
		return 0
	}
	n := 0
	users := s.users.list()
	for i := range users.Len() {
		if g := users.Glance(i); g.User && g.Anchored && g.Sync == directory.Null {
			n++
		}
	}
	return n
}

// tellIncomplete names a file that does not go to its end, and reports whether
// it does.
func (s *snapshot) tellIncomplete(label string, f *fileFacts, what string) (complete bool) {
	switch {
	case f.cut != nil:
		s.gap("cloud-truncated", "%s: the text stops being JSON (%s), so the %d %s before are all that is known. One that is missing looks as if it did not exist. Fetch the file again.", label, f.cut, f.records, what)
	case f.graphErr != nil:
		s.gap("cloud-truncated", "%s: %s; the %d %s beside it are all that is known. One that is missing looks as if it did not exist. Run the request again.", label, f.graphErr, f.records, what)
	case f.nextLink > 0:
		s.gap("cloud-first-page-only", "%s:%d: the last page ends in an @odata.nextLink, so the %d %s are not all. One that is missing looks as if it did not exist. Follow every @odata.nextLink and append what it answers to the file.", label, f.nextLink, f.records, what)
	case f.counted > f.records:
		s.gap("cloud-first-page-only", "%s: @odata.count says %d and the file has %d %s. One that is missing looks as if it did not exist. Follow every @odata.nextLink and append what it answers to the file.", label, f.counted, f.records, what)
	default:
		return true
	}
	return false
}

// tellPeerColumns names what is missing in a file of deleted users, groups or
// contacts.
func (s *snapshot) tellPeerColumns(label string, b *cloudBuilder) {
	switch {
	case b.count() == 0:
	case b.deleted && !b.columns(0).has(propImmutableID):
		s.gap("deleted-no-immutableId", "%s: no deleted user has onPremisesImmutableId, so it was not selected. A new AD user that would restore one by hard match is predicted as a new user. "+
			"Save GET /v1.0/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,displayName,deletedDateTime,onPremisesImmutableId,onPremisesSyncEnabled.", label)
	case !b.deleted && !b.columns(1).has(propProxyAddresses):
		s.gap("peers-no-proxyAddresses", "%s: no record has proxyAddresses, so an address that one of them holds looks free. Add proxyAddresses to $select.", label)
	}
}

// finish settles what needs all files, and names what none of them told.
func (s *snapshot) finish() (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	if s.users.count() > 0 {
		s.tellColumns()
		s.tellValues()
	}
	s.settleDomains()
	s.settleThreshold()
	s.settleRoles()
	s.tellMissingFiles()
	return s.tenant, s.inputs, s.gaps, nil
}

// tellMissingFiles names the parts of the tenant that the snapshot lacks.
func (s *snapshot) tellMissingFiles() {
	known, set := s.tenant.Known, &s.tenant.Settings
	if !known.Domains {
		s.gap("domains-unknown", "the verified domains are not exported; those in which users have their names are taken: %s. A domain that is verified and not used yet looks unverified, so a new user's userPrincipalName can be predicted with the initial domain. "+
			"Save GET /v1.0/organization as %s, or set verifiedDomains in the tenant file.", orNone(set.VerifiedDomains), organizationFile)
	}
	if !known.Initial {
		found := "none is found in the names of users, so placeholder names cannot be made"
		if set.InitialDomain != "" {
			found = set.InitialDomain + " is taken, because most names of users in onmicrosoft.com have it"
		}
		s.gap("initial-domain-unknown", "the initial domain is not exported; %s. Save GET /v1.0/organization as %s, or set initialDomain in the tenant file.", found, organizationFile)
	}
	if !known.Features {
		s.gap("features-unknown", "the features of directory synchronisation are not exported, and the defaults of a tenant that begins today are taken. If the tenant blocks soft match or take-over by hard match, users are refused that are predicted as matched. "+
			"Save GET /v1.0/directory/onPremisesSynchronization as %s, or set features in the tenant file.", synchronizationFile)
	}
	if !known.Roles && len(s.roles.unexpanded) == 0 && !s.roles.openActive {
		s.gap("roles-unknown", "role assignments are not exported, or not all of them, and who is not named in them is taken to hold no role. A soft match or hard match with an administrator is refused, and is predicted as a match. "+
			"Save GET /v1.0/roleManagement/directory/roleAssignments as %s, or set roles in the tenant file.", roleAssignmentsFile)
	}
	if !known.Eligible && !s.roles.openEligible {
		s.gap("eligibility-unknown", "eligible role assignments (PIM) are not exported, or not all of them. A hard match with somebody who is eligible for a privileged role is refused, and is predicted as a match. "+
			"Save GET /v1.0/roleManagement/directory/roleEligibilitySchedules as %s, or set roles in the tenant file.", roleEligibilityFile)
	}
	for _, part := range []struct {
		known          bool
		id, what, does string
		request, file  string
	}{
		{known.Deleted, "deleted-users-unknown", "deleted users are", "A user in the recycle bin is restored by a hard match, or stands in its way, and is predicted as a new user", "/directory/deletedItems/microsoft.graph.user", deletedUsersFile},
		{known.Groups, "groups-unknown", "groups are", "An address that a group holds looks free", "/groups?$select=id,displayName,mail,mailNickname,proxyAddresses,onPremisesSyncEnabled", groupsFile},
		{known.Contacts, "contacts-unknown", "contacts are", "An address that a contact holds looks free", "/contacts", contactsFile},
	} {
		if !part.known {
			s.gap(part.id, "%s not exported, or not all of them. %s. Save GET /v1.0%s as %s.", part.what, part.does, part.request, part.file)
		}
	}
}

// orNone writes a list for a sentence.
func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return fmt.Sprint(listing(names))
}
