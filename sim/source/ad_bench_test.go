package source

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ldifdeExport writes what ldifde exports of n users: CR LF, folded at 76,
// every attribute, about 1.9 KB a user.
func ldifdeExport(n int) []byte {
	var b bytes.Buffer
	line := func(name, value string) {
		text := name + ": " + value
		for len(text) > 76 {
			b.WriteString(text[:76] + "\r\n ")
			text = text[76:]
		}
		b.WriteString(text + "\r\n")
	}
	binaryLine := func(name string, value []byte) { line(name+":", base64.StdEncoding.EncodeToString(value)) }
	for i := range n {
		ou := fmt.Sprintf("OU=Dept%d,OU=Staff,DC=corp,DC=contoso,DC=com", i%37)
		name := fmt.Sprintf("Given%d Surname%d", i%991, i)
		guid := binary.LittleEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(i)*0x9E3779B97F4A7C15), uint64(i))
		line("dn", "CN="+name+","+ou)
		line("changetype", "add")
		for _, class := range []string{"top", "person", "organizationalPerson", "user"} {
			line("objectClass", class)
		}
		for _, kv := range [][2]string{
			{"cn", name}, {"sn", fmt.Sprintf("Surname%d", i)}, {"c", "DE"}, {"l", "Berlin"}, {"title", "Engineer"},
			{"description", strings.Repeat("long description ", 8)}, {"telephoneNumber", fmt.Sprintf("+49 30 %07d", i)},
			{"givenName", fmt.Sprintf("Given%d", i%991)}, {"distinguishedName", "CN=" + name + "," + ou}, {"instanceType", "4"},
			{"whenCreated", "20200102030405.0Z"}, {"whenChanged", "20260102030405.0Z"}, {"displayName", name},
			{"uSNCreated", fmt.Sprint(12000 + i)}, {"memberOf", "CN=All Staff,OU=Groups,DC=corp,DC=contoso,DC=com"},
			{"memberOf", fmt.Sprintf("CN=Dept %d,OU=Groups,DC=corp,DC=contoso,DC=com", i%37)}, {"uSNChanged", fmt.Sprint(90000 + i)},
			{"department", fmt.Sprintf("Dept%d", i%37)}, {"company", "Contoso"},
			{"proxyAddresses", fmt.Sprintf("SMTP:given%d.surname%d@contoso.com", i%991, i)},
			{"proxyAddresses", fmt.Sprintf("smtp:u%d@contoso.com", i)},
			{"proxyAddresses", fmt.Sprintf("X500:/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=u%d", i)},
			{"name", name}, {"userAccountControl", "512"}, {"badPwdCount", "0"}, {"codePage", "0"}, {"countryCode", "276"},
			{"badPasswordTime", "0"}, {"lastLogoff", "0"}, {"lastLogon", fmt.Sprint(133000000000000000 + i)},
			{"pwdLastSet", fmt.Sprint(133000000000000000 + i)}, {"primaryGroupID", "513"},
			{"accountExpires", "9223372036854775807"}, {"logonCount", fmt.Sprint(i % 500)},
			{"sAMAccountName", fmt.Sprintf("u%d", i)}, {"sAMAccountType", "805306368"},
			{"userPrincipalName", fmt.Sprintf("given%d.surname%d@contoso.com", i%991, i)},
			{"objectCategory", "CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=contoso,DC=com"},
			{"mail", fmt.Sprintf("given%d.surname%d@contoso.com", i%991, i)},
		} {
			line(kv[0], kv[1])
		}
		binaryLine("objectGUID", guid)
		binaryLine("objectSid", append([]byte{1, 1, 0, 0, 0, 0, 0, 5}, binary.LittleEndian.AppendUint32(nil, uint32(i))...))
		binaryLine("mS-DS-ConsistencyGuid", guid)
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// tableExport writes what Get-ADUser | Export-Csv gives of n users.
func tableExport(n int) []byte {
	var b bytes.Buffer
	b.WriteString("\"DistinguishedName\",\"Enabled\",\"GivenName\",\"mail\",\"Name\",\"ObjectClass\",\"ObjectGUID\",\"SamAccountName\",\"SID\",\"Surname\",\"UserPrincipalName\"\r\n")
	for i := range n {
		fmt.Fprintf(&b, "\"CN=User %[1]d,OU=Staff,DC=corp,DC=contoso,DC=com\",\"True\",\"User\",\"u%[1]d@contoso.com\",\"User %[1]d\",\"user\",\"%08[1]x-e7ae-4af3-af75-8b143c81daf5\",\"u%[1]d\",\"S-1-5-21-1-2-3-%[1]d\",\"%[1]d\",\"u%[1]d@contoso.com\"\r\n", i)
	}
	return b.Bytes()
}

