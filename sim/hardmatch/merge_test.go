package hardmatch_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"presync/sim/directory"
	"presync/sim/hardmatch"
	"presync/sim/source"
)

func readTable(t testing.TB, text string) *source.Table {
	t.Helper()
	table, err := hardmatch.ReadTable(strings.NewReader(text))
	require.NoError(t, err)
	require.Empty(t, table.Problems)
	return table
}

// mergeUsers reads one of the two tables.
func mergeUsers(t testing.TB, text string) []*hardmatch.MergeUser {
	t.Helper()
	users, err := hardmatch.MergeUsers(readTable(t, text))
	require.NoError(t, err)
	return users
}

// The bulk tool's own two files, as Export-Csv of Windows PowerShell writes them.
const (
	bulkAD = "\ufeff\"UserPrincipalName\",\"SamAccountName\",\"DisplayName\",\"CanonicalName\",\"EmailAddress\",\"ImmutableID\"\r\n" +
		"\"kim@contoso.com\",\"kim\",\"Kim\",\"contoso.com/Staff/Kim\",\"kim@contoso.com\",\"AAAAAAAAAAAAAAAAAAAAAQ==\"\r\n" +
		"\"LEE@contoso.com\",\"lee\",\"Lee\",\"contoso.com/Staff/Lee\",\"\",\"+AAAAAAAAAAAAAAAAAAAAg==\"\r\n" +
		"\"max@contoso.local\",\"max\",\"Max\",\"contoso.com/Staff/Max\",\"max@contoso.com\",\"AAAAAAAAAAAAAAAAAAAAAw==\"\r\n" +
		"\"ann@contoso.com\",\"ann\",\"Ann\",\"contoso.com/Staff/Ann\",\"\",\"AAAAAAAAAAAAAAAAAAAABA==\"\r\n" +
		"\"new@contoso.com\",\"new\",\"New\",\"contoso.com/Staff/New\",\"\",\"AAAAAAAAAAAAAAAAAAAABQ==\"\r\n"
	bulkCloud = "\"UserPrincipalName\",\"SamAccountName\",\"DisplayName\",\"EmailAddress\",\"ImmutableID\"\r\n" +
		"\"other.name@contoso.com\",\"\",\"Kim\",\"\",\"AAAAAAAAAAAAAAAAAAAAAQ==\"\r\n" +
		"\"lee@contoso.com\",\"\",\"Lee\",\"\",\"\"\r\n" +
		"\"max@contoso.com\",\"\",\"Max\",\"\",\"\"\r\n" +
		"\"ann@contoso.com\",\"\",\"Ann\",\"\",\"aaaaaaaaaaaaaaaaaaaabA==\"\r\n" +
		"\"gone@contoso.com\",\"\",\"Gone\",\"\",\"\"\r\n"
)

func statuses(rows []hardmatch.Merged) []string {
	var out []string
	for _, r := range rows {
		ad, cloud := "-", "-"
		if r.AD != nil {
			ad = r.AD.Name()
		}
		if r.Cloud != nil {
			cloud = r.Cloud.Name()
		}
		out = append(out, strings.TrimSpace(strings.Join([]string{string(r.Status), ad, cloud, r.JoinedBy}, " ")))
	}
	return out
}

func TestTheBulkToolsOwnFilesAreJoined(t *testing.T) {
	rows := hardmatch.Merge(mergeUsers(t, bulkAD), mergeUsers(t, bulkCloud))
	require.Equal(t, []string{
		"linked kim@contoso.com other.name@contoso.com anchor",
		"ready LEE@contoso.com lee@contoso.com userPrincipalName",
		"ready max@contoso.local max@contoso.com address",
		"conflict ann@contoso.com ann@contoso.com userPrincipalName",
		"missing-in-cloud new@contoso.com -",
		"missing-in-ad - gone@contoso.com",
	}, statuses(rows))
	require.True(t, hardmatch.MergeFindings(rows))
	require.False(t, hardmatch.MergeFindings(rows[:3]))
}

