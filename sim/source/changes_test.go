package source

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// before is the snapshot that changes are applied to: Pat, Kim below an OU,
// the OU, and a group with both, in forest ad; another Pat in forest b.
func before(t *testing.T) *directory.Snapshot {
	t.Helper()
	const more = `dn: CN=Kim,OU=Staff,DC=contoso,DC=com
objectClass: user
cn: Kim
sAMAccountName: kim
distinguishedName: CN=Kim,OU=Staff,DC=contoso,DC=com
proxyAddresses: SMTP:kim@contoso.com
proxyAddresses: smtp:k@contoso.com

dn: OU=Staff,DC=contoso,DC=com
objectClass: organizationalUnit
ou: Staff

dn: CN=All,DC=contoso,DC=com
objectClass: group
member: cn=pat,ou=staff,dc=contoso,dc=com
member: CN=Kim,OU=Staff,DC=contoso,DC=com
`
	snap, _, _, err := ReadAD(t.Context(), []ADSource{
		{Name: "ad", Path: "ad.ldif", Reader: strings.NewReader(pat + more)},
		{Name: "b", Path: "b.ldif", Reader: strings.NewReader(pat)},
	}, Options{})
	require.NoError(t, err)
	return snap
}

func change(snap *directory.Snapshot, text string) (*directory.Snapshot, directory.Input, error) {
	return ApplyChanges(snap, "ad", ADSource{Path: "cycle2/ad.ldif", Reader: strings.NewReader(text)}, Options{})
}

// object finds an object by DN.
func object(snap *directory.Snapshot, forest, dn string) *directory.Object {
	for _, o := range snap.Objects {
		if o.Forest == forest && o.DN == dn {
			return o
		}
	}
	return nil
}

const (
	patDN = "CN=Pat,OU=Staff,DC=contoso,DC=com"
	kimDN = "CN=Kim,OU=Staff,DC=contoso,DC=com"
)

func TestModificationsChangeACopy(t *testing.T) {
	snap := before(t)
	next, input, err := change(snap, `version: 1

# Pat marries
dn: cn=pat, ou=staff, dc=contoso, dc=com
changetype: modify
replace: userPrincipalName
userPrincipalName: pat.smith@contoso.com
-
add: Mail
mail: pat.smith@contoso.com
-
add: proxyAddresses
proxyAddresses: SMTP:pat.smith@contoso.com
proxyAddresses: smtp:pat@contoso.com
-
replace: mS-DS-ConsistencyGuid
mS-DS-ConsistencyGuid:: iGhmiAEBERG7uxI0VniQqw==
-
delete: sAMAccountName
-
add: description
description: not kept
-

dn:: Q049S2ltLE9VPVN0YWZmLERDPWNvbnRvc28sREM9Y29t
ChangeType: Modify
Delete: proxyAddresses
proxyAddresses: smtp:K@contoso.com
-
replace: cn
cn: Kimb
 erly
`)
	require.NoError(t, err)
	require.Equal(t, "cycle2/ad.ldif", input.Source)
	require.Equal(t, 2, input.Objects)
	require.Len(t, input.SHA256, 64)
	o := object(next, "ad", patDN)
	require.Equal(t, "pat.smith@contoso.com", o.Attrs.First("userPrincipalName"))
	require.Equal(t, []string{"pat.smith@contoso.com"}, o.Attrs.Values("mail"))
	require.Equal(t, []string{"SMTP:pat.smith@contoso.com", "smtp:pat@contoso.com"}, o.Attrs.Values("proxyAddresses"))
	require.Len(t, o.Attrs.First("mS-DS-ConsistencyGuid"), 16)
	require.False(t, o.Attrs.Has("sAMAccountName"))
	require.Equal(t, "30475e40-e7ae-4af3-af75-8b143c81daf5", o.GUID().String())
	require.Equal(t, "ad.ldif:1", o.At("userPrincipalName").String(), "the new value stands on no line of the export")
	kim := object(next, "ad", kimDN)
	require.Equal(t, []string{"SMTP:kim@contoso.com"}, kim.Attrs.Values("proxyAddresses"))
	require.Equal(t, "Kimberly", kim.Attrs.First("cn"))
	require.True(t, next.Attributes["mail"])
	require.False(t, snap.Attributes["mail"])
	require.Equal(t, "pat@contoso.com", object(snap, "ad", patDN).Attrs.First("userPrincipalName"), "the snapshot itself stays")
	require.Equal(t, "pat@contoso.com", object(next, "b", patDN).Attrs.First("userPrincipalName"), "so does the other forest")
	require.Len(t, next.Objects, len(snap.Objects))
	require.Equal(t, snap.Forests, next.Forests)
}

