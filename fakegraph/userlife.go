package fakegraph

import (
	"net/http"
	"strings"
	"time"
)

// createUser answers POST /users.
func (h *Handler) createUser(c *call, _ []string) (*response, error) {
	body, err := c.parseBody()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"} {
		if val := foldProp(body, name); isNull(val) || string(val) == `""` {
			return nil, withTarget(invalid("Property %s value is required but is empty or missing.", name), "MissingProperty", name)
		}
	}
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	id := h.store.newID("user")
	ch := &userChange{h: h, c: c, id: id, props: []prop{
		{"id", encode(id)}, {"createdDateTime", encode(c.now.UTC().Format(time.RFC3339))}, {"userType", encode("Member")},
		{"businessPhones", []byte("[]")}, {"proxyAddresses", []byte("[]")}, {"onPremisesSyncEnabled", []byte("null")},
		{"onPremisesImmutableId", []byte("null")}}}
	if err := ch.apply(body); err != nil {
		return nil, err
	}
	if !ch.password {
		return nil, withTarget(invalid("Property password value is required but is empty or missing."), "MissingProperty", "passwordProfile")
	}
	o := h.store.add(setUsers, ch.props)
	res := h.entity(c, h.store.sets[setUsers].kind, &query{}, o, http.StatusCreated)
	res.header = http.Header{"Location": {c.root + "/" + c.version + "/users/" + id}}
	return res, nil
}

// deleteUser answers DELETE /users/{id}: the user goes to the recycle bin for
// 30 days, and its name is prefixed with its id (rulebook GR-8).
func (h *Handler) deleteUser(c *call, args []string) (*response, error) {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	o := h.find(setUsers, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	h.store.remove(setUsers, o)
	props := setProp(o.props(), "deletedDateTime", encode(c.now.UTC().Format(time.RFC3339)))
	if upn := o.text("userPrincipalName"); upn != "" {
		props = setProp(props, "userPrincipalName", encode(deletedPrefix(o.id)+upn))
	}
	h.store.add(setDeleted, props)
	if end := c.now.Add(retention); h.store.nextPurge.IsZero() || end.Before(h.store.nextPurge) {
		h.store.nextPurge = end
	}
	return &response{status: http.StatusNoContent}, nil
}

// hardDelete answers DELETE /directory/deletedItems/{id}.
func (h *Handler) hardDelete(_ *call, args []string) (*response, error) {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	o := h.find(setDeleted, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	h.store.remove(setDeleted, o)
	return &response{status: http.StatusNoContent}, nil
}

// restoreUser answers POST /directory/deletedItems/{id}/restore.
func (h *Handler) restoreUser(c *call, args []string) (*response, error) {
	newUPN, reconcile, err := restoreOptions(c)
	if err != nil {
		return nil, err
	}
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	o := h.find(setDeleted, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	ch := &userChange{h: h, c: c, old: o, id: o.id, props: o.props()}
	ch.put("userPrincipalName", encode(strings.TrimPrefix(o.text("userPrincipalName"), deletedPrefix(o.id))))
	ch.put("deletedDateTime", []byte("null"))
	if o.isTrue("onPremisesSyncEnabled") {
		ch.put("onPremisesSyncEnabled", []byte("false")) // rulebook LC-3
	}
	if newUPN != nil {
		if err := setUPN(ch, ch.h.store.sets[setUsers].kind.lookup("userPrincipalName", c.version), newUPN); err != nil {
			return nil, err
		}
	}
	if err := ch.freeToLive(reconcile); err != nil {
		return nil, err
	}
	h.store.remove(setDeleted, o)
	live := h.store.add(setUsers, ch.props)
	t := h.store.sets[setUsers].kind
	r := newRenderer(t, t.defaults)
	r.odataType = true
	buf := append([]byte(`{"@odata.context":`), encode(c.root+"/"+c.version+"/$metadata#directoryObjects/$entity")...)
	return jsonResponse(http.StatusOK, append(append(buf, ','), r.object(nil, live)[1:]...)), nil
}

// restoreOptions reads the optional body of a restore.
func restoreOptions(c *call) (newUPN []byte, reconcile bool, err error) {
	if len(strings.TrimSpace(string(c.body))) == 0 {
		return nil, false, nil
	}
	body, err := c.parseBody()
	if err != nil {
		return nil, false, err
	}
	for _, p := range body {
		switch {
		case p.name == "newUserPrincipalName" && p.val[0] == '"':
			newUPN = p.val
		case p.name == "autoReconcileProxyConflict" && (string(p.val) == "true" || string(p.val) == "false"):
			reconcile = string(p.val) == "true"
		case strings.HasPrefix(p.name, "@odata."):
		default:
			return nil, false, withTarget(invalid("One or more property values specified are invalid."), "InvalidProperty", clip(p.name, 100))
		}
	}
	return newUPN, reconcile, nil
}

// freeToLive checks that no live object took a value of the deleted user.
func (ch *userChange) freeToLive(reconcile bool) error {
	st := ch.h.store
	if st.unique().upns.heldByOther(strings.ToLower(ch.text("userPrincipalName")), ch.id) {
		return conflict("userPrincipalName")
	}
	if anchor := ch.text("onPremisesImmutableId"); anchor != "" {
		if st.unique().anchors.heldByOther(anchor, ch.id) {
			return conflict("onPremisesImmutableId")
		}
	}
	kept := []string{}
	for _, a := range decodeStrings(getProp(ch.props, "proxyAddresses")) {
		if !st.unique().addresses.heldByOther(strings.ToLower(a), ch.id) {
			kept = append(kept, a)
		} else if !reconcile {
			return conflict("proxyAddresses")
		}
	}
	if reconcile {
		ch.put("proxyAddresses", encode(kept))
	}
	return nil
}

// deletedPrefix is what the service puts before the name of a deleted user.
func deletedPrefix(id string) string { return strings.ReplaceAll(id, "-", "") }
