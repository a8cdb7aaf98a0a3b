package syncrule

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// Scope is the compiled filter of the client (rulebook FLT-10).
type Scope struct {
	domains  []string
	ous      []string // normalised
	excluded []string
	group    string // normalised DN or folded name, "" for none
	members  map[string]bool
	groupOut string // why nobody can be in the group
	attr     *attributeFilter
	raw      directory.Filter
}

// NewScope compiles the filter of the settings against the exports. It reports
// an error for a filter that cannot be read; the message names the key.
func NewScope(snap *directory.Snapshot, s *directory.Settings) (*Scope, error) {
	sc := &Scope{raw: s.Filter}
	for _, d := range s.Filter.Domains {
		if strings.Contains(d, "=") {
			d = domainOf(d)
		}
		sc.domains = append(sc.domains, strings.ToLower(strings.TrimSpace(d)))
	}
	for _, ou := range s.Filter.OUs {
		sc.ous = append(sc.ous, normalDN(ou))
	}
	for _, ou := range s.Filter.ExcludeOUs {
		sc.excluded = append(sc.excluded, normalDN(ou))
	}
	var err error
	if sc.attr, err = compileAttributeFilter(s.Filter.Attribute); err != nil {
		return nil, err
	}
	if s.Filter.Group != "" {
		sc.findGroup(snap, s.Filter.Group)
	}
	return sc, nil
}

// findGroup looks the filter group up by DN, sAMAccountName or cn and collects
// its direct members. The OU of the group must be selected too (FLT-10).
func (sc *Scope) findGroup(snap *directory.Snapshot, name string) {
	sc.group = normalDN(name)
	sc.members = map[string]bool{}
	for _, o := range snap.Objects {
		if o.Type != directory.TypeGroup {
			continue
		}
		dn := normalDN(o.DN)
		if dn != sc.group && !strings.EqualFold(o.Attrs.First("sAMAccountName"), name) && !strings.EqualFold(o.Attrs.First("cn"), name) {
			continue
		}
		sc.group = dn
		for _, m := range o.Attrs.Values("member") {
			sc.members[normalDN(m)] = true
		}
		if out, excluded := sc.ouOf(dn); out != "" || excluded != "" {
			sc.groupOut = name + " (the group itself lies outside the selected OUs)"
		}
		return
	}
}

// Places remembers where the children of some parents stand to domains and OUs:
// the same way, all of them, so that Facts looks at each OU once. The zero value
// remembers nothing yet. It is used by one goroutine at a time.
type Places struct {
	under map[string]directory.ScopeFacts // by parent, as the export writes it
}

// mostPlaces bounds what is remembered. A directory with more OUs is looked at
// again.
const mostPlaces = 1 << 14

// Facts says where an object stands to the filter.
func (sc *Scope) Facts(o *directory.Object, known *Places) directory.ScopeFacts {
	if sc.empty() {
		return directory.ScopeFacts{}
	}
	f := sc.remembered(o.DN, known)
	if sc.group != "" && (sc.groupOut != "" || !sc.isMember(o, normalDN(o.DN))) {
		f.GroupOut = sc.raw.Group
		if sc.groupOut != "" {
			f.GroupOut = sc.groupOut
		}
	}
	if !sc.attr.keeps(o) {
		f.AttributeOut = sc.attr.text
	}
	return f
}

// remembered is place, asked once a parent.
func (sc *Scope) remembered(dn string, known *Places) directory.ScopeFacts {
	rdn, parent := cutRDN(dn)
	if !isCommonName(rdn) {
		return sc.place(dn)
	}
	f, found := known.under[parent]
	if found {
		return f
	}
	f = sc.place(dn)
	if sc.namesChildOf(parent) {
		return f // it may be this one
	}
	if known.under == nil || len(known.under) == mostPlaces {
		known.under = map[string]directory.ScopeFacts{}
	}
	known.under[parent] = f
	return f
}

// place says where a DN stands to the domains and OUs of the filter.
func (sc *Scope) place(dn string) directory.ScopeFacts {
	var f directory.ScopeFacts
	if len(sc.domains) > 0 {
		if domain := domainOf(dn); !slices.Contains(sc.domains, domain) {
			f.DomainOut = domain
		}
	}
	f.OUOut, f.OUExcluded = sc.ouOf(normalDN(dn))
	return f
}

// isCommonName reports whether an RDN is one that users have, and no part of a
// domain.
func isCommonName(rdn string) bool { return len(rdn) > 3 && strings.EqualFold(rdn[:3], "CN=") }

// namesChildOf reports whether the filter names an object right under a parent:
// its children do not all stand the same way then.
func (sc *Scope) namesChildOf(parent string) bool {
	parent = normalDN(parent)
	child := func(base string) bool {
		_, above := cutRDN(base)
		return above == parent
	}
	return slices.ContainsFunc(sc.ous, child) || slices.ContainsFunc(sc.excluded, child)
}

func (sc *Scope) empty() bool {
	return len(sc.domains) == 0 && len(sc.ous) == 0 && len(sc.excluded) == 0 && sc.group == "" && sc.attr == nil
}

// ouOf finds the deepest OU that the filter names above an object: an excluded
// one keeps it out, and so does the absence of a selected one.
func (sc *Scope) ouOf(dn string) (out, excluded string) {
	selected, cleared := deepest(dn, sc.ous), deepest(dn, sc.excluded)
	switch {
	case cleared >= 0 && (selected < 0 || len(sc.excluded[cleared]) >= len(sc.ous[selected])):
		return "", sc.raw.ExcludeOUs[cleared]
	case len(sc.ous) > 0 && selected < 0:
		return strings.Join(sc.raw.OUs, "; "), ""
	}
	return "", ""
}

// deepest gives the place of the longest base that holds the DN, or -1.
func deepest(dn string, bases []string) int {
	best := -1
	for i, b := range bases {
		if under(dn, b) && (best < 0 || len(b) > len(bases[best])) {
			best = i
		}
	}
	return best
}

func (sc *Scope) isMember(o *directory.Object, dn string) bool {
	if sc.members[dn] {
		return true
	}
	for _, g := range o.Attrs.Values("memberOf") {
		n := normalDN(g)
		rdn, _ := cutRDN(n)
		if n == sc.group || strings.TrimPrefix(rdn, "cn=") == sc.group {
			return true
		}
	}
	return false
}

// Attributes names the attributes, beside the usual ones, that the settings
// make the client read: the readers must keep them.
func Attributes(s *directory.Settings) []string {
	var names []string
	for _, n := range []string{s.SourceAnchor, s.PreviousSourceAnchor, s.AlternateLoginID, s.UserMatching} {
		switch strings.ToLower(n) {
		case "", "auto", "once", "mail":
		default:
			names = append(names, n)
		}
	}
	if f, err := compileAttributeFilter(s.Filter.Attribute); err == nil {
		names = append(names, f.names()...)
	}
	return names
}