func TestADeletionTakesTheObjectAway(t *testing.T) {
	snap := before(t)
	next, _, err := change(snap, "dn: "+patDN+"\nchangetype: delete\n\ndn: "+kimDN+"\nchangetype: delete\n\ndn: OU=Staff,DC=contoso,DC=com\nchangetype: delete\n")
	require.NoError(t, err)
	require.Nil(t, object(next, "ad", patDN))
	require.NotNil(t, object(next, "b", patDN))
	require.Len(t, next.Objects, len(snap.Objects)-3)
}

func TestAdditionsAmongChangesAndAloneGoBehindTheOthers(t *testing.T) {
	added := strings.ReplaceAll(strings.ReplaceAll(pat, "Pat", "New"), "QF5HMK7n80qvdYsUPIHa9Q==", "iGhmiAEBERG7uxI0VniQqw==")
	added = strings.Replace(added, "objectClass", "changetype: add\nmail: new@contoso.com\nobjectClass", 1)
	for _, text := range []string{added, "dn: " + patDN + "\nchangetype: delete\n\n" + added} {
		next, _, err := change(before(t), text)
		require.NoError(t, err)
		o := next.Objects[len(next.Objects)-1]
		require.Equal(t, "CN=New,OU=Staff,DC=contoso,DC=com", o.DN)
		require.Equal(t, directory.TypeUser, o.Type)
		require.Equal(t, "ad", o.Forest)
		require.Equal(t, "cycle2/ad.ldif", o.Origin.Source)
		require.Equal(t, 1+strings.Count(text[:strings.Index(text, "CN=New")], "\n"), o.Origin.Line)
		require.True(t, next.ForestAttributes["ad"]["mail"])
		require.False(t, next.ForestAttributes["b"]["mail"])
		require.NotNil(t, object(next, "ad", kimDN))
	}
}

func TestARenamingTakesNamesBelowAndMembershipsAlong(t *testing.T) {
	next, _, err := change(before(t), `dn: CN=Pat,OU=Staff,DC=contoso,DC=com
changetype: modrdn
newrdn: CN=O'Hara\, Pat
deleteoldrdn: 1

dn: OU=Staff,DC=contoso,DC=com
changetype: moddn
newrdn: OU=People
deleteoldrdn: 1
newsuperior: OU=EMEA,DC=contoso,DC=com

dn: CN=Kim,OU=People,OU=EMEA,DC=contoso,DC=com
changetype: ModDN
newrdn: cn=Kimberly
deleteoldrdn: 1
newsuperior: DC=contoso,DC=com
`)
	require.NoError(t, err)
	o := object(next, "ad", `CN=O'Hara\, Pat,OU=People,OU=EMEA,DC=contoso,DC=com`)
	require.NotNil(t, o)
	require.Equal(t, []string{"O'Hara, Pat"}, o.Attrs.Values("cn"))
	require.Equal(t, []string{"O'Hara, Pat"}, o.Attrs.Values("name"))
	kim := object(next, "ad", "cn=Kimberly,DC=contoso,DC=com")
	require.NotNil(t, kim)
	require.Equal(t, "cn=Kimberly,DC=contoso,DC=com", kim.Attrs.First("distinguishedName"))
	require.Equal(t, []string{`CN=O'Hara\, Pat,OU=People,OU=EMEA,DC=contoso,DC=com`, "cn=Kimberly,DC=contoso,DC=com"},
		object(next, "ad", "CN=All,DC=contoso,DC=com").Attrs.Values("member"))
	require.NotNil(t, object(next, "ad", "OU=People,OU=EMEA,DC=contoso,DC=com"))
	require.NotNil(t, object(next, "b", patDN))
}

func TestOnlyTheSpellingOfANameMayChange(t *testing.T) {
	next, _, err := change(before(t), "dn: "+patDN+"\nchangetype: modrdn\nnewrdn: CN=PAT\ndeleteoldrdn: 1\n")
	require.NoError(t, err)
	require.Equal(t, "PAT", object(next, "ad", "CN=PAT,OU=Staff,DC=contoso,DC=com").Attrs.First("cn"))
}

