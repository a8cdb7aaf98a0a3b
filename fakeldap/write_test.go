package fakeldap_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const annaDN = "CN=Anna Berg,OU=Staff," + base

func user(dn string, more ...string) *ldap.AddRequest {
	add := ldap.NewAddRequest(dn, nil)
	add.Attribute("objectClass", []string{"user"})
	for i := 0; i < len(more); i += 2 {
		add.Attribute(more[i], strings.Split(more[i+1], "|"))
	}
	return add
}

func TestAddFillsInWhatADGives(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), Now: at})
	c := dial(t, s.URL())
	dn := "CN=New One,OU=Staff," + base
	require.NoError(t, c.Add(user(dn, "sAMAccountName", "new1", "userPrincipalName", "new1@contoso.com",
		"proxyAddresses", "SMTP:new1@contoso.com|smtp:n@contoso.com", "manager", annaDN)))
	e, ok := s.Entry(dn)
	require.True(t, ok)
	for name, want := range map[string]string{
		"cn": "New One", "name": "New One", "distinguishedName": dn, "instanceType": "4", "userAccountControl": "546",
		"sAMAccountType": "805306368", "primaryGroupID": "513", "whenCreated": "20260701120000.0Z",
		"objectCategory": "CN=Person,CN=Schema,CN=Configuration," + base, "accountExpires": "9223372036854775807",
	} {
		require.Equal(t, want, e.Value(name), name)
	}
	require.Equal(t, []string{"top", "person", "organizationalPerson", "user"}, e.Values("objectClass"))
	require.Equal(t, []string{"SMTP:new1@contoso.com", "smtp:n@contoso.com"}, e.Values("proxyAddresses"))
	require.Len(t, e.Value("objectGUID"), 16)
	require.Len(t, e.Value("objectSid"), 28)

	group := ldap.NewAddRequest("CN=Team,OU=Groups,"+base, nil)
	group.Attribute("objectClass", []string{"top", "group"})
	group.Attribute("member", []string{dn, annaDN})
	require.NoError(t, c.Add(group))
	require.Equal(t, []string{anna, "New One"}, names(t, c, "(memberOf=CN=Team,OU=Groups,"+base+")"))
	team, _ := s.Entry("CN=Team,OU=Groups," + base)
	require.Equal(t, "-2147483646", team.Value("groupType"))
	require.Equal(t, "268435456", team.Value("sAMAccountType"))
	require.NotEmpty(t, team.Value("sAMAccountName"), "AD makes a name up")

	for _, other := range []*ldap.AddRequest{
		{DN: "OU=More,OU=Staff," + base, Attributes: []ldap.Attribute{{Type: "objectClass", Vals: []string{"organizationalUnit"}}}},
		{DN: "CN=PC1,CN=Computers," + base, Attributes: []ldap.Attribute{{Type: "objectClass", Vals: []string{"computer"}}}},
		{DN: "CN=Ext,OU=Staff," + base, Attributes: []ldap.Attribute{{Type: "objectClass", Vals: []string{"contact"}}, {Type: "targetAddress", Vals: []string{"SMTP:x@y.z"}}}},
	} {
		require.NoError(t, c.Add(other), other.DN)
	}
	pc, _ := s.Entry("CN=PC1,CN=Computers," + base)
	require.Equal(t, "805306369", pc.Value("sAMAccountType"))
}

func TestIdentifiersAreTheSameInEveryRun(t *testing.T) {
	guid := func() string {
		s := start(t, fakeldap.Config{Now: at})
		c := dial(t, s.URL())
		require.NoError(t, c.Add(user("CN=A,CN=Users,"+base)))
		e, _ := s.Entry("CN=A,CN=Users," + base)
		return e.Value("objectGUID") + e.Value("objectSid") + e.Value("sAMAccountName") + e.Value("uSNChanged")
	}
	require.Equal(t, guid(), guid())
}

