package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// variation is a setting at a value, and the same settings without it.
type variation struct {
	subject, what string
	// at reports whether a cycle is run with the value.
	at func(*sim.Input) bool
	// without takes the value away. The input and its settings are copies.
	without func(*sim.Input)
}

func (v *variation) key() string { return "setting/" + v.subject + "/" + v.what }

// isWhole reports whether rules decide about everybody: only one of
// provisioning is asked when no other speaks. The settings and the deletions
// are measured with such a rule set only.
func isWhole(rules []*match.Rule) bool {
	return slices.ContainsFunc(rules, func(r *match.Rule) bool { return r.Phase == match.Provision && r.Then.Kind == match.Decides })
}

// settingPoints are none for a part of a rule set.
func settingPoints(rules []*match.Rule) []CoveragePoint {
	var points []CoveragePoint
	if !isWhole(rules) {
		return nil
	}
	for _, v := range variations() {
		points = append(points, CoveragePoint{key: v.key(), Subject: v.subject, What: v.what,
			Missing: fmt.Sprintf("%s: no scenario that holds because of %s", v.subject, v.what)})
	}
	return points
}

// trial is a scenario that holds, and what it was run with.
type trial struct {
	scenario *Scenario
	by       string
	inputs   []sim.Input // of the cycles: the tenant after them, and how they import
}

func newTrial(r *Result) trial {
	t := trial{scenario: r.Scenario, by: shownBy(r)}
	for i, c := range r.Cycles {
		if c.Prediction.After == nil {
			continue
		}
		t.inputs = append(t.inputs, sim.Input{Tenant: c.Prediction.After, FullImport: r.Scenario.Cycles[i].Run.FullImport})
	}
	return t
}

// trySettings runs scenarios without a setting that they have, until one no
// longer holds: there the setting matters. Those that name it come first.
func (c *Coverage) trySettings(rules []*match.Rule) {
	if c.tried || !isWhole(rules) {
		return
	}
	c.tried = true
	for _, v := range variations() {
		if c.shown[v.key()] != "" {
			continue
		}
		for _, named := range []bool{true, false} {
			at := slices.IndexFunc(c.passed, func(t trial) bool { return t.names(&v) == named && t.needs(&v, rules) })
			if at >= 0 {
				c.show(v.key(), c.passed[at].by)
				break
			}
		}
	}
}

// names reports whether a scenario writes the setting down.
func (t *trial) names(v *variation) bool {
	words := strings.FieldsFunc(v.subject, func(r rune) bool { return r == '.' || r == ' ' })
	for i := range t.scenario.Cycles {
		c := &t.scenario.Cycles[i]
		if c.Settings != nil && strings.Contains(string(c.Settings.Data), words[len(words)-1]) {
			return true
		}
	}
	return false
}

// needs reports whether a scenario no longer holds without the setting.
func (t *trial) needs(v *variation, rules []*match.Rule) bool {
	if !slices.ContainsFunc(t.inputs, func(in sim.Input) bool { return v.at(&in) }) {
		return false
	}
	r := Run(context.Background(), t.scenario, Options{Rules: rules, Predict: func(_ context.Context, in sim.Input) (*sim.Prediction, error) {
		said := in.Tenant.Settings
		if v.at(&in) {
			tenant := *in.Tenant
			in.Tenant = &tenant
			v.without(&in)
		}
		p, err := sim.Predict(in)
		if p != nil && p.After != nil {
			p.After.Settings = said // the next cycle starts with what the scenario says
		}
		return p, err
	}})
	return !r.Passed()
}

// variations are all settings at the values that make a difference.
func variations() []variation {
	return slices.Concat(flagVariations(), clientVariations(), anchorVariations(), listVariations(), runVariations())
}

