package source

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
)

// gap makes a gap whose text begins with the name of the export.
func (x *adExport) gap(id, format string, args ...any) directory.Gap {
	return directory.Gap{ID: id, Text: x.label + ": " + fmt.Sprintf(format, args...)}
}

// lacks reports whether an attribute occurs nowhere in the export, although
// no table flattened it (which is a gap of its own).
func (x *adExport) lacks(attribute string) bool {
	return !x.occurring[strings.ToLower(attribute)] && !slices.Contains(x.table.flattened, attribute)
}

// gaps are what this export cannot tell.
func (x *adExport) gaps() []directory.Gap {
	gaps := x.missingAttributes()
	gaps = append(gaps, x.incomplete()...)
	return append(gaps, x.damaged()...)
}

// missing are the attributes whose absence everywhere makes something
// uncertain: what, and how to export them.
var missing = []struct{ attribute, text string }{
	{"objectGUID", "no record has objectGUID, so an anchor made of it cannot be computed and no hard match by it is seen. " +
		"ldifde leaves it out with -m, -n or -o, a selection (-l, -Properties, Select-Object) when it is not named. Export again with objectGUID"},
	{"objectSid", "no record has objectSid, so conflicts and joins by security identifier are not seen. " +
		"ldifde leaves it out with -m, -n or -o. Export again with objectSid"},
	{"userPrincipalName", "no record has userPrincipalName. Either all are empty and sAMAccountName@domain is used instead, " +
		"or it was not exported and every soft match by it is missed. Export again with userPrincipalName"},
	{"sAMAccountName", "no record has sAMAccountName, so filters by it, and the names of users without userPrincipalName, are unknown. " +
		"Export again with sAMAccountName"},
	{"userAccountControl", "no record has userAccountControl, so it is unknown which accounts are disabled. " +
		"Export again with userAccountControl, or with the column Enabled"},
	{"mail", "no record has mail. Either it is empty everywhere or it was not exported; a soft match by it is not seen. " +
		"If it is in use, export again with mail (Get-ADUser -Properties mail)"},
	{"proxyAddresses", "no record has proxyAddresses. Either it is empty everywhere or it was not exported; soft matches and conflicts by address " +
		"rest on mail and userPrincipalName alone. If it is in use, export again with proxyAddresses"},
	{"objectClass", "no record has objectClass, so types were told from objectCategory, sAMAccountType and the names; " +
		"a group or a service account may count as a user. Export again with objectClass"},
}

func (x *adExport) missingAttributes() []directory.Gap {
	var gaps []directory.Gap
	for _, m := range missing {
		if x.lacks(m.attribute) {
			gaps = append(gaps, x.gap("ad-no-"+m.attribute, "%s.", m.text))
		}
	}
	if n := x.stats.noGUID; n > 0 && !x.lacks("objectGUID") {
		gaps = append(gaps, x.gap("ad-some-no-objectGUID", "%d of %d users have no objectGUID; "+
			"an anchor made of it is unknown for them. Exports of different selections may have been put together.", n, x.users))
	}
	if x.selective() && x.lacks("mS-DS-ConsistencyGuid") {
		gaps = append(gaps, x.gap("ad-no-mS-DS-ConsistencyGuid", "no record has mS-DS-ConsistencyGuid, and the export holds selected attributes only. "+
			"Either it is empty everywhere or it was not selected; where it is the source anchor, its value decides the hard match. "+
			"Export again with mS-DS-ConsistencyGuid."))
	}
	return gaps
}

// selective reports whether the export seems to hold selected attributes
// only: it lacks what every object has and nobody selects.
func (x *adExport) selective() bool {
	return !x.anyOccurs("instancetype", "usnchanged", "usncreated", "whenchanged", "dscorepropagationdata")
}

func (x *adExport) anyOccurs(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return x.occurring[n] })
}

