package fakeldap

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// Controls that the server understands ([MS-ADTS] 3.1.1.3.4.1).
const (
	oidPaging           = "1.2.840.113556.1.4.319"
	oidSort             = "1.2.840.113556.1.4.473"
	oidSortDone         = "1.2.840.113556.1.4.474"
	oidShowDeleted      = "1.2.840.113556.1.4.417"
	oidShowRecycled     = "1.2.840.113556.1.4.2064"
	oidShowDeactivated  = "1.2.840.113556.1.4.2065"
	oidExtendedDN       = "1.2.840.113556.1.4.529"
	oidSDFlags          = "1.2.840.113556.1.4.801"
	oidRangeOption      = "1.2.840.113556.1.4.802"
	oidDomainScope      = "1.2.840.113556.1.4.1339"
	oidSearchOptions    = "1.2.840.113556.1.4.1340"
	oidTreeDelete       = "1.2.840.113556.1.4.805"
	oidPermissiveModify = "1.2.840.113556.1.4.1413"
	oidLazyCommit       = "1.2.840.113556.1.4.619"
	oidVerifyName       = "1.2.840.113556.1.4.1338"
)

// understood are the controls that take effect or ask for nothing here.
var understood = []string{
	oidPaging, oidSort, oidShowDeleted, oidShowRecycled, oidShowDeactivated, oidExtendedDN, oidSDFlags,
	oidRangeOption, oidDomainScope, oidSearchOptions, oidTreeDelete, oidPermissiveModify, oidLazyCommit, oidVerifyName,
}

// left names the controls that AD has and this server doesn't. Using one is
// recorded as unsupported even when it is not critical.
var left = map[string]string{
	"2.16.840.1.113730.3.4.9": "virtual list view",
	"1.2.840.113556.1.4.521":  "cross-domain move",
	"1.2.840.113556.1.4.528":  "change notification",
	"1.2.840.113556.1.4.841":  "DirSync",
	"1.2.840.113556.1.4.970":  "search statistics",
	"1.2.840.113556.1.4.1341": "promotion of a read-only domain controller",
	"1.2.840.113556.1.4.1504": "attribute scoped query",
	"1.2.840.113556.1.4.1852": "quota",
	"1.2.840.113556.1.4.1907": "shutdown notification",
	"1.2.840.113556.1.4.1948": "range retrieval without error",
	"1.2.840.113556.1.4.1974": "forced update",
	"1.2.840.113556.1.4.2026": "DN input",
	"1.2.840.113556.1.4.2066": "policy hints",
	"1.2.840.113556.1.4.2090": "DirSync with extended links",
	"1.2.840.113556.1.4.2204": "extended tree deletion",
	"1.2.840.113556.1.4.2205": "update statistics",
	"1.2.840.113556.1.4.2206": "search hints",
	"1.2.840.113556.1.4.2211": "expected entry count",
	"1.2.840.113556.1.4.2239": "policy hints",
	"1.2.840.113556.1.4.2255": "owner of a new object",
	"1.2.840.113556.1.4.2256": "bypass of quotas",
	"1.2.840.113556.1.4.2309": "link time to live",
	"1.2.840.113556.1.4.2330": "correlation ID",
	"1.2.840.113556.1.4.2354": "thread trace override",
}

// refuseControls checks the controls of any request. bad says that one of
// them ends the request.
func (x *exchange) refuseControls() (r result, bad bool) {
	for _, c := range x.m.controls {
		if name, ours := left[c.oid]; ours {
			text := fmt.Sprintf("the control %s (%s) is not supported", c.oid, name)
			x.log.Unsupported = text
			if c.critical {
				r = badControl()
				r.unsupported = text
				return r, true
			}
			continue
		}
		if c.critical && !slices.Contains(understood, c.oid) {
			return badControl(), true
		}
	}
	return result{}, false
}

// searchControls are what the controls of a search ask for.
type searchControls struct {
	// paged says that pageSize and cookie hold a request for pages.
	paged    bool
	pageSize int
	cookie   []byte
	sort     []sortKey
	deleted  bool
	// extended asks for <GUID=...>;<SID=...>; before names, in text rather
	// than in hex when extendedText is set.
	extended, extendedText bool
	// noReferrals keeps references to other naming contexts out.
	noReferrals bool
	// everywhere searches all naming contexts from the empty base.
	everywhere bool
}

