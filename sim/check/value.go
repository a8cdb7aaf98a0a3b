package check

import (
	"slices"
	"strings"

	"presync/sim/directory"
)

// value is one value of an attribute while the checks go through it.
type value struct {
	run       *run
	entry     *entry
	index     int32
	attribute string
	all       []string // all values of the attribute
	at        int32    // which of them
	given     string   // as the export has it
	text      string   // as repaired so far
	held      *held    // once it was asked for
}

// held says who holds a value; the key of one that need not be unique is "".
type held struct {
	key         string
	here, cloud heads
}

func (r *run) holders(attribute, text string) *held {
	h := held{key: keyOf(attribute, text)}
	if h.key != "" {
		h.here, h.cloud = r.here.heads[h.key], r.cloud.heads[h.key]
	}
	return &h
}

// heldBy looks the given value up once for all checks.
func (r *run) heldBy(v *value) *held {
	if v.held == nil {
		v.held = r.holders(v.attribute, v.given)
	}
	return v.held
}

func (v *value) settings() *directory.Settings { return &v.run.in.Tenant.Settings }

// person is whose value it is.
func (v *value) person() *Person { return &v.run.people[v.entry.person] }

// sheds reports whether the service takes addresses on unverified domains away
// from the person: recipients with a plan or a remote mailbox (rulebook PX-7).
func (v *value) sheds() bool {
	if c := v.person().Cloud; c != nil && c.ExchangePlan || v.entry.has("msExchRemoteRecipientType") {
		return true
	}
	upn := v.entry.Attrs.First(v.run.name(attrUPN))
	return upn != "" && slices.ContainsFunc(v.settings().ExchangeLicensed, func(u string) bool { return strings.EqualFold(u, upn) })
}

// collect enters every value that must be unique. It goes backwards, so that
// the holders of a value stand in the order of the exports.
func (r *run) collect() {
	for i := len(r.entries) - 1; i >= 0; i-- {
		e := &r.entries[i]
		if e.left {
			continue
		}
		for _, attribute := range []string{attrUPN, attrMail, attrProxies, attrNick, attrSAM} {
			if r.notAsked(e, attribute) {
				continue
			}
			values := e.Attrs.Values(r.name(attribute))
			for at := len(values) - 1; at >= 0; at-- {
				r.here.take(attribute, values[at], int32(i), int32(at))
			}
		}
		if r.in.Profile.ofTool() {
			r.collectTool(e, int32(i))
		}
	}
}

// collectTool enters the values as the discontinued tool compares them.
func (r *run) collectTool(e *entry, i int32) {
	for _, attribute := range attributes {
		at := slices.IndexFunc(r.rows[attribute], func(c *Check) bool { return c.twin != nil && c.twin.toolKey })
		if at < 0 || e.has(r.rows[attribute][at].twin.unless) {
			continue
		}
		values := e.Attrs.Values(attribute)
		for n := len(values) - 1; n >= 0; n-- {
			v := value{run: r, entry: e, index: i, attribute: attribute, all: values, at: int32(n), given: values[n], text: values[n]}
			if values[n] != "" {
				v.repaired(r.rows[attribute][:at])
				r.here.add(toolKeyOf(attribute, v.text), 0, i, int32(n))
			}
		}
	}
}

// repaired lets checks repair the value without reporting anything.
func (v *value) repaired(rows []*Check) {
	for _, c := range rows {
		if c.about != eachValue || c.repair == nil {
			continue
		}
		if _, found := c.find(v); found {
			v.mend(c)
		}
	}
}

// mend repairs the value as a check says. It reports false, and leaves the
// value alone, when nothing would be left of it.
func (v *value) mend(c *Check) bool {
	if c.repair == nil {
		return true
	}
	text := c.repair(v)
	if text == "" {
		return false
	}
	v.text = text
	return true
}

// other finds another holder of the value.
func (r *run) other(v *value, t *twin) *Other {
	if v.entry.has(t.unless) {
		return nil
	}
	if t.toolKey {
		h, found := r.here.first(toolKeyOf(v.attribute, v.text), 0, r.own(v))
		if !found {
			return nil
		}
		return r.onPremises(h, v.attribute)
	}
	who := r.heldBy(v)
	if who.key == "" || t.otherKind && v.attribute == attrMail && v.entry.hasAddress(who.key) {
		return nil
	}
	if slices.Contains(t.with, v.attribute) {
		if other := r.holder(v, t, who, v.attribute); other != nil {
			return other
		}
	}
	for _, with := range t.with {
		if with == v.attribute {
			continue
		}
		if other := r.holder(v, t, who, with); other != nil {
			return other
		}
	}
	return nil
}

// holder finds another holder of the value in one attribute.
func (r *run) holder(v *value, t *twin, who *held, attribute string) *Other {
	slot := slotOf(attribute)
	if t.cloud {
		if h, found := r.cloud.from(who.cloud[slot], r.ownCloud(v, who)); found {
			return r.inCloud(h, attribute)
		}
		return nil
	}
	if h, found := r.here.from(who.here[slot], r.own(v)); found {
		return r.onPremises(h, attribute)
	}
	return nil
}

// own leaves out the objects of the person.
func (r *run) own(v *value) func(int32) bool {
	return func(i int32) bool { return r.entries[i].person == v.entry.person }
}

// ownCloud leaves out the cloud object of the person, and those of others who
// hold the value on premises too: that pair is found there. Contacts and groups
// of the tenant may be those of the exports that hold the value.
func (r *run) ownCloud(v *value, who *held) func(int32) bool {
	return func(i int32) bool {
		c := r.in.Tenant.Objects[i]
		owner, owned := r.owner[c]
		if owned && owner == v.entry.person {
			return true
		}
		for slot := range slots {
			stranger := func(n int32) bool {
				e := &r.entries[n]
				return owned && e.person != owner || !owned && (c.Type == directory.TypeUser || e.Type != c.Type)
			}
			if _, found := r.here.from(who.here[slot], stranger); found {
				return true
			}
		}
		return false
	}
}

func (r *run) onPremises(h holder, attribute string) *Other {
	o := r.entries[h.entry].Object
	name := r.name(attribute)
	return &Other{Object: o, Attribute: name, Value: o.Attrs.Values(name)[h.at], Origin: o.At(name)}
}

func (r *run) inCloud(h holder, property string) *Other {
	c := r.in.Tenant.Objects[h.entry]
	other := &Other{Cloud: c, Attribute: property, Origin: c.Origin}
	switch property {
	case attrProxies:
		other.Value = c.ProxyAddresses[h.at].String()
	case attrMail:
		other.Value = c.Mail
	case attrNick:
		other.Attribute, other.Value = "mailNickname", c.MailNickname
	default:
		other.Attribute, other.Value = "userPrincipalName", string(c.UserPrincipalName)
	}
	return other
}
