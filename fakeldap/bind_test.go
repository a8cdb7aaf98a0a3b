package fakeldap_test

import (
	"testing"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
)

func TestAnyNameWithAPasswordMayBind(t *testing.T) {
	s := start(t, fakeldap.Config{})
	for _, name := range []string{"CN=Nobody,DC=contoso,DC=com", "nobody@contoso.com", `CONTOSO\nobody`, "nobody"} {
		c, err := ldap.DialURL(s.URL())
		require.NoError(t, err)
		require.NoError(t, c.Bind(name, "anything"), name)
		_, err = c.Search(query("(objectClass=domainDNS)"))
		require.NoError(t, err)
		require.NoError(t, c.Close())
	}
}

func TestBindPasswordIsCheckedWithADsTexts(t *testing.T) {
	seed := append(staff(),
		fakeldap.NewEntry("CN=Gone,OU=Staff,"+base, "objectClass", "user", "sAMAccountName", "gone", "accountExpires", "116444736000000000"),
		fakeldap.NewEntry("CN=Locked,OU=Staff,"+base, "objectClass", "user", "sAMAccountName", "locked", "lockoutTime", "116444736000000000"))
	s := start(t, fakeldap.Config{Seed: seed, BindPassword: "right"})
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	for _, name := range []string{
		"CN=Anna Berg,OU=Staff,DC=contoso,DC=com", "anna@contoso.com", `CONTOSO\anna`, `contoso.com\ANNA`, "ANNA@contoso.com",
		"anna", "Anna Berg", "S-1-5-21-1000-2000-3000-1105", "{30475e40-e7ae-4af3-af75-8b143c81daf5}",
		"<GUID=30475e40-e7ae-4af3-af75-8b143c81daf5>", "administrator@contoso.com", `CONTOSO\Administrator`,
	} {
		require.NoError(t, c.Bind(name, "right"), name)
		require.Contains(t, code(t, ldap.LDAPResultInvalidCredentials, c.Bind(name, "wrong")), "data 52e, v4563", name)
	}
	for name, data := range map[string]string{
		"nobody@contoso.com": "data 525", `OTHER\anna`: "data 525", "CN=Nobody,DC=contoso,DC=com": "data 525",
		`CONTOSO\jmueller`: "data 533", `CONTOSO\gone`: "data 701", `CONTOSO\locked`: "data 775",
	} {
		text := code(t, ldap.LDAPResultInvalidCredentials, c.Bind(name, "right"))
		require.Contains(t, text, "80090308: LdapErr: DSID-", name)
		require.Contains(t, text, "comment: AcceptSecurityContext error, "+data, name)
	}
}

func TestAFailedBindLeavesTheConnectionAnonymous(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), BindPassword: "right"})
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	require.NoError(t, c.Bind("anna", "right"))
	code(t, ldap.LDAPResultInvalidCredentials, c.Bind("anna", "wrong"))
	_, err = c.Search(query("(cn=*)"))
	code(t, ldap.LDAPResultOperationsError, err)
}

func TestAnonymousClientsReadTheRootDSEOnly(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	require.NoError(t, c.UnauthenticatedBind("CN=Anna Berg,OU=Staff,DC=contoso,DC=com"), "a name without a password is anonymous")
	root, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, 0, 0, 0, false, "(objectClass=*)", nil, nil))
	require.NoError(t, err)
	require.Equal(t, base, root.Entries[0].GetAttributeValue("defaultNamingContext"))
	_, err = c.Search(query("(cn=*)"))
	require.Contains(t, code(t, ldap.LDAPResultOperationsError, err),
		"000004DC: LdapErr: DSID-0C090000, comment: In order to perform this operation a successful bind must be completed on the connection., data 0")
	code(t, ldap.LDAPResultOperationsError, c.Del(ldap.NewDelRequest("CN=Anna Berg,OU=Staff,"+base, nil)))
	_, err = c.Compare("CN=Anna Berg,OU=Staff,"+base, "cn", "x")
	code(t, ldap.LDAPResultOperationsError, err)
}

func TestAllowAnonymousOpensSearches(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff(), AllowAnonymous: true})
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	require.Equal(t, []string{"Anna Berg"}, names(t, c, "(sAMAccountName=anna)"))
	code(t, ldap.LDAPResultOperationsError, c.Del(ldap.NewDelRequest("CN=Anna Berg,OU=Staff,"+base, nil)))
}

func TestWhoAmIGivesTheAuthorisationIdentity(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	who, err := c.WhoAmI(nil)
	require.NoError(t, err)
	require.Empty(t, who.AuthzID)
	require.NoError(t, c.Bind("anna@contoso.com", "x"))
	who, err = c.WhoAmI(nil)
	require.NoError(t, err)
	require.Equal(t, `u:CONTOSO\anna`, who.AuthzID)
}

func TestSASLAndNTLMAreRefusedWithAnAnswer(t *testing.T) {
	s, err := fakeldap.Start(fakeldap.Config{})
	require.NoError(t, err)
	c, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	code(t, ldap.LDAPResultAuthMethodNotSupported, c.ExternalBind())
	code(t, ldap.LDAPResultAuthMethodNotSupported, c.MD5Bind("localhost", "x", "y"))
	code(t, ldap.LDAPResultAuthMethodNotSupported, c.NTLMBind("CONTOSO", "x", "y"))
	require.NoError(t, c.Bind("x", "y"), "the connection lives on")
	require.NoError(t, c.Close())
	var unsupported *fakeldap.UnsupportedError
	require.ErrorAs(t, s.Close(), &unsupported)
	require.Len(t, unsupported.Requests, 3)
	require.ErrorContains(t, unsupported, `request 1, bind: 00002027: SASL "EXTERNAL" is not supported`)
	require.Equal(t, s.Close(), error(s.Close()), "Close may be called again")
}

func TestPasswordsSetOverTLSAreChecked(t *testing.T) {
	s := start(t, fakeldap.Config{Seed: staff()})
	quoted := "\"\x00N\x00e\x00w\x001\x00\"\x00"
	set := ldap.NewModifyRequest("CN=Anna Berg,OU=Staff,"+base, nil)
	set.Replace("unicodePwd", []string{quoted})

	c := dial(t, s.URL())
	text := code(t, ldap.LDAPResultUnwillingToPerform, c.Modify(set))
	require.Contains(t, text, "0000001F: SvcErr", "AD wants encryption for passwords")
	require.NoError(t, c.StartTLS(s.ClientTLS()))
	require.NoError(t, c.Modify(set))
	found, err := c.Search(query("(sAMAccountName=anna)", "*", "unicodePwd"))
	require.NoError(t, err)
	require.Empty(t, found.Entries[0].GetAttributeValue("unicodePwd"), "passwords can't be read")
	code(t, ldap.LDAPResultInvalidCredentials, c.Bind("anna@contoso.com", "Old"))
	require.NoError(t, c.Bind("anna@contoso.com", "New1"))
	for _, r := range s.Requests() {
		for _, change := range r.Changes {
			require.Equal(t, "(not logged)", string(change.Values[0]))
		}
	}
	unquoted := ldap.NewModifyRequest("CN=Anna Berg,OU=Staff,"+base, nil)
	unquoted.Replace("unicodePwd", []string{"plain"})
	code(t, ldap.LDAPResultUnwillingToPerform, c.Modify(unquoted))
}
