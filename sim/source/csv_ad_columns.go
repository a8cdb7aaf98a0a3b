package source

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
)

// scopeColumns are the attributes by which the standard rules leave users out
// of scope. LDIF and csvde hold only what some object has, and few objects have
// these; a table of selected columns without them does not tell.
var scopeColumns = []string{"isCriticalSystemObject", "adminDescription"}

// Columns that are no attribute of their own.
const (
	columnDN        = "DN"
	columnCanonical = "canonicalName"
	columnEnabled   = "Enabled"
)

// columnAliases are the columns, in lower case, that the properties of
// Get-ADUser and the bulk tool have beside the names of the attributes, and
// the attribute behind each. Columns that tell who a record is stand here
// under their own names too.
// Source: the vendor's table of default and extended properties of Get-ADUser.
var columnAliases = map[string]string{
	"dn":                columnDN,
	"distinguishedname": columnDN,
	"canonicalname":     columnCanonical,
	"enabled":           columnEnabled,

	"userprincipalname": "userPrincipalName",
	"samaccountname":    "sAMAccountName",
	"objectguid":        "objectGUID",
	"immutableid":       "objectGUID",
	"mail":              "mail",
	"emailaddress":      "mail",

	"sid":          "objectSid",
	"surname":      "sn",
	"city":         "l",
	"state":        "st",
	"country":      "c",
	"office":       "physicalDeliveryOfficeName",
	"officephone":  "telephoneNumber",
	"mobilephone":  "mobile",
	"fax":          "facsimileTelephoneNumber",
	"certificates": "userCertificate",
	"deleted":      "isDeleted",
}

// adColumn is a column of the table and what is done with it.
type adColumn struct {
	at        int    // its place in a row
	title     string // as the header has it
	attribute string // or one of the names above
	number    int    // of the attribute; -1 when it is not kept
	alias     bool   // gives way to a column of the attribute's own name
	naming    int    // place in namingAttrs, -1 for none
	kind      cellKind
	stored    bool // a cell is a value that is kept and not looked at
	multi     bool
	dnValues  bool
	again     bool // a column of the same title and of one text stands before it
	flattened int  // the first line on which a cell shows the name of a type instead of values; 0 for none
}

// adTable is a table of on-premises users while it is read. Each goroutine has
// its own.
type adTable struct {
	*recorder
	rows    *tableRows
	columns []adColumn
	csvde   bool // the dialect of csvde: X'hex' and escaped semicolons
	facts   tableFacts
	valid   bool // the block is UTF-8

	// The row in hand.
	scratch []byte   // values that are not in the text as they are
	list    [][]byte // the values of a cell
	decoded bool     // one of them was written in hex digits
	names   [][]byte // by place in namingAttrs
	lossy   bool     // has a question mark in a name
}

// tableFacts is what is known of an export only because it is a table.
type tableFacts struct {
	flattened []string // attributes whose values the export lost
	noDN      bool
	canonical bool     // DNs were made of canonical names
	noScope   []string // those of scopeColumns that are not there
}

// newADTable understands the header.
func newADTable(r *recorder, names *directory.AttrNames, head *csvReader) *adTable {
	t := &adTable{recorder: r, rows: newTableRows(head, r.maxRecord), names: make([][]byte, len(namingAttrs))}
	t.facts.noDN = true
	for i, title := range head.Header {
		c := adColumn{at: i, title: title, attribute: title, number: -1}
		t.csvde = t.csvde || i == 0 && strings.EqualFold(title, columnDN)
		if attribute, ok := columnAliases[strings.ToLower(title)]; ok {
			c.attribute, c.alias = attribute, attribute == columnEnabled || !strings.EqualFold(attribute, title)
		}
		wanted := c.attribute
		switch wanted {
		case columnEnabled:
			wanted = "userAccountControl"
		case columnDN:
			wanted = "distinguishedName"
			t.facts.noDN = false
		}
		if number, ok := names.Lookup(wanted); ok {
			c.number = number
		} else if r.all && isAttributeName([]byte(wanted)) {
			c.number = names.Number(wanted)
		}
		if c.number >= 0 && wanted == c.attribute {
			c.attribute = names.Name(c.number)
		}
		c.multi = slices.Contains(multiValued, c.attribute) || t.csvde && c.number >= len(allowList)
		c.dnValues = c.attribute == "memberOf" || c.attribute == "member"
		c.naming = slices.Index(namingAttrs, c.number)
		c.kind = c.kindOfCells(t.csvde)
		c.stored = (c.kind == cellText || c.kind == cellCsvde) && c.number > attrDistinguishedName && !r.countsOnly(c.number) && c.naming < 0
		t.columns = append(t.columns, c)
	}
	for _, name := range scopeColumns {
		if !t.csvde && !slices.ContainsFunc(t.columns, func(c adColumn) bool { return strings.EqualFold(c.attribute, name) }) {
			t.facts.noScope = append(t.facts.noScope, name)
		}
	}
	// A column of the attribute's own name goes before an alias of it.
	slices.SortStableFunc(t.columns, func(a, b adColumn) int { return rank(a.alias) - rank(b.alias) })
	for i := range t.columns {
		c := &t.columns[i]
		c.again = !c.multi && r.schema.isText(c.number) && slices.ContainsFunc(t.columns[:i], c.isTwin)
	}
	return t
}

