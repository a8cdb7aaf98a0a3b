package fakegraph

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The tenant that an empty seed gets.
const (
	defaultTenantID = "5f9d4b2e-0c1a-4a55-9a5c-6d3f2b1e8c70"
	defaultInitial  = "contoso.onmicrosoft.com"
)

// seed fills an empty store.
func (st *store) fill(s Seed, now time.Time) error {
	for _, l := range s.lists() {
		seeder, i := st.newSeeder(l.set), 0
		for text, err := range l.objects.texts() {
			i++
			if err == nil && !seeder.object(text) {
				err = st.seedObject(l.set, text, now)
			}
			if err != nil {
				return fmt.Errorf("fakegraph: %s object %d: %w", strings.TrimSuffix(l.file, ".json"), i, err)
			}
		}
	}
	st.deriveTenant()
	st.purge(now)
	st.seeding = false
	return nil
}

// seedObject takes any object, or says why it can't be one.
func (st *store) seedObject(set string, text []byte, now time.Time) error {
	props, err := parseObject(text)
	if err != nil {
		return err
	}
	t := st.sets[set].kind
	kept := props[:0]
	for _, p := range props {
		if strings.HasPrefix(p.name, "@") || strings.Contains(p.name, "@odata.") {
			continue
		}
		if known := t.index[strings.ToLower(p.name)]; known != nil {
			p.name = known.name
		} else {
			p.name = st.openName(set, p.name)
		}
		kept = append(kept, p)
	}
	if name, twice := repeated(kept); twice {
		return fmt.Errorf("property %q comes twice", name)
	}
	kept = st.complete(set, kept, now)
	id, _ := decodeString(getProp(kept, "id"))
	if st.sets[set].get(id) != nil {
		return fmt.Errorf("id %q comes twice", id)
	}
	st.add(set, kept)
	return nil
}

// complete adds what an object can not do without: an id, and for a deleted
// user the day it was deleted.
func (st *store) complete(set string, props []prop, now time.Time) []prop {
	if id, _ := decodeString(getProp(props, "id")); id == "" {
		props = setProp(props, "id", encode(st.newID("object")))
	}
	if set == setDeleted && isNull(getProp(props, "deletedDateTime")) {
		props = setProp(props, "deletedDateTime", encode(now.UTC().Format(time.RFC3339)))
	}
	return props
}

// openName remembers a seeded property that the schema does not have, so that
// it can be selected and filtered like the others, and returns the spelling
// that came first.
func (st *store) openName(set, name string) string {
	if st.open[set] == nil {
		st.open[set] = map[string]string{}
	}
	if first, ok := st.open[set][strings.ToLower(name)]; ok {
		return first
	}
	st.open[set][strings.ToLower(name)] = name
	return name
}

// deriveTenant makes the organization and the domains that the seed left out.
func (st *store) deriveTenant() {
	orgs, domains := st.sets[setOrg], st.sets[setDomains]
	if domains.live == 0 {
		names := st.organizationDomains()
		if len(names) == 0 {
			names = st.domainsOfUsers()
		}
		initial := initialDomain(names)
		for _, name := range names {
			st.add(setDomains, domainProps(name, name == initial))
		}
	}
	if orgs.live == 0 {
		var verified []json.RawMessage
		for _, d := range domains.all() {
			if d.isTrue("isVerified") {
				verified = append(verified, encode(map[string]any{"capabilities": "Email, OfficeCommunicationsOnline", "isDefault": d.isTrue("isDefault"),
					"isInitial": d.isTrue("isInitial"), "name": d.id, "type": d.text("authenticationType")}))
			}
		}
		st.add(setOrg, []prop{{"id", encode(defaultTenantID)}, {"displayName", encode("Contoso")},
			{"onPremisesSyncEnabled", []byte("null")}, {"verifiedDomains", encode(verified)}})
	}
	if st.sets[setSync].live == 0 {
		st.add(setSync, []prop{{"id", encode(orgs.all()[0].id)}, {"configuration", []byte(defaultConfiguration)}, {"features", []byte(defaultFeatures)}})
	}
}

// organizationDomains lists the verifiedDomains of the organization.
func (st *store) organizationDomains() []string {
	var names []string
	for _, org := range st.sets[setOrg].all() {
		for _, d := range elements(org.value("verifiedDomains")) {
			if name, _ := decodeString(member(d, "name")); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// domainsOfUsers lists the domains of all user principal names.
func (st *store) domainsOfUsers() []string {
	var names []string
	seen := map[string]bool{}
	for _, o := range st.sets[setUsers].all() {
		_, domain, ok := strings.Cut(strings.ToLower(o.text("userPrincipalName")), "@")
		if ok && domain != "" && !seen[domain] {
			seen[domain] = true
			names = append(names, domain)
		}
	}
	if !slices.ContainsFunc(names, isMicrosoftDomain) {
		names = append([]string{defaultInitial}, names...)
	}
	return names
}

// initialDomain is the tenant's onmicrosoft.com domain, or else the first.
func initialDomain(names []string) string {
	for _, name := range names {
		if isMicrosoftDomain(name) && strings.Count(name, ".") == 2 {
			return name
		}
	}
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

func isMicrosoftDomain(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), ".onmicrosoft.com")
}

func domainProps(name string, initial bool) []prop {
	flag := encode(initial)
	return []prop{{"authenticationType", encode("Managed")}, {"availabilityStatus", []byte("null")}, {"id", encode(name)},
		{"isAdminManaged", []byte("true")}, {"isDefault", flag}, {"isInitial", flag}, {"isRoot", []byte("true")}, {"isVerified", []byte("true")},
		{"supportedServices", encode([]string{"Email", "OfficeCommunicationsOnline"})}}
}

// What a tenant has before anyone configures synchronization: the defaults of
// rulebook section 10.
const (
	defaultConfiguration = `{"accidentalDeletionPrevention":{"synchronizationPreventionType":"enabledForCount","alertThreshold":500}}`
	defaultFeatures      = `{"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled":false,"blockCloudObjectTakeoverThroughHardMatchEnabled":false,` +
		`"blockSoftMatchEnabled":false,"bypassDirSyncOverridesEnabled":false,"cloudPasswordPolicyForPasswordSyncedUsersEnabled":false,` +
		`"concurrentCredentialUpdateEnabled":false,"concurrentOrgIdProvisioningEnabled":false,"deviceWritebackEnabled":false,` +
		`"directoryExtensionsEnabled":false,"fopeConflictResolutionEnabled":false,"groupWriteBackEnabled":false,"passwordSyncEnabled":false,` +
		`"passwordWritebackEnabled":false,"quarantineUponProxyAddressesConflictEnabled":true,"quarantineUponUpnConflictEnabled":true,` +
		`"softMatchOnUpnEnabled":true,"synchronizeUpnForManagedUsersEnabled":true,"unifiedGroupWritebackEnabled":false,` +
		`"userForcePasswordChangeOnLogonEnabled":false,"userWritebackEnabled":false}`
)
