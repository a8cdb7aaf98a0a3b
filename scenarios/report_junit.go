package scenarios

import (
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// junitReporter writes the XML that build servers read. It is valid by the
// schema of Ant's format and by that of Jenkins, so it has what either demands
// and nothing that one of them lacks: no file of a test case, and no message of
// a skipped one. Two runs give the same file: it states no times.
// Source: windyroad/JUnit-Schema, JUnit.xsd; jenkinsci/xunit-plugin,
// junit-10.xsd.
type junitReporter struct {
	w     io.Writer
	cases []junitCase
}

// junitSuites is the document.
type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

// junitSuite holds all scenarios of a run.
type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Package    string          `xml:"package,attr"`
	ID         int             `xml:"id,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Hostname   string          `xml:"hostname,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr,omitempty"`
	Time       int             `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

// junitProperty is a name and a value.
type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// junitCase is one scenario.
type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    int           `xml:"time,attr"`
	Skipped *junitText    `xml:"skipped,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Failure *junitMessage `xml:"failure,omitempty"`
}

// junitMessage says what is wrong.
type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// junitText is an element with text.
type junitText struct {
	Text string `xml:",chardata"`
}

func (j *junitReporter) Result(r Result) error {
	c := junitCase{Class: className(r.Name), Name: r.Title()}
	text := strings.Join(append(failureLines(&r), knownWrongLines(&r)...), "\n")
	switch r.Status() {
	case Broken:
		c.Error = &junitMessage{Message: r.Err.Error(), Type: "could not be run", Text: text}
	case Failed:
		c.Failure = &junitMessage{Message: r.Failures[0].headline(), Type: "failed", Text: text}
	case Known:
		c.Skipped = &junitText{Text: "known wrong:\n" + text}
	}
	j.cases = append(j.cases, c)
	return nil
}

// className makes a class of a path, with dots for slashes, so that viewers
// group scenarios by folder.
func className(file string) string {
	file = strings.Trim(path.Clean(strings.ReplaceAll(file, `\`, "/")), "/")
	var parts []string
	for part := range strings.SplitSeq(strings.TrimSuffix(file, ".txtar"), "/") {
		if part != ".." {
			parts = append(parts, strings.ReplaceAll(part, ".", "_"))
		}
	}
	return strings.Join(parts, ".")
}

func (j *junitReporter) End(Summary) error {
	suite := junitSuite{Name: "presync scenarios", Package: "presync", Hostname: "localhost",
		// The schema demands a time. This one says that there is none.
		Timestamp:  "1970-01-01T00:00:00",
		Properties: []junitProperty{{"tool", "presync test"}}, Tests: len(j.cases), Cases: j.cases}
	for _, c := range j.cases {
		switch {
		case c.Error != nil:
			suite.Errors++
		case c.Failure != nil:
			suite.Failures++
		case c.Skipped != nil:
			suite.Skipped++
		}
	}
	if _, err := io.WriteString(j.w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(j.w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, "\n")
	return err
}
