package wire

import (
	"context"
	"fmt"
	"runtime/debug"
	"runtime/metrics"

	"presync/sim/directory"
)

// Read sends both sides through the fakes and gives what the clients read. The
// error is a *LostError when something did not come back.
//
// Both sides go at the same time. A side of more than [MostKept] objects goes
// part by part, each through a server of its own, and is used up: its objects
// are taken out of the argument when they came back, so that they are not in
// memory twice. A smaller side stays as it is, and so does a packed tenant.
func Read(ctx context.Context, snap *directory.Snapshot, tenant *directory.Tenant) (*directory.Snapshot, *directory.Tenant, error) {
	return readInParts(ctx, snap, tenant, MostKept)
}

// MostKept is how many objects a server has at most, and a side that is kept.
const MostKept = 50_000

func readInParts(ctx context.Context, snap *directory.Snapshot, tenant *directory.Tenant, size int) (*directory.Snapshot, *directory.Tenant, error) {
	if few := size / 5; len(snap.Objects)+tenant.Len() > few {
		defer debug.SetGCPercent(boundGarbage())
	}
	var over *directory.Snapshot
	done := make(chan error, 1)
	go func() {
		var err error
		over, err = readSnapshot(ctx, snap, size)
		done <- err
	}()
	read, err := readTenant(ctx, tenant, size)
	if ldapErr := <-done; ldapErr != nil {
		return nil, nil, ldapErr
	}
	if err != nil {
		return nil, nil, err
	}
	return over, read, nil
}

// mostGarbage is how many bytes of garbage may lie about while sides of some
// size are on their way. Less would have the collector run all the time, because what a
// part needs is soon garbage.
const mostGarbage = 384 << 20

// boundGarbage lets so much garbage lie about beside what is in use, unless
// nothing is collected at all. It gives the percentage from before.
func boundGarbage() (before int) {
	if before = debug.SetGCPercent(-1); before < 0 {
		return before
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	const least, most = 10, 400
	percent := uint64(most)
	if n := live[0].Value.Uint64(); n > 0 {
		percent = min(max(mostGarbage*100/n, least), most)
	}
	debug.SetGCPercent(int(percent))
	return before
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
