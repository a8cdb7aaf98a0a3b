package tutor

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"presync/scenarios"
	"presync/scenarios/lessons"
	"presync/sim/match"
	"presync/sim/report"
)

// mostLines is how much of a section is shown without being asked for.
const mostLines = 16

// situation shows what there is before a sync: at the first the data of both
// sides, later what has changed, and then the data.
func (s *session) situation(st *step, at, of int) {
	s.line("")
	if at > 0 {
		s.line(s.bold(fmt.Sprintf("Before sync %d of %d", at+1, of)))
		s.changes(st, mostLines)
	} else {
		for _, c := range st.changes[1:] {
			s.line("That was synced. Then:")
			s.sections(c, mostLines)
			s.line("")
		}
	}
	s.compare(st)
	s.line("")
	s.settings(st)
}

// changes shows the sections of the cycles that come before a question.
func (s *session) changes(st *step, most int) {
	shown := 0
	for _, c := range st.changes {
		shown += s.sections(c, most)
	}
	if shown == 0 {
		s.line("Nothing changes but the day.")
	}
	s.line("")
}

// sections shows the input of a cycle as it stands in the file, and says how
// many sections there are.
func (s *session) sections(c *scenarios.Cycle, most int) int {
	var list []*scenarios.Section
	for i := range c.AD {
		list = append(list, &c.AD[i].Section)
	}
	for i := range c.Tenant {
		list = append(list, &c.Tenant[i])
	}
	for _, one := range []*scenarios.Section{c.Cloud, c.Settings} {
		if one != nil {
			list = append(list, one)
		}
	}
	for _, one := range list {
		s.line(s.dim(sectionTitle(one.Name)))
		s.raw(string(one.Data), most)
		for _, m := range marks {
			if bytes.Contains(one.Data, []byte(m.text)) {
				s.line("  " + s.dim("("+m.means+")"))
			}
		}
	}
	return len(list)
}

// marks are what a scenario writes about users of the cloud, in words.
var marks = []struct{ text, means string }{
	{`"@removed": true`, "@removed: deleted for good"},
	{`"@deleted": true`, "@deleted: moved to the recycle bin"},
	{`"@deleted": false`, "@deleted false: restored from the recycle bin"},
	{`"new:`, "new: and an anchor is the user whom an earlier sync created"},
}

// sectionTitle says in words what a section holds.
func sectionTitle(name string) string {
	base := name
	if strings.HasPrefix(base, "cycle") {
		_, base, _ = strings.Cut(base, "/")
	}
	switch {
	case base == "cloud.json":
		return "In the cloud (" + base + "):"
	case base == "tenant.yaml":
		return "Settings of the tenant and the client (" + base + "):"
	case strings.HasPrefix(base, "tenant/"):
		return "In the tenant (" + base + "):"
	}
	return "In Active Directory (" + base + "):"
}

// settings shows the settings of the sync in a line or two.
func (s *session) settings(st *step) {
	t := &st.in.Tenant.Settings
	parts := []string{"sync of " + dayText(st.in.AsOf), "anchor " + st.p.Settings.SourceAnchor}
	if len(t.VerifiedDomains) > 0 {
		parts = append(parts, "verified "+strings.Join(t.VerifiedDomains, ", "))
	}
	if given := s.given(st); len(given) > 0 {
		parts = append(parts, given...)
	}
	if st.in.FullImport {
		parts = append(parts, "full import")
	}
	s.hang("Settings: ", strings.Join(parts, "; "), nil)
	s.line("")
}

// given are the settings of the lesson's tenant file that no other line shows.
// A flag that blocks or allows something and is off, as usual, says nothing.
func (s *session) given(st *step) []string {
	var out []string
	for _, c := range st.changes {
		var keys yaml.Node
		if c.Settings == nil || c.Number > 1 || yaml.Load(c.Settings.Data, &keys) != nil || len(keys.Content) == 0 {
			continue
		}
		pairs := keys.Content[0].Content
		for i := 0; i+1 < len(pairs); i += 2 {
			if !slices.Contains(elsewhere, pairs[i].Value) {
				out = append(out, settingText(pairs[i].Value, pairs[i+1])...)
			}
		}
	}
	return out
}

