package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"presync/fakeldap"
	"presync/sim/directory"
	"presync/sim/source"
)

// readSnapshot sends the forests through one directory server each.
func readSnapshot(ctx context.Context, snap *directory.Snapshot) (*directory.Snapshot, error) {
	out := *snap
	out.Objects = make([]*directory.Object, len(snap.Objects))
	for _, forest := range snap.Forests {
		var places []int
		for i, o := range snap.Objects {
			if o.Forest == forest {
				places = append(places, i)
			}
		}
		if err := readForest(ctx, snap, forest, places, out.Objects); err != nil {
			return nil, err
		}
	}
	for i, o := range out.Objects {
		if o == nil {
			return nil, &LostError{What: snap.Objects[i].DN, Origin: snap.Objects[i].Origin}
		}
	}
	return &out, nil
}

// anyObject is a filter that picks every object, also one without a class.
const anyObject = "(|(objectClass=*)(!(objectClass=*)))"

// readForest sends the objects at the given places through a server and puts
// what comes back into the same places of out.
func readForest(ctx context.Context, snap *directory.Snapshot, forest string, places []int, out []*directory.Object) (err error) {
	if len(places) == 0 {
		return nil
	}
	s, err := fakeldap.Start(fakeldap.Config{Verbatim: true, Domain: DomainOf(snap.Objects[places[0]].DN)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	byDN := make(map[string]int, len(places))
	keep := map[string]bool{}
	for _, i := range places {
		dn, err := seed(s, snap.Objects[i], i, keep)
		if err != nil {
			return err
		}
		byDN[dn] = i
	}
	read, inputs, _, err := source.ReadForests(ctx, []source.ADSource{{Name: forest, Path: s.URL()}},
		source.Options{Keep: sorted(keep)}, source.LDAPOptions{
			BindName: "Administrator", Password: func(context.Context) (string, error) { return "any", nil },
			Filter: anyObject, AllContexts: true,
		})
	if err != nil {
		return err
	}
	if problems := inputs[0].Problems; len(problems) > 0 {
		return fmt.Errorf("over the wire: %s", problems[0])
	}
	restored := make([]directory.Object, len(read.Objects))
	for n, o := range read.Objects {
		i, ok := byDN[o.DN]
		if !ok {
			return fmt.Errorf("over the wire came %q, which was not sent", o.DN)
		}
		out[i] = &restored[n]
		if err := restore(snap.Objects[i], o, out[i]); err != nil {
			return err
		}
	}
	return nil
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

// seed puts an object into the server and gives the name that it has there. A
// DN that no directory could have, or that another object has in another
// spelling, is replaced by one that can be told from all others.
func seed(s *fakeldap.Server, o *directory.Object, place int, keep map[string]bool) (dn string, err error) {
	e := Entry(o)
	for _, a := range o.Attrs.All() {
		keep[a.Name] = true
	}
	if err := s.Load(e); err == nil {
		return e.DN, nil
	}
	e.DN = fmt.Sprintf("CN=%d,CN=Renamed,DC=presync,DC=invalid", place)
	if err := s.Load(e); err != nil {
		return "", fmt.Errorf("%s: %q cannot be sent over the wire: %w", o.Origin, o.DN, err)
	}
	return e.DN, nil
}

// Entry is an object as a directory server is seeded with it, without empty
// values, which LDAP does not have.
func Entry(o *directory.Object) fakeldap.Entry {
	e := fakeldap.Entry{DN: o.DN}
	for _, a := range o.Attrs.All() {
		if values := sendable(a); len(values) > 0 {
			e.Attributes = append(e.Attributes, fakeldap.Attribute{Name: a.Name, Values: values})
		}
	}
	return e
}

// sendable are the values of an attribute that LDAP can carry: it has no empty
// ones. Of certificates the files give only the number, so that something
// stands for each.
func sendable(a directory.Attr) [][]byte {
	var values [][]byte
	for i, v := range a.Values {
		switch {
		case v != "":
			values = append(values, []byte(v))
		case isCounted(a):
			values = append(values, binary.BigEndian.AppendUint32(nil, uint32(i)))
		}
	}
	return values
}

// isCounted reports whether only the number of values is known: the readers
// keep certificates so.
func isCounted(a directory.Attr) bool {
	if !isCertificate(a.Name) {
		return false
	}
	for _, v := range a.Values {
		if v != "" {
			return false
		}
	}
	return true
}

func isCertificate(name string) bool {
	return strings.EqualFold(name, "userCertificate") || strings.EqualFold(name, "userSMIMECertificate")
}

// restore makes the object that came over the wire the one of the file again:
// what is not of the file is its type. The values are compared one by one; as
// they are the same, the memory that the file's have is used and not that of
// the copies.
func restore(file, wire, o *directory.Object) error {
	*o = directory.Object{DN: file.DN, Forest: file.Forest, Type: wire.Type, Origin: file.Origin, Attrs: file.Attrs.Clone()}
	if !file.Attrs.Has("objectClass") {
		o.Type = file.Type // a table can tell it from columns that no directory has
	}
	if o.Type != file.Type {
		return &LostError{What: file.DN, Part: "the type", Origin: file.Origin}
	}
	for i := range file.Attrs.Len() {
		if name, values := file.Attrs.At(i); !sameValues(name, values, &wire.Attrs) {
			return &LostError{What: file.DN, Part: name, Origin: file.Origin}
		}
	}
	for i := range wire.Attrs.Len() {
		if name, _ := wire.Attrs.At(i); file.Attrs.Find(name) < 0 && !isComputed(name) {
			return &LostError{What: file.DN, Part: name, Origin: file.Origin}
		}
	}
	return nil
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
	return sameInAnyOrder(directory.Attr{Name: name, Values: all(file)}, all(came))
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
func sameInAnyOrder(file directory.Attr, wire []string) bool {
	if isCounted(file) {
		return len(wire) == len(file.Values)
	}
	left := make(map[string]int, len(wire))
	for _, v := range wire {
		left[v]++
	}
	for _, v := range file.Values {
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
		if n > 0 && !isComputed(file.Name) {
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
