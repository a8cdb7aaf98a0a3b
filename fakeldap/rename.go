package fakeldap

import (
	"slices"
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// modifyDN answers a ModifyDN, which gldap doesn't know: a rename, a move, or
// both, of an object with everything below it.
func (x *exchange) modifyDN() result {
	f := fields{rest: x.m.body}
	x.log.DN = f.text()
	rdn := f.text()
	deleteOld, err := ber.Bool(f.expect(ber.Boolean))
	superior, moved := "", false
	if f.err == nil && len(f.rest) > 0 {
		superior, moved = string(f.expect(0x80)), true
	}
	if err := firstError(f.err, err); err != nil {
		return malformed(err)
	}
	if r, ok := x.mayWrite(); !ok {
		return r
	}
	d := x.server.directory
	d.mu.Lock()
	defer d.mu.Unlock()
	old, r := d.resolve(x.log.DN, false)
	if old == nil {
		return r
	}
	if !moved {
		dn, err := ad.ParseDN(old.dn)
		if err != nil {
			return badName(old.dn)
		}
		superior = dn.ParentText()
	}
	target := rdn + "," + superior
	x.log.NewDN = target
	if !deleteOld {
		return unwilling(0x2035) // AD keeps no second value of a naming attribute
	}
	return d.move(old, target)
}

// move checks a rename and carries it out.
func (d *directory) move(old *object, target string) result {
	dn, err := ad.ParseDN(target)
	if err != nil || dn.Key == "" {
		return badName(target)
	}
	parent := d.lookup(ad.ParentKey(dn.Key))
	class := d.classOf(old.values(d.at.objectClass))
	switch {
	case slices.Contains(d.roots, old.dn) || d.isSystem(old):
		return unwilling(0x2077)
	case parent == nil || parent.deleted:
		return noSuchObject(d.ancestor(ad.ParentKey(dn.Key)))
	case parent.pos == old.pos || ad.Under(parent.key, old.key):
		return unwilling(0x2035)
	case d.lookup(dn.Key) != nil && dn.Key != old.key:
		return updateError(gldap.ResultEntryAlreadyExists, 0x2071, 6005, "ENTRY_EXISTS")
	}
	// The class decides about the naming attribute and the place, as in an add.
	if class != nil {
		w := &draft{}
		w.put(d.at.objectClass, old.values(d.at.objectClass)...)
		if r, ok := d.checkPlace(w, dn, class, parent); !ok {
			return r
		}
	}
	return d.rename(old, d.edit(old), dn)
}

// rename writes the draft of an object under a new name and takes along what
// is below it and whoever links to any of it.
func (d *directory) rename(old *object, w *draft, dn ad.DN) result {
	oldKey, oldDN := old.key, old.dn
	below := d.subtree(old)
	w.dn = dn.Text
	if naming := d.schema.Attribute(dn.Type); naming != nil {
		w.putText(naming, dn.Value)
	}
	w.putText(d.at.name, dn.Value)
	w.putText(d.at.distinguishedName, dn.Text)
	d.stamp(w)
	fresh, err := w.seal()
	if err != nil {
		return badName(dn.Text)
	}
	d.replace(old, fresh)
	d.retarget(oldKey, dn.Text)
	d.mirror(old, d.objects[old.pos])
	slices.Reverse(below)
	for _, pos := range below[1:] {
		d.rebase(d.objects[pos], oldDN, dn.Text)
	}
	return result{}
}

// rebase gives an object below a renamed one its new name.
func (d *directory) rebase(o *object, oldBase, newBase string) {
	oldKey := o.key
	rdns := strings.Count(o.key, ",") - strings.Count(mustKey(oldBase), ",")
	name, rest := "", o.dn
	for range rdns {
		dn, err := ad.ParseDN(rest)
		if err != nil {
			return
		}
		name += rest[:len(rest)-len(dn.ParentText())]
		rest = dn.ParentText()
	}
	_, counted := d.byKey[ad.ParentKey(oldKey)]
	w := d.edit(o)
	w.dn = name + newBase
	if w.get(d.at.distinguishedName) != nil {
		w.putText(d.at.distinguishedName, w.dn)
	}
	fresh := d.rewrite(o, w)
	if parent, ok := d.byKey[ad.ParentKey(fresh.key)]; ok && !counted {
		d.kids[parent]-- // the child was never taken off its renamed parent
	}
	d.retarget(oldKey, w.dn)
	d.mirror(o, d.objects[o.pos])
}

func mustKey(name string) string {
	dn, err := ad.ParseDN(name)
	if err != nil {
		return strings.ToLower(name)
	}
	return dn.Key
}
