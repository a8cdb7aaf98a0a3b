package fakegraph

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const mastered = "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."

func TestImmutableIDIsSetAndClearedOnCloudOnlyUsers(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"onPremisesImmutableId":"bWFyaw=="}`).status)
	require.Equal(t, "bWFyaw==", f.user(bobID)["onPremisesImmutableId"])
	require.Equal(t, []string{bobID}, f.get("/v1.0/users?$select=id&$filter=onPremisesImmutableId%20eq%20'bWFyaw=='").values("id"))
	require.Equal(t, 204, f.patch("/v1.0/users/bob%40contoso.com", `{"onPremisesImmutableId":null}`).status)
	require.Nil(t, f.user(bobID)["onPremisesImmutableId"])
	require.Empty(t, f.get("/v1.0/users?$select=id&$filter=onPremisesImmutableId%20eq%20'bWFyaw=='").values("id"))

	require.Equal(t, 204, f.patch("/v1.0/users/"+catID, `{"onPremisesImmutableId":null}`).status, "fell out of scope: no longer mastered")
	synced := f.patch("/v1.0/users/"+annID, `{"onPremisesImmutableId":"bWFyaw=="}`)
	require.Equal(t, 400, synced.status)
	require.Equal(t, codeReqBadRequest, synced.code())
	require.Equal(t, mastered, synced.message())
}

func TestImmutableIDValuesThatTheServiceRefuses(t *testing.T) {
	f := newFake(t)
	for _, val := range []string{`""`, `"a$b"`, `"a_b"`} {
		a := f.patch("/v1.0/users/"+bobID, `{"onPremisesImmutableId":`+val+`}`)
		require.Equal(t, 400, a.status, val)
		require.Equal(t, "Invalid value specified for property 'onPremisesImmutableId' of resource 'User'.", a.message(), val)
	}
	require.Equal(t, codeBadRequest, f.patch("/v1.0/users/"+bobID, `{"onPremisesImmutableId":7}`).code())
}

func TestUniqueValuesConflictAcrossLiveObjects(t *testing.T) {
	f := newFake(t)
	for property, body := range map[string]string{
		"userPrincipalName":     `{"userPrincipalName":"ANN@contoso.com"}`,
		"onPremisesImmutableId": `{"onPremisesImmutableId":"cat+anchor=="}`,
	} {
		a := f.patch("/v1.0/users/"+bobID, body)
		require.Equal(t, 400, a.status, property)
		require.Equal(t, codeReqBadRequest, a.code())
		require.Equal(t, "Another object with the same value for property "+property+" already exists.", a.message())
		require.Contains(t, a.body, `"details":[{"code":"ObjectConflict","message":"`+a.message()+`","target":"`+property+`"}]`)
	}
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"onPremisesImmutableId":"gus=="}`).status, "a deleted user blocks nothing")
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"userPrincipalName":"Bob@contoso.com"}`).status, "no conflict with itself")
	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"onPremisesImmutableId":"CAT+anchor=="}`).status, "anchors compare with case")
}

