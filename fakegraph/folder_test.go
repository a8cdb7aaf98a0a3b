package fakegraph

import (
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

func readFolder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	out := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		out[e.Name()] = string(data)
	}
	return out
}

func TestExportReadsInAgainByteForByte(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"onPremisesImmutableId":"Ym9i","displayName":"Bob <&> ü \" \\ \u0007"}`).status)
	require.Equal(t, 204, f.do("DELETE", "/v1.0/users/"+danID, "").status)
	require.Equal(t, 201, f.post("/v1.0/users", newUser).status)
	require.Equal(t, 204, f.patch("/v1.0/users/"+annID+"/onPremisesSyncBehavior", `{"isCloudManaged":true}`).status)
	first, second := t.TempDir(), t.TempDir()
	require.NoError(t, f.Export(first))

	seed, err := LoadFolder(first)
	require.NoError(t, err)
	again := newFake(t, func(c *Config) { c.Seed = seed })
	require.Equal(t, f.Snapshot(), again.Snapshot())
	require.NoError(t, again.Export(second))
	require.Equal(t, readFolder(t, first), readFolder(t, second))
	require.Len(t, readFolder(t, first), 11)
	require.Equal(t, f.get("/beta/users").body, again.get("/beta/users").body)

	other := again.post("/v1.0/users", `{"accountEnabled":true,"displayName":"Gil","mailNickname":"gil","userPrincipalName":"gil@contoso.com","passwordProfile":{"password":"Str0ng&Long"}}`)
	require.Equal(t, 201, other.status, "a new id does not meet one that was exported: %s", other.body)
}

func TestExportRemovesWhatIsEmptyNow(t *testing.T) {
	f := newFake(t)
	dir := t.TempDir()
	require.NoError(t, f.Export(dir))
	require.FileExists(t, filepath.Join(dir, "deletedUsers.json"))
	*f.now = day.Add(40 * 24 * time.Hour)
	require.NoError(t, f.Export(dir))
	require.NoFileExists(t, filepath.Join(dir, "deletedUsers.json"))

	file := filepath.Join(dir, "users.json")
	require.ErrorContains(t, f.Export(file), "export")
}

func TestSavedAnswersAreReadInEveryForm(t *testing.T) {
	one, two := `{"id":"1","userPrincipalName":"a@contoso.com"}`, `{"id":"2","userPrincipalName":"b@contoso.com"}`
	utf16File := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(`{"value":[` + one + `,` + two + `]}`)) {
		utf16File = append(utf16File, byte(u), byte(u>>8))
	}
	for name, text := range map[string]string{
		"one answer":  `{"@odata.context":"x","value":[` + one + `,` + two + `]}`,
		"two pages":   `{"value":[` + one + `],"@odata.nextLink":"x"}` + "\r\n" + `{"value":[` + two + `]}`,
		"bare array":  `[` + one + `,` + two + `]`,
		"JSON Lines":  one + "\n" + two + "\n",
		"byte order":  "\ufeff" + `{"value":[` + one + `,` + two + `]}`,
		"UTF-16":      string(utf16File),
		"with blanks": "\n\n" + `[ ` + one + ` ,` + "\n" + two + ` ]`,
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "users.json"), []byte(text), 0o600))
		seed, err := LoadFolder(dir)
		require.NoError(t, err, name)
		h, err := NewHandler(Config{Seed: seed})
		require.NoError(t, err, name)
		require.Equal(t, []string{"1", "2"}, []string{h.Snapshot().ids(0), h.Snapshot().ids(1)}, name)
	}
}

// ids returns the id of one user of a snapshot.
func (s Seed) ids(i int) string {
	props, _ := parseObject(mustText(s.Users[i]))
	id, _ := decodeString(getProp(props, "id"))
	return id
}

func mustText(v any) []byte {
	text, err := encodeObject(v)
	if err != nil {
		panic(err)
	}
	return text
}

func TestBadSnapshotIsNamedWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"{\"value\":[\n{\"id\":\"1\"},\n{\"id\" \"2\"}]}": "users.json:3: ",
		"{\"id\":\"1\"}\n{\"id\":\n":                      "users.json:3: ",
		"[1]":                                             "want an object in the list, got 1",
		"17":                                              "want a Graph answer, an array or an object, got 17",
		`{"error":{"code":"Authorization_RequestDenied","message":"No."}}`: "the saved answer is an error: Authorization_RequestDenied: No.",
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "users.json"), []byte(text), 0o600))
		_, err := LoadFolder(dir)
		require.ErrorContains(t, err, want, text)
	}
	_, err := LoadFolder(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestBadSeedIsNamed(t *testing.T) {
	for want, seed := range map[string]Seed{
		"users object 2: want a JSON object":                   {Users: Objects{`{}`, `[]`}},
		"groups object 1: property \"id\" comes twice":         {Groups: Objects{`{"id":"1","id":"2"}`}},
		"users object 2: id \"A\" comes twice":                 {Users: Objects{`{"id":"a"}`, `{"id":"A"}`}},
		"users object 1: want a JSON object, got nothing":      {Users: Objects{nil}},
		"domains object 1: json":                               {Domains: Objects{make(chan int)}},
		"users object 1: property \"displayName\" comes twice": {Users: Objects{`{"displayName":"a","DISPLAYNAME":"b"}`}},
		"contacts object 1: unexpected end":                    {Contacts: Objects{[]byte(`{`)}},
	} {
		_, err := NewHandler(Config{Seed: seed})
		require.ErrorContains(t, err, want)
	}
}

func TestTenantIsDerivedFromWhatIsThere(t *testing.T) {
	empty := newFake(t, func(c *Config) { c.Seed = Seed{} })
	require.Equal(t, []string{"contoso.onmicrosoft.com"}, empty.get("/v1.0/domains").values("id"))
	require.Equal(t, 201, empty.post("/v1.0/users", `{"accountEnabled":true,"displayName":"A","mailNickname":"a","userPrincipalName":"a@contoso.onmicrosoft.com","passwordProfile":{"password":"Str0ng&Long"}}`).status)

	users := newFake(t, func(c *Config) {
		c.Seed = Seed{Users: Objects{`{"userPrincipalName":"a@Fabrikam.com"}`, `{"userPrincipalName":"b@fabrikam.onmicrosoft.com"}`}}
	})
	require.Equal(t, []string{"fabrikam.com", "fabrikam.onmicrosoft.com"}, users.get("/v1.0/domains").values("id"))
	require.Contains(t, users.get("/v1.0/organization").body, `"isInitial":true,"name":"fabrikam.onmicrosoft.com"`)
	require.True(t, isGUID(users.get("/v1.0/users?$select=id").values("id")[0]), "an id is made for a user without one")

	org := newFake(t, func(c *Config) { c.Seed = Seed{Organization: contoso().Organization} })
	require.Equal(t, []string{"contoso.onmicrosoft.com", "contoso.com"}, org.get("/v1.0/domains").values("id"))
	require.Equal(t, []string{orgID}, org.get("/v1.0/directory/onPremisesSynchronization").values("id"))
}
