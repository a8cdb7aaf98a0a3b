package sim

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/syncrule"
)

// gaps names what the readers could not see on their own, because it takes the
// settings or both sides.
func (c *cycle) gaps() []directory.Gap {
	var out []directory.Gap
	told := func(id string) bool {
		return slices.ContainsFunc(c.in.Gaps, func(g directory.Gap) bool { return g.ID == id })
	}
	add := func(id, format string, args ...any) {
		out = append(out, directory.Gap{ID: id, Text: fmt.Sprintf(format, args...)})
	}
	anchor := c.settings.SourceAnchor
	if strings.EqualFold(c.in.Tenant.Settings.SourceAnchor, "auto") && c.settings.Client != directory.CloudSync && !c.inputs.Known.Anchor {
		add("source-anchor-chosen", "sourceAnchor is auto and resolves to %s: %s. If the installation uses another attribute, "+
			"every anchor in this report is another; set sourceAnchor in the tenant file to what the Entra Connect wizard shows.", anchor, c.why)
	}
	if other := c.linkedByOtherAnchor(); other != "" {
		add("source-anchor-doubtful", "%s is the sourceAnchor of this run, but the immutable IDs of synced cloud users equal the %s of their AD users. "+
			"Set sourceAnchor: %s in the tenant file and run again.", anchor, other, other)
	}
	if anchor == syncrule.ConsistencyGUID && !c.inputs.Has(anchor) && c.settings.Client != directory.CloudSync && !told("ad-no-mS-DS-ConsistencyGuid") {
		add("ad-no-consistencyGuid", "no AD record has mS-DS-ConsistencyGuid, so every sourceAnchor is the objectGUID. If the attribute was only not exported, "+
			"the anchors of users that have it are wrong; export it with ldifde -l mS-DS-ConsistencyGuid or -l *.")
	}
	if anchor != syncrule.ConsistencyGUID && anchor != syncrule.ObjectGUID && !c.inputs.Has(anchor) {
		add("ad-no-anchor-attribute", "no AD record has %s, the sourceAnchor attribute, so no user has an anchor and nobody is exported. "+
			"If it was only not exported, export it too.", anchor)
	}
	if strings.EqualFold(anchor, "mail") || strings.EqualFold(anchor, "userPrincipalName") || strings.EqualFold(anchor, "targetAddress") {
		add("source-anchor-unsuitable", "%s is a bad sourceAnchor: it changes with the person's name, and it holds an @, which an anchor may not (SA-8, SEED-3).", anchor)
	}
	for _, attribute := range []string{anchor, c.settings.AlternateLoginID} {
		if n, first := c.withSeveral(attribute); n > 0 {
			add("several-values", "%d %s several values of %s, which has to identify a user; the first in the export was used, "+
				"and AD keeps no order. The first of them is %s (%s). Choose an attribute with one value.", n, pick(n, "user has", "users have"), attribute, first.DN, first.At(attribute))
		}
	}
	if n := c.found.unknownAnchors; n > 0 {
		add("anchors-unknown", "%d %s no readable objectGUID, so their sourceAnchor is unknown. A synced cloud user with the same names is taken to be theirs; "+
			"hard matches are not seen. Export objectGUID (ldifde without -o, -n or -m).", n, pick(n, "user has", "users have"))
	}
	c.dataGaps(add)
	if c.settings.InitialDomain == "" && !told("initial-domain-unknown") {
		add("no-initial-domain", "the initial domain (NAME.onmicrosoft.com) is not known, so placeholder names and MOERA addresses end in an empty domain. Set initialDomain in the tenant file.")
	}
	if c.settings.ReplacementServer {
		linked, lost := c.links()
		add("replacement-server", "the prediction is for a replacement server with %s as sourceAnchor: %d synced cloud users find their AD user by the anchor, %d do not. "+
			"Connect deletes only what it provisioned (FLT-12); no document says whether that holds for a replacement, so the deletions counted here are the worst case.", anchor, linked, lost)
	}
	if c.in.FullImport && c.found.unknownAnchors > 0 {
		add("deletions-unknown", "--full-import was given, but some anchors are unknown: no deletion is predicted.")
	}
	return out
}