func TestUPNMustHaveAVerifiedDomain(t *testing.T) {
	f := newFake(t)
	for upn, message := range map[string]string{
		"bob@elsewhere.com":                      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
		"bob@new.contoso.com":                    "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
		"bob":                                    "Property userPrincipalName is invalid.",
		"bo b@contoso.com":                       "Property userPrincipalName is invalid.",
		"bob.@contoso.com":                       "Property userPrincipalName is invalid.",
		"bøb@contoso.com":                        "Property userPrincipalName is invalid.",
		"@contoso.com":                           "Property userPrincipalName is invalid.",
		strings.Repeat("b", 65) + "@contoso.com": "Property userPrincipalName is invalid.",
	} {
		a := f.patch("/v1.0/users/"+bobID, string(encode(map[string]string{"userPrincipalName": upn})))
		require.Equal(t, 400, a.status, upn)
		require.Equal(t, message, a.message(), upn)
	}
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"userPrincipalName":"rob@contoso.onmicrosoft.com"}`).status)
	require.Equal(t, 404, f.get("/v1.0/users/bob@contoso.com").status)
	require.Equal(t, 200, f.get("/v1.0/users/rob@contoso.onmicrosoft.com").status)
}

func TestFederatedDomainNeedsAnImmutableID(t *testing.T) {
	f := newFake(t)
	const refused = "One or more properties contains invalid values."
	require.Equal(t, refused, f.patch("/v1.0/users/"+danID, `{"userPrincipalName":"dan@fed.contoso.com"}`).message())
	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"userPrincipalName":"dan@fed.contoso.com","onPremisesImmutableId":"ZGFu"}`).status)
	require.Equal(t, refused, f.patch("/v1.0/users/"+danID, `{"onPremisesImmutableId":null}`).message())
	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"userPrincipalName":"dan@contoso.com","onPremisesImmutableId":null}`).status)
}

func TestMailBecomesThePrimaryAddress(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"mail":"robert@contoso.com"}`).status)
	require.Equal(t, []any{"SMTP:robert@contoso.com", "smtp:bob@contoso.com"}, f.user(bobID)["proxyAddresses"])
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"mail":"bob@contoso.com"}`).status)
	require.Equal(t, []any{"SMTP:bob@contoso.com", "smtp:robert@contoso.com"}, f.user(bobID)["proxyAddresses"])

	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"mail":"sales@contoso.com"}`).status, "an address of a group is taken as mail only")
	require.Equal(t, "sales@contoso.com", f.user(danID)["mail"])
	require.Empty(t, f.user(danID)["proxyAddresses"])

	require.Equal(t, 204, f.patch("/v1.0/users/"+eveID, `{"mail":"eve@new.test"}`).status)
	require.Equal(t, []any{"SMTP:eve@fabrikam.com"}, f.user(eveID)["proxyAddresses"], "a guest keeps its addresses")
	require.Equal(t, 400, f.patch("/v1.0/users/"+bobID, `{"mail":"no address"}`).status)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"mail":null}`).status)
	require.Equal(t, mastered, f.patch("/v1.0/users/"+annID, `{"mail":"x@contoso.com"}`).message())
}

func TestUPNOfLicensedUserIsAnAddressToo(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"userPrincipalName":"rob@contoso.com"}`).status)
	require.Equal(t, []any{"SMTP:bob@contoso.com", "smtp:rob@contoso.com"}, f.user(bobID)["proxyAddresses"])
	a := f.patch("/v1.0/users/"+bobID, `{"userPrincipalName":"sales@contoso.com"}`)
	require.Equal(t, "Another object with the same value for property proxyAddresses already exists.", a.message())
	require.Equal(t, 204, f.patch("/v1.0/users/"+danID, `{"userPrincipalName":"sales@contoso.com"}`).status, "without an Exchange plan it is no address")
}