func TestNobodyIsJoinedToOneOfSeveral(t *testing.T) {
	ad := "UserPrincipalName,DistinguishedName,ProxyAddresses\nkim@x.com,CN=kim,smtp:k@x.com;SMTP:shared@x.com\nlee@x.com,CN=lee,SMTP:shared@x.com\n"
	rows := hardmatch.Merge(mergeUsers(t, ad), mergeUsers(t, "UserPrincipalName,ObjectId,ProxyAddresses\na@x.com,1,SMTP:shared@x.com\nb@x.com,2,smtp:K@x.com\n"))
	require.Equal(t, []string{
		"duplicate kim@x.com b@x.com address", "duplicate kim@x.com a@x.com address", "duplicate lee@x.com a@x.com address",
	}, statuses(rows))
	for _, r := range rows {
		require.Contains(t, r.Note, "keep one of the rows")
	}
}

func TestAMergedTableIsTakenAsPairs(t *testing.T) {
	in := input(one(adUser(1, "kim"), adUser(2, "lee"), adUser(3, "new")), cloud(id(1), "kim", nil), cloud(id(2), "lee", anchored("abc", directory.Null)), cloud(id(9), "gone", nil))
	ad := written(t, hardmatch.ADTable(in.Snapshot, &in.Tenant.Settings).WriteCSV)
	tenant := written(t, hardmatch.CloudTable(in.Tenant).WriteXLSX)
	users, err := hardmatch.ReadTable(strings.NewReader(tenant))
	require.NoError(t, err)
	clouds, err := hardmatch.MergeUsers(users)
	require.NoError(t, err)
	merged := hardmatch.MergeTable(hardmatch.Merge(mergeUsers(t, ad), clouds))

	table, err := hardmatch.ReadTable(strings.NewReader(written(t, merged.WriteXLSX)))
	require.NoError(t, err)
	pl, _ := planner(t, in)
	pairs, err := pl.ReadPairs(table)
	require.NoError(t, err)
	require.Len(t, pairs, 2, "who is missing on one side is left out")
	plan := pl.Pairs(pairs)
	require.Equal(t, []string{id(1), id(2)}, []string{plan.Rows[0].CloudUser.ID, plan.Rows[1].CloudUser.ID})
	require.Equal(t, hardmatch.StatusReady, plan.Rows[0].Status)
	require.Equal(t, []string{"other-anchor"}, blocked(&plan.Rows[1]))

	again, err := hardmatch.ReadTable(strings.NewReader(written(t, plan.Table().WriteCSV)))
	require.NoError(t, err)
	pairs, err = pl.ReadPairs(again)
	require.NoError(t, err)
	require.Equal(t, plan, pl.Pairs(pairs), "a plan as CSV is a file of pairs, too")
}

func TestPairsFindUsersByAnyName(t *testing.T) {
	in := input(one(adUser(1, "kim"), adUser(2, "lee", "mail: kim@contoso.com")), cloud(id(1), "kim", nil))
	pl, _ := planner(t, in)
	for _, who := range []string{"KIM@contoso.com", "kim", "CN=kim,OU=Staff,DC=contoso,DC=com", guid(1).String(), string(guid(1).Anchor())} {
		for _, target := range []string{id(1), "Kim@Contoso.com"} {
			table, err := hardmatch.ReadTable(strings.NewReader("CloudUser;adUser\n" + target + ";\"" + who + "\"\n"))
			require.NoError(t, err)
			pairs, err := pl.ReadPairs(table)
			require.NoError(t, err)
			plan := pl.Pairs(pairs)
			require.Equal(t, "CN=kim,OU=Staff,DC=contoso,DC=com", plan.Rows[0].ADUser.DN, who)
			require.Equal(t, hardmatch.StatusReady, plan.Rows[0].Status)
		}
	}
}

func TestAPairThatNamesNobodyIsARowWithTheProblem(t *testing.T) {
	in := input(one(adUser(1, "kim"), adUser(2, "kim2", "sAMAccountName: kim")), cloud(id(1), "kim", nil))
	pl, _ := planner(t, in)
	table, err := hardmatch.ReadTable(strings.NewReader("adUser,cloudUser\nnobody,kim@contoso.com\nkim,\nkim@contoso.com,nope\n,\n"))
	require.NoError(t, err)
	pairs, err := pl.ReadPairs(table)
	require.NoError(t, err)
	plan := pl.Pairs(pairs)
	require.Len(t, plan.Rows, 3)
	require.Equal(t, `line 2: no AD user is called "nobody"`, plan.Rows[0].Problem)
	require.Equal(t, `line 3: "kim" names 2 AD users, and no cloud user is named`, plan.Rows[1].Problem)
	require.Equal(t, `line 4: no cloud user is called "nope"`, plan.Rows[2].Problem)
	require.Equal(t, "", plan.Rows[0].Before)
	require.Equal(t, "soft-match", plan.Rows[2].Before)
	require.True(t, plan.Findings())
	var text strings.Builder
	require.NoError(t, hardmatch.WriteText(&text, plan, 100))
	require.Contains(t, text.String(), "  outcome  soft-match, and it stays unlinked\n")
	var b bytes.Buffer
	require.NoError(t, hardmatch.WritePlan(&b, plan))
	_, err = hardmatch.ReadPlan(&b)
	require.NoError(t, err)

	_, err = pl.ReadPairs(readTable(t, "who,what\n1,2\n"))
	require.ErrorContains(t, err, `no columns adUser and cloudUser, but "who" and "what"`)
}

