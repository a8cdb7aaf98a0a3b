package fakegraph

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSelectReturnsTheDefaultSetOnV1AndEverythingOnBeta(t *testing.T) {
	f := newFake(t)
	got := f.get("/v1.0/users/" + annID).json
	delete(got, "@odata.context")
	require.Len(t, got, 11)
	for _, name := range []string{"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName"} {
		require.Contains(t, got, name)
	}
	whole := f.user(annID)
	require.Equal(t, "QF5HMK7n80qvdYsUPIHa9Q==", whole["onPremisesImmutableId"])
	require.NotContains(t, whole, "manager", "a navigation property needs $expand")
}

func TestSelectReturnsWhatIsAskedForByAnySpelling(t *testing.T) {
	f := newFake(t)
	for _, option := range []string{"$select=proxyAddresses,jobTitle", "%24select=PROXYADDRESSES,jobtitle", "select=proxyAddresses,%20jobTitle"} {
		a := f.get("/v1.0/users/" + danID + "?" + option)
		require.JSONEq(t, `{"@odata.context":"http://graph.test/v1.0/$metadata#users(proxyAddresses,jobTitle)/$entity","proxyAddresses":[],"jobTitle":null}`, a.body)
	}
	badge := f.get("/v1.0/users/" + danID + "?$select=extension_0123456789abcdef0123456789abcdef_badge")
	require.Contains(t, badge.body, `"B7"`)
}

func TestSelectOfSeededPropertyOutsideTheSchema(t *testing.T) {
	f := newFake(t, func(c *Config) {
		c.Seed = Seed{Users: Objects{`{"id":"1","userPrincipalName":"a@contoso.com","displayName":"A","vendorField":"v"}`, `{"id":"2","VendorField":"v"}`}}
	})
	require.Equal(t, []string{"v", "v"}, f.get("/v1.0/users?$select=vendorField&$filter=vendorfield%20eq%20'V'").values("vendorField"))
}

func TestQueryOptionsAreRefusedAndNeverIgnored(t *testing.T) {
	f := newFake(t)
	for _, tc := range []struct {
		target       string
		status       int
		code, detail string
	}{
		{"/v1.0/users?$select=nickName", 400, codeBadRequest, "Could not find a property named 'nickName' on type 'microsoft.graph.user'"},
		{"/v1.0/users?$select=onPremisesObjectIdentifier", 400, codeBadRequest, "Could not find a property"},
		{"/v1.0/users?$select=aboutMe", 501, "NotImplemented", "single user"},
		{"/v1.0/users?$skip=10", 400, codeReqBadRequest, "'$skip' is not supported by the service."},
		{"/v1.0/users?$top=0", 400, codeUnsupported, "Invalid page size specified: '0'"},
		{"/v1.0/users?$top=1000", 400, codeUnsupported, "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive."},
		{"/v1.0/users?$top=many", 400, codeBadRequest, "Invalid value 'many' for $top"},
		{"/v1.0/users?$top=1&$top=2", 400, codeBadRequest, "specified more than once"},
		{"/v1.0/users?$count=maybe", 400, codeBadRequest, "Invalid value 'maybe' for $count"},
		{"/v1.0/users?$orderby=mail", 400, codeUnsupported, "Unsupported sort property 'mail' for 'User'."},
		{"/v1.0/users?$orderby=nickName", 400, codeBadRequest, "Could not find a property"},
		{"/v1.0/users?$orderby=displayName,id", 400, codeBadRequest, "Invalid OrderBy clause"},
		{"/v1.0/users?$orderby=createdDateTime", 400, codeUnsupported, "Sorting not supported"},
		{"/v1.0/users?$orderby=displayName&$filter=accountEnabled%20eq%20true", 400, codeUnsupported, "Sorting not supported"},
		{"/v1.0/users?$search=%22displayName:a%22", 400, codeUnsupported, "'ConsistencyLevel: eventual'"},
		{"/v1.0/users?$apply=groupby((city))", 400, codeBadRequest, "'$apply' is not supported"},
		{"/v1.0/users?$frobnicate=1", 400, codeBadRequest, "'$frobnicate' is not supported"},
		{"/v1.0/users?$format=xml", 400, codeBadRequest, "MIME type"},
		{"/v1.0/users?$select=%zz", 400, codeBadRequest, "not well formed"},
		{"/v1.0/users?$expand=messages", 400, codeBadRequest, "Could not find a property named 'messages'"},
		{"/v1.0/users?$expand=manager($levels=max)", 400, codeBadRequest, "not valid in a $select or $expand expression"},
		{"/v1.0/users/" + annID + "?$top=1", 400, codeBadRequest, "only to collections"},
		{"/v1.0/users?$skiptoken=abc", 400, codeReqBadRequest, "page token"},
		{"/v1.0/users?$skiptoken=", 400, codeReqBadRequest, "page token"},
		{"/v1.0/directoryRoles?$top=5", 400, codeUnsupported, "does not support custom page sizes"},
		{"/v1.0/users/$count", 400, codeReqBadRequest, "$count is not currently supported."},
	} {
		a := f.get(tc.target)
		require.Equal(t, tc.status, a.status, tc.target)
		require.Equal(t, tc.code, a.code(), tc.target)
		require.Contains(t, a.message(), tc.detail, tc.target)
	}
}

