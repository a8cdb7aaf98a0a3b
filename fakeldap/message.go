package fakeldap

import (
	"fmt"

	"presync/fakeldap/internal/ber"
)

// The identifier octets of requests and responses (RFC 4511 appendix B).
const (
	tagBind, tagBindDone         = 0x60, 0x61
	tagUnbind                    = 0x42
	tagSearch, tagSearchDone     = 0x63, 0x65
	tagEntry, tagReference       = 0x64, 0x73
	tagModify, tagModifyDone     = 0x66, 0x67
	tagAdd, tagAddDone           = 0x68, 0x69
	tagDelete, tagDeleteDone     = 0x4a, 0x6b
	tagModifyDN, tagModifyDNDone = 0x6c, 0x6d
	tagCompare, tagCompareDone   = 0x6e, 0x6f
	tagAbandon                   = 0x50
	tagExtended, tagExtendedDone = 0x77, 0x78
	tagControls                  = 0xa0
)

// message is one request as it came off the wire. Slices alias raw.
type message struct {
	raw  []byte
	id   int64
	tag  byte
	body []byte
	// operation is the request without its controls, header included.
	operation []byte
	controls  []control
	// gone is closed when the client abandons the request.
	gone chan struct{}
}

type control struct {
	oid      string
	critical bool
	value    []byte
}

// decodeMessage splits an LDAPMessage into its parts.
func decodeMessage(raw []byte) (*message, error) {
	m := &message{raw: raw, gone: make(chan struct{})}
	content, _, err := ber.Expect(raw, ber.Sequence)
	if err != nil {
		return nil, err
	}
	id, rest, err := ber.Expect(content, ber.Integer)
	if err != nil {
		return nil, fmt.Errorf("message ID: %w", err)
	}
	if m.id, err = ber.Int(id); err != nil || m.id < 0 || m.id > 1<<31-1 {
		return nil, fmt.Errorf("message ID: %w: out of range", ber.ErrMalformed)
	}
	after := rest
	if m.tag, m.body, after, err = ber.Next(rest); err != nil {
		return nil, fmt.Errorf("operation: %w", err)
	}
	m.operation = rest[:len(rest)-len(after)]
	if len(after) > 0 {
		if m.controls, err = decodeControls(after); err != nil {
			return nil, fmt.Errorf("controls: %w", err)
		}
	}
	return m, nil
}

func decodeControls(b []byte) ([]control, error) {
	list, _, err := ber.Expect(b, tagControls)
	if err != nil {
		return nil, err
	}
	var controls []control
	for len(list) > 0 {
		var fields []byte
		if fields, list, err = ber.Expect(list, ber.Sequence); err != nil {
			return nil, err
		}
		var c control
		oid, rest, err := ber.Expect(fields, ber.OctetString)
		if err != nil {
			return nil, err
		}
		c.oid = string(oid)
		for len(rest) > 0 {
			tag, content, next, err := ber.Next(rest)
			switch {
			case err != nil:
				return nil, err
			case tag == ber.Boolean:
				if c.critical, err = ber.Bool(content); err != nil {
					return nil, err
				}
			case tag == ber.OctetString:
				c.value = content
			default:
				return nil, fmt.Errorf("%w: tag 0x%02x in a control", ber.ErrMalformed, tag)
			}
			rest = next
		}
		controls = append(controls, c)
	}
	return controls, nil
}

// withoutControls is the message as gldap gets it: gldap decodes some controls
// and drops the connection over values it doesn't expect.
func (m *message) withoutControls() []byte {
	n := 2 + ber.SizeInt(m.id) + len(m.operation)
	out := ber.AppendHeader(make([]byte, 0, ber.Size(n)), ber.Sequence, n)
	out = ber.AppendInt(out, ber.Integer, m.id)
	return append(out, m.operation...)
}

// fields reads the elements of a request in turn and remembers the first error.
type fields struct {
	rest []byte
	err  error
}

func (f *fields) expect(tag byte) []byte {
	if f.err != nil {
		return nil
	}
	content, rest, err := ber.Expect(f.rest, tag)
	if err != nil {
		f.err = err
		return nil
	}
	f.rest = rest
	return content
}

func (f *fields) text() string { return string(f.expect(ber.OctetString)) }

func (f *fields) int(tag byte) int64 {
	content := f.expect(tag)
	if f.err != nil {
		return 0
	}
	v, err := ber.Int(content)
	f.err = err
	return v
}

// texts reads a sequence or set of octet strings.
func (f *fields) texts(tag byte) []string {
	list := fields{rest: f.expect(tag)}
	var out []string
	for f.err == nil && len(list.rest) > 0 {
		out = append(out, list.text())
		f.err = list.err
	}
	return out
}

// any reads one element of whatever kind, header included.
func (f *fields) any() []byte {
	if f.err != nil {
		return nil
	}
	_, _, rest, err := ber.Next(f.rest)
	if err != nil {
		f.err = err
		return nil
	}
	whole := f.rest[:len(f.rest)-len(rest)]
	f.rest = rest
	return whole
}

// result is the outcome of an operation (LDAPResult, RFC 4511 section 4.1.9).
type result struct {
	code          int
	matched, text string
	referrals     []string
	controls      []control
	// name and value are those of an extended response.
	name  string
	value []byte
	// unsupported says what AD would have done and this server doesn't.
	unsupported string
}

// appendResult appends a response message.
func appendResult(dst []byte, id int64, tag byte, r result) []byte {
	body := ber.AppendInt(nil, ber.Enumerated, int64(r.code))
	body = ber.Append(body, ber.OctetString, r.matched)
	body = ber.Append(body, ber.OctetString, r.text)
	if len(r.referrals) > 0 {
		var list []byte
		for _, u := range r.referrals {
			list = ber.Append(list, ber.OctetString, u)
		}
		body = ber.Append(body, 0xa3, list)
	}
	if r.name != "" {
		body = ber.Append(body, 0x8a, r.name)
	}
	if r.value != nil {
		body = ber.Append(body, 0x8b, r.value)
	}
	content := ber.AppendInt(nil, ber.Integer, id)
	content = ber.Append(content, tag, body)
	if len(r.controls) > 0 {
		var list []byte
		for _, c := range r.controls {
			fields := ber.Append(nil, ber.OctetString, c.oid)
			if c.value != nil {
				fields = ber.Append(fields, ber.OctetString, c.value)
			}
			list = ber.Append(list, ber.Sequence, fields)
		}
		content = ber.Append(content, tagControls, list)
	}
	return ber.Append(dst, ber.Sequence, content)
}

// resultCode reads the code and the text out of a response that gldap wrote.
func resultCode(raw []byte) (code int, text string) {
	m, err := decodeMessage(raw)
	if err != nil {
		return 0, ""
	}
	f := fields{rest: m.body}
	code = int(f.int(ber.Enumerated))
	f.text()
	return code, f.text()
}
