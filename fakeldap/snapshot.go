package fakeldap

import (
	"fmt"
	"maps"
	"slices"

	"presync/fakeldap/internal/ad"
)

// Snapshot is the state of a server's directory at one moment. It stays valid
// whatever happens to the server later and can be restored many times.
type Snapshot struct {
	owner     *Server
	objects   []*object
	scaffold  map[string]*object
	passwords map[[16]byte]string
	usn       int64
	rid       uint32
	serial    uint64
}

// Snapshot remembers the directory as it is now. It is cheap: objects are
// shared, not copied.
func (s *Server) Snapshot() *Snapshot {
	d := s.directory
	d.mu.RLock()
	defer d.mu.RUnlock()
	return &Snapshot{
		owner: s, objects: slices.Clone(d.objects), scaffold: maps.Clone(d.scaffold),
		passwords: maps.Clone(d.passwords), usn: d.usn, rid: d.rid, serial: d.serial,
	}
}

// Restore brings the directory back to a snapshot of the same server. Open
// connections stay; cookies of paged searches made before become invalid.
func (s *Server) Restore(snap *Snapshot) error {
	if snap == nil || snap.owner != s {
		return fmt.Errorf("restore: the snapshot is of another server")
	}
	d := s.directory
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clear()
	d.epoch++
	for _, o := range snap.objects {
		if o == nil {
			d.objects = append(d.objects, nil)
			continue
		}
		d.insert(o)
	}
	d.scaffold, d.passwords = maps.Clone(snap.scaffold), maps.Clone(snap.passwords)
	d.usn, d.rid, d.serial = snap.usn, snap.rid, snap.serial
	return nil
}

// Entry reads one entry as it is stored, tombstones included; ok is false when
// there is none of that name.
func (s *Server) Entry(dn string) (e Entry, ok bool) {
	parsed, err := ad.ParseDN(dn)
	if err != nil {
		return Entry{}, false
	}
	d := s.directory
	d.mu.RLock()
	defer d.mu.RUnlock()
	o := d.lookup(parsed.Key)
	if o == nil {
		return Entry{}, false
	}
	return d.entry(o), true
}