type sortKey struct {
	attribute *ad.Attribute
	reverse   bool
}

// searchControls decodes the controls of a search.
func (x *exchange) searchControls() (s searchControls, r result, ok bool) {
	for _, c := range x.m.controls {
		switch c.oid {
		case oidPaging:
			f := fields{rest: c.value}
			inner := fields{rest: f.expect(ber.Sequence)}
			size := inner.int(ber.Integer)
			s.cookie = inner.expect(ber.OctetString)
			if firstError(f.err, inner.err) != nil || size < 0 {
				return s, badControl(), false
			}
			s.paged, s.pageSize = true, int(min(size, 1<<30))
		case oidSort:
			var failure result
			if s.sort, failure, ok = x.sortKeys(c); !ok {
				return s, failure, false
			}
		case oidShowDeleted, oidShowRecycled, oidShowDeactivated:
			s.deleted = true
		case oidExtendedDN:
			s.extended = true
			f := fields{rest: c.value}
			inner := fields{rest: f.expect(ber.Sequence)}
			s.extendedText = f.err == nil && inner.int(ber.Integer) == 1 && inner.err == nil
		case oidDomainScope:
			s.noReferrals = true
		case oidSearchOptions:
			f := fields{rest: c.value}
			inner := fields{rest: f.expect(ber.Sequence)}
			flags := inner.int(ber.Integer)
			if firstError(f.err, inner.err) != nil {
				return s, badControl(), false
			}
			s.noReferrals = s.noReferrals || flags&1 != 0
			s.everywhere = flags&2 != 0
		}
	}
	return s, result{}, true
}

// sortKeys decodes a request for a sorted result (RFC 2891). AD sorts by one
// key only.
func (x *exchange) sortKeys(c control) (keys []sortKey, r result, ok bool) {
	f := fields{rest: c.value}
	list := fields{rest: f.expect(ber.Sequence)}
	for f.err == nil && list.err == nil && len(list.rest) > 0 {
		k := fields{rest: list.expect(ber.Sequence)}
		name := k.text()
		key := sortKey{attribute: x.server.directory.schema.Attribute(name)}
		for k.err == nil && len(k.rest) > 0 {
			tag, content, rest, err := ber.Next(k.rest)
			k.rest, k.err = rest, err
			if tag == 0x81 && err == nil {
				key.reverse, k.err = ber.Bool(content)
			}
		}
		list.err = firstError(list.err, k.err)
		keys = append(keys, key)
	}
	if firstError(f.err, list.err) != nil || len(keys) == 0 {
		return nil, badControl(), false
	}
	if len(keys) > 1 {
		return x.sortRefused(c, gldap.ResultUnwillingToPerform)
	}
	if keys[0].attribute == nil {
		return x.sortRefused(c, gldap.ResultNoSuchAttribute)
	}
	return keys, result{}, true
}

// sortRefused ends the search when sorting is critical; otherwise the search
// goes on unsorted.
func (x *exchange) sortRefused(c control, code int) ([]sortKey, result, bool) {
	if !c.critical {
		return nil, result{}, true
	}
	r := badControl()
	r.controls = []control{sortDone(code)}
	return nil, r, false
}

// sortDone is the response control of a sort.
func sortDone(code int) control {
	value := ber.AppendInt(nil, ber.Enumerated, int64(code))
	return control{oid: oidSortDone, value: ber.Append(nil, ber.Sequence, value)}
}

// pageDone is the response control of a page; an empty cookie ends the result.
func pageDone(cookie []byte) control {
	value := ber.AppendInt(nil, ber.Integer, 0)
	value = ber.Append(value, ber.OctetString, cookie)
	return control{oid: oidPaging, value: ber.Append(nil, ber.Sequence, value)}
}

// baseOption splits an attribute description from its options.
func baseOption(description string) (name string, options []string) {
	parts := strings.Split(description, ";")
	return parts[0], parts[1:]
}
