package show

import (
	"bufio"
	"io"

	"presync/sim/compare"
	"presync/sim/match"
)

type jsonMatrix struct {
	Schema string         `json:"schema"`
	Users  int            `json:"users"`
	Axes   []compare.Axis `json:"axes"`
	Rows   []jsonRow      `json:"rows"`
}

// jsonRow is a combination. Change has what differs from the base row, and is
// empty where nothing does.
type jsonRow struct {
	Base        bool                  `json:"base"`
	Values      map[string]string     `json:"values"`
	Outcomes    map[match.Outcome]int `json:"outcomes"`
	Change      map[match.Outcome]int `json:"change"`
	Worse       int                   `json:"worse"`
	Better      int                   `json:"better"`
	Changed     int                   `json:"changed"`
	LessCertain int                   `json:"lessCertain"`
	MoreCertain int                   `json:"moreCertain"`
	Deletions   int                   `json:"deletions"`
}

// MatrixJSON writes one document.
func MatrixJSON(w io.Writer, m *compare.Matrix) error {
	doc := jsonMatrix{Schema: WhatIfSchema, Users: m.Users, Axes: m.Axes}
	for n := range m.Rows {
		r := &m.Rows[n]
		row := jsonRow{
			Base: n == 0, Values: map[string]string{}, Outcomes: map[match.Outcome]int{}, Change: map[match.Outcome]int{},
			Worse: r.Counts[compare.Worse], Better: r.Counts[compare.Better], Changed: r.Counts[compare.Changed],
			LessCertain: r.Counts[compare.LessCertain], MoreCertain: r.Counts[compare.MoreCertain], Deletions: r.Deletions,
		}
		for i, at := range r.Values {
			row.Values[m.Axes[i].Name] = m.Axes[i].Values[at]
		}
		for _, o := range match.Outcomes {
			row.Outcomes[o] = r.Outcomes[o]
			if d := r.Outcomes[o] - m.Rows[0].Outcomes[o]; d != 0 {
				row.Change[o] = d
			}
		}
		doc.Rows = append(doc.Rows, row)
	}
	out := &jsonWriter{w: bufio.NewWriter(w)}
	out.text(string(out.encode(doc)) + "\n")
	return out.flush()
}
