package fakegraph

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// syncBehaviorType is the table of a user's onPremisesSyncBehavior.
func syncBehaviorType() *entityType {
	t := &entityType{name: "onPremisesSyncBehavior", title: "OnPremisesSyncBehavior", set: "onPremisesSyncBehavior",
		defaults: []string{"id", "isCloudManaged"}, index: map[string]*property{}, props: []property{
			{name: "id", kind: kindString, caps: byDefault}, {name: "isCloudManaged", kind: kindBool, caps: byDefault}}}
	for i := range t.props {
		t.index[strings.ToLower(t.props[i].name)] = &t.props[i]
	}
	return t
}

// isCloudManaged reports whether a user's source of authority was moved to
// the cloud.
func isCloudManaged(o *object) bool {
	return string(member(o.value("onPremisesSyncBehavior"), "isCloudManaged")) == "true" || o.isTrue("isCloudManaged")
}

// syncBehavior renders a user's onPremisesSyncBehavior.
func syncBehavior(o *object) []byte {
	return joinProps([]prop{{"id", encode(o.id)}, {"isCloudManaged", strconv.AppendBool(nil, isCloudManaged(o))}})
}

// getSyncBehavior answers GET /users/{id}/onPremisesSyncBehavior.
func (h *Handler) getSyncBehavior(c *call, args []string) (*response, error) {
	t := syncBehaviorType()
	q, err := parseQuery(c, t, true)
	if err != nil {
		return nil, err
	}
	h.store.mu.RLock()
	o := h.find(setUsers, args[0])
	h.store.mu.RUnlock()
	if o == nil {
		return nil, notFound(args[0])
	}
	props, err := parseObject(syncBehavior(o))
	if err != nil {
		return nil, err
	}
	own := shapes{known: map[string]*shape{}}
	selected := q.selected
	if selected == nil {
		selected = t.defaults
	}
	body := newRenderer(t, selected).object(nil, own.newObject(1, props))
	head := append([]byte(`{"@odata.context":`), encode(c.root+"/"+c.version+"/$metadata#users('"+o.id+"')/onPremisesSyncBehavior/$entity")...)
	return jsonResponse(http.StatusOK, append(append(head, ','), body[1:]...)), nil
}

