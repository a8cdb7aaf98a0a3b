package cut

import (
	"bytes"
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"presync/sim"
	"presync/sim/match"
)

// prose is the comment of the file: its title, what happens, and the source.
func prose(d *match.Decision) string {
	var b strings.Builder
	b.WriteString(d.Rule.ID + ": " + oneLine(d.Rule.Title) + "\n")
	paragraph := func(text string) {
		if text = strings.TrimSpace(oneLine(text)); text != "" {
			b.WriteString(wrapped(text))
		}
	}
	paragraph(sentence(d.Reason) + outcome(d))
	b.WriteString("\n")
	paragraph(d.Rule.Doc)
	if d.Rule.Fix != "" {
		paragraph(d.Rule.Fix)
	}
	b.WriteString("\n")
	paragraph("Cut from an export; names, addresses and ids are replaced. Rulebook " + cmp.Or(d.Rule.Evidence.Section, "-") + "; source " + d.Rule.Evidence.Source + ".")
	return b.String()
}

// outcome says in words what becomes of the user.
func outcome(d *match.Decision) string {
	switch d.Outcome {
	case match.OutcomeHardMatch, match.OutcomeSoftMatch:
		return " The sync takes the cloud user over."
	case match.OutcomeCreate:
		return " The sync makes a new cloud user."
	case match.OutcomeCreateDuplicate:
		return " The sync makes a second cloud user."
	case match.OutcomeUpdate:
		return " The cloud user is updated as in every sync."
	case match.OutcomeError:
		return " The export fails with " + d.Error.Code + "."
	}
	return " The user is not exported."
}

func sentence(text string) string {
	text = strings.TrimSpace(oneLine(text))
	if text == "" {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// wrapped breaks a text into lines. A line must not look like the marker of a
// section.
func wrapped(text string) string {
	const width = 88
	var b strings.Builder
	length := 0
	for _, w := range strings.Fields(text) {
		switch {
		case length > 0 && length+1+len(w) > width:
			b.WriteString("\n")
			length = 0
		case length > 0:
			b.WriteString(" ")
			length++
		}
		b.WriteString(w)
		length += len(w)
	}
	b.WriteString("\n")
	return b.String()
}

// wanted writes want/decisions: everything that matters about the user, and
// the outcome of the others.
func wanted(d *match.Decision, p *sim.Prediction) []byte {
	var b bytes.Buffer
	for i := range p.Decisions {
		other := &p.Decisions[i]
		line := []string{quote(who(other, p.Decisions)), string(other.Outcome), "rule=" + other.Rule.ID}
		if other == d {
			line = append(line, details(d)...)
		}
		b.WriteString(strings.Join(line, " ") + "\n")
	}
	return b.Bytes()
}

// who names a user by something that nobody else has.
func who(d *match.Decision, all []match.Decision) string {
	for kind := range match.Identities {
		name := d.Identity(kind)
		if name == "" || kind != match.ByDN && strings.ContainsAny(name, "=\n\r") {
			continue
		}
		if len(match.FindNamed(all, name)) == 1 {
			return name
		}
	}
	return d.Object.DN
}

// fixedTexts are the words of the file that come from the program.
func fixedTexts(p *sim.Prediction, d *match.Decision) []string {
	texts := []string{d.Rule.Title, d.Rule.Doc, d.Rule.Fix, d.Rule.Reason, d.Rule.Evidence.Section, d.Rule.Evidence.Source, outcome(d),
		"Cut from an export names addresses and ids are replaced Rulebook source want decisions ad ldif cloud json tenant yaml users deletedUsers " +
			"by on the of is held cloud user and it has another immutable id instead group contact"}
	for i := range p.Decisions {
		other := &p.Decisions[i]
		texts = append(texts, string(other.Outcome), other.MatchedBy, string(other.Confidence))
		for _, r := range other.Rules {
			texts = append(texts, r.Reason)
		}
		if other.Error != nil {
			texts = append(texts, other.Error.Code, other.Error.Attribute)
		}
	}
	return texts
}

func details(d *match.Decision) []string {
	var out []string
	say := func(key, v string) {
		if v != "" {
			out = append(out, key+"="+quote(v))
		}
	}
	say("by", d.MatchedBy)
	if d.Target != nil && !d.Target.IsNew() {
		say("target", cmp.Or(string(d.Target.UserPrincipalName), d.Target.DisplayName, d.Target.ID))
	}
	if d.Error != nil {
		say("error", d.Error.Code)
		say("attribute", d.Error.Attribute)
	}
	if d.Result != nil && len(d.Result.Quarantined) > 0 {
		var values []string
		for _, q := range d.Result.Quarantined {
			values = append(values, strings.NewReplacer(`\`, `\\`, `,`, `\,`).Replace(q.Value))
		}
		say("quarantined", strings.Join(values, ","))
	}
	if d.Confidence != match.Documented {
		say("confidence", string(d.Confidence))
	}
	return out
}

// quote writes a value of a want line.
func quote(v string) string {
	if v == "" || strings.ContainsAny(v, " \t\"") || v[0] == '#' {
		return `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	return v
}
