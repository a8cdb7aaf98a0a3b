package anonymize

import (
	"encoding/hex"
	"regexp"
	"strings"
	"unicode/utf8"

	"presync/sim/directory"
)

// The forms of values that stay.
var (
	isNumber    = regexp.MustCompile(`^-?[0-9]{1,20}$`)
	isFlag      = regexp.MustCompile(`^(?i:true|false|yes|no|1|0|)$`)
	isCountry   = regexp.MustCompile(`^[A-Za-z]{2}$`)
	isLanguage  = regexp.MustCompile(`^[a-z]{2}(-(Latn|Cyrl|Hans|Hant))?(-[A-Za-z]{2})?$`)
	isDate      = regexp.MustCompile(`^(/Date\([0-9]{10,14}\)/|[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{5,16}(Z|[+-][0-9:]{5})?)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}( [0-9:]{4,8}( [AP]M)?)?)$`)
	isAbout     = regexp.MustCompile(`^https://graph\.microsoft\.com/(v1\.0|beta)/\$metadata#([A-Za-z/$.(),*]*)$`)
	isScope     = regexp.MustCompile(`^/(administrativeUnits/|applications/|)`)
	escapedByte = regexp.MustCompile(`(\\[0-9a-fA-F]{2})+`)
	rdnStart    = regexp.MustCompile(`[,;+] *[A-Za-z][A-Za-z0-9.-]*=`)
)

// value gives the replacement of a value of an attribute. keep is false for a
// value that is dropped.
func (s *scanner) value(k kind, v string) (out string, keep bool) {
	if v == "" {
		return "", k != unknown
	}
	if stays, ok := s.vendorValue(k, v); ok {
		return stays, true
	}
	switch k {
	case unknown, nested:
		return "", false
	case certificate:
		return string(s.blob([]byte(v))), true
	case octets:
		return s.octets(v), true
	case about:
		return "", false
	case link:
		return "https://graph.microsoft.com/v1.0/users?$skiptoken=left-out", true
	}
	if notText(v) {
		return string(bytesOf(s, []byte(v))), true
	}
	switch k {
	case anchor:
		if to, ok := encoded(s, v); ok {
			return to, true
		}
		return s.scan(v, plain), true
	case person:
		return s.scan(v, inName), true
	case given:
		return s.scan(v, inGivenName), true
	case login:
		return s.login(v), true
	case address:
		return s.address(v), true
	case dn:
		return s.dn(v), true
	case canonical:
		return s.canonical(v), true
	case domain:
		return s.domain(v), true
	case id:
		return s.id(v), true
	case scope:
		head := isScope.FindString(v)
		return head + s.scan(v[len(head):], plain), true
	}
	return s.scan(v, plain), true
}

// vendorValue gives a value that stays as it is, when it has the form that
// values of its kind have.
func (s *scanner) vendorValue(k kind, v string) (string, bool) {
	ok := false
	switch k {
	case number:
		ok = isNumber.MatchString(v)
	case flag:
		ok = isFlag.MatchString(v)
	case country:
		ok = isCountry.MatchString(v)
	case language:
		ok = isLanguage.MatchString(v)
	case date:
		ok = isDate.MatchString(v)
	case class:
		ok = classes[strings.ToLower(v)]
	case word:
		ok = vendorWords[strings.ToLower(v)]
	case about:
		m := isAbout.FindStringSubmatch(v)
		ok = m != nil && s.graphWords(m[2])
	case person: // a role is called so, too
		_, ok = directory.LookupRole(v)
	case guid:
		g, err := directory.ParseGUID(v)
		ok = err == nil && !s.isGUID(g)
	case text:
		ok = strings.EqualFold(v, "NoSync")
	case scope:
		ok = v == "/"
	}
	if ok {
		s.stays(v)
	}
	return v, ok
}

// graphWords reports whether a text is made of names that Graph has.
func (s *scanner) graphWords(v string) bool {
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("/$.(),*", r) }) {
		if s.kinds[key(w)] == unknown && !entities[strings.ToLower(w)] {
			return false
		}
	}
	return true
}

// notText reports whether a value is bytes and not characters.
func notText(v string) bool {
	if strings.IndexFunc(v, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) >= 0 {
		return true
	}
	return !utf8.ValidString(v) && !mostlyASCII(v)
}

func mostlyASCII(v string) bool {
	n := 0
	for i := range len(v) {
		if v[i] < 0x80 {
			n++
		}
	}
	return n*4 >= len(v)*3
}

func (s *scanner) octets(v string) string {
	if _, isSID := sidOf([]byte(v)); isSID || len(v) == 16 {
		return string(s.bytes([]byte(v)))
	}
	if dashedGUID.MatchString(v) || textSID.MatchString(v) || strings.HasPrefix(v, "{") {
		return s.scan(v, plain)
	}
	if to, ok := encoded(s, v); ok {
		return to
	}
	return string(bytesOf(s, []byte(v)))
}

