package fakegraph

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const eventual = "ConsistencyLevel: eventual"

func TestFilterFindsTheUsers(t *testing.T) {
	f := newFake(t)
	for _, tc := range []struct {
		filter   string
		advanced bool
		want     []string
	}{
		{"userPrincipalName eq 'ann@contoso.com'", false, []string{"Ann"}},
		{"userPrincipalName eq 'ANN@CONTOSO.COM'", false, []string{"Ann"}},
		{"id eq '" + bobID + "'", false, []string{"Bob"}},
		{"id in ('" + bobID + "', '" + annID + "')", false, []string{"Ann", "Bob"}},
		{"displayName eq 'Dan O''Dell'", false, []string{"Dan"}},
		{"onPremisesSyncEnabled eq true", false, []string{"Ann"}},
		{"onPremisesSyncEnabled ne true", true, []string{"Bob", "Cat", "Dan", "Eve"}},
		{"onPremisesSyncEnabled eq null", true, []string{"Bob", "Dan", "Eve"}},
		{"onPremisesImmutableId eq 'QF5HMK7n80qvdYsUPIHa9Q=='", false, []string{"Ann"}},
		{"onPremisesImmutableId eq 'qf5hmk7n80qvdysuPIHa9q=='", false, []string{}},
		{"onPremisesImmutableId ne null", true, []string{"Ann", "Cat"}},
		{"proxyAddresses/any(p:p eq 'smtp:ann.able@contoso.com')", false, []string{"Ann"}},
		{"proxyAddresses/any(p: startswith(p, 'SMTP:b'))", false, []string{"Bob"}},
		{"proxyAddresses/any(p:endswith(p,'@fabrikam.com'))", true, []string{"Eve"}},
		{"NOT proxyAddresses/any(p:startswith(p,'smtp:'))", true, []string{"Dan"}},
		{"proxyAddresses/$count eq 0", true, []string{"Dan"}},
		{"assignedPlans/any(a:a/servicePlanId eq efb87545-963c-4e0d-99df-69c6916d9eb0)", true, []string{"Bob"}},
		{"assignedPlans/any(a:a/service eq 'exchange' and a/capabilityStatus eq 'Enabled')", true, []string{"Bob"}},
		{"assignedPlans/any()", true, []string{"Bob"}},
		{"startswith(displayName,'c') or startsWith(displayName,'e')", false, []string{"Cat", "Eve"}},
		{"accountEnabled eq true and (department eq 'sales' or userType eq 'Guest')", false, []string{"Ann", "Bob", "Eve"}},
		{"department eq 'Sales' and userPrincipalName eq 'bob@contoso.com'", false, []string{"Bob"}},
		{"not(department eq 'Sales') and accountEnabled eq true", true, []string{"Dan", "Eve"}},
		{"endsWith(mail,'@contoso.com')", true, []string{"Ann", "Bob"}},
		{"createdDateTime ge 2025-01-01", false, []string{"Bob"}},
		{"createdDateTime lt 2025-06-01T08:00:00Z", false, []string{"Ann"}},
		{"createdDateTime gt 2024-01-01T08:00:00Z and createdDateTime le 2025-06-01T10:00:00+02:00", false, []string{"Bob"}},
		{"mail le 'bob@contoso.com'", false, []string{"Ann", "Bob"}},
		{"extension_0123456789abcdef0123456789abcdef_badge eq 'b7'", false, []string{"Dan"}},
	} {
		target := "/v1.0/users?$filter=" + url.QueryEscape(tc.filter)
		var headers []string
		if tc.advanced {
			require.Equal(t, codeUnsupported, f.get(target).code(), "without advanced parameters: %s", tc.filter)
			require.Equal(t, codeUnsupported, f.get(target+"&$count=true").code(), "without the header: %s", tc.filter)
			require.Equal(t, codeUnsupported, f.get(target, eventual).code(), "without $count: %s", tc.filter)
			target, headers = target+"&$count=true", []string{eventual}
		}
		a := f.get(target, headers...)
		require.Equal(t, 200, a.status, "%s: %s", tc.filter, a.body)
		require.Equal(t, tc.want, a.names(), tc.filter)
	}
}

