package fakeldap

import (
	"bytes"
	"slices"

	"presync/fakeldap/internal/ad"
)

// links finds who points at a name: for each forward link attribute and each
// target's key the positions of the sources in ascending order. Targets need
// not exist yet, seeds come in any order.
type links map[linkKey][]uint32

type linkKey struct {
	attribute uint32
	target    string
}

// targetKey gives the key of the object that a value points at.
func targetKey(a *ad.Attribute, value []byte) (string, bool) {
	if a.Syntax == ad.DNWithData {
		parts := bytes.SplitN(value, []byte(":"), 4)
		if len(parts) < 4 {
			return "", false
		}
		value = parts[3]
	}
	dn, err := ad.ParseDN(string(value))
	return dn.Key, err == nil && dn.Key != ""
}

// eachLink calls f for every forward link of an object.
func (d *directory) eachLink(o *object, f func(k linkKey)) {
	list := d.schema.Attributes()
	for i, s := range o.attrs {
		a := list[s.id]
		if !a.IsForwardLink() {
			continue
		}
		for set := valueSet(o.encoded(i)); len(set) > 0; {
			var v []byte
			v, set = nextValue(set)
			if key, ok := targetKey(a, v); ok {
				f(linkKey{s.id, key})
			}
		}
	}
}

func (d *directory) link(o *object) {
	if o.deleted {
		return
	}
	d.eachLink(o, func(k linkKey) {
		sources := d.links[k]
		if i, found := slices.BinarySearch(sources, o.pos); !found {
			d.links[k] = slices.Insert(sources, i, o.pos)
		}
	})
}

func (d *directory) unlink(o *object) {
	if o.deleted {
		return
	}
	d.eachLink(o, func(k linkKey) {
		sources := d.links[k]
		i, found := slices.BinarySearch(sources, o.pos)
		switch {
		case !found:
		case len(sources) == 1:
			delete(d.links, k)
		default:
			d.links[k] = slices.Delete(sources, i, i+1)
		}
	})
}

// backLinks lists the names that a back link attribute has beside those that
// are stored: the objects whose forward link points at o.
func (d *directory) backLinks(o *object, a *ad.Attribute) []string {
	forward := d.schema.Link(a.LinkID - 1)
	if forward == nil {
		return nil
	}
	sources := d.links[linkKey{uint32(forward.ID), o.key}]
	if len(sources) == 0 {
		return nil
	}
	stored := o.set(a)
	names := make([]string, 0, len(sources))
	for _, pos := range sources {
		source := d.objects[pos]
		if len(stored) == 0 || !o.has(a, source.key) {
			names = append(names, source.dn)
		}
	}
	return names
}

// chain collects all objects from which a chain of links of attribute a leads
// to the target, the rule 1.2.840.113556.1.4.1941. a is a forward or a back
// link attribute.
func (d *directory) chain(a *ad.Attribute, target string) map[uint32]bool {
	found := map[uint32]bool{}
	for queue := []string{target}; len(queue) > 0; queue = queue[1:] {
		for _, pos := range d.pointingAt(a, queue[0]) {
			if !found[pos] {
				found[pos] = true
				queue = append(queue, d.objects[pos].key)
			}
		}
	}
	return found
}

// pointingAt lists the objects whose attribute a, a link, names the target.
func (d *directory) pointingAt(a *ad.Attribute, target string) []uint32 {
	if a.IsForwardLink() {
		return d.links[linkKey{uint32(a.ID), target}]
	}
	forward := d.schema.Link(a.LinkID - 1)
	o := d.lookup(target)
	if forward == nil || o == nil {
		return nil
	}
	var out []uint32
	for set := o.set(forward); len(set) > 0; {
		var v []byte
		v, set = nextValue(set)
		if key, ok := targetKey(forward, v); ok {
			if pos, ok := d.byKey[key]; ok {
				out = append(out, pos)
			}
		}
	}
	return out
}

// retarget rewrites every link that points at a name, for a rename, or takes
// it away, for a deletion, when to is "".
func (d *directory) retarget(key, to string) {
	for _, a := range d.schema.Attributes() {
		if !a.IsForwardLink() {
			continue
		}
		for _, pos := range slices.Clone(d.links[linkKey{uint32(a.ID), key}]) {
			d.repoint(d.objects[pos], a, key, to)
		}
	}
}

// repoint rewrites one object's links to a name.
func (d *directory) repoint(o *object, a *ad.Attribute, key, to string) {
	w := d.edit(o)
	var kept [][]byte
	for _, v := range w.get(a) {
		k, ok := targetKey(a, v)
		switch {
		case !ok || k != key:
			kept = append(kept, v)
		case to == "":
		case a.Syntax == ad.DNWithData:
			parts := bytes.SplitN(v, []byte(":"), 4)
			parts[3] = []byte(to)
			kept = append(kept, bytes.Join(parts, []byte(":")))
		default:
			kept = append(kept, []byte(to))
		}
	}
	w.put(a, kept...)
	d.rewrite(o, w)
}

// mirror keeps the back links that a seed brought in step with a change of
// the forward links they mirror: fresh is what became of old, nil when it was
// deleted.
func (d *directory) mirror(old, fresh *object) {
	kept := map[linkKey]bool{}
	name := ""
	if fresh != nil {
		name = fresh.dn
		d.eachLink(fresh, func(k linkKey) { kept[k] = true })
	}
	list := d.schema.Attributes()
	d.eachLink(old, func(k linkKey) {
		back := d.schema.Link(list[k.attribute].LinkID + 1)
		target := d.lookup(k.target)
		if back == nil || target == nil || kept[k] && fresh.key == old.key || !target.has(back, old.key) {
			return
		}
		w := d.edit(target)
		values := slices.DeleteFunc(w.get(back), func(v []byte) bool { return back.Syntax.Equal(v, old.key) })
		if kept[k] {
			values = append(values, []byte(name))
		}
		w.put(back, values...)
		d.rewrite(target, w)
	})
}

// rewrite seals a draft that came from an object and can't have become
// invalid, and puts it in the object's place.
func (d *directory) rewrite(o *object, w *draft) *object {
	fresh, err := w.seal()
	if err != nil {
		return o
	}
	fresh.hidden, fresh.deleted = o.hidden, o.deleted
	d.replace(o, fresh)
	return fresh
}
