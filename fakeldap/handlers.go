package fakeldap

import (
	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ber"
)

// bind is gldap's route for simple binds.
func (b *backend) bind(c *conn, r *gldap.Request) result {
	m, err := r.GetSimpleBindMessage()
	if err != nil {
		return malformed(err)
	}
	return c.bind(m.UserName, string(m.Password))
}

// add is gldap's route for adds.
func (b *backend) add(c *conn, r *gldap.Request) result {
	m, err := r.GetAddMessage()
	if err != nil {
		return malformed(err)
	}
	e := Entry{DN: m.DN}
	for _, a := range m.Attributes {
		values := make([][]byte, len(a.Vals))
		for i, v := range a.Vals {
			values[i] = []byte(v)
		}
		e.Attributes = append(e.Attributes, Attribute{Name: a.Type, Values: values})
	}
	return b.owner.directory.addEntry(e, c.options())
}

// modify is gldap's route for modifies. gldap gives all values of a change as
// one string of undecoded BER, a delete without values as an empty one.
func (b *backend) modify(c *conn, r *gldap.Request) result {
	m, err := r.GetModifyMessage()
	if err != nil {
		return malformed(err)
	}
	changes := make([]Change, len(m.Changes))
	for i, change := range m.Changes {
		changes[i] = Change{Kind: ChangeKind(change.Operation), Name: change.Modification.Type}
		for _, packed := range change.Modification.Vals {
			values := fields{rest: []byte(packed)}
			for values.err == nil && len(values.rest) > 0 {
				changes[i].Values = append(changes[i].Values, values.expect(ber.OctetString))
			}
			if values.err != nil {
				return malformed(values.err)
			}
		}
	}
	return b.owner.directory.modifyEntry(m.DN, changes, c.options())
}

// delete is gldap's route for deletes.
func (b *backend) delete(c *conn, r *gldap.Request) result {
	m, err := r.GetDeleteMessage()
	if err != nil {
		return malformed(err)
	}
	return b.owner.directory.deleteEntry(m.DN, c.options())
}

// writeOptions are what the controls and the connection of a write say.
type writeOptions struct {
	// permissive forgives adding what is there and deleting what isn't.
	permissive bool
	// tree deletes an object with everything below it.
	tree bool
	// deleted lets the write name a tombstone.
	deleted bool
	// secure connections may set passwords.
	secure bool
}

// options reads the controls of the request being answered.
func (c *conn) options() writeOptions {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := writeOptions{secure: c.secure}
	if c.current == nil {
		return o
	}
	for _, ctrl := range c.current.controls {
		switch ctrl.oid {
		case oidPermissiveModify:
			o.permissive = true
		case oidTreeDelete:
			o.tree = true
		case oidShowDeleted, oidShowRecycled:
			o.deleted = true
		}
	}
	return o
}
