package hardmatch

import (
	"fmt"

	"presync/sim/directory"
)

// Verify compares a tenant with a plan that was carried out. It looks at the
// anchor of the cloud user, whether it is unique, and, for a row of the AD
// side whose directory was read, at mS-DS-ConsistencyGuid. snap is nil when no
// directory was read.
func Verify(plan *Plan, tenant *directory.Tenant, snap *directory.Snapshot) *Report {
	v := &verifier{byID: map[string]*directory.CloudObject{}, byAnchor: map[directory.Anchor]int{}}
	for _, o := range tenant.Objects {
		v.byID[o.ID] = o
		if o.ImmutableID != "" {
			v.byAnchor[o.ImmutableID]++
		}
	}
	if snap != nil {
		v.byDN = map[string]*directory.Object{}
		for _, o := range snap.Objects {
			v.byDN[string(directory.Fold(o.DN))] = o
		}
	}
	report := newReport(plan)
	for i := range plan.Rows {
		row := &report.Rows[i]
		row.Result, row.Reason = v.row(&plan.Rows[i])
	}
	return report
}

// verifier knows the tenant by id and by anchor, and the directory by DN.
type verifier struct {
	byID     map[string]*directory.CloudObject
	byAnchor map[directory.Anchor]int
	byDN     map[string]*directory.Object // nil when no directory was read
}

func (v *verifier) row(r *Row) (Result, string) {
	o := v.byID[r.CloudUser.ID]
	switch {
	case r.Status != StatusLinked && !r.Doable():
		return ResultNotDoable, whyNot(r)
	case o == nil:
		return ResultOtherwise, "there is no cloud user " + show(&r.CloudUser.ID)
	case r.NewImmutableID == "":
		return ResultOtherwise, "the plan does not say which onPremisesImmutableId the user is to have"
	case string(o.ImmutableID) != r.NewImmutableID && anchorIs(o, r.OldImmutableID):
		return ResultPending, fmt.Sprintf("onPremisesImmutableId is %s still, and not %s", show(anchorOf(o)), show(&r.NewImmutableID))
	case string(o.ImmutableID) != r.NewImmutableID:
		return ResultOtherwise, fmt.Sprintf("onPremisesImmutableId is %s, neither the old value nor %s", show(anchorOf(o)), show(&r.NewImmutableID))
	case v.byAnchor[o.ImmutableID] > 1:
		return ResultOtherwise, fmt.Sprintf("%d cloud users hold onPremisesImmutableId %s", v.byAnchor[o.ImmutableID], show(&r.NewImmutableID))
	case r.Status == StatusLinked:
		return ResultLinked, ""
	case r.Side == SideAD:
		return v.stamped(r)
	}
	return ResultDone, ""
}

// stamped looks at the AD side of a row.
func (v *verifier) stamped(r *Row) (Result, string) {
	if v.byDN == nil {
		return ResultPending, "mS-DS-ConsistencyGuid was not looked at, since no directory was named"
	}
	o := v.byDN[string(directory.Fold(r.ADUser.DN))]
	if o == nil {
		return ResultOtherwise, "the directory has no user " + show(&r.ADUser.DN)
	}
	have, want := "", change(r).New
	if values := o.Attrs.Values(propConsistencyGuid); len(values) > 0 {
		have = string(directory.AnchorFromBytes([]byte(values[0])))
	}
	switch {
	case have == *want:
		return ResultDone, ""
	case have == "" && r.OldConsistencyGuid == nil, r.OldConsistencyGuid != nil && have == *r.OldConsistencyGuid:
		return ResultPending, "mS-DS-ConsistencyGuid is not " + show(want) + " yet"
	}
	return ResultOtherwise, fmt.Sprintf("mS-DS-ConsistencyGuid is %s, and not %s", show(&have), show(want))
}

func anchorOf(o *directory.CloudObject) *string {
	if o.ImmutableID == "" {
		return nil
	}
	return some(string(o.ImmutableID))
}

func anchorIs(o *directory.CloudObject, want *string) bool {
	have := anchorOf(o)
	return have == nil && want == nil || have != nil && want != nil && *have == *want
}
