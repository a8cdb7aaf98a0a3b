package syncrule

import "strings"

// normalDN folds the case of a DN and drops the blanks around its commas, so
// that two spellings of one DN are equal. Escaped characters stay as they are.
func normalDN(dn string) string {
	var b strings.Builder
	b.Grow(len(dn))
	skip := true // blanks at the start of an RDN
	for i := 0; i < len(dn); i++ {
		switch c := dn[i]; {
		case c == '\\' && i+1 < len(dn):
			b.WriteByte(c)
			i++
			b.WriteByte(dn[i])
			skip = false
		case c == ',':
			b.WriteByte(c)
			skip = true
		case c == ' ' && skip:
		default:
			b.WriteByte(c)
			skip = false
		}
	}
	return strings.ToLower(strings.TrimSpace(b.String()))
}

// under reports whether a normalised DN is base or lies below it.
func under(dn, base string) bool {
	if dn == base {
		return true
	}
	if base == "" || !strings.HasSuffix(dn, ","+base) {
		return false
	}
	// An escaped comma is part of an RDN and no boundary.
	at := len(dn) - len(base) - 1
	slashes := 0
	for at-1-slashes >= 0 && dn[at-1-slashes] == '\\' {
		slashes++
	}
	return slashes%2 == 0
}

// domainOf gives the DNS name of the domain that a DN is in: its DC parts.
func domainOf(dn string) string {
	var parts []string
	for rest := normalDN(dn); rest != ""; {
		rdn, after := cutRDN(rest)
		if name, found := strings.CutPrefix(rdn, "dc="); found {
			parts = append(parts, name)
		}
		rest = after
	}
	return strings.Join(parts, ".")
}

// cutRDN splits a DN behind its first RDN.
func cutRDN(dn string) (rdn, rest string) {
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			return dn[:i], dn[i+1:]
		}
	}
	return dn, ""
}
