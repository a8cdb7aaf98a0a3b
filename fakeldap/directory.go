package fakeldap

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"sync"
	"time"

	"presync/fakeldap/internal/ad"
)

// directory is the tree of objects behind a server. Reads hold mu for reading
// and may keep the objects they found, since objects don't change; writes
// hold it whole.
type directory struct {
	schema *ad.Schema
	at     attributes
	now    func() time.Time
	// recycleBin keeps all attributes of what is deleted.
	recycleBin bool
	names      names

	mu sync.RWMutex
	// objects are in the order of their creation; pos is their index. A place
	// is nil once its object is gone for good.
	objects []*object
	byKey   map[string]uint32
	kids    map[uint32]int
	// roots are the names of the objects without a parent, the naming contexts
	// of domains; scaffold are the objects that the directory made for itself.
	roots    []string
	scaffold map[string]*object
	links    links
	indexes  indexes
	usn      int64
	// epoch counts restores; it makes older paging cookies invalid.
	epoch  uint64
	rid    uint32
	serial uint64
	// passwords set over the wire, by objectGUID. They can't be read back.
	passwords map[[16]byte]string
}

// attributes are those the directory itself reads or writes.
type attributes struct {
	objectClass, objectCategory, objectGUID, objectSid, cn, name, distinguishedName,
	whenCreated, whenChanged, uSNCreated, uSNChanged, instanceType, sAMAccountName, sAMAccountType,
	userAccountControl, userPrincipalName, groupType, primaryGroupID, member, memberOf, isDeleted,
	isRecycled, lastKnownParent, accountExpires, pwdLastSet, lockoutTime, displayName, proxyAddresses,
	wellKnownObjects, unicodePwd, userPassword, canonicalName, createTimeStamp, modifyTimeStamp,
	structuralObjectClass, subSchemaSubEntry, primaryGroupToken, objectClasses, attributeTypes,
	userAccountControlComputed, principalName, parentGUID *ad.Attribute
}

func (at *attributes) resolve(s *ad.Schema) {
	for name, p := range map[string]**ad.Attribute{
		"objectClass": &at.objectClass, "objectCategory": &at.objectCategory, "objectGUID": &at.objectGUID,
		"objectSid": &at.objectSid, "cn": &at.cn, "name": &at.name, "distinguishedName": &at.distinguishedName,
		"whenCreated": &at.whenCreated, "whenChanged": &at.whenChanged, "uSNCreated": &at.uSNCreated,
		"uSNChanged": &at.uSNChanged, "instanceType": &at.instanceType, "sAMAccountName": &at.sAMAccountName,
		"sAMAccountType": &at.sAMAccountType, "userAccountControl": &at.userAccountControl,
		"userPrincipalName": &at.userPrincipalName, "groupType": &at.groupType, "primaryGroupID": &at.primaryGroupID,
		"member": &at.member, "memberOf": &at.memberOf, "isDeleted": &at.isDeleted, "isRecycled": &at.isRecycled,
		"lastKnownParent": &at.lastKnownParent, "accountExpires": &at.accountExpires, "pwdLastSet": &at.pwdLastSet,
		"lockoutTime": &at.lockoutTime, "displayName": &at.displayName, "proxyAddresses": &at.proxyAddresses,
		"wellKnownObjects": &at.wellKnownObjects, "unicodePwd": &at.unicodePwd, "userPassword": &at.userPassword,
		"canonicalName": &at.canonicalName, "createTimeStamp": &at.createTimeStamp, "modifyTimeStamp": &at.modifyTimeStamp,
		"structuralObjectClass": &at.structuralObjectClass, "subSchemaSubEntry": &at.subSchemaSubEntry,
		"primaryGroupToken": &at.primaryGroupToken, "objectClasses": &at.objectClasses, "attributeTypes": &at.attributeTypes,
		"msDS-User-Account-Control-Computed": &at.userAccountControlComputed, "msDS-PrincipalName": &at.principalName,
		"parentGUID": &at.parentGUID,
	} {
		*p = s.Attribute(name)
	}
}

// firstUSN is where the update sequence numbers of a new domain controller
// stand once it is promoted, near enough; firstRID is the first relative
// identifier that AD gives to an account.
const (
	firstUSN = 12288
	firstRID = 1103
)

func newDirectory(schema *ad.Schema, n names, now func() time.Time) *directory {
	d := &directory{schema: schema, names: n, now: now}
	d.at.resolve(schema)
	d.clear()
	return d
}

