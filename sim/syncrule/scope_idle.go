package syncrule

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// Idle lists the parts of the filter that no user of the exports falls under,
// as key and value: a domain or an OU that nobody is in, a group that nobody is
// a direct member of, an attribute filter that nobody passes. Such a part is
// mostly written wrong, and everybody whom it was to keep is left out.
func (sc *Scope) Idle(snap *directory.Snapshot) []string {
	waiting := sc.parts()
	for _, o := range snap.Objects {
		if len(waiting) == 0 {
			return nil
		}
		if o.Type.IsPerson() {
			dn := normalDN(o.DN)
			waiting = slices.DeleteFunc(waiting, func(p part) bool { return p.holds(o, dn) })
		}
	}
	var idle []string
	for _, p := range waiting {
		idle = append(idle, p.key+" "+p.value)
	}
	return idle
}

// part is one thing that the filter names.
type part struct {
	key, value string
	holds      func(o *directory.Object, dn string) bool
}

func (sc *Scope) parts() []part {
	var parts []part
	for i, d := range sc.domains {
		parts = append(parts, part{"filter.domains", sc.raw.Domains[i], func(_ *directory.Object, dn string) bool { return domainOf(dn) == d }})
	}
	for i, ou := range sc.ous {
		parts = append(parts, part{"filter.ous", sc.raw.OUs[i], func(_ *directory.Object, dn string) bool { return under(dn, ou) }})
	}
	for i, ou := range sc.excluded {
		parts = append(parts, part{"filter.excludeOUs", sc.raw.ExcludeOUs[i], func(_ *directory.Object, dn string) bool { return under(dn, ou) }})
	}
	if sc.group != "" {
		parts = append(parts, part{"filter.group", sc.raw.Group, sc.isMember})
	}
	if sc.attr != nil {
		parts = append(parts, part{"filter.attribute", strings.TrimSpace(sc.raw.Attribute), func(o *directory.Object, _ string) bool { return sc.attr.keeps(o) }})
	}
	return parts
}