// incomplete finds signs that objects or values of the directory are missing.
func (x *adExport) incomplete() []directory.Gap {
	var gaps []directory.Gap
	switch {
	case x.stats.nextPage:
		gaps = append(gaps, x.gap("ad-first-page", "line %d says that the directory has further pages; the objects on them are missing. "+
			"Export all pages (ldapsearch -E pr=1000/noprompt).", x.stats.pagedLine))
	case x.stats.failed.line > 0:
		f := x.stats.failed
		gaps = append(gaps, x.gap("ad-search-failed", "line %d says that the search ended with result %d (%s), so objects may be missing. "+
			"Export with paging (ldapsearch -E pr=1000/noprompt).", f.line, f.code, f.text))
	case x.input.Objects == 1000:
		gaps = append(gaps, x.gap("ad-first-page", "the export has exactly 1000 objects, which is where a domain controller ends an answer "+
			"that is not paged; objects may be missing. Export with paging (ldapsearch -E pr=1000/noprompt)."))
	}
	if n := x.stats.ranged; n > 0 {
		gaps = append(gaps, x.gap("ad-incomplete-range", "%s only the first part of a long attribute (range=0-...); "+
			"the rest, such as further members of a group, is missing. Ask for the following ranges, or export with ldifde.", counted(n, "object has", "objects have")))
	}
	return append(gaps, x.globalCatalog()...)
}

// globalCatalog suspects an export of a Global Catalog. That holds a part of
// the attributes only, and objects of all domains. An export of everything
// from a domain controller has attributes of every user that no Global
// Catalog holds; one that has what a Global Catalog holds of every object and
// none of those is suspect. So is one with users of several domains that has
// none of them.
func (x *adExport) globalCatalog() []directory.Gap {
	notInCatalog := []string{"accountexpires", "badpasswordtime", "badpwdcount", "codepage", "countrycode",
		"lastlogoff", "lastlogon", "logoncount", "pwdlastset", "ms-ds-consistencyguid", "employeenumber"}
	everything := x.occurring["instancetype"] && x.occurring["primarygroupid"]
	if x.anyOccurs(notInCatalog...) || !everything && len(x.domains) < 2 {
		return nil
	}
	what := "it lacks every attribute that a Global Catalog leaves out"
	if len(x.domains) > 1 {
		what = fmt.Sprintf("it has users of %d domains and lacks every attribute that a Global Catalog leaves out", len(x.domains))
	}
	return []directory.Gap{x.gap("ad-global-catalog", "this may be an export of a Global Catalog (port 3268): %s. "+
		"mS-DS-ConsistencyGuid and others would be missing although they are set. Export each domain from a domain controller (port 389).", what)}
}

// damaged finds signs that values were changed on the way.
func (x *adExport) damaged() []directory.Gap {
	var gaps []directory.Gap
	if n := x.input.Skipped; n > 0 {
		gaps = append(gaps, x.gap("ad-unreadable", "%s not be used, so whoever stands only there is not predicted. Where the export is taken as complete, "+
			"the cloud user counts as deleted. Mend what is wrong, such as %s", counted(n, "record could", "records could"), x.input.Problems[0]))
	}
	if n := x.stats.odd.count; n > 0 {
		gaps = append(gaps, x.gap("ad-not-utf8", "%s read as Windows-1252, the first on line %d as %q; "+
			"letters may be wrong. Export as Unicode (ldifde -u, csvde -u, Export-Csv -Encoding UTF8).",
			counted(n, "value is not UTF-8 and was", "values are not UTF-8 and were"), x.stats.odd.line, shorten([]byte(x.stats.odd.text))))
	}
	if n := x.stats.replaced; n > 0 {
		gaps = append(gaps, x.gap("ad-lost-letters", "%s a question mark in a name; Export-Csv writes one for every letter "+
			"beyond ASCII unless it is told otherwise. Export again with -Encoding UTF8.", counted(n, "row has", "rows have")))
	}
	return append(gaps, x.table.gaps(x)...)
}

// gapsOfAll are what all exports together cannot tell.
func gapsOfAll(inputs []directory.Input, users int) []directory.Gap {
	if users != 1 || len(inputs) == 0 {
		return nil
	}
	return []directory.Gap{{ID: "ad-one-user", Text: inputs[0].Source + ": there is exactly one user, so conflicts with other users " +
		"of Active Directory are not seen. Export all users that are synchronised (ldifde -r \"(objectCategory=person)\")."}}
}
