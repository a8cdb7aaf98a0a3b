package scenarios

import (
	"fmt"
	"io"
	"strings"
)

// tapReporter writes the Test Anything Protocol, version 13. The reasons for a
// failure are diagnostic lines behind the test. A verdict that is known to be
// wrong makes the test one that is still to do, which may fail.
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
	status, directive := "ok", ""
	switch r.Status() {
	case Failed, Broken:
		status = "not ok"
	case Known:
		status, directive = "not ok", " # TODO known wrong: "+visible(strings.Join(r.KnownWrong[0].Evidence, " "))
	}
	fmt.Fprintf(&b, "%s %d - %s%s\n", status, t.count, tapText(r.Name+" "+r.Title()), directive)
	for _, line := range append(failureLines(&r), knownWrongLines(&r)...) {
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
	if t.count == 0 {
		b.WriteString("1..0 # SKIP no scenario to report\n")
	} else {
		fmt.Fprintf(&b, "1..%d\n", t.count)
	}
	if c := s.Coverage; c != nil {
		for _, m := range c.Missing {
			b.WriteString("# " + m + "\n")
		}
		fmt.Fprintf(&b, "# coverage: %d of %d points of the rules\n", c.Covered, c.Total)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

// tapText escapes what would start a directive.
func tapText(text string) string {
	return strings.ReplaceAll(visible(oneLine(text)), "#", `\#`)
}
