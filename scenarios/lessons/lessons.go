// Package lessons puts the scenario library into an order that teaches: themes,
// and in each theme lessons from easy to hard. Which lesson belongs where, its
// point in one sentence, and the documents behind the tags of the sources are
// data of this package (themes.yaml, sources.yaml); a scenario says nothing
// about its theme, so that any other scenario file runs without one.
package lessons

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"presync/scenarios"
)

//go:embed themes.yaml sources.yaml
var tables embed.FS

// Load reads the shipped library as lessons. It reports an error, which names
// each, for a scenario without a theme or a theme without its scenario.
func Load() (*Course, error) { return LoadFrom(scenarios.Library, tables) }

// LoadFrom reads the scenario files at the root of library, and themes.yaml
// and sources.yaml in data.
func LoadFrom(library, data fs.FS) (*Course, error) {
	documents := make(map[string]Document)
	if err := readTable(data, "sources.yaml", &documents); err != nil {
		return nil, err
	}
	var listed []themeTable
	if err := readTable(data, "themes.yaml", &listed); err != nil {
		return nil, err
	}
	c := &Course{byName: make(map[string]*Lesson)}
	files, err := fs.Glob(library, "*.txtar")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		l, err := readLesson(library, file, documents)
		if err != nil {
			return nil, err
		}
		c.byName[l.Name] = l
	}
	return c, c.arrange(listed)
}

// Course is the whole library in its order.
type Course struct {
	Themes []Theme
	byName map[string]*Lesson
}

// Theme is one subject: the lessons that are at home in it, and those of other
// themes that belong to it, too.
type Theme struct {
	ID, Title string
	// About is for somebody who is new to the subject.
	About   string
	Lessons []*Lesson
	Also    []*Lesson
}

// All are the lessons of the theme in their order, those at home first.
func (t *Theme) All() []*Lesson { return slices.Concat(t.Lessons, t.Also) }

// Lesson gives the lesson of a scenario file, without its extension; nil when
// there is none.
func (c *Course) Lesson(name string) *Lesson { return c.byName[name] }

// Theme gives a theme by its ID, nil when there is none.
func (c *Course) Theme(id string) *Theme {
	for i := range c.Themes {
		if c.Themes[i].ID == id {
			return &c.Themes[i]
		}
	}
	return nil
}

// Lessons are all lessons, each once, theme by theme.
func (c *Course) Lessons() []*Lesson {
	var all []*Lesson
	for i := range c.Themes {
		all = append(all, c.Themes[i].Lessons...)
	}
	return all
}

// themeTable is one entry of themes.yaml.
type themeTable struct {
	ID      string    `yaml:"id"`
	Title   string    `yaml:"title"`
	About   string    `yaml:"about"`
	Lessons yaml.Node `yaml:"lessons"` // name: point, in order
	Also    []string  `yaml:"also"`
}

// readTable reads one of the tables of this package.
func readTable(data fs.FS, name string, into any) error {
	text, err := fs.ReadFile(data, name)
	if err != nil {
		return fmt.Errorf("lessons: %w", err)
	}
	if err := yaml.Load(text, into, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("lessons: %s: %w", name, err)
	}
	return nil
}

// arrange puts the lessons under their themes.
func (c *Course) arrange(listed []themeTable) error {
	var broken []error
	complain := func(format string, args ...any) { broken = append(broken, fmt.Errorf(format, args...)) }
	for _, t := range listed {
		theme := Theme{ID: t.ID, Title: t.Title, About: strings.TrimSpace(t.About)}
		pairs := t.Lessons.Content
		for i := 0; i+1 < len(pairs); i += 2 {
			l := c.byName[pairs[i].Value]
			switch {
			case l == nil:
				complain("themes.yaml: theme %q has %q, but there is no such scenario", t.ID, pairs[i].Value)
				continue
			case l.Theme != "":
				complain("themes.yaml: %q stands in %q and in %q; name it under \"also\" in one of them", l.Name, l.Theme, t.ID)
				continue
			}
			l.Theme, l.Point = t.ID, pairs[i+1].Value
			theme.Lessons = append(theme.Lessons, l)
		}
		for _, name := range t.Also {
			if c.byName[name] == nil {
				complain("themes.yaml: theme %q has %q, but there is no such scenario", t.ID, name)
				continue
			}
			theme.Also = append(theme.Also, c.byName[name])
		}
		c.Themes = append(c.Themes, theme)
	}
	for _, name := range slices.Sorted(maps.Keys(c.byName)) {
		if c.byName[name].Theme == "" {
			complain("%s stands in no theme; add it with its point to scenarios/lessons/themes.yaml", path.Join("scenarios", name+".txtar"))
		}
	}
	return errors.Join(broken...)
}
