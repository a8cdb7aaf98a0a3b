package tutor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"presync/scenarios/lessons"
	"presync/sim/match"
	"presync/sim/report"
)

// Options are the world of a session.
type Options struct {
	In  io.Reader
	Out io.Writer
	// Width is that of the terminal; Colour says that it has colours.
	Width    int
	Colour   bool
	Progress *Progress
	// Day is today, for the progress.
	Day time.Time
}

// Run asks the lessons one after another, until they are through, the input
// ends, the user quits, or the context is done; none of these is an error.
// Every answer is kept at once.
func Run(ctx context.Context, course *lessons.Course, list []Item, opt Options) error {
	s := &session{
		page: page{out: opt.Out, width: opt.Width, colour: opt.Colour}, course: course, opt: opt, in: readLines(opt.In),
	}
	if done, missed := opt.Progress.count(course.Lessons()); done+missed == 0 {
		s.welcome()
	}
	err := s.lessons(ctx, list)
	switch {
	case err == nil:
		s.goodbye("That was the last one.")
	case errors.Is(err, errQuit):
		s.goodbye("")
	case errors.Is(err, errEnded):
		s.line("")
		s.goodbye("")
	default:
		return err
	}
	return s.err
}

// errQuit ends a session on demand.
var errQuit = errors.New("quit")

// session is a conversation.
type session struct {
	page
	course *lessons.Course
	opt    Options
	in     *lines
	asked  int
	right  int
}

// welcome says how it goes.
func (s *session) welcome() {
	s.para("Each lesson shows what Active Directory and the cloud hold. Say what the next sync makes of one user: " +
		"type the number or the word of the verdict. A wrong guess is explained and may be tried again. " +
		"What is done is kept; Ctrl-C ends at any time.")
	s.line("")
}

func (s *session) lessons(ctx context.Context, list []Item) error {
	for i := range list {
		if i > 0 {
			if err := s.pause(ctx); err != nil {
				return err
			}
		}
		if i == 0 || list[i].Theme != list[i-1].Theme {
			s.theme(list[i].Theme)
		}
		if err := s.lesson(ctx, &list[i]); err != nil {
			return err
		}
		if s.err != nil {
			return s.err
		}
	}
	return nil
}

// theme introduces a theme.
func (s *session) theme(t *lessons.Theme) {
	if t == nil {
		return
	}
	s.line(s.bold(t.Title))
	s.para(t.About)
	s.line("")
}

// pause waits for the reader.
func (s *session) pause(ctx context.Context) error {
	s.line("")
	s.write(s.dim("Enter goes on, q quits > "))
	text, err := s.in.next(ctx)
	if err != nil {
		return err
	}
	if a, err := parseAnswer(text); err == nil && a.command == askQuit {
		return errQuit
	}
	s.line("")
	return nil
}

// lesson shows and asks one lesson, sync by sync.
func (s *session) lesson(ctx context.Context, item *Item) error {
	l := item.Lesson
	steps, err := play(ctx, l)
	if err != nil {
		if ctx.Err() != nil {
			return errEnded
		}
		return err
	}
	s.line(s.bold(item.heading()))
	s.line("")
	s.para(l.Situation)
	mark := Right
	for i := range steps {
		s.situation(&steps[i], i, len(steps))
		m, err := s.ask(ctx, &steps[i], i, len(steps))
		if err != nil {
			return err
		}
		if m == "" {
			s.line("Skipped; it stays open.")
			return nil
		}
		mark = worse(mark, m)
		var before *match.Rule
		if i > 0 {
			before = steps[i-1].decision.Rule
		}
		s.verdict(&steps[i], before)
	}
	s.asked++
	if mark == Right {
		s.right++
	}
	s.lessonEnd(l)
	return s.opt.Progress.Set(l, mark, s.opt.Day)
}

// worse is the worse of two marks.
func worse(a, b Mark) Mark {
	for _, m := range []Mark{Missed, Helped} {
		if a == m || b == m {
			return m
		}
	}
	return Right
}

// tries is how often a verdict is asked for before it is told.
const tries = 2

// ask asks for the verdict of a sync until it is found or told. It gives ""
// when the lesson is skipped.
func (s *session) ask(ctx context.Context, st *step, at, of int) (Mark, error) {
	s.question(st, at, of)
	mark, hints := Right, 0
	var tried match.Outcome
	for left := tries; ; {
		s.write(s.dim("number or word, ? hint, d data, s skip, q quit > "))
		text, err := s.in.next(ctx)
		if err != nil {
			return "", err
		}
		a, err := parseAnswer(text)
		switch {
		case err != nil:
			s.line("Not understood: " + err.Error() + ".")
		case a.command == askQuit:
			return "", errQuit
		case a.command == askSkip:
			return "", nil
		case a.command == askData:
			s.data(st)
		case a.command == askHint:
			mark = Helped
			s.hint(st, hints)
			hints++
		case a.outcome == st.decision.Outcome:
			s.line("")
			s.hang("", "Right: "+verdictText(st.decision)+".", s.green)
			return mark, nil
		case possible(st, a.outcome) != "":
			s.line("")
			s.para(fmt.Sprintf("%s cannot be ruled out: %s. But presync expects %s.",
				capital(string(a.outcome)), possible(st, a.outcome), verdictText(st.decision)))
			return worse(mark, Helped), nil
		case a.outcome == tried:
			s.line("That was tried; it is another one.")
		default:
			left--
			tried = a.outcome
			s.wrong(st, a.outcome, left)
			if left == 0 {
				return Missed, nil
			}
			mark = Helped
		}
	}
}

// wrong says why a guess is wrong, and after the last one what is right.
func (s *session) wrong(st *step, guess match.Outcome, left int) {
	s.line("")
	why := whyNot(st.decision, guess, st.in.AsOf, left == 0)
	no := "No, it is not " + string(guess) + ". "
	if guess == match.OutcomeNotSynced {
		no = "No, the user does go to the service. "
	}
	s.para(no + why.text)
	for i, f := range why.failed {
		if i == 3 && len(why.failed) > 4 {
			s.line("  - and " + report.Plural(len(why.failed)-i, "condition") + " more")
			break
		}
		s.hang("  - ", f, nil)
	}
	s.line("")
	if left == 0 {
		s.hang("", "It is "+verdictText(st.decision)+".", s.red)
		return
	}
	s.line("Try once more.")
}

// possible is why an outcome that was guessed cannot be ruled out; "" when it
// can, or when that is not what the lesson is about.
func possible(st *step, guess match.Outcome) string {
	for _, a := range st.decision.Alternatives {
		if a.Outcome == guess && st.tells(a) {
			return a.Because
		}
	}
	return ""
}

// goodbye says where the reader stands.
func (s *session) goodbye(first string) {
	done, missed := s.opt.Progress.count(s.course.Lessons())
	s.line("")
	if first != "" {
		s.line(first)
	}
	if s.asked > 0 {
		s.line(fmt.Sprintf("%s now, %d of them at the first try and without a hint.", report.Plural(s.asked, "lesson"), s.right))
	}
	text := fmt.Sprintf("%d of %d done", done, len(s.course.Lessons()))
	if missed > 0 {
		text += fmt.Sprintf(", %d to repeat", missed)
	}
	s.line(text + ". presync learn goes on from here.")
}
