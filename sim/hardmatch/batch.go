package hardmatch

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// BatchSchema names the form of the file with Graph batches.
const BatchSchema = "presync.graphbatches/v1"

// maxBatch is how many requests a $batch body may hold.
const maxBatch = 20

// batchFile is the file: bodies to be posted one after another, and what no
// batch can do.
type batchFile struct {
	Schema  string   `json:"schema"`
	Batches []batch  `json:"batches"`
	Manual  []string `json:"manual"`
}

// batch is one body and where it is posted.
type batch struct {
	When     string    `json:"when"` // before or after the delta sync
	Endpoint string    `json:"endpoint"`
	Body     batchBody `json:"body"`
}

type batchBody struct {
	Requests []request `json:"requests"`
}

// request is one part of a batch.
type request struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers,omitempty"`
	Body      any               `json:"body,omitempty"`
	DependsOn []string          `json:"dependsOn,omitempty"`

	beta bool
}

// The two times of a batch.
const (
	beforeSync = "before the delta sync"
	afterSync  = "after the delta sync"
)

// WriteBatch writes the Graph requests of a plan as $batch bodies of at most
// twenty requests. The requests of a row depend on each other, so that a row
// stops where one of them fails. Writes of the AD side, rows that a person has
// to settle, and requests that need an id which no export has, are named under
// "manual".
func WriteBatch(w io.Writer, p *Plan) error {
	f := batchFile{Schema: BatchSchema, Batches: []batch{}, Manual: []string{}}
	var before, after batches
	flag := ""
	for i := range p.Rows {
		r := &p.Rows[i]
		if r.Status == StatusLinked {
			continue
		}
		if !r.Doable() {
			f.Manual = append(f.Manual, manualText(r))
			continue
		}
		if r.Side == SideAD {
			f.Manual = append(f.Manual, fmt.Sprintf("%s: write mS-DS-ConsistencyGuid in AD (--ldif has the change)", r.ADUser.DN))
		}
		if id := r.CloudUser.ID; strings.Trim(id, ".") == "" {
			f.Manual = append(f.Manual, fmt.Sprintf("%s: %q is no id that a request could name", r.ADUser.DN, id))
			continue
		}
		first, last, rest := r.requests()
		f.Manual = append(f.Manual, rest...)
		before.add(beforeSync, i, first)
		after.add(afterSync, i, last)
		for _, b := range r.Blockers {
			if b.ID == BlockHardMatchFlag {
				flag = b.Text
			}
		}
	}
	if flag != "" {
		f.Manual = append(f.Manual, "once, around all batches: "+flag+" (PATCH /directory/onPremisesSynchronization/{tenant id})")
	}
	f.Batches = append(append(f.Batches, before.list...), after.list...)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(f)
}

func manualText(r *Row) string {
	who := r.ADUser.DN
	if who == "" {
		who = r.ADUser.UserPrincipalName
	}
	why := r.Problem
	for _, b := range r.Blockers {
		if b.Manual && why == "" {
			why = b.Text
		}
	}
	return who + ": " + why
}

// batches collects bodies.
type batches struct{ list []batch }

// add puts the requests of a row behind each other, into the open body where
// they fit.
func (b *batches) add(when string, row int, requests []request) {
	endpoint := "/v1.0/$batch"
	if slices.ContainsFunc(requests, func(r request) bool { return r.beta }) {
		endpoint = "/beta/$batch"
	}
	for part := range slices.Chunk(requests, maxBatch) {
		n := len(b.list) - 1
		if n < 0 || b.list[n].Endpoint != endpoint || len(b.list[n].Body.Requests)+len(part) > maxBatch {
			b.list = append(b.list, batch{When: when, Endpoint: endpoint})
			n++
		}
		previous := ""
		for i, r := range part {
			r.ID = "row" + strconv.Itoa(row+1) + "." + strconv.Itoa(i+1)
			if previous != "" {
				r.DependsOn = []string{previous}
			}
			previous = r.ID
			b.list[n].Body.Requests = append(b.list[n].Body.Requests, r)
		}
	}
}

