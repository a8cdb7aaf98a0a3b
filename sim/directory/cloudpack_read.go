package directory

import (
	"iter"
	"slices"
	"time"
)

// Traits tells what an object is like.
func (p *CloudPack) Traits(i int) Trait { return p.traits[i] }

// Sync is SyncEnabled of an object.
func (p *CloudPack) Sync(i int) Tristate {
	t := p.traits[i]
	return p.flag(Tristate(t>>traitSync&3), p.known(t&TraitUser != 0).sync)
}

// ID is the id of an object.
func (p *CloudPack) ID(i int) string {
	r := p.record(i)
	return r.text()
}

// Identity gives the id and the userPrincipalName of an object.
func (p *CloudPack) Identity(i int) (id string, upn UPN) {
	r := p.record(i)
	id = r.text()
	r.int()
	r.byte()
	for tag := r.byte(); tag != tagEnd && tag <= tagUPN; tag = r.byte() {
		s := r.text()
		if tag == tagUPN {
			return id, UPN(s)
		}
	}
	return id, ""
}

// DisplayName is that of an object.
func (p *CloudPack) DisplayName(i int) string {
	r := p.record(i)
	r.text()
	r.int()
	r.byte()
	tag := r.byte()
	if tag == tagType {
		r.text()
		tag = r.byte()
	}
	if tag != tagDisplayName {
		return ""
	}
	return r.text()
}

// All makes all objects.
func (p *CloudPack) All() iter.Seq2[int, *CloudObject] {
	return func(yield func(int, *CloudObject) bool) {
		for i := range p.starts {
			if !yield(i, p.At(i)) {
				return
			}
		}
	}
}

// At makes an object. Each call gives another one.
func (p *CloudPack) At(i int) *CloudObject {
	o := &CloudObject{}
	p.Read(i, o)
	return o
}

// Read makes an object in the place of another, and reuses its lists.
func (p *CloudPack) Read(i int, o *CloudObject) {
	r := p.record(i)
	*o = CloudObject{ID: r.text(), Type: TypeUser, ProxyAddresses: o.ProxyAddresses[:0]}
	o.Origin = Origin{Source: p.source, Line: r.int()}
	if p.unlined {
		o.Origin.Line = 0
	}
	flags := r.byte()
	o.CloudMastered, o.Deleted = flags&flagMastered != 0, flags&flagDeleted != 0
	o.ExchangePlan, o.WasRecipient = flags&flagExchange != 0, flags&flagRecipient != 0
	for tag := r.byte(); tag != tagEnd; tag = r.byte() {
		switch {
		case tag >= tagOwn:
			o.Profile[tag-tagOwn] = r.text()
		case tag >= tagProfile:
			o.Profile[tag-tagProfile] = p.shared[r.int()]
		case tag >= tagAddresses:
			r.list(tag, o)
		default:
			r.field(tag, o)
		}
	}
	known := p.known(o.Type == TypeUser)
	o.SyncEnabled = p.flag(Tristate(flags&3), known.sync)
	o.AccountEnabled = p.flag(Tristate(flags>>2&3), known.enabled)
	if len(o.Missing) == 0 {
		o.Missing = known.missing
	} else {
		o.Missing = slices.Concat(known.missing, o.Missing)
	}
}

// knowledge is CloudCommon for one kind of object.
type knowledge struct {
	missing       []string
	sync, enabled bool
}

func (p *CloudPack) known(user bool) knowledge {
	if c := &p.common; user {
		return knowledge{c.MissingUser, c.UserSync, c.UserEnabled}
	}
	return knowledge{p.common.MissingPeer, p.common.PeerSync, p.common.PeerEnabled}
}

func (p *CloudPack) flag(t Tristate, known bool) Tristate {
	if !p.settled {
		return t
	}
	return t.Settled(known)
}

// packed is what is left to read of a record.
type packed struct{ rest string }

func (p *CloudPack) record(i int) packed {
	if block := i / perPackBlock; block < len(p.blocks) {
		return packed{p.blocks[block][p.starts[i]:]}
	}
	// The block is still open, so that only a copy stays as it is.
	end := len(p.open)
	if i+1 < len(p.starts) {
		end = int(p.starts[i+1])
	}
	return packed{string(p.open[p.starts[i]:end])}
}

func (r *packed) byte() byte {
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *packed) int() int {
	n, shift := 0, 0
	for {
		b := r.byte()
		n |= int(b&0x7F) << shift
		if b < 0x80 {
			return n
		}
		shift += 7
	}
}

func (r *packed) text() string {
	n := r.int()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// field reads a field that an object has once.
func (r *packed) field(tag byte, o *CloudObject) {
	switch tag {
	case tagMailIsUPN:
		o.Mail = string(o.UserPrincipalName)
		return
	case tagOnPremUPNIsUPN:
		o.OnPremUPN = o.UserPrincipalName
		return
	case tagIdentifier:
		o.ObjectIdentifier = GUID([]byte(r.rest[:len(GUID{})]))
		r.rest = r.rest[len(GUID{}):]
		return
	}
	s := r.text()
	switch tag {
	case tagType:
		o.Type = ObjectType(s)
	case tagDisplayName:
		o.DisplayName = s
	case tagUPN:
		o.UserPrincipalName = UPN(s)
	case tagMail:
		o.Mail = s
	case tagNickname:
		o.MailNickname = s
	case tagUserType:
		o.UserType = s
	case tagAnchor:
		o.ImmutableID = Anchor(s)
	case tagSID:
		o.SecurityID = SID(s)
	case tagOnPremUPN:
		o.OnPremUPN = UPN(s)
	case tagOnPremSAM:
		o.OnPremSAM = s
	case tagOnPremDN:
		o.OnPremDN = s
	case tagDeletedAt:
		// What Format wrote can be read.
		o.DeletedAt, _ = time.Parse(time.RFC3339Nano, s)
	}
}

// list reads a field of which an object can have several.
func (r *packed) list(tag byte, o *CloudObject) {
	switch tag {
	case tagAddresses:
		if n := r.int(); n > cap(o.ProxyAddresses) {
			o.ProxyAddresses = make([]Address, 0, n)
		}
	case tagPrimary:
		o.ProxyAddresses = append(o.ProxyAddresses, Address{Type: "SMTP", Local: r.text()})
	case tagSecondary:
		o.ProxyAddresses = append(o.ProxyAddresses, Address{Type: "smtp", Local: r.text()})
	case tagOther:
		kind := r.text()
		o.ProxyAddresses = append(o.ProxyAddresses, Address{Type: kind, Local: r.text()})
	case tagQuarantined:
		property := r.text()
		o.Quarantined = append(o.Quarantined, QuarantinedValue{Property: property, Value: r.text()})
	case tagMissing:
		o.Missing = append(o.Missing, r.text())
	case tagRole:
		flags := r.byte()
		role := Role{Privileged: Tristate(flags &^ roleEligible), Eligible: flags&roleEligible != 0}
		role.Name, role.TemplateID, role.Scope, role.Origin.Source = r.text(), r.text(), r.text(), r.text()
		role.Origin.Line = r.int()
		o.Roles = append(o.Roles, role)
	}
}
