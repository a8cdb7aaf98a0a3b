package ad_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakeldap/internal/ad"
)

func TestTheSchemaKnowsADsAttributes(t *testing.T) {
	s := ad.NewSchema()
	require.Equal(t, "sAMAccountName", s.Attribute("SAMACCOUNTNAME").Name)
	require.Equal(t, "cn", s.Attribute("2.5.4.3").Name)
	require.Equal(t, "cn", s.Attribute("OID.2.5.4.3").Name)
	require.Nil(t, s.Attribute("noSuchAttribute"))
	for name, check := range map[string]func(*ad.Attribute) bool{
		"member":                func(a *ad.Attribute) bool { return a.IsForwardLink() && !a.IsBackLink() && !a.Single },
		"memberOf":              func(a *ad.Attribute) bool { return a.IsBackLink() && !a.IsForwardLink() },
		"objectGUID":            func(a *ad.Attribute) bool { return a.Syntax == ad.Octets && a.SystemOnly && a.KeptByTombstone },
		"objectSid":             func(a *ad.Attribute) bool { return a.Syntax == ad.Sid && a.InGC },
		"userAccountControl":    func(a *ad.Attribute) bool { return a.Syntax.IsInteger() && a.Single && a.InGC },
		"canonicalName":         func(a *ad.Attribute) bool { return a.Constructed },
		"proxyAddresses":        func(a *ad.Attribute) bool { return a.InGC && a.ANR && !a.Single },
		"mS-DS-ConsistencyGuid": func(a *ad.Attribute) bool { return !a.InGC && a.Syntax == ad.Octets },
		"employeeID":            func(a *ad.Attribute) bool { return !a.InGC },
		"mailNickname":          func(a *ad.Attribute) bool { return a.Exchange && a.InGC },
		"extensionAttribute14":  func(a *ad.Attribute) bool { return a.OID == "1.2.840.113556.1.2.602" },
	} {
		require.True(t, check(s.Attribute(name)), name)
	}
	require.Equal(t, "memberOf", s.Link(s.Attribute("member").LinkID+1).Name)
}

func TestTheTablesHoldTogether(t *testing.T) {
	s := ad.NewSchema()
	seen := map[string]string{}
	for _, a := range s.Attributes() {
		for _, key := range []string{strings.ToLower(a.Name), a.OID} {
			if key != "" {
				require.Empty(t, seen[key], "%s and %s share %q", a.Name, seen[key], key)
				seen[key] = a.Name
			}
		}
		require.NotEmpty(t, a.Syntax.LDAP())
	}
	for _, name := range s.ClassNames() {
		c := s.Class(name)
		require.Equal(t, "top", c.Chain[0], name)
		require.Equal(t, name, c.Chain[len(c.Chain)-1])
		require.NotEqual(t, "-", c.Naming, name)
		for _, a := range append(append(c.Required(), c.Must...), c.May...) {
			require.NotNil(t, s.Attribute(a), "%s names %q", name, a)
			require.True(t, c.Allows(s.Attribute(a)), "%s: %s", name, a)
		}
	}
}

func TestClassesInherit(t *testing.T) {
	s := ad.NewSchema()
	user := s.Class("USER")
	require.Equal(t, []string{"top", "person", "organizationalPerson", "user"}, user.Chain)
	require.True(t, user.Is("person"))
	require.False(t, user.Is("group"))
	for _, name := range []string{"sAMAccountName", "mail", "sn", "proxyAddresses", "mS-DS-ConsistencyGuid", "extensionAttribute1", "description"} {
		require.True(t, user.Allows(s.Attribute(name)), name)
	}
	require.False(t, user.Allows(s.Attribute("gPLink")))
	require.False(t, s.Class("organizationalUnit").Allows(s.Attribute("extensionAttribute1")), "no mail recipient")
	require.True(t, user.Allows(s.Learn("contosoBadge", []byte("7"))), "learned attributes go anywhere")
	require.Contains(t, user.Required(), "sAMAccountName")
	require.True(t, user.MayLiveUnder([]string{"top", "organizationalUnit"}))
	require.False(t, user.MayLiveUnder(user.Chain))
	require.True(t, s.Class("computer").Is("user"))
	require.Equal(t, "cn", s.Class("computer").Naming)
	require.Nil(t, s.Class("noSuchClass"))
}

func TestTheSchemaLearnsAndIsExtended(t *testing.T) {
	s := ad.NewSchema()
	require.Equal(t, ad.Octets, s.Learn("photoHash", []byte{0xff, 0xfe}).Syntax)
	require.Equal(t, ad.Unicode, s.Learn("badge", []byte("7")).Syntax)
	require.Same(t, s.Attribute("BADGE"), s.Learn("Badge", nil))
	require.NoError(t, s.Extend(ad.Attribute{Name: "EmployeeID", InGC: true}))
	require.True(t, s.Attribute("employeeID").InGC)
	require.True(t, s.Attribute("1.2.840.113556.1.4.35").InGC)
	require.NoError(t, s.Extend(ad.Attribute{Name: "manager", InGC: true}))
	require.True(t, s.Link(42).InGC)
	require.NoError(t, s.Extend(ad.Attribute{Name: "badgeColour"}))
	require.Equal(t, ad.Unicode, s.Attribute("badgecolour").Syntax)
	require.Error(t, s.Extend(ad.Attribute{}))
}

