package source

import (
	"errors"

	"presync/sim/directory"
)

// readCloudLDIF reads cloud users as LDIF, with the names of Graph properties
// for attributes. The DNs mean nothing.
func readCloudLDIF(st *stream, b *cloudBuilder) (*fileFacts, error) {
	names := cloudLDIFNames()
	snap := &directory.Snapshot{Attributes: map[string]bool{}, ForestAttributes: map[string]map[string]bool{}}
	src := &ADSource{Name: "cloud", Path: b.label}
	x, m := newADExport(src, formLDIF), newMerger(snap)
	m.start(x)
	sel := Options{Keep: names}.selection()
	sel.schema = nil
	if err := readLDIF(st.ctx, st, src, sel, m); err != nil {
		return nil, err
	}
	m.end()
	if isADExport(snap.Objects) {
		return nil, errors.New("is an export of Active Directory, because it has objectGUID or objectClass and no property of a cloud user; give it to --ad")
	}
	b.told, b.skipped = x.input.Problems, x.input.Skipped
	for _, o := range snap.Objects {
		b.begin(o.Origin.Line)
		for _, a := range o.Attrs.All() {
			if p := b.lookup([]byte(a.Name)); p != propNone {
				b.ldifValues(p, a)
			}
		}
		switch o.Type {
		case directory.TypeGroup:
			b.curType = "#microsoft.graph.group"
		case directory.TypeContact:
			b.curType = "#microsoft.graph.orgContact"
		}
		b.end()
	}
	return &fileFacts{records: len(snap.Objects) + x.input.Skipped, odd: x.stats.odd}, nil
}

// cloudLDIFNames are the properties that an attribute can hold.
func cloudLDIFNames() []string {
	var names []string
	for p := propID; p < propCount; p++ {
		if cloudProperties[p].kind <= textList && p != propODataType {
			names = append(names, cloudProperties[p].name)
		}
	}
	return names
}

// isADExport reports whether objects are those of Active Directory: they have
// what only it has, and none has what only a cloud user has.
func isADExport(objects []*directory.Object) bool {
	ad := false
	for _, o := range objects {
		for _, name := range []string{"id", "onPremisesImmutableId", "onPremisesSyncEnabled", "userType", "accountEnabled"} {
			if o.Attrs.Has(name) {
				return false
			}
		}
		ad = ad || o.Attrs.Has("objectGUID") || o.Attrs.Has("objectClass")
	}
	return ad
}

// ldifValues sets a property from an attribute.
func (b *cloudBuilder) ldifValues(p property, a directory.Attr) {
	kind := cloudProperties[p].kind
	if kind == flagValue {
		b.ldifFlag(p, a)
		return
	}
	if kind != textList && len(a.Values) > 1 {
		b.reject(a.Line, "%s has %d values, want one", a.Name, len(a.Values))
		return
	}
	b.null(p)
	for _, v := range a.Values {
		switch {
		case v == "":
		case kind == textList:
			b.listedText(p, []byte(v))
		default:
			b.textOf(p, []byte(v), a.Line)
		}
	}
}

func (b *cloudBuilder) ldifFlag(p property, a directory.Attr) {
	switch value, ok := parseFlag([]byte(a.Values[0])); {
	case len(a.Values) > 1 || a.Values[0] != "" && !ok:
		b.reject(a.Line, "%s is %q, want true, false or nothing", a.Name, a.Values[len(a.Values)-1])
	case !ok:
		b.nullFlag(p)
	default:
		b.flag(p, value)
	}
}
