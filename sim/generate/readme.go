package generate

import (
	"fmt"
	"strings"
)

// readme explains the folder.
func (p *Population) readme() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %d invented users\n\n", p.options.Users)
	fmt.Fprintf(&b, "Made by `%s`. Nobody here exists.\n\n", p.command())
	b.WriteString("    presync predict")
	for f := range p.options.Forests {
		b.WriteString(" --ad " + ExportName(f))
	}
	b.WriteString(" --cloud tenant --tenant tenant.yaml\n\n")
	b.WriteString("`truth.csv` says what the next synchronisation does to each user. It holds for any day from\n" +
		RulesFrom + " on (`--as-of`): since then the rules on which the cases rest are in force everywhere.\n\n")
	p.writeMixture(&b)
	return []byte(b.String())
}

// writeMixture writes the table of the cases.
func (p *Population) writeMixture(b *strings.Builder) {
	b.WriteString("| case | users | becomes | because |\n|---|---:|---|---|\n")
	for _, c := range p.Counts() {
		var fates []string
		for _, f := range c.Becomes {
			fates = append(fates, strings.TrimSpace(f.Outcome+" "+f.Error))
		}
		fmt.Fprintf(b, "| %s | %d | %s | %s |\n", c.Case, c.Users, strings.Join(fates, ", then "), c.Because)
	}
}

// RulesFrom is the first day for which the truth holds: the rollout of the
// object identifier check, the last of the rules that the cases rest on, ended
// the day before (rulebook HM-7).
const RulesFrom = "2026-10-01"

// command is the command line that makes the population again.
func (p *Population) command() string {
	o := p.options
	out := fmt.Sprintf("presync generate --users %d --seed %d", o.Users, o.Seed)
	if o.Forests > 1 {
		out += fmt.Sprintf(" --forests %d", o.Forests)
	}
	if o.Dialect != LDIFDE {
		out += " --dialect " + string(o.Dialect)
	}
	if o.UTF16 {
		out += " --encoding utf-16"
	}
	return out + " --out ."
}
