package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"presync/sim/source"
)

// The keys of flags.yaml that are none of the tenant file.
const (
	pairwiseKey   = "pairwise"
	asOfKey       = "asOf"
	fullImportKey = "fullImport"
)

// flagMatrix is a flags.yaml: the values that each key takes.
type flagMatrix struct {
	section *Section
	keys    []flagKey
	combos  []*combination
}

// flagKey is one key of the tenant file, or asOf or fullImport.
type flagKey struct {
	name   string
	line   int
	values []string
}

// combination is one value for every key.
type combination struct {
	matrix *flagMatrix
	values []string // in the order of the keys
}

// variant names a combination after its values, in the order of the keys.
func (c *combination) variant() string {
	if c == nil {
		return ""
	}
	return strings.Join(c.quoted(), ",")
}

// settings are the values with their keys, as --set takes them.
func (c *combination) settings() []string {
	if c == nil {
		return nil
	}
	settings := make([]string, len(c.values))
	for i, k := range c.matrix.keys {
		settings[i] = k.name + "=" + c.values[i]
	}
	return settings
}

// short is the part of a key that tells it from the others.
func (m *flagMatrix) short(name string) string {
	last := name[strings.LastIndexByte(name, '.')+1:]
	for _, k := range m.keys {
		if k.name != name && strings.HasSuffix("."+k.name, "."+last) {
			return name
		}
	}
	return last
}

// parseFlags reads a flags.yaml: keys with lists of values.
func parseFlags(file string, s *Section) (*flagMatrix, error) {
	p := &parser{name: file}
	pairs, err := p.mapping(s)
	if err != nil {
		return nil, err
	}
	m := &flagMatrix{section: s}
	pairwise := false
	for i := 0; i < len(pairs); i += 2 {
		key, value := pairs[i], pairs[i+1]
		if slices.ContainsFunc(m.keys, func(k flagKey) bool { return k.name == key.Value }) {
			return nil, errorAt(file, key.Line, "%s: %s is given twice", s.Name, key.Value)
		}
		if key.Value == pairwiseKey {
			if pairwise, err = strconv.ParseBool(value.Value); err != nil {
				return nil, errorAt(file, value.Line, "%s: %s is %q, want true or false", s.Name, pairwiseKey, value.Value)
			}
			continue
		}
		k, err := parseFlag(file, s, key, value)
		if err != nil {
			return nil, err
		}
		m.keys = append(m.keys, k)
	}
	if len(m.keys) == 0 {
		return nil, errorAt(file, s.Line-1, "%s has no keys; write one such as \"features.blockSoftMatchEnabled: [false, true]\"", s.Name)
	}
	return m, m.combine(file, pairwise)
}

// combine makes the combinations.
func (m *flagMatrix) combine(file string, pairwise bool) error {
	sizes := make([]int, len(m.keys))
	for i, k := range m.keys {
		sizes[i] = len(k.values)
	}
	var rows [][]int
	if pairwise {
		rows = pairs(sizes)
	} else if rows = product(sizes, maxVariants+1); len(rows) > maxVariants {
		return errorAt(file, m.section.Line, "%s: more than %d combinations; \"%s: true\" takes fewer", m.section.Name, maxVariants, pairwiseKey)
	}
	for _, row := range rows {
		c := &combination{matrix: m}
		for i, v := range row {
			c.values = append(c.values, m.keys[i].values[v])
		}
		m.combos = append(m.combos, c)
	}
	return nil
}

// product gives every combination of values, the last key the fastest, up to a
// number of them.
func product(sizes []int, most int) [][]int {
	rows := [][]int{make([]int, len(sizes))}
	for len(rows) < most {
		next := slices.Clone(rows[len(rows)-1])
		i := len(sizes) - 1
		for ; i >= 0; i-- {
			if next[i]++; next[i] < sizes[i] {
				break
			}
			next[i] = 0
		}
		if i < 0 {
			return rows
		}
		rows = append(rows, next)
	}
	return rows
}

// parseFlag reads one key and its values.
func parseFlag(file string, s *Section, key, list *yaml.Node) (flagKey, error) {
	k := flagKey{name: key.Value, line: key.Line}
	if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return k, errorAt(file, key.Line, "%s: %s has no list of values, such as [false, true]", s.Name, k.name)
	}
	for _, n := range list.Content {
		value, ok := flagValue(n)
		if !ok {
			return k, errorAt(file, n.Line, "%s: %s: want values, or lists of values", s.Name, k.name)
		}
		if slices.Contains(k.values, value) {
			return k, errorAt(file, n.Line, "%s: %s has the value %q twice", s.Name, k.name, value)
		}
		// A parser of its own looks whether the value is right.
		run, settings := runFile{}, &source.TenantFile{}
		if err := k.set(file, s, n.Line, value, &run, settings); err != nil {
			return k, err
		}
		k.values = append(k.values, value)
	}
	return k, nil
}

// flagValue is one value as --set takes it: a list stands in brackets.
func flagValue(n *yaml.Node) (value string, ok bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value, true
	case yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				return "", false
			}
			items = append(items, strconv.Quote(item.Value))
		}
		return "[" + strings.Join(items, ",") + "]", true
	}
	return "", false
}

// set puts a value into the settings of a cycle or of its run.
func (k *flagKey) set(file string, s *Section, line int, value string, run *runFile, settings *source.TenantFile) error {
	switch k.name {
	case asOfKey:
		day, err := time.Parse(time.DateOnly, value)
		if err != nil {
			return errorAt(file, line, "%s: %s is %q, want a day as YYYY-MM-DD", s.Name, asOfKey, value)
		}
		run.asOf = &day
	case fullImportKey:
		if value != "true" && value != "false" {
			return errorAt(file, line, "%s: %s is %q, want true or false", s.Name, fullImportKey, value)
		}
		full := value == "true"
		run.fullImport = &full
	default:
		if err := settings.Set(k.name + "=" + value); err != nil {
			return errorAt(file, line, "%s: %s", s.Name, strings.TrimPrefix(err.Error(), "--set "))
		}
	}
	return nil
}

// lay puts the values of a combination over what the first cycle has.
func (c *combination) lay(p *parser) error {
	m := c.matrix
	first := p.byNumber[1]
	if first == nil {
		return nil // the cycles are checked behind this
	}
	run := p.runs[1]
	for i := range m.keys {
		k := &m.keys[i]
		if k.name == asOfKey && run.asOf != nil || k.name == fullImportKey && run.fullImport != nil {
			return errorAt(p.name, k.line, "%s: run.yaml gives %s, too; take it out of one of them", m.section.Name, k.name)
		}
	}
	if first.Settings == nil {
		first.Settings = &Section{Name: m.section.Name, Line: m.section.Line}
		first.settings = &source.TenantFile{}
	}
	for i := range m.keys {
		k := &m.keys[i]
		if err := k.set(p.name, m.section, k.line, c.values[i], &run, first.settings); err != nil {
			return err
		}
	}
	p.runs[1] = run
	return nil
}
