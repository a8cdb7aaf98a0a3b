package sim

import (
	"presync/sim/directory"
)

// sourceAnchorChanged is the error with which the sync engine stops a user whose
// anchor is another than before; it deletes nothing then (rulebook SA-10).
const sourceAnchorChanged = "SourceAnchorChanged"

// rest lists what the decisions mean for cloud objects: deletions and
// cloud-managed users that no decision names.
func (c *cycle) rest(m marks) *Rest {
	r := &Rest{}
	deleting := c.in.FullImport && c.found.unknownAnchors == 0
	for n, o := range c.in.Tenant.Objects {
		switch {
		case deleting && c.deletes(int32(n), o, m):
			r.Deletions, r.deleted = append(r.Deletions, o), append(r.deleted, int32(n))
		case isCloudManagedUser(o) && !m.touched.has(int32(n)):
			r.Unclaimed = append(r.Unclaimed, o)
		}
	}
	limit := c.settings.DeletionThreshold
	r.DeletionThresholdExceeded = limit > 0 && len(r.Deletions) > limit
	return r
}

// deletes reports whether, with --full-import, a synced cloud user goes because
// no person in scope has its anchor (rulebook LC-1, LC-5, FLT-12). Nobody is
// deleted while an anchor could not be computed.
func (c *cycle) deletes(n int32, o *directory.CloudObject, m marks) bool {
	return o.Type == directory.TypeUser && !o.Deleted && o.SyncEnabled == directory.True && !o.CloudMastered &&
		!c.found.anchored.has(n) && !m.updated.has(n) && !m.stopped.has(n)
}

func isCloudManagedUser(o *directory.CloudObject) bool {
	return o.Type == directory.TypeUser && !o.Deleted && o.ImmutableID == "" &&
		(o.SyncEnabled == directory.Null || o.SyncEnabled == directory.Unknown)
}
