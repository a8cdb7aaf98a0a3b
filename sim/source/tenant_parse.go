package source

import (
	"fmt"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"presync/sim/directory"
)

// tenantParser takes the nodes of a tenant file apart and gathers what is
// wrong with them.
type tenantParser struct {
	file   *TenantFile
	option string // the option that the value comes from, "" for the file
	errs   []error
}

// fail notes what is wrong at a node.
func (p *tenantParser) fail(n *yaml.Node, format string, args ...any) {
	where := p.option
	if where == "" {
		where = directory.Origin{Source: p.file.name, Line: n.Line}.String()
	}
	p.errs = append(p.errs, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

// line is where a node stands, 0 when it is not from the file.
func (p *tenantParser) line(n *yaml.Node) int {
	if p.option != "" {
		return 0
	}
	return n.Line
}

// document takes the whole file.
func (p *tenantParser) document(n *yaml.Node) {
	for n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	if isNull(n) {
		return
	}
	p.mapping(n, "", "the tenant file", p.top)
}

// top takes a key of the top of the file.
func (p *tenantParser) top(key string, n *yaml.Node) {
	switch key {
	case "features":
		p.mapping(n, key, key, p.feature)
	case "filter":
		p.mapping(n, key, key, func(key string, n *yaml.Node) { p.value("filter."+key, n) })
	case "roles":
		p.roles(n)
	default:
		p.value(key, n)
	}
}

// mapping takes "key: value" pairs. Keys that are not in the section, and
// those that occur twice, are noted.
func (p *tenantParser) mapping(n *yaml.Node, section, what string, take func(string, *yaml.Node)) {
	n = resolve(n)
	if n.Kind != yaml.MappingNode {
		p.fail(n, "%s is %s, want keys with values", what, typeOf(n))
		return
	}
	known := sectionKeys(section)
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], resolve(n.Content[i+1])
		name := key.Value
		first, twice := seen[name]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.fail(key, "%s has a key that is %s, want a name", what, typeOf(key))
		case !containsName(known, name):
			p.fail(key, "unknown key %q%s", qualified(section, name), p.suggest(section, name, known))
		case twice:
			p.fail(key, "key %q occurs again, it was first on line %d", qualified(section, name), first)
		case !isNull(value):
			take(name, value)
		}
		seen[name] = key.Line
	}
}

// suggest names the key that was probably meant: of the section, or of another
// one.
func (p *tenantParser) suggest(section, name string, known []string) string {
	if s := didYouMean(name, known); s != "" {
		return s
	}
	if s := didYouMean(name, allKeys()); s != "" {
		return s
	}
	if section == "" {
		return "; the keys are " + strings.Join(known, ", ")
	}
	return "; the keys of " + section + " are " + strings.Join(known, ", ")
}

func containsName(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func qualified(section, name string) string {
	if section == "" {
		return name
	}
	return section + "." + name
}

// assign takes the value of an option. Texts are taken as they are, and a text
// for a list is split.
func (p *tenantParser) assign(name, text string) {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	key, simple := findKey(name)
	switch field := any(nil); {
	case simple:
		field = key.field(&directory.Settings{})
		if _, isList := field.(*[]string); isList && !strings.HasPrefix(strings.TrimSpace(text), "[") {
			p.value(name, splitList(text, key.separator))
			return
		}
		switch field.(type) {
		case *string, *directory.Client:
			p.value(name, n)
			return
		}
	case !containsName(allKeys(), name):
		hint := didYouMean(name, allKeys())
		section, _, nested := strings.Cut(name, ".")
		switch {
		case hint != "":
		case nested && (section == "features" || section == "filter"):
			hint = "; the keys of " + section + " are " + strings.Join(sectionKeys(section), ", ")
		default:
			hint = "; the keys are those of the tenant file: " + strings.Join(sectionKeys(""), ", ")
		}
		p.fail(n, "unknown key%s", hint)
		return
	}
	var document yaml.Node
	if err := yaml.Load([]byte(text), &document); err != nil || len(document.Content) == 0 {
		p.fail(n, "%q is not a value", text)
		return
	}
	value := resolve(document.Content[0])
	if feature, nested := strings.CutPrefix(name, "features."); nested {
		p.feature(feature, value)
		return
	}
	p.top(name, value)
}

// splitList makes a list of a text.
func splitList(text, separator string) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for part := range strings.SplitSeq(text, separator) {
		if part = strings.TrimSpace(part); part != "" {
			list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: part})
		}
	}
	return list
}

// feature takes a flag.
func (p *tenantParser) feature(name string, n *yaml.Node) {
	var on bool
	if !p.flag("features."+name, n, &on) {
		return
	}
	if p.file.features == nil {
		p.file.features = map[string]bool{}
	}
	p.file.features[name] = on
	p.file.says("features."+name, p.line(n))
}

