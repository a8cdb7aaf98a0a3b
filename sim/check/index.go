package check

import (
	"strings"

	"presync/sim/directory"
)

// index finds the holders of values that must be unique. Holders of one value
// are chained; a value costs one map entry and 16 bytes a holder.
type index struct {
	heads   map[string]heads
	holders []holder
}

// heads are the places, counted from 1, of the first holders of a value, by
// the slot of the attribute that holds it.
type heads [slots]int32

// The slots.
const (
	slotUPN = iota
	slotMail
	slotProxy
	slots
)

// holder is an object, or a cloud object, that holds a value.
type holder struct {
	entry int32 // the place of the object
	at    int32 // which of its values
	next  int32 // the next holder, counted from 1
}

func newIndex() *index { return &index{heads: map[string]heads{}} }

// add puts a holder in front of the others.
func (x *index) add(key string, slot int, entry, at int32) {
	h := x.heads[key]
	x.holders = append(x.holders, holder{entry: entry, at: at, next: h[slot]})
	h[slot] = int32(len(x.holders))
	x.heads[key] = h
}

// first finds the first holder of a value that is not left out.
func (x *index) first(key string, slot int, leave func(entry int32) bool) (holder, bool) {
	return x.from(x.heads[key][slot], leave)
}

// from finds the first one of a chain that is not left out.
func (x *index) from(at int32, leave func(entry int32) bool) (holder, bool) {
	for ; at > 0; at = x.holders[at-1].next {
		if h := x.holders[at-1]; !leave(h.entry) {
			return h, true
		}
	}
	return holder{}, false
}

// slotOf is the slot of an attribute: the three that hold addresses share
// keys, all others have keys of their own.
func slotOf(attribute string) int {
	switch attribute {
	case attrMail:
		return slotMail
	case attrProxies:
		return slotProxy
	}
	return slotUPN
}

// keyOf is what a value is known by where it must be unique, "" where it need
// not be: e-mail addresses without their prefix, whatever attribute they are
// in; other proxyAddresses values whole; nicknames and account names by
// attribute. Case does not count (rulebook SM-20, VAL-6).
func keyOf(attribute, text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	switch attribute {
	case attrUPN:
		return "A" + strings.ToLower(text)
	case attrMail:
		return "A" + strings.ToLower(strings.TrimSpace(text))
	case attrProxies:
		a := directory.ParseAddress(text)
		if a.IsSMTP() {
			return "A" + strings.ToLower(strings.TrimSpace(a.Local))
		}
		return "P" + strings.ToLower(a.String())
	case attrNick:
		return "N" + strings.ToLower(text)
	case attrSAM:
		return "S" + strings.ToLower(text)
	}
	return ""
}

// toolKeyOf is what the discontinued tool compares: the whole value within its
// attribute.
func toolKeyOf(attribute, text string) string {
	return "T" + attribute + ":" + strings.ToLower(text)
}

// cloudIndex finds the values that the tenant holds. Objects in its recycle
// bin hold none.
func cloudIndex(objects []*directory.CloudObject) *index {
	x := newIndex()
	for i := len(objects) - 1; i >= 0; i-- {
		c := objects[i]
		if c.Deleted {
			continue
		}
		entry := int32(i)
		for at := len(c.ProxyAddresses) - 1; at >= 0; at-- {
			x.take(attrProxies, c.ProxyAddresses[at].String(), entry, int32(at))
		}
		x.take(attrMail, c.Mail, entry, 0)
		x.take(attrUPN, string(c.UserPrincipalName), entry, 0)
		x.take(attrNick, c.MailNickname, entry, 0)
	}
	return x
}

// take adds a value under its key, if it has one.
func (x *index) take(attribute, text string, entry, at int32) {
	if key := keyOf(attribute, text); key != "" {
		x.add(key, slotOf(attribute), entry, at)
	}
}
