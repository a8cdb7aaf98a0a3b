package generate

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// guid is a GUID as Active Directory stores it: the first three fields are
// little-endian.
type guid [16]byte

func (g guid) isZero() bool { return g == guid{} }

// newGUID makes the GUID that a place has for a use.
func (d *draft) newGUID(place int, salt uint64) guid {
	r := newDice(d.pop.options.Seed, place, salt)
	var g guid
	binary.LittleEndian.PutUint64(g[:8], r.next())
	binary.LittleEndian.PutUint64(g[8:], r.next())
	g[7] = g[7]&0x0f | 0x40 // version 4
	g[8] = g[8]&0x3f | 0x80
	return g
}

// appendGUID writes a GUID as text.
func appendGUID(out []byte, g guid) []byte {
	ordered := [16]byte{g[3], g[2], g[1], g[0], g[5], g[4], g[7], g[6]}
	copy(ordered[8:], g[8:])
	out = hex.AppendEncode(out, ordered[:4])
	for _, part := range [][]byte{ordered[4:6], ordered[6:8], ordered[8:10], ordered[10:]} {
		out = hex.AppendEncode(append(out, '-'), part)
	}
	return out
}

// domainSID are the three numbers that a forest has in its SIDs.
func (d *draft) domainSID(forest int) [3]uint32 {
	r := newDice(d.pop.options.Seed, -1-forest, saltOther)
	return [3]uint32{uint32(r.below(1<<31)) | 1<<20, uint32(r.below(1<<31)) | 1<<20, uint32(r.below(1<<31)) | 1<<20}
}

// firstRID is what a domain gives to its first users.
const firstRID = 1104

// appendSID writes the binary form of a SID.
func (d *draft) appendSID(out []byte, forest, rid int) []byte {
	out = append(out, 1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0)
	for _, n := range d.domainSID(forest) {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	return binary.LittleEndian.AppendUint32(out, uint32(rid))
}

// sidText is a SID as Graph shows it.
func (d *draft) sidText(forest, rid int) []byte {
	start := len(d.arena)
	d.arena = append(d.arena, "S-1-5-21"...)
	for _, n := range d.domainSID(forest) {
		d.arena = strconv.AppendUint(append(d.arena, '-'), uint64(n), 10)
	}
	d.arena = strconv.AppendInt(append(d.arena, '-'), int64(rid), 10)
	return d.arena[start:len(d.arena):len(d.arena)]
}

// plainID is a GUID without hyphens, as the recycle bin puts it before a name.
func (d *draft) plainID(g guid) []byte {
	start := len(d.arena)
	var buffer [36]byte
	for _, c := range appendGUID(buffer[:0], g) {
		if c != '-' {
			d.arena = append(d.arena, c)
		}
	}
	return d.arena[start:len(d.arena):len(d.arena)]
}
