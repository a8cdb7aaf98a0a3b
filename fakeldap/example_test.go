package fakeldap_test

import (
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"presync/fakeldap"
)

// A test of a program that looks people up. In a test function, log.Fatal is
// require.NoError.
func ExampleStart() {
	s, err := fakeldap.Start(fakeldap.Config{Seed: []fakeldap.Entry{
		fakeldap.NewEntry("CN=Anna,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "sAMAccountName", "anna"),
		fakeldap.NewEntry("CN=Ben,OU=Staff,DC=contoso,DC=com", "objectClass", "user", "userAccountControl", "514"),
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()

	c, err := ldap.DialURL(s.URL())
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Bind("anyone@contoso.com", "any password"); err != nil {
		log.Fatal(err)
	}
	disabled := "(&(objectCategory=person)(userAccountControl:1.2.840.113556.1.4.803:=2))"
	found, err := c.Search(ldap.NewSearchRequest(s.BaseDN(), ldap.ScopeWholeSubtree, 0, 0, 0, false, disabled, nil, nil))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Entries[0].DN)
	// Output: CN=Ben,OU=Staff,DC=contoso,DC=com
}

// What a client does when the server is busy once.
func ExampleServer_Inject() {
	s, err := fakeldap.Start(fakeldap.Config{SeedLDIF: strings.NewReader("dn: CN=Anna,DC=contoso,DC=com\nobjectClass: contact\n")})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Inject(fakeldap.Fault{On: fakeldap.OpBind, Result: ldap.LDAPResultBusy}); err != nil {
		log.Fatal(err)
	}
	c, err := ldap.DialURL(s.URL())
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	var failure *ldap.Error
	fmt.Println(errors.As(c.Bind("x", "y"), &failure), failure.ResultCode)
	fmt.Println(c.Bind("x", "y"))
	for _, r := range s.Requests() {
		fmt.Println(r.Op, r.Result, r.Fault)
	}
	// Output:
	// true 51
	// <nil>
	// bind 51 true
	// bind 0 false
}
