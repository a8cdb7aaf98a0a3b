package fakeldap

import (
	"sync"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// encoder writes search result entries in one pass: the attributes of an
// object are encoded already, so an entry is two headers, its name and copies
// of what is wanted. Ranges, back links, types without values and extended
// names take a slower way.
type encoder struct {
	d        *directory
	id       int64
	wanted   *selection
	maxRange int
	// special sends every attribute the slower way.
	special, typesOnly     bool
	extended, extendedText bool
	base                   bool
	isBack                 []bool
	attributes             []*ad.Attribute
	extra                  []byte
	values                 []byte
	direct                 []int
	// outOfRange says that a range begins behind the last value, which AD
	// answers with an error.
	outOfRange bool
}

func (x *exchange) encoder(p *plan) *encoder {
	d := x.server.directory
	e := &encoder{
		d: d, id: x.m.id, wanted: p.wanted, maxRange: x.server.config.MaxValRange,
		special: p.typesOnly || p.extended || len(p.wanted.ranges) > 0, typesOnly: p.typesOnly,
		extended: p.extended, extendedText: p.extendedText, base: p.scope == scopeBase,
		isBack: make([]bool, len(p.wanted.stored)), attributes: d.schema.Attributes(),
	}
	for _, a := range p.wanted.back {
		e.isBack[a.ID] = true
	}
	return e
}

// buffers are reused by all connections; flushAt is when one is sent.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, flushAt+32<<10); return &b }}

const flushAt = 64 << 10

// send writes the entries of an answer. struck says that the answer ends with
// the given result instead of its own, or without one when x.silent is set.
func (x *exchange) send(p *plan, found []*object) (outcome result, struck bool) {
	f := x.fault
	if f != nil && f.After > 0 && f.After < len(found) {
		found = found[:f.After]
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	e := x.encoder(p)
	for len(found) > 0 {
		select {
		case <-x.m.gone:
			x.silent = true
			return result{}, true
		default:
		}
		out := (*buffer)[:0]
		n := 0
		x.server.directory.mu.RLock()
		for n < len(found) && len(out) < flushAt && !e.outOfRange {
			out = e.entry(out, found[n])
			n++
		}
		x.server.directory.mu.RUnlock()
		if e.outOfRange {
			return ldapError(gldap.ResultOperationsError, 0x2020, "the range starts behind the last value", 0), true
		}
		if cap(out) <= 4*flushAt {
			*buffer = out
		}
		if err := x.conn.write(out); err != nil {
			x.silent = true
			return result{}, true
		}
		x.log.Entries += n
		found = found[n:]
	}
	if f == nil || f.After == 0 {
		return result{}, false
	}
	x.silent = f.Drop
	return f.result(), f.Drop || f.Result != 0
}

// entry appends a SearchResultEntry. The caller holds d.mu for reading.
func (e *encoder) entry(dst []byte, o *object) []byte {
	e.extra, e.direct = e.extra[:0], e.direct[:0]
	size := 0
	for i, s := range o.attrs {
		if int(s.id) >= len(e.wanted.stored) || !e.wanted.stored[s.id] || e.isBack[s.id] {
			continue
		}
		encoded := o.encoded(i)
		if !e.special && len(encoded) < 2*e.maxRange {
			size += len(encoded)
			e.direct = append(e.direct, i)
			continue
		}
		e.appendSet(e.attributes[s.id], valueSet(encoded))
	}
	for _, a := range e.wanted.back {
		e.append(a, e.d.visible(o, a, e.wanted.catalog))
	}
	for _, a := range e.wanted.constructed {
		if e.base || a.Name != "tokenGroups" {
			e.append(a, e.d.construct(o, a))
		}
	}
	dn := o.dn
	if e.extended {
		dn = e.d.extendedName(o, e.extendedText)
	}
	size += len(e.extra)
	body := ber.Size(len(dn)) + ber.Size(size)
	dst = ber.AppendHeader(dst, ber.Sequence, 2+ber.SizeInt(e.id)+ber.Size(body))
	dst = ber.AppendInt(dst, ber.Integer, e.id)
	dst = ber.AppendHeader(dst, tagEntry, body)
	dst = ber.Append(dst, ber.OctetString, dn)
	dst = ber.AppendHeader(dst, ber.Sequence, size)
	for _, i := range e.direct {
		dst = append(dst, o.encoded(i)...)
	}
	return append(dst, e.extra...)
}

// append adds an attribute whose values are computed.
func (e *encoder) append(a *ad.Attribute, values [][]byte) {
	e.values = e.values[:0]
	for _, v := range values {
		e.values = ber.Append(e.values, ber.OctetString, v)
	}
	e.appendSet(a, e.values)
}

// appendSet adds an attribute that can't be copied as it is stored, of which
// the encoded values are given. Those that are not asked for are stepped over,
// so that a long list that is read range by range costs one walk each.
func (e *encoder) appendSet(a *ad.Attribute, set []byte) {
	if len(set) == 0 {
		return
	}
	if e.typesOnly {
		e.extra = appendAttribute(e.extra, a.Name, nil)
		return
	}
	count := countValues(set)
	r, asked := e.wanted.ranges[a.ID]
	switch {
	case asked && r.low >= count:
		e.outOfRange = true
		return
	case !asked && (count <= e.maxRange || a.Constructed):
		e.extra = e.appendValues(a, "", set)
		return
	case !asked:
		// AD shows that there are values, and sends the first of them.
		e.extra = appendAttribute(e.extra, a.Name, nil)
		r = valueRange{high: -1}
	}
	end := min(count, r.low+e.maxRange)
	if r.high >= 0 {
		end = min(end, r.high+1)
	}
	part := skipValues(set, r.low)
	part = part[:len(part)-len(skipValues(part, end-r.low))]
	e.extra = e.appendValues(a, r.option(end-r.low, end == count), part)
}

// appendValues appends a PartialAttribute of encoded values.
func (e *encoder) appendValues(a *ad.Attribute, option string, set []byte) []byte {
	name := a.Name + option
	if e.extended && a.Syntax == ad.DistinguishedName {
		var values [][]byte
		for v, rest := nextValue(set); v != nil; v, rest = nextValue(rest) {
			values = append(values, v)
		}
		return appendAttribute(e.extra, name, e.d.extendedNames(values, e.extendedText))
	}
	dst := ber.AppendHeader(e.extra, ber.Sequence, ber.Size(len(name))+ber.Size(len(set)))
	dst = ber.Append(dst, ber.OctetString, name)
	return ber.Append(dst, ber.Set, set)
}

// countValues counts the values of a set.
func countValues(set []byte) int {
	n := 0
	for ; len(set) > 0; n++ {
		_, set = nextValue(set)
	}
	return n
}

// skipValues is what is left of a set behind its first n values.
func skipValues(set []byte, n int) []byte {
	for ; n > 0; n-- {
		_, set = nextValue(set)
	}
	return set
}

// extendedName writes <GUID=...>;<SID=...>;name ([MS-ADTS] 3.1.1.3.4.1.5).
func (d *directory) extendedName(o *object, text bool) string {
	guid, sid := o.first(d.at.objectGUID), o.first(d.at.objectSid)
	name := ""
	if guid != "" {
		name += "<GUID=" + showBytes([]byte(guid), text, ad.FormatGUID) + ">;"
	}
	if sid != "" {
		name += "<SID=" + showBytes([]byte(sid), text, ad.FormatSID) + ">;"
	}
	return name + o.dn
}

// extendedNames rewrites the names of objects that exist.
func (d *directory) extendedNames(values [][]byte, text bool) [][]byte {
	out := make([][]byte, len(values))
	for i, v := range values {
		out[i] = v
		if dn, err := ad.ParseDN(string(v)); err == nil {
			if o := d.lookup(dn.Key); o != nil {
				out[i] = []byte(d.extendedName(o, text))
			}
		}
	}
	return out
}

func showBytes(b []byte, text bool, format func([]byte) string) string {
	if text {
		return format(b)
	}
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}
