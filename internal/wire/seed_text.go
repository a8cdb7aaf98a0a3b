package wire

import (
	"cmp"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
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
		var w objectWriter
		var room directory.CloudObject
		for i := range p.in(list) {
			if !yield(w.object(p.tenant.Read(i, &room))) {
				return
			}
		}
	}
}

// objectWriter writes users, groups and contacts as Graph's JSON. What has no
// value is left out. The bytes are those that encoding/json gives for a map of
// the same properties: names in order, and text escaped for HTML.
type objectWriter struct {
	text   []byte
	values []byte // of the object in hand, in the order in which they came
	fields []writtenField
}

// writtenField is a property: its name and where its value stands.
type writtenField struct {
	name     string
	from, to int
}

// object writes an object.
func (w *objectWriter) object(o *directory.CloudObject) []byte {
	w.values, w.fields = w.values[:0], w.fields[:0]
	w.string("id", o.ID)
	for _, text := range [...]struct{ name, value string }{
		{"displayName", o.DisplayName}, {"userPrincipalName", string(o.UserPrincipalName)}, {"mail", o.Mail},
		{"mailNickname", o.MailNickname}, {"userType", o.UserType}, {"onPremisesImmutableId", string(o.ImmutableID)},
		{"onPremisesSecurityIdentifier", string(o.SecurityID)}, {"onPremisesUserPrincipalName", string(o.OnPremUPN)},
		{"onPremisesSamAccountName", o.OnPremSAM}, {"onPremisesDistinguishedName", o.OnPremDN},
	} {
		if text.value != "" {
			w.string(text.name, text.value)
		}
	}
	w.flag("accountEnabled", o.AccountEnabled)
	w.flag("onPremisesSyncEnabled", o.SyncEnabled)
	if len(o.ProxyAddresses) > 0 {
		w.begin("proxyAddresses")
		w.values = append(w.values, '[')
		for i, a := range o.ProxyAddresses {
			if i > 0 {
				w.values = append(w.values, ',')
			}
			w.address(a)
		}
		w.values = append(w.values, ']')
		w.end()
	}
	if o.Type == directory.TypeUser {
		w.user(o)
	}
	return w.finish()
}

// user adds what only users have.
func (w *objectWriter) user(o *directory.CloudObject) {
	for name, value := range o.Profile.All() {
		if !source.IsGraphList(name) {
			w.string(name, value)
			continue
		}
		w.begin(name)
		separator := byte('[')
		for part := range strings.SplitSeq(value, "; ") {
			w.values = appendText(append(w.values, separator), part)
			separator = ','
		}
		w.values = append(w.values, ']')
		w.end()
	}
	if !o.ObjectIdentifier.IsZero() {
		w.string("onPremisesObjectIdentifier", o.ObjectIdentifier.String())
	}
	if o.CloudMastered {
		w.raw("onPremisesSyncBehavior", `{"isCloudManaged":true}`)
	}
	if o.ExchangePlan {
		w.raw("assignedPlans", `[{"capabilityStatus":"Enabled","service":"exchange","servicePlanId":"`+exchangePlan+`"}]`)
	}
	if !o.DeletedAt.IsZero() {
		w.string("deletedDateTime", o.DeletedAt.UTC().Format(time.RFC3339Nano))
	}
	if len(o.Quarantined) == 0 {
		return
	}
	w.begin("onPremisesProvisioningErrors")
	separator := byte('[')
	for _, q := range o.Quarantined {
		w.values = append(append(w.values, separator), `{"category":"PropertyConflict","propertyCausingError":`...)
		w.values = append(appendText(w.values, q.Property), `,"value":`...)
		w.values = append(appendText(w.values, q.Value), '}')
		separator = ','
	}
	w.values = append(w.values, ']')
	w.end()
}

func (w *objectWriter) begin(name string) {
	w.fields = append(w.fields, writtenField{name: name, from: len(w.values)})
}

func (w *objectWriter) end() { w.fields[len(w.fields)-1].to = len(w.values) }

func (w *objectWriter) string(name, value string) {
	w.begin(name)
	w.values = appendText(w.values, value)
	w.end()
}

func (w *objectWriter) raw(name, value string) {
	w.begin(name)
	w.values = append(w.values, value...)
	w.end()
}

func (w *objectWriter) flag(name string, value directory.Tristate) {
	if value == directory.True || value == directory.False {
		w.raw(name, strconv.FormatBool(value == directory.True))
	}
}

// address writes a proxy address.
func (w *objectWriter) address(a directory.Address) {
	if a.Type == "" || !isPlain(a.Type) || !isPlain(a.Local) {
		w.values = appendText(w.values, a.String())
		return
	}
	w.values = append(append(append(w.values, '"'), a.Type...), ':')
	w.values = append(append(w.values, a.Local...), '"')
}

// finish puts the properties into the order of their names.
func (w *objectWriter) finish() []byte {
	slices.SortFunc(w.fields, func(a, b writtenField) int { return cmp.Compare(a.name, b.name) })
	w.text = append(w.text[:0], '{')
	for i, f := range w.fields {
		if i > 0 {
			w.text = append(w.text, ',')
		}
		w.text = append(append(append(w.text, '"'), f.name...), '"', ':')
		w.text = append(w.text, w.values[f.from:f.to]...)
	}
	w.text = append(w.text, '}')
	return w.text
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
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}
