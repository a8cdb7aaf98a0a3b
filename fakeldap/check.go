package fakeldap

import (
	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
)

// takeValues checks the values that a client gives to an attribute and stores
// them in their own slice. The order of the checks is AD's.
func (d *directory) takeValues(name string, values [][]byte) (*ad.Attribute, [][]byte, result, bool) {
	base, _ := baseOption(name)
	a := d.schema.Attribute(base)
	if a == nil {
		return nil, nil, unknownAttribute(), false
	}
	if r, ok := d.writable(a); !ok {
		return nil, nil, r, false
	}
	taken := make([][]byte, 0, len(values))
	for _, v := range values {
		v = append([]byte(nil), v...)
		if len(v) == 0 || !a.Syntax.Valid(v) {
			return nil, nil, attributeError(gldap.ResultInvalidAttributeSyntax, 0x200B, 1002, "INVALID_ATT_SYNTAX", a), false
		}
		if indexOf(a, taken, v) >= 0 {
			return nil, nil, attributeError(gldap.ResultAttributeOrValueExists, 0x2083, 1006, "ATT_OR_VALUE_EXISTS", a), false
		}
		if r, ok := d.checkTarget(a, v); !ok {
			return nil, nil, r, false
		}
		taken = append(taken, v)
	}
	return a, taken, result{}, true
}

// writable refuses attributes that clients can't write.
func (d *directory) writable(a *ad.Attribute) (result, bool) {
	switch {
	case a.IsBackLink():
		return unwilling(0x20AE), false
	case a.Constructed:
		return attributeError(gldap.ResultConstraintViolation, 0x211B, 1005, "CONSTRAINT_ATT_TYPE", a), false
	case a == d.at.objectClass, a == d.at.isDeleted, a == d.at.distinguishedName, a == d.at.name:
		return result{}, true // each operation has its own rule for these
	case a.SystemOnly, a == d.at.objectGUID, a == d.at.objectSid, a == d.at.sAMAccountType:
		return attributeError(gldap.ResultConstraintViolation, 0x20B1, 1005, "CONSTRAINT_ATT_TYPE", a), false
	}
	return result{}, true
}

// checkTarget demands that a name in a value names an object.
func (d *directory) checkTarget(a *ad.Attribute, v []byte) (result, bool) {
	if a.Syntax != ad.DistinguishedName || a == d.at.distinguishedName {
		return result{}, true
	}
	key, ok := targetKey(a, v)
	if o := d.lookup(key); ok && o != nil && !o.deleted {
		return result{}, true
	}
	if a.IsForwardLink() {
		return noSuchObject(d.ancestor(key)), false
	}
	return attributeError(gldap.ResultConstraintViolation, 0x208D, 1005, "CONSTRAINT_ATT_TYPE", a), false
}

// consistent checks a whole object before it is written: its class allows and
// requires attributes, single values, and names that are unique. What an old
// version already had is not held against a change.
func (d *directory) consistent(w *draft, class *ad.Class, old *object) (result, bool) {
	classes := []*ad.Class{class}
	for _, v := range w.get(d.at.objectClass) {
		if c := d.schema.Class(string(v)); c != nil && c.Kind == ad.Auxiliary {
			classes = append(classes, c)
		}
	}
	for _, a := range w.attrs {
		if a.Single && len(a.values) > 1 && (old == nil || len(old.values(a.Attribute)) < 2) {
			return attributeError(gldap.ResultConstraintViolation, 0x2081, 1005, "CONSTRAINT_ATT_TYPE", a.Attribute), false
		}
		if !anyAllows(classes, a.Attribute) && (old == nil || old.set(a.Attribute) == nil) {
			return updateError(gldap.ResultObjectClassViolation, 0x207D, 6002, "OBJ_CLASS_VIOLATION"), false
		}
	}
	for _, c := range classes {
		for _, name := range c.Required() {
			a := d.schema.Attribute(name)
			if a != nil && w.get(a) == nil && !d.supplied(a) && (old == nil || old.set(a) != nil) {
				return updateError(gldap.ResultObjectClassViolation, 0x207C, 6002, "OBJ_CLASS_VIOLATION"), false
			}
		}
	}
	return d.unique(w, old)
}

func anyAllows(classes []*ad.Class, a *ad.Attribute) bool {
	for _, c := range classes {
		if c.Allows(a) {
			return true
		}
	}
	return false
}

// supplied are required attributes that AD gives to every object and that
// this server has no content for.
func (d *directory) supplied(a *ad.Attribute) bool { return a.Name == "nTSecurityDescriptor" }

// unique refuses a second account with the same logon name: AD keeps
// sAMAccountName unique in the domain and userPrincipalName in the forest.
func (d *directory) unique(w *draft, old *object) (result, bool) {
	for _, rule := range []struct {
		a       *ad.Attribute
		refusal result
	}{
		{d.at.sAMAccountName, updateError(gldap.ResultEntryAlreadyExists, 0x524, 6005, "ENTRY_EXISTS")},
		{d.at.userPrincipalName, attributeError(gldap.ResultConstraintViolation, 0x21C8, 1005, "CONSTRAINT_ATT_TYPE", d.at.userPrincipalName)},
	} {
		for _, v := range w.get(rule.a) {
			key, _ := rule.a.Syntax.Key(v)
			if old != nil && old.has(rule.a, key) {
				continue
			}
			if d.holder(rule.a, key, false) != nil {
				return rule.refusal, false
			}
		}
	}
	return result{}, true
}

// password takes a unicodePwd or userPassword out of the values to be stored.
// AD wants an encrypted connection and, for unicodePwd, the text in quotes.
func password(a *ad.Attribute, values [][]byte, o writeOptions) (text string, r result, ok bool) {
	if !o.secure {
		return "", unwilling(0x1F), false
	}
	if len(values) != 1 {
		return "", attributeError(gldap.ResultConstraintViolation, 0x52D, 1005, "CONSTRAINT_ATT_TYPE", a), false
	}
	if a.Name == "userPassword" {
		return string(values[0]), result{}, true
	}
	text, ok = unquotePassword(values[0])
	if !ok {
		return "", unwilling(0x1F), false
	}
	return text, result{}, true
}
