package fakeldap_test

import (
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

const (
	anna    = "Anna Berg"
	juergen = "Jürgen Müller"
	pat     = "O'Brien, Pat"
)

func TestFilters(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	for filter, want := range map[string][]string{
		// equality by syntax
		"(sAMAccountName=ANNA)":                                             {anna},
		"(sAMAccountName~=anna)":                                            {anna},
		"(cn=jürgen MÜLLER)":                                                {juergen},
		"(displayName=Jurgen Muller)":                                       {juergen},
		"(displayName=Ｊürgen Mu\u0308ller)":                                 {juergen},
		"(proxyAddresses=SMTP:A.BERG@contoso.com)":                          {anna},
		"(description=likes \\2a and \\28 and \\5c)":                        {pat},
		"(logonCount=040)":                                                  {juergen},
		"(logonCount=many)":                                                 {},
		`(cn=O'Brien\2c Pat)`:                                               {pat},
		"(distinguishedName=cn=o'brien\\5c, pat,ou=staff," + base + ")":     {pat},
		"(manager=CN=Anna Berg, OU=Staff, " + base + ")":                    {juergen},
		"(manager=<GUID=30475e40-e7ae-4af3-af75-8b143c81daf5>)":             {juergen},
		"(objectCategory=person)":                                           {anna, juergen, pat},
		"(objectCategory=CN=Group,CN=Schema,CN=Configuration," + base + ")": {"Inner", "Outer"},
		"(&(objectCategory=person)(objectClass=user))":                      {anna, juergen, pat},
		"(&(objectClass=2.5.6.6)(cn=*))":                                    {anna, juergen, pat},
		"(mail;binary=anna@contoso.com)":                                    {anna},
		// binary
		`(objectGUID=\40\5e\47\30\ae\e7\f3\4a\af\75\8b\14\3c\81\da\f5)`:                                    {anna},
		`(mS-DS-ConsistencyGuid=\00\01\02\03\2a\28\29\5c\08\09\0a\0b\0c\0d\fe\ff)`:                         {anna},
		`(mS-DS-ConsistencyGuid=\00\01*\fe\ff)`:                                                            {anna},
		"(objectSid=S-1-5-21-1000-2000-3000-1105)":                                                         {anna},
		`(objectSid=\01\05\00\00\00\00\00\05\15\00\00\00\e8\03\00\00\d0\07\00\00\b8\0b\00\00\51\04\00\00)`: {anna},
		"(objectGUID=30475e40-e7ae-4af3-af75-8b143c81daf5)":                                                {},
		// order
		"(&(objectCategory=person)(logonCount>=7))": {juergen, pat},
		"(&(objectCategory=person)(logonCount<=7))": {anna, pat},
		"(&(objectCategory=person)(cn>=k))":         {pat},
		"(manager>=CN=A,DC=x)":                      {},
		// substrings
		"(cn=*berg)":             {anna},
		"(cn=AN*B*g)":            {anna},
		"(mail=*@*)":             {anna},
		"(cn=a*a*a*a*a)":         {},
		"(displayName=*mull*)":   {juergen},
		"(logonCount=4*)":        {},
		"(manager=CN=Anna*)":     {},
		`(description=*\2a*\5c)`: {pat},
		// presence and three-valued logic
		"(mail=*)":                              {anna},
		"(&(objectCategory=person)(!(mail=*)))": {juergen, pat},
		"(&(objectCategory=person)(!(mail=anna@contoso.com)))": {juergen, pat},
		"(nothingOfThatName=*)":                                {},
		"(!(nothingOfThatName=*))":                             {},
		"(!(!(nothingOfThatName=x)))":                          {},
		"(|(nothingOfThatName=x)(sAMAccountName=anna))":        {anna},
		"(&(!(nothingOfThatName=x))(sAMAccountName=anna))":     {},
		"(&(!(&(nothingOfThatName=x)(cn=nobody)))(mail=*))":    {anna},
		"(&(!(logonCount=many))(objectCategory=person))":       {},
		// bit rules
		"(userAccountControl:1.2.840.113556.1.4.803:=2)":                              {juergen},
		"(&(objectCategory=person)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))": {anna, pat},
		"(userAccountControl:1.2.840.113556.1.4.803:=514)":                            {juergen},
		"(userAccountControl:1.2.840.113556.1.4.804:=514)":                            {anna, juergen, pat},
		"(&(cn=*)(groupType:1.2.840.113556.1.4.803:=2147483648))":                     {"Inner", "Outer"},
		"(userAccountControl:1.2.840.113556.1.4.803:=x)":                              {},
		"(cn:1.2.840.113556.1.4.803:=2)":                                              {},
		// links and chains
		"(memberOf=CN=Inner,OU=Groups," + base + ")": {anna, pat},
		"(memberOf=*)": {anna, pat, "Inner"},
		"(memberOf:1.2.840.113556.1.4.1941:=CN=Outer,OU=Groups," + base + ")":                                    {anna, pat, "Inner"},
		"(member:1.2.840.113556.1.4.1941:=CN=Anna Berg,OU=Staff," + base + ")":                                   {"Inner", "Outer"},
		"(manager:1.2.840.113556.1.4.1941:=CN=Anna Berg,OU=Staff," + base + ")":                                  {juergen},
		"(directReports=CN=Jürgen Müller,OU=Staff," + base + ")":                                                 {anna},
		"(&(cn=*)(!(memberOf:1.2.840.113556.1.4.1941:=CN=Outer,OU=Groups," + base + "))(objectCategory=person))": {juergen},
		"(cn:1.2.840.113556.1.4.1941:=x)":                                                                        {},
		// other extensible forms
		"(cn:=anna berg)":              {anna},
		"(cn:dn:=anna berg)":           {anna},
		"(sn:caseExactMatch:=Berg)":    {},
		"(:1.2.840.113556.1.4.803:=2)": {},
		// ambiguous name resolution
		"(anr=anna)":      {anna},
		"(anr=berg anna)": {anna},
		"(anr=ann be)":    {anna},
		"(anr==anna)":     {anna},
		"(anr==ann)":      {},
		// conjunctions without items
		"(&(&)(sAMAccountName=anna))": {anna},
		"(|)":                         {},
	} {
		require.Equal(t, want, names(t, c, filter), filter)
	}
}

func TestConstructedAttributesCannotBeSearchedFor(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	for _, filter := range []string{"(canonicalName=*)", "(tokenGroups=x)", "(!(createTimeStamp>=20260101000000.0Z))", "(parentGUID=*x*)"} {
		_, err := c.Search(query(filter))
		code(t, ldap.LDAPResultInappropriateMatching, err)
	}
}

func TestChainsThatGoRoundEnd(t *testing.T) {
	seed := append(staff(),
		fakeldap.NewEntry("CN=A,OU=Groups,"+base, "objectClass", "group", "member", "CN=B,OU=Groups,"+base),
		fakeldap.NewEntry("CN=B,OU=Groups,"+base, "objectClass", "group", "member", "CN=A,OU=Groups,"+base))
	c := dial(t, start(t, fakeldap.Config{Seed: seed}).URL())
	require.Equal(t, []string{"A", "B"}, names(t, c, "(memberOf:1.2.840.113556.1.4.1941:=CN=A,OU=Groups,"+base+")"))
}

func TestIndexedSearchesSeeWrites(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	require.Equal(t, []string{anna}, names(t, c, "(mail=anna@contoso.com)"), "builds the index")
	change := ldap.NewModifyRequest("CN=Anna Berg,OU=Staff,"+base, nil)
	change.Replace("mail", []string{"berg@contoso.com"})
	require.NoError(t, c.Modify(change))
	require.Empty(t, names(t, c, "(mail=anna@contoso.com)"))
	require.Equal(t, []string{anna}, names(t, c, "(mail=BERG@contoso.com)"))
	require.Equal(t, []string{anna, juergen}, names(t, c, "(|(mail=berg@contoso.com)(sAMAccountName=jmueller))"))
	require.NoError(t, c.Del(ldap.NewDelRequest("CN=Anna Berg,OU=Staff,"+base, nil)))
	require.Empty(t, names(t, c, "(mail=berg@contoso.com)"))
}

func TestFiltersAreLoggedAsTheyWereAsked(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	for _, filter := range []string{
		"(&(objectClass=user)(|(cn=a*b*c)(cn=*b*)(!(mail=*))))", "(cn>=a)", "(cn<=a)", "(cn~=a)", `(objectGUID=\00\ff)`,
		"(userAccountControl:1.2.840.113556.1.4.803:=2)", "(cn:dn:=x)", `(cn=\2a\28\29\5c)`, "(cn=a*)", "(cn=*a)", "(:rule:=x)",
	} {
		s.ForgetRequests()
		names(t, c, filter)
		require.Equal(t, filter, s.Requests()[0].Filter)
	}
}

func TestFiltersNestedTooDeepAreRefused(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c := dial(t, s.URL())
	require.Equal(t, []string{anna}, names(t, c, strings.Repeat("(&", 100)+"(sAMAccountName=anna)"+strings.Repeat(")", 100)))
	_, err := c.Search(query(strings.Repeat("(!", 200) + "(cn=x)" + strings.Repeat(")", 200)))
	require.Contains(t, code(t, ldap.LDAPResultAdminLimitExceeded, err), "nested deeper than 128")
	require.Equal(t, []string{anna}, names(t, c, "(sAMAccountName=anna)"), "the connection lives on")
}
