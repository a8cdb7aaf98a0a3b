package directory

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"
)

// CloudPack holds many cloud objects in few blocks of memory, without a pointer
// for each: a million users take some 300 MB, a third of what they take as
// structs. An object is made when it is asked for, and its texts are views into
// the block, so that making it costs two allocations.
//
// A record is its id, its line, a bit set of flags, and then fields until a
// zero byte. A field is a tag and what belongs to it: a text behind its length,
// or the number of a text that many records share. Only fields with a value
// are there.
//
// Add all objects, then Seal; after that several goroutines can read at once.
// While objects are added, those that are there can be read, at the cost of a
// copy.
type CloudPack struct {
	common  CloudCommon
	settled bool
	unlined bool // objects have no line

	source string
	blocks []string
	starts []uint32 // of each record, within its block
	traits []Trait
	open   []byte
	shared []string
	number map[string]uint32 // of shared texts, while records are added
}

// CloudCommon completes every object of a pack, by whether it is a user: the
// properties that the whole file lacks, and whether it has the flags.
type CloudCommon struct {
	MissingUser, MissingPeer []string
	// A flag that a record lacks is null where the file has the property, else
	// unknown.
	UserSync, PeerSync, UserEnabled, PeerEnabled bool
}

// Trait is what can be told of a packed object without making it.
type Trait uint8

// The traits.
const (
	TraitUser Trait = 1 << iota
	TraitDeleted
	TraitAnchored // has an immutable ID
	TraitMastered
	traitSync0 // the two bits of SyncEnabled
	traitSync1
)

const (
	perPackBlock = 1024
	traitSync    = 4 // shift
	sharedLimit  = 1 << 16
)

// NewCloudPack makes an empty pack for the records of one file.
func NewCloudPack() *CloudPack { return &CloudPack{number: map[string]uint32{}} }

// Len is the number of objects.
func (p *CloudPack) Len() int { return len(p.starts) }

// The tags of fields. Those from tagProfile on have the ProfileID added.
const (
	tagEnd byte = iota
	tagType
	tagDisplayName
	tagUPN
	tagMail
	tagMailIsUPN
	tagNickname
	tagUserType
	tagAnchor
	tagIdentifier
	tagSID
	tagOnPremUPN
	tagOnPremUPNIsUPN
	tagOnPremSAM
	tagOnPremDN
	tagDeletedAt
	tagAddresses // how many; their fields follow
	tagPrimary
	tagSecondary
	tagOther // type and address
	tagRole
	tagQuarantined
	tagMissing
	tagProfile // a shared text
	tagOwn     = tagProfile + byte(ProfileIDs)
)

// The flags of a record.
const (
	flagMastered = 1 << (4 + iota) // behind two Tristates
	flagDeleted
	flagExchange
	flagRecipient

	roleEligible = 1 << 4 // behind the Tristate of a role
)

// Add packs a copy of an object. All objects of a pack have the same source.
func (p *CloudPack) Add(o *CloudObject) {
	if len(p.starts)%perPackBlock == 0 {
		p.seal()
	}
	p.source = o.Origin.Source
	p.starts = append(p.starts, uint32(len(p.open)))
	p.traits = append(p.traits, traitsOf(o))
	p.text(o.ID)
	p.open = binary.AppendUvarint(p.open, uint64(o.Origin.Line))
	flags := byte(o.SyncEnabled) | byte(o.AccountEnabled)<<2
	for i, set := range [...]bool{o.CloudMastered, o.Deleted, o.ExchangePlan, o.WasRecipient} {
		if set {
			flags |= flagMastered << i
		}
	}
	p.open = append(p.open, flags)
	p.names(o)
	p.addresses(o)
	for id, value := range o.Profile {
		if value == "" {
			continue
		}
		if n, ok := p.share(value); ok {
			p.open = binary.AppendUvarint(append(p.open, tagProfile+byte(id)), uint64(n))
		} else {
			p.field(tagOwn+byte(id), value)
		}
	}
	p.rare(o)
	p.open = append(p.open, tagEnd)
}

func traitsOf(o *CloudObject) Trait {
	t := Trait(o.SyncEnabled) << traitSync
	if o.Type == TypeUser {
		t |= TraitUser
	}
	if o.Deleted {
		t |= TraitDeleted
	}
	if o.ImmutableID != "" {
		t |= TraitAnchored
	}
	if o.CloudMastered {
		t |= TraitMastered
	}
	return t
}

