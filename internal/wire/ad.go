package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"presync/fakeldap"
	"presync/sim/directory"
	"presync/sim/source"
)

// readSnapshot sends the forests through one directory server each, large ones
// through one for each part.
func readSnapshot(ctx context.Context, snap *directory.Snapshot, size int) (*directory.Snapshot, error) {
	out, usedUp := *snap, len(snap.Objects) > size
	out.Objects = make([]*directory.Object, len(snap.Objects))
	for _, forest := range snap.Forests {
		var places []int
		for i, o := range snap.Objects {
			if o != nil && o.Forest == forest {
				places = append(places, i)
			}
		}
		for part := range slices.Chunk(places, size) {
			if err := readForest(ctx, snap, forest, part, out.Objects, usedUp); err != nil {
				return nil, err
			}
			for _, i := range part {
				file := snap.Objects[i]
				if out.Objects[i] == nil {
					return nil, &LostError{What: file.DN, Origin: file.Origin}
				}
				if usedUp {
					snap.Objects[i] = nil
				}
			}
		}
	}
	for i, o := range out.Objects {
		if o == nil { // its forest is none of the snapshot's
			return nil, &LostError{What: snap.Objects[i].DN, Origin: snap.Objects[i].Origin}
		}
	}
	return &out, nil
}

// anyObject is a filter that picks every object, also one without a class.
const anyObject = "(|(objectClass=*)(!(objectClass=*)))"

