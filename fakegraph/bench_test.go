package fakegraph

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// benchSeed has n users of the size that an export has.
func benchSeed(n int) Seed {
	var s Seed
	for i := range n {
		s.Users = append(s.Users, fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","userPrincipalName":"user%d@contoso.com","displayName":"User Number %d","givenName":"User","surname":"Number %d",
			"mail":"user%d@contoso.com","mailNickname":"user%d","proxyAddresses":["SMTP:user%d@contoso.com","smtp:u%d@contoso.onmicrosoft.com"],"accountEnabled":true,"userType":"Member",
			"onPremisesSyncEnabled":true,"onPremisesImmutableId":"QF5HMK7n80qvdYsUPI%06d==","onPremisesSamAccountName":"user%d","jobTitle":null,"department":"Sales"}`, i, i, i, i, i, i, i, i, i, i))
	}
	return s
}

func benchGet(b *testing.B, target string) {
	h, err := NewHandler(Config{Seed: benchSeed(2000), AllowAnonymous: true})
	if err != nil {
		b.Fatal(err)
	}
	req := httptest.NewRequest(http.MethodGet, target, nil)
	b.ReportAllocs()
	for b.Loop() {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Body.String())
		}
		b.SetBytes(int64(rec.Body.Len()))
	}
}

func BenchmarkPageOf999Default(b *testing.B) { benchGet(b, "/v1.0/users?$top=999") }

func BenchmarkPageOf999Selected(b *testing.B) {
	benchGet(b, "/v1.0/users?$top=999&$select=id,userPrincipalName,mail,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled")
}

func BenchmarkFilterByAnchor(b *testing.B) {
	benchGet(b, "/v1.0/users?$filter=onPremisesImmutableId%20eq%20'QF5HMK7n80qvdYsUPI001234=='")
}

func BenchmarkFilterWalk(b *testing.B) {
	benchGet(b, "/v1.0/users?$select=id&$filter=startswith(mail,'user1999')")
}

func BenchmarkSeedOf2000(b *testing.B) {
	s := benchSeed(2000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewHandler(Config{Seed: s}); err != nil {
			b.Fatal(err)
		}
	}
}