// patchSyncBehavior answers PATCH /users/{id}/onPremisesSyncBehavior. Moving a
// synchronized user to the cloud makes onPremisesSyncEnabled null; moving it
// back leaves null until the next synchronization (rulebook LC-8).
func (h *Handler) patchSyncBehavior(c *call, args []string) (*response, error) {
	body, err := c.parseBody()
	if err != nil {
		return nil, err
	}
	var want []byte
	for _, p := range body {
		switch {
		case strings.HasPrefix(p.name, "@odata."):
		case strings.EqualFold(p.name, "isCloudManaged") && (string(p.val) == "true" || string(p.val) == "false"):
			want = p.val
		default:
			return nil, withTarget(invalid("One or more property values specified are invalid."), "InvalidProperty", clip(p.name, 100))
		}
	}
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	o := h.find(setUsers, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	if want == nil || (string(want) == "true") == isCloudManaged(o) {
		return &response{status: http.StatusNoContent}, nil
	}
	props := o.props()
	if string(want) == "true" {
		if !o.isTrue("onPremisesSyncEnabled") {
			return nil, invalid("The source of authority can only be changed for an object that is synchronized from on-premises.")
		}
		props = setProp(props, "onPremisesSyncEnabled", []byte("null"))
	}
	props = setProp(props, "onPremisesSyncBehavior", joinProps([]prop{{"isCloudManaged", want}}))
	if getProp(props, "isCloudManaged") != nil {
		props = setProp(props, "isCloudManaged", want)
	}
	h.store.replace(setUsers, o, props)
	return &response{status: http.StatusNoContent}, nil
}

// patchSynchronization answers PATCH /directory/onPremisesSynchronization/{id}.
func (h *Handler) patchSynchronization(c *call, args []string) (*response, error) {
	body, err := c.parseBody()
	if err != nil {
		return nil, err
	}
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	o := h.find(setSync, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	props := o.props()
	for _, p := range body {
		var val []byte
		switch {
		case strings.HasPrefix(p.name, "@odata.") || strings.EqualFold(p.name, "id"):
			continue
		case strings.EqualFold(p.name, "features"):
			p.name = "features"
			val, err = mergeFeatures(getProp(props, p.name), p.val)
		case strings.EqualFold(p.name, "configuration"):
			p.name = "configuration"
			val, err = mergeConfiguration(getProp(props, p.name), p.val)
		default:
			err = errUnknownSetting(p.name)
		}
		if err != nil {
			return nil, err
		}
		props = setProp(props, p.name, val)
	}
	h.store.replace(setSync, o, props)
	return &response{status: http.StatusNoContent}, nil
}

// mergeFeatures changes feature switches. Three groups of them can't be
// switched off again (rulebook section 10).
func mergeFeatures(old, given []byte) ([]byte, error) {
	known, err := parseObject([]byte(defaultFeatures))
	if err != nil {
		return nil, err
	}
	merged, changes, err := bothObjects(old, given)
	if err != nil {
		return nil, err
	}
	for _, ch := range changes {
		if strings.HasPrefix(ch.name, "@odata.") {
			continue
		}
		if getProp(known, ch.name) == nil && getProp(merged, ch.name) == nil {
			return nil, errUnknownSetting(ch.name)
		}
		if s := string(ch.val); s != "true" && s != "false" {
			return nil, errUnknownSetting(ch.name)
		}
		if irreversible[ch.name] && string(getProp(merged, ch.name)) == "true" && string(ch.val) == "false" {
			return nil, invalid("The feature '%s' cannot be disabled after it was enabled.", ch.name)
		}
		merged = setProp(merged, ch.name, ch.val)
	}
	return joinProps(merged), nil
}

// mergeConfiguration changes the accidental deletion prevention.
func mergeConfiguration(old, given []byte) ([]byte, error) {
	merged, changes, err := bothObjects(old, given)
	if err != nil {
		return nil, err
	}
	for _, ch := range changes {
		if strings.HasPrefix(ch.name, "@odata.") {
			continue
		}
		if ch.name != "accidentalDeletionPrevention" {
			return nil, errUnknownSetting(ch.name)
		}
		prevention, settings, err := bothObjects(getProp(merged, ch.name), ch.val)
		if err != nil {
			return nil, err
		}
		for _, s := range settings {
			if !preventionSetting(s) {
				return nil, errUnknownSetting(s.name)
			}
			if !strings.HasPrefix(s.name, "@odata.") {
				prevention = setProp(prevention, s.name, s.val)
			}
		}
		merged = setProp(merged, ch.name, joinProps(prevention))
	}
	return joinProps(merged), nil
}

// preventionSetting reports whether a setting of the accidental deletion
// prevention has a value that it can have.
func preventionSetting(p prop) bool {
	switch p.name {
	case "synchronizationPreventionType":
		s, _ := decodeString(p.val)
		return s == "disabled" || s == "enabledForCount" || s == "enabledForPercentage"
	case "alertThreshold":
		n, err := strconv.Atoi(string(p.val))
		return err == nil && n >= 0
	}
	return strings.HasPrefix(p.name, "@odata.")
}

// bothObjects parses an old object, which may be absent, and the change to it.
func bothObjects(old, given []byte) (merged, changes []prop, err error) {
	if !isNull(old) {
		if merged, err = parseObject(old); err != nil {
			return nil, nil, fmt.Errorf("read the stored setting: %w", err)
		}
	}
	if changes, err = parseObject(given); err != nil {
		return nil, nil, errUnreadable()
	}
	return merged, changes, nil
}

func errUnknownSetting(name string) error {
	return withTarget(invalid("One or more property values specified are invalid."), "InvalidProperty", clip(name, 100))
}

var irreversible = map[string]bool{"quarantineUponProxyAddressesConflictEnabled": true, "quarantineUponUpnConflictEnabled": true,
	"softMatchOnUpnEnabled": true, "synchronizeUpnForManagedUsersEnabled": true}