// login replaces a login name and leaves the prefix that software gave it.
func (s *scanner) login(v string) string {
	for _, p := range prefixes {
		if len(v) >= len(p) && strings.EqualFold(v[:len(p)], p) {
			s.stays(v[:len(p)])
			return v[:len(p)] + s.scan(v[len(p):], plain)
		}
	}
	return s.address(v)
}

// address replaces an address, or a list of them. The local part of a guest is
// an address in which the at sign is an underscore.
func (s *scanner) address(v string) string {
	at := strings.Index(strings.ToUpper(v), "#EXT#")
	if at < 0 {
		return s.scanLogin(v)
	}
	head, tail := v[:at], v[at+len("#EXT#"):]
	if under := strings.LastIndexByte(head, '_'); under >= 0 {
		head = s.scanLogin(head[:under+1]) + s.domain(head[under+1:])
	} else {
		head = s.scanLogin(head)
	}
	return head + v[at:at+len("#EXT#")] + s.scan(tail, inAddress)
}

// scanLogin takes the names of accounts that software makes in addresses, too.
func (s *scanner) scanLogin(v string) string {
	for _, p := range prefixes {
		if len(v) > len(p) && strings.EqualFold(v[:len(p)], p) && !isAlnum(lastRune(p)) {
			return v[:len(p)] + s.scan(v[len(p):], inAddress)
		}
	}
	return s.scan(v, inAddress)
}

// id replaces the id of a cloud object: a GUID, or what stands in its place.
func (s *scanner) id(v string) string {
	if g, err := directory.ParseGUID(v); err == nil {
		if s.vendor[g] {
			s.stays(v)
			return v
		}
		return likeCase(v, s.guid(g).String())
	}
	switch {
	case strings.Contains(v, "@"):
		return s.address(v)
	case strings.Contains(v, ".") && s.ending(v) != "":
		return s.domain(v)
	}
	return s.whole(v)
}

// canonical replaces DOMAIN/CONTAINER/NAME.
func (s *scanner) canonical(v string) string {
	host, rest, _ := strings.Cut(v, "/")
	out := s.domain(host)
	for part := range strings.SplitSeq(rest, "/") {
		if wellKnownRDNs["cn"][strings.ToLower(part)] {
			out += "/" + part
			continue
		}
		out += "/" + s.scan(part, inName)
	}
	return out
}

// dn replaces a distinguished name, or several with semicolons between.
func (s *scanner) dn(v string) string {
	v = plainUTF8(v)
	var out strings.Builder
	parts := splitDN(v)
	for i, p := range parts {
		kind, value, found := strings.Cut(p.text, "=")
		trimmed := strings.ToLower(strings.TrimSpace(kind))
		last := i == len(parts)-1 || parts[i+1].before == ";" || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(parts[i+1].text)), "dc=")
		out.WriteString(p.before)
		if !found {
			out.WriteString(s.scan(p.text, inDN))
			continue
		}
		out.WriteString(kind + "=")
		switch low := strings.ToLower(value); {
		case wellKnownRDNs[trimmed][low], trimmed == "dc" && last && isEnding(low), trimmed == "dc" && isKept(parts, i):
			s.stays(value)
			out.WriteString(value)
		default:
			out.WriteString(s.scan(value, inDN))
		}
	}
	return out.String()
}

// isKept reports whether a DC part is in the ending of the domain that the DC
// parts make.
func isKept(parts []rdn, i int) bool {
	label := func(n int) string {
		if n >= len(parts) {
			return ""
		}
		name, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parts[n].text)), "dc=")
		if !found {
			return ""
		}
		return name
	}
	last := label(i + 1)
	return label(i+2) == "" && i > 0 && label(i-1) != "" && len(last) == 2 && isEnding(last) && endings[label(i)]
}

// rdn is a part of a DN and what separates it from the one before.
type rdn struct{ before, text string }

// splitDN cuts a DN where a separator stands before the type of a part.
func splitDN(v string) []rdn {
	var parts []rdn
	from, before := 0, ""
	for at := 0; at < len(v); at++ {
		if v[at] == '\\' {
			at++
			continue
		}
		if !strings.ContainsRune(",;+", rune(v[at])) {
			continue
		}
		if m := rdnStart.FindStringIndex(v[at:]); m == nil || m[0] != 0 {
			continue
		}
		parts = append(parts, rdn{before, v[from:at]})
		from, before = at+1, v[at:at+1]
	}
	return append(parts, rdn{before, v[from:]})
}

// plainUTF8 writes the characters that are escaped byte by byte as they are.
func plainUTF8(v string) string {
	if !strings.Contains(v, `\`) {
		return v
	}
	return escapedByte.ReplaceAllStringFunc(v, func(m string) string {
		raw, err := hex.DecodeString(strings.ReplaceAll(m, `\`, ""))
		if err != nil || !utf8.Valid(raw) || strings.IndexFunc(string(raw), func(r rune) bool { return r < 0x80 }) >= 0 {
			return m
		}
		return string(raw)
	})
}
