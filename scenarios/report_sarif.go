package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
)

// sarifReporter writes SARIF 2.1.0: a result for each line that does not hold,
// each scenario that could not be run, and each verdict that is known to be
// wrong. Scenarios that pass give no result.
// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version
// 2.1.0", section 3.
type sarifReporter struct {
	w       io.Writer
	results []sarifResult
}

// The places of the kinds of results in sarifRules.
const (
	sarifFailed = iota
	sarifKnown
	sarifBroken
	sarifUncovered
)

// sarifRules are the kinds of results.
func sarifRules() []sarifRule {
	return []sarifRule{
		{"failing-scenario", sarifText{"A line of a scenario does not hold."}, sarifLevel{"error"}},
		{"known-wrong", sarifText{"A verdict is pinned that is known to differ from the service's."}, sarifLevel{"note"}},
		{"broken-scenario", sarifText{"A scenario could not be run."}, sarifLevel{"error"}},
		{"uncovered-rule", sarifText{"No scenario shows a part of a rule."}, sarifLevel{"warning"}},
	}
}

// sarifRule is a reportingDescriptor.
type sarifRule struct {
	ID          string     `json:"id"`
	Description sarifText  `json:"shortDescription"`
	Default     sarifLevel `json:"defaultConfiguration"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifLevel struct {
	Level string `json:"level"`
}

// sarifResult is one finding.
type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
}

// sarifLocation is a line of a file.
type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
}

// add files a finding. about names it without its line, so that a viewer knows
// it again after lines were added above.
func (s *sarifReporter) add(kind int, file string, line int, message, about string) {
	rule := sarifRules()[kind]
	result := sarifResult{RuleID: rule.ID, RuleIndex: kind, Level: rule.Default.Level, Message: sarifText{message}}
	if file != "" {
		sum := sha256.Sum256([]byte(rule.ID + "\x00" + file + "\x00" + about))
		result.Fingerprints = map[string]string{"presyncScenario/v1": hex.EncodeToString(sum[:16])}
		result.Locations = []sarifLocation{{sarifPhysical{sarifArtifact{fileURI(file)}, sarifRegion{max(line, 1)}}}}
	}
	s.results = append(s.results, result)
}

// fileURI writes a path as a URI: relative as it was given, or file:///...
func fileURI(file string) string {
	file = path.Clean(strings.ReplaceAll(file, `\`, "/"))
	u := url.URL{Path: file}
	if path.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}

func (s *sarifReporter) Result(r Result) error {
	for i := range r.Failures {
		f := &r.Failures[i]
		lines := append([]string{r.Title(), f.headline()}, f.details(r.Name)...)
		s.add(sarifFailed, r.Name, f.Line, strings.Join(lines, "\n"), fmt.Sprint(r.Title(), f.Cycle, f.Section, f.Subject))
	}
	if r.Err != nil {
		s.add(sarifBroken, r.Name, r.errLine(), r.Err.Error(), "")
	}
	for i := range r.KnownWrong {
		k := &r.KnownWrong[i]
		lines := append([]string{r.Title(), k.headline()}, k.details()...)
		s.add(sarifKnown, r.Name, k.Line, strings.Join(lines, "\n"), fmt.Sprint(r.Title(), k.Cycle, k.Subject))
	}
	return nil
}

func (s *sarifReporter) End(sum Summary) error {
	if sum.Coverage != nil {
		for _, m := range sum.Coverage.Missing {
			s.add(sarifUncovered, "", 0, m, "")
		}
	}
	results := append([]sarifResult{}, s.results...) // a run that found nothing has an empty list
	type object = map[string]any
	e := json.NewEncoder(s.w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"version": "2.1.0",
		"runs": []object{{
			"tool":        object{"driver": object{"name": "presync", "rules": sarifRules()}},
			"columnKind":  "unicodeCodePoints",
			"invocations": []object{{"executionSuccessful": sum.Broken == 0}},
			"results":     results,
		}},
	})
}