func TestOrderBySortsWithoutCase(t *testing.T) {
	f := newFake(t)
	require.Equal(t, []string{"Eve", "Dan", "Cat", "Bob", "Ann"}, f.get("/v1.0/users?$orderby=displayName%20desc").names())
	a := f.get("/v1.0/users?$orderby=userPrincipalName&$filter=accountEnabled%20eq%20true&$count=true", eventual)
	require.Equal(t, []string{"Ann", "Bob", "Dan", "Eve"}, a.names())
	require.EqualValues(t, 4, a.json["@odata.count"])
	byDate := f.get("/v1.0/users?$orderby=createdDateTime%20desc&$count=true", eventual)
	require.Equal(t, []string{"Bob", "Ann"}, byDate.names()[:2])
}

func TestSearchMatchesWordsAndStarts(t *testing.T) {
	f := newFake(t)
	for _, tc := range []struct {
		search string
		want   []string
	}{
		{`"displayName:able"`, []string{"Ann"}},
		{`"displayName:gue" OR "mail:bob@"`, []string{"Bob", "Eve"}},
		{`"displayName:ann" AND "mail:ann@contoso"`, []string{"Ann"}},
		{`"displayName:ann" AND "mail:bob"`, []string{}},
		{`"mail:contoso.com"`, []string{}},
		{`"userPrincipalName:eve_fabrikam.com#EXT#"`, []string{"Eve"}},
		{`"displayName:cook cat"`, []string{"Cat"}},
		{`"displayName:dell"`, []string{"Dan"}},
	} {
		require.Equal(t, tc.want, f.get("/v1.0/users?$search="+url.QueryEscape(tc.search), eventual).names(), tc.search)
	}
	for _, bad := range []string{"displayName:ann", `"ann"`, `"displayName:ann`, `"displayName:ann" NOT "mail:x"`, `"jobTitle:x"`} {
		require.Equal(t, 400, f.get("/v1.0/users?$search="+url.QueryEscape(bad), eventual).status, bad)
	}
	require.Equal(t, []string{"one", "video1", "video", "1", "onevideo", "one", "video"}, searchWords("One video1 OneVideo")[:7])
}

