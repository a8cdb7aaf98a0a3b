package source

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatAPredictionDoesNotNeedIsOnTheAllowListOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, u := range unneeded {
		require.Contains(t, allowList, u.attribute)
		require.NotEmpty(t, u.why)
		require.False(t, seen[u.attribute], u.attribute)
		seen[u.attribute] = true
	}
}

func TestASettingBringsAnAttributeBack(t *testing.T) {
	lean := Options{For: ForPrediction}
	for _, c := range []struct {
		opt       Options
		attribute string
		drops     bool
	}{
		{lean, "memberof", true},
		{lean, "mail", false},
		{lean, "description", true},
		{Options{}, "memberOf", false},
		{Options{}, "description", true},
		{Options{For: ForPrediction, Keep: []string{"MEMBEROF", "Description"}}, "memberOf", false},
		{Options{For: ForPrediction, Keep: []string{"MEMBEROF", "Description"}}, "description", false},
		{Options{For: ForPrediction, Keep: []string{"*"}}, "extensionAttribute3", false},
		{Options{For: ForPrediction, Keep: []string{"*"}}, "anything", false},
	} {
		require.Equal(t, c.drops, c.opt.Drops(c.attribute), "%v %s", c.opt, c.attribute)
		text := "dn: CN=a\nobjectClass: user\n" + c.attribute + ": x\n"
		snap, _, _, err := ReadAD(context.Background(), []ADSource{{Name: "ad", Reader: strings.NewReader(text)}}, c.opt)
		require.NoError(t, err)
		require.Equal(t, c.drops, !snap.Objects[0].Attrs.Has(c.attribute), "%v %s", c.opt, c.attribute)
		require.True(t, snap.Attributes[strings.ToLower(c.attribute)], "it occurs in the export all the same")
	}
}

// parseFor takes a text apart for a purpose.
func parseFor(text string, purpose Purpose, careful bool) (batch, adStats) {
	sel := Options{For: purpose}.selection()
	p := newLDIFParser(newRecorder(sel, sel.names, &ADSource{Name: "ad", Path: "ad.ldif"}, 0), newNameTable(sel.names, false))
	p.careful = careful
	b := p.parse(chunk{text: []byte(text), line: 1, last: true})
	return b, p.stats
}

// requireLean compares what was read with and without what no prediction needs.
func requireLean(t *testing.T, text string) {
	t.Helper()
	full, fullStats := parseFor(text, ForAll, false)
	lean, leanStats := parseFor(text, ForPrediction, false)
	careful, carefulStats := parseFor(text, ForPrediction, true)
	requireSameBatch(t, careful, lean)
	require.Equal(t, carefulStats, leanStats)
	require.Equal(t, fullStats, leanStats)
	require.Equal(t, full.domains, lean.domains)
	for i := range full.objects {
		for _, u := range unneeded {
			full.objects[i].Attrs.Set(u.attribute)
		}
	}
	requireSameBatch(t, full, lean)
}

var leanSeeds = []string{
	"dn: CN=a\nname: a\nname: b\ndescription: x\n",
	"dn: CN=a\ncn: a\ncn: b\nname: a\nname: b\nsAMAccountType: many\n",
	"dn: CN=a\nname: a\ncn: a\ncn: b\nname: b\n",
	"dn: CN=a\nmsExchRecipientDisplayType: x\n\ndn: CN=b\nobjectClass: top\nobjectClass: user\nisDeleted: perhaps\n",
	"dn: CN=a\nmember:\nmember;range=0-1: x\nobjectClass: top\nobjectClass: group\n\ndn: CN=b\nobjectClass: top\nobjectClass: group\n x\n",
	"dn:: Q049YQ==\ndistinguishedName:: Q049YQ==\nname:: YQ==\ncn:: YQ==\n\ndn:: Q049Yg==\ndistinguishedName:: Q04\n 9YQ==\n",
	"dn: CN=a\nname:: /w==\nname: \xff\nhomeMDB:: A\n",
	strings.Repeat("dn: CN=a\nobjectClass: top\nobjectClass: person\nobjectClass: user\nobjectCategory: CN=Per\n son,CN=x\nsAMAccountType: 805306368\n\n", 3) +
		"dn: CN=b\nobjectClass: top\nobjectClass: person\nobjectClass: computer\nobjectCategory: CN=Per\n son,CN=x\n y\nsAMAccountType: 805306368\nsAMAccountType: 805306368\n",
}

func TestAPredictionReadsTheSameRecords(t *testing.T) {
	for _, file := range []string{"testdata/samba-ldapsearch.ldif", "testdata/samba-ldbsearch.ldif"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		requireLean(t, string(text))
	}
	export := string(ldifdeExport(300))
	for _, text := range append(append(leanSeeds, ldifSeeds...), export, strings.ReplaceAll(export, "\r\n", "\n"), strings.ReplaceAll(export, "\r\n ", "\r\n# note\r\n "),
		strings.ReplaceAll(export, "objectClass: user", "objectClass: user\r\nobjectClass: user")) {
		requireLean(t, text)
	}
}

func FuzzLDIFForPrediction(f *testing.F) {
	for _, seed := range append(leanSeeds, ldifSeeds...) {
		f.Add(seed)
	}
	f.Fuzz(requireLean)
}
