package scenarios_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"testing"

	"presync/scenarios"
)

func ExampleRunFS() {
	only := scenarios.Options{Select: regexp.MustCompile("^hm001_anchor_equal")}
	for r := range scenarios.RunFS(context.Background(), scenarios.Library, only) {
		fmt.Println(r.Name, r.Passed())
	}
	// Output: hm001_anchor_equal.txtar true
}

// This is a test of another module: the scenarios that a team keeps about its
// own tenant run as subtests, and with the rest of its tests.
func ExampleTest() {
	testOurTenant := func(t *testing.T) { // func TestOurTenant, in a file ending in _test.go
		scenarios.Test(t, os.DirFS("testdata/scenarios"), scenarios.Options{Parallel: 4})
	}
	_ = testOurTenant
}

// Own files and own rules for passing: nothing that the library says is needed.
func ExampleRunFiles() {
	files := []scenarios.File{{Name: "zoe.txtar", Read: func() ([]byte, error) {
		return []byte(`ZOE: a new user is created
-- ad.ldif --
dn: CN=Zoe,OU=Staff,DC=contoso,DC=com
objectClass: user
objectGUID:: nofCJe0gZk6D8J4gRgrt+A==
sAMAccountName: zoe
userAccountControl: 512
userPrincipalName: zoe@contoso.com
-- want/decisions --
zoe soft-match
`), nil
	}}}
	for r := range scenarios.RunFiles(context.Background(), files, scenarios.Options{}) {
		for _, f := range r.Failures {
			fmt.Printf("%s:%d: %s\n", r.Name, f.Line, f.Subject)
			for _, field := range f.Fields {
				fmt.Printf("%s: want %s, got %s\n", field.Key, field.Want, field.Got)
			}
		}
	}
	// Output:
	// zoe.txtar:10: zoe
	// outcome: want soft-match, got create
}

func ExampleNewReporter() {
	reporter, err := scenarios.NewReporter("tap", os.Stdout, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	only := scenarios.Options{Select: regexp.MustCompile("^hm001_anchor_equal")}
	results := scenarios.RunFS(context.Background(), scenarios.Library, only)
	if _, err := scenarios.Report(results, nil, reporter); err != nil {
		fmt.Println(err)
	}
	// Output:
	// TAP version 13
	// ok 1 - hm001_anchor_equal.txtar HM001: a new AD user takes over the cloud user with its anchor
	// 1..1
}
