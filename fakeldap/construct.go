package fakeldap

import (
	"encoding/binary"
	"strconv"

	"presync/fakeldap/internal/ad"
)

// operational are the constructed attributes that "+" asks for.
func (d *directory) operational() []*ad.Attribute {
	at := &d.at
	return []*ad.Attribute{
		at.canonicalName, at.createTimeStamp, at.modifyTimeStamp, at.structuralObjectClass, at.subSchemaSubEntry,
		at.parentGUID, at.primaryGroupToken, at.userAccountControlComputed, at.principalName,
	}
}

// construct computes a constructed attribute, nil for one that the object
// doesn't have or that this server doesn't compute. The caller holds d.mu for
// reading.
func (d *directory) construct(o *object, a *ad.Attribute) [][]byte {
	text := func(s string) [][]byte {
		if s == "" {
			return nil
		}
		return [][]byte{[]byte(s)}
	}
	at := &d.at
	switch a {
	case at.canonicalName:
		dn, err := ad.ParseDN(o.dn)
		if err != nil {
			return nil
		}
		return text(canonical(dn))
	case at.createTimeStamp:
		return text(o.first(at.whenCreated))
	case at.modifyTimeStamp:
		return text(o.first(at.whenChanged))
	case at.structuralObjectClass:
		return d.structural(o)
	case at.subSchemaSubEntry:
		return text("CN=Aggregate," + d.names.schema)
	case at.parentGUID:
		if parent := d.lookup(ad.ParentKey(o.key)); parent != nil {
			return text(parent.first(at.objectGUID))
		}
	case at.primaryGroupToken:
		if sid := o.first(at.objectSid); len(sid) > 12 && o.first(at.groupType) != "" {
			return text(strconv.FormatUint(uint64(binary.LittleEndian.Uint32([]byte(sid[len(sid)-4:]))), 10))
		}
	case at.userAccountControlComputed:
		if o.first(at.userAccountControl) != "" {
			return text(strconv.Itoa(d.computedControl(o)))
		}
	case at.principalName:
		if sam := o.first(at.sAMAccountName); sam != "" {
			return text(d.names.netbios + `\` + sam)
		}
	}
	switch a.Name {
	case "tokenGroups", "tokenGroupsGlobalAndUniversal":
		return d.tokenGroups(o)
	case "objectClasses", "attributeTypes", "dITContentRules", "extendedAttributeInfo", "extendedClassInfo":
		if o.key == "cn=aggregate,"+d.names.schemaKey {
			return d.publish(a.Name)
		}
	}
	return nil
}

// structural gives the chain of an object's structural classes.
func (d *directory) structural(o *object) [][]byte {
	class := d.classOf(o.values(d.at.objectClass))
	if class == nil {
		return nil
	}
	var chain [][]byte
	for _, name := range class.Chain {
		chain = append(chain, []byte(name))
	}
	return chain
}

// computedControl is msDS-User-Account-Control-Computed: the lockout bit.
func (d *directory) computedControl(o *object) int {
	if locked, _ := strconv.ParseInt(o.first(d.at.lockoutTime), 10, 64); locked > 0 {
		return 0x10
	}
	return 0
}

// tokenGroups lists the SIDs of all groups an account is in, directly or not,
// its primary group included.
func (d *directory) tokenGroups(o *object) [][]byte {
	var sids [][]byte
	found := map[uint32]bool{}
	start := []string{o.key}
	if primary := d.primaryGroup(o); primary != nil {
		found[primary.pos] = true
		start = append(start, primary.key)
		sids = append(sids, []byte(primary.first(d.at.objectSid)))
	}
	for queue := start; len(queue) > 0; queue = queue[1:] {
		for _, pos := range d.links[linkKey{uint32(d.at.member.ID), queue[0]}] {
			group := d.objects[pos]
			if sid := group.first(d.at.objectSid); !found[pos] && sid != "" {
				found[pos] = true
				sids = append(sids, []byte(sid))
				queue = append(queue, group.key)
			}
		}
	}
	return sids
}

// primaryGroup finds the group that primaryGroupID names.
func (d *directory) primaryGroup(o *object) *object {
	rid, err := strconv.ParseUint(o.first(d.at.primaryGroupID), 10, 32)
	sid := o.first(d.at.objectSid)
	if err != nil || len(sid) < 12 {
		return nil
	}
	key := binary.LittleEndian.AppendUint32([]byte(sid[:len(sid)-4]), uint32(rid))
	return d.holder(d.at.objectSid, string(key), false)
}
