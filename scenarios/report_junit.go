package scenarios

import (
	"encoding/xml"
	"io"
	"strings"
)

// junitReporter writes the XML that build servers read. It states no times, so
// that two runs give the same file.
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
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

// junitCase is one scenario.
type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
}

// junitMessage says what is wrong.
type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (j *junitReporter) Result(r Result) error {
	c := junitCase{Class: "presync.scenarios", Name: r.Title(), File: r.Name}
	message := &junitMessage{Text: strings.Join(failureLines(&r), "\n")}
	switch {
	case r.Err != nil:
		message.Message, c.Error = r.Err.Error(), message
	case len(r.Failures) > 0:
		message.Message, c.Failure = r.Failures[0].headline(), message
	}
	j.cases = append(j.cases, c)
	return nil
}

func (j *junitReporter) End(Summary) error {
	suite := junitSuite{Name: "presync scenarios", Tests: len(j.cases), Cases: j.cases}
	for _, c := range j.cases {
		if c.Error != nil {
			suite.Errors++
		}
		if c.Failure != nil {
			suite.Failures++
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
