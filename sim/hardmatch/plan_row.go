package hardmatch

import (
	"encoding/base64"
	"fmt"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/syncrule"
)

// link is a row while it is made.
type link struct {
	*Planner
	d      *match.Decision
	user   *directory.Candidate
	cloud  *directory.CloudObject
	row    *Row
	feeder *match.Decision // the other person whom the cloud user belongs to
}

// row plans the link of one person to one of some cloud users. chosen says
// that a person chose the pair.
func (pl *Planner) row(d *match.Decision, targets []*directory.CloudObject, chosen bool) Row {
	r := Row{ADUser: adUser(d), Side: SideCloud, AnchorAttribute: pl.anchor, Before: string(d.Outcome), After: string(d.Outcome),
		Status: StatusBlocked, Blockers: []Blocker{}, OldConsistencyGuid: consistencyGuid(d)}
	if d.User != nil {
		r.NewImmutableID = string(d.User.Anchor)
		if d.User.AnchorFrom != "" {
			r.AnchorAttribute = d.User.AnchorFrom
		}
	}
	switch len(targets) {
	case 0:
		r.Problem = "no cloud user is in reach: " + d.Reason + "; name one with --pairs"
		return r
	case 1:
		l := link{Planner: pl, d: d, user: d.User, cloud: targets[0], row: &r}
		l.plan(chosen)
		return r
	}
	for _, o := range targets {
		r.Candidates = append(r.Candidates, cloudUser(o))
	}
	r.ambiguous("the user may belong to " + cloudNames(targets))
	return r
}

// plan fills the row.
func (l *link) plan(chosen bool) {
	r := l.row
	r.CloudUser = cloudUser(l.cloud)
	if l.cloud.ImmutableID != "" {
		old := string(l.cloud.ImmutableID)
		r.OldImmutableID = &old
	}
	if f := l.fedBy[l.cloud.ID]; f != nil && f != l.d {
		l.feeder = f
	}
	if why := l.impossible(); why != "" {
		r.Problem = why
		return
	}
	if l.d.Target != nil && l.d.Target.ID == l.cloud.ID && (l.d.Outcome == match.OutcomeUpdate || l.d.Outcome == match.OutcomeHardMatch) {
		r.Status, r.SideReason = StatusLinked, "both sides have the same anchor"
		return
	}
	if l.feeder != nil && !chosen {
		r.ambiguous(fmt.Sprintf("the cloud user belongs to %s too (%s)", l.feeder.Object.DN, l.feeder.Outcome))
		return
	}
	l.chooseSide()
	if why := unwritable(r); why != "" {
		r.Problem = why
		return
	}
	l.settle()
}

// impossible says what no change on either side can help, "" for nothing.
func (l *link) impossible() string {
	switch {
	case l.cloud.Type != directory.TypeUser:
		return "only users can be hard matched, and the cloud object is a " + string(l.cloud.Type)
	case l.user == nil || l.d.Outcome == match.OutcomeNotSynced && !l.cloud.CloudMastered:
		return "the AD user is never exported: " + l.d.Reason
	case l.user.AnchorUnknown:
		return "objectGUID was not exported, so that the anchor cannot be computed"
	case l.user.Anchor == "":
		return "the AD user has no source anchor: " + l.anchor + " is empty"
	}
	return ""
}

// chooseSide decides what is written. A cloud user that AD has mastered before
// keeps its anchor where the AD user can take it over, because then nothing has
// to be cleared; else the cloud user gets the anchor of the AD user.
func (l *link) chooseSide() {
	r, c := l.row, l.cloud
	raw, why := l.stampable()
	switch {
	case c.ImmutableID == l.user.Anchor:
		r.SideReason = "both sides have the same anchor, only the blockers are in the way"
	case raw != "":
		stamp := base64.StdEncoding.EncodeToString([]byte(raw))
		r.Side, r.NewConsistencyGuid = SideAD, &stamp
		r.AnchorAttribute, r.NewImmutableID = syncrule.ConsistencyGUID, string(c.ImmutableID)
		if r.OldConsistencyGuid != nil {
			r.SideReason = "the cloud user comes from this AD user, whose mS-DS-ConsistencyGuid was changed since: the old value is put back"
		} else if c.SyncEnabled == directory.True {
			r.SideReason = "the cloud user is mastered on premises, so that Graph refuses a new immutable ID; the AD user can take its anchor over, if no AD user outside the exports has it"
		} else {
			r.SideReason = "the cloud user has an anchor already, and the AD user, which was never synced, can take it over"
		}
	case why != "":
		r.SideReason = "the cloud user gets the anchor of the AD user: " + why
	default:
		r.SideReason = "the cloud user has no anchor yet and can be written"
	}
}