func TestANewExportReplacesTheObjectsOfItsForest(t *testing.T) {
	moved := strings.Replace(pat, "OU=Staff", "OU=Left", 1)
	for name, text := range map[string]string{
		"plain records":                   strings.Replace(moved, "cn: Pat", "cn: Pat\nmail: p@contoso.com", 1),
		"ldifde, known by the objectGUID": strings.Replace(moved, "cn: Pat", "changetype: add\ncn: Pat\nmail: p@contoso.com", 1),
		"a table": "DistinguishedName,cn,mail,ObjectGUID,SamAccountName,userPrincipalName\n" +
			"\"CN=Pat,OU=Left,DC=contoso,DC=com\",Pat,p@contoso.com,30475e40-e7ae-4af3-af75-8b143c81daf5,pat,pat@contoso.com\n",
	} {
		t.Run(name, func(t *testing.T) {
			snap := before(t)
			next, input, err := change(snap, text)
			require.NoError(t, err)
			require.Equal(t, 1, input.Objects)
			require.Len(t, input.SHA256, 64)
			require.Len(t, next.Objects, 2)
			require.Equal(t, "CN=Pat,OU=Left,DC=contoso,DC=com", next.Objects[0].DN, "the forest keeps its place")
			require.Equal(t, "b", next.Objects[1].Forest)
			require.Equal(t, []string{"ad", "b"}, next.Forests)
			require.True(t, next.ForestAttributes["ad"]["mail"])
			require.False(t, next.ForestAttributes["ad"]["proxyaddresses"])
			require.Len(t, snap.Objects, 5)
		})
	}
	next, _, err := ApplyChanges(before(t), "new", ADSource{Path: "x.ldif", Reader: strings.NewReader(pat)}, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"ad", "b", "new"}, next.Forests)
	require.Len(t, next.Objects, 6)
	next, _, err = change(before(t), "dn: CN=All,DC=contoso,DC=com\nobjectClass: group\n")
	require.NoError(t, err, "everybody left")
	require.Len(t, next.Objects, 2)
}