// dataGaps names users who are one person with another, and settings that mean
// nobody.
func (c *cycle) dataGaps(add func(id, format string, args ...any)) {
	if n, first, with := c.people.Merged(); n > 0 {
		add("joined-in-one-forest", "%d AD %s one person with another user of the same forest, and %s no decision of %s own: the value that joins them is the same (SA-5, SA-12). "+
			"The first is %s (%s), which joins %s (%s). No document says whether the sync takes them as one or stops. If they are two people, give each an own value: "+
			"clear a copied mS-DS-ConsistencyGuid.", n, pick(n, "user is", "users are"), pick(n, "has", "have"), pick(n, "its", "their"), first.DN, first.Origin, with.DN, with.Origin)
	}
	for _, part := range c.scope.Idle(c.in.Snapshot) {
		add("filter-names-nobody", "no user of the exports falls under %s. Is it written as in Active Directory? "+
			"A selection that nobody falls under leaves everybody out, and an exclusion keeps nobody away.", part)
	}
	if names := c.unknownLicensed(); len(names) > 0 {
		add("exchange-licensed-unknown", "exchangeLicensed names nobody that the exports hold: %s. Give the userPrincipalName or the id as the exports have it.",
			strings.Join(names, ", "))
	}
}

func pick(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// withSeveral counts the users who have more than one value of a chosen
// attribute, and gives the first. Readers refuse such records where the schema
// of AD says that the attribute has one value; of other attributes they do not
// know.
func (c *cycle) withSeveral(attribute string) (n int, first *directory.Object) {
	if attribute == "" || attribute == syncrule.ObjectGUID || attribute == syncrule.ConsistencyGUID {
		return 0, nil
	}
	for _, o := range c.in.Snapshot.Objects {
		if o.Type.IsPerson() && len(o.Attrs.Values(attribute)) > 1 {
			if n++; n == 1 {
				first = o
			}
		}
	}
	return n, first
}

// links counts the synced cloud users whose immutable ID is the sourceAnchor of
// a person, and those whose is not.
func (c *cycle) links() (linked, lost int) {
	for n := range c.in.Tenant.Len() {
		switch {
		case !c.in.Tenant.Glance(n).IsSyncedUser():
		case c.found.anchored.has(int32(n)):
			linked++
		default:
			lost++
		}
	}
	return linked, lost
}

// linkedByOtherAnchor reports the attribute that links more synced cloud users
// than the one in use does: objectGUID or mS-DS-ConsistencyGuid.
func (c *cycle) linkedByOtherAnchor() string {
	if c.found.byOther > c.found.byThis {
		return otherAnchor(c.settings.SourceAnchor)
	}
	return ""
}

// unknownLicensed gives the names of exchangeLicensed that neither a cloud
// object nor a user of the exports has.
func (c *cycle) unknownLicensed() []string {
	waiting := map[directory.Key]bool{}
	for _, name := range c.settings.ExchangeLicensed {
		waiting[directory.Fold(name)] = true
	}
	for i := 0; i < c.in.Tenant.Len() && len(waiting) > 0; i++ {
		id, upn := c.in.Tenant.Identity(i)
		delete(waiting, directory.Fold(id))
		delete(waiting, upn.Key())
	}
	for _, o := range c.in.Snapshot.Objects {
		if len(waiting) == 0 {
			return nil
		}
		delete(waiting, directory.Fold(o.Attrs.FirstOf(directory.AttrUserPrincipalName)))
	}
	for i := 0; i < c.people.Len() && len(waiting) > 0; i++ {
		delete(waiting, c.people.Candidate(i).UPN.Key()) // made of another attribute
	}
	return slices.DeleteFunc(slices.Clone(c.settings.ExchangeLicensed), func(name string) bool { return !waiting[directory.Fold(name)] })
}
