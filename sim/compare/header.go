package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"presync/sim/directory"
)

// Header says what a side rests on.
type Header struct {
	// Report is the saved report that the side was read from, "" for a side that
	// was predicted now.
	Report string `json:"report,omitempty"`
	// AsOf is the day whose rules are in force, Rules the hash of the rule set.
	AsOf       string            `json:"asOf"`
	Rules      string            `json:"rules"`
	FullImport bool              `json:"fullImport"`
	Inputs     []directory.Input `json:"inputs"`
	// Settings are the effective ones, by their dotted key in the tenant file.
	Settings map[string]string `json:"settings"`
}

// Cloud is a cloud object that a run deletes.
type Cloud struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Flatten gives each value of a structure by its dotted key, as text: the
// settings of a tenant by the keys of the tenant file. What is empty is left
// out, so that an empty list equals none. The structure is one that
// encoding/json can write; for others it reports the error of it.
func Flatten(settings any) (map[string]string, error) {
	raw, err := json.Marshal(settings)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	flat := map[string]string{}
	flatten(flat, "", tree)
	return flat, nil
}

func flatten(flat map[string]string, prefix string, tree map[string]any) {
	for key, value := range tree {
		switch value := value.(type) {
		case nil:
		case map[string]any:
			flatten(flat, prefix+key+".", value)
		case string:
			flat[prefix+key] = value
		case []any:
			if len(value) > 0 {
				flat[prefix+key] = list(value)
			}
		default:
			flat[prefix+key] = fmt.Sprint(value)
		}
	}
}

// list writes a list as the tenant file has it.
func list(values []any) string {
	raw, err := json.Marshal(values)
	if err != nil {
		return fmt.Sprint(values)
	}
	return string(raw)
}

// Differences gives what the two sides rest on differently: the day, the rule
// set, the settings and the inputs.
func Differences(base, head *Header) []Fact {
	var out []Fact
	add := func(name, a, b string) {
		if a != b {
			out = append(out, Fact{Name: name, Base: a, Head: b})
		}
	}
	add("as-of", base.AsOf, head.AsOf)
	add("rule set", base.Rules, head.Rules)
	add("full-import", fmt.Sprint(base.FullImport), fmt.Sprint(head.FullImport))
	keys := maps.Clone(base.Settings)
	if keys == nil {
		keys = map[string]string{}
	}
	maps.Copy(keys, head.Settings)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		add(key, base.Settings[key], head.Settings[key])
	}
	add("inputs", inputs(base.Inputs, head.Inputs), inputs(head.Inputs, base.Inputs))
	return out
}

// inputs names the inputs whose content the other side does not have. Those
// that have the same name there are told apart by their hash.
func inputs(mine, others []directory.Input) string {
	var names []string
	for _, in := range mine {
		if slices.ContainsFunc(others, func(o directory.Input) bool {
			return o.SHA256 == in.SHA256 && o.SHA256 != "" || o.SHA256+in.SHA256 == "" && o.Source == in.Source
		}) {
			continue
		}
		name := in.Source
		if in.SHA256 != "" && slices.ContainsFunc(others, func(o directory.Input) bool { return o.Source == in.Source }) {
			name += " (sha256 " + in.SHA256[:min(len(in.SHA256), 8)] + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
