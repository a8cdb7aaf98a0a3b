package fakegraph

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// parts returns the responses of a batch by their id.
func (a *answer) parts() map[string]map[string]any {
	a.t.Helper()
	require.Equal(a.t, 200, a.status, a.body)
	out := map[string]map[string]any{}
	for _, p := range a.json["responses"].([]any) {
		part := p.(map[string]any)
		out[part["id"].(string)] = part
	}
	return out
}

func TestBatchRunsEachPartOnItsOwn(t *testing.T) {
	f := newFake(t)
	a := f.post("/v1.0/$batch", `{"requests":[
		{"id":"1","method":"GET","url":"/users/`+annID+`?$select=id"},
		{"id":"2","method":"PATCH","url":"users/`+bobID+`","headers":{"Content-Type":"application/json"},"body":{"onPremisesImmutableId":"Ym9i"}},
		{"id":"3","method":"GET","url":"/users/nobody"},
		{"id":"4","method":"get","url":"/users?$filter=accountEnabled ne true&$count=true&$select=id","headers":{"ConsistencyLevel":"eventual"}},
		{"id":"5","method":"GET","url":"/v1.0/users/$count","headers":{"consistencylevel":"eventual"}},
		{"id":"6","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{"requests":[]}}]}`)
	parts := a.parts()
	require.Len(t, parts, 6)
	require.EqualValues(t, 200, parts["1"]["status"])
	require.Equal(t, annID, parts["1"]["body"].(map[string]any)["id"])
	require.EqualValues(t, 204, parts["2"]["status"])
	require.NotContains(t, parts["2"], "body")
	require.EqualValues(t, 404, parts["3"]["status"])
	require.Equal(t, codeNotFound, parts["3"]["body"].(map[string]any)["error"].(map[string]any)["code"])
	require.EqualValues(t, 1, parts["4"]["body"].(map[string]any)["@odata.count"])
	require.Equal(t, "NQ==", parts["5"]["body"], "text is base64")
	require.EqualValues(t, 400, parts["6"]["status"])
	require.Contains(t, parts["1"]["headers"].(map[string]any)["Content-Type"], "application/json")
	require.Equal(t, "Ym9i", f.user(bobID)["onPremisesImmutableId"])

	log := f.Requests()
	require.Equal(t, []string{"1", "2", "3", "4", "5", "6", ""}, batchIDs(log[:7]), "the parts come before the batch")
}

func batchIDs(log []Request) []string {
	var out []string
	for _, r := range log {
		out = append(out, r.BatchID)
	}
	return out
}

func TestBatchDependsOn(t *testing.T) {
	f := newFake(t)
	a := f.post("/v1.0/$batch", `{"requests":[
		{"id":"c","dependsOn":["b"],"method":"GET","url":"/users/`+bobID+`"},
		{"id":"b","dependsOn":["a"],"method":"GET","url":"/users/nobody"},
		{"id":"a","method":"GET","url":"/users/`+annID+`"},
		{"id":"d","dependsOn":["A"],"method":"GET","url":"/users/`+bobID+`"}]}`)
	parts := a.parts()
	require.EqualValues(t, 200, parts["a"]["status"])
	require.EqualValues(t, 404, parts["b"]["status"])
	require.EqualValues(t, 424, parts["c"]["status"], "its dependency failed")
	require.EqualValues(t, 200, parts["d"]["status"], "ids compare without case")
}

func TestBatchIsRefusedAsAWhole(t *testing.T) {
	f := newFake(t)
	var many []string
	for i := range 21 {
		many = append(many, fmt.Sprintf(`{"id":"%d","method":"GET","url":"/users"}`, i))
	}
	for name, body := range map[string]string{
		"more than 20":     `{"requests":[` + strings.Join(many, ",") + `]}`,
		"cycle":            `{"requests":[{"id":"1","dependsOn":["2"],"method":"GET","url":"/users"},{"id":"2","dependsOn":["1"],"method":"GET","url":"/users"}]}`,
		"itself":           `{"requests":[{"id":"1","dependsOn":["1"],"method":"GET","url":"/users"}]}`,
		"unknown id":       `{"requests":[{"id":"1","dependsOn":["9"],"method":"GET","url":"/users"}]}`,
		"id twice":         `{"requests":[{"id":"a","method":"GET","url":"/users"},{"id":"A","method":"GET","url":"/users"}]}`,
		"no id":            `{"requests":[{"method":"GET","url":"/users"}]}`,
		"no url":           `{"requests":[{"id":"1","method":"GET"}]}`,
		"null part":        `{"requests":[null]}`,
		"no requests":      `{}`,
		"not JSON":         `{"requests":[`,
		"wrong type":       `{"requests":{"id":"1"}}`,
		"body, no header":  `{"requests":[{"id":"1","method":"PATCH","url":"/users/` + bobID + `","body":{"jobTitle":"x"}}]}`,
		"deep":             strings.Repeat("[", 20_000),
		"deep in the body": `{"requests":[{"id":"1","method":"PATCH","url":"/users/x","headers":{"Content-Type":"application/json"},"body":` + strings.Repeat("[", 50_000),
	} {
		a := f.post("/v1.0/$batch", body)
		require.Equal(t, 400, a.status, name)
		require.Equal(t, codeBadRequest, a.code(), name)
	}
	require.Equal(t, `{"responses":[]}`, f.post("/v1.0/$batch", `{"requests":[]}`).body)
}

func TestBatchPartsMeetFaultsAndPermissions(t *testing.T) {
	f := newFake(t, func(c *Config) {
		c.Faults = []Fault{{On: "PATCH /users", Status: http.StatusTooManyRequests, RetryAfter: 7 * time.Second}}
		c.Permissions = []string{"User.ReadWrite.All"}
	})
	part := `{"id":"%s","method":"PATCH","url":"/users/` + bobID + `","headers":{"Content-Type":"application/json"},"body":{"jobTitle":"x"}}`
	parts := f.post("/v1.0/$batch", `{"requests":[`+fmt.Sprintf(part, "1")+`,`+fmt.Sprintf(part, "2")+`,{"id":"3","method":"GET","url":"/groups"}]}`).parts()
	require.EqualValues(t, 429, parts["1"]["status"])
	require.Equal(t, "7", parts["1"]["headers"].(map[string]any)["Retry-After"])
	require.EqualValues(t, 204, parts["2"]["status"])
	require.EqualValues(t, 403, parts["3"]["status"])
}
