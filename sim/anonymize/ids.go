package anonymize

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"presync/sim/directory"
)

// tokens is what a scan hands the parts of a value to, and takes what they
// become. Learning, replacing and checking are three of them.
type tokens interface {
	word(word string, where place) string
	number(digits string) string
	guid(g directory.GUID) directory.GUID
	sid(s directory.SID) directory.SID
	blob(raw []byte) []byte
	// whole takes an id without meaning.
	whole(text string) string
	// isGUID and isBlob report whether bytes that may be something else were
	// seen as such before.
	isGUID(g directory.GUID) bool
	isBlob(raw []byte) bool
}

// vendorGUIDs are the ids of built-in roles and of the service plans that the
// readers know.
func vendorGUIDs() map[directory.GUID]bool {
	ids := map[directory.GUID]bool{{}: true}
	add := func(text string) {
		if g, err := directory.ParseGUID(text); err == nil {
			ids[g] = true
		}
	}
	for _, r := range directory.BuiltInRoles() {
		add(r.TemplateID)
	}
	for _, plan := range []string{"efb87545-963c-4e0d-99df-69c6916d9eb0", "9aaf7827-d63c-4b61-89c3-182f06f82e5c",
		"4a82b400-a79f-41a4-b4e2-e94f5787b113", "5136a095-5cf0-4aff-bec3-e84448b38ea5"} {
		add(plan)
	}
	return ids
}

// domainSIDs begin the SIDs of accounts of a domain, and of objects of Entra
// ID, whose numbers are the bytes of the object's id.
const (
	domainSID = "S-1-5-21-"
	entraSID  = "S-1-12-1-"
)

// firstRID is the first relative id of an account that is made in a domain;
// those below are the same everywhere (MS-ADTS 6.1.1.6).
const firstRID = 1000

// replaceSID gives the replacement of a SID. Those that are the same in every
// domain stay.
func (k keyed) replaceSID(s directory.SID, guid func(directory.GUID) directory.GUID) directory.SID {
	if rest, entra := strings.CutPrefix(string(s), entraSID); entra {
		if g, ok := guidOfNumbers(rest); ok {
			return directory.SID(entraSID + numbersOfGUID(guid(g)))
		}
	}
	rest, account := strings.CutPrefix(string(s), domainSID)
	if !account {
		return s
	}
	parts := strings.Split(rest, "-")
	if len(parts) < 3 {
		return directory.SID(domainSID + strconv.FormatUint(uint64(binary.LittleEndian.Uint32(k.bytes(4, "sid", rest, 0))), 10))
	}
	chance := k.bytes(12, "sid", strings.Join(parts[:3], "-"), 0)
	out := domainSID
	for i := range 3 {
		out += fmt.Sprintf("%d", binary.LittleEndian.Uint32(chance[4*i:])|1<<28)
		if i < 2 {
			out += "-"
		}
	}
	for _, p := range parts[3:] {
		out += "-" + k.replaceRID(p)
	}
	return directory.SID(out)
}

// replaceRID permutes relative ids, so that no two become one.
func (k keyed) replaceRID(text string) string {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n < firstRID {
		return text
	}
	const half, mask = 15, 1<<15 - 1
	low := uint32(n-firstRID) & (1<<(2*half) - 1)
	left, right := low>>half, low&mask
	for round := range 4 {
		f := binary.LittleEndian.Uint32(k.bytes(4, "rid", strconv.Itoa(int(right)), round)) & mask
		left, right = right, left^f
	}
	high := uint32(n-firstRID) &^ (1<<(2*half) - 1)
	return strconv.FormatUint(uint64(high|left<<half|right)+firstRID, 10)
}

func guidOfNumbers(text string) (g directory.GUID, ok bool) {
	parts := strings.Split(text, "-")
	if len(parts) != 4 {
		return g, false
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return g, false
		}
		binary.LittleEndian.PutUint32(g[4*i:], uint32(n))
	}
	return g, true
}

func numbersOfGUID(g directory.GUID) string {
	parts := make([]string, 4)
	for i := range parts {
		parts[i] = strconv.FormatUint(uint64(binary.LittleEndian.Uint32(g[4*i:])), 10)
	}
	return strings.Join(parts, "-")
}

