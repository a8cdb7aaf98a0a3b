package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// needed shows the users to look after, group by group.
func (s *textSink) needed() error {
	groups := s.attention.sorted()
	if len(groups) == 0 {
		return nil
	}
	s.heading("Needs attention")
	for i, g := range groups {
		if i > 0 {
			s.line("")
		}
		number := strconv.Itoa(i+1) + ". "
		s.hang("  "+number, s.style.outcome(g.outcome, g.what)+" for "+plural(g.total, "user"), nil)
		for _, rule := range g.rules {
			s.hang("     rule ", visible(rule), s.style.dim)
		}
		if g.fix != "" {
			s.hang("     do   ", visible(g.fix), nil)
		}
		rows := make([][]string, 0, len(g.rows))
		for _, d := range g.rows {
			rows = append(rows, []string{visible(label(d)), visible(d.Reason)})
		}
		cols := []column{{title: "USER", most: 38}, {title: "WHY", lines: 6}}
		if err := s.table(3, cols, rows); err != nil {
			return err
		}
		s.more(&g.section, "     ", "--only "+string(g.outcome))
	}
	return nil
}

// listed shows the users of a selection that nobody has to look after.
func (s *textSink) listed() error {
	if s.attention.listed.total == 0 {
		return nil
	}
	s.heading("Nothing to do")
	rows := make([][]string, 0, len(s.attention.listed.rows))
	for _, d := range s.attention.listed.rows {
		rows = append(rows, []string{visible(Name(d)), string(d.Outcome), ruleID(d), visible(d.Reason)})
	}
	cols := []column{{title: "USER", most: 30}, {title: "OUTCOME", most: 16}, {title: "RULE", most: 8}, {title: "WHY"}}
	if err := s.table(0, cols, rows); err != nil {
		return err
	}
	s.more(&s.attention.listed, "  ", "")
	return nil
}

// leftOut counts the users that are not synced, by rule.
func (s *textSink) leftOut() error {
	groups := s.attention.leftOut()
	if len(groups) == 0 {
		return nil
	}
	s.heading("Not synced")
	rows := make([][]string, 0, len(groups))
	for _, g := range groups {
		d := g.rows[0]
		id, title := "", ""
		if d.Rule != nil {
			id, title = d.Rule.ID, d.Rule.Title
		}
		rows = append(rows, []string{id, count(g.total), visible(title), visible(Name(d))})
	}
	return s.table(0, []column{{title: "RULE", most: 8}, {title: "USERS", most: 9, right: true}, {title: "WHY"}, {title: "FOR EXAMPLE", most: 30}}, rows)
}

// overwrites shows which cloud values the take-overs change.
func (s *textSink) overwrites() error {
	var rows [][]string
	for _, o := range s.attention.overwrites() {
		rows = append(rows, []string{visible(o.property), count(o.users), visible(o.example)})
	}
	if len(rows) == 0 {
		return nil
	}
	s.heading("Cloud values that take-overs change")
	return s.table(0, []column{{title: "PROPERTY", most: 28}, {title: "USERS", most: 9, right: true}, {title: "FOR EXAMPLE"}}, rows)
}

// ordered shows the users whose fate depends on who is exported first.
func (s *textSink) ordered() error {
	list := &s.attention.ordered
	if list.total == 0 {
		return nil
	}
	s.heading("The order of export decides for " + plural(list.total, "user"))
	rows := make([][]string, 0, len(list.rows))
	for _, d := range list.rows {
		rows = append(rows, []string{visible(label(d)), string(d.Outcome), visible(otherOrder(d))})
	}
	cols := []column{{title: "USER", most: 38}, {title: "IN THIS ORDER", most: 16}, {title: "IN ANOTHER ORDER", lines: 6}}
	if err := s.table(0, cols, rows); err != nil {
		return err
	}
	s.more(list, "  ", "")
	return nil
}

// nearMisses shows cloud users that nothing links and that may be the same
// person.
func (s *textSink) nearMisses() error {
	list := &s.attention.nearMiss
	if list.total == 0 {
		return nil
	}
	s.heading("May be the same person as a cloud user that no rule links (" + plural(list.total, "user") + ")")
	var rows [][]string
	for _, d := range list.rows {
		for _, c := range d.Candidates {
			rows = append(rows, []string{visible(Name(d)), visible(targetName(c.Cloud)),
				percent(c.Score), visible(strings.Join(c.Reasons, "; "))})
		}
	}
	cols := []column{{title: "USER", most: 30}, {title: "CLOUD USER", most: 30}, {title: "ALIKE", most: 5, right: true}, {title: "BECAUSE"}}
	if err := s.table(0, cols, rows); err != nil {
		return err
	}
	s.more(list, "  ", "")
	return nil
}

// selection says that the lists are not the whole run.
func (s *textSink) selection() {
	s.line("")
	if a := s.attention; a.users+a.listed.total == 0 {
		s.para(nil, "No user fits the selection. The counts above are those of the whole run.")
		return
	}
	s.para(nil, "Only the selected users are listed below. The counts above are those of the whole run.")
}