// stampable gives the bytes of mS-DS-ConsistencyGuid with which the AD user has
// the anchor of the cloud user, or the reason why that does not do. Both are
// empty when the cloud user has no anchor.
func (l *link) stampable() (raw, why string) {
	c := l.cloud
	if c.ImmutableID == "" {
		return "", ""
	}
	guid, isGUID := c.ImmutableID.GUID()
	switch {
	case l.anchor != syncrule.ConsistencyGUID:
		return "", "the source anchor is " + l.anchor + ", which cannot be written"
	case !isGUID || guid.Anchor() != c.ImmutableID:
		return "", "its own anchor is not the Base64 of the 16 bytes of a GUID, which mS-DS-ConsistencyGuid holds"
	case l.row.OldConsistencyGuid != nil && !l.comesFromThisUser():
		return "", "mS-DS-ConsistencyGuid of the AD user has a value already"
	case len(l.byAnchor[l.user.Anchor]) > 0:
		return "", "the AD user was synced before, and its anchor cannot change any more"
	case l.feeder != nil:
		return "", "another AD user has the anchor of the cloud user"
	}
	return string(guid[:]), ""
}

// comesFromThisUser reports whether the cloud user is synced from this very AD
// object, so that a value which was changed in AD can only be put back
// (rulebook SA-10).
func (l *link) comesFromThisUser() bool {
	return l.cloud.SyncEnabled == directory.True && !l.user.GUID.IsZero() && l.cloud.ObjectIdentifier == l.user.GUID
}

// unwritable says why the new value cannot be written to the cloud.
func unwritable(r *Row) string {
	if r.Side == SideCloud && (r.OldImmutableID == nil || *r.OldImmutableID != r.NewImmutableID) && strings.ContainsAny(r.NewImmutableID, "$_") {
		return fmt.Sprintf("Graph refuses an immutable ID with $ or _ (%q)", r.NewImmutableID)
	}
	return ""
}

func adUser(d *match.Decision) ADUser {
	o := d.Object
	u := ADUser{DN: o.DN, Forest: o.Forest, UserPrincipalName: o.Attrs.First("userPrincipalName"), SAMAccountName: o.Attrs.First("sAMAccountName")}
	if d.User != nil {
		o = d.User.Source
		u = ADUser{DN: o.DN, Forest: o.Forest, UserPrincipalName: string(d.User.UPN), SAMAccountName: d.User.SAMAccountName}
	}
	if guid := o.GUID(); !guid.IsZero() {
		u.ObjectGUID = guid.String()
	}
	return u
}

func cloudUser(c *directory.CloudObject) CloudUser {
	return CloudUser{ID: c.ID, UserPrincipalName: string(c.UserPrincipalName), DisplayName: c.DisplayName, Deleted: c.Deleted}
}

func consistencyGuid(d *match.Decision) *string {
	o := d.Object
	if d.User != nil {
		o = d.User.Source
	}
	v := o.Attrs.First(syncrule.ConsistencyGUID)
	if v == "" {
		return nil
	}
	text := base64.StdEncoding.EncodeToString([]byte(v))
	return &text
}

func cloudNames(objects []*directory.CloudObject) string {
	names := make([]string, 0, len(objects))
	for _, o := range objects {
		name := match.CloudName(o) + " (" + o.ID + ")"
		if o.Deleted {
			name += ", deleted"
		}
		names = append(names, name)
	}
	return list(names)
}

// list reads names aloud, the first few of them.
func list(names []string) string {
	const few = 4
	if len(names) > few {
		return strings.Join(names[:few], ", ") + fmt.Sprintf(" and %d more", len(names)-few)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