func TestARefusedChangeNamesFileAndLine(t *testing.T) {
	modify := "dn: " + patDN + "\nchangetype: modify\n"
	rename := "dn: " + patDN + "\nchangetype: modrdn\n"
	for name, c := range map[string]struct{ text, want string }{
		"an unknown object":           {"\n\ndn: CN=Nobody,DC=x\nchangetype: delete\n", `cycle2/ad.ldif:3: delete of "CN=Nobody,DC=x": there is no such object in forest "ad"`},
		"a value that is absent":      {modify + "delete: cn\ncn: Kim\n-\n", `cycle2/ad.ldif:3: modify of "` + patDN + `": cn does not have the value "Kim" that is deleted; it has ["Pat"]`},
		"an attribute that is absent": {modify + "replace: cn\ncn: Pat\n-\ndelete: mail\n-\n", `cycle2/ad.ldif:6: modify of "` + patDN + `": mail is deleted, but the object does not have it`},
		"a value that is there":       {modify + "add: objectClass\nobjectClass: USER\n-\n", `: objectClass has the value "USER" already`},
		"a second value":              {modify + "add: userPrincipalName\nuserPrincipalName: x@y.z\n-\n", `: userPrincipalName holds one value, not ["pat@contoso.com" "x@y.z"]`},
		"an addition of nothing":      {modify + "add: mail\n-\n", `: mail is added without a value`},
		"a change of nothing":         {modify, `cycle2/ad.ldif:1: modify of "` + patDN + `" changes nothing`},
		"an unknown operation":        {modify + "increment: uidNumber\nuidNumber: 1\n-\n", `cycle2/ad.ldif:1: modify of "` + patDN + `": invalid operation increment in modify request`},
		"another attribute's value":   {modify + "replace: mail\nsn: x\n-\n", `cycle2/ad.ldif:4: sn stands among the values of mail, want - before another modification`},
		"a name that is none":         {modify + "replace: two words\n-\n", `cycle2/ad.ldif:3: replace is "two words", want the name of an attribute`},
		"a value in a file":           {modify + "replace: mail\nmail:< file:///etc/passwd\n-\n", `cycle2/ad.ldif:4: mail: a value in another file is never opened; want the value itself`},
		"bad Base64":                  {modify + "replace: mail\nmail:: !\n-\n", `cycle2/ad.ldif:4: mail: the value is not valid Base64`},
		"no colon":                    {modify + "replace mail\n", `cycle2/ad.ldif:3: line without a colon: "replace mail"`},
		"no DN":                       {"changetype: delete\n", `cycle2/ad.ldif:1: record begins with "changetype", want dn:`},
		"an empty DN":                 {"dn:\nchangetype: delete\n", `cycle2/ad.ldif:1: the DN is empty`},
		"an unknown changetype":       {"dn: CN=x\nchangetype: remove\n", `cycle2/ad.ldif:2: changetype is "remove", want add, delete, modify, modrdn or moddn`},
		"a deletion with a value":     {"dn: " + patDN + "\nchangetype: delete\nmail: x\n", `cycle2/ad.ldif:1: delete of "` + patDN + `": no attributes allowed for changetype delete`},
		"objects below":               {"dn: OU=Staff,DC=contoso,DC=com\nchangetype: delete\n", `there are objects below it; delete those first`},
		"an addition of what is there": {"dn: CN=Gone,DC=x\nchangetype: delete\n\ndn: " + patDN + "\nchangetype: add\nobjectClass: user\n",
			`cycle2/ad.ldif:1: delete of "CN=Gone,DC=x": there is no such object`},
		"a broken addition":     {"dn: " + kimDN + "\nchangetype: delete\n\ndn: CN=n,DC=x\nchangetype: add\nobjectGUID: x\n", `cycle2/ad.ldif:6: objectGUID has 1 bytes`},
		"a record without type": {"dn: " + kimDN + "\nchangetype: delete\n\ndn: CN=n,DC=x\nobjectClass: user\n", `cycle2/ad.ldif:4: record of "CN=n,DC=x" has no changetype`},
		"a second addition": {"dn: " + kimDN + "\nchangetype: delete\n\ndn: " + patDN + "\nchangetype: add\nobjectClass: user\n",
			`cycle2/ad.ldif:4: add of "` + patDN + `": the object is there already`},
		"no new name":         {rename + "deleteoldrdn: 1\n", `cycle2/ad.ldif:1: modrdn of "` + patDN + `" has no newrdn`},
		"a new name with two": {rename + "newrdn: CN=a,OU=b\n", `cycle2/ad.ldif:3: newrdn is "CN=a,OU=b", want one part of a DN like CN=Pat`},
		"a name kept":         {rename + "newrdn: CN=a\ndeleteoldrdn: 0\n", `cycle2/ad.ldif:4: deleteoldrdn is "0", want 1`},
		"a superior":          {rename + "newrdn: CN=a\nnewsuperior: x\n", `cycle2/ad.ldif:4: newsuperior is "x", want a DN`},
		"a stray line":        {rename + "newrdn: CN=a\nmail: x\n", `cycle2/ad.ldif:4: mail stands in a modrdn record`},
		"a name taken":        {rename + "newrdn: CN=Kim\ndeleteoldrdn: 1\n", `cycle2/ad.ldif:1: modrdn of "` + patDN + `": there is an object "CN=Kim,OU=Staff,DC=contoso,DC=com" already`},
		"below itself": {"dn: OU=Staff,DC=contoso,DC=com\nchangetype: moddn\nnewrdn: OU=Staff\nnewsuperior: OU=Staff,DC=contoso,DC=com\n",
			`newsuperior "OU=Staff,DC=contoso,DC=com" is below the object itself`},
		"nothing":      {"", "cycle2/ad.ldif is empty; want LDIF change records, or an export"},
		"a web page":   {"<html>", "looks like an HTML page"},
		"a broken one": {"dn: CN=x,DC=y\nobjectGUID: x\n", "holds no record that can be read; the first problem is: cycle2/ad.ldif:2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := change(before(t), c.text)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestDNsAreComparedWithoutCaseAndBlanks(t *testing.T) {
	require.Equal(t, dnKey("CN=Pat,OU=Staff"), dnKey("cn = pat , ou=STAFF"))
	require.Equal(t, dnKey(`CN=a\,b`), dnKey(`CN=a\2cb`))
	require.NotEqual(t, dnKey(`CN=a\,b,OU=x`), dnKey(`CN=a,b=x,OU=x`))
	require.Equal(t, "no dn", dnKey("No DN"))
	require.Equal(t, []string{`CN=a\,b`, "OU=x"}, rdnsOf(`CN=a\,b,OU=x`))
}
