package fakegraph_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"presync/fakegraph"
)

// A test starts a fake with the users it needs, points the code under test at
// srv.URL()+"/v1.0", and looks at what arrived.
func Example() {
	srv, err := fakegraph.Start(fakegraph.Config{Seed: fakegraph.Seed{
		Users: fakegraph.Objects{`{"id":"1","userPrincipalName":"ann@contoso.com","displayName":"Ann","onPremisesSyncEnabled":true}`}}})
	if err != nil {
		panic(err)
	}
	defer srv.Close()
	req, _ := http.NewRequest("PATCH", srv.URL()+"/v1.0/users/ann@contoso.com", strings.NewReader(`{"onPremisesImmutableId":"YW5u"}`))
	res, _ := srv.Client().Do(req)
	fmt.Println(res.Status, srv.Requests()[0].ErrorCode, srv.NeededScopes())
	// Output: 400 Bad Request Request_BadRequest [User.ReadWrite.All]
}

// Faults come by count: the second request for users is throttled.
func ExampleFault() {
	srv, err := fakegraph.Start(fakegraph.Config{Faults: []fakegraph.Fault{{On: "GET /users", Skip: 1, Status: 429, RetryAfter: 10e9}}})
	if err != nil {
		panic(err)
	}
	defer srv.Close()
	for range 3 {
		res, err := srv.Client().Get(srv.URL() + "/v1.0/users")
		if err != nil {
			panic(err)
		}
		fmt.Printf("%d %q\n", res.StatusCode, res.Header.Get("Retry-After"))
	}
	// Output:
	// 200 ""
	// 429 "10"
	// 200 ""
}

// NewHandler needs no listener and fits into any server or router.
func ExampleNewHandler() {
	h, err := fakegraph.NewHandler(fakegraph.Config{AllowAnonymous: true})
	if err != nil {
		panic(err)
	}
	srv := &http.Server{Handler: h}
	defer srv.Close()
	fmt.Println(h.Unsupported())
	// Output: <nil>
}

// Snapshot shows the tenant as it is now, for assertions on the outcome.
func ExampleHandler_Snapshot() {
	srv, err := fakegraph.Start(fakegraph.Config{Seed: fakegraph.Seed{Users: fakegraph.Objects{map[string]any{"id": "1", "userPrincipalName": "a@contoso.com"}}}})
	if err != nil {
		panic(err)
	}
	defer srv.Close()
	req, _ := http.NewRequest("PATCH", srv.URL()+"/v1.0/users/1", strings.NewReader(`{"onPremisesImmutableId":"YQ=="}`))
	res, err := srv.Client().Do(req)
	if err != nil {
		panic(err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
	fmt.Printf("%s\n", srv.Snapshot().Users[0])
	// Output: {"id":"1","userPrincipalName":"a@contoso.com","onPremisesImmutableId":"YQ=="}
}
