// Package examples finds the scenarios that a rule's page shows.
package examples

import (
	"fmt"
	"io/fs"
	"path"

	"presync/scenarios"
	"presync/sim/report"
)

// Folder is where the library stands, from the root of the project.
const Folder = "scenarios"

// ByRule reads the scenario files at the root of fsys and groups them by the
// rule that each is about, in the order of their names. A file that is no
// scenario is an error that names the file and the line.
func ByRule(fsys fs.FS) (map[string][]report.Example, error) {
	files, err := fs.Glob(fsys, "*.txtar")
	if err != nil {
		return nil, err
	}
	found := map[string][]report.Example{}
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read scenario: %w", err)
		}
		s, err := scenarios.Parse(path.Join(Folder, file), data)
		if err != nil {
			return nil, err
		}
		found[s.ID] = append(found[s.ID], report.Example{File: s.Name, Title: s.Title})
	}
	return found, nil
}
