package source

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"presync/sim/directory"
)

// ApplyChanges gives the snapshot as it is after the changes of a source to
// one forest. The snapshot itself stays as it is.
//
// The source holds LDIF change records (modify, delete, modrdn or moddn, add),
// which are applied in order, or it is a new export, which replaces the
// objects of the forest. Records with changetype add alone can be either,
// since ldifde exports write them: they are a new export when one of their DNs
// or objectGUIDs is in the forest already, and additions otherwise.
//
// A change that a domain controller would refuse is an error with file and
// line: an unknown DN, a value that is absent or there already, a second value
// of a single-valued attribute, a name that is taken.
func ApplyChanges(snap *directory.Snapshot, forest string, src ADSource, opt Options) (*directory.Snapshot, directory.Input, error) {
	src.Name = forest
	text, sum, err := readWhole(&src)
	if err != nil {
		return nil, directory.Input{}, err
	}
	sel := opt.selection()
	records, err := splitChanges(text, &src, sel)
	if err != nil {
		return nil, directory.Input{}, err
	}
	if isNewExport(records, snap, forest, &src, sel) {
		src.Reader = bytes.NewReader(text)
		return replaceForest(snap, &src, sel, sum)
	}
	c := newChanger(snap, forest, &src, sel)
	for i := range records {
		if err := c.apply(&records[i]); err != nil {
			return nil, directory.Input{}, err
		}
	}
	input := directory.Input{Source: src.label(), SHA256: sum, Objects: len(records)}
	return c.result(), input, nil
}

// readWhole reads a source as UTF-8, with the SHA-256 of its raw bytes.
func readWhole(src *ADSource) (text []byte, sum string, err error) {
	r := src.Reader
	if r == nil {
		f, err := open(src.Path)
		if err != nil {
			return nil, "", openError(err)
		}
		defer f.Close()
		r = f
	}
	raw := newHashingReader(r, true)
	text, err = io.ReadAll(newUTF8Reader(raw))
	sum = raw.Sum()
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", src.label(), pathReason(err))
	}
	return text, sum, nil
}

// isNewExport reports whether records are an export rather than changes.
func isNewExport(records []changeRecord, snap *directory.Snapshot, forest string, src *ADSource, sel *selection) bool {
	adds := 0
	for i := range records {
		switch records[i].kind {
		case "add":
			adds++
		case "":
		default:
			return false
		}
	}
	if adds < len(records) || adds == 0 {
		return true
	}
	known := map[string]bool{}
	guids := map[directory.GUID]bool{}
	for _, o := range snap.Objects {
		if o.Forest == forest {
			known[dnKey(o.DN)] = true
			guids[o.GUID()] = true
		}
	}
	delete(guids, directory.GUID{}) // of objects without one
	for i := range records {
		o, err := records[i].object(src, sel)
		if known[dnKey(records[i].dn)] || err == nil && guids[o.GUID()] {
			return true
		}
	}
	return false
}

// replaceForest puts a new export in the place of the objects of its forest.
// It may be without users.
func replaceForest(snap *directory.Snapshot, src *ADSource, sel *selection, sum string) (*directory.Snapshot, directory.Input, error) {
	fresh := newSnapshot()
	export, err := readExport(context.Background(), src, sel, newMerger(fresh))
	if err != nil {
		return nil, directory.Input{}, err
	}
	export.input.SHA256 = sum
	if export.input.Objects == 0 {
		return nil, directory.Input{}, export.usable()
	}
	next := newSnapshot()
	known := false
	for _, f := range snap.Forests {
		known = known || f == src.Name
	}
	next.Forests = append(next.Forests, snap.Forests...)
	if !known {
		next.Forests = append(next.Forests, src.Name)
	}
	for _, f := range next.Forests {
		from := snap
		if f == src.Name {
			from = fresh
		}
		for _, o := range from.Objects {
			if o.Forest == f {
				next.Objects = append(next.Objects, o)
			}
		}
		next.ForestAttributes[f] = map[string]bool{}
		for name := range from.ForestAttributes[f] {
			next.ForestAttributes[f][name] = true
			next.Attributes[name] = true
		}
	}
	return next, export.input, nil
}

func newSnapshot() *directory.Snapshot {
	return &directory.Snapshot{Attributes: map[string]bool{}, ForestAttributes: map[string]map[string]bool{}}
}
