package fakegraph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// errNotObject says that a JSON text is valid but is not an object.
var errNotObject = errors.New("want a JSON object")

// parseObject splits a JSON object into its properties, in the order given
// and with compact values. A property that comes twice is an error, because
// Graph would refuse the payload.
func parseObject(data []byte) ([]prop, error) {
	var buf bytes.Buffer
	if err := json.Compact(&buf, data); err != nil {
		return nil, err
	}
	text := buf.Bytes()
	if len(text) == 0 || text[0] != '{' {
		return nil, errNotObject
	}
	props := make([]prop, 0, 16)
	for i := 1; text[i] != '}'; {
		end := skipValue(text, i)
		name, ok := decodeString(text[i:end])
		if !ok {
			return nil, errNotObject
		}
		start := end + 1
		end = skipValue(text, start)
		props = append(props, prop{name: name, val: text[start:end:end]})
		if i = end; text[i] == ',' {
			i++
		}
	}
	if name, twice := repeated(props); twice {
		return nil, fmt.Errorf("property %q comes twice", name)
	}
	return props, nil
}

// repeated finds a name that two properties have. Few properties are compared
// with each other, which takes no memory; many are put into a map, which takes
// no quadratic time.
func repeated(props []prop) (string, bool) {
	if len(props) > 64 {
		seen := make(map[string]bool, len(props))
		for _, p := range props {
			if seen[p.name] {
				return p.name, true
			}
			seen[p.name] = true
		}
		return "", false
	}
	for i, p := range props {
		for _, earlier := range props[:i] {
			if earlier.name == p.name {
				return p.name, true
			}
		}
	}
	return "", false
}

// skipValue returns the index behind the value that starts at i. The text is
// compact and valid JSON.
func skipValue(text []byte, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = skipString(text, i) - 1
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ':':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// skipString returns the index behind the string that starts at i.
func skipString(text []byte, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return i
}

// elements splits a compact JSON array into its values; anything else has none.
func elements(val []byte) [][]byte {
	if len(val) < 2 || val[0] != '[' {
		return nil
	}
	var out [][]byte
	for i := 1; val[i] != ']'; {
		end := skipValue(val, i)
		out = append(out, val[i:end:end])
		if i = end; val[i] == ',' {
			i++
		}
	}
	return out
}

// member returns one value of a compact JSON object, nil when it is absent.
// Names compare without case, as Graph does.
func member(val []byte, name string) []byte {
	if len(val) == 0 || val[0] != '{' {
		return nil
	}
	for i := 1; val[i] != '}'; {
		end := skipValue(val, i)
		key, _ := decodeString(val[i:end])
		start := end + 1
		end = skipValue(val, start)
		if strings.EqualFold(key, name) {
			return val[start:end:end]
		}
		if i = end; val[i] == ',' {
			i++
		}
	}
	return nil
}

// decodeString decodes a JSON string; ok is false for any other value.
func decodeString(val []byte) (s string, ok bool) {
	if len(val) < 2 || val[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(val, '\\') < 0 {
		return string(val[1 : len(val)-1]), true
	}
	return decodeEscaped(val)
}

func decodeEscaped(val []byte) (s string, ok bool) {
	err := json.Unmarshal(val, &s)
	return s, err == nil
}

// decodeStrings decodes a JSON array of strings and leaves out other elements.
func decodeStrings(val []byte) []string {
	var out []string
	for _, e := range elements(val) {
		if s, ok := decodeString(e); ok {
			out = append(out, s)
		}
	}
	return out
}

// isNull reports whether a value is absent or null.
func isNull(val []byte) bool { return len(val) == 0 || string(val) == "null" }

// encode renders a value as compact JSON and leaves <, > and & as they are,
// because Graph does. The values are strings, lists and maps of this package,
// which always encode.
func encode(v any) []byte {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}

// setProp replaces the value of a property or appends it.
func setProp(props []prop, name string, val []byte) []prop {
	for i := range props {
		if props[i].name == name {
			props[i].val = val
			return props
		}
	}
	return append(props, prop{name: name, val: val})
}

// getProp returns the value of a property, nil when it is absent.
func getProp(props []prop, name string) []byte {
	for i := range props {
		if props[i].name == name {
			return props[i].val
		}
	}
	return nil
}

// foldProp is getProp without regard to case, for what a client sent.
func foldProp(props []prop, name string) []byte {
	for i := range props {
		if strings.EqualFold(props[i].name, name) {
			return props[i].val
		}
	}
	return nil
}

// prop is one property of a JSON object: its name and its compact value.
type prop struct {
	name string
	val  []byte
}
