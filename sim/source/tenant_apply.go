package source

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
)

// Apply lays the file over a tenant: every key that is there wins over what
// the snapshot says. A list of roles is all the roles that there are;
// exchangeLicensed adds to the licences of the snapshot. Objects that change
// are copied first, so that another tenant with the same objects stays as it
// was. Users that the tenant does not have are told by Gaps.
//
// It reports an error for settings that contradict each other.
func (t *TenantFile) Apply(tenant *directory.Tenant) error {
	if t == nil {
		return nil
	}
	set, known := &tenant.Settings, &tenant.Known
	licensedBefore := set.ExchangeLicensed
	for _, k := range tenantKeys() {
		if t.Has(k.name) {
			assign(k.field(set), k.field(&t.settings))
		}
	}
	if t.Has("roles") {
		set.Roles = slices.Clone(t.settings.Roles)
	}
	for name, on := range t.features {
		if field := featureField(&set.Features, name); field != nil {
			*field = on
		}
	}
	known.Initial = known.Initial || t.Has("initialDomain")
	known.Domains = known.Domains || t.Has("verifiedDomains")
	known.Anchor = known.Anchor || t.Has("previousSourceAnchor")
	known.Features = known.Features || t.Has("features")
	known.Roles = known.Roles || t.Has("roles")
	known.Eligible = known.Eligible || t.Has("roles")
	known.Licences = known.Licences || t.Has("exchangeLicensed")
	t.applyRoles(tenant)
	if t.Has("exchangeLicensed") {
		license(tenant, licensedBefore, set.ExchangeLicensed)
	}
	if set.InitialDomain != "" && set.IsFederated(set.InitialDomain) {
		return fmt.Errorf("%s: federatedDomains names the initial domain %s, which cannot be federated", t.where("federatedDomains"), set.InitialDomain)
	}
	return nil
}

// where says where a key is set.
func (t *TenantFile) where(key string) string {
	line, says := t.lines[key]
	if !says {
		return "tenant"
	}
	if line == 0 {
		return "--set " + key
	}
	return directory.Origin{Source: t.name, Line: line}.String()
}

// applyRoles makes the roles of the file those of the tenant.
func (t *TenantFile) applyRoles(tenant *directory.Tenant) {
	if !t.Has("roles") {
		return
	}
	given := map[int][]directory.Role{}
	var names []string
	for _, r := range t.settings.Roles {
		names = append(names, r.User)
	}
	places := findUsers(tenant, names)
	for i, r := range t.settings.Roles {
		if at, ok := places[foldName(r.User)]; ok {
			given[at] = append(given[at], t.role(i, tenant))
		}
	}
	changed := map[int]*directory.CloudObject{}
	for i, o := range tenant.WithRoles() {
		changed[i] = o.Clone()
	}
	for i := range given {
		if changed[i] == nil {
			changed[i] = tenant.At(i).Clone()
		}
	}
	for i, o := range changed {
		o.Roles = nil
		for _, role := range given[i] {
			addRole(o, role)
		}
	}
	tenant.Replace(changed)
}

// license gives the users of a list an Exchange plan, and takes it from those
// that an earlier list gave it and this one does not name.
func license(tenant *directory.Tenant, before, now []string) {
	changed := map[int]*directory.CloudObject{}
	give := func(names []string, plan bool) {
		for _, at := range findUsers(tenant, names) {
			o := changed[at]
			if o == nil {
				o = tenant.At(at).Clone()
			}
			if o.ExchangePlan != plan {
				o.ExchangePlan = plan
				changed[at] = o
			}
		}
	}
	give(before, false)
	give(now, true)
	tenant.Replace(changed)
}

// findUsers finds users by their userPrincipalName or id: the place of each
// in the tenant, by the folded name. A user who is not deleted comes before
// one who is.
func findUsers(tenant *directory.Tenant, names []string) map[string]int {
	if len(names) == 0 {
		return nil
	}
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[foldName(name)] = true
	}
	found := map[string]int{}
	for i := range tenant.Len() {
		g := tenant.Glance(i)
		if !g.User {
			continue
		}
		id, upn := tenant.Identity(i)
		for _, name := range [...]string{foldName(id), foldName(string(upn))} {
			before, has := found[name]
			if name != "" && wanted[name] && (!has || tenant.Glance(before).Deleted && !g.Deleted) {
				found[name] = i
			}
		}
	}
	return found
}

