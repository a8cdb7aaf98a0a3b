package fakegraph

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

// maxBatch is how many requests a $batch may hold.
const maxBatch = 20

// batch answers POST /$batch. The parts run one after another in an order that
// respects dependsOn, each through the same faults, permissions and log as a
// request of its own.
func (h *Handler) batch(c *call, _ []string) (*response, error) {
	if c.batchID != "" {
		return nil, badRequest("A batch request can not hold another batch request.")
	}
	parts, err := readBatch(c.body)
	if err != nil {
		return nil, err
	}
	order, err := batchOrder(parts)
	if err != nil {
		return nil, err
	}
	failed := map[string]bool{}
	answers := make([]batchAnswer, 0, len(parts))
	for _, p := range order {
		res := h.batchPart(c, p, failed)
		if res.drop {
			return res, nil
		}
		failed[strings.ToLower(p.ID)] = res.status >= 400
		answers = append(answers, p.answer(res))
	}
	return jsonResponse(http.StatusOK, encode(map[string][]batchAnswer{"responses": answers})), nil
}

// readBatch decodes the body and checks what needs no order.
func readBatch(body []byte) ([]*batchPart, error) {
	var in struct {
		Requests []*batchPart `json:"requests"`
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Requests == nil {
		return nil, badRequest("Invalid batch payload format.")
	}
	if len(in.Requests) > maxBatch {
		return nil, badRequest("The number of requests in the batch is %d and exceeds the maximum of %d.", len(in.Requests), maxBatch)
	}
	seen := map[string]bool{}
	for _, p := range in.Requests {
		if p == nil || p.ID == "" || p.Method == "" || p.URL == "" {
			return nil, badRequest("Each request in a batch needs an id, a method and a url.")
		}
		if seen[strings.ToLower(p.ID)] {
			return nil, badRequest("Request Id %s has to be unique in a batch.", clip(p.ID, 100))
		}
		seen[strings.ToLower(p.ID)] = true
		if len(p.Body) > 0 && string(p.Body) != "null" && p.header("Content-Type") == "" {
			return nil, badRequest("Request Id %s has a body and no Content-Type header.", clip(p.ID, 100))
		}
	}
	return in.Requests, nil
}

// batchOrder sorts the parts so that each comes behind those it depends on,
// and keeps the given order otherwise.
func batchOrder(parts []*batchPart) ([]*batchPart, error) {
	byID := map[string]*batchPart{}
	for _, p := range parts {
		byID[strings.ToLower(p.ID)] = p
	}
	for _, p := range parts {
		for _, d := range p.DependsOn {
			if byID[strings.ToLower(d)] == nil {
				return nil, badRequest("Request Id %s depends on %s, which is not in the batch.", clip(p.ID, 100), clip(d, 100))
			}
		}
	}
	done := map[string]bool{}
	var order []*batchPart
	for len(order) < len(parts) {
		before := len(order)
		for _, p := range parts {
			if !done[strings.ToLower(p.ID)] && p.ready(done) {
				done[strings.ToLower(p.ID)] = true
				order = append(order, p)
			}
		}
		if len(order) == before {
			return nil, badRequest("The dependsOn properties of the batch form a cycle.")
		}
	}
	return order, nil
}

func (p *batchPart) ready(done map[string]bool) bool {
	for _, d := range p.DependsOn {
		if !done[strings.ToLower(d)] {
			return false
		}
	}
	return true
}

// batchPart runs one part.
func (h *Handler) batchPart(outer *call, p *batchPart, failed map[string]bool) *response {
	c := &call{h: h, ctx: outer.ctx, method: strings.ToUpper(p.Method), version: outer.version, root: outer.root, header: http.Header{},
		now: h.clock(), clientID: outer.clientID, batchID: p.ID, body: p.body()}
	c.requestID = requestGUID(h.requests.Add(1), c.now)
	for name, value := range p.Headers {
		c.header.Set(name, value)
	}
	c.header.Set("Authorization", outer.header.Get("Authorization"))
	c.path, c.rawQuery, _ = strings.Cut(p.URL, "?")
	c.rawQuery, _, _ = strings.Cut(c.rawQuery, "#")
	c.path = "/" + strings.TrimLeft(c.path, "/")
	if version, path, ok := splitVersion(c.path); ok && version == outer.version {
		c.path = path
	}
	res := h.dependent(c, p, failed)
	if !res.drop {
		h.record(Request{Time: c.now, Method: c.method, Version: c.version, Path: clip(unescape(c.path), 4096), Query: clip(c.rawQuery, 4096),
			Header: logHeader(c.header), Body: bytes.Clone(c.body[:min(len(c.body), maxLogBody)]), BatchID: p.ID, Status: res.status,
			ErrorCode: res.errorCode, RequestID: c.requestID, Notes: c.notes, Unsupported: res.unsupported})
	}
	return res
}

// dependent runs a part unless one that it depends on failed.
func (h *Handler) dependent(c *call, p *batchPart, failed map[string]bool) *response {
	for _, d := range p.DependsOn {
		if failed[strings.ToLower(d)] {
			return c.fail(&graphError{status: http.StatusFailedDependency, code: "FailedDependency",
				message: "Request Id " + clip(d, 100) + ", which this request depends on, failed."})
		}
	}
	return h.run(c)
}

// body is the body of a part: a JSON value, or base64 text of other content.
func (p *batchPart) body() []byte {
	if s, ok := decodeString(bytes.TrimSpace(p.Body)); ok && !strings.Contains(strings.ToLower(p.header("Content-Type")), "json") {
		if data, err := base64.StdEncoding.DecodeString(s); err == nil {
			return data
		}
	}
	if string(p.Body) == "null" {
		return nil
	}
	return p.Body
}

func (p *batchPart) header(name string) string {
	for k, v := range p.Headers {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// answer renders the response to a part. A body that is not JSON is base64.
func (p *batchPart) answer(res *response) batchAnswer {
	out := batchAnswer{ID: p.ID, Status: res.status, Headers: map[string]string{"Cache-Control": "no-cache"}}
	if res.contentType != "" {
		out.Headers["Content-Type"] = res.contentType
	}
	for name, values := range res.header {
		out.Headers[name] = strings.Join(values, ", ")
	}
	switch {
	case len(res.body) == 0:
	case strings.HasPrefix(res.contentType, jsonType):
		out.Body = res.body
	default:
		out.Body = encode(base64.StdEncoding.EncodeToString(res.body))
	}
	return out
}

// batchPart is one request of a $batch.
type batchPart struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`
}

// batchAnswer is one response of a $batch.
type batchAnswer struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body,omitempty"`
}
