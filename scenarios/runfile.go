package scenarios

import (
	"errors"
	"time"

	"go.yaml.in/yaml/v4"
)

// runFile is what one run.yaml says; nil is not said.
type runFile struct {
	asOf       *time.Time
	fullImport *bool
}

// over gives the settings of a cycle: those of the cycle before, with what its
// own run.yaml says.
func (r runFile) over(before RunSettings) RunSettings {
	if r.asOf != nil {
		before.AsOf = *r.asOf
	}
	if r.fullImport != nil {
		before.FullImport = *r.fullImport
	}
	return before
}

// runFile reads a run.yaml.
func (p *parser) runFile(s *Section) (runFile, error) {
	var r runFile
	pairs, err := p.mapping(s)
	if err != nil {
		return r, err
	}
	for i := 0; i < len(pairs); i += 2 {
		key, value := pairs[i], pairs[i+1]
		if err := p.runKey(&r, s, key.Value, value); err != nil {
			return r, err
		}
	}
	return r, nil
}

// runKey reads one key of a run.yaml.
func (p *parser) runKey(r *runFile, s *Section, key string, value *yaml.Node) error {
	switch {
	case key == "asOf" && r.asOf == nil:
		day, err := time.Parse(time.DateOnly, value.Value)
		if err != nil {
			return errorAt(p.name, value.Line, "%s: asOf is %q, want a day as YYYY-MM-DD", s.Name, value.Value)
		}
		r.asOf = &day
	case key == "fullImport" && r.fullImport == nil:
		if value.Value != "true" && value.Value != "false" {
			return errorAt(p.name, value.Line, "%s: fullImport is %q, want true or false", s.Name, value.Value)
		}
		full := value.Value == "true"
		r.fullImport = &full
	case key == "asOf" || key == "fullImport":
		return errorAt(p.name, value.Line, "%s: %s is given twice", s.Name, key)
	default:
		return errorAt(p.name, value.Line, "%s: unknown key %q; use asOf, fullImport", s.Name, key)
	}
	return nil
}

// mapping reads a YAML section and gives its keys and values in turn.
func (p *parser) mapping(s *Section) ([]*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Load(s.InPlace(), &document); err != nil {
		var load *yaml.LoadError
		if errors.As(err, &load) && load.Mark.Line >= s.Line {
			return nil, errorAt(p.name, min(load.Mark.Line, s.last()), "%s: %s", s.Name, load.Message)
		}
		return nil, errorAt(p.name, s.Line-1, "%s is not one YAML document with keys", s.Name)
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return nil, errorAt(p.name, s.Line, "%s is not a list of \"key: value\" lines", s.Name)
	}
	return document.Content[0].Content, nil
}
