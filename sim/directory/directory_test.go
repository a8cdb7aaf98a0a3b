package directory_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// The pairs of the rulebook's worked examples WE-60 to WE-64.
var anchorPairs = []struct {
	anchor directory.Anchor
	guid   string
}{
	{"QF5HMK7n80qvdYsUPIHa9Q==", "30475e40-e7ae-4af3-af75-8b143c81daf5"},
	{"iGhmiAEBERG7uxI0VniQqw==", "88666888-0101-1111-bbbb-1234567890ab"},
	{"nofCJe0gZk6D8J4gRgrt+A==", "25c2879e-20ed-4e66-83f0-9e20460aedf8"},
	{"qgCqABG7IszdM0TuRO5E7g==", "00aa00aa-bb11-cc22-dd33-44ee44ee44ee"},
	{"eFY0EquQ780SNFZ4kKvN7w==", "12345678-90ab-cdef-1234-567890abcdef"},
}

func TestAnchorsAndGUIDs(t *testing.T) {
	for _, p := range anchorPairs {
		g, err := directory.ParseGUID(p.guid)
		require.NoError(t, err)
		require.Equal(t, p.anchor, g.Anchor())
		require.Equal(t, p.guid, g.String())
		back, ok := p.anchor.GUID()
		require.True(t, ok)
		require.Equal(t, g, back)
		raw, err := base64.StdEncoding.DecodeString(string(p.anchor))
		require.NoError(t, err)
		fromRaw, err := directory.GUIDFromValue(string(raw))
		require.NoError(t, err)
		require.Equal(t, g, fromRaw)
		fromText, err := directory.GUIDFromValue("{" + p.guid + "}")
		require.NoError(t, err)
		require.Equal(t, g, fromText)
	}
	_, ok := directory.Anchor("E-0042").GUID()
	require.False(t, ok)
}

func TestConnectorDN(t *testing.T) {
	require.Equal(t, "CN={514635484D4B376E38307176645973555049486139513D3D}", directory.Anchor("QF5HMK7n80qvdYsUPIHa9Q==").ConnectorDN())
	require.Equal(t, "CN={783456306961654236304B58786A66746377643748773D3D}", directory.Anchor("x4V0iaeB60KXxjftcwd7Hw==").ConnectorDN(), "WE-47")
}

func TestWhatIsNoGUIDIsNamed(t *testing.T) {
	for _, bad := range []string{"", "x", "30475e40-e7ae-4af3-af75-8b143c81daf", "30475e40xe7ae-4af3-af75-8b143c81daf5", "zz475e40-e7ae-4af3-af75-8b143c81daf5",
		"30475e40-e7ae-4af3-af75--b143c81daf5", "30475e40-e7ae-4af3-af75-8b143c81daf-", "-0475e40-e7ae-4af3-af75-8b143c81daf5", "30475e40-e7ae-4af3-af75-8b143c81da\xc3\xa4"} {
		_, err := directory.ParseGUID(bad)
		require.ErrorContains(t, err, "is not a GUID")
		_, err = directory.GUIDFromValue(bad)
		require.ErrorContains(t, err, "want 16")
	}
}

func TestSIDs(t *testing.T) {
	raw, err := base64.StdEncoding.DecodeString("AQUAAAAAAAUVAAAA4Mqyi9cNneZIDw2SagQAAA==")
	require.NoError(t, err)
	sid, err := directory.SIDFromValue(string(raw))
	require.NoError(t, err)
	require.Equal(t, directory.SID("S-1-5-21-2343750368-3869052375-2450329416-1130"), sid)
	text, err := directory.SIDFromValue(" s-1-5-21-1-2-3-500 ")
	require.NoError(t, err)
	require.Equal(t, directory.SID("S-1-5-21-1-2-3-500"), text)
	text, err = directory.SIDFromValue("S-1-0xabcdef012345-18")
	require.NoError(t, err)
	require.Equal(t, directory.SID("S-1-0XABCDEF012345-18"), text)
	for _, bad := range []string{"", "S-2-5", "S-1-", "S-1-5-21-abc", "S-1-5--18", "S-1-5-18-", "S-1-5-0x12", "S-1-0x0x1-1", "S-1-5" + strings.Repeat("-1", 16), string(raw[:10]), "\x02" + string(raw[1:])} {
		_, err := directory.SIDFromValue(bad)
		require.ErrorContains(t, err, "is not a SID")
	}
}

func TestAddresses(t *testing.T) {
	for value, want := range map[string]struct {
		smtp, primary bool
		key           directory.Key
		domain        string
	}{
		"SMTP:Pat@Contoso.com":  {true, true, "pat@contoso.com", "Contoso.com"},
		" smtp:pat@contoso.com": {true, false, "pat@contoso.com", "contoso.com"},
		"Smtp:pat@contoso.com":  {true, false, "pat@contoso.com", "contoso.com"},
		"X500:/o=Contoso":       {false, false, "/o=contoso", ""},
		"pat@contoso.com":       {false, false, "pat@contoso.com", "contoso.com"},
	} {
		a := directory.ParseAddress(value)
		require.Equal(t, want.smtp, a.IsSMTP(), value)
		require.Equal(t, want.primary, a.IsPrimary(), value)
		require.Equal(t, want.key, a.Key(), value)
		require.Equal(t, want.domain, a.Domain(), value)
	}
	require.Equal(t, "smtp:a@b", directory.ParseAddress("SMTP:a@b").AsSecondary().String())
	require.Equal(t, "SMTP:a@b", directory.ParseAddress("smtp:a@b").AsPrimary().String())
	require.Equal(t, "a@b", directory.ParseAddress("a@b").String())
}

