package fakeldap_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestRootDSEIsADs(t *testing.T) {
	s := start(t, fakeldap.Config{Domain: "corp.contoso.com", Now: at})
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	root, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", []string{"*", "+"}, nil))
	require.NoError(t, err)
	for name, want := range map[string]string{
		"defaultNamingContext": "DC=corp,DC=contoso,DC=com", "configurationNamingContext": "CN=Configuration,DC=corp,DC=contoso,DC=com",
		"schemaNamingContext": "CN=Schema,CN=Configuration,DC=corp,DC=contoso,DC=com", "rootDomainNamingContext": "DC=corp,DC=contoso,DC=com",
		"dnsHostName": "dc1.corp.contoso.com", "ldapServiceName": "corp.contoso.com:dc1$@CORP.CONTOSO.COM", "isSynchronized": "TRUE",
		"isGlobalCatalogReady": "TRUE", "domainFunctionality": "7", "currentTime": "20260701120000.0Z",
		"subschemaSubentry": "CN=Aggregate,CN=Schema,CN=Configuration,DC=corp,DC=contoso,DC=com",
	} {
		require.Equal(t, want, root.Entries[0].GetAttributeValue(name), name)
	}
	require.Contains(t, root.Entries[0].GetAttributeValues("supportedCapabilities"), "1.2.840.113556.1.4.800")
	require.Contains(t, root.Entries[0].GetAttributeValues("supportedControl"), ldap.ControlTypePaging)
	require.Empty(t, root.Entries[0].GetAttributeValues("supportedSASLMechanisms"), "none is spoken")

	one, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", []string{"DNSHOSTNAME"}, nil))
	require.NoError(t, err)
	require.Len(t, one.Entries[0].Attributes, 1)
}

func TestHighestCommittedUSNMovesWithWrites(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	usn := func() string {
		root, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", []string{"highestCommittedUSN"}, nil))
		require.NoError(t, err)
		return root.Entries[0].GetAttributeValue("highestCommittedUSN")
	}
	before := usn()
	change := ldap.NewModifyRequest("CN=Anna Berg,OU=Staff,"+base, nil)
	change.Replace("title", []string{"Head"})
	require.NoError(t, c.Modify(change))
	require.Greater(t, usn(), before)
	found, err := c.Search(query("(sAMAccountName=anna)", "uSNChanged"))
	require.NoError(t, err)
	require.Equal(t, usn(), found.Entries[0].GetAttributeValue("uSNChanged"))
}

