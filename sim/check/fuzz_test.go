package check

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// FuzzSuggestions holds every suggestion to its promise: it differs from the
// value, is text without control characters, and leaves nothing to suggest.
func FuzzSuggestions(f *testing.F) {
	for _, s := range []string{"pat@contoso.com", "    user000009%@contoso.com", "SMTP: a@b.com", "x@@lab###.local", "o'brien@contoso.com", "smtp:user:M@contoso.com",
		"..pat.", "müller@contoso.com", "a\u202eb@contoso.com", "a..@b.com", "\xff@b.com", "X500:/o=a/cn='b'", "Smtp:a@b.com", "@", ":", "smtp:", " ", "a@b@c.d.@"} {
		for i := range attributes[:8] {
			f.Add(s, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, text string, at uint8) {
		attribute := attributes[int(at)%8]
		for _, p := range Profiles {
			o := object("Pat", 1, attribute, text)
			for _, found := range Run(Input{Snapshot: &directory.Snapshot{Objects: []*directory.Object{o}}, Tenant: tenant(), Profile: p}).Findings {
				if found.Suggestion == nil || found.Attribute != attribute || found.Value != text {
					continue
				}
				require.NotEqual(t, text, *found.Suggestion)
				require.True(t, utf8.ValidString(*found.Suggestion))
				require.NotContains(t, *found.Suggestion, "\n")
				again := object("Pat", 1, attribute, *found.Suggestion)
				r := Run(Input{Snapshot: &directory.Snapshot{Objects: []*directory.Object{again}}, Tenant: tenant(), Profile: p})
				for _, left := range r.Findings {
					if left.Attribute == attribute && left.Value != "" {
						require.Nil(t, left.Suggestion, "%s %s: %q became %q", p, left.Check.ID, text, *found.Suggestion)
					}
				}
			}
		}
	})
}
