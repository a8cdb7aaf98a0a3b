package scenarios

import (
	"fmt"
	"io"
	"strings"
)

// githubReporter writes workflow commands, which GitHub shows as annotations at
// the failing lines of the scenario files.
// Source: GitHub Actions, "Workflow commands for GitHub Actions".
type githubReporter struct{ w io.Writer }

func (g *githubReporter) Result(r Result) error {
	var b strings.Builder
	for i := range r.Failures {
		f := &r.Failures[i]
		message := strings.Join(append([]string{f.headline()}, f.details(r.Name)...), "\n")
		fmt.Fprintf(&b, "::error file=%s,line=%d,title=%s::%s\n",
			property(r.Name), f.Line, property(r.Title()), escapeData(message))
	}
	if r.Err != nil {
		fmt.Fprintf(&b, "::error file=%s,line=%d,title=%s::%s\n", property(r.Name), r.errLine(), property(r.Title()), escapeData(r.Err.Error()))
	}
	for i := range r.KnownWrong {
		k := &r.KnownWrong[i]
		message := strings.Join(append([]string{k.headline()}, k.details()...), "\n")
		fmt.Fprintf(&b, "::notice file=%s,line=%d,title=%s::%s\n",
			property(r.Name), k.Line, property("known wrong: "+r.Title()), escapeData(message))
	}
	_, err := io.WriteString(g.w, b.String())
	return err
}

func (g *githubReporter) End(s Summary) error {
	var b strings.Builder
	if s.Coverage != nil {
		for _, m := range s.Coverage.Missing {
			b.WriteString("::warning::" + escapeData(m) + "\n")
		}
	}
	b.WriteString(s.counts() + "\n")
	_, err := io.WriteString(g.w, b.String())
	return err
}

// escapeData escapes the message of a workflow command.
func escapeData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property escapes a property of a workflow command.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(text))
}
