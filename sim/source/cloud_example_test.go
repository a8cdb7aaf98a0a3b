package source_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"presync/sim/directory"
	"presync/sim/source"
)

func ExampleReadCloudFS() {
	snapshot := fstest.MapFS{
		"users.json": {Data: []byte(`{"value": [
			{"id": "1", "userPrincipalName": "ann@contoso.com", "onPremisesSyncEnabled": true},
			{"userPrincipalName": "bob@contoso.com"}
		]}`)},
		"organization.json": {Data: []byte(`{"value": [{"verifiedDomains": [{"name": "contoso.onmicrosoft.com", "isInitial": true}]}]}`)},
	}
	tenant, inputs, _, err := source.ReadCloudFS(context.Background(), snapshot, ".", source.CloudOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range tenant.Objects {
		fmt.Println(o.Origin, o.UserPrincipalName, o.SyncEnabled)
	}
	fmt.Println(tenant.Settings.InitialDomain)
	fmt.Println(inputs[0].Problems[0])
	// Output:
	// users.json:2 ann@contoso.com true
	// contoso.onmicrosoft.com
	// users.json:3: user without id; record skipped: "bob@contoso.com"
}

func ExampleParseTenantFile() {
	_, err := source.ParseTenantFile("tenant.yaml", []byte("initialDomain: contoso.onmicrosoft.com\nverifedDomains: [contoso.com]\n"))
	fmt.Println(err)

	file, err := source.ParseTenantFile("tenant.yaml", []byte("verifiedDomains: [contoso.com]\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := file.Set("features.blockSoftMatchEnabled=true"); err != nil {
		fmt.Println(err)
		return
	}
	tenant := &directory.Tenant{Settings: directory.DefaultSettings()}
	if err := file.Apply(tenant); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tenant.Settings.VerifiedDomains, tenant.Settings.Features.BlockSoftMatch)
	// Output:
	// tenant.yaml:2: unknown key "verifedDomains"; did you mean verifiedDomains?
	// [contoso.com] true
}
