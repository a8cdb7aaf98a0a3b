package fakeldap_test

import (
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const (
	innerDN     = "CN=Inner,OU=Groups," + base
	showDeleted = "1.2.840.113556.1.4.417"
	treeDelete  = "1.2.840.113556.1.4.805"
)

func TestModifyDNRenamesAndMoves(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest(annaDN, "CN=Anna Lind", true, "")))
	e, ok := s.Entry("CN=Anna Lind,OU=Staff," + base)
	require.True(t, ok)
	require.Equal(t, "Anna Lind", e.Value("cn"))
	require.Equal(t, "Anna Lind", e.Value("name"))
	require.Equal(t, "CN=Anna Lind,OU=Staff,"+base, e.Value("distinguishedName"))
	inner, _ := s.Entry(innerDN)
	require.Contains(t, inner.Values("member"), "CN=Anna Lind,OU=Staff,"+base, "links follow")
	require.Equal(t, []string{juergen}, names(t, c, "(manager=CN=Anna Lind,OU=Staff,"+base+")"))
	_, ok = s.Entry(annaDN)
	require.False(t, ok)

	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest("CN=Anna Lind,OU=Staff,"+base, `CN=Lind\, Anna`, true, "CN=Users,"+base)))
	require.Equal(t, []string{"Lind, Anna"}, names(t, c, "(sAMAccountName=anna)"))
	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest(`CN=Lind\, Anna,CN=Users,`+base, `CN=LIND\, Anna`, true, "")), "a change of case only")
}

func TestModifyDNTakesASubtreeAlong(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest("OU=Staff,"+base, "OU=People", true, "OU=Groups,"+base)))
	result, err := c.Search(ldap.NewSearchRequest("OU=People,OU=Groups,"+base, ldap.ScopeSingleLevel, 0, 0, 0, false, "(cn=*)", []string{"cn", "memberOf", "distinguishedName"}, nil))
	require.NoError(t, err)
	require.Equal(t, []string{anna, juergen, pat}, firsts(result))
	require.Equal(t, `CN=O'Brien\, Pat,OU=People,OU=Groups,`+base, result.Entries[2].DN)
	require.Equal(t, result.Entries[2].DN, result.Entries[2].GetAttributeValue("distinguishedName"))
	require.Equal(t, []string{innerDN}, result.Entries[2].GetAttributeValues("memberOf"))
	require.NoError(t, c.Del(ldap.NewDelRequest(result.Entries[0].DN, nil)))
	require.NoError(t, c.Del(ldap.NewDelRequest(result.Entries[1].DN, nil)))
	code(t, ldap.LDAPResultNotAllowedOnNonLeaf, c.Del(ldap.NewDelRequest("OU=People,OU=Groups,"+base, nil)))
	require.NoError(t, c.Del(ldap.NewDelRequest(result.Entries[2].DN, nil)))
	require.NoError(t, c.Del(ldap.NewDelRequest("OU=People,OU=Groups,"+base, nil)), "the children were counted right")
}

func TestModifyDNIsRefusedAsADRefusesIt(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	for _, row := range []struct {
		name string
		m    *ldap.ModifyDNRequest
		want uint16
	}{
		{"keeps the old name", ldap.NewModifyDNRequest(annaDN, "CN=x", false, ""), ldap.LDAPResultUnwillingToPerform},
		{"not there", ldap.NewModifyDNRequest("CN=Nobody,"+base, "CN=x", true, ""), ldap.LDAPResultNoSuchObject},
		{"target exists", ldap.NewModifyDNRequest(annaDN, "CN=Jürgen Müller", true, ""), ldap.LDAPResultEntryAlreadyExists},
		{"no such parent", ldap.NewModifyDNRequest(annaDN, "CN=x", true, "OU=Nowhere,"+base), ldap.LDAPResultNoSuchObject},
		{"wrong naming attribute", ldap.NewModifyDNRequest(annaDN, "OU=x", true, ""), ldap.LDAPResultNamingViolation},
		{"below itself", ldap.NewModifyDNRequest("OU=Staff,"+base, "OU=x", true, "OU=Staff,"+base), ldap.LDAPResultUnwillingToPerform},
		{"domain", ldap.NewModifyDNRequest(base, "DC=x", true, ""), ldap.LDAPResultUnwillingToPerform},
		{"well-known container", ldap.NewModifyDNRequest("CN=Users,"+base, "CN=x", true, ""), ldap.LDAPResultUnwillingToPerform},
		{"bad name", ldap.NewModifyDNRequest(annaDN, "x", true, ""), ldap.LDAPResultInvalidDNSyntax},
	} {
		err := c.ModifyDN(row.m)
		require.Error(t, err, row.name)
		code(t, row.want, err)
	}
}

func deleted(t *testing.T, c *ldap.Conn, filter string) []*ldap.Entry {
	t.Helper()
	q := query(filter, "*")
	q.Controls = []ldap.Control{ldap.NewControlString(showDeleted, true, "")}
	result, err := c.Search(q)
	require.NoError(t, err)
	return result.Entries
}