// csvdeExport writes what csvde exports of n users.
func csvdeExport(n int) []byte {
	var b bytes.Buffer
	b.WriteString("DN,objectClass,cn,sn,l,title,description,telephoneNumber,givenName,distinguishedName,whenChanged,displayName,memberOf,department,company," +
		"proxyAddresses,name,objectGUID,userAccountControl,badPwdCount,pwdLastSet,objectSid,accountExpires,sAMAccountName,sAMAccountType,userPrincipalName," +
		"objectCategory,lastLogonTimestamp,mail,mS-DS-ConsistencyGuid\r\n")
	for i := range n {
		fmt.Fprintf(&b, "\"CN=Given Surname %[1]d,OU=Staff,DC=corp,DC=contoso,DC=com\",top;person;organizationalPerson;user,Given Surname %[1]d,Surname,Berlin,Engineer,"+
			"%[3]s,+49 30 %07[1]d,Given,\"CN=Given Surname %[1]d,OU=Staff,DC=corp,DC=contoso,DC=com\",20260102030405.0Z,Given Surname %[1]d,"+
			"\"CN=All Staff,OU=Groups,DC=corp,DC=contoso,DC=com;CN=Dept %[2]d,OU=Groups,DC=corp,DC=contoso,DC=com\",Dept%[2]d,Contoso,"+
			"SMTP:u%[1]d@contoso.com;smtp:given.u%[1]d@contoso.com,Given Surname %[1]d,X'%032[1]x',512,0,133000000000%06[1]d,X'010100000000000515000000',"+
			"9223372036854775807,u%[1]d,805306368,u%[1]d@contoso.com,\"CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=contoso,DC=com\",,u%[1]d@contoso.com,X'%032[1]x'\r\n",
			i, i%37, strings.Repeat("long description ", 8))
	}
	return b.Bytes()
}

func benchmarkRead(b *testing.B, text []byte, users int) { benchmarkReadFor(b, text, users, ForAll) }

func benchmarkReadFor(b *testing.B, text []byte, users int, purpose Purpose) {
	b.Helper()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		src := ADSource{Name: "ad", Path: "ad.ldif", Reader: bytes.NewReader(text)}
		snap, _, _, err := ReadAD(context.Background(), []ADSource{src}, Options{For: purpose})
		require.NoError(b, err)
		require.Len(b, snap.Objects, users)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(users), "ns/user")
}

func BenchmarkReadLDIF(b *testing.B) {
	benchmarkRead(b, ldifdeExport(20000), 20000)
}

func BenchmarkReadLDIFForPrediction(b *testing.B) {
	benchmarkReadFor(b, ldifdeExport(20000), 20000, ForPrediction)
}

func BenchmarkReadLDIFInUTF16(b *testing.B) {
	benchmarkRead(b, toUTF16(string(ldifdeExport(20000)), binary.LittleEndian, true), 20000)
}

func BenchmarkReadCSV(b *testing.B) {
	benchmarkRead(b, tableExport(20000), 20000)
}

func BenchmarkReadCsvde(b *testing.B) {
	benchmarkRead(b, csvdeExport(20000), 20000)
}

func BenchmarkReadCsvdeInUTF16(b *testing.B) {
	benchmarkRead(b, toUTF16(string(csvdeExport(20000)), binary.LittleEndian, true), 20000)
}

func TestReadingATableAllocatesNothingForAUser(t *testing.T) {
	const few, many = 2000, 22000
	for name, export := range map[string]func(int) []byte{"Export-Csv": tableExport, "csvde": csvdeExport} {
		of := func(users int) float64 {
			text := export(users)
			return testing.AllocsPerRun(3, func() {
				snap, _, _, err := ReadAD(t.Context(), []ADSource{{Name: "ad", Path: "ad.csv", Reader: bytes.NewReader(text)}}, Options{})
				require.NoError(t, err)
				require.Len(t, snap.Objects, users)
			})
		}
		perUser := (of(many) - of(few)) / (many - few)
		require.Less(t, perUser, 0.05, "%s: all goes into blocks of memory", name)
	}
}

func BenchmarkParseLDIF(b *testing.B) {
	text := ldifdeExport(500)
	sel := Options{}.selection()
	m := newMerger(nil)
	p := newLDIFParser(newRecorder(sel, sel.names, &ADSource{}, m.seed), newNameTable(sel.names, false))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if out := p.parse(chunk{text: text, line: 1}); len(out.objects) != 500 {
			b.Fatal(len(out.objects))
		}
	}
}
