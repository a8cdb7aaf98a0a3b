package tutor

import (
	"fmt"
	"path"
	"strings"

	"presync/scenarios/lessons"
)

// Item is a lesson in the order in which it is asked.
type Item struct {
	Lesson *lessons.Lesson
	// Theme is the theme in whose course it is asked, nil outside of any, and
	// Number its place there, from 1.
	Theme  *lessons.Theme
	Number int
}

// heading says where the reader is, and nothing about the verdict.
func (it *Item) heading() string {
	if it.Theme == nil {
		return "Lesson on " + it.Lesson.Scenario.ID
	}
	return fmt.Sprintf("%s, lesson %d of %d", it.Theme.Title, it.Number, len(it.Theme.All()))
}

// items are the lessons of a theme.
func items(t *lessons.Theme) []Item {
	var list []Item
	for i, l := range t.All() {
		list = append(list, Item{Lesson: l, Theme: t, Number: i + 1})
	}
	return list
}

// Next are the lessons that are not done, theme by theme and each once: the
// open ones first, then those to repeat.
func Next(course *lessons.Course, progress *Progress) []Item {
	var open, repeat []Item
	seen := make(map[string]bool)
	for i := range course.Themes {
		for _, it := range items(&course.Themes[i]) {
			if seen[it.Lesson.Name] {
				continue
			}
			seen[it.Lesson.Name] = true
			switch m := progress.Mark(it.Lesson); {
			case m == "":
				open = append(open, it)
			case !m.Done():
				repeat = append(repeat, it)
			}
		}
	}
	return append(open, repeat...)
}

// Pick finds what a word means: a theme, a rule, or a scenario file. Of a
// theme the lessons that are not done come, or all when all are. number picks
// one lesson of a theme, 0 none. An empty answer means that nothing has the
// name; an error says that the number does not fit.
func Pick(course *lessons.Course, progress *Progress, word string, number int) ([]Item, error) {
	if t := course.Theme(strings.ToLower(word)); t != nil {
		return pickOf(items(t), progress, t.ID, number)
	}
	if number > 0 {
		return nil, fmt.Errorf("%q is no theme, so it has no lesson %d", word, number)
	}
	name := strings.TrimSuffix(path.Base(strings.ToLower(word)), ".txtar")
	if l := course.Lesson(name); l != nil {
		return []Item{{Lesson: l}}, nil
	}
	var found []Item
	for _, l := range course.Lessons() {
		if strings.EqualFold(l.Scenario.ID, word) {
			found = append(found, Item{Lesson: l})
		}
	}
	return found, nil
}

// pickOf picks among the lessons of a theme.
func pickOf(all []Item, progress *Progress, theme string, number int) ([]Item, error) {
	if number > len(all) {
		return nil, fmt.Errorf("theme %s has %d lessons, there is no lesson %d", theme, len(all), number)
	}
	if number > 0 {
		return all[number-1 : number], nil
	}
	var todo []Item
	for _, it := range all {
		if !progress.Mark(it.Lesson).Done() {
			todo = append(todo, it)
		}
	}
	if len(todo) == 0 {
		return all, nil
	}
	return todo, nil
}