// clear empties the directory. The caller holds mu or is alone.
func (d *directory) clear() {
	d.objects = nil
	d.byKey = map[string]uint32{}
	d.kids = map[uint32]int{}
	d.roots, d.scaffold = nil, map[string]*object{}
	d.links = links{}
	d.indexes.drop()
	d.usn, d.rid, d.serial = firstUSN, firstRID, 0
	d.passwords = map[[16]byte]string{}
}

// lookup finds an object by key, nil when there is none.
func (d *directory) lookup(key string) *object {
	if pos, ok := d.byKey[key]; ok {
		return d.objects[pos]
	}
	return nil
}

// holder finds the first object with a certain value of an indexed attribute,
// nil when there is none. Tombstones count only when asked for.
func (d *directory) holder(a *ad.Attribute, key string, deleted bool) *object {
	candidates, _ := d.indexes.find(d, a, key)
	for _, pos := range candidates {
		if o := d.objects[pos]; o != nil && (deleted || !o.deleted) && o.has(a, key) {
			return o
		}
	}
	return nil
}

// insert takes a new object in.
func (d *directory) insert(o *object) {
	if pos := uint32(len(d.objects)); o.pos != pos {
		o.pos = pos
	}
	d.objects = append(d.objects, o)
	d.enter(o)
}

// insertUnder is insert for an object whose parent is at hand.
func (d *directory) insertUnder(parent, o *object) {
	o.pos = uint32(len(d.objects))
	d.objects = append(d.objects, o)
	d.byKey[o.key] = o.pos
	d.kids[parent.pos]++
	d.link(o)
	d.indexes.note(o)
}

// replace puts a new version of an object in its place.
func (d *directory) replace(old, o *object) {
	d.leave(old)
	o.pos = old.pos
	d.objects[o.pos] = o
	d.enter(o)
}

// remove takes an object out for good.
func (d *directory) remove(o *object) {
	d.leave(o)
	d.objects[o.pos] = nil
}

func (d *directory) enter(o *object) {
	d.byKey[o.key] = o.pos
	if parent, ok := d.byKey[ad.ParentKey(o.key)]; ok {
		d.kids[parent]++
	} else if !slices.Contains(d.roots, o.dn) {
		d.roots = append(d.roots, o.dn)
	}
	d.link(o)
	d.indexes.note(o)
}

func (d *directory) leave(o *object) {
	delete(d.byKey, o.key)
	if parent, ok := d.byKey[ad.ParentKey(o.key)]; ok {
		d.kids[parent]--
	}
	d.unlink(o)
}

// nextUSN moves the update sequence number.
func (d *directory) nextUSN() []byte {
	d.usn++
	return strconv.AppendInt(nil, d.usn, 10)
}

// stamp marks a draft as changed now.
func (d *directory) stamp(w *draft) {
	w.putText(d.at.whenChanged, ad.FormatTime(d.now()))
	w.put(d.at.uSNChanged, d.nextUSN())
}

// newGUID makes the objectGUID of a new object from its name and a counter,
// so that the same sequence of operations always gives the same identifiers.
func (d *directory) newGUID(key string) []byte {
	d.serial++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(key+"\x00"), d.serial))
	g := sum[:16]
	g[7] = g[7]&0x0f | 0x40
	g[8] = g[8]&0x3f | 0x80
	return g
}

// newSID makes the next account's SID.
func (d *directory) newSID() []byte {
	d.rid++
	sid := append([]byte{}, d.names.domainSID...)
	sid[1]++
	return binary.LittleEndian.AppendUint32(sid, d.rid)
}

// ancestor finds the nearest existing object at or above a key; nil when there
// is none.
func (d *directory) ancestor(key string) *object {
	for key != "" {
		if o := d.lookup(key); o != nil && !o.deleted {
			return o
		}
		key = ad.ParentKey(key)
	}
	return nil
}

// classOf finds the most specific structural class of an object, nil when it
// names none that is known.
func (d *directory) classOf(values [][]byte) *ad.Class {
	var best *ad.Class
	for _, v := range values {
		c := d.schema.Class(string(v))
		if c != nil && c.Kind != ad.Abstract && c.Kind != ad.Auxiliary && (best == nil || len(c.Chain) > len(best.Chain)) {
			best = c
		}
	}
	return best
}

// values lists the values of an attribute of an object.
func (o *object) values(a *ad.Attribute) [][]byte {
	var values [][]byte
	for set := o.set(a); len(set) > 0; {
		var v []byte
		v, set = nextValue(set)
		values = append(values, v)
	}
	return values
}