// switched makes the two variations of a setting that is on or off.
func switched(subject string, of func(*directory.Settings) *bool) []variation {
	one := func(what string, value bool) variation {
		return variation{subject: subject, what: what,
			at:      func(in *sim.Input) bool { return *of(&in.Tenant.Settings) == value },
			without: func(in *sim.Input) { *of(&in.Tenant.Settings) = !value }}
	}
	return []variation{one("true", true), one("false", false)}
}

func flagVariations() []variation {
	var list []variation
	for _, f := range []struct {
		name string
		of   func(*directory.Features) *bool
	}{
		{"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled", func(f *directory.Features) *bool { return &f.AllowOnPremUpdateOfOnPremisesObjectIdentifier }},
		{"blockCloudObjectTakeoverThroughHardMatchEnabled", func(f *directory.Features) *bool { return &f.BlockCloudObjectTakeoverThroughHardMatch }},
		{"blockSoftMatchEnabled", func(f *directory.Features) *bool { return &f.BlockSoftMatch }},
		{"quarantineUponProxyAddressesConflictEnabled", func(f *directory.Features) *bool { return &f.QuarantineUponProxyAddressesConflict }},
		{"quarantineUponUpnConflictEnabled", func(f *directory.Features) *bool { return &f.QuarantineUponUpnConflict }},
		{"softMatchOnUpnEnabled", func(f *directory.Features) *bool { return &f.SoftMatchOnUpn }},
		{"synchronizeUpnForManagedUsersEnabled", func(f *directory.Features) *bool { return &f.SynchronizeUpnForManagedUsers }},
	} {
		list = append(list, switched("features."+f.name, func(s *directory.Settings) *bool { return f.of(&s.Features) })...)
	}
	list = append(list, switched("crossMatch", func(s *directory.Settings) *bool { return &s.CrossMatch })...)
	return append(list, switched("replacementServer", func(s *directory.Settings) *bool { return &s.ReplacementServer })...)
}

// chosen makes the variation of a setting with one value of several; otherwise
// is the value in its place.
func chosen(subject, value, otherwise string, of func(*directory.Settings) *string) variation {
	return variation{subject: subject, what: value,
		at:      func(in *sim.Input) bool { return strings.EqualFold(*of(&in.Tenant.Settings), value) },
		without: func(in *sim.Input) { *of(&in.Tenant.Settings) = otherwise }}
}

// another makes the variation of a setting with a value that is none of the
// known ones.
func another(subject, what, otherwise string, of func(*directory.Settings) *string, known ...string) variation {
	isKnown := func(value string) bool {
		return slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, value) })
	}
	return variation{subject: subject, what: what,
		at:      func(in *sim.Input) bool { return !isKnown(*of(&in.Tenant.Settings)) },
		without: func(in *sim.Input) { *of(&in.Tenant.Settings) = otherwise }}
}

func clientVariations() []variation {
	client := func(value, otherwise directory.Client) variation {
		return variation{subject: "client", what: string(value),
			at:      func(in *sim.Input) bool { return in.Tenant.Settings.Client == value },
			without: func(in *sim.Input) { in.Tenant.Settings.Client = otherwise }}
	}
	matching := func(s *directory.Settings) *string { return &s.UserMatching }
	return []variation{
		client(directory.ConnectSync, directory.CloudSync),
		client(directory.CloudSync, directory.ConnectSync),
		chosen("userMatching", "once", "sAMAccountName", matching),
		chosen("userMatching", "mail", "once", matching),
		chosen("userMatching", "objectSID", "once", matching),
		chosen("userMatching", "sAMAccountName", "once", matching),
		another("userMatching", "an attribute", "once", matching, "", "once", "mail", "objectSID", "sAMAccountName"),
	}
}

