package fakeldap

import (
	"fmt"
	"strings"

	"presync/fakeldap/internal/ber"
)

// filterText writes the BER of a filter in the form of RFC 4515, for the
// request log. Beyond the nesting limit it writes dots.
func filterText(b []byte) string {
	var out strings.Builder
	writeFilter(&out, b, 0)
	return out.String()
}

func writeFilter(out *strings.Builder, b []byte, depth int) {
	tag, content, _, err := ber.Next(b)
	if err != nil || depth > maxDepth || out.Len() > 64<<10 {
		out.WriteString("...")
		return
	}
	out.WriteByte('(')
	defer out.WriteByte(')')
	f := fields{rest: content}
	switch tag {
	case filterAnd, filterOr, filterNot:
		out.WriteByte("&|!"[tag-filterAnd])
		for f.err == nil && len(f.rest) > 0 {
			writeFilter(out, f.any(), depth+1)
		}
	case filterPresent:
		out.WriteString(string(content) + "=*")
	case filterSubstrings:
		writeSubstrings(out, &f)
	case filterExtensible:
		writeExtensible(out, content)
	default:
		sign := map[byte]string{filterEqual: "=", filterGreater: ">=", filterLess: "<=", filterApprox: "~="}[tag]
		name := f.text()
		out.WriteString(name + sign)
		escapeAssertion(out, f.expect(ber.OctetString))
	}
}

func writeSubstrings(out *strings.Builder, f *fields) {
	out.WriteString(f.text() + "=")
	list := fields{rest: f.expect(ber.Sequence)}
	last := byte(0)
	for len(list.rest) > 0 {
		tag, part, rest, err := ber.Next(list.rest)
		if err != nil {
			return
		}
		if tag != 0x80 {
			out.WriteByte('*')
		}
		escapeAssertion(out, part)
		last, list.rest = tag, rest
	}
	if last != 0x82 {
		out.WriteByte('*')
	}
}

func writeExtensible(out *strings.Builder, content []byte) {
	var rule, name string
	var value []byte
	dn := false
	for len(content) > 0 {
		tag, part, rest, err := ber.Next(content)
		if err != nil {
			return
		}
		content = rest
		switch tag {
		case 0x81:
			rule = ":" + string(part)
		case 0x82:
			name = string(part)
		case 0x83:
			value = part
		case 0x84:
			dn, _ = ber.Bool(part)
		}
	}
	out.WriteString(name)
	if dn {
		out.WriteString(":dn")
	}
	out.WriteString(rule + ":=")
	escapeAssertion(out, value)
}

// escapeAssertion escapes what RFC 4515 section 3 asks for and all bytes that
// are not printable ASCII.
func escapeAssertion(out *strings.Builder, v []byte) {
	for _, c := range v {
		if c < ' ' || c >= 0x7f || strings.IndexByte(`*()\`, c) >= 0 {
			fmt.Fprintf(out, `\%02x`, c)
			continue
		}
		out.WriteByte(c)
	}
}
