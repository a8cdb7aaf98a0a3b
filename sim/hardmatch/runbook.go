package hardmatch

import (
	_ "embed"
	"io"
	"strings"
)

// runbookScript has no value of any plan in it.
//
//go:embed runbook.ps1
var runbookScript string

// WriteRunbook writes the PowerShell script that carries a plan out. It reads
// the plan, as [WritePlan] writes it, from the JSON file beside it, so that no
// value has to be quoted. Line ends are CR LF and the text is ASCII, which every
// version of PowerShell reads the same way.
func WriteRunbook(w io.Writer) error {
	_, err := io.WriteString(w, strings.ReplaceAll(runbookScript, "\n", "\r\n"))
	return err
}
