package hardmatch

import (
	"fmt"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
)

// blockers lists all that may be in the way of a link, in the order in which
// it is cleared: first what takes long or a person, then what belongs to the
// write, and last what leaves the tenant or the user without protection, so
// that this lasts as short as it can.
func (l *link) blockers() []Blocker {
	var out []Blocker
	for _, find := range []func(*link) []Blocker{
		(*link).sourceOfAuthority, (*link).otherHolders, (*link).deletedTarget, (*link).onPremMastered,
		(*link).federatedSuffix, (*link).otherAnchor, (*link).objectIdentifier, (*link).adminRole, (*link).hardMatchFlag,
	} {
		out = append(out, find(l)...)
	}
	return out
}

func (l *link) name() string { return match.CloudName(l.cloud) }

func (l *link) sourceOfAuthority() []Blocker {
	if !l.cloud.CloudMastered {
		return nil
	}
	return []Blocker{{ID: BlockSourceOfAuthority, Object: l.cloud.ID, Property: "isCloudManaged", Old: text("true"), To: text("false"),
		Text: "the source of authority of " + l.name() + " was moved to the cloud: set isCloudManaged to false (PATCH /users/" + l.cloud.ID + "/onPremisesSyncBehavior)"}}
}

// otherHolders are the objects that hold the anchor that the cloud user is to
// have. No two objects of a tenant can.
func (l *link) otherHolders() []Blocker {
	var live, deleted []Blocker
	for _, o := range l.byAnchor[directory.Anchor(l.row.NewImmutableID)] {
		if o.ID == l.cloud.ID {
			continue
		}
		name := match.CloudName(o) + " (" + o.ID + ")"
		b := Blocker{Object: o.ID, Property: "onPremisesImmutableId", Old: text(string(o.ImmutableID))}
		switch {
		case o.Deleted:
			b.ID = BlockRecycleBin
			b.Text = name + " in the recycle bin holds the anchor and would be restored in its place: delete it for good (DELETE /directory/deletedItems/" + o.ID + ")"
			deleted = append(deleted, b)
		case l.isSecond(l.user, o):
			b.ID = BlockQuarantined
			b.Text = name + " is a second account that an earlier sync made, with a value set aside: delete it, and then for good from the recycle bin"
			live = append(live, b)
		default:
			b.ID, b.Manual = BlockQuarantined, true
			b.Text = name + " holds the anchor and does not look like a second account of the same person: find out who uses it before it is deleted"
			live = append(live, b)
		}
	}
	return append(live, deleted...)
}

func (l *link) deletedTarget() []Blocker {
	if !l.cloud.Deleted || l.row.Side == SideAD || l.same() {
		return nil // a hard match restores it
	}
	return []Blocker{{ID: BlockTargetDeleted, Object: l.cloud.ID,
		Text: l.name() + " is in the recycle bin, where it cannot be written: restore it (POST /directory/deletedItems/" + l.cloud.ID + "/restore)"}}
}

func (l *link) same() bool { return string(l.cloud.ImmutableID) == l.row.NewImmutableID }

func (l *link) onPremMastered() []Blocker {
	if l.cloud.SyncEnabled != directory.True && l.feeder == nil || l.row.Side == SideAD || l.same() {
		return nil
	}
	b := Blocker{ID: BlockOnPremMastered, Object: l.cloud.ID, Property: "onPremisesSyncEnabled", Old: text("true"), Manual: true}
	who := "an AD user that the exports do not have"
	if l.feeder != nil {
		who = l.feeder.Object.DN
	}
	b.Text = fmt.Sprintf("%s is mastered on premises by %s, and Graph refuses to change its immutable ID: take that AD user out of scope, sync, and restore the cloud user from the recycle bin", l.name(), who)
	if l.cloud.SyncEnabled != directory.True {
		b.Old = nil
		b.Text = fmt.Sprintf("%s would be linked to %s by the next sync (%s): take that AD user out of scope first", l.name(), who, l.feeder.Outcome)
	}
	return []Blocker{b}
}

