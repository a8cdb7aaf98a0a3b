package scenarios

import (
	"fmt"
	"io"
)

// textReporter writes for a person: what fails, why, and a last line.
type textReporter struct {
	w       io.Writer
	verbose bool
}

func (t *textReporter) Result(r Result) error {
	if r.Passed() {
		if !t.verbose {
			return nil
		}
		_, err := fmt.Fprintf(t.w, "ok    %s  %s\n", r.Name, r.Title())
		return err
	}
	head := "FAIL  " + r.Name
	if r.Scenario != nil {
		head += "  " + r.Title()
	}
	if _, err := fmt.Fprintln(t.w, head); err != nil {
		return err
	}
	for _, line := range failureLines(&r) {
		if _, err := fmt.Fprintf(t.w, "  %s\n", line); err != nil {
			return err
		}
	}
	return nil
}

func (t *textReporter) End(s Summary) error {
	if c := s.Coverage; c != nil {
		for _, m := range c.Missing {
			if _, err := fmt.Fprintln(t.w, m); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(t.w, "coverage: %d of %d points of the rules (%.1f%%)\n", c.Covered, c.Total, c.Percent()); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(t.w, "%d passed, %d failed\n", s.Passed, s.Failed)
	return err
}

// failureLines writes everything that is wrong with a result.
func failureLines(r *Result) []string {
	var lines []string
	if r.Scenario != nil {
		for _, setting := range r.Scenario.combo.settings() {
			lines = append(lines, "with "+setting)
		}
	}
	for i := range r.Failures {
		f := &r.Failures[i]
		lines = append(lines, f.place(r.Name)+": "+f.headline())
		lines = append(lines, f.details()...)
	}
	if r.Err != nil {
		lines = append(lines, r.Err.Error())
	}
	return lines
}
