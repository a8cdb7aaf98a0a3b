package fakeldap

import (
	"fmt"
	"io"
	"strings"

	"presync/fakeldap/internal/ad"
)

// seedMode says how much of a seeded entry the directory fills in.
type seedMode int

const (
	// seedComplete fills in what AD gives to every object.
	seedComplete seedMode = iota
	// seedVerbatim keeps the entry as it is.
	seedVerbatim
)

// Load adds entries to the directory in any order; missing parents are made.
// An entry that is there already is an error. Entries before the one that is
// refused stay. Large directories are best loaded in batches, none of which is
// kept.
func (s *Server) Load(entries ...Entry) error {
	d := s.directory
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range entries {
		if err := d.seed(e, s.mode(), false); err != nil {
			return err
		}
	}
	return nil
}

// SeedLDIF adds the records of an LDIF export: ldifde, ldapsearch or
// ldbsearch, UTF-8 or UTF-16, see ReadLDIF. It reads to the end of r, record by
// record; records before an error stay.
func (s *Server) SeedLDIF(r io.Reader) error {
	return scanLDIF(r, func(e Entry) error { return s.Load(e) })
}

func (s *Server) mode() seedMode {
	if s.config.Verbatim {
		return seedVerbatim
	}
	return seedComplete
}

// seed takes one entry in.
func (d *directory) seed(e Entry, mode seedMode, hidden bool) error {
	dn, err := ad.ParseDN(e.DN)
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if dn.Key == "" {
		return fmt.Errorf("seed: an entry without a name")
	}
	old := d.lookup(dn.Key)
	if old != nil && !old.hidden && !d.isScaffold(old) {
		return fmt.Errorf("seed %q: the entry is there already", e.DN)
	}
	if err := d.raiseParents(dn, hidden || mode == seedVerbatim); err != nil {
		return err
	}
	w, err := d.fromEntry(e)
	if err != nil {
		return err
	}
	if mode == seedComplete {
		if err := d.complete(w, dn, seededAccount); err != nil {
			return fmt.Errorf("seed %q: %w", e.DN, err)
		}
	}
	o, err := w.seal()
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	d.identify(o)
	o.hidden = hidden
	if old != nil {
		d.replace(old, o)
		return nil
	}
	d.insert(o)
	return nil
}

// fromEntry makes a draft of a seeded entry: attribute options are cut off,
// ranges joined, empty attributes dropped, textual GUIDs and SIDs turned into
// bytes.
func (d *directory) fromEntry(e Entry) (*draft, error) {
	w := &draft{dn: e.DN}
	for _, attr := range e.Attributes {
		name, _, _ := strings.Cut(attr.Name, ";")
		if !validDescription(name) {
			return nil, fmt.Errorf("seed %q: %q is no attribute name", e.DN, attr.Name)
		}
		var a *ad.Attribute
		values := make([][]byte, 0, len(attr.Values))
		for _, v := range attr.Values {
			if len(v) == 0 {
				continue
			}
			if a == nil {
				a = d.schema.Learn(name, v)
			}
			values = append(values, toBinary(a, v))
		}
		if a != nil {
			w.put(a, append(w.get(a), values...)...)
		}
	}
	return w, nil
}

// toBinary turns the textual forms that ldbsearch prints into bytes.
func toBinary(a *ad.Attribute, v []byte) []byte {
	switch {
	case a.Syntax == ad.Sid && strings.HasPrefix(string(v), "S-1-"):
		if sid, err := ad.ParseSID(string(v)); err == nil {
			return sid
		}
	case a.Name == "objectGUID" && len(v) >= 36:
		if guid, err := ad.ParseGUID(string(v)); err == nil {
			return guid[:]
		}
	}
	return v
}

// validDescription reports whether s can name an attribute.
func validDescription(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return true
}

// raiseParents makes the missing parents of a name. They are scaffold: a seed
// may still bring the real ones.
func (d *directory) raiseParents(dn ad.DN, hidden bool) error {
	parent, err := dn.Parent()
	if err != nil || parent.Key == "" || d.lookup(parent.Key) != nil {
		return err
	}
	if strings.EqualFold(dn.Type, "DC") && strings.EqualFold(parent.Type, "DC") {
		return nil // the root of a domain
	}
	if err := d.raiseParents(parent, hidden); err != nil {
		return err
	}
	class := "container"
	switch strings.ToUpper(parent.Type) {
	case "OU":
		class = "organizationalUnit"
	case "DC":
		class = "domainDNS"
	case "O":
		class = "organization"
	}
	w, err := d.fromEntry(NewEntry(parent.Text, "objectClass", class))
	if err != nil {
		return err
	}
	if err := d.complete(w, parent, seededAccount); err != nil {
		return err
	}
	o, err := w.seal()
	if err != nil {
		return err
	}
	o.hidden = hidden
	d.insert(o)
	d.scaffold[o.key] = o
	return nil
}

// isScaffold reports whether the object is one that the directory made for
// itself and nobody has touched since.
func (d *directory) isScaffold(o *object) bool { return d.scaffold[o.key] == o }
