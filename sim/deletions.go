package sim

// sourceAnchorChanged is the error with which the sync engine stops a user whose
// anchor is another than before; it deletes nothing then (rulebook SA-10).
const sourceAnchorChanged = "SourceAnchorChanged"

// rest lists what the decisions mean for cloud objects: deletions and
// cloud-managed users that no decision names.
func (c *cycle) rest(m marks) *Rest {
	r := &Rest{Deletions: CloudList{tenant: c.in.Tenant}, Unclaimed: CloudList{tenant: c.in.Tenant}}
	deleting := c.in.FullImport && c.found.unknownAnchors == 0
	t := c.in.Tenant
	for n := range t.Len() {
		switch {
		case deleting && c.deletes(int32(n), m):
			r.Deletions.numbers = append(r.Deletions.numbers, int32(n))
		case !m.touched.has(int32(n)) && t.Glance(n).IsCloudManagedUser():
			r.Unclaimed.numbers = append(r.Unclaimed.numbers, int32(n))
		}
	}
	limit := c.settings.DeletionThreshold
	r.DeletionThresholdExceeded = limit > 0 && r.Deletions.Len() > limit
	return r
}

// deletes reports whether, with --full-import, a synced cloud user goes because
// no person in scope has its anchor (rulebook LC-1, LC-5, FLT-12). Nobody is
// deleted while an anchor could not be computed.
func (c *cycle) deletes(n int32, m marks) bool {
	return !c.found.anchored.has(n) && !m.updated.has(n) && !m.stopped.has(n) &&
		c.in.Tenant.Glance(int(n)).IsSyncedUser() && !c.in.Tenant.At(int(n)).CloudMastered
}
