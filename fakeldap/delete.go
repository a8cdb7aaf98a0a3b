package fakeldap

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
)

// deleteEntry answers a delete. What is deleted becomes a tombstone.
func (d *directory) deleteEntry(name string, o writeOptions) result {
	d.mu.Lock()
	defer d.mu.Unlock()
	victim, r := d.resolve(name, o.deleted)
	switch {
	case victim == nil:
		return r
	case ad.ParentKey(victim.key) == "" || slices.Contains(d.roots, victim.dn) || d.isSystem(victim):
		return unwilling(0x2077)
	case victim.deleted:
		d.remove(victim)
		return result{}
	case d.kids[victim.pos] > 0 && !o.tree:
		return updateError(gldap.ResultNotAllowedOnNonLeaf, 0x2015, 6003, "CANT_ON_NON_LEAF")
	}
	for _, pos := range d.subtree(victim) {
		if r := d.bury(d.objects[pos]); r.code != 0 {
			return r
		}
	}
	return result{}
}

// isSystem reports whether an object holds the tree together: a naming
// context or a well-known container.
func (d *directory) isSystem(o *object) bool {
	if o.key == d.names.configurationKey || o.key == d.names.schemaKey || ad.Under(o.key, d.names.schemaKey) {
		return true
	}
	if strings.HasPrefix(o.key, strings.ToLower(deletedObjects)) {
		return true
	}
	for _, w := range wellKnown {
		if o.key == strings.ToLower(w.rdn)+","+d.names.domainKey {
			return true
		}
	}
	return false
}

// subtree lists an object and everything below it, leaves first.
func (d *directory) subtree(o *object) []uint32 {
	list := []uint32{o.pos}
	if d.kids[o.pos] > 0 {
		for _, below := range d.objects {
			if below != nil && ad.Under(below.key, o.key) {
				list = append(list, below.pos)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b uint32) int {
		return strings.Count(d.objects[b].key, ",") - strings.Count(d.objects[a].key, ",")
	})
	return list
}

// bury turns an object into a tombstone: it moves to CN=Deleted Objects, its
// name gets the GUID, links to and from it go ([MS-ADTS] 3.1.1.5.5). Without
// a recycle bin it keeps only the attributes that the schema marks.
func (d *directory) bury(o *object) result {
	home, r := d.graveyard(o)
	if r.code != 0 {
		return r
	}
	d.retarget(o.key, "")
	o = d.objects[o.pos]
	d.mirror(o, nil)
	o = d.objects[o.pos]
	dn, err := ad.ParseDN(o.dn)
	if err != nil {
		return badName(o.dn)
	}
	old := d.edit(o)
	w := &draft{}
	for _, a := range old.attrs {
		if a.LinkID == 0 && (d.recycleBin || a.KeptByTombstone || d.tombstoneKeeps(a.Attribute)) {
			w.attrs = append(w.attrs, a)
		}
	}
	if w.get(d.at.objectGUID) == nil {
		w.put(d.at.objectGUID, d.newGUID(o.key))
	}
	mark := "\nDEL:" + ad.FormatGUID(w.get(d.at.objectGUID)[0])
	w.dn = dn.Type + "=" + ad.EscapeValue(dn.Value+mark) + "," + home
	w.putText(d.at.isDeleted, "TRUE")
	w.putText(d.at.lastKnownParent, dn.ParentText())
	w.putText(d.at.distinguishedName, w.dn)
	w.putText(d.at.name, dn.Value+mark)
	if naming := d.schema.Attribute(dn.Type); naming != nil {
		w.putText(naming, dn.Value+mark)
	}
	if !d.recycleBin {
		w.putText(d.at.isRecycled, "TRUE")
	}
	d.stamp(w)
	tomb, err := w.seal()
	if err != nil {
		return plain(gldap.ResultOther, err.Error())
	}
	tomb.deleted = true
	d.replace(o, tomb)
	return result{}
}

// tombstoneKeeps are attributes that a tombstone keeps whatever the schema says.
func (d *directory) tombstoneKeeps(a *ad.Attribute) bool {
	at := &d.at
	return slices.Contains([]*ad.Attribute{
		at.objectClass, at.objectGUID, at.objectSid, at.instanceType, at.whenCreated, at.whenChanged,
		at.uSNCreated, at.uSNChanged, at.sAMAccountName, at.userAccountControl, at.groupType,
	}, a)
}

// graveyard finds the container for the tombstones of an object's naming
// context.
func (d *directory) graveyard(o *object) (string, result) {
	root := o.dn
	for key := o.key; key != "" && key != d.names.configurationKey; key = ad.ParentKey(key) {
		if up := d.lookup(key); up != nil {
			root = up.dn
		}
	}
	if o.key == d.names.configurationKey || ad.Under(o.key, d.names.configurationKey) {
		root = d.names.configuration
	}
	home := deletedObjects + root
	dn, err := ad.ParseDN(home)
	if err != nil {
		return "", badName(home)
	}
	if d.lookup(dn.Key) == nil {
		e := NewEntry(home, "objectClass", "container", "isDeleted", "TRUE")
		if err := d.seed(e, seedComplete, true); err != nil {
			return "", plain(gldap.ResultOther, err.Error())
		}
	}
	return home, result{}
}

// reanimate brings a tombstone back ([MS-ADTS] 3.1.1.5.3.7): the client takes
// isDeleted away and gives a new distinguishedName, with the control that
// shows deleted objects. Other changes may ride along.
func (d *directory) reanimate(old *object, changes []Change) result {
	w := d.edit(old)
	var target string
	revived := false
	for _, c := range changes {
		switch {
		case strings.EqualFold(c.Name, "isDeleted") && c.Kind == ChangeDelete:
			revived = true
		case strings.EqualFold(c.Name, "distinguishedName") && c.Kind != ChangeDelete && len(c.Values) == 1:
			target = string(c.Values[0])
		default:
			if r, ok := d.apply(w, old, c, writeOptions{}); !ok {
				return r
			}
		}
	}
	if !revived || target == "" {
		return unwilling(0x2035)
	}
	dn, err := ad.ParseDN(target)
	if err != nil {
		return badName(target)
	}
	if parent := d.lookup(ad.ParentKey(dn.Key)); parent == nil || parent.deleted {
		return noSuchObject(d.ancestor(ad.ParentKey(dn.Key)))
	}
	if d.lookup(dn.Key) != nil {
		return updateError(gldap.ResultEntryAlreadyExists, 0x2071, 6005, "ENTRY_EXISTS")
	}
	for _, a := range []*ad.Attribute{d.at.isDeleted, d.at.isRecycled, d.at.lastKnownParent} {
		w.put(a)
	}
	return d.rename(old, w, dn)
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