func (p *CloudPack) names(o *CloudObject) {
	if o.Type != TypeUser {
		p.field(tagType, string(o.Type))
	}
	p.field(tagDisplayName, o.DisplayName)
	p.field(tagUPN, string(o.UserPrincipalName))
	p.fieldUnless(tagMailIsUPN, string(o.UserPrincipalName), tagMail, o.Mail)
	p.field(tagNickname, o.MailNickname)
	p.field(tagUserType, o.UserType)
	p.field(tagAnchor, string(o.ImmutableID))
	if !o.ObjectIdentifier.IsZero() {
		p.open = append(append(p.open, tagIdentifier), o.ObjectIdentifier[:]...)
	}
	p.field(tagSID, string(o.SecurityID))
	p.fieldUnless(tagOnPremUPNIsUPN, string(o.UserPrincipalName), tagOnPremUPN, string(o.OnPremUPN))
	p.field(tagOnPremSAM, o.OnPremSAM)
	p.field(tagOnPremDN, o.OnPremDN)
	if !o.DeletedAt.IsZero() {
		p.field(tagDeletedAt, o.DeletedAt.Format(time.RFC3339Nano))
	}
}

func (p *CloudPack) addresses(o *CloudObject) {
	if len(o.ProxyAddresses) == 0 {
		return
	}
	p.open = binary.AppendUvarint(append(p.open, tagAddresses), uint64(len(o.ProxyAddresses)))
	for _, a := range o.ProxyAddresses {
		switch a.Type {
		case "SMTP":
			p.open = append(p.open, tagPrimary)
		case "smtp":
			p.open = append(p.open, tagSecondary)
		default:
			p.open = append(p.open, tagOther)
			p.text(a.Type)
		}
		p.text(a.Local)
	}
}

// rare packs what few objects have.
func (p *CloudPack) rare(o *CloudObject) {
	for _, q := range o.Quarantined {
		p.open = append(p.open, tagQuarantined)
		p.text(q.Property)
		p.text(q.Value)
	}
	for _, m := range o.Missing {
		p.open = append(p.open, tagMissing)
		p.text(m)
	}
	for _, r := range o.Roles {
		p.open = append(p.open, tagRole, byte(r.Privileged))
		if r.Eligible {
			p.open[len(p.open)-1] |= roleEligible
		}
		for _, text := range [...]string{r.Name, r.TemplateID, r.Scope, r.Origin.Source} {
			p.text(text)
		}
		p.open = binary.AppendUvarint(p.open, uint64(r.Origin.Line))
	}
}

func (p *CloudPack) text(s string) {
	p.open = append(binary.AppendUvarint(p.open, uint64(len(s))), s...)
}

func (p *CloudPack) field(tag byte, s string) {
	if s != "" {
		p.open = append(p.open, tag)
		p.text(s)
	}
}

// fieldUnless packs a text, and only a tag where it is another text.
func (p *CloudPack) fieldUnless(same byte, other string, tag byte, s string) {
	if s != "" && s == other {
		p.open = append(p.open, same)
		return
	}
	p.field(tag, s)
}

// share gives the number of a text that many records may have.
func (p *CloudPack) share(s string) (uint32, bool) {
	n, ok := p.number[s]
	if !ok && len(p.shared) < sharedLimit {
		s = strings.Clone(s)
		n, ok = uint32(len(p.shared)), true
		p.shared = append(p.shared, s)
		p.number[s] = n
	}
	return n, ok
}

// seal ends the block.
func (p *CloudPack) seal() {
	if len(p.starts) > 0 {
		p.blocks = append(p.blocks, string(p.open))
	}
	p.open = p.open[:0]
}

// Settle says what only the whole file could tell. Before it, objects are as
// they were added.
func (p *CloudPack) Settle(common CloudCommon) { p.common, p.settled = common, true }

// Seal ends adding.
func (p *CloudPack) Seal() {
	if len(p.open) > 0 {
		p.seal()
	}
	p.open, p.number = nil, nil
	p.starts, p.traits = slices.Clip(p.starts), slices.Clip(p.traits)
}
