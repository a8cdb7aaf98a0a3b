package anonymize

import (
	"slices"
	"testing"

	"github.com/agnivade/levenshtein"
	"github.com/stretchr/testify/require"
)

func TestNamesThatDecideByTheirLikenessStayAlike(t *testing.T) {
	r := New(Options{Salt: []byte("salt"), Alike: [][2]string{{"schmidt", "schmitt"}, {"bob", "robert"}, {"hansen", "hansson"}, {"katherine", "kathrine"}, {"gone", "away"}}})
	to := map[string]string{}
	for _, name := range []string{"schmidt", "schmitt", "robert", "bob", "hansen", "hansson", "katherine", "kathrine", "other"} {
		r.Learn("givenName", name)
	}
	for _, name := range []string{"schmidt", "schmitt", "robert", "bob", "hansen", "hansson", "katherine", "kathrine", "other"} {
		to[name], _ = r.Replace("givenName", name)
		require.NotEqual(t, name, to[name])
	}
	require.Equal(t, 1, levenshtein.ComputeDistance(to["schmidt"], to["schmitt"]))
	require.LessOrEqual(t, levenshtein.ComputeDistance(to["hansen"], to["hansson"]), 2)
	require.Equal(t, 1, levenshtein.ComputeDistance(to["katherine"], to["kathrine"]))
	require.True(t, slices.Contains(shortForms[:], [2]string{to["robert"], to["bob"]}), "%v", to)
	require.NotEqual(t, to["robert"], to["other"])
}

func TestPairsOfTwoNames(t *testing.T) {
	require.Equal(t, [][2]string{{"robert", "bob"}, {"schmidt", "schmitt"}}, Pairs("Robert Schmidt", "Bob Schmitt"))
	require.Empty(t, Pairs("Anna Berg", "anna berg"))
	require.Equal(t, [][2]string{{"anna", "bergson"}, {"bergsen", "bergson"}, {"bergsen", "anna"}}, Pairs("Anna Bergsen", "Bergson, Anna"))
}
