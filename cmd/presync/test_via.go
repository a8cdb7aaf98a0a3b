package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"presync/internal/wire"
	"presync/scenarios"
	"presync/sim"
	"presync/sim/match"
	"presync/sim/report"
)

// mostFields bounds how many fields of one user are listed.
const mostFields = 12

// sendVia makes scenarios run the way that --via asks for.
func sendVia(way string, opts *scenarios.Options) {
	switch way {
	case "wire":
		opts.Predict = predictOverWire
	case "both":
		opts.Check = compareWithWire
	}
}

// predictOverWire sends the inputs of a cycle through the fakes, and predicts
// from what the clients read.
func predictOverWire(ctx context.Context, in sim.Input) (*sim.Prediction, error) {
	snapshot, tenant, err := wire.Read(ctx, in.Snapshot, in.Tenant)
	if err != nil {
		return nil, err
	}
	in.Snapshot, in.Tenant = snapshot, tenant
	return sim.Predict(in)
}

// compareWithWire predicts a cycle over the wire, too, and names each field in
// which the report differs.
func compareWithWire(ctx context.Context, in sim.Input, fromMemory *sim.Prediction) ([]scenarios.Failure, error) {
	overWire, err := predictOverWire(ctx, in)
	if lost, ok := errors.AsType[*wire.LostError](err); ok {
		return []scenarios.Failure{{Subject: lost.What, Problem: lostText(lost), Line: lineIn(lost, in)}}, nil
	}
	if err != nil {
		return nil, err
	}
	return compareReports(in, fromMemory, overWire)
}

// lostText says what did not come back.
func lostText(lost *wire.LostError) string {
	if lost.Part == "" {
		return "did not come back over the wire"
	}
	return lost.Part + " did not come back over the wire as it was"
}

// lineIn is the line where the lost object was read. All of a scenario is read
// from one file.
func lineIn(lost *wire.LostError, in sim.Input) int {
	for _, o := range in.Snapshot.Objects {
		if o.Origin == lost.Origin {
			return lost.Origin.Line
		}
	}
	for _, o := range in.Tenant.Objects {
		if o.Origin == lost.Origin {
			return lost.Origin.Line
		}
	}
	return 0
}

// compareReports compares the JSON reports of two predictions, with every
// step: one failure for each user and one for the rest.
func compareReports(in sim.Input, fromMemory, overWire *sim.Prediction) ([]scenarios.Failure, error) {
	left, err := reportOf(in, fromMemory)
	if err != nil {
		return nil, err
	}
	right, err := reportOf(in, overWire)
	if err != nil {
		return nil, err
	}
	var failures []scenarios.Failure
	add := func(subject string, fields []scenarios.Field) {
		if len(fields) == 0 {
			return
		}
		problem := "the report over the wire (got) differs from that from memory (want)"
		if more := len(fields) - mostFields; more > 0 {
			fields = fields[:mostFields]
			problem += fmt.Sprintf("; %d more fields differ", more)
		}
		failures = append(failures, scenarios.Failure{Subject: subject, Problem: problem, Fields: fields})
	}
	for i := range min(len(left.Decisions), len(right.Decisions)) {
		add(fromMemory.Decisions[i].Identity(match.ByDN), differences("", left.Decisions[i], right.Decisions[i]))
	}
	rest := differences("cloud", left.Cloud, right.Cloud)
	rest = append(rest, differences("summary", left.Summary, right.Summary)...)
	rest = append(rest, differences("run", left.Run, right.Run)...)
	if l, r := len(left.Decisions), len(right.Decisions); l != r {
		rest = append(rest, scenarios.Field{Key: "decisions", Want: fmt.Sprint(l), Got: fmt.Sprint(r)})
	}
	add("the cycle", rest)
	return failures, nil
}

// reportDocument is the report of predict --format json.
type reportDocument struct {
	Run, Summary, Cloud any
	Decisions           []any
}

func reportOf(in sim.Input, p *sim.Prediction) (*reportDocument, error) {
	var b bytes.Buffer
	if err := report.Write(report.NewJSON(&b, true), report.Run{AsOf: in.AsOf}, p, nil); err != nil {
		return nil, err
	}
	var d reportDocument
	if err := json.Unmarshal(b.Bytes(), &d); err != nil {
		return nil, fmt.Errorf("read the report back: %w", err)
	}
	return &d, nil
}

// differences names the fields in which two JSON values differ, with both
// values; path is the name of the values.
func differences(path string, left, right any) []scenarios.Field {
	switch l := left.(type) {
	case map[string]any:
		if r, ok := right.(map[string]any); ok {
			return objectDifferences(path, l, r)
		}
	case []any:
		if r, ok := right.([]any); ok {
			return listDifferences(path, l, r)
		}
	}
	if left == right {
		return nil
	}
	return []scenarios.Field{{Key: path, Want: jsonText(left), Got: jsonText(right)}}
}

func objectDifferences(path string, left, right map[string]any) []scenarios.Field {
	var names []string
	for name := range left {
		names = append(names, name)
	}
	for name := range right {
		if _, both := left[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var fields []scenarios.Field
	for _, name := range names {
		below := name
		if path != "" {
			below = path + "." + name
		}
		fields = append(fields, differences(below, left[name], right[name])...)
	}
	return fields
}

func listDifferences(path string, left, right []any) []scenarios.Field {
	var fields []scenarios.Field
	for i := range max(len(left), len(right)) {
		var l, r any
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		fields = append(fields, differences(fmt.Sprintf("%s[%d]", path, i), l, r)...)
	}
	return fields
}

// jsonText writes a value on one line.
func jsonText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
