package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/table"
)

// internLimit is how many different values are kept once for all records.
const internLimit = 1 << 16

// cloudBuilder makes cloud objects of the records of one file. The readers of
// JSON, CSV and LDIF call begin, set the properties and call end, record by
// record, and finish once.
type cloudBuilder struct {
	label   string               // names the file in origins and problems
	kind    directory.ObjectType // what a record is that does not say
	deleted bool                 // every record is from the recycle bin

	// objects are what was built; where there is a pack, they are in it.
	objects []*directory.CloudObject
	pack    *directory.CloudPack
	members map[string][]string // of groups, where the export has them
	ignored map[string]int
	skipped int

	seen, valued [2]propertySet // of users, of all others
	flattened    propertySet    // columns of which only type names are left
	powerShell   bool           // the records are objects of the PowerShell SDK
	anyID, noID  bool           // a record has an id, has none
	ids          *table.Table   // places of objects by their ids
	suffixes     suffixCounter
	problems     []problem
	told         []string // problems that another reader wrote down

	cur        directory.CloudRecord
	curSeen    propertySet
	curValued  propertySet
	curType    string // @odata.type
	curMembers []string
	bad        problem // why the record cannot be used
	room       []byte  // see own
	sidDomain  []byte  // what the last SID begins with, up to its last number

	index  map[string]property
	fold   []byte
	order  []knownMember // of the first record
	next   int           // place in order
	slab   []directory.CloudObject
	values map[string]string

	blockSize int      // of graphBlocks, 0 for the usual one
	beside    bool     // this builder makes runs for another
	careful   bool     // every member goes through property: the reference for plainMembers
	run       builtRun // what goes into the next run and nowhere else
}

func newCloudBuilder(label string, kind directory.ObjectType) *cloudBuilder {
	return &cloudBuilder{
		label: label, kind: kind, index: propertyIndex(),
		members: map[string][]string{}, ignored: map[string]int{},
		ids: table.New(0), values: map[string]string{},
	}
}

// lookup finds a property by the name in an export. Records have their
// properties in the same order, so those are tried first that came next in the
// first record.
func (b *cloudBuilder) lookup(name []byte) property {
	const most = 128
	for i := b.next; i < min(b.next+mostAhead, len(b.order)); i++ {
		if b.order[i].name == string(name) {
			b.next = i + 1
			return b.order[i].prop
		}
	}
	b.fold = appendLower(b.fold[:0], name)
	p := b.index[string(b.fold)]
	if b.next == len(b.order) && b.next < most {
		b.order = append(b.order, newKnownMember(name, p))
		b.next++
	}
	return p
}

// begin starts a record. What was set since the last end is dropped.
func (b *cloudBuilder) begin(line int) {
	b.cur.Begin()
	b.room = b.room[:0]
	b.cur.Type, b.cur.Deleted = b.kind, b.deleted
	b.cur.Origin = directory.Origin{Source: b.label, Line: line}
	b.curSeen, b.curValued, b.curType, b.curMembers, b.bad, b.next = 0, 0, "", nil, problem{}, 0
}

// reject says why the record cannot be used; the first reason counts.
func (b *cloudBuilder) reject(line int, format string, args ...any) {
	if b.bad.text == "" {
		b.bad = problem{line: line, text: fmt.Sprintf(format, args...)}
	}
}

// note tells a problem that leaves the record in use.
func (b *cloudBuilder) note(line int, format string, args ...any) {
	b.problems = append(b.problems, problem{line: line, text: fmt.Sprintf(format, args...), note: true})
}

// skip tells why a record is not used.
func (b *cloudBuilder) skip(o *directory.CloudObject, line int, format string, args ...any) {
	b.skipped++
	b.problems = append(b.problems, problem{line: line, text: fmt.Sprintf(format, args...), dn: strings.Clone(nameOf(o))})
}

// skipRecord tells why the record in hand is not used.
func (b *cloudBuilder) skipRecord(line int, format string, args ...any) {
	o := b.cur.Object(b.intern)
	b.skip(&o, line, format, args...)
}

// end finishes the record.
func (b *cloudBuilder) end() {
	o := &b.cur
	line, id := o.Origin.Line, o.Texts[directory.IDText]
	kind, known := objectTypeOf(b.curType, b.kind)
	o.Type = kind
	if len(id) > 0 {
		b.anyID = true
	}
	switch {
	case b.bad.text != "":
		b.skipRecord(b.bad.line, "%s", b.bad.text)
		return
	case !known:
		b.ignored[strings.TrimPrefix(b.curType, "#microsoft.graph.")]++
		return
	case len(id) == 0 && len(o.Texts[directory.UserPrincipalNameText]) == 0:
		b.skipRecord(line, "%s without id", kind)
		return
	}
	hash := idKey.HashFoldedBytes(id)
	if first := b.findHashed(hash, id); first >= 0 {
		b.skipRecord(line, "id %q occurs again, it was first on line %d", id, max(b.lineAt(first), 1))
		return
	}
	b.noID = b.noID || len(id) == 0
	if len(b.curMembers) > 0 {
		b.members[foldName(string(id))] = b.curMembers
	}
	set := 0
	if kind != directory.TypeUser {
		set = 1
	}
	b.seen[set] |= b.curSeen
	b.valued[set] |= b.curValued
	b.suffixes.add(kind, o.Deleted || o.IsGuest(), o.Texts[directory.UserPrincipalNameText])
	b.keep(o, hash)
}