// federatedSuffix: the immutable ID is what a federation service signs in
// with, and Graph refuses to clear or change it under a federated name.
func (l *link) federatedSuffix() []Blocker {
	upn := l.cloud.UserPrincipalName
	if l.row.Side == SideAD || l.same() || !l.in.Tenant.Settings.IsFederated(upn.Suffix()) {
		return nil
	}
	b := Blocker{ID: BlockFederatedSuffix, Object: l.cloud.ID, Property: "userPrincipalName", Old: text(string(upn)), Restore: true}
	initial := l.in.Tenant.Settings.InitialDomain
	if initial == "" {
		b.Manual = true
		b.Text = fmt.Sprintf("the domain %q is federated: give the user a name in a managed domain, set the immutable ID, and give the name back (the initial domain is not known: initialDomain in --tenant)", upn.Suffix())
		return []Blocker{b}
	}
	b.To = text(upn.Prefix() + "@" + initial)
	b.Text = fmt.Sprintf("the domain %q is federated: rename the user to %q, set the immutable ID, and give the name back before the sync", upn.Suffix(), *b.To)
	return []Blocker{b}
}

func (l *link) otherAnchor() []Blocker {
	if l.row.Side == SideAD || l.cloud.ImmutableID == "" || l.same() {
		return nil
	}
	return []Blocker{{ID: BlockOtherAnchor, Object: l.cloud.ID, Property: "onPremisesImmutableId", Old: l.row.OldImmutableID,
		Text: fmt.Sprintf("%s has another anchor (%q): clear it with a PATCH of JSON null", l.name(), l.cloud.ImmutableID)}}
}

func (l *link) objectIdentifier() []Blocker {
	old := l.cloud.ObjectIdentifier
	if old.IsZero() || old == l.user.GUID {
		return nil
	}
	return []Blocker{{ID: BlockObjectIdentifier, Object: l.cloud.ID, Property: "onPremisesObjectIdentifier", Old: text(old.String()),
		Text: fmt.Sprintf("%s is mapped to another on-premises object (%s): set onPremisesObjectIdentifier to null (PATCH /beta/users/%s)", l.name(), old, l.cloud.ID)}}
}

func (l *link) adminRole() []Blocker {
	if len(l.cloud.Roles) == 0 {
		return nil
	}
	b := Blocker{ID: BlockAdminRole, Object: l.cloud.ID, Restore: true}
	var names []string
	for _, r := range l.cloud.Roles {
		b.Roles = append(b.Roles, Role{Name: r.Name, TemplateID: r.TemplateID, Eligible: r.Eligible, Scope: r.Scope})
		name := r.Name
		if name == "" {
			name = r.TemplateID
		}
		if r.Eligible {
			name += " (eligible)"
		}
		names = append(names, name)
	}
	b.Text = l.name() + " holds " + list(names) + ": remove, match, and give back"
	return []Blocker{b}
}

func (l *link) hardMatchFlag() []Blocker {
	if !l.in.Tenant.Settings.Features.BlockCloudObjectTakeoverThroughHardMatch {
		return nil
	}
	return []Blocker{{ID: BlockHardMatchFlag, Property: "blockCloudObjectTakeoverThroughHardMatchEnabled", Old: text("true"), To: text("false"), Restore: true,
		Text: "the tenant blocks take-overs by hard match: set blockCloudObjectTakeoverThroughHardMatchEnabled to false, match, and set it to true again"}}
}

func text(s string) *string { return &s }

// blockerIDs names blockers for a sentence or a table.
func blockerIDs(blockers []Blocker) string {
	ids := make([]string, 0, len(blockers))
	for _, b := range blockers {
		ids = append(ids, b.ID)
	}
	return strings.Join(ids, ", ")
}