// role makes the role of an entry of roles. What the snapshot says of the same
// role wins over the table of built-in roles.
func (t *TenantFile) role(i int, tenant *directory.Tenant) directory.Role {
	entry := t.settings.Roles[i]
	role := directory.Role{Name: entry.Role, Eligible: entry.State == stateEligible}
	if at := t.rolesAt[i]; at > 0 {
		role.Origin = directory.Origin{Source: t.name, Line: at}
	} else {
		role.Origin = directory.Origin{Source: "--set roles"}
	}
	if b, ok := directory.LookupRole(entry.Role); ok {
		role.Name, role.TemplateID = b.Name, b.TemplateID
	}
	for _, o := range tenant.WithRoles() {
		for _, held := range o.Roles {
			if strings.EqualFold(held.Name, role.Name) || held.TemplateID != "" && strings.EqualFold(held.TemplateID, entry.Role) {
				role.Name, role.TemplateID, role.Privileged = held.Name, held.TemplateID, held.Privileged
				return completeRole(role)
			}
		}
	}
	return completeRole(role)
}

// answers says which key of the tenant file closes a gap of ReadCloud.
func answers(gap string) (key string) {
	switch gap {
	case "domains-unknown":
		return "verifiedDomains"
	case "initial-domain-unknown":
		return "initialDomain"
	case "features-unknown":
		return "features"
	case "roles-unknown", "roles-unexpanded", "roles-truncated", "roles-group", "roles-unknown-holder", "eligibility-unknown":
		return "roles"
	case "licences-unknown":
		return "exchangeLicensed"
	case "deletion-threshold-percent", "deletion-threshold-unknown":
		return "deletionThreshold"
	}
	return ""
}

// Gaps gives the gaps that are left of those of ReadCloud once the file is
// applied to the tenant, and those that the file itself brings. It is called
// before Apply.
func (t *TenantFile) Gaps(tenant *directory.Tenant, gaps []directory.Gap) []directory.Gap {
	if t == nil {
		return gaps
	}
	left := slices.DeleteFunc(slices.Clone(gaps), func(g directory.Gap) bool {
		key := answers(g.ID)
		return key != "" && t.Has(key)
	})
	if !t.Has("roles") {
		return left
	}
	var names, strangers, custom []string
	for _, r := range t.settings.Roles {
		names = append(names, r.User)
	}
	users := findUsers(tenant, names)
	for i, r := range t.settings.Roles {
		role := t.role(i, tenant)
		if _, ok := users[foldName(r.User)]; !ok {
			strangers = append(strangers, fmt.Sprintf("%s (%s)", r.User, role.Origin))
		}
		if role.Privileged == directory.Unknown {
			custom = append(custom, fmt.Sprintf("%q (%s)%s", r.Role, role.Origin, didYouMean(r.Role, roleNames())))
		}
	}
	add := func(id, format string, args ...any) {
		left = append(left, directory.Gap{ID: id, Text: fmt.Sprintf(format, args...)})
	}
	if n := countRoles(tenant); n > 0 {
		add("tenant-file-roles-win", "%s: the roles of the tenant file replace %d role assignments of the snapshot. Users who hold a role there and are not named in the file count as users without a role. Leave roles out of the file to use the snapshot's.", t.where("roles"), n)
	}
	if len(strangers) > 0 {
		add("tenant-file-unknown-user", "the tenant file gives roles to users that the tenant does not have: %s. These roles have no effect. Give the userPrincipalName or the id as the cloud export has it.", listing(strangers))
	}
	if len(custom) > 0 {
		add("tenant-file-unknown-role", "the tenant file names roles that are not built in: %s. They count as custom roles, of which it is unknown whether the service treats them as privileged.", listing(custom))
	}
	return left
}

// countRoles counts the roles that users hold.
func countRoles(tenant *directory.Tenant) int {
	n := 0
	for _, o := range tenant.WithRoles() {
		n += len(o.Roles)
	}
	return n
}

// roleNames are the names of the built-in roles.
func roleNames() []string {
	var names []string
	for _, r := range directory.BuiltInRoles() {
		names = append(names, r.Name)
	}
	return names
}
