package source

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// search reads every page of the result.
func (d *directoryReader) search(ctx context.Context, conn *ldap.Conn, r *recorder) error {
	size := d.how.PageSize
	if size <= 0 {
		size = defaultPage
	}
	for cookie := []byte(nil); ; {
		entries, next, err := d.page(ctx, conn, size, cookie)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := d.completeRanges(conn, e); err != nil {
				return err
			}
			d.record(r, e)
		}
		d.flush(r)
		if len(next) == 0 {
			return nil
		}
		cookie = next
	}
}

// page reads one page and the cookie of the next.
func (d *directoryReader) page(ctx context.Context, conn *ldap.Conn, size int, cookie []byte) ([]*ldap.Entry, []byte, error) {
	paging := ldap.NewControlPaging(uint32(size))
	paging.SetCookie(cookie)
	answer := conn.SearchAsync(ctx, d.request(paging), 64)
	var entries []*ldap.Entry
	var next []byte
	paged := false
	for answer.Next() {
		if e := answer.Entry(); e != nil {
			entries = append(entries, e)
		}
		if c, ok := ldap.FindControl(answer.Controls(), ldap.ControlTypePaging).(*ldap.ControlPaging); ok {
			next, paged = c.Cookie, true
		}
	}
	switch err := answer.Err(); {
	case err != nil:
		return nil, nil, d.failure("search", err)
	case ctx.Err() != nil:
		return nil, nil, ctx.Err()
	case !paged && conn.IsClosing():
		// The library ends a search in silence when the connection closes.
		return nil, nil, d.failure("search", ldap.NewError(ldap.ErrorNetwork, fmt.Errorf("the connection was closed")))
	}
	return entries, next, nil
}

// request is the search for one page. It is made anew each time, because the
// library keeps state in the controls of a request.
func (d *directoryReader) request(paging ldap.Control) *ldap.SearchRequest {
	attributes := []string{"*"}
	if !d.all {
		attributes = d.attributes
	}
	controls := []ldap.Control{paging}
	if d.how.AllContexts {
		controls = append(controls, ldap.NewControlString(searchOptions, true, phantomRoot))
	}
	return ldap.NewSearchRequest(d.base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, d.filter(), attributes, controls)
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

// completeRanges fetches the rest of attributes of which the server gave only
// the first values, as "member;range=0-1499" says, until the answer says that
// it reaches the end ("member;range=1500-*"). [MS-ADTS] 3.1.1.3.1.3.3.
func (d *directoryReader) completeRanges(conn *ldap.Conn, e *ldap.Entry) error {
	for _, a := range e.Attributes {
		name, next, partial := rangeBehind(a.Name)
		if !partial {
			continue
		}
		for partial {
			option := name + ";range=" + strconv.Itoa(next) + "-*"
			answer, err := conn.Search(ldap.NewSearchRequest(e.DN, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
				d.filter(), []string{option}, nil))
			if err != nil {
				return d.failure(fmt.Sprintf("read more values of %s of %q from", name, e.DN), err)
			}
			before := next
			for _, found := range answer.Entries {
				for _, more := range found.Attributes {
					if base, at, _ := rangeBehind(more.Name); len(more.ByteValues) > 0 && strings.EqualFold(base, name) {
						a.ByteValues = append(a.ByteValues, more.ByteValues...)
						next = at
					}
				}
			}
			partial = next > before
		}
		a.Name = name
	}
	return nil
}

// rangeBehind takes an attribute description apart. partial says that values
// follow from next on; next is 0 when the description reaches to the end.
func rangeBehind(description string) (name string, next int, partial bool) {
	name, options, _ := strings.Cut(description, ";")
	for option := range strings.SplitSeq(options, ";") {
		key, span, found := strings.Cut(option, "=")
		_, high, _ := strings.Cut(span, "-")
		if !found || !strings.EqualFold(key, "range") || high == "*" {
			continue
		}
		if last, err := strconv.Atoi(high); err == nil {
			return name, last + 1, true
		}
	}
	return name, 0, false
}