func TestReadOnlyPropertiesCanNotBeSet(t *testing.T) {
	f := newFake(t)
	for _, name := range []string{"proxyAddresses", "createdDateTime", "assignedPlans", "onPremisesSyncEnabled", "onPremisesSamAccountName", "onPremisesDistinguishedName", "onPremisesSecurityIdentifier"} {
		a := f.patch("/v1.0/users/"+bobID, `{"`+name+`":null}`)
		require.Equal(t, 400, a.status, name)
		require.Equal(t, "Property '"+name+"' is read-only and cannot be set.", a.message())
	}
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"id":"`+bobID+`","@odata.type":"#microsoft.graph.user"}`).status)
	require.Equal(t, 400, f.patch("/v1.0/users/"+bobID, `{"id":"`+annID+`"}`).status)
}

func TestOnPremisesAttributesAreWritableOnBetaForCloudOnlyUsers(t *testing.T) {
	f := newFake(t)
	body := `{"onPremisesSamAccountName":"bob","onPremisesDistinguishedName":"CN=Bob,DC=contoso,DC=com","onPremisesDomainName":"contoso.com",
		"onPremisesUserPrincipalName":"bob@corp.local","onPremisesSecurityIdentifier":"S-1-5-21-1111111111-2222222222-3333333333-1106"}`
	require.Equal(t, 204, f.patch("/beta/users/"+bobID, body).status)
	require.Equal(t, "S-1-5-21-1111111111-2222222222-3333333333-1106", f.user(bobID)["onPremisesSecurityIdentifier"])
	require.Equal(t, 204, f.patch("/beta/users/"+bobID, `{"onPremisesSamAccountName":null,"onPremisesSecurityIdentifier":null}`).status)
	require.Equal(t, 400, f.patch("/beta/users/"+bobID, `{"onPremisesSecurityIdentifier":"S-1-5-32-544"}`).status)
	require.Equal(t, mastered, f.patch("/beta/users/"+annID, `{"onPremisesSamAccountName":"x"}`).message())
}

func TestObjectIdentifierIsClearedOnBetaWithNullOnly(t *testing.T) {
	f := newFake(t)
	require.Equal(t, codeReqBadRequest, f.patch("/v1.0/users/"+catID, `{"onPremisesObjectIdentifier":null}`).code(), "v1.0 has no such property")
	require.Equal(t, 400, f.patch("/beta/users/"+catID, `{"onPremisesObjectIdentifier":"30475e40-e7ae-4af3-af75-8b143c81daf5"}`).status)
	require.Equal(t, mastered, f.patch("/beta/users/"+annID, `{"onPremisesObjectIdentifier":null}`).message())
	require.Equal(t, 204, f.patch("/beta/users/"+catID, `{"onPremisesObjectIdentifier":null}`).status)
	require.Nil(t, f.user(catID)["onPremisesObjectIdentifier"])

	narrow := newFake(t, func(c *Config) { c.Permissions = []string{"User.ReadWrite.All"} })
	require.Equal(t, codeDenied, narrow.patch("/beta/users/"+catID, `{"onPremisesObjectIdentifier":null}`).code())
	require.Contains(t, narrow.NeededScopes(), "User-OnPremisesSyncBehavior.ReadWrite.All")
}

func TestPatchOfASyncedUserKeepsTheCloudsOwnProperties(t *testing.T) {
	f := newFake(t)
	require.Equal(t, 204, f.patch("/v1.0/users/"+annID, `{"usageLocation":"DE","otherMails":["a@home.test"]}`).status)
	before := f.user(annID)
	for _, body := range []string{`{"displayName":"X"}`, `{"usageLocation":"FR","jobTitle":"X"}`, `{"accountEnabled":false}`, `{"onPremisesExtensionAttributes":{"extensionAttribute1":"x"}}`} {
		require.Equal(t, mastered, f.patch("/v1.0/users/"+annID, body).message(), body)
	}
	require.Equal(t, before, f.user(annID), "a refused PATCH changes nothing, not even in part")
}

func TestPatchChecksTypesAndValues(t *testing.T) {
	f := newFake(t)
	for _, tc := range []struct{ body, code, message string }{
		{`{"accountEnabled":"yes"}`, codeBadRequest, "Cannot convert the literal '\"yes\"' to the expected type 'Edm.Boolean'."},
		{`{"displayName":5}`, codeBadRequest, "'Edm.String'"},
		{`{"otherMails":"x"}`, codeBadRequest, "'Collection(Edm.String)'"},
		{`{"otherMails":[1]}`, codeBadRequest, "'Collection(Edm.String)'"},
		{`{"employeeHireDate":"soon"}`, codeBadRequest, "'Edm.DateTimeOffset'"},
		{`{"employeeOrgData":[]}`, codeBadRequest, "Cannot convert"},
		{`{"displayName":null}`, codeReqBadRequest, "'displayName' of resource 'User'"},
		{`{"displayName":""}`, codeReqBadRequest, "'displayName' of resource 'User'"},
		{`{"jobTitle":""}`, codeReqBadRequest, "'jobTitle' of resource 'User'"},
		{`{"displayName":"` + strings.Repeat("x", 257) + `"}`, codeReqBadRequest, "'displayName'"},
		{`{"mailNickname":"a b"}`, codeReqBadRequest, "'mailNickname'"},
		{`{"usageLocation":"Germany"}`, codeReqBadRequest, "'usageLocation'"},
		{`{"userType":"Alien"}`, codeReqBadRequest, "'userType'"},
		{`{"businessPhones":["1","2"]}`, codeReqBadRequest, "'businessPhones'"},
		{`{"onPremisesExtensionAttributes":{"extensionAttribute16":"x"}}`, codeReqBadRequest, "'onPremisesExtensionAttributes'"},
		{`{"passwordProfile":{"password":"short"}}`, codeReqBadRequest, "password complexity requirements"},
		{`{"nickName":"x"}`, codeReqBadRequest, "One or more property values specified are invalid."},
		{`{"manager":null}`, codeReqBadRequest, "One or more property values specified are invalid."},
		{`{"displayName":"x","displayName":"y"}`, codeBadRequest, "Unable to read JSON request payload"},
		{`[]`, codeBadRequest, "Unable to read JSON request payload"},
		{`{"displayName":`, codeBadRequest, "Unable to read JSON request payload"},
		{``, codeBadRequest, "Unable to read JSON request payload"},
	} {
		a := f.patch("/v1.0/users/"+bobID, tc.body)
		require.Equal(t, 400, a.status, tc.body)
		require.Equal(t, tc.code, a.code(), tc.body)
		require.Contains(t, a.message(), tc.message, tc.body)
	}
	ok := `{"jobTitle":"Baker","onPremisesExtensionAttributes":{"extensionAttribute1":"x"},"passwordProfile":{"password":"Str0ng&Long","forceChangePasswordNextSignIn":true},
		"businessPhones":["+1 5"],"employeeOrgData":{"division":"d"},"extension_0123456789abcdef0123456789abcdef_badge":"B1","employeeHireDate":"2026-01-01T00:00:00Z"}`
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, ok).status)
	require.Equal(t, 204, f.patch("/v1.0/users/"+bobID, `{"onPremisesExtensionAttributes":{"extensionAttribute2":"y"}}`).status)
	bob := f.user(bobID)
	require.Equal(t, "x", bob["onPremisesExtensionAttributes"].(map[string]any)["extensionAttribute1"], "the others are kept")
	require.Equal(t, map[string]any{"forceChangePasswordNextSignIn": true, "forceChangePasswordNextSignInWithMfa": false, "password": nil}, bob["passwordProfile"])
	require.Equal(t, 404, f.patch("/v1.0/users/"+gusID, `{"jobTitle":"x"}`).status, "a deleted user is not patched")
}

func FuzzPatch(f *testing.F) {
	for _, seed := range []string{
		`{"onPremisesImmutableId":null}`, `{"onPremisesImmutableId":"a+b/c=="}`, `{"mail":"a@contoso.com","userPrincipalName":"x@contoso.com"}`,
		`{"proxyAddresses":[]}`, `{"onPremisesExtensionAttributes":{"extensionAttribute1":null}}`, `{"displayName":"\u0000\ud800"}`, `{"a":{"b":[{"c":1}]}}`,
		`{"passwordProfile":{"password":"` + strings.Repeat("x", 300) + `"}}`, `{"id":1}`, `{"":""}`, `{"employeeOrgData":{}}`, "{\"displayName\":\"\xff\"}", "[[[[",
		`{"onPremisesObjectIdentifier":null}`, `{"otherMails":["a","b"]}`,
	} {
		f.Add(seed, bobID, true)
		f.Add(seed, annID, false)
	}
	f.Fuzz(func(t *testing.T, body, key string, onBeta bool) {
		fk := newFake(t)
		version := v1
		if onBeta {
			version = beta
		}
		before := fk.Snapshot()
		c := &call{h: fk.Handler, version: version, path: "/users/x", body: []byte(body), now: day}
		res, err := fk.patchUser(c, []string{key})
		if err != nil {
			require.GreaterOrEqual(t, asGraphError(err).status, 400)
			require.Less(t, asGraphError(err).status, 500)
			require.Equal(t, before, fk.Snapshot(), "a refused PATCH changed the tenant")
			return
		}
		require.Equal(t, 204, res.status)
		for _, o := range fk.store.sets[setUsers].all() {
			require.True(t, json.Valid(o.raw), "%s", o.raw)
			upn := o.text("userPrincipalName")
			require.Equal(t, o.id, fk.store.user(upn).id, "the index lost %q", upn)
		}
		again, err := NewHandler(Config{Seed: fk.Snapshot(), Clock: func() time.Time { return day }})
		require.NoError(t, err)
		require.Equal(t, fk.Snapshot(), again.Snapshot())
	})
}