func TestAddIsRefusedAsADRefusesIt(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	classless := ldap.NewAddRequest("CN=x,OU=Staff,"+base, nil)
	classless.Attribute("sn", []string{"x"})
	unknown := ldap.NewAddRequest("CN=x,OU=Staff,"+base, nil)
	unknown.Attribute("objectClass", []string{"noSuchClass"})
	abstract := ldap.NewAddRequest("CN=x,OU=Staff,"+base, nil)
	abstract.Attribute("objectClass", []string{"top"})
	for _, row := range []struct {
		name string
		add  *ldap.AddRequest
		want uint16
		text string
	}{
		{"exists", user(annaDN), ldap.LDAPResultEntryAlreadyExists, "00002071: UpdErr: DSID-0C090000, problem 6005 (ENTRY_EXISTS), data 0"},
		{"no parent", user("CN=x,OU=Nowhere," + base), ldap.LDAPResultNoSuchObject, "best match of:\n\t'" + base + "'"},
		{"bad name", user("nonsense"), ldap.LDAPResultInvalidDNSyntax, "0000208F: NameErr"},
		{"no class", classless, ldap.LDAPResultObjectClassViolation, "problem 6002 (OBJ_CLASS_VIOLATION)"},
		{"abstract class", abstract, ldap.LDAPResultObjectClassViolation, "problem 6002"},
		{"unknown class", unknown, ldap.LDAPResultNoSuchAttribute, "Error in attribute conversion operation"},
		{"unknown attribute", user("CN=x,OU=Staff,"+base, "noSuchAttribute", "x"), ldap.LDAPResultNoSuchAttribute, "00000057: LdapErr"},
		{"attribute of another class", user("CN=x,OU=Staff,"+base, "gPLink", "x"), ldap.LDAPResultObjectClassViolation, "0000207D"},
		{"wrong naming attribute", user("OU=x,OU=Staff," + base), ldap.LDAPResultNamingViolation, ""},
		{"wrong place", user("CN=x," + annaDN), ldap.LDAPResultNamingViolation, ""},
		{"two values", user("CN=x,OU=Staff,"+base, "mail", "a@b|c@d"), ldap.LDAPResultConstraintViolation, "(mail)"},
		{"no number", user("CN=x,OU=Staff,"+base, "userAccountControl", "x"), ldap.LDAPResultInvalidAttributeSyntax, "(userAccountControl)"},
		{"same value twice", user("CN=x,OU=Staff,"+base, "proxyAddresses", "smtp:a@b|SMTP:A@B"), ldap.LDAPResultAttributeOrValueExists, "(proxyAddresses)"},
		{"set by the system", user("CN=x,OU=Staff,"+base, "objectGUID", "0123456789abcdef"), ldap.LDAPResultConstraintViolation, "000020B1"},
		{"constructed", user("CN=x,OU=Staff,"+base, "canonicalName", "x"), ldap.LDAPResultConstraintViolation, "0000211B"},
		{"back link", user("CN=x,OU=Staff,"+base, "memberOf", "CN=Inner,OU=Groups,"+base), ldap.LDAPResultUnwillingToPerform, "WILL_NOT_PERFORM"},
		{"manager that is not there", user("CN=x,OU=Staff,"+base, "manager", "CN=Nobody,"+base), ldap.LDAPResultNoSuchObject, ""},
		{"logon name in use", user("CN=x,OU=Staff,"+base, "sAMAccountName", "ANNA"), ldap.LDAPResultEntryAlreadyExists, "00000524"},
		{"UPN in use", user("CN=x,OU=Staff,"+base, "userPrincipalName", "Anna@contoso.com"), ldap.LDAPResultConstraintViolation, "000021C8"},
		{"another common name", user("CN=x,OU=Staff,"+base, "cn", "y"), ldap.LDAPResultNotAllowedOnRDN, ""},
	} {
		require.Contains(t, code(t, row.want, c.Add(row.add)), row.text, row.name)
	}
	require.NoError(t, c.Add(user("CN=x,OU=Staff,"+base, "cn", "X")), "nothing of the refused ones is left")
}

