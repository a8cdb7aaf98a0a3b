package source

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestCloudTables(t *testing.T) {
	type want struct {
		id, upn, anchor, mail string
		sync                  directory.Tristate
		addresses             []string
	}
	for name, tt := range map[string]struct {
		text string
		want []want
		gaps []string // that are there beside those of every table
	}{
		"Entra admin center": {
			text: "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,invitationState,identityIssuer,createdDateTime\n" +
				"ann@contoso.com,Ann,A,ann@contoso.com,Ann,1,Member,,,True,,,,,,,,,,,,,,,,True,,contoso.onmicrosoft.com,8/19/2021 1:25:31 PM\n" +
				"bob@contoso.com,Bob,B,,Bob,2,Member,,,True,,,,,,,,,,,,,,,,False,,contoso.onmicrosoft.com,8/19/2021 1:25:31 PM\n" +
				"cleo@contoso.com,Cleo,C,,Cleo,3,Member,,,True,,,,,,,,,,,,,,,,,,contoso.onmicrosoft.com,8/19/2021 1:25:31 PM\n",
			want: []want{
				{"1", "ann@contoso.com", "", "ann@contoso.com", directory.True, nil},
				{"2", "bob@contoso.com", "", "", directory.Null, nil},
				{"3", "cleo@contoso.com", "", "", directory.Null, nil},
			},
			gaps: []string{"cloud-no-immutableId", "cloud-no-proxyAddresses", "cloud-syncEnabled-two-valued"},
		},
		"a portal list with Yes and No": {
			text: "\"Object Id\";\"User principal name\";\"On-premises sync enabled\";\"Immutable ID\"\n1;ann@contoso.com;Yes;x\n2;bob@contoso.com;No;y\n3;cleo@contoso.com;No;\n",
			want: []want{
				{"1", "ann@contoso.com", "x", "", directory.True, nil},
				{"2", "bob@contoso.com", "y", "", directory.False, nil},
				{"3", "cleo@contoso.com", "", "", directory.Null, nil},
			},
			gaps: []string{"cloud-no-proxyAddresses", "cloud-syncEnabled-two-valued"},
		},
		"Microsoft 365 admin center": {
			text: "Block credential,City,DirSyncEnabled,Display name,Object Id,Proxy addresses,Soft deletion time stamp,User principal name\n" +
				"False,Rome,True,Ann,1,SMTP:ann@contoso.com+smtp:a+b@contoso.com+X500:/o=Contoso (x)/cn=ann,,ann@contoso.com\n",
			want: []want{{"1", "ann@contoso.com", "", "", directory.True, []string{"SMTP:ann@contoso.com", "smtp:a+b@contoso.com", "X500:/o=Contoso (x)/cn=ann"}}},
			gaps: []string{"cloud-no-immutableId"},
		},
		"Get-AzureADUser": {
			text: "#TYPE Microsoft.Open.AzureAD.Model.User\r\n\"ExtensionProperty\",\"DeletionTimestamp\",\"ObjectId\",\"ObjectType\",\"AssignedPlans\",\"DirSyncEnabled\",\"ImmutableId\",\"Mail\",\"ProxyAddresses\",\"UserPrincipalName\"\r\n" +
				"\"System.Collections.Generic.Dictionary`2[System.String,System.String]\",,\"1\",\"User\",\"System.Collections.Generic.List`1[Microsoft.Open.AzureAD.Model.AssignedPlan]\",\"True\",\"x\",\"ann@contoso.com\",\"System.Collections.Generic.List`1[System.String]\",\"ann@contoso.com\"\r\n" +
				"\"System.Collections.Generic.Dictionary`2[System.String,System.String]\",,\"2\",\"User\",\"System.Collections.Generic.List`1[Microsoft.Open.AzureAD.Model.AssignedPlan]\",\"False\",,,\"System.Collections.Generic.List`1[System.String]\",\"bob@contoso.com\"\r\n",
			want: []want{
				{"1", "ann@contoso.com", "x", "ann@contoso.com", directory.True, nil},
				{"2", "bob@contoso.com", "", "", directory.False, nil},
			},
			gaps: []string{"cloud-no-proxyAddresses", "licences-unknown"},
		},
		"Get-MgUser": {
			text: "\"AccountEnabled\",\"AdditionalProperties\",\"AssignedPlans\",\"Id\",\"Mail\",\"OnPremisesImmutableId\",\"OnPremisesSyncEnabled\",\"ProxyAddresses\",\"UserPrincipalName\"\n" +
				",\"System.Collections.Generic.Dictionary`2[System.String,System.Object]\",\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphAssignedPlan[]\",\"1\",\"ann@contoso.com\",,,\"System.String[]\",\"ann@contoso.com\"\n",
			want: []want{{"1", "ann@contoso.com", "", "ann@contoso.com", directory.Unknown, nil}},
			gaps: []string{"cloud-no-immutableId", "cloud-no-syncEnabled", "cloud-no-proxyAddresses", "licences-unknown"},
		},
		"the bulk tool": {
			text: "UserPrincipalName,SamAccountName,DisplayName,EmailAddress,ImmutableID\nann@contoso.com,,Ann,,QF5HMK7n80qvdYsUPIHa9Q==\nbob@contoso.com,,Bob,,\n",
			want: []want{
				{"ann@contoso.com", "ann@contoso.com", "QF5HMK7n80qvdYsUPIHa9Q==", "", directory.Unknown, nil},
				{"bob@contoso.com", "bob@contoso.com", "", "", directory.Unknown, nil},
			},
			gaps: []string{"cloud-no-ids", "cloud-no-syncEnabled", "cloud-no-proxyAddresses", "cloud-column-empty"},
		},
		"selected properties, joined by hand": {
			text: "id,userPrincipalName,onPremisesImmutableId,onPremisesSyncEnabled,proxyAddresses\n1,ann@contoso.com,x,TRUE,\"{SMTP:ann@contoso.com, smtp:a@contoso.com}\"\n2,bob@contoso.com,,,\"SMTP:bob@contoso.com\nsmtp:b@contoso.com\"\n",
			want: []want{
				{"1", "ann@contoso.com", "x", "", directory.True, []string{"SMTP:ann@contoso.com", "smtp:a@contoso.com"}},
				{"2", "bob@contoso.com", "", "", directory.Null, []string{"SMTP:bob@contoso.com", "smtp:b@contoso.com"}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := readUsers(t, tt.text)
			var got []want
			for _, o := range c.Objects {
				var addresses []string
				for _, a := range o.ProxyAddresses {
					addresses = append(addresses, a.String())
				}
				got = append(got, want{o.ID, string(o.UserPrincipalName), string(o.ImmutableID), o.Mail, o.SyncEnabled, addresses})
			}
			require.Equal(t, tt.want, got)
			require.Empty(t, c.inputs[0].Problems)
			for _, id := range []string{"cloud-no-ids", "cloud-no-immutableId", "cloud-no-syncEnabled", "cloud-no-proxyAddresses", "cloud-syncEnabled-two-valued"} {
				if c.gap(id) == "" {
					require.NotContains(t, tt.gaps, id)
				} else {
					require.Contains(t, tt.gaps, id)
				}
			}
			for _, id := range tt.gaps {
				require.NotEmpty(t, c.gap(id), id)
			}
		})
	}
}

func TestColumnsOfTheProfileAndOfTheAccount(t *testing.T) {
	c := readUsers(t, "ObjectId,UPN,BlockCredential,First name,Last_Name,Office,Country/Region,Phone number,Fax,Mobile,Title,samAccountName,DeletionTimestamp,alternateEmailAddress\n"+
		"1,ann@contoso.com,True,Ann,A,HQ,Italy,+1 555,+1 556,+1 557,CEO,ann,2026-07-01T00:00:00Z,{ann@home.example}\n")
	o := c.Objects[0]
	require.Equal(t, directory.False, o.AccountEnabled)
	require.Equal(t, "ann", o.OnPremSAM)
	require.True(t, o.Deleted)
	require.Equal(t, directory.MakeProfile(map[string]string{
		"givenName": "Ann", "surname": "A", "officeLocation": "HQ", "country": "Italy", "businessPhones": "+1 555",
		"faxNumber": "+1 556", "mobilePhone": "+1 557", "jobTitle": "CEO", "otherMails": "ann@home.example",
	}), o.Profile)
}

func TestRowsThatCannotBeUsedAreSkippedAndTold(t *testing.T) {
	c := readUsers(t, "id,userPrincipalName,accountEnabled\n1,ann@contoso.com,True\n2,bob@contoso.com,maybe\n3,cleo@contoso.com\n,dora@contoso.com,True\n1,eve@contoso.com,\n6,\"f\"x,True\n7,gus@contoso.com,\n")
	require.Equal(t, []string{"1", "7"}, c.ids())
	require.Equal(t, []string{
		`users.json:3: column "accountEnabled" has "maybe", want True, False or nothing; record skipped: "bob@contoso.com"`,
		`users.json:4: row has 2 fields, want 3 as in the header; record skipped`,
		`users.json:5: user without id; record skipped: "dora@contoso.com"`,
		`users.json:6: id "1" occurs again, it was first on line 2; record skipped: "eve@contoso.com"`,
		`users.json:7: a quoted field is not closed, or text stands behind its closing quote ("); record skipped`,
	}, c.inputs[0].Problems)
	require.Equal(t, 5, c.inputs[0].Skipped)
	require.Equal(t, 2, c.Objects[0].Origin.Line)
}

func TestATableWithoutNamesOfUsersIsAnError(t *testing.T) {
	_, err := read("users.csv", map[string]string{"users.csv": "displayName,mail\nAnn,ann@contoso.com\n"})
	require.EqualError(t, err, "users.csv: line 1: the header row has neither id (ObjectId) nor userPrincipalName; it has displayName, mail")
}

func TestTheFirstOfTwoColumnsForAPropertyThatHasAValueCounts(t *testing.T) {
	c := readUsers(t, "ObjectId,Id,UserPrincipalName,Mail,EmailAddress\n,1,ann@contoso.com,ann@contoso.com,other@contoso.com\n2,x,bob@contoso.com,,bob@contoso.com\n")
	require.Equal(t, []string{"1", "2"}, c.ids())
	require.Equal(t, "ann@contoso.com", c.Objects[0].Mail)
	require.Equal(t, "bob@contoso.com", c.Objects[1].Mail)
}

func TestSplitCloudAddresses(t *testing.T) {
	for cell, want := range map[string][]string{
		"SMTP:a@b.c":                           {"SMTP:a@b.c"},
		"SMTP:a@b.c;smtp:d@e.f":                {"SMTP:a@b.c", "smtp:d@e.f"},
		"SMTP:a@b.c, smtp:d@e.f ,sip:a@b.c":    {"SMTP:a@b.c", "smtp:d@e.f", "sip:a@b.c"},
		"SMTP:a@b.c|smtp:d@e.f":                {"SMTP:a@b.c", "smtp:d@e.f"},
		"SMTP:a+x@b.c+smtp:d+y@e.f":            {"SMTP:a+x@b.c", "smtp:d+y@e.f"},
		"SMTP:a@b.c smtp:d@e.f":                {"SMTP:a@b.c", "smtp:d@e.f"},
		"SMTP:a@b.c\r\nsmtp:d@e.f\r\n":         {"SMTP:a@b.c", "smtp:d@e.f"},
		"{SMTP:a@b.c, smtp:d@e.f}":             {"SMTP:a@b.c", "smtp:d@e.f"},
		"{}":                                   nil,
		"a@b.c;d@e.f":                          {"a@b.c", "d@e.f"},
		"a@b.c, d@e.f":                         {"a@b.c", "d@e.f"},
		"X400:C=US;A= ;P=Org;S=a;;SMTP:a@b.c":  {"X400:C=US;A= ;P=Org;S=a;", "SMTP:a@b.c"},
		"X500:/o=A B/ou=C (D)/cn=e;smtp:a@b.c": {"X500:/o=A B/ou=C (D)/cn=e", "smtp:a@b.c"},
		"SMTP:a@b.c;":                          {"SMTP:a@b.c"},
	} {
		require.Equal(t, want, splitCloudAddresses(cell), cell)
	}
}

func TestCloudLDIF(t *testing.T) {
	c := readUsers(t, `version: 1
dn: CN=ann,DC=cloud
objectClass: user
id: 1
userPrincipalName: ann@contoso.com
displayName:: TcO8bGxlcg==
proxyAddresses: SMTP:ann@contoso.com
proxyAddresses: smtp:a@contoso.com
onPremisesSyncEnabled: TRUE
onPremisesImmutableId: QF5HMK7n80qvdYsUPIHa9Q==
businessPhones: +1 555
businessPhones: +1 556
otherMails: ann@home.example
otherMails: a@home.example

dn: CN=bob,DC=cloud
id: 2
userPrincipalName: bob@contoso.com
onPremisesSyncEnabled:

dn: CN=bad,DC=cloud
id: 3
accountEnabled: perhaps

dn: CN=twice,DC=cloud
id: 4
mail: a@contoso.com
mail: b@contoso.com

dn: CN=g,DC=cloud
objectClass: group
id: 5
mail: g@contoso.com
`)
	require.Equal(t, []string{"1", "2", "5"}, c.ids())
	ann := c.Objects[0]
	require.Equal(t, "Müller", ann.DisplayName)
	require.Equal(t, directory.True, ann.SyncEnabled)
	require.EqualValues(t, "QF5HMK7n80qvdYsUPIHa9Q==", ann.ImmutableID)
	require.Equal(t, []directory.Address{{Type: "SMTP", Local: "ann@contoso.com"}, {Type: "smtp", Local: "a@contoso.com"}}, ann.ProxyAddresses)
	require.Equal(t, "+1 555; +1 556", ann.Profile[directory.BusinessPhones])
	require.Equal(t, "ann@home.example; a@home.example", ann.Profile[directory.OtherMails])
	require.Equal(t, 2, ann.Origin.Line)
	require.Equal(t, directory.Null, c.Objects[1].SyncEnabled)
	require.Equal(t, directory.TypeGroup, c.Objects[2].Type)
	require.Equal(t, []string{
		`users.json:23: accountEnabled is "perhaps", want true, false or nothing; record skipped: "3"`,
		`users.json:27: mail has 2 values, want one; record skipped: "4"`,
	}, c.inputs[0].Problems)
	require.NotEmpty(t, c.gap("licences-unknown"))
}

func TestBrokenRecordsOfCloudLDIFAreTold(t *testing.T) {
	c := readUsers(t, "dn: CN=a,DC=x\nid: 1\nuserPrincipalName: a@contoso.com\n\ndn: CN=b,DC=x\nid:: !!\n\nid: 3\n")
	require.Equal(t, []string{"1"}, c.ids())
	require.Len(t, c.inputs[0].Problems, 2)
	require.Equal(t, 2, c.inputs[0].Skipped)
	require.Contains(t, c.inputs[0].Problems[0], "users.json:6: ")
}

func TestNoCellWithBlanksIsOverlooked(t *testing.T) {
	for r := range rune(0x11000) {
		for _, cell := range []string{string(r), string(r) + "x", "x" + string(r), "xyz" + string(r) + "\xA0", "\xE3\x80"} {
			if len(bytes.TrimSpace([]byte(cell))) < len(cell) {
				require.True(t, mayHaveBlanks([]byte(cell)), "%q", cell)
			}
		}
	}
	require.False(t, mayHaveBlanks([]byte("Émilie Doré")))
	require.False(t, mayHaveBlanks(nil))
}

func TestACloudTableOfTheCodePageOfTheMachine(t *testing.T) {
	rows := "id,userPrincipalName,displayName\n1,m\xfcller@contoso.com,M\xfcller\n2,ann@contoso.com,\"Zo\xc3\xab\"\n"
	c := readUsers(t, rows)
	require.EqualValues(t, "m\u00fcller@contoso.com", c.Objects[0].UserPrincipalName)
	require.Equal(t, "Zo\u00eb", c.Objects[1].DisplayName)
	require.Equal(t, `users.json: 2 values are not UTF-8 and were read as Windows-1252, the first on line 2 as "müller@contoso.com"; `+
		"letters may be wrong. Export it as UTF-8 (Export-Csv -Encoding UTF8).", c.gap("cloud-encoding"))

	c = readUsers(t, "dn: id=1\nid: 1\nuserPrincipalName: m\xfcller@contoso.com\n")
	require.EqualValues(t, "m\u00fcller@contoso.com", c.Objects[0].UserPrincipalName)
	require.Contains(t, c.gap("cloud-encoding"), "users.json: 1 value is not UTF-8 and was read as Windows-1252, the first on line 3 as ")
}

func TestACloudTableOfTheCodePageThatIsReadSideBySide(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("id,userPrincipalName\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "%d,m\xfcller%d@contoso.com\n", i, i)
	}
	c := &cloudSource{ctx: t.Context(), pack: true, blockSize: 4 << 10, open: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(rows.String())), nil
	}}
	tenant, _, gaps, err := c.readSingle("users.csv")
	require.NoError(t, err)
	require.Equal(t, 3000, tenant.Packed.Len())
	i := slices.IndexFunc(gaps, func(g directory.Gap) bool { return g.ID == "cloud-encoding" })
	require.GreaterOrEqual(t, i, 0)
	require.Contains(t, gaps[i].Text, `3000 values are not UTF-8 and were read as Windows-1252, the first on line 2 as "müller0@contoso.com"`)
}

func TestTwoCloudColumnsOfOneTitle(t *testing.T) {
	c := readUsers(t, "id,userPrincipalName,mail,UserPrincipalName\n1,ann@contoso.com,,bob@contoso.com\n2,,,cleo@contoso.com\n3,dan@contoso.com,,dan@contoso.com\n")
	require.Equal(t, []string{"2", "3"}, c.ids())
	require.EqualValues(t, "cleo@contoso.com", c.Objects[0].UserPrincipalName)
	require.Equal(t, []string{`users.json:2: UserPrincipalName is "ann@contoso.com" in one column and "bob@contoso.com" in another, want one value; record skipped: "ann@contoso.com"`},
		c.inputs[0].Problems)
}
