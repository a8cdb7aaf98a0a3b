package wire

import (
	"cmp"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"presync/sim/directory"
	"presync/sim/source"
)

// texts gives the objects of a list as Graph shows them, in JSON, one after
// another. Each text holds until the next is asked for.
func (p *cloudPart) texts(list int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		w := newObjectWriter()
		var room directory.CloudObject
		for i := range p.in(list) {
			if !yield(w.object(p.tenant.Read(i, &room))) {
				return
			}
		}
	}
}

// newObjectWriter makes a writer.
func newObjectWriter() *objectWriter {
	w := &objectWriter{}
	text := func(name string, value func(*directory.CloudObject) string) {
		w.add(name, func(to []byte, o *directory.CloudObject) []byte { return appendNonEmpty(to, value(o)) })
	}
	w.add("id", func(to []byte, o *directory.CloudObject) []byte { return appendText(to, o.ID) })
	text("displayName", func(o *directory.CloudObject) string { return o.DisplayName })
	text("userPrincipalName", func(o *directory.CloudObject) string { return string(o.UserPrincipalName) })
	text("mail", func(o *directory.CloudObject) string { return o.Mail })
	text("mailNickname", func(o *directory.CloudObject) string { return o.MailNickname })
	text("userType", func(o *directory.CloudObject) string { return o.UserType })
	text("onPremisesImmutableId", func(o *directory.CloudObject) string { return string(o.ImmutableID) })
	text("onPremisesSecurityIdentifier", func(o *directory.CloudObject) string { return string(o.SecurityID) })
	text("onPremisesUserPrincipalName", func(o *directory.CloudObject) string { return string(o.OnPremUPN) })
	text("onPremisesSamAccountName", func(o *directory.CloudObject) string { return o.OnPremSAM })
	text("onPremisesDistinguishedName", func(o *directory.CloudObject) string { return o.OnPremDN })
	w.add("accountEnabled", func(to []byte, o *directory.CloudObject) []byte { return appendFlag(to, o.AccountEnabled) })
	w.add("onPremisesSyncEnabled", func(to []byte, o *directory.CloudObject) []byte { return appendFlag(to, o.SyncEnabled) })
	w.add("proxyAddresses", appendAddresses)
	for id := range directory.ProfileIDs {
		write := func(to []byte, o *directory.CloudObject) []byte { return appendNonEmpty(to, o.Profile[id]) }
		if source.IsGraphList(id.String()) {
			write = func(to []byte, o *directory.CloudObject) []byte { return appendParts(to, o.Profile[id]) }
		}
		w.addForUsers(id.String(), write)
	}
	w.addForUsers("onPremisesObjectIdentifier", func(to []byte, o *directory.CloudObject) []byte {
		if o.ObjectIdentifier.IsZero() {
			return to
		}
		return appendText(to, o.ObjectIdentifier.String())
	})
	w.addForUsers("onPremisesSyncBehavior", constant(`{"isCloudManaged":true}`, func(o *directory.CloudObject) bool { return o.CloudMastered }))
	w.addForUsers("assignedPlans", constant(`[{"capabilityStatus":"Enabled","service":"exchange","servicePlanId":"`+exchangePlan+`"}]`,
		func(o *directory.CloudObject) bool { return o.ExchangePlan }))
	w.addForUsers("deletedDateTime", func(to []byte, o *directory.CloudObject) []byte {
		if o.DeletedAt.IsZero() {
			return to
		}
		return appendText(to, o.DeletedAt.UTC().Format(time.RFC3339Nano))
	})
	w.addForUsers("onPremisesProvisioningErrors", appendQuarantined)
	slices.SortFunc(w.properties, func(a, b writtenProperty) int { return cmp.Compare(a.name, b.name) })
	return w
}

// objectWriter writes users, groups and contacts as Graph's JSON. What has no
// value is left out. The bytes are those that encoding/json gives for a map of
// the same properties: names in order, and text escaped for HTML.
type objectWriter struct {
	properties []writtenProperty
	text       []byte
}

// writtenProperty is a property: its name, and what appends its value, or
// nothing where there is none.
type writtenProperty struct {
	name  string
	key   string // `,"name":`
	users bool   // only users have it
	value func(to []byte, o *directory.CloudObject) []byte
}

func (w *objectWriter) add(name string, value func([]byte, *directory.CloudObject) []byte) {
	w.properties = append(w.properties, writtenProperty{name: name, key: `,"` + name + `":`, value: value})
}

func (w *objectWriter) addForUsers(name string, value func([]byte, *directory.CloudObject) []byte) {
	w.add(name, value)
	w.properties[len(w.properties)-1].users = true
}

// object writes an object.
func (w *objectWriter) object(o *directory.CloudObject) []byte {
	to := w.text[:0]
	for i := range w.properties {
		p := &w.properties[i]
		if p.users && o.Type != directory.TypeUser {
			continue
		}
		from := len(to)
		to = p.value(append(to, p.key...), o)
		if len(to) == from+len(p.key) { // it has no value
			to = to[:from]
		}
	}
	to[0] = '{' // the id is always there
	w.text = append(to, '}')
	return w.text
}

func constant(text string, has func(*directory.CloudObject) bool) func([]byte, *directory.CloudObject) []byte {
	return func(to []byte, o *directory.CloudObject) []byte {
		if has(o) {
			to = append(to, text...)
		}
		return to
	}
}

func appendNonEmpty(to []byte, text string) []byte {
	if text == "" {
		return to
	}
	return appendText(to, text)
}

// appendParts appends the list of texts that the readers joined.
func appendParts(to []byte, text string) []byte {
	if text == "" {
		return to
	}
	separator := byte('[')
	for part := range strings.SplitSeq(text, "; ") {
		to = appendText(append(to, separator), part)
		separator = ','
	}
	return append(to, ']')
}

func appendFlag(to []byte, value directory.Tristate) []byte {
	switch value {
	case directory.True:
		return append(to, "true"...)
	case directory.False:
		return append(to, "false"...)
	}
	return to
}

func appendAddresses(to []byte, o *directory.CloudObject) []byte {
	separator := byte('[')
	for _, a := range o.ProxyAddresses {
		to = append(to, separator)
		separator = ','
		if a.Type == "" || !isPlain(a.Type) || !isPlain(a.Local) {
			to = appendText(to, a.String())
			continue
		}
		to = append(append(append(to, '"'), a.Type...), ':')
		to = append(append(to, a.Local...), '"')
	}
	if separator == '[' {
		return to
	}
	return append(to, ']')
}

func appendQuarantined(to []byte, o *directory.CloudObject) []byte {
	separator := byte('[')
	for _, q := range o.Quarantined {
		to = append(append(to, separator), `{"category":"PropertyConflict","propertyCausingError":`...)
		to = append(appendText(to, q.Property), `,"value":`...)
		to = append(appendText(to, q.Value), '}')
		separator = ','
	}
	if separator == '[' {
		return to
	}
	return append(to, ']')
}

// appendText appends a JSON string.
func appendText(to []byte, s string) []byte {
	if isPlain(s) {
		return append(append(append(to, '"'), s...), '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil { // it never has one for a string
		return append(to, `""`...)
	}
	return append(to, quoted...)
}

// isPlain reports whether a text stands in JSON as it is.
func isPlain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a':
			ascii = ascii && c < utf8.RuneSelf
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}