// cloud says what happens to cloud objects that no decision names.
func (s *textSink) cloud(c Cloud) {
	if c.Deletions.Len()+c.Unclaimed.Len() == 0 {
		return
	}
	s.heading("Cloud objects without an on-premises user")
	lists := c.lists()
	for i, text := range cloudSentences(c, s.run, s.summary) {
		s.bullet(text)
		s.hang("    ", firstNames(lists[i], visible), s.style.dim)
	}
}

// lists are those that hold objects, in the order of cloudSentences.
func (c Cloud) lists() []sim.CloudList {
	lists := []sim.CloudList{c.Deletions, c.Unclaimed}
	return slices.DeleteFunc(lists, func(l sim.CloudList) bool { return l.Len() == 0 })
}

// firstNames lists the first few cloud objects.
func firstNames(list sim.CloudList, show func(string) string) string {
	const few = 5
	names := make([]string, 0, few)
	for i, c := range list.All() {
		if i == few {
			break
		}
		names = append(names, show(targetName(c)))
	}
	text := strings.Join(names, ", ")
	if rest := list.Len() - few; rest > 0 {
		text += " and " + count(rest) + " more (--format json lists them)"
	}
	return text
}

// more says how many rows of a list are not shown and how to get them.
func (s *textSink) more(list *section, indent, filter string) {
	rest := list.total - len(list.rows)
	if rest == 0 {
		return
	}
	if filter != "" {
		filter += " "
	}
	s.line(s.style.dim(fmt.Sprintf("%sand %s more: presync predict %s--format csv", indent, count(rest), filter)))
}

func (s *textSink) line(text string) { s.out.WriteString(text + "\n") }

func (s *textSink) heading(text string) {
	s.line("")
	s.para(s.style.bold, text)
}

// para wraps a text to the width; leading blanks indent every line.
func (s *textSink) para(paint func(string) string, text string) {
	body := strings.TrimLeft(text, " ")
	s.hang(text[:len(text)-len(body)], body, paint)
}

func (s *textSink) bullet(text string) { s.hang("  - ", text, nil) }

// hang writes a text behind a lead; the lines after the first are indented
// as far.
func (s *textSink) hang(lead, text string, paint func(string) string) {
	for i, line := range wrap(text, s.opt.Width-width(lead), 0) {
		if i > 0 {
			lead = strings.Repeat(" ", width(lead))
		}
		if paint != nil {
			line = paint(line)
		}
		s.line(lead + line)
	}
}

func (s *textSink) table(indent int, cols []column, rows [][]string) error {
	return writeTable(indented{s.out, strings.Repeat(" ", indent)}, s.opt.Width-indent, cols, rows)
}

// cutShort says that exports are not complete although they are taken as such.
func cutShort(gaps []directory.Gap) string {
	for _, g := range gaps {
		switch g.ID {
		case "ad-unreadable", "ad-first-page", "ad-search-failed":
			return " But the exports are not complete, as the list of what the inputs could not tell says; some of these users may be there."
		}
	}
	return ""
}

// cloudSentences has one sentence for each list that is not empty.
func cloudSentences(c Cloud, run Run, sum Summary) []string {
	var out []string
	if n := c.Deletions.Len(); n > 0 && sum.DeletionThresholdExceeded {
		out = append(out, plural(n, "deletion")+pick(n, " exceeds", " exceed")+" the threshold of "+
			count(run.Tenant.DeletionThreshold)+": the export stops and nothing at all is exported.")
	} else if n > 0 {
		out = append(out, plural(n, "synced object")+" will be deleted: no on-premises user in scope has "+pick(n, "its", "their")+" sourceAnchor."+cutShort(run.Gaps))
	}
	if n := c.Unclaimed.Len(); n > 0 {
		out = append(out, plural(n, "cloud-managed user")+pick(n, " stays as it is", " stay as they are")+
			": no on-premises user touches "+pick(n, "it.", "them."))
	}
	return out
}

// label is what a table calls a user. Where the userPrincipalName is what
// users fight about, the sAMAccountName tells them apart.
func label(d *match.Decision) string {
	name, sam := Name(d), SAMAccountName(d)
	if sam == "" || strings.EqualFold(sam, directory.UPN(name).Prefix()) || !d.OrderDependent && !losesName(d) {
		return name
	}
	return name + " (" + sam + ")"
}

// losesName reports whether the userPrincipalName goes to quarantine.
func losesName(d *match.Decision) bool {
	return d.Result != nil && slices.ContainsFunc(d.Result.Quarantined, func(q match.Quarantined) bool {
		return strings.EqualFold(q.Property, "userPrincipalName")
	})
}

// otherOrder says what another order of export gives.
func otherOrder(d *match.Decision) string {
	if len(d.Alternatives) == 0 {
		return ""
	}
	return string(d.Alternatives[0].Outcome) + ": " + d.Alternatives[0].Because
}

func percent(score float64) string { return fmt.Sprintf("%.0f%%", 100*score) }

// sortedKeys are the keys of a map in order, so that no map order shows.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
