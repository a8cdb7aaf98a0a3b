package scenarios

import (
	"bytes"

	"presync/sim/directory"
	"presync/sim/source"
)

// changeExports applies the exports of a later cycle, forest by forest: change
// records, or a new export in the place of the old one. What the first export
// could not tell stays a gap.
func (s *state) changeExports(exports []Export) error {
	for i := range exports {
		e := &exports[i]
		src := source.ADSource{Name: e.Forest, Path: s.file, Reader: bytes.NewReader(e.InPlace())}
		after, input, err := source.ApplyChanges(s.snapshot, e.Forest, src, everything())
		if err == nil {
			err = unread([]directory.Input{input})
		}
		if err != nil {
			return placed(s.file, &e.Section, err)
		}
		s.snapshot = after
	}
	return nil
}

// everything keeps all attributes: a scenario is small.
func everything() source.Options { return source.Options{Keep: []string{"*"}} }
