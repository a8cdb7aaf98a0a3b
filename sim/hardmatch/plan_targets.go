package hardmatch

import (
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// targets gives the cloud users that the person of a decision should be linked
// to: none for who matches as they are, several for who has to choose.
func (pl *Planner) targets(d *match.Decision) []*directory.CloudObject {
	if d.User == nil {
		return nil
	}
	var found []*directory.CloudObject
	add := func(o *directory.CloudObject) {
		if o == nil {
			return
		}
		o = pl.byID[o.ID] // not what the run has made of it
		if o == nil || o.Type != directory.TypeUser || o.IsGuest() || slices.Contains(found, o) {
			return
		}
		found = append(found, o)
	}
	switch d.Outcome {
	case match.OutcomeCreateDuplicate, match.OutcomeError:
		pl.inTheWay(d, add)
		pl.named(d.User, add)
		pl.certain(d, add)
	case match.OutcomeUpdate, match.OutcomeHardMatch:
		if duplicate := pl.byID[targetID(d)]; duplicate != nil {
			pl.doubled(d.User, duplicate, add)
			if d.Outcome == match.OutcomeHardMatch && len(found) > 0 {
				add(duplicate) // restored, or the other one: somebody has to choose
			}
		}
	}
	return found
}

func targetID(d *match.Decision) string {
	if d.Target == nil {
		return ""
	}
	return d.Target.ID
}

// inTheWay finds the objects that the decision names: the one that refused,
// and those that hold a value of the user.
func (pl *Planner) inTheWay(d *match.Decision, add func(*directory.CloudObject)) {
	add(d.Other)
	add(d.Target)
	if d.Error != nil && d.Error.ConflictsWith != nil {
		add(pl.byID[d.Error.ConflictsWith.ID])
	}
	if d.Result == nil {
		return
	}
	for i := range d.Result.Quarantined {
		if q := &d.Result.Quarantined[i]; strings.EqualFold(q.Property, "userPrincipalName") || pl.isPrimary(d.User, q.Value) {
			add(pl.byID[q.HeldBy.ID])
		}
	}
}

// named finds the live users whose name or primary address is one of the
// user's: the engine stops at the first that refuses, and there may be another.
func (pl *Planner) named(u *directory.Candidate, add func(*directory.CloudObject)) {
	keys := []directory.Key{u.UPN.Key()}
	if primary, from := u.MatchPrimary(); from != "" {
		keys = append(keys, primary.Key())
	}
	for _, key := range keys {
		for _, o := range pl.byName[key] {
			primary, has := match.CloudPrimary(o)
			if !o.Deleted && (o.UserPrincipalName.Key() == key || has && primary.Key() == key) {
				add(o)
			}
		}
	}
}

// isPrimary keeps who only holds a further address of the user from counting
// as the same person.
func (pl *Planner) isPrimary(u *directory.Candidate, value string) bool {
	mine, _ := u.MatchPrimary()
	return directory.ParseAddress(value).Key() == mine.Key()
}

func (pl *Planner) certain(d *match.Decision, add func(*directory.CloudObject)) {
	for i := range d.Candidates {
		if d.Candidates[i].Score >= rules.NearCertainScore {
			add(d.Candidates[i].Cloud)
		}
	}
}

// doubled finds the cloud-managed user whose second account the object is: one
// from an earlier sync whose name or address was set aside.
func (pl *Planner) doubled(u *directory.Candidate, second *directory.CloudObject, add func(*directory.CloudObject)) {
	if !pl.isSecond(u, second) && !second.Deleted {
		return
	}
	keys := []directory.Key{u.UPN.Key()}
	if primary, from := u.MatchPrimary(); from != "" {
		keys = append(keys, primary.Key())
	}
	for _, key := range keys {
		for _, o := range pl.byName[key] {
			if o.ID != second.ID && !o.Deleted && o.ImmutableID == "" && o.SyncEnabled != directory.True {
				add(o)
			}
		}
	}
}

// isSecond reports whether an object is a second account that a sync made: a
// value of it is in quarantine, or its name is a placeholder for the user's.
func (pl *Planner) isSecond(u *directory.Candidate, o *directory.CloudObject) bool {
	if len(o.Quarantined) > 0 {
		return true
	}
	name := string(o.UserPrincipalName)
	prefix := u.UPN.Prefix()
	rest, cut := strings.CutPrefix(strings.ToLower(name), strings.ToLower(prefix))
	digits, domain, _ := strings.Cut(rest, "@")
	return cut && prefix != "" && len(digits) == 4 && strings.Trim(digits, "0123456789") == "" &&
		strings.EqualFold(domain, pl.in.Tenant.Settings.InitialDomain)
}
