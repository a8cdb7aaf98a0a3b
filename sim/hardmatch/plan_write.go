package hardmatch

import (
	"fmt"
	"io"
	"strings"

	"presync/sim/report"
)

// planColumns is the header of a plan as a table. adUser and cloudUser make it
// a file that plan --pairs takes. Later versions add columns at the end.
var planColumns = []string{
	"adUser", "cloudUser", "status", "before", "after", "side", "sideReason", "oldImmutableId", "newImmutableId", "anchorAttribute",
	"oldConsistencyGuid", "newConsistencyGuid", "blockers", "steps", "problem", "candidates",
	"adUserPrincipalName", "adSAMAccountName", "objectGUID", "forest", "cloudUserPrincipalName", "cloudDisplayName",
}

// Table gives the plan as a table, one row each.
func (p *Plan) Table() *Table {
	t := &Table{Header: planColumns}
	for i := range p.Rows {
		r := &p.Rows[i]
		steps := make([]string, 0, len(r.Blockers))
		for n, b := range r.Blockers {
			steps = append(steps, fmt.Sprintf("%d. %s", n+1, b.Text))
		}
		candidates := make([]string, 0, len(r.Candidates))
		for _, c := range r.Candidates {
			candidates = append(candidates, c.ID+" ("+c.UserPrincipalName+")")
		}
		t.Rows = append(t.Rows, []string{
			r.ADUser.DN, r.CloudUser.ID, string(r.Status), r.Before, r.After, string(r.Side), r.SideReason, value(r.OldImmutableID), r.NewImmutableID,
			r.AnchorAttribute, value(r.OldConsistencyGuid), value(r.NewConsistencyGuid), blockerIDs(r.Blockers), strings.Join(steps, "; "),
			r.Problem, strings.Join(candidates, "; "),
			r.ADUser.UserPrincipalName, r.ADUser.SAMAccountName, r.ADUser.ObjectGUID, r.ADUser.Forest, r.CloudUser.UserPrincipalName, r.CloudUser.DisplayName,
		})
	}
	return t
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// WriteText writes the plan for reading, in a number of terminal columns.
func WriteText(w io.Writer, p *Plan, columns int) error {
	t := &textPlan{columns: columns}
	t.summary(p)
	for i := range p.Rows {
		t.row(&p.Rows[i])
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

type textPlan struct {
	b       strings.Builder
	columns int
}

func (t *textPlan) summary(p *Plan) {
	counts := map[Status]int{}
	impossible := 0
	for i := range p.Rows {
		counts[p.Rows[i].Status]++
		if !p.Rows[i].Doable() {
			impossible++
		}
	}
	text := "Hard-match plan: " + report.Plural(len(p.Rows), "row")
	for _, s := range []Status{StatusReady, StatusBlocked, StatusAmbiguous, StatusLinked} {
		if counts[s] > 0 {
			text += fmt.Sprintf(", %d %s", counts[s], s)
		}
	}
	text += ". The source anchor is " + p.SourceAnchor + "."
	if impossible > 0 {
		text += fmt.Sprintf(" %s cannot be carried out until a person has decided or acted.", report.Plural(impossible, "row"))
	}
	if len(p.Rows) == 0 {
		text = "Hard-match plan: nothing is to be done. The source anchor is " + p.SourceAnchor + "."
	}
	t.lines("", text)
}

// lines writes a text behind a first column, wrapped.
func (t *textPlan) lines(label, text string) {
	const indent = 11
	width := t.columns
	if label != "" {
		width -= indent
	}
	for i, line := range report.WrapText(text, max(width, 20)) {
		switch {
		case label == "":
			t.b.WriteString(line + "\n")
		case i == 0:
			fmt.Fprintf(&t.b, "%-*s%s\n", indent, label, line)
		default:
			t.b.WriteString(strings.Repeat(" ", indent) + line + "\n")
		}
	}
}

func (t *textPlan) row(r *Row) {
	t.b.WriteByte('\n')
	t.lines(string(r.Status), who(&r.ADUser)+" -> "+whoCloud(&r.CloudUser))
	t.lines("  AD", r.ADUser.DN)
	if r.CloudUser.ID != "" {
		t.lines("  cloud", r.CloudUser.ID)
	}
	if r.Status != StatusLinked && r.SideReason != "" {
		t.lines("  change", r.change()+": "+r.SideReason)
	}
	for i, b := range r.Blockers {
		label := ""
		if i == 0 {
			label = "  first"
		}
		text := fmt.Sprintf("%d. %s: %s", i+1, b.ID, b.Text)
		if b.Manual {
			text += " (by hand)"
		}
		t.lines(label+" ", text)
	}
	t.lines("  outcome", r.outcome())
	if r.Problem != "" {
		t.lines("  problem", r.Problem)
	}
	for _, c := range r.Candidates {
		t.lines("  choice", whoCloud(&c)+" "+c.ID)
	}
}

// change says what is written.
func (r *Row) change() string {
	if r.Side == SideAD {
		return "write mS-DS-ConsistencyGuid in AD, " + shown(r.OldConsistencyGuid) + " becomes " + shown(r.NewConsistencyGuid)
	}
	if r.OldImmutableID != nil && *r.OldImmutableID == r.NewImmutableID {
		return "no write"
	}
	return "set onPremisesImmutableId, " + shown(r.OldImmutableID) + " becomes " + r.NewImmutableID + " (from " + r.AnchorAttribute + ")"
}

func shown(s *string) string {
	if s == nil {
		return "nothing"
	}
	return *s
}

func (r *Row) outcome() string {
	switch {
	case r.Before == "":
		return "none: there is no such AD user to predict for"
	case r.Status == StatusLinked:
		return r.Before
	case r.Status == StatusAmbiguous:
		return r.Before + ", until somebody chooses"
	case r.Problem != "":
		return r.Before + ", and it stays unlinked"
	}
	return r.Before + " becomes " + r.After
}

func who(u *ADUser) string {
	for _, name := range []string{u.UserPrincipalName, u.SAMAccountName, u.DN} {
		if name != "" {
			return name
		}
	}
	return "nobody"
}

func whoCloud(c *CloudUser) string {
	name := "?"
	for _, n := range []string{c.UserPrincipalName, c.DisplayName, c.ID} {
		if n != "" {
			name = n
			break
		}
	}
	if c.Deleted {
		name += " (in the recycle bin)"
	}
	return name
}
