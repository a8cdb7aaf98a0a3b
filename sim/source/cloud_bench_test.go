package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// manyUsers makes a page of users as Graph answers it. newline stands before
// each user.
func manyUsers(users int, newline string) []byte {
	var b bytes.Buffer
	b.WriteString(`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[`)
	for i := range users {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `%s{"id":"%08x-aaaa-4bbb-8ccc-0123456789ab","displayName":"User Number %d","givenName":"User","surname":"Number %d",`+
			`"userPrincipalName":"user%d@contoso.com","mail":"user%d@contoso.com","mailNickname":"user%d","userType":"Member","accountEnabled":true,`+
			`"proxyAddresses":["SMTP:user%d@contoso.com","smtp:u%d@contoso.onmicrosoft.com"],"onPremisesSyncEnabled":true,`+
			`"onPremisesObjectIdentifier":"%08x-aaaa-4bbb-8ccc-0123456789ab","employeeId":"E%d","onPremisesImmutableId":"QF5HMK7n80qvdY%08d==","onPremisesSecurityIdentifier":"S-1-5-21-1-2-3-%d","jobTitle":null,`+
			`"department":"Sales","assignedPlans":[{"assignedDateTime":"2020-07-01T10:36:37Z","capabilityStatus":"Enabled","service":"exchange",`+
			`"servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"}]}`, newline, i, i, i, i, i, i, i, i, i, i, i, i)
	}
	b.WriteString("]}")
	return b.Bytes()
}

func BenchmarkGraphUsers(b *testing.B) {
	page := manyUsers(10000, "\n")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		users := newCloudBuilder("users.json", directory.TypeUser)
		if _, err := readGraphObjects(bytes.NewReader(page), users); err != nil {
			b.Fatal(err)
		}
		users.finish()
	}
}

func BenchmarkGraphUsersPacked(b *testing.B) {
	page := manyUsers(10000, "\n")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if err := packUsers(page); err != nil {
			b.Fatal(err)
		}
	}
}

// packUsers reads users as ReadCloud does into a pack.
func packUsers(page []byte) error {
	users := newCloudBuilder("users.json", directory.TypeUser)
	users.pack = directory.NewCloudPack()
	_, err := readGraphObjects(bytes.NewReader(page), users)
	users.finish()
	return err
}

func TestReadingUsersIntoAPackAllocatesNothingForAUser(t *testing.T) {
	const few, many = 1000, 21000
	of := func(users int) float64 {
		page := manyUsers(users, "\n")
		return testing.AllocsPerRun(3, func() { require.NoError(t, packUsers(page)) })
	}
	perUser := (of(many) - of(few)) / (many - few)
	require.Less(t, perUser, 0.05, "all goes into blocks of memory")
}

// manyRows makes a table of users as the admin centers write it.
func manyRows(users int) []byte {
	var b bytes.Buffer
	b.WriteString("id,userPrincipalName,displayName,givenName,surname,mail,mailNickname,proxyAddresses,userType,accountEnabled,department," +
		"employeeId,onPremisesSyncEnabled,onPremisesImmutableId,onPremisesSecurityIdentifier,onPremisesObjectIdentifier\r\n")
	for i := range users {
		fmt.Fprintf(&b, "%08[1]x-aaaa-4bbb-8ccc-0123456789ab,user%[1]d@contoso.com,User Number %[1]d,User,Number,user%[1]d@contoso.com,user%[1]d,"+
			"SMTP:user%[1]d@contoso.com+smtp:u%[1]d@contoso.onmicrosoft.com,Member,True,Sales,E%[1]d,True,QF5HMK7n80qvdY%08[1]d==,S-1-5-21-1-2-3-%[1]d,"+
			"%08[1]x-aaaa-4bbb-8ccc-0123456789ab\r\n", i)
	}
	return b.Bytes()
}

// packRows reads users as ReadCloud does into a pack.
func packRows(table []byte) error {
	users := newCloudBuilder("users.csv", directory.TypeUser)
	users.pack = directory.NewCloudPack()
	_, err := readCloudCSV(context.Background(), bytes.NewReader(table), users)
	users.finish()
	return err
}

func TestReadingRowsIntoAPackAllocatesNothingForAUser(t *testing.T) {
	const few, many = 2000, 22000
	of := func(users int) float64 {
		table := manyRows(users)
		return testing.AllocsPerRun(3, func() { require.NoError(t, packRows(table)) })
	}
	perUser := (of(many) - of(few)) / (many - few)
	require.Less(t, perUser, 0.05, "all goes into blocks of memory")
}

func BenchmarkCloudTablePacked(b *testing.B) {
	table := manyRows(10000)
	b.SetBytes(int64(len(table)))
	b.ReportAllocs()
	for b.Loop() {
		if err := packRows(table); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSONScannerSkip(b *testing.B) {
	page := manyUsers(10000, "\n")
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		s := newJSONScanner(bytes.NewReader(page))
		for {
			if _, err := s.peek(); err == io.EOF {
				break
			}
			if err := s.skip(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
