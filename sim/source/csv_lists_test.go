package source

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// splitAddresses and splitCloudAddresses give what appendAddresses and
// appendCloudAddresses give, as texts.

func splitAddresses(cell string) []string { return texts(appendAddresses(nil, []byte(cell))) }

func splitCloudAddresses(cell string) []string {
	return texts(appendCloudAddresses(nil, []byte(cell)))
}

func texts(list [][]byte) []string {
	var texts []string
	for _, text := range list {
		texts = append(texts, string(text))
	}
	return texts
}

// The obvious ways to take lists apart: every part is a text of its own.

func plainAddresses(text string) []string {
	var addresses []string
	for _, part := range plainSplitBefore(text, ";|, \t\r\n") {
		if kind, _, _ := strings.Cut(part, ":"); strings.EqualFold(kind, "x400") {
			addresses = append(addresses, part)
			continue
		}
		addresses = append(addresses, strings.FieldsFunc(part, func(r rune) bool { return r == ';' || r == '|' })...)
	}
	return addresses
}

func plainCloudAddresses(cell string) []string {
	var addresses []string
	for _, part := range plainSplitBefore(string(withoutBraces([]byte(cell))), ";|,+ \t\r\n") {
		kind, _, _ := strings.Cut(part, ":")
		if isTyped(part) && !strings.EqualFold(kind, "smtp") {
			addresses = append(addresses, part)
			continue
		}
		for _, a := range strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(";|,\n", r) }) {
			if a = strings.TrimSpace(a); a != "" {
				addresses = append(addresses, a)
			}
		}
	}
	return addresses
}

func isTyped(text string) bool {
	kind, _, found := strings.Cut(text, ":")
	return found && isAddressType([]byte(kind))
}

func plainSplitBefore(text, separators string) []string {
	var parts []string
	from := 0
	for i := 1; i < len(text); i++ {
		if strings.IndexByte(separators, text[i-1]) >= 0 && strings.IndexByte(separators, text[i]) < 0 && isTyped(text[i:]) {
			part := strings.TrimSpace(text[from:i])
			if n := len(part); n > 0 && strings.IndexByte(separators, part[n-1]) >= 0 {
				part = strings.TrimSpace(part[:n-1])
			}
			parts = append(parts, part)
			from = i
		}
	}
	if from == 0 {
		return []string{text}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

func plainDNs(text string) []string {
	var parts []string
	from := 0
	for i := 0; i+1 < len(text); i++ {
		rest := strings.TrimLeft(text[i+1:], " ")
		begins := len(rest) > 3 && rest[2] == '=' && slices.Contains([]string{"cn", "ou", "dc"}, strings.ToLower(rest[:2]))
		if begins && (text[i] == ';' || text[i] == '|') {
			parts = append(parts, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return append(parts, strings.TrimSpace(text[from:]))
}

// FuzzLists compares the splitting in place with the obvious way.
func FuzzLists(f *testing.F) {
	for _, seed := range []string{"SMTP:a@b.c;smtp:d@e.f", "X400:C=US;A= ;P=Org;;SMTP:a@x.de", "{SMTP:a@b.c, smtp:d@e.f}", "SMTP:a+x@b.c+smtp:d+y@e.f",
		"a@b.c|d@e.f", "SMTP:a@b.c\r\nsmtp:d@e.f\r\n", ";;", " ", "a;b\\;c;", "\\;;", "CN=a;b,DC=x; OU=c|dc=d", "+a:;b:", "sip:a@x.de;EUM:1234;phone-context=x.y", "é;ß:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		require.Equal(t, plainAddresses(text), splitAddresses(text))
		require.Equal(t, plainCloudAddresses(text), splitCloudAddresses(text))
		require.Equal(t, plainDNs(text), texts(appendDNs(nil, []byte(text))))
		table := &adTable{}
		require.Equal(t, splitEscaped(text, ';'), texts(table.appendEscaped(nil, []byte(text))))
	})
}
