package wire

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"presync/fakegraph"
	"presync/sim/directory"
)

// record is an object as Graph's JSON.
type record map[string]any

// Seed makes the content of a Graph server of a tenant. The objects are written
// when the server takes them, one by one; they have to stay as they are until
// then.
func Seed(t *directory.Tenant) fakegraph.Seed {
	p := wholeTenant(t)
	return p.seed()
}

// seed is Seed for a part of the objects.
func (p *cloudPart) seed() fakegraph.Seed {
	var s fakegraph.Seed
	t := p.tenant
	roles := roleSeed{seed: &s, made: map[directory.Role]string{}}
	for _, i := range p.holders {
		if p.first <= i && i < p.end {
			roles.add(t.At(i))
		}
	}
	for list, objects := range []*fakegraph.Objects{&s.Users, &s.DeletedUsers, &s.Groups, &s.Contacts} {
		*objects = fakegraph.Objects{p.texts(list)}
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

// The lists of a seed.
const (
	usersList = iota
	deletedList
	groupsList
	contactsList

	seedLists // how many there are
)

// in gives the places of the objects of a list.
func (p *cloudPart) in(list int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := p.first; i < p.end; i++ {
			if p.listOf(i) == list && !yield(i) {
				return
			}
		}
	}
}

// listOf tells which list an object belongs to.
func (p *cloudPart) listOf(i int) int {
	g := p.tenant.Glance(i)
	if !g.User {
		switch p.tenant.At(i).Type {
		case directory.TypeGroup:
			return groupsList
		case directory.TypeContact:
			return contactsList
		}
	}
	if g.Deleted {
		return deletedList
	}
	return usersList
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