// nameOf is what a person calls an object in a message.
func nameOf(o *directory.CloudObject) string {
	return cmp.Or(string(o.UserPrincipalName), o.DisplayName, o.Mail, o.ID)
}

// store makes an object of the record. Objects come in slabs, because a million
// of them are a million allocations less.
func (b *cloudBuilder) store() *directory.CloudObject {
	if len(b.slab) == cap(b.slab) {
		b.slab = make([]directory.CloudObject, 0, min(max(2*cap(b.slab), 16), 1024))
	}
	b.slab = append(b.slab, b.cur.Object(b.intern))
	return &b.slab[len(b.slab)-1]
}

// finish settles what only the whole file can tell: which columns it has, and
// whether records without an id are to be had by their userPrincipalName.
func (b *cloudBuilder) finish() {
	if b.noID {
		b.unpack()
	}
	if b.anyID && b.noID {
		b.objects = slices.DeleteFunc(b.objects, func(o *directory.CloudObject) bool {
			if o.ID != "" {
				return false
			}
			b.skip(o, o.Origin.Line, "%s without id", o.Type)
			return true
		})
		b.reindex()
	} else if b.noID {
		b.nameByUPN()
	}
	users, peers := b.columns(0), b.columns(1)
	missingUser := (userColumns() &^ users).names()
	missingPeer := (peerColumns() &^ peers).names()
	if b.pack != nil {
		b.pack.Seal()
		b.pack.Settle(directory.CloudCommon{
			MissingUser: missingUser, MissingPeer: missingPeer,
			UserSync: users.has(propSyncEnabled), UserEnabled: users.has(propAccountEnabled),
			PeerSync: peers.has(propSyncEnabled), PeerEnabled: peers.has(propAccountEnabled),
		})
	}
	for _, o := range b.objects {
		known, missing := users, missingUser
		if o.Type != directory.TypeUser {
			known, missing = peers, missingPeer
		}
		o.Missing = slices.Concat(missing, o.Missing)
		if len(o.Missing) == len(missing) {
			o.Missing = missing // shared by all
		}
		o.SyncEnabled = o.SyncEnabled.Settled(known.has(propSyncEnabled))
		o.AccountEnabled = o.AccountEnabled.Settled(known.has(propAccountEnabled))
	}
	slices.SortStableFunc(b.problems, func(x, y problem) int { return x.line - y.line })
}

// nameByUPN takes the userPrincipalName for the id, for an export in which no
// record has one.
func (b *cloudBuilder) nameByUPN() {
	lines := map[string]int{}
	b.objects = slices.DeleteFunc(b.objects, func(o *directory.CloudObject) bool {
		o.ID = string(o.UserPrincipalName)
		if first := lines[foldName(o.ID)]; first > 0 {
			b.skip(o, o.Origin.Line, "userPrincipalName occurs again, it was first on line %d", first)
			return true
		}
		lines[foldName(o.ID)] = max(o.Origin.Line, 1)
		return false
	})
	b.reindex()
}

// columns are the properties that the export selected. Objects of the
// PowerShell SDK carry every property, null when it was not asked for, so
// that only a value tells.
func (b *cloudBuilder) columns(set int) propertySet {
	if b.powerShell {
		return b.valued[set] &^ b.flattened
	}
	return b.seen[set] &^ b.flattened
}

// objectTypeOf reads an @odata.type; known is false for types that take no
// part in matching.
func objectTypeOf(odata string, otherwise directory.ObjectType) (kind directory.ObjectType, known bool) {
	switch strings.ToLower(strings.TrimPrefix(odata, "#")) {
	case "":
		return otherwise, true
	case "microsoft.graph.user":
		return directory.TypeUser, true
	case "microsoft.graph.group":
		return directory.TypeGroup, true
	case "microsoft.graph.orgcontact":
		return directory.TypeContact, true
	}
	return otherwise, false
}

// foldName makes the form of an id or a name in which they are compared.
func foldName(s string) string { return string(directory.Fold(s)) }

// input describes the file.
func (b *cloudBuilder) input(sha256 string) directory.Input {
	in := directory.Input{Source: b.label, SHA256: sha256, Objects: b.count(), Skipped: b.skipped}
	in.Problems = append(b.told, tellProblems(b.label, b.problems)...)
	if len(b.ignored) > 0 {
		in.Ignored = b.ignored
	}
	return in
}

// tellProblems writes problems as Input.Problems has them.
func tellProblems(label string, problems []problem) []string {
	var told []string
	for i, p := range problems {
		if i == mostProblems {
			return append(told, fmt.Sprintf("%s: %d more problems are not listed", label, len(problems)-i))
		}
		told = append(told, p.in(label))
	}
	return told
}