func anchorVariations() []variation {
	anchor := func(s *directory.Settings) *string { return &s.SourceAnchor }
	return []variation{
		chosen("sourceAnchor", "auto", "ms-DS-ConsistencyGuid", anchor),
		chosen("sourceAnchor", "objectGUID", "ms-DS-ConsistencyGuid", anchor),
		chosen("sourceAnchor", "ms-DS-ConsistencyGuid", "objectGUID", anchor),
		another("sourceAnchor", "an attribute", "auto", anchor, "", "auto", "objectGUID", "ms-DS-ConsistencyGuid", "mS-DS-ConsistencyGuid"),
		another("previousSourceAnchor", "an attribute", "", func(s *directory.Settings) *string { return &s.PreviousSourceAnchor }, ""),
		another("alternateLoginID", "an attribute", "", func(s *directory.Settings) *string { return &s.AlternateLoginID }, ""),
	}
}

// listVariations are settings with names of something in them.
func listVariations() []variation {
	list := func(subject, what string, of func(*directory.Settings) *[]string) variation {
		return variation{subject: subject, what: what,
			at:      func(in *sim.Input) bool { return len(*of(&in.Tenant.Settings)) > 0 },
			without: func(in *sim.Input) { *of(&in.Tenant.Settings) = nil }}
	}
	filter := func(s *directory.Settings) *directory.Filter { return &s.Filter }
	return []variation{
		another("initialDomain", "a domain", "", func(s *directory.Settings) *string { return &s.InitialDomain }, ""),
		list("verifiedDomains", "a domain", func(s *directory.Settings) *[]string { return &s.VerifiedDomains }),
		list("federatedDomains", "a domain", func(s *directory.Settings) *[]string { return &s.FederatedDomains }),
		list("filter.domains", "a domain", func(s *directory.Settings) *[]string { return &filter(s).Domains }),
		list("filter.ous", "an OU", func(s *directory.Settings) *[]string { return &filter(s).OUs }),
		list("filter.excludeOUs", "an OU", func(s *directory.Settings) *[]string { return &filter(s).ExcludeOUs }),
		another("filter.group", "a group", "", func(s *directory.Settings) *string { return &filter(s).Group }, ""),
		another("filter.attribute", "a filter", "", func(s *directory.Settings) *string { return &filter(s).Attribute }, ""),
		list("exchangeLicensed", "a user", func(s *directory.Settings) *[]string { return &s.ExchangeLicensed }),
	}
}

// runVariations are roles, the deletion threshold and the kind of import.
func runVariations() []variation {
	usual := directory.DefaultSettings().DeletionThreshold
	threshold := func(what string, otherwise int, is func(int) bool) variation {
		return variation{subject: "deletionThreshold", what: what,
			at:      func(in *sim.Input) bool { return is(in.Tenant.Settings.DeletionThreshold) },
			without: func(in *sim.Input) { in.Tenant.Settings.DeletionThreshold = otherwise }}
	}
	return []variation{
		roleVariation("active", func(r directory.Role) bool { return !r.Eligible }),
		roleVariation("eligible", func(r directory.Role) bool { return r.Eligible }),
		threshold("a number", usual, func(n int) bool { return n != 0 && n != usual }),
		threshold("0", 1, func(n int) bool { return n == 0 }),
		{subject: "fullImport", what: "true",
			at:      func(in *sim.Input) bool { return in.FullImport },
			without: func(in *sim.Input) { in.FullImport = false }},
	}
}

// roleVariation is a tenant in which users hold roles of a kind.
func roleVariation(what string, is func(directory.Role) bool) variation {
	holds := func(o *directory.CloudObject) bool { return slices.ContainsFunc(o.Roles, is) }
	return variation{subject: "roles", what: what,
		at: func(in *sim.Input) bool { return slices.ContainsFunc(in.Tenant.Objects, holds) },
		without: func(in *sim.Input) {
			in.Tenant.Objects = slices.Clone(in.Tenant.Objects)
			for i, o := range in.Tenant.Objects {
				if holds(o) {
					in.Tenant.Objects[i] = o.Clone()
					in.Tenant.Objects[i].Roles = slices.DeleteFunc(slices.Clone(o.Roles), is)
				}
			}
		}}
}