// isTwin reports whether two columns have the same title, but for its case.
func (c *adColumn) isTwin(d adColumn) bool { return strings.EqualFold(c.title, d.title) }

// merge adds what another goroutine saw of the same table.
func (t *adTable) merge(other *adTable) {
	t.facts.canonical = t.facts.canonical || other.facts.canonical
	for i := range t.columns {
		c := &t.columns[i]
		c.flattened = earlierLine(c.flattened, other.columns[i].flattened)
	}
}

// tellFlattened lists the attributes that lost their values, in the order in
// which the table shows it.
func (t *adTable) tellFlattened() {
	columns := slices.Clone(t.columns)
	slices.SortStableFunc(columns, func(a, b adColumn) int { return a.flattened - b.flattened })
	for _, c := range columns {
		if c.flattened > 0 && !slices.Contains(t.facts.flattened, c.attribute) {
			t.facts.flattened = append(t.facts.flattened, c.attribute)
		}
	}
}

func rank(alias bool) int {
	if alias {
		return 1
	}
	return 0
}

// occurring adds the names of the attributes that the table has columns for.
func (t *adTable) occurring(into map[string]bool) {
	for _, c := range t.columns {
		switch {
		case c.flattened > 0, c.title == "":
		case c.attribute == columnDN:
			into["distinguishedname"] = true
		case c.attribute == columnEnabled:
			into["useraccountcontrol"] = true
		default:
			into[strings.ToLower(c.attribute)] = true
		}
	}
}

// gaps are what the form of the table took away.
func (f *tableFacts) gaps(x *adExport) []directory.Gap {
	var gaps []directory.Gap
	for _, attribute := range f.flattened {
		gaps = append(gaps, x.gap("ad-flattened-columns", "the values of %s were lost: the cells hold the name of a type, because Export-Csv "+
			"does not write lists. %s counts as not exported. Export again with %s.", attribute, attribute, unflatten(attribute)))
	}
	if len(f.noScope) > 0 {
		gaps = append(gaps, x.gap("ad-no-scope-columns", "there is no column %s, so users that the standard rules leave out of scope by it are predicted "+
			"as if they were in scope. Export again with %s.", strings.Join(f.noScope, " or "), strings.Join(f.noScope, " and ")))
	}
	switch {
	case f.canonical:
		gaps = append(gaps, x.gap("ad-no-DN", "there is no column with the DN, so DNs were made of CanonicalName, "+
			"where every container but the vendor's own counts as an OU. Filters by OU may go wrong. Export again with DistinguishedName."))
	case f.noDN:
		gaps = append(gaps, x.gap("ad-no-DN", "there is no column with the DN, so the names in the report are made up, and filters by domain or OU "+
			"cannot be applied. Export again with DistinguishedName."))
	}
	return gaps
}

// unflatten is the calculated property that exports an attribute whole.
func unflatten(attribute string) string {
	switch attribute {
	case "mS-DS-ConsistencyGuid", "objectGUID":
		return fmt.Sprintf("Select-Object *,@{n='%[1]s';e={[Convert]::ToBase64String($_.'%[1]s')}} -ExcludeProperty '%[1]s'", attribute)
	}
	return fmt.Sprintf("Select-Object *,@{n='%[1]s';e={$_.%[1]s -join ';'}} -ExcludeProperty %[1]s", attribute)
}
