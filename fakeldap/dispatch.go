package fakeldap

import (
	"fmt"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// operations maps request tags to their kind and to the tag of the response.
var operations = map[byte]struct {
	op       Op
	response byte
}{
	tagBind: {OpBind, tagBindDone}, tagSearch: {OpSearch, tagSearchDone}, tagAdd: {OpAdd, tagAddDone},
	tagModify: {OpModify, tagModifyDone}, tagDelete: {OpDelete, tagDeleteDone}, tagModifyDN: {OpModifyDN, tagModifyDNDone},
	tagCompare: {OpCompare, tagCompareDone}, tagExtended: {OpExtended, tagExtendedDone},
}

// exchange is one request being answered.
type exchange struct {
	*conn
	m *message
	// log is what the request log will say.
	log      Request
	response byte
	fault    *Fault
	// secret says that the message holds a password.
	secret bool
	// silent leaves the answer out: the request was abandoned or a fault
	// dropped the connection.
	silent bool
	// relayed is the response as gldap wrote it, if it did.
	relayed []byte
}

// answer answers one request. A panic becomes an error for this request only.
func (c *conn) answer(m *message) {
	select {
	case <-m.gone:
		return
	default:
	}
	kind, known := operations[m.tag]
	if !known {
		kind.op, kind.response = OpUnknown, tagExtendedDone
	}
	x := &exchange{conn: c, m: m, response: kind.response, log: Request{Op: kind.op}}
	x.fault = c.server.faults.take(kind.op)
	outcome := x.run()
	if x.silent {
		outcome.text = "no answer was sent"
	}
	x.log.Fault = x.fault != nil
	if c.server.log.out != nil && !x.secret {
		x.log.Raw = m.raw
	}
	c.server.record(c, x.log, outcome)
	switch {
	case x.silent && x.fault != nil && x.fault.Drop:
		c.hangUp()
	case x.silent:
	case x.relayed != nil:
		_ = c.write(x.relayed)
	default:
		_ = c.write(appendResult(nil, m.id, x.response, outcome))
	}
}

// run applies the fault and then the operation.
func (x *exchange) run() (outcome result) {
	defer func() {
		if p := recover(); p != nil {
			x.relayed = nil
			outcome = panicked(p)
		}
	}()
	for _, c := range x.m.controls {
		name := c.oid
		if c.critical {
			name += "!"
		}
		x.log.Controls = append(x.log.Controls, name)
	}
	if f := x.fault; f != nil {
		if !x.delay(f.Delay, x.m.gone) {
			x.describe()
			x.silent = true
			return result{}
		}
		if x.log.Op != OpSearch || f.After == 0 {
			switch {
			case f.Drop:
				x.describe()
				x.silent = true
				return result{}
			case f.Result != 0:
				x.describe()
				return f.result()
			}
		}
	}
	return x.operate()
}

// describe fills in the log for a request that a fault answers.
func (x *exchange) describe() {
	switch x.m.tag {
	case tagSearch:
		_, _ = x.decodeSearch()
	case tagAdd, tagModify, tagDelete:
		_ = x.decodeWrite()
	}
}

// operate answers the request by its kind.
func (x *exchange) operate() result {
	if r, bad := x.refuseControls(); bad {
		return r
	}
	switch x.m.tag {
	case tagBind:
		return x.bindRequest()
	case tagSearch:
		return x.search()
	case tagAdd, tagModify, tagDelete:
		return x.write()
	case tagModifyDN:
		return x.modifyDN()
	case tagCompare:
		return x.compare()
	case tagExtended:
		return x.extended()
	default:
		return ldapError(gldap.ResultProtocolError, 0x57, fmt.Sprintf("no operation has the tag 0x%02x", x.m.tag), 0)
	}
}

// mayWrite gives the reason why the connection can't write, if there is one.
func (x *exchange) mayWrite() (result, bool) {
	switch {
	case !x.who().bound:
		return bindFirst(), false
	case x.catalog:
		return ldapError(gldap.ResultUnwillingToPerform, 0x2035, "Operation not allowed through GC port", 0), false
	case x.server.config.ReadOnly:
		return plain(gldap.ResultUnwillingToPerform, "00002035: the server is read-only"), false
	}
	return result{}, true
}

// write answers add, modify and delete through gldap.
func (x *exchange) write() result {
	if err := x.decodeWrite(); err != nil {
		return malformed(err)
	}
	if r, ok := x.mayWrite(); !ok {
		return r
	}
	return x.relay()
}

// relay lets gldap answer.
func (x *exchange) relay() result {
	raw, err := x.viaBackend(x.m)
	if err != nil {
		return ldapError(gldap.ResultOperationsError, 0x54F, "the request could not be routed: "+err.Error(), 0)
	}
	x.relayed = raw
	code, text := resultCode(raw)
	if dn, err := ad.ParseDN(x.log.DN); code == gldap.ResultReferral && err == nil {
		x.relayed = nil // gldap can't write the URLs
		return elsewhere(dn)
	}
	return result{code: code, text: text}
}

// decodeWrite checks the whole shape of a write before gldap sees it, since
// gldap drops the connection over what it can't decode, and describes it for
// the log.
func (x *exchange) decodeWrite() error {
	f := fields{rest: x.m.body}
	switch x.m.tag {
	case tagDelete:
		x.log.DN = string(x.m.body)
		return nil
	case tagAdd:
		x.log.DN = f.text()
		list := fields{rest: f.expect(ber.Sequence)}
		for list.err == nil && len(list.rest) > 0 {
			x.logChange(ChangeAdd, list.expect(ber.Sequence), &list)
		}
		return firstError(f.err, list.err)
	default:
		x.log.DN = f.text()
		list := fields{rest: f.expect(ber.Sequence)}
		for list.err == nil && len(list.rest) > 0 {
			change := fields{rest: list.expect(ber.Sequence)}
			if list.err != nil {
				break
			}
			kind := change.int(ber.Enumerated)
			x.logChange(ChangeKind(kind), change.expect(ber.Sequence), &change)
			list.err = change.err
		}
		return firstError(f.err, list.err)
	}
}

// logChange decodes a PartialAttribute into the log. Passwords stay out.
func (x *exchange) logChange(kind ChangeKind, partial []byte, outer *fields) {
	if outer.err != nil {
		return
	}
	p := fields{rest: partial}
	change := Change{Kind: kind, Name: p.text()}
	secret := isPassword(change.Name)
	x.secret = x.secret || secret
	for _, v := range p.texts(ber.Set) {
		if secret {
			v = "(not logged)"
		}
		change.Values = append(change.Values, []byte(v))
	}
	if outer.err = p.err; p.err == nil {
		x.log.Changes = append(x.log.Changes, change)
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// compare answers a Compare, which gldap doesn't know.
func (x *exchange) compare() result {
	f := fields{rest: x.m.body}
	x.log.DN = f.text()
	assertion := fields{rest: f.expect(ber.Sequence)}
	name, value := assertion.text(), assertion.expect(ber.OctetString)
	if err := firstError(f.err, assertion.err); err != nil {
		return malformed(err)
	}
	x.log.Attributes = []string{name}
	if !x.mayRead() {
		return bindFirst()
	}
	d := x.server.directory
	a := d.schema.Attribute(name)
	if a == nil {
		return unknownAttribute()
	}
	key, valid := a.Syntax.Key(value)
	if !valid {
		return ldapError(gldap.ResultInvalidAttributeSyntax, 0x57, "Error in attribute conversion operation", 0)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	o, r := d.resolve(x.log.DN, false)
	if o == nil {
		return r
	}
	return d.compareValue(o, a, key, x.catalog)
}

// compareValue tells whether an object has a value.
func (d *directory) compareValue(o *object, a *ad.Attribute, key string, catalog bool) result {
	values := d.visible(o, a, catalog)
	for _, v := range values {
		if a.Syntax.Equal(v, key) {
			return result{code: gldap.ResultCompareTrue}
		}
	}
	if len(values) == 0 {
		return attributeError(gldap.ResultNoSuchAttribute, 0x200A, 1001, "NO_ATTRIBUTE_OR_VAL", a)
	}
	return result{code: gldap.ResultCompareFalse}
}
