package hardmatch

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Step is one change of one value. It carries all that is needed to take it
// back.
type Step struct {
	Op string `json:"op"`
	// Object is the id of a cloud user or the DN of an AD user.
	Object   string `json:"object,omitempty"`
	Forest   string `json:"forest,omitempty"`
	Property string `json:"property,omitempty"`
	// Old and New are the values before and after; nil is no value.
	Old *string `json:"old"`
	New *string `json:"new"`
	// Restore says that the old value comes back when the sync has run.
	Restore bool   `json:"restore,omitempty"`
	Grant   *Grant `json:"grant,omitempty"`
	// Name is what a person calls the object.
	Name string `json:"name,omitempty"`
}

// The operations of steps.
const (
	opProperty        = "property"        // a property of a cloud user
	opAuthority       = "authority"       // isCloudManaged of its onPremisesSyncBehavior
	opFeature         = "feature"         // a switch of onPremisesSynchronization
	opUser            = "user"            // a live cloud user: there or deleted
	opDeletedUser     = "deletedUser"     // a user in the recycle bin: there or gone
	opRole            = "role"            // a directory role: held or not
	opConsistencyGuid = "consistencyGuid" // mS-DS-ConsistencyGuid of an AD user
)

// The properties that rows are about.
const (
	propImmutableID      = "onPremisesImmutableId"
	propObjectIdentifier = "onPremisesObjectIdentifier"
	propConsistencyGuid  = "mS-DS-ConsistencyGuid"
)

// key tells steps apart.
func (s *Step) key() string {
	parts := []string{s.Op, strings.ToLower(s.Forest), strings.ToLower(s.Object), s.Property}
	if s.Grant != nil {
		parts = append(parts, s.Grant.List, s.Grant.Definition, s.Grant.Scope)
	}
	return strings.Join(parts, "|")
}

// version is the version of Graph that has the property.
func (s *Step) version() string {
	if s.Property == propObjectIdentifier {
		return beta // rulebook GR-9
	}
	return v1
}

// final reports whether the change cannot be taken back: a user that is
// deleted for good, and an object identifier, which only a sync sets.
func (s *Step) final() bool {
	return s.Op == opDeletedUser || s.Property == propObjectIdentifier
}

// same reports whether two values are equal to the service.
func (s *Step) same(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	if s.Property == propObjectIdentifier || s.Property == "userPrincipalName" {
		return strings.EqualFold(*a, *b)
	}
	return *a == *b
}

// what names the value for people.
func (s *Step) what() string {
	name := s.Name
	if name == "" {
		name = s.Object
	}
	switch s.Op {
	case opAuthority:
		return "isCloudManaged of " + show(&name)
	case opFeature:
		return s.Property
	case opUser:
		return "cloud user " + show(&name)
	case opDeletedUser:
		return "deleted user " + show(&name)
	case opRole:
		return fmt.Sprintf("role %s (%s) of %s", show(&s.Grant.Name), s.Grant.List, show(&name))
	}
	return s.Property + " of " + show(&name)
}

// show writes a value so that it cannot change what stands around it.
func show(v *string) string {
	if v == nil {
		return "null"
	}
	if q := strconv.Quote(*v); q != `"`+*v+`"` || *v == "" || *v == "null" {
		return q
	}
	return *v
}

// hand makes steps and takes them back, with the journal around each.
type hand struct {
	journal   *Journal
	endpoints *Endpoints
	tell      func(string)
}

// do makes a step: it reads the value, compares it with the one that the plan
// saw, writes, and reads back. A value that is there already is left alone.
func (h *hand) do(ctx context.Context, s *Step) error {
	have, err := h.endpoints.read(ctx, s)
	if err != nil {
		return err
	}
	known := h.journal.steps[s.key()]
	if s.same(have, s.New) {
		if known != nil && (known.state == kindIntent || known.state == kindUndo) {
			h.tell(s.what() + ": was written before the interruption")
			return h.journal.write(record{Kind: kindDone, Key: s.key()})
		}
		h.tell(fmt.Sprintf("%s: is %s already", s.what(), show(have)))
		return nil
	}
	if !s.same(have, s.Old) {
		return &rowError{fmt.Sprintf("%s is %s, and was %s when the plan was made", s.what(), show(have), show(s.Old))}
	}
	if err := h.journal.write(record{Kind: kindIntent, Step: s}); err != nil {
		return err
	}
	if err := h.endpoints.write(ctx, s, have, s.New); err != nil {
		return err
	}
	if err := h.readBack(ctx, s, s.New); err != nil {
		return err
	}
	h.tell(fmt.Sprintf("%s: %s -> %s, read back", s.what(), show(have), show(s.New)))
	return h.journal.write(record{Kind: kindDone, Key: s.key()})
}

// readBack compares what was written with what is there now.
func (h *hand) readBack(ctx context.Context, s *Step, want *string) error {
	got, err := h.endpoints.read(ctx, s)
	if err != nil {
		return err
	}
	if !s.same(got, want) {
		return &rowError{fmt.Sprintf("%s was written as %s and reads back as %s", s.what(), show(want), show(got))}
	}
	return nil
}

// undo takes a step back. A value that is neither the old nor the new one was
// changed by somebody else and stays; that is a *rowError, as is a change that
// cannot be taken back.
func (h *hand) undo(ctx context.Context, st *stepState) error {
	s := &st.step
	have, err := h.endpoints.read(ctx, s)
	if err != nil {
		return err
	}
	switch {
	case s.same(have, s.Old):
		h.tell(fmt.Sprintf("%s: is %s, as it was", s.what(), show(have)))
		return h.journal.write(record{Kind: kindUndone, Key: s.key()})
	case !s.same(have, s.New):
		return &rowError{fmt.Sprintf("%s is %s: somebody else changed it from %s, so that it stays", s.what(), show(have), show(s.New))}
	case s.final():
		err := h.journal.write(record{Kind: kindKept, Key: s.key()})
		if err == nil {
			err = &rowError{fmt.Sprintf("%s cannot be brought back to %s", s.what(), show(s.Old))}
		}
		return err
	}
	if err := h.journal.write(record{Kind: kindUndo, Key: s.key()}); err != nil {
		return err
	}
	if err := h.endpoints.write(ctx, s, have, s.Old); err != nil {
		return err
	}
	if err := h.readBack(ctx, s, s.Old); err != nil {
		return err
	}
	h.tell(fmt.Sprintf("%s: %s -> %s, read back", s.what(), show(have), show(s.Old)))
	return h.journal.write(record{Kind: kindUndone, Key: s.key()})
}