func TestCountIsGivenOnlyInAdvancedQueries(t *testing.T) {
	f := newFake(t)
	a := f.get("/v1.0/users?$count=true&$top=2", eventual)
	require.EqualValues(t, 5, a.json["@odata.count"])
	next := f.get(strings.TrimPrefix(a.json["@odata.nextLink"].(string), "http://graph.test"), eventual)
	require.NotContains(t, next.json, "@odata.count", "only the first page carries the count")

	ignored := f.get("/v1.0/users?$count=true")
	require.Equal(t, 200, ignored.status)
	require.NotContains(t, ignored.json, "@odata.count")
	log := f.Requests()
	require.Contains(t, log[len(log)-1].Notes[0], "$count=true ignored")

	n := f.get("/v1.0/users/$count?$filter=accountEnabled%20eq%20true", eventual)
	require.Equal(t, "4", n.body)
	require.Equal(t, "text/plain", n.header.Get("Content-Type"))
}

func TestPagingFollowsOpaqueLinks(t *testing.T) {
	f := newFake(t)
	for _, query := range []string{"$top=2", "$top=2&$orderby=displayName%20desc", "$top=1&$filter=accountEnabled%20eq%20true", "%24top=2&%24select=displayName"} {
		var names []string
		target := "/v1.0/users?" + query
		for pages := 0; target != ""; pages++ {
			require.Less(t, pages, 10)
			a := f.get(target)
			names = append(names, a.names()...)
			link, _ := a.json["@odata.nextLink"].(string)
			target = strings.TrimPrefix(link, "http://graph.test")
			require.True(t, link == "" || strings.Contains(link, "$skiptoken="))
		}
		require.Subset(t, []string{"Ann", "Bob", "Cat", "Dan", "Eve"}, names, query)
		require.Greater(t, len(names), 3, query)
	}
}

func TestPagingSurvivesAChangingTenant(t *testing.T) {
	f := newFake(t)
	first := f.get("/v1.0/users?$top=2")
	require.Equal(t, []string{"Ann", "Bob"}, first.names())
	require.Equal(t, 204, f.do("DELETE", "/v1.0/users/"+annID, "").status)
	require.Equal(t, 204, f.do("DELETE", "/v1.0/users/"+bobID, "").status)
	second := f.get(strings.TrimPrefix(first.json["@odata.nextLink"].(string), "http://graph.test"))
	require.Equal(t, []string{"Cat", "Dan"}, second.names(), "objects that are gone shift nothing")
}

func TestPagingTokenBelongsToItsQuery(t *testing.T) {
	f := newFake(t)
	link := f.get("/v1.0/users?$top=2").json["@odata.nextLink"].(string)
	_, token, _ := strings.Cut(link, "$skiptoken=")
	for _, target := range []string{
		"/v1.0/users?$filter=accountEnabled%20eq%20true&$skiptoken=" + token,
		"/v1.0/groups?$skiptoken=" + token,
		"/beta/users?$skiptoken=" + token,
		"/v1.0/users?$skiptoken=" + token[:len(token)-3] + "AAA",
	} {
		require.Equal(t, codeReqBadRequest, f.get(target).code(), target)
	}
}

func TestPageSizeDefaultsAndNextLinkHonoursTheHost(t *testing.T) {
	seed := Seed{}
	for i := range 250 {
		seed.Users = append(seed.Users, fmt.Sprintf(`{"id":"%d","userPrincipalName":"u%d@contoso.com","displayName":"U %d"}`, i, i, i))
	}
	f := newFake(t, func(c *Config) { c.Seed = seed })
	require.Len(t, f.get("/v1.0/users").names(), 100)
	require.Len(t, f.get("/v1.0/users?$top=999").names(), 250)
	small := newFake(t, func(c *Config) { c.Seed, c.PageSize = seed, 3 })
	a := small.get("/v1.0/users", "X-Forwarded-Host: evil.test", "X-Forwarded-Proto: https")
	require.Len(t, a.names(), 3)
	require.True(t, strings.HasPrefix(a.json["@odata.nextLink"].(string), "http://graph.test/v1.0/users?$skiptoken="))
	_, err := NewHandler(Config{PageSize: 1000})
	require.ErrorContains(t, err, "PageSize is 1000, want 1 to 999")
}
