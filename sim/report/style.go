package report

import "presync/sim/match"

// style paints text for a terminal, or leaves it alone.
type style struct{ colour bool }

func (s style) paint(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string   { return s.paint("1", text) }
func (s style) dim(text string) string    { return s.paint("2", text) }
func (s style) red(text string) string    { return s.paint("31", text) }
func (s style) yellow(text string) string { return s.paint("33", text) }
func (s style) green(text string) string  { return s.paint("32", text) }

// outcome paints a text in the colour of an outcome: red fails, yellow makes
// a second account or leaves the user out.
func (s style) outcome(o match.Outcome, text string) string {
	switch o {
	case match.OutcomeError:
		return s.red(text)
	case match.OutcomeCreateDuplicate:
		return s.yellow(text)
	default:
		return text
	}
}