func TestStringsCompareAsADCompares(t *testing.T) {
	for _, row := range []struct{ a, b string }{
		{"ANNA", "anna"}, {"Jürgen", "jurgen"}, {"JU\u0308RGEN", "jürgen"}, {"Ａｎｎａ", "anna"}, {"カタカナ", "かたかな"}, {"Ǽ", "ǽ"}, {"", ""},
	} {
		require.Equal(t, ad.Fold(row.a), ad.Fold(row.b))
		require.True(t, ad.EqualFold([]byte(row.a), ad.Fold(row.b)), "%q %q", row.a, row.b)
	}
	for _, row := range []struct{ a, b string }{{"anna", "ann"}, {"ann", "anna"}, {"a", "é"}, {"", "a"}, {"ß", "s"}, {"日本", "日"}} {
		require.False(t, ad.EqualFold([]byte(row.a), ad.Fold(row.b)), "%q %q", row.a, row.b)
	}
	require.True(t, ad.EqualFold([]byte("ab\u0301"), "ab"), "a mark after the last letter")
	require.True(t, ad.ContainsFold([]byte("Jürgen Müller"), "jur", []string{"en", "mu"}, "r"))
	require.False(t, ad.Substrings("aba", "ab", nil, "ba"), "parts do not overlap")
}

func TestSyntaxes(t *testing.T) {
	for _, row := range []struct {
		syntax ad.Syntax
		value  string
		key    string
		equal  bool
	}{
		{ad.Integer, "7", "007", true}, {ad.Integer, "7", "8", false}, {ad.LargeInteger, "-1", "-1", true},
		{ad.Boolean, "TRUE", "true", true}, {ad.Boolean, "FALSE", "TRUE", false},
		{ad.Time, "20260701120000.0Z", "20260701120000Z", true}, {ad.Time, "20260701120000.0Z", "20260701120001.0Z", false},
		{ad.Octets, "aB", "ab", false}, {ad.Octets, "\x00\xff", "\x00\xff", true}, {ad.Printable, "aB", "ab", false},
		{ad.Unicode, "aB", "Ab", true}, {ad.OID, "User", "user", true},
		{ad.Sid, "\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00", "S-1-5-18", true},
		{ad.DistinguishedName, "CN=Anna Berg,DC=x", "cn = anna berg , dc=X", true},
		{ad.DistinguishedName, `CN=Berg\, Anna,DC=x`, `cn=berg\2C anna,dc=x`, true},
		{ad.DistinguishedName, `CN="Berg, Anna",DC=x`, `cn=berg\, anna,dc=x`, true},
		{ad.DistinguishedName, "CN=Jürgen,DC=x", "cn=JÜRGEN,dc=x", true},
		{ad.DistinguishedName, "CN=a,DC=x", "CN=b,DC=x", false}, {ad.DistinguishedName, "CN=ab,DC=x", "CN=a,DC=x", false},
	} {
		key, ok := row.syntax.Key([]byte(row.key))
		require.True(t, ok, "%c %q", row.syntax, row.key)
		require.Equal(t, row.equal, row.syntax.Equal([]byte(row.value), key), "%c %q %q", row.syntax, row.value, row.key)
	}
	for syntax, bad := range map[ad.Syntax]string{ad.Integer: "x", ad.Boolean: "yes", ad.Time: "yesterday", ad.DistinguishedName: "x", ad.Sid: "S-1-x"} {
		_, ok := syntax.Key([]byte(bad))
		require.False(t, ok, "%c", syntax)
		require.False(t, syntax.Valid([]byte(bad)), "%c", syntax)
	}
	require.False(t, ad.Integer.Valid([]byte("4294967296")), "32 bits")
	require.True(t, ad.LargeInteger.Valid([]byte("4294967296")))
	order, ok := ad.Integer.Compare([]byte("9"), "10")
	require.True(t, ok)
	require.Equal(t, -1, order)
	_, ok = ad.DistinguishedName.Compare([]byte("CN=a"), "cn=b")
	require.False(t, ok)
}

