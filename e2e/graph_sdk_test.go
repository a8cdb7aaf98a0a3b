package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	khttp "github.com/microsoft/kiota-http-go"
	msgraph "github.com/microsoftgraph/msgraph-sdk-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"
	auth "github.com/microsoftgraph/msgraph-sdk-go-core/authentication"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"
	"github.com/microsoftgraph/msgraph-sdk-go/users"
	"github.com/stretchr/testify/require"

	"presync/fakegraph"
)

// sdkClient is the vendor's client as an application sets it up: a client
// secret, a token from the token endpoint, all default middleware.
func sdkClient(t *testing.T, srv *fakegraph.Server) (*msgraph.GraphServiceClient, *msgraph.GraphRequestAdapter) {
	t.Helper()
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(srv.CertificatePEM()))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)

	secret, err := azidentity.NewClientSecretCredential("contoso.onmicrosoft.com", "11111111-2222-4333-8444-555555555555", "any secret", &azidentity.ClientSecretCredentialOptions{
		DisableInstanceDiscovery: true,
		ClientOptions: azcore.ClientOptions{Transport: &http.Client{Transport: transport},
			Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: srv.URL(), Services: map[cloud.ServiceName]cloud.ServiceConfiguration{}}}})
	require.NoError(t, err)
	provider, err := auth.NewAzureIdentityAuthenticationProviderWithScopesAndValidHosts(secret, []string{"https://graph.microsoft.com/.default"}, []string{"127.0.0.1"})
	require.NoError(t, err)
	middleware := core.GetDefaultMiddlewaresWithOptions(&core.GraphClientOptions{GraphServiceVersion: "v1.0"})
	client := &http.Client{Transport: khttp.NewCustomTransportWithParentTransport(transport, middleware...)}
	adapter, err := msgraph.NewGraphRequestAdapterWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(provider, nil, nil, client)
	require.NoError(t, err)
	adapter.SetBaseUrl(srv.URL() + "/v1.0")
	return msgraph.NewGraphServiceClient(adapter), adapter
}

func startForSDK(t *testing.T, faults ...fakegraph.Fault) *fakegraph.Server {
	t.Helper()
	srv, err := fakegraph.Start(fakegraph.Config{TLS: true, Token: "issued by the fake", Seed: graphUsers(250), Faults: faults})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, srv.Close()) })
	return srv
}

func TestGoSDKReadsPages(t *testing.T) {
	srv := startForSDK(t)
	client, adapter := sdkClient(t, srv)
	ctx, top := context.Background(), int32(40)
	first, err := client.Users().Get(ctx, &users.UsersRequestBuilderGetRequestConfiguration{QueryParameters: &users.UsersRequestBuilderGetQueryParameters{
		Select: []string{"id", "onPremisesImmutableId", "onPremisesSyncEnabled"}, Top: &top}})
	require.NoError(t, err)
	it, err := core.NewPageIterator[models.Userable](first, adapter, models.CreateUserCollectionResponseFromDiscriminatorValue)
	require.NoError(t, err)
	seen, synced := map[string]bool{}, 0
	require.NoError(t, it.Iterate(ctx, func(u models.Userable) bool {
		seen[*u.GetId()] = true
		if u.GetOnPremisesSyncEnabled() != nil && *u.GetOnPremisesSyncEnabled() {
			synced++
		}
		return true
	}))
	require.Len(t, seen, 250)
	require.Equal(t, 125, synced)

	eventual := abstractions.NewRequestHeaders()
	eventual.Add("ConsistencyLevel", "eventual")
	count, err := client.Users().Count().Get(ctx, &users.CountRequestBuilderGetRequestConfiguration{Headers: eventual})
	require.NoError(t, err)
	require.EqualValues(t, 250, *count)
	one, err := client.Users().ByUserId("user3@contoso.com").Get(ctx, nil)
	require.NoError(t, err)
	require.Equal(t, "User 3", *one.GetDisplayName())
	bin, err := client.Directory().DeletedItems().GraphUser().Get(ctx, nil)
	require.NoError(t, err)
	require.Empty(t, bin.GetValue())
	sync, err := client.Directory().OnPremisesSynchronization().Get(ctx, nil)
	require.NoError(t, err)
	require.True(t, *sync.GetValue()[0].GetFeatures().GetSoftMatchOnUpnEnabled())
}

