package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"presync/sim/directory"
	"presync/sim/provision"
)

// edit is what administrators change in one cloud user between two cycles.
type edit struct {
	line int
	// id and upn name the user; id counts when both are given.
	id, upn string
	// given are the properties to take from the record, sorted.
	given   []string
	record  json.RawMessage
	removed bool
	deleted *bool
}

// copyProperty takes the value of one Graph property over from another object.
type copyProperty func(to, from *directory.CloudObject)

// editable are the Graph properties that an edit can give.
func editable() map[string]copyProperty {
	type object = directory.CloudObject
	properties := map[string]copyProperty{
		"displayName":                  func(to, from *object) { to.DisplayName = from.DisplayName },
		"userPrincipalName":            func(to, from *object) { to.UserPrincipalName = from.UserPrincipalName },
		"mail":                         func(to, from *object) { to.Mail = from.Mail },
		"mailNickname":                 func(to, from *object) { to.MailNickname = from.MailNickname },
		"proxyAddresses":               func(to, from *object) { to.ProxyAddresses = from.ProxyAddresses },
		"userType":                     func(to, from *object) { to.UserType = from.UserType },
		"accountEnabled":               func(to, from *object) { to.AccountEnabled = from.AccountEnabled },
		"onPremisesImmutableId":        func(to, from *object) { to.ImmutableID = from.ImmutableID },
		"onPremisesSyncEnabled":        func(to, from *object) { to.SyncEnabled = from.SyncEnabled },
		"onPremisesObjectIdentifier":   func(to, from *object) { to.ObjectIdentifier = from.ObjectIdentifier },
		"onPremisesSecurityIdentifier": func(to, from *object) { to.SecurityID = from.SecurityID },
		"onPremisesUserPrincipalName":  func(to, from *object) { to.OnPremUPN = from.OnPremUPN },
		"onPremisesSamAccountName":     func(to, from *object) { to.OnPremSAM = from.OnPremSAM },
		"onPremisesDistinguishedName":  func(to, from *object) { to.OnPremDN = from.OnPremDN },
		"onPremisesSyncBehavior":       func(to, from *object) { to.CloudMastered = from.CloudMastered },
		"onPremisesProvisioningErrors": func(to, from *object) { to.Quarantined = from.Quarantined },
		"assignedPlans":                func(to, from *object) { to.ExchangePlan = from.ExchangePlan },
		"deletedDateTime":              func(to, from *object) { to.Deleted, to.DeletedAt = from.Deleted, from.DeletedAt },
	}
	for id := range directory.ProfileIDs {
		properties[id.String()] = func(to, from *object) { to.Profile[id] = from.Profile[id] }
	}
	return properties
}

// parseEdits reads a cloud.json of a later cycle: a list of user objects, or a
// Graph page with one.
func parseEdits(file string, s *Section) ([]edit, error) {
	data := s.InPlace()
	d := json.NewDecoder(bytes.NewReader(data))
	lineAt := func(offset int64) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }
	fail := func(err error) error {
		line := lineAt(d.InputOffset())
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			line = lineAt(min(syntax.Offset, int64(len(data))))
		}
		return errorAt(file, min(max(line, s.Line-1), s.last()), "%s: %s", s.Name, err)
	}
	closing, err := openList(d)
	if err != nil {
		return nil, fail(err)
	}
	var edits []edit
	for d.More() {
		line := lineAt(startOfValue(data, d.InputOffset()))
		var record json.RawMessage
		if err := d.Decode(&record); err != nil {
			return nil, fail(err)
		}
		e, err := parseEdit(record)
		if err != nil {
			return nil, errorAt(file, line, "%s: %s", s.Name, err)
		}
		e.line = line
		edits = append(edits, e)
	}
	if err := closeList(d, closing); err != nil {
		return nil, fail(err)
	}
	if len(edits) == 0 {
		return nil, errorAt(file, s.Line-1, "%s changes nothing", s.Name)
	}
	return edits, nil
}

// startOfValue skips what may stand between two values of a list.
func startOfValue(data []byte, at int64) int64 {
	return at + int64(len(data[at:])-len(bytes.TrimLeft(data[at:], " \t\r\n,")))
}

