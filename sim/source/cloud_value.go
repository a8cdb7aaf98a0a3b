package source

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"presync/sim/directory"
)

// null sets a property to null, or to an empty text or list, which is the
// same.
func (b *cloudBuilder) null(p property) { b.curSeen.add(p) }

// has notes that the record has a value for the property. It reports false
// when an earlier mention of the property gave one already and this one is to
// be left alone.
func (b *cloudBuilder) has(p property) {
	b.curSeen.add(p)
	b.curValued.add(p)
}

// text sets a property that is a text. It copies v.
func (b *cloudBuilder) text(p property, v []byte, line int) { b.textOf(p, b.own(v), line) }

// textOf sets a property to a text that stays as it is until the record ends.
func (b *cloudBuilder) textOf(p property, v []byte, line int) {
	if len(v) == 0 {
		b.null(p)
		return
	}
	b.has(p)
	if text := textOfProperty[p]; text < directory.CloudTexts {
		b.cur.Texts[text] = v
		return
	}
	switch p {
	case propODataType:
		b.curType = b.intern(v)
	case propObjectIdentifier:
		b.objectIdentifier(v, line)
	case propSecurityIdentifier:
		b.securityIdentifier(v, line)
	case propDeletedDateTime:
		b.deletedAt(string(v), line)
	}
}

// objectIdentifier reads onPremisesObjectIdentifier: the text of a GUID or the
// Base64 of its 16 bytes (rulebook SA-15). Of anything else it is only known
// that there is a value.
func (b *cloudBuilder) objectIdentifier(v []byte, line int) {
	guid, ok := directory.GUIDOfText(v)
	if !ok {
		if guid, ok = directory.Anchor(v).GUID(); !ok {
			b.unreadable(propObjectIdentifier, line, "is %q, want a GUID or the Base64 of 16 bytes", v)
			return
		}
	}
	b.cur.ObjectIdentifier = guid
}

func (b *cloudBuilder) securityIdentifier(v []byte, line int) {
	if n := len(b.sidDomain); len(v) > n && n > 0 && string(v[:n]) == string(b.sidDomain) && digits(v[n:]) == len(v)-n {
		b.cur.Texts[directory.SecurityIDText] = v // another one of the same domain
		return
	}
	if directory.IsSIDText(v) {
		b.sidDomain = append(b.sidDomain[:0], v[:bytes.LastIndexByte(v, '-')+1]...)
	} else {
		sid, err := directory.SIDFromValue(string(v))
		if err != nil {
			b.unreadable(propSecurityIdentifier, line, "is %q, want a SID such as S-1-5-21-1-2-3-1104", v)
			return
		}
		v = []byte(sid)
	}
	b.cur.Texts[directory.SecurityIDText] = v
}

// unreadable notes a value that cannot be used; the record counts as one that
// lacks the property.
func (b *cloudBuilder) unreadable(p property, line int, format string, args ...any) {
	name := cloudProperties[p].name
	b.note(line, "%s %s; the value is not used", name, fmt.Sprintf(format, args...))
	b.cur.Missing = append(b.cur.Missing, name)
}

// deletedAt reads deletedDateTime.
func (b *cloudBuilder) deletedAt(v string, line int) {
	at, ok := parseCloudTime(v)
	if ok && at.Year() <= 1 {
		return // the zero date of .NET stands for none
	}
	b.cur.Deleted = true
	b.cur.DeletedAt = at
	if !ok {
		b.note(line, "deletedDateTime is %q, want a date such as 2026-07-01T08:30:00Z; the date is not used", v)
	}
}

// parseCloudTime reads a date as Graph, PowerShell and the portals write it:
// RFC 3339, /Date(1782894600000)/, and forms without a zone, taken as UTC.
func parseCloudTime(v string) (time.Time, bool) {
	v = strings.TrimSpace(v)
	if rest, ok := strings.CutPrefix(v, "/Date("); ok {
		rest, _, _ = strings.Cut(rest, ")")
		if i := strings.IndexAny(rest[min(1, len(rest)):], "+-"); i >= 0 {
			rest = rest[:i+1] // a zone behind the milliseconds does not change the moment
		}
		ms, err := strconv.ParseInt(rest, 10, 64)
		return time.UnixMilli(ms).UTC(), err == nil
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05.999999999",
		"2006-01-02 15:04:05", "2006-01-02", "1/2/2006 3:04:05 PM", "1/2/2006 15:04:05",
	} {
		if at, err := time.Parse(layout, v); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// flag sets a property that is true or false.
func (b *cloudBuilder) flag(p property, v bool) {
	b.has(p)
	switch p {
	case propAccountEnabled:
		b.cur.AccountEnabled = directory.Bool(v)
	case propSyncEnabled:
		b.cur.SyncEnabled = directory.Bool(v)
	case propIsCloudManaged:
		b.cur.CloudMastered = v
	}
}

// nullFlag sets a property that can be true or false to null.
func (b *cloudBuilder) nullFlag(p property) {
	if b.curValued.has(p) {
		return
	}
	b.null(p)
	switch p {
	case propAccountEnabled:
		b.cur.AccountEnabled = directory.Null
	case propSyncEnabled:
		b.cur.SyncEnabled = directory.Null
	}
}

// address adds one value of proxyAddresses, a text that stays as it is until the
// record ends.
func (b *cloudBuilder) address(v []byte) {
	const kind = len("smtp:")
	if n := len(v); n > kind && v[n-1] > ' ' && v[n-1] < utf8.RuneSelf { // no blank to trim
		switch string(v[:kind]) {
		case "SMTP:":
			b.addAddress("SMTP", v[kind:])
			return
		case "smtp:":
			b.addAddress("smtp", v[kind:])
			return
		}
	}
	v = bytes.TrimSpace(v)
	name, local, found := bytes.Cut(v, []byte(":"))
	if !found {
		name, local = nil, v
	}
	if len(name) > 0 || len(local) > 0 {
		b.addAddress(b.intern(name), local)
	}
}

func (b *cloudBuilder) addAddress(kind string, local []byte) {
	b.cur.Addresses = append(b.cur.Addresses, directory.RecordAddress{Type: kind, Local: local})
	b.has(propProxyAddresses)
}

// listed adds one text of a list. It copies v.
func (b *cloudBuilder) listed(p property, v []byte) { b.listedText(p, b.own(v)) }

// listedText adds one text of a list that stays as it is until the record ends.
// Those of a list in the profile become one text.
func (b *cloudBuilder) listedText(p property, v []byte) {
	if p == propProxyAddresses {
		b.address(v)
		return
	}
	if len(v) == 0 {
		return
	}
	b.has(p)
	value := &b.cur.Texts[textOfProperty[p]]
	if before := *value; len(before) > 0 {
		v = b.own(slices.Concat(before, []byte("; "), v))
	}
	*value = v
}

// quarantined adds one entry of onPremisesProvisioningErrors (rulebook DAR-5).
func (b *cloudBuilder) quarantined(attribute, value string) {
	if strings.EqualFold(attribute, "ProxyAddress") { // the older name
		attribute = "ProxyAddresses"
	}
	b.has(propProvisioningErrors)
	b.cur.Quarantined = append(b.cur.Quarantined, directory.QuarantinedValue{Property: attribute, Value: value})
}

// plan adds one entry of assignedPlans.
func (b *cloudBuilder) plan(service, status, id []byte) {
	b.has(propAssignedPlans)
	if isExchangePlan(service, status, id) {
		b.cur.ExchangePlan = true
	}
}
