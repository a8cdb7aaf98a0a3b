package hardmatch

import (
	"context"
	"fmt"
)

// clear makes the steps that clear a blocker of a row.
func (a *applier) clear(ctx context.Context, r *Row, b *Blocker) error {
	if b.ID == BlockAdminRole {
		return a.clearRoles(ctx, r, b)
	}
	steps := clearing(r, b)
	if steps == nil && b.ID != BlockOtherAnchor {
		return &rowError{fmt.Sprintf("what blocks it (%s) is nothing that apply can clear: %s", b.ID, b.Text)}
	}
	for i := range steps {
		s := &steps[i]
		if s.Old == nil && b.Old == nil && s.Op == opProperty {
			have, err := a.endpoints.read(ctx, s) // the plan does not say what was there
			if err != nil {
				return err
			}
			s.Old = have
		}
		if err := a.hand.do(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// clearing lists the steps that clear a blocker; nil for one that none does.
// Another anchor needs none: the write of the row takes its place.
func clearing(r *Row, b *Blocker) []Step {
	object, name := b.Object, ""
	if object == "" {
		object = r.CloudUser.ID
	}
	if object == r.CloudUser.ID {
		name = r.CloudUser.UserPrincipalName
	}
	property := Step{Op: opProperty, Object: object, Name: name, Property: b.Property, Old: b.Old, New: b.To, Restore: b.Restore}
	bin := Step{Op: opDeletedUser, Object: object, Name: name, Old: some("deleted")}
	switch b.ID {
	case BlockSourceOfAuthority:
		return []Step{{Op: opAuthority, Object: object, Name: name, Old: some("true"), New: some("false")}}
	case BlockQuarantined:
		return []Step{{Op: opUser, Object: object, Name: name, Old: some("live")}, bin}
	case BlockRecycleBin:
		return []Step{bin}
	case BlockTargetDeleted:
		return []Step{{Op: opUser, Object: object, Name: name, New: some("live")}}
	case BlockFederatedSuffix:
		property.Property = "userPrincipalName"
		if b.To == nil {
			return nil
		}
		return []Step{property}
	case BlockObjectIdentifier:
		property.Property, property.New, property.Restore = propObjectIdentifier, nil, false
		return []Step{property}
	case BlockHardMatchFlag:
		return []Step{{Op: opFeature, Property: "blockCloudObjectTakeoverThroughHardMatchEnabled", Old: some("true"), New: some("false"), Restore: true}}
	}
	return nil
}

// clearRoles takes the roles that the plan names from the user, wherever the
// tenant lists them.
func (a *applier) clearRoles(ctx context.Context, r *Row, b *Blocker) error {
	held, err := a.endpoints.grants(ctx, r.CloudUser.ID)
	if err != nil {
		return err
	}
	for i := range held {
		g := &held[i]
		for j := range b.Roles {
			if !a.endpoints.means(g, &b.Roles[j]) {
				continue
			}
			s := &Step{Op: opRole, Object: r.CloudUser.ID, Name: r.CloudUser.UserPrincipalName, Old: some("held"), Grant: g, Restore: true}
			if err := a.hand.do(ctx, s); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// change is the step that links the two users of a row.
func change(r *Row) *Step {
	if r.Side == SideCloud {
		return &Step{Op: opProperty, Object: r.CloudUser.ID, Name: r.CloudUser.UserPrincipalName, Property: propImmutableID,
			Old: r.OldImmutableID, New: some(r.NewImmutableID)}
	}
	fresh := r.NewConsistencyGuid
	if fresh == nil {
		fresh = some(r.NewImmutableID)
	}
	return &Step{Op: opConsistencyGuid, Object: r.ADUser.DN, Forest: r.ADUser.Forest, Property: propConsistencyGuid,
		Old: r.OldConsistencyGuid, New: fresh}
}
