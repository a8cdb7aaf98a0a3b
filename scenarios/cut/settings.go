package cut

import (
	"encoding/json"
	"strconv"

	"presync/sim/directory"
)

// addSettings takes what the tenant file has to say: all that is not as it is
// without one.
func (m *model) addSettings(t *directory.Tenant) error {
	s, standard := &t.Settings, directory.DefaultSettings()
	text := func(section, name, v string, say bool) {
		if say {
			m.settings = append(m.settings, &setting{piece: m.add(parts, nil), section: section, name: name, text: v})
		}
	}
	list := func(section, name string, of []string, say bool) {
		if !say && len(of) == 0 {
			return
		}
		l := &setting{piece: m.add(parts, nil), section: section, name: name, list: []*value{}}
		for _, v := range of {
			l.list = append(l.list, &value{piece: m.add(values, l.piece), text: v})
		}
		m.settings = append(m.settings, l)
	}
	text("", "initialDomain", quoted(s.InitialDomain), s.InitialDomain != "")
	list("", "verifiedDomains", s.VerifiedDomains, t.Known.Domains)
	list("", "federatedDomains", s.FederatedDomains, false)
	text("", "client", string(s.Client), s.Client != standard.Client)
	text("", "sourceAnchor", quoted(s.SourceAnchor), s.SourceAnchor != standard.SourceAnchor)
	text("", "previousSourceAnchor", quoted(s.PreviousSourceAnchor), t.Known.Anchor)
	text("", "userMatching", quoted(s.UserMatching), s.UserMatching != standard.UserMatching)
	text("", "alternateLoginID", quoted(s.AlternateLoginID), s.AlternateLoginID != "")
	text("", "crossMatch", strconv.FormatBool(s.CrossMatch), s.CrossMatch != standard.CrossMatch)
	text("", "replacementServer", strconv.FormatBool(s.ReplacementServer), s.ReplacementServer)
	text("", "deletionThreshold", strconv.Itoa(s.DeletionThreshold), s.DeletionThreshold != standard.DeletionThreshold)
	list("filter", "domains", s.Filter.Domains, false)
	list("filter", "ous", s.Filter.OUs, false)
	list("filter", "excludeOUs", s.Filter.ExcludeOUs, false)
	text("filter", "group", quoted(s.Filter.Group), s.Filter.Group != "")
	text("filter", "attribute", quoted(s.Filter.Attribute), s.Filter.Attribute != "")
	list("", "exchangeLicensed", licensedHere(s.ExchangeLicensed, t), t.Known.Licences && len(s.ExchangeLicensed) > 0)
	return m.addFeatures(t, &standard)
}

// licensedHere leaves out the licences of users who are not in the part, and
// keeps those of people who have no cloud user yet.
func licensedHere(names []string, t *directory.Tenant) []string {
	const most = 200
	if len(names) <= most {
		return names
	}
	var here []string
	for _, n := range names {
		for _, o := range t.Objects {
			if directory.Fold(o.ID) == directory.Fold(n) || o.UserPrincipalName.Key() == directory.Fold(n) {
				here = append(here, n)
			}
		}
	}
	return here
}

// addFeatures takes the flags that are known, or not as they are by default.
func (m *model) addFeatures(t *directory.Tenant, standard *directory.Settings) error {
	now, err := flags(t.Settings.Features)
	if err != nil {
		return err
	}
	usual, err := flags(standard.Features)
	if err != nil {
		return err
	}
	for _, name := range sortedFlags(now) {
		if t.Known.Features || now[name] != usual[name] {
			m.settings = append(m.settings, &setting{piece: m.add(parts, nil), section: "features", name: name, text: strconv.FormatBool(now[name])})
		}
	}
	return nil
}

func flags(f directory.Features) (map[string]bool, error) {
	raw, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	return out, json.Unmarshal(raw, &out)
}

func sortedFlags(m map[string]bool) []string {
	texts := map[string]string{}
	for k := range m {
		texts[k] = ""
	}
	return sorted(texts)
}

// addFiles takes the side files, which say something even when they are empty,
// and the roles.
func (m *model) addFiles(t *directory.Tenant) {
	for _, f := range []struct {
		name  string
		known bool
	}{{"deletedUsers.json", t.Known.Deleted}, {"groups.json", t.Known.Groups}, {"contacts.json", t.Known.Contacts}} {
		if f.known {
			m.files = append(m.files, &sideFile{piece: m.add(parts, nil), name: f.name})
		}
	}
	if m.rolesAsSettings(t) {
		return
	}
	for _, f := range []struct {
		name     string
		known    bool
		eligible bool
	}{{"roleAssignments.json", t.Known.Roles, false}, {"roleEligibilitySchedules.json", t.Known.Eligible, true}} {
		if !f.known {
			continue
		}
		file := &sideFile{piece: m.add(parts, nil), name: f.name}
		m.files = append(m.files, file)
		for _, o := range t.Objects {
			for _, r := range o.Roles {
				if r.Eligible == f.eligible {
					m.cloud = append(m.cloud, m.assignment(file, o, r))
				}
			}
		}
	}
}

// assignment is a role of a user as Graph shows it.
func (m *model) assignment(file *sideFile, o *directory.CloudObject, r directory.Role) *cloudObject {
	c := &cloudObject{piece: m.add(objects, file.piece), file: file.name}
	scope := r.Scope
	if scope == "" {
		scope = "/"
	}
	definition := map[string]any{"displayName": r.Name}
	if r.Privileged == directory.True || r.Privileged == directory.False {
		definition["isPrivileged"] = r.Privileged == directory.True
	}
	if r.TemplateID != "" {
		definition["templateId"] = r.TemplateID
	}
	for _, p := range []*property{{name: "principalId", json: o.ID}, {name: "directoryScopeId", json: scope}, {name: "roleDefinition", json: definition}} {
		p.piece = fixed(c.piece)
		c.props = append(c.props, p)
	}
	return c
}

// rolesAsSettings writes the roles into the tenant file, which is shorter, when
// that says the same: all are built in and for the whole directory.
func (m *model) rolesAsSettings(t *directory.Tenant) bool {
	if !t.Known.Roles || !t.Known.Eligible {
		return false
	}
	roles := &setting{piece: fixed(nil), name: "roles", list: []*value{}}
	for _, o := range t.Objects {
		for _, r := range o.Roles {
			built, known := directory.LookupRole(r.Name)
			if r.Scope != "" || !known || directory.Bool(built.Privileged) != r.Privileged {
				return false
			}
			state := "active"
			if r.Eligible {
				state = "eligible"
			}
			roles.list = append(roles.list, &value{text: "{user: " + quoted(o.ID) + ", role: " + quoted(built.Name) + ", state: " + state + "}"})
		}
	}
	roles.piece = m.add(parts, nil)
	for _, v := range roles.list {
		v.piece = m.add(values, roles.piece)
	}
	m.settings = append(m.settings, roles)
	return true
}

// quoted writes a text for YAML.
func quoted(s string) string {
	plain := s != ""
	for i := range len(s) {
		c := s[i]
		plain = plain && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && (c == '-' || c == '.' || c == '@' || c == '_'))
	}
	if plain && s != "true" && s != "false" && s != "null" && s != "yes" && s != "no" {
		return s
	}
	return strconv.Quote(s)
}