func TestScopesAndBases(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	ask := func(base string, scope int) ([]string, error) {
		result, err := c.Search(ldap.NewSearchRequest(base, scope, 0, 0, 0, false, "(objectClass=*)", []string{"1.1"}, nil))
		if err != nil {
			return nil, err
		}
		list := []string{}
		for _, e := range result.Entries {
			rdn, _, _ := strings.Cut(e.DN, ",")
			list = append(list, rdn)
			require.Empty(t, e.Attributes, "1.1 asks for no attributes")
		}
		return list, nil
	}
	guid := "405e4730aee7f34aaf758b143c81daf5"
	for _, c := range []struct {
		base  string
		scope int
		want  []string
	}{
		{"OU=Groups," + base, ldap.ScopeBaseObject, []string{"OU=Groups"}},
		{"OU=Groups," + base, ldap.ScopeSingleLevel, []string{"CN=Inner", "CN=Outer"}},
		{"OU=Groups," + base, ldap.ScopeWholeSubtree, []string{"OU=Groups", "CN=Inner", "CN=Outer"}},
		{"ou = groups , dc=CONTOSO, dc=com", ldap.ScopeSingleLevel, []string{"CN=Inner", "CN=Outer"}},
		{`cn=o'brien\2C pat,ou=staff,` + base, ldap.ScopeBaseObject, []string{`CN=O'Brien\`}},
		{"<GUID=30475e40-e7ae-4af3-af75-8b143c81daf5>", ldap.ScopeBaseObject, []string{"CN=Anna Berg"}},
		{"<GUID=" + guid + ">", ldap.ScopeBaseObject, []string{"CN=Anna Berg"}},
		{"<GUID=" + guid + ">;<SID=S-1-5-21-1>;CN=Anna Berg,OU=Staff," + base, ldap.ScopeBaseObject, []string{"CN=Anna Berg"}},
		{"<SID=S-1-5-21-1000-2000-3000-1105>", ldap.ScopeBaseObject, []string{"CN=Anna Berg"}},
		{"<SID=010500000000000515000000e8030000d0070000b80b000051040000>", ldap.ScopeBaseObject, []string{"CN=Anna Berg"}},
		{"<WKGUID=a9d1ca15768811d1aded00c04fd8d5cd," + base + ">", ldap.ScopeBaseObject, []string{"CN=Users"}},
		{"<WKGUID=A361B2FFFFD211D1AA4B00C04FD7D83A," + base + ">", ldap.ScopeBaseObject, []string{"OU=Domain Controllers"}},
	} {
		got, err := ask(c.base, c.scope)
		require.NoError(t, err, c.base)
		require.Equal(t, c.want, got, c.base)
	}
	for bad, want := range map[string]uint16{
		"nonsense": ldap.LDAPResultInvalidDNSyntax, "CN=x,,DC=y": ldap.LDAPResultInvalidDNSyntax, "<GUID=12>": ldap.LDAPResultInvalidDNSyntax,
		"<NOPE=12>": ldap.LDAPResultInvalidDNSyntax, "<GUID=" + strings.Repeat("0", 32) + ">": ldap.LDAPResultNoSuchObject,
		"<WKGUID=00," + base + ">": ldap.LDAPResultNoSuchObject, "<SID=S-1-5-7>": ldap.LDAPResultNoSuchObject, "": ldap.LDAPResultNoSuchObject,
	} {
		_, err := ask(bad, ldap.ScopeWholeSubtree)
		code(t, want, err)
	}
}

func TestNoSuchObjectNamesTheNearestAncestor(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	_, err := c.Search(ldap.NewSearchRequest("CN=x,OU=Nobody,OU=Staff,"+base, ldap.ScopeBaseObject, 0, 0, 0, false, "(cn=*)", nil, nil))
	text := code(t, ldap.LDAPResultNoSuchObject, err)
	require.Contains(t, text, "0000208D: NameErr: DSID-0C090000, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'OU=Staff,DC=contoso,DC=com'\n")
	var failure *ldap.Error
	require.ErrorAs(t, err, &failure)
	require.Equal(t, "OU=Staff,DC=contoso,DC=com", failure.MatchedDN)
}

func TestNamesOutsideTheForestAreReferred(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	_, err := c.Search(ldap.NewSearchRequest("DC=fabrikam,DC=com", ldap.ScopeBaseObject, 0, 0, 0, false, "(cn=*)", nil, nil))
	require.Contains(t, code(t, ldap.LDAPResultReferral, err), "0000202B: RefErr")
	code(t, ldap.LDAPResultReferral, c.Del(ldap.NewDelRequest("CN=x,DC=fabrikam,DC=com", nil)))
}

func TestASearchFromTheDomainRefersToTheConfiguration(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	result, err := c.Search(query("(objectClass=configuration)"))
	require.NoError(t, err)
	require.Empty(t, result.Entries)
	require.Equal(t, []string{"ldap://contoso.com/CN=Configuration,DC=contoso,DC=com"}, result.Referrals)

	scoped := query("(objectClass=configuration)")
	scoped.Controls = []ldap.Control{ldap.NewControlString("1.2.840.113556.1.4.1339", true, "")}
	result, err = c.Search(scoped)
	require.NoError(t, err)
	require.Empty(t, result.Referrals, "the domain scope control keeps references out")
}

func TestAttributeSelection(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), Now: at})
	c := dial(t, s.URL())
	get := func(attributes ...string) map[string][]string {
		result, err := c.Search(query("(sAMAccountName=anna)", attributes...))
		require.NoError(t, err)
		found := map[string][]string{}
		for _, a := range result.Entries[0].Attributes {
			found[a.Name] = a.Values
		}
		return found
	}
	require.Equal(t, map[string][]string{"mail": {"anna@contoso.com"}, "sn": {"Berg"}}, get("MAIL", "sn", "nothingOfThatName", "telephoneNumber"))
	require.Equal(t, map[string][]string{"cn": {"Anna Berg"}}, get("2.5.4.3"), "an OID names an attribute")
	require.Equal(t, map[string][]string{"mail": {"anna@contoso.com"}}, get("mail;binary"))
	require.Empty(t, get("mail;lang-de"))

	all := get()
	require.Equal(t, all, get("*"))
	require.Equal(t, []string{"CN=Inner,OU=Groups," + base}, all["memberOf"], "a back link is computed from member")
	require.Equal(t, []string{"20260701120000.0Z"}, all["whenCreated"])
	require.Equal(t, []string{"top", "person", "organizationalPerson", "user"}, all["objectClass"])
	for _, constructed := range []string{"canonicalName", "createTimeStamp", "tokenGroups"} {
		require.NotContains(t, all, constructed, "constructed attributes are not in *")
	}
	operational := get("+")
	require.Equal(t, []string{"contoso.com/Staff/Anna Berg"}, operational["canonicalName"])
	require.Equal(t, []string{"20260701120000.0Z"}, operational["modifyTimeStamp"])
	require.NotContains(t, operational, "mail")
	require.Contains(t, get("*", "+"), "mail")
	require.Equal(t, map[string][]string{"msDS-PrincipalName": {`CONTOSO\anna`}, "canonicalName": {"contoso.com/Staff/Anna Berg"}},
		get("canonicalName", "msDS-PrincipalName"))
	require.Equal(t, []string{"CN=Jürgen Müller,OU=Staff," + base}, get("directReports")["directReports"])
}

func TestTypesOnlySendsNoValues(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	q := query("(sAMAccountName=anna)", "mail", "memberOf")
	q.TypesOnly = true
	result, err := c.Search(q)
	require.NoError(t, err)
	require.Len(t, result.Entries[0].Attributes, 2)
	for _, a := range result.Entries[0].Attributes {
		require.Empty(t, a.Values)
	}
}

func TestTokenGroupsFollowNestedGroups(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	result, err := c.Search(ldap.NewSearchRequest("CN=Anna Berg,OU=Staff,"+base, ldap.ScopeBaseObject, 0, 0, 0, false, "(cn=*)", []string{"tokenGroups"}, nil))
	require.NoError(t, err)
	require.Len(t, result.Entries[0].GetRawAttributeValues("tokenGroups"), 2)
	inner, _ := s.Entry("CN=Inner,OU=Groups," + base)
	require.Equal(t, inner.Value("objectSid"), result.Entries[0].GetAttributeValue("tokenGroups"))
	sub, err := c.Search(query("(sAMAccountName=anna)", "tokenGroups"))
	require.NoError(t, err)
	require.Empty(t, sub.Entries[0].Attributes, "AD computes token groups in base searches only")
}

func TestBinaryValuesSurvive(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	result, err := c.Search(query("(sAMAccountName=anna)", "objectGUID", "objectSid", "mS-DS-ConsistencyGuid"))
	require.NoError(t, err)
	e := result.Entries[0]
	require.Equal(t, "405e4730aee7f34aaf758b143c81daf5", hex.EncodeToString(e.GetRawAttributeValue("objectGUID")))
	require.Equal(t, "010500000000000515000000e8030000d0070000b80b000051040000", hex.EncodeToString(e.GetRawAttributeValue("objectSid")))
	require.Equal(t, "000102032a28295c08090a0b0c0dfeff", hex.EncodeToString(e.GetRawAttributeValue("mS-DS-ConsistencyGuid")))
}

func TestTheSubschemaAnswersABaseSearch(t *testing.T) {
	s := start(t, fakeldap.Config{Attributes: []fakeldap.AttributeType{{Name: "contosoBadge", Integer: true, SingleValued: true}}})
	c := dial(t, s.URL())
	result, err := c.Search(ldap.NewSearchRequest("CN=Aggregate,CN=Schema,CN=Configuration,"+base, ldap.ScopeBaseObject, 0, 0, 0, false,
		"(objectClass=subschema)", []string{"objectClasses", "attributeTypes"}, nil))
	require.NoError(t, err)
	require.Len(t, result.Entries, 1)
	require.Contains(t, result.Entries[0].GetAttributeValues("attributeTypes"),
		"( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )")
	require.Contains(t, result.Entries[0].GetAttributeValues("attributeTypes"),
		"( contosobadge-oid NAME 'contosoBadge' SYNTAX '1.2.840.113556.1.4.906' SINGLE-VALUE )")
	require.Greater(t, len(result.Entries[0].GetAttributeValues("attributeTypes")), 1500, "the schema is not cut into ranges")
	var user string
	for _, v := range result.Entries[0].GetAttributeValues("objectClasses") {
		if strings.Contains(v, "NAME 'user'") {
			user = v
		}
	}
	require.Contains(t, user, "( 1.2.840.113556.1.5.9 NAME 'user' SUP organizationalPerson STRUCTURAL MAY (")
}

func TestCompare(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	dn := "CN=Anna Berg,OU=Staff," + base
	for _, row := range []struct {
		name, value string
		want        bool
	}{
		{"sAMAccountName", "ANNA", true}, {"mail", "other@contoso.com", false}, {"proxyAddresses", "smtp:A.BERG@contoso.com", true},
		{"memberOf", "cn=inner,ou=groups," + base, true}, {"canonicalName", "contoso.com/Staff/Anna Berg", true},
		{"objectSid", "S-1-5-21-1000-2000-3000-1105", true}, {"logonCount", "05", true},
	} {
		got, err := c.Compare(dn, row.name, row.value)
		require.NoError(t, err, row.name)
		require.Equal(t, row.want, got, row.name)
	}
	_, err := c.Compare(dn, "telephoneNumber", "1")
	code(t, ldap.LDAPResultNoSuchAttribute, err)
	_, err = c.Compare(dn, "nothingOfThatName", "1")
	code(t, ldap.LDAPResultNoSuchAttribute, err)
	_, err = c.Compare(dn, "logonCount", "many")
	code(t, ldap.LDAPResultInvalidAttributeSyntax, err)
	_, err = c.Compare("CN=Nobody,"+base, "cn", "x")
	code(t, ldap.LDAPResultNoSuchObject, err)
}
