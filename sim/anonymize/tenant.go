package anonymize

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"presync/sim/directory"
)

// setting is how a key of the tenant file is treated.
type setting uint8

const (
	plainSetting setting = iota // a flag, a number or a word: it stays
	domainSetting
	containerSetting // a DN, or the name of a domain
	userSetting
	groupSetting
	filterSetting
	attributeSetting
	roleSetting
)

// settings are the keys of the tenant file whose values are replaced or looked
// at; all others are flags and numbers.
var settings = map[string]setting{
	"initialDomain": domainSetting, "verifiedDomains": domainSetting, "federatedDomains": domainSetting,
	"domains": containerSetting, "ous": containerSetting, "excludeOUs": containerSetting, "group": groupSetting,
	"attribute": filterSetting, "user": userSetting, "exchangeLicensed": userSetting, "role": roleSetting,
	"sourceAnchor": attributeSetting, "previousSourceAnchor": attributeSetting, "userMatching": attributeSetting,
	"alternateLoginID": attributeSetting,
}

// tenantFile rewrites a tenant file: keys in their order, without comments.
func (w *walker) tenantFile(s *scanner, in io.Reader, out io.Writer) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
	}
	w.settingsNode(s, &doc, "")
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if doc.Kind != 0 {
		if err := e.Encode(&doc); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	_, err = out.Write(b.Bytes())
	return err
}

// settingsNode replaces the values below a node.
func (w *walker) settingsNode(s *scanner, n *yaml.Node, name string) {
	for _, comment := range []*string{&n.HeadComment, &n.LineComment, &n.FootComment} {
		if *comment != "" {
			w.report.drop(w.name, "# comment")
			*comment = ""
		}
	}
	n.Anchor = ""
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			w.settingsNode(s, n.Content[i], "key")
			w.settingsNode(s, n.Content[i+1], n.Content[i].Value)
		}
	case yaml.DocumentNode, yaml.SequenceNode:
		for _, c := range n.Content {
			w.settingsNode(s, c, name)
		}
	case yaml.AliasNode: // the node that it stands for comes before it
		*n = *n.Alias
	case yaml.ScalarNode:
		if name != "key" && n.Tag != "!!null" && n.Value != "" {
			n.Value = s.setting(name, n.Value)
		} else {
			s.stays(n.Value)
		}
	}
}

// setting gives the replacement of the value of a setting.
func (s *scanner) setting(name, v string) string {
	switch settings[name] {
	case domainSetting:
		return s.domain(v)
	case containerSetting:
		if !strings.Contains(v, "=") {
			return s.domain(v)
		}
		return s.dn(v)
	case groupSetting:
		if strings.Contains(v, "=") {
			return s.dn(v)
		}
		return s.login(v)
	case filterSetting:
		return s.filter(v)
	case userSetting:
		return s.id(v)
	case attributeSetting: // a name of the schema: it stays, and is searched
		return v
	case roleSetting:
		if _, builtIn := directory.LookupRole(v); !builtIn {
			return s.id(v)
		}
	}
	s.stays(v)
	return v
}

// The parts of an LDAP filter: an attribute and what it is compared with.
var (
	comparison = regexp.MustCompile(`([A-Za-z][A-Za-z0-9.;-]*)(:[A-Za-z0-9.:]*:)?(~=|>=|<=|=)([^()]*)`)
	assertion  = regexp.MustCompile(`[^*]+`)
)

// filter replaces the values of an LDAP filter, or of NAME=VALUE.
func (s *scanner) filter(v string) string {
	return comparison.ReplaceAllStringFunc(v, func(m string) string {
		part := comparison.FindStringSubmatch(m)
		k := s.kinds[key(part[1])]
		if k == unknown {
			k = text
		}
		return part[1] + part[2] + part[3] + assertion.ReplaceAllStringFunc(part[4], func(value string) string {
			to, _ := s.value(k, plainUTF8(value))
			return to
		})
	})
}

// NamedAttributes are the attributes that the settings of a tenant name and
// that exports therefore have to keep.
func NamedAttributes(set *directory.Settings) []string {
	var list []string
	for _, name := range []string{set.SourceAnchor, set.PreviousSourceAnchor, set.UserMatching, set.AlternateLoginID} {
		if name != "" && name != "auto" && name != "once" {
			list = append(list, name)
		}
	}
	for _, m := range comparison.FindAllStringSubmatch(set.Filter.Attribute, -1) {
		list = append(list, m[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}
