package cut

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// verdict is what has to stay of a decision. Its fields are texts, so that two
// are compared and told apart.
type verdict struct {
	must  []string // outcome, rule, way, error, target, quarantine
	names []string // the objects and values that those name, which anonymising changes
	may   []string // confidence and doubts, which stay where there is room
}

func verdictOf(d *match.Decision) verdict {
	var v verdict
	must := func(what string, value any) { v.must = append(v.must, fmt.Sprintf("%s %v", what, value)) }
	must("outcome", d.Outcome)
	if d.Rule != nil {
		must("rule", d.Rule.ID)
	}
	must("by", d.MatchedBy)
	v.cloud("target", d.Target)
	v.cloud("other", d.Other)
	if e := d.Error; e != nil {
		must("error", e.Code)
		must("number", e.Number)
		must("attribute", e.Attribute)
		v.holder("conflict", e.ConflictsWith)
	}
	if d.Result != nil {
		for _, q := range d.Result.Quarantined {
			must("quarantined", q.Property)
			v.names = append(v.names, "proxyAddresses\x00"+q.Value)
			v.holder("held by", &q.HeldBy)
		}
	}
	v.may = append(v.may, "confidence "+string(d.Confidence), fmt.Sprint("order ", d.OrderDependent))
	var doubts []string
	for _, a := range d.Alternatives {
		doubts = append(doubts, a.Rule+" "+string(a.Outcome))
	}
	slices.Sort(doubts)
	v.may = append(v.may, doubts...)
	return v
}

func (v *verdict) cloud(what string, c *directory.CloudObject) {
	if c == nil {
		v.must = append(v.must, what+" none")
		return
	}
	v.must = append(v.must, what+" "+string(c.Type))
	if !c.IsNew() {
		v.names = append(v.names, "id\x00"+c.ID)
	}
}

func (v *verdict) holder(what string, h *match.Holder) {
	switch {
	case h == nil:
		v.must = append(v.must, what+" none")
	case h.ID != "" && !strings.HasPrefix(h.ID, directory.NewIDPrefix):
		v.must = append(v.must, what+" cloud")
		v.names = append(v.names, "id\x00"+h.ID)
	default:
		v.must = append(v.must, what+" new")
		v.names = append(v.names, "dn\x00"+h.DN)
	}
}

// same reports whether another verdict is this one; strictly asks for the same
// doubts.
func (v verdict) same(other verdict, strictly bool) bool {
	return slices.Equal(v.must, other.must) && slices.Equal(v.names, other.names) && (!strictly || slices.Equal(v.may, other.may))
}

// renamed gives the verdict about replaced objects.
func (v verdict) renamed(replace func(attribute, value string) (string, bool)) verdict {
	out := v
	out.names = make([]string, len(v.names))
	for i, n := range v.names {
		attribute, value, _ := strings.Cut(n, "\x00")
		to, _ := replace(attribute, value)
		out.names[i] = attribute + "\x00" + to
	}
	return out
}

// String tells a verdict in a message, without names.
func (v verdict) String() string { return strings.Join(v.must, ", ") }
