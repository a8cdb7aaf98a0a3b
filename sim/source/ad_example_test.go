package source_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"presync/sim/source"
)

const export = `dn: CN=Pat,OU=Staff,DC=contoso,DC=com
objectClass: user
userPrincipalName: pat@contoso.com
objectGUID:: QF5HMK7n80qvdYsUPIHa9Q==

dn: CN=Kim,OU=Staff,DC=contoso,DC=com
objectClass: user
userPrincipalName: kim@contoso.com
objectGUID:: QF5HMK7n80qvdYsUPIHa
`

func ExampleReadAD() {
	src := source.ADSource{Name: "contoso", Path: "ad.ldif", Reader: strings.NewReader(export)}
	snap, inputs, _, err := source.ReadAD(context.Background(), []source.ADSource{src}, source.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range snap.Objects {
		fmt.Println(o.Origin, o.Attrs.First("userPrincipalName"), o.GUID().Anchor())
	}
	for _, p := range inputs[0].Problems {
		fmt.Println(p)
	}
	// Output:
	// ad.ldif:1 pat@contoso.com QF5HMK7n80qvdYsUPIHa9Q==
	// ad.ldif:9: objectGUID has 15 bytes, want 16 (or the text form of a GUID); record skipped: "CN=Kim,OU=Staff,DC=contoso,DC=com"
}

func ExampleApplyChanges() {
	src := source.ADSource{Name: "contoso", Path: "ad.ldif", Reader: strings.NewReader(export)}
	snap, _, _, err := source.ReadAD(context.Background(), []source.ADSource{src}, source.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	changes := source.ADSource{Path: "cycle2/ad.ldif", Reader: strings.NewReader(`dn: CN=Pat,OU=Staff,DC=contoso,DC=com
changetype: modify
add: mail
mail: pat@contoso.com
-
`)}
	next, _, err := source.ApplyChanges(snap, "contoso", changes, source.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := source.WriteLDIF(os.Stdout, next.Objects[0]); err != nil {
		fmt.Println(err)
	}
	// Output:
	// dn: CN=Pat,OU=Staff,DC=contoso,DC=com
	// objectClass: user
	// userPrincipalName: pat@contoso.com
	// objectGUID:: QF5HMK7n80qvdYsUPIHa9Q==
	// mail: pat@contoso.com
}
