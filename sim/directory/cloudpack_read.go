package directory

import (
	"iter"
	"math/bits"
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

// Line is the line of an object.
func (p *CloudPack) Line(i int) int { return p.record(i).line }

// Identity gives the id and the userPrincipalName of an object.
func (p *CloudPack) Identity(i int) (id string, upn UPN) {
	r := p.record(i)
	id = r.text()
	return id, UPN(r.text())
}

// DisplayName is that of an object.
func (p *CloudPack) DisplayName(i int) string {
	r := p.record(i)
	r.text()
	r.text()
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
	p.begin(&r, o)
	o.Type, o.UserType = TypeUser, r.sharedText()
	o.Profile = Profile{}
	for set := r.profile; set != 0; set &= set - 1 {
		o.Profile[bits.TrailingZeros32(set)] = r.sharedText()
	}
	o.DeletedAt, o.Quarantined, o.Missing, o.Roles = time.Time{}, nil, nil, nil
	if r.flags&flagRare != 0 {
		r.rare(o)
	}
	known := p.known(o.Type == TypeUser)
	o.SyncEnabled = p.flag(Tristate(r.flags&3), known.sync)
	o.AccountEnabled = p.flag(Tristate(r.flags>>2&3), known.enabled)
	if len(o.Missing) == 0 {
		o.Missing = known.missing
	} else {
		o.Missing = slices.Concat(known.missing, o.Missing)
	}
}

// ReadNames is Read for whoever asks for names, addresses, identifiers,
// SyncEnabled and licences only. The rest of the object stays as it was.
func (p *CloudPack) ReadNames(i int, o *CloudObject) {
	r := p.record(i)
	p.begin(&r, o)
	if r.flags&flagRare != 0 { // it may be no user
		o.SyncEnabled = p.Sync(i)
		return
	}
	o.SyncEnabled = p.flag(Tristate(r.flags&3), p.known(true).sync)
}

// begin reads all of a record up to the type of the user.
func (p *CloudPack) begin(r *packed, o *CloudObject) {
	// Field by field: to make an object and copy it takes twice the time.
	o.ID = r.text()
	o.Origin.Source, o.Origin.Line = p.source, r.line
	if p.unlined {
		o.Origin.Line = 0
	}
	o.CloudMastered, o.Deleted = r.flags&flagMastered != 0, r.flags&flagDeleted != 0
	o.ExchangePlan, o.WasRecipient = r.flags&flagExchange != 0, r.flags&flagRecipient != 0
	r.names(o)
	r.addresses(o)
}

// Fetch brings the records of some objects, a few hundred at most, into the
// cache. As in [presync/sim/table.Table.Fetch] none of these looks waits for
// another, and what it returns is of no use.
//
//go:noinline
func (p *CloudPack) Fetch(numbers []int32) (all byte) {
	for _, n := range numbers {
		if int(n) < p.sealed {
			all |= byte(p.starts[n])
		}
	}
	for _, n := range numbers {
		if int(n) >= p.sealed {
			continue // in the open block, or not packed
		}
		b := p.block(int(n))
		text, from := p.blocks[b].text, int(p.starts[n])
		last := len(text) - 1
		// Most records are shorter than five lines of the cache.
		all |= text[from] | text[min(from+64, last)] | text[min(from+128, last)] | text[min(from+192, last)] | text[min(from+256, last)]
	}
	return all
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

// packed is a record, of which a part was read.
type packed struct {
	rest    string
	line    int
	flags   uint16
	profile uint32
	shared  *sharedTexts
}

// record finds a record and reads its head.
func (p *CloudPack) record(i int) packed {
	if i < p.sealed {
		b := &p.blocks[p.block(i)]
		return newPacked(b.text[p.starts[i]:], b.shared)
	}
	// The block is still open, so that only a copy stays as it is.
	end := len(p.open)
	if i+1 < len(p.starts) {
		end = int(p.starts[i+1])
	}
	return newPacked(string(p.open[p.starts[i]:end]), p.shared)
}

// block is the place of the block that has a record.
func (p *CloudPack) block(i int) int {
	b := int(p.coarse[i/perCoarse])
	for b+1 < len(p.blocks) && p.blocks[b+1].first <= i {
		b++
	}
	return b
}

func newPacked(text string, shared *sharedTexts) packed {
	head, rest := text[:cloudHead], text[cloudHead:]
	return packed{rest: rest, line: int(uint32At(head[:atFlags])), flags: uint16At(head[atFlags:]), profile: uint32At(head[atProfile:]), shared: shared}
}

func uint16At(s string) uint16 { return uint16(s[0]) | uint16(s[1])<<8 }

func uint32At(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func uint64At(s string) uint64 {
	s = s[:8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func (r *packed) byte() byte {
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *packed) size() int {
	if r.flags&flagWide == 0 {
		return int(r.byte())
	}
	n := uint32At(r.rest)
	r.rest = r.rest[4:]
	return int(n)
}

func (r *packed) text() string {
	if r.flags&flagWide == 0 {
		end := 1 + int(r.rest[0])
		s := r.rest[1:end]
		r.rest = r.rest[end:]
		return s
	}
	n := r.size()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *packed) sharedText() string {
	n := uint16At(r.rest)
	r.rest = r.rest[2:]
	if n == ownText {
		return r.text()
	}
	return r.shared.list[n]
}

// names reads what recordWriter.names wrote, but for the id.
func (r *packed) names(o *CloudObject) {
	upn := r.text()
	o.UserPrincipalName = UPN(upn)
	o.DisplayName = r.text()
	o.Mail, o.OnPremUPN = upn, UPN(upn)
	if r.flags&flagMailIsUPN == 0 {
		o.Mail = r.text()
	}
	if r.flags&flagNickIsPrefix == 0 {
		o.MailNickname = r.text()
	} else {
		o.MailNickname = beforeAt(upn)
	}
	if r.flags&flagOnPremIsUPN == 0 {
		o.OnPremUPN = UPN(r.text())
	}
	o.ImmutableID = Anchor(r.text())
	o.SecurityID = SID(r.text())
	o.OnPremSAM = r.text()
	o.OnPremDN = r.text()
	o.ObjectIdentifier = GUID{}
	if r.flags&flagIdentifier != 0 {
		copy(o.ObjectIdentifier[:], r.rest)
		r.rest = r.rest[len(GUID{}):]
	}
}

// addresses reads what recordWriter.addresses wrote.
func (r *packed) addresses(o *CloudObject) {
	n := r.size()
	if n > cap(o.ProxyAddresses) {
		o.ProxyAddresses = make([]Address, n)
	}
	o.ProxyAddresses = o.ProxyAddresses[:n]
	for i := range o.ProxyAddresses {
		a := &o.ProxyAddresses[i]
		switch r.byte() {
		case kindPrimary:
			a.Type = "SMTP"
		case kindSecondary:
			a.Type = "smtp"
		default:
			a.Type = r.text()
		}
		if i > 0 || r.flags&flagFirstIsMail == 0 {
			a.Local = r.text()
		} else {
			a.Local = o.Mail
		}
	}
}

// rare reads what recordWriter.rare wrote.
func (r *packed) rare(o *CloudObject) {
	o.Type = ObjectType(r.text())
	if at := r.text(); at != "" {
		o.DeletedAt, _ = time.Parse(time.RFC3339Nano, at) // what Format wrote can be read
	}
	for range r.size() {
		property := r.text()
		o.Quarantined = append(o.Quarantined, QuarantinedValue{Property: property, Value: r.text()})
	}
	for range r.size() {
		o.Missing = append(o.Missing, r.text())
	}
	for range r.size() {
		flags := r.byte()
		role := Role{Privileged: Tristate(flags &^ roleEligible), Eligible: flags&roleEligible != 0}
		role.Name, role.TemplateID, role.Scope, role.Origin.Source = r.text(), r.text(), r.text(), r.text()
		role.Origin.Line = r.size()
		o.Roles = append(o.Roles, role)
	}
}
