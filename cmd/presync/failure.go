package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// failure ends a command with an exit code. An empty text says nothing: the
// result has said it.
type failure struct {
	code       int
	text, hint string
}

func (f *failure) Error() string { return f.text }

// errFindings ends a command that ran and has found something.
var errFindings = &failure{code: exitFindings}

// usagef is a mistake on the command line.
func usagef(hint, format string, args ...any) error {
	return &failure{code: exitUsage, text: fmt.Sprintf(format, args...), hint: hint}
}

// describe turns any error into a failure; one that is none yet could not run.
func describe(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return &failure{code: exitFailed, text: "interrupted"}
	}
	var hinted interface{ Hint() string }
	f = &failure{code: exitFailed, text: err.Error()}
	if errors.As(err, &hinted) {
		f.hint = hinted.Hint()
	}
	return f
}

// flagError turns a mistake in a flag into a usage error.
func flagError(cmd *cobra.Command, err error) error {
	hint, text := fmt.Sprintf("%s --help lists the flags", cmd.CommandPath()), err.Error()
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		text = fmt.Sprintf("--%s %q: %v", invalid.GetFlag().Name, invalid.GetValue(), plainly(invalid.Unwrap()))
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest(unknown.GetSpecifiedName(), names); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	return &failure{code: exitUsage, text: text, hint: hint}
}

// plainly says what a flag wants in place of the words of a library.
func plainly(err error) string {
	var number *strconv.NumError
	switch {
	case !errors.As(err, &number):
		return err.Error()
	case errors.Is(err, strconv.ErrRange):
		return "the number is too large"
	case number.Func == "ParseBool":
		return "want true or false"
	case number.Func == "ParseFloat":
		return "want a number"
	case number.Func == "ParseUint":
		return "want a whole number, 0 or more"
	}
	return "want a whole number"
}

// args checks the number of arguments of a command; what names one.
func args(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		hint := fmt.Sprintf("usage: %s", cmd.UseLine())
		switch {
		case len(given) > most && most == 0:
			return usagef(hint, "%s takes no argument, but got %q", cmd.Name(), given[0])
		case len(given) > most:
			return usagef(hint, "%s takes one %s, but got %d", cmd.Name(), what, len(given))
		case len(given) < least:
			return usagef(hint, "%s needs a %s", cmd.Name(), what)
		}
		return nil
	}
}

// nearest gives the word that is most like a name, "" when none is near.
func nearest(name string, words []string) string {
	best, word := 1+len(name)/3, ""
	for _, w := range words {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(w)); d < best || d == best && word == "" {
			best, word = d, w
		}
	}
	return word
}
