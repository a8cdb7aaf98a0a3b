package fakeldap

import (
	"strings"

	"presync/fakeldap/internal/ad"
)

// publish writes the schema as the subschema entry shows it (RFC 4512 section
// 4.1), in AD's dialect with quoted syntaxes.
func (d *directory) publish(what string) [][]byte {
	var out [][]byte
	switch what {
	case "attributeTypes":
		for _, a := range d.schema.Attributes() {
			out = append(out, []byte(describeAttribute(a)))
		}
	case "objectClasses":
		for _, name := range d.schema.ClassNames() {
			out = append(out, []byte(describeClass(d.schema.Class(name))))
		}
	}
	return out
}

func describeAttribute(a *ad.Attribute) string {
	oid := a.OID
	if oid == "" {
		oid = strings.ToLower(a.Name) + "-oid"
	}
	s := "( " + oid + " NAME '" + a.Name + "' SYNTAX '" + a.Syntax.LDAP() + "'"
	if a.Single {
		s += " SINGLE-VALUE"
	}
	if a.SystemOnly {
		s += " NO-USER-MODIFICATION"
	}
	return s + " )"
}

func describeClass(c *ad.Class) string {
	s := "( " + c.OID + " NAME '" + c.Name + "'"
	if len(c.Chain) > 1 {
		s += " SUP " + c.Chain[len(c.Chain)-2]
	}
	switch c.Kind {
	case ad.Abstract:
		s += " ABSTRACT"
	case ad.Auxiliary:
		s += " AUXILIARY"
	default:
		s += " STRUCTURAL"
	}
	for _, list := range []struct {
		word  string
		names []string
	}{{"MUST", c.Must}, {"MAY", c.May}} {
		if len(list.names) > 0 {
			s += " " + list.word + " (" + strings.Join(list.names, " $ ") + " )"
		}
	}
	return s + " )"
}
