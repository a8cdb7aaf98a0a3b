package tutor

import (
	"fmt"
	"io"

	"presync/scenarios/lessons"
	"presync/sim/report"
)

// WritePlan says which themes there are, what is done, and how to start.
func WritePlan(w io.Writer, course *lessons.Course, progress *Progress, width int, colour bool) error {
	p := &page{out: w, width: width, colour: colour}
	done, missed := progress.count(course.Lessons())
	text := fmt.Sprintf("%d lessons: %d done, %d open", len(course.Lessons()), done, len(course.Lessons())-done)
	if missed > 0 {
		text += fmt.Sprintf(", of which %d to repeat", missed)
	}
	p.line(p.bold(text))
	p.line("")
	var rows [][]string
	for i := range course.Themes {
		t := &course.Themes[i]
		done, missed := progress.count(t.All())
		again := ""
		if missed > 0 {
			again = fmt.Sprint(missed)
		}
		rows = append(rows, []string{t.ID, fmt.Sprintf("%d of %d", done, len(t.All())), again, firstSentence(t.About)})
	}
	p.table([]report.Column{{Title: "THEME", Most: 20}, {Title: "DONE", Most: 9}, {Title: "REPEAT", Most: 6}, {Title: "ABOUT"}}, rows)
	p.line("")
	p.line("In a terminal:")
	p.line("  presync learn                    goes on with the next open lesson")
	p.line("  presync learn hard-match         one theme; a rule such as HM004, or a file, works too")
	p.line("  presync learn hard-match 3       the third lesson of the theme")
	p.line("  presync learn --list hard-match  the lessons of the theme")
	return p.err
}

// firstSentence is where a text stops for the first time.
func firstSentence(text string) string {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '.' && text[i+1] == ' ' {
			return text[:i+1]
		}
	}
	return text
}

// WriteLessons lists the lessons of themes. The title of one that is open
// would tell its end, so its situation stands there.
func WriteLessons(w io.Writer, themes []lessons.Theme, progress *Progress, width int, colour bool) error {
	p := &page{out: w, width: width, colour: colour}
	for i := range themes {
		t := &themes[i]
		if i > 0 {
			p.line("")
		}
		done, _ := progress.count(t.All())
		p.line(p.bold(fmt.Sprintf("%s: %s, %d of %d done", t.ID, t.Title, done, len(t.All()))))
		var rows [][]string
		for n, l := range t.All() {
			state, text := "open", l.Situation
			switch m := progress.Mark(l); {
			case m.Done():
				state, text = "done", l.Scenario.ID+": "+l.Scenario.Title
			case m == Missed:
				state = "repeat"
			}
			rows = append(rows, []string{fmt.Sprint(n + 1), state, text})
		}
		p.table([]report.Column{{Most: 3}, {Most: 6}, {}}, rows)
	}
	return p.err
}
