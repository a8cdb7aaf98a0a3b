package scenarios

import (
	"fmt"
	"io"
	"strings"
)

// textReporter writes for a person: what fails, why, and a last line.
type textReporter struct {
	w       io.Writer
	verbose bool
}

func (t *textReporter) Result(r Result) error {
	head, lines := "", append(failureLines(&r), knownWrongLines(&r)...)
	switch r.Status() {
	case Broken:
		head = "ERROR"
	case Failed:
		head = "FAIL"
	case Known:
		head = "KNOWN WRONG"
	default:
		if !t.verbose {
			return nil
		}
		_, err := io.WriteString(t.w, block("ok    "+r.Name+"  "+r.Title(), nil))
		return err
	}
	head += "  " + r.Name
	if r.Scenario != nil {
		head += "  " + r.Title()
	}
	_, err := io.WriteString(t.w, block(head, lines)+"\n")
	return err
}

// block writes a headline and lines below it.
func block(head string, lines []string) string {
	text := strings.Join(wrap(head, 6), "\n") + "\n"
	for _, line := range lines {
		text += "  " + line + "\n"
	}
	return text
}

func (t *textReporter) End(s Summary) error {
	if s.Coverage != nil {
		if err := WriteCoverage(t.w, coverageText, s.Coverage); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(t.w, s.counts())
	return err
}
