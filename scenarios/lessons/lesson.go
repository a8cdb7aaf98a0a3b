package lessons

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"presync/scenarios"
	"presync/sim/match"
)

// Lesson is one scenario of the library as a lesson.
type Lesson struct {
	// Name is the file name without its extension; it is stable.
	Name string
	// Theme is the ID of the theme in which the lesson is at home.
	Theme string
	// Point is what is learnt, in one sentence.
	Point    string
	Scenario *scenarios.Scenario
	// Situation is the first paragraph of the prose, which does not tell the
	// end; Story are the ones behind it, and Source the last, which says where
	// the lesson comes from.
	Situation string
	Story     []string
	Source    string
	// Documents are those that Source names by their tag, in its order.
	Documents []Document
}

// Document is what a tag of the rulebook stands for.
type Document struct {
	Tag   string `yaml:"-"`
	Title string `yaml:"title"`
	URL   string `yaml:"url"` // "" when it has none
}

// File is the path of the scenario from the root of the project.
func (l *Lesson) File() string { return path.Join("scenarios", l.Name+".txtar") }

// Played is the scenario as a reader goes through it: of a file with variants
// the first one.
func (l *Lesson) Played() *scenarios.Scenario {
	if len(l.Scenario.Variants) > 0 {
		return l.Scenario.Variants[0]
	}
	return l.Scenario
}

// Who is the user whom the lesson is about, as the scenario names them: the
// first whose line is decided by the rule that the scenario is named after.
func (l *Lesson) Who() string {
	who := ""
	for _, c := range l.Played().Cycles {
		if c.Want.Decisions == nil {
			continue
		}
		for _, line := range c.Want.Decisions.Lines {
			if who == "" {
				who = line.Who
			}
			for _, a := range line.Asserts {
				if (a.Key == "rule" || a.Key == "rules") && strings.Contains(a.Value, l.Scenario.ID) {
					return line.Who
				}
			}
		}
	}
	return who
}

// Outcomes are what becomes of that user, one for each sync that says it.
func (l *Lesson) Outcomes() []match.Outcome {
	var all []match.Outcome
	who := l.Who()
	for _, c := range l.Played().Cycles {
		if c.Want.Decisions == nil {
			continue
		}
		for _, line := range c.Want.Decisions.Lines {
			if line.Who == who {
				all = append(all, line.Outcome)
			}
		}
	}
	return all
}

var (
	blankLine  = regexp.MustCompile(`\n[ \t]*\n`)
	sourceLine = regexp.MustCompile(`^(Worked examples? WE-|Rulebook [A-Z]+-)`)
	tag        = regexp.MustCompile(`\b[TC][0-9]{1,2}\b|\bfounding document\b`)
)

// readLesson reads a scenario file and takes its prose apart.
func readLesson(library fs.FS, file string, documents map[string]Document) (*Lesson, error) {
	data, err := fs.ReadFile(library, file)
	if err != nil {
		return nil, fmt.Errorf("lessons: %w", err)
	}
	full := path.Join("scenarios", file)
	s, err := scenarios.Parse(full, data)
	if err != nil {
		return nil, err
	}
	l := &Lesson{Name: strings.TrimSuffix(file, ".txtar"), Scenario: s}
	for _, p := range blankLine.Split(s.Prose, -1) {
		l.Story = append(l.Story, strings.Join(strings.Fields(p), " "))
	}
	if len(l.Story) < 3 {
		return nil, fmt.Errorf("%s: the prose has %d paragraphs; want the situation, what the sync does and why, and the source", full, len(l.Story))
	}
	last := len(l.Story) - 1
	l.Situation, l.Source, l.Story = l.Story[0], l.Story[last], l.Story[1:last]
	if !sourceLine.MatchString(l.Source) {
		return nil, fmt.Errorf("%s: the last paragraph is %q; want the source, such as \"Rulebook HM-1; source T2 (2026-07-01).\"", full, l.Source)
	}
	for _, t := range tag.FindAllString(l.Source, -1) {
		if t == "founding document" {
			t = "SEED"
		}
		d, known := documents[t]
		if !known {
			return nil, fmt.Errorf("%s: the source %s is not in scenarios/lessons/sources.yaml", full, t)
		}
		d.Tag = t
		if !slices.Contains(l.Documents, d) {
			l.Documents = append(l.Documents, d)
		}
	}
	if len(l.Documents) == 0 {
		return nil, fmt.Errorf("%s: the last paragraph names no document, such as T2", full)
	}
	return l, nil
}
