package fakeldap

import (
	"strings"

	"presync/fakeldap/internal/ad"
)

// resolve finds the object that a name means: a distinguished name,
// <GUID=...>, <SID=...>, <WKGUID=guid,container>, or several of the <> forms
// in a row before a name, as the extended DN control prints them ([MS-ADTS]
// 3.1.1.3.1.2.4). It gives nil and the answer AD has for it when there is
// none. The caller holds d.mu for reading.
func (d *directory) resolve(name string, deleted bool) (*object, result) {
	if strings.HasPrefix(name, "<") {
		return d.resolveSpecial(name, deleted)
	}
	dn, err := ad.ParseDN(name)
	if err != nil {
		return nil, badName(name)
	}
	if o := d.lookup(dn.Key); o != nil && (deleted || !o.deleted) {
		return o, result{}
	}
	best := d.ancestor(dn.Key)
	if best == nil && dnsOf(dn.Key) != "" {
		return nil, elsewhere(dn)
	}
	return nil, noSuchObject(best)
}

func (d *directory) resolveSpecial(name string, deleted bool) (*object, result) {
	inner, rest, closed := strings.Cut(name[1:], ">")
	kind, value, found := strings.Cut(inner, "=")
	if !closed || !found {
		return nil, badName(name)
	}
	var o *object
	switch strings.ToUpper(kind) {
	case "GUID":
		guid, err := ad.ParseGUID(value)
		if err != nil {
			return nil, badName(name)
		}
		o = d.holder(d.at.objectGUID, string(guid[:]), deleted)
	case "SID":
		sid, err := ad.ParseSID(value)
		if err != nil {
			return nil, badName(name)
		}
		o = d.holder(d.at.objectSid, string(sid), deleted)
	case "WKGUID":
		guid, container, _ := strings.Cut(value, ",")
		target := d.wellKnownDN(guid, container)
		if target == "" {
			return nil, noSuchObject(nil)
		}
		return d.resolve(target, true)
	default:
		return nil, badName(name)
	}
	if o == nil {
		return nil, noSuchObject(nil)
	}
	if rest != "" && !strings.HasPrefix(rest, ";") {
		return nil, badName(name)
	}
	return o, result{}
}
