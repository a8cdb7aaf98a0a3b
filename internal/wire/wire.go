package wire

import (
	"context"
	"fmt"

	"presync/sim/directory"
)

// Read sends both sides through the fakes and gives what the clients read. The
// arguments stay as they are. The error is a *LostError when something did not
// come back.
func Read(ctx context.Context, snap *directory.Snapshot, tenant *directory.Tenant) (*directory.Snapshot, *directory.Tenant, error) {
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
