package fakeldap

import (
	"slices"
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
)

// modifyEntry answers a modify: all its changes or none.
func (d *directory) modifyEntry(name string, changes []Change, o writeOptions) result {
	d.mu.Lock()
	defer d.mu.Unlock()
	old, r := d.resolve(name, o.deleted)
	if old == nil {
		return r
	}
	if old.deleted {
		return d.reanimate(old, changes)
	}
	w := d.edit(old)
	secret := ""
	for _, change := range changes {
		if isPassword(change.Name) {
			var ok bool
			if secret, r, ok = d.changePassword(change, o); !ok {
				return r
			}
			continue
		}
		if r, ok := d.apply(w, old, change, o); !ok {
			return r
		}
	}
	class := d.classOf(w.get(d.at.objectClass))
	if class != nil {
		if r, ok := d.consistent(w, class, old); !ok {
			return r
		}
	}
	if secret != "" {
		w.putText(d.at.pwdLastSet, formatInt(ad.FileTime(d.now())))
	}
	d.stamp(w)
	fresh, err := w.seal()
	if err != nil {
		return plain(gldap.ResultOther, err.Error())
	}
	fresh.hidden = old.hidden
	d.replace(old, fresh)
	d.mirror(old, fresh)
	if secret != "" {
		d.passwords[fresh.guid] = secret
	}
	return result{}
}

// apply carries one change out on the draft.
func (d *directory) apply(w *draft, old *object, change Change, o writeOptions) (result, bool) {
	if change.Kind != ChangeAdd && change.Kind != ChangeDelete && change.Kind != ChangeReplace {
		return ldapError(gldap.ResultProtocolError, 0x57, "a change is add, delete or replace; AD has no increment", 0), false
	}
	a, values, r, ok := d.checkChange(w, old, change)
	if !ok {
		return r, false
	}
	switch change.Kind {
	case ChangeAdd:
		return d.addValues(w, a, values, o)
	case ChangeDelete:
		return d.deleteValues(w, a, values, o)
	}
	w.put(a, values...)
	return result{}, true
}

// checkChange checks the attribute of a change and its values. Values to be
// deleted need not be valid, they only have to be there.
func (d *directory) checkChange(w *draft, old *object, change Change) (*ad.Attribute, [][]byte, result, bool) {
	base, _ := baseOption(change.Name)
	a := d.schema.Attribute(base)
	if a == nil {
		return nil, nil, unknownAttribute(), false
	}
	if r, ok := d.fixed(w, old, a); !ok {
		return nil, nil, r, false
	}
	if change.Kind == ChangeDelete {
		if r, ok := d.writable(a); !ok {
			return nil, nil, r, false
		}
		return a, change.Values, result{}, true
	}
	if change.Kind == ChangeAdd && len(change.Values) == 0 {
		return nil, nil, attributeError(gldap.ResultInvalidAttributeSyntax, 0x200B, 1002, "INVALID_ATT_SYNTAX", a), false
	}
	return d.takeValues(change.Name, change.Values)
}

// fixed refuses changes to what names an object and to its class.
func (d *directory) fixed(w *draft, old *object, a *ad.Attribute) (result, bool) {
	dn, err := ad.ParseDN(old.dn)
	if err != nil {
		return badName(old.dn), false
	}
	switch {
	case strings.EqualFold(a.Name, dn.Type), a == d.at.name, a == d.at.distinguishedName:
		return attributeError(gldap.ResultNotAllowedOnRDN, 0x2016, 1005, "CONSTRAINT_ATT_TYPE", a), false
	case a == d.at.objectClass:
		return updateError(gldap.ResultObjectClassModsProhibited, 0x2017, 6002, "OBJ_CLASS_VIOLATION"), false
	case a == d.at.isDeleted:
		return unwilling(0x2035), false
	}
	_ = w
	return result{}, true
}

// addValues adds values that are not there yet. AD has a different answer for
// members that a group has already.
func (d *directory) addValues(w *draft, a *ad.Attribute, values [][]byte, o writeOptions) (result, bool) {
	have := slices.Clone(w.get(a))
	for _, v := range values {
		switch {
		case indexOf(a, have, v) < 0:
			have = append(have, v)
		case o.permissive:
		case a == d.at.member:
			return updateError(gldap.ResultEntryAlreadyExists, 0x562, 6005, "ENTRY_EXISTS"), false
		default:
			return attributeError(gldap.ResultAttributeOrValueExists, 0x2083, 1006, "ATT_OR_VALUE_EXISTS", a), false
		}
	}
	w.put(a, have...)
	return result{}, true
}

// deleteValues deletes values that are there, or all of them.
func (d *directory) deleteValues(w *draft, a *ad.Attribute, values [][]byte, o writeOptions) (result, bool) {
	have := slices.Clone(w.get(a))
	if len(have) == 0 && !o.permissive {
		if a == d.at.member && len(values) > 0 {
			return unwilling(0x561), false
		}
		return attributeError(gldap.ResultNoSuchAttribute, 0x2084, 1001, "NO_ATTRIBUTE_OR_VAL", a), false
	}
	if len(values) == 0 {
		w.put(a)
		return result{}, true
	}
	for _, v := range values {
		switch i := indexOf(a, have, v); {
		case i >= 0:
			have = slices.Delete(have, i, i+1)
		case o.permissive:
		case a == d.at.member:
			return unwilling(0x561), false
		default:
			return attributeError(gldap.ResultNoSuchAttribute, 0x2085, 1001, "NO_ATTRIBUTE_OR_VAL", a), false
		}
	}
	w.put(a, have...)
	return result{}, true
}

// changePassword takes a new password. A user who changes his own deletes the
// old one and adds the new one; an administrator replaces it.
func (d *directory) changePassword(change Change, o writeOptions) (string, result, bool) {
	a := d.schema.Attribute(change.Name)
	if change.Kind == ChangeDelete {
		return "", result{}, true
	}
	return password(a, change.Values, o)
}
