package source

import (
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// rename gives the object, and with it all objects below it, another DN. The
// directory keeps the naming attribute, name, distinguishedName and the DNs in
// group memberships in step, and so does this.
func (c *changer) rename(r *changeRecord, at int) error {
	rdn, superior, err := r.newName(c.src)
	if err != nil {
		return err
	}
	old := c.objects[at].DN
	if superior == "" {
		superior = strings.Join(rdnsOf(old)[1:], ",")
	}
	dn := rdn
	if superior != "" {
		dn += "," + superior
	}
	if dnKey(dn) == dnKey(old) {
		// Only the spelling changes.
	} else if _, taken := c.byDN[dnKey(dn)]; taken {
		return c.src.errorAt(r.at, "modrdn of %q: there is an object %q already", r.dn, dn)
	}
	oldKey := dnKey(old)
	if strings.HasSuffix(dnKey(superior), ","+oldKey) || dnKey(superior) == oldKey {
		return c.src.errorAt(r.at, "modrdn of %q: newsuperior %q is below the object itself", r.dn, superior)
	}
	o := c.own(at)
	parsed, err := ldap.ParseDN(rdn)
	if err != nil {
		return c.src.errorAt(r.at, "newrdn is %q: %s", rdn, err)
	}
	name := parsed.RDNs[0].Attributes[0]
	for _, attribute := range []string{c.spelling(name.Type), "name"} {
		setAttr(o, attribute, []string{name.Value})
	}
	c.move(old, dn)
	return nil
}

// spelling is an attribute's name as objects have it.
func (c *changer) spelling(attribute string) string {
	if number, ok := c.selection.names.Lookup(attribute); ok {
		return c.selection.names.Name(number)
	}
	return attribute
}

// newName reads newrdn, deleteoldrdn and newsuperior.
func (r *changeRecord) newName(src *ADSource) (rdn, superior string, err error) {
	for _, l := range r.lines {
		value := strings.TrimSpace(string(l.value))
		switch strings.ToLower(l.name) {
		case "newrdn":
			parsed, err := ldap.ParseDN(value)
			if err != nil || len(parsed.RDNs) != 1 {
				return "", "", src.errorAt(l.at, "newrdn is %q, want one part of a DN like CN=Pat", value)
			}
			rdn = value
		case "deleteoldrdn":
			if value != "1" {
				return "", "", src.errorAt(l.at, "deleteoldrdn is %q, want 1: a domain controller keeps no second name", value)
			}
		case "newsuperior":
			if _, err := ldap.ParseDN(value); err != nil || value == "" {
				return "", "", src.errorAt(l.at, "newsuperior is %q, want a DN", value)
			}
			superior = value
		default:
			return "", "", src.errorAt(l.at, "%s stands in a modrdn record, want newrdn, deleteoldrdn or newsuperior", l.name)
		}
	}
	if rdn == "" {
		return "", "", src.errorAt(r.at, "modrdn of %q has no newrdn", r.dn)
	}
	return rdn, superior, nil
}

// move changes the DN of an object and of those below it, wherever it stands.
func (c *changer) move(old, dn string) {
	oldKey, depth := dnKey(old), len(rdnsOf(old))
	moved := map[string]string{} // old key to new DN
	for at, o := range c.objects {
		if o == nil || o.Forest != c.forest {
			continue
		}
		key := dnKey(o.DN)
		if key != oldKey && !strings.HasSuffix(key, ","+oldKey) {
			continue
		}
		parts := rdnsOf(o.DN)
		to := strings.Join(append(parts[:len(parts)-depth:len(parts)-depth], dn), ",")
		moved[key] = to
		c.own(at).DN = to
		if o.Attrs.Has("distinguishedName") {
			setAttr(c.objects[at], "distinguishedName", []string{to})
		}
	}
	places := map[string]int{}
	for key, to := range moved {
		places[dnKey(to)] = c.byDN[key]
		delete(c.byDN, key)
	}
	for key, at := range places {
		c.byDN[key] = at
	}
	c.follow("member", moved)
	c.follow("memberOf", moved)
}

// follow changes the DNs in an attribute of all objects of the forest.
func (c *changer) follow(attribute string, moved map[string]string) {
	for at, o := range c.objects {
		if o == nil || o.Forest != c.forest || !o.Attrs.Has(attribute) {
			continue
		}
		values := slices.Clone(o.Attrs.Values(attribute))
		changed := false
		for i, v := range values {
			if to, ok := moved[dnKey(v)]; ok {
				values[i], changed = to, true
			}
		}
		if changed {
			setAttr(c.own(at), attribute, values)
		}
	}
}

// rdnsOf splits a DN at its commas and leaves the parts as they are written.
func rdnsOf(dn string) []string {
	var parts []string
	from := 0
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			parts = append(parts, dn[from:i])
			from = i + 1
		}
	}
	return append(parts, dn[from:])
}

// dnKey is what DNs are compared by: without case, and with every value
// escaped in the same way.
func dnKey(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return strings.ToLower(dn)
	}
	return strings.ToLower(parsed.String())
}
