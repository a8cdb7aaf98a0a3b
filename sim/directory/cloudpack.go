package directory

import (
	"encoding/binary"
	"slices"
	"strings"
)

// CloudPack holds many cloud objects in few blocks of memory, without a pointer
// for each: a million users take some 250 MB, a third of what they take as
// structs. An object is made when it is asked for, and its texts are views into
// the block, so that making it costs two allocations, and reading it into the
// place of another none.
//
// A record is a head of fixed size (line, flags, which values of the profile
// are there) and then, in a fixed order, its texts, each behind its length. So
// reading is a walk straight ahead. What most records would say twice is said
// by a flag: that mail is the userPrincipalName, that mailNickname is what
// stands before its @, that the first address is the mail. A value of the
// profile is the number of a text that several records have, or its own text.
// What few records have is behind all this, as a list of fields.
//
// Add all objects, then Seal; after that several goroutines can read at once.
// While objects are added, those that are there can be read, at the cost of a
// copy. Packs that were filled side by side become one by Cut and Append.
type CloudPack struct {
	common  CloudCommon
	settled bool
	unlined bool // objects have no line

	source string
	blocks []packBlock
	coarse []uint32 // the block of every perCoarse-th record
	starts []uint32 // of each record, within its block
	traits []Trait
	sealed int // records that are in blocks; the others are in open
	open   []byte
	shared *sharedTexts
}

// packBlock is a block of records, and what their numbers mean.
type packBlock struct {
	text   string
	first  int // its first record
	shared *sharedTexts
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
	packBlockSize = 256 << 10
	perCoarse     = 256
	traitSync     = 4 // shift
)

// The head of a record: its line, its flags, the set of its profile.
const (
	atFlags   = 4
	atProfile = 6
	cloudHead = 10
)

// The flags of a record.
const (
	flagMastered = 1 << (4 + iota) // behind two Tristates
	flagDeleted
	flagExchange
	flagRecipient
	flagMailIsUPN
	flagOnPremIsUPN
	flagNickIsPrefix // of the userPrincipalName
	flagFirstIsMail  // the first address
	flagIdentifier
	flagRare
	flagWide // lengths have four bytes

	roleEligible = 1 << 4 // behind the Tristate of a role
)

// The kinds of addresses.
const (
	kindPrimary byte = iota
	kindSecondary
	kindOther // its type follows
)

// NewCloudPack makes an empty pack for the records of one file.
func NewCloudPack() *CloudPack { return &CloudPack{shared: newSharedTexts()} }

// Len is the number of objects.
func (p *CloudPack) Len() int { return len(p.starts) }

// Add packs a copy of a record. All records of a pack have the same source.
func (p *CloudPack) Add(o *CloudRecord) {
	if len(p.open) >= packBlockSize {
		p.closeBlock()
	}
	if len(p.starts)%perCoarse == 0 {
		p.coarse = append(p.coarse, uint32(len(p.blocks)))
	}
	start := len(p.open)
	p.source = o.Origin.Source
	p.starts = append(p.starts, uint32(start))
	p.traits = append(p.traits, traitsOf(o))
	flags := flagsOf(o)
	p.open = binary.LittleEndian.AppendUint32(p.open, uint32(o.Origin.Line))
	p.open = binary.LittleEndian.AppendUint16(p.open, flags)
	p.open = binary.LittleEndian.AppendUint32(p.open, 0)
	w := recordWriter{p.open, flags&flagWide != 0}
	w.names(o, flags)
	w.addresses(o, flags)
	profile := w.profile(o, p.shared)
	if flags&flagRare != 0 {
		w.rare(o)
	}
	p.open = w.to
	binary.LittleEndian.PutUint32(p.open[start+atProfile:], profile)
}

// beforeAt is what stands before the first @, all where there is none.
func beforeAt(name string) string {
	if at := strings.IndexByte(name, '@'); at >= 0 {
		return name[:at]
	}
	return name
}

// closeBlock ends the open block, if there is one.
func (p *CloudPack) closeBlock() {
	if p.sealed < len(p.starts) {
		p.blocks = append(p.blocks, packBlock{string(p.open), p.sealed, p.shared})
		p.sealed = len(p.starts)
		p.open = p.open[:0]
	}
}

// Settle says what only the whole file could tell. Before it, objects are as
// they were added.
func (p *CloudPack) Settle(common CloudCommon) { p.common, p.settled = common, true }

// Seal ends adding.
func (p *CloudPack) Seal() {
	p.closeBlock()
	p.open = nil
	for _, b := range p.blocks {
		b.shared.forget()
	}
	p.starts, p.traits = slices.Clip(p.starts), slices.Clip(p.traits)
}
