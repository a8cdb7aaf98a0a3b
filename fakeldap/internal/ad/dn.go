package ad

import (
	"fmt"
	"strings"
	"unicode/utf8"
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

// ParseDN reads a distinguished name in the form of RFC 4514, and the quoted
// values of RFC 2253 that AD takes as well. The empty name is the rootDSE's.
func ParseDN(s string) (DN, error) {
	if s == "" {
		return DN{}, nil
	}
	if !utf8.ValidString(s) {
		return DN{}, fmt.Errorf("%q is no distinguished name: it is not UTF-8", s)
	}
	first, err := cutRDN(s)
	if err != nil {
		return DN{}, fmt.Errorf("%q is no distinguished name: %w", s, err)
	}
	dn := DN{Text: s, Type: first.typ, Value: first.value, rest: first.rest}
	var plain bool
	if dn.Key, plain = plainKey(s); plain {
		return dn, nil
	}
	if dn.Key, err = fullKey(first); err != nil {
		return DN{}, fmt.Errorf("%q is no distinguished name: %w", s, err)
	}
	return dn, nil
}

// fullKey makes the key of a name of which the first component is given.
func fullKey(c rdn) (key string, err error) {
	var parts []string
	for {
		parts = append(parts, strings.ToLower(c.typ)+"="+escapeKey(strings.ToLower(c.value)))
		if !c.more {
			return strings.Join(parts, ","), nil
		}
		if c, err = cutRDN(c.rest); err != nil {
			return "", err
		}
	}
}

// PlainKey is the key of a name that is written without quotes, and without
// escapes but those of a comma and a plus sign; ok is false for any other name,
// and for what is none. ParseDN gives the same key.
func PlainKey(s string) (key string, ok bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	return plainKey(s)
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

// plainKey makes the key of a name that uses no escapes but those of a comma
// and a plus sign; ok is false when the name needs the full parser or is none.
func plainKey(s string) (string, bool) {
	var room [256]byte
	key := room[:0]
	ascii := true
	for more := true; more; {
		equals := strings.IndexByte(s, '=')
		if equals < 0 {
			return "", false
		}
		typ := strings.Trim(s[:equals], " ")
		if s = strings.TrimLeft(s[equals+1:], " "); !plainType(typ) || s == "" || s[0] == '#' {
			return "", false
		}
		for i := range len(typ) {
			key = append(key, lower(typ[i]))
		}
		key = append(key, '=')
		from, end := len(key), len(key) // where the value begins, and ends but for blanks
		i := 0
		for more = false; i < len(s) && !more; i++ {
			switch c := s[i]; c {
			case ',':
				more = true
			case '\\':
				if i++; i == len(s) || s[i] != ',' && s[i] != '+' {
					return "", false
				}
				key = append(key, '\\', '2', s[i]-','+'c') // \2c or \2b
				end = len(key)
			case '"', '+', ';', '<', '>', '\n', 0:
				return "", false
			default:
				ascii = ascii && c < utf8.RuneSelf
				if key = append(key, lower(c)); c != ' ' {
					end = len(key)
				}
			}
		}
		if end == from {
			return "", false
		}
		key, s = key[:end], s[i:]
		if more {
			key = append(key, ',')
		}
	}
	if !ascii {
		return strings.ToLower(string(key)), true
	}
	return string(key), true
}

func plainType(t string) bool {
	for _, c := range []byte(t) {
		if !('a' <= lower(c) && lower(c) <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return len(t) > 0
}

// escapeKey escapes the characters that would end a component in a key.
func escapeKey(v string) string {
	if !strings.ContainsAny(v, "\\,+\n") {
		return v
	}
	key := make([]byte, 0, len(v)+8)
	for i := range len(v) {
		switch c := v[i]; c {
		case '\\':
			key = append(key, `\5c`...)
		case ',':
			key = append(key, `\2c`...)
		case '+':
			key = append(key, `\2b`...)
		case '\n':
			key = append(key, `\0a`...)
		default:
			key = append(key, c)
		}
	}
	return string(key)
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