// readForest sends the objects at the given places through a server and puts
// what comes back into the same places of out: copies, unless the objects are
// used up.
func readForest(ctx context.Context, snap *directory.Snapshot, forest string, places []int, out []*directory.Object, usedUp bool) (err error) {
	s, err := fakeldap.Start(fakeldap.Config{Verbatim: true, Domain: DomainOf(snap.Objects[places[0]].DN)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	loader := s.NewLoader()
	sent, err := seedAll(ctx, loader, snap, places)
	if err != nil {
		return err
	}
	n := 0 // objects that came back
	take := func(page int, objects []directory.Object) error {
		if page == 0 {
			n = 0
			for _, i := range places {
				out[i] = nil
			}
		}
		var copies []directory.Object
		if !usedUp {
			copies = make([]directory.Object, len(objects))
		}
		for at := range objects {
			o := &objects[at]
			i, ok := sent.place(n, o.DN)
			if !ok || out[i] != nil {
				return fmt.Errorf("over the wire came %q, which was not sent, or not twice", o.DN)
			}
			file := snap.Objects[i]
			if err := compare(file, o); err != nil {
				return err
			}
			if out[i] = file; !usedUp {
				copies[at] = *file
				copies[at].Attrs = file.Attrs.Clone()
				out[i] = &copies[at]
			}
			n++
		}
		return nil
	}
	_, inputs, _, err := source.ReadForests(ctx, []source.ADSource{{Name: forest, Path: s.URL()}},
		source.Options{Keep: loader.Names()}, source.LDAPOptions{
			// A distinguished name is found without an index of all accounts.
			BindName: s.BaseDN(), Password: func(context.Context) (string, error) { return "any", nil },
			Filter: anyObject, AllContexts: true, Take: take,
		})
	if err != nil {
		return err
	}
	if problems := inputs[0].Problems; len(problems) > 0 {
		return fmt.Errorf("over the wire: %s", problems[0])
	}
	return nil
}

// seedAll puts the objects at the given places into the server.
func seedAll(ctx context.Context, l *fakeldap.Loader, snap *directory.Snapshot, places []int) (*sent, error) {
	s := &sent{names: make([]string, len(places)), places: places}
	for n, i := range places {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var err error
		if s.names[n], err = seed(l, snap.Objects[i], i); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// DomainOf is the DNS name of the domain of an object.
func DomainOf(dn string) string {
	var labels []string
	for component := range strings.SplitSeq(strings.ToLower(dn), ",") {
		if label, ok := strings.CutPrefix(strings.TrimSpace(component), "dc="); ok && label != "" {
			labels = append(labels, label)
		}
	}
	return strings.Join(labels, ".")
}

// sent knows where the objects that a server has stand in what was read from
// the files.
type sent struct {
	names  []string // that they have in the server, in the order in which it got them
	places []int
	byName map[string]int
}

// place finds an object that came back as the n-th. A server gives its objects
// in the order in which it got them, but for those whose place another one
// held until they came.
func (s *sent) place(n int, name string) (int, bool) {
	if n < len(s.names) && s.names[n] == name {
		return s.places[n], true
	}
	if s.byName == nil {
		s.byName = make(map[string]int, len(s.names))
		for i, name := range s.names {
			s.byName[name] = s.places[i]
		}
	}
	i, ok := s.byName[name]
	return i, ok
}

// seed puts an object into the server and gives the name that it has there. A
// DN that no directory could have, or that another object has in another
// spelling, is replaced by one that can be told from all others.
func seed(l *fakeldap.Loader, o *directory.Object, place int) (dn string, err error) {
	if err := Load(l, o.DN, o); err == nil {
		return o.DN, nil
	}
	dn = fmt.Sprintf("CN=%d,CN=Renamed,DC=presync,DC=invalid", place)
	if err := Load(l, dn, o); err != nil {
		return "", fmt.Errorf("%s: %q cannot be sent over the wire: %w", o.Origin, o.DN, err)
	}
	return dn, nil
}

// Load gives an object to a directory server under a name, without empty
// values, which LDAP does not have. Of certificates the files give only the
// number, so that something stands for each.
func Load(l *fakeldap.Loader, dn string, o *directory.Object) error {
	l.Begin(dn)
	for i := range o.Attrs.Len() {
		name, values := o.Attrs.At(i)
		counted := isCounted(name, values)
		for n := uint32(0); ; n++ {
			v, ok := values.Next()
			if !ok {
				break
			}
			if counted {
				v = string(binary.BigEndian.AppendUint32(nil, n))
			}
			l.Value(name, v)
		}
	}
	return l.End()
}

// isCounted reports whether only the number of values is known: the readers
// keep certificates so.
func isCounted(name string, values directory.ValueWalk) bool {
	if !isCertificate(name) {
		return false
	}
	for v, ok := values.Next(); ok; v, ok = values.Next() {
		if v != "" {
			return false
		}
	}
	return true
}

func isCertificate(name string) bool {
	const one, other = "userCertificate", "userSMIMECertificate"
	return len(name) == len(one) && strings.EqualFold(name, one) || len(name) == len(other) && strings.EqualFold(name, other)
}

// compare holds the object that came over the wire against that of the file:
// its type, and its values one by one. When they are the same, the object of
// the file stands for both.
func compare(file, wire *directory.Object) error {
	// A table can tell the type from columns that no directory has.
	if wire.Type != file.Type && file.Attrs.Has("objectClass") {
		return &LostError{What: file.DN, Part: "the type", Origin: file.Origin}
	}
	if name := lostAttribute(&file.Attrs, &wire.Attrs); name != "" {
		return &LostError{What: file.DN, Part: name, Origin: file.Origin}
	}
	return nil
}

// lostAttribute names the first attribute that did not come back as it was, or
// came and was not sent; "" when there is none. A server gives attributes in
// the order in which it got them, so that each is looked for at the place
// behind the one before it.
func lostAttribute(file, wire *directory.Attrs) (name string) {
	at, found := 0, 0
	for i := range file.Len() {
		name, j := file.NameAt(i), at
		if j == wire.Len() || wire.NameAt(j) != name {
			j = wire.Find(name)
		}
		if j >= 0 {
			at = j + 1
			found++
			if file.SameAt(i, wire, j) && !isCertificate(name) {
				continue
			}
		}
		if _, values := file.At(i); !sameValues(name, values, wire) {
			return name
		}
	}
	if found == wire.Len() {
		return ""
	}
	for i := range wire.Len() {
		if name := wire.NameAt(i); file.Find(name) < 0 && !isComputed(name) {
			return name
		}
	}
	return ""
}

// sameValues reports whether the values of an attribute came back: in their
// order, as they mostly do, or in any.
func sameValues(name string, file directory.ValueWalk, wire *directory.Attrs) bool {
	var came directory.ValueWalk
	if i := wire.Find(name); i >= 0 {
		_, came = wire.At(i)
	}
	for want, have := file, came; !isCertificate(name); {
		v, more := want.Next()
		for more && v == "" {
			v, more = want.Next()
		}
		w, came := have.Next()
		if v != w || more != came {
			break
		}
		if !more {
			return true
		}
	}
	return sameInAnyOrder(name, file, all(came))
}

// all lists the values of a walk.
func all(walk directory.ValueWalk) []string {
	var values []string
	for v, ok := walk.Next(); ok; v, ok = walk.Next() {
		values = append(values, v)
	}
	return values
}

// isComputed reports whether the server adds values of its own: memberOf
// follows from the members of all groups that it has.
func isComputed(name string) bool { return strings.EqualFold(name, "memberOf") }

// sameInAnyOrder compares values that may be in another order, and identifiers
// that a file has as text. It is the slow and plain form of sameValues.
func sameInAnyOrder(name string, file directory.ValueWalk, wire []string) bool {
	if isCounted(name, file) {
		return len(wire) == file.Left()
	}
	left := make(map[string]int, len(wire))
	for _, v := range wire {
		left[v]++
	}
	for v, ok := file.Next(); ok; v, ok = file.Next() {
		switch {
		case v == "":
		case left[v] > 0:
			left[v]--
		case left[binaryForm(v)] > 0:
			left[binaryForm(v)]--
		default:
			return false
		}
	}
	for _, n := range left {
		if n > 0 && !isComputed(name) {
			return false
		}
	}
	return true
}

// binaryForm is the value of an identifier that a tool wrote as text. A
// directory has it in binary only.
func binaryForm(v string) string {
	if g, err := directory.ParseGUID(v); err == nil {
		return string(g[:])
	}
	if sid, ok := sidBytes(v); ok {
		return sid
	}
	return v
}