// Most addresses are read without looking for blanks and for the colon. That
// gives what looking for them gives.
func TestAddressesAreCutAtTheFirstColonAndTrimmed(t *testing.T) {
	parts := []string{"smtp", "SMTP", "Smtp", "sip", ":", "a@b", " ", "\u00a0", "\u00e4", "\t", "\x85", "\x7f"}
	for i := range len(parts) * len(parts) * len(parts) * len(parts) {
		value := ""
		for n := i; n > 0; n /= len(parts) {
			value += parts[n%len(parts)]
		}
		kind, rest, found := strings.Cut(strings.TrimSpace(value), ":")
		want := directory.Address{Type: kind, Local: rest}
		if !found {
			want = directory.Address{Local: kind}
		}
		require.Equal(t, want, directory.ParseAddress(value), "%q", value)
	}
}

func TestEmptyKeysEqualNothing(t *testing.T) {
	require.False(t, directory.Key("").Equal(""))
	require.True(t, directory.Fold("Ä@x").Equal("ä@x"))
	require.False(t, directory.Fold("a@x ").Equal("a@x"), "nothing is trimmed")
}

func TestUPNParts(t *testing.T) {
	u := directory.UPN("a@b@c")
	require.Equal(t, "a@b", u.Prefix())
	require.Equal(t, "c", u.Suffix())
	require.Equal(t, "joe", directory.UPN("joe").Prefix())
	require.Empty(t, directory.UPN("joe").Suffix())
}

func TestMatchPrimary(t *testing.T) {
	for name, c := range map[string]struct {
		mail      string
		addresses []string
		want      string
		from      string
	}{
		"the SMTP: value":                      {"m@x", []string{"smtp:a@x", "SMTP:b@x"}, "b@x", "proxyAddresses"},
		"mail without addresses":               {"m@x", nil, "m@x", "mail"},
		"mail beside other address types":      {"m@x", []string{"X500:/o", "sip:a@x"}, "m@x", "mail"},
		"a secondary address masks mail":       {"m@x", []string{"smtp:a@x"}, "", ""},
		"nothing":                              {"", nil, "", ""},
		"the first of two primary ones counts": {"", []string{"SMTP:a@x", "SMTP:b@x"}, "a@x", "proxyAddresses"},
	} {
		u := directory.Candidate{Mail: c.mail}
		for _, a := range c.addresses {
			u.ProxyAddresses = append(u.ProxyAddresses, directory.ParseAddress(a))
		}
		a, from := u.MatchPrimary()
		require.Equal(t, c.want, a.Local, name)
		require.Equal(t, c.from, from, name)
	}
}

func TestSettingsKnowTheirDomains(t *testing.T) {
	s := directory.Settings{InitialDomain: "c.onmicrosoft.com", VerifiedDomains: []string{"Contoso.com"}, FederatedDomains: []string{"fed.com"}}
	require.True(t, s.IsVerified("contoso.COM"))
	require.True(t, s.IsVerified("C.onmicrosoft.com"))
	require.True(t, s.IsVerified("fed.com"))
	require.False(t, s.IsVerified("sub.contoso.com"))
	require.False(t, s.IsVerified(""))
	require.True(t, s.IsFederated("FED.com"))
}

func TestTristate(t *testing.T) {
	for v, want := range map[directory.Tristate]string{directory.True: "true", directory.False: "false", directory.Null: "null", directory.Unknown: "null"} {
		got, err := v.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
}

func TestObjectsAreEditedByAttribute(t *testing.T) {
	o := &directory.Object{Origin: directory.Origin{Source: "ad.ldif", Line: 3}}
	o.Attrs.Add("Mail", "a@x", 7)
	o.Attrs.Add("mail", "b@x", 8)
	require.Equal(t, []string{"a@x", "b@x"}, o.Attrs.Values("MAIL"))
	require.Equal(t, "ad.ldif:7", o.At("mail").String())
	require.Equal(t, "ad.ldif:3", o.At("sn").String())
	c := o.Clone()
	c.Attrs.Set("mail", "c@x")
	c.Attrs.Set("sn", "Berg")
	require.Equal(t, "a@x", o.Attrs.First("mail"))
	require.Equal(t, "c@x", c.Attrs.First("mail"))
	require.True(t, c.Attrs.Has("sn"))
	c.Attrs.Set("sn")
	require.False(t, c.Attrs.Has("sn"))
	o.Attrs.Set("empty", "")
	require.False(t, o.Attrs.Has("empty"), "an empty value is no value")
}

func FuzzSameFoldedAgreesWithTheKeys(f *testing.F) {
	for _, s := range []string{"", "a", "Anna@contoso.com", "ANNA@CONTOSO.COM", "anna@contoso.co", "Ä", "ä", "\u212A", "k", "K", "[", "{", "@", "`", "İ", "i̇", "a\xff", "A\xff", "[Ä", "{ä"} {
		for _, t := range []string{"", "a", "anna@contoso.com", "k", "ä", "{", "[", "`", "@", "i̇", "a\xff", "{ä", "[ä"} {
			f.Add(s, t)
		}
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		require.Equal(t, directory.Fold(a).Equal(directory.Fold(b)), directory.SameFolded(a, b), "%q %q", a, b)
		require.Equal(t, directory.SameFolded(a, b), directory.SameFolded(b, a))
	})
}