// binarySID writes a SID as Active Directory stores it (MS-DTYP 2.4.2.2); nil
// for a text that is none.
func binarySID(s directory.SID) []byte {
	parts := strings.Split(string(s), "-")
	if len(parts) < 3 || len(parts) > 18 {
		return nil
	}
	authority, err := strconv.ParseUint(parts[2], 10, 48)
	if err != nil {
		return nil
	}
	raw := []byte{1, byte(len(parts) - 3)}
	raw = append(raw, binary.BigEndian.AppendUint64(nil, authority)[2:]...)
	for _, p := range parts[3:] {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return nil
		}
		raw = binary.LittleEndian.AppendUint32(raw, uint32(n))
	}
	return raw
}

// bytesOf replaces raw bytes by what they are: a GUID, a SID or something else.
func bytesOf(t tokens, raw []byte) []byte {
	if s, ok := sidOf(raw); ok {
		return binarySID(t.sid(s))
	}
	if len(raw) == 16 {
		g := t.guid(directory.GUID(raw))
		return g[:]
	}
	return t.blob(raw)
}

func sidOf(raw []byte) (directory.SID, bool) {
	if len(raw) < 12 || raw[0] != 1 || len(raw) != 8+4*int(raw[1]) || raw[2] != 0 {
		return "", false
	}
	s, err := directory.SIDFromValue(string(raw))
	return s, err == nil
}

// swapped gives a GUID whose text form is written in the order of its bytes,
// as tools do that take an objectGUID for hex digits.
func swapped(g directory.GUID) directory.GUID {
	raw, err := hex.DecodeString(strings.ReplaceAll(g.String(), "-", ""))
	if err != nil {
		return g
	}
	return directory.GUID(raw)
}

// encoded replaces a binary value that a table writes as text: decimal bytes,
// hex pairs with hyphens, X'hex', Base64. White space around it stays: an anchor
// with a blank behind it is another anchor. ok is false for any other text.
func encoded(t tokens, cell string) (out string, ok bool) {
	trimmed := strings.TrimSpace(cell)
	out, ok = encodedBytes(t, trimmed)
	if !ok {
		return "", false
	}
	at := strings.Index(cell, trimmed)
	return cell[:at] + out + cell[at+len(trimmed):], true
}

func encodedBytes(t tokens, trimmed string) (out string, ok bool) {
	if len(trimmed) > 3 && (trimmed[0] == 'X' || trimmed[0] == 'x') && trimmed[1] == '\'' && strings.HasSuffix(trimmed, "'") {
		raw, err := hex.DecodeString(trimmed[2 : len(trimmed)-1])
		if err != nil {
			return "", false
		}
		return trimmed[:2] + hex.EncodeToString(bytesOf(t, raw)) + "'", true
	}
	if raw, err := hex.DecodeString(strings.ReplaceAll(trimmed, "-", "")); err == nil && len(raw) >= 16 && len(trimmed) == 3*len(raw)-1 {
		pairs := make([]string, 0, len(raw))
		for _, b := range bytesOf(t, raw) {
			pairs = append(pairs, fmt.Sprintf("%02X", b))
		}
		return strings.Join(pairs, "-"), true
	}
	if fields := strings.FieldsFunc(trimmed, func(r rune) bool { return strings.ContainsRune(" ,;", r) }); len(fields) >= 8 {
		raw := make([]byte, len(fields))
		for i, f := range fields {
			n, err := strconv.ParseUint(f, 10, 8)
			if err != nil {
				return "", false
			}
			raw[i] = byte(n)
		}
		between := strings.TrimLeft(trimmed, "0123456789")
		between = between[:len(between)-len(strings.TrimLeft(between, " ,;"))]
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(bytesOf(t, raw)), " ", between), "[]"), true
	}
	if raw, err := base64.StdEncoding.DecodeString(trimmed); err == nil && len(raw) >= 8 && meansBytes(t, raw) {
		return base64.StdEncoding.EncodeToString(bytesOf(t, raw)), true
	}
	return "", false
}
