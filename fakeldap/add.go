package fakeldap

import (
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
)

// addEntry answers an add.
func (d *directory) addEntry(e Entry, o writeOptions) result {
	dn, err := ad.ParseDN(e.DN)
	if err != nil || dn.Key == "" {
		return badName(e.DN)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	parent := d.lookup(ad.ParentKey(dn.Key))
	switch {
	case parent == nil || parent.deleted:
		return noSuchObject(d.ancestor(ad.ParentKey(dn.Key)))
	case d.lookup(dn.Key) != nil && !d.lookup(dn.Key).hidden:
		return updateError(gldap.ResultEntryAlreadyExists, 0x2071, 6005, "ENTRY_EXISTS")
	}
	w := &draft{dn: e.DN}
	secret, r, ok := d.collect(w, e, o)
	if !ok {
		return r
	}
	class := d.classOf(w.get(d.at.objectClass))
	if r, ok := d.checkPlace(w, dn, class, parent); !ok {
		return r
	}
	usn, rid, serial := d.usn, d.rid, d.serial
	if err := d.complete(w, dn, addedAccount); err != nil {
		d.usn, d.rid, d.serial = usn, rid, serial
		return updateError(gldap.ResultObjectClassViolation, 0x2014, 6002, "OBJ_CLASS_VIOLATION")
	}
	if r, ok := d.consistent(w, class, nil); !ok {
		d.usn, d.rid, d.serial = usn, rid, serial
		return r
	}
	made, err := w.seal()
	if err != nil {
		return plain(gldap.ResultOther, err.Error())
	}
	if hidden := d.lookup(dn.Key); hidden != nil {
		d.replace(hidden, made)
	} else {
		d.insert(made)
	}
	if secret != "" {
		d.passwords[made.guid] = secret
	}
	return result{}
}

// collect checks the attributes of an add one by one.
func (d *directory) collect(w *draft, e Entry, o writeOptions) (secret string, r result, ok bool) {
	for _, given := range e.Attributes {
		if len(given.Values) == 0 {
			continue
		}
		a, values, r, ok := d.takeValues(given.Name, given.Values)
		if !ok {
			return "", r, false
		}
		if isPassword(a.Name) {
			if secret, r, ok = password(a, values, o); !ok {
				return "", r, false
			}
			continue
		}
		if w.get(a) != nil {
			return "", attributeError(gldap.ResultAttributeOrValueExists, 0x2083, 1006, "ATT_OR_VALUE_EXISTS", a), false
		}
		w.put(a, values...)
	}
	return secret, result{}, true
}

// checkPlace checks the classes of a new object, that its name suits them, and
// that it may be where it is put.
func (d *directory) checkPlace(w *draft, dn ad.DN, class *ad.Class, parent *object) (result, bool) {
	for _, v := range w.get(d.at.objectClass) {
		if d.schema.Class(string(v)) == nil {
			return unknownAttribute(), false
		}
	}
	if class == nil {
		return updateError(gldap.ResultObjectClassViolation, 0x2014, 6002, "OBJ_CLASS_VIOLATION"), false
	}
	naming := d.schema.Attribute(dn.Type)
	if naming == nil || !strings.EqualFold(naming.Name, class.Naming) {
		return result{code: gldap.ResultNamingViolation, text: "00002099: NameErr: " + place + ", problem 2005 (NAMING_VIOLATION), data 0, best match of:\n\t'" + dn.Text + "'\n\x00"}, false
	}
	for _, v := range w.get(naming) {
		if ad.Fold(string(v)) != ad.Fold(dn.Value) {
			return attributeError(gldap.ResultNotAllowedOnRDN, 0x2016, 1005, "CONSTRAINT_ATT_TYPE", naming), false
		}
	}
	var chain []string
	if c := d.classOf(parent.values(d.at.objectClass)); c != nil {
		chain = c.Chain
	}
	if len(chain) > 0 && !class.MayLiveUnder(chain) {
		return updateError(gldap.ResultNamingViolation, 0x2099, 2005, "NAMING_VIOLATION"), false
	}
	return result{}, true
}
