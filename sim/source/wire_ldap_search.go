package source

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// search reads every page of the result. The next page is asked for before the
// one that came is decoded, so that the server works meanwhile.
func (d *directoryReader) search(ctx context.Context, conn *ldap.Conn, r *recorder) error {
	q, err := d.query()
	if err != nil {
		return d.failure("search", err)
	}
	here, coming := &ldapPage{}, &ldapPage{}
	ready, err := d.tap.ask(here, q.page(nil))
	if err != nil {
		return d.failure("search", err)
	}
	for {
		if err := d.await(ctx, here, ready); err != nil {
			return err
		}
		cookie, err := pageEnd(here.done)
		if err != nil {
			return d.failure("search", err)
		}
		if len(cookie) > 0 {
			if ready, err = d.tap.ask(coming, q.page(cookie)); err != nil {
				return d.failure("search", err)
			}
		}
		if err := d.take(conn, r, here.messages); err != nil {
			return err
		}
		if len(cookie) == 0 {
			return nil
		}
		here, coming = coming, here
	}
}

// await waits for a page.
func (d *directoryReader) await(ctx context.Context, page *ldapPage, ready <-chan struct{}) error {
	patience := time.NewTimer(answerTimeout)
	defer patience.Stop()
	select {
	case <-ready:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if page.err != nil {
			return d.failure("search", page.err)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-patience.C:
		return d.failure("search", ldap.NewError(ldap.ErrorNetwork, fmt.Errorf("no answer in %s", answerTimeout)))
	}
}

// take decodes the messages of a page.
func (d *directoryReader) take(conn *ldap.Conn, r *recorder, messages []byte) error {
	for len(messages) > 0 {
		total, _, need, ok := messageHead(messages)
		if !ok || need > 0 || total > len(messages) {
			return d.failure("search", ldap.NewError(ldap.ErrorNetwork, errNotLDAP))
		}
		if err := d.entry(conn, r, messages[:total]); err != nil {
			return d.explained(err)
		}
		messages = messages[total:]
	}
	return d.flush(r)
}

// explained makes a failure of an answer that is not LDAP.
func (d *directoryReader) explained(err error) error {
	if errors.Is(err, errNotLDAP) {
		return d.failure("search", ldap.NewError(ldap.ErrorNetwork, err))
	}
	return err
}

// ldapQuery is the search, ready to be asked for page by page.
type ldapQuery struct {
	size     int
	body     []byte // of the SearchRequest
	controls []byte // beside paging
}

// query makes the search (RFC 4511 section 4.5.1): the whole subtree, without
// limits, aliases as they are.
func (d *directoryReader) query() (*ldapQuery, error) {
	filter, err := ldap.CompileFilter(d.filter())
	if err != nil {
		return nil, err
	}
	attributes := []string{"*"}
	if !d.all {
		attributes = d.attributes
	}
	q := &ldapQuery{size: d.how.PageSize}
	if q.size <= 0 {
		q.size = defaultPage
	}
	b := appendElement(nil, berString, d.base)
	b = append(b, berEnumerated, 1, ldap.ScopeWholeSubtree, berEnumerated, 1, ldap.NeverDerefAliases,
		berInteger, 1, 0, berInteger, 1, 0, berBoolean, 1, 0)
	b = append(b, filter.Bytes()...)
	var list []byte
	for _, a := range attributes {
		list = appendElement(list, berString, a)
	}
	q.body = appendElement(b, berSequence, list)
	if d.how.AllContexts {
		c := append(appendElement(nil, berString, searchOptions), berBoolean, 1, 0xff)
		q.controls = appendElement(nil, berSequence, appendElement(c, berString, phantomRoot))
	}
	return q, nil
}

// page makes the request for the page of a cookie, nil for the first (RFC 2696).
func (q *ldapQuery) page(cookie []byte) func(id uint32) []byte {
	return func(id uint32) []byte {
		value := appendElement(nil, berSequence, appendElement(appendInt(nil, berInteger, uint32(q.size)), berString, cookie))
		paging := appendElement(appendElement(nil, berString, ldap.ControlTypePaging), berString, value)
		controls := append(appendElement(nil, berSequence, paging), q.controls...)
		m := appendElement(appendInt(nil, berInteger, id), opSearch, q.body)
		return appendElement(nil, berSequence, appendElement(m, tagControls, controls))
	}
}

// pageEnd reads the last message of a page: the cookie of the next one, none
// on the last page.
func pageEnd(message []byte) (cookie []byte, err error) {
	content, _, _ := expect(message, berSequence)
	_, rest, _ := expect(content, berInteger)
	result, rest, _ := expect(rest, opSearchDone)
	if err := ldapResult(result); err != nil {
		return nil, err
	}
	controls, _, _ := expect(rest, tagControls)
	for len(controls) > 0 {
		control, rest, ok := expect(controls, berSequence)
		if !ok {
			return nil, ldap.NewError(ldap.ErrorNetwork, errNotLDAP)
		}
		controls = rest
		oid, rest, _ := expect(control, berString)
		if string(oid) != ldap.ControlTypePaging {
			continue
		}
		if _, after, critical := expect(rest, berBoolean); critical {
			rest = after
		}
		value, _, _ := expect(rest, berString)
		page, _, _ := expect(value, berSequence)
		_, rest, ok = expect(page, berInteger)
		next, _, cookieOK := expect(rest, berString)
		if !ok || !cookieOK {
			return nil, ldap.NewError(ldap.ErrorNetwork, errNotLDAP)
		}
		cookie = next
	}
	return cookie, nil
}

// LDAP_SERVER_SEARCH_OPTIONS_OID with SERVER_SEARCH_FLAG_PHANTOM_ROOT lets a
// search from the empty base go through all naming contexts.
// [MS-ADTS] 3.1.1.3.4.1.12.
const (
	searchOptions = "1.2.840.113556.1.4.1340"
	phantomRoot   = "\x30\x03\x02\x01\x02" // SEQUENCE { INTEGER 2 }
)

func (d *directoryReader) filter() string {
	if d.how.Filter == "" {
		return peopleFilter
	}
	return d.how.Filter
}

// rangeFrom fetches the values of an attribute from one on, of which the
// server gave only those before it, as "member;range=0-1499" says, until the
// answer says that it reaches the end ("member;range=1500-*").
// [MS-ADTS] 3.1.1.3.1.3.3.
func (d *directoryReader) rangeFrom(conn *ldap.Conn, dn, name string, next int) (values [][]byte, err error) {
	for partial := true; partial; {
		option := name + ";range=" + strconv.Itoa(next) + "-*"
		answer, err := conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
			d.filter(), []string{option}, nil))
		if err != nil {
			return nil, d.failure(fmt.Sprintf("read more values of %s of %q from", name, dn), err)
		}
		before := next
		for _, found := range answer.Entries {
			for _, more := range found.Attributes {
				if base, at := rangeBehind(more.Name); len(more.ByteValues) > 0 && strings.EqualFold(base, name) {
					values = append(values, more.ByteValues...)
					next = at
				}
			}
		}
		partial = next > before
	}
	return values, nil
}

// rangeBehind takes an attribute description apart. Values follow from next on;
// 0 says that it reaches to the end.
func rangeBehind(description string) (name string, next int) {
	name, options, _ := strings.Cut(description, ";")
	for option := range strings.SplitSeq(options, ";") {
		key, span, found := strings.Cut(option, "=")
		_, high, _ := strings.Cut(span, "-")
		if !found || !strings.EqualFold(key, "range") || high == "*" {
			continue
		}
		if last, err := strconv.Atoi(high); err == nil {
			return name, last + 1
		}
	}
	return name, 0
}
