package source

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// readFuzzed reads a text as a cloud export, twice, and checks what holds for
// every text: both give the same, a tenant has users with distinct ids and
// lines of the file, and records are kept or counted as skipped.
func readFuzzed(t *testing.T, text []byte) {
	fsys := fstest.MapFS{"users": {Data: text}}
	tenant, inputs, gaps, err := ReadCloudFS(context.Background(), fsys, "users", CloudOptions{})
	again, inputsAgain, gapsAgain, errAgain := ReadCloudFS(context.Background(), fsys, "users", CloudOptions{})
	if err != nil {
		require.EqualError(t, errAgain, err.Error())
		return
	}
	require.Equal(t, tenant, again)
	require.Equal(t, inputs, inputsAgain)
	require.Equal(t, gaps, gapsAgain)
	packed, inputsPacked, gapsPacked, err := ReadCloudFS(context.Background(), fsys, "users", CloudOptions{Pack: true})
	require.NoError(t, err)
	packed.Unpack()
	require.Equal(t, inputs, inputsPacked)
	require.Equal(t, gaps, gapsPacked)
	require.Equal(t, tenant.Known, packed.Known)
	require.Equal(t, len(tenant.Objects), len(packed.Objects))
	for i := range tenant.Objects {
		require.Equal(t, tenant.Objects[i], packed.Objects[i])
	}
	require.Len(t, inputs, 1)
	require.Equal(t, len(tenant.Objects), inputs[0].Objects)
	if inputs[0].Skipped > 0 {
		require.NotEmpty(t, inputs[0].Problems)
	}
	lines := bytes.Count(text, []byte("\n")) + 1
	ids := map[string]bool{}
	for _, o := range tenant.Objects {
		require.NotEmpty(t, o.ID)
		require.False(t, ids[foldName(o.ID)], o.ID)
		ids[foldName(o.ID)] = true
		require.GreaterOrEqual(t, o.Origin.Line, 1)
		require.LessOrEqual(t, o.Origin.Line, lines)
		if !tenant.Known.UserColumns["onPremisesSyncEnabled"] && o.Type == directory.TypeUser {
			require.Equal(t, directory.Unknown, o.SyncEnabled)
		}
	}
	_, err = json.Marshal(inputs)
	require.NoError(t, err)
}

func FuzzGraphJSON(f *testing.F) {
	for _, seed := range []string{
		`{"@odata.context":"x","@odata.count":1,"value":[{"id":"1","userPrincipalName":"a@contoso.com","onPremisesSyncEnabled":null}],"@odata.nextLink":"y"}`,
		`[{"id":"1","proxyAddresses":["SMTP:a@b.c"],"assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled"}]},{"id":"1"},{},5]`,
		"{\"id\":\"1\"}\n{\"id\":\"2\", x}\n{\"id\":\"3\"}",
		`[{"Id":"1","AdditionalProperties":{"@odata.type":"#microsoft.graph.group"}},{"Id":"2","OnPremisesSyncBehavior":{"IsCloudManaged":true}}]`,
		`[{"id":"a","proxyAddresses":["SMTP:a@b.c"],"department":"x"},{"id":"A","mail":"y"},{"id":"b","proxyAddresses":["x500:/o=x","smtp:"]}]`,
		`[[{"value":[{"id":"1"}]}],{"error":{"code":"a","message":"b"}}]`,
		`{"error":{"code":"a"}}`, "\uFEFF[{\"id\":\"1\",\"deletedDateTime\":\"\\/Date(1)\\/\"}]", `[{"id":"1"`,
		`[{"userPrincipalName":"a@b.c"},{"userPrincipalName":"A@b.c"}]`, "[{\"id\":\"\xff\"}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if trimmed := bytes.TrimLeft(text, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
			return
		}
		readFuzzed(t, text)
	})
}

func FuzzCloudCSV(f *testing.F) {
	for _, seed := range []string{
		"id,userPrincipalName,directorySynced,proxyAddresses\n1,a@contoso.com,False,SMTP:a@b.c+smtp:d@e.f\n2,b@contoso.com,x,\n",
		"#TYPE x\n\"ObjectId\";\"UserPrincipalName\";\"DirSyncEnabled\"\n\"1\";\"a@contoso.com\";\"True\"\n",
		"UserPrincipalName,SamAccountName,DisplayName,EmailAddress,ImmutableID\na@contoso.com,,A,,x\n",
		"Id,AdditionalProperties,AssignedPlans\n1,System.Object,Microsoft.Graph[]\n", "upn\n\"a\nb\"x\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if trimmed := bytes.TrimLeft(text, " \t\r\n"); len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') {
			return
		}
		readFuzzed(t, text)
		requireSameInBlocks(t, text, nil, 1, 40)
	})
}

func FuzzTenantFile(f *testing.F) {
	for _, seed := range []string{contractFile, "", "features: {blockSoftMatchEnabled: true}", "roles: [{user: a, role: b}]", "a: &a [*a]",
		"filter: {ous: [OU=a,DC=b]}", "deletionThreshold: -1", "---\n---\n", "? [x]\n: y", "crossMatch: !!bool x"} {
		f.Add([]byte(seed), "crossMatch=false")
	}
	f.Add([]byte("client: cloud-sync"), "roles=[{user: a, role: b}]")
	f.Add([]byte("client: cloud-sync"), "filter={ous: [a]}")
	f.Fuzz(func(t *testing.T, text []byte, set string) {
		file, err := ParseTenantFile("tenant.yaml", text)
		if err != nil {
			require.Contains(t, err.Error(), "tenant.yaml")
			return
		}
		_ = file.Set(set)
		tenant := &directory.Tenant{Settings: directory.DefaultSettings(), Objects: []*directory.CloudObject{{ID: "a", Type: directory.TypeUser}}}
		gaps := file.Gaps(tenant, nil)
		require.Equal(t, gaps, file.Gaps(tenant, nil))
		if err := file.Apply(tenant); err != nil {
			require.ErrorContains(t, err, "federatedDomains")
			return
		}
		require.GreaterOrEqual(t, tenant.Settings.DeletionThreshold, 0)
		once := *tenant
		require.NoError(t, file.Apply(tenant))
		require.Equal(t, once, *tenant, "applying twice changes nothing more")
	})
}
