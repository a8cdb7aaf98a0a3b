package source

import (
	"presync/sim/directory"
)

// unread are the attributes whose absence from every entry makes something
// uncertain, and what.
var unread = [...]struct{ attribute, means string }{
	{"objectGUID", "An anchor made of it cannot be computed and no hard match by it is seen."},
	{"objectSid", "Conflicts and joins by security identifier are not seen."},
	{"userPrincipalName", "If users have one, every soft match by it is missed; sAMAccountName@domain is used instead."},
	{"sAMAccountName", "Filters by it, and the names of users without userPrincipalName, are unknown."},
	{"userAccountControl", "Which accounts are disabled is unknown."},
	{"mail", "If users have one, a soft match by it is not seen."},
	{"proxyAddresses", "If users have some, soft matches and conflicts by address rest on mail and userPrincipalName alone."},
}

// gaps are what the directory could not tell.
func (d *directoryReader) gaps(x *adExport) []directory.Gap {
	var gaps []directory.Gap
	if d.target.isCatalog() {
		gaps = append(gaps, x.gap("ad-global-catalog", "port %s is that of a Global Catalog, which holds a part of the attributes only. "+
			"mS-DS-ConsistencyGuid and others are missing although they may be set. Read each domain from a domain controller (port %s, or %s with TLS).",
			d.target.port, ldapPort, ldapsPort))
	}
	for _, u := range unread {
		if x.lacks(u.attribute) {
			gaps = append(gaps, x.gap("ad-no-"+u.attribute, "nothing below %q has %s. Either it is empty everywhere, or %s may not read it. %s",
				d.base, u.attribute, d.reader(), u.means))
		}
	}
	if n := x.stats.noGUID; n > 0 && !x.lacks("objectGUID") {
		gaps = append(gaps, x.gap("ad-some-no-objectGUID", "%d of %d users have no objectGUID that %s may read; an anchor made of it is unknown for them.",
			n, x.users, d.reader()))
	}
	if n := x.stats.odd.count; n > 0 {
		gaps = append(gaps, x.gap("ad-not-utf8", "%s read as Windows-1252, one of them as %q; letters may be wrong. "+
			"A domain controller answers in UTF-8: look at what stands between.", counted(n, "value is not UTF-8 and was", "values are not UTF-8 and were"), shorten([]byte(x.stats.odd.text))))
	}
	return gaps
}