// elsewhere are the keys of the tenant file that are shown in other words.
var elsewhere = []string{"initialDomain", "verifiedDomains", "sourceAnchor", "roles"}

// settingText writes a setting in one line, and one with keys of its own in a
// line for each of them.
func settingText(name string, value *yaml.Node) []string {
	switch value.Kind {
	case yaml.MappingNode:
		var out []string
		for i := 0; i+1 < len(value.Content); i += 2 {
			key, one := value.Content[i].Value, value.Content[i+1]
			if usual := strings.HasPrefix(key, "block") || strings.HasPrefix(key, "allow"); !usual || one.Value != "false" {
				out = append(out, settingText(key, one)...)
			}
		}
		return out
	case yaml.SequenceNode:
		words := make([]string, len(value.Content))
		for i, one := range value.Content {
			words[i] = one.Value
		}
		return []string{name + " " + strings.Join(words, " and ")}
	}
	return []string{name + " " + value.Value}
}

// data shows the sections of the file for the sync.
func (s *session) data(st *step) {
	s.line("")
	s.changes(st, 0)
}

// question asks for the verdict.
func (s *session) question(st *step, at, of int) {
	which := "the next sync"
	if of > 1 {
		which = fmt.Sprintf("sync %d of %d", at+1, of)
	}
	s.line(s.bold(fmt.Sprintf("What does %s make of %s?", which, report.Visible(nameOf(st.decision.Object)))))
	s.line("")
	if at > 0 { // the meanings were told at the first sync
		var words []string
		for i, c := range choices {
			words = append(words, fmt.Sprintf("%d %s", i+1, c.outcome))
		}
		s.hang("  ", strings.Join(words, ", "), nil)
		s.line("")
		return
	}
	for i, c := range choices {
		s.hang(fmt.Sprintf("  %d %-17s ", i+1, c.outcome), c.meaning, nil)
	}
	s.line("")
}

// where says what to look at, by the step that decides.
var where = map[match.Phase]string{
	match.Scope:        "Ask first whether the account leaves Active Directory at all.",
	match.SourceAnchor: "Ask what the anchor is, and whether it may be one.",
	match.Connected:    "Ask whether the two are linked already.",
	match.HardMatch:    "Look for the anchor among the immutable IDs, then for what could forbid the link.",
	match.Identity:     "An anchor is missing in what was exported. Ask what else shows that two are one.",
	match.SoftMatch:    "No immutable ID is the anchor. Compare primary addresses, then names, then ask who may be taken over.",
	match.Conflict:     "Ask who holds a value that the user brings and can neither be matched nor share it.",
	match.Provision:    "Ask whether anybody in the cloud can be matched, and if not, what is left to do.",
	match.Validation:   "Look closely at the values themselves.",
	match.Exporting:    "A user comes or stays. Ask whether every value is free.",
	match.NearMisses:   "No value is equal to another. Then look at the persons.",
}

// hint helps: first where to look, then which conditions decide.
func (s *session) hint(st *step, before int) {
	s.line("")
	d := st.decision
	if before == 0 && d.Rule != nil && where[d.Rule.Phase] != "" {
		s.hang("Hint: ", where[d.Rule.Phase], nil)
		s.line("")
		return
	}
	s.line("Hint: this is what decides.")
	if c := deciding(d); c != nil {
		for i := range c.Checks {
			s.hang("  + ", checkText(&c.Checks[i]), nil)
		}
	}
	s.line("")
}

