package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"presync/sim/match"
	"presync/sim/source"
)

// Scenario is one scenario file, parsed and checked.
type Scenario struct {
	// Name is the file's name as it was given; every message starts with it.
	Name string
	// ID and Title are the two halves of the first line, "ID: title". In the
	// library the ID is that of the rule that the scenario is about.
	ID, Title string
	// Prose is the rest of the comment: Markdown for an administrator.
	Prose string
	// Lines is the length of the whole file.
	Lines int
	// Cycles are the synchronisations to run, one after the other, at least one;
	// none where the file has variants.
	Cycles []Cycle
	// Variants are the scenarios that variants.csv and flags.yaml make of the
	// file, in their order. See [Scenario.Each].
	Variants []*Scenario
	// Variant is the name of this variant, "" where it is none.
	Variant string
	row     *variantRow  // of variants.csv, nil without one
	combo   *combination // of flags.yaml, nil without one
}

// Cycle is one synchronisation: what changes before it, and what it must give.
type Cycle struct {
	// Number counts from 1.
	Number int
	// AD holds the on-premises exports in the order of their connectors. In a
	// later cycle a forest that is not named here stays as it was.
	AD []Export
	// Cloud is a Graph /users page: the tenant of cycle 1, and in later cycles
	// what administrators change in the tenant that the cycle before left.
	Cloud *Section
	// Tenant holds tenant/NAME.json, Graph answers by their file name. Only
	// cycle 1 has any, and then it has no Cloud.
	Tenant []Section
	// Settings is the tenant file; keys that it lacks keep the value that they
	// had in the cycle before.
	Settings *Section
	// Run says how the cycle is run; see [RunSettings].
	Run RunSettings
	// Want is what is asserted about the cycle.
	Want Want
	// edits are what Cloud says in a later cycle, settings what Settings says.
	edits    []edit
	settings *source.TenantFile
	// matrix are the lines of want/matrix that are among Want.Decisions, and
	// matrixAt is where that section begins.
	matrix   []WantLine
	matrixAt int
}

// Export is one on-premises export and the forest it belongs to.
type Export struct {
	Forest string
	Section
}

// RunSettings are the flags of the prediction. A later cycle keeps what its
// run.yaml does not name.
type RunSettings struct {
	// AsOf picks the rules in force; [DefaultAsOf] when no run.yaml says it.
	AsOf time.Time
	// FullImport says that the exports are complete.
	FullImport bool
}

// DefaultAsOf is the day of a scenario that names none. It is fixed, so that a
// scenario gives the same answer on every day that it is run: the day on which
// the rulebook was compiled.
func DefaultAsOf() time.Time { return time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC) }

// Section is the content of one section and where it stands in the file.
type Section struct {
	// Name is the name between the dashes, with its cycle prefix.
	Name string
	// Line is the line of the first byte of the content, counted from 1.
	Line int
	Data []byte
}

// InPlace gives the content behind as many empty lines as stand before it in
// the file, so that a reader counts the lines of the scenario file.
func (s *Section) InPlace() []byte {
	return append(bytes.Repeat([]byte("\n"), s.Line-1), s.Data...)
}

// last is the last line of the section: that of its marker when it is empty.
func (s *Section) last() int { return s.Line - 1 + bytes.Count(s.Data, []byte("\n")) }

// Want is what a scenario asserts about a cycle. A nil part asserts nothing.
type Want struct {
	Decisions *WantList
	Trace     *WantText
	Deletions *WantList
	Gaps      *WantList
	// KnownWrong pins verdicts that differ from those of the service, which
	// stand in Decisions.
	KnownWrong *WantList
}

// WantList is a want section with one assertion a line. No Lines means that it
// asserts that there is nothing: its only line is "-".
type WantList struct {
	Line  int // of the section's content
	Lines []WantLine
}

// WantLine is one line of a want section.
type WantLine struct {
	// Line is the line in the scenario file.
	Line int
	// Who names the user, the object or the gap.
	Who string
	// Outcome is set in want/decisions and want/known-wrong only.
	Outcome match.Outcome
	Asserts []Assert
	// Evidence is set in want/known-wrong only: how the service was seen to
	// decide otherwise, line by line.
	Evidence []string
	// from and to frame the outcome in its line.
	from, to int
}

// Assert is one key=value of a line.
type Assert struct {
	Key, Value string
	// from and to frame the value in its line, with its quotes.
	from, to int
}

// WantText is a want section that is compared as text.
type WantText struct {
	Line int
	Text string
}

// errorAt makes an error that starts with the place in the scenario file.
func errorAt(name string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...))
}

// placed names the place of a section before an error of its reader. Where the
// reader names a line of the file, that is the place.
func placed(file string, section *Section, err error) error {
	text := err.Error()
	for at := 0; ; {
		next := strings.Index(text[at:], file+":")
		if next < 0 {
			break
		}
		at += next
		if digit := at + len(file) + 1; digit < len(text) && text[digit] >= '0' && text[digit] <= '9' {
			if at == 0 {
				return err
			}
			return errors.New(text[at:])
		}
		at += len(file)
	}
	if rest, named := strings.CutPrefix(text, file+":"); named {
		line, rest := section.lineOf(strings.TrimSpace(rest))
		return errorAt(file, line, "%s: %s", section.Name, rest)
	}
	return fmt.Errorf("%s:%d: %s: %w", file, section.Line, section.Name, err)
}

// jsonPlace is how readers name the line of text that is not JSON.
var jsonPlace = regexp.MustCompile(`^(is not JSON: )?line (\d+): `)

// lineOf takes the line of the file out of an error about JSON; where there is
// none, or it is outside the section, the section begins the place.
func (s *Section) lineOf(text string) (int, string) {
	found := jsonPlace.FindStringSubmatch(text)
	if found == nil {
		return s.Line, text
	}
	line, err := strconv.Atoi(found[2])
	lines := bytes.Count(s.Data, []byte("\n"))
	if err != nil || line < s.Line || line > s.Line+lines {
		return s.Line, text
	}
	line = min(line, s.Line+max(lines-1, 0)) // text that ends too early ends behind its last line
	return line, found[1] + text[len(found[0]):]
}
