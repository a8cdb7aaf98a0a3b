package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"presync/fakegraph"
	"presync/sim/directory"
	"presync/sim/source"
)

// record is an object as Graph's JSON.
type record map[string]any

// Seed makes the content of a Graph server of a tenant.
func Seed(t *directory.Tenant) fakegraph.Seed {
	var s fakegraph.Seed
	roles := roleSeed{seed: &s, made: map[directory.Role]string{}}
	for _, o := range t.Objects {
		list := &s.Users
		switch {
		case o.Type == directory.TypeGroup:
			list = &s.Groups
		case o.Type == directory.TypeContact:
			list = &s.Contacts
		case o.Deleted:
			list = &s.DeletedUsers
		}
		*list = append(*list, objectRecord(o))
		roles.add(o)
	}
	verified := []record{}
	for _, name := range domainsOf(&t.Settings) {
		kind := "Managed"
		if t.Settings.IsFederated(name) {
			kind = "Federated"
		}
		verified = append(verified, record{"name": name, "type": kind, "isInitial": strings.EqualFold(name, t.Settings.InitialDomain)})
		s.Domains = append(s.Domains, record{"id": name, "isVerified": true, "authenticationType": kind,
			"isInitial": strings.EqualFold(name, t.Settings.InitialDomain)})
	}
	s.Organization = fakegraph.Objects{record{"id": "organization", "verifiedDomains": verified}}
	prevention := record{"synchronizationPreventionType": "enabledForCount", "alertThreshold": t.Settings.DeletionThreshold}
	if t.Settings.DeletionThreshold == 0 {
		prevention = record{"synchronizationPreventionType": "disabled"}
	}
	s.OnPremisesSynchronization = fakegraph.Objects{record{"id": "organization", "features": t.Settings.Features,
		"configuration": record{"accidentalDeletionPrevention": prevention}}}
	return s
}

// domainsOf are the domains of the tenant in the order of the settings.
func domainsOf(s *directory.Settings) []string {
	var names []string
	for _, name := range slices.Concat(s.VerifiedDomains, s.FederatedDomains, []string{s.InitialDomain}) {
		if name != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			names = append(names, name)
		}
	}
	return names
}

// objectRecord is a user, group or contact as Graph shows it. What has no value
// is left out.
func objectRecord(o *directory.CloudObject) record {
	r := record{"id": o.ID}
	for _, text := range []carriedValue{
		{"displayName", o.DisplayName}, {"userPrincipalName", string(o.UserPrincipalName)}, {"mail", o.Mail},
		{"mailNickname", o.MailNickname}, {"userType", o.UserType}, {"onPremisesImmutableId", string(o.ImmutableID)},
		{"onPremisesSecurityIdentifier", string(o.SecurityID)}, {"onPremisesUserPrincipalName", string(o.OnPremUPN)},
		{"onPremisesSamAccountName", o.OnPremSAM}, {"onPremisesDistinguishedName", o.OnPremDN},
	} {
		if text.value != "" {
			r[text.name] = text.value
		}
	}
	for name, flag := range map[string]directory.Tristate{"accountEnabled": o.AccountEnabled, "onPremisesSyncEnabled": o.SyncEnabled} {
		if flag == directory.True || flag == directory.False {
			r[name] = flag == directory.True
		}
	}
	if len(o.ProxyAddresses) > 0 {
		var values []string
		for _, a := range o.ProxyAddresses {
			values = append(values, a.String())
		}
		r["proxyAddresses"] = values
	}
	if o.Type == directory.TypeUser {
		userRecord(o, r)
	}
	return r
}

// userRecord adds what only users have.
func userRecord(o *directory.CloudObject, r record) {
	for name, value := range o.Profile.All() {
		if source.IsGraphList(name) {
			r[name] = strings.Split(value, "; ")
		} else {
			r[name] = value
		}
	}
	if !o.ObjectIdentifier.IsZero() {
		r["onPremisesObjectIdentifier"] = o.ObjectIdentifier.String()
	}
	if o.CloudMastered {
		r["onPremisesSyncBehavior"] = record{"isCloudManaged": true}
	}
	if o.ExchangePlan {
		r["assignedPlans"] = []record{{"service": "exchange", "capabilityStatus": "Enabled", "servicePlanId": exchangePlan}}
	}
	if !o.DeletedAt.IsZero() {
		r["deletedDateTime"] = o.DeletedAt.UTC().Format(time.RFC3339Nano)
	}
	var errors []record
	for _, q := range o.Quarantined {
		errors = append(errors, record{"category": "PropertyConflict", "propertyCausingError": q.Property, "value": q.Value})
	}
	if errors != nil {
		r["onPremisesProvisioningErrors"] = errors
	}
}

// exchangePlan is the service plan EXCHANGE_S_ENTERPRISE.
const exchangePlan = "efb87545-963c-4e0d-99df-69c6916d9eb0"

// madeRole begins the ids of role definitions that are made here.
const madeRole = "made-role-"

// roleSeed makes role definitions and assignments.
type roleSeed struct {
	seed *fakegraph.Seed
	made map[directory.Role]string // the definitions that are there
}

// add gives a user the roles that it holds.
func (s *roleSeed) add(o *directory.CloudObject) {
	for _, r := range o.Roles {
		scope := r.Scope
		if scope == "" {
			scope = "/"
		}
		assignment := record{"id": fmt.Sprintf("assignment-%d", len(s.seed.RoleAssignments)+len(s.seed.RoleEligibilitySchedules)),
			"principalId": o.ID, "roleDefinitionId": s.definition(r), "directoryScopeId": scope}
		if r.Eligible {
			s.seed.RoleEligibilitySchedules = append(s.seed.RoleEligibilitySchedules, assignment)
		} else {
			s.seed.RoleAssignments = append(s.seed.RoleAssignments, assignment)
		}
	}
}

// definition gives the id of the definition of a role.
func (s *roleSeed) definition(r directory.Role) string {
	key := directory.Role{Name: r.Name, TemplateID: r.TemplateID, Privileged: r.Privileged}
	if id, ok := s.made[key]; ok {
		return id
	}
	id := fmt.Sprintf("%s%d", madeRole, len(s.made))
	s.made[key] = id
	d := record{"id": id, "displayName": r.Name}
	if r.TemplateID != "" {
		d["templateId"] = r.TemplateID
	}
	if r.Privileged == directory.True || r.Privileged == directory.False {
		d["isPrivileged"] = r.Privileged == directory.True
	}
	s.seed.RoleDefinitions = append(s.seed.RoleDefinitions, d)
	return id
}