func TestFilterIsRefusedAndNeverIgnored(t *testing.T) {
	f := newFake(t)
	for _, tc := range []struct{ filter, code, message string }{
		{"nickName eq 'x'", codeBadRequest, "Could not find a property named 'nickName' on type 'microsoft.graph.user'"},
		{"assignedPlans/any(a:a/colour eq 'x')", codeBadRequest, "Could not find a property named 'colour'"},
		{"displayName like 'x'", codeBadRequest, "Syntax error at position 12"},
		{"displayName eq", codeBadRequest, "Syntax error at position 14"},
		{"displayName eq 'x", codeBadRequest, "Syntax error at position 15"},
		{"(displayName eq 'x'", codeBadRequest, "Syntax error at position 19"},
		{"displayName eq 'x' displayName", codeBadRequest, "Syntax error at position 19"},
		{"", codeBadRequest, "Syntax error at position 0"},
		{"displayName eq \"x\"", codeBadRequest, "Syntax error at position 15"},
		{"accountEnabled", codeBadRequest, "Syntax error"},
		{"accountEnabled eq 'true'", codeBadRequest, "'Edm.Boolean' and 'Edm.String'"},
		{"createdDateTime ge '2024-01-01'", codeBadRequest, "'Edm.DateTimeOffset' and 'Edm.String'"},
		{"displayName eq 5", codeBadRequest, "'Edm.String' and 'Edm.Int32'"},
		{"assignedPlans/any(a:a/servicePlanId eq 'efb87545-963c-4e0d-99df-69c6916d9eb0')", codeUnsupported, "Operator 'eq'"},
		{"proxyAddresses eq 'x'", codeBadRequest, "Collection(Edm.String)"},
		{"displayName/any(d:d eq 'x')", codeBadRequest, "following a collection"},
		{"proxyAddresses/all(p:p eq 'x')", codeUnsupported, "Unsupported Query."},
		{"frobnicate(displayName,'x')", codeBadRequest, "An unknown function with name 'frobnicate'"},
		{"contains(displayName,'x')", codeUnsupported, "Unsupported Query."},
		{"startswith(displayName)", codeBadRequest, "No function signature"},
		{"startswith(accountEnabled,'x')", codeBadRequest, "No function signature"},
		{"preferredDataLocation eq 'EUR'", codeUnsupported, "clause specified for property 'preferredDataLocation' of resource 'User'"},
		{"startswith(userType,'M')", codeUnsupported, "property 'userType'"},
		{"endswith(displayName,'x')", codeUnsupported, "property 'displayName'"},
		{"accountEnabled gt true", codeUnsupported, "property 'accountEnabled'"},
		{"onPremisesObjectIdentifier eq 'x'", codeBadRequest, "Could not find a property"},
		{"manager eq null", codeBadRequest, "Could not find a property"},
	} {
		a := f.get("/v1.0/users?$filter=" + url.QueryEscape(tc.filter))
		require.Equal(t, 400, a.status, tc.filter)
		require.Equal(t, tc.code, a.code(), tc.filter)
		require.Contains(t, a.message(), tc.message, tc.filter)
	}
}

func TestFilterLimitsClauses(t *testing.T) {
	f := newFake(t)
	sixteen := strings.TrimSuffix(strings.Repeat("displayName eq 'x' or ", 16), " or ")
	a := f.get("/v1.0/users?$filter=" + url.QueryEscape(sixteen))
	require.Equal(t, codeUnsupported, a.code())
	require.Contains(t, a.message(), "'OR' operators: 16. Max allowed: 15.")
	require.Equal(t, 200, f.get("/v1.0/users?$count=true&$filter="+url.QueryEscape(sixteen), eventual).status)

	in := "id in (" + strings.TrimSuffix(strings.Repeat("'x',", 16), ",") + ")"
	require.Equal(t, codeUnsupported, f.get("/v1.0/users?$filter="+url.QueryEscape(in)).code())
}

func TestFilterDepthAndLengthAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"brackets":  strings.Repeat("(", 10_000) + "id eq 'x'" + strings.Repeat(")", 10_000),
		"not":       strings.Repeat("not ", 7_000) + "id eq 'x'",
		"lambda":    strings.Repeat("proxyAddresses/any(p:", 1_000) + "p eq 'x'" + strings.Repeat(")", 1_000),
		"long":      "displayName eq '" + strings.Repeat("x", maxFilterBytes) + "'",
		"many":      strings.Repeat("id eq 'x' or ", 2_000) + "id eq 'x'",
		"open":      strings.Repeat("(", 30_000),
		"long list": "id in (" + strings.Repeat("'x',", 3_000) + "'x')",
	} {
		_, err := parseFilter(text)
		require.Error(t, err, name)
	}
	_, err := parseFilter(strings.Repeat("(", maxFilterDepth) + "id eq 'x'" + strings.Repeat(")", maxFilterDepth))
	require.NoError(t, err)
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"displayName eq 'x'", "not (a/b eq null) and c in (1,'2',true)", "proxyAddresses/any(p:startswith(p,'SMTP:') or p eq 'x''y')",
		"createdDateTime ge 2024-01-01T00:00:00Z", "assignedLicenses/$count ne 0", "id eq efb87545-963c-4e0d-99df-69c6916d9eb0",
		"((((", "endswith(mail,", "x/any(", "a eq 'b", "-1 eq a", "startswith(proxyAddresses/x/y,'z')", "any(a:a)", "\x00", "é eq 'ü'",
	} {
		f.Add(seed)
	}
	h, err := NewHandler(Config{Seed: contoso()})
	require.NoError(f, err)
	users := h.store.sets[setUsers]
	f.Fuzz(func(t *testing.T, text string) {
		n, err := parseFilter(text)
		if err != nil {
			require.Equal(t, 400, asGraphError(err).status)
			return
		}
		for _, advanced := range []bool{false, true} {
			c := &compiler{kind: users.kind, version: beta, advanced: advanced}
			test, err := c.compile(n)
			if err != nil {
				require.Equal(t, 400, asGraphError(err).status)
				continue
			}
			var passed []*object
			for _, o := range users.all() {
				if test(row{obj: o}) {
					passed = append(passed, o)
				}
			}
			if found, ok := n.candidates(h.store); ok {
				require.Subset(t, found, passed, "the index misses an object that the filter passes")
			}
		}
	})
}
