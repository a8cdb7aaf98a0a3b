package wire

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"presync/sim/directory"
)

// Read sends both sides through the fakes and gives what the clients read. The
// arguments stay as they are. The error is a *LostError when something did not
// come back.
//
// Both sides go at the same time, unless they are so large that two servers
// side by side would take more memory than the machine may have.
func Read(ctx context.Context, snap *directory.Snapshot, tenant *directory.Tenant) (*directory.Snapshot, *directory.Tenant, error) {
	if len(snap.Objects)+len(tenant.Objects) > mostAtOnce {
		return readInTurn(ctx, snap, tenant)
	}
	var over *directory.Snapshot
	done := make(chan error, 1)
	go func() {
		var err error
		over, err = readSnapshot(ctx, snap)
		done <- err
	}()
	read, err := readTenant(ctx, tenant)
	if ldapErr := <-done; ldapErr != nil {
		return nil, nil, ldapErr
	}
	if err != nil {
		return nil, nil, err
	}
	return over, read, nil
}

// mostAtOnce is how many objects both sides may have to go side by side.
const mostAtOnce = 800_000

// garbageOfLarge is how much garbage, in percent of what is in use, may lie
// about while a server of a large side is up. The usual 100 would double the
// memory for a little speed.
const garbageOfLarge = 20

// readInTurn is Read with one server at a time.
func readInTurn(ctx context.Context, snap *directory.Snapshot, tenant *directory.Tenant) (*directory.Snapshot, *directory.Tenant, error) {
	before := debug.SetGCPercent(garbageOfLarge)
	if before >= 0 && before < garbageOfLarge {
		debug.SetGCPercent(before)
	}
	defer debug.SetGCPercent(before)
	over, err := readSnapshot(ctx, snap)
	if err != nil {
		return nil, nil, err
	}
	runtime.GC() // the first server is gone
	read, err := readTenant(ctx, tenant)
	if err != nil {
		return nil, nil, err
	}
	return over, read, nil
}

// LostError says what did not come back over the wire as it was.
type LostError struct {
	// What names the object: a DN or the id of a cloud object.
	What string
	// Part is the attribute or property; "" stands for the object.
	Part string
	// Origin is where the object was read.
	Origin directory.Origin
}

func (e *LostError) Error() string {
	if e.Part == "" {
		return fmt.Sprintf("%s: %q did not come back over the wire", e.Origin, e.What)
	}
	return fmt.Sprintf("%s: %s of %q did not come back over the wire as it was", e.Origin, e.Part, e.What)
}

// Hint says what to do about it.
func (e *LostError) Hint() string {
	return "use --via memory, and report it: the fakes should carry this"
}
