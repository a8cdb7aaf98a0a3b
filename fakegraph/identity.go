package fakegraph

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// tokenLifetime is how long the token endpoint says that a token lasts.
const tokenLifetime = time.Hour

// identity answers what an SDK asks of the sign-in service: instance
// discovery, the OpenID configuration and a client-credentials token.
func (h *Handler) identity(c *call) *response {
	if f := h.takeFault(c.method, c.path); f != nil {
		if res := h.inject(c, f); res != nil {
			return res
		}
	}
	segs := strings.Split(strings.Trim(strings.ToLower(c.path), "/"), "/")
	tail := strings.Join(segs[min(1, len(segs)):], "/")
	switch {
	case c.method == http.MethodGet && tail == "discovery/instance":
		return jsonPlain(h.instance(c))
	case c.method == http.MethodGet && (tail == "v2.0/.well-known/openid-configuration" || tail == ".well-known/openid-configuration"):
		return jsonPlain(openID(c.root, segs[0]))
	case c.method == http.MethodGet && tail == "discovery/v2.0/keys":
		return jsonPlain(map[string]any{"keys": []string{}})
	case c.method == http.MethodPost && tail == "oauth2/v2.0/token":
		return h.issueToken(c)
	}
	h.noteUnsupported(c)
	res := c.fail(&graphError{status: http.StatusNotFound, code: "NotFound", message: "Graph is at /v1.0 and /beta; there is nothing at " + clip(c.path, 200) + "."})
	res.unsupported = true
	return res
}

// instance says that this host is the authority for every tenant.
func (h *Handler) instance(c *call) any {
	host := c.root[strings.Index(c.root, "://")+3:]
	q, _ := url.ParseQuery(c.rawQuery) // what can't be read is left out
	tenant := "common"
	if endpoint, err := url.Parse(q.Get("authorization_endpoint")); err == nil {
		if first, _, _ := strings.Cut(strings.Trim(endpoint.Path, "/"), "/"); first != "" {
			tenant = first
		}
	}
	return map[string]any{
		"api-version":               "1.1",
		"tenant_discovery_endpoint": c.root + "/" + url.PathEscape(tenant) + "/v2.0/.well-known/openid-configuration",
		"metadata":                  []any{map[string]any{"preferred_network": host, "preferred_cache": host, "aliases": []string{host}}},
	}
}

func openID(root, tenant string) any {
	base := root + "/" + url.PathEscape(tenant)
	return map[string]any{
		"issuer":                                base + "/v2.0",
		"authorization_endpoint":                base + "/oauth2/v2.0/authorize",
		"token_endpoint":                        base + "/oauth2/v2.0/token",
		"jwks_uri":                              base + "/discovery/v2.0/keys",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
	}
}

// issueToken answers the client-credentials grant. Any client and secret are
// taken; the token is the one of Config.Token.
func (h *Handler) issueToken(c *call) *response {
	form, err := url.ParseQuery(string(c.body))
	switch {
	case err != nil || form.Get("grant_type") == "":
		return h.tokenError(c, "invalid_request", "AADSTS900144: The request body must contain the following parameter: 'grant_type'.", 900144)
	case form.Get("grant_type") != "client_credentials":
		return h.tokenError(c, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.", 70003)
	case form.Get("client_id") == "" && c.header.Get("Authorization") == "":
		return h.tokenError(c, "invalid_request", "AADSTS900144: The request body must contain the following parameter: 'client_id'.", 900144)
	case form.Get("client_secret") == "" && form.Get("client_assertion") == "" && c.header.Get("Authorization") == "":
		return h.tokenError(c, "invalid_client", "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", 7000218)
	case !isDefaultScope(form.Get("scope")):
		return h.tokenError(c, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.", 1002012)
	}
	token := h.token
	if token == "" {
		token = "fakegraph"
	}
	seconds := int(tokenLifetime.Seconds())
	return jsonPlain(map[string]any{"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token})
}

// isDefaultScope reports whether a scope is that of a resource's default
// permissions. The vendor's library adds the OpenID scopes to it.
func isDefaultScope(text string) bool {
	found := false
	for _, scope := range strings.Fields(text) {
		switch {
		case strings.HasSuffix(scope, "/.default"):
			found = true
		case scope != "openid" && scope != "offline_access" && scope != "profile":
			return false
		}
	}
	return found
}

func (h *Handler) tokenError(c *call, code, text string, number int) *response {
	res := jsonPlain(map[string]any{"error": code, "error_description": text, "error_codes": []int{number},
		"timestamp": c.now.UTC().Format("2006-01-02 15:04:05Z"), "trace_id": c.requestID, "correlation_id": c.clientID})
	res.status, res.errorCode = http.StatusBadRequest, code
	if code == "invalid_client" {
		res.status = http.StatusUnauthorized
	}
	return res
}

func jsonPlain(v any) *response {
	return &response{status: http.StatusOK, contentType: jsonType + "; charset=utf-8", body: encode(v)}
}
