package provision

import (
	"time"

	"presync/sim/directory"
)

// Delete gives the user as a deletion leaves it when its person falls out of
// scope: in the recycle bin, no longer synced, the anchor kept. It is still an
// object of on-premises origin, and the same anchor brings it back by hard match
// (LC-1, LC-2). The day is an input; the zero time says that it is not known.
// Only users go to the recycle bin (HM-3): for a group or a contact it gives
// nil, because nothing is left.
// Source: tshoot-connect-sync-errors (2026-07-01).
func Delete(o *directory.CloudObject, day time.Time) *directory.CloudObject {
	if o.Type == directory.TypeGroup || o.Type == directory.TypeContact {
		return nil
	}
	d := o.Clone()
	d.Deleted, d.DeletedAt = true, day
	d.SyncEnabled = directory.False
	return d
}

// Restore gives the user as an administrator gets it back from the recycle bin:
// live, onPremisesSyncEnabled false when it once was synced, the anchor still
// set. That does not make it cloud-managed (LC-3).
// Source: tshoot-connect-sync-errors (2026-07-01); WE-3, WE-90.
func Restore(o *directory.CloudObject) *directory.CloudObject {
	r := o.Clone()
	r.Deleted, r.DeletedAt = false, time.Time{}
	if r.SyncEnabled == directory.True {
		r.SyncEnabled = directory.False
	}
	return r
}
