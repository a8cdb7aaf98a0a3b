package source

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"presync/sim/directory"
)

// merger puts what the readers made into the snapshot, in order.
type merger struct {
	snap   *directory.Snapshot
	seed   uint64
	export *adExport // the export in hand
	dns    map[string]*dnIndex
	users  int
}

func newMerger(snap *directory.Snapshot) *merger {
	return &merger{snap: snap, seed: rand.Uint64(), dns: map[string]*dnIndex{}}
}

// start begins an export.
func (m *merger) start(x *adExport) {
	m.export = x
	forest := x.forest
	if !slices.Contains(m.snap.Forests, forest) {
		m.snap.Forests = append(m.snap.Forests, forest)
		m.snap.ForestAttributes[forest] = map[string]bool{}
		m.dns[forest] = newDNIndex()
	}
}

// add puts a batch into the snapshot. An object whose DN the forest has
// already is a problem.
func (m *merger) add(b batch) {
	x, index := m.export, m.dns[m.export.forest]
	index.fetch(b.hashes)
	for i := range b.objects {
		o := &b.objects[i]
		if first := index.insert(b.hashes[i], o, m.snap.Objects); first != nil {
			b.problems = append(b.problems, problem{line: o.Origin.Line, text: "the DN stands already at " + first.Origin.String(), dn: o.DN})
			b.skipped++
			continue
		}
		m.snap.Objects = append(m.snap.Objects, o)
		x.byType[o.Type]++
		if o.Type.IsPerson() {
			x.users++
			m.users++
		}
	}
	slices.SortStableFunc(b.problems, func(p, q problem) int { return cmp.Compare(p.line, q.line) })
	for _, p := range b.problems {
		x.problem(p)
	}
	for _, d := range b.domains {
		if d = strings.ToLower(d); d != "" && !slices.Contains(x.domains, d) && len(x.domains) < mostDomains {
			x.domains = append(x.domains, d)
		}
	}
	x.input.Skipped += b.skipped
}

// end closes the export: what occurs in it is known now.
func (m *merger) end() {
	for name := range m.export.occurring {
		m.snap.Attributes[name] = true
		m.snap.ForestAttributes[m.export.forest][name] = true
	}
	m.export.finish()
}

// exportForm is what kind of text an export is.
type exportForm int

const (
	formLDIF exportForm = iota
	formCSV
)

// adExport is one export while it is read, and what was found in it.
type adExport struct {
	forest  string
	label   string
	form    exportForm
	input   directory.Input
	byType  map[directory.ObjectType]int
	users   int
	stats   adStats
	domains []string // of the users, in lower case
	// occurring are the lower-case names of the attributes of the export.
	occurring map[string]bool
	// table is what the reader of CSV knows beyond that.
	table tableFacts

	unlisted int // problems beyond mostProblems
}

func newADExport(src *ADSource, form exportForm) *adExport {
	return &adExport{
		forest:    src.Name,
		label:     src.label(),
		form:      form,
		input:     directory.Input{Source: src.label()},
		byType:    map[directory.ObjectType]int{},
		occurring: map[string]bool{},
	}
}

// mostDomains bounds how many domains are told apart.
const mostDomains = 1000

// mostProblems is how many problems an Input lists; the others are counted.
const mostProblems = 10000

func (x *adExport) problem(p problem) {
	if len(x.input.Problems) >= mostProblems {
		x.unlisted++
		return
	}
	x.input.Problems = append(x.input.Problems, p.in(x.label))
}

func (x *adExport) finish() {
	if x.unlisted > 0 {
		x.input.Problems = append(x.input.Problems, fmt.Sprintf("%s: %d more problems are not listed", x.label, x.unlisted))
	}
	for kind, n := range x.byType {
		x.input.Objects += n
		if !kind.IsPerson() {
			if x.input.Ignored == nil {
				x.input.Ignored = map[string]int{}
			}
			x.input.Ignored[string(kind)] = n
		}
	}
}

// usable reports an error for an export without a single user.
func (x *adExport) usable() error {
	switch {
	case x.isCloudExport():
		return fmt.Errorf("%s is an export of Entra ID, because it has properties of a cloud user and neither objectGUID nor objectClass nor sAMAccountName; give it to --cloud", x.label)
	case x.users > 0:
		return nil
	case x.input.Objects == 0 && len(x.input.Problems) > 0:
		return fmt.Errorf("%s holds no record that can be read; the first problem is: %s", x.label, x.input.Problems[0])
	case x.input.Objects == 0:
		return fmt.Errorf("%s holds no object; %s", x.label, wantExport)
	}
	var kinds []string
	for _, kind := range []directory.ObjectType{directory.TypeGroup, directory.TypeContact, directory.TypeComputer, directory.TypeOther} {
		if n := x.byType[kind]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", n, kind))
		}
	}
	return fmt.Errorf("%s holds no user: its %d objects are %s; %s", x.label, x.input.Objects, strings.Join(kinds, ", "), wantExport)
}

// isCloudExport reports whether an export has what only a cloud user has, and
// nothing that every user of Active Directory has.
func (x *adExport) isCloudExport() bool {
	return x.anyOccurs("onpremisesimmutableid", "onpremisessyncenabled", "usertype") &&
		!x.anyOccurs("objectguid", "objectclass", "samaccountname", "useraccountcontrol")
}

// dnIndex finds objects of a forest by DN. A slot is the upper half of the
// hash of a DN, and 1 + the place of its object among all objects; 0 is free.
type dnIndex struct {
	slots []uint64
	count int
}

func newDNIndex() *dnIndex { return &dnIndex{slots: make([]uint64, 64)} }

// fetch brings the slots of some hashes into the cache. None of these looks waits
// for another, as those of insert do. What it returns only keeps the compiler
// from leaving the looks out.
//
//go:noinline
func (d *dnIndex) fetch(hashes []uint64) (all uint64) {
	for _, hash := range hashes {
		all |= d.slots[int(hash>>32)&(len(d.slots)-1)]
	}
	return all
}

// insert adds the object that comes next behind all. If one with the same DN
// is there, it gives that and adds nothing.
func (d *dnIndex) insert(hash uint64, o *directory.Object, all []*directory.Object) *directory.Object {
	mask := len(d.slots) - 1
	tag := hash >> 32
	at := int(tag) & mask
	for ; d.slots[at] != 0; at = (at + 1) & mask {
		if d.slots[at]>>32 == tag {
			if first := all[uint32(d.slots[at])-1]; first.DN == o.DN || strings.EqualFold(first.DN, o.DN) {
				return first
			}
		}
	}
	d.slots[at] = tag<<32 | uint64(len(all)+1)
	if d.count++; 3*d.count > 2*len(d.slots) {
		d.grow()
	}
	return nil
}

func (d *dnIndex) grow() {
	old := d.slots
	d.slots = make([]uint64, 2*len(old))
	mask := len(d.slots) - 1
	for _, s := range old {
		if s == 0 {
			continue
		}
		at := int(s>>32) & mask
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = s
	}
}
