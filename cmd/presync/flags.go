package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// choice is a flag with a closed set of values.
type choice struct {
	name    string // what help calls the value
	value   string
	allowed []string
}

// newChoice makes a flag whose default is the first allowed value.
func newChoice(name string, allowed ...string) choice {
	return choice{name: name, value: allowed[0], allowed: allowed}
}

func (c *choice) String() string { return c.value }

// Type is what help calls the value.
func (c *choice) Type() string { return c.name }

func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return fmt.Errorf("want %s", oneOf(c.allowed))
	}
	c.value = value
	return nil
}

// choices is a list of values of a closed set, separated by commas.
type choices struct {
	what    string // what help calls the value, OUTCOME,... when it is empty
	values  []string
	allowed []string
}

func (c *choices) String() string { return strings.Join(c.values, ",") }

// Type is what help calls the value.
func (c *choices) Type() string { return cmp.Or(c.what, "OUTCOME,...") }

func (c *choices) Set(list string) error {
	for value := range strings.SplitSeq(list, ",") {
		if value = strings.TrimSpace(value); !slices.Contains(c.allowed, value) {
			return fmt.Errorf("want %s", oneOf(c.allowed))
		}
		if !slices.Contains(c.values, value) {
			c.values = append(c.values, value)
		}
	}
	return nil
}

// once is a flag that names one file. Given twice, the first would be dropped
// without a word, so it is refused.
type once struct {
	value *string
	given bool
}

func (o *once) String() string {
	if o.value == nil {
		return ""
	}
	return *o.value
}

// Type is what completion calls the value.
func (o *once) Type() string { return "string" }

func (o *once) Set(value string) error {
	if o.given {
		return fmt.Errorf("want it once, it is %q already", *o.value)
	}
	*o.value, o.given = value, true
	return nil
}

// date is a day. The zero date is today.
type date struct{ day time.Time }

func (d *date) String() string {
	if d.day.IsZero() {
		return "today"
	}
	return d.day.Format(time.DateOnly)
}

// Type is what help calls the value.
func (d *date) Type() string { return "DATE" }

func (d *date) Set(value string) error {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return errors.New("want a date such as 2026-07-01")
	}
	d.day = day
	return nil
}

// oneOf reads a list aloud: "a, b or c".
func oneOf(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// completeWith offers fixed words for a flag.
func completeWith(cmd *cobra.Command, flag string, words []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag was not defined before: a mistake in this program
	}
}
