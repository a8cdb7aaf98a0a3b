package check

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"presync/sim/match"
)

func TestEveryRowOfTheTableIsComplete(t *testing.T) {
	ids, flags := map[string]bool{}, map[Flag]bool{}
	for _, c := range All() {
		t.Run(c.ID, func(t *testing.T) {
			require.Regexp(t, regexp.MustCompile(`^(CK|DU|IX|PR)[0-9]{3}$`), c.ID)
			require.False(t, ids[c.ID], "IDs are not used twice")
			require.LessOrEqual(t, utf8.RuneCountInString(c.Title), 72)
			require.NotRegexp(t, `\.$`, c.Title)
			require.NotEmpty(t, c.Attributes)
			for _, a := range c.Attributes {
				require.Contains(t, attributes, a)
			}
			require.Contains(t, Severities, c.Severity)
			require.NotEmpty(t, c.Profiles)
			for _, p := range c.Profiles {
				require.Contains(t, Profiles, p)
			}
			require.NotEmpty(t, c.Flag)
			require.Contains(t, []match.Confidence{match.Documented, match.Observed, match.Inferred, match.Contested}, c.Evidence.Confidence)
			require.NotEmpty(t, c.Evidence.Source)
			require.NotEmpty(t, c.Evidence.Section)
			require.NotEmpty(t, c.Evidence.Read)
			require.Equal(t, c.Evidence.Confidence == match.Inferred || c.Evidence.Confidence == match.Contested, c.Evidence.Why != "",
				"what is inferred or contested says why")
			require.True(t, strings.HasSuffix(c.Doc, "."), "the page is sentences")
			require.True(t, strings.HasSuffix(c.Fix, "."))
			require.NotEqual(t, c.find == nil, c.twin == nil, "a check looks at values, or for a second holder")
		})
		ids[c.ID], flags[c.Flag] = true, true
	}
	require.Len(t, flags, 9, "all error types of the tool occur")
}

func TestACheckIsFoundByItsID(t *testing.T) {
	c, ok := Lookup("du001")
	require.True(t, ok)
	require.Equal(t, "DU001", c.ID)
	_, ok = Lookup("DU999")
	require.False(t, ok)
}