func TestGoSDKWritesPackedBodiesAndRetries(t *testing.T) {
	srv := startForSDK(t, fakegraph.Fault{On: "PATCH /users", Skip: 1, Status: http.StatusTooManyRequests, RetryAfter: time.Second})
	client, _ := sdkClient(t, srv)
	ctx := context.Background()
	change := models.NewUser()
	anchor := "dXNlcjM="
	change.SetOnPremisesImmutableId(&anchor)
	_, err := client.Users().ByUserId("user3@contoso.com").Patch(ctx, change, nil)
	require.NoError(t, err)
	_, err = client.Users().ByUserId("user5@contoso.com").Patch(ctx, func() models.Userable {
		u := models.NewUser()
		other := "dXNlcjU="
		u.SetOnPremisesImmutableId(&other)
		return u
	}(), nil)
	require.NoError(t, err, "throttled once, sent again by the SDK")

	var patches []fakegraph.Request
	for _, r := range srv.Requests() {
		if r.Method == http.MethodPatch {
			patches = append(patches, r)
		}
	}
	require.Len(t, patches, 3)
	require.Equal(t, []int{204, 429, 204}, []int{patches[0].Status, patches[1].Status, patches[2].Status})
	for _, p := range patches {
		require.Equal(t, "gzip", p.Header.Get("Content-Encoding"))
		require.Contains(t, string(p.Body), `"onPremisesImmutableId":`)
	}

	empty := models.NewUser()
	empty.SetAdditionalData(map[string]any{"onPremisesImmutableId": nil})
	_, err = client.Users().ByUserId("user3@contoso.com").Patch(ctx, empty, nil)
	require.NoError(t, err)
	user, err := client.Users().ByUserId("user3@contoso.com").Get(ctx, &users.UserItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: []string{"onPremisesImmutableId"}}})
	require.NoError(t, err)
	require.Nil(t, user.GetOnPremisesImmutableId())
}

func TestGoSDKReadsErrorsAndBatches(t *testing.T) {
	srv := startForSDK(t)
	client, adapter := sdkClient(t, srv)
	ctx := context.Background()
	change := models.NewUser()
	anchor := "eA=="
	change.SetOnPremisesImmutableId(&anchor)
	_, err := client.Users().ByUserId("user2@contoso.com").Patch(ctx, change, nil)
	var refused *odataerrors.ODataError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, http.StatusBadRequest, refused.ResponseStatusCode)
	require.Equal(t, "Request_BadRequest", *refused.GetErrorEscaped().GetCode())
	require.Contains(t, *refused.GetErrorEscaped().GetMessage(), "on-premises mastered Directory Sync objects")
	require.NotEmpty(t, *refused.GetErrorEscaped().GetInnerError().GetRequestId())

	get, err := client.Users().ByUserId("user1@contoso.com").ToGetRequestInformation(ctx, nil)
	require.NoError(t, err)
	missing, err := client.Users().ByUserId("nobody@contoso.com").ToGetRequestInformation(ctx, nil)
	require.NoError(t, err)
	batch := core.NewBatchRequest(adapter)
	first, err := batch.AddBatchRequestStep(*get)
	require.NoError(t, err)
	second, err := batch.AddBatchRequestStep(*missing)
	require.NoError(t, err)
	answer, err := batch.Send(ctx, adapter)
	require.NoError(t, err)
	user, err := core.GetBatchResponseById[models.Userable](answer, *first.GetId(), models.CreateUserFromDiscriminatorValue)
	require.NoError(t, err)
	require.Equal(t, "user1@contoso.com", *user.GetUserPrincipalName())
	_, err = core.GetBatchResponseById[models.Userable](answer, *second.GetId(), models.CreateUserFromDiscriminatorValue)
	require.Error(t, err)
}