func TestAPairGivenTwiceIsAmbiguousOnlyWhenItDiffers(t *testing.T) {
	in := input(one(adUser(1, "kim"), adUser(2, "lee")), cloud(id(1), "kim", nil), cloud(id(2), "lee", nil))
	pl, _ := planner(t, in)
	plan := func(text string) *hardmatch.Plan {
		pairs, err := pl.ReadPairs(readTable(t, "adUser,cloudUser\n"+text))
		require.NoError(t, err)
		return pl.Pairs(pairs)
	}
	for _, r := range plan("kim,kim@contoso.com\nlee,kim@contoso.com\n").Rows {
		require.Equal(t, hardmatch.StatusAmbiguous, r.Status)
	}
	for _, r := range plan("kim,kim@contoso.com\nkim,lee@contoso.com\n").Rows {
		require.Equal(t, hardmatch.StatusAmbiguous, r.Status)
	}
	require.Len(t, plan("kim,kim@contoso.com\nkim,kim@contoso.com\n").Rows, 1)
}

func TestTheTablesHaveTheBulkToolsColumnsFirst(t *testing.T) {
	stamped := guid(9)
	in := input(one(adUser(1, "kim"), adUser(2, "lee", "mS-DS-ConsistencyGuid: "+string(stamped[:])), adUser(3, "x", "objectGUID: ")),
		cloud(id(1), "kim", anchored(guid(1).Anchor(), directory.True)))
	ad := hardmatch.ADTable(in.Snapshot, &in.Tenant.Settings)
	require.Equal(t, []string{"UserPrincipalName", "SamAccountName", "DisplayName", "CanonicalName", "EmailAddress", "ImmutableID"}, ad.Header[:6])
	require.Equal(t, []string{"kim@contoso.com", "kim", "kim", "contoso.com/Staff/kim", "kim@contoso.com", string(guid(1).Anchor()), "objectGUID", ""}, ad.Rows[0][:8])
	require.Equal(t, []string{string(stamped.Anchor()), "mS-DS-ConsistencyGuid", string(stamped.Anchor()), "SMTP:lee@contoso.com", guid(2).String()}, ad.Rows[1][5:10])
	require.Equal(t, []string{"", "", ""}, ad.Rows[2][5:8], "no objectGUID, no anchor")
	c := hardmatch.CloudTable(in.Tenant)
	require.Equal(t, []string{"UserPrincipalName", "SamAccountName", "DisplayName", "EmailAddress", "ImmutableID"}, c.Header[:5])
	require.Equal(t, []string{string(guid(1).Anchor()), id(1), "SMTP:kim@contoso.com", "True"}, c.Rows[0][4:8])
}

func TestAWorkbookOfAPersonIsRead(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	_, err := f.NewSheet("Pairs")
	require.NoError(t, err)
	require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{" adUser ", "cloudUser", "note"}))
	require.NoError(t, f.SetSheetRow("Sheet1", "A3", &[]any{"kim", 42}))
	require.NoError(t, f.SetSheetRow("Sheet1", "A4", &[]any{"a", "b", "c", "too many"}))
	table, err := hardmatch.ReadTable(strings.NewReader(written(t, func(w io.Writer) error { return f.Write(w) })))
	require.NoError(t, err)
	require.Equal(t, []string{"adUser", "cloudUser", "note"}, table.Header)
	require.Equal(t, [][]string{{"kim", "42", ""}}, table.Rows)
	require.Equal(t, []int{3}, table.Lines)
	require.Len(t, table.Problems, 1)
}