func TestDeleteLeavesATombstone(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), Now: at})
	c := dial(t, s.URL())
	require.NoError(t, c.Del(ldap.NewDelRequest(annaDN, nil)))
	require.Empty(t, names(t, c, "(sAMAccountName=anna)"))
	require.Empty(t, names(t, c, "(isDeleted=TRUE)"), "tombstones need the control")
	tombs := deleted(t, c, "(&(isDeleted=TRUE)(objectClass=user))")
	require.Len(t, tombs, 1)
	e := tombs[0]
	require.Equal(t, `CN=Anna Berg\0ADEL:30475e40-e7ae-4af3-af75-8b143c81daf5,CN=Deleted Objects,`+base, e.DN)
	require.Equal(t, "Anna Berg\nDEL:30475e40-e7ae-4af3-af75-8b143c81daf5", e.GetAttributeValue("cn"))
	require.Equal(t, "OU=Staff,"+base, e.GetAttributeValue("lastKnownParent"))
	require.Equal(t, "anna", e.GetAttributeValue("sAMAccountName"))
	require.NotEmpty(t, e.GetRawAttributeValue("objectSid"))
	require.Empty(t, e.GetAttributeValue("mail"), "without a recycle bin most attributes go")
	require.Equal(t, "TRUE", e.GetAttributeValue("isRecycled"))

	inner, _ := s.Entry(innerDN)
	require.NotContains(t, inner.Values("member"), annaDN, "nobody links to what is gone")
	require.Empty(t, names(t, c, "(manager=*)"))
	require.NoError(t, c.Add(user(annaDN, "sAMAccountName", "anna")), "name and logon name are free again")
}

func TestTheRecycleBinKeepsAttributesAndGivesObjectsBack(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), RecycleBin: true})
	c := dial(t, s.URL())
	require.NoError(t, c.Del(ldap.NewDelRequest(annaDN, nil)))
	tomb := deleted(t, c, "(sAMAccountName=anna)")[0]
	require.Equal(t, "anna@contoso.com", tomb.GetAttributeValue("mail"))
	require.Empty(t, tomb.GetAttributeValue("isRecycled"))

	back := ldap.NewModifyRequest(tomb.DN, []ldap.Control{ldap.NewControlString(showDeleted, true, "")})
	back.Delete("isDeleted", nil)
	code(t, ldap.LDAPResultUnwillingToPerform, c.Modify(back))
	back.Replace("distinguishedName", []string{"CN=Anna Berg,OU=Staff," + base})
	require.NoError(t, c.Modify(back))
	require.Equal(t, []string{anna}, names(t, c, "(&(mail=anna@contoso.com)(!(isDeleted=TRUE)))"))
	e, ok := s.Entry(annaDN)
	require.True(t, ok)
	require.Empty(t, e.Value("lastKnownParent"))
	require.Equal(t, "Anna Berg", e.Value("name"))
	require.Equal(t, "\x40\x5e\x47\x30\xae\xe7\xf3\x4a\xaf\x75\x8b\x14\x3c\x81\xda\xf5", e.Value("objectGUID"), "it is the same object")

	require.NoError(t, c.Del(ldap.NewDelRequest(annaDN, nil)))
	again := deleted(t, c, "(sAMAccountName=anna)")[0]
	require.NoError(t, c.Del(ldap.NewDelRequest(again.DN, []ldap.Control{ldap.NewControlString(showDeleted, true, "")})))
	require.Empty(t, deleted(t, c, "(sAMAccountName=anna)"), "deleting a tombstone is for good")
}

func TestDeleteIsRefusedAsADRefusesIt(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	text := code(t, ldap.LDAPResultNotAllowedOnNonLeaf, c.Del(ldap.NewDelRequest("OU=Staff,"+base, nil)))
	require.Contains(t, text, "00002015: UpdErr: DSID-0C090000, problem 6003 (CANT_ON_NON_LEAF), data 0")
	code(t, ldap.LDAPResultNoSuchObject, c.Del(ldap.NewDelRequest("CN=Nobody,"+base, nil)))
	for _, dn := range []string{base, "CN=Users," + base, "CN=Configuration," + base, "CN=Schema,CN=Configuration," + base} {
		code(t, ldap.LDAPResultUnwillingToPerform, c.Del(ldap.NewDelRequest(dn, nil)))
	}
	require.NoError(t, c.Del(ldap.NewDelRequest("OU=Staff,"+base, []ldap.Control{ldap.NewControlString(treeDelete, true, "")})))
	require.Empty(t, names(t, c, "(objectCategory=person)"))
	require.Len(t, deleted(t, c, "(objectClass=user)"), 3)
	inner, _ := s.Entry(innerDN)
	require.Empty(t, inner.Values("member"))
}

func TestSeededBackLinksFollowWhatTheyMirror(t *testing.T) {
	seed := append(staff(), fakeldap.NewEntry("CN=Eve,OU=Staff,"+base, "objectClass", "user",
		"memberOf", "CN=Elsewhere,OU=Groups,"+base, "memberOf", "CN=Team,OU=Groups,"+base))
	seed = append(seed, fakeldap.NewEntry("CN=Team,OU=Groups,"+base, "objectClass", "group", "member", "CN=Eve,OU=Staff,"+base))
	s := start(t, fakeldap.Config{Seed: seed})
	c := dial(t, s.URL())
	groups := func() []string {
		result, err := c.Search(query("(cn=Eve)", "memberOf"))
		require.NoError(t, err)
		return result.Entries[0].GetAttributeValues("memberOf")
	}
	require.Equal(t, []string{"CN=Elsewhere,OU=Groups," + base, "CN=Team,OU=Groups," + base}, groups(),
		"a group that the export lacks stays, one that it has is not named twice")
	require.NoError(t, c.ModifyDN(ldap.NewModifyDNRequest("CN=Team,OU=Groups,"+base, "CN=Crew", true, "")))
	require.Equal(t, []string{"CN=Elsewhere,OU=Groups," + base, "CN=Crew,OU=Groups," + base}, groups())
	leave := ldap.NewModifyRequest("CN=Crew,OU=Groups,"+base, nil)
	leave.Delete("member", []string{"CN=Eve,OU=Staff," + base})
	require.NoError(t, c.Modify(leave))
	require.Equal(t, []string{"CN=Elsewhere,OU=Groups," + base}, groups())
}
