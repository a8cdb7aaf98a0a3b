package generate

import (
	"fmt"
	"iter"
	"strings"
)

// small gives the files that fit in memory, in their order.
func (p *Population) small() iter.Seq2[string, func() []byte] {
	files := []struct {
		name    string
		content func() []byte
	}{
		{"tenant/deletedUsers.json", p.deletedUsers},
		{"tenant/groups.json", func() []byte { return p.holders("groups", func(d *draft) []holder { return d.groups }) }},
		{"tenant/contacts.json", func() []byte { return p.holders("contacts", func(d *draft) []holder { return d.contacts }) }},
		{"tenant/domains.json", domainList},
		{"tenant/organization.json", organization},
		{"tenant/onPremisesSynchronization.json", synchronization},
		{"tenant/roleDefinitions.json", roleDefinitions},
		{"tenant/roleAssignments.json", func() []byte { return p.roles("roleAssignments", false) }},
		{"tenant/roleEligibilitySchedules.json", func() []byte { return p.roles("roleEligibilitySchedules", true) }},
		{"tenant.yaml", p.tenantFile},
		{"README.md", p.readme},
	}
	return func(yield func(string, func() []byte) bool) {
		for _, f := range files {
			if !yield(f.name, f.content) {
				return
			}
		}
	}
}

// each makes every user of the planted cases, case by case.
func (p *Population) each(do func(*draft)) {
	d := &draft{pop: p}
	for _, s := range p.shares {
		if s.of == &linked {
			continue
		}
		for position := s.first; position < s.end(); position++ {
			d.make(p.order.to(position))
			do(d)
		}
	}
}

// open begins an answer of Graph.
func open(what string) *grapher {
	g := &grapher{}
	g.out = append(append(append(g.out, `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#`...), what...), `","value":[`...)
	return g
}

func (g *grapher) close() []byte { return append(g.out, "]}\n"...) }

func (p *Population) deletedUsers() []byte {
	g, first := open("directoryObjects/$/Microsoft.DirectoryServices.User"), true
	p.each(func(d *draft) {
		for i := range d.bin {
			g.user(&d.bin[i], first)
			first = false
		}
	})
	return g.close()
}

func (p *Population) holders(what string, of func(*draft) []holder) []byte {
	g, first := open(what), true
	p.each(func(d *draft) {
		for _, h := range of(d) {
			g.begin(first)
			first = false
			g.id("id", h.id)
			g.field("displayName", h.display)
			g.field("mail", h.mail)
			if what == "groups" {
				g.literal("mailEnabled", "true")
			}
			g.list("proxyAddresses", h.proxies[:])
			g.literal("onPremisesSyncEnabled", "null")
			g.out = append(g.out, '}')
		}
	})
	return g.close()
}

func (p *Population) roles(what string, eligible bool) []byte {
	g, first := open("roleManagement/directory/"+what), true
	p.each(func(d *draft) {
		for _, r := range d.roles {
			if r.eligible != eligible {
				continue
			}
			g.begin(first)
			first = false
			g.id("id", d.newGUID(d.place, saltRecord))
			g.id("principalId", r.holder)
			g.literal("roleDefinitionId", `"`+r.template+`"`)
			g.literal("directoryScopeId", `"/"`)
			g.out = append(g.out, '}')
		}
	})
	return g.close()
}

func roleDefinitions() []byte {
	g := open("roleManagement/directory/roleDefinitions")
	for i, r := range [...]struct{ id, name, privileged string }{
		{globalAdministrator, "Global Administrator", "true"},
		{userAdministrator, "User Administrator", "true"},
		{reportsReader, "Reports Reader", "false"},
	} {
		g.begin(i == 0)
		g.literal("id", `"`+r.id+`"`)
		g.literal("templateId", `"`+r.id+`"`)
		g.literal("displayName", `"`+r.name+`"`)
		g.literal("isPrivileged", r.privileged)
		g.out = append(g.out, '}')
	}
	return g.close()
}

// tenantID is the id of the tenant, the same in all populations.
const tenantID = "7c9b1f3e-52d4-4b0a-9a63-0d5e8f2b6c41"

func domainList() []byte {
	g := open("domains")
	for i, name := range verified() {
		g.begin(i == 0)
		g.literal("id", `"`+name+`"`)
		g.literal("isVerified", "true")
		g.literal("isInitial", fmt.Sprint(name == initialDomain))
		g.literal("isDefault", fmt.Sprint(i == 1))
		g.literal("authenticationType", `"Managed"`)
		g.out = append(g.out, '}')
	}
	return g.close()
}

// verified are all verified domains, the initial one first.
func verified() []string {
	out := []string{initialDomain}
	for _, d := range domains {
		out = append(out, d.name)
	}
	return out
}

func organization() []byte {
	g := open("organization")
	g.begin(true)
	g.literal("id", `"`+tenantID+`"`)
	g.literal("displayName", `"Contoso"`)
	g.literal("onPremisesSyncEnabled", "true")
	g.name("verifiedDomains")
	g.out = append(g.out, '[')
	for i, name := range verified() {
		g.begin(i == 0)
		g.literal("name", `"`+name+`"`)
		g.literal("isInitial", fmt.Sprint(name == initialDomain))
		g.literal("isDefault", fmt.Sprint(i == 1))
		g.literal("type", `"Managed"`)
		g.out = append(g.out, '}')
	}
	g.out = append(g.out, "]}"...)
	return g.close()
}

func synchronization() []byte {
	g := open("directory/onPremisesSynchronization")
	g.out = append(g.out, `{"id":"`+tenantID+`","configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"enabledForCount","alertThreshold":500}},`+
		`"features":{"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled":false,"blockCloudObjectTakeoverThroughHardMatchEnabled":false,`+
		`"blockSoftMatchEnabled":false,"passwordSyncEnabled":true,"quarantineUponProxyAddressesConflictEnabled":true,`+
		`"quarantineUponUpnConflictEnabled":true,"softMatchOnUpnEnabled":true,"synchronizeUpnForManagedUsersEnabled":true}}`...)
	return g.close()
}

// tenantFile holds what the exports cannot say.
func (p *Population) tenantFile() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# The settings of the client, for %d invented users of seed %d.\n", p.options.Users, p.options.Seed)
	b.WriteString("client: connect-sync\nsourceAnchor: ms-DS-ConsistencyGuid\n")
	if p.options.Forests > 1 {
		b.WriteString("userMatching: mail\n")
	}
	b.WriteString("filter:\n  excludeOUs:\n")
	for f := range p.options.Forests {
		fmt.Fprintf(&b, "    - \"OU=%s,OU=Staff,%s\"\n", excludedOU, forests[f].base)
	}
	return []byte(b.String())
}
