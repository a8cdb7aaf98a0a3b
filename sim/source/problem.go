package source

import (
	"fmt"

	"presync/sim/directory"
)

// problem is a record that cannot be read, or a note about one that can.
type problem struct {
	line int
	text string
	dn   string
	note bool // the record is kept
}

// in gives the problem as Input.Problems has it.
func (p problem) in(source string) string {
	text := fmt.Sprintf("%s: %s", directory.Origin{Source: source, Line: p.line}, p.text)
	if !p.note {
		text += "; record skipped"
	}
	if p.dn == "" {
		return text
	}
	const most = 200
	if len(p.dn) > most {
		return fmt.Sprintf("%s: %q...", text, p.dn[:most])
	}
	return fmt.Sprintf("%s: %q", text, p.dn)
}