// verdict explains a sync: the rule that decides with its conditions, and what
// else cannot be ruled out. A rule that decided the sync before as well, which
// is before, is only named.
func (s *session) verdict(st *step, before *match.Rule) {
	d := st.decision
	s.line("")
	if d.Rule == nil {
		return
	}
	s.hang(d.Rule.ID+"  ", d.Rule.Title, s.bold)
	if c := deciding(d); c != nil && d.Rule != before {
		for i := range c.Checks {
			s.hang("  + ", checkText(&c.Checks[i]), nil)
		}
	}
	if d.Outcome == match.OutcomeCreate {
		s.noLink(st)
	}
	s.result(st)
	if d.Error != nil && d.Error.Message != "" {
		s.hang("  message: ", d.Error.Message, nil)
	}
	var beside []string
	for _, a := range d.Alternatives {
		if st.tells(a) {
			s.hang("  possible, too: ", string(a.Outcome)+", because "+a.Because+" ("+a.Rule+")", nil)
		} else if !slices.Contains(beside, a.Rule) {
			beside = append(beside, a.Rule)
		}
	}
	if len(beside) > 0 {
		s.hang("  ", "(The data of this lesson are short and leave more open: "+strings.Join(beside, ", ")+".)", s.dim)
	}
	s.others(st)
}

// result shows those values of the cloud user afterwards that the lesson is
// about, and what is kept aside.
func (s *session) result(st *step) {
	r := st.decision.Result
	if r == nil {
		return
	}
	for _, v := range []struct{ key, name, value string }{
		{"upn", "userPrincipalName", r.UserPrincipalName}, {"nick", "mailNickname", r.MailNickname}, {"mail", "mail", r.Mail},
		{"proxies", "proxyAddresses", strings.Join(r.Proxies(), " ")}, {"anchor", "onPremisesImmutableId", string(r.ImmutableID)},
	} {
		if _, about := st.asserted[v.key]; !about {
			continue
		}
		if v.value == "" {
			v.value = "none"
		}
		s.hang("  afterwards: ", v.name+" "+v.value, nil)
	}
	for _, q := range r.Quarantined {
		s.hang("  kept aside: ", q.Value, nil)
	}
	if _, about := st.asserted["overwrites"]; about {
		for _, o := range r.Overwrites {
			s.hang("  overwritten: ", o.Property+" "+o.Before+" by "+cmp.Or(o.After, "nothing"), nil)
		}
	}
}

// noLink says of a user who is created why nobody in the cloud is matched.
func (s *session) noLink(st *step) {
	for _, o := range []match.Outcome{match.OutcomeHardMatch, match.OutcomeSoftMatch} {
		why := whyNot(st.decision, o, st.in.AsOf, true)
		if len(why.failed) == 0 {
			continue
		}
		s.hang("  - no "+string(o)+": ", why.failed[0], nil)
	}
}

// others says what becomes of the other users of the sync.
func (s *session) others(st *step) {
	var list []string
	for i := range st.p.Decisions {
		if d := &st.p.Decisions[i]; d != st.decision {
			list = append(list, fmt.Sprintf("%s: %s", nameOf(d.Object), verdictText(d)))
		}
	}
	if len(list) > 0 {
		s.hang("  The others: ", strings.Join(list, "; "), nil)
	}
}

// verdictText is the outcome with the error code, or the cloud user.
func verdictText(d *match.Decision) string {
	switch {
	case d.Outcome == match.OutcomeError && d.Error != nil && d.Error.Number != 0:
		return fmt.Sprintf("error, %s (%d)", d.Error.Code, d.Error.Number)
	case d.Outcome == match.OutcomeError && d.Error != nil:
		return "error, " + d.Error.Code
	}
	return string(d.Outcome)
}

// lessonEnd tells the rest of the story, the point and the source.
func (s *session) lessonEnd(l *lessons.Lesson) {
	for _, p := range l.Story {
		s.line("")
		s.para(p)
	}
	s.line("")
	s.hang("Remember: ", l.Point, s.bold)
	s.hang("Source:   ", l.Source, nil)
	for _, d := range l.Documents {
		s.hang("          ", d.Tag+" "+d.Title, s.dim)
		if d.URL != "" {
			s.line("          " + s.dim(d.URL)) // in one piece, to be copied
		}
	}
	s.hang("File:     ", l.File()+"; presync rules "+l.Scenario.ID+" shows the rule", s.dim)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
