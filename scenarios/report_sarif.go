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
)

// sarifRules are the kinds of results. GitHub wants all of their texts.
func sarifRules() []sarifRule {
	return []sarifRule{
		{"failing-scenario", "FailingScenario", sarifText{"A line of a scenario does not hold."},
			sarifText{"The prediction differs from what the scenario wants: from the outcome, or from one of the values behind it."},
			sarifText{"Read the rule that decided and the compared values in the message. If the prediction is right, change the line, " +
				"or let presync test --update write it. If it is wrong, look for the change that made it so."}, sarifLevel{"error"}},
		{"known-wrong", "KnownWrong", sarifText{"A verdict is pinned that is known to differ from the service's."},
			sarifText{"The section want/known-wrong holds a verdict that presync gives and the service does not, with the evidence."},
			sarifText{"Nothing has to be done. The scenario fails once the verdict is right; then the pin is to be removed."}, sarifLevel{"note"}},
		{"broken-scenario", "BrokenScenario", sarifText{"A scenario could not be run."},
			sarifText{"The file could not be read or parsed, or what it holds could not be predicted, so nothing in it was tested."},
			sarifText{"Mend the line that the message names."}, sarifLevel{"error"}},
	}
}

// sarifRule is a reportingDescriptor.
type sarifRule struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Short   sarifText  `json:"shortDescription"`
	Full    sarifText  `json:"fullDescription"`
	Help    sarifText  `json:"help"`
	Default sarifLevel `json:"defaultConfiguration"`
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
	StartLine int        `json:"startLine"`
	Snippet   *sarifText `json:"snippet,omitempty"`
}

// sarifNotification is something to know about the run as a whole.
type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

// snippet is a line of the file, nil when there is none.
func snippet(data []byte, line int) *sarifText {
	lines := strings.Split(string(data), "\n")
	if line < 1 || line > len(lines) || strings.TrimSpace(lines[line-1]) == "" {
		return nil
	}
	return &sarifText{strings.ToValidUTF8(strings.TrimRight(lines[line-1], "\r"), "\uFFFD")}
}

// add files a finding about a line of a result's file. about names it without
// its line, so that a viewer knows it again after lines were added above.
func (s *sarifReporter) add(kind int, r *Result, line int, message, about string) {
	rule := sarifRules()[kind]
	line = max(line, 1)
	sum := sha256.Sum256([]byte(rule.ID + "\x00" + r.Name + "\x00" + about))
	place := sarifPhysical{sarifArtifact{fileURI(r.Name)}, sarifRegion{line, snippet(r.Data, line)}}
	s.results = append(s.results, sarifResult{
		RuleID: rule.ID, RuleIndex: kind, Level: rule.Default.Level, Message: sarifText{message},
		Locations:    []sarifLocation{{place}},
		Fingerprints: map[string]string{"presyncScenario/v1": hex.EncodeToString(sum[:16])},
	})
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
		s.add(sarifFailed, &r, f.Line, strings.Join(lines, "\n"), fmt.Sprint(r.Title(), f.Cycle, f.Section, f.Subject))
	}
	if r.Err != nil {
		s.add(sarifBroken, &r, r.errLine(), r.Err.Error(), "")
	}
	for i := range r.KnownWrong {
		k := &r.KnownWrong[i]
		lines := append([]string{r.Title(), k.headline()}, k.details()...)
		s.add(sarifKnown, &r, k.Line, strings.Join(lines, "\n"), fmt.Sprint(r.Title(), k.Cycle, k.Subject))
	}
	return nil
}

func (s *sarifReporter) End(sum Summary) error {
	var uncovered []sarifNotification // has no line, without which GitHub takes no result
	if sum.Coverage != nil {
		for _, m := range sum.Coverage.Missing {
			uncovered = append(uncovered, sarifNotification{"warning", sarifText{m}})
		}
	}
	type object = map[string]any
	invocation := object{"executionSuccessful": sum.Broken == 0}
	if uncovered != nil {
		invocation["toolExecutionNotifications"] = uncovered
	}
	results := append([]sarifResult{}, s.results...) // a run that found nothing has an empty list
	e := json.NewEncoder(s.w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(object{
		"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"version": "2.1.0",
		"runs": []object{{
			"tool":        object{"driver": object{"name": "presync", "rules": sarifRules()}},
			"columnKind":  "unicodeCodePoints",
			"invocations": []object{invocation},
			"results":     results,
		}},
	})
}
