package fakeldap

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"presync/fakeldap/internal/ad"
)

// accountDefaults is the userAccountControl of an account that comes without.
type accountDefaults int

const (
	// seededAccount is a normal account.
	seededAccount accountDefaults = 512
	// addedAccount is what an LDAP add leaves: disabled, no password needed.
	addedAccount accountDefaults = 546
)

// complete fills in what AD gives to a new object, as far as the draft does
// not bring it: the chain of classes, identifiers, names, times, account
// attributes. The error names what is missing.
func (d *directory) complete(w *draft, dn ad.DN, defaults accountDefaults) error {
	at := &d.at
	class := d.classOf(w.get(at.objectClass))
	if class == nil {
		return fmt.Errorf("no structural objectClass that AD knows; add one, such as user")
	}
	d.completeClasses(w, class)
	if naming := d.schema.Attribute(dn.Type); naming != nil && w.get(naming) == nil {
		w.putText(naming, dn.Value)
	}
	set := func(a *ad.Attribute, value []byte) {
		if w.get(a) == nil {
			w.put(a, value)
		}
	}
	now := []byte(ad.FormatTime(d.now()))
	usn := d.nextUSN()
	set(at.instanceType, []byte("4"))
	set(at.whenCreated, now)
	set(at.whenChanged, now)
	set(at.uSNCreated, usn)
	set(at.uSNChanged, usn)
	set(at.name, []byte(dn.Value))
	if w.get(at.objectGUID) == nil {
		w.put(at.objectGUID, d.newGUID(dn.Key))
	}
	set(at.objectCategory, []byte("CN="+class.Category+","+d.names.schema))
	w.putText(at.distinguishedName, dn.Text)
	switch {
	case class.Is("user"):
		d.completeUser(w, dn, class, defaults)
	case class.Is("group"):
		d.completeGroup(w, dn)
	}
	return nil
}

// completeClasses puts the whole chain of superclasses in, top first, and
// keeps auxiliary classes.
func (d *directory) completeClasses(w *draft, class *ad.Class) {
	var values [][]byte
	for _, name := range class.Chain {
		values = append(values, []byte(name))
	}
	for _, v := range w.get(d.at.objectClass) {
		if c := d.schema.Class(string(v)); c != nil && !class.Is(c.Name) {
			values = append(values, []byte(c.Name))
		}
	}
	given := w.attrs
	w.attrs = make([]draftAttr, 0, len(given)+20)
	w.put(d.at.objectClass, values...)
	for _, a := range given {
		if a.ID != d.at.objectClass.ID {
			w.attrs = append(w.attrs, a)
		}
	}
}

// Values of sAMAccountType ([MS-SAMR] 2.2.1.9).
const (
	samUser    = "805306368"
	samMachine = "805306369"
	samGroup   = "268435456"
	samAlias   = "536870912"
)

func (d *directory) completeUser(w *draft, dn ad.DN, class *ad.Class, defaults accountDefaults) {
	at := &d.at
	kind, group, uac := samUser, "513", int(defaults)
	if class.Is("computer") {
		kind, group, uac = samMachine, "515", 4096
	}
	for _, v := range []struct{ name, value string }{
		{"userAccountControl", strconv.Itoa(uac)}, {"badPwdCount", "0"}, {"codePage", "0"}, {"countryCode", "0"},
		{"badPasswordTime", "0"}, {"lastLogoff", "0"}, {"lastLogon", "0"}, {"pwdLastSet", "0"},
		{"primaryGroupID", group}, {"logonCount", "0"}, {"accountExpires", "9223372036854775807"},
		{"sAMAccountType", kind},
	} {
		if a := d.schema.Attribute(v.name); w.get(a) == nil {
			w.putText(a, v.value)
		}
	}
	d.completePrincipal(w, dn)
	if class.Is("computer") && w.get(at.sAMAccountName) == nil {
		w.putText(at.sAMAccountName, strings.ToUpper(dn.Value)+"$")
	}
}

func (d *directory) completeGroup(w *draft, dn ad.DN) {
	if w.get(d.at.groupType) == nil {
		w.putText(d.at.groupType, "-2147483646")
	}
	if w.get(d.at.sAMAccountType) == nil {
		w.putText(d.at.sAMAccountType, samOfGroup(string(w.get(d.at.groupType)[0])))
	}
	d.completePrincipal(w, dn)
}

// samOfGroup tells the sAMAccountType of a groupType: domain local groups are
// aliases, and groups without the security bit are one higher.
func samOfGroup(groupType string) string {
	n, _ := strconv.ParseInt(groupType, 10, 64)
	kind := samGroup
	if n&4 != 0 {
		kind = samAlias
	}
	if n&0x80000000 != 0 {
		return kind
	}
	return kind[:len(kind)-1] + string(kind[len(kind)-1]+1)
}

// completePrincipal gives an account its SID and its logon name. AD makes up
// a random name where none is given; this one comes from the SID.
func (d *directory) completePrincipal(w *draft, dn ad.DN) {
	if w.get(d.at.objectSid) == nil {
		w.put(d.at.objectSid, d.newSID())
	}
	if w.get(d.at.sAMAccountName) == nil && !strings.EqualFold(dn.Type, "") {
		sid := w.get(d.at.objectSid)[0]
		rid := binary.LittleEndian.Uint32(sid[len(sid)-4:])
		w.putText(d.at.sAMAccountName, fmt.Sprintf("$%06X-%08X", rid, rid*2654435761))
	}
}
