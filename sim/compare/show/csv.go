package show

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"presync/sim/compare"
	"presync/sim/report"
)

// csvColumns is the header. Later versions add columns at the end.
var csvColumns = []string{
	"severity", "userPrincipalName", "sAMAccountName", "dn", "forest", "objectGUID",
	"baseOutcome", "headOutcome", "baseRule", "headRule", "baseError", "headError", "baseTarget", "headTarget",
	"baseConfidence", "headConfidence", "why", "facts", "reason", "pairedBy", "source", "line",
}

// CSV writes one row a user with a difference. Cells that a spreadsheet would
// take for a formula get an apostrophe in front.
func CSV(w io.Writer, c *compare.Comparison, opt Options) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	for ch := range c.Changes() {
		if opt.Keep != nil && !opt.Keep(ch) {
			continue
		}
		if err := out.Write(csvRow(ch)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(ch *compare.Change) []string {
	var base, head compare.Verdict
	if ch.Base != nil {
		base = *ch.Base
	}
	if ch.Head != nil {
		head = *ch.Head
	}
	j := changeOf(ch)
	var facts []string
	for _, f := range j.Facts {
		facts = append(facts, f.Name+": "+change(&f))
	}
	row := []string{
		string(ch.Severity), j.User.UserPrincipalName, j.User.SAMAccountName, j.User.DN, j.User.Forest, j.User.ObjectGUID,
		string(base.Outcome), string(head.Outcome), base.Rule, head.Rule, base.Error.Code, head.Error.Code, base.Target, head.Target,
		string(base.Confidence), string(head.Confidence), ch.Why, strings.Join(facts, "; "), j.Reason, string(ch.PairedBy),
		j.User.Origin.Source, strconv.Itoa(j.User.Origin.Line),
	}
	for i := range row {
		row[i] = report.TableCell(row[i])
	}
	return row
}