func TestGUIDsAndSIDs(t *testing.T) {
	guid, err := ad.ParseGUID("{30475E40-e7ae-4af3-af75-8b143c81daf5}")
	require.NoError(t, err)
	require.Equal(t, "\x40\x5e\x47\x30\xae\xe7\xf3\x4a\xaf\x75\x8b\x14\x3c\x81\xda\xf5", string(guid[:]))
	require.Equal(t, "30475e40-e7ae-4af3-af75-8b143c81daf5", ad.FormatGUID(guid[:]))
	octets, err := ad.ParseGUID("405e4730aee7f34aaf758b143c81daf5")
	require.NoError(t, err)
	require.Equal(t, guid, octets)
	for _, bad := range []string{"", "30475e40", "30475e40-e7ae-4af3-af75-8b143c81dafx", "30475e40xe7ae-4af3-af75-8b143c81daf5"} {
		_, err := ad.ParseGUID(bad)
		require.Error(t, err, bad)
	}
	for _, text := range []string{"S-1-5-18", "S-1-5-21-1-2-3-500", "S-1-5-32-544", "S-1-281474976710655-4294967295"} {
		sid, err := ad.ParseSID(text)
		require.NoError(t, err, text)
		require.Equal(t, text, ad.FormatSID(sid))
	}
	for _, bad := range []string{"", "S-1-", "S-1-x", "S-1-5-4294967296", "S-1-5" + strings.Repeat("-1", 16), "0102"} {
		_, err := ad.ParseSID(bad)
		require.Error(t, err, bad)
	}
	require.Equal(t, "ff", ad.FormatSID([]byte{0xff}))
	require.Equal(t, "ff", ad.FormatGUID([]byte{0xff}))
}

func TestTimes(t *testing.T) {
	moment := time.Date(2026, 7, 1, 14, 0, 0, 0, time.FixedZone("", 2*3600))
	require.Equal(t, "20260701120000.0Z", ad.FormatTime(moment))
	require.Equal(t, int64(116444736000000000), ad.FileTime(time.Unix(0, 0)))
}

func TestDistinguishedNames(t *testing.T) {
	dn, err := ad.ParseDN(`CN=O'Brien\, Pat,OU=Staff, DC=contoso,DC=com`)
	require.NoError(t, err)
	require.Equal(t, "CN", dn.Type)
	require.Equal(t, "O'Brien, Pat", dn.Value)
	require.Equal(t, `cn=o'brien\2c pat,ou=staff,dc=contoso,dc=com`, dn.Key)
	parent, err := dn.Parent()
	require.NoError(t, err)
	require.Equal(t, "OU=Staff, DC=contoso,DC=com", parent.Text)
	require.Equal(t, "ou=staff,dc=contoso,dc=com", ad.ParentKey(dn.Key))
	require.True(t, ad.Under(dn.Key, "dc=contoso,dc=com"))
	require.False(t, ad.Under("cn=xdc=contoso,dc=com", "dc=contoso,dc=com"))
	require.False(t, ad.Under(dn.Key, dn.Key))
	root, err := ad.ParseDN("")
	require.NoError(t, err)
	require.Empty(t, root.Key)
	for _, bad := range []string{"x", "CN=", "=x", "CN=x,", "CN=a+SN=b", "CN=\xff", `CN=x\`, "CN=a,,DC=b", "C N=x"} {
		_, err := ad.ParseDN(bad)
		require.Error(t, err, bad)
	}
	for _, value := range []string{`a,b+c"d\e<f>g;h=i`, "#x", " x ", "x\ny", "x#y", "tab\there", "日本"} {
		escaped := "CN=" + ad.EscapeValue(value) + ",DC=x"
		back, err := ad.ParseDN(escaped)
		require.NoError(t, err, escaped)
		require.Equal(t, value, back.Value, escaped)
	}
}

// FuzzParseDN checks that the fast way of making keys agrees with the full
// parser: writing a parsed name with escapes everywhere gives the same key.
func FuzzParseDN(f *testing.F) {
	for _, seed := range []string{"CN=a,DC=b", `CN=O'Brien\, Pat,DC=x`, " cn = a b , dc=c", `CN="a,b",DC=x`, `CN=\0ADEL:x,DC=y`, "CN=é,DC=x", "CN=#0401,DC=x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		dn, err := ad.ParseDN(s)
		if err != nil || s == "" {
			return
		}
		again := dn.Type + "=" + ad.EscapeValue(dn.Value)
		if parent := dn.ParentText(); parent != "" {
			again += "," + parent
		}
		back, err := ad.ParseDN(again)
		require.NoError(t, err, "%q from %q", again, s)
		require.Equal(t, dn.Key, back.Key, "%q from %q", again, s)
		require.True(t, ad.DistinguishedName.Equal([]byte(s), dn.Key))
	})
}

func FuzzPlainKeyIsTheKeyOfParseDN(f *testing.F) {
	for _, seed := range []string{"CN=a,DC=b", " cn = A b , dc=c", "CN=Jürgen,OU=x,DC=y", `CN=a\,b,DC=x`, `CN=a\+\, ,DC=x`, `CN=a\,`, `CN=a\`, "CN=a\nb", "CN=a,", "CN=,DC=x", "=a", "CN=#04,DC=x", "CN=a=b,DC=c", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, ok := ad.PlainKey(s)
		if !ok || s == "" {
			return
		}
		full, err := ad.FullKey(s)
		require.NoError(t, err)
		require.Equal(t, full, key)
	})
}
