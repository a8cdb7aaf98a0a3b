package fakegraph

import (
	"fmt"
	"io"
)

// ReadObjects reads the objects of saved answers of the Graph API, in every
// form that LoadFolder takes, for one of the lists of a Seed. An error has the
// line.
func ReadObjects(r io.Reader) (Objects, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("fakegraph: read saved answers: %w", err)
	}
	objects, err := readObjects(decodeText(data))
	if err != nil {
		return nil, fmt.Errorf("fakegraph: line %w", err)
	}
	return objects, nil
}