// openList reads up to the first user, "[" or {"value": [, and gives what has to
// close it. Other properties of a page stand before its value and start with
// an "@".
func openList(d *json.Decoder) (closing []json.Delim, err error) {
	t, err := d.Token()
	switch {
	case err != nil:
		return nil, noText(err)
	case t == json.Delim('['):
		return []json.Delim{']'}, nil
	case t != json.Delim('{'):
		return nil, errors.New("want a list of users, or {\"value\": [...]}")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		if key == "value" {
			if t, err = d.Token(); err == nil && t != json.Delim('[') {
				err = errors.New("value is no list")
			}
			return []json.Delim{']', '}'}, err
		}
		if name, _ := key.(string); !strings.HasPrefix(name, "@") {
			return nil, fmt.Errorf("unknown property %q beside value", name)
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("the page has no value")
}

// closeList reads the end of the list and of the page.
func closeList(d *json.Decoder, closing []json.Delim) error {
	for _, want := range closing {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return errors.New("unexpected end of the list")
		case err != nil:
			return err
		case t != want:
			return fmt.Errorf("unexpected %v behind the list", t)
		}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("unexpected text behind the list")
	}
	return nil
}

// noText says so when there is nothing to read.
func noText(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("is empty")
	}
	return err
}

// parseEdit reads one user object.
func parseEdit(record json.RawMessage) (edit, error) {
	e := edit{record: record}
	var properties map[string]json.RawMessage
	if err := json.Unmarshal(record, &properties); err != nil || properties == nil {
		return e, errors.New("want a user object")
	}
	known := editable()
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		var err error
		value := properties[name]
		switch {
		case name == "id":
			err = json.Unmarshal(value, &e.id)
		case name == "@removed":
			err = json.Unmarshal(value, &e.removed)
		case name == "@deleted":
			err = json.Unmarshal(value, &e.deleted)
		case known[name] == nil:
			return e, fmt.Errorf("unknown property %q; use id, @removed, @deleted, %s", name,
				strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		default:
			e.given = append(e.given, name)
		}
		if err != nil {
			want := "text"
			if name != "id" {
				want = "true or false"
			}
			return e, fmt.Errorf("%s is %s, want %s", name, value, want)
		}
	}
	if value := properties["userPrincipalName"]; e.id == "" && value != nil {
		if err := json.Unmarshal(value, &e.upn); err != nil {
			return e, fmt.Errorf("userPrincipalName is %s", value)
		}
	}
	switch {
	case e.id == "" && e.upn == "":
		return e, errors.New("a user without id or userPrincipalName")
	case e.removed && (e.deleted != nil || len(e.given) > 1 || e.id != "" && len(e.given) > 0):
		return e, errors.New("@removed stands beside id or userPrincipalName alone")
	}
	return e, nil
}

// apply changes the user at a place of the tenant. from holds the record as the
// readers understand it, day is that of the cycle.
func (e *edit) apply(t *directory.Tenant, at int, from *directory.CloudObject, day time.Time) {
	if e.removed {
		t.Objects = slices.Delete(t.Objects, at, at+1)
		return
	}
	to := t.Objects[at].Clone()
	known := editable()
	for _, name := range e.given {
		known[name](to, from)
		to.Missing = slices.DeleteFunc(to.Missing, func(m string) bool { return strings.EqualFold(m, name) })
	}
	switch {
	case e.deleted == nil:
	case !*e.deleted:
		to = provision.Restore(to)
	case !to.Deleted:
		to.Deleted, to.DeletedAt = true, day
	}
	t.Objects[at] = to
}

// find gives the place of the user in the tenant. A user to restore must be in
// the recycle bin: of a live one a restore would make one who is out of scope.
func (e *edit) find(objects []*directory.CloudObject) (int, error) {
	at, err := e.named(objects)
	if err == nil && e.deleted != nil && !*e.deleted && !objects[at].Deleted {
		return -1, fmt.Errorf("@deleted is false, and the user %q is not in the recycle bin", objects[at].UserPrincipalName)
	}
	return at, err
}

// named gives the place by id, or by userPrincipalName, which means a live user
// before one in the recycle bin.
func (e *edit) named(objects []*directory.CloudObject) (int, error) {
	if e.id != "" {
		at := slices.IndexFunc(objects, func(o *directory.CloudObject) bool { return strings.EqualFold(o.ID, e.id) })
		if at < 0 {
			return at, fmt.Errorf("the tenant has no object with id %q", e.id)
		}
		return at, nil
	}
	var live, deleted []int
	for i, o := range objects {
		switch {
		case !o.UserPrincipalName.Key().Equal(directory.Fold(e.upn)):
		case o.Deleted:
			deleted = append(deleted, i)
		default:
			live = append(live, i)
		}
	}
	switch {
	case len(live) == 1:
		return live[0], nil
	case len(live) == 0 && len(deleted) == 1:
		return deleted[0], nil
	case len(live)+len(deleted) == 0:
		return -1, fmt.Errorf("the tenant has no user with userPrincipalName %q", e.upn)
	}
	return -1, fmt.Errorf("the tenant has several users with userPrincipalName %q; name one by its id", e.upn)
}