// value takes the value of a key that has a field.
func (p *tenantParser) value(name string, n *yaml.Node) {
	key, _ := findKey(name)
	ok := false
	switch field := key.field(&p.file.settings).(type) {
	case *string:
		ok = p.text(key, n, field)
	case *directory.Client:
		ok = p.text(key, n, (*string)(field))
	case *bool:
		ok = p.flag(name, n, field)
	case *int:
		ok = p.number(name, n, field)
	case *[]string:
		ok = p.list(key, n, field)
	}
	if ok {
		p.file.says(name, p.line(n))
	}
}

// text takes a text.
func (p *tenantParser) text(key tenantKey, n *yaml.Node, to *string) bool {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		p.fail(n, "%s is %s, want text%s", key.name, typeOf(n), quoteHint(n))
		return false
	}
	v := n.Value
	if key.check != nil {
		var err error
		if v, err = key.check(v); err != nil {
			p.fail(n, "%s %s", key.name, err)
			return false
		}
	}
	*to = v
	return true
}

// flag takes true or false.
func (p *tenantParser) flag(name string, n *yaml.Node, to *bool) bool {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		p.fail(n, "%s is %s, want true or false", name, typeOf(n))
		return false
	}
	*to = strings.EqualFold(n.Value, "true")
	return true
}

// number takes a whole number that is not negative.
func (p *tenantParser) number(name string, n *yaml.Node, to *int) bool {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v < 0 {
		p.fail(n, "%s is %s, want a whole number from 0 on", name, typeOf(n))
		return false
	}
	*to = v
	return true
}

// list takes a list of texts.
func (p *tenantParser) list(key tenantKey, n *yaml.Node, to *[]string) bool {
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "%s is %s, want a list such as [%s]", key.name, typeOf(n), n.Value)
		return false
	}
	values := []string{}
	for i, item := range n.Content {
		var v string
		if !p.text(key, resolve(item), &v) {
			return false
		}
		if key.separator == ";" && i > 0 && isSplitDN(values[i-1], v) {
			p.fail(item, "%s has %q behind %q; put a DN in quotes, because it has commas", key.name, v, values[i-1])
			return false
		}
		values = append(values, v)
	}
	*to = values
	return true
}

// isSplitDN reports whether two values of a list are pieces of a DN that
// stands in a list without quotes.
func isSplitDN(before, v string) bool {
	isPiece := func(s string) bool { return strings.Contains(s, "=") && !strings.Contains(s, ",") }
	return isPiece(before) && isPiece(v) && strings.HasPrefix(strings.ToLower(v), "dc=")
}

// roles takes the list of role assignments. It replaces those that were there.
func (p *tenantParser) roles(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "roles is %s, want a list of {user: ..., role: ..., state: active}", typeOf(n))
		return
	}
	p.file.settings.Roles, p.file.rolesAt = nil, nil
	for _, item := range n.Content {
		p.role(resolve(item))
	}
	p.file.says("roles", p.line(n))
}

// role takes one role assignment.
func (p *tenantParser) role(n *yaml.Node) {
	r := directory.RoleAssignment{State: stateActive}
	if n.Kind != yaml.MappingNode {
		p.fail(n, "an entry of roles is %s, want {user: ..., role: ..., state: active}", typeOf(n))
		return
	}
	fields := map[string]struct {
		to    *string
		check func(string) (string, error)
	}{"user": {&r.User, nil}, "role": {&r.Role, nil}, "state": {&r.State, oneOf(stateActive, stateEligible)}}
	names := []string{"user", "role", "state"}
	seen := map[string]bool{}
	before := len(p.errs)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], resolve(n.Content[i+1])
		field, known := fields[key.Value]
		switch {
		case !known:
			p.fail(key, "unknown key %q in an entry of roles%s", key.Value, p.suggest("roles", key.Value, names))
		case seen[key.Value]:
			p.fail(key, "key %q occurs again in an entry of roles", key.Value)
		default:
			p.text(tenantKey{name: "roles." + key.Value, check: field.check}, value, field.to)
		}
		seen[key.Value] = true
	}
	if len(p.errs) == before && (r.User == "" || r.Role == "") {
		p.fail(n, "an entry of roles needs a user and a role")
	}
	p.file.settings.Roles = append(p.file.settings.Roles, r)
	p.file.rolesAt = append(p.file.rolesAt, p.line(n))
}

// resolve follows an alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// typeOf names what a node holds.
func typeOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a section with keys"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!str":
		return strconv.Quote(n.Value)
	case "!!null":
		return "empty"
	}
	return n.Value
}

// quoteHint says how a value becomes a text that YAML takes for something
// else.
func quoteHint(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return fmt.Sprintf(" (in quotes: %q)", n.Value)
	}
	return ""
}
