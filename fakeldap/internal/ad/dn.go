package ad

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
)

// DN is a parsed distinguished name.
type DN struct {
	// Text is the name as it was written.
	Text string
	// Key is the name in the form under which it is compared: lower case, no
	// blanks around separators, one way of escaping. The key of the parent is
	// what follows the first comma.
	Key string
	// Type and Value are those of the first component, the value unescaped.
	Type, Value string
	// rest is the text of the parent.
	rest string
}

// ParseDN reads a distinguished name in the form of RFC 4514. The empty name
// is the rootDSE's.
func ParseDN(s string) (DN, error) {
	if s == "" {
		return DN{}, nil
	}
	if !utf8.ValidString(s) {
		return DN{}, fmt.Errorf("%q is no distinguished name: it is not UTF-8", s)
	}
	first, rest := splitRDN(s)
	if key, ok := plainKey([]byte(s)); ok {
		typ, value, _ := strings.Cut(first, "=")
		return DN{Text: s, Key: key, Type: strings.TrimSpace(typ), Value: strings.TrimSpace(value), rest: rest}, nil
	}
	parsed, err := ldap.ParseDN(s)
	if err != nil {
		return DN{}, fmt.Errorf("%q is no distinguished name: %v", s, err)
	}
	parts := make([]string, len(parsed.RDNs))
	for i, rdn := range parsed.RDNs {
		if len(rdn.Attributes) != 1 {
			return DN{}, fmt.Errorf("%q is no name for AD: it has a component of several values", s)
		}
		a := rdn.Attributes[0]
		parts[i] = strings.ToLower(a.Type) + "=" + escapeKey(strings.ToLower(a.Value))
	}
	a := parsed.RDNs[0].Attributes[0]
	return DN{Text: s, Key: strings.Join(parts, ","), Type: a.Type, Value: a.Value, rest: rest}, nil
}

// Parent is the name one level up; empty for a name of one component.
func (d DN) Parent() (DN, error) { return ParseDN(d.rest) }

// ParentText is the text of Parent.
func (d DN) ParentText() string { return d.rest }

// ParentKey is the key one level up of the name with the given key.
func ParentKey(key string) string {
	_, parent, _ := strings.Cut(key, ",")
	return parent
}

// Under reports whether a name lies below another; both are keys.
func Under(key, base string) bool {
	return base == "" || len(key) > len(base) && key[len(key)-len(base)-1] == ',' && key[len(key)-len(base):] == base
}

// splitRDN cuts the first component off without interpreting it.
func splitRDN(s string) (first, rest string) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			return s[:i], strings.TrimLeft(s[i+1:], " ")
		}
	}
	return s, ""
}

// plainKey makes the key of a name that uses no escapes; ok is false when the
// name needs the full parser or is none.
func plainKey(s []byte) (string, bool) {
	key := make([]byte, 0, len(s))
	ascii := true
	for len(s) > 0 {
		n := bytes.IndexByte(s, ',')
		component := s
		if n >= 0 {
			component, s = s[:n], s[n+1:]
			if len(s) == 0 {
				return "", false
			}
		} else {
			s = nil
		}
		typ, value, found := bytes.Cut(component, []byte("="))
		typ, value = bytes.Trim(typ, " "), bytes.Trim(value, " ")
		if !found || !plainType(typ) || len(value) == 0 || value[0] == '#' || bytes.ContainsAny(value, "\\\"+;<>\x00") {
			return "", false
		}
		if len(key) > 0 {
			key = append(key, ',')
		}
		for _, c := range typ {
			key = append(key, lower(c))
		}
		key = append(key, '=')
		for _, c := range value {
			ascii = ascii && c < utf8.RuneSelf
			key = append(key, lower(c))
		}
	}
	if !ascii {
		return strings.ToLower(string(key)), true
	}
	return string(key), true
}

func plainType(t []byte) bool {
	for _, c := range t {
		if !('a' <= lower(c) && lower(c) <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return len(t) > 0
}

// escapeKey escapes the characters that would end a component in a key.
func escapeKey(v string) string {
	return strings.NewReplacer(`\`, `\5c`, ",", `\2c`, "+", `\2b`, "\n", `\0a`).Replace(v)
}

// equalDN compares a stored name with a key without allocating when the name
// is written plainly.
func equalDN(v []byte, key string) bool {
	if len(v) == len(key) && equalPlain(v, key) {
		return true
	}
	if writtenPlainly(v) {
		return false
	}
	dn, err := ParseDN(string(v))
	return err == nil && dn.Key == key
}

// writtenPlainly reports whether lowering the name already gives its key.
func writtenPlainly(v []byte) bool {
	for i, c := range v {
		switch {
		case c >= utf8.RuneSelf || c == '\\' || c == '"' || c == '#':
			return false
		case c == ' ' && (i == 0 || i == len(v)-1 || v[i-1] == ',' || v[i-1] == '=' || v[i+1] == ',' || v[i+1] == '='):
			return false
		}
	}
	return true
}

func equalPlain(v []byte, key string) bool {
	for i, c := range v {
		if c >= utf8.RuneSelf || lower(c) != key[i] {
			return false
		}
	}
	return true
}

// EscapeValue writes a value as it stands in a name that AD prints.
func EscapeValue(v string) string {
	var b strings.Builder
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c == '\n':
			b.WriteString(`\0A`)
		case strings.IndexByte(`,+"\<>;=`, c) >= 0, c == '#' && i == 0, c == ' ' && (i == 0 || i == len(v)-1):
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(&b, `\%02X`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
