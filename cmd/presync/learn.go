package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"presync/internal/tutor"
	"presync/scenarios/lessons"
	"presync/sim/report"
)

// learnOptions are the flags of presync learn.
type learnOptions struct {
	word     string
	number   int
	progress string
	list     bool
	reset    bool
	noColor  bool
}

func newLearnCmd(a *app) *cobra.Command {
	o := &learnOptions{}
	cmd := &cobra.Command{
		Use:   "learn [THEME [NUMBER] | RULE | FILE] [flags]",
		Short: "Guess what a sync does, lesson by lesson, and learn why",
		Long: `Learn goes through the scenario library as lessons. Each shows a situation with
its data, asks what the next sync makes of a user, and explains the verdict: the
rule, its conditions with both values, and the source. A wrong guess is told
which rule would have given it and which condition failed, and may be tried once
more.

Without an argument it goes on with the next open lesson. What was answered is
kept after every lesson; Ctrl-C and Ctrl-D end at any time. Without a terminal it
prints the themes and what is done.

Exit codes: 0 done or ended, 1 the progress could not be read or written, 2 wrong
usage or no such lesson.`,
		Example: `  presync learn
  presync learn hard-match
  presync learn hardening-2026 3
  presync learn HM004
  presync learn --list soft-match`,
		Args: o.parse,
		ValidArgsFunction: func(_ *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeTheme(given), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return runLearn(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.list, "list", false, "list the lessons of a theme, or of all, and what is done")
	f.StringVar(&o.progress, "progress", "", "keep the progress in `FILE` (default presync/learn.json in the configuration folder of the user)")
	f.BoolVar(&o.reset, "reset", false, "forget what was answered, of the lessons that are named or of all")
	f.BoolVar(&o.noColor, "no-color", false, "no colours, also on a terminal (as NO_COLOR does)")
	return cmd
}

// parse reads the arguments.
func (o *learnOptions) parse(cmd *cobra.Command, given []string) error {
	hint := "usage: " + cmd.UseLine()
	if len(given) > 2 {
		return usagef(hint, "learn takes a theme and a number, but got %d words", len(given))
	}
	if len(given) > 0 {
		o.word = given[0]
	}
	if len(given) == 2 {
		n, err := strconv.Atoi(given[1])
		if err != nil || n < 1 {
			return usagef(hint, "%q is no number of a lesson", given[1])
		}
		o.number = n
	}
	return nil
}

// completeTheme offers the themes.
func completeTheme(given []string) []string {
	course, err := lessons.Load()
	if err != nil || len(given) > 0 {
		return nil
	}
	var out []string
	for i := range course.Themes {
		out = append(out, course.Themes[i].ID+"\t"+course.Themes[i].Title)
	}
	return out
}

func runLearn(ctx context.Context, a *app, o *learnOptions) error {
	course, err := lessons.Load()
	if err != nil {
		return err
	}
	file, err := o.file()
	if err != nil && (o.reset || a.converses()) { // only to look, no file is nothing done
		return err
	}
	if o.reset && o.word == "" {
		return o.forget(a, file)
	}
	progress, err := tutor.OpenProgress(file)
	if err != nil {
		return &failure{code: exitFailed, text: err.Error(), hint: "presync learn --reset starts anew; --progress FILE keeps it elsewhere"}
	}
	picked, err := o.pick(course, progress)
	if err != nil {
		return err
	}
	text := a.textOptions(o.noColor, false)
	switch {
	case o.reset:
		n, err := progress.Reset(picked)
		if err == nil {
			fmt.Fprintf(a.stderr, "presync: forgot %s in %s\n", report.Plural(n, "lesson"), file)
		}
		return err
	case o.list && o.word != "" && course.Theme(strings.ToLower(o.word)) == nil:
		return usagef("presync learn --list lists all", "%q is no theme, so it has no list", o.word)
	case o.list:
		return tutor.WriteLessons(a.stdout, o.themes(course), progress, text.Width, text.Colour)
	case !a.converses():
		return tutor.WritePlan(a.stdout, course, progress, text.Width, text.Colour)
	}
	if len(picked) == 0 {
		fmt.Fprintln(a.stderr, "presync: every lesson is done; presync learn THEME repeats one, presync learn --reset all")
		return nil
	}
	return tutor.Run(ctx, course, picked, tutor.Options{
		In: a.stdin, Out: a.stdout, Width: text.Width, Colour: text.Colour, Progress: progress, Day: a.now(),
	})
}

// converses reports whether somebody sits at both ends.
func (a *app) converses() bool {
	f, ok := a.stdin.(*os.File)
	return ok && a.terminal && term.IsTerminal(int(f.Fd()))
}

// file is where the progress is kept.
func (o *learnOptions) file() (string, error) {
	if o.progress != "" {
		return o.progress, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", &failure{code: exitFailed, text: "progress: " + err.Error(), hint: "--progress FILE says where to keep it"}
	}
	return filepath.Join(folder, "presync", "learn.json"), nil
}

// forget removes the progress, also one that cannot be read.
func (o *learnOptions) forget(a *app, file string) error {
	err := os.Remove(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("progress: %w", err)
	}
	fmt.Fprintln(a.stderr, "presync: forgot all lessons in "+file)
	return nil
}

// pick gives the lessons that are meant.
func (o *learnOptions) pick(course *lessons.Course, progress *tutor.Progress) ([]tutor.Item, error) {
	if o.word == "" {
		return tutor.Next(course, progress), nil
	}
	picked, err := tutor.Pick(course, progress, o.word, o.number)
	switch {
	case err != nil:
		return nil, usagef("presync learn --list "+o.word+" lists them", "%v", err)
	case len(picked) > 0:
		return picked, nil
	}
	var words []string
	for i := range course.Themes {
		words = append(words, course.Themes[i].ID)
	}
	for _, l := range course.Lessons() {
		words = append(words, l.Scenario.ID)
	}
	hint := "presync learn --list lists the themes and their lessons"
	if near := nearest(o.word, words); near != "" {
		hint = "did you mean presync learn " + near + "?"
	}
	return nil, usagef(hint, "%q is no theme, no rule with a lesson, and no scenario of the library", o.word)
}

// themes are those to list.
func (o *learnOptions) themes(course *lessons.Course) []lessons.Theme {
	if o.word == "" {
		return course.Themes
	}
	return []lessons.Theme{*course.Theme(strings.ToLower(o.word))}
}