// requests gives what is sent for a row before and after the sync, and what
// only a person can send.
func (r *Row) requests() (before, after []request, manual []string) {
	var renamed []request
	for i := range r.Blockers {
		b := &r.Blockers[i]
		user := "/users/" + url.PathEscape(b.Object)
		deleted := "/directory/deletedItems/" + url.PathEscape(b.Object)
		switch b.ID {
		case BlockSourceOfAuthority:
			before = append(before, patch(user+"/onPremisesSyncBehavior", "isCloudManaged", false, true))
		case BlockQuarantined:
			before = append(before, request{Method: "DELETE", URL: user}, request{Method: "DELETE", URL: deleted})
		case BlockRecycleBin:
			before = append(before, request{Method: "DELETE", URL: deleted})
		case BlockTargetDeleted:
			before = append(before, request{Method: "POST", URL: deleted + "/restore"})
		case BlockFederatedSuffix:
			before = append(before, patch(user, b.Property, b.To, false))
			renamed = append(renamed, patch(user, b.Property, b.Old, false))
		case BlockOtherAnchor:
			before = append(before, patch(user, b.Property, nil, false))
		case BlockObjectIdentifier:
			before = append(before, patch(user, b.Property, nil, true))
		case BlockAdminRole:
			take, give, rest := roleRequests(b)
			before, after, manual = append(before, take...), append(after, give...), append(manual, rest...)
		}
	}
	if r.Side == SideCloud && (r.OldImmutableID == nil || *r.OldImmutableID != r.NewImmutableID) {
		before = append(before, patch("/users/"+url.PathEscape(r.CloudUser.ID), "onPremisesImmutableId", r.NewImmutableID, false))
	}
	return append(before, renamed...), after, manual
}

// patch sets one property; a nil value is JSON null.
func patch(path, property string, value any, beta bool) request {
	return request{Method: "PATCH", URL: path, Headers: map[string]string{"Content-Type": "application/json"},
		Body: map[string]any{property: value}, beta: beta}
}

// roleRequests takes roles away and gives them back. An active role that holds
// for a part of the directory can only be taken away by an id that no export
// of a user has.
func roleRequests(b *Blocker) (take, give []request, manual []string) {
	headers := map[string]string{"Content-Type": "application/json"}
	for _, role := range b.Roles {
		scope := "/"
		if role.Scope != "" {
			scope = role.Scope
		}
		body := map[string]any{"principalId": b.Object, "roleDefinitionId": role.TemplateID, "directoryScopeId": scope}
		switch {
		case role.TemplateID == "" || role.Scope != "" && !role.Eligible:
			manual = append(manual, fmt.Sprintf("role %q of %s: take it away before the batches, and give it back after the sync", role.Name, b.Object))
		case role.Eligible:
			url := "/roleManagement/directory/roleEligibilityScheduleRequests"
			take = append(take, request{Method: "POST", URL: url, Headers: headers, Body: with(body, "action", "adminRemove")})
			give = append(give, request{Method: "POST", URL: url, Headers: headers, Body: with(body, "action", "adminAssign")})
		default:
			key := url.PathEscape(strings.ReplaceAll(role.TemplateID, "'", "''"))
			take = append(take, request{Method: "DELETE", URL: "/directoryRoles(roleTemplateId='" + key + "')/members/" + url.PathEscape(b.Object) + "/$ref"})
			give = append(give, request{Method: "POST", URL: "/roleManagement/directory/roleAssignments", Headers: headers, Body: body})
		}
	}
	return take, give, manual
}

func with(body map[string]any, key, value string) map[string]any {
	out := map[string]any{key: value}
	for k, v := range body {
		out[k] = v
	}
	if value == "adminAssign" {
		out["justification"] = "hard match of the user"
		out["scheduleInfo"] = map[string]any{"expiration": map[string]string{"type": "noExpiration"}}
	}
	return out
}
