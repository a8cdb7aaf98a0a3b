package compare_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/compare"
	"presync/sim/directory"
)

func TestWhatDiffersBetweenTheSidesIsNamed(t *testing.T) {
	settings := func(change func(*directory.Settings)) map[string]string {
		s := directory.DefaultSettings()
		change(&s)
		flat, err := compare.Flatten(s)
		require.NoError(t, err)
		return flat
	}
	base := compare.Header{AsOf: "2026-05-31", Rules: "sha256:1", Settings: settings(func(*directory.Settings) {}), Inputs: []directory.Input{
		{Source: "ad.ldif", SHA256: "0123456789"}, {Source: "same.ldif", SHA256: "77"}, {Source: "https://graph"}, {Source: "old.json", SHA256: "88"},
	}}
	head := compare.Header{AsOf: "2026-11-22", Rules: "sha256:2", FullImport: true, Settings: settings(func(s *directory.Settings) {
		s.Features.BlockSoftMatch, s.VerifiedDomains, s.FederatedDomains = true, []string{"contoso.com"}, []string{}
	}), Inputs: []directory.Input{
		{Source: "ad.ldif", SHA256: "abcdefghij"}, {Source: "copy-of-same.ldif", SHA256: "77"}, {Source: "https://graph"},
	}}
	require.Equal(t, []compare.Fact{
		{Name: "as-of", Base: "2026-05-31", Head: "2026-11-22"},
		{Name: "rule set", Base: "sha256:1", Head: "sha256:2"},
		{Name: "full-import", Base: "false", Head: "true"},
		{Name: "features.blockSoftMatchEnabled", Base: "false", Head: "true"},
		{Name: "verifiedDomains", Base: "", Head: `["contoso.com"]`},
		{Name: "inputs", Base: "ad.ldif (sha256 01234567), old.json", Head: "ad.ldif (sha256 abcdefgh)"},
	}, compare.Differences(&base, &head))
	require.Empty(t, compare.Differences(&base, &base))
	require.Empty(t, compare.Differences(&compare.Header{}, &compare.Header{}))
}

func TestSettingsThatAreNoJSONAreAnError(t *testing.T) {
	_, err := compare.Flatten(math.Inf(1))
	require.ErrorContains(t, err, "settings: ")
	_, err = compare.Flatten([]string{})
	require.ErrorContains(t, err, "settings: ")
}

func TestCombinationsStartWithTheBaseAndChangeTheLastAxisFirst(t *testing.T) {
	axes := []compare.Axis{{Values: []string{"a", "b"}}, {Values: []string{"x", "y", "z"}}}
	require.Equal(t, [][]int{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}}, compare.Combinations(axes))
	require.Equal(t, 6, compare.Count(axes, 64))
	require.Equal(t, 5, compare.Count(axes, 4), "more than the limit")
	require.Equal(t, [][]int{{}}, compare.Combinations(nil))
	many := make([]compare.Axis, 100)
	for i := range many {
		many[i].Values = []string{"a", "b"}
	}
	require.Equal(t, 65, compare.Count(many, 64), "no overflow")
}
