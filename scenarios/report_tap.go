package scenarios

import (
	"fmt"
	"io"
	"strings"
)

// tapReporter writes the Test Anything Protocol, version 13. The reasons for a
// failure are diagnostic lines behind the test.
type tapReporter struct {
	w     io.Writer
	count int
}

func (t *tapReporter) Result(r Result) error {
	var b strings.Builder
	if t.count == 0 {
		b.WriteString("TAP version 13\n")
	}
	t.count++
	status := "ok"
	if !r.Passed() {
		status = "not ok"
	}
	// A number sign would start a directive.
	title := strings.ReplaceAll(r.Title(), "#", `\#`)
	fmt.Fprintf(&b, "%s %d - %s %s\n", status, t.count, r.Name, title)
	for _, line := range failureLines(&r) {
		b.WriteString("# " + strings.ReplaceAll(line, "\n", "\n# ") + "\n")
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

func (t *tapReporter) End(s Summary) error {
	var b strings.Builder
	if t.count == 0 {
		b.WriteString("TAP version 13\n")
	}
	fmt.Fprintf(&b, "1..%d\n", t.count)
	if c := s.Coverage; c != nil {
		for _, m := range c.Missing {
			b.WriteString("# " + m + "\n")
		}
		fmt.Fprintf(&b, "# coverage: %d of %d points of the rules\n", c.Covered, c.Total)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}
