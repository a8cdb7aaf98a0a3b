package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"presync/sim/directory"
)

// TenantFile is what a tenant file says, and what --set adds to it. Only keys
// that are there count; the others leave the tenant as it is. The zero value
// says nothing and is ready for Set.
type TenantFile struct {
	name     string
	settings directory.Settings
	lines    map[string]int  // line of every key that is set, 0 when Set did it
	features map[string]bool // every flag that is set, by its Graph name
	rolesAt  []int           // line of each entry of roles
}

// ReadTenantFile reads a tenant file; "-" is standard input.
func ReadTenantFile(path string) (*TenantFile, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", path, pathReason(err))
	}
	return ParseTenantFile(path, data)
}

// ParseTenantFile reads the text of a tenant file. name is what messages call
// it. The error names every key that is unknown, every value of a wrong type
// and every key that occurs twice, with file and line.
func ParseTenantFile(name string, data []byte) (*TenantFile, error) {
	t := &TenantFile{name: name}
	loader, err := yaml.NewLoader(newUTF8Reader(bytes.NewReader(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var document yaml.Node
	if err := loader.Load(&document); err != nil {
		if err == io.EOF {
			return t, nil
		}
		return nil, t.syntaxError(err)
	}
	var second yaml.Node
	if err := loader.Load(&second); err != io.EOF {
		if err != nil {
			return nil, t.syntaxError(err)
		}
		return nil, fmt.Errorf("%s:%d: a second document begins, want one", name, second.Line)
	}
	p := &tenantParser{file: t}
	p.document(&document)
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return t, nil
}

// syntaxError says where a text is not YAML.
func (t *TenantFile) syntaxError(err error) error {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		return fmt.Errorf("%s: is not YAML: %s", directory.Origin{Source: t.name, Line: e.Mark.Line}, e.Message)
	}
	return fmt.Errorf("%s: is not YAML: %w", t.name, err)
}

// Set sets one key from a text "KEY=VALUE", as --set gives it: any key of the
// file, with a dot between the parts ("features.blockSoftMatchEnabled=true").
// A list is written with commas between its values (semicolons, where the
// values are DNs) or as in YAML, in brackets. What was set before is replaced.
func (t *TenantFile) Set(assignment string) error {
	key, value, found := strings.Cut(assignment, "=")
	key = strings.TrimSpace(key)
	if !found || key == "" {
		return fmt.Errorf("--set %s: want KEY=VALUE, for example features.blockSoftMatchEnabled=true", assignment)
	}
	p := &tenantParser{file: t, option: "--set " + key}
	p.assign(key, value)
	return errors.Join(p.errs...)
}

// Has reports whether the file, or Set, says something about a key, such as
// "deletionThreshold" or "features.blockSoftMatchEnabled". A section has
// something to say when one of its keys has.
func (t *TenantFile) Has(key string) bool {
	if t == nil {
		return false
	}
	for k := range t.lines {
		if k == key || strings.HasPrefix(k, key+".") {
			return true
		}
	}
	return false
}

// Features are all features that are set, by their Graph name, also those
// that do not change matching.
func (t *TenantFile) Features() map[string]bool {
	all := map[string]bool{}
	if t != nil {
		for name, on := range t.features {
			all[name] = on
		}
	}
	return all
}

// says notes that a key is set.
func (t *TenantFile) says(key string, line int) {
	if t.lines == nil {
		t.lines = map[string]int{}
	}
	t.lines[key] = line
}