func TestModify(t *testing.T) {
	now := at()
	s := start(t, fakeldap.Config{Seed: staff(), Now: func() time.Time { return now }})
	c := dial(t, s.URL())
	now = now.Add(time.Hour)
	before, _ := s.Entry(annaDN)
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Add("proxyAddresses", []string{"smtp:one@contoso.com", "smtp:two@contoso.com", "smtp:\xc3\xa9@contoso.com"})
	change.Replace("title", []string{"Head"})
	change.Delete("employeeID", nil)
	change.Delete("proxyAddresses", []string{"SMTP:A.BERG@contoso.com"})
	change.Replace("mS-DS-ConsistencyGuid", []string{"\x04\x10\x00\xff\x30\x82"})
	change.Replace("displayName", nil)
	require.NoError(t, c.Modify(change))
	e, _ := s.Entry(annaDN)
	require.Equal(t, []string{"SMTP:anna@contoso.com", "smtp:one@contoso.com", "smtp:two@contoso.com", "smtp:\xc3\xa9@contoso.com"}, e.Values("proxyAddresses"))
	require.Equal(t, "Head", e.Value("title"))
	require.Equal(t, "\x04\x10\x00\xff\x30\x82", e.Value("mS-DS-ConsistencyGuid"))
	require.Empty(t, e.Values("employeeID"))
	require.Empty(t, e.Values("displayName"))
	require.Equal(t, "20260701130000.0Z", e.Value("whenChanged"))
	require.Equal(t, before.Value("whenCreated"), e.Value("whenCreated"))
	require.Greater(t, e.Value("uSNChanged"), before.Value("uSNChanged"))
}

func TestModifyIsRefusedAsADRefusesIt(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	inner := "CN=Inner,OU=Groups," + base
	modify := func(dn string, f func(m *ldap.ModifyRequest)) *ldap.ModifyRequest {
		m := ldap.NewModifyRequest(dn, nil)
		m.Replace("description", []string{"changed"})
		f(m)
		return m
	}
	add := func(name string, v ...string) func(*ldap.ModifyRequest) {
		return func(m *ldap.ModifyRequest) { m.Add(name, v) }
	}
	del := func(name string, v ...string) func(*ldap.ModifyRequest) {
		return func(m *ldap.ModifyRequest) { m.Delete(name, v) }
	}
	rep := func(name string, v ...string) func(*ldap.ModifyRequest) {
		return func(m *ldap.ModifyRequest) { m.Replace(name, v) }
	}
	for _, row := range []struct {
		name string
		m    *ldap.ModifyRequest
		want uint16
		text string
	}{
		{"value is there", modify(annaDN, add("proxyAddresses", "SMTP:ANNA@contoso.com")), ldap.LDAPResultAttributeOrValueExists, "problem 1006 (ATT_OR_VALUE_EXISTS)"},
		{"second single value", modify(annaDN, add("mail", "b@contoso.com")), ldap.LDAPResultConstraintViolation, "(mail)"},
		{"attribute is not there", modify(annaDN, del("title")), ldap.LDAPResultNoSuchAttribute, "problem 1001 (NO_ATTRIBUTE_OR_VAL)"},
		{"value is not there", modify(annaDN, del("mail", "b@contoso.com")), ldap.LDAPResultNoSuchAttribute, "00002085"},
		{"object is not there", modify("CN=Nobody,"+base, add("mail", "x")), ldap.LDAPResultNoSuchObject, "best match of"},
		{"unknown attribute", modify(annaDN, rep("noSuchAttribute", "x")), ldap.LDAPResultNoSuchAttribute, "Error in attribute conversion"},
		{"naming attribute", modify(annaDN, rep("cn", "x")), ldap.LDAPResultNotAllowedOnRDN, ""},
		{"name", modify(annaDN, rep("name", "x")), ldap.LDAPResultNotAllowedOnRDN, ""},
		{"class", modify(annaDN, add("objectClass", "contact")), ldap.LDAPResultObjectClassModsProhibited, ""},
		{"identifier", modify(annaDN, rep("objectGUID", "0123456789abcdef")), ldap.LDAPResultConstraintViolation, "000020B1"},
		{"back link", modify(annaDN, del("memberOf")), ldap.LDAPResultUnwillingToPerform, ""},
		{"syntax", modify(annaDN, rep("logonCount", "many")), ldap.LDAPResultInvalidAttributeSyntax, ""},
		{"empty value", modify(annaDN, rep("title", "")), ldap.LDAPResultInvalidAttributeSyntax, ""},
		{"nothing to add", modify(annaDN, add("title")), ldap.LDAPResultInvalidAttributeSyntax, ""},
		{"member is there", modify(inner, add("member", annaDN)), ldap.LDAPResultEntryAlreadyExists, "00000562: UpdErr"},
		{"member is not there", modify(inner, del("member", "CN=Jürgen Müller,OU=Staff,"+base)), ldap.LDAPResultUnwillingToPerform, "00000561: SvcErr"},
		{"member does not exist", modify(inner, add("member", "CN=Nobody,"+base)), ldap.LDAPResultNoSuchObject, ""},
		{"UPN in use", modify(annaDN, rep("userPrincipalName", "JMUELLER@contoso.com")), ldap.LDAPResultConstraintViolation, "000021C8"},
		{"mandatory attribute", modify(annaDN, rep("sAMAccountName")), ldap.LDAPResultObjectClassViolation, "0000207C"},
		{"not of the class", modify(annaDN, rep("gPLink", "x")), ldap.LDAPResultObjectClassViolation, "0000207D"},
		{"deleted by hand", modify(annaDN, rep("isDeleted", "TRUE")), ldap.LDAPResultUnwillingToPerform, ""},
	} {
		require.Contains(t, code(t, row.want, c.Modify(row.m)), row.text, row.name)
	}
	e, _ := s.Entry(annaDN)
	require.Empty(t, e.Values("description"), "a refused modify changes nothing")
	increment := ldap.NewModifyRequest(annaDN, nil)
	increment.Increment("logonCount", "1")
	code(t, ldap.LDAPResultProtocolError, c.Modify(increment))
}

