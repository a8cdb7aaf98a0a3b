package show

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"presync/sim/compare"
	"presync/sim/report"
)

// maxAnnotations is how many annotations of a level GitHub shows for a step.
// Source: docs.github.com, "Workflow commands", limits of annotations.
const maxAnnotations = 10

// GitHub writes workflow commands: an error for each user who gets worse, a
// warning for each other verdict, a notice for each that is less certain. They
// stand at the line of the export. The last one that would be shown of a level
// counts the rest.
func GitHub(w io.Writer, c *compare.Comparison, opt Options) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n", report.Visible(Headline(c)))
	used, left := map[string]int{}, map[string]int{}
	for ch := range c.Changes() {
		level := levelOf(ch.Severity)
		if opt.Keep != nil && !opt.Keep(ch) {
			continue
		}
		if used[level] == maxAnnotations-1 {
			left[level]++
			continue
		}
		used[level]++
		fmt.Fprintf(out, "::%s %stitle=%s::%s\n", level, place(ch), property(title(ch)), data(ch.User.Name()+": "+ch.Why+". "+detail(ch)))
	}
	for _, d := range c.NewDeletions {
		if used["error"] == maxAnnotations-1 {
			left["error"]++
			continue
		}
		used["error"]++
		fmt.Fprintf(out, "::error title=deleted::%s\n", data("cloud object "+d.Name+" ("+d.ID+") is deleted by the head alone"))
	}
	for _, level := range []string{"error", "warning", "notice"} {
		if left[level] > 0 {
			fmt.Fprintf(out, "::%s title=presync diff::and %s; --format md or csv lists all\n", level, more(left[level]))
		}
	}
	return out.Flush()
}

func levelOf(s compare.Severity) string {
	switch s {
	case compare.Worse:
		return "error"
	case compare.Changed, compare.Removed:
		return "warning"
	}
	return "notice"
}

// place is the line of the export, where one is known.
func place(ch *compare.Change) string {
	o := ch.User.Origin
	if o.Line == 0 {
		return ""
	}
	return fmt.Sprintf("file=%s,line=%d,", property(o.Source), o.Line)
}

func title(ch *compare.Change) string { return string(ch.Severity) + ": " + label(ch) }

// data and property escape what would end a workflow command. Source:
// actions/toolkit, packages/core/src/command.ts.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(report.Visible(s))
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}