func TestPermissiveModifyForgives(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	change := ldap.NewModifyRequest(annaDN, []ldap.Control{ldap.NewControlString("1.2.840.113556.1.4.1413", true, "")})
	change.Add("proxyAddresses", []string{"SMTP:ANNA@contoso.com", "smtp:new@contoso.com"})
	change.Delete("title", nil)
	change.Delete("mail", []string{"b@contoso.com"})
	require.NoError(t, c.Modify(change))
	e, _ := s.Entry(annaDN)
	require.Len(t, e.Values("proxyAddresses"), 3)
	require.Equal(t, "anna@contoso.com", e.Value("mail"))
}

func TestSeededRecordsThatLackWhatADRequiresCanBeModified(t *testing.T) {
	s := start(t, fakeldap.Config{Verbatim: true, Seed: []fakeldap.Entry{
		fakeldap.NewEntry(annaDN, "objectClass", "user", "mail", "anna@contoso.com", "contosoBadge", "7"),
	}})
	c := dial(t, s.URL())
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Replace("mail", []string{"b@contoso.com"})
	change.Replace("contosoBadge", []string{"8", "9"})
	require.NoError(t, c.Modify(change))
	e, _ := s.Entry(annaDN)
	require.Equal(t, []string{"8", "9"}, e.Values("contosoBadge"))
	require.Empty(t, e.Values("objectSid"))
}

func TestReadOnlyRefusesWrites(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), ReadOnly: true})
	c := dial(t, s.URL())
	change := ldap.NewModifyRequest(annaDN, nil)
	change.Replace("title", []string{"x"})
	for _, err := range []error{
		c.Modify(change), c.Del(ldap.NewDelRequest(annaDN, nil)), c.Add(user("CN=x,OU=Staff," + base)),
		c.ModifyDN(ldap.NewModifyDNRequest(annaDN, "CN=x", true, "")),
	} {
		require.Contains(t, code(t, ldap.LDAPResultUnwillingToPerform, err), "the server is read-only")
	}
	require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"))
}
